//! The same line in several files: what is found does not depend on the order in which they are given.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use partner_campaigns::{
    Kind, OrderField as O, Profile, Report, Summary, TermsField as T, TextBatch, Verification, Wanted,
};
use proptest::prelude::*;

/// A row of the one order: status, refund marker, settled base, agency and creator amounts, payment.
type Row = [&'static str; 6];

fn report(files: &[&[Row]]) -> Report {
    let mut verification = Verification::new(Profile::guide(), Some("USD"), None).unwrap();
    let terms = verification.add_file("terms", None, Kind::Terms, []).unwrap();
    let columns = vec![
        (T::CampaignId, vec!["C1"]),
        (T::ProductId, vec!["P1"]),
        (T::AgencyRate, vec!["15%"]),
        (T::CreatorRate, vec!["15%"]),
    ];
    verification.push_terms(terms, &TextBatch { lines: vec![2], columns, ..TextBatch::default() }).unwrap();
    for (number, rows) in files.iter().enumerate() {
        let file = verification.add_file(&format!("{}", number + 1), None, Kind::Orders, []).unwrap();
        let all = |text| vec![text; rows.len()];
        let each = |at: usize| rows.iter().map(|row| row[at]).collect();
        let columns = vec![
            (O::OrderId, all("1")),
            (O::SkuId, all("2")),
            (O::ProductId, all("P1")),
            (O::CampaignId, all("C1")),
            (O::CreatedAt, all("16/07/2026 10:00:00")),
            (O::AgencyRate, all("15%")),
            (O::CreatorRate, all("15%")),
            (O::EstBase, all("100.00")),
            (O::EstAgency, all("15.00")),
            (O::EstCreator, all("15.00")),
            (O::Status, each(0)),
            (O::Refunded, each(1)),
            (O::Base, each(2)),
            (O::Agency, each(3)),
            (O::CreatorCommission, each(4)),
            (O::PaymentId, each(5)),
        ];
        let lines = (2..).take(rows.len()).collect();
        verification.push_orders(file, &TextBatch { lines, columns, ..TextBatch::default() }).unwrap();
    }
    verification.finish(Wanted::default()).unwrap()
}

fn summary(files: &[&[Row]]) -> Summary {
    report(files).summary().clone()
}

const PAID: Row = ["Settled", "No", "100.00", "15.00", "15.00", "PAY1"];

#[test]
fn what_holds_and_what_contradicts() {
    let paid_again = ["Settled", "No", "100.00", "15.00", "15.00", "PAY2"];
    let no_payment = ["Settled", "No", "100.00", "15.00", "15.00", ""];
    let other_word = ["Completed", "No", "100.00", "15.00", "15.00", "PAY1"];
    let other_amount = ["Settled", "No", "100.00", "14.00", "15.00", "PAY1"];
    let partly = ["Settled", "No", "40.00", "15.00", "15.00", "PAY1"];
    let fully = ["Settled", "Yes", "0.00", "15.00", "15.00", "PAY1"];
    let void = ["Cancelled", "No", "100.00", "15.00", "15.00", "PAY1"];
    let open = ["Pending", "No", "", "", "", ""];
    // Overlapping, superseded, repeated; what is found on the line that holds.
    for (rows, counts, codes) in [
        (vec![PAID, PAID], (1, 0, 0), vec![]),
        (vec![PAID, paid_again], (0, 0, 1), vec![("F004", 1)]),
        (vec![PAID, no_payment], (1, 0, 0), vec![]),
        (vec![PAID, other_word], (1, 0, 0), vec![]),
        (vec![PAID, other_amount], (0, 0, 1), vec![("F004", 1)]),
        (vec![PAID, partly], (0, 1, 0), vec![("F009", 2)]),
        (vec![PAID, fully], (0, 1, 0), vec![("F009", 2)]),
        (vec![PAID, void], (0, 1, 0), vec![("F001", 2)]),
        (vec![PAID, open], (0, 1, 0), vec![]),
        (vec![open, open], (1, 0, 0), vec![]),
        (vec![PAID, no_payment, paid_again], (1, 0, 1), vec![("F004", 1)]),
        (vec![PAID, paid_again, partly], (0, 1, 1), vec![("F004", 1), ("F009", 2)]),
        (vec![open, PAID, partly, void], (0, 3, 0), vec![("F001", 2)]),
    ] {
        let files: Vec<&[Row]> = rows.iter().map(std::slice::from_ref).collect();
        let mut turned = files.clone();
        turned.reverse();
        for files in [files, turned] {
            let sums = summary(&files);
            // Of two amounts on one base, the one that was given first is judged.
            let by_code: BTreeMap<_, _> = sums
                .by_code
                .into_iter()
                .filter(|(code, _)| *code != "F001" || codes.iter().any(|(known, _)| known == code))
                .collect();
            assert_eq!(by_code, codes.iter().copied().collect(), "{files:?}");
            let found = (sums.rows_overlapping, sums.rows_superseded, sums.rows_repeated);
            assert_eq!((found, sums.rows_verified), (counts, 1), "{files:?}");
            let others = sums.rows_overlapping + sums.rows_superseded + sums.rows_repeated;
            assert_eq!(sums.rows_read, sums.rows_verified + others);
        }
    }
}

/// Rows of every kind but open ones, whose estimates follow the order of files, and such as differ in their amounts alone,
/// of which the first is judged.
fn row() -> impl Strategy<Value = Row> {
    let status = prop::sample::select(vec!["Settled", "Completed", "Cancelled"]);
    let refunded = prop::sample::select(vec!["No", "Yes"]);
    let base = prop::sample::select(vec!["100.00", "40.00", ""]);
    let payment = prop::sample::select(vec!["", "PAY1", "PAY2", "PAY3"]);
    (status, refunded, base, payment).prop_map(|(status, refunded, base, payment)| {
        let amount = if base.is_empty() { "" } else { "15.00" };
        [status, refunded, base, amount, amount, payment]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_files_decides_nothing(
        (files, shuffled) in prop::collection::vec(row(), 1..7)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let counts = |rows: &[Row]| {
            let files: Vec<&[Row]> = rows.iter().map(std::slice::from_ref).collect();
            let sums = summary(&files);
            let rows = [sums.rows_verified, sums.rows_superseded, sums.rows_repeated, sums.rows_overlapping];
            (rows, sums.by_code.get("F004").copied())
        };
        prop_assert_eq!(counts(&files), counts(&shuffled));
    }

    #[test]
    fn files_given_twice_find_nothing_more(files in prop::collection::vec(prop::collection::vec(row(), 1..4), 1..4)) {
        let once: Vec<&[Row]> = files.iter().map(Vec::as_slice).collect();
        let twice: Vec<&[Row]> = once.iter().chain(&once).copied().collect();
        let (one, other) = (summary(&once), summary(&twice));
        prop_assert_eq!(&one.by_code, &other.by_code);
        let added: u64 = files.iter().map(|rows| u64::try_from(rows.len()).unwrap_or(0)).sum();
        prop_assert_eq!(one.rows_overlapping + added, other.rows_overlapping);
    }
}
