//! Which rows are verified at all: scope, overlap between exports, repeated lines.

use std::collections::HashSet;
use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::order_line::{Book, Class, Commission, Shared};

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

/// Decides on every row of the book, given the campaigns that terms were given for.
pub(crate) fn dispositions(book: &Book, campaigns: &HashSet<Shared>) -> Vec<Disposition> {
    let mut seen = Seen {
        book,
        hasher: DefaultHashBuilder::default(),
        lines: HashTable::new(),
        others: HashTable::new(),
    };
    let mut decided: Vec<Disposition> = Vec::with_capacity(book.lines.len());
    for (row, line) in book.lines.iter().enumerate() {
        let class = line.class();
        let in_scope = campaigns.contains(&line.campaign);
        let (disposition, superseded) = if in_scope && class != Class::Adjustment {
            seen.verified(row, class)
        } else {
            let fresh = if in_scope { Disposition::Kept(class) } else { Disposition::OutOfScope };
            (if seen.in_earlier_file(row) { Disposition::Overlapping } else { fresh }, None)
        };
        decided.push(disposition);
        if let Some(open) = superseded.and_then(|open: usize| decided.get_mut(open)) {
            *open = Disposition::Overlapping;
        }
    }
    decided
}

struct Seen<'a> {
    book: &'a Book,
    hasher: DefaultHashBuilder,
    lines: HashTable<Holder>,
    others: HashTable<usize>,
}

impl Seen<'_> {
    /// A row that is in scope and no adjustment, and the open row that it supersedes.
    fn verified(&mut self, row: usize, class: Class) -> (Disposition, Option<usize>) {
        let Self { book, hasher, lines, .. } = self;
        let Some(line) = book.lines.get(row) else { return (Disposition::Kept(class), None) };
        let same = |holder: &Holder| key(book, holder.row) == key(book, row);
        let again = |holder: &Holder| hash(book, hasher, holder.row);
        let entry = lines.entry(hash(book, hasher, row), same, again);
        let hashbrown::hash_table::Entry::Occupied(mut known) = entry else {
            entry.insert(Holder { row, last_file: line.file });
            return (Disposition::Kept(class), None);
        };
        let holder = known.get_mut();
        let earlier = holder.row;
        let Some(other) = book.lines.get(earlier) else { return (Disposition::Kept(class), None) };
        let within_file = holder.last_file == line.file;
        holder.last_file = line.file;
        let other_open = other.class() == Class::Open;
        match (within_file, other_open, class == Class::Open) {
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

    /// Whether an earlier file has the same row, cell for cell.
    fn in_earlier_file(&mut self, row: usize) -> bool {
        let Self { book, hasher, others, .. } = self;
        let Some(line) = book.lines.get(row) else { return false };
        let hashed = hash(book, hasher, row);
        let same = |&other: &usize| {
            key(book, other) == key(book, row)
                && book
                    .lines
                    .get(other)
                    .is_some_and(|other| other.file != line.file && other.same_cells(line))
        };
        let found = others.find(hashed, same).is_some();
        if !found {
            others.insert_unique(hashed, row, |&other| hash(book, hasher, other));
        }
        found
    }
}

/// Order × SKU × product × campaign × content, and the commission where a row holds only one.
fn key(book: &Book, row: usize) -> Option<([&str; 3], Shared, Shared, Option<Commission>)> {
    book.lines.get(row).map(|line| (book.own_ids(row), line.product, line.campaign, line.only))
}

fn hash(book: &Book, hasher: &DefaultHashBuilder, row: usize) -> u64 {
    hasher.hash_one(key(book, row))
}
