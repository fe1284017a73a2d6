//! Money: whole minor units of a currency, and the decimal text that people and files write.

use crate::shown::shown;
use std::fmt;

use iso_currency::Currency as Iso;
use rust_decimal::Decimal;

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
    #[error("`{}` is not an ISO 4217 currency code", shown(.0))]
    UnknownCurrency(String),
    /// Neither a decimal number nor grouped thousands.
    #[error("`{}` is not an amount of {currency}: {expected}", shown(text))]
    Malformed {
        /// What was given.
        text: String,
        /// The currency it should be in.
        currency: Currency,
        /// What would have been read.
        expected: &'static str,
    },
    /// Thousands, or decimals: both can be read.
    #[error(
        "`{text}` can be read both ways in {currency}: its {} may group thousands, or stand before decimals",
        if *comma { "comma" } else { "dot" }
    )]
    Ambiguous {
        /// What was given: at most three digits, a mark, and three digits.
        text: String,
        /// The currency it should be in.
        currency: Currency,
        /// Whether the decimals of the file stand behind a comma.
        comma: bool,
    },
    /// More decimals than the currency has.
    #[error("`{}` has too many decimals: {currency} has {}", shown(text), currency.decimals)]
    TooManyDecimals {
        /// What was given.
        text: String,
        /// The currency it should be in.
        currency: Currency,
    },
    /// Outside of 64-bit minor units.
    #[error("`{}` is out of range: an amount fits 64-bit minor units", shown(text))]
    OutOfRange {
        /// What was given.
        text: String,
    },
    /// Names another currency.
    #[error("`{}` is not in {currency}", shown(text))]
    OtherCurrency {
        /// What was given.
        text: String,
        /// The currency it should be in.
        currency: Currency,
    },
}

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
