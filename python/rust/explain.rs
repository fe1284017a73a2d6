//! `explain`: a split with its steps.

use partner_campaigns::{Explanation, Line, Policy, Step, explain};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::convert::{self, Fields};
use crate::error;
use crate::policy::{self, PyPolicy};
use crate::split::{LineArgs, PySplit};

/// One step of a calculation.
#[pyclass(name = "Step", module = "partner_campaigns", frozen, eq, hash)]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyStep {
    result: String,
    formula: String,
    exact: String,
    amount_minor: i64,
    rounding: Option<String>,
    rules: Vec<String>,
}

impl From<&Step> for PyStep {
    fn from(step: &Step) -> Self {
        Self {
            result: step.result.to_owned(),
            formula: step.formula.clone(),
            exact: step.exact.clone(),
            amount_minor: step.amount_minor,
            rounding: step.rounding.map(str::to_owned),
            rules: step.rules.iter().map(|&rule| rule.to_owned()).collect(),
        }
    }
}

#[pymethods]
impl PyStep {
    #[new]
    #[pyo3(signature = (*, result, formula, exact, amount_minor, rounding = None, rules = Vec::new()))]
    fn new<'py>(
        py: Python<'py>,
        result: String,
        formula: String,
        exact: &Bound<'py, PyAny>,
        amount_minor: &Bound<'py, PyAny>,
        rounding: Option<&Bound<'py, PyAny>>,
        rules: Vec<String>,
    ) -> PyResult<Self> {
        let mut fields = Fields::new(py);
        let amount_minor = fields.minor("amount_minor", amount_minor)?;
        fields.finish()?;
        let rounding = rounding.map(convert::rounding).transpose()?.map(|word| word.word().to_owned());
        let exact = convert::decimal_out(py, &exact.str()?.to_string())?.str()?.to_string();
        Ok(Self { result, formula, exact, amount_minor, rounding, rules })
    }

    /// What the step gives: `total`, `creator_commission`, `agency`, `commission_after_tax`, `manager` or `creator`.
    #[getter]
    fn result(&self) -> &str {
        &self.result
    }

    /// The calculation as on paper: `10.15 × 30.00%`, `3.04 − 1.52`.
    #[getter]
    fn formula(&self) -> &str {
        &self.formula
    }

    /// Its exact value, in the currency's major unit.
    #[getter]
    fn exact<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::decimal_out(py, &self.exact)
    }

    /// The amount that counts, in minor units.
    #[getter]
    fn amount_minor(&self) -> i64 {
        self.amount_minor
    }

    /// By which policy it was rounded; None where nothing was to be rounded.
    #[getter]
    fn rounding<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let word = self.rounding.as_deref().and_then(partner_campaigns::Rounding::from_word);
        word.map(|word| convert::rounding_out(py, word)).transpose()
    }

    /// The codes of the rules that say so.
    #[getter]
    fn rules<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.rules)
    }

    /// The step as a dict of JSON's types; `exact` is text.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let step = PyDict::new(py);
        step.set_item("result", &self.result)?;
        step.set_item("formula", &self.formula)?;
        step.set_item("exact", &self.exact)?;
        step.set_item("amount_minor", self.amount_minor)?;
        step.set_item("rounding", self.rounding.as_deref())?;
        step.set_item("rules", &self.rules)?;
        Ok(step)
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(py), self.to_dict(py)?))
    }

    fn __repr__(&self) -> String {
        let Self { result, formula, exact, amount_minor, .. } = self;
        format!("Step({result}: {formula} = {exact}, amount_minor={amount_minor})")
    }
}

/// A split with the steps that led to it.
///
/// Example:
///     >>> from partner_campaigns import explain
///     >>> why = explain(base_minor=10_15, total_rate_bps=3000, creator_rate_bps=1500, currency="USD")
///     >>> why.steps[0].formula, why.steps[0].exact
///     ('10.15 × 30.00%', Decimal('3.045'))
#[pyclass(name = "Explanation", module = "partner_campaigns", frozen)]
pub(crate) struct PyExplanation {
    inner: Explanation,
    line: Line,
    policy: Policy,
    currency: partner_campaigns::Currency,
}

#[pymethods]
impl PyExplanation {
    #[new]
    #[pyo3(signature = (*, base_minor, total_rate_bps, creator_rate_bps, currency, manager = None, manager_share_bps = None, tax_minor = None, policy = None, decimals = None))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments of the Python function")]
    fn new<'py>(
        py: Python<'py>,
        base_minor: &Bound<'py, PyAny>,
        total_rate_bps: &Bound<'py, PyAny>,
        creator_rate_bps: &Bound<'py, PyAny>,
        currency: &Bound<'py, PyAny>,
        manager: Option<&Bound<'py, PyAny>>,
        manager_share_bps: Option<&Bound<'py, PyAny>>,
        tax_minor: Option<&Bound<'py, PyAny>>,
        policy: Option<&Bound<'py, PyAny>>,
        decimals: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Self> {
        let args =
            LineArgs { base_minor, total_rate_bps, creator_rate_bps, manager, manager_share_bps, tax_minor };
        let mut fields = Fields::new(py);
        let line = args.line(&mut fields)?;
        let policy = policy::given(policy)?;
        let currency = convert::currency(currency, decimals)?;
        fields.finish()?;
        explain(&line, policy, currency)
            .map(|inner| Self { inner, line, policy, currency })
            .map_err(|violations| error::refused(py, &violations))
    }

