//! Python values in, strictly: `int` and `Decimal` only, never a float or a bool, and words or enum members.

use partner_campaigns::shown;
use partner_campaigns::{
    AmountError, Currency, InstructionSet, Manager, ManagingShare, RemainderHolder, Rounding, StreamingStores,
};
use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString, PyTuple, PyType};
use rust_decimal::Decimal;

use crate::error;

/// A Python whole number.
pub(crate) enum Whole {
    /// One of 64 bits.
    Fits(i64),
    /// Any other, as text.
    Beyond(String),
}

pub(crate) fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "object".to_owned(), |name| shown(&name.to_string()).into_owned())
}

/// A whole number, or a message that says what to pass.
pub(crate) fn whole(value: &Bound<'_, PyAny>, name: &str, unit: &str) -> PyResult<Whole> {
    let refuse = || {
        let found = type_name(value);
        error::wrong_type(format!("{name} is {found}: pass an int, {unit}"))
    };
    let index = if value.is_instance_of::<PyBool>() || value.is_instance_of::<PyFloat>() {
        return Err(refuse());
    } else if value.is_instance_of::<PyInt>() {
        value.clone()
    } else {
        value.call_method0("__index__").map_err(|_| refuse())?
    };
    match index.extract::<i64>() {
        Ok(fits) => Ok(Whole::Fits(fits)),
        Err(error) if error.is_instance_of::<PyOverflowError>(value.py()) => {
            Ok(Whole::Beyond(digits_of(&index)?))
        }
        Err(error) => Err(error),
    }
}

/// An `int` of 64 bits and of no other class: what needs no more looking at. Everything else is for [`whole`].
#[inline]
pub(crate) fn exact_i64(value: &Bound<'_, PyAny>) -> Option<i64> {
    value.is_exact_instance_of::<PyInt>().then(|| value.extract::<i64>().ok()).flatten()
}

/// A huge number as text: its digits, or how long it is.
fn digits_of(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let bits: u64 = value.call_method0("bit_length")?.extract()?;
    if bits <= 256 { Ok(value.str()?.to_string()) } else { Ok(format!("a number of {bits} bits")) }
}

/// Reads the numbers of one call, and keeps what does not even fit the engine's types, to refuse it all at once.
pub(crate) struct Fields<'py> {
    py: Python<'py>,
    found: Vec<Bound<'py, PyAny>>,
}

impl<'py> Fields<'py> {
    pub(crate) fn new(py: Python<'py>) -> Self {
        Self { py, found: Vec::new() }
    }

    /// Whole minor units of 64 bits (else M006).
    pub(crate) fn minor(&mut self, name: &str, value: &Bound<'py, PyAny>) -> PyResult<i64> {
        match whole(value, name, "whole minor units (to_minor makes them from a Decimal)")? {
            Whole::Fits(minor) => Ok(minor),
            Whole::Beyond(text) => {
                let allowed = (i64::MIN, i64::MAX);
                let message =
                    format!("{name} is {text}: allowed is what fits 64 bits, {} to {}", allowed.0, allowed.1);
                self.refuse("M006", name, &text, allowed, &message)?;
                Ok(0)
            }
        }
    }

    /// Basis points. Core judges what fits 16 bits; the rest can only be M007.
    pub(crate) fn bps(&mut self, name: &str, value: &Bound<'py, PyAny>) -> PyResult<u16> {
        let text = match whole(value, name, "whole basis points (parse_rate makes them from `7.00%`)")? {
            Whole::Fits(bps) => match u16::try_from(bps) {
                Ok(bps) => return Ok(bps),
                Err(_) => bps.to_string(),
            },
            Whole::Beyond(text) => text,
        };
        let message = format!("{name} is {text}: allowed is 0 to 10000 basis points");
        self.refuse("M007", name, &text, (0, 10_000), &message)?;
        Ok(0)
    }

