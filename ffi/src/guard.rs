//! What is freed must not throw.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs the freeing of a handle; whatever it throws ends here.
pub(crate) fn guard_free(body: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(body)) {
        std::mem::forget(payload);
    }
}
