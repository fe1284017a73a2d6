//! `split_columns`: whole columns in, whole columns out, computed without holding the interpreter.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, StructArray};
use arrow_schema::Field;
use partner_campaigns::{PartsOut, Totals, reason_rule};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::buffers::Outputs;
use crate::bulk::Given;
use crate::column::PyColumn;
use crate::memory::{self, Zeros};
use crate::{arrow, pool};

/// Sums over all rows that were split, in whole minor units.
#[pyclass(name = "Totals", module = "partner_campaigns", frozen, eq)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct PyTotals(Totals);

#[pymethods]
impl PyTotals {
    /// Rows split.
    #[getter]
    fn rows(&self) -> u64 {
        self.0.rows
    }

    /// Rows refused; their reason is in the column `reason`.
    #[getter]
    fn refused(&self) -> u64 {
        self.0.refused
    }

    /// Sum of the agencies' parts, in minor units.
    #[getter]
    fn agency_minor(&self) -> i128 {
        self.0.agency_minor
    }

    /// Sum of what creators keep, in minor units.
    #[getter]
    fn creator_minor(&self) -> i128 {
        self.0.creator_minor
    }

    /// Sum of the managing agencies' parts, in minor units.
    #[getter]
    fn manager_minor(&self) -> i128 {
        self.0.manager_minor
    }

    /// What the sellers pay, in minor units: the sum of the three.
    #[getter]
    fn total_minor(&self) -> i128 {
        // each of them a sum of numbers of 64 bits
        self.0.agency_minor.saturating_add(self.0.creator_minor).saturating_add(self.0.manager_minor)
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let Totals { rows, refused, agency_minor, creator_minor, manager_minor } = self.0;
        let mut hasher = DefaultHasher::new();
        (rows, refused, agency_minor, creator_minor, manager_minor).hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self) -> String {
        let Totals { rows, refused, agency_minor, creator_minor, manager_minor } = self.0;
        format!(
            "Totals(rows={rows}, refused={refused}, agency_minor={agency_minor}, creator_minor={creator_minor}, manager_minor={manager_minor})"
        )
    }
}

/// The parts of every row, as columns. The whole exports itself as an Arrow struct array: a table.
#[pyclass(name = "SplitColumns", module = "partner_campaigns", frozen)]
pub(crate) struct PySplitColumns {
    parts: [ArrayRef; 3],
    reason: ArrayRef,
    totals: Totals,
}

#[pymethods]
impl PySplitColumns {
    /// The campaign agency's parts, in minor units; None where the row was refused.
    #[getter]
    fn agency_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.parts[0]))
    }

    /// What the creators keep, in minor units; None where the row was refused.
    #[getter]
    fn creator_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.parts[1]))
    }

    /// The managing agencies' parts, in minor units; None where the row was refused.
    #[getter]
    fn manager_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.parts[2]))
    }

    /// The code of the first rule that a refused row breaks, else None.
    #[getter]
    fn reason(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.reason))
    }

    /// Sums over all rows that were split.
    #[getter]
    fn totals(&self) -> PyTotals {
        PyTotals(self.totals)
    }

    fn __len__(&self) -> usize {
        self.reason.len()
    }

    /// All four columns through the Arrow `PyCapsule` interface, as one struct array, without a copy.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let _ = requested_schema; // the interface lets a producer ignore it
        let [agency, creator, manager] = &self.parts;
        let columns = [
            ("agency_minor", agency),
            ("creator_minor", creator),
            ("manager_minor", manager),
            ("reason", &self.reason),
        ];
        let fields = columns.map(|(name, column)| {
            (Arc::new(Field::new(name, column.data_type().clone(), true)), Arc::clone(column))
        });
        arrow::export(py, &StructArray::from(fields.to_vec()))
    }

    fn __repr__(&self) -> String {
        format!("SplitColumns({} rows, {} refused)", self.reason.len(), self.totals.refused)
    }
}

