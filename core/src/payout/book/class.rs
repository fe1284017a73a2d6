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
    /// By the status word and by which cells are filled.
    #[inline]
    pub(crate) fn of(status: StatusWord, estimated: &Amounts, settled: &Amounts) -> Self {
        if status == StatusWord::Deducted || estimated.any_negative() || settled.any_negative() {
            return Self::Adjustment;
        }
        let blank = [settled.base, settled.agency, settled.creator].map(Cell::is_blank);
        let settled = match status {
            StatusWord::Void => return Self::Void,
            StatusWord::Settled => true,
            StatusWord::Completed => blank != [true; 3],
            StatusWord::Unlisted => blank == [false; 3],
            StatusWord::Open | StatusWord::Deducted => false,
        };
        if settled { Self::Settled } else { Self::Open }
    }
}
