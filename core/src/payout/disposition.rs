//! Which rows are verified at all: scope, overlap between exports, repeated lines.

use std::hash::BuildHasher as _;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashSet, HashTable};

use super::order_line::{Book, Class, Commission, OrderLine, Shared};

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disposition {
    /// Verified as what it is; an adjustment is only totalled.
    Kept(Class),
    /// Its campaign occurs in none of the terms given.
    OutOfScope,
    /// Another file has it too, or has it settled.
    Overlapping,
    /// The same line again: F004, with the line that it repeats.
    Repeated { earlier: usize },
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

/// Decides on every row of the book, given the campaigns that terms were given for.
pub(crate) fn dispositions(book: &Book, campaigns: &HashSet<Shared>) -> Vec<Disposition> {
    let mut seen = Seen {
        book,
        hasher: DefaultHashBuilder::default(),
        holders: HashTable::new(),
        copies: HashTable::new(),
    };
    let mut decided: Vec<Disposition> = Vec::with_capacity(book.lines.len());
    for (row, line) in book.lines.iter().enumerate() {
        let class = line.class();
        let overlapping = seen.in_earlier_file(row, line);
        let in_scope = campaigns.contains(&line.campaign);
        let (disposition, superseded) = match (in_scope, class) {
            (true, Class::Adjustment) => (Disposition::Kept(class), None),
            (true, _) => seen.under_its_key(row, line, class, overlapping),
            (false, _) => (Disposition::OutOfScope, None),
        };
        decided.push(if overlapping { Disposition::Overlapping } else { disposition });
        if let Some(open) = superseded.and_then(|open: usize| decided.get_mut(open)) {
            *open = Disposition::Overlapping;
        }
    }
    decided
}

struct Seen<'a> {
    book: &'a Book,
    hasher: DefaultHashBuilder,
    holders: HashTable<Holder>,
    copies: HashTable<Copies>,
}

impl Seen<'_> {
    /// What an in-scope row is beside those of its key, and the open row that it supersedes.
    fn under_its_key(
        &mut self,
        row: usize,
        line: &OrderLine,
        class: Class,
        overlapping: bool,
    ) -> (Disposition, Option<usize>) {
        let Self { book, hasher, holders, .. } = self;
        let same = |holder: &Holder| key(book, holder.row) == key(book, row);
        let again = |holder: &Holder| hasher.hash_one(key(book, holder.row));
        let mut known = match holders.entry(hasher.hash_one(key(book, row)), same, again) {
            Entry::Occupied(known) => known,
            Entry::Vacant(free) => {
                free.insert(Holder { row, last_file: line.file });
                return (Disposition::Kept(class), None);
            }
        };
        let holder = known.get_mut();
        let earlier = holder.row;
        let within_file = holder.last_file == line.file;
        holder.last_file = line.file;
        let Some(other) = book.lines.get(earlier).filter(|_| !overlapping) else {
            return (Disposition::Overlapping, None);
        };
        match (within_file, other.class() == Class::Open, class == Class::Open) {
            (true, ..) => (Disposition::Repeated { earlier }, None),
            (false, true, false) => {
                holder.row = row;
                (Disposition::Kept(class), Some(earlier))
            }
            (false, false, true) => (Disposition::Overlapping, None),
            _ if line.pays_differently(other) => (Disposition::Repeated { earlier }, None),
            _ => (Disposition::Overlapping, None),
        }
    }

    /// Whether an earlier file has the same row, cell for cell, at least as often as this one so far.
    fn in_earlier_file(&mut self, row: usize, line: &OrderLine) -> bool {
        let Self { book, hasher, copies, .. } = self;
        let same = |copies: &Copies| {
            key(book, copies.row) == key(book, row)
                && book.lines.get(copies.row).is_some_and(|other| other.same_cells(line))
        };
        let hash = |row: usize| hasher.hash_one((key(book, row), book.lines.get(row).map(OrderLine::cells)));
        let again = |copies: &Copies| hash(copies.row);
        match copies.entry(hash(row), same, again) {
            Entry::Vacant(free) => {
                free.insert(Copies { row, file: line.file, here: 1, earlier: 0 });
                false
            }
            Entry::Occupied(mut known) => {
                let known = known.get_mut();
                if known.file != line.file {
                    known.earlier = known.earlier.max(known.here);
                    (known.file, known.here) = (line.file, 0);
                }
                known.here = known.here.saturating_add(1);
                known.here <= known.earlier
            }
        }
    }
}

/// Order × SKU × product × campaign × content, and the commission where a row holds only one.
fn key(book: &Book, row: usize) -> Option<([&str; 3], Shared, Shared, Option<Commission>)> {
    book.lines.get(row).map(|line| (book.own_ids(row), line.product, line.campaign, line.only))
}
