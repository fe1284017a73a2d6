//! `Rule`, `rules`, `rule`: the catalogue.

use partner_campaigns::{Rule, Source, rule, rules, rules_json, rules_not_raised, shown};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::{convert, error};

/// One rule of the catalogue. Its code and name are stable for ever.
#[pyclass(name = "Rule", module = "partner_campaigns", frozen, eq, hash)]
#[derive(Clone)]
pub(crate) struct PyRule(&'static Rule);

impl PartialEq for PyRule {
    fn eq(&self, other: &Self) -> bool {
        self.0.code == other.0.code
    }
}

impl Eq for PyRule {}

impl std::hash::Hash for PyRule {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.code.hash(state);
    }
}

#[pymethods]
impl PyRule {
    #[new]
    fn new(code: &Bound<'_, PyAny>) -> PyResult<Self> {
        let code = convert::text(code, "code")?;
        rule(&code)
            .map(Self)
            .ok_or_else(|| error::invalid(format!("no rule `{}`: rules() lists them all", shown(&code))))
    }

    /// Stable code, `M001`.
    #[getter]
    fn code(&self) -> &'static str {
        self.0.code
    }

    /// Stable name, `double-dipping`.
    #[getter]
    fn name(&self) -> &'static str {
        self.0.name
    }

    /// The rule in plain words.
    #[getter]
    fn statement(&self) -> &'static str {
        self.0.statement
    }

    /// Section and step of the public guide, where it says so.
    #[getter]
    fn guide(&self) -> Option<&'static str> {
        match self.0.source {
            Source::Guide(place) | Source::Both(place, _) => Some(place),
            Source::Decision(_) => None,
        }
    }

    /// The reason of our own decision, where the guide is silent.
    #[getter]
    fn decision(&self) -> Option<&'static str> {
        match self.0.source {
            Source::Decision(reason) | Source::Both(_, reason) => Some(reason),
            Source::Guide(_) => None,
        }
    }

    /// What breaking it means.
    #[getter]
    fn severity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::severity_out(py, self.0.severity.word())
    }

    /// The rule as a dict of JSON's types.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let whole = PyDict::new(py);
        whole.set_item("code", self.0.code)?;
        whole.set_item("name", self.0.name)?;
        whole.set_item("statement", self.0.statement)?;
        whole.set_item("guide", self.guide())?;
        whole.set_item("decision", self.decision())?;
        whole.set_item("severity", self.0.severity.word())?;
        Ok(whole)
    }

    fn __getnewargs__(&self) -> (&'static str,) {
        (self.0.code,)
    }

    fn __repr__(&self) -> String {
        format!("Rule('{}')", self.0.code)
    }

    fn __str__(&self) -> String {
        format!("{} {}: {}", self.0.code, self.0.name, self.0.statement)
    }
}

/// All rules, in the order of their codes.
///
/// Example:
///     >>> from partner_campaigns import rules
///     >>> [rule.code for rule in rules() if rule.name == "double-dipping"]
///     ['M001', 'F005']
#[pyfunction(name = "rules")]
pub(crate) fn py_rules(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    let all: PyResult<Vec<_>> = rules().iter().map(|&rule| Py::new(py, PyRule(rule))).collect();
    PyTuple::new(py, all?)
}

/// The rule with this code.
///
/// Raises:
///     InvalidInputError: there is none.
///
/// Example:
///     >>> from partner_campaigns import rule
///     >>> rule("M001").guide
///     'FAQ 1'
#[pyfunction(name = "rule")]
pub(crate) fn py_rule(code: &Bound<'_, PyAny>) -> PyResult<PyRule> {
    PyRule::new(code)
}

/// The codes of rules that nothing raises yet.
///
/// Example:
///     >>> from partner_campaigns import rules_not_raised
///     >>> "F001" in rules_not_raised()
///     False
#[pyfunction(name = "rules_not_raised")]
pub(crate) fn py_rules_not_raised(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    PyTuple::new(py, rules_not_raised())
}

/// The catalogue as JSON text.
#[pyfunction(name = "rules_json")]
pub(crate) fn py_rules_json() -> String {
    rules_json()
}
