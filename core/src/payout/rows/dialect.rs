//! How the text cells of a file are read, and what they prove of it: found out in the pass that takes the rows.

use std::fmt::Write as _;

use crate::terms::Terms;
use crate::value::digits::all_digits;
use crate::value::style::{DateOrder, DecimalMark, NumberStyle, Way};

use super::cells::shown;

/// What the caller says of a file, instead of what its cells prove.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The mark before the decimals of its amounts.
    pub decimal: Option<DecimalMark>,
    /// What comes first in its dates.
    pub dates: Option<DateOrder>,
}

/// How a file ended, once all its rows were pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Its rows stand.
    Stands,
    /// It is written in another way than it was read: its rows are dropped. Push them all again, from the beginning.
    ReadAgain,
    /// It cannot be read as a whole, for this reason: its rows are dropped.
    Refused(String),
}

/// Where a cell stands that proves something.
#[derive(Clone, Debug)]
struct Place {
    line: u64,
    column: &'static str,
    text: String,
}

/// The cells that can be read in one way only, by way.
#[derive(Clone, Debug, Default)]
struct Tally<W> {
    usual: Proofs,
    other: Proofs,
    way: std::marker::PhantomData<W>,
}

#[derive(Clone, Debug, Default)]
struct Proofs {
    cells: u64,
    first: Option<Place>,
}

/// What a file's cells prove.
enum Proved<'a, W> {
    Nothing,
    /// One way; so many cells go the other way, too few to count.
    Way(W, u64),
    /// Both ways: the first cell of each.
    Both(&'a Place, &'a Place),
}

impl<W: Way> Tally<W> {
    #[inline]
    fn note(&mut self, way: W, line: u64, column: &'static str, text: &str) {
        let proofs = if way.is_usual() { &mut self.usual } else { &mut self.other };
        proofs.cells = proofs.cells.saturating_add(1);
        if proofs.first.is_none() {
            proofs.first = Some(Place { line, column, text: shown(text) });
        }
    }

    /// One way is proved where at least 99 of 100 cells say so.
    fn proved(&self) -> Proved<'_, W> {
        let Self { usual, other, .. } = self;
        let (few, most, way) = if usual.cells < other.cells {
            (usual.cells, other.cells, W::OTHER)
        } else {
            (other.cells, usual.cells, W::default())
        };
        if most == 0 {
            return Proved::Nothing;
        }
        if few.saturating_mul(99) <= most {
            return Proved::Way(way, few);
        }
        match (&usual.first, &other.first) {
            (Some(usual), Some(other)) => Proved::Both(usual, other),
            _ => Proved::Way(way, few),
        }
    }

    /// Whether so much speaks for the way in which the file is not read that its rows are not worth keeping.
    fn is_hopeless(&self, read: W) -> bool {
        const ENOUGH: u64 = 1000;
        matches!(self.proved(), Proved::Way(way, _) if way != read)
            && self.usual.cells.max(self.other.cells) > ENOUGH
    }
}

/// Ids that a spreadsheet may have rounded to fifteen digits, in the columns that lines are known by.
#[derive(Clone, Debug, Default)]
struct RoundedIds([IdColumn; IdSlot::COUNT]);

/// The id columns that are looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum IdSlot {
    /// Each of its cells counts.
    Order,
    Sku,
    Product,
    Campaign,
    Content,
}

impl IdSlot {
    const COUNT: usize = 5;
}

#[derive(Clone, Debug, Default)]
struct IdColumn {
    column: &'static str,
    /// An id of sixteen digits or more has others than zeros after its fifteenth.
    sound: bool,
    /// Each cell counts, or each id once.
    rounded: Vec<String>,
}

/// So many rounded ids are no coincidence.
const ROUNDED_IDS: usize = 3;
/// So many digits a spreadsheet keeps.
const EXACT_DIGITS: usize = 15;

impl RoundedIds {
    #[inline]
    fn note(&mut self, slot: IdSlot, column: &'static str, id: &str) {
        if id.len() > EXACT_DIGITS
            && let Some(one) = self.0.get_mut(slot as usize)
            && !one.sound
        {
            one.judge(column, matches!(slot, IdSlot::Order), id);
        }
    }

