//! One column of a result.

use arrow_array::{Array, ArrayRef, Int64Array, StringArray};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyList, PyTuple};

use crate::{arrow, memory};

/// What a number takes as an object, with two references to it.
const BYTES_OF_A_CELL: usize = 48;

/// One column of a result. It exports itself as an Arrow array, and reads like a sequence.
#[pyclass(name = "Column", module = "partner_campaigns", frozen)]
pub(crate) struct PyColumn(pub(crate) ArrayRef);

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
        memory::room(self.0.len(), BYTES_OF_A_CELL)?;
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
