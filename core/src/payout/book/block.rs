//! Rows of order lines by column: what all rows of a block have alike stands there once.

use std::hash::BuildHasher;

use crate::value::moment::Micros;
use crate::value::order_status::StatusWord;
use crate::value::rate::Rate;

use super::amounts::{Amounts, Cell};
use super::class::Class;
use super::column::{Column, ROWS, Value};
use super::commission::{Commission, OwnRates};
use super::explained_by::ExplainedBy;
use super::order_line::{Key, OrderLine, Sale};
use super::said::Said;
use super::texts::{Id, Shared};

/// Rows by column, at most [`ROWS`].
#[derive(Debug, Default)]
pub(crate) struct Block {
    rows: usize,
    /// Less the row's place: lines mostly follow each other.
    pub line_less_place: Column<u64>,
    pub order_id: Column<Id>,
    pub sku_id: Column<Id>,
    pub content_id: Column<Id>,
    pub product: Column<Shared>,
    pub campaign: Column<Shared>,
    pub creator: Column<Shared>,
    pub created: Column<Micros>,
    pub standard: Column<OwnRates>,
    pub shop_ads: Column<[Option<Rate>; 2]>,
    pub payment: Column<Shared>,
    pub quantity: Column<Option<u32>>,
    pub gmv: Column<Cell>,
    pub estimated: ByAmount,
    pub settled: ByAmount,
    pub facts: Column<Facts>,
    /// This and the next are worked out when the rows are taken.
    key_hash: Column<u32>,
    explained_by: Column<ExplainedBy>,
}

/// [`Amounts`] by column.
#[derive(Debug, Default)]
pub(crate) struct ByAmount {
    pub base: Column<Cell>,
    pub agency: Column<Cell>,
    pub creator: Column<Cell>,
    pub shop_ads_agency: Column<Cell>,
    pub shop_ads_creator: Column<Cell>,
    pub tax: Column<Cell>,
}

/// What many rows have alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub file: u16,
    pub currency: u16,
    pub status_text: Shared,
    pub status: StatusWord,
    pub class: Class,
    pub only: Option<Commission>,
    pub fully_refunded: bool,
}

impl Value for Facts {}
impl Value for ExplainedBy {}
impl Value for OwnRates {}
impl Value for Commission {}
impl Value for Option<u32> {}
impl Value for [Option<Rate>; 2] {}
impl Value for (Shared, StatusWord) {}

impl Value for Id {
    const IS_NUMBER: bool = true;

    #[inline]
    fn number(self) -> u64 {
        self.into()
    }

    #[inline]
    fn of_number(number: u64) -> Self {
        number.into()
    }
}

/// A blank one is near no amount.
impl Value for Cell {
    const IS_NUMBER: bool = true;

    #[inline]
    fn number(self) -> u64 {
        self.or_min().number()
    }

    #[inline]
    fn of_number(number: u64) -> Self {
        Self::of(i64::of_number(number))
    }
}

impl Block {
    /// Adds a line.
    pub(crate) fn push(&mut self, line: &OrderLine) {
        let place = self.rows;
        let [order_id, sku_id, content_id] = line.own_ids;
        let Sale { product, campaign, creator, created, standard, shop_ads, only } = line.sale;
        let OrderLine { file, currency, status_text, status, class, fully_refunded, .. } = *line;
        self.line_less_place.push(place, line_less_place(line.line, place));
        self.order_id.push(place, order_id);
        self.sku_id.push(place, sku_id);
        self.content_id.push(place, content_id);
        self.product.push(place, product);
        self.campaign.push(place, campaign);
        self.creator.push(place, creator);
        self.created.push(place, created);
        self.standard.push(place, standard);
        self.shop_ads.push(place, shop_ads);
        self.payment.push(place, line.payment);
        self.quantity.push(place, line.quantity);
        self.gmv.push(place, line.gmv);
        self.estimated.push(place, &line.estimated);
        self.settled.push(place, &line.settled);
        self.facts.push(place, Facts { file, currency, status_text, status, class, only, fully_refunded });
        self.grow(1);
    }

    /// Of the rows that are written to the next places, leaves out those that are not sound.
    pub(crate) fn keep(&mut self, sound: &[bool]) {
        let place = self.rows;
        let line = |at| self.line_less_place.at(at).wrapping_add(at as u64);
        let lines = (place..).zip(sound).filter(|(_, sound)| **sound).map(|(at, _)| line(at));
        let less_place: Vec<_> =
            lines.zip(place..).map(|(line, place)| line_less_place(line, place)).collect();
        self.line_less_place.extend(place, less_place.into_iter());
        self.order_id.keep(place, sound);
        self.sku_id.keep(place, sound);
        self.content_id.keep(place, sound);
        self.product.keep(place, sound);
        self.campaign.keep(place, sound);
        self.creator.keep(place, sound);
        self.created.keep(place, sound);
        self.standard.keep(place, sound);
        self.shop_ads.keep(place, sound);
        self.payment.keep(place, sound);
        self.quantity.keep(place, sound);
        self.gmv.keep(place, sound);
        self.estimated.keep(place, sound);
        self.settled.keep(place, sound);
        self.facts.keep(place, sound);
    }

