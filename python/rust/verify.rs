//! `Verification` and `Report`: rows of text in, findings out.

use std::io::{self, BufWriter, Write};

use partner_campaigns::shown;
use partner_campaigns::{
    DateOrder, DecimalMark, Ended, FindingRecord, Kind, OrderField, Profile, RemainderHolder, Report,
    Rounding, RowIds, TermsField, TextBatch, Told, Unreadable, Verification, VerifyError, Want, Wanted,
};
use pyo3::IntoPyObjectExt as _;
use pyo3::exceptions::PyBlockingIOError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};

use crate::convert;
use crate::error;
use crate::profile::PyProfile;
use crate::tables::{self, PyTableFile};

/// A verification being set up: announce files, push their rows, then `finish()`.
///
/// Args:
///     currency: the ISO 4217 code of files that state none.
///     profile: bounds and policies; `None` is `Profile.guide()`.
///     time_zone: IANA name of the zone of local times, where they must become instants.
///
/// Raises:
///     InvalidInputError: an unknown currency or zone.
#[pyclass(name = "Verification", module = "partner_campaigns._native")]
pub(crate) struct PyVerification(Option<Verification>);

#[pymethods]
impl PyVerification {
    #[new]
    #[pyo3(signature = (*, currency = None, profile = None, time_zone = None))]
    fn new(currency: Option<&str>, profile: Option<&PyProfile>, time_zone: Option<&str>) -> PyResult<Self> {
        let profile = profile.map_or_else(Profile::guide, |profile| profile.0.clone());
        Verification::new(profile, currency, time_zone)
            .map(|begun| Self(Some(begun)))
            .map_err(|error| refused(&error))
    }

    /// Announces a file of kind `orders` or `terms`, with its headers by public column name; its number. A sheet of a
    /// workbook is a file of its own.
    #[pyo3(signature = (path, kind, headers, sheet = None))]
    fn add_file(
        &mut self,
        path: &str,
        kind: &str,
        headers: &Bound<'_, PyDict>,
        sheet: Option<&str>,
    ) -> PyResult<u16> {
        let kind = tables::kind(kind)?;
        let mut named = Vec::new();
        for (field, header) in headers {
            let (field, header): (String, String) = (field.extract()?, header.extract()?);
            let word = OrderField::from_word(&field).map(OrderField::word);
            let word = word.or_else(|| TermsField::from_word(&field).map(TermsField::word));
            named.extend(word.map(|word| (word, header)));
        }
        self.begun()?.add_file(path, sheet, kind, named).map_err(|error| refused(&error))
    }

    /// Says how the text of a file is written, instead of what its cells prove; before any of its rows are pushed.
    #[pyo3(signature = (file, *, decimal = None, dates = None))]
    fn tell(&mut self, file: u16, decimal: Option<&str>, dates: Option<&str>) -> PyResult<()> {
        self.begun()?.tell(file, told(decimal, dates)?).map_err(|error| refused(&error))
    }

    /// Says that all rows of a file were pushed. Returns whether they stand; else they are to be pushed again, from the
    /// beginning. The reason as text where the file cannot be read as a whole.
    fn end_file(&mut self, py: Python<'_>, file: u16) -> PyResult<Py<PyAny>> {
        let begun = self.begun()?;
        match py.detach(|| begun.end_file(file)).map_err(|error| refused(&error))? {
            Ended::Stands => true.into_py_any(py),
            Ended::ReadAgain => false.into_py_any(py),
            Ended::Refused(reason) => reason.into_py_any(py),
        }
    }

    /// Adds to what the report says of a file.
    fn add_note(&mut self, file: u16, note: &str) -> PyResult<()> {
        self.begun()?.add_note(file, note).map_err(|error| refused(&error))
    }

    /// Reads rows of an orders file: `lines[i]` is where row `i` stands, `columns[field][i]` its cell as text, `exact[field][i]` whether
    /// that was a typed value.
    #[pyo3(signature = (file, lines, columns, exact = None))]
    fn push_orders(
        &mut self,
        file: u16,
        lines: Vec<u64>,
        columns: &Bound<'_, PyDict>,
        exact: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        let cells = Cells::of(columns, exact, OrderField::from_word)?;
        let (begun, batch) = (self.begun()?, cells.batch(lines)?);
        columns.py().detach(|| begun.push_orders(file, &batch)).map_err(|error| refused(&error))
    }

    /// Reads rows of a product link export, likewise.
    #[pyo3(signature = (file, lines, columns, exact = None))]
    fn push_terms(
        &mut self,
        file: u16,
        lines: Vec<u64>,
        columns: &Bound<'_, PyDict>,
        exact: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        let cells = Cells::of(columns, exact, TermsField::from_word)?;
        let (begun, batch) = (self.begun()?, cells.batch(lines)?);
        columns.py().detach(|| begun.push_terms(file, &batch)).map_err(|error| refused(&error))
    }

    /// Reads the next rows of a Parquet file that holds a table, so that the caller hears of progress; false at its end. Rows
    /// whose column `file` names no other stand in `file`.
    fn push_table_file(&mut self, py: Python<'_>, file: u16, rows: &mut PyTableFile) -> PyResult<bool> {
        rows.push(py, self.begun()?, file)
    }

