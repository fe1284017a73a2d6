//! What a line's amounts should be.

use crate::policy::Policy;
use crate::split::{Parts, parts, policies_that_give};
use crate::terms::Rates;

use super::order_line::{Cell, Class, Commission, OrderLine};

/// One commission of one line, ready to be compared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim<'a> {
    pub line: &'a OrderLine,
    pub commission: Commission,
    pub rates: Rates,
    /// What the rates apply to; nothing where nothing is due, blank where the file leaves it so.
    pub base: Cell,
    /// What was reported to agency and creator.
    pub agency: Cell,
    pub creator: Cell,
    /// Whether nothing is due: a void line, or a settled one that is marked fully refunded.
    pub nothing_due: bool,
}

impl<'a> Claim<'a> {
    /// The commissions of a line that are to be compared.
    #[inline]
    pub(crate) fn of(line: &'a OrderLine) -> impl Iterator<Item = Self> {
        Commission::ALL.into_iter().filter_map(move |commission| Self::of_one(line, commission))
    }

    /// One commission of a line, where it is to be compared.
    #[inline]
    pub(crate) fn of_one(line: &'a OrderLine, commission: Commission) -> Option<Self> {
        let (class, amounts) = (line.class, line.checked());
        let (agency, creator) = line.paid(amounts, commission);
        let there = match (line.sale.only, commission) {
            (Some(only), commission) => only == commission,
            (None, Commission::Standard) => true,
            (None, Commission::ShopAds) => !agency.is_blank() || !creator.is_blank(),
        };
        let unchecked = class == Class::Adjustment || (class == Class::Open && line.fully_refunded);
        if !there || unchecked {
            return None;
        }
        let nothing_due = class == Class::Void || (class == Class::Settled && line.fully_refunded);
        let base = if nothing_due { Cell::of(0) } else { amounts.base };
        let own = line.sale.own_rates(commission);
        let rates = Rates::of_parts(own.agency, own.creator)?;
        Some(Self { line, commission, rates, base, agency, creator, nothing_due })
    }

    /// The base before refunds, where the file says it and it differs.
    pub(crate) fn base_before_refund(&self) -> Option<i64> {
        let before = if self.line.class == Class::Open { None } else { self.line.estimated.base.get() };
        before.filter(|before| Some(*before) != self.base.get())
    }

    /// Taxes withheld on the line.
    pub(crate) fn tax(&self) -> Cell {
        self.line.checked().tax
    }

    /// The parts that are due under a policy; `None` where the base is blank.
    pub(crate) fn expected(&self, policy: Policy) -> Option<Parts> {
        self.base.get().map(|base| split_of(base, self.rates, policy))
    }

    /// The policies under which both reported amounts are right, as [`policies_that_give`] has them; `None` where one of
    /// them or the base is not reported, so that policies cannot be told apart.
    #[inline]
    pub(crate) fn explained_by(&self) -> Option<u16> {
        let paid = Parts { agency_minor: self.agency.get()?, creator_minor: self.creator.get()? };
        let base = self.base.get().filter(|_| !self.nothing_due)?;
        Some(policies_that_give(paid, base, self.rates.total, self.rates.creator))
    }

    pub(crate) fn is_explained_by(&self, parts: Parts) -> bool {
        self.agency.get() == Some(parts.agency_minor) && self.creator.get() == Some(parts.creator_minor)
    }
}

/// The split of a base at a pair of rates.
pub(crate) fn split_of(base: i64, rates: Rates, policy: Policy) -> Parts {
    parts(base, rates.total, rates.creator, policy)
}
