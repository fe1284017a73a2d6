//! Rows of the public tables (order lines, terms) as values: for callers who hold data, not files.

use std::ops::RangeInclusive;

use crate::payout::book::Book;
use crate::payout::book::commission::{Commission, OwnRates};
use crate::payout::book::order_line::{OrderLine, Sale};
use crate::terms::{AgreedTerms, Rates, Terms};
use crate::value::id::CreatorId;
use crate::value::instant::Instant;
use crate::value::moment::{Axis, Micros};
use crate::value::order_status::StatusWord;
use crate::value::rate::Rate;

use super::cells;
use super::given::{Classified, Given, before, cell, creator};
use super::unreadable::{Refused, RowIds};

/// A moment of a table, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableTime {
    /// Since the epoch, in UTC.
    Instant(i64),
    /// A local time without a zone, counted as if it were UTC.
    Local(i64),
}

impl TableTime {
    /// The years 1 to 9999, in UTC.
    const ALLOWED: RangeInclusive<i64> = -62_135_596_800_000_000..=253_402_300_799_999_999;

    #[inline]
    fn on(self, axis: &mut Axis) -> Result<Micros, String> {
        let (Self::Instant(micros) | Self::Local(micros)) = self;
        if !Self::ALLOWED.contains(&micros) {
            return Err(out_of_range(micros));
        }
        Ok(match self {
            Self::Instant(_) => axis.instant(micros),
            Self::Local(_) => axis.as_written(micros),
        })
    }
}

/// Names a time that is not allowed. What does not fit microseconds of 64 bits comes as the last that do.
#[cold]
fn out_of_range(micros: i64) -> String {
    let beyond = match micros {
        i64::MAX => " or later",
        i64::MIN => " or earlier",
        _ => "",
    };
    format!(
        "the time is out of range: {micros} microseconds since 1970{beyond}, where the years 1 to 9999 are allowed"
    )
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

/// A row of a campaign's terms, as it comes; it stands in no line.
impl<'a> From<&'a AgreedTerms> for TermsRow<'a> {
    fn from(agreed: &'a AgreedTerms) -> Self {
        let micros = |at: Instant| TableTime::Instant(at.table_micros());
        Self {
            campaign_id: Some(agreed.campaign_id.as_str()),
            product_id: Some(agreed.product_id.as_str()),
            creator: agreed.creator.as_ref().map(CreatorId::as_str),
            valid_from: Some(micros(agreed.valid_from)),
            valid_to: agreed.valid_to.map(micros),
            total_rate_bps: Some(agreed.total_rate.bps().into()),
            creator_rate_bps: Some(agreed.creator_rate.bps().into()),
            ..Self::default()
        }
    }
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

    /// The value that was read, else its type's own nothing.
    fn value<T: Default>(&mut self, column: &'static str, read: Result<T, impl Into<String>>) -> T {
        read.unwrap_or_else(|reason| {
            self.refuse(column, reason);
            T::default()
        })
    }

    fn id<'a>(&mut self, column: &'static str, given: Option<&'a str>, needed: bool) -> &'a str {
        self.value(column, id(given, needed))
    }

    fn rate(&mut self, column: &'static str, given: Option<i64>, needed: bool) -> Option<Rate> {
        self.value(column, rate(given, needed))
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
        self.value(column, given.map(|time| time.on(axis)).transpose())
    }
}

const NULL: &str = "the value is null";

pub(super) fn id(given: Option<&str>, needed: bool) -> Result<&str, String> {
    match given.filter(|text| !text.is_empty()) {
        Some(text) => cells::id(text),
        None if needed => Err(NULL.to_owned()),
        None => Ok(""),
    }
}

pub(super) fn status(given: Option<&str>) -> Result<&str, &'static str> {
    given.filter(|text| !text.is_empty()).ok_or(NULL)
}

#[inline]
pub(super) fn created(given: Option<TableTime>, axis: &mut Axis) -> Result<Micros, String> {
    given.ok_or_else(|| NULL.to_owned())?.on(axis)
}

