//! From an order to its parts: the rates of its time, through what brought it, and its creator's manager.

use serde_json::{Value, json};

use crate::campaign::tests::{Desk, agency, creator, shop};
use crate::split::{Paid, adjust, reason_rule};
use crate::value::instant::Instant;
use crate::view::{OrderColumnsIn, OrderColumnsOut, OrderLines};
use crate::{Line, Management, Manager, Organisations, Policy, Profile};

const START: &str = "2026-05-01T12:00:00Z";

/// Product `p` at 30%: 15% through its own link, 5% and then 6% through list 1 (made a day later), of which it was removed
/// after four days; taken up by `creator_1` through the list, by `creator_2` through the link.
fn desk() -> Desk {
    let mut desk = Desk::approved(&["p", "q"]);
    let rate = |bps: u16| json!({"rates": [{"product": "p", "creator_rate_bps": bps}]});
    let item = |bps: u16| json!([{"product": "p", "creator_rate_bps": bps}]);
    let export = json!({"products": ["p"], "base_url": ""});
    desk.done("set_creator_rates", &agency(), rate(1500));
    desk.done("export_links", &agency(), export);
    desk.at = "2026-05-02T12:00:00Z".to_owned();
    desk.done("create_list", &agency(), json!({"name": "L", "items": item(500)}));
    let add = |link: String| json!({"link": link, "products": "all", "terms_accepted": true});
    let (list, link) = (link(&desk, &json!({"list": 1})), link(&desk, &json!({"product": "p"})));
    desk.done("add_to_showcase", &creator(), add(list));
    desk.done("add_to_showcase", &json!({"creator": "creator_2"}), add(link));
    desk.at = "2026-05-03T12:00:00Z".to_owned();
    desk.done("set_list_rates", &agency(), json!({"list": 1, "items": item(600)}));
    desk.at = "2026-05-05T12:00:00Z".to_owned();
    desk.done("remove_from_list", &agency(), json!({"list": 1, "products": ["p"]}));
    desk
}

fn link(desk: &Desk, to: &Value) -> String {
    let mut query = json!({"query": "link_of", "base_url": ""});
    if let (Some(query), Some(to)) = (query.as_object_mut(), to.as_object()) {
        query.extend(to.clone());
    }
    serde_json::from_str(&desk.campaign.query_json(&query.to_string())).unwrap_or_default()
}

/// The answer, or `RULE path` of each violation.
fn asked(desk: &Desk, product: &str, by: &Value, at: &str) -> Value {
    let mut query = json!({"query": "agreed_rates", "product": product, "at": at});
    if let (Some(query), Some(by)) = (query.as_object_mut(), by.as_object()) {
        query.extend(by.clone());
    }
    let answer: Value =
        serde_json::from_str(&desk.campaign.query_json(&query.to_string())).unwrap_or_default();
    let Some(violations) = answer["violations"].as_array() else { return answer };
    violations
        .iter()
        .map(|one| {
            format!(
                "{} {}",
                one["rule"].as_str().unwrap_or_default(),
                one["path"].as_str().unwrap_or_default()
            )
        })
        .collect()
}

fn rates(creator_rate_bps: u16, through: &str, list: Option<u32>) -> Value {
    json!({"total_rate_bps": 3000, "creator_rate_bps": creator_rate_bps, "through": through, "list": list})
}

