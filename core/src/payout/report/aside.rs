//! Rows that are not verified, counted with their money.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use serde::Serialize;

use crate::payout::book::Book;
use crate::payout::book::amounts::{Amounts, Cell};
use crate::payout::book::block::Block;
use crate::payout::book::class::Class;
use crate::payout::book::commission::Commission;
use crate::payout::book::order_line::OrderLine;
use crate::payout::book::texts::Shared;
use crate::payout::judge::disposition::Disposition;
use crate::value::money::Currency;
use crate::value::order_status::StatusWord;

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

/// Why rows that were read are not verified, and no finding either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Their campaign occurs in none of the terms given.
    OutOfScope,
    /// What the platform writes there is not public.
    Adjustment,
    /// Another file has the line further on.
    Superseded,
    /// Another file has them too.
    Overlapping,
}

/// Rows that are not verified, with the money of both parties: settled amounts where filled, else estimates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotVerified {
    /// Why.
    pub reason: Why,
    /// ISO 4217 code.
    pub currency: &'static str,
    /// How many rows.
    pub rows: u64,
    /// Sum of the agency's amounts.
    pub agency_minor: i128,
    /// Sum of the creators' amounts.
    pub creator_minor: i128,
}

/// Verified lines that are settled on a base of 0, though nothing says that all was refunded, with their estimates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettledOnZero {
    /// ISO 4217 code.
    pub currency: &'static str,
    /// How many rows.
    pub rows: u64,
    /// Sum of their estimated bases.
    pub est_base_minor: i128,
    /// Sum of the agency's estimates.
    pub est_agency_minor: i128,
    /// Sum of the creators' estimates.
    pub est_creator_minor: i128,
}

/// A status word that is in no list, with how its rows are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnknownStatus {
    /// As it is written.
    pub status: String,
    /// How many rows.
    pub rows: u64,
    /// What its cells say: `settled` or `open`.
    pub read_as: &'static str,
}

/// A sheet of a workbook that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetNotRead {
    /// The workbook.
    pub file: String,
    /// The sheet.
    pub sheet: String,
    /// Whether it is hidden and has the needed columns; else it is visible and has not.
    pub hidden: bool,
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
            // as many amounts of 64 bits as memory can hold have a sum of 128 bits
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

/// All rows that are neither verified nor found wrong, by reason and currency.
pub(crate) fn not_verified(
    book: &Book,
    decided: &[Disposition],
    currencies: &[Currency],
) -> Vec<NotVerified> {
    let mut by_reason: BTreeMap<(Why, u16), Aside> = BTreeMap::new();
    for (row, disposition) in book.blocks().iter().flat_map(Block::rows).zip(decided) {
        let reason = match disposition {
            Disposition::OutOfScope => Why::OutOfScope,
            Disposition::Kept(Class::Adjustment) => Why::Adjustment,
            Disposition::Superseded => Why::Superseded,
            Disposition::Overlapping => Why::Overlapping,
            Disposition::Kept(_) | Disposition::Repeated => continue,
        };
        by_reason.entry((reason, row.currency())).or_default().add(&row.line());
    }
    let totalled = by_reason.into_iter().map(|((reason, currency), aside)| NotVerified {
        reason,
        currency: code(currency, currencies),
        rows: aside.rows,
        agency_minor: aside.agency,
        creator_minor: aside.creator,
    });
    totalled.collect()
}

/// The verified lines that are settled on a base of 0 without a refund, by currency.
pub(crate) fn settled_on_zero(
    book: &Book,
    decided: &[Disposition],
    currencies: &[Currency],
) -> Vec<SettledOnZero> {
    let mut by_currency: BTreeMap<u16, (i128, Aside)> = BTreeMap::new();
    for (row, disposition) in book.blocks().iter().flat_map(Block::rows).zip(decided) {
        if *disposition == Disposition::Kept(Class::Settled) && row.is_settled_on_zero() {
            let mut line = row.line();
            line.settled = Amounts::default(); // their estimates are what is missed
            let (base, aside) = by_currency.entry(row.currency()).or_default();
            *base = base.saturating_add(line.estimated.base.or_zero().into());
            aside.add(&line);
        }
    }
    let totalled = by_currency.into_iter().map(|(currency, (base, aside))| SettledOnZero {
        currency: code(currency, currencies),
        rows: aside.rows,
        est_base_minor: base,
        est_agency_minor: aside.agency,
        est_creator_minor: aside.creator,
    });
    totalled.collect()
}

/// The status words that are in no list, with how their rows are read, in order.
pub(crate) fn unknown_statuses(book: &Book) -> Vec<UnknownStatus> {
    let mut by_word: HashMap<(Shared, &'static str), u64> = HashMap::new();
    for row in book.blocks().iter().flat_map(Block::rows) {
        let (word, text) = row.status();
        let read_as = match row.class() {
            Class::Settled => "settled",
            Class::Open => "open",
            Class::Void | Class::Adjustment => continue,
        };
        if word == StatusWord::Unlisted {
            let rows = by_word.entry((text, read_as)).or_default();
            *rows = rows.saturating_add(1);
        }
    }
    let mut listed: Vec<_> = by_word
        .into_iter()
        .map(|((text, read_as), rows)| UnknownStatus { status: book.text(text).to_owned(), rows, read_as })
        .collect();
    listed.sort_by(|one, other| (&one.status, one.read_as).cmp(&(&other.status, other.read_as)));
    listed
}

/// The lines that all had this happen to them.
fn lines_of(book: &Book, decided: &[Disposition], happened: Disposition) -> impl Iterator<Item = OrderLine> {
    let rows = book.blocks().iter().flat_map(Block::rows).zip(decided);
    rows.filter(move |(_, one)| **one == happened).map(|(row, _)| row.line())
}

fn code(currency: u16, currencies: &[Currency]) -> &'static str {
    currencies.get(usize::from(currency)).map_or("", |currency| currency.code())
}
