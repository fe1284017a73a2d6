//! What parties see, and what they never see.

mod figures;
mod orders;
mod split_orders;

use serde_json::{Value, json};

use super::{Filter, OrderLines, marketplace};
use crate::campaign::Campaign;
use crate::profile::Profile;
use crate::value::id::ShopCode;
use crate::value::instant::Instant;

const AT: &str = "2026-05-02T12:00:00Z";

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap_or_else(|_| Instant::first())
}

/// A campaign with something on every tab, a creator `NOBODYSEES` and one with a strange name.
fn full(sellers: &Value) -> Campaign {
    let account = json!({
        "agency": "A-1", "name": "Straße ΟΔΟΣ Cafe\u{301} \u{1100}\u{1161}", "market": "US", "categories": ["content_management"],
        "tax": {"form": "w9", "legal_name": "L", "contact": "c", "tax_number": "123456789", "documents": ["d"]},
        "bank": {"status": "linked"}});
    let draft = json!({
        "market": "US", "time_zone": "UTC", "name": "Spring", "description": "d", "sellers": sellers,
        "registration_period": {"first_day": "2026-05-01", "last_day": "2026-05-31"},
        "campaign_period": {"first_day": "2026-05-01", "last_day": "2026-07-31"}, "contact": {"email": "e"}});
    let (agency, shop) = (json!({"agency": "A-1"}), json!({"seller": "SHOP1"}));
    let products = ["pending", "approved", "closing", "rejected", "blocked", "closed", "removed"];
    let offers: Vec<_> = products.map(|product| json!({"product": product, "total_rate_bps": 3000})).to_vec();
    let live = json!(["approved", "closing", "closed", "removed"]);
    let rates: Vec<_> = ["approved", "closing", "closed", "removed"]
        .map(|product| json!({"product": product, "creator_rate_bps": 1234}))
        .to_vec();
    let steps = [
        (&agency, json!({"command": "create_campaign", "id": "C-1", "account": account, "draft": draft})),
        (&agency, json!({"command": "publish"})),
        (&shop, json!({"command": "register_products", "products": offers})),
        (&agency, json!({"command": "approve", "products": live})),
        (
            &agency,
            json!({"command": "reject", "products": ["rejected"], "may_register_again": true, "note": "why"}),
        ),
        (&agency, json!({"command": "reject", "products": ["blocked"], "may_register_again": false})),
        (&agency, json!({"command": "set_creator_rates", "rates": rates})),
        (&agency, json!({"command": "create_list", "name": "L", "items": rates})),
        (&agency, json!({"command": "export_links", "products": live, "base_url": "x"})),
    ];
    let mut campaign = Campaign::new(Profile::guide());
    let mut run = |by: &Value, mut command: Value| {
        command["by"] = by.clone();
        command["at"] = json!(AT);
        let outcome = campaign.execute_json(&command.to_string());
        assert!(outcome.starts_with(r#"{"events":[{"#), "{outcome}");
    };
    for (by, command) in steps {
        run(by, command);
    }
    let list = run_link(&campaign);
    for name in ["NOBODYSEES", "=HYPERLINK()"] {
        let keys = json!({"link": list, "products": "all", "terms_accepted": true, "command": "add_to_showcase",
            "by": {"creator": name}, "at": AT});
        assert!(campaign.execute_json(&keys.to_string()).contains("added_to_showcase"));
    }
    for (by, command, products) in [
        (&shop, "request_closure", json!(["closing", "closed"])),
        (&agency, "approve_closure", json!(["closed"])),
        (&agency, "remove_products", json!(["removed"])),
    ] {
        let command = json!({"command": command, "by": by, "at": AT, "products": products});
        assert!(campaign.execute_json(&command.to_string()).contains("events"));
    }
    campaign
}

fn run_link(campaign: &Campaign) -> String {
    campaign.link_of(&crate::LinkTo::List(1), "https://a.test").unwrap_or_default()
}

fn orders() -> OrderLines {
    let line = |order: &str, product: &str, creator: &str, base: i64| {
        json!({"order_id": order, "sku_id": "+1", "product_id": product, "campaign_id": "C-1", "creator": creator,
            "content_id": "v", "created_at": AT, "currency": "USD", "base_minor": base, "agency_rate_bps": 1766,
            "creator_rate_bps": 1234, "status": "Settled", "quantity": 2})
    };
    let mut cancelled = line("@9", "approved", "NOBODYSEES", 77_777);
    cancelled["status"] = json!("Cancelled");
    let lines = json!([
        line("=1+1", "approved", "NOBODYSEES", 10_001),
        line("=1+1", "approved", "=HYPERLINK()", 20_002),
        line("\u{ff0b}\"2;=3\t", "closed", "NOBODYSEES", 5),
        cancelled,
        line("-3", "of_another_shop", "NOBODYSEES", 99_999),
    ]);
    OrderLines::from_json(&lines.to_string(), &Profile::guide()).unwrap_or_default()
}

#[test]
fn no_view_of_a_seller_says_anything_of_a_creator() -> Result<(), Box<dyn std::error::Error>> {
    let campaign = full(&json!("open"));
    let shop = ShopCode::new("SHOP1")?;
    let view = campaign.seller_view(&shop, at(AT), &orders())?.ok_or("no campaign")?;
    let tabs = serde_json::to_value(&view.tabs)?;
    let on = |tab: &str| -> Vec<String> {
        let products = tabs[tab].as_array().cloned().unwrap_or_default();
        products.iter().map(|one| one["product"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(on("pending"), ["pending"]);
    assert_eq!(on("ongoing"), ["approved", "closing"]);
    assert_eq!(on("rejected"), ["rejected", "blocked"]);
    assert_eq!(on("closed"), ["closed", "removed"]);
    assert_eq!(tabs["rejected"][0]["register_again_open"], json!(true));
    assert_eq!(tabs["rejected"][1]["register_again_open"], json!(false));
    let performance = &tabs["performance"][1];
    assert_eq!((&performance["orders"], &performance["orders_void"]), (&json!(2), &json!(1)));
    // 3000.3 and 6000.6 of the bases at 30%, each line rounded by itself
    let expected = json!([{"currency": "USD", "orders": 2, "quantity": 4, "base_minor": 30_003, "commission_minor": 9001}]);
    assert_eq!(performance["totals"], expected);
    let listed = marketplace([&campaign], &shop, Filter::All, "", at(AT));
    let allowed = campaign.allowed_actions(&crate::Actor::Seller(shop.clone()), at(AT));
    let everything = [
        serde_json::to_string(&view)?,
        serde_json::to_string(&listed)?,
        serde_json::to_string(&allowed)?,
        campaign.seller_orders_csv(&shop, &orders()),
    ];
    // ids of creators, the rate that they get, what single ones of them brought, any key about them
    for secret in
        ["NOBODYSEES", "HYPERLINK", "1234", "1766", "12.34", "10001", "100.01,", "creator\"", "creator_"]
    {
        for shown in &everything {
            let allowed_words = shown
                .replace("add_to_showcase", "")
                .replace("set_creator_rates", "")
                .replace("needed_role\":\"creator\"", "");
            assert!(!allowed_words.contains(secret), "{secret} in {shown}");
        }
    }
    Ok(())
}

#[test]
fn exported_orders_hold_no_formula() -> Result<(), Box<dyn std::error::Error>> {
    let csv = full(&json!("open")).seller_orders_csv(&ShopCode::new("SHOP1")?, &orders());
    let rows: Vec<&str> = csv.trim_end().split("\r\n").collect();
    assert_eq!(rows.len(), 5);
    assert_eq!(
        rows.get(1).copied(),
        Some(r#""'=1+1","'+1","approved","2026-05-02T12:00:00Z","USD","2","100.01","30.00%","30.00""#)
    );
    assert!(rows.get(3).is_some_and(|row| row.starts_with("\"'\u{ff0b}\"\"2;=3 \",")));
    assert!(
        rows.get(4)
            .is_some_and(|row| row.starts_with("\"'@9\"") && row.ends_with("\"0.00\",\"30.00%\",\"0.00\""))
    );
    for cell in rows.iter().skip(1).flat_map(|row| row.trim_matches('"').split("\",\"")) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '|', '\t']), "{cell}");
    }
    Ok(())
}

#[test]
fn the_agency_sees_every_tab_with_history_and_creators() -> Result<(), Box<dyn std::error::Error>> {
    let view = full(&json!("open")).agency_view(at(AT), None, None).ok_or("no campaign")?;
    let view = serde_json::to_value(view)?;
    let closed = &view["tabs"]["closed"];
    assert_eq!(
        (&closed[0]["closed_because"], &closed[1]["closed_because"]),
        (&json!("agreed"), &json!("removed"))
    );
    let creators = closed[0]["creators"].as_array().cloned().unwrap_or_default();
    assert_eq!(creators.len(), 2);
    assert!(creators.iter().all(|one| one["live"] == json!(false)
        && one["ended_at"] == json!(AT)
        && one["creator_rate_bps"] == json!(1234)));
    let steps: Vec<_> =
        closed[0]["history"].as_array().into_iter().flatten().map(|step| step["step"].clone()).collect();
    assert_eq!(steps, ["registered", "approved", "closure_requested", "closure_approved"]);
    assert_eq!(view["tabs"]["pending_closed"][0]["creators"][0]["live"], json!(true));
    let entries = view["lists"][0]["products"].as_array().cloned().unwrap_or_default();
    let available: Vec<_> = entries.iter().map(|one| one["available"] == json!(true)).collect();
    assert_eq!(available, [true, true, false, false]);
    Ok(())
}

#[test]
fn a_creator_sees_the_creator_rate_alone() -> Result<(), Box<dyn std::error::Error>> {
    let campaign = full(&json!("open"));
    let link = serde_json::to_value(campaign.resolve_link(&run_link(&campaign), at(AT), true)?)?;
    assert_eq!(link["products"][0], json!({"product": "approved", "creator_rate_bps": 1234}));
    assert_eq!(link["unavailable"], json!(["closed", "removed"]));
    let creator = crate::CreatorId::new("NOBODYSEES")?;
    let view = campaign.creator_view(&creator, at(AT), &orders()).ok_or("no campaign")?;
    assert_eq!((view.showcase.len(), view.orders.len(), view.orders_void.len()), (2, 3, 1));
    assert!(view.orders.iter().all(|order| order.agency_led));
    for shown in [serde_json::to_string(&view)?, link.to_string()] {
        assert!(!shown.contains("3000") && !shown.contains("total") && !shown.contains("1766"), "{shown}");
    }
    assert_eq!(view.orders.first().and_then(|order| order.creator_commission_minor), Some(1234));
    Ok(())
}

#[test]
fn the_marketplace_finds_by_name_whatever_the_case() -> Result<(), Box<dyn std::error::Error>> {
    let (open, targeted) = (full(&json!("open")), full(&json!({"shop_codes": ["SHOP1"]})));
    let both = [&open, &targeted];
    let found = |shop: &str, filter, query: &str, when: &str| -> Result<usize, crate::IdError> {
        Ok(marketplace(both, &ShopCode::new(shop)?, filter, query, at(when)).len())
    };
    assert_eq!(found("SHOP1", Filter::All, "", AT)?, 2);
    assert_eq!(found("SHOP1", Filter::Targeted, "", AT)?, 1);
    assert_eq!(found("OTHER", Filter::All, " ", AT)?, 1);
    assert_eq!(found("OTHER", Filter::Targeted, "", AT)?, 0);
    assert_eq!(found("OTHER", Filter::Mine, "", AT)?, 0);
    for query in
        ["sPRING", "STRASSE", "straße", "STRAẞE", "οδος", "ΟΔΟσ", "caf\u{e9}", "CAFE\u{301}", "\u{ac00}"]
    {
        assert_eq!(found("SHOP1", Filter::All, query, AT)?, 2, "{query}");
    }
    for query in ["autumn", "cafe", "\u{1100}"] {
        assert_eq!(found("SHOP1", Filter::All, query, AT)?, 0, "{query}");
    }
    let over = "2026-08-01T00:00:00Z";
    assert_eq!((found("SHOP1", Filter::All, "", over)?, found("SHOP1", Filter::Mine, "", over)?), (0, 2));
    Ok(())
}

/// A campaign in which a product passed from one shop to another on the second day of each month.
fn passed_on() -> Campaign {
    let mut campaign = full(&json!({"shop_codes": ["SHOP1", "SHOP2"]}));
    let step = |campaign: &mut Campaign, at: &str, by: Value, mut keys: Value| {
        keys["by"] = by;
        keys["at"] = json!(at);
        assert!(campaign.execute_json(&keys.to_string()).starts_with(r#"{"events":[{"#), "{keys}");
    };
    let (agency, second) = (json!({"agency": "A-1"}), json!({"seller": "SHOP2"}));
    let offers = json!([{"product": "rejected", "total_rate_bps": 2000}, {"product": "closed", "total_rate_bps": 1000}]);
    step(
        &mut campaign,
        "2026-05-10T00:00:00Z",
        second,
        json!({"command": "register_products", "products": offers}),
    );
    let both = json!(["closed", "rejected"]);
    step(&mut campaign, "2026-05-11T00:00:00Z", agency, json!({"command": "approve", "products": both}));
    campaign
}

#[test]
fn each_shop_sees_its_own_registrations_and_the_orders_of_their_time()
-> Result<(), Box<dyn std::error::Error>> {
    let campaign = passed_on();
    let now = at("2026-05-20T00:00:00Z");
    let line = |order: &str, product: &str, when: &str| {
        json!({"order_id": order, "product_id": product, "campaign_id": "C-1", "created_at": when, "currency": "USD",
            "base_minor": 10_000, "quantity": 1})
    };
    let mut timeless = line("timeless", "closed", AT);
    timeless["created_at"] = Value::Null;
    let lines = json!([
        line("first", "closed", "2026-05-02T11:59:59Z"), // before anybody registered it
        line("between", "closed", "2026-05-09T00:00:00Z"),
        line("pending", "closed", "2026-05-10T00:00:00Z"),
        line("second", "closed", "2026-05-12T00:00:00Z"),
        line("rejected", "rejected", "2026-05-05T00:00:00Z"),
        timeless, // nobody knows whose
    ]);
    let orders = OrderLines::from_json(&lines.to_string(), &Profile::guide())?;
    let seen = |shop: &str| -> Result<(Value, Vec<String>), Box<dyn std::error::Error>> {
        let code = ShopCode::new(shop)?;
        let view = json!(campaign.seller_view(&code, now, &orders)?.ok_or("no campaign")?);
        let rows = campaign.seller_orders_csv(&code, &orders);
        let row = |row: &str| {
            let cells: Vec<_> = row.split("\",\"").map(|cell| cell.trim_matches('"')).collect();
            [0, 7, 8].map(|cell| cells.get(cell).copied().unwrap_or_default()).join(" ")
        };
        Ok((view["tabs"].clone(), rows.lines().skip(1).map(row).collect()))
    };
    let products = |tab: &Value| -> Vec<Value> {
        tab.as_array().into_iter().flatten().map(|one| one["product"].clone()).collect()
    };
    let (tabs, rows) = seen("SHOP1")?;
    assert_eq!(rows, ["first  ", "between  ", "rejected  "]);
    assert_eq!(
        (products(&tabs["rejected"]), products(&tabs["closed"])),
        (vec![json!("rejected"), json!("blocked")], vec![json!("closed"), json!("removed")])
    );
    assert_eq!(tabs["rejected"][0]["register_again_open"], json!(false), "it is another shop's now");
    assert_eq!(tabs["closed"][0]["total_rate_bps"], json!(3000));
    let (tabs, rows) = seen("SHOP2")?;
    assert_eq!(rows, ["pending  ", "second 10.00% 10.00"]);
    assert_eq!(
        products(&tabs["ongoing"]),
        ["rejected", "closed"],
        "in the order in which it first registered them"
    );
    assert_eq!(tabs["ongoing"][1]["registered_at"], json!("2026-05-10T00:00:00Z"));
    assert_eq!(tabs["performance"][1]["totals"][0]["commission_minor"], json!(1000));
    // who may not see the campaign is told so, and nothing else
    let told =
        campaign.query_json(r#"{"query": "seller_view", "shop": "SHOP9", "at": "2026-05-20T00:00:00Z"}"#);
    let told: Value = serde_json::from_str(&told)?;
    assert_eq!(
        (&told["violations"][0]["rule"], &told["violations"][0]["path"]),
        (&json!("R003"), &json!("/shop"))
    );
    assert_eq!(campaign.seller_orders_csv(&ShopCode::new("SHOP9")?, &orders).lines().count(), 1);
    let mut hidden = campaign.clone();
    let unpublish = json!({"command": "unpublish", "by": {"agency": "A-1"}, "at": "2026-05-20T00:00:00Z"});
    assert!(hidden.execute_json(&unpublish.to_string()).contains("campaign_unpublished"));
    let told = hidden.seller_view(&ShopCode::new("SHOP9")?, now, &orders).map_err(|told| told.to_json());
    let told: Value = serde_json::from_str(&told.err().unwrap_or_default())?;
    let told: Vec<_> =
        told["violations"].as_array().into_iter().flatten().map(|one| (&one["rule"], &one["path"])).collect();
    assert_eq!(told, [(&json!("R001"), &json!("/query")), (&json!("R003"), &json!("/shop"))]);
    assert!(hidden.seller_view(&ShopCode::new("SHOP2")?, now, &orders)?.is_some());
    Ok(())
}

#[test]
fn a_list_is_shown_once_the_terms_are_agreed_to() -> Result<(), Box<dyn std::error::Error>> {
    let campaign = full(&json!("open"));
    let ask = |link: &str, terms: Value| -> Value {
        let mut query = json!({"query": "resolve_link", "link": link, "at": AT});
        if !terms.is_null() {
            query["terms_accepted"] = terms;
        }
        serde_json::from_str(&campaign.query_json(&query.to_string())).unwrap_or_default()
    };
    let list = run_link(&campaign);
    for terms in [Value::Null, json!(false)] {
        assert_eq!(ask(&list, terms), json!({"needs_terms": true}));
    }
    assert_eq!(ask(&format!("  {list}/?from=chat#x\n"), json!(true))["list_name"], json!("L"));
    let product = crate::campaign::LinkTo::Product(crate::value::id::ProductId::new("approved")?);
    let product = campaign.link_of(&product, "https://a.test")?;
    assert_eq!(ask(&product, Value::Null)["products"][0]["creator_rate_bps"], json!(1234));
    for terms in [Value::Null, json!(true)] {
        assert_eq!(ask("https://a.test/none", terms)["violations"][0]["rule"], json!("S003"));
    }
    assert_eq!(ask(&list, json!(1))["invalid"][0]["path"], json!("/terms_accepted"));
    Ok(())
}
