//! What can be wrong with a table.

use std::fmt;
use std::io;

use arrow_schema::DataType;
use partner_campaigns::{VerifyError, shown};

/// Where a table comes from, as messages name its columns.
#[derive(Clone, Copy, Debug)]
pub enum Label<'a> {
    /// An argument of this name.
    Table(&'a str),
    /// A file, which messages name elsewhere.
    File,
}

impl Label<'_> {
    pub(crate) fn table(self) -> String {
        if let Self::Table(name) = self { name } else { "the file" }.to_owned()
    }

    pub(crate) fn column(self, name: &str) -> String {
        match self {
            Self::Table(table) => format!("{table}.{name}"),
            Self::File => format!("column `{name}`"),
        }
    }

    pub(crate) fn missing(self, names: &str) -> String {
        match self {
            Self::Table(table) => format!("{table} has no column {names}"),
            Self::File => format!("there is no column {names}"),
        }
    }

    pub(crate) fn wrong(self, name: &str, kind: &DataType, expected: &str) -> String {
        let verb = if let Self::Table(_) = self { ": pass" } else { ", expected" };
        format!("{} is {}{verb} {expected}", self.column(name), shown(&kind.to_string()))
    }
}

/// Why a table cannot be read. Its text names the place, the value and what is allowed.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The system refuses to read the file.
    #[error(transparent)]
    System(#[from] io::Error),
    /// What is given is no table: its rows have no columns.
    #[error("{0} is no table")]
    NoTable(String),
    /// Needed columns are not there.
    #[error("{0}")]
    Missing(String),
    /// Columns that are not of a type that is read, all of them.
    #[error("{0}")]
    Types(String),
    /// A column is there twice.
    #[error("{0} is there twice")]
    Twice(String),
    /// A text is none.
    #[error("{0} holds text that is not UTF-8, or is damaged")]
    Text(String),
    /// A number is beyond 64 signed bits.
    #[error("{0} holds a number beyond 64 signed bits")]
    Beyond(String),
    /// A row has a key that the dictionary of its column has not.
    #[error("{place} has the key {key} of a dictionary: allowed is {}", Keys(*.values))]
    Key {
        /// The column.
        place: String,
        /// The key.
        key: i128,
        /// How many values the dictionary has.
        values: usize,
    },
    /// The library that the arrays come from says that it cannot go on, or they contradict themselves.
    #[error("{place}: {what}")]
    Producer {
        /// The table.
        place: String,
        /// What it says.
        what: String,
    },
    /// A Parquet file is not what it should be.
    #[error("the Parquet file is damaged: {0}")]
    Damaged(String),
    /// Rows are asked for before the columns were checked.
    #[error("`{0}` is not checked to be a table yet")]
    Unchecked(String),
    /// The verification does not take the rows.
    #[error(transparent)]
    Refused(#[from] VerifyError),
}

impl TableError {
    /// Whether the type of what is given is wrong, and not what it holds.
    #[must_use]
    pub fn is_of_type(&self) -> bool {
        matches!(self, Self::NoTable(_) | Self::Types(_))
    }
}

/// The keys of a dictionary of so many values.
struct Keys(usize);

impl fmt::Display for Keys {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.checked_sub(1) {
            None => to.write_str("no key, as the dictionary is empty"),
            Some(last) => write!(to, "0 to {last}"),
        }
    }
}
