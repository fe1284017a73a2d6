//! The structs of the Arrow C data interface, looked through before `arrow-array` believes them: it asserts where a producer
//! breaks the interface, and reads where a count or an offset says so.
//!
//! The interface has no sizes of buffers: that there are as many bytes as the rows need is the producer's word.
#![expect(unsafe_code, reason = "the Arrow C data interface hands over raw pointers")]

use std::ffi::{CStr, c_char, c_void};
use std::{ptr, slice};

use arrow_array::ffi::{FFI_ArrowArray, from_ffi_and_data_type};
use arrow_array::{ArrayRef, make_array};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, DataType, UnionMode};
use partner_campaigns::shown;

use crate::panics::caught;

/// How deep columns may stand within columns, and how many there may be of all of them.
const DEPTH_MAX: usize = 64;
const FIELDS_MAX: usize = 100_000;
/// How many buffers an array of views may have.
const BUFFERS_MAX: usize = 10_000_000;

/// `struct ArrowSchema`, whose layout the interface fixes.
#[repr(C)]
struct Schema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *const *const Self,
    dictionary: *const Self,
    release: *const c_void,
    private_data: *const c_void,
}

/// `struct ArrowArray`, likewise.
#[repr(C)]
struct Array {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *const *const u8,
    children: *const *const Self,
    dictionary: *const Self,
    release: *const c_void,
    private_data: *const c_void,
}

const _: () = assert!(size_of::<Schema>() == size_of::<FFI_ArrowSchema>());
const _: () = assert!(size_of::<Array>() == size_of::<FFI_ArrowArray>());

/// The type that a schema states.
///
/// # Errors
/// What is wrong with it.
///
/// # Safety
/// Every pointer in it is null or leads to what the interface says, children as many as it counts.
pub(super) unsafe fn kind(schema: &FFI_ArrowSchema) -> Result<DataType, String> {
    // SAFETY: the same struct.
    let raw = unsafe { &*ptr::from_ref(schema).cast::<Schema>() };
    // SAFETY: as the caller promises.
    unsafe { raw.check(DEPTH_MAX, &mut { FIELDS_MAX })? };
    caught(|| DataType::try_from(schema))
        .and_then(|kind| kind.map_err(|error| error.to_string()))
        .map_err(|error| shown(&error).into_owned())
}

/// An array of a type that [`kind`] gave.
///
/// # Errors
/// What contradicts the type or itself.
///
/// # Safety
/// As for [`kind`]; buffers that are not null hold as many bytes as the rows need.
pub(super) unsafe fn import(array: FFI_ArrowArray, kind: &DataType) -> Result<ArrayRef, String> {
    // SAFETY: the same struct.
    let raw = unsafe { &*ptr::from_ref(&array).cast::<Array>() };
    // SAFETY: as the caller promises.
    unsafe { raw.check(kind)? };
    let made = caught(|| {
        // SAFETY: as the caller promises, and what can be checked was.
        let data = unsafe { from_ffi_and_data_type(array, kind.clone()) }?;
        data.validate()?;
        Ok::<_, ArrowError>(make_array(data))
    });
    made.and_then(|made| made.map_err(|error| error.to_string())).map_err(|error| shown(&error).into_owned())
}

