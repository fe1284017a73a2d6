//! What a line's amounts should be.

use crate::split::{Parts, parts, policies_that_give};
use crate::terms::Rates;
use crate::value::policy::Policy;

use super::order_line::{Cell, Class, Commission, OrderLine, OwnRates};

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

/// One commission of one line, with the line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim<'a> {
    pub line: &'a OrderLine,
    pub commission: Commission,
    pub compared: Comparison,
}

impl<'a> Claim<'a> {
    /// The commissions of a line that are to be compared.
    pub(crate) fn of(line: &'a OrderLine) -> impl Iterator<Item = Self> {
        Commission::ALL.into_iter().filter_map(move |commission| Self::of_one(line, commission))
    }

    /// One commission of a line, where it is to be compared.
    pub(crate) fn of_one(line: &'a OrderLine, commission: Commission) -> Option<Self> {
        Some(Self { line, commission, compared: line.said(commission).comparison()? })
    }

    /// The base before refunds, where the file says it and it differs.
    pub(crate) fn base_before_refund(&self) -> Option<i64> {
        let before = if self.line.class == Class::Open { None } else { self.line.estimated.base.get() };
        before.filter(|before| Some(*before) != self.compared.base.get())
    }

    /// Taxes withheld on the line.
    pub(crate) fn tax(&self) -> Cell {
        self.line.checked().tax
    }

    /// The parts that are due under a policy; `None` where the base is blank.
    pub(crate) fn expected(&self, policy: Policy) -> Option<Parts> {
        self.compared.base.get().map(|base| split_of(base, self.compared.rates, policy))
    }

    pub(crate) fn is_explained_by(&self, parts: Parts) -> bool {
        self.compared.agency.get() == Some(parts.agency_minor)
            && self.compared.creator.get() == Some(parts.creator_minor)
    }
}

/// The split of a base at a pair of rates.
pub(crate) fn split_of(base: i64, rates: Rates, policy: Policy) -> Parts {
    parts(base, rates.total, rates.creator, policy)
}
