//! `split_columns`: whole columns in, whole columns out, computed without holding the interpreter.

use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Int64Array, PrimitiveArray, StringArray, StructArray, UInt16Array,
};
use arrow_schema::{DataType, Field};
use partner_campaigns::{Columns, PartsOut, Policy, Totals, reason_rule, split_columns};
use pyo3::buffer::{ElementType, PyUntypedBuffer};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyIterator, PyList, PyTuple};

use crate::convert::{self, Whole};
use crate::{arrow, error};

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

/// Splits every row of whole columns; a refused row is marked with its reason, never computed.
///
/// A column is anything with the Arrow `PyCapsule` interface (pyarrow, polars, pandas, DuckDB and others), with the buffer
/// protocol (NumPy, `array.array`, `memoryview`), or a sequence of `int`. It holds whole numbers without gaps. Whatever
/// its integer type, a number is taken as it is.
///
/// Args:
///     base_minor: commission bases net of refunds, in whole minor units.
///     total_rate_bps: total rates, in basis points.
///     creator_rate_bps: creator rates, in basis points.
///     manager_share_bps: managing shares in basis points, 0 where there is no manager or the share is waived.
///     tax_minor: tax withheld, in minor units; needed only under "after_tax".
///     policy: rounding, remainder holder and managing share; `None` is `Policy()`.
///
/// Raises:
///     InvalidTypeError: a column of floats, bools, text, or no column.
///     InvalidInputError: a column of another length, a gap, a number that does not fit 64 bits.
///
/// Example:
///     >>> from partner_campaigns import split_columns
///     >>> out = split_columns(base_minor=[100_00, -1], total_rate_bps=[3000, 3000], creator_rate_bps=[1500, 1500])
///     >>> out.agency_minor.to_list(), out.reason.to_list(), out.totals.total_minor
///     ([1500, None], [None, 'M003'], 3000)
#[pyfunction(name = "split_columns")]
#[pyo3(signature = (*, base_minor, total_rate_bps, creator_rate_bps, manager_share_bps = None, tax_minor = None, policy = None))]
pub(crate) fn py_split_columns<'py>(
    py: Python<'py>,
    base_minor: &Bound<'py, PyAny>,
    total_rate_bps: &Bound<'py, PyAny>,
    creator_rate_bps: &Bound<'py, PyAny>,
    manager_share_bps: Option<&Bound<'py, PyAny>>,
    tax_minor: Option<&Bound<'py, PyAny>>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<PySplitColumns> {
    let base = whole_numbers(base_minor, "base_minor")?;
    let total = rates(total_rate_bps, "total_rate_bps")?;
    let creator = rates(creator_rate_bps, "creator_rate_bps")?;
    let share = manager_share_bps.map(|column| rates(column, "manager_share_bps")).transpose()?;
    let tax = tax_minor.map(|column| whole_numbers(column, "tax_minor")).transpose()?;
    let policy = convert::policy(policy)?;
    py.detach(|| {
        let none;
        let shares = if let Some(share) = &share {
            share.values().as_ref()
        } else {
            none = vec![0_u16; base.len()];
            none.as_slice()
        };
        let input = Columns {
            base_minor: base.values(),
            total_rate_bps: total.values(),
            creator_rate_bps: creator.values(),
            manager_share_bps: shares,
            tax_minor: tax.as_ref().map(|tax| tax.values().as_ref()),
        };
        compute(&input, policy)
    })
    .map_err(error::invalid)
}

fn compute(input: &Columns<'_>, policy: Policy) -> Result<PySplitColumns, String> {
    let rows = input.base_minor.len();
    let mut parts = [vec![0_i64; rows], vec![0_i64; rows], vec![0_i64; rows]];
    let mut reasons = vec![0_u8; rows];
    let [agency_minor, creator_minor, manager_minor] = &mut parts;
    let out = PartsOut { agency_minor, creator_minor, manager_minor, reason: &mut reasons };
    let totals = split_columns(input, policy, out).map_err(|error| error.to_string())?;
    let split = (totals.refused > 0)
        .then(|| BooleanArray::from(reasons.iter().map(|&reason| reason == 0).collect::<Vec<_>>()));
    let parts = parts.map(|part| -> ArrayRef {
        let nulls = split.as_ref().map(|rows| rows.values().clone().into());
        Arc::new(Int64Array::new(part.into(), nulls))
    });
    let reason = if totals.refused == 0 {
        StringArray::new_null(rows)
    } else {
        reasons.iter().map(|&reason| reason_rule(reason).map(|rule| rule.code)).collect()
    };
    Ok(PySplitColumns { parts, reason: Arc::new(reason), totals })
}

/// A column of basis points. What no rate can be is a number that core refuses.
fn rates(value: &Bound<'_, PyAny>, name: &str) -> PyResult<UInt16Array> {
    column(value, name)
}

