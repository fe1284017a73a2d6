//! An order-lines table is read by column as it is read by row: the same lines, faults and currencies, in the same order.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use partner_campaigns::{
    Kind, OrderColumns, OrderRow, Profile, TableTime, TermsRow, TextColumn, TimeColumn, ValueColumn,
    Verification, VerifyError, Wanted,
};
use proptest::prelude::*;

type Text = Option<&'static str>;

/// A text that is usual in its column, so often to a null or something hostile.
fn text(often: u32, usual: &'static [&'static str]) -> impl Strategy<Value = Text> {
    const HOSTILE: &[Text] = &[
        None,
        Some(""),
        Some(" 1"),
        Some("5.76461E+17"),
        Some("576461.0"),
        Some("数"),
        Some("XYZ"),
        Some("a\tb"),
        Some("12345678901234567890123456789012345678901234567890123456789012345"),
    ];
    prop_oneof![
        often => prop::sample::select(usual).prop_map(Some),
        1 => prop::sample::select(HOSTILE),
    ]
}

fn number(often: u32, usual: Range<i64>) -> impl Strategy<Value = Option<i64>> {
    const HOSTILE: [i64; 6] = [i64::MIN, i64::MAX, -1, 10_001, 65_536, 4_294_967_296];
    prop_oneof![
        often => usual.prop_map(Some),
        1 => Just(None),
        1 => prop::sample::select(&HOSTILE[..]).prop_map(Some),
    ]
}

/// Rarely filled numbers.
fn seldom(often: u32, usual: Range<i64>) -> impl Strategy<Value = Option<i64>> {
    prop_oneof![3 => Just(None), 1 => number(often, usual)]
}

const YEAR_1: i64 = -62_135_596_800_000_000;
const YEAR_10000: i64 = 253_402_300_800_000_000;

fn micros(often: u32) -> impl Strategy<Value = Option<i64>> {
    const EDGES: [i64; 6] = [i64::MIN, YEAR_1 - 1, YEAR_1, YEAR_10000 - 1, YEAR_10000, i64::MAX];
    let july = 1_782_864_000_000_000..1_785_542_400_000_000_i64;
    prop_oneof![
        often => july.prop_map(Some),
        1 => Just(None),
        1 => prop::sample::select(&EDGES[..]).prop_map(Some),
    ]
}

#[derive(Clone, Debug)]
struct Line {
    texts: [Text; 10],
    created_at: Option<i64>,
    numbers: [Option<i64>; 12],
    refunded: Option<bool>,
}

/// A line whose cells are usual, each so often to once that it is not.
fn line(often: u32) -> BoxedStrategy<Line> {
    let ids = (
        text(often, &["576461234567890123", "1", "2", "A-7"]),
        text(often, &["172912345678901234", "3"]),
        text(often, &["P1", "P2"]),
        text(often, &["C1", "C1", "C2"]),
    );
    let words = (
        text(often, &["creator_1", "数"]),
        text(often, &["7301", "7302"]),
        text(often, &["USD", "USD", "IDR", "KWD"]),
        text(often, &["Settled", "Completed", "Pending", "Ineligible", "Deducted", "Paid out"]),
        text(often, &["", "991"]),
        text(often, &["standard", "standard", "shop_ads"]),
    );
    let texts = (ids, words).prop_map(|((a, b, c, d), (e, f, g, h, i, j))| [a, b, c, d, e, f, g, h, i, j]);
    let numbers = (
        (
            number(often, 0..100_000),
            seldom(often, 0..200_000),
            seldom(often, 0..9),
            number(often, 0..3),
            number(often, 0..3),
        ),
        (
            seldom(often, 1..5),
            number(often, 0..9_000),
            number(often, 0..9_000),
            seldom(often, 0..900),
            seldom(often, 0..900),
        ),
        (seldom(often, 0..90), seldom(often, -3..40)),
    );
    let numbers = numbers.prop_map(|((a, b, c, d, e), (f, g, h, i, j), (k, l))| {
        let rate =
            |rate: Option<i64>| rate.map(|rate| if (0..3).contains(&rate) { (rate + 1) * 500 } else { rate });
        [a, b, c, rate(d), rate(e), f, g, h, i, j, k, l]
    });
    (texts, micros(often), numbers, prop::option::of(prop::bool::weighted(0.1)))
        .prop_map(|(texts, created_at, numbers, refunded)| Line { texts, created_at, numbers, refunded })
        .boxed()
}