    /// The columns in which every long id is rounded, where there are enough of them.
    fn proved(&self) -> Option<Vec<&IdColumn>> {
        let columns: Vec<_> = self.0.iter().filter(|one| !one.sound && !one.rounded.is_empty()).collect();
        let ids: usize = columns.iter().map(|one| one.rounded.len()).sum();
        (ids >= ROUNDED_IDS).then_some(columns)
    }
}

impl IdColumn {
    fn judge(&mut self, column: &'static str, each_counts: bool, id: &str) {
        self.column = column;
        if !all_digits(id.as_bytes()) {
            return;
        }
        let behind = id.as_bytes().get(EXACT_DIGITS..).unwrap_or_default();
        if behind.iter().any(|digit| *digit != b'0') {
            self.sound = true;
            self.rounded = Vec::new();
        } else if self.rounded.len() < ROUNDED_IDS
            && (each_counts || self.rounded.iter().all(|known| known != id))
        {
            self.rounded.push(id.to_owned());
        }
    }
}

/// How the text cells of one file are read.
#[derive(Clone, Debug)]
pub(crate) struct Dialect {
    amounts: NumberStyle,
    rates: DecimalMark,
    dates: DateOrder,
    told: Told,
    evidence: Evidence,
    /// The file is read again: how is known by now.
    again: bool,
    /// Its rows are not worth keeping, as it must be read again.
    hopeless: bool,
}

#[derive(Clone, Debug, Default)]
struct Evidence {
    amounts: Tally<DecimalMark>,
    rates: Tally<DecimalMark>,
    dates: Tally<DateOrder>,
    ids: RoundedIds,
}

impl Dialect {
    pub(crate) fn new(told: Told) -> Self {
        let mark = told.decimal.unwrap_or_default();
        Self {
            amounts: NumberStyle { mark, told: told.decimal.is_some(), in_file: true },
            rates: DecimalMark::default(),
            dates: told.dates.unwrap_or_default(),
            told,
            evidence: Evidence::default(),
            again: false,
            hopeless: false,
        }
    }

    #[inline]
    pub(crate) fn amounts(&self, exact: bool) -> NumberStyle {
        if exact { NumberStyle::EXACT } else { self.amounts }
    }

    #[inline]
    pub(crate) fn rates(&self, exact: bool) -> DecimalMark {
        if exact { DecimalMark::Dot } else { self.rates }
    }

    #[inline]
    pub(crate) fn dates(&self, exact: bool) -> DateOrder {
        if exact { DateOrder::DayFirst } else { self.dates }
    }

    #[inline]
    pub(crate) fn amount_proves(&mut self, mark: DecimalMark, line: u64, column: &'static str, text: &str) {
        self.evidence.amounts.note(mark, line, column, text);
    }

    #[inline]
    pub(crate) fn rate_proves(&mut self, mark: DecimalMark, line: u64, column: &'static str, text: &str) {
        self.evidence.rates.note(mark, line, column, text);
    }

    #[inline]
    pub(crate) fn date_proves(&mut self, order: DateOrder, line: u64, column: &'static str, text: &str) {
        self.evidence.dates.note(order, line, column, text);
    }

    /// Notes an id.
    #[inline]
    pub(crate) fn id(&mut self, slot: IdSlot, column: &'static str, id: &str) {
        self.evidence.ids.note(slot, column, id);
    }

    /// Whether rows are kept: not where so much proves another way already that they will be pushed again.
    pub(crate) fn keeps_rows(&self) -> bool {
        !self.hopeless
    }

    /// Looks whether the rows so far are worth keeping; true where they are not any more.
    pub(crate) fn loses_hope(&mut self) -> bool {
        let Evidence { amounts, rates, dates, .. } = &self.evidence;
        let hopeless = !self.again
            && !self.hopeless
            && ((!self.amounts.told && amounts.is_hopeless(self.amounts.mark))
                || rates.is_hopeless(self.rates)
                || (self.told.dates.is_none() && dates.is_hopeless(self.dates)));
        self.hopeless |= hopeless;
        hopeless
    }

