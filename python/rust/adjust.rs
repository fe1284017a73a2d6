//! Refunds: `adjust`, `net_base`, `Adjustment`.

use partner_campaigns::{Paid, Split, adjust_refund, net_base};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::convert::Fields;
use crate::split::LineArgs;
use crate::{error, policy};

/// What is still due to each party, in whole minor units: positive to the party, negative back from it.
#[pyclass(name = "Adjustment", module = "partner_campaigns", frozen, eq, hash)]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PyAdjustment(Paid);

#[pymethods]
impl PyAdjustment {
    #[new]
    #[pyo3(signature = (*, agency_minor, creator_minor, manager_minor))]
    fn new<'py>(
        py: Python<'py>,
        agency_minor: &Bound<'py, PyAny>,
        creator_minor: &Bound<'py, PyAny>,
        manager_minor: &Bound<'py, PyAny>,
    ) -> PyResult<Self> {
        let mut fields = Fields::new(py);
        let parts = Paid {
            agency_minor: fields.minor("agency_minor", agency_minor)?,
            creator_minor: fields.minor("creator_minor", creator_minor)?,
            manager_minor: fields.minor("manager_minor", manager_minor)?,
        };
        fields.finish()?;
        Ok(Self(parts))
    }

    /// To the campaign agency, in minor units.
    #[getter]
    fn agency_minor(&self) -> i64 {
        self.0.agency_minor
    }

    /// To the creator, in minor units.
    #[getter]
    fn creator_minor(&self) -> i64 {
        self.0.creator_minor
    }

    /// To the managing agency, in minor units.
    #[getter]
    fn manager_minor(&self) -> i64 {
        self.0.manager_minor
    }

    /// From the seller, in minor units: the sum of the three.
    #[getter]
    fn total_minor(&self) -> i128 {
        let Paid { agency_minor, creator_minor, manager_minor } = self.0;
        Split { agency_minor, creator_minor, manager_minor, share_waived: false }.total_minor()
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let keywords = PyDict::new(py);
        keywords.set_item("agency_minor", self.0.agency_minor)?;
        keywords.set_item("creator_minor", self.0.creator_minor)?;
        keywords.set_item("manager_minor", self.0.manager_minor)?;
        Ok((PyTuple::empty(py), keywords))
    }

    fn __repr__(&self) -> String {
        let Paid { agency_minor, creator_minor, manager_minor } = self.0;
        format!(
            "Adjustment(agency_minor={agency_minor}, creator_minor={creator_minor}, manager_minor={manager_minor})"
        )
    }
}

/// What is left of a base after refunds, in minor units.
///
/// Raises:
///     ViolationError: a negative base (M003), refunds above the base or negative (M004).
///
/// Example:
///     >>> from partner_campaigns import net_base
///     >>> net_base(100_00, 25_00)
///     7500
#[pyfunction(name = "net_base")]
#[pyo3(signature = (base_minor, refunded_minor))]
pub(crate) fn py_net_base<'py>(
    py: Python<'py>,
    base_minor: &Bound<'py, PyAny>,
    refunded_minor: &Bound<'py, PyAny>,
) -> PyResult<i64> {
    let mut fields = Fields::new(py);
    let base = fields.minor("base_minor", base_minor)?;
    let refunded = fields.minor("refunded_minor", refunded_minor)?;
    fields.finish()?;
    net_base(base, refunded).map_err(|violations| error::refused(py, &violations))
}

/// The adjustment after a refund: the split of what is left, less what was paid, party by party.
///
/// Any sequence of refunds ends on exactly the split of what is left.
///
/// Args:
///     base_minor: the commission base, in minor units: what was sold, or already net where nothing is given as refunded.
///     refunded_minor: refunds so far, in minor units.
///     paid_agency_minor: what the agency was paid so far, in minor units.
///     paid_creator_minor: what the creator kept so far, in minor units.
///     paid_manager_minor: what the manager was paid so far, in minor units.
///     total_rate_bps, creator_rate_bps, manager, manager_share_bps, tax_minor, policy: as in `split`.
///
/// Raises:
///     ViolationError: what the rules refuse (M003, M004, M006 to M010).
///
/// Example:
///     >>> from partner_campaigns import adjust
///     >>> adjust(base_minor=100_00, refunded_minor=50_00, total_rate_bps=3000, creator_rate_bps=1500,
///     ...        paid_agency_minor=15_00, paid_creator_minor=15_00)
///     Adjustment(agency_minor=-750, creator_minor=-750, manager_minor=0)
#[pyfunction(name = "adjust")]
#[pyo3(signature = (*, base_minor, total_rate_bps, creator_rate_bps, paid_agency_minor, paid_creator_minor, paid_manager_minor = None, refunded_minor = None, manager = None, manager_share_bps = None, tax_minor = None, policy = None))]
#[expect(clippy::too_many_arguments, reason = "keyword arguments of the Python function")]
pub(crate) fn py_adjust<'py>(
    py: Python<'py>,
    base_minor: &Bound<'py, PyAny>,
    total_rate_bps: &Bound<'py, PyAny>,
    creator_rate_bps: &Bound<'py, PyAny>,
    paid_agency_minor: &Bound<'py, PyAny>,
    paid_creator_minor: &Bound<'py, PyAny>,
    paid_manager_minor: Option<&Bound<'py, PyAny>>,
    refunded_minor: Option<&Bound<'py, PyAny>>,
    manager: Option<&Bound<'py, PyAny>>,
    manager_share_bps: Option<&Bound<'py, PyAny>>,
    tax_minor: Option<&Bound<'py, PyAny>>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<PyAdjustment> {
    let args =
        LineArgs { base_minor, total_rate_bps, creator_rate_bps, manager, manager_share_bps, tax_minor };
    let mut fields = Fields::new(py);
    let line = args.line(&mut fields)?;
    let mut optional = |name: &str, value: Option<&Bound<'py, PyAny>>| {
        value.map_or(Ok(0), |value| fields.minor(name, value))
    };
    let refunded = optional("refunded_minor", refunded_minor)?;
    let paid = Paid {
        agency_minor: optional("paid_agency_minor", Some(paid_agency_minor))?,
        creator_minor: optional("paid_creator_minor", Some(paid_creator_minor))?,
        manager_minor: optional("paid_manager_minor", paid_manager_minor)?,
    };
    let policy = policy::given(policy)?;
    fields.finish()?;
    adjust_refund(&line, refunded, paid, policy)
        .map(PyAdjustment)
        .map_err(|violations| error::refused(py, &violations))
}
