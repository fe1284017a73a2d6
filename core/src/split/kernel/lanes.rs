//! What the kernel's one body needs of an instruction set, and the three that it runs on.
//!
//! Every function here is `unsafe` for one reason beside its pointers: it may be called only where the processor has the
//! instructions. `super` sees to that once, by run-time detection, before it enters a body. They are inlined into that
//! body always, since only there is the compiler told of the instructions.

use std::arch::x86_64::{
    __m128d, __m128i, __m256d, __m256i, __m512d, __m512i, _mm_add_epi64, _mm_add_pd, _mm_and_si128,
    _mm_castpd_si128, _mm_castsi128_pd, _mm_cmpeq_epi8, _mm_cmpgt_epi32, _mm_cvtepi32_pd, _mm_cvtepu16_epi32,
    _mm_cvtsi32_si128, _mm_loadl_epi64, _mm_loadu_si128, _mm_movemask_epi8, _mm_mul_pd, _mm_or_si128,
    _mm_set_epi64x, _mm_set1_epi16, _mm_set1_epi32, _mm_set1_epi64x, _mm_set1_pd, _mm_setzero_si128,
    _mm_shuffle_epi32, _mm_srl_epi64, _mm_storeu_si128, _mm_stream_si128, _mm_sub_epi64, _mm_sub_pd,
    _mm_subs_epu16, _mm_unpackhi_epi16, _mm_unpacklo_epi16, _mm_xor_si128, _mm256_add_epi64, _mm256_add_pd,
    _mm256_and_si256, _mm256_castpd_si256, _mm256_castsi256_pd, _mm256_cmpgt_epi32, _mm256_cvtepi32_pd,
    _mm256_fmadd_pd, _mm256_loadu_si256, _mm256_mul_pd, _mm256_or_si256, _mm256_set_epi64x,
    _mm256_set1_epi16, _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_set1_pd, _mm256_srl_epi64,
    _mm256_storeu_si256, _mm256_stream_si256, _mm256_sub_epi64, _mm256_sub_pd, _mm256_subs_epu16,
    _mm256_testz_si256, _mm256_xor_si256, _mm512_add_epi64, _mm512_add_pd, _mm512_and_si512,
    _mm512_castpd_si512, _mm512_cmpgt_epu32_mask, _mm512_cvtepi64_pd, _mm512_cvtepu16_epi64, _mm512_fmadd_pd,
    _mm512_loadu_si512, _mm512_maskz_set1_epi32, _mm512_mul_pd, _mm512_or_si512, _mm512_reduce_add_epi64,
    _mm512_set_epi64, _mm512_set1_epi16, _mm512_set1_epi32, _mm512_set1_epi64, _mm512_set1_pd,
    _mm512_srli_epi64, _mm512_storeu_si512, _mm512_stream_si512, _mm512_sub_epi64, _mm512_sub_pd,
    _mm512_subs_epu16, _mm512_test_epi64_mask,
};

/// Rows of a block: a cache line of 64-bit numbers, whatever the width of the registers.
pub(super) const BLOCK: usize = 8;

/// Rows that are looked over together at most: a cache line of rates.
pub(super) const GROUP: usize = 32;

/// Vectors that are split in step, so that the processor finds more to do at a time, and whole lines are streamed one after
/// the other.
pub(super) const VECTORS: usize = 4;

/// The vectors of a step.
pub(super) type Vectors<T> = [T; VECTORS];

/// The [`Vectors`] that an expression gives for each number of one. Written out, since a closure would have to be inlined
/// before the compiler knew that it may use the instructions: where it does not do so, each row takes 27 ns.
macro_rules! vectors {
    ($vector:ident => $of:expr) => {
        vectors!($vector => $of; 0, 1, 2, 3)
    };
    ($vector:ident => $of:expr; $($number:literal),+) => {
        [$({ let $vector = $number; $of }),+]
    };
}
pub(super) use vectors;

