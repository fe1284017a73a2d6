//! What the library says of a file, as errors of a table.

use std::io;

use arrow_schema::ArrowError;
use parquet::errors::ParquetError;

use crate::arrow::TableError;
use crate::problem::Problem;

impl From<ParquetError> for TableError {
    fn from(error: ParquetError) -> Self {
        match error {
            ParquetError::External(cause) => match cause.downcast::<io::Error>() {
                Ok(system) => Self::System(*system),
                Err(other) => damaged(&other),
            },
            ParquetError::General(what) | ParquetError::EOF(what) | ParquetError::ArrowError(what) => {
                damaged(&what)
            }
            other => damaged(&other),
        }
    }
}

impl From<ArrowError> for TableError {
    fn from(error: ArrowError) -> Self {
        match error {
            ArrowError::ParquetError(what) => damaged(&what.trim_start_matches("Parquet error: ")),
            other => damaged(&other),
        }
    }
}

/// What is wrong with a file, in one line.
pub(super) fn damaged(what: &(impl ToString + ?Sized)) -> TableError {
    TableError::Damaged(what.to_string().lines().next().unwrap_or_default().to_owned())
}

/// What is wrong with a named file.
pub(crate) fn problem(path: &str, error: &TableError) -> Problem {
    match error {
        TableError::System(error) => {
            let said = error.to_string();
            let reason = said.split_once(" (os error ").map_or(said.as_str(), |(reason, _)| reason);
            Problem::new(path, format!("the file cannot be read: {reason}"))
        }
        other => Problem::new(path, other.to_string()),
    }
}
