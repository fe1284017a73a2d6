//! What goes wrong, as an object that the caller may ask for; and the barrier that no panic crosses.
#![expect(unsafe_code, reason = "handles cross the C boundary as raw pointers")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use partner_campaigns::{Invalid, LengthError, Violations};

use crate::guard::guard_free;
use crate::status::{
    PC_STATUS_BAD_ENUM, PC_STATUS_BAD_LENGTH, PC_STATUS_INVALID_ARGUMENT, PC_STATUS_MISALIGNED,
    PC_STATUS_NULL_POINTER, PC_STATUS_OK, PC_STATUS_PANIC, PC_STATUS_VIOLATION, pc_status,
};
use crate::text::{Text, pc_str};

/// Why a call failed. The caller owns it and gives it back with `pc_error_free`. It never changes, so any number of
/// threads may read it at once.
#[derive(Debug)]
pub struct pc_error {
    status: pc_status,
    message: Text,
    rules: Vec<Text>,
    violations: Text,
}

/// A failure on its way out.
#[derive(Debug)]
pub(crate) struct Failure {
    status: pc_status,
    message: String,
    rules: Vec<&'static str>,
    violations: Option<String>,
}

impl Failure {
    pub(crate) fn new(status: pc_status, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), rules: Vec::new(), violations: None }
    }

    pub(crate) fn null(name: &str) -> Self {
        Self::new(PC_STATUS_NULL_POINTER, format!("`{name}` is NULL"))
    }

    pub(crate) fn misaligned(name: &str) -> Self {
        Self::new(PC_STATUS_MISALIGNED, format!("`{name}` is not aligned for its type"))
    }

    pub(crate) fn bad_enum(name: &str, value: u32) -> Self {
        Self::new(PC_STATUS_BAD_ENUM, format!("`{name}` is {value}: that is none of its constants"))
    }

    /// What cannot be read.
    pub(crate) fn unreadable(invalid: &Invalid) -> Self {
        Self::invalid(invalid.to_string())
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(PC_STATUS_INVALID_ARGUMENT, message)
    }
}

impl From<Violations> for Failure {
    fn from(violations: Violations) -> Self {
        Self {
            status: PC_STATUS_VIOLATION,
            message: violations.to_string(),
            rules: violations.as_slice().iter().map(|one| one.rule().code).collect(),
            violations: Some(violations.to_json()),
        }
    }
}

impl From<LengthError> for Failure {
    fn from(error: LengthError) -> Self {
        Self::new(PC_STATUS_BAD_LENGTH, error.to_string())
    }
}

impl From<Failure> for pc_error {
    fn from(failure: Failure) -> Self {
        let violations = failure.violations.unwrap_or_else(|| r#"{"violations":[]}"#.to_owned());
        Self {
            status: failure.status,
            message: Text::new(failure.message),
            rules: failure.rules.into_iter().map(Text::new).collect(),
            violations: Text::new(violations),
        }
    }
}

/// Runs the body of a fallible function: a failure becomes its status and, where the caller asked for one, an error
/// object; a panic becomes `PC_STATUS_PANIC`.
///
/// # Safety
/// `error` is NULL, or points to a `pc_error *` that may be written.
pub(crate) unsafe fn guard(
    error: *mut *mut pc_error,
    body: impl FnOnce() -> Result<(), Failure>,
) -> pc_status {
    // The bodies own what they work on, or write through the caller's pointers alone, which PC_STATUS_PANIC disowns.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        if !error.is_null() && !error.is_aligned() {
            return Err((PC_STATUS_MISALIGNED, std::ptr::null_mut()));
        }
        body().map_err(|failure| {
            let status = failure.status;
            let wanted = !error.is_null();
            (status, if wanted { boxed(failure) } else { std::ptr::null_mut() })
        })
    }));
    let (status, object) = match outcome {
        Ok(Ok(())) => return PC_STATUS_OK,
        Ok(Err(failed)) => failed,
        Err(payload) => {
            std::mem::forget(payload); // dropping what was thrown may throw again
            let panicked = || boxed(Failure::new(PC_STATUS_PANIC, "the library failed: please report this"));
            (PC_STATUS_PANIC, catch_unwind(panicked).unwrap_or(std::ptr::null_mut()))
        }
    };
    if !object.is_null() && !error.is_null() && error.is_aligned() {
        // SAFETY: by contract `error`, which is not NULL, points to writable memory for a pointer; it is aligned.
        unsafe { error.write(object) };
    }
    status
}

