//! Replays: what no campaign could have made is refused, by the number of the event.

use serde_json::{Value, json};

use super::{Desk, account, agency, creator, draft, shop};
use crate::campaign::{Campaign, Event, LinkTo};
use crate::profile::Profile;

/// A history with something of everything.
fn desk() -> Desk {
    let mut desk = Desk::published();
    let offers = json!({"products": [{"product": "p", "total_rate_bps": 3000}, {"product": "q", "total_rate_bps": 2000}]});
    let rate = json!([{"product": "p", "creator_rate_bps": 1500}]);
    desk.done("register_products", &shop(), offers);
    desk.done("approve", &agency(), json!({"products": ["p"]}));
    desk.done("reject", &agency(), json!({"products": ["q"], "may_register_again": true, "note": "n"}));
    desk.done("set_creator_rates", &agency(), json!({ "rates": rate }));
    desk.done("export_links", &agency(), json!({"products": ["p"], "base_url": "https://a.test"}));
    desk.done("create_list", &agency(), json!({"name": "L", "items": rate}));
    let link = desk.campaign.link_of(&LinkTo::List(1), "").unwrap_or_default();
    desk.done(
        "add_to_showcase",
        &creator(),
        json!({"link": link, "products": "all", "terms_accepted": true}),
    );
    desk.at = "2026-05-03T12:00:00Z".to_owned();
    desk.done("edit_campaign", &agency(), json!({"changes": {"name": "Summer"}}));
    desk
}

fn events(desk: &Desk) -> Vec<Value> {
    desk.campaign.events().iter().map(|event| json!(event)).collect()
}

fn replayed(events: &[Value]) -> Result<Campaign, String> {
    Campaign::replay_json(Profile::guide(), &json!(events).to_string()).map_err(|invalid| invalid.to_string())
}

/// Everything in the numbers that events now have.
fn numbered(mut events: Vec<Value>) -> Vec<Value> {
    for (number, event) in (1..).zip(&mut events) {
        event["number"] = json!(number);
    }
    events
}

#[test]
fn an_event_says_whose_it_is_and_which() {
    let desk = desk();
    for (number, event) in (1..).zip(events(&desk)) {
        assert_eq!((&event["schema"], &event["campaign"]), (&json!(1), &json!("C-1")), "{event}");
        assert_eq!(event["number"], json!(number));
        let read = Event::from_json(&event.to_string()).map(|event| event.to_json());
        assert_eq!(read, Ok(event.to_string()));
    }
    let first = &events(&desk)[0];
    assert_eq!(first["profile"].to_string(), Profile::guide().canonical_json());
    assert_eq!(events(&desk)[8]["terms_accepted"], json!(true));
}

