//! The readers of the files that users bring: a path is opened as a kind of file, and its rows are pushed into a
//! verification.
//!
//! What a text means (money, rates, dates, blank cells) is core's business; what stands here is only how the text is got
//! out of a file without losing or guessing anything. No Python is near: C, Python and fuzzers stand on this crate.
//!
//! The floors, each importing only from those below:
//!
//! | floor | modules |
//! | --- | --- |
//! | 6 | `source` |
//! | 5 | `csv`, `json`, `xlsx` |
//! | 4 | `typed` |
//! | 3 | `parquet`, `row_rules` |
//! | 2 | `arrow`, `container`, `header` |
//! | 1 | `failure`, `format`, `packed` |
//! | 0 | `hashed`, `names`, `panics`, `problem`, `text`, `window` |

#![allow(dead_code, reason = "the readers that call it follow")]

pub mod arrow;
mod container;
mod csv;
mod failure;
mod format;
mod hashed;
mod header;
mod json;
mod names;
mod packed;
mod panics;
pub mod parquet;
pub mod problem;
mod row_rules;
mod source;
mod text;
pub mod typed;
mod window;
mod xlsx;

pub use container::container;
pub use failure::Failure;
pub use format::{Cells, Column, Format, Recognised, format_data, recognised};
pub use header::Header;
pub use problem::Problem;
pub use source::{Options, Source};
pub use text::bad_bytes;