    /// Reads an order-lines table: anything with the Arrow `PyCapsule` interface, by the public column names. Rows stand
    /// in the file and line that the columns `file` and `line` say, else in `name` and their number (header 1).
    fn push_order_table(&mut self, table: &Bound<'_, PyAny>, name: &str) -> PyResult<()> {
        tables::push(self.begun()?, table, name, Kind::Orders)
    }

    /// Reads a terms table, likewise.
    fn push_terms_table(&mut self, table: &Bound<'_, PyAny>, name: &str) -> PyResult<()> {
        tables::push(self.begun()?, table, name, Kind::Terms)
    }

    /// Notes a row that the reader itself could not read; `cells` holds the ids that it could.
    fn add_unreadable(
        &mut self,
        file: u16,
        line: u64,
        column: Option<String>,
        reason: String,
        cells: &Bound<'_, PyDict>,
    ) -> PyResult<()> {
        let id = |name: &str| cells.get_item(name)?.map(|text| text.extract::<String>()).transpose();
        let ids = RowIds {
            order_id: id("order_id")?,
            sku_id: id("sku_id")?,
            product_id: id("product_id")?,
            campaign_id: id("campaign_id")?,
            creator: id("creator")?,
        };
        let row = Unreadable { line, column, reason, ids };
        self.begun()?.add_unreadable(file, row).map_err(|error| refused(&error))
    }

    /// Notes the SHA-256 of a file's bytes, for the receipt.
    fn set_digest(&mut self, file: u16, sha256: &str) -> PyResult<()> {
        self.begun()?.set_digest(file, sha256).map_err(|error| refused(&error))
    }

    /// Verifies every row. Rounding and remainder are a public word, `auto`, or `None` for what the profile says where
    /// the caller gave one.
    #[pyo3(signature = (*, rounding = None, remainder = None, profile_given = false))]
    fn finish(
        &mut self,
        py: Python<'_>,
        rounding: Option<&Bound<'_, PyAny>>,
        remainder: Option<&Bound<'_, PyAny>>,
        profile_given: bool,
    ) -> PyResult<PyReport> {
        let rounding = want(rounding, "rounding", Rounding::from_word, "half_even, half_up, up, down")?;
        let remainder =
            want(remainder, "remainder", RemainderHolder::from_word, "agency, creator, separate")?;
        let begun = self.0.take().ok_or_else(finished)?;
        let wanted = Wanted { rounding, remainder, profile_given };
        py.detach(|| begun.finish(wanted)).map(PyReport).map_err(|error| refused(&error))
    }
}

impl PyVerification {
    pub(crate) fn begun(&mut self) -> PyResult<&mut Verification> {
        self.0.as_mut().ok_or_else(finished)
    }
}

/// What the caller says of how a file is written.
pub(crate) fn told(decimal: Option<&str>, dates: Option<&str>) -> PyResult<Told> {
    let decimal = known(decimal, "decimal", DecimalMark::from_word, "comma, dot")?;
    let dates = known(dates, "dates", DateOrder::from_word, "day-first, month-first")?;
    Ok(Told { decimal, dates })
}

fn finished() -> PyErr {
    error::invalid("this verification is finished: begin another")
}

pub(crate) fn refused(error: &VerifyError) -> PyErr {
    error::invalid(error.to_string())
}

/// A word of a list, or nothing said.
fn known<T>(
    given: Option<&str>,
    name: &str,
    from_word: fn(&str) -> Option<T>,
    allowed: &str,
) -> PyResult<Option<T>> {
    let refused = |word: &str| {
        error::invalid(format!(
            "{name} is `{}`: allowed is {allowed}",
            word.chars().take(100).collect::<String>()
        ))
    };
    given.map(|word| from_word(word).ok_or_else(|| refused(word))).transpose()
}

/// A word, `auto`, or nothing said.
fn want<T>(
    given: Option<&Bound<'_, PyAny>>,
    name: &str,
    from_word: fn(&str) -> Option<T>,
    allowed: &str,
) -> PyResult<Want<T>> {
    let Some(given) = given else { return Ok(Want::Unsaid) };
    let given = given.getattr_opt("value")?.unwrap_or_else(|| given.clone());
    let word = convert::text(&given, name)?;
    match (word.as_str(), from_word(&word)) {
        ("auto", _) => Ok(Want::Auto),
        (_, Some(named)) => Ok(Want::Named(named)),
        _ => Err(error::invalid(format!("{name} is `{}`: allowed is auto, {allowed}", shown(&word)))),
    }
}

/// The cells of a batch, kept alive while they are read.
struct Cells<'py, F> {
    columns: Vec<(F, Vec<Bound<'py, PyString>>)>,
    exact: Vec<(F, Vec<bool>)>,
}