    /// `text` is the number, or how long it is.
    fn refuse(
        &mut self,
        code: &str,
        name: &str,
        text: &str,
        (min, max): (i64, i64),
        message: &str,
    ) -> PyResult<()> {
        let params = PyDict::new(self.py);
        let number = self.py.get_type::<PyInt>().call1((text,));
        params.set_item("value", number.unwrap_or_else(|_| PyString::new(self.py, text).into_any()))?;
        params.set_item("min", min)?;
        params.set_item("max", max)?;
        self.found.push(error::violation(self.py, code, &format!("/{name}"), message, &params)?);
        Ok(())
    }

    /// Raises what was found.
    pub(crate) fn finish(self) -> PyResult<()> {
        if self.found.is_empty() { Ok(()) } else { Err(error::violation_error(self.py, &self.found)) }
    }
}

/// Text, or a message that says so.
pub(crate) fn text(value: &Bound<'_, PyAny>, name: &str) -> PyResult<String> {
    match value.cast::<PyString>() {
        Ok(text) => text.extract(),
        Err(_) => Err(error::wrong_type(format!("{name} is {}: pass a str", type_name(value)))),
    }
}

/// What a word says; `or` is what else may be passed, and says the same.
fn word<T: Copy>(
    value: &Bound<'_, PyAny>,
    name: &str,
    or: &str,
    all: &[T],
    word: fn(T) -> &'static str,
) -> PyResult<T> {
    let allowed = || all.iter().map(|one| format!("`{}`", word(*one))).collect::<Vec<_>>().join(", ");
    let given = value.cast::<PyString>().map_err(|_| {
        let found = type_name(value);
        error::wrong_type(format!("{name} is {found}: pass {or}one of {}", allowed()))
    })?;
    let given: String = given.extract()?;
    all.iter()
        .copied()
        .find(|one| word(*one) == given)
        .ok_or_else(|| error::invalid(format!("{name} is `{}`: allowed is {}", shown(&given), allowed())))
}

pub(crate) fn rounding(value: &Bound<'_, PyAny>) -> PyResult<Rounding> {
    word(value, "rounding", "a member of Rounding or ", &Rounding::ALL, Rounding::word)
}

pub(crate) fn remainder(value: &Bound<'_, PyAny>) -> PyResult<RemainderHolder> {
    word(value, "remainder", "a member of RemainderHolder or ", &RemainderHolder::ALL, RemainderHolder::word)
}

pub(crate) fn managing_share(value: &Bound<'_, PyAny>) -> PyResult<ManagingShare> {
    word(value, "managing_share", "a member of ManagingShare or ", &ManagingShare::ALL, ManagingShare::word)
}

pub(crate) fn instructions(value: &Bound<'_, PyAny>) -> PyResult<InstructionSet> {
    word(value, "instructions", "", &InstructionSet::ALL, InstructionSet::word)
}

pub(crate) fn streaming(value: &Bound<'_, PyAny>) -> PyResult<StreamingStores> {
    word(value, "streaming", "", &StreamingStores::ALL, StreamingStores::word)
}

/// Who manages the creator; `None` is nobody. Another agency without a share is half an agreement.
pub(crate) fn manager(
    value: Option<&Bound<'_, PyAny>>,
    share: Option<&Bound<'_, PyAny>>,
) -> PyResult<Manager> {
    let Some(value) = value else { return Ok(Manager::None) };
    let manager = word(value, "manager", "a member of Manager or ", &Manager::ALL, Manager::word)?;
    if manager == Manager::OtherAgency && share.is_none() {
        return Err(error::invalid(
            "manager is `other_agency`, and manager_share_bps is missing: pass its share",
        ));
    }
    Ok(manager)
}

/// The member of a Python enum with this word.
fn member<'py>(
    py: Python<'py>,
    cell: &'static PyOnceLock<Py<PyType>>,
    class: &str,
    word: &str,
) -> PyResult<Bound<'py, PyAny>> {
    cell.import(py, "partner_campaigns.enums", class)?.call1((word,))
}

pub(crate) fn rounding_out(py: Python<'_>, value: Rounding) -> PyResult<Bound<'_, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    member(py, &CLASS, "Rounding", value.word())
}

pub(crate) fn remainder_out(py: Python<'_>, value: RemainderHolder) -> PyResult<Bound<'_, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    member(py, &CLASS, "RemainderHolder", value.word())
}