#[inline]
fn rate(given: Option<i64>, needed: bool) -> Result<Option<Rate>, String> {
    let Some(bps) = given else { return if needed { Err(NULL.to_owned()) } else { Ok(None) } };
    match u16::try_from(bps).ok().and_then(|bps| Rate::new(bps).ok()) {
        Some(rate) => Ok(Some(rate)),
        None => Err(format!("{bps} is out of range: allowed is 0 to 10000 basis points")),
    }
}

#[inline]
fn fit(agency: Option<Rate>, creator: Option<Rate>) -> bool {
    agency.zip(creator).is_none_or(|(agency, creator)| agency.plus(creator).is_some())
}

/// The two rates of a row that has both.
#[inline]
pub(super) fn rates(agency: Option<i64>, creator: Option<i64>) -> Option<OwnRates> {
    let (agency, creator) = (rate(agency, true).ok()??, rate(creator, true).ok()??);
    fit(Some(agency), Some(creator)).then_some(OwnRates { agency, creator })
}

#[inline]
pub(super) fn quantity(given: Option<i64>) -> Result<Option<u32>, &'static str> {
    let number = given.map(u32::try_from).transpose();
    number.map_err(|_| "the value is not a whole number from 0 to 4294967295")
}

#[inline]
pub(super) fn refunds(given: Option<i64>) -> Result<(), &'static str> {
    if given.is_some_and(i64::is_negative) { Err("refunds are not negative") } else { Ok(()) }
}

pub(super) fn commission(given: Option<&str>) -> Result<Commission, String> {
    match given.unwrap_or("standard") {
        "standard" => Ok(Commission::Standard),
        "shop_ads" => Ok(Commission::ShopAds),
        other => Err(format!("`{}` is neither `standard` nor `shop_ads`", cells::shown(other))),
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
    let payment = reading.id("payment_id", row.payment_id, false);
    let status_text = reading.value("status", status(row.status));
    let created = reading.value("created_at", created(row.created_at, axis));
    let currency = reading.value("currency", currency(row.currency.unwrap_or_default()));
    let agency_rate = reading.rate("agency_rate_bps", row.agency_rate_bps, true);
    let creator_rate = reading.rate("creator_rate_bps", row.creator_rate_bps, true);
    if !fit(agency_rate, creator_rate) {
        reading.refuse("creator_rate_bps", "the rates add up to more than 10000 basis points");
    }
    let quantity = reading.value("quantity", quantity(row.quantity));
    reading.value("refunded_minor", refunds(row.refunded_minor));
    let commission = commission(row.commission).unwrap_or_else(|reason| {
        reading.refuse("commission", reason);
        Commission::Standard
    });
    let status = StatusWord::of(status_text);
    let given = given(row);
    let (estimated, settled) = given.amounts(status);
    let Classified { class, lacks_base, .. } = given.classified(status);
    let line = OrderLine {
        file,
        line: row.line,
        own_ids: own_ids.map(|id| book.id(id)),
        sale: Sale {
            product: book.share(product),
            campaign: book.share(campaign),
            creator: book.share(row.creator.unwrap_or_default()),
            created,
            standard: OwnRates {
                agency: agency_rate.unwrap_or_default(),
                creator: creator_rate.unwrap_or_default(),
            },
            shop_ads: match commission {
                Commission::Standard => [None; 2],
                Commission::ShopAds => [agency_rate, creator_rate],
            },
            only: Some(commission),
        },
        payment: book.share(payment),
        currency,
        status,
        status_text: book.share(status_text),
        class,
        fully_refunded: row.refunded.unwrap_or(false),
        quantity,
        gmv: cell(row.gmv_minor),
        estimated,
        settled,
    };
    if lacks_base && !line.fully_refunded {
        let what = if row.base_minor.is_none() { "null" } else { "out of range" };
        reading.refuse("base_minor", format!("the base is {what} where amounts are given"));
    }
    if !reading.faults.is_empty() {
        return Err(Box::new((reading.faults, row.ids())));
    }
    book.push(&line);
    Ok(())
}

/// The amounts that a row gives.
fn given(row: &OrderRow<'_>) -> Given {
    Given {
        base: cell(row.base_minor),
        agency: cell(row.paid_agency_minor),
        creator: creator(row.paid_creator_commission_minor, row.paid_creator_minor, row.paid_manager_minor),
        tax: cell(row.tax_minor),
        before: before(row.base_minor, row.refunded_minor),
    }
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
