//! Lists, links and the showcase, where a rule has an edge.

use serde_json::{Value, json};

use super::{Desk, agency, creator, shop};
use crate::LinkTo;
use crate::value::id::ProductId;

fn items(products: &[&str], bps: i64) -> Value {
    products.iter().map(|product| json!({"product": product, "creator_rate_bps": bps})).collect()
}

fn link(desk: &Desk, to: &LinkTo) -> String {
    desk.campaign.link_of(to, "https://a.test/").unwrap_or_default()
}

fn product_link(desk: &Desk, product: &str) -> String {
    ProductId::new(product).map(|id| link(desk, &LinkTo::Product(id))).unwrap_or_default()
}

fn add(link: &str, products: impl Into<Value>) -> Value {
    let products = products.into();
    json!({"link": link, "products": products, "terms_accepted": true})
}

#[test]
fn lists_keep_their_limits_and_numbers() {
    let names: Vec<String> = (0..101).map(|number| format!("p{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut desk = Desk::approved(&names);
    let create = |names: &[&str]| json!({"name": "L", "items": items(names, 100)});
    assert_eq!(desk.refused("create_list", &agency(), create(&names)), ["L002 /items"]);
    let hundred = names.get(..100).unwrap_or_default();
    desk.done("create_list", &agency(), create(hundred));
    let more = json!({"list": 1, "items": items(&["p100", "p0", "p100"], 100)});
    assert_eq!(
        desk.refused("add_to_list", &agency(), more),
        ["L002 /items", "L004 /items/1/product", "L004 /items/2/product"]
    );
    for _ in 1..1000 {
        desk.campaign.execute_json(&desk.command("create_list", &agency(), create(&["p0"])));
    }
    let refused = desk.refused("create_list", &agency(), json!({"name": " ", "items": []}));
    assert_eq!(refused, ["L001 /command", "L003 /name", "L007 /items"]);
    desk.done("delete_list", &agency(), json!({"list": 1000}));
    let made = desk.done("create_list", &agency(), create(&["p0"]));
    assert_eq!(made["list"], json!(1001));
    let gone = json!({"list": 1000, "items": items(&["p0", "p0", "nobody"], 10_001)});
    assert_eq!(
        desk.refused("set_list_rates", &agency(), gone),
        [
            "L005 /list",
            "T001 /items/0/creator_rate_bps",
            "T004 /items/0/creator_rate_bps",
            "T005 /items/1/product",
            "T001 /items/1/creator_rate_bps",
            "T004 /items/1/creator_rate_bps",
            "R011 /items/2/product",
            "T004 /items/2/creator_rate_bps",
        ]
    );
}

#[test]
fn a_link_is_not_found_where_it_was_never_exported_or_the_product_removed() {
    let mut desk = Desk::approved(&["p", "q"]);
    let (p, q) = (product_link(&desk, "p"), product_link(&desk, "q"));
    assert_eq!(desk.refused("add_to_showcase", &creator(), add(&p, json!("all"))), ["S003 /link"]);
    desk.done("set_creator_rates", &agency(), json!({"rates": items(&["p", "q"], 1000)}));
    desk.done("export_links", &agency(), json!({"products": ["p", "q"], "base_url": "x"}));
    let wrong = desk.refused("add_to_showcase", &creator(), add(&p, json!(["q", "p", "p"])));
    assert_eq!(wrong, ["S005 /products/0", "T005 /products/2"]);
    desk.done("add_to_showcase", &creator(), add(&p, json!(["p"])));
    desk.done("remove_products", &agency(), json!({"products": ["p"]}));
    assert_eq!(desk.refused("add_to_showcase", &creator(), add(&p, json!(["p"]))), ["S003 /link"]);
    // registered again, it is there but not available; approved and rated, its link works again
    desk.done("register_products", &shop(), json!({"products": [{"product": "p", "total_rate_bps": 1000}]}));
    let refused = desk.refused("add_to_showcase", &creator(), add(&p, json!(["p"])));
    assert_eq!(refused, ["S002 /link", "S005 /products/0"]);
    desk.done("approve", &agency(), json!({"products": ["p"]}));
    assert_eq!(
        desk.refused("export_links", &agency(), json!({"products": ["p"], "base_url": ""})),
        ["T002 /products/0"]
    );
    desk.done("set_creator_rates", &agency(), json!({"rates": items(&["p"], 900)}));
    desk.done("add_to_showcase", &creator(), add(&p, json!("all")));
    for hostile in
        ["", " ", "https://a.test/", "https://a.test/0123456789abcdef0123456789abcdef", &format!("{p}.html")]
    {
        let refused = desk.refused("add_to_showcase", &creator(), add(hostile, json!(["q"])));
        assert_eq!(refused, ["S003 /link"]);
    }
    desk.at = "2026-08-01T07:00:00Z".to_owned();
    let refused = desk.refused("add_to_showcase", &creator(), add(&q, json!("all")));
    assert_eq!(refused, ["S002 /link"]);
    let refused = desk.refused("remove_from_showcase", &creator(), json!({"products": ["p"]}));
    assert_eq!(refused, ["S005 /products/0"]);
}

#[test]
fn closing_unsets_rates_in_lists_and_the_entry_is_rated_again() {
    let mut desk = Desk::approved(&["p"]);
    desk.done("create_list", &agency(), json!({"name": "L", "items": items(&["p"], 3000)}));
    let list = link(&desk, &LinkTo::List(1));
    desk.done("add_to_showcase", &creator(), add(&list, json!("all")));
    desk.done("request_closure", &shop(), json!({"products": ["p"]}));
    desk.done("approve_closure", &agency(), json!({"products": ["p"]}));
    desk.done("register_products", &shop(), json!({"products": [{"product": "p", "total_rate_bps": 1000}]}));
    desk.done("approve", &agency(), json!({"products": ["p"]}));
    assert_eq!(desk.refused("add_to_showcase", &creator(), add(&list, json!("all"))), ["S002 /link"]);
    let entry = json!({"list": 1, "items": items(&["p"], 800)});
    assert_eq!(desk.refused("add_to_list", &agency(), entry.clone()), ["L004 /items/0/product"]);
    desk.done("set_list_rates", &agency(), entry);
    let outcome = desk.outcome("add_to_showcase", &creator(), add(&list, json!("all")));
    assert_eq!(outcome["warnings"], json!([]), "the item of before ended with the closing");
    assert_eq!(outcome["events"][0]["items"], items(&["p"], 800));
}

#[test]
fn an_item_keeps_the_last_rate_of_a_removed_entry_even_when_the_product_is_listed_again() {
    let mut desk = Desk::approved(&["p"]);
    desk.done("create_list", &agency(), json!({"name": "L", "items": items(&["p"], 2000)}));
    let list = link(&desk, &LinkTo::List(1));
    desk.done("add_to_showcase", &creator(), add(&list, json!("all")));
    desk.done("remove_from_list", &agency(), json!({"list": 1, "products": ["p"]}));
    desk.done("add_to_list", &agency(), json!({"list": 1, "items": items(&["p"], 500)}));
    let current = json!([{"product": "p", "rate_bps": 1500}]);
    let mut command = add(&list, json!("all"));
    command["current_rates"] = current;
    let outcome = desk.outcome("add_to_showcase", &creator(), command);
    assert_eq!(outcome["warnings"][0]["params"]["current_rate_bps"], json!(2000));
    assert_eq!(outcome["warnings"][0]["path"], json!("/products"));
}

#[test]
fn who_may_not_see_the_campaign_learns_nothing_of_its_registrations() {
    let mut desk = Desk::approved(&["p"]);
    desk.done("unpublish", &agency(), json!({}));
    let offers = json!({"products": [{"product": "p", "total_rate_bps": 0}, {"product": "p", "total_rate_bps": 1000}]});
    assert_eq!(
        desk.refused("register_products", &json!({"seller": "OTHER"}), offers.clone()),
        [
            "R001 /command",
            "R004 /products/0/total_rate_bps",
            "R005 /products/0/total_rate_bps",
            "T005 /products/1/product"
        ]
    );
    desk.done("publish", &agency(), json!({}));
    assert_eq!(
        desk.refused("register_products", &json!({"seller": "OTHER"}), offers),
        [
            "R008 /products/0/product",
            "R004 /products/0/total_rate_bps",
            "R005 /products/0/total_rate_bps",
            "R008 /products/1/product",
            "T005 /products/1/product"
        ]
    );
}
