//! The formats of the files that are read, for the readers in Python.

use partner_campaigns::shown;
use pyo3::prelude::*;

use crate::error;

/// The data of `orders`, `terms` or the `others`, in TOML.
#[pyfunction]
pub(crate) fn format_data(name: &str) -> PyResult<&'static str> {
    partner_campaigns_readers::format_data(name).ok_or_else(|| {
        error::invalid(format!("`{}` is no format: allowed is orders, terms, others", shown(name)))
    })
}
