//! Memory for results, used again when nobody needs them any more: memory that was never touched costs several times what
//! the split itself does.
#![expect(unsafe_code, reason = "Arrow takes memory with an owner of its own as a pointer")]

use std::ptr::NonNull;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_buffer::{Buffer, ScalarBuffer};

/// Columns that wait to be used again, and how many bytes of them at most.
static POOL: Mutex<Vec<Vec<i64>>> = Mutex::new(Vec::new());
const BYTES_MAX: usize = 1 << 30;

/// Below this a fresh column costs nothing to speak of.
const ROWS_MIN: usize = 1 << 14;

/// A column to be filled. Its memory goes back to the pool when the last array that refers to it is gone.
pub(crate) struct Pooled {
    store: Vec<i64>,
    rows: usize,
}

/// A column of so many rows, with any numbers in it.
pub(crate) fn take(rows: usize) -> Pooled {
    let mut pool = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    let fits = |store: &Vec<i64>| store.len() >= rows && store.len() / 2 <= rows;
    let store = pool.iter().position(fits).map(|place| pool.swap_remove(place));
    drop(pool);
    Pooled { store: store.unwrap_or_else(|| vec![0; rows]), rows }
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
        if store.len() < ROWS_MIN {
            return;
        }
        let mut pool = POOL.lock().unwrap_or_else(PoisonError::into_inner);
        let held: usize = pool.iter().map(|one| one.len().saturating_mul(size_of::<i64>())).sum();
        if held.saturating_add(store.len().saturating_mul(size_of::<i64>())) <= BYTES_MAX {
            pool.push(store);
        }
    }
}
