//! What the machine can move: copies of as many bytes as the job has.
#![expect(unsafe_code, reason = "stores past the caches, as the limit is defined by them")]

use crate::rows::{Column, Out, Rows};

/// Bytes that the split reads and writes, halved: a copy reads and writes each.
pub const SPLIT_BYTES_PER_ROW: usize = 19;

/// Bytes of the columns that a comparison reads: bases, three rates, three reported amounts.
pub const COMPARED_BYTES_PER_ROW: usize = 38;

/// Buffers for a copy of so many bytes.
#[derive(Debug)]
pub struct Copy {
    from: Column<u8>,
    to: Column<u8>,
}

impl Copy {
    /// Buffers for so many rows of so many bytes.
    #[must_use]
    pub fn new(rows: usize, bytes_per_row: usize) -> Self {
        let bytes = rows.saturating_mul(bytes_per_row);
        Self { from: Column::new(bytes, |_| 1), to: Column::new(bytes, |_| 2) }
    }

    /// One memcpy.
    pub fn run(&mut self) {
        self.to.copy_from_slice(&self.from);
        std::hint::black_box(&mut self.to);
    }

    /// The same past the caches. `false` where this processor lacks what it needs.
    pub fn run_streamed(&mut self) -> bool {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has it.
            unsafe { streamed_avx2(&self.from, &mut self.to) };
            std::hint::black_box(&mut self.to);
            return true;
        }
        false
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn streamed_avx2(from: &Column<u8>, to: &mut Column<u8>) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch, _mm_sfence, _mm256_loadu_si256, _mm256_stream_si256};
    let whole = from.len().min(to.len()) / 64 * 64;
    let (from, to) = (from.as_ptr(), to.as_mut_ptr());
    // SAFETY: whole lines are within both, and both begin a line.
    unsafe {
        for byte in (0..whole).step_by(64) {
            _mm_prefetch::<_MM_HINT_T0>(from.wrapping_add(byte + 2_048).cast());
            let low = _mm256_loadu_si256(from.add(byte).cast());
            let high = _mm256_loadu_si256(from.add(byte + 32).cast());
            _mm256_stream_si256(to.add(byte).cast(), low);
            _mm256_stream_si256(to.add(byte + 32).cast(), high);
        }
        _mm_sfence();
    }
}

/// Four columns in, three out, with nothing computed, past the caches. `false` where this processor lacks what it needs.
pub fn copy_of_the_same_shape(rows: &Rows, out: &mut Out) -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has it.
            unsafe { shape_avx512(rows, out) };
            return true;
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has it.
            unsafe { shape_avx2(rows, out) };
            return true;
        }
    }
    let _ = (rows, out);
    false
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn shape_avx512(rows: &Rows, out: &mut Out) {
    use std::arch::x86_64::{
        __m128i, _MM_HINT_T0, _mm_loadu_si128, _mm_prefetch, _mm_sfence, _mm_xor_si128, _mm512_loadu_si512,
        _mm512_stream_si512,
    };
    let whole = rows.base.len() / 8 * 8;
    let [agency, creator, manager] = out.parts.each_mut().map(|column| column.as_mut_ptr());
    let mut seen = [0_u64; 2];
    // SAFETY: whole blocks of eight rows are within every column, and output columns begin a line.
    unsafe {
        let mut all: __m128i = _mm_loadu_si128(seen.as_ptr().cast());
        for row in (0..whole).step_by(8) {
            let base = _mm512_loadu_si512(rows.base.as_ptr().add(row).cast());
            // Asked for ahead, as the kernel does: a limit without it is none.
            _mm_prefetch::<_MM_HINT_T0>(rows.base.as_ptr().wrapping_add(row + 256).cast());
            for rates in [&rows.total, &rows.creator, &rows.share] {
                if row % 32 == 0 {
                    _mm_prefetch::<_MM_HINT_T0>(rates.as_ptr().wrapping_add(row + 1_024).cast());
                }
                all = _mm_xor_si128(all, _mm_loadu_si128(rates.as_ptr().add(row).cast()));
            }
            _mm512_stream_si512(agency.add(row).cast(), base);
            _mm512_stream_si512(creator.add(row).cast(), base);
            _mm512_stream_si512(manager.add(row).cast(), base);
        }
        _mm_sfence();
        seen.as_mut_ptr().cast::<__m128i>().write_unaligned(all);
    }
    std::hint::black_box(seen);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn shape_avx2(rows: &Rows, out: &mut Out) {
    use std::arch::x86_64::{
        __m128i, _MM_HINT_T0, _mm_loadu_si128, _mm_prefetch, _mm_sfence, _mm_xor_si128, _mm256_loadu_si256,
        _mm256_stream_si256,
    };
    let whole = rows.base.len() / 8 * 8;
    let columns = out.parts.each_mut().map(|column| column.as_mut_ptr());
    let mut seen = [0_u64; 2];
    // SAFETY: as above.
    unsafe {
        let mut all: __m128i = _mm_loadu_si128(seen.as_ptr().cast());
        for row in (0..whole).step_by(8) {
            // Asked for ahead, as the kernel does: a limit without it is none.
            _mm_prefetch::<_MM_HINT_T0>(rows.base.as_ptr().wrapping_add(row + 256).cast());
            for rates in [&rows.total, &rows.creator, &rows.share] {
                if row % 32 == 0 {
                    _mm_prefetch::<_MM_HINT_T0>(rates.as_ptr().wrapping_add(row + 1_024).cast());
                }
                all = _mm_xor_si128(all, _mm_loadu_si128(rates.as_ptr().add(row).cast()));
            }
            for half in [row, row + 4] {
                let base = _mm256_loadu_si256(rows.base.as_ptr().add(half).cast());
                for column in columns {
                    _mm256_stream_si256(column.add(half).cast(), base);
                }
            }
        }
        _mm_sfence();
        seen.as_mut_ptr().cast::<__m128i>().write_unaligned(all);
    }
    std::hint::black_box(seen);
}
