//! Rows that are not verified, counted with their money.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use serde::Serialize;

use crate::payout::book::Book;
use crate::payout::book::amounts::Cell;
use crate::payout::book::block::Block;
use crate::payout::book::class::Class;
use crate::payout::book::commission::Commission;
use crate::payout::book::order_line::OrderLine;
use crate::payout::book::texts::Shared;
use crate::payout::judge::disposition::Disposition;
use crate::value::money::Currency;

/// Rows of one campaign that no terms were given for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TermsNotGiven {
    /// The campaign.
    pub campaign_id: String,
    /// Its rows.
    pub rows: u64,
    /// ISO 4217 code.
    pub currency: &'static str,
    /// Sum of the agency's amounts, settled where filled, else estimated.
    pub agency_minor: i128,
    /// Sum of the creators' amounts, likewise.
    pub creator_minor: i128,
}

/// Adjustments, totalled on their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Adjustments {
    /// ISO 4217 code.
    pub currency: &'static str,
    /// How many rows.
    pub rows: u64,
    /// Sum of the agency's amounts.
    pub agency_minor: i128,
    /// Sum of the creators' amounts.
    pub creator_minor: i128,
}

/// Rows and the money of both parties: settled amounts where filled, else estimates.
#[derive(Default)]
struct Aside {
    rows: u64,
    agency: i128,
    creator: i128,
}

impl Aside {
    fn add(&mut self, line: &OrderLine) {
        self.rows = self.rows.saturating_add(1);
        let either =
            |settled: Cell, estimated: Cell| i128::from(settled.get().unwrap_or(estimated.or_zero()));
        for commission in Commission::ALL {
            let (settled, estimated) =
                (line.paid(&line.settled, commission), line.paid(&line.estimated, commission));
            self.agency = self.agency.saturating_add(either(settled.0, estimated.0));
            self.creator = self.creator.saturating_add(either(settled.1, estimated.1));
        }
    }
}

/// The rows that no terms were given for, by campaign and currency.
pub(crate) fn terms_not_given(
    book: &Book,
    decided: &[Disposition],
    currencies: &[Currency],
) -> Vec<TermsNotGiven> {
    let mut by_campaign: HashMap<(Shared, u16), Aside> = HashMap::new();
    for line in lines_of(book, decided, Disposition::OutOfScope) {
        by_campaign.entry((line.sale.campaign, line.currency)).or_default().add(&line);
    }
    let by_campaign: BTreeMap<(&str, u16), Aside> = by_campaign
        .into_iter()
        .map(|((campaign, currency), aside)| ((book.text(campaign), currency), aside))
        .collect();
    let listed = by_campaign.into_iter().map(|((campaign, currency), aside)| TermsNotGiven {
        campaign_id: campaign.to_owned(),
        rows: aside.rows,
        currency: code(currency, currencies),
        agency_minor: aside.agency,
        creator_minor: aside.creator,
    });
    listed.collect()
}

/// Adjustments, by currency.
pub(crate) fn adjustments(book: &Book, decided: &[Disposition], currencies: &[Currency]) -> Vec<Adjustments> {
    let mut by_currency: BTreeMap<u16, Aside> = BTreeMap::new();
    for line in lines_of(book, decided, Disposition::Kept(Class::Adjustment)) {
        by_currency.entry(line.currency).or_default().add(&line);
    }
    let totalled = by_currency.into_iter().map(|(currency, aside)| Adjustments {
        currency: code(currency, currencies),
        rows: aside.rows,
        agency_minor: aside.agency,
        creator_minor: aside.creator,
    });
    totalled.collect()
}

/// The lines that all had this happen to them.
fn lines_of(book: &Book, decided: &[Disposition], happened: Disposition) -> impl Iterator<Item = OrderLine> {
    let rows = book.blocks().iter().flat_map(Block::rows).zip(decided);
    rows.filter(move |(_, one)| **one == happened).map(|(row, _)| row.line())
}

fn code(currency: u16, currencies: &[Currency]) -> &'static str {
    currencies.get(usize::from(currency)).map_or("", |currency| currency.code())
}
