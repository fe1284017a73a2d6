//! Memory of others, through the buffer protocol, without a copy.
#![expect(unsafe_code, reason = "the buffer protocol hands over raw pointers")]

use std::ffi::CStr;

use pyo3::buffer::{Element, PyBuffer};
use pyo3::prelude::*;

use crate::error;

/// A contiguous buffer of one dimension. Its owner keeps the memory where it is while this lives, and does not change it
/// meanwhile: that is what `split_columns` and `split_into` ask of their callers, as other libraries of arrays do.
pub(crate) struct Borrowed<T: Element>(PyBuffer<T>);

impl<T: Element> Borrowed<T> {
    /// The buffer of an object, where it has one of exactly these numbers, in this machine's byte order.
    pub(crate) fn of(value: &Bound<'_, PyAny>) -> Option<Self> {
        let buffer = PyBuffer::<T>::get(value).ok()?;
        let plain = buffer.dimensions() == 1 && buffer.is_c_contiguous() && is_native_order(buffer.format());
        (plain && buffer.buf_ptr().cast::<T>().is_aligned()).then_some(Self(buffer))
    }

    /// The same, to be written.
    pub(crate) fn to_write(value: &Bound<'_, PyAny>, name: &str, kind: &str) -> PyResult<Self> {
        let found = Self::of(value).filter(|buffer| !buffer.0.readonly());
        found.ok_or_else(|| {
            error::wrong_type(format!(
                "{name} cannot be written to: pass a writable, contiguous buffer of {kind}, as a NumPy array"
            ))
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.0.item_count()
    }

    /// The addresses of the memory.
    pub(crate) fn addresses(&self) -> std::ops::Range<usize> {
        let start = self.0.buf_ptr().addr();
        start..start.saturating_add(self.0.len_bytes())
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        if self.len() == 0 {
            return &[];
        }
        // SAFETY: `of` has seen numbers of this type, aligned and side by side; the protocol keeps the memory in place
        // while the buffer is held, and nobody writes to it meanwhile.
        unsafe { std::slice::from_raw_parts(self.0.buf_ptr().cast::<T>(), self.len()) }
    }

    /// # Safety
    /// Nothing else that lives refers to this memory: its addresses overlap those of no other buffer in use.
    pub(crate) unsafe fn as_mut_slice(&mut self) -> &mut [T] {
        if self.len() == 0 {
            return &mut [];
        }
        // SAFETY: as above, writable, and by contract referred to by nothing else.
        unsafe { std::slice::from_raw_parts_mut(self.0.buf_ptr().cast::<T>(), self.len()) }
    }
}

/// Whether the numbers of a format are in this machine's byte order. (The buffer type itself takes `>` for the order of any
/// machine.)
pub(crate) fn is_native_order(format: &CStr) -> bool {
    match format.to_bytes().first() {
        Some(b'<') => cfg!(target_endian = "little"),
        Some(b'>' | b'!') => cfg!(target_endian = "big"),
        _ => true,
    }
}

/// Four outputs that overlap neither each other nor what is read.
pub(crate) struct Outputs {
    parts: [Borrowed<i64>; 3],
    reason: Borrowed<u8>,
}

impl Outputs {
    /// # Errors
    /// What cannot be written, and outputs that overlap each other or one of `read`.
    pub(crate) fn new(
        [agency, creator, manager, reason]: [&Bound<'_, PyAny>; 4],
        read: &[std::ops::Range<usize>],
    ) -> PyResult<Self> {
        let parts = [
            Borrowed::to_write(agency, "agency_minor", "int64")?,
            Borrowed::to_write(creator, "creator_minor", "int64")?,
            Borrowed::to_write(manager, "manager_minor", "int64")?,
        ];
        let reason = Borrowed::<u8>::to_write(reason, "reason", "uint8")?;
        let [one, two, three] = parts.each_ref().map(Borrowed::addresses);
        let written = [one, two, three, reason.addresses()];
        let overlap = |one: &std::ops::Range<usize>, other: &std::ops::Range<usize>| {
            !one.is_empty() && !other.is_empty() && one.start < other.end && other.start < one.end
        };
        for (place, range) in written.iter().enumerate() {
            if written.iter().take(place).chain(read).any(|other| overlap(range, other)) {
                return Err(error::invalid(
                    "an output overlaps another column: pass memory of its own for each",
                ));
            }
        }
        Ok(Self { parts, reason })
    }

    /// The columns to be written.
    pub(crate) fn columns(&mut self) -> partner_campaigns::PartsOut<'_> {
        let [agency, creator, manager] = &mut self.parts;
        // SAFETY: `new` has seen that the memory of each is its own, and nothing else refers to it.
        unsafe {
            partner_campaigns::PartsOut {
                agency_minor: agency.as_mut_slice(),
                creator_minor: creator.as_mut_slice(),
                manager_minor: manager.as_mut_slice(),
                reason: self.reason.as_mut_slice(),
            }
        }
    }
}
