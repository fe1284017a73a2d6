use super::*;
use crate::json::{self, Limits};
use crate::profile::Profile;
use crate::value::instant::Instant;
use crate::value::period::Day;
use crate::violation::in_order;

const GOOD: &str = r#"{"market": "US", "time_zone": "America/Los_Angeles", "name": " Spring ", "description": "d",
    "registration_period": {"first_day": "2026-05-01", "last_day": "2026-05-31"},
    "campaign_period": {"first_day": "2026-05-01", "last_day": "2026-07-31"}, "contact": {"email": "a@example.test"}}"#;

fn details() -> Option<Details> {
    json::decode(GOOD, &Limits::DOOR, Draft::read).ok()?.settled()
}

/// The rules broken by changes at a time, with their paths.
fn edited(changes: &str, at: &str) -> Vec<String> {
    let Ok(changes) = json::decode(changes, &Limits::DOOR, Draft::read_changes) else { return Vec::new() };
    let (Some(details), Ok(at)) = (details(), Instant::parse(at)) else { return Vec::new() };
    let given = changes.given();
    let found = changes.over(&details).judge(Site::Changes("/changes", &given), at, &Profile::open_api());
    in_order(found).iter().map(|one| format!("{} {}", one.rule().code, one.path())).collect()
}

#[test]
fn a_draft_that_keeps_the_rules_is_a_campaigns_details() {
    let details = details();
    assert_eq!(details.as_ref().map(|details| details.name.as_str()), Some("Spring"));
    let again = details.as_ref().map(Details::to_draft).and_then(Draft::settled);
    assert_eq!(again, details);
    let text = serde_json::json!(details).to_string();
    let read = json::decode(&text, &Limits::DOOR, Draft::read).ok().and_then(Draft::settled);
    assert_eq!(read, details);
}

#[test]
fn changes_are_judged_on_the_result_and_reported_where_they_were_given() {
    let before = "2026-04-01T00:00:00Z";
    assert_eq!(edited("{}", before), [""; 0]);
    assert_eq!(
        edited(r#"{"registration_period": {"first_day": "2026-05-02", "last_day": "2026-08-01"}}"#, before),
        ["C001 /changes/registration_period/first_day", "C003 /changes/registration_period/last_day"]
    );
    let both = r#"{"registration_period": {"first_day": "2026-05-02", "last_day": "2026-05-20"},
        "campaign_period": {"first_day": "2026-05-01", "last_day": "2027-05-01"}}"#;
    assert_eq!(
        edited(both, before),
        ["C001 /changes/campaign_period/first_day", "C013 /changes/campaign_period/last_day"]
    );
    assert_eq!(
        edited(r#"{"name": " ", "contact": {}}"#, before),
        ["C004 /changes/name", "C004 /changes/contact"]
    );
    let over = "2026-08-02T00:00:00Z";
    assert_eq!(edited("{}", over), ["C010 /changes"]);
    assert_eq!(edited(r#"{"time_zone": "Asia/Tokyo", "name": "n"}"#, over), ["C010 /changes/time_zone"]);
}

#[test]
fn the_last_day_of_a_campaign_is_still_a_day_to_create_it() -> Result<(), crate::value::period::DayError> {
    let last_day = Day::parse("2026-07-31")?;
    assert_eq!(details().map(|details| details.campaign_period.last_day), Some(last_day));
    assert_eq!(edited("{}", "2026-08-01T06:59:59.999999999Z"), [""; 0]);
    assert_eq!(edited("{}", "2026-08-01T07:00:00Z"), ["C010 /changes"]);
    Ok(())
}
