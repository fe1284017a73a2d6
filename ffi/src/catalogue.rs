//! The rules, as data.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use partner_campaigns::rules_json;

use crate::error::{guard, pc_error};
use crate::memory::output;
use crate::status::pc_status;
use crate::text::{handle, pc_text};

/// The rule catalogue as JSON: an array of `{"code", "name", "statement", "guide", "decision", "severity"}`. The caller
/// owns the text and frees it with `pc_text_free`.
///
/// Any number of threads at once. `text` must not be NULL; `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_rules_json(text: *mut *mut pc_text, error: *mut *mut pc_error) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let text = unsafe { output(text, "text")? };
        text.write(handle(rules_json()));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}
