//! What messages of the Python sources show of what they were given.

use pyo3::prelude::*;
use pyo3::types::PyString;

/// The begin of a text as messages quote it, at most 100 characters of it, without control characters.
#[pyfunction]
pub(crate) fn shown(text: &Bound<'_, PyString>) -> String {
    partner_campaigns::shown(&text.to_string_lossy()).into_owned()
}