/// `2^52`: with its bits set, a whole number below it is the mantissa of `2^52` and that number.
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// Vectors of 64-bit whole numbers and of doubles.
pub(super) trait Lanes {
    /// How many numbers a vector holds: a divisor of [`BLOCK`].
    const LANES: usize;
    /// How many rows are looked over together: whole steps, a divisor of [`GROUP`].
    const GROUP: usize;
    /// How many rows are split in step: whole blocks.
    const STEP: usize = VECTORS * Self::LANES;
    /// Whole numbers of 64 bits.
    type Ints: Copy;
    /// Doubles.
    type Floats: Copy;

    unsafe fn ints(value: i64) -> Self::Ints;
    unsafe fn floats(value: f64) -> Self::Floats;
    /// Reads as many numbers as there are lanes.
    unsafe fn load(from: *const i64) -> Self::Ints;
    /// Writes as many numbers as there are lanes.
    unsafe fn store(to: *mut i64, values: Self::Ints);
    /// The same past the caches; `to` is aligned to the vector.
    unsafe fn stream(to: *mut i64, values: Self::Ints);
    /// Reads the rates of a step.
    unsafe fn rates(from: *const u16) -> Vectors<Self::Floats>;
    /// Reads as many ids as there are lanes, and the entries that they are the numbers of.
    unsafe fn entries(ids: *const u32, table: *const u64) -> Self::Ints;
    /// The 16 bits from `SHIFT` on of every number.
    unsafe fn bits16<const SHIFT: u32>(values: Self::Ints) -> Self::Floats;
    /// Whole numbers of 0 to `2^52 - 1` as doubles.
    unsafe fn float(values: Self::Ints) -> Self::Floats;
    /// The bits of doubles as they are.
    unsafe fn raw(values: Self::Floats) -> Self::Ints;
    unsafe fn add(one: Self::Ints, other: Self::Ints) -> Self::Ints;
    unsafe fn sub(one: Self::Ints, other: Self::Ints) -> Self::Ints;
    unsafe fn add_f(one: Self::Floats, other: Self::Floats) -> Self::Floats;
    unsafe fn sub_f(one: Self::Floats, other: Self::Floats) -> Self::Floats;
    unsafe fn mul_f(one: Self::Floats, other: Self::Floats) -> Self::Floats;
    /// `one * other + more`, where product and sum are exact: fused or not is the same.
    unsafe fn mul_add_exact(one: Self::Floats, other: Self::Floats, more: Self::Floats) -> Self::Floats;
    unsafe fn or(one: Self::Ints, other: Self::Ints) -> Self::Ints;
    unsafe fn and(one: Self::Ints, other: Self::Ints) -> Self::Ints;
    /// The same number of 16 bits everywhere.
    unsafe fn ints16(value: u16) -> Self::Ints;
    /// Differences of numbers of 16 bits without a sign, 0 where they would be below.
    unsafe fn beyond16(one: Self::Ints, other: Self::Ints) -> Self::Ints;
    /// Bits set where a number of 32 bits without a sign is larger than `last`.
    unsafe fn beyond32(values: Self::Ints, last: u32) -> Self::Ints;
    /// Whether any bit is set.
    unsafe fn any(values: Self::Ints) -> bool;
    /// The sum of all lanes.
    unsafe fn sum(values: Self::Ints) -> i64;
}

/// The functions of a [`Lanes`], each inlined into the body.
macro_rules! lanes {
    ($(fn $name:ident $(<const $number:ident: $kind:ty>)? ($($argument:ident: $of:ty),*) $(-> $result:ty)? $body:block)+) => {
        $(
            #[inline(always)]
            unsafe fn $name $(<const $number: $kind>)? ($($argument: $of),*) $(-> $result)? {
                // SAFETY: the contract of `Lanes`: the processor has the instructions, and what pointers point to is
                // as long as there are lanes.
                unsafe { $body }
            }
        )+
    };
}

/// SSE2, which every x86-64 processor has.
pub(super) struct Sse2;

impl Lanes for Sse2 {
    const LANES: usize = 2;
    const GROUP: usize = Self::STEP; // a vector of rates
    type Ints = __m128i;
    type Floats = __m128d;

