//! `split_columns`: whole columns in, whole columns out, computed without holding the interpreter.

use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::types::{Int64Type, UInt16Type, UInt32Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, StringArray, StructArray};
use arrow_schema::Field;
use partner_campaigns::{
    Bulk, BulkOptions, BulkTerms, PaidColumns, PartsOut, Policy, SplitTermsTable, Totals, reason_rule,
    split_into,
};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyList, PyTuple};

use crate::buffers::Outputs;
use crate::convert;
use crate::numbers::{Cell, Numbers};
use crate::split::PySplitTerms;
use crate::{arrow, error, pool};

/// One column of a result. It exports itself as an Arrow array, and reads like a sequence.
#[pyclass(name = "Column", module = "partner_campaigns", frozen)]
pub(crate) struct PyColumn(ArrayRef);

#[pymethods]
impl PyColumn {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: isize) -> PyResult<Bound<'py, PyAny>> {
        let length = isize::try_from(self.0.len())?;
        let from_start = if index < 0 { index.saturating_add(length) } else { index };
        match usize::try_from(from_start) {
            Ok(row) if from_start < length => self.cell(py, row),
            _ => Err(PyIndexError::new_err(format!("row {index} of a column of {length} rows"))),
        }
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.to_list(py)?.try_iter()
    }

    /// The column as a list of `int` or `str`, with None where there is no value.
    fn to_list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let cells: PyResult<Vec<_>> = (0..self.0.len()).map(|row| self.cell(py, row)).collect();
        PyList::new(py, cells?)
    }

    /// The column through the Arrow `PyCapsule` interface, without a copy.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let _ = requested_schema; // the interface lets a producer ignore it
        arrow::export(py, &self.0)
    }

    fn __repr__(&self) -> String {
        format!("Column({}, {} rows)", self.0.data_type(), self.0.len())
    }
}

impl PyColumn {
    fn cell<'py>(&self, py: Python<'py>, row: usize) -> PyResult<Bound<'py, PyAny>> {
        if self.0.is_null(row) {
            return Ok(py.None().into_bound(py));
        }
        let any = self.0.as_any();
        if let Some(numbers) = any.downcast_ref::<Int64Array>() {
            return Ok(numbers.value(row).into_pyobject(py)?.into_any());
        }
        let text = any.downcast_ref::<StringArray>().map_or("", |texts| texts.value(row));
        Ok(text.into_pyobject(py)?.into_any())
    }
}

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

/// Terms that rows refer to by number, from 0 on: checked once, then used for as many rows as there are.
///
/// Args:
///     total_rate_bps: total rates, in basis points.
///     creator_rate_bps: creator rates, in basis points.
///     manager_share_bps: managing shares in basis points, 0 where there is no manager or the share is waived.
///
/// Raises:
///     InvalidInputError: columns of different lengths, a rate out of range, a creator rate above the total rate.
///
/// Example:
///     >>> from partner_campaigns import SplitTermsTable, split_columns
///     >>> table = SplitTermsTable(total_rate_bps=[3000, 2000], creator_rate_bps=[1500, 1000])
///     >>> split_columns(base_minor=[100_00, 100_00, 50_00], terms=table, terms_id=[0, 1, 7]).reason.to_list()
///     [None, None, 'F008']
#[pyclass(name = "SplitTermsTable", module = "partner_campaigns", frozen)]
pub(crate) struct PySplitTermsTable(SplitTermsTable);

