//! What the library says of a file, as errors of a table.

use std::io;

use arrow_schema::ArrowError;
use parquet::errors::ParquetError;

use crate::arrow::TableError;

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
