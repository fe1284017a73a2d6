//! Money: whole minor units of a currency, and the decimal text that people and files write.

use std::fmt;

use iso_currency::Currency as Iso;
use rust_decimal::Decimal;

use crate::value::digits::{all_digits, small_number};

/// A currency with the number of decimals that the platform pays it in.
///
/// Minor units are ISO 4217's, but whole rupiah for IDR, as the platform pays; a profile may override them.
/// Source: rulebook M006 (decision).
///
/// ```
/// use partner_campaigns::Currency;
/// let usd = Currency::of_code("USD").unwrap();
/// assert_eq!(usd.parse("$1,012.50").unwrap(), 101_250);
/// assert_eq!(usd.format(101_250), "1012.50");
/// assert_eq!(Currency::of_code("IDR").unwrap().parse("Rp65.000").unwrap(), 65_000);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency {
    iso: Iso,
    decimals: u8,
}

/// The most decimals that a profile may give a currency.
pub const DECIMALS_MAX: u8 = 6;

/// Why a text or number is not an amount of a currency (M006, M005).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// No such currency.
    #[error("`{0}` is not an ISO 4217 currency code")]
    UnknownCurrency(String),
    /// Neither a decimal number nor grouped thousands.
    #[error("`{text}` is not an amount of {currency}: {expected}")]
    Malformed {
        /// What was given.
        text: String,
        /// The currency it should be in.
        currency: Currency,
        /// What would have been read.
        expected: &'static str,
    },
    /// More decimals than the currency has.
    #[error("`{text}` has too many decimals: {currency} has {}", currency.decimals)]
    TooManyDecimals {
        /// What was given.
        text: String,
        /// The currency it should be in.
        currency: Currency,
    },
    /// Outside of 64-bit minor units.
    #[error("`{text}` is out of range: an amount fits 64-bit minor units")]
    OutOfRange {
        /// What was given.
        text: String,
    },
    /// Names another currency.
    #[error("`{text}` is not in {currency}")]
    OtherCurrency {
        /// What was given.
        text: String,
        /// The currency it should be in.
        currency: Currency,
    },
}

/// Symbols that files put beside amounts, and the currencies that each can mean.
const SYMBOLS: &[(&str, &[&str])] = &[
    ("Rp", &["IDR"]),
    ("US$", &["USD"]),
    ("S$", &["SGD"]),
    ("R$", &["BRL"]),
    ("MX$", &["MXN"]),
    ("$", &["USD", "SGD", "MXN", "CAD", "AUD", "NZD", "HKD", "TWD", "CLP", "COP"]),
    ("£", &["GBP"]),
    ("€", &["EUR"]),
    ("₫", &["VND"]),
    ("đ", &["VND"]),
    ("฿", &["THB"]),
    ("₱", &["PHP"]),
    ("RM", &["MYR"]),
    ("¥", &["JPY", "CNY"]),
    ("￥", &["JPY", "CNY"]),
    ("円", &["JPY"]),
];

impl Currency {
    /// The currency of an ISO 4217 code, with the platform's minor units.
    ///
    /// # Errors
    /// [`AmountError::UnknownCurrency`].
    pub fn of_code(code: &str) -> Result<Self, AmountError> {
        let iso = Iso::from_code(code).ok_or_else(|| AmountError::UnknownCurrency(code.to_owned()))?;
        let decimals = match iso {
            Iso::IDR => 0,
            other => other.exponent().and_then(|digits| u8::try_from(digits).ok()).unwrap_or(0),
        };
        Ok(Self { iso, decimals })
    }

    /// The same currency with another number of decimals, at most [`DECIMALS_MAX`].
    #[must_use]
    pub fn with_decimals(self, decimals: u8) -> Self {
        Self { decimals: decimals.min(DECIMALS_MAX), ..self }
    }

