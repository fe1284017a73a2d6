//! Rows of text become order lines and terms, or an unreadable row with every reason.

use std::mem;
use std::ops::RangeInclusive;

use crate::payout::book::Book;
use crate::payout::book::amounts::{Amounts, Cell};
use crate::payout::book::class::Class;
use crate::payout::book::commission::OwnRates;
use crate::payout::book::order_line::{OrderLine, Sale};
use crate::payout::book::texts::{Id, Shared};
use crate::terms::{Rates, Terms};
use crate::value::moment::{self, Axis};
use crate::value::money::Currency;
use crate::value::order_status::StatusWord;
use crate::value::rate::Rate;

use super::cells;
use super::dialect::{Dialect, IdSlot};
use super::field::{OrderField, Row, TermsField, TextBatch};
use super::unreadable::{Faults, Refused, RowIds};

/// The cells of one orders row, as values, and what is wrong with the others.
#[derive(Default)]
struct Values<'a> {
    order_id: &'a str,
    sku_id: &'a str,
    product_id: &'a str,
    campaign_id: &'a str,
    content_id: &'a str,
    creator: &'a str,
    status: &'a str,
    payment_id: &'a str,
    fully_refunded: bool,
    created_at: Option<moment::Written>,
    quantity: Option<u32>,
    gmv: Cell,
    rates: [Option<Rate>; 4],
    estimated: Amounts,
    settled: Amounts,
    isr_iva: [Cell; 4],
    faults: Faults<OrderField>,
}

/// How many rows are read together, column by column: few enough to stay in the nearest cache.
const TOGETHER: usize = 16;

/// Reads rows of an orders file into the book; `refused` is told of each that cannot be read.
pub(crate) fn order_rows(
    file: u16,
    batch: &TextBatch<'_, OrderField>,
    (currency_index, currency): (u16, Currency),
    dialect: &mut Dialect,
    axis: &mut Axis,
    book: &mut Book,
    mut refused: impl FnMut(u64, Refused<OrderField>),
) {
    let mut recent = Recent::new(book);
    let mut latest_status = ("", StatusWord::of(""));
    for (chunk, lines) in batch.lines.chunks(TOGETHER).enumerate() {
        let mut rows: [Values<'_>; TOGETHER] = Default::default();
        let from = chunk.saturating_mul(TOGETHER);
        for (field, cells) in &batch.columns {
            let cells = cells.get(from..).unwrap_or_default();
            let exact = batch.exact_of(*field).map(|exact| exact.get(from..).unwrap_or_default());
            for (at, ((values, cell), line)) in rows.iter_mut().zip(cells).zip(lines).enumerate() {
                let Some(text) = cells::filled(cell) else { continue };
                let exact = exact.is_some_and(|exact| exact.get(at).copied().unwrap_or(false));
                let mut cell = Filled { field: *field, text, exact, line: *line, dialect };
                if let Err(reason) = values.set(&mut cell, currency) {
                    values.faults.push((*field, reason));
                }
            }
        }
        if !dialect.keeps_rows() {
            continue;
        }
        let shared = recent.share(&rows, lines.len(), book);
        for ((&line, values), shared) in lines.iter().zip(&mut rows).zip(shared) {
            let own_ids = [values.order_id, values.sku_id, values.content_id].map(|id| book.id(id));
            if latest_status.0 != values.status {
                latest_status = (values.status, StatusWord::of(values.status));
            }
            let kept = values.line((file, line), currency_index, axis, own_ids, shared, latest_status.1);
            values.judge(kept.class);
            if values.faults.is_empty() {
                book.push(&kept);
            } else {
                values.faults.sort_by_key(|(field, _)| *field);
                refused(line, (mem::take(&mut values.faults), values.ids()));
            }
        }
    }
}

/// Of product, campaign, creator, payment and status, the latest text with its number: exports come in runs.
struct Recent<'a>([(&'a str, Shared); 5]);

impl<'a> Recent<'a> {
    fn new(book: &mut Book) -> Self {
        Self([("", book.share("")); 5])
    }

