//! Rows of the public tables (order lines, terms) as values: for callers who hold data, not files.

use chrono::{DateTime, Datelike as _};

use crate::moment::{Axis, Micros, Written};
use crate::rate::Rate;
use crate::terms::{Rates, Terms};

use super::book::Book;
use super::cells;
use super::order_line::{Amounts, Cell, Class, Commission, OrderLine};
use super::read::{Refused, RowIds};
use crate::order_status::StatusWord;

/// A moment of a table, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableTime {
    /// Since the epoch, in UTC.
    Instant(i64),
    /// A local time without a zone, counted as if it were UTC.
    Local(i64),
}

impl TableTime {
    fn on(self, axis: &mut Axis) -> Option<Micros> {
        let (Self::Instant(micros) | Self::Local(micros)) = self;
        let at = DateTime::from_timestamp_micros(micros).filter(|at| (1..=9999).contains(&at.year()))?;
        Some(axis.start(match self {
            Self::Instant(_) => Written::Instant(at.fixed_offset()),
            Self::Local(_) => Written::Local(at.naive_utc()),
        }))
    }
}

/// One order line: the columns of the public table, one kind of commission a row. Amounts are whole minor units, as
/// settled where `status` says so, else as estimated. `None` is a null.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct OrderRow<'a> {
    pub line: u64,
    pub order_id: Option<&'a str>,
    pub sku_id: Option<&'a str>,
    pub product_id: Option<&'a str>,
    pub campaign_id: Option<&'a str>,
    pub creator: Option<&'a str>,
    pub content_id: Option<&'a str>,
    pub created_at: Option<TableTime>,
    pub currency: Option<&'a str>,
    pub base_minor: Option<i64>,
    pub gmv_minor: Option<i64>,
    pub refunded: Option<bool>,
    pub refunded_minor: Option<i64>,
    pub agency_rate_bps: Option<i64>,
    pub creator_rate_bps: Option<i64>,
    pub status: Option<&'a str>,
    pub quantity: Option<i64>,
    pub paid_agency_minor: Option<i64>,
    pub paid_creator_commission_minor: Option<i64>,
    pub paid_creator_minor: Option<i64>,
    pub paid_manager_minor: Option<i64>,
    pub tax_minor: Option<i64>,
    pub payment_id: Option<&'a str>,
    pub commission: Option<&'a str>,
}

impl OrderRow<'_> {
    fn ids(&self) -> RowIds {
        let own = |id: Option<&str>| id.map(str::to_owned);
        RowIds {
            order_id: own(self.order_id),
            sku_id: own(self.sku_id),
            product_id: own(self.product_id),
            campaign_id: own(self.campaign_id),
            creator: own(self.creator),
        }
    }
}

/// One agreement: the columns of the public terms table. `valid_from` is included, `valid_to` excluded.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct TermsRow<'a> {
    pub line: u64,
    pub campaign_id: Option<&'a str>,
    pub product_id: Option<&'a str>,
    pub creator: Option<&'a str>,
    pub valid_from: Option<TableTime>,
    pub valid_to: Option<TableTime>,
    pub total_rate_bps: Option<i64>,
    pub creator_rate_bps: Option<i64>,
    pub shop_ads_total_rate_bps: Option<i64>,
    pub shop_ads_creator_rate_bps: Option<i64>,
}

/// What a finding on an amount of a table calls the column of a file.
pub const TABLE_HEADERS: [(&str, &str); 8] = [
    ("agency", "paid_agency_minor"),
    ("creator_commission", "paid_creator_commission_minor"),
    ("shop_ads_agency", "paid_agency_minor"),
    ("shop_ads_creator", "paid_creator_commission_minor"),
    ("est_agency", "paid_agency_minor"),
    ("est_creator", "paid_creator_commission_minor"),
    ("est_shop_ads_agency", "paid_agency_minor"),
    ("est_shop_ads_creator", "paid_creator_commission_minor"),
];

/// Collects what is wrong with a row, column by column.
#[derive(Default)]
struct Reading {
    faults: Vec<(&'static str, String)>,
}

impl Reading {
    fn refuse(&mut self, column: &'static str, reason: impl Into<String>) {
        if self.faults.iter().all(|(known, _)| *known != column) {
            self.faults.push((column, reason.into()));
        }
    }