    /// So many rows are written to the next places of all columns.
    pub(crate) fn grow(&mut self, rows: usize) {
        self.rows = ROWS.min(self.rows.saturating_add(rows));
    }

    /// Takes all rows, once there are no more, and works out what is asked of each.
    pub(crate) fn take(&mut self, hasher: &impl BuildHasher) -> Self {
        // The upper half of a hash tells rows apart as well as they need to be.
        let key_hash = self.rows().map(|row| (hasher.hash_one(row.key()) >> 32) as u32);
        let rows = self.rows;
        let facts = self.facts.packed(rows);
        let explained_by = self.explained_by(facts.same(rows)).packed(rows);
        let taken = Self {
            rows,
            line_less_place: self.line_less_place.packed(rows),
            order_id: self.order_id.packed(rows),
            sku_id: self.sku_id.packed(rows),
            content_id: self.content_id.packed(rows),
            product: self.product.packed(rows),
            campaign: self.campaign.packed(rows),
            creator: self.creator.packed(rows),
            created: self.created.packed(rows),
            standard: self.standard.packed(rows),
            shop_ads: self.shop_ads.packed(rows),
            payment: self.payment.packed(rows),
            quantity: self.quantity.packed(rows),
            gmv: self.gmv.packed(rows),
            estimated: self.estimated.packed(rows),
            settled: self.settled.packed(rows),
            facts,
            key_hash: Column::of(key_hash),
            explained_by,
        };
        self.rows = 0;
        taken
    }

    /// The policies under which the amounts of each row are right; `same` are the facts of all, where they have the same.
    fn explained_by(&self, same: Option<Facts>) -> Column<ExplainedBy> {
        let of = |row: Row<'_>, facts: Facts| {
            ExplainedBy::of(facts.only, |commission| row.said(facts, commission))
        };
        match same {
            Some(facts) => Column::of(self.rows().map(|row| of(row, facts))),
            None => Column::of(self.rows().map(|row| of(row, row.facts()))),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// The rows in their order.
    #[inline]
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows).map(|place| Row { block: self, place })
    }

    /// The row at a place.
    pub(crate) fn row(&self, place: usize) -> Option<Row<'_>> {
        (place < self.rows).then_some(Row { block: self, place })
    }
}

/// As the column of it holds the line of a row.
pub(crate) fn line_less_place(line: u64, place: usize) -> u64 {
    line.wrapping_sub(place as u64)
}

impl ByAmount {
    fn push(&mut self, place: usize, amounts: &Amounts) {
        let Amounts { base, agency, creator, shop_ads_agency, shop_ads_creator, tax } = *amounts;
        self.base.push(place, base);
        self.agency.push(place, agency);
        self.creator.push(place, creator);
        self.shop_ads_agency.push(place, shop_ads_agency);
        self.shop_ads_creator.push(place, shop_ads_creator);
        self.tax.push(place, tax);
    }

    fn keep(&mut self, place: usize, sound: &[bool]) {
        self.base.keep(place, sound);
        self.agency.keep(place, sound);
        self.creator.keep(place, sound);
        self.shop_ads_agency.keep(place, sound);
        self.shop_ads_creator.keep(place, sound);
        self.tax.keep(place, sound);
    }

    fn packed(&self, rows: usize) -> Self {
        Self {
            base: self.base.packed(rows),
            agency: self.agency.packed(rows),
            creator: self.creator.packed(rows),
            shop_ads_agency: self.shop_ads_agency.packed(rows),
            shop_ads_creator: self.shop_ads_creator.packed(rows),
            tax: self.tax.packed(rows),
        }
    }

    #[inline]
    fn at(&self, place: usize) -> Amounts {
        Amounts {
            base: self.base.at(place),
            agency: self.agency.at(place),
            creator: self.creator.at(place),
            shop_ads_agency: self.shop_ads_agency.at(place),
            shop_ads_creator: self.shop_ads_creator.at(place),
            tax: self.tax.at(place),
        }
    }
}

/// A row of a block. Each of its parts is read by itself.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    block: &'a Block,
    place: usize,
}

impl<'a> Row<'a> {
    pub(crate) fn file(self) -> u16 {
        self.facts().file
    }