    /// The ISO 4217 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.iso.code()
    }

    /// How many decimals its minor unit has.
    #[must_use]
    pub const fn decimals(self) -> u8 {
        self.decimals
    }

    /// Minor units as decimal text, without symbol or grouping.
    #[must_use]
    pub fn format(self, minor: impl Into<i128>) -> String {
        format_scaled(minor.into(), usize::from(self.decimals))
    }

    /// An amount of text as files and people write it, in minor units.
    ///
    /// In a currency without minor units a dot or comma before exactly three digits groups thousands; in the others
    /// a dot is the decimal point and commas group thousands. Trailing zeros are not decimals. One symbol or code of
    /// this very currency may stand before or after, a minus sign first.
    ///
    /// # Errors
    /// Whatever fits neither is refused; nothing is rounded and nothing guessed.
    pub fn parse(self, text: &str) -> Result<i64, AmountError> {
        self.usual(text).map_or_else(|| self.in_full(text), Ok)
    }

    /// Every form that is an amount, and what is wrong with any other.
    fn in_full(self, text: &str) -> Result<i64, AmountError> {
        let (negative, number) = self.bare_number(text)?;
        let (whole, decimals) = if self.decimals == 0 { split_whole(number) } else { split_decimal(number) }
            .ok_or_else(|| AmountError::Malformed {
                text: text.to_owned(),
                currency: self,
                expected: self.expected(),
            })?;
        let decimals = decimals.trim_end_matches('0');
        let missing = usize::from(self.decimals)
            .checked_sub(decimals.len())
            .ok_or_else(|| AmountError::TooManyDecimals { text: text.to_owned(), currency: self })?;
        let digits = whole.bytes().chain(decimals.bytes()).filter(u8::is_ascii_digit);
        let digits = digits.chain(std::iter::repeat_n(b'0', missing));
        let sign = if negative { -1 } else { 1 };
        digits
            .map(|byte| i64::from(byte & 0x0f) * sign)
            .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(digit))
            .ok_or_else(|| AmountError::OutOfRange { text: text.to_owned() })
    }

    /// A decimal number in minor units.
    ///
    /// # Errors
    /// More decimals than the currency has, or out of 64-bit range.
    pub fn minor_of(self, amount: Decimal) -> Result<i64, AmountError> {
        let exact = amount.normalize();
        let missing = u32::from(self.decimals)
            .checked_sub(exact.scale())
            .ok_or_else(|| AmountError::TooManyDecimals { text: amount.to_string(), currency: self })?;
        let scaled = 10_i128.checked_pow(missing).and_then(|unit| exact.mantissa().checked_mul(unit));
        scaled
            .and_then(|minor| i64::try_from(minor).ok())
            .ok_or_else(|| AmountError::OutOfRange { text: amount.to_string() })
    }

    /// Minor units as a decimal number.
    #[must_use]
    pub fn decimal_of(self, minor: i64) -> Decimal {
        Decimal::new(minor, u32::from(self.decimals))
    }

    /// The usual forms in one go: digits, perhaps in groups of three, perhaps with decimals, perhaps after a symbol of
    /// this currency. What it does not take may still be an amount.
    fn usual(self, text: &str) -> Option<i64> {
        let number = match text.as_bytes() {
            [b'0'..=b'9', ..] => text.as_bytes(),
            _ => self.after_own_symbol(text)?.as_bytes(),
        };
        let (mut minor, mut digits, mut group, mut mark) = (0_i64, 0_u8, 0_u8, None);
        for (at, &byte) in number.iter().enumerate() {
            match byte {
                b'0'..=b'9' if digits < 12 => {
                    minor = minor * 10 + i64::from(byte & 0x0f); // below 10^12
                    (digits, group) = (digits + 1, group + 1);
                }
                b'.' if self.decimals > 0 => {
                    let ends_well = if mark.is_some() { group == 3 } else { group > 0 };
                    let decimals = number.get(at + 1..).filter(|_| ends_well)?;
                    return self.with_decimals_of(minor, decimals);
                }
                b'.' | b',' if mark.map_or((1..=3).contains(&group), |mark| mark == byte && group == 3) => {
                    (mark, group) = (Some(byte), 0);
                }
                _ => return None,
            }
        }
        let whole = if mark.is_some() { group == 3 } else { group > 0 };
        if whole { minor.checked_mul(10_i64.pow(self.decimals.into())) } else { None }
    }

    /// Whole units below 10^12 with these decimals, no more than the currency has.
    fn with_decimals_of(self, whole: i64, decimals: &[u8]) -> Option<i64> {
        let missing = usize::from(self.decimals).checked_sub(decimals.len())?;
        let fraction = i64::from(small_number(decimals)?) * 10_i64.pow(u32::try_from(missing).ok()?);
        whole.checked_mul(10_i64.pow(self.decimals.into()))?.checked_add(fraction)
    }

    /// What follows a symbol that means this currency.
    fn after_own_symbol(self, text: &str) -> Option<&str> {
        let (rest, meanings) =
            SYMBOLS.iter().find_map(|(symbol, meanings)| Some((text.strip_prefix(symbol)?, meanings)))?;
        meanings.contains(&self.code()).then_some(rest)
    }

    /// Sign and digits, without the currency's symbol or code.
    fn bare_number(self, text: &str) -> Result<(bool, &str), AmountError> {
        let mut rest = text.trim();
        if all_digits(rest.as_bytes()) {
            return Ok((false, rest));
        }
        let negative = take_minus(&mut rest);
        let mut named = 0;
        for (symbol, meanings) in SYMBOLS {
            if named == 0 && (take(&mut rest, symbol, Side::Front) || take(&mut rest, symbol, Side::Back)) {
                named += 1;
                if !meanings.contains(&self.code()) {
                    return Err(AmountError::OtherCurrency { text: text.to_owned(), currency: self });
                }
            }
        }
        if named == 0
            && !take(&mut rest, self.code(), Side::Front)
            && !take(&mut rest, self.code(), Side::Back)
        {
            let letters: String = rest.chars().filter(char::is_ascii_uppercase).collect();
            if Iso::from_code(&letters).is_some() {
                return Err(AmountError::OtherCurrency { text: text.to_owned(), currency: self });
            }
        }
        let negative = if negative { true } else { take_minus(&mut rest) };
        Ok((negative, rest))
    }

    fn expected(self) -> &'static str {
        if self.decimals == 0 {
            "expected whole units, with a dot or comma only before groups of three digits, as `65.000`"
        } else {
            "expected a decimal point and optional commas before groups of three digits, as `1,012.50`"
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.code(), self.decimals)
    }
}