    fn id<'a>(&mut self, column: &'static str, given: Option<&'a str>, needed: bool) -> &'a str {
        match given.filter(|text| !text.is_empty()).map(cells::id) {
            Some(Ok(id)) => return id,
            Some(Err(reason)) => self.refuse(column, reason),
            None if needed => self.refuse(column, "the value is null"),
            None => {}
        }
        ""
    }

    fn rate(&mut self, column: &'static str, given: Option<i64>, needed: bool) -> Option<Rate> {
        let rate = given.and_then(|bps| u16::try_from(bps).ok()).and_then(|bps| Rate::new(bps).ok());
        match (given, rate) {
            (Some(bps), None) => {
                self.refuse(column, format!("{bps} is out of range: allowed is 0 to 10000 basis points"));
            }
            (None, _) if needed => self.refuse(column, "the value is null"),
            _ => {}
        }
        rate
    }

    /// Total and creator rate as a pair: the creator's is at most the total.
    fn pair(&mut self, column: &'static str, total: Option<Rate>, creator: Option<Rate>) -> Option<Rates> {
        let (total, creator) = total.zip(creator)?;
        if creator > total {
            self.refuse(column, format!("the creator rate {creator} exceeds the total rate {total}"));
        }
        Some(Rates { total, creator })
    }

    fn time(&mut self, column: &'static str, given: Option<TableTime>, axis: &mut Axis) -> Option<Micros> {
        let at = given.and_then(|time| time.on(axis));
        if given.is_some() && at.is_none() {
            self.refuse(column, "the time is out of range");
        }
        at
    }
}

/// Reads one row of an order-lines table into the book. `currency` finds the number of a currency's code.
pub(crate) fn order_row(
    file: u16,
    row: &OrderRow<'_>,
    mut currency: impl FnMut(&str) -> Result<u16, String>,
    axis: &mut Axis,
    book: &mut Book,
) -> Result<(), Box<Refused<&'static str>>> {
    let mut reading = Reading::default();
    let own_ids = [
        reading.id("order_id", row.order_id, true),
        reading.id("sku_id", row.sku_id, true),
        reading.id("content_id", row.content_id, false),
    ];
    let product = reading.id("product_id", row.product_id, true);
    let campaign = reading.id("campaign_id", row.campaign_id, true);
    let creator = row.creator.unwrap_or_default();
    let payment = reading.id("payment_id", row.payment_id, false);
    let status_text = row.status.unwrap_or_default();
    if status_text.is_empty() {
        reading.refuse("status", "the value is null");
    }
    if row.created_at.is_none() {
        reading.refuse("created_at", "the value is null");
    }
    let created = reading.time("created_at", row.created_at, axis).unwrap_or(0);
    let currency = currency(row.currency.unwrap_or_default()).unwrap_or_else(|reason| {
        reading.refuse("currency", reason);
        0
    });
    let agency_rate = reading.rate("agency_rate_bps", row.agency_rate_bps, true);
    let creator_rate = reading.rate("creator_rate_bps", row.creator_rate_bps, true);
    if agency_rate.zip(creator_rate).is_some_and(|(agency, creator)| agency.plus(creator).is_none()) {
        reading.refuse("creator_rate_bps", "the rates add up to more than 10000 basis points");
    }
    let quantity = row.quantity.map(u32::try_from);
    if matches!(quantity, Some(Err(_))) {
        reading.refuse("quantity", "the value is not a whole number from 0 to 4294967295");
    }
    if row.refunded_minor.is_some_and(i64::is_negative) {
        reading.refuse("refunded_minor", "refunds are not negative");
    }
    let commission = match row.commission.unwrap_or("standard") {
        "standard" => Commission::Standard,
        "shop_ads" => Commission::ShopAds,
        other => {
            reading.refuse(
                "commission",
                format!("`{}` is neither `standard` nor `shop_ads`", cells::shown(other)),
            );
            Commission::Standard
        }
    };

