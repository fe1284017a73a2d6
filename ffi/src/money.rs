//! Text and money: the same grammar in every language.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use std::ffi::c_char;

use partner_campaigns::{AmountError, Currency, Rate, RateError, Violation, Violations};

use crate::error::{Failure, guard, pc_error};
use crate::memory::{input, output, text};
use crate::split::pc_int128;
use crate::status::pc_status;
use crate::text::{handle, pc_text};

/// The platform's own minor units: ISO 4217's, but whole rupiah for IDR.
pub const PC_MINOR_UNITS_OF_PLATFORM: u32 = 255;

/// A currency. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_currency {
    /// Its ISO 4217 code, as "USD"; borrowed for the call.
    pub code: *const c_char,
    /// How many bytes `code` has: 3.
    pub code_length: usize,
    /// Decimals of its minor unit where a profile overrides them, 0 to 6; else `PC_MINOR_UNITS_OF_PLATFORM`.
    pub minor_units: u32,
}

/// # Safety
/// `currency` is NULL or good to read, and its code NULL or as long as it says.
pub(crate) unsafe fn currency(currency: *const pc_currency) -> Result<Currency, Failure> {
    // SAFETY: the same contract.
    let given = unsafe { input(currency, "currency")? };
    // SAFETY: the same contract.
    let code = unsafe { text(given.code, given.code_length, "currency.code")? };
    let of_platform = Currency::of_code(code).map_err(Failure::from)?;
    if given.minor_units == PC_MINOR_UNITS_OF_PLATFORM {
        return Ok(of_platform);
    }
    u8::try_from(given.minor_units)
        .ok()
        .map(|decimals| (decimals, of_platform.with_decimals(decimals)))
        .filter(|(decimals, currency)| currency.decimals() == *decimals)
        .map(|(_, currency)| currency)
        .ok_or_else(|| {
            let message =
                format!("`currency.minor_units` is {}: {code} cannot have as many", given.minor_units);
            Failure::invalid(message)
        })
}

impl From<AmountError> for Failure {
    fn from(error: AmountError) -> Self {
        let violation = Violation::of_amount("", &error);
        violation.map_or_else(|| Self::invalid(error.to_string()), |one| Violations::from(one).into())
    }
}

impl From<RateError> for Failure {
    fn from(error: RateError) -> Self {
        Violations::from(Violation::of_rate("", &error)).into()
    }
}

/// Reads an amount as files and people write it, as "$1,012.50" or "Rp65.000", in minor units of the currency. Nothing is
/// rounded and nothing guessed.
///
/// `text` is UTF-8 of `text_length` bytes, borrowed for the call.
///
/// Any number of threads at once. `text`, `currency` and `minor` must not be NULL (`text` may be where its length is 0);
/// `error` may be. Fails with `PC_STATUS_VIOLATION` for M006; `PC_STATUS_INVALID_ARGUMENT` where there is no such currency.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_parse_amount(
    text: *const c_char,
    text_length: usize,
    currency: *const pc_currency,
    minor: *mut i64,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or as long as it says.
        let text = unsafe { crate::memory::text(text, text_length, "text")? };
        // SAFETY: by contract NULL, or good to read and to write.
        let (currency, minor) = unsafe { (self::currency(currency)?, output(minor, "minor")?) };
        minor.write(currency.parse(text)?);
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Writes minor units as decimal text, without symbol or grouping, as "1012.50". The caller owns the text and frees it
/// with `pc_text_free`.
///
/// Any number of threads at once. `currency` and `text` must not be NULL; `error` may be. Fails with
/// `PC_STATUS_INVALID_ARGUMENT` where there is no such currency.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_format_amount(
    minor: i64,
    currency: *const pc_currency,
    text: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    // SAFETY: the same contract.
    unsafe { format(minor.into(), currency, text, error) }
}

/// Writes a total of minor units as `pc_format_amount` does an amount.
///
/// Any number of threads at once. `currency` and `text` must not be NULL; `error` may be. Fails with
/// `PC_STATUS_INVALID_ARGUMENT` where there is no such currency.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_format_total(
    minor: pc_int128,
    currency: *const pc_currency,
    text: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    // SAFETY: the same contract.
    unsafe { format(minor.into(), currency, text, error) }
}

/// # Safety
/// Each pointer is NULL, misaligned, or good to be read or written.
unsafe fn format(
    minor: i128,
    currency: *const pc_currency,
    text: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: the same contract.
        let (currency, text) = unsafe { (self::currency(currency)?, output(text, "text")?) };
        text.write(handle(currency.format(minor)));
        Ok(())
    };
    // SAFETY: the same contract.
    unsafe { guard(error, body) }
}

/// Reads a rate as export files write it, as "7.00%" or "15%", in basis points. The percent sign is demanded: a bare 1
/// could be 1% or 100%.
///
/// `text` is UTF-8 of `text_length` bytes, borrowed for the call.
///
/// Any number of threads at once. `text` and `bps` must not be NULL (`text` may be where its length is 0); `error` may be.
/// Fails with `PC_STATUS_VIOLATION` for M007.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_parse_rate(
    text: *const c_char,
    text_length: usize,
    bps: *mut u16,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or as long as it says, and good to write.
        let (text, bps) = unsafe { (crate::memory::text(text, text_length, "text")?, output(bps, "bps")?) };
        bps.write(Rate::from_percent(text)?.bps());
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}
