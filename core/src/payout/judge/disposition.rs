//! Which rows are verified at all: scope, overlap between exports, repeated lines, and rows that a more advanced one
//! supersedes.

use std::hash::BuildHasher as _;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::payout::book::Book;
use crate::payout::book::block::{Block, Row};
use crate::payout::book::class::Class;
use crate::payout::book::order_line::OrderLine;
use crate::payout::book::texts::Shared;

use super::advancement::{Advancement, Level, Met};
use super::recurring::Recurring;

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disposition {
    /// Verified as what it is; an adjustment is only totalled.
    Kept(Class),
    /// Its campaign occurs in none of the terms given.
    OutOfScope,
    /// Another file has it too.
    Overlapping,
    /// Another file has the line further on: settled since, refunded since.
    Superseded,
    /// The same line again: F004.
    Repeated,
}

/// What happens to every row.
pub(crate) struct Dispositions {
    pub of_rows: Vec<Disposition>,
    /// Each repeated row, with the row that it repeats.
    pub repeats: Vec<(usize, usize)>,
}

/// Decides on every row of the book, given which campaigns terms were given for; `blank` is the number of the blank text.
pub(crate) fn dispositions(book: &Book, blank: Shared, in_scope: impl Fn(Shared) -> bool) -> Dispositions {
    let rows = || book.blocks().iter().flat_map(Block::rows);
    let recurring = Recurring::among(book.len(), rows().map(Row::key_hash));
    let first_file = rows().next().map(Row::file);
    let mut seen = Seen {
        book,
        blank,
        hasher: DefaultHashBuilder::default(),
        many_files: rows().any(|row| Some(row.file()) != first_file),
        holders: HashTable::with_capacity(book.len() / 16), // as many rows as seem to recur by chance
        copies: HashTable::new(),
    };
    let mut of_rows: Vec<Disposition> = Vec::with_capacity(book.len());
    let mut repeats = Vec::new();
    for (at, row) in rows().enumerate() {
        let (class, hash) = (row.class(), row.key_hash());
        let in_scope = in_scope(row.campaign());
        let alone = if in_scope { Disposition::Kept(class) } else { Disposition::OutOfScope };
        if !recurring.may_have(hash) {
            of_rows.push(alone); // no other row is like it
            continue;
        }
        let overlapping = seen.in_earlier_file(at, row);
        let beside = match (in_scope, class) {
            (false, _) | (true, Class::Adjustment) => Beside::Alone,
            (true, _) => seen.under_its_key(at, row, overlapping),
        };
        of_rows.push(match beside {
            _ if overlapping => Disposition::Overlapping,
            Beside::Alone | Beside::InsteadOf { .. } => alone,
            Beside::Overlapping => Disposition::Overlapping,
            Beside::Superseded => Disposition::Superseded,
            Beside::Repeats { earlier } => {
                repeats.push((at, earlier));
                Disposition::Repeated
            }
        });
        if let Beside::InsteadOf { row } = beside
            && let Some(superseded) = of_rows.get_mut(row)
        {
            *superseded = Disposition::Superseded;
        }
    }
    Dispositions { of_rows, repeats }
}

/// What a row is beside those of its key.
enum Beside {
    Alone,
    Overlapping,
    Superseded,
    Repeats {
        earlier: usize,
    },
    /// It holds, and the row that held so far does not.
    InsteadOf {
        row: usize,
    },
}

/// The rows of a key that several files have: the first of each file that is not in an earlier one.
struct Holder {
    /// The first of them all.
    row: usize,
    last_file: u16,
    /// How far they are advanced, the furthest last.
    levels: Vec<Level>,
}

/// Equal rows: how many the file at hand has so far, and the most that an earlier file has.
struct Copies {
    row: usize,
    file: u16,
    here: u64,
    earlier: u64,
}

/// The rows so far, as far as they recur.
struct Seen<'a> {
    book: &'a Book,
    blank: Shared,
    hasher: DefaultHashBuilder,
    many_files: bool,
    holders: HashTable<Holder>,
    copies: HashTable<Copies>,
}

impl Seen<'_> {
    /// What an in-scope row is beside those of its key.
    fn under_its_key(&mut self, at: usize, row: Row<'_>, overlapping: bool) -> Beside {
        let Self { book, blank, holders, .. } = self;
        let (key, file) = (row.key(), row.file());
        let same = |holder: &Holder| book.row(holder.row).is_some_and(|row| row.key() == key);
        let again = |holder: &Holder| spread(book.row(holder.row).map_or(0, Row::key_hash));
        let mut known = match holders.entry(spread(row.key_hash()), same, again) {
            Entry::Occupied(known) => known,
            Entry::Vacant(free) => {
                free.insert(Holder { row: at, last_file: file, levels: Vec::new() });
                return Beside::Alone;
            }
        };
        let holder = known.get_mut();
        let within_file = holder.last_file == file;
        holder.last_file = file;
        if overlapping {
            return Beside::Overlapping;
        }
        if within_file {
            return Beside::Repeats { earlier: holder.row };
        }
        holder.meet(at, &row.line(), book, *blank)
    }

    /// Whether an earlier file has the same row, cell for cell, at least as often as this one so far.
    fn in_earlier_file(&mut self, at: usize, row: Row<'_>) -> bool {
        let Self { book, hasher, many_files, copies, .. } = self;
        if !*many_files {
            return false;
        }
        let (line, file) = (row.line(), row.file());
        let same = |copies: &Copies| book.row(copies.row).is_some_and(|other| other.line().same_cells(&line));
        let again = |copies: &Copies| hasher.hash_one(book.row(copies.row).map(|row| row.line().cells()));
        match copies.entry(hasher.hash_one(Some(line.cells())), same, again) {
            Entry::Vacant(free) => {
                free.insert(Copies { row: at, file, here: 1, earlier: 0 });
                false
            }
            Entry::Occupied(mut known) => {
                let known = known.get_mut();
                if known.file != file {
                    known.earlier = known.earlier.max(known.here);
                    (known.file, known.here) = (file, 0);
                }
                known.here = known.here.saturating_add(1);
                known.here <= known.earlier
            }
        }
    }
}

impl Holder {
    /// Sets a row of another file beside those that were given before.
    fn meet(&mut self, at: usize, line: &OrderLine, book: &Book, blank: Shared) -> Beside {
        if self.levels.is_empty()
            && let Some(first) = book.row(self.row)
        {
            self.levels.push(Level::of(self.row, &first.line(), blank));
        }
        let (levels, advancement) = (&mut self.levels, Advancement::of(line));
        let held = levels.last().map(|level| (level.advancement, level.holds));
        match levels.binary_search_by_key(&advancement, |level| level.advancement) {
            Ok(known) => {
                let Some(level) = levels.get_mut(known) else { return Beside::Alone };
                match level.meet(at, line, blank) {
                    Met::Overlaps => Beside::Overlapping,
                    Met::Contradicts { first } => Beside::Repeats { earlier: first },
                    Met::Replaces { row } if held == Some((advancement, row)) => Beside::InsteadOf { row },
                    Met::Replaces { .. } => Beside::Superseded,
                }
            }
            Err(place) => {
                levels.insert(place, Level::of(at, line, blank));
                match held {
                    Some((held, row)) if held < advancement => Beside::InsteadOf { row },
                    _ => Beside::Superseded,
                }
            }
        }
    }
}

/// A table looks at both ends of a hash.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}
