//! `TableFile`: a Parquet file that may hold one of the public tables.

use std::iter;
use std::sync::{Mutex, PoisonError};

use arrow_array::Array as _;
use partner_campaigns::Verification;
use pyo3::prelude::*;

use super::parquet::{Batches, Failure, Parquet};
use super::{Label, Place, columns_of, kind, push_batches, spec};
use crate::error;

/// After so many rows the caller hears of progress. So long is kept at most what was judged of distinct texts.
const ROWS_IN_A_PUSH: u64 = 1 << 20;

/// A Parquet file whose columns may be those of one of the public tables. Once `check()` has found that they are, its rows
/// can be read into a verification, once.
///
/// Args:
///     path: the file.
///
/// Raises:
///     OSError: the system refuses to read the file.
///     InvalidInputError: the file is damaged.
#[pyclass(name = "TableFile", module = "partner_campaigns._native")]
pub(crate) struct PyTableFile {
    path: String,
    file: Parquet,
    rows: Option<Rows>,
}

struct Rows {
    place: Place,
    /// Never locked: a `Mutex` may be looked at from any thread, which its content may not.
    batches: Mutex<Batches>,
}

#[pymethods]
impl PyTableFile {
    #[new]
    fn new(py: Python<'_>, path: &str) -> PyResult<Self> {
        let file = py.detach(|| Parquet::open(path)).map_err(|failure| raised(py, failure))?;
        Ok(Self { path: path.to_owned(), file, rows: None })
    }

    /// The names of the columns.
    #[getter]
    fn names(&self) -> Vec<&str> {
        self.file.names().collect()
    }

    /// Rows read, rows in all.
    #[getter]
    fn progress(&self) -> (u64, u64) {
        let done = self.rows.as_ref().map_or(0, |rows| rows.place.rows());
        (done, self.file.rows())
    }

    /// That the file has the columns of this kind of table, each of a type that is read.
    fn check(&mut self, py: Python<'_>, table: &str) -> PyResult<()> {
        let columns = columns_of(table)?;
        let wanted = |name: &str| columns.iter().any(|column| column.name == name);
        let fields = self.file.fields(wanted).map_err(|failure| raised(py, failure))?;
        spec::check(&fields, columns, Label::File)?;
        let batches = self.file.rows_of(&fields).map_err(|failure| raised(py, failure))?;
        let place = Place::new(&self.path, kind(table)?);
        self.rows = Some(Rows { place, batches: Mutex::new(batches) });
        Ok(())
    }
}

impl PyTableFile {
    /// Reads the next rows, which stand in the file of this number where no column says otherwise; false where there are
    /// none.
    pub(crate) fn push(
        &mut self,
        py: Python<'_>,
        verification: &mut Verification,
        file: u16,
    ) -> PyResult<bool> {
        let unchecked = || error::invalid(format!("`{}` is not checked to be a table yet", self.path));
        let Rows { place, batches } = self.rows.as_mut().ok_or_else(unchecked)?;
        place.announced(file);
        let batches = batches.get_mut().unwrap_or_else(PoisonError::into_inner);
        let before = place.rows();
        py.detach(|| {
            let mut left = ROWS_IN_A_PUSH;
            let rows = iter::from_fn(|| {
                if left == 0 {
                    return None;
                }
                let batch = batches.next().transpose()?;
                left = left.saturating_sub(batch.as_ref().map_or(0, |batch| batch.len() as u64));
                Some(batch.map_err(|failure| Python::attach(|py| raised(py, failure))))
            });
            push_batches(verification, rows, Label::File, place)
        })?;
        Ok(place.rows() > before)
    }
}

fn raised(py: Python<'_>, failure: Failure) -> PyErr {
    match failure {
        Failure::System(failed) => error::system(py, &failed),
        other => error::invalid(other.to_string()),
    }
}
