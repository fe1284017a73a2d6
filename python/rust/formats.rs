//! The formats of the files that are read, for the readers in Python.

use std::path::PathBuf;

use partner_campaigns::shown;
use pyo3::prelude::*;

use crate::error;

/// The path as text, and what stands there: `csv`, `xlsx` or `parquet`.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "taken from Python")]
pub(crate) fn container(path: PathBuf) -> PyResult<(String, &'static str)> {
    partner_campaigns_readers::container(&path).map_err(|problem| error::file(&problem))
}

/// What is wrong with some bytes, if they are no text: those that are not UTF-8, or NUL.
#[pyfunction]
pub(crate) fn bad_bytes(data: &[u8]) -> Option<String> {
    partner_campaigns_readers::bad_bytes(data)
}

/// The data of `orders`, `terms` or the `others`, in TOML.
#[pyfunction]
pub(crate) fn format_data(name: &str) -> PyResult<&'static str> {
    partner_campaigns_readers::format_data(name).ok_or_else(|| {
        error::invalid(format!("`{}` is no format: allowed is orders, terms, others", shown(name)))
    })
}