    pub(crate) fn line_number(self) -> u64 {
        self.block.line_less_place.at(self.place).wrapping_add(self.place as u64)
    }

    pub(crate) fn class(self) -> Class {
        self.facts().class
    }

    pub(crate) fn currency(self) -> u16 {
        self.facts().currency
    }

    /// The status, as a word and as it is written.
    pub(crate) fn status(self) -> (StatusWord, Shared) {
        let Facts { status, status_text, .. } = self.facts();
        (status, status_text)
    }

    /// Whether it is settled, on a base of 0, and nothing says that all was refunded.
    pub(crate) fn is_settled_on_zero(self) -> bool {
        let Facts { class, fully_refunded, .. } = self.facts();
        class == Class::Settled && !fully_refunded && self.block.settled.base.at(self.place) == Cell::of(0)
    }

    pub(crate) fn campaign(self) -> Shared {
        self.block.campaign.at(self.place)
    }

    pub(crate) fn key_hash(self) -> u32 {
        self.block.key_hash.at(self.place)
    }

    pub(crate) fn explained_by(self) -> ExplainedBy {
        self.block.explained_by.at(self.place)
    }

    pub(crate) fn key(self) -> Key {
        let Self { block, place } = self;
        Key {
            own_ids: self.own_ids(),
            product: block.product.at(place),
            campaign: block.campaign.at(place),
            only: self.facts().only,
        }
    }

    /// What its terms are found by.
    pub(crate) fn sale(self) -> Sale {
        let Self { block, place } = self;
        Sale {
            product: block.product.at(place),
            campaign: block.campaign.at(place),
            creator: block.creator.at(place),
            created: block.created.at(place),
            standard: block.standard.at(place),
            shop_ads: block.shop_ads.at(place),
            only: self.facts().only,
        }
    }

    #[inline]
    fn facts(self) -> Facts {
        self.block.facts.at(self.place)
    }

    /// The amounts that are checked.
    #[inline]
    fn checked(self, facts: Facts) -> &'a ByAmount {
        if facts.class == Class::Open { &self.block.estimated } else { &self.block.settled }
    }

    /// What agency and creator are said to get of a commission that the row may hold. A row that holds only one kind has it
    /// in the standard cells.
    #[inline]
    fn paid_by(self, facts: Facts, commission: Commission) -> (Cell, Cell) {
        let (amounts, place) = (self.checked(facts), self.place);
        if facts.only.is_none() && commission == Commission::ShopAds {
            (amounts.shop_ads_agency.at(place), amounts.shop_ads_creator.at(place))
        } else {
            (amounts.agency.at(place), amounts.creator.at(place))
        }
    }

    /// What is checked of a commission that the row may hold.
    #[inline]
    fn said(self, facts: Facts, commission: Commission) -> Said {
        let Facts { class, fully_refunded, only, .. } = facts;
        let (agency, creator) = self.paid_by(facts, commission);
        let (base, rates) = (self.checked(facts).base.at(self.place), self.own_rates(commission));
        Said { class, fully_refunded, only, commission, rates, base, agency, creator }
    }

    #[inline]
    fn own_rates(self, commission: Commission) -> OwnRates {
        match commission {
            Commission::Standard => self.block.standard.at(self.place),
            Commission::ShopAds => OwnRates::of_shop_ads(self.block.shop_ads.at(self.place)),
        }
    }

    /// What agency and creator are said to have got, of both commissions together.
    #[inline]
    pub(crate) fn paid(self) -> [i128; 2] {
        let facts = self.facts();
        let by = |commission| {
            let (agency, creator) = self.paid_by(facts, commission);
            [agency, creator].map(|paid| i128::from(paid.or_zero()))
        };
        if let Some(only) = facts.only {
            return by(only);
        }
        let [[agency, creator], [ads_agency, ads_creator]] = Commission::ALL.map(by);
        [agency.saturating_add(ads_agency), creator.saturating_add(ads_creator)]
    }

    /// All of it.
    pub(crate) fn line(self) -> OrderLine {
        let Self { block, place } = self;
        let Facts { file, currency, status_text, status, class, fully_refunded, .. } = self.facts();
        OrderLine {
            file,
            line: self.line_number(),
            own_ids: self.own_ids(),
            sale: self.sale(),
            payment: block.payment.at(place),
            currency,
            status,
            status_text,
            class,
            fully_refunded,
            quantity: block.quantity.at(place),
            gmv: block.gmv.at(place),
            estimated: block.estimated.at(place),
            settled: block.settled.at(place),
        }
    }

    /// Order, SKU and content.
    pub(crate) fn own_ids(self) -> [Id; 3] {
        let Self { block, place } = self;
        [block.order_id.at(place), block.sku_id.at(place), block.content_id.at(place)]
    }
}
