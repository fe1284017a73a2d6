//! One order line: `split`, `SplitTerms`, `Split`.

use std::hash::{Hash, Hasher};

use partner_campaigns::{Line, Manager, Policy, Split, SplitTerms, split};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyTuple};

use crate::convert::{self, Fields};
use crate::error;
use crate::policy::{self, PyPolicy};

/// What each party gets, in whole minor units. Agency, creator and manager add up to the total, always.
///
/// Example:
///     >>> from partner_campaigns import split
///     >>> parts = split(base_minor=100_00, total_rate_bps=3000, creator_rate_bps=1500)
///     >>> parts
///     Split(agency_minor=1500, creator_minor=1500, manager_minor=0, share_waived=False)
///     >>> parts.total_minor
///     3000
#[pyclass(name = "Split", module = "partner_campaigns", frozen, eq, hash)]
pub(crate) struct PySplit {
    parts: Split,
    // The parts once more, as Python's own: so it reads them as it reads a slot, without a call.
    /// The campaign agency's part, in minor units.
    #[pyo3(get)]
    agency_minor: Py<PyInt>,
    /// What the creator keeps after the managing share, in minor units.
    #[pyo3(get)]
    creator_minor: Py<PyInt>,
    /// The managing agency's part of the creator commission, in minor units.
    #[pyo3(get)]
    manager_minor: Py<PyInt>,
}

impl PySplit {
    pub(crate) fn of(py: Python<'_>, parts: Split) -> Self {
        let int = |number| PyInt::new(py, number).unbind();
        Self {
            parts,
            agency_minor: int(parts.agency_minor),
            creator_minor: int(parts.creator_minor),
            manager_minor: int(parts.manager_minor),
        }
    }
}

impl PartialEq for PySplit {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Eq for PySplit {}

impl Hash for PySplit {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts.hash(state);
    }
}

#[pymethods]
impl PySplit {
    #[new]
    #[pyo3(signature = (*, agency_minor, creator_minor, manager_minor, share_waived = false))]
    fn new<'py>(
        py: Python<'py>,
        agency_minor: &Bound<'py, PyAny>,
        creator_minor: &Bound<'py, PyAny>,
        manager_minor: &Bound<'py, PyAny>,
        share_waived: bool,
    ) -> PyResult<Self> {
        let mut fields = Fields::new(py);
        let parts = Split {
            agency_minor: fields.minor("agency_minor", agency_minor)?,
            creator_minor: fields.minor("creator_minor", creator_minor)?,
            manager_minor: fields.minor("manager_minor", manager_minor)?,
            share_waived,
        };
        fields.finish()?;
        Ok(Self::of(py, parts))
    }

    /// The creator commission before the managing share, in minor units, as agency and seller files report it.
    #[getter]
    fn creator_commission_minor(&self) -> i128 {
        self.parts.creator_commission_minor()
    }

    /// What the seller pays, in minor units: the sum of the parts.
    #[getter]
    fn total_minor(&self) -> i128 {
        self.parts.total_minor()
    }

    /// Whether a managing share was waived because the campaign agency manages the creator (rule M001).
    #[getter]
    fn share_waived(&self) -> bool {
        self.parts.share_waived
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let keywords = PyDict::new(py);
        keywords.set_item("agency_minor", self.parts.agency_minor)?;
        keywords.set_item("creator_minor", self.parts.creator_minor)?;
        keywords.set_item("manager_minor", self.parts.manager_minor)?;
        keywords.set_item("share_waived", self.parts.share_waived)?;
        Ok((PyTuple::empty(py), keywords))
    }

    fn __repr__(&self) -> String {
        let Split { agency_minor, creator_minor, manager_minor, share_waived } = self.parts;
        let waived = if share_waived { "True" } else { "False" };
        format!(
            "Split(agency_minor={agency_minor}, creator_minor={creator_minor}, manager_minor={manager_minor}, share_waived={waived})"
        )
    }
}

/// The keyword arguments that describe one order line.
pub(crate) struct LineArgs<'a, 'py> {
    pub base_minor: &'a Bound<'py, PyAny>,
    pub total_rate_bps: &'a Bound<'py, PyAny>,
    pub creator_rate_bps: &'a Bound<'py, PyAny>,
    pub manager: Option<&'a Bound<'py, PyAny>>,
    pub manager_share_bps: Option<&'a Bound<'py, PyAny>>,
    pub tax_minor: Option<&'a Bound<'py, PyAny>>,
}

impl<'py> LineArgs<'_, 'py> {
    /// The line, not yet judged; what does not fit it is left with `fields`.
    pub(crate) fn line(&self, fields: &mut Fields<'py>) -> PyResult<Line> {
        Ok(Line {
            base_minor: fields.minor("base_minor", self.base_minor)?,
            total_rate_bps: fields.bps("total_rate_bps", self.total_rate_bps)?,
            creator_rate_bps: fields.bps("creator_rate_bps", self.creator_rate_bps)?,
            manager: convert::manager(self.manager, self.manager_share_bps)?,
            manager_share_bps: self
                .manager_share_bps
                .map_or(Ok(0), |value| fields.bps("manager_share_bps", value))?,
            tax_minor: self.tax_minor.map_or(Ok(0), |value| fields.minor("tax_minor", value))?,
        })
    }
}

