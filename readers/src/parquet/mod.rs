//! Parquet files.
//!
//! | file | what it does |
//! | --- | --- |
//! | `table` | a file that holds one of the public tables, pushed piece by piece |
//! | `file` | the columns of any file, and their rows in small batches |

mod file;
mod table;

pub use table::TableFile;
