//! Memory for results, used again when nobody needs them any more: memory that was never touched costs several times what
//! the split itself does.
#![expect(unsafe_code, reason = "Arrow takes memory with an owner of its own as a pointer")]

use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use arrow_buffer::{Buffer, ScalarBuffer};
use pyo3::prelude::*;

use crate::memory;

/// Columns that wait to be used again. Nobody waits for one of the locks: a process that is forked while another thread has
/// one finds it taken for ever, and does with the others.
static POOL: [Mutex<Vec<i64>>; 16] = [const { Mutex::new(Vec::new()) }; 16];

/// How many bytes wait at most, and how many do.
const BYTES_MAX: usize = 64 << 20;
static BYTES: AtomicUsize = AtomicUsize::new(0);

/// Below this a fresh column costs nothing to speak of.
const ROWS_MIN: usize = 1 << 14;

/// A column to be filled. Its memory goes back to the pool when the last array that refers to it is gone.
pub(crate) struct Pooled {
    store: Vec<i64>,
    rows: usize,
}

/// A column of so many rows, with any numbers in it.
///
/// # Errors
/// `MemoryError`.
pub(crate) fn take(rows: usize) -> PyResult<Pooled> {
    let found = if rows < ROWS_MIN { None } else { taken(|store| fits(store, rows)).next() };
    Ok(Pooled { store: found.map_or_else(|| memory::zeros(rows), Ok)?, rows })
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

fn fits(store: &[i64], rows: usize) -> bool {
    store.len() >= rows && store.len() / 2 <= rows
}

fn bytes(store: &[i64]) -> usize {
    size_of_val(store)
}

/// The columns that are wanted, which no longer wait.
fn taken(wanted: impl Fn(&[i64]) -> bool) -> impl Iterator<Item = Vec<i64>> {
    POOL.iter().filter_map(move |place| {
        let mut store = place.try_lock().ok()?;
        let is_wanted = !store.is_empty() && wanted(&store);
        let taken = is_wanted.then(|| std::mem::take(&mut *store))?;
        BYTES.fetch_sub(bytes(&taken), Ordering::Relaxed);
        Some(taken)
    })
}

/// Lets a column wait, if there is room.
fn give(store: Vec<i64>) {
    let more = bytes(&store);
    let room = |held: usize| held.checked_add(more).filter(|&held| held <= BYTES_MAX);
    let reserve = || BYTES.fetch_update(Ordering::Relaxed, Ordering::Relaxed, room).is_ok();
    if !reserve() {
        // Columns of another size are of no use where this one is.
        taken(|other| !fits(other, store.len()) && !fits(&store, other.len())).for_each(drop);
        if !reserve() {
            return;
        }
    }
    for place in &POOL {
        if let Ok(mut free) = place.try_lock()
            && free.is_empty()
        {
            *free = store;
            return;
        }
    }
    BYTES.fetch_sub(more, Ordering::Relaxed);
}

impl Pooled {
    pub(crate) fn rows(&mut self) -> &mut [i64] {
        let rows = self.rows.min(self.store.len());
        self.store.split_at_mut(rows).0
    }

    pub(crate) fn into_values(mut self) -> ScalarBuffer<i64> {
        let rows = self.rows().len();
        let start = NonNull::from(self.rows()).cast::<u8>();
        // SAFETY: the rows are within the store, whose memory stays where it is while the owner lives, and which nobody
        // writes to from here on.
        let buffer = unsafe {
            Buffer::from_custom_allocation(start, rows.saturating_mul(size_of::<i64>()), Arc::new(self))
        };
        ScalarBuffer::new(buffer, 0, rows)
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let store = std::mem::take(&mut self.store);
        if store.len() >= ROWS_MIN {
            give(store);
        }
    }
}