impl Schema {
    /// # Safety
    /// As for [`kind`].
    unsafe fn check(&self, depth: usize, left: &mut usize) -> Result<(), String> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(format!("its columns stand more than {DEPTH_MAX} deep in one another"));
        };
        *left = left.checked_sub(1).ok_or_else(|| format!("it has more than {FIELDS_MAX} columns"))?;
        if self.release.is_null() {
            return Err("a schema in it was released before".to_owned());
        }
        // SAFETY: as the caller promises.
        let (format, name) = unsafe { (text(self.format, "type")?, text(self.name, "name")?) };
        let format = format.ok_or("a column in it has no type")?;
        let counts = [self.n_children == 0, self.n_children == 1, self.n_children == 2];
        let number = |text: &str| text.parse::<i32>().is_ok_and(|number| number >= 0);
        let (fits, sized) = match format.split_once(':') {
            Some(("+w", size)) => (counts[1], number(size)),
            Some(("w", size)) => (counts[0], number(size)),
            _ => match format {
                "+l" | "+L" | "+vl" | "+vL" | "+m" => (counts[1], true),
                "+r" => (counts[2], true),
                other => (other.starts_with('+') || counts[0], true),
            },
        };
        if !fits || !sized {
            let what = format!("`{}` with {} columns in it", shown(format), self.n_children);
            return Err(format!("the type of a column is no type: {what}"));
        }
        // SAFETY: as the caller promises.
        let children = unsafe { each(self.children, self.n_children, *left)? };
        for (nth, child) in children.iter().enumerate() {
            // SAFETY: as the caller promises.
            let child = unsafe { child.as_ref() }.ok_or_else(|| format!("column {nth} is null"))?;
            // SAFETY: as the caller promises.
            unsafe { child.check(depth, left)? };
            let of_child = || child.format().unwrap_or_default();
            let right = match (format, nth) {
                ("+m", _) => of_child() == "+s" && child.n_children == 2,
                ("+r", 0) => matches!(of_child(), "s" | "i" | "l"),
                _ => true,
            };
            if !right {
                return Err(format!("a column of type `{format}` has one of type `{}`", shown(of_child())));
            }
        }
        // SAFETY: as the caller promises.
        if let Some(values) = unsafe { self.dictionary.as_ref() } {
            if !matches!(format, "c" | "C" | "s" | "S" | "i" | "I" | "l" | "L") {
                let whose = name.map_or_else(|| "a column".to_owned(), |name| format!("`{}`", shown(name)));
                return Err(format!(
                    "{whose} has keys of type `{}` of a dictionary: allowed are whole numbers",
                    shown(format)
                ));
            }
            // SAFETY: as the caller promises.
            unsafe { values.check(depth, left)? };
        }
        Ok(())
    }

    /// The type, once it is checked.
    fn format(&self) -> Option<&str> {
        // SAFETY: it was read before.
        unsafe { text(self.format, "type") }.ok()?
    }
}

impl Array {
    /// # Safety
    /// As for [`import`].
    unsafe fn check(&self, kind: &DataType) -> Result<(), String> {
        if self.release.is_null() {
            return Err("an array in it was released before".to_owned());
        }
        let (length, rows) = self.rows(kind)?;
        // SAFETY: as the caller promises.
        let buffers = unsafe { self.buffers(kind)? };
        let validity = match kind {
            DataType::Null | DataType::Union(..) | DataType::RunEndEncoded(..) => ptr::null(),
            _ => buffers.first().copied().unwrap_or(ptr::null()),
        };
        let counted = if validity.is_null() {
            0
        } else {
            // SAFETY: a bitmap of as many bits, as the caller promises.
            let bits = unsafe { slice::from_raw_parts(validity, rows.div_ceil(8)) };
            length.saturating_sub(ones(bits, rows.saturating_sub(length), length)) // a part of them
        };
        let is_counted = !matches!(kind, DataType::Null | DataType::Union(..) | DataType::RunEndEncoded(..));
        if is_counted && self.null_count >= 0 && usize::try_from(self.null_count) != Ok(counted) {
            return Err(format!("{} nulls are said to be where {counted} are", self.null_count));
        }
        // SAFETY: as the caller promises.
        unsafe {
            self.check_offsets(kind, buffers, rows)?;
            self.check_children(kind, rows)
        }
    }

    /// How many rows there are, and as many with those before them.
    fn rows(&self, kind: &DataType) -> Result<(usize, usize), String> {
        let size = |what: &str, number: i64| {
            usize::try_from(number).map_err(|_| format!("its {what} is {number}: allowed is 0 and more"))
        };
        let (length, offset) = (size("length", self.length)?, size("offset", self.offset)?);
        if !(-1..=self.length).contains(&self.null_count) {
            return Err(format!("it says that {} of {length} rows are null", self.null_count));
        }
        let width = match kind {
            DataType::FixedSizeBinary(bytes) => usize::try_from(*bytes).unwrap_or(usize::MAX),
            other => other.primitive_width().unwrap_or_default(),
        };
        let bits = width.max(16).saturating_mul(8);
        let rows = length.checked_add(offset);
        let fits = |rows: &usize| {
            let bits = rows.checked_add(1).and_then(|rows| rows.checked_mul(bits));
            bits.is_some_and(|bits| isize::try_from(bits).is_ok())
        };
        match rows.filter(fits) {
            Some(rows) => Ok((length, rows)),
            None => Err(format!("it says that it has {length} rows from {offset} on: no memory holds them")),
        }
    }

