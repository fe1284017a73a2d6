//! The JSON door: text in, checked values out, and every fault of its shape at once.
//!
//! Sizes are limited, and memory follows the text: a value takes a few bytes, and a path is made only of what is told.
//! Keys that are unknown or stand twice are refused with their path, numbers are whole and exact. A value that has the right
//! type but breaks a rule is no fault here: rules are judged afterwards, on what was read.

pub(crate) mod canonical;
mod fault;
mod limits;
mod nullable;
mod parse;
pub(crate) mod path;
mod tape;
mod told;
mod value;

pub use fault::{FAULTS_MAX, Fault, Invalid};
pub(crate) use limits::Limits;
pub use limits::{JSON_BYTES_MAX, JSON_HISTORY_BYTES_MAX};
pub(crate) use nullable::{Unread, optional};
pub(crate) use told::told;
pub(crate) use value::{Object, Value};

use fault::Faults;
use tape::Tape;

/// The version of the JSON forms. It stands in the `$id` of each published schema, and grows when a form changes in a way
/// that a reader of the one before would not understand.
pub const SCHEMA_VERSION: u32 = 1;

/// A text on its tape, and what is wrong with it so far.
#[derive(Debug)]
struct Document<'t> {
    tape: Tape<'t>,
    faults: Faults,
}

/// Reads one value from JSON text. `read` notes what is wrong beside the value; if anything is, that is the error, up to
/// [`FAULTS_MAX`] faults.
pub(crate) fn decode<T>(
    text: &str,
    limits: &Limits,
    read: impl FnOnce(Value<'_>) -> Option<T>,
) -> Result<T, Invalid> {
    let faults = Faults::default();
    let (tape, is_whole) = parse::parse(text, limits, &faults);
    let document = Document { tape, faults };
    let made = if is_whole { read(Value::root(&document)) } else { None };
    let Document { tape, faults } = document;
    faults.check(made, &tape)
}

#[cfg(test)]
mod tests;
