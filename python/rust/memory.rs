//! Memory for what grows with columns: asked for before it is needed, so that there being none is an error and not the end of
//! the process, and given back to the system when nobody needs it any more.
#![expect(unsafe_code, reason = "zeroed memory as numbers, and a function of the C library")]

use std::ptr::NonNull;
use std::sync::Arc;

use arrow_array::StringArray;
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use memmap2::MmapMut;
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;

/// Below this, memory from the system costs more than memory of the C library, which is used again and kept.
pub(crate) const BYTES_OF_SYSTEM_MIN: usize = 1 << 17;

/// `MemoryError`, with how much there is none of.
fn none_left(bytes: usize) -> PyErr {
    PyMemoryError::new_err(format!("there is no memory for {bytes} bytes more"))
}

/// That so many bytes are to be had. They are given back at once, so threads that ask together may both be told so.
pub(crate) fn room(rows: usize, bytes_of_a_row: usize) -> PyResult<()> {
    let bytes = rows.saturating_mul(bytes_of_a_row);
    Vec::<u8>::new().try_reserve_exact(bytes).map_err(|_| none_left(bytes))
}

/// Memory for whole numbers, zeros at first: pages of it are taken up as they are used.
pub(crate) enum Zeros {
    Heap(Vec<i64>),
    System(MmapMut),
}

impl Zeros {
    /// For so many numbers.
    ///
    /// # Errors
    /// `MemoryError`.
    pub(crate) fn of<T>(rows: usize) -> PyResult<Self> {
        let bytes = rows.saturating_mul(size_of::<T>());
        if bytes < BYTES_OF_SYSTEM_MIN {
            return Ok(Self::Heap(vec![0; bytes.div_ceil(size_of::<i64>())]));
        }
        MmapMut::map_anon(bytes).map(Self::System).map_err(|_| none_left(bytes))
    }

    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Heap(numbers) => size_of_val(numbers.as_slice()),
            Self::System(pages) => pages.len(),
        }
    }

    fn start(&mut self) -> NonNull<u8> {
        match self {
            Self::Heap(numbers) => NonNull::from(numbers.as_mut_slice()).cast(),
            Self::System(pages) => NonNull::from(&mut **pages).cast(),
        }
    }

    /// The first rows, as many of them as there is memory for.
    pub(crate) fn amounts(&mut self, rows: usize) -> &mut [i64] {
        let rows = rows.min(self.bytes() / size_of::<i64>());
        // SAFETY: that much memory is there, aligned for `i64` on the heap and for pages else, and initialised; any bytes are
        // an `i64`; it is borrowed as `self` is.
        unsafe { std::slice::from_raw_parts_mut(self.start().cast().as_ptr(), rows) }
    }

    /// The same of bytes.
    pub(crate) fn marks(&mut self, rows: usize) -> &mut [u8] {
        let rows = rows.min(self.bytes());
        // SAFETY: as above.
        unsafe { std::slice::from_raw_parts_mut(self.start().as_ptr(), rows) }
    }
}

/// The first bytes of some memory, for Arrow; `owner` holds it, and is told to let go when nobody needs it any more.
///
/// # Safety
/// So many bytes from `start` on stay where they are and as they are while the owner lives.
pub(crate) unsafe fn buffer<O>(start: NonNull<u8>, bytes: usize, owner: O) -> Buffer
where
    O: std::panic::RefUnwindSafe + Send + Sync + 'static,
{
    // SAFETY: as the caller promises.
    unsafe { Buffer::from_custom_allocation(start, bytes, Arc::new(owner)) }
}

/// A column without a single text.
///
/// # Errors
/// `MemoryError`.
pub(crate) fn no_texts(rows: usize) -> PyResult<StringArray> {
    let ends = rows.saturating_add(1);
    let mut zeros = Zeros::of::<i32>(ends)?;
    room(rows, 1)?;
    // SAFETY: as much was asked for; the owner's memory does not move with it, and nobody writes to it.
    let ends = unsafe { buffer(zeros.start(), ends.saturating_mul(size_of::<i32>()), zeros) };
    // SAFETY: zeros never fall.
    let ends = unsafe { OffsetBuffer::new_unchecked(ScalarBuffer::from(ends)) };
    Ok(StringArray::new(ends, Buffer::default(), Some(NullBuffer::new_null(rows))))
}

/// Gives what was freed back to the system, as far as the C library can.
pub(crate) fn trim() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes a number and touches no memory that is in use; glibc lets any number of threads call it.
    unsafe {
        libc::malloc_trim(0);
    }
}
