//! Rows of text become order lines and terms, or an unreadable row with every reason.

use std::mem;

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
    axis: &mut Axis,
    book: &mut Book,
    mut refused: impl FnMut(u64, Refused<OrderField>),
) {
    let mut recent = Recent::new(book);
    for (chunk, lines) in batch.lines.chunks(TOGETHER).enumerate() {
        let mut rows: [Values<'_>; TOGETHER] = Default::default();
        let from = chunk.saturating_mul(TOGETHER);
        for (field, cells) in &batch.columns {
            let cells = cells.get(from..).unwrap_or_default();
            for (values, cell) in rows.iter_mut().zip(cells) {
                let Some(text) = cells::filled(cell) else { continue };
                if let Err(reason) = values.set(*field, text, currency) {
                    values.faults.push((*field, reason));
                }
            }
        }
        let shared = recent.share(&rows, lines.len(), book);
        for ((&line, values), shared) in lines.iter().zip(&mut rows).zip(shared) {
            let own_ids = [values.order_id, values.sku_id, values.content_id].map(|id| book.id(id));
            let kept = values.line((file, line), currency_index, axis, own_ids, shared);
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
    fn set(&mut self, field: OrderField, text: &'a str, currency: Currency) -> Result<(), String> {
        use OrderField as F;
        let amount = || cells::amount(text, currency).map(Cell::of);
        match field {
            F::OrderId => self.order_id = cells::id(text)?,
            F::SkuId => self.sku_id = cells::id(text)?,
            F::ProductId => self.product_id = cells::id(text)?,
            F::CampaignId => self.campaign_id = cells::id(text)?,
            F::ContentId => self.content_id = cells::id(text)?,
            F::Creator => self.creator = cells::name(text)?,
            F::Status => self.status = cells::name(text)?,
            F::PaymentId => self.payment_id = cells::id(text)?,
            F::Refunded => self.fully_refunded = cells::yes_or_no(text)?,
            F::CreatedAt => self.created_at = Some(written(text)?),
            F::Quantity => self.quantity = Some(cells::count(text)?),
            F::Gmv => self.gmv = amount()?,
            F::AgencyRate => self.rates[0] = Some(cells::rate(text)?),
            F::CreatorRate => self.rates[1] = Some(cells::rate(text)?),
            F::ShopAdsAgencyRate => self.rates[2] = Some(cells::rate(text)?),
            F::ShopAdsCreatorRate => self.rates[3] = Some(cells::rate(text)?),
            F::EstBase => self.estimated.base = amount()?,
            F::EstAgency => self.estimated.agency = amount()?,
            F::EstCreator => self.estimated.creator = amount()?,
            F::EstShopAdsAgency => self.estimated.shop_ads_agency = amount()?,
            F::EstShopAdsCreator => self.estimated.shop_ads_creator = amount()?,
            F::EstIsr => self.isr_iva[0] = amount()?,
            F::EstIva => self.isr_iva[1] = amount()?,
            F::Base => self.settled.base = amount()?,
            F::Agency => self.settled.agency = amount()?,
            F::CreatorCommission => self.settled.creator = amount()?,
            F::ShopAdsAgency => self.settled.shop_ads_agency = amount()?,
            F::ShopAdsCreator => self.settled.shop_ads_creator = amount()?,
            F::Isr => self.isr_iva[2] = amount()?,
            F::Iva => self.isr_iva[3] = amount()?,
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
        let status = StatusWord::of(self.status);
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
            class: Class::of(status, &self.estimated, &self.settled),
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

fn written(text: &str) -> Result<moment::Written, String> {
    moment::read(text).ok_or_else(|| format!("`{}` is not a time: {}", cells::shown(text), moment::EXPECTED))
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
    row: &Row<'_, '_, TermsField>,
    axis: &mut Axis,
) -> Result<Terms, Box<Refused<TermsField>>> {
    use TermsField as F;
    let mut faults: Faults<F> = Vec::new();
    let mut ids = RowIds::default();
    let (mut valid_from, mut valid_to) = (None, None);
    let mut rates = [None; 4];
    for (field, text) in row.filled() {
        let own = |id: &str| Some(id.to_owned());
        let set = match field {
            F::CampaignId => cells::id(text).map(|id| ids.campaign_id = own(id)),
            F::ProductId => cells::id(text).map(|id| ids.product_id = own(id)),
            F::Creator => cells::name(text).map(|name| ids.creator = own(name)),
            F::ValidFrom => written(text).map(|at| valid_from = Some(axis.start(at))),
            F::ValidTo => written(text).map(|at| valid_to = Some(axis.end(at))),
            F::AgencyRate => cells::rate(text).map(|rate| rates[0] = Some(rate)),
            F::CreatorRate => cells::rate(text).map(|rate| rates[1] = Some(rate)),
            F::ShopAdsAgencyRate => cells::rate(text).map(|rate| rates[2] = Some(rate)),
            F::ShopAdsCreatorRate => cells::rate(text).map(|rate| rates[3] = Some(rate)),
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