    lanes! {
        fn ints(value: i64) -> __m128i {
            _mm_set1_epi64x(value)
        }
        fn floats(value: f64) -> __m128d {
            _mm_set1_pd(value)
        }
        fn load(from: *const i64) -> __m128i {
            _mm_loadu_si128(from.cast())
        }
        fn store(to: *mut i64, values: __m128i) {
            _mm_storeu_si128(to.cast(), values);
        }
        fn stream(to: *mut i64, values: __m128i) {
            _mm_stream_si128(to.cast(), values);
        }
        fn rates(from: *const u16) -> Vectors<__m128d> {
            let (eight, zero) = (_mm_loadu_si128(from.cast()), _mm_setzero_si128());
            let (low, high) = (_mm_unpacklo_epi16(eight, zero), _mm_unpackhi_epi16(eight, zero));
            let [lower, upper] =
                [_mm_shuffle_epi32::<0b11_10_11_10>(low), _mm_shuffle_epi32::<0b11_10_11_10>(high)];
            [_mm_cvtepi32_pd(low), _mm_cvtepi32_pd(lower), _mm_cvtepi32_pd(high), _mm_cvtepi32_pd(upper)]
        }
        fn entries(ids: *const u32, table: *const u64) -> __m128i {
            _mm_set_epi64x(entry(ids.add(1), table), entry(ids, table))
        }
        fn bits16<const SHIFT: u32>(values: __m128i) -> __m128d {
            let shifted = _mm_srl_epi64(values, _mm_cvtsi32_si128(SHIFT.cast_signed()));
            Self::float(_mm_and_si128(shifted, _mm_set1_epi64x(0xffff)))
        }
        fn float(values: __m128i) -> __m128d {
            let two_52 = _mm_set1_pd(TWO_52);
            _mm_sub_pd(_mm_castsi128_pd(_mm_or_si128(values, _mm_castpd_si128(two_52))), two_52)
        }
        fn raw(values: __m128d) -> __m128i {
            _mm_castpd_si128(values)
        }
        fn add(one: __m128i, other: __m128i) -> __m128i {
            _mm_add_epi64(one, other)
        }
        fn sub(one: __m128i, other: __m128i) -> __m128i {
            _mm_sub_epi64(one, other)
        }
        fn add_f(one: __m128d, other: __m128d) -> __m128d {
            _mm_add_pd(one, other)
        }
        fn sub_f(one: __m128d, other: __m128d) -> __m128d {
            _mm_sub_pd(one, other)
        }
        fn mul_f(one: __m128d, other: __m128d) -> __m128d {
            _mm_mul_pd(one, other)
        }
        fn mul_add_exact(one: __m128d, other: __m128d, more: __m128d) -> __m128d {
            _mm_add_pd(_mm_mul_pd(one, other), more)
        }
        fn or(one: __m128i, other: __m128i) -> __m128i {
            _mm_or_si128(one, other)
        }
        fn and(one: __m128i, other: __m128i) -> __m128i {
            _mm_and_si128(one, other)
        }
        fn ints16(value: u16) -> __m128i {
            _mm_set1_epi16(value.cast_signed())
        }
        fn beyond16(one: __m128i, other: __m128i) -> __m128i {
            _mm_subs_epu16(one, other)
        }
        fn beyond32(values: __m128i, last: u32) -> __m128i {
            // Compared as signed numbers, so the upper half is moved below the lower one.
            let half = _mm_set1_epi32(i32::MIN);
            _mm_cmpgt_epi32(_mm_xor_si128(values, half), _mm_set1_epi32(last.cast_signed() ^ i32::MIN))
        }
        fn any(values: __m128i) -> bool {
            _mm_movemask_epi8(_mm_cmpeq_epi8(values, _mm_setzero_si128())) != 0xffff
        }
        fn sum(values: __m128i) -> i64 {
            let mut lanes = [0_i64; 2];
            _mm_storeu_si128(lanes.as_mut_ptr().cast(), values);
            lanes.iter().sum()
        }
    }
}

