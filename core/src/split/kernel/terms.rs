//! Where a block of rows has its rates from: three columns, one terms for all, or ids of a table.

use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

use super::lanes::{GROUP, Lanes, VECTORS, Vectors, vectors};
use crate::split::SplitTerms;
use crate::value::rate::WHOLE_BPS;

/// A source of rates. Rows count from the first of the columns.
pub(super) trait Rates: Copy {
    /// What is known of the managing shares of a step once its other rates are there.
    type Rest<V: Lanes>: Copy;

    /// Bits set where a row of the group that begins at `row` has rates that hold not together, or none.
    ///
    /// # Safety
    /// The rows lie within the columns; the processor has what `V` needs.
    unsafe fn marks<V: Lanes>(&self, row: usize) -> V::Ints;

    /// Asks for what comes after a group.
    fn fetch<V: Lanes>(&self, row: usize);

    /// Whether the rates of a row hold together: what sets no mark.
    ///
    /// # Safety
    /// The row lies within the columns.
    unsafe fn hold(&self, row: usize) -> bool;

    /// Total and creator rates of a step.
    ///
    /// # Safety
    /// The rows lie within the columns, without marks; the processor has what `V` needs.
    unsafe fn rates<V: Lanes>(&self, row: usize) -> ([Vectors<V::Floats>; 2], Self::Rest<V>);

    /// Managing shares of a step.
    ///
    /// # Safety
    /// As for the rates of the same rows, which gave the rest.
    unsafe fn shares<V: Lanes>(&self, row: usize, rest: Self::Rest<V>) -> Vectors<V::Floats>;

    /// Where the rows of a group have their rates from, counted from its first, where those that do not hold may have any.
    ///
    /// # Safety
    /// The group's rows lie within the columns.
    unsafe fn sound<V: Lanes>(&self, row: usize, ids: &mut [u32; GROUP]) -> Self;
}

/// Plain columns.
#[derive(Clone, Copy)]
pub(super) struct ThreeColumns {
    pub total: *const u16,
    pub creator: *const u16,
    pub share: *const u16,
}

impl Rates for ThreeColumns {
    type Rest<V: Lanes> = ();

    #[inline(always)]
    unsafe fn marks<V: Lanes>(&self, row: usize) -> V::Ints {
        // SAFETY: a group of rows can be read from `row` on.
        unsafe {
            let whole = V::ints16(WHOLE_BPS);
            over_group::<V, u16>(|at| {
                let total = V::load(self.total.add(row + at).cast());
                let creator = V::load(self.creator.add(row + at).cast());
                let share = V::load(self.share.add(row + at).cast());
                let beyond = V::or(V::beyond16(total, whole), V::beyond16(share, whole));
                V::or(beyond, V::beyond16(creator, total))
            })
        }
    }

    #[inline(always)]
    fn fetch<V: Lanes>(&self, row: usize) {
        fetch_group::<V, _>(self.total, row);
        fetch_group::<V, _>(self.creator, row);
        fetch_group::<V, _>(self.share, row);
    }

    #[inline(always)]
    unsafe fn hold(&self, row: usize) -> bool {
        // SAFETY: by contract.
        let (total, creator, share) =
            unsafe { (self.total.add(row).read(), self.creator.add(row).read(), self.share.add(row).read()) };
        total <= WHOLE_BPS && share <= WHOLE_BPS && creator <= total
    }

    #[inline(always)]
    unsafe fn rates<V: Lanes>(&self, row: usize) -> ([Vectors<V::Floats>; 2], ()) {
        // SAFETY: a group of rows can be read.
        unsafe { ([V::rates(self.total.add(row)), V::rates(self.creator.add(row))], ()) }
    }

    #[inline(always)]
    unsafe fn shares<V: Lanes>(&self, row: usize, (): ()) -> Vectors<V::Floats> {
        // SAFETY: a group of rows can be read.
        unsafe { V::rates(self.share.add(row)) }
    }

    unsafe fn sound<V: Lanes>(&self, row: usize, _: &mut [u32; GROUP]) -> Self {
        let [total, creator, share] =
            [self.total, self.creator, self.share].map(|column| column.wrapping_add(row));
        Self { total, creator, share }
    }
}

/// Total and creator rates, without managing shares.
#[derive(Clone, Copy)]
pub(super) struct TwoColumns {
    pub total: *const u16,
    pub creator: *const u16,
}

impl Rates for TwoColumns {
    type Rest<V: Lanes> = ();

    #[inline(always)]
    unsafe fn marks<V: Lanes>(&self, row: usize) -> V::Ints {
        // SAFETY: a group of rows can be read from `row` on.
        unsafe {
            let whole = V::ints16(WHOLE_BPS);
            over_group::<V, u16>(|at| {
                let total = V::load(self.total.add(row + at).cast());
                let creator = V::load(self.creator.add(row + at).cast());
                V::or(V::beyond16(total, whole), V::beyond16(creator, total))
            })
        }
    }

    #[inline(always)]
    fn fetch<V: Lanes>(&self, row: usize) {
        fetch_group::<V, _>(self.total, row);
        fetch_group::<V, _>(self.creator, row);
    }

    #[inline(always)]
    unsafe fn hold(&self, row: usize) -> bool {
        // SAFETY: by contract.
        let (total, creator) = unsafe { (self.total.add(row).read(), self.creator.add(row).read()) };
        total <= WHOLE_BPS && creator <= total
    }

    #[inline(always)]
    unsafe fn rates<V: Lanes>(&self, row: usize) -> ([Vectors<V::Floats>; 2], ()) {
        // SAFETY: a group of rows can be read.
        unsafe { ([V::rates(self.total.add(row)), V::rates(self.creator.add(row))], ()) }
    }

