//! The rows of CSV files, from bytes to batches of text, without an object per cell.
//!
//! The header is found in Python (`readers.csv_header`), which looks at a few lines only.

mod input;
mod reader;
mod record;
mod rows;
mod shape;
mod text;

use std::path::Path;

use partner_campaigns::shown;
use partner_campaigns::{OrderField, RowIds, TermsField, TextBatch, Unreadable, Verification};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::error;
use crate::verify::refused;
use reader::Reader;
use shape::{IdPlaces, Shape};

/// Small enough that a batch's cells stay in the processor's cache.
const ROWS_IN_A_BATCH: usize = 1024;

/// After so many the caller hears of progress.
const BYTES_IN_A_PUSH: u64 = 1 << 20;

/// The rows of a CSV file whose header is found. They can be read once: by `next()`, or into a verification.
///
/// Args:
///     path: the file.
///     kind: `orders` or `terms`.
///     header_lines: how many lines stand before the first row.
///     names: the header, blank cells too.
///     least: how many cells a row has at least.
///     positions: the place of every field that is read.
///     summary_field: the field that has its word in a summary row.
///     summary_blank: the fields that are blank there.
///     rules: `RowRules`, which tells what is blank and what is a summary.
///     hash: an object of `hashlib`; it gets all bytes of the file.
///
/// Raises:
///     OSError: the file cannot be read.
#[pyclass(name = "CsvRows", module = "partner_campaigns._native")]
pub(crate) struct PyCsvRows {
    reader: Reader,
    fields: Fields,
}

/// The fields that are read, in the order of the columns.
enum Fields {
    Orders(Vec<OrderField>),
    Terms(Vec<TermsField>),
}

#[pymethods]
impl PyCsvRows {
    #[new]
    #[pyo3(signature = (path, kind, *, header_lines, names, least, positions, summary_field, summary_blank, rules, hash))]
    #[expect(clippy::too_many_arguments, reason = "all by name in Python")]
    fn new(
        path: &str,
        kind: &str,
        header_lines: u64,
        names: Vec<String>,
        least: usize,
        positions: &Bound<'_, PyDict>,
        summary_field: &str,
        summary_blank: Vec<String>,
        rules: Py<PyAny>,
        hash: Py<PyAny>,
    ) -> PyResult<Self> {
        let (mut words, mut fields) = (Vec::new(), Vec::new());
        for (word, place) in positions {
            words.push(word.extract::<String>()?);
            fields.push(place.extract::<usize>()?);
        }
        let place =
            |field: &str| words.iter().position(|word| word == field).and_then(|at| fields.get(at).copied());
        let ids = IdPlaces {
            order_id: place("order_id"),
            sku_id: place("sku_id"),
            product_id: place("product_id"),
            campaign_id: place("campaign_id"),
            creator: place("creator"),
        };
        let key = place(summary_field)
            .ok_or_else(|| error::invalid(format!("`{summary_field}` is no column that is read")))?;
        let others = summary_blank.into_iter().filter_map(|field| place(&field)).collect();
        let fields_read = match kind {
            "orders" => Fields::Orders(known(&words, OrderField::from_word)?),
            "terms" => Fields::Terms(known(&words, TermsField::from_word)?),
            other => {
                return Err(error::invalid(format!(
                    "kind is `{}`: allowed is `orders` or `terms`",
                    shown(other)
                )));
            }
        };
        let shape = Shape { names, least, fields, ids, key, others, rules };
        Ok(Self { reader: Reader::open(Path::new(path), header_lines, shape, hash)?, fields: fields_read })
    }

    /// The next rows, at most `size`: their lines, the cells of every field, and what cannot be read as line, column,
    /// reason and ids. None at the end of the file.
    fn next<'py>(&mut self, py: Python<'py>, size: usize) -> PyResult<Option<Rows<'py>>> {
        loop {
            py.check_signals()?;
            let reader = &mut self.reader;
            let Some(mut found) = py.detach(|| reader.next(size))? else { return Ok(None) };
            if found.len() == 0 {
                continue;
            }
            let columns = PyDict::new(py);
            let words: Vec<&str> = match &self.fields {
                Fields::Orders(fields) => fields.iter().map(|field| field.word()).collect(),
                Fields::Terms(fields) => fields.iter().map(|field| field.word()).collect(),
            };
            for (word, cells) in words.into_iter().zip(found.columns()) {
                columns.set_item(word, PyList::new(py, cells)?)?;
            }
            let unreadable: PyResult<Vec<_>> = found.unreadable.drain(..).map(|row| said(py, row)).collect();
            return Ok(Some((found.lines, columns, unreadable?)));
        }
    }

    /// How many bytes of the file were read.
    #[getter]
    fn bytes_read(&self) -> u64 {
        self.reader.bytes_read()
    }
}

impl PyCsvRows {
    /// Hands the rows of about one piece of the file to a verification; false at its end.
    pub(crate) fn push(&mut self, verification: &mut Verification, file: u16) -> PyResult<bool> {
        let read = self.reader.bytes_read();
        while self.reader.bytes_read() < read + BYTES_IN_A_PUSH {
            let Some(mut found) = self.reader.next(ROWS_IN_A_BATCH)? else { return Ok(false) };
            let lines = std::mem::take(&mut found.lines);
            let unreadable = std::mem::take(&mut found.unreadable);
            let pushed = match &self.fields {
                Fields::Orders(fields) => {
                    let columns = fields.iter().copied().zip(found.columns()).collect();
                    verification.push_orders(file, &TextBatch { lines, columns, ..TextBatch::default() })
                }
                Fields::Terms(fields) => {
                    let columns = fields.iter().copied().zip(found.columns()).collect();
                    verification.push_terms(file, &TextBatch { lines, columns, ..TextBatch::default() })
                }
            };
            pushed.map_err(|error| refused(&error))?;
            for row in unreadable {
                verification.add_unreadable(file, row).map_err(|error| refused(&error))?;
            }
        }
        Ok(true)
    }
}

type Rows<'py> = (Vec<u64>, Bound<'py, PyDict>, Vec<(u64, Option<String>, String, Bound<'py, PyDict>)>);

fn known<F>(words: &[String], from_word: fn(&str) -> Option<F>) -> PyResult<Vec<F>> {
    let field = |word: &String| {
        from_word(word).ok_or_else(|| error::invalid(format!("`{}` is no column that is read", shown(word))))
    };
    words.iter().map(field).collect()
}

fn said(py: Python<'_>, row: Unreadable) -> PyResult<(u64, Option<String>, String, Bound<'_, PyDict>)> {
    let RowIds { order_id, sku_id, product_id, campaign_id, creator } = row.ids;
    let ids = PyDict::new(py);
    let named = [
        ("order_id", order_id),
        ("sku_id", sku_id),
        ("product_id", product_id),
        ("campaign_id", campaign_id),
        ("creator", creator),
    ];
    for (word, id) in named {
        if let Some(id) = id {
            ids.set_item(word, id)?;
        }
    }
    Ok((row.line, row.column, row.reason, ids))
}

/// What is wrong with some bytes, if they are no text: those that are not UTF-8, or NUL.
#[pyfunction]
pub(crate) fn bad_bytes(data: &[u8]) -> Option<String> {
    text::bad_bytes(data)
}