/// A whole number of `10^-scale`, as decimal text.
pub(crate) fn format_scaled(value: i128, scale: usize) -> String {
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale.saturating_add(1));
    let sign = if value < 0 { "-" } else { "" };
    let (whole, decimals) = digits.split_at(digits.len().saturating_sub(scale));
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

#[derive(Clone, Copy)]
enum Side {
    Front,
    Back,
}

/// Takes a symbol off one side, with the blanks between it and the number.
fn take(rest: &mut &str, symbol: &str, side: Side) -> bool {
    let taken = match side {
        Side::Front => rest.strip_prefix(symbol).map(str::trim_start),
        Side::Back => rest.strip_suffix(symbol).map(str::trim_end),
    };
    if let Some(left) = taken {
        *rest = left;
    }
    taken.is_some()
}

fn take_minus(rest: &mut &str) -> bool {
    let taken = rest.strip_prefix('-');
    if let Some(left) = taken {
        *rest = left;
    }
    taken.is_some()
}

/// Whether `text` is digits, plain or in groups of three after `separator`.
fn grouped(text: &str, separator: char) -> bool {
    let mut groups = text.split(separator);
    let first = groups.next().unwrap_or_default();
    let mut more = 0_usize;
    let rest = groups.all(|group| {
        more = more.saturating_add(1);
        group.len() == 3 && all_digits(group.as_bytes())
    });
    all_digits(first.as_bytes()) && rest && (more == 0 || first.len() <= 3)
}

/// Dot for decimals, commas for thousands.
fn split_decimal(number: &str) -> Option<(&str, &str)> {
    let (whole, decimals) = match number.split_once('.') {
        Some((whole, decimals)) => (whole, all_digits(decimals.as_bytes()).then_some(decimals)?),
        None => (number, ""),
    };
    grouped(whole, ',').then_some((whole, decimals))
}

/// Groups of three after one kind of separator, then perhaps decimals, which are not three.
fn split_whole(number: &str) -> Option<(&str, &str)> {
    if grouped(number, '.') || grouped(number, ',') {
        return Some((number, ""));
    }
    let at = number.rfind(['.', ','])?;
    let (whole, decimals) = (number.get(..at)?, number.get(at.checked_add(1)?..)?);
    let plain = grouped(whole, '.') || grouped(whole, ',');
    (plain && all_digits(decimals.as_bytes()) && decimals.len() != 3).then_some((whole, decimals))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currencies() -> impl Strategy<Value = Currency> {
        let code = prop::sample::select(vec!["IDR", "USD", "MXN", "JPY", "GBP", "KWD"]);
        let currency = code.prop_filter_map("no such code", |code| Currency::of_code(code).ok());
        (currency, 0..=DECIMALS_MAX, any::<bool>()).prop_map(|(currency, decimals, own)| {
            if own { currency } else { currency.with_decimals(decimals) }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn what_is_read_in_one_go_is_read_the_same_in_full(
            currency in currencies(),
            text in prop_oneof![
                "(Rp|\\$|£|US\\$|¥|RM)?[0-9]{1,4}([.,][0-9]{3}){0,5}([.,][0-9]{0,7})?",
                "[0-9]{1,20}(\\.[0-9]{0,8})?",
                "(Rp|\\$|-| )?[0-9.,]{0,12}(円|%)?",
                any::<String>(),
            ],
        ) {
            if let Some(minor) = currency.usual(&text) {
                prop_assert_eq!(currency.in_full(&text), Ok(minor), "{:?} {}", currency, text);
            }
        }
    }

    #[test]
    fn the_usual_forms_are_read_in_one_go() {
        let usual = |code: &str, text: &str| Currency::of_code(code).ok().and_then(|one| one.usual(text));
        for (code, text, minor) in [
            ("IDR", "65000", 65_000),
            ("IDR", "Rp65.000", 65_000),
            ("IDR", "1,065,000", 1_065_000),
            ("USD", "12.5", 12_50),
            ("USD", "$1,012.50", 101_250),
            ("USD", "999999999999", 99_999_999_999_900),
        ] {
            assert_eq!(usual(code, text), Some(minor), "{text}");
        }
    }
}
