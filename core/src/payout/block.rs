//! Rows of order lines by column: what all rows of a block have alike stands there once.

use crate::moment::Micros;
use crate::order_status::StatusWord;
use crate::rate::Rate;

use super::order_line::{Amounts, Cell, Class, Commission, Key, OrderLine, OwnRates, Sale};
use super::policy_choice::ExplainedBy;
use super::texts::{Id, Shared};

/// So many rows make a block: a row's place in it is a `u8`.
pub(crate) const ROWS: usize = 256;

/// Rows by column, the last of them perhaps fewer than [`ROWS`].
#[derive(Debug)]
pub(crate) struct Block {
    rows: usize,
    /// Less the row's place: lines mostly follow each other.
    line: Column<u64>,
    own_ids: [Column<Id>; 3],
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

/// A row that is to be put into a block, with what is worked out of it while it is at hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loose {
    pub line: OrderLine,
    /// How many rows stand before it.
    pub place: u64,
    pub class: Class,
    pub key_hash: u64,
    pub explained_by: ExplainedBy,
}

impl Block {
    /// These rows, up to [`ROWS`]; `None` where there are none.
    pub(crate) fn of(loose: &[Loose]) -> Option<Self> {
        let (first, _) = loose.split_first()?;
        let rows = Together { first, loose };
        Some(Self {
            rows: loose.len().min(ROWS),
            line: rows.column(|one| one.line.line.wrapping_sub(one.place)),
            own_ids: [0, 1, 2].map(|which: usize| rows.column(|one| one.line.own_ids[which])),
            product: rows.column(|one| one.line.sale.product),
            campaign: rows.column(|one| one.line.sale.campaign),
            creator: rows.column(|one| one.line.sale.creator),
            created: rows.column(|one| one.line.sale.created),
            standard: rows.column(|one| one.line.sale.standard),
            shop_ads: rows.column(|one| one.line.sale.shop_ads),
            payment: rows.column(|one| one.line.payment),
            quantity: rows.column(|one| one.line.quantity),
            gmv: rows.column(|one| one.line.gmv),
            estimated: rows.amounts(|one| &one.line.estimated),
            settled: rows.amounts(|one| &one.line.settled),
            facts: rows.column(Facts::of),
            key_hash: rows.column(|one| one.key_hash),
            explained_by: rows.column(|one| one.explained_by),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// The rows in their order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..=u8::MAX).take(self.rows).map(|place| Row { block: self, place })
    }

    /// The row at a place.
    pub(crate) fn row(&self, place: u8) -> Option<Row<'_>> {
        (usize::from(place) < self.rows).then_some(Row { block: self, place })
    }
}

/// The rows that become a block.
struct Together<'a> {
    first: &'a Loose,
    loose: &'a [Loose],
}

impl<'a> Together<'a> {
    fn column<T: Copy + PartialEq>(&self, value: impl Fn(&'a Loose) -> T) -> Column<T> {
        let same = value(self.first);
        if self.loose.iter().all(|one| value(one) == same) {
            return Column::Same(same);
        }
        let mut values = Box::new([same; ROWS]);
        for (into, one) in values.iter_mut().zip(self.loose) {
            *into = value(one);
        }
        Column::Each(values)
    }

    fn amounts(&self, of: impl Fn(&'a Loose) -> &'a Amounts) -> ByAmount {
        ByAmount {
            base: self.column(|one| of(one).base),
            agency: self.column(|one| of(one).agency),
            creator: self.column(|one| of(one).creator),
            shop_ads_agency: self.column(|one| of(one).shop_ads_agency),
            shop_ads_creator: self.column(|one| of(one).shop_ads_creator),
            tax: self.column(|one| of(one).tax),
        }
    }
}

impl ByAmount {
    fn at(&self, place: u8) -> Amounts {
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
    fn of(loose: &Loose) -> Self {
        let OrderLine { file, currency, status_text, status, fully_refunded, .. } = loose.line;
        Self {
            file,
            currency,
            status_text,
            status,
            class: loose.class,
            only: loose.line.sale.only,
            fully_refunded,
        }
    }
}

/// A row of a block. Each of its parts is read by itself.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    block: &'a Block,
    place: u8,
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
        let Facts { file, currency, status_text, status, fully_refunded, .. } = block.facts.at(place);
        OrderLine {
            file,
            line: self.line_number(),
            own_ids: self.own_ids(),
            sale: self.sale(),
            payment: block.payment.at(place),
            currency,
            status,
            status_text,
            fully_refunded,
            quantity: block.quantity.at(place),
            gmv: block.gmv.at(place),
            estimated: block.estimated.at(place),
            settled: block.settled.at(place),
        }
    }

    /// Order, SKU and content.
    pub(crate) fn own_ids(self) -> [Id; 3] {
        self.block.own_ids.each_ref().map(|column| column.at(self.place))
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
    fn at(&self, place: u8) -> T {
        match self {
            Self::Same(value) => *value,
            Self::Each(values) => values[usize::from(place)],
        }
    }
}