    /// The parts.
    #[getter]
    fn split(&self, py: Python<'_>) -> PySplit {
        PySplit::of(py, self.inner.split)
    }

    /// How they came about, in order.
    #[getter]
    fn steps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let steps: PyResult<Vec<_>> =
            self.inner.steps.iter().map(|step| Py::new(py, PyStep::from(step))).collect();
        PyTuple::new(py, steps?)
    }

    /// Plain text that adds up on paper.
    #[getter]
    fn text(&self) -> String {
        self.inner.text()
    }

    /// The explanation as JSON text, the same bytes in every language.
    fn to_json(&self) -> String {
        self.inner.to_json()
    }

    /// The explanation as a dict of JSON's types: `currency`, `minor_units`, `policy`, `line`, `split`, `steps`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.to_json(),))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.inner == other.inner
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        (self.line, self.policy, self.currency).hash(&mut hasher);
        hasher.finish()
    }

    fn __str__(&self) -> String {
        self.inner.text()
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let keywords = PyDict::new(py);
        keywords.set_item("base_minor", self.line.base_minor)?;
        keywords.set_item("total_rate_bps", self.line.total_rate_bps)?;
        keywords.set_item("creator_rate_bps", self.line.creator_rate_bps)?;
        keywords.set_item("manager", self.line.manager.word())?;
        keywords.set_item("manager_share_bps", self.line.manager_share_bps)?;
        keywords.set_item("tax_minor", self.line.tax_minor)?;
        keywords.set_item("currency", self.currency.code())?;
        keywords.set_item("decimals", self.currency.decimals())?;
        keywords.set_item("policy", PyPolicy(self.policy).into_pyobject(py)?)?;
        Ok((PyTuple::empty(py), keywords))
    }

    fn __repr__(&self) -> String {
        let parts = self.inner.split;
        format!(
            "Explanation(base_minor={}, currency='{}', agency_minor={}, creator_minor={}, manager_minor={})",
            self.line.base_minor,
            self.currency.code(),
            parts.agency_minor,
            parts.creator_minor,
            parts.manager_minor
        )
    }
}

/// Explains the split of one order line, in steps and in text that adds up on paper.
///
/// Args:
///     currency: the ISO 4217 code of the amounts.
///     decimals: decimals of its minor unit where they differ from the platform's (0 to 6).
///     base_minor, total_rate_bps, creator_rate_bps, manager, manager_share_bps, tax_minor, policy: as in `split`.
///
/// Raises:
///     ViolationError: what `split` refuses.
///     InvalidInputError: an unknown currency or word.
///
/// Example:
///     >>> from partner_campaigns import explain
///     >>> why = explain(base_minor=10_15, total_rate_bps=3000, creator_rate_bps=1500, currency="USD")
///     >>> print(why.text)  # doctest: +ELLIPSIS
///     base 10.15 USD, total rate 30.00%, creator rate 15.00%
///     ...
///       proof                agency 1.52 + creator 1.52 + manager 0.00 = 3.04
///     <BLANKLINE>
#[pyfunction(name = "explain")]
#[pyo3(signature = (*, base_minor, total_rate_bps, creator_rate_bps, currency, manager = None, manager_share_bps = None, tax_minor = None, policy = None, decimals = None))]
#[expect(clippy::too_many_arguments, reason = "keyword arguments of the Python function")]
pub(crate) fn py_explain<'py>(
    py: Python<'py>,
    base_minor: &Bound<'py, PyAny>,
    total_rate_bps: &Bound<'py, PyAny>,
    creator_rate_bps: &Bound<'py, PyAny>,
    currency: &Bound<'py, PyAny>,
    manager: Option<&Bound<'py, PyAny>>,
    manager_share_bps: Option<&Bound<'py, PyAny>>,
    tax_minor: Option<&Bound<'py, PyAny>>,
    policy: Option<&Bound<'py, PyAny>>,
    decimals: Option<&Bound<'py, PyAny>>,
) -> PyResult<PyExplanation> {
    PyExplanation::new(
        py,
        base_minor,
        total_rate_bps,
        creator_rate_bps,
        currency,
        manager,
        manager_share_bps,
        tax_minor,
        policy,
        decimals,
    )
}
