//! The same order line in several exports: what counts once, what holds, and what is a repetition.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use partner_campaigns::{
    Kind, OrderField as O, Profile, Summary, TermsField as T, TextBatch, Verification, Wanted,
};

/// A line of one order: its id, status and agency amount (15% of 100.00 is right).
type Line = (&'static str, &'static str, &'static str);

const SETTLED: Line = ("1", "Settled", "15.00");
const OTHER_AMOUNT: Line = ("1", "Settled", "14.00");
const OPEN: Line = ("1", "Pending", "15.00");

fn verified(files: &[&[Line]]) -> (Summary, Vec<(String, u64, &'static str)>) {
    let mut verification = Verification::new(Profile::guide(), Some("USD"), None).unwrap();
    let terms = verification.add_file("terms", None, Kind::Terms, []).unwrap();
    let columns = vec![
        (T::CampaignId, vec!["C1"]),
        (T::ProductId, vec!["P1"]),
        (T::AgencyRate, vec!["15%"]),
        (T::CreatorRate, vec!["15%"]),
    ];
    verification.push_terms(terms, &TextBatch { lines: vec![2], columns, ..TextBatch::default() }).unwrap();
    for (number, lines) in files.iter().enumerate() {
        let file = verification.add_file(&format!("{}", number + 1), None, Kind::Orders, []).unwrap();
        for (line, &(order, status, agency)) in (2..).zip(*lines) {
            let settled = status == "Settled";
            let amounts = if settled {
                [O::Base, O::Agency, O::CreatorCommission]
            } else {
                [O::EstBase, O::EstAgency, O::EstCreator]
            };
            let mut columns: Vec<_> = [
                (O::OrderId, order),
                (O::SkuId, "S"),
                (O::ProductId, "P1"),
                (O::CampaignId, "C1"),
                (O::Status, status),
                (O::CreatedAt, "16/07/2026 10:00:00"),
                (O::AgencyRate, "15%"),
                (O::CreatorRate, "15%"),
            ]
            .map(|(field, text)| (field, vec![text]))
            .into();
            columns.extend(
                amounts.into_iter().zip(["100.00", agency, "15.00"]).map(|(field, text)| (field, vec![text])),
            );
            verification
                .push_orders(file, &TextBatch { lines: vec![line], columns, ..TextBatch::default() })
                .unwrap();
        }
    }
    let report = verification.finish(Wanted::default()).unwrap();
    let findings = report.findings().map(|one| (one.file.to_owned(), one.line, one.code)).collect();
    (report.summary().clone(), findings)
}

#[test]
fn an_equal_row_of_another_file_counts_once() {
    let (sums, findings) = verified(&[&[SETTLED], &[SETTLED]]);
    assert_eq!((sums.rows_settled, sums.rows_overlapping, findings), (1, 1, vec![]));
}

#[test]
fn the_settled_line_holds_whichever_file_comes_first() {
    for files in [[&[OPEN][..], &[SETTLED]], [&[SETTLED], &[OPEN]]] {
        let (sums, findings) = verified(&files);
        assert_eq!(
            (sums.rows_settled, sums.rows_estimated, sums.rows_superseded, findings),
            (1, 0, 1, vec![])
        );
    }
}

#[test]
fn other_amounts_in_another_file_are_a_repetition() {
    let (sums, findings) = verified(&[&[SETTLED], &[OTHER_AMOUNT]]);
    assert_eq!((sums.rows_repeated, findings), (1, vec![("2".to_owned(), 2, "F004")]));
}

#[test]
fn within_one_file_each_later_one_is_a_repetition() {
    let (sums, findings) = verified(&[&[SETTLED, SETTLED, OPEN]]);
    let expected = vec![("1".to_owned(), 3, "F004"), ("1".to_owned(), 4, "F004")];
    assert_eq!((sums.rows_repeated, findings), (2, expected));
}

#[test]
fn a_file_given_twice_repeats_only_what_it_repeats_itself() {
    let file: &[Line] = &[SETTLED, SETTLED, OTHER_AMOUNT];
    let (once, twice) = (verified(&[file]), verified(&[file, file]));
    assert_eq!(once.1, twice.1);
    assert_eq!(twice.0.rows_overlapping, 3);
}

#[test]
fn a_line_more_often_in_the_second_file_is_a_repetition_there() {
    let (sums, findings) = verified(&[&[SETTLED], &[SETTLED, SETTLED]]);
    assert_eq!((sums.rows_overlapping, findings), (1, vec![("2".to_owned(), 3, "F004")]));
}
