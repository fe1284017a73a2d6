//! The files and tables that were verified.

use std::collections::BTreeMap;

use serde::Serialize;

/// A file or table that was verified.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub path: String,
    /// Of a workbook.
    pub sheet: Option<String>,
    pub kind: Kind,
    pub headers: BTreeMap<&'static str, String>,
    pub sha256: Option<String>,
    pub rows: u64,
    /// What was found out of how it is written, by name.
    pub dialect: BTreeMap<&'static str, String>,
    pub notes: Vec<String>,
    /// It could not be read as a whole.
    pub refused: bool,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What was paid.
    Orders,
    /// What was agreed.
    Terms,
}

impl Input {
    pub(crate) fn header(&self, field: &'static str) -> &str {
        self.headers.get(field).map_or(field, String::as_str)
    }
}
