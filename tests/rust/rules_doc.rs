//! `docs/rules.md` is the catalogue, and every rule is raised by a vector. `UPDATE=1` writes it.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use partner_campaigns::{Rule, Severity, Source, rules};
use serde_json::Value;

/// Rules that no vector raises yet, because what raises them is not built yet. To be empty in the end.
const NOT_YET_RAISED: &[&str] = &[
    "C011", "C012", "R001", "R002", "R003", "R004", "R005", "R006", "R007", "R008", "R009", "R010", "R011",
    "T001", "T002", "T003", "T004", "T005", "L001", "L002", "L003", "L004", "L005", "L006", "L007", "S001",
    "S002", "S003", "S004", "S005", "V001", "V002",
];

/// Rules that no shared vector raises: findings, which are about whole files, are raised by the shipped export and its
/// answers and by the tests of the verification; M005 is about amounts of several currencies, which no vector's line has.
const RAISED_ELSEWHERE: &[&str] = &[
    "M005", "F001", "F002", "F003", "F004", "F005", "F006", "F007", "F008", "F009", "F010", "F011", "F012",
    "F013",
];

const FAMILIES: &[(char, &str)] = &[
    ('A', "Agency account"),
    ('C', "Campaign"),
    ('R', "Registration"),
    ('T', "Creator rate and links"),
    ('L', "Product lists"),
    ('S', "Showcase"),
    ('V', "Who may do what, and when"),
    ('M', "Splitting the commission"),
    ('F', "Findings of payout verification"),
];

const HEAD: &str = "\
# The rules

Generated from the rule catalogue by `tests/rust/rules_doc.rs`; not to be edited. The same as data: `rules()` in Rust and
Python, `pc_rules_json` in C, `partner-campaigns rules` on the command line.

*Guide* is the section and step of the platform's public guide that says so. *Decision* is ours, where the guide is silent,
with its reason. Codes are stable for ever.
";

fn document() -> Result<String, std::fmt::Error> {
    let mut out = HEAD.to_owned();
    for (letter, title) in FAMILIES {
        writeln!(out, "\n## {letter} · {title}\n")?;
        writeln!(out, "| code | name | rule | source | kind |\n| --- | --- | --- | --- | --- |")?;
        for rule in rules().iter().filter(|rule| rule.code.starts_with(*letter)) {
            let Rule { code, name, statement, severity, .. } = rule;
            writeln!(out, "| {code} | {name} | {statement} | {} | {} |", source(rule), severity.word())?;
        }
    }
    Ok(out)
}

fn source(rule: &Rule) -> String {
    match rule.source {
        Source::Guide(place) => format!("*Guide*: {place}"),
        Source::Decision(reason) => format!("*Decision*: {reason}"),
        Source::Both(place, reason) => format!("*Guide*: {place}. *Decision*: {reason}"),
    }
}

#[test]
fn document_is_fresh() -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules.md");
    let fresh = document()?;
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        fs::write(&path, &fresh)?;
    }
    let stale = fs::read_to_string(&path).unwrap_or_default() != fresh;
    assert!(!stale, "docs/rules.md is stale: run this test with UPDATE=1");
    let written = fresh.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| code")).count();
    assert_eq!(written, rules().len() + FAMILIES.len(), "each rule belongs to one family");
    Ok(())
}

#[test]
fn codes_and_names_are_in_order() {
    let mut codes = BTreeSet::new();
    for rule in rules() {
        assert!(codes.insert(rule.code), "{} stands twice", rule.code);
        assert!(rule.statement.ends_with('.') && !rule.statement.contains('|'), "{}", rule.code);
    }
}

/// Every rule code that the expectations of the vectors name.
fn raised() -> Result<BTreeSet<String>, Box<dyn Error>> {
    let mut codes = BTreeSet::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors"))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let file: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
        let cases = file["cases"].as_array().ok_or("no cases")?;
        for case in cases {
            let expect = &case["expect"];
            let named = expect["rules"].as_array().into_iter().flatten();
            let violations = expect["violations"].as_array().into_iter().flatten().map(|one| &one[0]);
            codes.extend(named.chain(violations).filter_map(Value::as_str).map(str::to_owned));
        }
    }
    Ok(codes)
}

#[test]
fn every_rule_is_raised_by_a_vector() -> Result<(), Box<dyn Error>> {
    let raised = raised()?;
    for rule in rules().iter().filter(|rule| rule.severity != Severity::Law) {
        let listed = NOT_YET_RAISED.contains(&rule.code) || RAISED_ELSEWHERE.contains(&rule.code);
        assert!(raised.contains(rule.code) || listed, "no vector raises {}", rule.code);
    }
    for code in NOT_YET_RAISED.iter().chain(RAISED_ELSEWHERE) {
        assert!(!raised.contains(*code), "{code} is raised: take it off its list");
    }
    Ok(())
}