#[pymethods]
impl PySplitTermsTable {
    #[new]
    #[pyo3(signature = (*, total_rate_bps, creator_rate_bps, manager_share_bps = None))]
    fn new(
        total_rate_bps: &Bound<'_, PyAny>,
        creator_rate_bps: &Bound<'_, PyAny>,
        manager_share_bps: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let total = full::<UInt16Type>(total_rate_bps, "total_rate_bps")?;
        let creator = full::<UInt16Type>(creator_rate_bps, "creator_rate_bps")?;
        let share =
            manager_share_bps.map(|column| full::<UInt16Type>(column, "manager_share_bps")).transpose()?;
        let (total, creator) = (total.as_slice(), creator.as_slice());
        let shares = share.as_ref().map(Numbers::as_slice);
        for (name, rows) in [
            ("creator_rate_bps", creator.len()),
            ("manager_share_bps", shares.map_or(total.len(), <[u16]>::len)),
        ] {
            if rows != total.len() {
                return Err(error::invalid(format!(
                    "column {name} has {rows} rows: total_rate_bps has {}",
                    total.len()
                )));
            }
        }
        let share = |row: usize| shares.and_then(|shares| shares.get(row)).copied().unwrap_or(0);
        let rows = total
            .iter()
            .zip(creator)
            .enumerate()
            .map(|(row, (&total, &creator))| [total, creator, share(row)]);
        SplitTermsTable::from_rates(rows).map(Self).map_err(|refused| error::invalid(refused.to_string()))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("SplitTermsTable({} terms)", self.0.len())
    }
}