#[test]
fn what_brought_an_order_decides_its_rates() {
    let desk = desk();
    let (one, two) = (json!({"creator": "creator_1"}), json!({"creator": "creator_2"}));
    let list = json!({"link": link(&desk, &json!({"list": 1}))});
    let own = json!({ "link": link(&desk, &json!({"product": "p"})) });
    let other = json!({ "link": link(&desk, &json!({"product": "q"})) });
    let none = json!({});
    for (by, at, expected) in [
        (&one, "2026-05-02T11:59:59Z", json!(["S005 /product"])),
        (&one, "2026-05-02T12:00:00Z", rates(500, "list", Some(1))),
        (&one, "2026-05-03T12:00:00Z", rates(600, "list", Some(1))),
        (&one, "2026-05-05T11:59:59.999999999Z", rates(600, "list", Some(1))),
        (&one, "2026-05-05T12:00:00Z", rates(600, "kept_rate", Some(1))),
        (&one, "2026-08-01T06:59:59Z", rates(600, "kept_rate", Some(1))),
        (&one, "2026-08-01T07:00:00Z", json!(["S005 /product"])),
        (&two, "2026-05-05T12:00:00Z", rates(1500, "link", None)),
        (&json!({"creator": "creator_3"}), "2026-05-05T12:00:00Z", json!(["S005 /product"])),
        (&own, "2026-05-05T12:00:00Z", rates(1500, "link", None)),
        (&own, "2026-05-01T11:59:59Z", json!(["R011 /product"])),
        (&own, "2026-08-01T07:00:00Z", json!(["S002 /link", "S005 /product"])),
        (&other, "2026-05-05T12:00:00Z", json!(["S003 /link"])),
        (&list, "2026-05-02T11:59:59Z", json!(["S003 /link"])),
        (&list, "2026-05-02T12:00:00Z", rates(500, "list", Some(1))),
        (&list, "2026-05-05T11:59:59Z", rates(600, "list", Some(1))),
        (&list, "2026-05-05T12:00:00Z", json!(["S002 /link", "S005 /product"])),
        (&json!({"link": "elsewhere"}), "2026-05-05T12:00:00Z", json!(["S003 /link"])),
        (&none, "2026-05-05T12:00:00Z", rates(1500, "link", None)),
        (&none, "2026-08-01T07:00:00Z", json!(["S002 /product"])),
    ] {
        assert_eq!(asked(&desk, "p", by, at), expected, "{by} at {at}");
    }
    assert_eq!(asked(&desk, "q", &none, "2026-05-05T12:00:00Z"), json!(["S003 /product"]));
    assert_eq!(asked(&desk, "q", &own, "2026-05-05T12:00:00Z"), json!(["S005 /product"]));
    assert_eq!(asked(&desk, "x", &none, "2026-05-05T12:00:00Z"), json!(["R011 /product"]));
    let both = json!({"creator": "creator_1", "link": "x"});
    assert_eq!(asked(&desk, "p", &both, START)["invalid"][0]["path"], json!("/link"));
}

#[test]
fn rates_end_with_the_product_and_come_back_when_they_are_set_again() {
    let mut desk = desk();
    let product = json!({"products": ["p"]});
    desk.at = "2026-05-10T12:00:00Z".to_owned();
    desk.done("remove_products", &agency(), product.clone());
    let (none, two) = (json!({}), json!({"creator": "creator_2"}));
    assert_eq!(asked(&desk, "p", &none, &desk.at), json!(["S003 /product"]));
    desk.at = "2026-05-11T12:00:00Z".to_owned();
    desk.done("register_products", &shop(), json!({"products": [{"product": "p", "total_rate_bps": 2000}]}));
    desk.done("approve", &agency(), product);
    assert_eq!(asked(&desk, "p", &none, &desk.at), json!(["S002 /product"]));
    desk.at = "2026-05-12T12:00:00Z".to_owned();
    desk.done("set_creator_rates", &agency(), json!({"rates": [{"product": "p", "creator_rate_bps": 700}]}));
    let back = json!({"total_rate_bps": 2000, "creator_rate_bps": 700, "through": "link", "list": null});
    assert_eq!(asked(&desk, "p", &none, &desk.at), back);
    assert_eq!(asked(&desk, "p", &two, &desk.at), json!(["S005 /product"]));
    assert_eq!(asked(&desk, "p", &two, "2026-05-10T11:59:59Z"), rates(1500, "link", None));
}

fn line(order: &str, by: Option<&str>, more: &Value) -> Value {
    let mut line = json!({"order_id": order, "product_id": "p", "campaign_id": "C-1", "creator": by, "currency": "USD",
        "created_at": "2026-05-04T12:00:00Z", "base_minor": 10_000});
    if let (Some(line), Some(more)) = (line.as_object_mut(), more.as_object()) {
        line.extend(more.clone());
    }
    line
}

fn management() -> Value {
    json!([
        {"creator": "creator_1", "agency": "A-2", "share_bps": 2000, "valid_to": "2026-05-05T00:00:00Z"},
        {"creator": "CREATOR_2", "agency": "North Star", "share_bps": 1000},
    ])
}

fn organisations() -> Value {
    json!([{"name": "north star", "organisation": "a-1"}])
}

