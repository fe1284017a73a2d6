//! Verification of order lines: rows pushed as text and as values, and the finish. `-- --test` runs each once, small.

use std::fmt::Write as _;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use partner_campaigns::{
    Kind, OrderField as O, OrderRow, Profile, Rate, Rounding, TableTime, TermsField as T, TextBatch,
    Verification, Wanted,
};
use partner_campaigns_benches::rows::Random;

const PRODUCTS: u32 = 10_000;
/// As many rows as a reader hands over at once.
const BATCH: usize = 512;

fn rows() -> usize {
    if std::env::args().any(|argument| argument == "--test") { 20_000 } else { 1_000_000 }
}

/// The columns that the lines fill; the blank ones of an export are there too.
const COLUMNS: [O; 30] = [
    O::OrderId,
    O::SkuId,
    O::ProductId,
    O::CampaignId,
    O::ContentId,
    O::Creator,
    O::Status,
    O::Refunded,
    O::CreatedAt,
    O::PaymentId,
    O::Quantity,
    O::Gmv,
    O::AgencyRate,
    O::CreatorRate,
    O::EstBase,
    O::EstAgency,
    O::EstCreator,
    O::Base,
    O::Agency,
    O::CreatorCommission,
    O::ShopAdsAgencyRate,
    O::ShopAdsCreatorRate,
    O::EstShopAdsAgency,
    O::EstShopAdsCreator,
    O::EstIsr,
    O::EstIva,
    O::ShopAdsAgency,
    O::ShopAdsCreator,
    O::Isr,
    O::Iva,
];

/// One order line, settled as agreed, but one in a thousand a unit too much.
struct Line {
    ids: [String; 7],
    at: i64,
    base: i64,
    paid: [i64; 2],
    rates: [i64; 2],
}

fn id(number: u64) -> String {
    (170_000_000_000_000_000 + number).to_string()
}

fn agreed(product: u32) -> [u16; 2] {
    let mut random = Random(product.into());
    let [total, creator, _] = random.rates();
    [total - creator, creator]
}

fn line(row: usize, random: &mut Random) -> Line {
    let product = random.below(PRODUCTS);
    let [agency, creator] = agreed(product);
    let base = 10_000 + i64::from(random.below(5_000_000));
    let part = |bps: u16| Rate::new(bps).unwrap_or_default().of(base, Rounding::HalfEven);
    let extra = i64::from(random.below(1_000) == 0);
    let own = |random: &mut Random| id(random.bits() >> 12);
    Line {
        ids: [
            own(random),
            own(random),
            id(product.into()),
            id((product / 50).into()),
            own(random),
            format!("creator.{}", random.below(5_000)),
            id(row as u64 / 300),
        ],
        at: 1_782_864_000 + i64::try_from(row).unwrap_or(0),
        base,
        paid: [part(agency + creator) - part(creator) + extra, part(creator)],
        rates: [agency.into(), creator.into()],
    }
}

fn lines(rows: usize) -> Vec<Line> {
    let mut random = Random(7);
    (0..rows).map(|row| line(row, &mut random)).collect()
}

fn percent(bps: i64) -> String {
    format!("{}.{:02}%", bps / 100, bps % 100)
}

/// The cells of a line, in the order of [`COLUMNS`], and where each ends.
fn write(line: &Line, row: usize, text: &mut String, ends: &mut Vec<usize>) {
    let [order, sku, product, campaign, content, creator, payment] = &line.ids;
    let [agency, creator_part] = line.paid;
    let base = line.base;
    let time = format!("{:02}/07/2026 {:02}:{:02}:{:02}", 1 + row % 28, row % 24, row % 60, row % 59);
    let cells: [&dyn std::fmt::Display; 20] = [
        order,
        sku,
        product,
        campaign,
        content,
        creator,
        &"Settled",
        &"false",
        &time,
        payment,
        &"1",
        &base,
        &percent(line.rates[0]),
        &percent(line.rates[1]),
        &format!("Rp{base}"),
        &agency,
        &creator_part,
        &base,
        &agency,
        &creator_part,
    ];
    for cell in cells {
        let _ = write!(text, "{cell}");
        ends.push(text.len());
    }
}

/// Batches of cells as a reader hands them over.
struct Text {
    batches: Vec<(String, Vec<usize>)>,
}

