//! Why a verification cannot begin or end.

use crate::shown::shown;
use crate::value::money::AmountError;

/// Why a verification cannot begin or end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// No such currency.
    #[error(transparent)]
    Currency(#[from] AmountError),
    /// No such zone.
    #[error("`{}` is not a time zone: expected an IANA name, as `Asia/Jakarta`", shown(.0))]
    UnknownZone(String),
    /// Local times meet real instants.
    #[error("the files hold local times and real instants: a time zone is needed to compare them")]
    ZoneNeeded,
    /// No such file was announced, or it is of the other kind.
    #[error("file {0} was not announced as this kind of file")]
    UnknownFile(u16),
    /// A file must be read again, or cannot be read: [`end_file`](crate::Verification::end_file) was not called for it.
    #[error(
        "`{path}` is not written the usual way: `end_file` must be called, which says what to do ({reason})"
    )]
    NotEnded {
        /// The file.
        path: String,
        /// Why its rows do not stand.
        reason: String,
    },
    /// Too many files.
    #[error("more than 65535 files")]
    TooManyFiles,
    /// A column of another length.
    #[error("column {column} has {cells} cells, where there are {rows} lines")]
    Uneven {
        /// Which column.
        column: &'static str,
        /// Its cells.
        cells: usize,
        /// The batch's rows.
        rows: usize,
    },
}
