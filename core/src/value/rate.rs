//! Rates: whole basis points, never a float.

use std::fmt;

use crate::shown::shown;
use crate::value::rounding::Rounding;
use crate::value::style::DecimalMark;

/// Basis points in a whole: 100% = 10000 bps.
pub(crate) const WHOLE_BPS: u16 = 10_000;

/// A rate or share of 0..=10000 basis points (30% = 3000 bps).
///
/// Source: rulebook M007 (decision: what is not a whole basis point is refused, never rounded).
///
/// ```
/// use partner_campaigns::{Rate, Rounding};
/// let rate = Rate::from_percent("7.50%").unwrap();
/// assert_eq!(rate.bps(), 750);
/// assert_eq!(rate.of(10_00, Rounding::HalfEven), 75);
/// assert_eq!(rate.to_string(), "7.50%");
/// assert!(Rate::new(10_001).is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct Rate(u16);

/// Why a text or number is not a rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    /// More than 100%.
    #[error("`{}` is out of range: allowed is 0 to 10000 basis points (0% to 100%)", shown(.0))]
    OutOfRange(String),
    /// Not percent text.
    #[error("`{}` is not a percentage: write it with a percent sign, as `7.00%`", shown(.0))]
    NotPercent(String),
    /// A fraction of a basis point.
    #[error("`{}` is not a whole number of basis points: at most two decimals are allowed", shown(.0))]
    Fraction(String),
}

impl Rate {
    /// 0%.
    pub const ZERO: Self = Self(0);

    /// A rate of basis points.
    ///
    /// # Errors
    /// [`RateError::OutOfRange`] above 10000.
    pub fn new(bps: u16) -> Result<Self, RateError> {
        if bps > WHOLE_BPS { Err(RateError::OutOfRange(bps.to_string())) } else { Ok(Self(bps)) }
    }

    /// A rate of a whole number of basis points.
    pub(crate) fn of_whole(bps: i128) -> Result<Self, String> {
        let rate = u16::try_from(bps).ok().and_then(|bps| Self::new(bps).ok());
        rate.ok_or_else(|| format!("{bps} is out of range: allowed is 0 to {WHOLE_BPS} basis points"))
    }

    /// A rate from percent text as export files write it: `7.00%`, `15%`, `1.75 %`.
    ///
    /// # Errors
    /// A percent sign is demanded (a bare `1` could be 1% or 100%), two decimals at most, 100% at most.
    pub fn from_percent(text: &str) -> Result<Self, RateError> {
        Self::read(text, DecimalMark::Dot).0
    }

    /// A rate whose decimals stand behind a mark, and the mark that it proves: where it has decimals.
    #[inline]
    pub(crate) fn read(text: &str, mark: DecimalMark) -> (Result<Self, RateError>, Option<DecimalMark>) {
        if let Some((rate, has_decimals)) = Self::from_usual_percent(text, mark) {
            return (Ok(rate), has_decimals.then_some(mark));
        }
        let own = Self::from_any_percent(text, mark);
        let proves = if own.is_ok() { Some(mark) } else { Some(mark.other()) };
        let proves = proves.filter(|mark| {
            text.as_bytes().contains(&mark.byte())
                && (own.is_ok() || Self::from_any_percent(text, *mark).is_ok())
        });
        (own, proves)
    }

    /// The usual forms in one go: one or two digits, perhaps a point and one or two more, a percent sign.
    fn from_usual_percent(text: &str, mark: DecimalMark) -> Option<(Self, bool)> {
        let digit = |byte: u8| byte.is_ascii_digit().then_some(u16::from(byte & 0x0f));
        let point = mark.byte();
        let (whole, decimals) = match text.as_bytes() {
            [units, b'%'] => ([b'0', *units], None),
            [tens, units, b'%'] => ([*tens, *units], None),
            [units, mark, tenths, b'%'] if *mark == point => ([b'0', *units], Some([*tenths, b'0'])),
            [tens, units, mark, tenths, b'%'] if *mark == point => ([*tens, *units], Some([*tenths, b'0'])),
            [units, mark, tenths, hundredths, b'%'] if *mark == point => {
                ([b'0', *units], Some([*tenths, *hundredths]))
            }
            [tens, units, mark, tenths, hundredths, b'%'] if *mark == point => {
                ([*tens, *units], Some([*tenths, *hundredths]))
            }
            _ => return None,
        };
        let ([tens, units], [tenths, hundredths]) = (whole, decimals.unwrap_or([b'0'; 2]));
        let whole = digit(tens)? * 10 + digit(units)?;
        let rate = Self(whole * 100 + digit(tenths)? * 10 + digit(hundredths)?); // below 100%
        Some((rate, decimals.is_some()))
    }

