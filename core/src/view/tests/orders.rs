//! An order is valued by what held at its time, whatever came later.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::campaign::Campaign;
use crate::campaign::tests::histories::{by_anyone, fitting, instant, keys, linked};
use crate::campaign::tests::{Desk, agency, creator, shop};
use crate::profile::Profile;
use crate::value::id::{CreatorId, ProductId, ShopCode};
use crate::value::instant::Instant;
use crate::view::OrderLines;

const NOW: &str = "2026-07-31T12:00:00Z";

fn order(product: &str, by: &str, at: &str) -> Value {
    json!({"order_id": "o", "product_id": product, "campaign_id": "C-1", "creator": by, "created_at": at,
        "currency": "USD", "base_minor": 10_000, "agency_rate_bps": 1, "creator_rate_bps": 1})
}

fn lines(orders: &Value) -> OrderLines {
    OrderLines::from_json(&orders.to_string(), &Profile::guide()).unwrap_or_default()
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap_or_else(|_| Instant::first())
}

/// Each order of a shop as `RATE COMMISSION`.
fn exported(campaign: &Campaign, shop: &str, orders: &OrderLines) -> Vec<String> {
    let Ok(shop) = ShopCode::new(shop) else { return Vec::new() };
    let csv = campaign.seller_orders_csv(&shop, orders);
    let last_two = |row: &str| {
        let cells: Vec<_> = row.split("\",\"").collect();
        cells.iter().skip(7).map(|cell| cell.trim_matches('"')).collect::<Vec<_>>().join(" ")
    };
    csv.lines().skip(1).map(last_two).collect()
}

/// Each order of a creator: rate and commission.
fn earned(campaign: &Campaign, creator: &str, orders: &OrderLines) -> Value {
    let view = CreatorId::new(creator).ok().and_then(|id| campaign.creator_view(&id, at(NOW), orders));
    let view = json!(view);
    let rows = view["orders"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| json!([row["creator_rate_bps"], row["creator_commission_minor"]])).collect()
}

#[test]
fn a_product_that_comes_back_at_another_rate_leaves_its_orders_as_they_were() {
    let mut desk = Desk::approved(&["p"]);
    let rate = |bps: u16| json!({"rates": [{"product": "p", "creator_rate_bps": bps}]});
    let product = json!({"products": ["p"]});
    desk.done("set_creator_rates", &agency(), rate(1500));
    desk.done("export_links", &agency(), json!({"products": ["p"], "base_url": ""}));
    let product_link = ProductId::new("p").map(crate::campaign::LinkTo::Product).ok();
    let link = product_link.and_then(|to| desk.campaign.link_of(&to, "").ok()).unwrap_or_default();
    let add = json!({"link": link, "products": "all", "terms_accepted": true});
    desk.done("add_to_showcase", &creator(), add.clone());
    desk.at = "2026-05-10T00:00:00Z".to_owned();
    desk.done("request_closure", &shop(), product.clone());
    desk.at = "2026-05-11T00:00:00Z".to_owned();
    desk.done("approve_closure", &agency(), product.clone());
    desk.at = "2026-05-12T00:00:00Z".to_owned();
    let offer = |bps: u16| json!({"products": [{"product": "p", "total_rate_bps": bps}]});
    desk.done("register_products", &shop(), offer(1100));
    desk.done("revise_rate", &shop(), offer(1000));
    desk.at = "2026-05-13T00:00:00Z".to_owned();
    desk.done("approve", &agency(), product);
    desk.at = "2026-05-14T00:00:00Z".to_owned();
    desk.done("set_creator_rates", &agency(), rate(400));
    desk.at = "2026-05-15T00:00:00Z".to_owned();
    desk.done("add_to_showcase", &creator(), add);
    desk.at = "2026-05-16T00:00:00Z".to_owned();
    desk.done("set_creator_rates", &agency(), rate(300));

    let moments = [
        ("2026-05-01T11:59:59Z", " ", json!([null, null])), // before it was registered
        ("2026-05-01T12:00:00Z", "30.00% 30.00", json!([1500, 1500])),
        ("2026-05-10T23:59:59.999999999Z", "30.00% 30.00", json!([1500, 1500])), // still live
        ("2026-05-11T00:00:00Z", " ", json!([null, null])),                      // closed
        ("2026-05-12T12:00:00Z", " ", json!([null, null])),                      // pending: nothing is agreed
        ("2026-05-13T00:00:00Z", "10.00% 10.00", json!([null, null])),           // nothing taken up yet
        ("2026-05-15T00:00:00Z", "10.00% 10.00", json!([400, 400])),
        ("2026-05-16T00:00:00Z", "10.00% 10.00", json!([300, 300])),
        ("2026-08-01T06:59:59Z", "10.00% 10.00", json!([300, 300])),
        ("2026-08-01T07:00:00Z", " ", json!([null, null])), // over
    ];
    let orders: Value = moments.iter().map(|(at, ..)| order("p", "creator_1", at)).collect();
    let orders = lines(&orders);
    let sellers: Vec<_> = moments.iter().map(|(_, seller, _)| (*seller).to_owned()).collect();
    let creators: Value = moments.iter().map(|(_, _, creator)| creator.clone()).collect();
    assert_eq!(exported(&desk.campaign, "SHOP1", &orders), sellers);
    assert_eq!(earned(&desk.campaign, "creator_1", &orders), creators);
    let view =
        ShopCode::new("SHOP1").ok().and_then(|one| desk.campaign.seller_view(&one, at(NOW), &orders).ok()?);
    let totals = json!(view)["tabs"]["performance"][0]["totals"][0].clone();
    assert_eq!(
        (&totals["base_minor"], &totals["commission_minor"]),
        (&json!(100_000), &json!(2 * 3000 + 4 * 1000))
    );
    // only what no rate covers: a sum of nothing is null
    let uncovered = lines(&json!([order("p", "creator_1", "2026-05-12T12:00:00Z")]));
    let view = ShopCode::new("SHOP1")
        .ok()
        .and_then(|one| desk.campaign.seller_view(&one, at(NOW), &uncovered).ok()?);
    let totals = json!(view)["tabs"]["performance"][0]["totals"][0].clone();
    assert_eq!((&totals["base_minor"], &totals["commission_minor"]), (&json!(10_000), &Value::Null));
}

