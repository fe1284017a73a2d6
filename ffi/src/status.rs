//! What every fallible function returns.
#![expect(unsafe_code, reason = "the names of the C door are unmangled")]

use std::ffi::{CStr, c_char};

/// How a call went: one of the `PC_STATUS_` numbers. 1 to 99 say that the call itself is wrong, 100 to 199 that
/// the rules refuse what was given, 900 to 999 that the library failed. Numbers keep their meaning for ever; a retired
/// one is never used again. Treat a number that is not known here as a failure.
pub type pc_status = u32;

/// Done.
pub const PC_STATUS_OK: pc_status = 0;
/// A pointer is NULL that must not be.
pub const PC_STATUS_NULL_POINTER: pc_status = 1;
/// A pointer is not aligned for what it should point to.
pub const PC_STATUS_MISALIGNED: pc_status = 2;
/// The `size` that a struct begins with is none that this library knows: start from its `_INIT` macro.
pub const PC_STATUS_BAD_SIZE: pc_status = 3;
/// Columns differ in length, or a length is beyond what memory can hold.
pub const PC_STATUS_BAD_LENGTH: pc_status = 4;
/// A number that should be one of a set of constants is none of them.
pub const PC_STATUS_BAD_ENUM: pc_status = 5;
/// A text is not UTF-8.
pub const PC_STATUS_BAD_UTF8: pc_status = 6;
/// Memory to be written overlaps other memory of the same call.
pub const PC_STATUS_OVERLAP: pc_status = 7;
/// An argument is wrong in another way: the error's message says how.
pub const PC_STATUS_INVALID_ARGUMENT: pc_status = 8;
/// A handle is used by another thread in a way that this call cannot share, and the call does not wait: nothing was done.
pub const PC_STATUS_BUSY: pc_status = 9;
/// Rules were broken: the error names each of them.
pub const PC_STATUS_VIOLATION: pc_status = 100;
/// The library failed, which is a defect of it: outputs of this call may be half written; later calls are not affected.
pub const PC_STATUS_PANIC: pc_status = 900;
/// There is no memory for what the call would make: nothing was written.
pub const PC_STATUS_NO_MEMORY: pc_status = 901;

/// The name of a status, as `PC_STATUS_OK`; "unknown status" for a number that is none.
///
/// Static and NUL-terminated; never NULL, not to be freed. Any thread, any time.
#[unsafe(no_mangle)]
pub extern "C" fn pc_status_name(status: pc_status) -> *const c_char {
    name(status).as_ptr()
}

fn name(status: pc_status) -> &'static CStr {
    match status {
        PC_STATUS_OK => c"PC_STATUS_OK",
        PC_STATUS_NULL_POINTER => c"PC_STATUS_NULL_POINTER",
        PC_STATUS_MISALIGNED => c"PC_STATUS_MISALIGNED",
        PC_STATUS_BAD_SIZE => c"PC_STATUS_BAD_SIZE",
        PC_STATUS_BAD_LENGTH => c"PC_STATUS_BAD_LENGTH",
        PC_STATUS_BAD_ENUM => c"PC_STATUS_BAD_ENUM",
        PC_STATUS_BAD_UTF8 => c"PC_STATUS_BAD_UTF8",
        PC_STATUS_OVERLAP => c"PC_STATUS_OVERLAP",
        PC_STATUS_BUSY => c"PC_STATUS_BUSY",
        PC_STATUS_INVALID_ARGUMENT => c"PC_STATUS_INVALID_ARGUMENT",
        PC_STATUS_VIOLATION => c"PC_STATUS_VIOLATION",
        PC_STATUS_PANIC => c"PC_STATUS_PANIC",
        PC_STATUS_NO_MEMORY => c"PC_STATUS_NO_MEMORY",
        _ => c"unknown status",
    }
}