fn row(line: &Line, local: bool, first_line: u64, at: usize) -> OrderRow<'static> {
    let [
        order_id,
        sku_id,
        product_id,
        campaign_id,
        creator,
        content_id,
        currency,
        status,
        payment_id,
        commission,
    ] = line.texts;
    let [base_minor, gmv_minor, refunded_minor, agency_rate_bps, creator_rate_bps, quantity, ..] =
        line.numbers;
    let [
        ..,
        paid_agency_minor,
        paid_creator_commission_minor,
        paid_creator_minor,
        paid_manager_minor,
        tax_minor,
        own,
    ] = line.numbers;
    let counted = first_line + u64::try_from(at).unwrap();
    OrderRow {
        line: own.and_then(|line| u64::try_from(line).ok()).unwrap_or(counted),
        order_id,
        sku_id,
        product_id,
        campaign_id,
        creator,
        content_id,
        created_at: line.created_at.map(if local { TableTime::Local } else { TableTime::Instant }),
        currency,
        base_minor,
        gmv_minor,
        refunded: line.refunded,
        refunded_minor,
        agency_rate_bps,
        creator_rate_bps,
        status,
        quantity,
        paid_agency_minor,
        paid_creator_commission_minor,
        paid_creator_minor,
        paid_manager_minor,
        tax_minor,
        payment_id,
        commission,
    }
}

/// Order ids of many lines.
fn order_ids() -> &'static [String] {
    static IDS: LazyLock<Vec<String>> =
        LazyLock::new(|| (0..5_000_u64).map(|at| (at * at).to_string()).collect());
    &IDS
}

/// Many lines: some alike, one after the other, but each with another order id and base; those after them differ in one cell.
fn many_lines() -> impl Strategy<Value = Vec<Line>> {
    let other_line = prop_oneof![8 => line(100_000), 1 => line(12)];
    let currency_status_commission_or_refunded = prop::sample::select(&[6, 7, 9, 23][..]);
    let cell = prop_oneof![0..24_usize, currency_status_commission_or_refunded];
    let base_refunds_agency_creator_or_tax = prop::sample::select(&[0, 2, 6, 7, 10][..]);
    let odd = (
        base_refunds_agency_creator_or_tax,
        prop::sample::select(&[None, Some(-1), Some(0), Some(-1_000_000)][..]),
    );
    let odd = prop::option::weighted(0.3, odd);
    let part = (prop_oneof![1..4_usize, 1..700_usize], cell, other_line, odd);
    (line(100_000), prop::collection::vec(part, 1..20)).prop_map(|(mut line, parts)| {
        let mut lines = Vec::new();
        for (times, cell, other, odd) in parts {
            for ((id, base), _) in order_ids().iter().zip(0..).skip(lines.len()).zip(0..times) {
                let mut one = line.clone();
                let ([order_id, ..], [base_minor, ..]) = (&mut one.texts, &mut one.numbers);
                *order_id = order_id.map(|_| id.as_str());
                *base_minor =
                    base_minor.map(|known| if (0..200_000).contains(&known) { known + base } else { known });
                if let Some((cell, amount)) = odd {
                    one.numbers[cell] = amount;
                }
                lines.push(one);
            }
            match cell {
                0..10 => line.texts[cell] = other.texts[cell],
                10..22 => line.numbers[cell - 10] = other.numbers[cell - 10],
                22 => line.created_at = other.created_at,
                _ => line.refunded = other.refunded,
            }
        }
        lines
    })
}

/// How the columns are laid out: texts with numbers or without, values with marks or without where all are filled.
#[derive(Clone, Copy, Debug)]
struct Layout {
    keyed: bool,
    local: bool,
}

