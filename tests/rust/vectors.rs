//! The shared vectors, through the Rust door. Prints how many cases it ran.

mod campaign_vectors;
mod check_vectors;

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use partner_campaigns::{
    Bulk, BulkOptions, Columns, Currency, Line, Manager, ManagingShare, Paid, PartsOut, Policy, Rate,
    RemainderHolder, ReportedColumns, Rounding, Violation, Violations, adjust_refund, compare_columns,
    explain, reason_rule, split, split_columns,
};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Runs every case of a file and tells which ones came out otherwise.
fn run(kind: &str, mut case: impl FnMut(&Value) -> Outcome<Value>) -> Outcome<(usize, Vec<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(kind).with_extension("json");
    let file: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
    assert_eq!((&file["schema"], &file["kind"]), (&json!(1), &json!(kind)), "{}", path.display());
    let cases = file["cases"].as_array().ok_or("no cases")?;
    let mut wrong = Vec::new();
    for one in cases {
        let got = case(&one["input"]).map_err(|error| format!("{kind} {}: {error}", one["id"]))?;
        if got != one["expect"] {
            wrong.push(format!("{kind} {}: got {got}, expected {}", one["id"], one["expect"]));
        }
    }
    Ok((cases.len(), wrong))
}

fn whole<T: TryFrom<i64>>(input: &Value, key: &str) -> Outcome<T> {
    let number = input[key].as_i64().ok_or_else(|| format!("`{key}` is no whole number of 64 bits"))?;
    T::try_from(number).map_err(|_| format!("`{key}` is {number}").into())
}

fn word<T>(input: &Value, key: &str, of: fn(&str) -> Option<T>) -> Outcome<T> {
    input[key].as_str().and_then(of).ok_or_else(|| format!("`{key}` is {}", input[key]).into())
}

fn line(input: &Value) -> Outcome<(Line, Policy)> {
    let tax_minor = if input["tax_minor"].is_null() { 0 } else { whole(input, "tax_minor")? };
    let line = Line {
        base_minor: whole(input, "base_minor")?,
        total_rate_bps: whole(input, "total_rate_bps")?,
        creator_rate_bps: whole(input, "creator_rate_bps")?,
        manager: word(input, "manager", Manager::from_word)?,
        manager_share_bps: whole(input, "manager_share_bps")?,
        tax_minor,
    };
    let policy = Policy {
        rounding: word(input, "rounding", Rounding::from_word)?,
        remainder: word(input, "remainder", RemainderHolder::from_word)?,
        managing_share: word(input, "managing_share", ManagingShare::from_word)?,
    };
    Ok((line, policy))
}

fn codes<'a>(all: impl IntoIterator<Item = &'a Violations>) -> BTreeSet<&'static str> {
    all.into_iter().flat_map(Violations::as_slice).map(|one| one.rule().code).collect()
}

fn refused(codes: &BTreeSet<&'static str>) -> Value {
    json!({ "rules": codes })
}

fn split_case(input: &Value) -> Outcome<Value> {
    let (line, policy) = line(input)?;
    let outcome = split(&line, policy);
    let explained = explain(&line, policy, Currency::of_code("USD")?).map(|why| why.split);
    assert_eq!(explained, outcome, "an explanation explains the split itself");
    let (parts, reason) = row(&line, policy)?;
    // what a bare column does not carry cannot be refused
    let waived = line.manager == Manager::CampaignAgency && line.manager_share_bps <= 10_000;
    if line.manager == Manager::OtherAgency || line.manager_share_bps == 0 || waived {
        let expected =
            outcome.as_ref().map(|split| [split.agency_minor, split.creator_minor, split.manager_minor]);
        assert_eq!(parts, expected.unwrap_or_default(), "columns split as one line is split");
        let first = outcome.as_ref().err().and_then(|found| codes([found]).first().copied());
        assert_eq!(reason, first, "columns refuse what one line is refused for");
    }
    Ok(match outcome {
        Ok(split) => json!({
            "agency_minor": split.agency_minor,
            "creator_minor": split.creator_minor,
            "creator_commission_minor": split.creator_commission_minor(),
            "manager_minor": split.manager_minor,
            "total_minor": split.total_minor(),
            "share_waived": split.share_waived,
        }),
        Err(found) => refused(&codes([&found])),
    })
}

/// The same line as a column of one row.
fn row(line: &Line, policy: Policy) -> Outcome<([i64; 3], Option<&'static str>)> {
    let share = if line.manager == Manager::OtherAgency { line.manager_share_bps } else { 0 };
    let input = Columns {
        base_minor: &[line.base_minor],
        total_rate_bps: &[line.total_rate_bps],
        creator_rate_bps: &[line.creator_rate_bps],
        manager_share_bps: &[share],
        tax_minor: Some(&[line.tax_minor]),
    };
    let (mut agency, mut creator, mut manager, mut reason) = ([9], [9], [9], [9]);
    let out = PartsOut {
        agency_minor: &mut agency,
        creator_minor: &mut creator,
        manager_minor: &mut manager,
        reason: &mut reason,
    };
    split_columns(&input, policy, out)?;
    let rule = if reason == [0] {
        None
    } else {
        Some(reason_rule(reason[0]).ok_or("a reason that is no rule")?.code)
    };
    Ok(([agency[0], creator[0], manager[0]], rule))
}

