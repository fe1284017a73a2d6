//! Parquet files.
//!
//! | file | what it does |
//! | --- | --- |
//! | `table` | a file that holds one of the public tables, pushed piece by piece |
//! | `file` | the columns of any file, and their rows in small batches |
//! | `pages`, `encoded` | pages are looked at before they are decoded |
//! | `sizes` | what pages claim is looked at before they are unpacked |
//! | `error` | what the library says of a file |

mod encoded;
mod error;
mod file;
mod pages;
mod sizes;
mod table;

pub use table::TableFile;