    /// The numbers of the first `count` rows' texts, column by column, so that one look-up need not wait for another.
    fn share(
        &mut self,
        rows: &[Values<'a>; TOGETHER],
        count: usize,
        book: &mut Book,
    ) -> [[Shared; 5]; TOGETHER] {
        let columns: [fn(&Values<'a>) -> &'a str; 5] = [
            |row| row.product_id,
            |row| row.campaign_id,
            |row| row.creator,
            |row| row.payment_id,
            |row| row.status,
        ];
        let mut shared = [[0; 5]; TOGETHER];
        for (column, (text_of, latest)) in columns.into_iter().zip(&mut self.0).enumerate() {
            for (shared, row) in shared.iter_mut().zip(rows).take(count) {
                let text = text_of(row);
                if latest.0 != text {
                    *latest = (text, book.share(text));
                }
                shared[column] = latest.1;
            }
        }
        shared
    }
}

impl<'a> Values<'a> {
    fn set(&mut self, cell: &mut Filled<'_, 'a, OrderField>, currency: Currency) -> Result<(), String> {
        use OrderField as F;
        let text = cell.text;
        match cell.field {
            F::OrderId => self.order_id = cell.id(IdSlot::Order)?,
            F::SkuId => self.sku_id = cell.id(IdSlot::Sku)?,
            F::ProductId => self.product_id = cell.id(IdSlot::Product)?,
            F::CampaignId => self.campaign_id = cell.id(IdSlot::Campaign)?,
            F::ContentId => self.content_id = cell.content_id()?,
            F::Creator => self.creator = cells::name(text)?,
            F::Status => self.status = cells::name(text)?,
            F::PaymentId => self.payment_id = cells::other_id(text)?,
            F::Refunded => self.fully_refunded = cells::yes_or_no(text)?,
            F::CreatedAt => self.created_at = Some(of_our_time(cell.time()?)?),
            F::Quantity => self.quantity = Some(cells::count(text)?),
            F::Gmv => self.gmv = cell.amount(currency)?,
            F::AgencyRate => self.rates[0] = Some(cell.rate()?),
            F::CreatorRate => self.rates[1] = Some(cell.rate()?),
            F::ShopAdsAgencyRate => self.rates[2] = Some(cell.rate()?),
            F::ShopAdsCreatorRate => self.rates[3] = Some(cell.rate()?),
            F::EstBase => self.estimated.base = cell.amount(currency)?,
            F::EstAgency => self.estimated.agency = cell.amount(currency)?,
            F::EstCreator => self.estimated.creator = cell.amount(currency)?,
            F::EstShopAdsAgency => self.estimated.shop_ads_agency = cell.amount(currency)?,
            F::EstShopAdsCreator => self.estimated.shop_ads_creator = cell.amount(currency)?,
            F::EstIsr => self.isr_iva[0] = cell.amount(currency)?,
            F::EstIva => self.isr_iva[1] = cell.amount(currency)?,
            F::Base => self.settled.base = cell.amount(currency)?,
            F::Agency => self.settled.agency = cell.amount(currency)?,
            F::CreatorCommission => self.settled.creator = cell.amount(currency)?,
            F::ShopAdsAgency => self.settled.shop_ads_agency = cell.amount(currency)?,
            F::ShopAdsCreator => self.settled.shop_ads_creator = cell.amount(currency)?,
            F::Isr => self.isr_iva[2] = cell.amount(currency)?,
            F::Iva => self.isr_iva[3] = cell.amount(currency)?,
        }
        Ok(())
    }

    /// The line that these cells make, and what else is missing from it.
    fn line(
        &mut self,
        (file, line): (u16, u64),
        currency: u16,
        axis: &mut Axis,
        own_ids: [Id; 3],
        [product, campaign, creator, payment, status_text]: [Shared; 5],
        status: StatusWord,
    ) -> OrderLine {
        use OrderField as F;
        let faults = &mut self.faults;
        let [agency_rate, creator_rate, ads_agency, ads_creator] = self.rates;
        let needed = [
            (F::OrderId, self.order_id.is_empty()),
            (F::SkuId, self.sku_id.is_empty()),
            (F::ProductId, self.product_id.is_empty()),
            (F::CampaignId, self.campaign_id.is_empty()),
            (F::Status, self.status.is_empty()),
            (F::CreatedAt, self.created_at.is_none()),
            (F::AgencyRate, agency_rate.is_none()),
            (F::CreatorRate, creator_rate.is_none()),
        ];
        for (field, blank) in needed {
            if blank && faults.iter().all(|(known, _)| *known != field) {
                faults.push((field, "the cell is blank".to_owned()));
            }
        }
        let standard = own_rates(F::CreatorRate, agency_rate, creator_rate, faults);
        own_rates(F::ShopAdsCreatorRate, ads_agency, ads_creator, faults);
        let [est_isr, est_iva, isr, iva] = self.isr_iva;
        self.estimated.tax = sum(est_isr, est_iva);
        self.settled.tax = sum(isr, iva);
        OrderLine {
            file,
            line,
            own_ids,
            sale: Sale {
                product,
                campaign,
                creator,
                created: self.created_at.map_or(0, |at| axis.start(at)),
                standard,
                shop_ads: [ads_agency, ads_creator],
                only: None,
            },
            payment,
            currency,
            status,
            status_text,
            class: Class::of(
                status,
                &self.estimated,
                &self.settled,
                self.payment_id.is_empty() && !self.fully_refunded,
            ),
            fully_refunded: self.fully_refunded,
            quantity: self.quantity,
            gmv: self.gmv,
            estimated: self.estimated,
            settled: self.settled,
        }
    }

    /// A line whose amounts are filled needs the base that they come from.
    fn judge(&mut self, class: Class) {
        let (field, amounts) = match class {
            Class::Settled if !self.fully_refunded => (OrderField::Base, &self.settled),
            Class::Open if !self.fully_refunded => (OrderField::EstBase, &self.estimated),
            _ => return,
        };
        let paid = [amounts.agency, amounts.creator, amounts.shop_ads_agency, amounts.shop_ads_creator];
        let unread = self.faults.iter().any(|(known, _)| *known == field);
        if amounts.base.is_blank() && !unread && paid.into_iter().any(|cell| !cell.is_blank()) {
            self.faults.push((field, "the base is blank where amounts are filled".to_owned()));
        }
    }

    fn ids(&self) -> RowIds {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        RowIds {
            order_id: filled(self.order_id),
            sku_id: filled(self.sku_id),
            product_id: filled(self.product_id),
            campaign_id: filled(self.campaign_id),
            creator: filled(self.creator),
        }
    }
}

/// A filled cell of a file whose dialect is being found out.
struct Filled<'d, 'a, F> {
    field: F,
    text: &'a str,
    exact: bool,
    line: u64,
    dialect: &'d mut Dialect,
}

impl<'a, F: Named> Filled<'_, 'a, F> {
    #[inline]
    fn amount(&mut self, currency: Currency) -> Result<Cell, String> {
        let Self { field, text, exact, line, ref mut dialect } = *self;
        let (amount, proves) = currency.read(text, dialect.amounts(exact));
        if let Some(mark) = proves
            && !exact
        {
            dialect.amount_proves(mark, line, field.word(), text);
        }
        amount.map(Cell::of).map_err(|error| error.to_string())
    }

    #[inline]
    fn rate(&mut self) -> Result<Rate, String> {
        let Self { field, text, exact, line, ref mut dialect } = *self;
        let (rate, proves) = Rate::read(text, dialect.rates(exact));
        if let Some(mark) = proves
            && !exact
        {
            dialect.rate_proves(mark, line, field.word(), text);
        }
        rate.map_err(|error| error.to_string())
    }

    #[inline]
    fn time(&mut self) -> Result<moment::Written, String> {
        let Self { field, text, exact, line, ref mut dialect } = *self;
        let (written, proves) = moment::read(text, dialect.dates(exact));
        if let Some(order) = proves
            && !exact
        {
            dialect.date_proves(order, line, field.word(), text);
        }
        written.ok_or_else(|| format!("`{}` is not a time: {}", cells::shown(text), moment::EXPECTED))
    }

    #[inline]
    fn id(&mut self, slot: IdSlot) -> Result<&'a str, String> {
        let id = cells::export_id(self.text)?;
        self.dialect.id(slot, self.field.word(), id);
        Ok(id)
    }

