//! Checking accounts and drafts before anything is sent, in JSON.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use std::ffi::c_char;

use partner_campaigns::{Profile, check_json, check_request_json, shop_codes};

use crate::error::{Failure, guard, pc_error};
use crate::memory::{output, text};
use crate::status::pc_status;
use crate::text::{handle, pc_text};

/// # Safety
/// `data` is NULL or good to read `length` bytes.
pub(crate) unsafe fn profile(data: *const c_char, length: usize) -> Result<Profile, Failure> {
    if length == 0 {
        return Ok(Profile::guide());
    }
    // SAFETY: the same contract.
    let given = unsafe { text(data, length, "profile")? };
    Profile::from_name_or_json(given).map_err(|error| Failure::invalid(error.to_string()))
}

/// Checks `{"at": INSTANT, "account": {...}, "draft": {...}}`, either of the last two or both. The answer is JSON, the
/// same bytes in every language: `{"profile": {"id", "sha256"}, "violations": [...]}`, or for what cannot be read
/// `{"invalid": [{"path", "message"}]}`; both are a success of this call. The caller owns the answer and frees it with
/// `pc_text_free`.
///
/// At most 100 faults and 1000 violations are told, the first that were found, in every answer of this library; where there
/// are more, a last entry at the path "" says `and more`. A text of more than 16,777,216 bytes is one fault.
///
/// `json` is UTF-8 of `json_length` bytes, `profile` of `profile_length`; both are borrowed for the call. `profile` is the
/// name of a built-in profile, or a profile's JSON; where its length is 0, `guide`.
///
/// Any number of threads at once. `answer` must not be NULL (`json` and `profile` may be where their length is 0); `error`
/// may be.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_check_json(
    json: *const c_char,
    json_length: usize,
    profile: *const c_char,
    profile_length: usize,
    answer: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let answer = unsafe { output(answer, "answer")? };
        // SAFETY: by contract NULL, or as long as it says.
        let given = unsafe { text(json, json_length, "json")? };
        // SAFETY: by contract NULL, or as long as it says.
        let profile = unsafe { self::profile(profile, profile_length)? };
        answer.write(handle(check_json(given, &profile)));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Checks the body of an Open API request that creates a campaign, as it is. Market and time zone are given beside it, for
/// the request has neither; `at` is an RFC 3339 instant. The answer is that of `pc_check_json`, with the `draft` that the
/// request says, and the paths of fields that are `unknown`, or for which a draft has no key (`not_carried`). The caller
/// owns it and frees it with `pc_text_free`.
///
/// Texts are UTF-8, each as long as it says, borrowed for the call. `profile` is as for `pc_check_json`.
///
/// Any number of threads at once. `answer` must not be NULL (a text may be where its length is 0); `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_check_request_json(
    body: *const c_char,
    body_length: usize,
    market: *const c_char,
    market_length: usize,
    time_zone: *const c_char,
    time_zone_length: usize,
    at: *const c_char,
    at_length: usize,
    profile: *const c_char,
    profile_length: usize,
    answer: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    let inner = || {
        // SAFETY: by contract NULL, or may be written.
        let answer = unsafe { output(answer, "answer")? };
        // SAFETY: by contract NULL, or as long as it says.
        let body = unsafe { text(body, body_length, "body")? };
        // SAFETY: by contract NULL, or as long as it says.
        let market = unsafe { text(market, market_length, "market")? };
        // SAFETY: by contract NULL, or as long as it says.
        let zone = unsafe { text(time_zone, time_zone_length, "time_zone")? };
        // SAFETY: by contract NULL, or as long as it says.
        let at = unsafe { text(at, at_length, "at")? };
        // SAFETY: by contract NULL, or as long as it says.
        let profile = unsafe { self::profile(profile, profile_length)? };
        answer.write(handle(check_request_json(body, market, zone, at, &profile)));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, inner) }
}

/// The shop codes in a pasted text, as a JSON array of strings in their order: commas, semicolons and white space of any
/// kind stand between them. Nothing is judged. The caller owns the answer and frees it with `pc_text_free`.
///
/// `pasted` is UTF-8 of `pasted_length` bytes, borrowed for the call. More than 16,777,216 bytes, or more than 100,000 codes,
/// are `PC_STATUS_INVALID_ARGUMENT`.
///
/// Any number of threads at once. `answer` must not be NULL (`pasted` may be where its length is 0); `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_shop_codes_json(
    pasted: *const c_char,
    pasted_length: usize,
    answer: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let answer = unsafe { output(answer, "answer")? };
        // SAFETY: by contract NULL, or as long as it says.
        let pasted = unsafe { text(pasted, pasted_length, "pasted")? };
        let codes = shop_codes(pasted).map_err(|invalid| Failure::unreadable(&invalid))?;
        answer.write(handle(serde_json::to_string(&codes).unwrap_or_default())); // texts in an array
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}
