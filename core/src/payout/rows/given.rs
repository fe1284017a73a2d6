//! The amounts that a row of a table gives, and what they say together with its status.

use crate::payout::book::amounts::{Amounts, Cell};
use crate::payout::book::class::Class;
use crate::value::order_status::StatusWord;

/// What status and cells of a row say together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Classified {
    pub class: Class,
    /// Whether the amounts are estimates.
    pub are_estimates: bool,
    /// Whether amounts lack a base, if the row is not marked fully refunded.
    pub lacks_base: bool,
}

/// The amounts that a row gives.
#[derive(Clone, Copy)]
pub(crate) struct Given {
    pub base: Cell,
    pub agency: Cell,
    pub creator: Cell,
    pub tax: Cell,
    /// The base before refunds.
    pub before: Cell,
}

impl Given {
    /// What they say together with the status.
    pub(crate) fn classified(self, status: StatusWord) -> Classified {
        let (estimated, settled) = self.amounts(status);
        let class = Class::of(status, &estimated, &settled, false); // what was refunded says so
        let paid = !self.agency.is_blank() || !self.creator.is_blank();
        let lacks_base = self.base.is_blank() && paid && matches!(class, Class::Settled | Class::Open);
        Classified { class, are_estimates: self.are_estimates(status), lacks_base }
    }

    /// Whether they are estimates: the row is open.
    fn are_estimates(&self, status: StatusWord) -> bool {
        let complete = ![self.base, self.agency, self.creator].into_iter().any(Cell::is_blank);
        status == StatusWord::Open || (status == StatusWord::Unlisted && !complete)
    }

    /// Estimated and settled amounts: beside those that are settled stands the base before refunds.
    pub(crate) fn amounts(self, status: StatusWord) -> (Amounts, Amounts) {
        let Self { base, agency, creator, tax, before } = self;
        let given = Amounts { base, agency, creator, tax, ..Amounts::default() };
        if self.are_estimates(status) {
            (given, Amounts::default())
        } else {
            (Amounts { base: before, ..Amounts::default() }, given)
        }
    }
}

/// The commission before a manager's share.
#[inline]
pub(crate) fn creator(commission: Option<i64>, kept: Option<i64>, share: Option<i64>) -> Cell {
    cell(commission.or_else(|| kept.zip(share).and_then(|(kept, share)| kept.checked_add(share))))
}

/// The base before refunds.
#[inline]
pub(crate) fn before(net: Option<i64>, refunded: Option<i64>) -> Cell {
    cell(net.zip(refunded).and_then(|(net, refunded)| net.checked_add(refunded)))
}

#[inline]
pub(crate) fn cell(amount: Option<i64>) -> Cell {
    amount.map_or(Cell::BLANK, Cell::of)
}
