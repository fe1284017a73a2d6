//! The caller's memory: what can be checked of a pointer is checked here, before anything is read or written.
#![expect(unsafe_code, reason = "raw pointers of the C boundary become references here")]

use std::ffi::c_char;
use std::ops::Range;
use std::ptr::NonNull;

use crate::error::Failure;
use crate::status::{PC_STATUS_BAD_LENGTH, PC_STATUS_BAD_SIZE, PC_STATUS_BAD_UTF8, PC_STATUS_OVERLAP};

/// A struct that may grow.
///
/// # Safety
/// It is `#[repr(C)]`, its first field is a `usize` with its size, and any bytes are a valid value of it.
pub(crate) unsafe trait Growing {}

/// A struct or number to be read.
///
/// # Safety
/// `pointer` is NULL, misaligned, or good to read a `T` of which any bytes are a valid value, for as long as `'a`.
pub(crate) unsafe fn input<'a, T>(pointer: *const T, name: &str) -> Result<&'a T, Failure> {
    check(pointer, name)?;
    // SAFETY: by contract, now that it is neither NULL nor misaligned.
    Ok(unsafe { &*pointer })
}

/// A struct to be read that begins with its size.
///
/// # Safety
/// `pointer` is NULL, misaligned, or good to read as many bytes as the `usize` there says, for as long as `'a`.
pub(crate) unsafe fn sized_input<'a, T: Growing>(pointer: *const T, name: &str) -> Result<&'a T, Failure> {
    // SAFETY: the same contract.
    unsafe { check_size(pointer, name)? };
    // SAFETY: it is neither NULL nor misaligned, and says that it is as long as a `T`, of which any bytes are valid.
    Ok(unsafe { &*pointer })
}

/// Where a value goes.
///
/// # Safety
/// `pointer` is NULL, misaligned, or good to write a `T`.
pub(crate) unsafe fn output<T>(pointer: *mut T, name: &str) -> Result<Out<T>, Failure> {
    check(pointer, name).map(Out)
}

/// Where a struct goes that begins with its size.
///
/// # Safety
/// `pointer` is NULL, misaligned, or good to read and write as many bytes as the `usize` there says.
pub(crate) unsafe fn sized_output<T: Growing>(pointer: *mut T, name: &str) -> Result<Out<T>, Failure> {
    // SAFETY: the same contract.
    unsafe { check_size(pointer, name).map(Out) }
}

/// A checked place for an output.
pub(crate) struct Out<T>(NonNull<T>);

impl<T> Out<T> {
    /// Writes the output, and with it what is said to be its success.
    pub(crate) fn write(self, value: T) {
        // SAFETY: whoever made the place promised, in `output` or `sized_output`, that it may be written.
        unsafe { self.0.write(value) };
    }
}

/// An array to be read; NULL is an array of length 0.
///
/// # Safety
/// `data` is NULL, misaligned, or good to read `length` values of which any bytes are valid, for as long as `'a`.
pub(crate) unsafe fn slice<'a, T>(data: *const T, length: usize, name: &str) -> Result<&'a [T], Failure> {
    if length == 0 {
        return Ok(&[]);
    }
    check_array(data, length, name)?;
    // SAFETY: by contract, now that it is neither NULL nor misaligned nor longer than memory can be.
    Ok(unsafe { std::slice::from_raw_parts(data, length) })
}

/// An array to be written; NULL is an array of length 0.
///
/// # Safety
/// `data` is NULL, misaligned, or good to write `length` values of which any bytes are valid, for as long as `'a`, and
/// nobody else touches them meanwhile.
pub(crate) unsafe fn slice_mut<'a, T>(
    data: *mut T,
    length: usize,
    name: &str,
) -> Result<&'a mut [T], Failure> {
    if length == 0 {
        return Ok(&mut []);
    }
    check_array(data, length, name)?;
    // SAFETY: by contract, now that it is neither NULL nor misaligned nor longer than memory can be.
    Ok(unsafe { std::slice::from_raw_parts_mut(data, length) })
}

/// A text.
///
/// # Safety
/// `data` is NULL or good to read `length` bytes, for as long as `'a`.
pub(crate) unsafe fn text<'a>(data: *const c_char, length: usize, name: &str) -> Result<&'a str, Failure> {
    // SAFETY: the same contract; any byte is a valid `u8`.
    let bytes = unsafe { slice(data.cast::<u8>(), length, name)? };
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Failure::new(PC_STATUS_BAD_UTF8, format!("`{name}` is not UTF-8: see its byte {at}"))
    })
}

/// The name of an array, and its addresses.
pub(crate) type Extent = (&'static str, Range<usize>);

/// The addresses of an array that passed the checks, to compare with others.
pub(crate) fn extent<T>(data: *const T, length: usize, name: &'static str) -> Result<Extent, Failure> {
    if length > 0 {
        check_array(data, length, name)?;
    }
    let start = data.addr();
    Ok((name, start..start.saturating_add(length.saturating_mul(size_of::<T>()))))
}

/// Refuses memory to be written that overlaps memory to be read, or other memory to be written.
pub(crate) fn check_apart(written: &[Extent], read: &[Extent]) -> Result<(), Failure> {
    let overlap = |one: &Range<usize>, other: &Range<usize>| {
        !one.is_empty() && !other.is_empty() && one.start < other.end && other.start < one.end
    };
    for (index, (name, range)) in written.iter().enumerate() {
        let others = written.iter().take(index).chain(read);
        if let Some((other, _)) = others.clone().find(|(_, other)| overlap(range, other)) {
            return Err(Failure::new(PC_STATUS_OVERLAP, format!("`{name}` overlaps `{other}`")));
        }
    }
    Ok(())
}

fn check<T>(pointer: *const T, name: &str) -> Result<NonNull<T>, Failure> {
    let checked = NonNull::new(pointer.cast_mut()).ok_or_else(|| Failure::null(name))?;
    if checked.is_aligned() { Ok(checked) } else { Err(Failure::misaligned(name)) }
}

fn check_array<T>(data: *const T, length: usize, name: &str) -> Result<(), Failure> {
    let bytes = length.checked_mul(size_of::<T>()).and_then(|bytes| isize::try_from(bytes).ok());
    if bytes.and_then(|bytes| data.addr().checked_add_signed(bytes)).is_none() {
        let message = format!("`{name}` has a length of {length}: no array can be as long");
        return Err(Failure::new(PC_STATUS_BAD_LENGTH, message));
    }
    check(data, name).map(drop)
}

/// # Safety
/// `pointer` is NULL, misaligned, or good to read a `usize`.
unsafe fn check_size<T: Growing>(pointer: *const T, name: &str) -> Result<NonNull<T>, Failure> {
    let checked = check(pointer, name)?;
    // SAFETY: neither NULL nor misaligned; a `Growing` begins with a `usize`.
    let size = unsafe { checked.cast::<usize>().read() };
    if size == size_of::<T>() {
        return Ok(checked);
    }
    let message = format!("`{name}` says that its size is {size}: allowed is {}", size_of::<T>());
    Err(Failure::new(PC_STATUS_BAD_SIZE, message))
}
