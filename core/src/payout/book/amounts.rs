//! Amounts of a row: filled or blank cells, as estimated or as settled.

/// An amount in minor units, or a blank cell. Held in eight bytes: `i64::MIN` is no amount that the split can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Cell(i64);

impl Cell {
    pub(crate) const BLANK: Self = Self(i64::MIN);

    pub(crate) const fn of(amount: i64) -> Self {
        Self(amount)
    }

    pub(crate) const fn get(self) -> Option<i64> {
        if self.0 == i64::MIN { None } else { Some(self.0) }
    }

    pub(crate) const fn or_zero(self) -> i64 {
        if self.0 == i64::MIN { 0 } else { self.0 }
    }

    /// The amount; below zero where it is blank.
    pub(crate) const fn or_min(self) -> i64 {
        self.0
    }

    pub(crate) const fn is_blank(self) -> bool {
        self.0 == i64::MIN
    }
}

impl Default for Cell {
    fn default() -> Self {
        Self::BLANK
    }
}

/// Base and amounts, either as estimated before settlement or as settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Amounts {
    pub base: Cell,
    pub agency: Cell,
    pub creator: Cell,
    pub shop_ads_agency: Cell,
    pub shop_ads_creator: Cell,
    /// Taxes withheld on the row.
    pub tax: Cell,
}

impl Amounts {
    /// Whether base and amounts are there, and zero; those of Shop Ads may be blank.
    pub(crate) fn is_zero(&self) -> bool {
        [self.base, self.agency, self.creator].into_iter().all(|cell| cell.get() == Some(0))
            && [self.shop_ads_agency, self.shop_ads_creator].into_iter().all(|cell| cell.or_zero() == 0)
    }

    #[inline]
    pub(crate) fn any_negative(&self) -> bool {
        [self.base, self.agency, self.creator, self.shop_ads_agency, self.shop_ads_creator, self.tax]
            .into_iter()
            .any(|cell| cell.get().is_some_and(i64::is_negative))
    }
}
