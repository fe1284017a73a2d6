//! The split of columns by vectors of doubles, exact.
//!
//! # Why doubles are exact here
//! A part is `round(n / 10^4)`, where `n = base × rate` is whole. The kernel computes
//! `((n + bias) × fl(10^-4) + C) − C` in doubles, rounding to nearest, ties to even, with `C = 1.5 × 2^52`. Let `u = 2^-53`.
//! - `n < limit × 10^4 < 2^53`, so base, rate and `n` are doubles, and so is `n + bias`: see below. Fusing this product
//!   and this sum changes nothing, since both are exact. The next product and sum are never fused.
//! - `fl(10^-4) = 10^-4 × (1 + d)` with `|d| < 0.44 u`; so for `v = (n + bias) / 10^4` in `[2^e, 2^(e+1))` the computed
//!   product is `v` with an error below `0.44 × 2^(e+1) u + 2^e u = 1.88 × 2^e u`.
//! - Doubles at `C` are 1 apart, and `C` is even: adding `C` rounds to a whole number, a tie to the even one, once.
//!   Subtracting it, or its bits from the sum's bits, is exact.
//!
//! | rounding | bias | limit of the base | nearest `v` comes to a tie | error, at most |
//! | --- | --- | --- | --- | --- |
//! | half even | 0 | 2^39 | 10^-4, or a tie itself | 5.8 × 10^-5 |
//! | half up | 0.5 | 2^38 | 0.5 × 10^-4 | 2.9 × 10^-5 |
//! | up | 4999.5 | 2^38 | 0.5 × 10^-4 | 2.9 × 10^-5 |
//! | down | −4999.5 | 2^38 | 0.5 × 10^-4 | 2.9 × 10^-5 |
//!
//! Off a tie, `v` and its computed value so lie on the same side of every tie, and round to the same whole number. On a
//! tie, which only half even meets, `v = k + 1/2` is a double, and the exact product `n × fl(10^-4)` is off it by less
//! than `0.44 × 2^(e+1) u = 0.88 × 2^e u`, which is less than half the distance `2 × 2^e u` to the next double: so the
//! rounded product is `v` itself, and the tie goes to the even number.
//!
//! The other roundings are nearest with a bias, as `n` is whole: a rest of 5000 becomes 5000.5 and goes up; what is to go
//! up becomes a rest of 5000.5 at least before the next whole number's own; what is to go down becomes 4999.5 at most.
//! Half a unit needs a bit more of the double, and the gap is half as wide: hence `2^38`, where `n + bias < 2^52`.
//!
//! A commission is at most its base, so the managing share of it is within the same bounds. Bases beyond the limit,
//! negative ones (whose highest bit is set), rates that hold not together and ids of no terms are found before a group of
//! rows is split. Such a row goes through the integers of [`super::SplitTerms::split`], whatever the vectors have made of
//! its bits.
//!
//! # Why the pointers are good
//! Columns come as slices. [`split`] and [`compare()`] take the shortest of them for their number of rows, and a body reads
//! and writes whole blocks below that number only; heads and tails go row by row.

#[cfg(target_arch = "x86_64")]
mod body;
#[cfg(target_arch = "x86_64")]
mod compare;
#[cfg(target_arch = "x86_64")]
mod lanes;
#[cfg(target_arch = "x86_64")]
mod law;
#[expect(clippy::float_arithmetic, reason = "the doubles are exact: see above")]
pub(super) mod portable;
#[cfg(target_arch = "x86_64")]
mod stores;
#[cfg(target_arch = "x86_64")]
mod terms;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(target_arch = "x86_64")]
pub(super) use compare::compare;
#[cfg(target_arch = "x86_64")]
pub(super) use x86::{available, split};

use super::SplitTerms;

/// Terms in one number: total rate, creator rate and managing share, 16 bits each.
pub(super) fn pack(terms: SplitTerms) -> u64 {
    let [total, creator, share] =
        [terms.total(), terms.creator(), terms.share()].map(|rate| u64::from(rate.bps()));
    total | creator << 16 | share << 32
}