#[test]
fn orders_are_split_with_the_manager_of_their_time() {
    let desk = desk();
    let orders = json!([
        // 10 000 at 30% and 6%: agency 2 400, creator 600, of which a manager of 20% gets 120
        line("1", Some("creator_1"), &json!({})),
        // 15%: the share of the agency's own creator is waived
        line("2", Some("creator_2"), &json!({})),
        // nobody known: the product's own link
        line("3", None, &json!({})),
        line("4", Some("creator_1"), &json!({"created_at": "2026-05-05T00:00:00Z"})),
        line("5", Some("creator_1"), &json!({"status": "Cancelled"})),
        line("6", Some("creator_1"), &json!({"refunded": true})),
        line("7", Some("creator_3"), &json!({})),
        line("8", Some("creator_1"), &json!({"campaign_id": "C-2"})),
        line("9", Some("creator_1"), &json!({"commission": "shop_ads"})),
        line("10", Some("creator_1"), &json!({"created_at": null})),
        line("11", None, &json!({"product_id": "x"})),
    ]);
    let query = json!({"query": "split_orders", "orders": orders, "management": management(), "organisations": organisations()});
    let answer: Value =
        serde_json::from_str(&desk.campaign.query_json(&query.to_string())).unwrap_or_default();
    let row = |order: &str,
               creator: u16,
               (manager, share, waived): (Option<&str>, u16, bool),
               parts: [i64; 3]| {
        json!({"order_id": order, "total_rate_bps": 3000, "creator_rate_bps": creator, "manager": manager,
            "manager_share_bps": share, "share_waived": waived, "agency_minor": parts[0], "creator_minor": parts[1],
            "manager_minor": parts[2], "reason": null})
    };
    let none = |order: &str, (manager, share): (Option<&str>, u16)| {
        json!({"order_id": order, "total_rate_bps": null, "creator_rate_bps": null, "manager": manager,
            "manager_share_bps": share, "share_waived": false, "agency_minor": null, "creator_minor": null,
            "manager_minor": null, "reason": "F008"})
    };
    let (nobody, other) = ((None, 0, false), (Some("A-2"), 2000, false));
    let expected = json!([
        row("1", 600, other, [2400, 480, 120]),
        row("2", 1500, (Some("North Star"), 1000, true), [1500, 1500, 0]),
        row("3", 1500, nobody, [1500, 1500, 0]),
        row("4", 600, nobody, [2400, 600, 0]),
        row("5", 600, other, [0, 0, 0]),
        row("6", 600, other, [0, 0, 0]),
        none("7", (None, 0)),
        none("8", (Some("A-2"), 2000)),
        none("9", (Some("A-2"), 2000)),
        none("10", (None, 0)),
        none("11", (None, 0)),
    ]);
    assert_eq!(answer, expected);

    // after a refund of 40 of the 100 the law is applied again, and the difference comes back
    let first = &answer[0];
    let minor = |key: &str| first[key].as_i64().unwrap_or_default();
    let paid = Paid {
        agency_minor: minor("agency_minor"),
        creator_minor: minor("creator_minor"),
        manager_minor: minor("manager_minor"),
    };
    let net = Line {
        base_minor: 6000,
        total_rate_bps: 3000,
        creator_rate_bps: 600,
        manager: Manager::OtherAgency,
        manager_share_bps: 2000,
        tax_minor: 0,
    };
    let back = adjust(&net, paid, Policy::default()).unwrap_or_default();
    assert_eq!((back.agency_minor, back.creator_minor, back.manager_minor), (-960, -192, -48));
    let again = json!({"query": "split_orders", "orders": [line("1", Some("creator_1"), &json!({"base_minor": 6000, "refunded_minor": 4000}))], "management": management()});
    let again: Value =
        serde_json::from_str(&desk.campaign.query_json(&again.to_string())).unwrap_or_default();
    assert_eq!(
        [&again[0]["agency_minor"], &again[0]["creator_minor"], &again[0]["manager_minor"]],
        [&json!(1440), &json!(288), &json!(72)]
    );
}

