//! What orders add up to: counts, and sums by currency. A figure that no line states is none, never 0.

use std::collections::BTreeMap;

use serde::Serialize;

use super::orders::OrderLine;
use crate::campaign::{Agreed, State};
use crate::split::Line;
use crate::value::policy::Policy;

/// Figures of order lines, as an agency may see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figures {
    /// How many order lines there are, but for those that are void or fully refunded.
    pub orders: u64,
    /// How many are void or fully refunded: they are in no other figure.
    pub orders_void: u64,
    /// The sums, one for each currency, by its code.
    pub totals: Vec<OrderTotals>,
}

/// Sums of order lines in one currency, in its minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct OrderTotals {
    /// ISO 4217.
    pub currency: String,
    /// How many order lines.
    pub orders: u64,
    /// How many pieces; null where no line says.
    pub quantity: Option<u64>,
    /// What commission is due on, net of refunds.
    pub base_minor: i128,
    /// What the sellers pay, each line at the rate of its time; null where no rate held for any.
    pub commission_minor: Option<i128>,
    /// The agency's parts of it; null where no creator rate held for any line.
    pub agency_minor: Option<i128>,
    /// The creator commissions, before any managing share; null where no creator rate held for any line.
    pub creator_commission_minor: Option<i128>,
}

/// Figures on their way.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums<'a> {
    orders: u64,
    orders_void: u64,
    by_currency: BTreeMap<&'a str, OrderTotals>,
}

/// What one line adds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Added<'a> {
    line: &'a OrderLine,
    commission: Option<i128>,
    /// The agency's part, and the creator commission.
    parts: Option<(i64, i128)>,
}

impl<'a> Added<'a> {
    /// What a line adds where only the seller's side is asked for.
    pub(super) fn of_seller(line: &'a OrderLine, agreed: &Agreed<'_>, policy: Policy) -> Self {
        Self { line, commission: line.total_commission(agreed, policy), parts: None }
    }

    /// What a line adds with both parties' parts.
    pub(super) fn of_agency(line: &'a OrderLine, agreed: &Agreed<'_>, state: &State, policy: Policy) -> Self {
        let parts = line.rates(state).and_then(|rates| {
            let line = Line {
                base_minor: line.due_base(),
                total_rate_bps: rates.total_rate.bps(),
                creator_rate_bps: rates.creator_rate.bps(),
                ..Line::default()
            };
            crate::split::split(&line, policy).ok() // the rates were agreed, and the base is not negative
        });
        match parts {
            Some(parts) => Self {
                line,
                commission: Some(parts.total_minor()),
                parts: Some((parts.agency_minor, parts.creator_commission_minor())),
            },
            None => Self::of_seller(line, agreed, policy),
        }
    }
}

impl<'a> Sums<'a> {
    pub(super) fn add(&mut self, added: Added<'a>) {
        let Added { line, commission, parts } = added;
        if line.is_void {
            self.orders_void = self.orders_void.saturating_add(1);
            return;
        }
        self.orders = self.orders.saturating_add(1);
        let sum = self.by_currency.entry(&line.currency).or_default();
        sum.orders = sum.orders.saturating_add(1);
        sum.base_minor = sum.base_minor.saturating_add(line.due_base().into());
        if let Some(count) = line.quantity {
            sum.quantity = Some(sum.quantity.unwrap_or_default().saturating_add(count.into()));
        }
        let more = |sum: &mut Option<i128>, part: Option<i128>| {
            if let Some(part) = part {
                *sum = Some(sum.unwrap_or_default().saturating_add(part));
            }
        };
        more(&mut sum.commission_minor, commission);
        more(&mut sum.agency_minor, parts.map(|(agency, _)| agency.into()));
        more(&mut sum.creator_commission_minor, parts.map(|(_, creator)| creator));
    }

    pub(super) fn figures(self) -> Figures {
        let total =
            |(currency, sum): (&str, OrderTotals)| OrderTotals { currency: currency.to_owned(), ..sum };
        Figures {
            orders: self.orders,
            orders_void: self.orders_void,
            totals: self.by_currency.into_iter().map(total).collect(),
        }
    }
}