/// A column of whole numbers of 64 bits.
fn whole_numbers(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Int64Array> {
    column(value, name)
}

/// The number types that core takes, from any whole number.
trait Cell: ArrowPrimitiveType {
    fn of(number: i128) -> Option<Self::Native>;
}

impl Cell for Int64Type {
    fn of(number: i128) -> Option<i64> {
        i64::try_from(number).ok()
    }
}

impl Cell for UInt16Type {
    fn of(number: i128) -> Option<u16> {
        Some(u16::try_from(number).unwrap_or(u16::MAX)) // negative or beyond 16 bits: out of range all the same
    }
}

fn column<T: Cell>(value: &Bound<'_, PyAny>, name: &str) -> PyResult<PrimitiveArray<T>> {
    if let Some(chunks) = arrow::chunks(value, name)? {
        return from_arrow(&chunks, name);
    }
    match PyUntypedBuffer::get(value) {
        Ok(buffer) => from_buffer(value.py(), &buffer, name),
        Err(_) => from_sequence(value, name),
    }
}

fn cells<T: Cell>(numbers: impl Iterator<Item = i128>, name: &str, out: &mut Vec<T::Native>) -> PyResult<()> {
    for number in numbers {
        let cell = T::of(number).ok_or_else(|| {
            error::invalid(format!("{name}[{}] is {number}: allowed is what fits 64 bits", out.len()))
        })?;
        out.push(cell);
    }
    Ok(())
}

fn from_arrow<T: Cell>(chunks: &[ArrayRef], name: &str) -> PyResult<PrimitiveArray<T>> {
    let mut before = 0_usize;
    for chunk in chunks {
        if let Some(row) = (chunk.null_count() > 0).then(|| (0..chunk.len()).find(|&row| chunk.is_null(row)))
        {
            let row = row.unwrap_or_default().saturating_add(before);
            return Err(error::invalid(format!("{name}[{row}] has no value: fill it or leave the row out")));
        }
        before = before.saturating_add(chunk.len());
    }
    if let [only] = chunks
        && let Some(same) = only.as_any().downcast_ref::<PrimitiveArray<T>>()
    {
        return Ok(same.clone());
    }
    let mut out = Vec::with_capacity(before);
    for chunk in chunks {
        macro_rules! read {
            ($($kind:ident),+) => {
                match chunk.data_type() {
                    $(kind if *kind == $kind::DATA_TYPE => {
                        let chunk = chunk.as_any().downcast_ref::<PrimitiveArray<$kind>>();
                        let numbers = chunk.into_iter().flat_map(|chunk| chunk.values().iter().copied());
                        cells::<T>(numbers.map(i128::from), name, &mut out)?;
                    })+
                    other => return Err(not_whole(name, &arrow_name(other))),
                }
            };
        }
        read!(Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type);
    }
    Ok(PrimitiveArray::from_iter_values(out))
}

fn arrow_name(kind: &DataType) -> String {
    match kind {
        DataType::Struct(_) => "a table".to_owned(),
        other => format!("a column of {other}"),
    }
}

fn not_whole(name: &str, found: &str) -> PyErr {
    error::wrong_type(format!(
        "{name} is {found}: pass a column of whole numbers (int64, uint16 or another integer)"
    ))
}

/// Copies a buffer while the interpreter is held: its owner could change it meanwhile.
fn from_buffer<T: Cell>(py: Python<'_>, buffer: &PyUntypedBuffer, name: &str) -> PyResult<PrimitiveArray<T>> {
    if buffer.dimensions() != 1 {
        let found = format!("a buffer of {} dimensions", buffer.dimensions());
        return Err(not_whole(name, &found));
    }
    let mut out = Vec::with_capacity(buffer.item_count());
    macro_rules! read {
        ($kind:ty) => {
            cells::<T>(buffer.as_typed::<$kind>()?.to_vec(py)?.into_iter().map(i128::from), name, &mut out)?
        };
    }
    match ElementType::from_format(buffer.format()) {
        ElementType::SignedInteger { bytes: 1 } => read!(i8),
        ElementType::SignedInteger { bytes: 2 } => read!(i16),
        ElementType::SignedInteger { bytes: 4 } => read!(i32),
        ElementType::SignedInteger { bytes: 8 } => read!(i64),
        ElementType::UnsignedInteger { bytes: 1 } => read!(u8),
        ElementType::UnsignedInteger { bytes: 2 } => read!(u16),
        ElementType::UnsignedInteger { bytes: 4 } => read!(u32),
        ElementType::UnsignedInteger { bytes: 8 } => read!(u64),
        ElementType::Bool => return Err(not_whole(name, "a buffer of bools")),
        ElementType::Float { .. } => return Err(not_whole(name, "a buffer of floats")),
        _ => {
            let found = format!("a buffer of format `{}`", buffer.format().to_string_lossy());
            return Err(not_whole(name, &found));
        }
    }
    Ok(PrimitiveArray::from_iter_values(out))
}

fn from_sequence<T: Cell>(value: &Bound<'_, PyAny>, name: &str) -> PyResult<PrimitiveArray<T>> {
    let items = value.try_iter().map_err(|_| {
        let found = value.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string());
        not_whole(name, &found)
    })?;
    let mut out = Vec::new();
    for item in items {
        let item = item?;
        let number = match item.is_exact_instance_of::<PyInt>().then(|| item.extract::<i64>()) {
            Some(Ok(number)) => i128::from(number),
            _ => match convert::whole(&item, &format!("{name}[{}]", out.len()), "a whole number")? {
                Whole::Fits(number) => i128::from(number),
                Whole::Beyond(text) if text.starts_with('-') => i128::MIN,
                Whole::Beyond(_) => i128::MAX,
            },
        };
        cells::<T>(std::iter::once(number), name, &mut out)?;
    }
    Ok(PrimitiveArray::from_iter_values(out))
}
