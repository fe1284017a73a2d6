//! Tables of Arrow's arrays: order lines and terms, batch by batch, as any Arrow library hands them over.
//!
//! | file | what it does |
//! | --- | --- |
//! | `push` | pushes the rows of batches into a verification |
//! | `place` | where rows stand: file and line |
//! | `columns`, `dictionaries` | Arrow's columns as core takes them |
//! | `texts` | the texts of an array |
//! | `spec` | the columns of the tables, and the types that they may be of |
//! | `foreign` | arrays from other libraries, by the Arrow C data and stream interfaces |
//! | `raw` | whether their structs keep to the interface |
//! | `error` | what can be wrong with a table, and how its columns are named |

mod columns;
mod dictionaries;
mod error;
mod foreign;
mod place;
mod push;
mod raw;
mod spec;
mod texts;

pub use error::{Label, TableError};
pub use foreign::Arrays;
pub use place::Place;
pub use push::{push, push_batches};
pub use spec::{Column, Holds, check, columns_of};
