//! How far a line is advanced in the file that a row stands in, and what rows that are as advanced say of it together.

use std::cmp::Reverse;

use crate::payout::book::amounts::{Amounts, Cell};
use crate::payout::book::class::Class;
use crate::payout::book::commission::OwnRates;
use crate::payout::book::order_line::OrderLine;
use crate::payout::book::texts::Shared;
use crate::value::rate::Rate;

/// How far a line is advanced: open, then settled, then settled on a lower base, then fully refunded or void.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Advancement {
    Open,
    /// A blank base is above all others.
    Settled(Reverse<i64>),
    NothingDue,
}

impl Advancement {
    pub(crate) fn of(line: &OrderLine) -> Self {
        match line.class {
            _ if line.fully_refunded => Self::NothingDue,
            Class::Void => Self::NothingDue,
            Class::Settled => Self::Settled(Reverse(line.settled.base.get().unwrap_or(i64::MAX))),
            Class::Open | Class::Adjustment => Self::Open,
        }
    }
}

/// What a row says that no other as advanced may say otherwise: its rates, base and amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Statement {
    standard: OwnRates,
    shop_ads: [Option<Rate>; 2],
    amounts: [Cell; 5],
}

impl Statement {
    fn of(line: &OrderLine) -> Self {
        let Amounts { base, agency, creator, shop_ads_agency, shop_ads_creator, .. } = *line.checked();
        Self {
            standard: line.sale.standard,
            shop_ads: line.sale.shop_ads,
            amounts: [base, agency, creator, shop_ads_agency, shop_ads_creator],
        }
    }
}

/// The rows of a line that are as advanced.
pub(crate) struct Level {
    pub advancement: Advancement,
    /// The row that holds among them.
    pub holds: usize,
    /// What they say, each with the payment that it says first, if any.
    said: Vec<(Statement, Option<Shared>)>,
}

/// What a row is beside those that are as advanced.
pub(crate) enum Met {
    /// It says what another says.
    Overlaps,
    /// It says otherwise than the first.
    Contradicts { first: usize },
    /// It holds instead of this one: estimates change.
    Replaces { row: usize },
}

impl Level {
    /// The first row that is so far advanced; `blank` is the number of the blank text.
    pub(crate) fn of(row: usize, line: &OrderLine, blank: Shared) -> Self {
        let advancement = Advancement::of(line);
        let said = vec![(Statement::of(line), payment(advancement, line, blank))];
        Self { advancement, holds: row, said }
    }

    /// Sets a row beside those that were given before.
    pub(crate) fn meet(&mut self, row: usize, line: &OrderLine, blank: Shared) -> Met {
        let (statement, payment) = (Statement::of(line), payment(self.advancement, line, blank));
        // A payment id that was filled since is no other payment; two that are filled and differ are two payments.
        let is_alike = |(known, paid): &&mut (Statement, Option<Shared>)| {
            *known == statement && (payment.is_none() || paid.is_none() || *paid == payment)
        };
        if let Some((_, paid)) = self.said.iter_mut().find(is_alike) {
            *paid = paid.or(payment);
            return Met::Overlaps;
        }
        if self.advancement == Advancement::Open {
            self.said = vec![(statement, payment)];
            return Met::Replaces { row: std::mem::replace(&mut self.holds, row) };
        }
        self.said.push((statement, payment));
        Met::Contradicts { first: self.holds }
    }
}

/// The payment that tells rows apart: only settled ones are paid.
fn payment(advancement: Advancement, line: &OrderLine, blank: Shared) -> Option<Shared> {
    let is_paid = matches!(advancement, Advancement::Settled(_)) && line.payment != blank;
    is_paid.then_some(line.payment)
}
