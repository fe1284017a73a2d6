//! Edits, and the toggle.

use serde_json::{Value, json};

use super::{Desk, account, agency, draft};

fn edit(changes: impl Into<Value>) -> Value {
    let changes = changes.into();
    json!({ "changes": changes })
}

#[test]
fn before_it_was_ever_published_everything_may_change_and_every_rule_is_judged_on_the_result() {
    let mut desk = Desk::empty("2026-04-20T12:00:00Z");
    desk.done("create_campaign", &agency(), json!({"id": "C-1", "account": account(), "draft": draft()}));
    let outcome = desk.outcome("edit_campaign", &agency(), edit(json!({"name": " Spring ", "market": "US"})));
    assert_eq!(outcome, json!({"events": [], "warnings": []}));
    let moved = json!({"registration_period": {"first_day": "2026-05-02", "last_day": "2026-08-01"}});
    assert_eq!(
        desk.refused("edit_campaign", &agency(), edit(moved)),
        ["C001 /changes/registration_period/first_day", "C003 /changes/registration_period/last_day"]
    );
    let event = desk.done(
        "edit_campaign",
        &agency(),
        edit(json!({"sellers": {"shop_codes": ["S1", "S2"]}, "name": "Spring", "rate_requirement_bps": 0})),
    );
    assert_eq!(event["changes"], json!({"sellers": {"shop_codes": ["S1", "S2"]}, "rate_requirement_bps": 0}));
    desk.at = "2026-08-01T07:00:00Z".to_owned();
    assert_eq!(desk.refused("edit_campaign", &agency(), edit(json!({}))), ["C010 /changes"]);
    let elsewhere = edit(json!({"time_zone": "Asia/Tokyo", "name": "x"}));
    assert_eq!(desk.refused("edit_campaign", &agency(), elsewhere), ["C010 /changes/time_zone"]);
    let longer = json!({"campaign_period": {"first_day": "2026-05-01", "last_day": "2026-08-01"}});
    desk.done("edit_campaign", &agency(), edit(longer));
}

#[test]
fn once_published_only_texts_contact_and_later_ends_may_change() {
    let mut desk = Desk::published();
    desk.done("unpublish", &agency(), json!({}));
    let all = json!({
        "market": "GB", "time_zone": "Europe/London", "name": "N", "description": "D",
        "registration_period": {"first_day": "2026-05-02", "last_day": "2026-05-30"},
        "campaign_period": {"first_day": "2026-05-02", "last_day": "2026-08-30"},
        "sellers": {"shop_codes": []}, "rate_requirement_bps": 10001, "contact": {"phone": "1"}});
    assert_eq!(
        desk.refused("edit_campaign", &agency(), edit(all)),
        [
            "C011 /changes/market",
            "C011 /changes/time_zone",
            "C011 /changes/registration_period/first_day",
            "C011 /changes/registration_period/last_day",
            "C011 /changes/campaign_period/first_day",
            "C011 /changes/sellers",
            "C008 /changes/sellers/shop_codes",
            "C009 /changes/rate_requirement_bps",
            "C011 /changes/rate_requirement_bps",
        ]
    );
    let fine = json!({
        "name": "N", "contact": {"phone": "1"},
        "registration_period": {"first_day": "2026-05-01", "last_day": "2026-06-30"},
        "campaign_period": {"first_day": "2026-05-01", "last_day": "2026-08-30"}, "market": " US "});
    let event = desk.done("edit_campaign", &agency(), edit(fine));
    assert_eq!(event["changes"].as_object().map(serde_json::Map::len), Some(4));
    let blank = edit(json!({"name": " ", "contact": {}}));
    assert_eq!(
        desk.refused("edit_campaign", &agency(), blank),
        ["C004 /changes/name", "C004 /changes/contact"]
    );
}

#[test]
fn access_and_the_clock_are_judged_alone() {
    let mut desk = Desk::published();
    desk.at = "2026-04-19T12:00:00Z".to_owned();
    let other = json!({"agency": "A-2"});
    let nothing = json!({"products": []});
    assert_eq!(desk.refused("approve", &other, nothing.clone()), ["V001 /by", "V002 /at"]);
    assert_eq!(desk.refused("publish", &agency(), json!({})), ["V002 /at"]);
    desk.at = "2026-04-20T12:00:00Z".to_owned();
    assert_eq!(desk.refused("approve", &agency(), nothing), ["T005 /products"]);
    let mut fresh = Desk::empty("2026-04-20T12:00:00Z");
    let keys = json!({"id": "C-1", "account": account(), "draft": {"time_zone": "Asia/Tokyo"}});
    assert_eq!(fresh.refused("create_campaign", &other, keys), ["V001 /by"]);
}

#[test]
fn what_is_no_command_says_all_its_faults() {
    let mut desk = Desk::empty("2026-04-20T12:00:00Z");
    let faults = |outcome: Value| -> Vec<String> {
        let faults = outcome["invalid"].as_array().cloned().unwrap_or_default();
        faults.iter().map(|fault| fault["path"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let outcome = desk.outcome(
        "approve",
        &json!({"agency": "A-1", "seller": "x"}),
        json!({"products": [1, "a b"], "zebra": 1}),
    );
    assert_eq!(faults(outcome), ["/command", "/by", "/products/0", "/products/1", "/zebra"]);
    let mut desk = Desk::published();
    let again = json!({"id": "C-1", "account": account(), "draft": draft()});
    assert_eq!(faults(desk.outcome("create_campaign", &agency(), again)), ["/command"]);
    assert_eq!(faults(desk.outcome("fly", &agency(), json!({}))), ["/command"]);
    let reject = json!({"products": ["p"], "note": null, "reasons": "x"});
    assert_eq!(
        faults(desk.outcome("reject", &agency(), reject)),
        ["/reasons", "/note", "/may_register_again"]
    );
}