    /// Every form that is a rate, and what is wrong with any other.
    fn from_any_percent(text: &str, mark: DecimalMark) -> Result<Self, RateError> {
        let not_percent = || RateError::NotPercent(text.to_owned());
        let number = text.trim().strip_suffix('%').ok_or_else(not_percent)?.trim_end();
        let (whole, decimals) = number.split_once(char::from(mark.byte())).unwrap_or((number, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) {
            return Err(not_percent());
        }
        let decimals = decimals.trim_end_matches('0');
        if decimals.len() > 2 {
            return Err(RateError::Fraction(text.to_owned()));
        }
        let out_of_range = || RateError::OutOfRange(text.to_owned());
        let percent = whole.parse::<u32>().map_err(|_| out_of_range())?;
        let hundredths = match decimals.as_bytes() {
            [tens, units] => (tens & 0x0f) * 10 + (units & 0x0f),
            [tens] => (tens & 0x0f) * 10,
            _ => 0,
        };
        let bps = percent.checked_mul(100).and_then(|bps| bps.checked_add(hundredths.into()));
        bps.and_then(|bps| u16::try_from(bps).ok())
            .and_then(|bps| Self::new(bps).ok())
            .ok_or_else(out_of_range)
    }

    /// The rate in basis points.
    #[must_use]
    pub const fn bps(self) -> u16 {
        self.0
    }

    /// `amount_minor × rate`, rounded once. `amount_minor` is what is left of a negative amount: nothing.
    #[must_use]
    #[inline]
    pub fn of(self, amount_minor: i64, rounding: Rounding) -> i64 {
        let amount = amount_minor.max(0).unsigned_abs();
        // A rate is at most 1, so a part is at most the amount.
        match amount.checked_mul(u64::from(self.0)) {
            Some(scaled) => i64::try_from(rounding.divide_by_whole(scaled)).unwrap_or(i64::MAX),
            None => self.of_huge(amount, rounding),
        }
    }

    /// The same where the product leaves 64 bits.
    #[cold]
    fn of_huge(self, amount: u64, rounding: Rounding) -> i64 {
        let scaled = u128::from(amount).saturating_mul(u128::from(self.0));
        i64::try_from(rounding.divide(scaled, u128::from(WHOLE_BPS))).unwrap_or(i64::MAX)
    }

    /// The roundings under which [`Self::of`] an amount is this part: a bit for each, in the order of [`Rounding::ALL`]. By
    /// one division.
    #[inline]
    pub(crate) fn roundings_that_give(self, part_minor: i64, amount_minor: i64) -> u16 {
        let Ok(part) = u64::try_from(part_minor) else { return 0 };
        match amount_minor.max(0).unsigned_abs().checked_mul(u64::from(self.0)) {
            Some(scaled) => Rounding::those_that_give(part, scaled),
            None => self.roundings_that_give_of_huge(part_minor, amount_minor),
        }
    }

    /// The same where the product leaves 64 bits.
    #[cold]
    fn roundings_that_give_of_huge(self, part_minor: i64, amount_minor: i64) -> u16 {
        let gives = |rounding| u16::from(self.of(amount_minor, rounding) == part_minor);
        Rounding::ALL.into_iter().zip(0..).fold(0, |bits, (one, place)| bits | gives(one) << place)
    }

    /// `self − other`, or nothing where `other` is larger.
    #[must_use]
    pub(crate) const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self + other`, where that is a rate.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(|bps| Self::new(bps).ok())
    }
}

impl fmt::Display for Rate {
    /// Percent text with two decimals, as export files write it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// By 128-bit whole numbers.
    fn exactly(amount: i64, bps: u16, rounding: Rounding) -> i64 {
        let scaled = u128::from(amount.max(0).unsigned_abs()) * u128::from(bps);
        i64::try_from(rounding.divide(scaled, u128::from(WHOLE_BPS))).unwrap_or(i64::MAX)
    }

    /// Amounts of every size, and those around which a product with the rate leaves 64 bits.
    fn amounts() -> impl Strategy<Value = (i64, u16)> {
        let at_the_bound = |(bps, off): (u16, i64)| {
            let bound = i64::try_from(u64::MAX / u64::from(bps.max(1))).unwrap_or(i64::MAX);
            (bound.saturating_add(off), bps)
        };
        prop_oneof![
            (any::<i64>(), 0..=WHOLE_BPS),
            (0_i64..100_000_000, 0..=WHOLE_BPS),
            (0..=WHOLE_BPS, -2_i64..=2).prop_map(at_the_bound),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn parts_are_those_of_128_bits_each_and_all_together((amount, bps) in amounts()) {
            let rate = Rate(bps);
            let exact = Rounding::ALL.map(|rounding| exactly(amount, bps, rounding));
            prop_assert_eq!(Rounding::ALL.map(|rounding| rate.of(amount, rounding)), exact);
            for part in exact.into_iter().flat_map(|part| (-1..=1).map(move |off| part.saturating_add(off))).chain([-1]) {
                let given = rate.roundings_that_give(part, amount);
                let expected = (0..4).filter(|at| exact[*at] == part).fold(0, |bits, at| bits | 1 << at);
                prop_assert_eq!(given, expected, "{} of {}", part, amount);
            }
        }

        #[test]
        fn what_is_read_in_one_go_is_read_the_same_in_full(
            text in prop_oneof!["[0-9]{0,3}([.,][0-9]{0,3})? ?%?", any::<String>()],
        ) {
            for mark in [DecimalMark::Dot, DecimalMark::Comma] {
                if let Some((rate, has_decimals)) = Rate::from_usual_percent(&text, mark) {
                    prop_assert_eq!(Rate::from_any_percent(&text, mark), Ok(rate));
                    prop_assert_eq!(has_decimals, text.as_bytes().contains(&mark.byte()));
                }
            }
        }
    }

    #[test]
    fn the_usual_forms_are_read_in_one_go() {
        for (text, bps) in
            [("7%", 700), ("15%", 1500), ("7.5%", 750), ("7.05%", 705), ("12.25%", 1225), ("12.5%", 1250)]
        {
            let read = Rate::from_usual_percent(text, DecimalMark::Dot).map(|(rate, _)| rate);
            assert_eq!(read, Some(Rate(bps)), "{text}");
            let mirrored = text.replace('.', ",");
            let proves = text.contains('.').then_some(DecimalMark::Comma);
            assert_eq!(Rate::read(&mirrored, DecimalMark::Comma), (Ok(Rate(bps)), proves), "{text}");
            assert_eq!(Rate::read(&mirrored, DecimalMark::Dot).1, proves, "{text}");
        }
    }
}