/// The entry that an id is the number of.
#[inline(always)]
unsafe fn entry(id: *const u32, table: *const u64) -> i64 {
    // SAFETY: by contract `id` may be read, and is the number of an entry of the table; 32 bits fit an address.
    unsafe { table.add(id.read_unaligned() as usize).read().cast_signed() }
}

/// AVX2 with FMA, which came together.
pub(super) struct Avx2;

impl Lanes for Avx2 {
    const LANES: usize = 4;
    const GROUP: usize = GROUP;
    type Ints = __m256i;
    type Floats = __m256d;

    lanes! {
        fn ints(value: i64) -> __m256i {
            _mm256_set1_epi64x(value)
        }
        fn floats(value: f64) -> __m256d {
            _mm256_set1_pd(value)
        }
        fn load(from: *const i64) -> __m256i {
            _mm256_loadu_si256(from.cast())
        }
        fn store(to: *mut i64, values: __m256i) {
            _mm256_storeu_si256(to.cast(), values);
        }
        fn stream(to: *mut i64, values: __m256i) {
            _mm256_stream_si256(to.cast(), values);
        }
        fn rates(from: *const u16) -> Vectors<__m256d> {
            vectors!(vector => {
                _mm256_cvtepi32_pd(_mm_cvtepu16_epi32(_mm_loadl_epi64(from.add(vector * Self::LANES).cast())))
            })
        }
        fn entries(ids: *const u32, table: *const u64) -> __m256i {
            _mm256_set_epi64x(
                entry(ids.add(3), table),
                entry(ids.add(2), table),
                entry(ids.add(1), table),
                entry(ids, table),
            )
        }
        fn bits16<const SHIFT: u32>(values: __m256i) -> __m256d {
            let shifted = _mm256_srl_epi64(values, _mm_cvtsi32_si128(SHIFT.cast_signed()));
            Self::float(_mm256_and_si256(shifted, _mm256_set1_epi64x(0xffff)))
        }
        fn float(values: __m256i) -> __m256d {
            let two_52 = _mm256_set1_pd(TWO_52);
            let joined = _mm256_or_si256(values, _mm256_castpd_si256(two_52));
            _mm256_sub_pd(_mm256_castsi256_pd(joined), two_52)
        }
        fn raw(values: __m256d) -> __m256i {
            _mm256_castpd_si256(values)
        }
        fn add(one: __m256i, other: __m256i) -> __m256i {
            _mm256_add_epi64(one, other)
        }
        fn sub(one: __m256i, other: __m256i) -> __m256i {
            _mm256_sub_epi64(one, other)
        }
        fn add_f(one: __m256d, other: __m256d) -> __m256d {
            _mm256_add_pd(one, other)
        }
        fn sub_f(one: __m256d, other: __m256d) -> __m256d {
            _mm256_sub_pd(one, other)
        }
        fn mul_f(one: __m256d, other: __m256d) -> __m256d {
            _mm256_mul_pd(one, other)
        }
        fn mul_add_exact(one: __m256d, other: __m256d, more: __m256d) -> __m256d {
            _mm256_fmadd_pd(one, other, more)
        }
        fn or(one: __m256i, other: __m256i) -> __m256i {
            _mm256_or_si256(one, other)
        }
        fn and(one: __m256i, other: __m256i) -> __m256i {
            _mm256_and_si256(one, other)
        }
        fn ints16(value: u16) -> __m256i {
            _mm256_set1_epi16(value.cast_signed())
        }
        fn beyond16(one: __m256i, other: __m256i) -> __m256i {
            _mm256_subs_epu16(one, other)
        }
        fn beyond32(values: __m256i, last: u32) -> __m256i {
            let half = _mm256_set1_epi32(i32::MIN);
            _mm256_cmpgt_epi32(_mm256_xor_si256(values, half), _mm256_set1_epi32(last.cast_signed() ^ i32::MIN))
        }
        fn any(values: __m256i) -> bool {
            _mm256_testz_si256(values, values) == 0
        }
        fn sum(values: __m256i) -> i64 {
            let mut lanes = [0_i64; 4];
            _mm256_storeu_si256(lanes.as_mut_ptr().cast(), values);
            lanes.iter().sum()
        }
    }
}