    #[inline(always)]
    unsafe fn shares<V: Lanes>(&self, _: usize, (): ()) -> Vectors<V::Floats> {
        // SAFETY: the processor has what `V` needs.
        unsafe { [V::floats(0.0); VECTORS] }
    }

    unsafe fn sound<V: Lanes>(&self, row: usize, _: &mut [u32; GROUP]) -> Self {
        Self { total: self.total.wrapping_add(row), creator: self.creator.wrapping_add(row) }
    }
}

/// The same terms for every row.
#[derive(Clone, Copy)]
pub(super) struct One {
    rates: [f64; 3],
}

impl One {
    pub(super) fn new(terms: SplitTerms) -> Self {
        Self { rates: [terms.total(), terms.creator(), terms.share()].map(|rate| f64::from(rate.bps())) }
    }
}

impl Rates for One {
    type Rest<V: Lanes> = ();

    #[inline(always)]
    unsafe fn marks<V: Lanes>(&self, _: usize) -> V::Ints {
        // SAFETY: the processor has what `V` needs.
        unsafe { V::ints(0) }
    }

    #[inline(always)]
    fn fetch<V: Lanes>(&self, _: usize) {}

    #[inline(always)]
    unsafe fn hold(&self, _: usize) -> bool {
        true
    }

    #[inline(always)]
    unsafe fn rates<V: Lanes>(&self, _: usize) -> ([Vectors<V::Floats>; 2], ()) {
        let [total, creator, _] = self.rates;
        // SAFETY: the processor has what `V` needs.
        unsafe { ([[V::floats(total); VECTORS], [V::floats(creator); VECTORS]], ()) }
    }

    #[inline(always)]
    unsafe fn shares<V: Lanes>(&self, _: usize, (): ()) -> Vectors<V::Floats> {
        let [_, _, share] = self.rates;
        // SAFETY: the processor has what `V` needs.
        unsafe { [V::floats(share); VECTORS] }
    }

    unsafe fn sound<V: Lanes>(&self, _: usize, _: &mut [u32; GROUP]) -> Self {
        *self
    }
}

/// Ids of entries that [`super::pack`] made.
#[derive(Clone, Copy)]
pub(super) struct Table {
    pub ids: *const u32,
    pub entries: *const u64,
    /// The largest id of the table.
    pub last: u32,
}

impl Rates for Table {
    type Rest<V: Lanes> = Vectors<V::Ints>;

    #[inline(always)]
    unsafe fn marks<V: Lanes>(&self, row: usize) -> V::Ints {
        // SAFETY: a group of rows can be read from `row` on.
        unsafe { over_group::<V, u32>(|at| V::beyond32(V::load(self.ids.add(row + at).cast()), self.last)) }
    }

    #[inline(always)]
    fn fetch<V: Lanes>(&self, row: usize) {
        fetch_group::<V, _>(self.ids, row);
    }

    #[inline(always)]
    unsafe fn hold(&self, row: usize) -> bool {
        // SAFETY: by contract.
        unsafe { self.ids.add(row).read() <= self.last }
    }

    #[inline(always)]
    unsafe fn rates<V: Lanes>(&self, row: usize) -> ([Vectors<V::Floats>; 2], Vectors<V::Ints>) {
        // SAFETY: a group of ids can be read, and rows without marks have only ids of entries.
        unsafe {
            let entries = vectors!(vector => V::entries(self.ids.add(row + vector * V::LANES), self.entries));
            let total = vectors!(vector => V::bits16::<0>(entries[vector]));
            let creator = vectors!(vector => V::bits16::<16>(entries[vector]));
            ([total, creator], entries)
        }
    }

    #[inline(always)]
    unsafe fn shares<V: Lanes>(&self, _: usize, entries: Vectors<V::Ints>) -> Vectors<V::Floats> {
        // SAFETY: the processor has what `V` needs.
        unsafe { vectors!(vector => V::bits16::<32>(entries[vector])) }
    }

    unsafe fn sound<V: Lanes>(&self, row: usize, ids: &mut [u32; GROUP]) -> Self {
        for (at, id) in ids.iter_mut().enumerate().take(V::GROUP) {
            // SAFETY: the group's rows can be read.
            let given = unsafe { self.ids.add(row + at).read() };
            *id = if given <= self.last { given } else { 0 };
        }
        Self { ids: ids.as_ptr(), ..*self }
    }
}

/// The marks of a group of numbers of the type `T`, a vector of them at a time; `marks` gets the place in the group.
///
/// # Safety
/// The processor has what `V` needs.
#[inline(always)]
unsafe fn over_group<V: Lanes, T>(marks: impl Fn(usize) -> V::Ints) -> V::Ints {
    let numbers = V::LANES * size_of::<i64>() / size_of::<T>();
    let (mut found, mut at) = (marks(0), numbers);
    while at < V::GROUP {
        // SAFETY: by contract.
        found = unsafe { V::or(found, marks(at)) };
        at += numbers;
    }
    found
}

/// How far ahead of the rows that are split others are asked for, in bytes: the processor's own foresight ends with a
/// page, and begins anew on the next one.
const AHEAD: usize = 2048;

/// Asks for a group of numbers that comes after the group of the row.
#[inline(always)]
pub(super) fn fetch_group<V: Lanes, T>(column: *const T, row: usize) {
    let from = column.wrapping_add(row).cast::<i8>().wrapping_add(AHEAD);
    let mut line = 0;
    while line < V::GROUP * size_of::<T>() {
        // SAFETY: asking for memory reads nothing, wherever it is; SSE is part of x86-64.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(from.wrapping_add(line)) };
        line += 64;
    }
}