/// The rows of the terms table that hold at a moment, without their ends.
fn held(campaign: &Campaign, moment: Instant) -> Vec<Value> {
    let rows = campaign.terms();
    let holding = rows
        .iter()
        .filter(|row| row.valid_from <= moment && row.valid_to.is_none_or(|valid_to| moment < valid_to));
    let mut found: Vec<_> = holding
        .map(|row| json!([row.product_id, row.list_id, row.creator, row.total_rate, row.creator_rate]))
        .collect();
    found.sort_by_key(Value::to_string);
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn what_comes_after_an_order_changes_nothing_that_is_said_of_it(
        steps in prop::collection::vec((by_anyone(), keys(), 0..12_u32), 1..160),
        cut in 0..120_usize,
        before in 1..200_i64,
    ) {
        let mut desk = Desk::published();
        let (mut hour, mut then): (u32, Option<(Campaign, String)>) = (0, None);
        for (number, (by, (name, keys), hours)) in steps.into_iter().enumerate() {
            hour = hour.saturating_add(hours);
            desk.at = instant(hour);
            if number == cut {
                then = Some((desk.campaign.clone(), desk.at.clone()));
            }
            let by = fitting(by, name, number);
            let keys = linked(&desk, keys);
            desk.outcome(name, &by, keys);
        }
        let Some((then, cut_at)) = then else { return Ok(()) };
        // the last event before the cut may be at its time: orders are before both
        let moment = at(&cut_at).seconds_before(u32::try_from(before * 1800).unwrap_or(1));
        prop_assert_eq!(held(&then, moment), held(&desk.campaign, moment));
        let list = then.link_of(&crate::LinkTo::List(1), "").unwrap_or_default();
        for product in (0..6).map(|number| format!("p{number}")) {
            let known = ProductId::new(&product).ok();
            let known = known.and_then(|id| then.state()?.number_of(&id)).is_some();
            for by in [json!({}), json!({"creator": "creator_0"}), json!({"creator": "creator_1"}), json!({"link": list})] {
                let mut query = json!({"query": "agreed_rates", "product": product, "at": moment});
                if let (Some(query), Some(by)) = (query.as_object_mut(), by.as_object()) {
                    query.extend(by.clone());
                }
                let query = query.to_string();
                prop_assert_eq!(then.query_json(&query), desk.campaign.query_json(&query), "{}", query);
            }
            for creator in ["creator_0", "creator_1"] {
                let one = lines(&json!([order(&product, creator, &moment.to_string())]));
                let tables = (crate::Management::default(), crate::Organisations::default());
                let (said, still) = (then.split_orders(&one, &tables.0, &tables.1), desk.campaign.split_orders(&one, &tables.0, &tables.1));
                prop_assert_eq!(said, still);
                prop_assert_eq!(earned(&then, creator, &one), earned(&desk.campaign, creator, &one));
                for shop in ["SHOP1", "SHOP2"] {
                    let (said, still) = (exported(&then, shop, &one), exported(&desk.campaign, shop, &one));
                    // a product that was not registered yet has no rate, whatever comes
                    let kept = if known { said == still } else { still.iter().all(|row| row == " ") };
                    prop_assert!(kept, "{product} of {shop} at {moment}: {said:?}, then {still:?}");
                }
            }
        }
    }
}
