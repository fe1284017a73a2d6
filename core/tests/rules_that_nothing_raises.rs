//! The list of rules that nothing raises yet is that of the codes that stand nowhere but in the catalogue.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use partner_campaigns::{rules, rules_not_raised};

/// All source of the crate but the catalogue.
fn sources(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("rules") && !path.ends_with("tests") {
                sources(&path, all);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            code.lines().filter(|line| !line.trim_start().starts_with("//")).for_each(|line| {
                all.push_str(line);
                all.push('\n');
            });
        }
    }
}

#[test]
fn what_stands_in_no_source_is_listed() {
    let mut all = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let stands = |code: &str| {
        let is_whole = |(at, _): (usize, &str)| {
            let end = all[at + code.len()..].chars().next();
            let start = all[..at].chars().next_back();
            [start, end].iter().flatten().all(|letter| !letter.is_alphanumeric() && *letter != '_')
        };
        all.match_indices(code).any(is_whole)
    };
    let not_raised: Vec<&str> = rules().iter().map(|rule| rule.code).filter(|code| !stands(code)).collect();
    assert_eq!(not_raised, rules_not_raised());
}