fn texts(lines: &[Line], column: usize, layout: Layout) -> TextColumn<'static> {
    let cells: Vec<Text> = lines.iter().map(|line| *line.texts.get(column).unwrap()).collect();
    if cells.iter().all(Option::is_none) {
        return TextColumn::Null;
    }
    if !layout.keyed {
        return TextColumn::Each(cells);
    }
    // A text that no row has, a null among the texts, and a null by a number beyond them.
    let mut values = vec![Some("of no row"), None];
    let mut keys = Vec::new();
    for (row, cell) in cells.iter().enumerate() {
        let at = values.iter().position(|known| known == cell).unwrap_or_else(|| {
            values.push(*cell);
            values.len() - 1
        });
        let beyond = cell.is_none() && row % 2 == 0;
        keys.push(if beyond { u32::MAX } else { u32::try_from(at).unwrap() });
    }
    TextColumn::Keyed { values: values.into(), keys: keys.into() }
}

fn values<T: Copy + Default>(cells: &[Option<T>]) -> ValueColumn<'static, T> {
    if cells.iter().all(Option::is_none) {
        return ValueColumn::Null;
    }
    let plain: Vec<T> = cells.iter().map(|cell| cell.unwrap_or_default()).collect();
    if cells.iter().all(Option::is_some) {
        return ValueColumn::Full(plain.into());
    }
    ValueColumn::Holed(plain.into(), cells.iter().map(Option::is_some).collect())
}

fn columns(lines: &[Line], layout: Layout, first_line: u64) -> OrderColumns<'static> {
    let text = |column: usize| texts(lines, column, layout);
    let number = |column: usize| {
        values(&lines.iter().map(|line| *line.numbers.get(column).unwrap()).collect::<Vec<_>>())
    };
    let created_at = values(&lines.iter().map(|line| line.created_at).collect::<Vec<_>>());
    OrderColumns {
        rows: lines.len(),
        first_line,
        order_id: text(0),
        sku_id: text(1),
        product_id: text(2),
        campaign_id: text(3),
        creator: text(4),
        content_id: text(5),
        currency: text(6),
        status: text(7),
        payment_id: text(8),
        commission: text(9),
        created_at: if layout.local {
            TimeColumn::Locals(created_at)
        } else {
            TimeColumn::Instants(created_at)
        },
        base_minor: number(0),
        gmv_minor: number(1),
        refunded_minor: number(2),
        agency_rate_bps: number(3),
        creator_rate_bps: number(4),
        quantity: number(5),
        paid_agency_minor: number(6),
        paid_creator_commission_minor: number(7),
        paid_creator_minor: number(8),
        paid_manager_minor: number(9),
        tax_minor: number(10),
        line: number(11),
        refunded: values(&lines.iter().map(|line| line.refunded).collect::<Vec<_>>()),
    }
}

/// Some rows of a table of instants, with the same dictionaries.
fn part<'a>(table: &'a OrderColumns<'a>, rows: Range<usize>) -> OrderColumns<'a> {
    let text = |column: &'a TextColumn<'a>| match column {
        TextColumn::Null => TextColumn::Null,
        TextColumn::Each(texts) => TextColumn::Each(texts.get(rows.clone()).unwrap().to_vec()),
        TextColumn::Keyed { values, keys } => {
            TextColumn::Keyed { values: values.clone(), keys: keys.get(rows.clone()).unwrap().into() }
        }
    };
    let number = |column: &'a ValueColumn<'a, i64>| some(column, &rows);
    let (TimeColumn::Instants(created_at) | TimeColumn::Locals(created_at)) = &table.created_at;
    OrderColumns {
        rows: rows.len(),
        first_line: table.first_line + u64::try_from(rows.start).unwrap(),
        order_id: text(&table.order_id),
        sku_id: text(&table.sku_id),
        product_id: text(&table.product_id),
        campaign_id: text(&table.campaign_id),
        creator: text(&table.creator),
        content_id: text(&table.content_id),
        currency: text(&table.currency),
        status: text(&table.status),
        payment_id: text(&table.payment_id),
        commission: text(&table.commission),
        created_at: TimeColumn::Instants(number(created_at)),
        base_minor: number(&table.base_minor),
        gmv_minor: number(&table.gmv_minor),
        refunded_minor: number(&table.refunded_minor),
        agency_rate_bps: number(&table.agency_rate_bps),
        creator_rate_bps: number(&table.creator_rate_bps),
        quantity: number(&table.quantity),
        paid_agency_minor: number(&table.paid_agency_minor),
        paid_creator_commission_minor: number(&table.paid_creator_commission_minor),
        paid_creator_minor: number(&table.paid_creator_minor),
        paid_manager_minor: number(&table.paid_manager_minor),
        tax_minor: number(&table.tax_minor),
        line: number(&table.line),
        refunded: some(&table.refunded, &rows),
    }
}

