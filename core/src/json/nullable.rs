//! Keys that may be left out and may be null: both say that nothing is known.

use super::value::{Object, Value};

/// A value that cannot be read, which is a fault by now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unread;

/// What `read` makes of the value of a key, where there is one.
pub(crate) fn optional<'f, T>(
    keys: &mut Object<'f>,
    key: &'static str,
    read: impl FnOnce(Value<'f>) -> Option<T>,
) -> Result<Option<T>, Unread> {
    match keys.optional(key).filter(|value| !value.is_null()) {
        Some(value) => read(value).map(Some).ok_or(Unread),
        None => Ok(None),
    }
}
