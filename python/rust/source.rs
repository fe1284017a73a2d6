//! Files that are read into a verification.

use std::path::PathBuf;

use partner_campaigns_readers::{Failure, Options, Source};
use pyo3::prelude::*;

use crate::error;
use crate::tables;
use crate::verify::{PyVerification, refused, told};

/// An opened file whose header is found; its rows can be read into a verification, once.
///
/// Args:
///     path: the file.
///     kind: `orders` or `terms`.
///     decimal: the mark before the decimals of its amounts, `comma` or `dot`, where its own cells shall not decide.
///     dates: `day-first` or `month-first`, likewise.
///
/// Raises:
///     InvalidInputError: an unknown word.
///     FileProblem: the file cannot be read as that.
#[pyclass(name = "Source", module = "partner_campaigns._native")]
pub(crate) struct PySource(Source);

#[pymethods]
impl PySource {
    #[new]
    #[pyo3(signature = (path, kind, *, decimal = None, dates = None))]
    #[expect(clippy::needless_pass_by_value, reason = "taken from Python")]
    fn new(
        py: Python<'_>,
        path: PathBuf,
        kind: &str,
        decimal: Option<&str>,
        dates: Option<&str>,
    ) -> PyResult<Self> {
        let kind = tables::kind(kind)?;
        let options = Options { told: told(decimal, dates)? };
        py.detach(|| Source::open(&path, kind, options)).map(Self).map_err(|problem| error::file(&problem))
    }

    /// The headers that nobody knows; their columns are not read.
    #[getter]
    fn unknown(&self) -> Vec<String> {
        self.0.unknown().to_vec()
    }

    /// The known columns that are absent and not needed.
    #[getter]
    fn missing(&self) -> Vec<String> {
        self.0.missing().to_vec()
    }

    /// Whether each row states its own currency.
    #[getter]
    fn states_currency(&self) -> bool {
        self.0.states_currency()
    }

    /// How much is read, and how much there is: bytes, or rows.
    #[getter]
    fn progress(&self) -> (u64, u64) {
        self.0.progress()
    }

    /// The SHA-256 of the file's bytes in hexadecimal, once all rows are read.
    #[getter]
    fn sha256(&self) -> Option<String> {
        self.0.sha256().map(str::to_owned)
    }

    /// Hands the rows of about one piece of the file to a verification, to which it is announced first; false once all are.
    fn push(&mut self, py: Python<'_>, verification: &mut PyVerification) -> PyResult<bool> {
        let begun = verification.begun()?;
        py.detach(|| self.0.push(begun)).map_err(|failure| match failure {
            Failure::File(problem) => error::file(&problem),
            Failure::Verification(error) => refused(&error),
        })
    }
}