/// Splits the commission of one order line between agency, creator and the creator's manager.
///
/// Args:
///     base_minor: the commission base net of refunds, in whole minor units (cents of USD, whole rupiah of IDR).
///     total_rate_bps: what the seller pays, in basis points (30% is 3000).
///     creator_rate_bps: what the creator gets out of the total rate, in basis points.
///     manager: who manages the creator: "none", "other_agency" or "campaign_agency" (whose share is waived).
///     manager_share_bps: the manager's share of the creator commission, in basis points; above 0 it needs a manager.
///     tax_minor: tax withheld from the creator commission, in minor units; counts only under "after_tax".
///     policy: rounding, remainder holder and managing share; `None` is `Policy()`.
///
/// Raises:
///     ViolationError: what the rules refuse (M003, M006 to M010), everything at once.
///     InvalidTypeError: a float, a bool or another type that is no int.
///     InvalidInputError: an unknown word; "other_agency" without a share.
///
/// Example:
///     >>> from partner_campaigns import split
///     >>> split(base_minor=19_99, total_rate_bps=3000, creator_rate_bps=1500,
///     ...       manager="other_agency", manager_share_bps=2000)
///     Split(agency_minor=300, creator_minor=240, manager_minor=60, share_waived=False)
#[pyfunction(name = "split")]
#[pyo3(signature = (*, base_minor, total_rate_bps, creator_rate_bps, manager = None, manager_share_bps = None, tax_minor = None, policy = None))]
#[expect(clippy::too_many_arguments, reason = "keyword arguments of the Python function")]
pub(crate) fn py_split<'py>(
    py: Python<'py>,
    base_minor: &Bound<'py, PyAny>,
    total_rate_bps: &Bound<'py, PyAny>,
    creator_rate_bps: &Bound<'py, PyAny>,
    manager: Option<&Bound<'py, PyAny>>,
    manager_share_bps: Option<&Bound<'py, PyAny>>,
    tax_minor: Option<&Bound<'py, PyAny>>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<PySplit> {
    let args =
        LineArgs { base_minor, total_rate_bps, creator_rate_bps, manager, manager_share_bps, tax_minor };
    let mut fields = Fields::new(py);
    let line = args.line(&mut fields)?;
    let policy = policy::given(policy)?;
    fields.finish()?;
    split(&line, policy)
        .map(|parts| PySplit::of(py, parts))
        .map_err(|violations| error::refused(py, &violations))
}

/// Rates, a managing share and a policy that hold together: checked once, then split as often as needed.
///
/// Args:
///     total_rate_bps: what the seller pays, in basis points.
///     creator_rate_bps: what the creator gets out of the total rate, in basis points.
///     manager: who manages the creator: "none", "other_agency" or "campaign_agency" (whose share is waived).
///     manager_share_bps: the manager's share of the creator commission, in basis points; above 0 it needs a manager.
///     policy: how these terms are split where a call names no other; `None` is `Policy()`.
///
/// Raises:
///     ViolationError: a rate out of range (M007), a creator rate above the total rate (M008), a share without a manager
///         (M010).
///     InvalidInputError: an unknown word; "other_agency" without a share.
///
/// Example:
///     >>> from partner_campaigns import SplitTerms
///     >>> terms = SplitTerms(total_rate_bps=3000, creator_rate_bps=1500)
///     >>> [terms.split(base).agency_minor for base in (100_00, 19_99)]
///     [1500, 300]
#[pyclass(name = "SplitTerms", module = "partner_campaigns", frozen, eq, hash)]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PySplitTerms {
    terms: SplitTerms,
    manager: Manager,
    manager_share_bps: u16,
    policy: Policy,
}

impl PySplitTerms {
    pub(crate) fn terms(&self) -> SplitTerms {
        self.terms
    }

    pub(crate) fn policy(&self) -> Policy {
        self.policy
    }

    /// The split of an ordinary base; where there is none, `split_any` says why, or splits what takes longer to read.
    #[expect(clippy::inline_always, reason = "handed over in memory, the parts cost a tenth of the call")]
    #[inline(always)]
    fn split_usual(&self, base_minor: &Bound<'_, PyAny>) -> Option<Split> {
        self.terms.split(convert::exact_i64(base_minor)?, 0, self.policy).ok()
    }

