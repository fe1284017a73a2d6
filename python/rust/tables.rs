//! Order lines and terms from any Arrow table, and from Parquet files that hold one.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use partner_campaigns::shown;
use partner_campaigns::{Kind, TABLE_HEADERS, Verification};
use partner_campaigns_readers::arrow::{Label, Place, TableError, columns_of, push as push_arrays};
use partner_campaigns_readers::parquet::TableFile;
use pyo3::prelude::*;

use crate::{arrow, error};

/// The columns of a table: name, whether it is needed, and what it holds.
#[pyfunction]
pub(crate) fn table_columns(of: &str) -> PyResult<Vec<(&'static str, bool, &'static str)>> {
    Ok(columns_of(kind(of)?).iter().map(|one| (one.name, one.needed, one.holds.word())).collect())
}

/// What a finding on an amount of a table calls the column of a file, by the file's public column name.
#[pyfunction]
pub(crate) fn table_headers() -> HashMap<&'static str, &'static str> {
    TABLE_HEADERS.into_iter().collect()
}

/// A kind of file by its word.
pub(crate) fn kind(word: &str) -> PyResult<Kind> {
    match word {
        "orders" => Ok(Kind::Orders),
        "terms" => Ok(Kind::Terms),
        other => Err(error::invalid(format!("kind is `{}`: allowed is `orders` or `terms`", shown(other)))),
    }
}

/// Pushes the rows of a table. Those that name no file stand in `name`.
pub(crate) fn push(
    verification: &mut Verification,
    table: &Bound<'_, PyAny>,
    name: &str,
    kind: Kind,
) -> PyResult<()> {
    let arrays =
        arrow::arrays(table, name)?.ok_or_else(|| raised(table.py(), TableError::NoTable(name.into())))?;
    let mut place = Place::new(name, kind);
    // Without the interpreter: other threads go on meanwhile, and who makes the arrays may be one of them.
    let pushed = table.py().detach(|| push_arrays(verification, arrays, Label::Table(name), &mut place));
    pushed.map_err(|error| raised(table.py(), error))
}

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
pub(crate) struct PyTableFile(Mutex<TableFile>);

#[pymethods]
impl PyTableFile {
    #[new]
    fn new(py: Python<'_>, path: &str) -> PyResult<Self> {
        let file = py.detach(|| TableFile::open(path)).map_err(|error| raised(py, error))?;
        Ok(Self(Mutex::new(file)))
    }

    /// The names of the columns.
    #[getter]
    fn names(&self) -> Vec<String> {
        self.file().names().map(str::to_owned).collect()
    }

    /// Rows read, rows in all.
    #[getter]
    fn progress(&self) -> (u64, u64) {
        self.file().progress()
    }

    /// That the file has the columns of this kind of table, each of a type that is read.
    fn check(&mut self, py: Python<'_>, table: &str) -> PyResult<()> {
        self.own().check(kind(table)?).map_err(|error| raised(py, error))
    }
}

impl PyTableFile {
    fn file(&self) -> MutexGuard<'_, TableFile> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn own(&mut self) -> &mut TableFile {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the next rows, which stand in the file of this number where no column says otherwise; false where there are
    /// none.
    pub(crate) fn push(
        &mut self,
        py: Python<'_>,
        verification: &mut Verification,
        file: u16,
    ) -> PyResult<bool> {
        let table = self.own();
        py.detach(|| table.push(verification, file)).map_err(|error| raised(py, error))
    }
}

/// What is wrong with a table, as an exception.
pub(crate) fn raised(py: Python<'_>, error: TableError) -> PyErr {
    match error {
        TableError::System(failed) => error::system(py, &failed),
        TableError::NoTable(_) => {
            error::wrong_type(format!("{error}: pass anything with the Arrow PyCapsule interface"))
        }
        error if error.is_of_type() => error::wrong_type(error.to_string()),
        error => error::invalid(error.to_string()),
    }
}
