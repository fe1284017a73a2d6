//! Every status × every action × every role × each side of each date boundary.

use serde_json::{Value, json};

use super::{Desk, agency, creator, shop};
use crate::campaign::action::{ACTIONS, Action};
use crate::campaign::phase::{Phase, Toggle, When};
use crate::campaign::registration::{ANOTHER_SHOPS, Status, TRANSITIONS};

/// How a product can stand; a rejected one in two ways.
const STANDINGS: [&str; 7] =
    ["none", "pending", "approved", "rejected", "blocked", "pending_closed", "closed"];

/// What each action on one product is refused with, by standing, within all periods.
const EXPECTED: &[(&str, [&str; 7])] = &[
    ("register_products", ["", "R006", "R006", "R009", "R007", "R006", ""]),
    ("register_again", ["R011", "R009", "R009", "", "R007", "R009", "R009"]),
    ("revise_rate", ["R011", "", "R010", "R009", "R009", "R010", "R009"]),
    ("request_closure", ["R011", "R009", "", "R009", "R009", "R009", "R009"]),
    ("approve", ["R011", "", "R009", "R009", "R009", "R009", "R009"]),
    ("reject", ["R011", "", "R009", "R009", "R009", "R009", "R009"]),
    ("approve_closure", ["R011", "R009", "R009", "R009", "R009", "", "R009"]),
    ("reject_closure", ["R011", "R009", "R009", "R009", "R009", "", "R009"]),
    ("remove_products", ["R011", "R009", "", "R009", "R009", "", "R009"]),
    ("set_creator_rates", ["R011", "T003", "", "T003", "T003", "T003", "T003"]),
    ("create_list", ["R011", "T003", "", "T003", "T003", "T003", "T003"]),
    ("export_links", ["R011", "T002 T003", "T002", "T002 T003", "T002 T003", "T002 T003", "T002 T003"]),
];

/// A time, whether products can be registered then, and whether the campaign is over.
const TIMES: [(&str, bool, bool); 6] = [
    ("2026-05-01T12:00:00Z", true, false),
    ("2026-06-01T06:59:59.999999999Z", true, false),
    ("2026-06-01T07:00:00Z", false, false),
    ("2026-08-01T06:59:59.999999999Z", false, false),
    ("2026-08-01T07:00:00Z", false, true),
    ("2027-01-01T00:00:00-08:00", false, true),
];

fn standing(name: &str) -> Desk {
    let mut desk = Desk::published();
    let products = json!({ "products": ["p"] });
    let offer = json!({ "products": [{"product": "p", "total_rate_bps": 3000}] });
    if name != "none" {
        desk.done("register_products", &shop(), offer);
    }
    match name {
        "approved" => {
            desk.done("approve", &agency(), products);
        }
        "rejected" | "blocked" => {
            let again = name == "rejected";
            desk.done("reject", &agency(), json!({"products": ["p"], "may_register_again": again}));
        }
        "pending_closed" | "closed" => {
            desk.done("approve", &agency(), products.clone());
            desk.done("request_closure", &shop(), products.clone());
            if name == "closed" {
                desk.done("approve_closure", &agency(), products);
            }
        }
        _ => {}
    }
    desk
}

fn keys(action: &str) -> Value {
    match action {
        "register_products" | "register_again" | "revise_rate" => {
            json!({"products": [{"product": "p", "total_rate_bps": 3000}]})
        }
        "reject" => json!({"products": ["p"], "may_register_again": true}),
        "set_creator_rates" => json!({"rates": [{"product": "p", "creator_rate_bps": 1500}]}),
        "create_list" => json!({"name": "L", "items": [{"product": "p", "creator_rate_bps": 1500}]}),
        "export_links" => json!({"products": ["p"], "base_url": "https://a.test"}),
        _ => json!({"products": ["p"]}),
    }
}

fn expected(action: Action, row: [&str; 7], place: usize, (open, over): (bool, bool)) -> Vec<String> {
    let live = ["pending", "approved", "pending_closed"];
    let name = STANDINGS.get(place).copied().unwrap_or_default();
    let read = if over && live.contains(&name) { 6 } else { place };
    let rules = row.get(read).copied().unwrap_or_default();
    let mut rules: Vec<String> = rules.split_whitespace().map(str::to_owned).collect();
    let ended = [
        Action::Approve,
        Action::SetCreatorRates,
        Action::ExportLinks,
        Action::CreateList,
        Action::AddToList,
        Action::SetListRates,
    ];
    if over && ended.contains(&action) {
        rules.push("C012".to_owned());
    }
    if !open && [Action::RegisterProducts, Action::RegisterAgain].contains(&action) {
        rules.push("R002".to_owned());
    }
    rules.sort();
    rules
}

#[test]
fn every_standing_meets_every_action_of_every_role_at_every_boundary() {
    let mut walked = 0;
    for (place, name) in STANDINGS.iter().enumerate() {
        let begun = standing(name);
        for (at, open, over) in TIMES {
            let desk = Desk { at: at.to_owned(), ..begun.clone() };
            for (word, row) in EXPECTED {
                for (role, by) in [("agency", agency()), ("seller", shop()), ("creator", creator())] {
                    let mut rules: Vec<String> = desk
                        .judged(word, &by, keys(word))
                        .iter()
                        .filter_map(|told| told.split(' ').next().map(str::to_owned))
                        .collect();
                    rules.sort();
                    let action = Action::of_word(word).unwrap_or(Action::CreateCampaign);
                    let expected = if action.role().word() == role {
                        expected(action, *row, place, (open, over))
                    } else {
                        vec!["V001".to_owned()]
                    };
                    assert_eq!(rules, expected, "{name} {word} by {role} at {at}");
                    walked += 1;
                }
            }
        }
    }
    assert_eq!(walked, 7 * 6 * 12 * 3);
}