fn boxed(failure: Failure) -> *mut pc_error {
    Box::into_raw(Box::new(pc_error::from(failure)))
}

/// The status that the failed call returned. NULL gives `PC_STATUS_OK`.
///
/// Any number of threads at once.
///
/// # Safety
/// `error` is NULL, or a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_error_status(error: *const pc_error) -> pc_status {
    // SAFETY: by contract `error` is NULL or a live handle, which is never written after it was made.
    unsafe { error.as_ref() }.map_or(PC_STATUS_OK, |error| error.status)
}

/// What went wrong, in words for people, which lives until `pc_error_free`. NULL gives an empty text.
///
/// Any number of threads at once.
///
/// # Safety
/// `error` is NULL, or a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_error_message(error: *const pc_error) -> pc_str {
    // SAFETY: by contract `error` is NULL or a live handle, which is never written after it was made.
    unsafe { error.as_ref() }.map_or(pc_str::EMPTY, |error| error.message.view())
}

/// How many rules were broken: 0 unless the status is `PC_STATUS_VIOLATION`. NULL gives 0.
///
/// Any number of threads at once.
///
/// # Safety
/// `error` is NULL, or a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_error_violation_count(error: *const pc_error) -> usize {
    // SAFETY: by contract `error` is NULL or a live handle, which is never written after it was made.
    unsafe { error.as_ref() }.map_or(0, |error| error.rules.len())
}

/// The code of one broken rule, as "M003", which lives until `pc_error_free`. NULL, or an `index` that is not below
/// `pc_error_violation_count`, gives an empty text.
///
/// Any number of threads at once.
///
/// # Safety
/// `error` is NULL, or a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_error_violation_rule(error: *const pc_error, index: usize) -> pc_str {
    // SAFETY: by contract `error` is NULL or a live handle, which is never written after it was made.
    unsafe { error.as_ref() }.and_then(|error| error.rules.get(index)).map_or(pc_str::EMPTY, Text::view)
}

/// The broken rules as JSON, which lives until `pc_error_free`:
/// `{"violations": [{"rule", "name", "path", "message", "params"}]}`, the same bytes in every language; an empty array
/// unless the status is `PC_STATUS_VIOLATION`. NULL gives an empty text.
///
/// Any number of threads at once.
///
/// # Safety
/// `error` is NULL, or a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_error_violations_json(error: *const pc_error) -> pc_str {
    // SAFETY: by contract `error` is NULL or a live handle, which is never written after it was made.
    unsafe { error.as_ref() }.map_or(pc_str::EMPTY, |error| error.violations.view())
}

/// Frees an error; NULL is left alone. Its views end here.
///
/// One thread, once, when no other one uses the handle.
///
/// # Safety
/// `error` is NULL, or a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_error_free(error: *mut pc_error) {
    // SAFETY: by contract a live handle, so it came from `Box::into_raw` and is freed only here.
    guard_free(|| drop((!error.is_null()).then(|| unsafe { Box::from_raw(error) })));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::panic, reason = "a panic is what is tested")]
    fn no_panic_crosses() {
        let mut error = std::ptr::null_mut();
        // SAFETY: `error` is a pointer of ours.
        let status = unsafe { guard(&raw mut error, || panic!("thrown on purpose")) };
        assert_eq!(status, PC_STATUS_PANIC);
        // SAFETY: the handle that was just made, read and then freed once.
        unsafe {
            assert_eq!(pc_error_status(error), PC_STATUS_PANIC);
            assert!(pc_error_message(error).length > 0);
            pc_error_free(error);
        }
        // SAFETY: NULL is allowed.
        assert_eq!(unsafe { guard(std::ptr::null_mut(), || panic!("on purpose")) }, PC_STATUS_PANIC);
    }
}
