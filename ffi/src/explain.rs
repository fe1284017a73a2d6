//! Why a split is what it is.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use partner_campaigns::{Explanation, explain};

use crate::error::{Failure, guard, pc_error};
use crate::memory::{output, sized_input};
use crate::money::{currency, pc_currency};
use crate::split::pc_split_input;
use crate::status::pc_status;
use crate::text::{handle, pc_text};

/// Explains a split as plain text that adds up on paper. The caller owns the text and frees it with `pc_text_free`.
///
/// Any number of threads at once. `input`, `currency` and `text` must not be NULL; `error` may be. Fails as `pc_split`
/// does, and with `PC_STATUS_INVALID_ARGUMENT` where there is no such currency.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_explain_text(
    input: *const pc_split_input,
    currency: *const pc_currency,
    text: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    // SAFETY: the same contract.
    unsafe { explained(input, currency, text, error, Explanation::text) }
}

/// Explains a split as JSON: `{"currency", "minor_units", "policy", "line", "split", "steps"}`, where each step is
/// `{"result", "formula", "exact", "amount_minor", "rounding", "rules"}`. The caller owns the text and frees it with
/// `pc_text_free`.
///
/// Any number of threads at once. `input`, `currency` and `text` must not be NULL; `error` may be. Fails as `pc_split`
/// does, and with `PC_STATUS_INVALID_ARGUMENT` where there is no such currency.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_explain_json(
    input: *const pc_split_input,
    currency: *const pc_currency,
    text: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    // SAFETY: the same contract.
    unsafe { explained(input, currency, text, error, Explanation::to_json) }
}

/// # Safety
/// Each pointer is NULL, misaligned, or good to be read or written.
unsafe fn explained(
    input: *const pc_split_input,
    currency: *const pc_currency,
    text: *mut *mut pc_text,
    error: *mut *mut pc_error,
    written: fn(&Explanation) -> String,
) -> pc_status {
    let body = || -> Result<(), Failure> {
        // SAFETY: the same contract.
        let (input, currency, text) =
            unsafe { (sized_input(input, "input")?, self::currency(currency)?, output(text, "text")?) };
        let (line, policy) = input.checked()?;
        let why = explain(&line, policy, currency)?;
        text.write(handle(written(&why)));
        Ok(())
    };
    // SAFETY: the same contract.
    unsafe { guard(error, body) }
}
