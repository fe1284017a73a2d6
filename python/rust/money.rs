//! Amounts and rates as text, `Decimal` and whole numbers.

use partner_campaigns::Rate;
use pyo3::prelude::*;

use crate::convert::{self, Fields, Whole};
use crate::error;

/// An amount as files and people write it, in whole minor units.
///
/// In a currency with minor units a dot is the decimal point and commas group thousands; in one without (IDR, JPY, VND) a
/// dot or comma before exactly three digits groups thousands. The currency's own symbol or code may stand beside it.
/// Nothing is rounded and nothing guessed.
///
/// Args:
///     text: the amount.
///     currency: its ISO 4217 code.
///     decimals: decimals of its minor unit where they differ from the platform's (0 to 6).
///
/// Raises:
///     ViolationError: not an amount of that currency (M006).
///     InvalidInputError: an unknown currency.
///
/// Example:
///     >>> from partner_campaigns import parse_amount
///     >>> parse_amount("$1,012.50", "USD"), parse_amount("Rp65.000", "IDR")
///     (101250, 65000)
#[pyfunction]
#[pyo3(signature = (text, currency, decimals = None))]
pub(crate) fn parse_amount(
    text: &Bound<'_, PyAny>,
    currency: &Bound<'_, PyAny>,
    decimals: Option<&Bound<'_, PyAny>>,
) -> PyResult<i64> {
    let currency = convert::currency(currency, decimals)?;
    currency.parse(&convert::text(text, "text")?).map_err(|error| error::amount(text.py(), &error))
}

/// Whole minor units as decimal text, without symbol or grouping.
///
/// Args:
///     minor: whole minor units.
///     currency: the ISO 4217 code.
///     decimals: decimals of its minor unit where they differ from the platform's (0 to 6).
///
/// Raises:
///     InvalidInputError: an unknown currency.
///     InvalidTypeError: a float, a bool or another type that is no int.
///
/// Example:
///     >>> from partner_campaigns import format_amount
///     >>> format_amount(101250, "USD"), format_amount(-65000, "IDR")
///     ('1012.50', '-65000')
#[pyfunction]
#[pyo3(signature = (minor, currency, decimals = None))]
pub(crate) fn format_amount(
    minor: &Bound<'_, PyAny>,
    currency: &Bound<'_, PyAny>,
    decimals: Option<&Bound<'_, PyAny>>,
) -> PyResult<String> {
    let currency = convert::currency(currency, decimals)?;
    let minor = match convert::whole(minor, "minor", "whole minor units")? {
        Whole::Fits(fits) => i128::from(fits),
        Whole::Beyond(text) => minor
            .extract::<i128>()
            .map_err(|_| error::invalid(format!("minor is {text}: allowed is what fits 128 bits")))?,
    };
    Ok(currency.format(minor))
}

/// A `Decimal` (or `int`) amount in whole minor units.
///
/// Args:
///     amount: the amount in the currency's major unit; trailing zeros are no decimals.
///     currency: its ISO 4217 code.
///     decimals: decimals of its minor unit where they differ from the platform's (0 to 6).
///
/// Raises:
///     ViolationError: more decimals than the currency has, or out of 64-bit range (M006).
///     InvalidInputError: an unknown currency, a NaN or an infinity.
///     InvalidTypeError: a float, a bool, a str or another type.
///
/// Example:
///     >>> from decimal import Decimal
///     >>> from partner_campaigns import to_minor
///     >>> to_minor(Decimal("19.99"), "USD")
///     1999
#[pyfunction]
#[pyo3(signature = (amount, currency, decimals = None))]
pub(crate) fn to_minor(
    amount: &Bound<'_, PyAny>,
    currency: &Bound<'_, PyAny>,
    decimals: Option<&Bound<'_, PyAny>>,
) -> PyResult<i64> {
    convert::amount(amount, convert::currency(currency, decimals)?)
}

/// Whole minor units as a `Decimal` of the currency's major unit.
///
/// Example:
///     >>> from partner_campaigns import to_decimal
///     >>> to_decimal(1999, "USD")
///     Decimal('19.99')
#[pyfunction]
#[pyo3(signature = (minor, currency, decimals = None))]
pub(crate) fn to_decimal<'py>(
    minor: &Bound<'py, PyAny>,
    currency: &Bound<'py, PyAny>,
    decimals: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    convert::decimal_out(minor.py(), &format_amount(minor, currency, decimals)?)
}

/// A percentage as export files write it, in whole basis points. The percent sign is demanded.
///
/// Raises:
///     ViolationError: no percent sign, more than two decimals, above 100% (M007).
///
/// Example:
///     >>> from partner_campaigns import parse_rate
///     >>> parse_rate("7.00%")
///     700
#[pyfunction]
pub(crate) fn parse_rate(text: &Bound<'_, PyAny>) -> PyResult<u16> {
    Rate::from_percent(&convert::text(text, "text")?)
        .map(Rate::bps)
        .map_err(|error| error::rate(text.py(), &error))
}

/// Whole basis points as percent text with two decimals, as export files write it.
///
/// Raises:
///     ViolationError: not 0 to 10000 basis points (M007).
///
/// Example:
///     >>> from partner_campaigns import format_rate
///     >>> format_rate(750)
///     '7.50%'
#[pyfunction]
pub(crate) fn format_rate(rate_bps: &Bound<'_, PyAny>) -> PyResult<String> {
    let mut fields = Fields::new(rate_bps.py());
    let bps = fields.bps("rate_bps", rate_bps)?;
    fields.finish()?;
    Rate::new(bps).map(|rate| rate.to_string()).map_err(|error| error::rate(rate_bps.py(), &error))
}
