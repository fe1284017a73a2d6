//! CSV files: records by the strict reading of quotes, rows in batches of text, without an object per cell.
//!
//! | file | what it does |
//! | --- | --- |
//! | `file` | a file whose header is found, pushed piece by piece |
//! | `header` | the header row, and what stands between cells |
//! | `reader` | bytes in, batches of rows out |
//! | `rows` | which records are rows, which are none, which cannot be read |
//! | `record` | one record |
//! | `shape` | what the header says of the rows |
//! | `decoded` | text that is not UTF-8 with line feeds, made so |
//! | `input` | the bytes, a piece at a time |

mod decoded;
mod file;
mod header;
mod input;
mod reader;
mod record;
mod rows;
mod shape;
#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]
mod tests;

pub(crate) use file::CsvFile;
