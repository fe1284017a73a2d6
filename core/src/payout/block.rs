//! Rows of order lines by column: what all rows of a block have alike stands there once.

use crate::moment::Micros;
use crate::order_status::StatusWord;
use crate::rate::Rate;

use super::order_line::{Amounts, Cell, Class, Commission, Key, OrderLine, OwnRates, Sale};
use super::policy_choice::ExplainedBy;
use super::texts::{Id, Shared};

/// So many rows make a block: enough that memory is asked for seldom, and few enough to stay in the cache while they wait.
pub(crate) const ROWS: usize = 1024;

/// Rows by column, the last of them perhaps fewer than [`ROWS`].
#[derive(Debug)]
pub(crate) struct Block {
    rows: usize,
    /// Less the row's place: lines mostly follow each other.
    line: Column<u64>,
    order_id: Column<Id>,
    sku_id: Column<Id>,
    content_id: Column<Id>,
    product: Column<Shared>,
    campaign: Column<Shared>,
    creator: Column<Shared>,
    created: Column<Micros>,
    standard: Column<OwnRates>,
    shop_ads: Column<[Option<Rate>; 2]>,
    payment: Column<Shared>,
    quantity: Column<Option<u32>>,
    gmv: Column<Cell>,
    estimated: ByAmount,
    settled: ByAmount,
    facts: Column<Facts>,
    key_hash: Column<u64>,
    explained_by: Column<ExplainedBy>,
}

/// [`Amounts`] by column.
#[derive(Debug)]
struct ByAmount {
    base: Column<Cell>,
    agency: Column<Cell>,
    creator: Column<Cell>,
    shop_ads_agency: Column<Cell>,
    shop_ads_creator: Column<Cell>,
    tax: Column<Cell>,
}

/// What many rows have alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Facts {
    file: u16,
    currency: u16,
    status_text: Shared,
    status: StatusWord,
    class: Class,
    only: Option<Commission>,
    fully_refunded: bool,
}

/// What is worked out of a line while it is at hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WorkedOut {
    pub key_hash: u64,
    pub explained_by: ExplainedBy,
}

impl Block {
    /// These lines, up to [`ROWS`]; `None` where there are none.
    pub(crate) fn of(lines: &[OrderLine], worked_out: &[WorkedOut]) -> Option<Self> {
        let mut number_less_place = [0; ROWS];
        for ((less, line), place) in number_less_place.iter_mut().zip(lines).zip(0..) {
            *less = line.line.wrapping_sub(place);
        }
        let rows = lines.len().min(ROWS);
        Some(Self {
            rows,
            line: column(number_less_place.get(..rows)?, |less| *less)?,
            order_id: column(lines, |line| line.own_ids[0])?,
            sku_id: column(lines, |line| line.own_ids[1])?,
            content_id: column(lines, |line| line.own_ids[2])?,
            product: column(lines, |line| line.sale.product)?,
            campaign: column(lines, |line| line.sale.campaign)?,
            creator: column(lines, |line| line.sale.creator)?,
            created: column(lines, |line| line.sale.created)?,
            standard: column(lines, |line| line.sale.standard)?,
            shop_ads: column(lines, |line| line.sale.shop_ads)?,
            payment: column(lines, |line| line.payment)?,
            quantity: column(lines, |line| line.quantity)?,
            gmv: column(lines, |line| line.gmv)?,
            estimated: ByAmount::of(lines, |line| &line.estimated)?,
            settled: ByAmount::of(lines, |line| &line.settled)?,
            facts: column(lines, Facts::of)?,
            key_hash: column(worked_out, |one| one.key_hash)?,
            explained_by: column(worked_out, |one| one.explained_by)?,
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// The rows in their order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..=u16::MAX).take(self.rows).map(|place| Row { block: self, place })
    }

    /// The row at a place.
    pub(crate) fn row(&self, place: u16) -> Option<Row<'_>> {
        (usize::from(place) < self.rows).then_some(Row { block: self, place })
    }
}

impl ByAmount {
    fn of(lines: &[OrderLine], amounts: impl Fn(&OrderLine) -> &Amounts) -> Option<Self> {
        Some(Self {
            base: column(lines, |line| amounts(line).base)?,
            agency: column(lines, |line| amounts(line).agency)?,
            creator: column(lines, |line| amounts(line).creator)?,
            shop_ads_agency: column(lines, |line| amounts(line).shop_ads_agency)?,
            shop_ads_creator: column(lines, |line| amounts(line).shop_ads_creator)?,
            tax: column(lines, |line| amounts(line).tax)?,
        })
    }

    fn at(&self, place: u16) -> Amounts {
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

impl Facts {
    fn of(line: &OrderLine) -> Self {
        let OrderLine { file, currency, status_text, status, class, fully_refunded, .. } = *line;
        Self { file, currency, status_text, status, class, only: line.sale.only, fully_refunded }
    }
}

/// A row of a block. Each of its parts is read by itself.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    block: &'a Block,
    place: u16,
}

impl Row<'_> {
    pub(crate) fn file(self) -> u16 {
        self.block.facts.at(self.place).file
    }

    pub(crate) fn line_number(self) -> u64 {
        self.block.line.at(self.place).wrapping_add(self.place.into())
    }

    pub(crate) fn class(self) -> Class {
        self.block.facts.at(self.place).class
    }

    pub(crate) fn currency(self) -> u16 {
        self.block.facts.at(self.place).currency
    }

    pub(crate) fn campaign(self) -> Shared {
        self.block.campaign.at(self.place)
    }

    pub(crate) fn key_hash(self) -> u64 {
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
            only: block.facts.at(place).only,
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
            only: block.facts.at(place).only,
        }
    }

    /// What agency and creator are said to have got, of both commissions together.
    pub(crate) fn paid(self) -> [i128; 2] {
        let Self { block, place } = self;
        let Facts { class, only, .. } = block.facts.at(place);
        let amounts = if class == Class::Open { &block.estimated } else { &block.settled };
        let both = |standard: &Column<Cell>, shop_ads: &Column<Cell>| {
            let shop_ads = if only.is_none() { shop_ads.at(place).or_zero() } else { 0 };
            i128::from(standard.at(place).or_zero()).saturating_add(shop_ads.into())
        };
        [both(&amounts.agency, &amounts.shop_ads_agency), both(&amounts.creator, &amounts.shop_ads_creator)]
    }

    /// All of it.
    pub(crate) fn line(self) -> OrderLine {
        let Self { block, place } = self;
        let Facts { file, currency, status_text, status, class, fully_refunded, .. } = block.facts.at(place);
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

/// One value for all rows where they have the same, else one each.
#[derive(Debug)]
enum Column<T> {
    Same(T),
    Each(Box<[T; ROWS]>),
}

impl<T: Copy> Column<T> {
    #[inline]
    fn at(&self, place: u16) -> T {
        match self {
            Self::Same(value) => *value,
            Self::Each(values) => values[usize::from(place) % ROWS],
        }
    }
}

/// What these rows have in a column; `None` where there are none.
fn column<L, T: Copy + PartialEq>(lines: &[L], value: impl Fn(&L) -> T) -> Option<Column<T>> {
    let same = value(lines.first()?);
    if lines.iter().all(|line| value(line) == same) {
        return Some(Column::Same(same));
    }
    let mut values: Vec<T> = lines.iter().map(value).collect();
    values.resize(ROWS, same);
    values.try_into().ok().map(Column::Each)
}
