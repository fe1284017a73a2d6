//! Cells that have types of their own (those of workbooks and of Parquet) as text, and batches of such rows.

mod cell;
mod number;
mod rows;

pub use cell::{Look, Typed, write};
pub(crate) use rows::{Batch, TextRows};
