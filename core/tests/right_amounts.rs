//! Lines whose amounts are right: they are added up, and terms are still asked for.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use partner_campaigns::{
    Kind, OrderRow, Policy, Profile, RemainderHolder, Report, Rounding, TableTime, TermsRow, Verification,
    Want, Wanted,
};

const TERMS: TermsRow<'static> = TermsRow {
    line: 2,
    campaign_id: Some("C"),
    product_id: Some("P"),
    creator: None,
    valid_from: None,
    valid_to: None,
    total_rate_bps: Some(3000),
    creator_rate_bps: Some(1500),
    shop_ads_total_rate_bps: None,
    shop_ads_creator_rate_bps: None,
};

/// A settled line with a base of 1.10, whose parts at 15% each are 0.165: of 0.33 together.
fn line(order_id: &'static str, agency: i64, creator: i64) -> OrderRow<'static> {
    OrderRow {
        line: order_id.parse().unwrap(),
        order_id: Some(order_id),
        sku_id: Some("7"),
        product_id: Some("P"),
        campaign_id: Some("C"),
        created_at: Some(TableTime::Instant(0)),
        currency: Some("USD"),
        base_minor: Some(110),
        agency_rate_bps: Some(1500),
        creator_rate_bps: Some(1500),
        status: Some("Settled"),
        paid_agency_minor: Some(agency),
        paid_creator_commission_minor: Some(creator),
        ..OrderRow::default()
    }
}

fn verified(lines: &[OrderRow<'_>], wanted: Wanted) -> Report {
    let mut verification = Verification::new(Profile::guide(), None, None).unwrap();
    let terms = verification.add_file("terms", None, Kind::Terms, []).unwrap();
    verification.push_term(terms, &TERMS).unwrap();
    let orders = verification.add_file("orders", None, Kind::Orders, []).unwrap();
    for line in lines {
        verification.push_order(orders, line).unwrap();
    }
    verification.finish(wanted).unwrap()
}

/// Line, code, and what was expected and reported, of each finding.
fn found(report: &Report) -> Vec<(u64, &'static str, Option<i128>, Option<i128>)> {
    (0..report.len())
        .filter_map(|at| report.finding(at))
        .map(|one| (one.line, one.code, one.expected_minor, one.reported_minor))
        .collect()
}

#[test]
fn right_amounts_without_terms_or_at_other_rates_are_found() {
    let right = line("1", 17, 16);
    let without = OrderRow { product_id: Some("other"), ..line("2", 17, 16) };
    let at_other_rates = OrderRow { agency_rate_bps: Some(1000), ..line("3", 12, 16) };
    let report = verified(&[right, without, at_other_rates], Wanted::default());
    assert_eq!(found(&report), [(2, "F008", None, None), (3, "F012", Some(33), Some(28))]);
    let totals = &report.summary().totals;
    let sums: Vec<_> = totals.iter().map(|one| (one.expected_minor, one.reported_minor)).collect();
    assert_eq!(sums, [(29, 29), (32, 32)], "the line without terms is not in them");
}

#[test]
fn what_the_policy_in_force_is_worth_is_told_of_right_lines_too() {
    let up = Wanted { rounding: Want::Named(Rounding::Up), ..Wanted::default() };
    let right_by_both = OrderRow { base_minor: Some(100), ..line("2", 15, 15) };
    let report = verified(&[line("1", 16, 17), right_by_both], up);
    assert_eq!(found(&report), []);
    let own = Policy::default();
    assert_eq!((own.rounding, own.remainder), (Rounding::HalfEven, RemainderHolder::Agency));
    let worth: Vec<_> = report.worth().iter().map(|one| (one.in_force_minor, one.own_minor)).collect();
    assert_eq!(worth, [(16 + 15, 17 + 15), (17 + 15, 16 + 15)]);
}

#[test]
fn lines_that_are_all_right_are_in_the_totals() {
    let report = verified(&[line("1", 17, 16), line("2", 17, 16)], Wanted::default());
    let totals = report.summary().totals.iter();
    let sums: Vec<_> =
        totals.map(|one| (one.expected_minor, one.reported_minor, one.difference_minor)).collect();
    assert_eq!((found(&report), sums), (vec![], vec![(34, 34, 0), (32, 32, 0)]));
}

#[test]
fn what_is_found_is_found_on_its_line_among_many() {
    let ids: Vec<String> = (0..5_000).map(|id: u64| id.to_string()).collect();
    let wrong = [1, 1_000, 1_023, 1_024, 1_025, 2_047, 2_048, 3_500, 4_999];
    let lines = (0..).zip(&ids).map(|(number, id)| OrderRow {
        line: number,
        order_id: Some(id),
        paid_agency_minor: Some(if wrong.contains(&number) { 18 } else { 17 }),
        ..line("0", 17, 16)
    });
    let report = verified(&lines.collect::<Vec<_>>(), Wanted::default());
    assert_eq!(found(&report), wrong.map(|number| (number, "F001", Some(17), Some(18))));
    for (at, number) in wrong.into_iter().enumerate() {
        assert_eq!(report.finding(at).unwrap().order_id, Some(&*number.to_string()));
    }
}

#[test]
fn what_was_paid_on_the_base_before_refunds_is_told_apart() {
    let before_refunds = OrderRow { refunded_minor: Some(110), ..line("1", 33, 33) };
    let other = OrderRow { refunded_minor: Some(220), ..line("2", 33, 33) };
    let report = verified(&[before_refunds, other], Wanted::default());
    let paid_on = |line, code| [(line, code, Some(17), Some(33)), (line, code, Some(16), Some(33))];
    assert_eq!(found(&report), [paid_on(1, "F009"), paid_on(2, "F001")].concat());
}

#[test]
fn a_base_beyond_all_amounts_is_not_taken_as_none() {
    let report = verified(&[OrderRow { base_minor: Some(i64::MIN), ..line("1", 17, 16) }], Wanted::default());
    assert_eq!(found(&report), [(1, "F011", None, None)]);
    let reason = report.finding(0).unwrap().message;
    assert!(reason.contains("the base is out of range where amounts are given"), "{reason}");
}

#[test]
fn rows_are_counted_as_what_they_are() {
    let lines = [
        line("1", 17, 16),
        OrderRow { status: Some("Pending"), ..line("2", 17, 16) },
        OrderRow { status: Some("Pending"), ..line("3", 17, 16) },
        OrderRow { status: Some("Ineligible"), ..line("4", 0, 0) },
        OrderRow { status: Some("Ineligible"), ..line("5", 0, 0) },
        OrderRow { status: Some("Ineligible"), ..line("6", 0, 0) },
        OrderRow { status: Some("Deducted"), ..line("7", -17, -16) },
        OrderRow { campaign_id: Some("other"), ..line("8", 17, 16) },
        OrderRow { line: 9, ..line("1", 17, 16) },
        OrderRow { sku_id: None, ..line("10", 17, 16) },
    ];
    let report = verified(&lines, Wanted::default());
    let summary = report.summary();
    assert_eq!((summary.rows_read, summary.rows_verified), (10, 6));
    let as_what = [summary.rows_settled, summary.rows_estimated, summary.rows_void];
    assert_eq!(as_what, [1, 2, 3]);
    let others = [summary.rows_adjustments, summary.rows_out_of_scope, summary.rows_repeated];
    assert_eq!(others, [1, 1, 1]);
    assert_eq!((summary.rows_overlapping, summary.rows_unreadable), (0, 1));
}
