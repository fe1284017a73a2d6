//! Order lines as verification reads them.

use std::hash::{Hash, Hasher};

use crate::value::moment::Micros;
use crate::value::order_status::StatusWord;
use crate::value::rate::Rate;

use super::amounts::{Amounts, Cell};
use super::class::Class;
use super::commission::{Commission, OwnRates};
use super::said::Said;
use super::texts::{Id, Shared};

/// What was sold, when, and at what rates: all that terms are agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Sale {
    pub product: Shared,
    pub campaign: Shared,
    pub creator: Shared,
    pub created: Micros,
    pub standard: OwnRates,
    /// Shop Ads rates of agency and creator, each as far as it is filled.
    pub shop_ads: [Option<Rate>; 2],
    /// A table holds one kind of commission a row; a file's row holds both.
    pub only: Option<Commission>,
}

impl Sale {
    pub(crate) fn own_rates(&self, commission: Commission) -> OwnRates {
        match commission {
            Commission::Standard => self.standard,
            Commission::ShopAds => OwnRates::of_shop_ads(self.shop_ads),
        }
    }
}

/// What makes a row the same order line as another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    pub own_ids: [Id; 3],
    pub product: Shared,
    pub campaign: Shared,
    pub only: Option<Commission>,
}

impl Hash for Key {
    /// In two pieces: every row is hashed.
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { own_ids: [order, sku, content], product, campaign, only } = *self;
        let only = only.map_or(0, |only| 1 + only as u128);
        let two = |one: u64, other: u64| u128::from(one) << 64 | u128::from(other);
        state.write_u128(two(order.into(), sku.into()));
        // The two rows of a line that is paid by both commissions had better not meet.
        state.write_u128(two(content.into(), u64::from(product) << 32 | u64::from(campaign)) ^ only << 62);
    }
}

/// One row of an orders file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OrderLine {
    pub file: u16,
    pub line: u64,
    /// Order, SKU and content.
    pub own_ids: [Id; 3],
    pub sale: Sale,
    pub payment: Shared,
    pub currency: u16,
    pub status: StatusWord,
    pub status_text: Shared,
    pub class: Class,
    pub fully_refunded: bool,
    pub quantity: Option<u32>,
    pub gmv: Cell,
    pub estimated: Amounts,
    pub settled: Amounts,
}

impl OrderLine {
    /// The cells that are checked.
    #[inline]
    pub(crate) fn checked(&self) -> &Amounts {
        if self.class == Class::Open { &self.estimated } else { &self.settled }
    }

    /// What is checked of a commission.
    pub(crate) fn said(&self, commission: Commission) -> Said {
        let (class, fully_refunded, only) = (self.class, self.fully_refunded, self.sale.only);
        let (checked, rates) = (self.checked(), self.sale.own_rates(commission));
        let (agency, creator) = self.paid(checked, commission);
        Said { class, fully_refunded, only, commission, rates, base: checked.base, agency, creator }
    }

    /// What agency and creator are said to get of a commission: blank where the row is of the other kind. A row that
    /// holds only one kind has it in the standard cells.
    pub(crate) fn paid(&self, amounts: &Amounts, commission: Commission) -> (Cell, Cell) {
        match (self.sale.only, commission) {
            (None, Commission::ShopAds) => (amounts.shop_ads_agency, amounts.shop_ads_creator),
            (Some(only), _) if only != commission => (Cell::BLANK, Cell::BLANK),
            _ => (amounts.agency, amounts.creator),
        }
    }

    /// All that the row says, wherever it stands.
    pub(crate) fn cells(&self) -> impl PartialEq + Hash + use<> {
        let facts = (self.payment, self.currency, self.status_text, self.fully_refunded, self.quantity);
        (self.own_ids, self.sale, facts, (self.gmv, self.estimated, self.settled))
    }

    /// Equal cell for cell.
    pub(crate) fn same_cells(&self, other: &Self) -> bool {
        self.cells() == other.cells()
    }
}
