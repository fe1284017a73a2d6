//! Where a block of rows has its rates from: three columns, one terms for all, or ids of a table.

use std::arch::x86_64::{
    __m128i, _mm_cmpgt_epi32, _mm_loadu_si128, _mm_or_si128, _mm_set1_epi16, _mm_set1_epi32,
    _mm_setzero_si128, _mm_subs_epu16, _mm_xor_si128,
};

use super::lanes::Lanes;
use crate::rate::WHOLE_BPS;
use crate::split::SplitTerms;

/// A source of rates. Rows count from the first of the columns.
pub(super) trait Rates: Copy {
    /// Bits set where a row of the block that begins at `row` has rates that hold not together, or none.
    ///
    /// # Safety
    /// The block lies within the columns.
    unsafe fn marks(&self, row: usize) -> __m128i;

    /// Total rate, creator rate and managing share of as many rows as `V` has lanes.
    ///
    /// # Safety
    /// The rows lie within the columns, in a block without marks; the processor has what `V` needs.
    unsafe fn rates<V: Lanes>(&self, row: usize) -> [V::Floats; 3];
}

/// Plain columns.
#[derive(Clone, Copy)]
pub(super) struct ThreeColumns {
    pub total: *const u16,
    pub creator: *const u16,
    pub share: *const u16,
}

impl Rates for ThreeColumns {
    #[inline(always)]
    unsafe fn marks(&self, row: usize) -> __m128i {
        // SAFETY: eight rows can be read from `row` on; SSE2 is part of x86-64.
        unsafe {
            let (total, creator) = (read(self.total.add(row)), read(self.creator.add(row)));
            let whole = _mm_set1_epi16(WHOLE_BPS.cast_signed());
            // Differences that stop at 0: what is left is beyond what is allowed.
            let beyond =
                _mm_or_si128(_mm_subs_epu16(total, whole), _mm_subs_epu16(read(self.share.add(row)), whole));
            _mm_or_si128(beyond, _mm_subs_epu16(creator, total))
        }
    }

    #[inline(always)]
    unsafe fn rates<V: Lanes>(&self, row: usize) -> [V::Floats; 3] {
        // SAFETY: as many rows as there are lanes can be read.
        unsafe {
            [V::rates(self.total.add(row)), V::rates(self.creator.add(row)), V::rates(self.share.add(row))]
        }
    }
}

/// Total and creator rates, without managing shares.
#[derive(Clone, Copy)]
pub(super) struct TwoColumns {
    pub total: *const u16,
    pub creator: *const u16,
}

impl Rates for TwoColumns {
    #[inline(always)]
    unsafe fn marks(&self, row: usize) -> __m128i {
        // SAFETY: as for three columns.
        unsafe {
            let (total, creator) = (read(self.total.add(row)), read(self.creator.add(row)));
            let beyond = _mm_subs_epu16(total, _mm_set1_epi16(WHOLE_BPS.cast_signed()));
            _mm_or_si128(beyond, _mm_subs_epu16(creator, total))
        }
    }

    #[inline(always)]
    unsafe fn rates<V: Lanes>(&self, row: usize) -> [V::Floats; 3] {
        // SAFETY: as many rows as there are lanes can be read.
        unsafe { [V::rates(self.total.add(row)), V::rates(self.creator.add(row)), V::floats(0.0)] }
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
    #[inline(always)]
    unsafe fn marks(&self, _: usize) -> __m128i {
        // SAFETY: SSE2 is part of x86-64.
        unsafe { _mm_setzero_si128() }
    }

    #[inline(always)]
    unsafe fn rates<V: Lanes>(&self, _: usize) -> [V::Floats; 3] {
        let [total, creator, share] = self.rates;
        // SAFETY: the processor has what `V` needs.
        unsafe { [V::floats(total), V::floats(creator), V::floats(share)] }
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
    #[inline(always)]
    unsafe fn marks(&self, row: usize) -> __m128i {
        // SAFETY: eight rows can be read from `row` on; SSE2 is part of x86-64.
        unsafe {
            // Numbers are compared as signed ones, so the upper half is moved below the lower one.
            let half = _mm_set1_epi32(i32::MIN);
            let last = _mm_set1_epi32(self.last.cast_signed() ^ i32::MIN);
            let beyond = |ids: *const u32| _mm_cmpgt_epi32(_mm_xor_si128(read(ids), half), last);
            _mm_or_si128(beyond(self.ids.add(row)), beyond(self.ids.add(row).add(4)))
        }
    }

    #[inline(always)]
    unsafe fn rates<V: Lanes>(&self, row: usize) -> [V::Floats; 3] {
        // SAFETY: as many ids as there are lanes can be read, and a block without marks has only ids of entries.
        unsafe {
            let entries = V::entries(self.ids.add(row), self.entries);
            [V::bits16::<0>(entries), V::bits16::<16>(entries), V::bits16::<32>(entries)]
        }
    }
}

#[inline(always)]
unsafe fn read<T>(from: *const T) -> __m128i {
    // SAFETY: by contract sixteen bytes can be read, at any alignment.
    unsafe { _mm_loadu_si128(from.cast()) }
}