fn adjust_case(input: &Value) -> Outcome<Value> {
    let (sold, policy) = line(input)?;
    let paid = Paid {
        agency_minor: whole(input, "paid_agency_minor")?,
        creator_minor: whole(input, "paid_creator_minor")?,
        manager_minor: whole(input, "paid_manager_minor")?,
    };
    let change = adjust_refund(&sold, whole(input, "refunded_minor")?, paid, policy);
    Ok(match change {
        Ok(change) => json!({
            "agency_minor": change.agency_minor,
            "creator_minor": change.creator_minor,
            "manager_minor": change.manager_minor,
        }),
        Err(found) => refused(&codes([&found])),
    })
}

/// The line as so many rows, enough for every way that rows are compared.
const ROWS: usize = 40;

fn compare_case(input: &Value) -> Outcome<Value> {
    let (line, policy) = line(input)?;
    let share = if line.manager == Manager::OtherAgency { line.manager_share_bps } else { 0 };
    let amounts = |key: &str| Ok::<_, Box<dyn Error>>([whole::<i64>(input, key)?; ROWS]);
    let (agency, creator) = (amounts("reported_agency_minor")?, amounts("reported_creator_minor")?);
    let key = "reported_manager_minor";
    let manager = if input[key].is_null() { None } else { Some(amounts(key)?) };
    let columns = Columns {
        base_minor: &[line.base_minor; ROWS],
        total_rate_bps: &[line.total_rate_bps; ROWS],
        creator_rate_bps: &[line.creator_rate_bps; ROWS],
        manager_share_bps: &[share; ROWS],
        tax_minor: Some(&[line.tax_minor; ROWS]),
    };
    let reported = ReportedColumns {
        agency_minor: &agency,
        creator_minor: &creator,
        manager_minor: manager.as_ref().map(<[i64; ROWS]>::as_slice),
    };
    let (options, mut found) = (BulkOptions::default(), Vec::new());
    let bulk = Bulk::from(&columns);
    let totals = compare_columns(&bulk, &reported, policy, options, usize::MAX, &mut found)?;
    let rows: Vec<usize> = found.iter().map(|one| one.row).collect();
    let all = totals.differing > 0 || totals.refused > 0;
    assert_eq!(rows, if all { (0..ROWS).collect() } else { Vec::new() }, "all rows or none are listed");
    if let Some(one) = found.first().filter(|_| totals.refused > 0) {
        let rule = reason_rule(one.reason).ok_or("a reason that is no rule")?;
        return Ok(refused(&BTreeSet::from([rule.code])));
    }
    let of_one = |sum: i128| i64::try_from(sum / 40);
    let expected = [
        of_one(totals.expected_agency_minor)?,
        of_one(totals.expected_creator_minor)?,
        of_one(totals.expected_manager_minor)?,
    ];
    if let Some(one) = found.last() {
        let listed = [one.expected_agency_minor, one.expected_creator_minor, one.expected_manager_minor];
        assert_eq!((listed, reason_rule(one.reason).map(|rule| rule.code)), (expected, Some("F001")));
    }
    assert_eq!(totals.reported_agency_minor, 40 * i128::from(agency[0]));
    let [agency, creator, manager] = expected;
    Ok(json!({
        "expected_agency_minor": agency,
        "expected_creator_minor": creator,
        "expected_manager_minor": manager,
        "differs": totals.differing > 0,
    }))
}

fn amount_case(input: &Value) -> Outcome<Value> {
    let mut currency = Currency::of_code(input["currency"].as_str().ok_or("no currency")?)?;
    if !input["minor_units"].is_null() {
        currency = currency.with_decimals(whole(input, "minor_units")?);
    }
    let read = currency.parse(input["text"].as_str().ok_or("no text")?);
    if let Ok(minor) = read {
        let written = currency.format(minor);
        assert_eq!(currency.parse(&written)?, minor, "what is written can be read");
    }
    let broken = |error| Violation::of_amount("", &error).map_or("", |one| one.rule().code);
    Ok(read.map_or_else(|error| refused(&BTreeSet::from([broken(error)])), |minor| json!({ "minor": minor })))
}

fn rate_case(input: &Value) -> Outcome<Value> {
    let read = Rate::from_percent(input["text"].as_str().ok_or("no text")?);
    let broken = |error| Violation::of_rate("", &error).rule().code;
    Ok(read
        .map_or_else(|error| refused(&BTreeSet::from([broken(error)])), |rate| json!({ "bps": rate.bps() })))
}

#[test]
fn every_case() -> Outcome<()> {
    let files = [
        run("split", split_case)?,
        run("adjust", adjust_case)?,
        run("compare", compare_case)?,
        run("amount", amount_case)?,
        run("rate", rate_case)?,
        run("account", check_vectors::check_case)?,
        run("draft", check_vectors::check_case)?,
        run("check", check_vectors::check_case)?,
        run("request", check_vectors::request_case)?,
        run("campaign", campaign_vectors::campaign_case)?,
        run("query", campaign_vectors::query_case)?,
    ];
    let cases: usize = files.iter().map(|(cases, _)| cases).sum();
    let wrong: Vec<&str> = files.iter().flat_map(|(_, wrong)| wrong).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {cases} cases came out otherwise:\n{}", wrong.len(), wrong.join("\n"));
    println!("rust: {cases} cases");
    Ok(())
}
