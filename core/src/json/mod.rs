//! The JSON door: text in, checked values out, and every fault of its shape at once.
//!
//! Sizes are limited, keys that are unknown or stand twice are refused with their path, numbers are whole and exact. A
//! value that has the right type but breaks a rule is no fault here: rules are judged afterwards, on what was read.

mod fault;
mod nullable;
pub(crate) mod path;
mod tree;
mod value;

pub(crate) use fault::Faults;
pub use fault::{Fault, Invalid};
pub(crate) use nullable::optional;
pub use tree::JSON_BYTES_MAX;
pub(crate) use tree::Limits;
pub(crate) use value::{Object, Value};

/// The version of the JSON forms. It stands in the `$id` of each published schema, and grows when a form changes in a way
/// that a reader of the one before would not understand.
pub const SCHEMA_VERSION: u32 = 1;

/// Reads one value from JSON text. `read` notes what is wrong beside the value; if anything is, all of it is the error.
pub(crate) fn decode<T>(
    text: &str,
    limits: &Limits,
    read: impl FnOnce(Value<'_>) -> Option<T>,
) -> Result<T, Invalid> {
    let faults = Faults::default();
    let made = tree::parse(text, limits, &faults).and_then(|json| read(Value::root(json, &faults)));
    faults.check(made)
}

#[cfg(test)]
mod tests;
