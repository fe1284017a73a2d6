//! Memory that is free goes back to the system.
#![expect(unsafe_code, reason = "the C boundary: unmangled names, and the C library's own function")]

/// Gives memory that was freed back to the system, as far as the C library can: glibc keeps some of it otherwise. This
/// library itself keeps none that is not in use. Worth its while after something large is gone; it may take milliseconds.
///
/// Any number of threads at once, any time.
#[unsafe(no_mangle)]
pub extern "C" fn pc_release_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes a number and touches no memory that is in use; glibc lets any number of threads call it.
    unsafe {
        libc::malloc_trim(0);
    }
}
