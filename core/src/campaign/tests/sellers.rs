//! Shops beside each other: how a product passes on, and what a shop that may not see the campaign never learns.

use serde_json::{Value, json};

use super::{Desk, account, agency, draft, shop};
use crate::campaign::Actor;
use crate::value::id::ShopCode;
use crate::value::instant::Instant;

fn other() -> Value {
    json!({ "seller": "SHOP2" })
}

fn offer(product: &str) -> Value {
    json!({"products": [{"product": product, "total_rate_bps": 2000}]})
}

fn ids(product: &str) -> Value {
    json!({ "products": [product] })
}

fn reject(product: &str, again: bool) -> Value {
    json!({"products": [product], "may_register_again": again})
}

/// What closes each of a shop's actions, as `RULE path`.
fn closed(desk: &Desk, shop: &str) -> Vec<(&'static str, Vec<String>)> {
    let Ok(code) = ShopCode::new(shop) else { return Vec::new() };
    let at = Instant::parse(&desk.at).unwrap_or_else(|_| Instant::first());
    let told = |one: &crate::Violation| format!("{} {}", one.rule().code, one.path());
    let rows = desk.campaign.allowed_actions(&Actor::Seller(code), at);
    let mine = ["register_products", "register_again", "revise_rate", "request_closure"];
    let rows = rows.into_iter().filter(|row| mine.contains(&row.action));
    rows.map(|row| (row.action, row.violations.iter().map(told).collect())).collect()
}

#[test]
fn a_product_passes_to_another_shop_when_it_is_closed_or_rejected() {
    let mut desk = Desk::approved(&["closes", "lives"]);
    desk.done("register_products", &shop(), offer("pending"));
    desk.done("register_products", &shop(), offer("rejected"));
    desk.done("register_products", &shop(), offer("blocked"));
    desk.done("reject", &agency(), reject("rejected", true));
    desk.done("reject", &agency(), reject("blocked", false));
    for live in ["closes", "lives", "pending"] {
        assert_eq!(desk.refused("register_products", &other(), offer(live)), ["R008 /products/0/product"]);
    }
    desk.done("request_closure", &shop(), ids("closes"));
    assert_eq!(desk.refused("register_products", &other(), offer("closes")), ["R008 /products/0/product"]);
    desk.done("approve_closure", &agency(), ids("closes"));
    for free in ["closes", "rejected", "blocked"] {
        assert_eq!(desk.refused("register_again", &other(), offer(free)), ["R008 /products/0/product"]);
        desk.done("register_products", &other(), offer(free));
        // it is the other shop's now: live, it is nobody else's
        for (command, keys) in [("register_again", offer(free)), ("revise_rate", offer(free))] {
            assert_eq!(
                desk.refused(command, &shop(), keys),
                ["R008 /products/0/product"],
                "{command} {free}"
            );
        }
        assert_eq!(desk.refused("request_closure", &shop(), ids(free)), ["R008 /products/0"]);
    }
    // the block is the first shop's, whoever holds the product and however it stands
    let blocked = ["R007 /products/0/product"];
    assert_eq!(desk.refused("register_products", &shop(), offer("blocked")), blocked);
    desk.done("reject", &agency(), reject("blocked", true));
    assert_eq!(desk.refused("register_products", &shop(), offer("blocked")), blocked);
    desk.done("register_again", &other(), offer("blocked"));
    desk.done("approve", &agency(), ids("blocked"));
    desk.done("remove_products", &agency(), ids("blocked"));
    assert_eq!(desk.refused("register_products", &shop(), offer("blocked")), blocked);
    // removing does not block, and what was another's comes back by registering
    desk.done("register_products", &other(), offer("blocked"));
    desk.done("reject", &agency(), reject("rejected", true));
    assert_eq!(desk.refused("register_again", &shop(), offer("rejected")), ["R008 /products/0/product"]);
    desk.done("register_products", &shop(), offer("rejected"));
    assert_eq!(desk.refused("register_products", &shop(), offer("rejected")), ["R006 /products/0/product"]);
    // and the whole of it is what its snapshot and its events say
    let again = crate::Campaign::load(&desk.campaign.snapshot());
    assert_eq!(again.as_ref(), Ok(&desk.campaign));
    let replayed = crate::Campaign::replay(crate::Profile::guide(), desk.campaign.events().to_vec());
    assert_eq!(replayed.as_ref(), Ok(&desk.campaign));
}

#[test]
fn who_may_not_see_the_campaign_learns_nothing_of_its_registrations() {
    let mut desk = Desk::empty("2026-05-01T12:00:00Z");
    let mut restricted = draft();
    restricted["sellers"] = json!({"shop_codes": ["SHOP1", "SHOP3"]});
    let keys = json!({"id": "C-1", "account": account(), "draft": restricted});
    desk.done("create_campaign", &agency(), keys);
    desk.done("publish", &agency(), json!({}));
    desk.done("register_products", &shop(), offer("p"));
    let stranger = other();
    for product in ["p", "nobody's"] {
        for command in ["register_products", "register_again", "revise_rate"] {
            assert_eq!(desk.refused(command, &stranger, offer(product)), ["R003 /by"], "{command}");
        }
        assert_eq!(desk.refused("request_closure", &stranger, ids(product)), ["R003 /by"]);
    }
    // its other findings stand beside, and say nothing of registrations
    let low = json!({"products": [{"product": "p", "total_rate_bps": 0}, {"product": "p", "total_rate_bps": 2000}]});
    assert_eq!(
        desk.refused("revise_rate", &stranger, low),
        [
            "R003 /by",
            "R004 /products/0/total_rate_bps",
            "R005 /products/0/total_rate_bps",
            "T005 /products/1/product"
        ]
    );
    let all = |told: &[&str]| -> Vec<(&'static str, Vec<String>)> {
        let told: Vec<String> = told.iter().map(|one| (*one).to_owned()).collect();
        ["register_products", "register_again", "revise_rate", "request_closure"]
            .map(|one| (one, told.clone()))
            .to_vec()
    };
    assert_eq!(closed(&desk, "SHOP2"), all(&["R003 /by"]));
    // an invited shop without a registration sees the campaign, and that it has none
    let mut invited = all(&["R011 /by"]);
    invited[0].1.clear();
    assert_eq!(closed(&desk, "SHOP3"), invited);
    let invited = json!({"seller": "SHOP3"});
    assert_eq!(desk.refused("revise_rate", &invited, offer("p")), ["R008 /products/0/product"]);
    assert_eq!(desk.refused("request_closure", &invited, ids("q")), ["R011 /products/0"]);
    assert_eq!(closed(&desk, "SHOP1"), all(&[]));
    // unpublished, nobody sees it but who registered something
    desk.done("unpublish", &agency(), json!({}));
    assert_eq!(closed(&desk, "SHOP2"), all(&["R001 /command", "R003 /by"]));
    assert_eq!(desk.refused("request_closure", &invited, ids("p")), ["R001 /command"]);
    assert_eq!(desk.refused("revise_rate", &stranger, offer("p")), ["R001 /command", "R003 /by"]);
    desk.done("revise_rate", &shop(), offer("p"));
    let own = closed(&desk, "SHOP1");
    let own: Vec<_> = own.iter().map(|(_, told)| told.join(" ")).collect();
    assert_eq!(own, ["R001 /command", "R001 /command", "", ""]);
}