    let status = StatusWord::of(status_text);
    let (estimated, settled) = amounts(row, status);
    let rates = [agency_rate, creator_rate];
    let standard = rates.map(Option::unwrap_or_default);
    let [agency, creator_part] = standard;
    let line = OrderLine {
        file,
        line: row.line,
        product: book.share(product),
        campaign: book.share(campaign),
        creator: book.share(creator),
        payment: book.share(payment),
        currency,
        created,
        status,
        status_text: book.share(status_text),
        fully_refunded: row.refunded.unwrap_or(false),
        quantity: quantity.and_then(Result::ok),
        gmv: cell(row.gmv_minor),
        standard: super::order_line::OwnRates { agency, creator: creator_part },
        shop_ads: if commission == Commission::ShopAds { rates } else { [None; 2] },
        only: Some(commission),
        estimated,
        settled,
    };
    let paid =
        !line.checked(line.class()).agency.is_blank() || !line.checked(line.class()).creator.is_blank();
    let due = matches!(line.class(), Class::Settled | Class::Open) && !line.fully_refunded;
    if due && paid && row.base_minor.is_none() {
        reading.refuse("base_minor", "the base is null where amounts are given");
    }
    if !reading.faults.is_empty() {
        return Err(Box::new((reading.faults, row.ids())));
    }
    book.push(&line, own_ids);
    Ok(())
}

/// The amounts of a row, as estimates where it is open, else as settled beside the base before refunds.
fn amounts(row: &OrderRow<'_>, status: StatusWord) -> (Amounts, Amounts) {
    let kept = row.paid_creator_minor.zip(row.paid_manager_minor);
    let creator =
        row.paid_creator_commission_minor.or_else(|| kept.and_then(|(own, share)| own.checked_add(share)));
    let given = Amounts {
        base: cell(row.base_minor),
        agency: cell(row.paid_agency_minor),
        creator: cell(creator),
        tax: cell(row.tax_minor),
        ..Amounts::default()
    };
    let complete = ![given.base, given.agency, given.creator].into_iter().any(Cell::is_blank);
    if status == StatusWord::Open || (status == StatusWord::Unlisted && !complete) {
        return (given, Amounts::default());
    }
    let before = row.base_minor.zip(row.refunded_minor).and_then(|(net, refunded)| net.checked_add(refunded));
    (Amounts { base: cell(before), ..Amounts::default() }, given)
}

fn cell(amount: Option<i64>) -> Cell {
    amount.map_or(Cell::BLANK, Cell::of)
}

/// Reads one row of a terms table.
pub(crate) fn terms_row(row: &TermsRow<'_>, axis: &mut Axis) -> Result<Terms, Box<Refused<&'static str>>> {
    let mut reading = Reading::default();
    let campaign = reading.id("campaign_id", row.campaign_id, true);
    let product = reading.id("product_id", row.product_id, true);
    let total = reading.rate("total_rate_bps", row.total_rate_bps, true);
    let creator = reading.rate("creator_rate_bps", row.creator_rate_bps, true);
    let ads_total = reading.rate("shop_ads_total_rate_bps", row.shop_ads_total_rate_bps, false);
    let ads_creator = reading.rate("shop_ads_creator_rate_bps", row.shop_ads_creator_rate_bps, false);
    let standard = reading.pair("creator_rate_bps", total, creator);
    let shop_ads = reading.pair("shop_ads_creator_rate_bps", ads_total, ads_creator);
    let valid_from = reading.time("valid_from", row.valid_from, axis);
    let valid_to = reading.time("valid_to", row.valid_to, axis);
    let own = |id: Option<&str>| id.map(str::to_owned);
    let Some(standard) = standard.filter(|_| reading.faults.is_empty()) else {
        let (campaign_id, product_id, creator) =
            (own(row.campaign_id), own(row.product_id), own(row.creator));
        return Err(Box::new((
            reading.faults,
            RowIds { product_id, campaign_id, creator, ..RowIds::default() },
        )));
    };
    let creator = row.creator.filter(|name| !name.is_empty()).map(str::to_owned);
    let (campaign_id, product_id) = (campaign.to_owned(), product.to_owned());
    Ok(Terms { campaign_id, product_id, creator, valid_from, valid_to, standard, shop_ads })
}
