//! What a line is: what its status and its cells say together.

use crate::value::order_status::StatusWord;

use super::amounts::{Amounts, Cell};

/// What a line is, once its status and cells are read together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Class {
    Settled,
    #[default]
    Open,
    Void,
    Adjustment,
}

impl Class {
    /// By the status word and by what the cells hold. `unpaid` says that no payment id is filled and the row is not marked
    /// refunded: settled cells that are all zero under an estimate may then be none yet.
    #[inline]
    pub(crate) fn of(status: StatusWord, estimated: &Amounts, settled: &Amounts, unpaid: bool) -> Self {
        if status == StatusWord::Deducted || estimated.any_negative() || settled.any_negative() {
            return Self::Adjustment;
        }
        let blank = [settled.base, settled.agency, settled.creator].map(Cell::is_blank);
        let not_yet = || unpaid && settled.is_zero() && estimated.base.get().is_some_and(i64::is_positive);
        let settled = match status {
            StatusWord::Void => return Self::Void,
            StatusWord::Settled => true,
            StatusWord::Completed => blank != [true; 3] && !not_yet(),
            StatusWord::Unlisted => blank == [false; 3] && !not_yet(),
            StatusWord::Open | StatusWord::Deducted => false,
        };
        if settled { Self::Settled } else { Self::Open }
    }
}
