//! The orders that a seller exports: CSV that no spreadsheet takes for a formula, without anything of a creator.

use crate::campaign::{Agreed, Campaign};
use crate::value::id::ShopCode;

use super::orders::{OrderLine, OrderLines};

const HEADER: &str = "\"order_id\",\"sku_id\",\"product_id\",\"created_at\",\"currency\",\"quantity\",\"commission_base\",\"total_rate\",\"total_commission\"\r\n";

/// What makes a spreadsheet see a formula; the wide forms too.
const FORMULA: [char; 9] = ['=', '+', '-', '@', '|', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

impl Campaign {
    /// The orders of a shop's products in this campaign as CSV, in the order given, each at the rate of its time; rate and
    /// commission are blank where none held. Every cell is quoted; text that a
    /// spreadsheet would take for a formula begins with an apostrophe; control characters are spaces.
    #[must_use]
    pub fn seller_orders_csv(&self, shop: &ShopCode, orders: &OrderLines) -> String {
        let mut out = HEADER.to_owned();
        let Some(state) = self.state() else { return out };
        for (line, agreed) in orders.of_shop(state, shop) {
            self.write_row(line, &agreed, &mut out);
        }
        out
    }

    fn write_row(&self, line: &OrderLine, agreed: &Agreed<'_>, out: &mut String) {
        let commission = line.total_commission(agreed, self.profile().policy());
        let cells = [
            text(&line.order_id),
            text(&line.sku_id),
            text(line.product_id.as_str()),
            line.created_at.map(|at| at.to_string()).unwrap_or_default(),
            line.currency.clone(),
            line.quantity.map(|count| count.to_string()).unwrap_or_default(),
            decimal(line.due_base().into(), line.decimals),
            agreed.total.map(|total| total.to_string()).unwrap_or_default(),
            commission.map(|minor| decimal(minor, line.decimals)).unwrap_or_default(),
        ];
        let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        out.push_str(&quoted.join(","));
        out.push_str("\r\n");
    }
}

/// Somebody's text as a cell.
fn text(given: &str) -> String {
    let plain: String = given.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if plain.trim_start_matches([' ', '"', '\'', '\u{a0}', '\u{feff}']).starts_with(FORMULA) {
        format!("'{plain}")
    } else {
        plain
    }
}

/// Minor units, not negative, as a decimal number.
fn decimal(minor: i128, decimals: u8) -> String {
    let width = usize::from(decimals);
    let digits = format!("{minor:0>width$}", width = width.saturating_add(1));
    match digits.split_at_checked(digits.len().saturating_sub(width)) {
        Some((whole, part)) if !part.is_empty() => format!("{whole}.{part}"),
        _ => digits,
    }
}