    /// Its buffers, as many as its type has.
    ///
    /// # Safety
    /// As for [`import`].
    unsafe fn buffers(&self, kind: &DataType) -> Result<&[*const u8], String> {
        let count = match kind {
            DataType::Null | DataType::RunEndEncoded(..) => 0,
            DataType::Struct(_) | DataType::FixedSizeList(..) | DataType::Union(_, UnionMode::Sparse) => 1,
            DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Binary
            | DataType::LargeBinary
            | DataType::ListView(_)
            | DataType::LargeListView(_) => 3,
            DataType::Utf8View | DataType::BinaryView => self.n_buffers.max(3),
            _ => 2,
        };
        // Some leave out the only buffer of a table, which it has no nulls for.
        let none = matches!(kind, DataType::Struct(_)) && self.n_buffers == 0;
        if self.n_buffers != count && !none {
            return Err(format!(
                "an array of {} has {} buffers: allowed is {count}",
                told(kind),
                self.n_buffers
            ));
        }
        // SAFETY: as the caller promises.
        unsafe { each(self.buffers, self.n_buffers, BUFFERS_MAX) }
            .map_err(|_| format!("an array has no list of {} buffers", self.n_buffers))
    }

    /// What is read of buffers to know how long others are.
    ///
    /// # Safety
    /// As for [`import`].
    unsafe fn check_offsets(
        &self,
        kind: &DataType,
        buffers: &[*const u8],
        rows: usize,
    ) -> Result<(), String> {
        let second = buffers.get(1).copied().unwrap_or(ptr::null());
        let (first, last) = match kind {
            DataType::Utf8View | DataType::BinaryView => {
                // SAFETY: as the caller promises.
                return unsafe { check_view_lengths(buffers) };
            }
            // What an array without rows has of offsets is not read.
            _ if rows == 0 => return Ok(()),
            DataType::Utf8 | DataType::Binary | DataType::List(_) | DataType::Map(..) => {
                // SAFETY: as the caller promises.
                let [first, last] = unsafe { ends::<i32>(second, self.offset, rows)? };
                (i64::from(first), i64::from(last))
            }
            DataType::LargeUtf8 | DataType::LargeBinary | DataType::LargeList(_) => {
                // SAFETY: as the caller promises.
                let [first, last] = unsafe { ends::<i64>(second, self.offset, rows)? };
                (first, last)
            }
            _ => return Ok(()),
        };
        if first < 0 || last < first {
            return Err(format!("the offsets of {} go from {first} to {last}", told(kind)));
        }
        Ok(())
    }

    /// # Safety
    /// As for [`import`].
    unsafe fn check_children(&self, kind: &DataType, rows: usize) -> Result<(), String> {
        // Each with the fewest rows that it has.
        let kinds: Vec<(&DataType, usize)> = match kind {
            DataType::List(field)
            | DataType::LargeList(field)
            | DataType::ListView(field)
            | DataType::LargeListView(field)
            | DataType::Map(field, _) => vec![(field.data_type(), 0)],
            DataType::FixedSizeList(field, each) => {
                let each = usize::try_from(*each).unwrap_or(usize::MAX);
                vec![(field.data_type(), rows.saturating_mul(each))]
            }
            DataType::Struct(fields) => fields.iter().map(|field| (field.data_type(), rows)).collect(),
            DataType::Union(fields, mode) => {
                let least = if *mode == UnionMode::Sparse { rows } else { 0 };
                fields.iter().map(|(_, field)| (field.data_type(), least)).collect()
            }
            DataType::RunEndEncoded(ends, values) => vec![(ends.data_type(), 0), (values.data_type(), 0)],
            _ => Vec::new(),
        };
        if usize::try_from(self.n_children) != Ok(kinds.len()) {
            return Err(format!("it has {} columns, and its type {}", self.n_children, kinds.len()));
        }
        // SAFETY: as the caller promises.
        let children = unsafe { each(self.children, self.n_children, kinds.len())? };
        for (nth, (child, (kind, least))) in children.iter().zip(kinds).enumerate() {
            // SAFETY: as the caller promises.
            let child = unsafe { child.as_ref() }.ok_or_else(|| format!("column {nth} is null"))?;
            // SAFETY: as the caller promises.
            unsafe { child.check(kind)? };
            if usize::try_from(child.length).is_ok_and(|length| length < least) {
                return Err(format!("column {nth} has {} rows of {least}", child.length));
            }
        }
        // SAFETY: as the caller promises.
        match (unsafe { self.dictionary.as_ref() }, kind) {
            // SAFETY: as the caller promises.
            (Some(values), DataType::Dictionary(_, kind)) => unsafe { values.check(kind) },
            (None, DataType::Dictionary(..)) => Err("its dictionary has no values".to_owned()),
            (Some(_), _) => Err("it has a dictionary, and its type none".to_owned()),
            (None, _) => Ok(()),
        }
    }
}