fn some<'a, T: Clone>(column: &'a ValueColumn<'a, T>, rows: &Range<usize>) -> ValueColumn<'a, T> {
    let of = |values: &'a Cow<'a, [T]>| Cow::Borrowed(values.get(rows.clone()).unwrap());
    match column {
        ValueColumn::Null => ValueColumn::Null,
        ValueColumn::Full(values) => ValueColumn::Full(of(values)),
        ValueColumn::Holed(values, filled) => {
            ValueColumn::Holed(of(values), filled.get(rows.clone()).unwrap().to_vec())
        }
    }
}

/// A verification against one agreement, and its two files of orders.
fn begun(zone: Option<&str>) -> (Verification, [u16; 2]) {
    let mut verification = Verification::new(Profile::guide(), None, zone).unwrap();
    let files = ["one", "two"].map(|name| verification.add_file(name, None, Kind::Orders, []).unwrap());
    let terms = verification.add_file("terms", None, Kind::Terms, []).unwrap();
    for product in ["P1", "P2"] {
        let row = TermsRow {
            line: 2,
            campaign_id: Some("C1"),
            product_id: Some(product),
            total_rate_bps: Some(1500),
            creator_rate_bps: Some(1000),
            ..TermsRow::default()
        };
        verification.push_term(terms, &row).unwrap();
    }
    (verification, files)
}

/// The report of these lines, pushed row by row; the first so many stand in another file than the others.
fn report_by_row(lines: &[Line], cut: usize, local: bool, zone: Option<&str>) -> String {
    let (mut verification, [one, two]) = begun(zone);
    for (at, line) in lines.iter().enumerate() {
        verification.push_order(if at < cut { one } else { two }, &row(line, local, 2, at)).unwrap();
    }
    verification.finish(Wanted::default()).unwrap().to_json()
}

/// The report of these lines, pushed as the columns of one table.
fn report_by_column(lines: &[Line], cut: usize, layout: Layout, zone: Option<&str>) -> String {
    let (mut verification, files) = begun(zone);
    let table = columns(lines, layout, 2);
    for (file, rows) in files.into_iter().zip([0..cut, cut..usize::MAX]) {
        verification.push_order_columns(file, &table, rows).unwrap();
    }
    verification.finish(Wanted::default()).unwrap().to_json()
}

/// The report of these lines, pushed as the columns of several tables, so many rows each.
fn report_by_batch(lines: &[Line], size: usize, keyed: bool) -> String {
    let (mut verification, [_, file]) = begun(None);
    let table = columns(lines, Layout { keyed, local: false }, 2);
    let mut batches = verification.order_batches();
    for first in (0..lines.len()).step_by(size) {
        batches.push(file, &part(&table, first..lines.len().min(first + size)), 0..size).unwrap();
    }
    verification.finish(Wanted::default()).unwrap().to_json()
}