    #[inline]
    fn content_id(&mut self) -> Result<&'a str, String> {
        let id = cells::other_id(self.text)?;
        self.dialect.id(IdSlot::Content, self.field.word(), id);
        Ok(id)
    }
}

/// A column with a public name.
trait Named: Copy {
    fn word(self) -> &'static str;
}

impl Named for OrderField {
    fn word(self) -> &'static str {
        self.word()
    }
}

impl Named for TermsField {
    fn word(self) -> &'static str {
        self.word()
    }
}

/// The years in which an order can have been made.
const YEARS: RangeInclusive<i32> = 2015..=2100;
/// So many years are Buddhist ones ahead.
const BUDDHIST_YEARS: i32 = 543;

/// The time of a line, if it is one that can be.
fn of_our_time(written: moment::Written) -> Result<moment::Written, String> {
    let year = written.year();
    if YEARS.contains(&year) {
        return Ok(written);
    }
    let ours = year.saturating_sub(BUDDHIST_YEARS);
    let buddhist = if YEARS.contains(&ours) {
        format!(": a Buddhist year? That would be {ours}")
    } else {
        String::new()
    };
    Err(format!("the year {year} is out of range, allowed is 2015 to 2100{buddhist}"))
}

/// An end of terms, unless it is so late that there is none.
fn end_of_terms(written: moment::Written) -> Option<moment::Written> {
    Some(written).filter(|written| written.year() <= *YEARS.end())
}

