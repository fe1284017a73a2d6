//! Panics of libraries that read what others made: an error, without output of their own.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// What `work` gives, else what it said when it panicked. Nothing of that is printed; panics elsewhere are, as before.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            if !EXPECTED.get() {
                before(what);
            }
        }));
    });
    let outer = EXPECTED.replace(true);
    // Whatever was worked on is given up after a panic.
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    EXPECTED.set(outer);
    outcome.map_err(|panicked| {
        let text = panicked.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panicked.downcast_ref::<&str>().copied());
        text.unwrap_or("its parts do not fit together").to_owned()
    })
}