    /// Decides by what the file's cells prove; `header` gives the header of a column. What is noteworthy is added to `notes`.
    pub(crate) fn end(&mut self, header: impl Fn(&'static str) -> String, notes: &mut Vec<String>) -> Ended {
        if self.again {
            return Ended::Stands;
        }
        if let Some(columns) = self.evidence.ids.proved() {
            return Ended::Refused(rounded(&columns, header));
        }
        let Self { amounts, rates, dates, told, evidence, .. } = &*self;
        let (mut notes_here, mut refused) = (Vec::new(), Vec::new());
        let found = (
            decided(
                &evidence.amounts,
                told.decimal,
                "amounts",
                Some("--decimal"),
                &header,
                &mut notes_here,
                &mut refused,
            ),
            decided(&evidence.rates, None, "rates", None, &header, &mut notes_here, &mut refused),
            decided(
                &evidence.dates,
                told.dates,
                "dates",
                Some("--dates"),
                &header,
                &mut notes_here,
                &mut refused,
            ),
        );
        if !refused.is_empty() {
            return Ended::Refused(refused.join("; "));
        }
        let as_read = found == (amounts.mark, *rates, *dates);
        self.amounts.mark = found.0;
        (self.rates, self.dates) = (found.1, found.2);
        notes.append(&mut notes_here);
        if as_read && !self.hopeless {
            return Ended::Stands;
        }
        (self.again, self.hopeless, self.evidence) = (true, false, Evidence::default());
        Ended::ReadAgain
    }

    /// What a receipt says of it.
    pub(crate) fn words(&self) -> [(&'static str, &'static str); 3] {
        [
            ("decimal", self.amounts.mark.word()),
            ("rate_decimal", self.rates.word()),
            ("dates", self.dates.word()),
        ]
    }
}

/// The way in which cells are read: as told, else as they prove, else the usual one.
fn decided<W: Way>(
    tally: &Tally<W>,
    told: Option<W>,
    what: &str,
    option: Option<&str>,
    header: &impl Fn(&'static str) -> String,
    notes: &mut Vec<String>,
    refused: &mut Vec<String>,
) -> W {
    if let Some(told) = told {
        notes.push(format!("{what}: {}, as told", told.word()));
        return told;
    }
    match tally.proved() {
        Proved::Nothing => W::default(),
        Proved::Way(way, few) => {
            if !way.is_usual() {
                notes.push(format!("{what}: {}, as its cells prove", way.word()));
            }
            if few > 0 {
                let cells = if few == 1 { "cell says" } else { "cells say" };
                notes.push(format!("{what}: {} by far, though {few} {cells} otherwise", way.word()));
            }
            way
        }
        Proved::Both(usual, other) => {
            let place = |place: &Place| {
                format!("`{}` in column `{}` on line {}", place.text, header(place.column), place.line)
            };
            let mut reason = format!(
                "its {what} contradict each other: {} proves {}, {} proves {}",
                place(usual),
                W::default().word(),
                place(other),
                W::OTHER.word(),
            );
            if let Some(option) = option {
                let _ = write!(reason, "; say which it is ({option})");
            }
            refused.push(reason);
            W::default()
        }
    }
}

fn rounded(columns: &[&IdColumn], header: impl Fn(&'static str) -> String) -> String {
    let names: Vec<String> = columns.iter().map(|one| format!("`{}`", header(one.column))).collect();
    let example = columns.iter().flat_map(|one| &one.rounded).next().map_or_else(String::new, |id| shown(id));
    format!(
        "a spreadsheet has rounded the ids of column {}: each of 16 digits and more ends in zeros after its fifteenth, as `{example}`; export it again, as text",
        names.join(", ")
    )
}

/// Terms with the file that they were read from.
pub(crate) type FileTerms = (u16, Terms);

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(prepare: impl FnOnce(&mut Dialect), told: Told) -> (Ended, Vec<String>, Dialect) {
        let mut dialect = Dialect::new(told);
        prepare(&mut dialect);
        let mut notes = Vec::new();
        let ended = dialect.end(str::to_owned, &mut notes);
        (ended, notes, dialect)
    }

    fn amounts(dots: u64, commas: u64) -> impl Fn(&mut Dialect) {
        move |dialect| {
            (0..dots).for_each(|line| dialect.amount_proves(DecimalMark::Dot, line, "base", "1.5"));
            (0..commas).for_each(|line| dialect.amount_proves(DecimalMark::Comma, line, "agency", "1,5"));
        }
    }

    #[test]
    fn ninety_nine_of_a_hundred_cells_decide() {
        for (dots, commas, ended_as) in [
            (0, 0, Some(DecimalMark::Dot)),
            (5, 0, Some(DecimalMark::Dot)),
            (0, 5, Some(DecimalMark::Comma)),
            (1, 1, None),
            (98, 1, None),
            (99, 1, Some(DecimalMark::Dot)),
            (1, 99, Some(DecimalMark::Comma)),
            (2, 197, None),
            (2, 198, Some(DecimalMark::Comma)),
        ] {
            let (ended, _, dialect) = ended(amounts(dots, commas), Told::default());
            match ended_as {
                Some(mark) => {
                    let again = mark == DecimalMark::Comma;
                    assert_eq!(ended == Ended::ReadAgain, again, "{dots} {commas}");
                    assert_eq!(dialect.amounts.mark, mark, "{dots} {commas}");
                }
                None => assert!(matches!(ended, Ended::Refused(_)), "{dots} {commas}"),
            }
        }
    }

    #[test]
    fn what_is_told_wins_and_places_are_named() {
        let told = Told { decimal: Some(DecimalMark::Dot), dates: None };
        assert_eq!(ended(amounts(5, 5), told).0, Ended::Stands);
        let Ended::Refused(reason) = ended(amounts(3, 3), Told::default()).0 else {
            return assert_eq!("refused", "not");
        };
        assert_eq!(
            reason,
            "its amounts contradict each other: `1.5` in column `base` on line 0 proves dot, `1,5` in column `agency` \
             on line 0 proves comma; say which it is (--decimal)"
        );
    }

    #[test]
    fn a_file_is_read_again_at_most_once() {
        let (first, _, mut dialect) = ended(amounts(0, 3), Told::default());
        assert_eq!(first, Ended::ReadAgain);
        amounts(500, 0)(&mut dialect);
        assert_eq!(dialect.end(str::to_owned, &mut Vec::new()), Ended::Stands);
    }

    #[test]
    fn rows_that_are_pushed_again_anyway_are_not_kept() {
        let mut dialect = Dialect::new(Told::default());
        amounts(0, 1000)(&mut dialect);
        assert!(!dialect.loses_hope() && dialect.keeps_rows());
        amounts(0, 1)(&mut dialect);
        assert!(dialect.loses_hope() && !dialect.keeps_rows());
        assert!(!dialect.loses_hope(), "once");
        amounts(2_000_000, 0)(&mut dialect);
        assert_eq!(dialect.end(str::to_owned, &mut Vec::new()), Ended::ReadAgain);
        assert!(dialect.amounts.mark == DecimalMark::Dot && dialect.keeps_rows());
    }

    const ROUNDED: &str = "1234567890123450000";

    #[test]
    fn three_rounded_ids_are_too_many() {
        let order = |ids: &'static [&'static str]| {
            move |dialect: &mut Dialect| ids.iter().for_each(|id| dialect.id(IdSlot::Order, "order_id", id))
        };
        let sku = |ids: &'static [&'static str]| {
            move |dialect: &mut Dialect| ids.iter().for_each(|id| dialect.id(IdSlot::Sku, "sku_id", id))
        };
        let refused = |ended: Ended| matches!(ended, Ended::Refused(_));
        let by = |prepare: &dyn Fn(&mut Dialect)| refused(ended(prepare, Told::default()).0);
        assert!(by(&order(&[ROUNDED; 3])) && !by(&order(&[ROUNDED; 2])));
        assert!(!by(&sku(&[ROUNDED; 3])), "an id counts once");
        assert!(by(&sku(&[ROUNDED, "1234567890123460000", "1234567890123470000"])));
        assert!(!by(&order(&[ROUNDED, ROUNDED, ROUNDED, "1234567890123450001"])));
        assert!(
            !by(&order(&["123456789012345", "100000000000000", "900000000000000"])),
            "fifteen digits are exact"
        );
        assert!(by(&|dialect| {
            order(&[ROUNDED; 2])(dialect);
            sku(&[ROUNDED])(dialect);
        }));
        assert!(!by(&|dialect| {
            order(&[ROUNDED; 2])(dialect);
            sku(&[ROUNDED, "1234567890123450001"])(dialect);
        }));
    }
}