/// A column in which every row has a value.
fn full<T: Cell>(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Numbers<T>> {
    let column = Numbers::new(value, name)?;
    match column.missing().first() {
        Some(row) => Err(error::invalid(format!("{name}[{row}] has no value: fill it or leave the row out"))),
        None => Ok(column),
    }
}

#[expect(clippy::large_enum_variant, reason = "one of it per call")]
enum Rates {
    Columns { total: Numbers<UInt16Type>, creator: Numbers<UInt16Type>, share: Option<Numbers<UInt16Type>> },
    One(PySplitTerms),
    Table { ids: Numbers<UInt32Type>, table: Py<PySplitTermsTable> },
}

/// What a bulk split reads, from Python.
struct Given {
    base: Numbers<Int64Type>,
    rates: Rates,
    tax: Option<Numbers<Int64Type>>,
    paid: Option<[Numbers<Int64Type>; 3]>,
    policy: Policy,
    options: BulkOptions,
    /// Rows in which a column has no value, in order.
    missing: Vec<usize>,
}

/// The columns that a bulk split takes, by their names.
const COLUMNS: [&str; 12] = [
    "base_minor",
    "total_rate_bps",
    "creator_rate_bps",
    "manager_share_bps",
    "tax_minor",
    "terms",
    "terms_id",
    "paid_agency_minor",
    "paid_creator_minor",
    "paid_manager_minor",
    "policy",
    "threads",
];

impl Given {
    fn new(function: &str, arguments: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let get = |name: &str| -> PyResult<Option<Bound<'_, PyAny>>> {
            let found = arguments.map(|arguments| arguments.get_item(name)).transpose()?.flatten();
            Ok(found.filter(|value| !value.is_none() || name == "base_minor"))
        };
        for name in arguments.iter().flat_map(|arguments| arguments.keys()) {
            if !COLUMNS.contains(&name.extract::<String>()?.as_str()) {
                return Err(pyo3::exceptions::PyTypeError::new_err(format!(
                    "{function}() got an unexpected keyword argument '{name}'"
                )));
            }
        }
        let needed = |name: &str| -> PyResult<Bound<'_, PyAny>> {
            get(name)?.ok_or_else(|| {
                pyo3::exceptions::PyTypeError::new_err(format!(
                    "{function}() missing keyword argument '{name}'"
                ))
            })
        };
        let amounts =
            |name: &str| get(name)?.map(|column| Numbers::<Int64Type>::new(&column, name)).transpose();
        let base = Numbers::new(&needed("base_minor")?, "base_minor")?;
        let rates = match get("terms")? {
            None => {
                let bps = |name: &str| Numbers::<UInt16Type>::new(&needed(name)?, name);
                let share =
                    get("manager_share_bps")?.map(|column| Numbers::new(&column, "manager_share_bps"));
                Rates::Columns {
                    total: bps("total_rate_bps")?,
                    creator: bps("creator_rate_bps")?,
                    share: share.transpose()?,
                }
            }
            Some(terms) => {
                for name in ["total_rate_bps", "creator_rate_bps", "manager_share_bps"] {
                    if get(name)?.is_some() {
                        return Err(error::invalid(format!(
                            "{name} and terms are both given: pass one of them"
                        )));
                    }
                }
                if let Ok(one) = terms.cast::<PySplitTerms>() {
                    Rates::One(*one.get())
                } else if let Ok(table) = terms.cast::<PySplitTermsTable>() {
                    let ids = Numbers::new(&needed("terms_id")?, "terms_id")?;
                    Rates::Table { ids, table: table.clone().unbind() }
                } else {
                    let found = terms.get_type().name()?.to_string();
                    return Err(error::wrong_type(format!(
                        "terms is {found}: pass SplitTerms or a SplitTermsTable"
                    )));
                }
            }
        };
        if get("terms_id")?.is_some() && !matches!(rates, Rates::Table { .. }) {
            return Err(error::invalid(
                "terms_id is given without a SplitTermsTable: pass the table as terms",
            ));
        }
        let policy = match (get("policy")?, &rates) {
            (None, Rates::One(one)) => one.policy(),
            (policy, _) => convert::policy(policy.as_ref())?,
        };
        let paid = match [
            amounts("paid_agency_minor")?,
            amounts("paid_creator_minor")?,
            amounts("paid_manager_minor")?,
        ] {
            [Some(agency), Some(creator), Some(manager)] => Some([agency, creator, manager]),
            [None, None, None] => None,
            _ => {
                return Err(error::invalid(
                    "a column of what was paid is missing: pass paid_agency_minor, paid_creator_minor and paid_manager_minor, or none",
                ));
            }
        };
        let threads = match get("threads")? {
            None => 1,
            Some(threads) => match convert::whole(&threads, "threads", "a number of threads")? {
                convert::Whole::Fits(number) => number,
                convert::Whole::Beyond(_) => 0,
            },
        };
        let threads = usize::try_from(threads)
            .ok()
            .and_then(NonZeroUsize::new)
            .ok_or_else(|| error::invalid("threads is out of range: pass 1 or more"))?;
        let mut given = Self {
            base,
            rates,
            tax: amounts("tax_minor")?,
            paid,
            policy,
            options: BulkOptions { threads, ..BulkOptions::default() },
            missing: Vec::new(),
        };
        given.mark_missing();
        Ok(given)
    }

    /// A row without a value is not computed: its base becomes one that is refused, and its reason is set afterwards.
    fn mark_missing(&mut self) {
        let mut rows = self.base.missing().to_vec();
        match &self.rates {
            Rates::Columns { total, creator, share } => {
                for column in [Some(total), Some(creator), share.as_ref()].into_iter().flatten() {
                    rows.extend(column.missing());
                }
            }
            Rates::One(_) => {}
            Rates::Table { ids, .. } => rows.extend(ids.missing()),
        }
        for column in self.tax.iter().chain(self.paid.iter().flatten()) {
            rows.extend(column.missing());
        }
        if !rows.is_empty() {
            rows.sort_unstable();
            rows.dedup();
            self.base.fill(&rows, -1);
            self.missing = rows;
        }
    }

    /// Memory that is read.
    fn read(&self) -> Vec<std::ops::Range<usize>> {
        let mut read = vec![self.base.addresses()];
        match &self.rates {
            Rates::Columns { total, creator, share } => {
                read.extend([total.addresses(), creator.addresses()]);
                read.extend(share.iter().map(Numbers::addresses));
            }
            Rates::One(_) => {}
            Rates::Table { ids, .. } => read.push(ids.addresses()),
        }
        read.extend(self.tax.iter().chain(self.paid.iter().flatten()).map(Numbers::addresses));
        read
    }

    fn rows(&self) -> usize {
        self.base.as_slice().len()
    }

    /// Runs without holding the interpreter.
    fn split(&self, out: PartsOut<'_>) -> Result<Totals, String> {
        let terms = match &self.rates {
            Rates::Columns { total, creator, share } => BulkTerms::Rates {
                total_rate_bps: total.as_slice(),
                creator_rate_bps: creator.as_slice(),
                manager_share_bps: share.as_ref().map(Numbers::as_slice),
            },
            Rates::One(one) => BulkTerms::One(one.terms()),
            Rates::Table { ids, table } => {
                BulkTerms::Table { terms_id: ids.as_slice(), table: &table.get().0 }
            }
        };
        let paid = self.paid.as_ref().map(|[agency, creator, manager]| PaidColumns {
            agency_minor: agency.as_slice(),
            creator_minor: creator.as_slice(),
            manager_minor: manager.as_slice(),
        });
        let tax_minor = self.tax.as_ref().map(Numbers::as_slice);
        let input = Bulk { base_minor: self.base.as_slice(), terms, tax_minor, paid };
        let PartsOut { agency_minor, creator_minor, manager_minor, reason } = out;
        let out = PartsOut { agency_minor, creator_minor, manager_minor, reason: &mut *reason };
        let totals = split_into(&input, self.policy, self.options, out).map_err(|error| error.to_string())?;
        for &row in &self.missing {
            if let Some(cell) = reason.get_mut(row) {
                *cell = UNREADABLE;
            }
        }
        Ok(totals)
    }
}

