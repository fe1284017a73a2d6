//! Where results go: as usual, past the caches by whole lines, or nowhere but to a comparison.

use std::hint::black_box;
use std::ops::Range;

use super::lanes::{BLOCK, GROUP, Lanes, Sse2};

/// Results are written as usual.
pub(super) const KEPT: u8 = 0;
/// Results are written past the caches, vector by vector.
pub(super) const STREAMED: u8 = 1;
/// The results of a group are put together in the nearest cache and written past the caches from there: where columns begin
/// at different places of a line.
pub(super) const GATHERED: u8 = 2;
/// Results are not written, but compared with what was reported.
pub(super) const COMPARED: u8 = 3;

/// The smallest page in bytes.
const PAGE: usize = 4096;

/// Whether rows are asked for before their turn: not where they may well be in a cache, nor where a slower body leaves the
/// processor the time to foresee them.
pub(super) const fn asks_ahead<V: Lanes>(stores: u8) -> bool {
    stores != KEPT && V::LANES > Sse2::LANES
}

/// Whether the results of a group are put together before anything is done with them.
pub(super) const fn by_groups(stores: u8) -> bool {
    matches!(stores, GATHERED | COMPARED)
}

/// Begins the frame of the function that this becomes part of with a line, where results are streamed and no [`Gathered`]
/// does so: else vectors that the compiler puts aside could lie across the end of a page, which costs what it says there.
#[inline(always)]
pub(super) fn align_frame<V: Lanes>(stores: u8) {
    #[repr(align(64))]
    #[expect(dead_code, reason = "where it lies counts, not what it holds")]
    struct Line([u8; 64]);

    // A frame is aligned to the vectors of SSE2 anyway.
    if stores == STREAMED && V::LANES > Sse2::LANES {
        black_box(Line([0; 64]));
    }
}

/// Writes a vector.
///
/// # Safety
/// As many rows as `V` has lanes may be written; where they are streamed, `to` is aligned to the vector. The processor has
/// what `V` needs.
#[inline(always)]
pub(super) unsafe fn put<V: Lanes>(to: *mut i64, part: V::Ints, stream: bool) {
    // SAFETY: by contract.
    unsafe {
        if stream {
            V::stream(to, part);
        } else {
            V::store(to, part);
        }
    }
}

/// The results of a group of each column, after those that share their first line: as many of each group, as a group is
/// whole lines long. Where they are [`COMPARED`] it holds the results of one group; else it is nothing.
///
/// It lies within a page, wherever the stack begins. As the results that wait take any part of a line, vectors after them lie
/// across the ends of lines; and a store across the end of a page, while lines are being streamed, costs 100 ns on a Zen 4
/// (9 ns without them): a split took four times as long, on one stack in sixteen or eight.
#[repr(align(1024))]
pub(super) struct Gathered<const STORES: u8> {
    pub(super) lines: [[i64; GROUP + BLOCK]; 3],
    /// How many results wait in each column for the rest of their line.
    waiting: [usize; 3],
}

impl<const STORES: u8> Gathered<STORES> {
    const WITHIN_A_PAGE: () =
        assert!(size_of::<Self>() == align_of::<Self>() && PAGE.is_multiple_of(size_of::<Self>()));

    /// With the results before the first group that its lines begin with.
    ///
    /// # Safety
    /// Where they are [`GATHERED`], a block of each column before the first row is written already, if there is a group.
    #[inline(always)]
    pub(super) unsafe fn new(columns: [*mut i64; 3], rows: &Range<usize>) -> Self {
        const { Self::WITHIN_A_PAGE };
        let (mut lines, mut waiting) = ([[0; GROUP + BLOCK]; 3], [0; 3]);
        if STORES == GATHERED && !rows.is_empty() {
            for ((column, lines), waiting) in columns.into_iter().zip(&mut lines).zip(&mut waiting) {
                let first = column.wrapping_add(rows.start);
                *waiting = first.addr() / size_of::<i64>() % BLOCK;
                // SAFETY: fewer than a block of rows, written already; the lines are longer than a block.
                unsafe { first.sub(*waiting).copy_to_nonoverlapping(lines.as_mut_ptr(), *waiting) };
            }
        }
        Self { lines, waiting }
    }

    /// Where the results of a group go.
    #[inline(always)]
    pub(super) fn places(&mut self) -> [*mut i64; 3] {
        let [one, two, three] = &mut self.lines;
        let [first, second, third] = self.waiting;
        [(one, first), (two, second), (three, third)]
            .map(|(lines, waiting)| lines.as_mut_ptr().wrapping_add(waiting))
    }

    /// Streams the whole lines of the group that begins at `row`.
    ///
    /// # Safety
    /// The group of each column may be written, and so may the rows before it, back to a block before the first group. The
    /// processor has what `V` needs.
    #[inline(always)]
    pub(super) unsafe fn stream<V: Lanes>(&mut self, columns: [*mut i64; 3], row: usize) {
        if STORES != GATHERED {
            return;
        }
        for ((column, lines), waiting) in columns.into_iter().zip(&mut self.lines).zip(self.waiting) {
            // SAFETY: the line that the waiting results began starts as many rows before this one; so many lines as a
            // group has end before its last row does. The lines here have a block more than a group.
            unsafe {
                let to = column.add(row - waiting);
                let mut at = 0;
                while at < V::GROUP {
                    V::stream(to.add(at), V::load(lines.as_ptr().add(at)));
                    at += V::LANES;
                }
                while at < V::GROUP + BLOCK {
                    let rest = V::load(lines.as_ptr().add(at));
                    V::store(lines.as_mut_ptr().add(at - V::GROUP), rest);
                    at += V::LANES;
                }
            }
        }
    }

    /// Writes what still waits for the rest of its line.
    ///
    /// # Safety
    /// The rows are those of all groups, which may be written.
    #[inline(always)]
    pub(super) unsafe fn finish(&self, columns: [*mut i64; 3], rows: &Range<usize>) {
        if STORES == GATHERED && !rows.is_empty() {
            for ((column, lines), waiting) in columns.into_iter().zip(&self.lines).zip(self.waiting) {
                // SAFETY: they are the last rows before the end, fewer than a block.
                unsafe { lines.as_ptr().copy_to_nonoverlapping(column.add(rows.end - waiting), waiting) };
            }
        }
    }
}