pub(crate) fn managing_share_out(py: Python<'_>, value: ManagingShare) -> PyResult<Bound<'_, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    member(py, &CLASS, "ManagingShare", value.word())
}

pub(crate) fn manager_out(py: Python<'_>, value: Manager) -> PyResult<Bound<'_, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    member(py, &CLASS, "Manager", value.word())
}

pub(crate) fn severity_out<'py>(py: Python<'py>, word: &str) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    member(py, &CLASS, "Severity", word)
}

fn decimal_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    CLASS.import(py, "decimal", "Decimal")
}

/// Decimal text as Python's `Decimal`, exactly.
pub(crate) fn decimal_out<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    decimal_class(py)?.call1((text,))
}

/// A `Decimal` or `int` amount in minor units of `currency`; nothing is rounded.
pub(crate) fn amount(value: &Bound<'_, PyAny>, currency: Currency) -> PyResult<i64> {
    let py = value.py();
    let outcome = if value.is_instance(decimal_class(py)?)? {
        decimal(value, currency)?
    } else {
        match whole(value, "amount", "or a Decimal")? {
            Whole::Fits(units) => currency.minor_of(Decimal::from(units)),
            Whole::Beyond(text) => Err(AmountError::OutOfRange { text }),
        }
    };
    outcome.map_err(|error| error::amount(py, &error))
}

/// Takes a `Decimal` apart: Python's have any number of digits, the engine's 28.
fn decimal(value: &Bound<'_, PyAny>, currency: Currency) -> PyResult<Result<i64, AmountError>> {
    let text = || value.str().map(|text| text.to_string());
    if !value.call_method0("is_finite")?.extract::<bool>()? {
        return Err(error::invalid(format!("amount is {}: pass a finite Decimal", shown(&text()?))));
    }
    let parts = value.call_method0("as_tuple")?;
    let digits = parts.getattr("digits")?.cast_into::<PyTuple>()?.extract::<Vec<u8>>()?;
    let kept = digits.iter().rposition(|digit| *digit != 0).map_or(0, |last| last.saturating_add(1));
    if kept == 0 {
        return Ok(Ok(0));
    }
    let negative = parts.getattr("sign")?.extract::<u8>()? == 1;
    let dropped = i64::try_from(digits.len().saturating_sub(kept)).unwrap_or(i64::MAX);
    let exponent = parts.getattr("exponent")?.extract::<i64>()?.saturating_add(dropped);
    let built = digits
        .get(..kept)
        .unwrap_or_default()
        .iter()
        .try_fold(0_i128, |sum, digit| sum.checked_mul(10)?.checked_add(i128::from(*digit)))
        .and_then(|number| number.checked_mul(10_i128.checked_pow(u32::try_from(exponent.max(0)).ok()?)?))
        .map(|number| if negative { number.saturating_neg() } else { number })
        .zip(u32::try_from(exponent.min(0).unsigned_abs()).ok())
        .and_then(|(number, scale)| Decimal::try_from_i128_with_scale(number, scale).ok());
    Ok(match built {
        Some(built) => currency.minor_of(built),
        None if exponent < -i64::from(currency.decimals()) => {
            Err(AmountError::TooManyDecimals { text: text()?, currency })
        }
        None => Err(AmountError::OutOfRange { text: text()? }),
    })
}

/// A currency by its code, with other decimals where they are given.
pub(crate) fn currency(code: &Bound<'_, PyAny>, decimals: Option<&Bound<'_, PyAny>>) -> PyResult<Currency> {
    let currency =
        Currency::of_code(&text(code, "currency")?).map_err(|error| error::amount(code.py(), &error))?;
    let Some(decimals) = decimals else { return Ok(currency) };
    let count = match whole(decimals, "decimals", "the number of decimals of the minor unit")? {
        Whole::Fits(count) => u8::try_from(count).ok(),
        Whole::Beyond(_) => None,
    };
    let with = count.map(|count| currency.with_decimals(count)).filter(|made| Some(made.decimals()) == count);
    with.ok_or_else(|| {
        error::invalid(format!("decimals is {}: allowed is 0 to 6", shown(&decimals.to_string())))
    })
}
