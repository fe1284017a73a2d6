//! Random histories: what was replayed or loaded is the same campaign, and asking first agrees with trying.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Desk, agency};
use crate::campaign::command::Existing;
use crate::campaign::{Actor, Campaign, Order};
use crate::profile::Profile;

fn product() -> impl Strategy<Value = String> {
    (0..6_u8).prop_map(|number| format!("p{number}"))
}

pub(crate) fn by_anyone() -> impl Strategy<Value = Value> {
    prop_oneof![
        10 => Just(agency()),
        1 => Just(json!({"agency": "A-2"})),
        8 => (1..3_u8).prop_map(|number| json!({"seller": format!("SHOP{number}")})),
        8 => (1..3_u8).prop_map(|number| json!({"creator": format!("creator_{number}")})),
    ]
}

fn rates(key: &'static str) -> impl Strategy<Value = Value> {
    let bps = prop_oneof![8 => 1000..3000_i64, 1 => -1..10_002_i64];
    prop::collection::vec((product(), bps), 0..4).prop_map(move |items| {
        items.iter().map(|(product, bps)| json!({"product": product, key: bps})).collect()
    })
}

fn products() -> impl Strategy<Value = Value> {
    prop::collection::vec(product(), 0..4).prop_map(|products| json!(products))
}

/// Links are told by what they lead to, and made when they are used.
pub(crate) fn keys() -> impl Strategy<Value = (&'static str, Value)> {
    let list = || 0..4_u8;
    prop_oneof![
        4 => rates("total_rate_bps").prop_map(|products| ("register_products", json!({"products": products}))),
        2 => rates("total_rate_bps").prop_map(|products| ("register_again", json!({"products": products}))),
        1 => rates("total_rate_bps").prop_map(|products| ("revise_rate", json!({"products": products}))),
        4 => products().prop_map(|products| ("approve", json!({"products": products}))),
        1 => (products(), any::<bool>()).prop_map(|(products, again)| {
            ("reject", json!({"products": products, "may_register_again": again, "note": "n"}))
        }),
        2 => products().prop_map(|products| ("request_closure", json!({"products": products}))),
        1 => products().prop_map(|products| ("approve_closure", json!({"products": products}))),
        1 => products().prop_map(|products| ("reject_closure", json!({"products": products}))),
        1 => products().prop_map(|products| ("remove_products", json!({"products": products}))),
        4 => rates("creator_rate_bps").prop_map(|rates| ("set_creator_rates", json!({"rates": rates}))),
        3 => products().prop_map(|products| ("export_links", json!({"products": products, "base_url": "b"}))),
        3 => rates("creator_rate_bps").prop_map(|items| ("create_list", json!({"name": "L", "items": items}))),
        2 => (list(), rates("creator_rate_bps")).prop_map(|(list, items)| ("add_to_list", json!({"list": list, "items": items}))),
        2 => (list(), rates("creator_rate_bps")).prop_map(|(list, items)| ("set_list_rates", json!({"list": list, "items": items}))),
        1 => (list(), products()).prop_map(|(list, products)| ("remove_from_list", json!({"list": list, "products": products}))),
        1 => list().prop_map(|list| ("delete_list", json!({"list": list}))),
        1 => (list(), "[a ]{0,2}").prop_map(|(list, name)| ("rename_list", json!({"list": list, "name": name}))),
        6 => (prop_oneof![product(), (1..4_u8).prop_map(|list| format!("list {list}"))], prop_oneof![Just(json!("all")), products()])
            .prop_map(|(link, products)| ("add_to_showcase", json!({"link": link, "products": products, "terms_accepted": true}))),
        1 => products().prop_map(|products| ("remove_from_showcase", json!({"products": products}))),
        1 => Just(("publish", json!({}))),
        1 => Just(("unpublish", json!({}))),
        1 => "[ab]{1,2}".prop_map(|name| ("edit_campaign", json!({"changes": {"name": name}}))),
    ]
}

pub(crate) fn linked(desk: &Desk, mut keys: Value) -> Value {
    let Some(link) = keys.get("link").and_then(Value::as_str).map(str::to_owned) else { return keys };
    let to = match link.strip_prefix("list ").and_then(|number| number.parse().ok()) {
        Some(number) => Some(crate::LinkTo::List(number)),
        None => crate::value::id::ProductId::new(&link).ok().map(crate::LinkTo::Product),
    };
    let link = to.and_then(|to| desk.campaign.link_of(&to, "b").ok()).unwrap_or(link);
    keys["link"] = json!(link);
    keys
}