impl Text {
    fn of(lines: &[Line]) -> Self {
        let batch = |(at, lines): (usize, &[Line])| {
            let (mut text, mut ends) = (String::new(), vec![0]);
            for (row, line) in lines.iter().enumerate() {
                write(line, at * BATCH + row, &mut text, &mut ends);
            }
            (text, ends)
        };
        Self { batches: lines.chunks(BATCH).enumerate().map(batch).collect() }
    }

    fn batches(&self) -> impl Iterator<Item = TextBatch<'_, O>> {
        self.batches.iter().map(|(text, ends)| {
            let rows = (ends.len() - 1) / 20;
            let cell = |row: usize, column: usize| match column {
                0..20 => &text[ends[row * 20 + column]..ends[row * 20 + column + 1]],
                _ => "",
            };
            let column = |(at, &field): (usize, &O)| (field, (0..rows).map(|row| cell(row, at)).collect());
            TextBatch {
                lines: (2..).take(rows).collect(),
                columns: COLUMNS.iter().enumerate().map(column).collect(),
                exact: Vec::new(),
            }
        })
    }
}

/// A verification with its terms, and the number of its orders file.
fn begun() -> (Verification, u16) {
    let ids: Vec<_> = (0..PRODUCTS).map(|product| [id((product / 50).into()), id(product.into())]).collect();
    let rates: Vec<_> = (0..PRODUCTS).map(|product| agreed(product).map(|bps| percent(bps.into()))).collect();
    let Ok(mut verification) = Verification::new(Profile::guide(), Some("IDR"), None) else {
        unreachable!("IDR is a currency")
    };
    let number = |added: Result<u16, _>| added.unwrap_or_default();
    let terms = number(verification.add_file("links", None, Kind::Terms, []));
    let batch = TextBatch {
        lines: (2..).take(ids.len()).collect(),
        columns: vec![
            (T::CampaignId, ids.iter().map(|one| one[0].as_str()).collect()),
            (T::ProductId, ids.iter().map(|one| one[1].as_str()).collect()),
            (T::AgencyRate, rates.iter().map(|one| one[0].as_str()).collect()),
            (T::CreatorRate, rates.iter().map(|one| one[1].as_str()).collect()),
        ],
        exact: Vec::new(),
    };
    assert!(verification.push_terms(terms, &batch).is_ok());
    let orders = number(verification.add_file("orders", None, Kind::Orders, []));
    (verification, orders)
}

fn push_text(batches: &[TextBatch<'_, O>]) -> Verification {
    let (mut verification, orders) = begun();
    for batch in batches {
        assert!(verification.push_orders(orders, batch).is_ok());
    }
    verification
}

fn push_values(lines: &[Line]) -> Verification {
    let (mut verification, orders) = begun();
    for (row, line) in lines.iter().enumerate() {
        let [order, sku, product, campaign, content, creator, payment] =
            line.ids.each_ref().map(|text| Some(text.as_str()));
        let row = OrderRow {
            line: row as u64 + 2,
            order_id: order,
            sku_id: sku,
            product_id: product,
            campaign_id: campaign,
            creator,
            content_id: content,
            created_at: Some(TableTime::Local(line.at * 1_000_000)),
            currency: Some("IDR"),
            base_minor: Some(line.base),
            agency_rate_bps: Some(line.rates[0]),
            creator_rate_bps: Some(line.rates[1]),
            status: Some("Settled"),
            quantity: Some(1),
            paid_agency_minor: Some(line.paid[0]),
            paid_creator_commission_minor: Some(line.paid[1]),
            payment_id: payment,
            ..OrderRow::default()
        };
        assert!(verification.push_order(orders, &row).is_ok());
    }
    verification
}

fn verify(criterion: &mut Criterion) {
    let count = rows();
    let lines = lines(count);
    let text = Text::of(&lines);
    let batches: Vec<_> = text.batches().collect();
    let mut group = criterion.benchmark_group("verify");
    group.throughput(Throughput::Elements(count as u64)).sample_size(10);
    group.bench_function("push/text_30_columns", |bencher| bencher.iter(|| push_text(&batches)));
    group.bench_function("push/values", |bencher| bencher.iter(|| push_values(&lines)));
    group.bench_function("finish/one_file", |bencher| {
        let finish = |verification: Verification| {
            let report = verification.finish(Wanted::default());
            assert!(report.as_ref().is_ok_and(|report| report.summary().rows_verified == count as u64));
            report
        };
        bencher.iter_batched(|| push_text(&batches), finish, BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, verify);
criterion_main!(benches);
