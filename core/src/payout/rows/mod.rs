//! How a row gets into the book: as text of a file, as values of a table, by column.

pub(crate) mod by_column;
mod cells;
mod classes;
pub(crate) mod columns;
pub(crate) mod dialect;
pub(crate) mod field;
mod given;
mod once;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod unreadable;