/// So many hours after the campaign begins, over and over again.
pub(crate) fn instant(hour: u32) -> String {
    let (day, hour) = (1 + hour / 24 % 90, hour % 24);
    let (month, day) = match day {
        0..=31 => (5, day),
        32..=61 => (6, day - 31),
        _ => (7, day - 61),
    };
    format!("2026-{month:02}-{day:02}T{hour:02}:00:00Z")
}

/// Somebody who may mostly give the command.
pub(crate) fn fitting(by: Value, name: &str, number: usize) -> Value {
    let seller = matches!(name, "register_products" | "register_again" | "revise_rate" | "request_closure");
    match name {
        _ if seller && by.get("agency").is_some() => json!({"seller": "SHOP1"}),
        "add_to_showcase" | "remove_from_showcase" => {
            json!({ "creator": format!("creator_{}", number % 2) })
        }
        _ if !number.is_multiple_of(7) && by.get("agency").is_none() && !name.starts_with("re") => agency(),
        _ => by,
    }
}

/// What would refuse an action whatever its command's keys say is in what refuses it, and nothing else at these places.
fn assert_asking_agrees(desk: &Desk, name: &str, by: &Value, command: &str) {
    let Ok(Order { command, by: actor, at }) = Order::from_json(command, Existing::Campaign) else { return };
    let allowed = desk.campaign.allowed_actions(&actor, at);
    let Some(row) = allowed.iter().find(|row| row.action == name) else { return };
    let refusal = desk.campaign.decide(&command, &actor, at).err();
    let found = refusal.as_ref().map(crate::Refusal::violations).unwrap_or_default();
    let standing: Vec<_> =
        found.iter().filter(|one| ["/command", "/by", "/at"].contains(&one.path())).cloned().collect();
    // a shop without a registration is told so beforehand, and in a command by R011 or R008 at each product
    let (no_registration, others): (Vec<_>, Vec<_>) =
        row.violations.iter().cloned().partition(|one| (one.rule().code, one.path()) == ("R011", "/by"));
    assert_eq!(others, standing, "{name} by {by}");
    assert_eq!(row.open, row.violations.is_empty());
    if !no_registration.is_empty() {
        let of_products = |one: &&crate::Violation| ["R011", "R008"].contains(&one.rule().code);
        let named = found.iter().filter(of_products).count();
        let empty = found.iter().any(|one| (one.rule().code, one.path()) == ("T005", "/products"));
        assert!(named > 0 || empty, "{name} by {by}: {found:?}");
    }
    assert!(matches!(actor, Actor::Agency(_) | Actor::Seller(_) | Actor::Creator(_)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn replayed_and_loaded_campaigns_are_the_same_to_the_byte(
        steps in prop::collection::vec((by_anyone(), keys(), 0..40_u32), 1..120),
        cut in 0..120_usize,
    ) {
        let mut desk = Desk::published();
        let (mut hour, mut loaded): (u32, Option<Desk>) = (0, None);
        for (number, (by, (name, keys), hours)) in steps.into_iter().enumerate() {
            hour = hour.saturating_add(hours);
            desk.at = instant(hour);
            let by = fitting(by, name, number);
            let keys = linked(&desk, keys);
            let command = desk.command(name, &by, keys.clone());
            assert_asking_agrees(&desk, name, &by, &command);
            let outcome = desk.outcome(name, &by, keys);
            prop_assert!(outcome.get("invalid").is_none(), "{outcome}");
            if let Some(loaded) = &mut loaded {
                loaded.campaign.execute_json(&command);
            } else if number == cut {
                let again = Campaign::load(&desk.campaign.snapshot()).map_err(|error| error.to_string());
                let again = again.map_err(TestCaseError::fail)?;
                loaded = Some(Desk { campaign: again, at: String::new() });
            }
        }
        let snapshot = desk.campaign.snapshot();
        if let Some(loaded) = loaded {
            prop_assert_eq!(loaded.campaign.snapshot(), snapshot.clone());
            prop_assert_eq!(loaded.campaign.terms(), desk.campaign.terms());
        }
        for event in desk.campaign.events() {
            prop_assert_eq!(event.to_json(), json!(event).to_string(), "canonical");
        }
        let events: Vec<_> = desk.campaign.events().iter().map(crate::Event::to_json).collect();
        let replayed = Campaign::replay_json(Profile::guide(), &format!("[{}]", events.join(",")));
        let replayed = replayed.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(replayed.snapshot(), snapshot.clone());
        prop_assert_eq!(replayed.events(), desk.campaign.events());
        let loaded = Campaign::load(&snapshot).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(loaded.snapshot(), snapshot);
    }
}
