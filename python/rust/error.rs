//! Core's refusals as the exceptions that `partner_campaigns.errors` defines.

use std::io;

use partner_campaigns::{AmountError, Param, ProfileError, RateError, Violation, Violations, rule};
use partner_campaigns_readers::Problem;
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple, PyType};

pyo3::import_exception!(partner_campaigns.errors, InvalidInputError);
pyo3::import_exception!(partner_campaigns.errors, InvalidTypeError);
pyo3::import_exception!(partner_campaigns.errors, ViolationError);
pyo3::import_exception!(partner_campaigns.readers.problems, FileProblem);

/// A wrong Python type, with what to pass instead.
pub(crate) fn wrong_type(message: impl Into<String>) -> PyErr {
    InvalidTypeError::new_err(message.into())
}

/// A value of the right type that is malformed.
pub(crate) fn invalid(message: impl Into<String>) -> PyErr {
    InvalidInputError::new_err(message.into())
}

/// A file that cannot be read as what it should be.
pub(crate) fn file(problem: &Problem) -> PyErr {
    FileProblem::new_err((problem.path.clone(), problem.reason.clone()))
}

/// What the system refused: `OSError` in Python's own words.
pub(crate) fn system(py: Python<'_>, failed: &io::Error) -> PyErr {
    let Some(number) = failed.raw_os_error() else { return PyOSError::new_err(failed.to_string()) };
    let words = py.import("os").and_then(|os| os.call_method1("strerror", (number,)));
    words.map_or_else(|error| error, |words| PyOSError::new_err((number, words.unbind())))
}

/// One violation as Python's `Violation`. `code` is a rule of the catalogue.
pub(crate) fn violation<'py>(
    py: Python<'py>,
    code: &str,
    path: &str,
    message: &str,
    params: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let name = rule(code).map_or("", |rule| rule.name);
    CLASS.import(py, "partner_campaigns.errors", "Violation")?.call1((code, name, path, message, params))
}

/// The exception that carries these violations.
pub(crate) fn violation_error(py: Python<'_>, found: &[Bound<'_, PyAny>]) -> PyErr {
    match PyTuple::new(py, found) {
        Ok(found) => ViolationError::new_err((found.unbind(),)),
        Err(error) => error,
    }
}

/// Core's violations, one by one.
pub(crate) fn each<'py>(py: Python<'py>, violations: &Violations) -> PyResult<Vec<Bound<'py, PyAny>>> {
    violations.as_slice().iter().map(|one| from_core(py, one)).collect()
}

/// Core's violations as an exception.
pub(crate) fn refused(py: Python<'_>, violations: &Violations) -> PyErr {
    match each(py, violations) {
        Ok(found) => violation_error(py, &found),
        Err(error) => error,
    }
}

fn from_core<'py>(py: Python<'py>, one: &Violation) -> PyResult<Bound<'py, PyAny>> {
    let params = PyDict::new(py);
    for (name, value) in one.params() {
        params.set_item(name, param(py, value)?)?;
    }
    violation(py, one.rule().code, one.path(), one.message(), &params)
}

fn param<'py>(py: Python<'py>, value: &Param) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Param::Int(value) => value.into_pyobject(py)?.into_any(),
        Param::Text(value) => value.into_pyobject(py)?.into_any(),
        Param::List(values) => {
            let values: Vec<_> = values.iter().map(|value| param(py, value)).collect::<PyResult<_>>()?;
            PyTuple::new(py, values)?.into_any()
        }
    })
}

/// An amount that is none (M006), or a currency that is none.
pub(crate) fn amount(py: Python<'_>, error: &AmountError) -> PyErr {
    let violation = Violation::of_amount("", error);
    violation.map_or_else(|| invalid(error.to_string()), |one| refused(py, &one.into()))
}

/// A rate that is none (M007).
pub(crate) fn rate(py: Python<'_>, error: &RateError) -> PyErr {
    refused(py, &Violation::of_rate("", error).into())
}

/// A profile that is none.
pub(crate) fn profile(error: &ProfileError) -> PyErr {
    invalid(error.to_string())
}