impl<'py, F: Copy> Cells<'py, F> {
    fn of(
        columns: &Bound<'py, PyDict>,
        exact: Option<&Bound<'py, PyDict>>,
        from_word: fn(&str) -> Option<F>,
    ) -> PyResult<Self> {
        let field = |name: &Bound<'py, PyAny>| {
            let name = convert::text(name, "a column's name")?;
            from_word(&name)
                .ok_or_else(|| error::invalid(format!("`{}` is no column that is read", shown(&name))))
        };
        let mut typed = Vec::new();
        for (name, cells) in exact.into_iter().flatten() {
            typed.push((field(&name)?, cells.extract()?));
        }
        let mut kept = Vec::with_capacity(columns.len());
        for (name, cells) in columns {
            let field = field(&name)?;
            let text = |cell: Bound<'py, PyAny>| cell.cast_into::<PyString>().map_err(PyErr::from);
            let texts: PyResult<Vec<_>> = match cells.cast::<PyTuple>() {
                Ok(tuple) => tuple.iter().map(text).collect(),
                Err(_) => cells.try_iter()?.map(|cell| text(cell?)).collect(),
            };
            kept.push((field, texts?));
        }
        Ok(Self { columns: kept, exact: typed })
    }

    fn batch(&self, lines: Vec<u64>) -> PyResult<TextBatch<'_, F>> {
        let mut columns = Vec::with_capacity(self.columns.len());
        for (field, cells) in &self.columns {
            let texts: PyResult<Vec<&str>> = cells.iter().map(|cell| cell.to_str()).collect();
            columns.push((*field, texts?));
        }
        Ok(TextBatch { lines, columns, exact: self.exact.clone() })
    }
}

/// What was verified, and what was found. JSON texts are the engine's own; the package wraps them.
#[pyclass(name = "Report", module = "partner_campaigns._native", frozen)]
pub(crate) struct PyReport(Report);

#[pymethods]
impl PyReport {
    /// The summary as JSON text.
    #[getter]
    fn summary_json(&self) -> PyResult<String> {
        json(self.0.summary())
    }

    /// The receipt as JSON text.
    #[getter]
    fn receipt_json(&self) -> String {
        self.0.receipt_json()
    }

    /// What the policy in force is worth against the profile's own, as JSON text.
    #[getter]
    fn worth_json(&self) -> PyResult<String> {
        json(self.0.worth())
    }

    /// The other policies that explain just as many rows, as JSON text.
    #[getter]
    fn tied_json(&self) -> PyResult<String> {
        json(self.0.tied())
    }

    /// Adjustments, totalled on their own, as JSON text.
    #[getter]
    fn adjustments_json(&self) -> PyResult<String> {
        json(self.0.adjustments())
    }

    /// What was read and is not verified, as sentences: JSON text.
    #[getter]
    fn strict_json(&self) -> PyResult<String> {
        json(&self.0.summary().strict())
    }

    /// What is worth saying of the files, as JSON text.
    #[getter]
    fn notes_json(&self) -> PyResult<String> {
        json(&self.0.notes())
    }

    /// The policy in force as JSON text: `{"rounding", "remainder", "chosen_by"}`.
    #[getter]
    fn policy_json(&self) -> PyResult<String> {
        json(&self.0.policy_in_force())
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// One finding as JSON text.
    fn finding_json(&self, index: usize) -> PyResult<Option<String>> {
        self.0.finding(index).map(|finding| json(&finding)).transpose()
    }

    /// The findings on amounts with the largest differences, largest first, as JSON text.
    fn largest_json(&self, count: usize) -> PyResult<String> {
        json::<[FindingRecord<'_>]>(&self.0.largest(count))
    }

    /// Writes the report's JSON to a binary file.
    fn write_json(&self, file: &Bound<'_, PyAny>) -> PyResult<()> {
        let mut writer = BufWriter::with_capacity(BYTES_IN_A_WRITE, PyFile(file.clone().unbind()));
        file.py().detach(|| {
            let written = self.0.write_json(&mut writer).and_then(|()| writer.flush());
            let _ = writer.into_parts(); // what is left after an error is not tried again
            written.map_err(PyErr::from)
        })
    }
}

fn json<T: serde::Serialize + ?Sized>(value: &T) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| error::invalid(error.to_string()))
}

/// What a pipe takes at once.
const BYTES_IN_A_WRITE: usize = 1 << 16;

/// A Python binary file as a writer.
struct PyFile(Py<PyAny>);

impl Write for PyFile {
    /// How many bytes the file took. One without a buffer may take fewer than it is given, and says so.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Python::attach(|py| {
            let taken = self.0.bind(py).call_method1("write", (PyBytes::new(py, bytes),))?;
            if taken.is_none() {
                let raw = py.import("io")?.getattr("RawIOBase")?;
                if self.0.bind(py).is_instance(&raw)? {
                    let full = "the file takes nothing at the moment, and does not wait: pass one that does";
                    return Err(PyBlockingIOError::new_err(full));
                }
                return Ok(bytes.len()); // many that are no `io` classes say nothing, and take all
            }
            let taken = taken.extract::<usize>().ok().filter(|&taken| taken <= bytes.len());
            taken.ok_or_else(|| {
                error::wrong_type(format!(
                    "write() of the file did not say how many of {} bytes it took",
                    bytes.len()
                ))
            })
        })
        .map_err(io::Error::from)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
