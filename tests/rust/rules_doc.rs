//! `docs/rules.md` is the catalogue, and every rule is raised by a vector. `UPDATE=1` writes it.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use partner_campaigns::{
    ACTIONS, After, PHASES, Rule, Severity, Source, Status, TRANSITIONS, Toggle, When, rules,
    rules_not_raised,
};
use serde_json::Value;

/// Rules that no shared vector raises: findings, which are about whole files, are raised by the shipped export and its
/// answers and by the tests of the verification; M005 is about amounts of several currencies, which no vector's line has.
const RAISED_ELSEWHERE: &[&str] = &[
    "M005", "F001", "F002", "F003", "F004", "F005", "F006", "F007", "F008", "F009", "F010", "F011", "F012",
    "F013", "F014",
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
            let not_yet = if rules_not_raised().contains(code) { " *Nothing raises it yet.*" } else { "" };
            writeln!(
                out,
                "| {code} | {name} | {statement}{not_yet} | {} | {} |",
                source(rule),
                severity.word()
            )?;
        }
    }
    machines(&mut out)?;
    Ok(out)
}

/// The state machines and the actions, from the tables that the library itself goes by.
fn machines(out: &mut String) -> std::fmt::Result {
    writeln!(out, "\n## A registration's statuses\n")?;
    writeln!(
        out,
        "What is not here is refused. After the campaign period `pending`, `approved` and `pending_closed` read `closed`.\n"
    )?;
    writeln!(out, "| action | by | from | to | only if |\n| --- | --- | --- | --- | --- |")?;
    for row in TRANSITIONS {
        let from: Vec<_> = row.from.iter().map(|from| from.map_or("none", Status::word)).collect();
        let (word, role, to) = (row.action.word(), row.action.role().word(), row.to.word());
        writeln!(
            out,
            "| `{word}` | {role} | {} | {to} | {} |",
            from.join(", "),
            row.only_if.unwrap_or_default()
        )?;
    }
    writeln!(out, "\n## A campaign's phase\n\nThe first row that fits.\n")?;
    writeln!(out, "| publish toggle | date | phase |\n| --- | --- | --- |")?;
    for row in PHASES {
        let toggle = row.toggle.map_or("either", |toggle| match toggle {
            Toggle::Off => "off",
            Toggle::On => "on",
        });
        let when = row.when.map_or("any", |when| match when {
            When::Before => "before the first day of the campaign period",
            When::Within => "within the campaign period",
            When::After => "after its last day",
        });
        writeln!(out, "| {toggle} | {when} | {} |", row.phase)?;
    }
    writeln!(out, "\n## The actions\n\n| action | by | after the campaign period |\n| --- | --- | --- |")?;
    for row in ACTIONS {
        let after = match row.after {
            After::Refused => "refused (C012)",
            After::RefusedOncePublished => "refused once it was ever published (C012)",
            After::MeetsStatuses => "meets the statuses as they then read",
        };
        writeln!(out, "| `{}` | {} | {after} |", row.word, row.role.word())?;
    }
    Ok(())
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
    let catalogue = fresh.split("\n## A registration's statuses").next().unwrap_or_default();
    let written =
        catalogue.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| code")).count();
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
            let pairs = ["violations", "warnings"].map(|key| expect[key].as_array());
            let pairs = pairs.into_iter().flatten().flatten().map(|one| &one[0]);
            codes.extend(named.chain(pairs).filter_map(Value::as_str).map(str::to_owned));
        }
    }
    Ok(codes)
}

#[test]
fn every_rule_is_raised_by_a_vector() -> Result<(), Box<dyn Error>> {
    let raised = raised()?;
    for rule in rules().iter().filter(|rule| rule.severity != Severity::Law) {
        let listed = RAISED_ELSEWHERE.contains(&rule.code);
        assert!(raised.contains(rule.code) || listed, "no vector raises {}", rule.code);
    }
    for code in RAISED_ELSEWHERE {
        assert!(!raised.contains(*code), "{code} is raised: take it off its list");
    }
    Ok(())
}
