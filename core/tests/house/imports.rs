//! Which file imports which, read from the sources of one crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::tokens::tokens;

/// A path from the crate's root, name by name.
pub(crate) type Names = Vec<String>;

/// The files of a crate as modules.
pub(crate) struct Sources {
    files: BTreeMap<Names, File>,
}

struct File {
    words: Vec<String>,
    /// What a module hands on: a name, and where it is from.
    handed_on: BTreeMap<String, Names>,
}

impl Sources {
    /// Those below a folder.
    pub(crate) fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        for path in rust_files(folder) {
            let module = module(path.strip_prefix(folder).unwrap());
            let words = tokens(&fs::read_to_string(&path).unwrap());
            files.insert(module, File { words, handed_on: BTreeMap::new() });
        }
        let modules: BTreeSet<Names> = files.keys().cloned().collect();
        for (module, file) in &mut files {
            file.handed_on = handed_on(module, &file.words, &modules);
        }
        Self { files }
    }

    pub(crate) fn modules(&self) -> impl Iterator<Item = &Names> {
        self.files.keys()
    }

    /// The files that a file imports from, as modules. The modules that it stands in are not among them: a folder's door
    /// and its rooms are one.
    pub(crate) fn imports(&self, module: &Names) -> BTreeSet<Names> {
        let paths = paths(&self.files[module].words, module);
        let found = paths.iter().filter_map(|path| self.file_of(path));
        found.filter(|other| other != module && !module.starts_with(other)).collect()
    }

    /// The file that a path leads to, through what the modules on its way hand on.
    fn file_of(&self, path: &[String]) -> Option<Names> {
        let known = (0..=path.len()).rev().map(|length| &path[..length]);
        let module = known.into_iter().find(|start| self.files.contains_key(*start))?.to_vec();
        let name = path.get(module.len());
        let real = name.and_then(|name| self.files[&module].handed_on.get(name));
        match real {
            Some(real) if !real.starts_with(path) => self.file_of(real),
            _ => Some(module),
        }
    }
}

/// The path of a file's module: `payout/read.rs` is `payout::read`, `payout/mod.rs` is `payout`.
fn module(file: &Path) -> Names {
    let parts = file.with_extension("");
    let parts = parts.iter().map(|part| part.to_str().unwrap().to_owned());
    parts.filter(|part| part != "mod" && part != "lib").collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let mut found: Vec<PathBuf> =
        files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs")).collect();
    found.extend(folders.iter().flat_map(|one| rust_files(one)));
    found
}

/// What a module takes from modules within it, under the names that others may take from it.
fn handed_on(module: &Names, words: &[String], modules: &BTreeSet<Names>) -> BTreeMap<String, Names> {
    let mut found = BTreeMap::new();
    for at in 0..words.len() {
        if words[at] != "use" {
            continue;
        }
        for tree in trees(&words[at + 1..]) {
            let Some((first, last)) = tree.first().zip(tree.last()) else { continue };
            let below = [module.as_slice(), std::slice::from_ref(first)].concat();
            if modules.contains(&below) {
                found.insert(last.clone(), [module.as_slice(), &tree].concat());
            }
        }
    }
    found
}

/// The paths from the root that a source names, through `crate::`, `self::`, or `super::` as far up as the root.
pub(crate) fn paths(words: &[String], module: &[String]) -> Vec<Names> {
    let mut found = Vec::new();
    for at in 0..words.len() {
        let before = at.checked_sub(1).map(|before| words[before].as_str());
        if before == Some("::") || words.get(at + 1).is_none_or(|next| next != "::") {
            continue;
        }
        let (mut start, mut rest) = match words[at].as_str() {
            "crate" => (Vec::new(), &words[at + 2..]),
            "self" => (module.to_vec(), &words[at + 2..]),
            "super" if !module.is_empty() => (module[..module.len() - 1].to_vec(), &words[at + 2..]),
            _ => continue,
        };
        while let [up, colons, more @ ..] = rest
            && up == "super"
            && colons == "::"
            && start.pop().is_some()
        {
            rest = more;
        }
        found.extend(trees(rest).into_iter().map(|tree| [start.as_slice(), &tree].concat()));
    }
    found
}

/// The paths that begin here: one, or each of those in braces. `a::b as c` is `a::b`.
fn trees(words: &[String]) -> Vec<Names> {
    tree(words).0
}

fn tree(words: &[String]) -> (Vec<Names>, usize) {
    match words {
        [brace, ..] if brace == "{" => {
            let (mut found, mut at) = (Vec::new(), 1);
            while at < words.len() && words[at] != "}" {
                let (paths, length) = tree(&words[at..]);
                found.extend(paths);
                at += length;
                while at < words.len() && words[at] != "," && words[at] != "}" {
                    at += 1; // as another name
                }
                at += usize::from(words.get(at).is_some_and(|word| word == ","));
            }
            (found, at + 1)
        }
        [name, colons, rest @ ..] if colons == "::" => {
            let (paths, length) = tree(rest);
            let paths = paths.into_iter().map(|path| [vec![name.clone()], path].concat()).collect();
            (paths, length + 2)
        }
        [itself, ..] if itself == "self" => (vec![Vec::new()], 1),
        [name, ..] => (vec![vec![name.clone()]], 1),
        [] => (Vec::new(), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that misses an import would let every test of the house pass.
    #[test]
    fn imports_are_found_however_they_are_written() {
        let names = |source: &str, module: &[&str]| {
            let module: Names = module.iter().map(ToString::to_string).collect();
            let mut found: Vec<String> =
                paths(&tokens(source), &module).iter().map(|path| path.join("::")).collect();
            found.sort();
            found
        };
        assert_eq!(names("use crate::campaign::Draft;", &["payout"]), ["campaign::Draft"]);
        assert_eq!(
            names("pub(crate) use crate :: { campaign::{self, Draft as D}, money };", &["payout"]),
            ["campaign", "campaign::Draft", "money"]
        );
        assert_eq!(names("fn f() { crate::campaign::check(); }", &["payout", "read"]), ["campaign::check"]);
        assert_eq!(names("use super::super::campaign::Draft;", &["payout", "read"]), ["campaign::Draft"]);
        assert_eq!(names("use super::campaign::Draft;", &["payout"]), ["campaign::Draft"]);
        assert_eq!(names("use super::book::Book;", &["payout", "read"]), ["payout::book::Book"]);
        assert_eq!(names("self::book::open();", &["payout"]), ["payout::book::open"]);
        assert_eq!(names("// use crate::a;\n/* crate::b */ \"crate::c\"", &["payout"]), [] as [&str; 0]);
        assert_eq!(
            names("const A: char = '\"'; use crate::money::B; const B: char = '\"';", &[]),
            ["money::B"]
        );
    }
}