/// Splits every row of whole columns; a refused row is marked with its reason, never computed.
///
/// A column is anything with the Arrow `PyCapsule` interface (pyarrow, polars, pandas, DuckDB and others), with the buffer
/// protocol (NumPy, `array.array`, `memoryview`), or a sequence of `int`. It holds whole numbers, as integers, as decimals
/// without a fraction, or as a dictionary of them. A row in which an Arrow column has no value is refused as F011. Columns
/// of int64 amounts, uint16 rates and uint32 ids are read where they are: nobody may change them during the call.
///
/// Args:
///     base_minor: commission bases net of refunds, in whole minor units.
///     total_rate_bps: total rates, in basis points.
///     creator_rate_bps: creator rates, in basis points.
///     manager_share_bps: managing shares in basis points, 0 where there is no manager or the share is waived.
///     terms: instead of the rates, `SplitTerms` for all rows, or a `SplitTermsTable` for `terms_id`.
///     terms_id: which terms of the table each row has; an id that it has not is refused as F008.
///     tax_minor: tax withheld, in minor units; needed only under "after_tax".
///     paid_agency_minor, paid_creator_minor, paid_manager_minor: what was paid before a refund; the results then are
///         adjustments, the split less what was paid.
///     policy: rounding, remainder holder and managing share; `None` is that of `SplitTerms`, else `Policy()`.
///     threads: among how many threads the rows are divided at most: never more than 256, nor more than one for 4096 rows.
///         Where the system has fewer, they are divided among those that there are, the caller's own at least.
///     instructions: "auto" for the best that this processor has, or "portable", "sse2", "avx2", "avx512".
///     streaming: whether results are written past the caches: "auto" from 65536 rows on, "on", "off".
///
/// The results are the same bytes whatever the last three are.
///
/// Raises:
///     InvalidTypeError: a column of floats, bools, text, or no column.
///     InvalidInputError: a column of another length, a number that is not whole or does not fit 64 bits, instructions that
///         this processor does not have.
///     MemoryError: there is no memory for the results, or for a copy of a column.
///
/// The memory of results that are gone is kept for the next ones, at most 64 MB; `release_memory` gives it back.
///
/// Example:
///     >>> from partner_campaigns import split_columns
///     >>> out = split_columns(base_minor=[100_00, -1], total_rate_bps=[3000, 3000], creator_rate_bps=[1500, 1500])
///     >>> out.agency_minor.to_list(), out.reason.to_list(), out.totals.total_minor
///     ([1500, None], [None, 'M003'], 3000)
#[pyfunction(name = "split_columns")]
#[pyo3(signature = (**columns), text_signature = "(*, base_minor, total_rate_bps=None, creator_rate_bps=None, manager_share_bps=None, tax_minor=None, terms=None, terms_id=None, paid_agency_minor=None, paid_creator_minor=None, paid_manager_minor=None, policy=None, threads=1, instructions=\"auto\", streaming=\"auto\")")]
pub(crate) fn py_split_columns(
    py: Python<'_>,
    columns: Option<&Bound<'_, PyDict>>,
) -> PyResult<PySplitColumns> {
    let given = Given::new("split_columns", columns)?;
    py.detach(|| compute(&given))
}

/// Splits every row into columns of the caller's, without allocating any; see `split_columns`.
///
/// Args:
///     out: four writable buffers, as NumPy arrays: agency, creator and manager parts as int64, and reasons as uint8, all
///         as long as `base_minor`. A refused row gets zeros and the number of its reason: 3 for M003, 108 for F008.
///
/// Returns:
///     The totals.
///
/// Raises:
///     InvalidTypeError: what cannot be written to, and what `split_columns` refuses.
///     InvalidInputError: outputs of another length, or that overlap; what `split_columns` refuses.
///
/// Example:
///     >>> from array import array
///     >>> from partner_campaigns import split_into
///     >>> agency, creator, manager, reason = (array(kind, [0, 0]) for kind in "qqqB")
///     >>> totals = split_into((agency, creator, manager, reason), base_minor=array("q", [100_00, -1]),
///     ...                     total_rate_bps=array("H", [3000, 3000]), creator_rate_bps=array("H", [1500, 1500]))
///     >>> agency.tolist(), reason.tolist(), totals.refused
///     ([1500, 0], [0, 3], 1)
#[pyfunction(name = "split_into")]
#[pyo3(signature = (out, **columns), text_signature = "(out, *, base_minor, total_rate_bps=None, creator_rate_bps=None, manager_share_bps=None, tax_minor=None, terms=None, terms_id=None, paid_agency_minor=None, paid_creator_minor=None, paid_manager_minor=None, policy=None, threads=1, instructions=\"auto\", streaming=\"auto\")")]
#[expect(clippy::needless_pass_by_value, reason = "what Python gives is taken apart by value")]
pub(crate) fn py_split_into(
    py: Python<'_>,
    out: (Bound<'_, PyAny>, Bound<'_, PyAny>, Bound<'_, PyAny>, Bound<'_, PyAny>),
    columns: Option<&Bound<'_, PyDict>>,
) -> PyResult<PyTotals> {
    let given = Given::new("split_into", columns)?;
    let mut out = Outputs::new([&out.0, &out.1, &out.2, &out.3], &given.read())?;
    py.detach(|| given.split(out.columns())).map(PyTotals)
}

/// What the column of reasons takes at most while it is made.
const BYTES_OF_A_MARKED_ROW: usize = 24;

fn compute(given: &Given) -> PyResult<PySplitColumns> {
    let rows = given.rows();
    let mut parts = [pool::take(rows)?, pool::take(rows)?, pool::take(rows)?];
    let mut marks = Zeros::of::<u8>(rows)?;
    let reasons = marks.marks(rows);
    let [agency, creator, manager] = &mut parts;
    let out = PartsOut {
        agency_minor: agency.rows(),
        creator_minor: creator.rows(),
        manager_minor: manager.rows(),
        reason: &mut *reasons,
    };
    let totals = given.split(out)?;
    if totals.refused > 0 {
        memory::room(rows, BYTES_OF_A_MARKED_ROW)?;
    }
    let split = (totals.refused > 0)
        .then(|| BooleanArray::from(reasons.iter().map(|&reason| reason == 0).collect::<Vec<_>>()));
    let parts = parts.map(|part| -> ArrayRef {
        let nulls = split.as_ref().map(|rows| rows.values().clone().into());
        Arc::new(Int64Array::new(part.into_values(), nulls))
    });
    let reason = if totals.refused == 0 {
        memory::no_texts(rows)?
    } else {
        reasons.iter().map(|&reason| reason_rule(reason).map(|rule| rule.code)).collect()
    };
    Ok(PySplitColumns { parts, reason: Arc::new(reason), totals })
}
