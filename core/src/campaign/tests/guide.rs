//! The guide, walked step by step.

use serde_json::json;

use super::{Desk, account, agency, creator, draft, shop};

#[test]
fn the_guide_from_setting_up_to_the_creators_showcase() {
    // Setting up Campaigns, steps 1 to 3: created, submitted, then published by the toggle.
    let mut desk = Desk::empty("2026-04-20T12:00:00Z");
    let mut unfinished = account();
    unfinished["bank"] = json!({"status": "under_review", "since": "2026-04-20T00:00:00Z"});
    let create = |account| json!({"id": "C-1", "account": account, "draft": draft()});
    let refused = desk.refused("create_campaign", &agency(), create(unfinished));
    assert_eq!(refused, ["A006 /account", "A005 /account/bank/status"]);
    desk.done("create_campaign", &agency(), create(account()));
    let register = json!({"products": [
        {"product": "lamp", "total_rate_bps": 3000}, {"product": "mug", "total_rate_bps": 2000},
        {"product": "pen", "total_rate_bps": 1000}, {"product": "hat", "total_rate_bps": 1500}]});
    desk.at = "2026-05-02T12:00:00Z".to_owned();
    assert_eq!(desk.refused("register_products", &shop(), register.clone()), ["R001 /command"]);
    desk.done("publish", &agency(), json!({}));
    assert_eq!(desk.outcome("publish", &agency(), json!({})), json!({"events": [], "warnings": []}));

    // Approving, steps 1 and 2: registered products are approved or rejected; then their rate is frozen.
    desk.done("register_products", &shop(), register);
    let revised = json!({"products": [{"product": "pen", "total_rate_bps": 1200}]});
    desk.done("revise_rate", &shop(), revised);
    desk.done("approve", &agency(), json!({"products": ["lamp", "mug"]}));
    let frozen = json!({"products": [{"product": "lamp", "total_rate_bps": 2900}]});
    assert_eq!(desk.refused("revise_rate", &shop(), frozen), ["R010 /products/0/product"]);
    let reject = |product, again| json!({"products": [product], "reasons": ["commission_too_low"], "may_register_again": again});
    desk.done("reject", &agency(), reject("pen", true));
    desk.done("reject", &agency(), reject("hat", false));

    // Step 3: links need a creator rate, which is at most the total rate.
    let export = json!({"products": ["lamp"], "base_url": "https://go.example.test/c"});
    assert_eq!(desk.refused("export_links", &agency(), export.clone()), ["T002 /products/0"]);
    let rate = |bps| json!({"rates": [{"product": "lamp", "creator_rate_bps": bps}]});
    let crossed = desk.refused("set_creator_rates", &agency(), rate(3001));
    assert_eq!(crossed, ["T001 /rates/0/creator_rate_bps"]);
    desk.done("set_creator_rates", &agency(), rate(1500));
    let event = desk.done("export_links", &agency(), export);
    let link = event["links"][0]["link"].clone();

    // Steps 4 to 7: a list, a rate for each of its products, its link, edits.
    let items =
        json!([{"product": "lamp", "creator_rate_bps": 1000}, {"product": "mug", "creator_rate_bps": 500}]);
    let made = desk.done("create_list", &agency(), json!({"name": " Spring picks ", "items": items}));
    assert_eq!((&made["list"], &made["name"]), (&json!(1), &json!("Spring picks")));
    let listed = json!({"list": 1, "items": [{"product": "mug", "creator_rate_bps": 700}]});
    desk.done("set_list_rates", &agency(), listed);
    let list_link =
        desk.campaign.link_of(&crate::LinkTo::List(1), "https://go.example.test/c").unwrap_or_default();

    // Seller, steps 4 to 6: the seller comes back where it may, and asks to close.
    let again = |product| json!({"products": [{"product": product, "total_rate_bps": 2500}]});
    assert_eq!(desk.refused("register_again", &shop(), again("hat")), ["R007 /products/0/product"]);
    desk.done("register_again", &shop(), again("pen"));

    // Creator, steps 1 to 5: terms, one or all, the warning that the commission will decrease.
    let add = |link: &serde_json::Value, products, accepted| json!({"link": link, "products": products, "terms_accepted": accepted});
    let refused = desk.refused("add_to_showcase", &creator(), add(&link, json!("all"), false));
    assert_eq!(refused, ["S001 /terms_accepted"]);
    desk.done("add_to_showcase", &creator(), add(&link, json!("all"), true));
    let outcome =
        desk.outcome("add_to_showcase", &creator(), add(&json!(list_link), json!(["lamp", "mug"]), true));
    let warning = &outcome["warnings"][0];
    assert_eq!((&warning["rule"], &warning["path"]), (&json!("S004"), &json!("/products/0")));
    assert_eq!(
        warning["params"],
        json!({"product": "lamp", "creator_rate_bps": 1000, "current_rate_bps": 1500})
    );
    assert_eq!(outcome["warnings"].as_array().map(Vec::len), Some(1));

    // Seller, step 5, and Approving, step 9: closing takes effect when the agency agrees, and ends the rates.
    desk.done("request_closure", &shop(), json!({"products": ["lamp"]}));
    desk.done("add_to_showcase", &creator(), add(&link, json!(["lamp"]), true));
    desk.done("approve_closure", &agency(), json!({"products": ["lamp"]}));
    let gone = desk.refused("remove_from_showcase", &creator(), json!({"products": ["lamp"]}));
    assert_eq!(gone, ["S005 /products/0"]);
    let refused = desk.refused("add_to_showcase", &creator(), add(&link, json!("all"), true));
    assert_eq!(refused, ["S002 /link"]);
    desk.done("remove_from_list", &agency(), json!({"list": 1, "products": ["lamp", "mug"]}));
    let refused = desk.refused("add_to_showcase", &creator(), add(&json!(list_link), json!("all"), true));
    assert_eq!(refused, ["S002 /link"]);
    desk.done("delete_list", &agency(), json!({"list": 1}));
    let refused = desk.refused("add_to_showcase", &creator(), add(&json!(list_link), json!("all"), true));
    assert_eq!(refused, ["S003 /link"]);
    // the list is gone, and the creator keeps its last rate
    let rows = desk.campaign.terms();
    let kept: Vec<_> = rows.iter().filter(|row| row.creator.is_some()).collect();
    assert_eq!(
        kept.iter().map(|row| (row.product_id.as_str(), row.creator_rate.bps())).collect::<Vec<_>>(),
        [("mug", 700)]
    );
    desk.done("remove_from_showcase", &creator(), json!({"products": ["mug"]}));
}