    #[cold]
    #[inline(never)]
    fn split_any<'py>(
        &self,
        base_minor: &Bound<'py, PyAny>,
        tax_minor: Option<&Bound<'py, PyAny>>,
        policy: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Split> {
        let py = base_minor.py();
        let mut fields = Fields::new(py);
        let base = fields.minor("base_minor", base_minor)?;
        let tax = tax_minor.map_or(Ok(0), |value| fields.minor("tax_minor", value))?;
        let policy = policy.map_or(Ok(self.policy), |policy| policy::given(Some(policy)))?;
        fields.finish()?;
        self.terms.split(base, tax, policy).map_err(|violations| error::refused(py, &violations))
    }
}

#[pymethods]
impl PySplitTerms {
    #[new]
    #[pyo3(signature = (*, total_rate_bps, creator_rate_bps, manager = None, manager_share_bps = None, policy = None))]
    fn new<'py>(
        py: Python<'py>,
        total_rate_bps: &Bound<'py, PyAny>,
        creator_rate_bps: &Bound<'py, PyAny>,
        manager: Option<&Bound<'py, PyAny>>,
        manager_share_bps: Option<&Bound<'py, PyAny>>,
        policy: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Self> {
        let mut fields = Fields::new(py);
        let total = fields.bps("total_rate_bps", total_rate_bps)?;
        let creator = fields.bps("creator_rate_bps", creator_rate_bps)?;
        let manager = convert::manager(manager, manager_share_bps)?;
        let share = manager_share_bps.map_or(Ok(0), |value| fields.bps("manager_share_bps", value))?;
        let policy = policy::given(policy)?;
        fields.finish()?;
        SplitTerms::new(total, creator, manager, share)
            .map(|terms| Self { terms, manager, manager_share_bps: share, policy })
            .map_err(|violations| error::refused(py, &violations))
    }

    /// What the seller pays, in basis points.
    #[getter]
    fn total_rate_bps(&self) -> u16 {
        self.terms.total().bps()
    }

    /// What the creator gets out of the total rate, in basis points.
    #[getter]
    fn creator_rate_bps(&self) -> u16 {
        self.terms.creator().bps()
    }

    /// Who manages the creator.
    #[getter]
    fn manager<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::manager_out(py, self.manager)
    }

    /// The manager's agreed share of the creator commission, in basis points.
    #[getter]
    fn manager_share_bps(&self) -> u16 {
        self.manager_share_bps
    }

    /// How these terms are split where a call names no other policy.
    #[getter(policy)]
    fn policy_out(&self) -> PyPolicy {
        PyPolicy(self.policy)
    }

    /// Splits one base; see the function `split`. A `policy` given here goes before that of the terms.
    ///
    /// Raises:
    ///     ViolationError: a negative base (M003), a tax out of range under "after_tax" (M009).
    #[pyo3(signature = (base_minor, tax_minor = None, policy = None))]
    fn split<'py>(
        &self,
        base_minor: &Bound<'py, PyAny>,
        tax_minor: Option<&Bound<'py, PyAny>>,
        policy: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<PySplit> {
        if tax_minor.is_none()
            && policy.is_none()
            && let Some(parts) = self.split_usual(base_minor)
        {
            return Ok(PySplit::of(base_minor.py(), parts));
        }
        self.split_any(base_minor, tax_minor, policy).map(|parts| PySplit::of(base_minor.py(), parts))
    }

    /// The same for one base without a tax, as plain numbers: agency, creator and manager parts, in minor units. The
    /// cheapest call there is; for many rows at once there is `split_columns`.
    ///
    /// Raises:
    ///     ViolationError: a negative base (M003).
    ///
    /// Example:
    ///     >>> from partner_campaigns import SplitTerms
    ///     >>> terms = SplitTerms(total_rate_bps=3000, creator_rate_bps=1500, manager="other_agency", manager_share_bps=2000)
    ///     >>> agency, creator, manager = terms.split_minor(19_99)
    ///     >>> agency, creator, manager
    ///     (300, 240, 60)
    #[pyo3(signature = (base_minor, /))]
    fn split_minor(&self, base_minor: &Bound<'_, PyAny>) -> PyResult<(i64, i64, i64)> {
        let numbers = |parts: Split| (parts.agency_minor, parts.creator_minor, parts.manager_minor);
        match self.split_usual(base_minor) {
            Some(parts) => Ok(numbers(parts)),
            None => self.split_any(base_minor, None, None).map(numbers),
        }
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let keywords = PyDict::new(py);
        keywords.set_item("total_rate_bps", self.total_rate_bps())?;
        keywords.set_item("creator_rate_bps", self.creator_rate_bps())?;
        keywords.set_item("manager", self.manager.word())?;
        keywords.set_item("manager_share_bps", self.manager_share_bps)?;
        keywords.set_item("policy", self.policy_out())?;
        Ok((PyTuple::empty(py), keywords))
    }

    fn __repr__(&self) -> String {
        format!(
            "SplitTerms(total_rate_bps={}, creator_rate_bps={}, manager='{}', manager_share_bps={}, policy={})",
            self.total_rate_bps(),
            self.creator_rate_bps(),
            self.manager.word(),
            self.manager_share_bps,
            self.policy_out().__repr__()
        )
    }
}
