//! No circles: whoever opens a file can read on downwards, and never comes back.

use std::collections::{BTreeMap, BTreeSet};

use crate::floors::crates;
use crate::imports::{Names, Sources};

#[test]
fn no_files_import_each_other() {
    for folder in crates() {
        let sources = Sources::read(&folder);
        let imports: BTreeMap<Names, BTreeSet<Names>> =
            sources.modules().map(|module| (module.clone(), sources.imports(module))).collect();
        let circles: Vec<String> = in_circles(imports).iter().map(|names| names.join("::")).collect();
        assert!(circles.is_empty(), "{}: these import each other: {}", folder.display(), circles.join(", "));
    }
}

/// The files that are left when those that import none of the rest, or are imported by none of it, are taken away.
fn in_circles(mut imports: BTreeMap<Names, BTreeSet<Names>>) -> BTreeSet<Names> {
    loop {
        let left: BTreeSet<Names> = imports.keys().cloned().collect();
        let imported: BTreeSet<Names> = imports.values().flatten().cloned().collect();
        imports.retain(|module, others| imported.contains(module) && !others.is_disjoint(&left));
        if imports.len() == left.len() {
            return left;
        }
    }
}

#[test]
fn circles_are_found() {
    let imports = |pairs: &[(&str, &[&str])]| {
        let names = |name: &str| vec![name.to_owned()];
        pairs.iter().map(|(from, to)| (names(from), to.iter().map(|to| names(to)).collect())).collect()
    };
    let found = |pairs| in_circles(imports(pairs)).into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(found(&[("a", &["b"]), ("b", &["c"]), ("c", &[])]), [] as [&str; 0]);
    assert_eq!(found(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"]), ("d", &["a"])]), ["b", "c"]);
    assert_eq!(found(&[("a", &["b"]), ("b", &["c"]), ("c", &["a"]), ("e", &["c"])]), ["a", "b", "c"]);
}