#[test]
fn a_replay_needs_nothing_but_the_events() {
    let mine =
        Profile::from_json(r#"{"id": "mine", "limits": {"lists": 1}}"#).unwrap_or_else(|_| Profile::guide());
    let mut desk = Desk { campaign: Campaign::new(mine.clone()), at: "2026-04-20T12:00:00Z".to_owned() };
    desk.done("create_campaign", &agency(), json!({"id": "C-1", "account": account(), "draft": draft()}));
    let again = replayed(&events(&desk)).unwrap_or_else(|_| Campaign::new(Profile::guide()));
    assert_eq!((again.profile(), &again), (&mine, &desk.campaign));
    assert_ne!(again, Campaign::new(mine.clone()));
    assert_eq!(replayed(&[]), Ok(Campaign::new(Profile::guide())));
}

#[test]
fn events_of_the_older_form_are_read() -> Result<(), String> {
    let desk = desk();
    let older = |event: &Value| {
        let mut event = event.clone();
        if let Some(keys) = event.as_object_mut() {
            for key in ["schema", "campaign", "number", "profile", "terms_accepted"] {
                keys.remove(key);
            }
        }
        event
    };
    let all: Vec<_> = events(&desk).iter().map(older).collect();
    assert_eq!(replayed(&all)?, desk.campaign);
    assert_eq!(replayed(&all)?.events(), desk.campaign.events(), "they are what they would be now");
    // a store that went on in the new form
    let mixed: Vec<_> = events(&desk)
        .iter()
        .enumerate()
        .map(|(place, event)| if place < 4 { older(event) } else { event.clone() })
        .collect();
    assert_eq!(replayed(&mixed)?, desk.campaign);
    let beheaded = replayed(all.get(1..).unwrap_or_default());
    assert_eq!(
        beheaded.err().map(|told| told.starts_with("/0/event: `campaign_created` is the first event")),
        Some(true)
    );
    Ok(())
}

fn other(events: &[Value], place: usize, key: &str, value: Value) -> Vec<Value> {
    let mut events = events.to_vec();
    events[place][key] = value;
    events
}

fn without(events: &[Value], place: usize) -> Vec<Value> {
    let mut events = events.to_vec();
    events.remove(place);
    events
}

fn swapped(events: &[Value], place: usize) -> Vec<Value> {
    let mut events = events.to_vec();
    events.swap(place, place + 1);
    events
}

fn doubled(events: &[Value], place: usize) -> Vec<Value> {
    let mut events = events.to_vec();
    events.insert(place, events[place].clone());
    events
}

/// Each replay is refused at a place, and the message says so.
fn assert_refused<const N: usize>(cases: [(Vec<Value>, &str, &str); N]) {
    for (wrong, place, said) in cases {
        let told = replayed(&wrong).map(|campaign| campaign.snapshot());
        let told = told.err().unwrap_or_else(|| "accepted".to_owned());
        assert!(told.starts_with(&format!("{place}: ")) && told.contains(said), "{place} {said}: {told}");
    }
}

#[test]
fn a_gap_a_repeat_and_what_is_anothers_are_refused_by_the_number_of_the_event() {
    let whole = events(&desk());
    let cut = whole.get(..5).unwrap_or_default();
    assert!(replayed(cut).is_ok(), "the beginning of a history is one");
    assert_refused([
        (
            without(&whole, 4),
            "/4/number",
            "event 5, `creator_rates_set`: its number is 6, and 5 comes next: events are missing",
        ),
        (
            doubled(&whole, 3),
            "/4/number",
            "event 5, `products_approved`: its number is 4, and 5 comes next: that event was there before",
        ),
        (swapped(&whole, 3), "/3/number", "events are missing"),
        (
            other(&whole, 3, "campaign", json!("C-2")),
            "/3/campaign",
            "it is of campaign `C-2`, and the others of `C-1`",
        ),
        (
            other(&whole, 0, "campaign", json!("C-2")),
            "/0/campaign",
            "it is of campaign `C-2`, and the others of `C-1`",
        ),
        (other(&whole, 3, "schema", json!(2)), "/3/schema", "events of schema 2 cannot be read: 1 can"),
        (other(&whole, 3, "number", json!(0)), "/3/number", "0 is no event's number"),
        (
            other(&whole, 8, "at", json!("2026-04-20T11:00:00Z")),
            "/8",
            "V002: the time is 2026-04-20T11:00:00Z, before that of the last event",
        ),
        (
            whole.get(1..).unwrap_or_default().to_vec(),
            "/0/event",
            "`campaign_created` is the first event, and no other",
        ),
        (numbered(doubled(&whole, 0)), "/1/event", "`campaign_created` is the first event, and no other"),
    ]);
}

#[test]
fn what_a_rule_forbids_is_refused_though_the_numbers_are_right() {
    let whole = events(&desk());
    assert_refused([
        (
            numbered(without(&whole, 3)),
            "/4",
            "event 5, `creator_rates_set`: no campaign could have made it: T003: product `p` is `pending`",
        ),
        (numbered(without(&whole, 1)), "/1", "R001"),
        (
            numbered(doubled(&whole, 2)),
            "/3",
            "event 4, `products_registered`: no campaign could have made it: R006",
        ),
        (numbered(swapped(&whole, 2)), "/2", "R011"), // approval before registration, at one instant
        (numbered(doubled(&whole, 1)), "/2", "event 3, `campaign_published`: it changes nothing"),
        (numbered(swapped(&whole, 7)), "/7", "S003"),
        (other(&whole, 5, "rates", json!([{"product": "p", "creator_rate_bps": 3001}])), "/5", "T001"),
        (other(&whole, 2, "products", json!([{"product": "p", "total_rate_bps": 0}])), "/2", "R004"),
        (other(&whole, 2, "by", json!({"agency": "A-1"})), "/2", "V001"),
        (
            other(
                &whole,
                6,
                "links",
                json!([{"product": "p", "link": "https://a.test/0123456789abcdef0123456789abcdef"}]),
            ),
            "/6",
            "its `links` would have been",
        ),
        (other(&whole, 6, "links", json!([])), "/6", "T005"),
        (other(&whole, 7, "list", json!(2)), "/7", "its `list` would have been `1`, not `2`"),
        (other(&whole, 7, "name", json!(" L")), "/7", "its `name`"),
        (
            other(&whole, 8, "items", json!([{"product": "p", "creator_rate_bps": 1400}])),
            "/8",
            "its `items` would have been",
        ),
        (other(&whole, 8, "terms_accepted", json!(false)), "/8", "S001"),
        (other(&whole, 8, "through", json!({"list": 2})), "/8", "S003"),
        (other(&whole, 8, "through", json!({"product": "nobody"})), "/8", "S003"),
        (other(&whole, 9, "changes", json!({"market": "GB"})), "/9", "C011"),
        (other(&whole, 9, "changes", json!({"name": "Spring"})), "/9", "it changes nothing"),
        (
            other(&whole, 9, "changes", json!({"name": "Summer", "market": "US"})),
            "/9",
            "its `changes` would have been",
        ),
        (
            other(&whole, 0, "by", json!({"agency": "A-2"})),
            "/0/by",
            "agency `A-1` creates its campaign itself, not the agency `A-2`",
        ),
        (
            other(&whole, 0, "id", json!("C-2")),
            "/0/campaign",
            "it is of campaign `C-1`, and the others of `C-2`",
        ),
        (other(&whole, 0, "at", json!("2027-01-01T00:00:00Z")), "/0/details", "C010"),
        (other(&whole, 0, "agency_name", json!(" x")), "/0/agency_name", "white space"),
    ]);
}

#[test]
fn the_shape_of_every_event_is_read_before_any_is_judged() {
    let desk = desk();
    let mut events = events(&desk);
    events[1]["extra"] = json!(1);
    if let Some(keys) = events[3].as_object_mut() {
        keys.remove("number");
        keys.remove("at");
    }
    events[4]["products"] = json!(7);
    if let Some(keys) = events[8].as_object_mut() {
        keys.remove("terms_accepted");
    }
    events.swap(5, 6);
    let told = Campaign::replay_json(Profile::guide(), &json!(events).to_string());
    let told: Vec<_> = told
        .err()
        .into_iter()
        .flat_map(|invalid| invalid.as_slice().to_vec())
        .map(|fault| fault.path().to_owned())
        .collect();
    assert_eq!(told, ["/1/extra", "/3/number", "/3/at", "/4/products", "/8/terms_accepted"]);
}

#[test]
fn taken_events_are_the_callers() -> Result<(), String> {
    let mut desk = desk();
    let all = desk.campaign.events().to_vec();
    assert_eq!(desk.campaign.events_after(8).map(<[Event]>::len), Ok(2));
    assert_eq!(desk.campaign.events_after(10).map(<[Event]>::len), Ok(0));
    assert_eq!(desk.campaign.events_after(99).map(<[Event]>::len), Ok(0));
    assert_eq!(desk.campaign.take_events(), all);
    assert!(desk.campaign.take_events().is_empty() && desk.campaign.events().is_empty());
    assert_eq!(desk.campaign.version(), 10);
    desk.done("rename_list", &agency(), json!({"list": 1, "name": "M"}));
    assert_eq!(desk.campaign.events_after(10).map(<[Event]>::len), Ok(1));
    let gone = desk.campaign.events_after(9).map_err(|invalid| invalid.to_string());
    assert_eq!(gone, Err("/after: events 10 to 10 are no longer here, taken or from before a snapshot: allowed is 10 or more".to_owned()));
    let new = desk.campaign.take_events();
    assert_eq!(new.iter().map(|event| event.number).collect::<Vec<_>>(), [11]);
    // what was replayed or loaded is in a store already
    let whole: Vec<_> = all.into_iter().chain(new).collect();
    let mut again =
        Campaign::replay(Profile::guide(), whole.clone()).map_err(|invalid| invalid.to_string())?;
    assert_eq!((again.events(), &again), (whole.as_slice(), &desk.campaign));
    assert!(again.take_events().is_empty() && again.events().is_empty());
    let mut loaded = Campaign::load(&desk.campaign.snapshot()).map_err(|invalid| invalid.to_string())?;
    assert_eq!(loaded, desk.campaign);
    for campaign in [&mut again, &mut loaded] {
        let mut desk = Desk { campaign: campaign.clone(), at: desk.at.clone() };
        desk.done("publish", &agency(), json!({}));
        desk.done("delete_list", &agency(), json!({"list": 1}));
        assert_ne!(desk.campaign, *campaign);
        assert_eq!(desk.campaign.take_events().iter().map(|event| event.number).collect::<Vec<_>>(), [12]);
        assert_eq!(desk.campaign.last_at().map(|at| at.to_string()), Some(desk.at.clone()));
    }
    let ids = (
        desk.campaign.id().map(crate::CampaignId::as_str),
        desk.campaign.agency().map(crate::AgencyId::as_str),
    );
    assert_eq!((ids, desk.campaign.name()), ((Some("C-1"), Some("A-1")), Some("Summer")));
    Ok(())
}