const ZONES: &[Option<&str>] = &[None, Some("America/Los_Angeles")];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_table_is_read_alike_by_column_and_by_row(
        lines in prop::collection::vec(line(12), 0..40),
        cut in 0_usize..40,
        keyed in any::<bool>(),
        local in any::<bool>(),
        zone in prop::sample::select(ZONES),
    ) {
        let by_column = report_by_column(&lines, cut, Layout { keyed, local }, zone);
        prop_assert_eq!(report_by_row(&lines, cut, local, zone), by_column);
    }

    #[test]
    fn batches_with_the_same_dictionaries_are_read_as_one(
        lines in prop::collection::vec(line(12), 0..40),
        size in 1_usize..12,
        keyed in any::<bool>(),
    ) {
        prop_assert_eq!(report_by_row(&lines, 0, false, None), report_by_batch(&lines, size, keyed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_long_table_is_read_alike_by_column_by_batch_and_by_row(
        lines in many_lines(),
        cut in 0_usize..2_000,
        size in 100_usize..2_000,
        keyed in any::<bool>(),
        local in any::<bool>(),
        zone in prop::sample::select(ZONES),
    ) {
        let by_column = report_by_column(&lines, cut, Layout { keyed, local }, zone);
        prop_assert_eq!(report_by_row(&lines, cut, local, zone), by_column);
        prop_assert_eq!(report_by_row(&lines, 0, false, None), report_by_batch(&lines, size, keyed));
    }
}

/// A settled or open line whose amounts are right: base 100 at 5% and 10%.
fn right_line(order_id: &'static str, status: &'static str) -> Line {
    let texts = [
        Some(order_id),
        Some("10"),
        Some("P1"),
        Some("C1"),
        None,
        None,
        Some("USD"),
        Some(status),
        None,
        None,
    ];
    let numbers =
        [Some(100), None, Some(0), Some(500), Some(1000), None, Some(5), Some(10), None, None, None, None];
    Line { texts, created_at: Some(0), numbers, refunded: None }
}

#[test]
fn a_refused_line_does_not_decide_what_those_beside_it_are() {
    for status in ["Settled", "Pending"] {
        let refused = |mut line: Line| {
            line.numbers[2] = Some(-1_000);
            line
        };
        let negative = |mut line: Line| {
            line.numbers[0] = Some(-100);
            line
        };
        let [one, two, three] = ["1", "2", "3"].map(|id| right_line(id, status));
        for lines in [
            [refused(one.clone()), two.clone(), three.clone()],
            [one.clone(), refused(two.clone()), three.clone()],
            [refused(one), negative(two), three],
        ] {
            for keyed in [true, false] {
                let by_column = report_by_column(&lines, 0, Layout { keyed, local: false }, None);
                assert_eq!(report_by_row(&lines, 0, false, None), by_column, "{status} {lines:?}");
            }
        }
    }
}

#[test]
fn a_dictionary_of_another_length_is_another_one() {
    let (mut verification, [file, _]) = begun(None);
    let line = |order_id, sku_id| {
        let mut line = right_line(order_id, "Settled");
        (line.texts[1], line.numbers[6]) = (Some(sku_id), Some(6));
        line
    };
    let mut batches = verification.order_batches();
    for lines in [vec![line("1", "10")], vec![line("2", "20"), line("3", "30")], vec![line("4", "40")]] {
        let table = columns(&lines, Layout { keyed: true, local: false }, 2);
        batches.push(file, &table, 0..lines.len()).unwrap();
    }
    let report = verification.finish(Wanted::default()).unwrap();
    let found = (0..report.len()).filter_map(|at| report.finding(at));
    let ids: BTreeSet<_> = found.map(|one| (one.order_id.unwrap(), one.sku_id.unwrap())).collect();
    let all = [("1", "10"), ("2", "20"), ("3", "30"), ("4", "40")];
    assert_eq!(ids, all.into(), "each line has wrong amounts");
    assert_eq!(report.summary().rows_unreadable, 0);
}

#[test]
fn a_column_of_another_length_is_refused() {
    let (mut verification, [file, _]) = begun(None);
    let columns =
        OrderColumns { rows: 2, gmv_minor: ValueColumn::Full(vec![1].into()), ..OrderColumns::default() };
    let refused = verification.push_order_columns(file, &columns, 0..2);
    assert_eq!(refused, Err(VerifyError::Uneven { column: "gmv_minor", cells: 1, rows: 2 }));
}
