//! `Policy`: what is chosen where nobody documents it.

use partner_campaigns::Policy;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::{convert, error};

/// How a commission is split: rounding, remainder holder, managing share.
///
/// Each may be a member of its enum or its word.
///
/// Raises:
///     InvalidInputError: a word that is none of the allowed ones.
///     InvalidTypeError: neither an enum member nor a str.
///
/// Example:
///     >>> from partner_campaigns import Policy, Rounding
///     >>> policy = Policy(rounding="half_up")
///     >>> policy.rounding is Rounding.HALF_UP
///     True
///     >>> policy
///     Policy(rounding='half_up', remainder='agency', managing_share='before_tax')
#[pyclass(name = "Policy", module = "partner_campaigns", frozen, eq, hash)]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyPolicy(pub(crate) Policy);

#[pymethods]
impl PyPolicy {
    #[new]
    #[pyo3(signature = (*, rounding = None, remainder = None, managing_share = None))]
    fn new(
        rounding: Option<&Bound<'_, PyAny>>,
        remainder: Option<&Bound<'_, PyAny>>,
        managing_share: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        Ok(Self(Policy {
            rounding: rounding.map_or(Ok(Policy::default().rounding), convert::rounding)?,
            remainder: remainder.map_or(Ok(Policy::default().remainder), convert::remainder)?,
            managing_share: managing_share
                .map_or(Ok(Policy::default().managing_share), convert::managing_share)?,
        }))
    }

    /// How each rounded step is rounded.
    #[getter]
    fn rounding<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::rounding_out(py, self.0.rounding)
    }

    /// Who holds the odd minor unit.
    #[getter]
    fn remainder<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::remainder_out(py, self.0.remainder)
    }

    /// What the managing share is taken on.
    #[getter]
    fn managing_share<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::managing_share_out(py, self.0.managing_share)
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let keywords = PyDict::new(py);
        keywords.set_item("rounding", self.0.rounding.word())?;
        keywords.set_item("remainder", self.0.remainder.word())?;
        keywords.set_item("managing_share", self.0.managing_share.word())?;
        Ok((PyTuple::empty(py), keywords))
    }

    pub(crate) fn __repr__(&self) -> String {
        let Policy { rounding, remainder, managing_share } = self.0;
        format!(
            "Policy(rounding='{}', remainder='{}', managing_share='{}')",
            rounding.word(),
            remainder.word(),
            managing_share.word()
        )
    }
}

/// A policy; `None` is the default one.
pub(crate) fn given(value: Option<&Bound<'_, PyAny>>) -> PyResult<Policy> {
    let Some(value) = value else { return Ok(Policy::default()) };
    value.cast::<PyPolicy>().map(|policy| policy.get().0).map_err(|_| {
        error::wrong_type(format!(
            "policy is {}: pass a Policy (a profile has one: .policy)",
            convert::type_name(value)
        ))
    })
}