#[test]
fn the_table_of_transitions_says_the_same() {
    let status = |name: &str| match name {
        "none" => None,
        "pending" => Some(Status::Pending),
        "approved" => Some(Status::Approved),
        "rejected" => Some(Status::Rejected),
        "pending_closed" => Some(Status::PendingClosed),
        _ => Some(Status::Closed),
    };
    for row in TRANSITIONS.iter().filter(|row| row.only_if != Some(ANOTHER_SHOPS)) {
        let word = row.action.word();
        let expected = EXPECTED.iter().find(|(action, _)| *action == word).map(|(_, row)| *row);
        for (name, refused) in STANDINGS.iter().zip(expected.unwrap_or_default()) {
            let possible = row.from.contains(&status(name)) && *name != "blocked";
            assert_eq!(possible, refused.is_empty(), "{word} from {name}");
        }
        for from in row.from {
            let name = from.map_or("none", Status::word);
            let mut desk = standing(name);
            desk.done(
                word,
                &if row.action.role().word() == "agency" { agency() } else { shop() },
                keys(word),
            );
            let now = desk.campaign.state().and_then(|state| {
                Some(state.registrations().first()?.status(crate::campaign::Clock::Running))
            });
            assert_eq!(now, Some(row.to), "{word} from {name}");
        }
    }
}

#[test]
fn every_toggle_and_date_has_its_phase() {
    use Phase::{Closed, Ongoing, Ready, Upcoming};
    for (toggle, phases) in [(Toggle::Off, [Ready, Ready, Closed]), (Toggle::On, [Upcoming, Ongoing, Closed])]
    {
        let walked = [When::Before, When::Within, When::After].map(|when| Phase::of(toggle, when));
        assert_eq!(walked, phases);
    }
    let mut desk = Desk::published();
    for (at, phase) in [
        ("2026-05-01T06:59:59Z", "upcoming"),
        ("2026-05-01T07:00:00Z", "ongoing"),
        ("2026-08-01T06:59:59Z", "ongoing"),
        ("2026-08-01T07:00:00Z", "closed"),
    ] {
        let at = crate::Instant::parse(at).unwrap_or_else(|_| crate::Instant::first());
        assert_eq!(desk.campaign.phase(at).map(Phase::word), Some(phase));
    }
    desk.done("unpublish", &agency(), json!({}));
    assert_eq!(desk.campaign.phase(crate::Instant::first()).map(Phase::word), Some("ready"));
}

#[test]
fn what_ends_with_the_campaign_is_refused_after_it_and_nothing_else() {
    let mut desk = Desk::approved(&["p"]);
    let one = json!({"products": ["p"]});
    desk.done("create_list", &agency(), keys("create_list"));
    desk.done("set_creator_rates", &agency(), keys("set_creator_rates"));
    desk.done("export_links", &agency(), keys("export_links"));
    desk.at = "2026-08-01T07:00:00Z".to_owned();
    let items = json!({"list": 1, "items": [{"product": "p", "creator_rate_bps": 1500}]});
    for (word, keys, expected) in [
        ("approve", one.clone(), vec!["C012 /at", "R009 /products/0"]),
        ("set_creator_rates", keys("set_creator_rates"), vec!["C012 /at", "T003 /rates/0/product"]),
        ("export_links", keys("export_links"), vec!["C012 /at", "T003 /products/0"]),
        ("create_list", keys("create_list"), vec!["C012 /at", "T003 /items/0/product"]),
        ("add_to_list", items.clone(), vec!["C012 /at", "L004 /items/0/product", "T003 /items/0/product"]),
        ("set_list_rates", items, vec!["C012 /at", "T003 /items/0/product"]),
        ("reject", json!({"products": ["p"], "may_register_again": true}), vec!["R009 /products/0"]),
        ("approve_closure", one.clone(), vec!["R009 /products/0"]),
        ("reject_closure", one.clone(), vec!["R009 /products/0"]),
        ("remove_products", one.clone(), vec!["R009 /products/0"]),
        ("edit_campaign", json!({"changes": {}}), vec!["C010 /changes", "C012 /at"]),
        ("publish", json!({}), vec![]),
        ("rename_list", json!({"list": 1, "name": "N"}), vec![]),
        ("remove_from_list", json!({"list": 1, "products": ["p"]}), vec![]),
        ("delete_list", json!({"list": 1}), vec![]),
        ("unpublish", json!({}), vec![]),
    ] {
        let mut found = desk.judged(word, &agency(), keys);
        found.sort();
        assert_eq!(found, expected, "{word}");
    }
    desk.done("unpublish", &agency(), json!({}));
    assert_eq!(desk.refused("publish", &agency(), json!({})), ["C012 /at"]);
    assert_eq!(ACTIONS.len(), 23);
}
