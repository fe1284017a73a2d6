//! The readers of the files that users bring: a path is opened as a kind of file, and its rows are pushed into a
//! verification.
//!
//! What a text means (money, rates, dates, blank cells) is core's business; what stands here is only how the text is got
//! out of a file without losing or guessing anything. No Python is near: C, Python and fuzzers stand on this crate.

pub mod arrow;
pub mod parquet;
pub mod problem;
