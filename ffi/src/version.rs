//! Which library this is.
#![expect(unsafe_code, reason = "the names of the C door are unmangled")]

use std::ffi::{CStr, c_char};

/// Number of the binary interface: raised with every change that a program built before it could not survive. It is
/// the number in the shared library's soname, and what `pc_abi_version` returns.
pub const PC_ABI_VERSION: u32 = 0;

/// Major number of the version that this header belongs to.
pub const PC_VERSION_MAJOR: u32 = 0;
/// Minor number of the version that this header belongs to.
pub const PC_VERSION_MINOR: u32 = 1;
/// Patch number of the version that this header belongs to.
pub const PC_VERSION_PATCH: u32 = 0;

const fn number(text: &str) -> u32 {
    match u32::from_str_radix(text, 10) {
        Ok(number) => number,
        Err(_) => u32::MAX,
    }
}

const _: () =
    assert!(PC_ABI_VERSION == number(env!("PC_SONAME_NUMBER")), "the soname's number is in build.rs");
const _: () = assert!(
    PC_VERSION_MAJOR == number(env!("CARGO_PKG_VERSION_MAJOR"))
        && PC_VERSION_MINOR == number(env!("CARGO_PKG_VERSION_MINOR"))
        && PC_VERSION_PATCH == number(env!("CARGO_PKG_VERSION_PATCH")),
    "the version is in Cargo.toml"
);

static VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(text) => text,
    Err(_) => c"",
};

/// The library's version, as "0.1.0".
///
/// Static and NUL-terminated; never NULL, not to be freed. Any thread, any time.
#[unsafe(no_mangle)]
pub extern "C" fn pc_version() -> *const c_char {
    VERSION.as_ptr()
}

/// The binary interface that the library has; the header's is `PC_ABI_VERSION`. Where they differ, call nothing else.
///
/// Any thread, any time.
#[unsafe(no_mangle)]
pub extern "C" fn pc_abi_version() -> u32 {
    PC_ABI_VERSION
}
