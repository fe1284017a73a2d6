//! Which rows are verified at all: scope, overlap between exports, repeated lines.

use std::hash::BuildHasher as _;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::book::Book;
use super::order_line::Class;
use super::recurring::Recurring;
use super::texts::Shared;

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disposition {
    /// Verified as what it is; an adjustment is only totalled.
    Kept(Class),
    /// Its campaign occurs in none of the terms given.
    OutOfScope,
    /// Another file has it too, or has it settled.
    Overlapping,
    /// The same line again: F004.
    Repeated,
}

/// What happens to every row.
pub(crate) struct Dispositions {
    pub of_rows: Vec<Disposition>,
    /// Each repeated row, with the row that it repeats.
    pub repeats: Vec<(usize, usize)>,
}

/// Decides on every row of the book, given which campaigns terms were given for.
pub(crate) fn dispositions(book: &Book, in_scope: impl Fn(Shared) -> bool) -> Dispositions {
    let hasher = DefaultHashBuilder::default();
    let keys: Vec<u64> = (0..book.rows().len()).map(|row| hasher.hash_one(book.key(row))).collect();
    let recurring = Recurring::among(&keys);
    let several = keys.iter().filter(|hash| recurring.may_have(**hash)).count();
    let mut files = book.rows().iter().map(|row| row.file);
    let first_file = files.next();
    let mut seen = Seen {
        book,
        keys: &keys,
        hasher,
        many_files: files.any(|file| Some(file) != first_file),
        holders: HashTable::with_capacity(several / 2),
        copies: HashTable::new(),
    };
    let mut of_rows: Vec<Disposition> = Vec::with_capacity(book.rows().len());
    let mut repeats = Vec::new();
    for (row, (packed, &hash)) in book.rows().iter().zip(&keys).enumerate() {
        let class = packed.class;
        let in_scope = in_scope(packed.campaign);
        let alone = if in_scope { Disposition::Kept(class) } else { Disposition::OutOfScope };
        if !recurring.may_have(hash) {
            of_rows.push(alone); // no other row is like it
            continue;
        }
        let overlapping = seen.in_earlier_file(row, hash, packed.file);
        let beside = match (in_scope, class) {
            (false, _) | (true, Class::Adjustment) => Beside::Alone,
            (true, _) => seen.under_its_key(row, hash, packed.file, class, overlapping),
        };
        of_rows.push(match beside {
            _ if overlapping => Disposition::Overlapping,
            Beside::Alone | Beside::InsteadOf { .. } => alone,
            Beside::Overlapping => Disposition::Overlapping,
            Beside::Repeats { earlier } => {
                repeats.push((row, earlier));
                Disposition::Repeated
            }
        });
        if let Beside::InsteadOf { open } = beside
            && let Some(open) = of_rows.get_mut(open)
        {
            *open = Disposition::Overlapping;
        }
    }
    Dispositions { of_rows, repeats }
}

/// What a row is beside those of its key.
enum Beside {
    Alone,
    Overlapping,
    Repeats {
        earlier: usize,
    },
    /// Settled where an earlier file has it open.
    InsteadOf {
        open: usize,
    },
}

/// The row that stands for a key, and the last file that had the key.
struct Holder {
    row: usize,
    last_file: u16,
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
    keys: &'a [u64],
    hasher: DefaultHashBuilder,
    many_files: bool,
    holders: HashTable<Holder>,
    copies: HashTable<Copies>,
}

impl Seen<'_> {
    /// What an in-scope row is beside those of its key.
    fn under_its_key(&mut self, row: usize, hash: u64, file: u16, class: Class, overlapping: bool) -> Beside {
        let Self { book, keys, holders, .. } = self;
        let same = |holder: &Holder| book.key(holder.row) == book.key(row);
        let again = |holder: &Holder| keys.get(holder.row).copied().unwrap_or(0);
        let mut known = match holders.entry(hash, same, again) {
            Entry::Occupied(known) => known,
            Entry::Vacant(free) => {
                free.insert(Holder { row, last_file: file });
                return Beside::Alone;
            }
        };
        let holder = known.get_mut();
        let earlier = holder.row;
        let within_file = holder.last_file == file;
        holder.last_file = file;
        let Some(other) = book.rows().get(earlier).filter(|_| !overlapping) else {
            return Beside::Overlapping;
        };
        match (within_file, other.class == Class::Open, class == Class::Open) {
            (true, ..) => Beside::Repeats { earlier },
            (false, true, false) => {
                holder.row = row;
                Beside::InsteadOf { open: earlier }
            }
            (false, false, true) => Beside::Overlapping,
            _ if pay_differently(book, row, earlier) => Beside::Repeats { earlier },
            _ => Beside::Overlapping,
        }
    }

    /// Whether an earlier file has the same row, cell for cell, at least as often as this one so far.
    fn in_earlier_file(&mut self, row: usize, hash: u64, file: u16) -> bool {
        let Self { book, keys, hasher, many_files, copies, .. } = self;
        if !*many_files {
            return false;
        }
        let Some(line) = book.line(row) else { return false };
        let same = |copies: &Copies| {
            book.key(copies.row) == book.key(row)
                && book.line(copies.row).is_some_and(|other| other.same_cells(&line))
        };
        let again = |copies: &Copies| {
            let hash = keys.get(copies.row).copied().unwrap_or(0);
            hasher.hash_one((hash, book.line(copies.row).map(|line| line.cells())))
        };
        match copies.entry(hasher.hash_one((hash, Some(line.cells()))), same, again) {
            Entry::Vacant(free) => {
                free.insert(Copies { row, file, here: 1, earlier: 0 });
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

fn pay_differently(book: &Book, row: usize, other: usize) -> bool {
    book.line(row).zip(book.line(other)).is_some_and(|(line, other)| line.pays_differently(&other))
}
