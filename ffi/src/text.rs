//! Text that goes out: borrowed views, and owned handles.
#![expect(unsafe_code, reason = "handles cross the C boundary as raw pointers")]

use std::ffi::c_char;

use crate::guard::guard_free;

/// UTF-8 text that belongs to somebody else: `length` bytes from `data`, then a NUL that `length` does not count.
/// `data` is never NULL. It lives as long as what it was taken from; it may hold NULs of its own.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_str {
    /// The first byte; never NULL.
    pub data: *const c_char,
    /// How many bytes, without the NUL after them.
    pub length: usize,
}

/// Text that the caller owns: read it with `pc_text_view`, give it back with `pc_text_free`. It never changes, so
/// any number of threads may read it at once.
#[derive(Debug)]
pub struct pc_text(Text);

/// Bytes of UTF-8, with a NUL after them.
#[derive(Clone, Debug)]
pub(crate) struct Text(Box<[u8]>);

impl Text {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let mut bytes = text.into().into_bytes();
        bytes.push(0);
        Self(bytes.into_boxed_slice())
    }

    /// A view, good for as long as `self` is neither moved out of its heap memory nor dropped.
    pub(crate) const fn view(&self) -> pc_str {
        pc_str { data: self.0.as_ptr().cast(), length: self.0.len().saturating_sub(1) }
    }
}

impl pc_str {
    /// What there is to see of nothing.
    pub(crate) const EMPTY: Self = Self { data: c"".as_ptr(), length: 0 };
}

/// A new handle.
pub(crate) fn handle(text: impl Into<String>) -> *mut pc_text {
    Box::into_raw(Box::new(pc_text(Text::new(text))))
}

/// The text of a handle, which lives until `pc_text_free`. NULL gives an empty text.
///
/// Any number of threads at once.
///
/// # Safety
/// `text` is NULL, or a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_text_view(text: *const pc_text) -> pc_str {
    // SAFETY: by contract `text` is NULL or a live handle, which is never written after it was made.
    unsafe { text.as_ref() }.map_or(pc_str::EMPTY, |text| text.0.view())
}

/// Frees a text; NULL is left alone. Its views end here.
///
/// One thread, once, when no other one uses the handle.
///
/// # Safety
/// `text` is NULL, or a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_text_free(text: *mut pc_text) {
    // SAFETY: by contract a live handle, so it came from `Box::into_raw` and is freed only here.
    guard_free(|| drop((!text.is_null()).then(|| unsafe { Box::from_raw(text) })));
}
