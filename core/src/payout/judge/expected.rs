//! What a line's amounts should be.

use crate::payout::book::amounts::Cell;
use crate::payout::book::class::Class;
use crate::payout::book::commission::Commission;
use crate::payout::book::order_line::OrderLine;
use crate::payout::book::said::Comparison;
use crate::split::{Parts, parts};
use crate::terms::Rates;
use crate::value::policy::Policy;

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
