//! Rows of a table whose cells are blank and negative alike are of one class: it is found out once.

use crate::payout::book::amounts::Cell;
use crate::value::order_status::StatusWord;

use super::given::{Classified, Given};

/// What was found out, by status and by which cells are blank and negative.
#[derive(Debug, Default)]
pub(crate) struct Classes([[Option<Classified>; 32]; 8]);

impl Classes {
    #[inline]
    pub(crate) fn of(&mut self, status: StatusWord, given: Given) -> Classified {
        let Given { base, agency, creator, tax, before } = given;
        let is_negative = |cell: Cell| cell.or_zero().is_negative();
        let negative =
            [base, agency, creator, tax].into_iter().fold(false, |any, cell| any | is_negative(cell));
        // The base before refunds counts by itself: it stands beside settled amounts only.
        let bits = [base.is_blank(), agency.is_blank(), creator.is_blank(), negative, is_negative(before)];
        let pattern = bits.into_iter().fold(0, |pattern, bit| pattern << 1 | usize::from(bit));
        let known = self.0.get_mut(status as usize).and_then(|of_status| of_status.get_mut(pattern));
        known.map_or_else(
            || given.classified(status),
            |known| *known.get_or_insert_with(|| given.classified(status)),
        )
    }
}
