//! What a line's amounts should be.

use crate::policy::Policy;
use crate::split::{Parts, parts, parts_by_each};
use crate::terms::Rates;

use super::order_line::{Cell, Class, Commission, OrderLine};

/// One commission of one line, ready to be compared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim<'a> {
    pub line: &'a OrderLine,
    pub commission: Commission,
    pub class: Class,
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
    pub(crate) fn of(line: &'a OrderLine, class: Class) -> impl Iterator<Item = Self> {
        Commission::ALL.into_iter().filter_map(move |commission| Self::of_one(line, class, commission))
    }

    /// One commission of a line, where it is to be compared.
    #[inline]
    pub(crate) fn of_one(line: &'a OrderLine, class: Class, commission: Commission) -> Option<Self> {
        let amounts = line.checked(class);
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
        Some(Self { line, commission, class, rates, base, agency, creator, nothing_due })
    }

    /// The base before refunds, where the file says it and it differs.
    pub(crate) fn base_before_refund(&self) -> Option<i64> {
        let before = if self.class == Class::Open { None } else { self.line.estimated.base.get() };
        before.filter(|before| Some(*before) != self.base.get())
    }

    /// Taxes withheld on the line.
    pub(crate) fn tax(&self) -> Cell {
        self.line.checked(self.class).tax
    }

    /// The parts that are due under a policy; `None` where the base is blank.
    pub(crate) fn expected(&self, policy: Policy) -> Option<Parts> {
        self.base.get().map(|base| split_of(base, self.rates, policy))
    }

    /// The parts that are due under every policy; `None` where the base is blank.
    pub(crate) fn expected_by_each(&self) -> Option<[[Parts; 3]; 4]> {
        self.base.get().map(|base| parts_by_each(base, self.rates.total, self.rates.creator))
    }

    /// Whether both amounts are reported against a base, so that policies can be told apart.
    pub(crate) fn tells_policies_apart(&self) -> bool {
        !self.nothing_due && !self.base.is_blank() && !self.agency.is_blank() && !self.creator.is_blank()
    }

    pub(crate) fn is_explained_by(&self, parts: Parts) -> bool {
        self.agency.get() == Some(parts.agency_minor) && self.creator.get() == Some(parts.creator_minor)
    }
}

/// The split of a base at a pair of rates.
pub(crate) fn split_of(base: i64, rates: Rates, policy: Policy) -> Parts {
    parts(base, rates.total, rates.creator, policy)
}
