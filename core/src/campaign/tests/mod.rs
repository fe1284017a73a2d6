//! The living campaign through its JSON door.

mod edits;
mod guide;
pub(crate) mod histories;
mod links;
mod replays;
mod sellers;
mod walk;

use serde_json::{Value, json};

use super::Campaign;
use crate::profile::Profile;

/// The agency of the tests.
pub(crate) fn agency() -> Value {
    json!({ "agency": "A-1" })
}

pub(crate) fn shop() -> Value {
    json!({ "seller": "SHOP1" })
}

pub(crate) fn creator() -> Value {
    json!({ "creator": "creator_1" })
}

pub(crate) fn account() -> Value {
    json!({
        "agency": "A-1", "name": "North Star", "market": "US", "categories": ["content_management"],
        "tax": {"form": "w9", "legal_name": "North Star LLC", "contact": "tax@example.test",
                "tax_number": "12-3456789", "documents": ["w9.pdf"]},
        "bank": {"status": "linked"},
    })
}

pub(crate) fn draft() -> Value {
    json!({
        "market": "US", "time_zone": "America/Los_Angeles", "name": "Spring", "description": "Flowers",
        "registration_period": {"first_day": "2026-05-01", "last_day": "2026-05-31"},
        "campaign_period": {"first_day": "2026-05-01", "last_day": "2026-07-31"},
        "sellers": "open", "rate_requirement_bps": 1000, "contact": {"email": "hi@example.test"},
    })
}

/// A campaign under test, and the time of its next command.
#[derive(Clone)]
pub(crate) struct Desk {
    pub campaign: Campaign,
    pub at: String,
}

impl Desk {
    pub(crate) fn empty(at: &str) -> Self {
        Self { campaign: Campaign::new(Profile::guide()), at: at.to_owned() }
    }

    /// Created on 2026-04-20 and published.
    pub(crate) fn published() -> Self {
        let mut desk = Self::empty("2026-04-20T12:00:00Z");
        desk.done("create_campaign", &agency(), json!({"id": "C-1", "account": account(), "draft": draft()}));
        desk.done("publish", &agency(), json!({}));
        desk.at = "2026-05-01T12:00:00Z".to_owned();
        desk
    }

    /// With products of these ids at 30%, approved.
    pub(crate) fn approved(products: &[&str]) -> Self {
        let mut desk = Self::published();
        let offers: Vec<_> =
            products.iter().map(|product| json!({"product": product, "total_rate_bps": 3000})).collect();
        desk.done("register_products", &shop(), json!({ "products": offers }));
        desk.done("approve", &agency(), json!({ "products": products }));
        desk
    }

    pub(crate) fn command(&self, name: &str, by: &Value, keys: Value) -> String {
        let mut command = json!({ "command": name, "by": by, "at": self.at });
        if let (Some(command), Value::Object(keys)) = (command.as_object_mut(), keys) {
            command.extend(keys);
        }
        command.to_string()
    }

    /// The outcome of a command.
    pub(crate) fn outcome(&mut self, name: &str, by: &Value, keys: Value) -> Value {
        let before = self.campaign.snapshot();
        let outcome = self.campaign.execute_json(&self.command(name, by, keys));
        let outcome: Value = serde_json::from_str(&outcome).unwrap_or_default();
        if outcome.get("events").is_none_or(|events| events == &json!([])) {
            assert_eq!(self.campaign.snapshot(), before, "a refused command, or one that changes nothing");
        }
        outcome
    }

    /// Executes what must be accepted without a warning; its event.
    pub(crate) fn done(&mut self, name: &str, by: &Value, keys: Value) -> Value {
        let outcome = self.outcome(name, by, keys);
        assert_eq!(outcome["warnings"], json!([]), "{name}: {outcome}");
        outcome["events"][0].clone()
    }

    /// Executes what must be refused: `RULE path` of each violation, in order.
    pub(crate) fn refused(&mut self, name: &str, by: &Value, keys: Value) -> Vec<String> {
        let outcome = self.outcome(name, by, keys);
        let violations = outcome["violations"].as_array().cloned().unwrap_or_default();
        assert!(!violations.is_empty(), "{name}: {outcome}");
        violations.iter().map(told).collect()
    }

    /// Nothing, where a command is accepted; else each violation as `RULE path`.
    pub(crate) fn judged(&self, name: &str, by: &Value, keys: Value) -> Vec<String> {
        let mut other = self.clone();
        let outcome = other.outcome(name, by, keys);
        outcome["violations"].as_array().map(|found| found.iter().map(told).collect()).unwrap_or_default()
    }
}

fn told(violation: &Value) -> String {
    let text = |key: &str| violation[key].as_str().unwrap_or_default().to_owned();
    format!("{} {}", text("rule"), text("path"))
}
