//! Memory that is asked for before it is needed, so that there being none is an error and not the end of the process.
#![expect(unsafe_code, reason = "zeros from the allocator, and a function of the C library")]

use std::alloc::{Layout, alloc_zeroed};

use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;

/// `MemoryError`, with how much there is none of.
pub(crate) fn none_left(bytes: usize) -> PyErr {
    PyMemoryError::new_err(format!("there is no memory for {bytes} bytes more"))
}

/// That so many bytes are to be had. They are given back at once, so threads that ask together may both be told so.
pub(crate) fn room(rows: usize, bytes_of_a_row: usize) -> PyResult<()> {
    let bytes = rows.saturating_mul(bytes_of_a_row);
    Vec::<u8>::new().try_reserve_exact(bytes).map_err(|_| none_left(bytes))
}

/// Numbers of which zeros are a valid value.
///
/// # Safety
/// All bytes 0 are a value of it.
pub(crate) unsafe trait Zero {}

// SAFETY: whole numbers.
unsafe impl Zero for i64 {}
// SAFETY: the same.
unsafe impl Zero for u8 {}

/// So many zeros, as the system gives them: pages that are not touched before they are used.
pub(crate) fn zeros<T: Zero>(rows: usize) -> PyResult<Vec<T>> {
    if rows == 0 {
        return Ok(Vec::new());
    }
    let bytes = rows.saturating_mul(size_of::<T>());
    let layout = Layout::array::<T>(rows).map_err(|_| none_left(bytes))?;
    // SAFETY: its size is not 0, as neither the rows nor any of these numbers are.
    let start = unsafe { alloc_zeroed(layout) };
    if start.is_null() {
        return Err(none_left(bytes));
    }
    // SAFETY: the allocator of every `Vec` gave this memory for so many, all of which are zeros.
    Ok(unsafe { Vec::from_raw_parts(start.cast(), rows, rows) })
}

/// Gives what was freed back to the system, as far as the C library can.
pub(crate) fn trim() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes a number and touches no memory that is in use; glibc lets any number of threads call it.
    unsafe {
        libc::malloc_trim(0);
    }
}
