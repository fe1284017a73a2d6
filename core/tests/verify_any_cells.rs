//! Whatever stands in the cells, a verification ends: each row is counted once, every unreadable one is a finding, and
//! nothing panics.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use partner_campaigns::{Kind, OrderField, Profile, TermsField, TextBatch, Verification, Wanted};
use proptest::prelude::*;

/// A cell as files have it in this column, bad ones among them, and now and then anything at all.
fn cell(column: &str) -> BoxedStrategy<String> {
    let usual: &[&str] = match column {
        "order_id" | "sku_id" | "content_id" => &["576461234567890123", "1", "1", "2\t", "5.76461E+17", ""],
        "product_id" => &["P1", "P1", "P2"],
        "campaign_id" => &["C1", "C1", "C1", "C2"],
        "status" => &["Settled", "Completed", "Pending", "Ineligible", "Deducted", "Paid out"],
        "refunded" => &["No", "No", "false", "Yes", "", "maybe"],
        "created_at" | "valid_from" | "valid_to" => &[
            "16/07/2026 10:00:00",
            "20260716",
            "2026-07-16 10:00:00",
            "31/02/2026",
            "2026-07-16T10:00:00Z",
            "29/02/2028",
        ],
        "creator" | "payment_id" => &["", "creator_1", "2"],
        "quantity" => &["", "1", "3", "0", "4294967295", "4294967296"],
        column if column.ends_with("rate") => &["7.00%", "15%", "0%", "50%", "100%", "1", "7.005%", "-"],
        _ => &[
            "",
            "-",
            "100",
            "1234567",
            "Rp65.000",
            "65,000",
            "12.21",
            "-5",
            "9223372036854775807",
            "9223372036854775808",
        ],
    };
    prop_oneof![40 => prop::sample::select(usual).prop_map(str::to_owned), 1 => any::<String>()].boxed()
}

/// Rows for these columns.
fn rows(columns: &[&str], most: usize) -> impl Strategy<Value = Vec<Vec<String>>> + use<> {
    let row: Vec<_> = columns.iter().map(|column| cell(column)).collect();
    prop::collection::vec(row, 0..most)
}

fn order_rows(most: usize) -> impl Strategy<Value = Vec<Vec<String>>> {
    rows(&OrderField::ALL.iter().map(|field| field.word()).collect::<Vec<_>>(), most)
}

fn terms_rows(most: usize) -> impl Strategy<Value = Vec<Vec<String>>> {
    rows(&TermsField::ALL.iter().map(|field| field.word()).collect::<Vec<_>>(), most)
}

fn batch<'a, F: Copy>(fields: &[F], rows: &'a [Vec<String>]) -> TextBatch<'a, F> {
    let column = |at: usize| rows.iter().map(|row| row[at].as_str()).collect();
    let columns = fields.iter().enumerate().map(|(at, &field)| (field, column(at))).collect();
    TextBatch { lines: (2..).take(rows.len()).collect(), columns, ..TextBatch::default() }
}

fn push_orders(verification: &mut Verification, rows: &[Vec<String>]) {
    let file = verification.add_file("orders", None, Kind::Orders, []).unwrap();
    verification.push_orders(file, &batch(OrderField::ALL, rows)).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn every_row_is_counted_once(
        orders in order_rows(12),
        terms in terms_rows(6),
        currency in prop::sample::select(vec!["IDR", "USD", "JPY", "KWD"]),
        zone in prop::sample::select(vec![None, Some("America/Los_Angeles")]),
        twice in any::<bool>(),
    ) {
        let mut verification = Verification::new(Profile::guide(), Some(currency), zone).unwrap();
        let file = verification.add_file("terms", None, Kind::Terms, []).unwrap();
        verification.push_terms(file, &batch(TermsField::ALL, &terms)).unwrap();
        let times = 1 + usize::from(twice);
        for _ in 0..times {
            push_orders(&mut verification, &orders);
        }
        let Ok(report) = verification.finish(Wanted::default()) else { return Ok(()) }; // a zone was needed
        let sums = report.summary();
        let read = u64::try_from(orders.len() * times).unwrap();
        prop_assert_eq!(sums.rows_read, read);
        prop_assert_eq!(sums.rows_verified, sums.rows_settled + sums.rows_estimated + sums.rows_void);
        let aside = sums.rows_adjustments + sums.rows_out_of_scope + sums.rows_unreadable;
        prop_assert_eq!(read, sums.rows_verified + aside + sums.rows_repeated + sums.rows_overlapping);
        let unreadable = report.findings().filter(|one| one.code == "F011" && one.file == "orders").count();
        prop_assert_eq!(sums.rows_unreadable, u64::try_from(unreadable).unwrap());
        prop_assert!(serde_json::from_str::<serde_json::Value>(&report.to_json()).is_ok());
    }

    #[test]
    fn a_second_export_of_the_same_rows_adds_no_finding(terms in terms_rows(6),
        orders in order_rows(8),
    ) {
        let found = |times: usize| {
            let mut verification = Verification::new(Profile::guide(), Some("IDR"), Some("Asia/Jakarta")).unwrap();
            let file = verification.add_file("terms", None, Kind::Terms, []).unwrap();
            verification.push_terms(file, &batch(TermsField::ALL, &terms)).unwrap();
            for _ in 0..times {
                push_orders(&mut verification, &orders);
            }
            let report = verification.finish(Wanted::default()).unwrap();
            report.findings().filter(|one| one.code != "F011").count()
        };
        prop_assert_eq!(found(1), found(2));
    }

    #[test]
    fn the_report_is_the_same_however_rows_are_batched(
        orders in order_rows(50),
        terms in terms_rows(6),
        most in 1..30_usize,
    ) {
        let report = |most: usize| {
            let mut verification = Verification::new(Profile::guide(), Some("IDR"), Some("Asia/Jakarta")).unwrap();
            let file = verification.add_file("terms", None, Kind::Terms, []).unwrap();
            verification.push_terms(file, &batch(TermsField::ALL, &terms)).unwrap();
            let file = verification.add_file("orders", None, Kind::Orders, []).unwrap();
            for rows in orders.chunks(most) {
                let mut some = batch(OrderField::ALL, rows);
                some.lines.fill(7);
                verification.push_orders(file, &some).unwrap();
            }
            verification.finish(Wanted::default()).unwrap().to_json()
        };
        prop_assert_eq!(report(most), report(1));
    }
}
