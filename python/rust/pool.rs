//! Memory for results, used again when nobody needs them any more: memory that was never touched costs several times what
//! the split itself does.
#![expect(unsafe_code, reason = "Arrow takes memory with an owner of its own as a pointer")]

use std::ptr::NonNull;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_buffer::ScalarBuffer;
use pyo3::prelude::*;

use crate::memory::{self, BYTES_OF_SYSTEM_MIN, Zeros};

/// Columns that wait to be used again. Nobody waits for one of the locks: a process that is forked while another thread has
/// one finds it taken for ever, and does with the others.
static POOL: [Mutex<Option<Zeros>>; 16] = [const { Mutex::new(None) }; 16];

/// How many bytes wait at most, and how many do.
const BYTES_MAX: usize = 64 << 20;
static BYTES: AtomicUsize = AtomicUsize::new(0);

/// A column to be filled. Its memory goes back to the pool when the last array that refers to it is gone.
pub(crate) struct Pooled {
    /// Of none when it is gone.
    store: Option<Zeros>,
    rows: usize,
}

/// A column of so many rows, with any numbers in it.
///
/// # Errors
/// `MemoryError`.
pub(crate) fn take(rows: usize) -> PyResult<Pooled> {
    let bytes = rows.saturating_mul(size_of::<i64>());
    let found = (bytes >= BYTES_OF_SYSTEM_MIN).then(|| taken(|held| fits(held, bytes)).next()).flatten();
    let store = found.map_or_else(|| Zeros::of::<i64>(rows), Ok)?;
    Ok(Pooled { store: Some(store), rows })
}

/// Gives the memory of results that are gone back to the system.
///
/// At most 64 MB of it is kept, for the next results, since new memory takes time; the C library keeps some of what was freed
/// too. This gives back both, as far as the C library can. Worth its while after something large is gone; it may take
/// milliseconds. Threads may go on meanwhile.
///
/// Example:
///     >>> from partner_campaigns import release_memory, split_columns
///     >>> out = split_columns(base_minor=[100_00] * 50_000, total_rate_bps=[3000] * 50_000, creator_rate_bps=[1500] * 50_000)
///     >>> del out
///     >>> release_memory()
#[pyfunction(name = "release_memory")]
pub(crate) fn py_release_memory(py: Python<'_>) {
    py.detach(|| {
        taken(|_| true).for_each(drop);
        memory::trim();
    });
}

/// Whether memory of so many bytes serves for so many, without half of it being left over.
fn fits(held: usize, wanted: usize) -> bool {
    held >= wanted && held / 2 <= wanted
}

/// The columns of a wanted size, which no longer wait.
fn taken(wanted: impl Fn(usize) -> bool) -> impl Iterator<Item = Zeros> {
    POOL.iter().filter_map(move |place| {
        let mut store = place.try_lock().ok()?;
        let bytes = store.as_ref().map(Zeros::bytes).filter(|&bytes| wanted(bytes))?;
        BYTES.fetch_sub(bytes, Ordering::Relaxed);
        store.take()
    })
}

/// Lets a column wait, if there is room.
fn give(store: Zeros) {
    let bytes = store.bytes();
    let room = |held: usize| held.checked_add(bytes).filter(|&held| held <= BYTES_MAX);
    let reserve = || BYTES.fetch_update(Ordering::Relaxed, Ordering::Relaxed, room).is_ok();
    if !reserve() {
        // Columns of another size are of no use where this one is.
        taken(|held| !fits(held, bytes) && !fits(bytes, held)).for_each(drop);
        if !reserve() {
            return;
        }
    }
    for place in &POOL {
        if let Ok(mut free) = place.try_lock()
            && free.is_none()
        {
            *free = Some(store);
            return;
        }
    }
    BYTES.fetch_sub(bytes, Ordering::Relaxed);
}

impl Pooled {
    pub(crate) fn rows(&mut self) -> &mut [i64] {
        self.store.as_mut().map_or_else(Default::default, |store| store.amounts(self.rows))
    }

    pub(crate) fn into_values(mut self) -> ScalarBuffer<i64> {
        let rows = self.rows();
        let (start, bytes) = (NonNull::from(&mut *rows).cast(), size_of_val(rows));
        // SAFETY: the rows are within the store, whose memory stays where it is while the owner lives, and which nobody
        // writes to from here on.
        ScalarBuffer::from(unsafe { memory::buffer(start, bytes, self) })
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        if let Some(store) = self.store.take_if(|store| matches!(store, Zeros::System(_))) {
            give(store);
        }
    }
}