/// A text of a schema, where it has one.
///
/// # Safety
/// Null, or a text that ends with a NUL.
unsafe fn text<'a>(start: *const c_char, what: &str) -> Result<Option<&'a str>, String> {
    if start.is_null() {
        return Ok(None);
    }
    // SAFETY: as the caller promises.
    let bytes = unsafe { CStr::from_ptr(start) };
    match bytes.to_str() {
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(format!("the {what} `{}` of a column is no UTF-8", shown(&bytes.to_string_lossy()))),
    }
}

/// A list of pointers.
///
/// # Safety
/// Null, or as many as are counted.
unsafe fn each<'a, T>(list: *const T, count: i64, most: usize) -> Result<&'a [T], String> {
    match usize::try_from(count) {
        Ok(0) => Ok(&[]),
        Ok(count) if count > most => Err(format!("it has {count} columns: allowed is {most}")),
        Ok(count) if !list.is_null() && list.is_aligned() => {
            // SAFETY: as the caller promises.
            Ok(unsafe { slice::from_raw_parts(list, count) })
        }
        Ok(count) => Err(format!("it has no list of its {count} columns")),
        Err(_) => Err(format!("it has {count} columns: allowed is 0 and more")),
    }
}

/// The offsets of the first row and behind the last one.
///
/// # Safety
/// Null, or one more offset than rows.
unsafe fn ends<T: Copy>(offsets: *const u8, first: i64, rows: usize) -> Result<[T; 2], String> {
    let offsets = offsets.cast::<T>();
    if offsets.is_null() || !offsets.is_aligned() {
        return Err("an array has no offsets, or not where numbers can stand".to_owned());
    }
    // SAFETY: as the caller promises.
    let offsets = unsafe { slice::from_raw_parts(offsets, rows.saturating_add(1)) };
    let at = |at: usize| offsets.get(at).copied();
    let both = usize::try_from(first).ok().and_then(at).zip(at(rows));
    both.map(Into::into).ok_or_else(|| "an array begins behind its end".to_owned())
}

/// # Safety
/// As for [`import`].
unsafe fn check_view_lengths(buffers: &[*const u8]) -> Result<(), String> {
    let (Some((lengths, rest)), true) = (buffers.split_last(), buffers.len() > 3) else { return Ok(()) };
    let data = rest.get(2..).unwrap_or_default();
    let lengths = lengths.cast::<i64>();
    if lengths.is_null() || !lengths.is_aligned() {
        return Err("an array of views does not say how long its buffers are".to_owned());
    }
    // SAFETY: one for each buffer, as the caller promises.
    let lengths = unsafe { slice::from_raw_parts(lengths, data.len()) };
    match lengths.iter().zip(data).find(|(length, data)| **length < 0 || (**length > 0 && data.is_null())) {
        Some((length, _)) => Err(format!("an array of views says that a buffer of it has {length} bytes")),
        None => Ok(()),
    }
}

/// How many of the bits from one on are set.
fn ones(bits: &[u8], from: usize, count: usize) -> usize {
    let bytes = bits.get(from / 8..).unwrap_or_default();
    let below = |end: usize| {
        let whole = bytes.get(..end / 8).unwrap_or_default().iter().map(|byte| u64::from(byte.count_ones()));
        let mask = !(u8::MAX << (end % 8));
        let part = bytes.get(end / 8).map_or(0, |byte| u64::from((byte & mask).count_ones()));
        usize::try_from(whole.sum::<u64>().saturating_add(part)).unwrap_or(usize::MAX)
    };
    let lead = from % 8;
    below(lead.saturating_add(count)).saturating_sub(below(lead))
}

fn told(kind: &DataType) -> String {
    shown(&kind.to_string()).into_owned()
}
