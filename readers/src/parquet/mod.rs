//! Parquet files.
//!
//! | file | what it does |
//! | --- | --- |
//! | `open` | whether a file is an export or a table |
//! | `export` | the platform's own columns, as text |
//! | `table` | a file that holds one of the public tables, pushed piece by piece |
//! | `file` | the columns of any file, and their rows in small batches |
//! | `pages`, `encoded` | pages are looked at before they are decoded |
//! | `sizes` | what pages claim is looked at before they are unpacked |
//! | `error` | what the library says of a file |

mod encoded;
mod error;
mod export;
mod file;
pub(crate) mod open;
mod pages;
mod sizes;
mod table;
#[cfg(test)]
mod tests;

pub use table::TableFile;

pub(crate) use error::problem;