fn sum(one: Cell, other: Cell) -> Cell {
    match (one.get(), other.get()) {
        (Some(one), Some(other)) => one.checked_add(other).map_or(Cell::BLANK, Cell::of),
        (Some(only), None) | (None, Some(only)) => Cell::of(only),
        (None, None) => Cell::BLANK,
    }
}

fn own_rates<F>(field: F, agency: Option<Rate>, creator: Option<Rate>, faults: &mut Faults<F>) -> OwnRates {
    let own = OwnRates { agency: agency.unwrap_or_default(), creator: creator.unwrap_or_default() };
    if own.agency.plus(own.creator).is_none() {
        faults
            .push((field, format!("the rates {} and {} add up to more than 100%", own.agency, own.creator)));
    }
    own
}

/// Reads one row of a product link export.
pub(crate) fn terms_row(
    (line, row): (u64, &Row<'_, '_, TermsField>),
    dialect: &mut Dialect,
    axis: &mut Axis,
) -> Result<Terms, Box<Refused<TermsField>>> {
    use TermsField as F;
    let mut faults: Faults<F> = Vec::new();
    let mut ids = RowIds::default();
    let (mut valid_from, mut valid_to) = (None, None);
    let mut rates = [None; 4];
    for (field, text, exact) in row.filled() {
        let own = |id: &str| (!id.is_empty()).then(|| id.to_owned());
        let mut cell = Filled { field, text, exact, line, dialect };
        let set = match field {
            F::CampaignId => cell.id(IdSlot::Campaign).map(|id| ids.campaign_id = own(id)),
            F::ProductId => cell.id(IdSlot::Product).map(|id| ids.product_id = own(id)),
            F::Creator => cells::name(text).map(|name| ids.creator = own(name)),
            F::ValidFrom => cell.time().map(|at| valid_from = Some(axis.start(at))),
            F::ValidTo => cell.time().map(|at| valid_to = end_of_terms(at).map(|at| axis.end(at))),
            F::AgencyRate => cell.rate().map(|rate| rates[0] = Some(rate)),
            F::CreatorRate => cell.rate().map(|rate| rates[1] = Some(rate)),
            F::ShopAdsAgencyRate => cell.rate().map(|rate| rates[2] = Some(rate)),
            F::ShopAdsCreatorRate => cell.rate().map(|rate| rates[3] = Some(rate)),
        };
        if let Err(reason) = set {
            faults.push((field, reason));
        }
    }
    let [agency, creator, ads_agency, ads_creator] = rates;
    let needed = [
        (F::CampaignId, ids.campaign_id.is_none()),
        (F::ProductId, ids.product_id.is_none()),
        (F::AgencyRate, agency.is_none()),
        (F::CreatorRate, creator.is_none()),
    ];
    for (field, blank) in needed {
        if blank && faults.iter().all(|(known, _)| *known != field) {
            faults.push((field, "the cell is blank".to_owned()));
        }
    }
    let mut pair = |field, agency: Option<Rate>, creator: Option<Rate>| {
        let own = own_rates(field, agency, creator, &mut faults);
        Rates::of_parts(own.agency, own.creator).unwrap_or(Rates { total: Rate::ZERO, creator: Rate::ZERO })
    };
    let standard = pair(F::CreatorRate, agency, creator);
    let shop_ads = (ads_agency.is_some() && ads_creator.is_some())
        .then(|| pair(F::ShopAdsCreatorRate, ads_agency, ads_creator));
    if !faults.is_empty() {
        faults.sort_by_key(|(field, _)| *field);
        return Err(Box::new((faults, ids)));
    }
    Ok(Terms {
        campaign_id: ids.campaign_id.unwrap_or_default(),
        product_id: ids.product_id.unwrap_or_default(),
        creator: ids.creator,
        valid_from,
        valid_to,
        standard,
        shop_ads,
    })
}