/// The reason of a row without a value, F011.
const UNREADABLE: u8 = 111;

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
///     threads: among how many threads the rows are divided. The results are the same bytes.
///
/// Raises:
///     InvalidTypeError: a column of floats, bools, text, or no column.
///     InvalidInputError: a column of another length, a number that is not whole or does not fit 64 bits.
///
/// Example:
///     >>> from partner_campaigns import split_columns
///     >>> out = split_columns(base_minor=[100_00, -1], total_rate_bps=[3000, 3000], creator_rate_bps=[1500, 1500])
///     >>> out.agency_minor.to_list(), out.reason.to_list(), out.totals.total_minor
///     ([1500, None], [None, 'M003'], 3000)
#[pyfunction(name = "split_columns")]
#[pyo3(signature = (**columns), text_signature = "(*, base_minor, total_rate_bps=None, creator_rate_bps=None, manager_share_bps=None, tax_minor=None, terms=None, terms_id=None, paid_agency_minor=None, paid_creator_minor=None, paid_manager_minor=None, policy=None, threads=1)")]
pub(crate) fn py_split_columns(
    py: Python<'_>,
    columns: Option<&Bound<'_, PyDict>>,
) -> PyResult<PySplitColumns> {
    let given = Given::new("split_columns", columns)?;
    py.detach(|| compute(&given)).map_err(error::invalid)
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
#[pyo3(signature = (out, **columns), text_signature = "(out, *, base_minor, total_rate_bps=None, creator_rate_bps=None, manager_share_bps=None, tax_minor=None, terms=None, terms_id=None, paid_agency_minor=None, paid_creator_minor=None, paid_manager_minor=None, policy=None, threads=1)")]
#[expect(clippy::needless_pass_by_value, reason = "what Python gives is taken apart by value")]
pub(crate) fn py_split_into(
    py: Python<'_>,
    out: (Bound<'_, PyAny>, Bound<'_, PyAny>, Bound<'_, PyAny>, Bound<'_, PyAny>),
    columns: Option<&Bound<'_, PyDict>>,
) -> PyResult<PyTotals> {
    let given = Given::new("split_into", columns)?;
    let mut out = Outputs::new([&out.0, &out.1, &out.2, &out.3], &given.read())?;
    py.detach(|| given.split(out.columns())).map(PyTotals).map_err(error::invalid)
}

fn compute(given: &Given) -> Result<PySplitColumns, String> {
    let rows = given.rows();
    let mut parts = [pool::take(rows), pool::take(rows), pool::take(rows)];
    let mut reasons = vec![0_u8; rows];
    let [agency, creator, manager] = &mut parts;
    let out = PartsOut {
        agency_minor: agency.rows(),
        creator_minor: creator.rows(),
        manager_minor: manager.rows(),
        reason: &mut reasons,
    };
    let totals = given.split(out)?;
    let split = (totals.refused > 0)
        .then(|| BooleanArray::from(reasons.iter().map(|&reason| reason == 0).collect::<Vec<_>>()));
    let parts = parts.map(|part| -> ArrayRef {
        let nulls = split.as_ref().map(|rows| rows.values().clone().into());
        Arc::new(Int64Array::new(part.into_values(), nulls))
    });
    let reason = if totals.refused == 0 {
        StringArray::new_null(rows)
    } else {
        reasons.iter().map(|&reason| reason_rule(reason).map(|rule| rule.code)).collect()
    };
    Ok(PySplitColumns { parts, reason: Arc::new(reason), totals })
}
