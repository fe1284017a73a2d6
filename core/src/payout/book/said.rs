//! What a row says of one commission, and what of it is compared.

use crate::split::{Parts, policies_that_give};
use crate::terms::Rates;

use super::amounts::Cell;
use super::class::Class;
use super::commission::{Commission, OwnRates};

/// What a row says of one commission, of the kind that it is checked by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    pub class: Class,
    pub fully_refunded: bool,
    /// The only kind of commission that the row can hold, where it cannot hold both.
    pub only: Option<Commission>,
    pub commission: Commission,
    pub rates: OwnRates,
    pub base: Cell,
    pub agency: Cell,
    pub creator: Cell,
}

impl Said {
    /// What is to be compared, where anything is.
    #[inline]
    pub(crate) fn comparison(self) -> Option<Comparison> {
        let Self { class, fully_refunded, agency, creator, .. } = self;
        let there = match (self.only, self.commission) {
            (Some(only), commission) => only == commission,
            (None, Commission::Standard) => true,
            (None, Commission::ShopAds) => !agency.is_blank() || !creator.is_blank(),
        };
        let unchecked = class == Class::Adjustment || (class == Class::Open && fully_refunded);
        if !there || unchecked {
            return None;
        }
        let nothing_due = class == Class::Void || (class == Class::Settled && fully_refunded);
        let base = if nothing_due { Cell::of(0) } else { self.base };
        let rates = Rates::of_parts(self.rates.agency, self.rates.creator)?;
        Some(Comparison { rates, base, agency, creator, nothing_due })
    }
}

/// One commission of one row, ready to be compared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comparison {
    pub rates: Rates,
    /// What the rates apply to; nothing where nothing is due, blank where the file leaves it so.
    pub base: Cell,
    /// What was reported to agency and creator.
    pub agency: Cell,
    pub creator: Cell,
    /// Whether nothing is due: a void line, or a settled one that is marked fully refunded.
    pub nothing_due: bool,
}

impl Comparison {
    /// The policies under which both reported amounts are right, as [`policies_that_give`] has them; `None` where one of
    /// them or the base is not reported, so that policies cannot be told apart.
    #[inline]
    pub(crate) fn explained_by(&self) -> Option<u16> {
        let paid = Parts { agency_minor: self.agency.get()?, creator_minor: self.creator.get()? };
        let base = self.base.get().filter(|_| !self.nothing_due)?;
        Some(policies_that_give(paid, base, self.rates.total, self.rates.creator))
    }
}