#[test]
fn columns_are_split_as_rows_are() -> Result<(), Box<dyn std::error::Error>> {
    let desk = desk();
    let micros = |text: &str| Instant::parse(text).map(Instant::table_micros);
    let rows = [
        ("C-1", "p", "creator_1", "2026-05-04T12:00:00Z", 10_000, 0),
        ("C-1", "p", "creator_2", "2026-05-04T12:00:00Z", 10_000, 0),
        ("C-1", "p", "", "2026-05-04T12:00:00Z", 9_999, 0),
        ("C-1", "p", "creator_1", "2026-05-05T00:00:00Z", 1, 0),
        ("C-1", "p", "creator_1", "2026-05-04T12:00:00Z", 10_000, 1),
        ("C-2", "p", "creator_1", "2026-05-04T12:00:00Z", 10_000, 0),
        ("C-1", "p", "no id", "2026-05-04T12:00:00Z", 10_000, 0),
        ("C-1", "", "", "2026-05-04T12:00:00Z", 10_000, 0),
        ("C-1", "p", "creator_1", "2026-05-04T12:00:00Z", -1, 0),
    ];
    let orders: Vec<_> = rows[..6].iter().map(|(campaign, product, by, at, base, void)| {
        let by = Some(*by).filter(|by| !by.is_empty());
        line("o", by, &json!({"campaign_id": campaign, "product_id": product, "created_at": at, "base_minor": base, "refunded": *void == 1}))
    }).collect();
    let orders = OrderLines::from_json(&json!(orders).to_string(), &Profile::guide())?;
    let (management, organisations) = (
        Management::from_json(&management().to_string())?,
        Organisations::from_json(&organisations().to_string())?,
    );
    let expected = desk.campaign.split_orders(&orders, &management, &organisations);

    let times: Vec<i64> = rows.iter().map(|row| micros(row.3)).collect::<Result<_, _>>()?;
    let columns = OrderColumnsIn {
        campaign_id: &rows.map(|row| row.0),
        product_id: &rows.map(|row| row.1),
        creator: &rows.map(|row| row.2),
        created_at_micros: &times,
        base_minor: &rows.map(|row| row.4),
        is_void: Some(&rows.map(|row| row.5)),
        tax_minor: None,
    };
    let (mut rates, mut parts, mut flags) = ([[7_u16; 9]; 3], [[7_i64; 9]; 3], [[7_u8; 9]; 2]);
    let ([total, creator, share], [agency, kept, manager], [waived, reason]) =
        (&mut rates, &mut parts, &mut flags);
    let out = OrderColumnsOut {
        total_rate_bps: total,
        creator_rate_bps: creator,
        manager_share_bps: share,
        share_waived: waived,
        agency_minor: agency,
        creator_minor: kept,
        manager_minor: manager,
        reason,
    };
    let totals = desk.campaign.split_order_columns(&columns, &management, &organisations, out)?;
    for (row, one) in expected.iter().enumerate() {
        let told = |column: &[i64; 9]| column.get(row).copied();
        assert_eq!(
            [told(&parts[0]), told(&parts[1]), told(&parts[2])]
                .map(|part| part.filter(|_| one.reason.is_none())),
            [one.agency_minor, one.creator_minor, one.manager_minor]
        );
        let rate = |column: &[u16; 9]| column.get(row).copied();
        assert_eq!(rate(&rates[0]), Some(one.total_rate.map_or(0, crate::Rate::bps)));
        assert_eq!(rate(&rates[1]), Some(one.creator_rate.map_or(0, crate::Rate::bps)));
        assert_eq!(rate(&rates[2]), Some(one.manager_share.bps()));
        assert_eq!(flags[0].get(row).copied(), Some(u8::from(one.share_waived)));
    }
    let codes = flags[1].map(|number| reason_rule(number).map_or("", |rule| rule.code));
    assert_eq!(codes, ["", "", "", "", "", "F008", "F008", "F008", "M003"]);
    assert_eq!((totals.rows, totals.refused), (5, 4));
    assert_eq!(totals.agency_minor, parts[0].iter().map(|part| i128::from(*part)).sum::<i128>());

    let short = OrderColumnsIn { creator: &["x"], ..columns };
    let out = OrderColumnsOut {
        total_rate_bps: &mut [],
        creator_rate_bps: &mut [],
        manager_share_bps: &mut [],
        share_waived: &mut [],
        agency_minor: &mut [],
        creator_minor: &mut [],
        manager_minor: &mut [],
        reason: &mut [],
    };
    let refused = desk.campaign.split_order_columns(&short, &management, &organisations, out);
    assert_eq!(refused.map_err(|error| error.column), Err("creator"));
    Ok(())
}

#[test]
fn what_is_wrong_is_told_by_place_and_nothing_is_split() {
    let desk = desk();
    let mut orders: Vec<_> = (0..10_000).map(|number| line(&number.to_string(), None, &json!({}))).collect();
    if let Some(one) = orders.get_mut(4711) {
        one["base_minor"] = json!(-1);
    }
    let query = json!({"query": "split_orders", "orders": orders});
    let answer: Value =
        serde_json::from_str(&desk.campaign.query_json(&query.to_string())).unwrap_or_default();
    let faults = answer["invalid"].as_array().cloned().unwrap_or_default();
    assert_eq!(faults.iter().map(|one| one["path"].clone()).collect::<Vec<_>>(), ["/orders/4711/base_minor"]);

    let twice = json!({"creator": "a", "agency": "b", "share_bps": 1});
    let query = json!({"query": "split_orders", "orders": [], "management": [twice, twice]});
    let answer: Value =
        serde_json::from_str(&desk.campaign.query_json(&query.to_string())).unwrap_or_default();
    assert_eq!(answer["invalid"][0]["path"], json!("/management/1/valid_from"));
    let bad = line(
        "1",
        None,
        &json!({"commission": "bonus", "file": 1, "line": -1, "paid_agency_minor": "1", "quantity": 1.5}),
    );
    let query = json!({"query": "split_orders", "orders": [bad]});
    let answer: Value =
        serde_json::from_str(&desk.campaign.query_json(&query.to_string())).unwrap_or_default();
    let paths: Vec<_> = answer["invalid"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| one["path"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        paths,
        ["paid_agency_minor", "commission", "file", "line", "quantity"].map(|key| format!("/orders/0/{key}"))
    );
}