/// AVX-512 F, BW, DQ and VL.
pub(super) struct Avx512;

impl Lanes for Avx512 {
    const LANES: usize = 8;
    const GROUP: usize = GROUP;
    type Ints = __m512i;
    type Floats = __m512d;

    lanes! {
        fn ints(value: i64) -> __m512i {
            _mm512_set1_epi64(value)
        }
        fn floats(value: f64) -> __m512d {
            _mm512_set1_pd(value)
        }
        fn load(from: *const i64) -> __m512i {
            _mm512_loadu_si512(from.cast())
        }
        fn store(to: *mut i64, values: __m512i) {
            _mm512_storeu_si512(to.cast(), values);
        }
        fn stream(to: *mut i64, values: __m512i) {
            _mm512_stream_si512(to.cast(), values);
        }
        fn rates(from: *const u16) -> Vectors<__m512d> {
            vectors!(vector => {
                _mm512_cvtepi64_pd(_mm512_cvtepu16_epi64(_mm_loadu_si128(from.add(vector * Self::LANES).cast())))
            })
        }
        fn entries(ids: *const u32, table: *const u64) -> __m512i {
            _mm512_set_epi64(
                entry(ids.add(7), table),
                entry(ids.add(6), table),
                entry(ids.add(5), table),
                entry(ids.add(4), table),
                entry(ids.add(3), table),
                entry(ids.add(2), table),
                entry(ids.add(1), table),
                entry(ids, table),
            )
        }
        fn bits16<const SHIFT: u32>(values: __m512i) -> __m512d {
            let shifted = _mm512_srli_epi64::<SHIFT>(values);
            Self::float(_mm512_and_si512(shifted, _mm512_set1_epi64(0xffff)))
        }
        fn float(values: __m512i) -> __m512d {
            _mm512_cvtepi64_pd(values)
        }
        fn raw(values: __m512d) -> __m512i {
            _mm512_castpd_si512(values)
        }
        fn add(one: __m512i, other: __m512i) -> __m512i {
            _mm512_add_epi64(one, other)
        }
        fn sub(one: __m512i, other: __m512i) -> __m512i {
            _mm512_sub_epi64(one, other)
        }
        fn add_f(one: __m512d, other: __m512d) -> __m512d {
            _mm512_add_pd(one, other)
        }
        fn sub_f(one: __m512d, other: __m512d) -> __m512d {
            _mm512_sub_pd(one, other)
        }
        fn mul_f(one: __m512d, other: __m512d) -> __m512d {
            _mm512_mul_pd(one, other)
        }
        fn mul_add_exact(one: __m512d, other: __m512d, more: __m512d) -> __m512d {
            _mm512_fmadd_pd(one, other, more)
        }
        fn or(one: __m512i, other: __m512i) -> __m512i {
            _mm512_or_si512(one, other)
        }
        fn and(one: __m512i, other: __m512i) -> __m512i {
            _mm512_and_si512(one, other)
        }
        fn ints16(value: u16) -> __m512i {
            _mm512_set1_epi16(value.cast_signed())
        }
        fn beyond16(one: __m512i, other: __m512i) -> __m512i {
            _mm512_subs_epu16(one, other)
        }
        fn beyond32(values: __m512i, last: u32) -> __m512i {
            let last = _mm512_set1_epi32(last.cast_signed());
            _mm512_maskz_set1_epi32(_mm512_cmpgt_epu32_mask(values, last), 1)
        }
        fn any(values: __m512i) -> bool {
            _mm512_test_epi64_mask(values, values) != 0
        }
        fn sum(values: __m512i) -> i64 {
            _mm512_reduce_add_epi64(values)
        }
    }
}
