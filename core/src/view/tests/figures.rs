//! What orders add up to, for the agency by registration and creator, for the seller by product; and pages of a tab.

use serde_json::{Value, json};

use crate::campaign::tests::{Desk, agency, creator, shop};

/// `p` (30%) through its link at 15%, taken up by `creator_1`, who comes back after it was closed and registered again at 20%
/// and 10%, and by `creator_2`; `q` pending; all of SHOP1.
fn desk() -> Desk {
    let mut desk = Desk::approved(&["p"]);
    let rate = |bps: u16| json!({"rates": [{"product": "p", "creator_rate_bps": bps}]});
    let product = json!({"products": ["p"]});
    desk.done("register_products", &shop(), json!({"products": [{"product": "q", "total_rate_bps": 1000}]}));
    desk.done("set_creator_rates", &agency(), rate(1500));
    desk.done("export_links", &agency(), json!({"products": ["p"], "base_url": ""}));
    let link: String = serde_json::from_str(
        &desk.campaign.query_json(r#"{"query": "link_of", "product": "p", "base_url": ""}"#),
    )
    .unwrap_or_default();
    let add = json!({"link": link, "products": "all", "terms_accepted": true});
    desk.done("add_to_showcase", &creator(), add.clone());
    desk.done("add_to_showcase", &json!({"creator": "creator_2"}), add.clone());
    desk.at = "2026-05-10T00:00:00Z".to_owned();
    desk.done("request_closure", &shop(), product.clone());
    desk.done("approve_closure", &agency(), product.clone());
    desk.at = "2026-05-11T00:00:00Z".to_owned();
    desk.done("register_products", &shop(), json!({"products": [{"product": "p", "total_rate_bps": 2000}]}));
    desk.done("approve", &agency(), product);
    desk.done("set_creator_rates", &agency(), rate(1000));
    desk.done("add_to_showcase", &creator(), add);
    desk
}

fn line(by: Option<&str>, at: &str, more: &Value) -> Value {
    let mut line = json!({"order_id": "o", "product_id": "p", "campaign_id": "C-1", "creator": by, "currency": "USD",
        "created_at": at, "base_minor": 10_000});
    if let (Some(line), Some(more)) = (line.as_object_mut(), more.as_object()) {
        line.extend(more.clone());
    }
    line
}

const FIRST: &str = "2026-05-05T00:00:00Z";
const SECOND: &str = "2026-05-12T00:00:00Z";

fn orders() -> Value {
    json!([
        line(Some("creator_1"), FIRST, &json!({"quantity": 2})), // 30% and 15%
        line(Some("creator_1"), SECOND, &json!({})),             // 20% and 10%
        line(Some("creator_2"), FIRST, &json!({"base_minor": 5_000, "quantity": 1})),
        line(Some("creator_2"), SECOND, &json!({})), // its item ended: the seller pays 20%, no creator rate held
        line(Some("creator_3"), FIRST, &json!({"currency": "IDR"})), // took nothing up
        line(None, FIRST, &json!({"base_minor": 1_000})), // the product's own link
        line(Some("creator_1"), FIRST, &json!({"status": "Cancelled", "quantity": 9})),
        line(Some("creator_1"), SECOND, &json!({"refunded": true})),
        line(Some("creator_1"), "2026-05-10T12:00:00Z", &json!({})), // closed: nothing held
        line(Some("creator_1"), FIRST, &json!({"campaign_id": "C-2"})),
        line(Some("creator_1"), FIRST, &json!({"product_id": "q"})), // never approved
    ])
}

fn ask(desk: &Desk, query: &Value) -> Value {
    serde_json::from_str(&desk.campaign.query_json(&query.to_string())).unwrap_or_default()
}

fn total(currency: &str, orders: u64, quantity: Option<u64>, amounts: [Option<i64>; 4]) -> Value {
    let [base, commission, agency, creator] = amounts;
    json!({"currency": currency, "orders": orders, "quantity": quantity, "base_minor": base, "commission_minor": commission,
        "agency_minor": agency, "creator_commission_minor": creator})
}

#[test]
fn the_agency_sees_what_each_registration_and_creator_brought() {
    let desk = desk();
    let view = ask(&desk, &json!({"query": "agency_view", "at": SECOND, "orders": orders()}));
    let product = &view["tabs"]["approved"][0];
    assert_eq!((&product["orders"], &product["orders_void"]), (&json!(7), &json!(2)));
    // base 10 000 + 10 000 + 5 000 + 10 000 + 1 000 + 10 000 (closed)
    // commission 3 000 + 2 000 + 1 500 + 2 000 + 300; agency 1 500 + 1 000 + 750 + 150; creators the same
    let usd = total("USD", 6, Some(3), [Some(46_000), Some(8_800), Some(3_400), Some(3_400)]);
    // the seller's 30% held, and no creator rate
    let idr = total("IDR", 1, None, [Some(10_000), Some(3_000), None, None]);
    assert_eq!(product["totals"], json!([idr, usd]));

    let creators = product["creators"].as_array().cloned().unwrap_or_default();
    let told: Vec<_> = creators
        .iter()
        .map(|one| json!([one["creator"], one["orders"], one["orders_void"], one["totals"]]))
        .collect();
    let expected = json!([
        // the closed order is with the adoption that was last at its time
        [
            "creator_1",
            2,
            1,
            [total("USD", 2, Some(2), [Some(20_000), Some(3_000), Some(1_500), Some(1_500)])]
        ],
        ["creator_2", 2, 0, [total("USD", 2, Some(1), [Some(15_000), Some(3_500), Some(750), Some(750)])]],
        ["creator_1", 1, 1, [total("USD", 1, None, [Some(10_000), Some(2_000), Some(1_000), Some(1_000)])]],
    ]);
    assert_eq!(json!(told), expected);
    let pending = &view["tabs"]["pending"][0];
    assert_eq!(
        (&pending["orders"], &pending["totals"]),
        (&json!(1), &json!([total("USD", 1, None, [Some(10_000), None, None, None])]))
    );

    // the agency's part and the creators' are those of the split, line by line
    let split = ask(&desk, &json!({"query": "split_orders", "orders": orders()}));
    let parts =
        |key: &str| split.as_array().into_iter().flatten().filter_map(|row| row[key].as_i64()).sum::<i64>();
    assert_eq!((parts("agency_minor"), parts("creator_minor")), (3_400, 3_400));

    let without = ask(&desk, &json!({"query": "agency_view", "at": SECOND}));
    assert_eq!(without["tabs"]["approved"][0].get("orders"), None);
    let none = ask(&desk, &json!({"query": "agency_view", "at": SECOND, "orders": []}));
    assert_eq!(
        (&none["tabs"]["approved"][0]["orders"], &none["tabs"]["approved"][0]["totals"]),
        (&json!(0), &json!([]))
    );
}

#[test]
fn the_seller_sees_the_same_without_either_partys_part() {
    let desk = desk();
    let view =
        ask(&desk, &json!({"query": "seller_view", "shop": "SHOP1", "at": SECOND, "orders": orders()}));
    let expected = json!({"product": "p", "total_rate_bps": 2000, "orders": 7, "orders_void": 2, "totals": [
        {"currency": "IDR", "orders": 1, "quantity": null, "base_minor": 10_000, "commission_minor": 3_000},
        {"currency": "USD", "orders": 6, "quantity": 3, "base_minor": 46_000, "commission_minor": 8_800},
    ]});
    assert_eq!(view["tabs"]["performance"][0], expected);
    assert_eq!(view["tabs"]["performance"][1]["totals"][0]["commission_minor"], Value::Null);
}

#[test]
fn a_creators_void_orders_stand_by_themselves() {
    let desk = desk();
    let view = ask(
        &desk,
        &json!({"query": "creator_view", "creator": "creator_1", "at": SECOND, "orders": orders()}),
    );
    let told = |rows: &Value| -> Value {
        rows.as_array()
            .into_iter()
            .flatten()
            .map(|row| {
                json!([
                    row["created_at"],
                    row["base_minor"],
                    row["creator_rate_bps"],
                    row["creator_commission_minor"],
                    row["agency_led"]
                ])
            })
            .collect()
    };
    assert_eq!(
        told(&view["orders"]),
        json!([
            [FIRST, 10_000, 1500, 1_500, true],
            [SECOND, 10_000, 1000, 1_000, true],
            ["2026-05-10T12:00:00Z", 10_000, null, null, true],
            [FIRST, 10_000, null, null, false],
            [FIRST, 10_000, null, null, true],
        ])
    );
    assert_eq!(told(&view["orders_void"]), json!([[FIRST, 0, 1500, 0, true], [SECOND, 0, 1000, 0, true]]));
}

#[test]
fn a_page_is_a_part_of_its_tab() {
    let mut desk = Desk::approved(&["a0", "a1", "a2", "a3", "a4"]);
    desk.done("register_products", &shop(), json!({"products": [{"product": "q", "total_rate_bps": 1000}]}));
    desk.done("set_creator_rates", &agency(), json!({"rates": [{"product": "a3", "creator_rate_bps": 1}]}));
    desk.done(
        "create_list",
        &agency(),
        json!({"name": "L", "items": [{"product": "a3", "creator_rate_bps": 1}]}),
    );
    let whole = ask(&desk, &json!({"query": "agency_view", "at": desk.at, "orders": orders()}));
    let page = |keys: Value| {
        let mut query = json!({"query": "agency_view", "at": desk.at, "orders": orders()});
        if let (Some(query), Some(keys)) = (query.as_object_mut(), keys.as_object()) {
            query.extend(keys.clone());
        }
        ask(&desk, &query)
    };
    let all = whole["tabs"]["approved"].as_array().cloned().unwrap_or_default();
    assert_eq!(all.len(), 5);
    for (keys, range) in [
        (json!({}), 0..5),
        (json!({"first": 0, "count": 2}), 0..2),
        (json!({"first": 2, "count": 2}), 2..4),
        (json!({"first": 4, "count": 2}), 4..5),
        (json!({"first": 3}), 3..5),
        (json!({"count": 0}), 0..0),
        (json!({"first": 5}), 5..5),
        (json!({"first": u64::MAX, "count": u64::MAX}), 5..5),
        (json!({"first": null, "count": null}), 0..5),
    ] {
        let mut asked = keys.clone();
        asked["tab"] = json!("approved");
        let view = page(asked);
        assert_eq!(view["tabs"], json!({"approved": all.get(range)}), "{keys}");
        assert_eq!((view.get("lists"), &view["campaign"]), (None, &whole["campaign"]));
    }
    assert_eq!(page(json!({"tab": "closed"}))["tabs"], json!({"closed": []}));
    for (keys, paths) in [
        (json!({"tab": "ongoing"}), &["/tab"][..]),
        (json!({"tab": "approved", "first": -1, "count": -1}), &["/count", "/first"]),
        (json!({"tab": "approved", "first": 1.5}), &["/first"]),
        (json!({"tab": "approved", "count": "2"}), &["/count"]),
        (json!({"first": 1}), &["/first"]),
        (json!({"count": 1}), &["/count"]),
        (json!({"tab": 1}), &["/tab"]),
    ] {
        let faults = page(keys.clone())["invalid"].as_array().cloned().unwrap_or_default();
        let told: Vec<_> = faults.iter().filter_map(|one| one["path"].as_str().map(str::to_owned)).collect();
        assert_eq!(told, paths, "{keys}");
    }
}

#[test]
fn campaigns_of_an_agency_and_orders_of_a_creator() -> Result<(), Box<dyn std::error::Error>> {
    let one = desk();
    let mut other = Desk::empty("2026-04-20T12:00:00Z");
    let mut account = crate::campaign::tests::account();
    account["name"] = json!("Straße");
    other.done(
        "create_campaign",
        &agency(),
        json!({"id": "C-2", "account": account, "draft": crate::campaign::tests::draft()}),
    );
    let empty = Desk::empty("2026-04-20T12:00:00Z");
    let all = [&one.campaign, &other.campaign, &empty.campaign];
    let ids = |query: Value| -> Result<Value, Box<dyn std::error::Error>> {
        let answer: Value = serde_json::from_str(&crate::campaigns_of_json(&all, &query.to_string())?)?;
        Ok(answer.as_array().into_iter().flatten().map(|row| row["id"].clone()).collect())
    };
    for (query, found) in [
        (json!({"agency": "A-1", "at": SECOND}), json!(["C-1", "C-2"])),
        (json!({"agency": "A-1", "at": SECOND, "phase": "ongoing"}), json!(["C-1"])),
        (json!({"agency": "A-1", "at": SECOND, "phase": "ready"}), json!(["C-2"])),
        (json!({"agency": "A-1", "at": "2026-09-01T00:00:00Z", "phase": "closed"}), json!(["C-1", "C-2"])),
        (json!({"agency": "A-1", "at": SECOND, "query": " STRASSE "}), json!(["C-2"])),
        (json!({"agency": "A-1", "at": SECOND, "query": "spring", "phase": null}), json!(["C-1", "C-2"])),
        (json!({"agency": "A-2", "at": SECOND}), json!([])),
    ] {
        assert_eq!(ids(query.clone())?, found, "{query}");
    }
    let refused =
        crate::campaigns_of_json(&all, &json!({"agency": "A-1", "at": SECOND, "phase": "over"}).to_string());
    assert!(refused.is_err_and(|invalid| invalid.as_slice()[0].path() == "/phase"));

    let mut lines = orders();
    lines[0]["campaign_id"] = json!("C-3"); // nobody's
    let query = json!({"creator": "creator_1", "orders": lines, "at": SECOND}).to_string();
    let found: Value = serde_json::from_str(&crate::creator_orders_json(&all, &query)?)?;
    let told: Value = found["orders"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| json!([row["campaign_id"], row["agency_led"], row["creator_commission_minor"]]))
        .collect();
    assert_eq!(
        told,
        json!([
            ["C-3", false, null],
            ["C-1", true, 1_000],
            ["C-1", true, null],
            ["C-2", true, null],
            ["C-1", true, null]
        ])
    );
    assert_eq!(found["orders_void"].as_array().map(Vec::len), Some(2));

    let mut lines: Vec<_> = (0..10_000).map(|_| line(Some("creator_1"), FIRST, &json!({}))).collect();
    lines[9_999]["campaign_id"] = json!(null);
    if let Some(line) = lines[4_711].as_object_mut() {
        line.remove("campaign_id");
    }
    let query = json!({"creator": "creator_1", "orders": lines, "at": SECOND}).to_string();
    let refused = crate::creator_orders_json(&all, &query).err().ok_or("accepted")?;
    let paths: Vec<_> = refused.as_slice().iter().map(|one| one.path().to_owned()).collect();
    assert_eq!(paths, ["/orders/4711/campaign_id", "/orders/9999/campaign_id"]);
    Ok(())
}
