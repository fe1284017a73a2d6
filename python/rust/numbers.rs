//! Columns of whole numbers in: Arrow, buffers, sequences. What is already as core wants it is not copied.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{AnyDictionaryArray, Array, ArrayRef, PrimitiveArray};
use arrow_schema::DataType;
use partner_campaigns::shown;
use partner_campaigns_readers::arrow::TableError;
use pyo3::buffer::{Element, ElementType, PyUntypedBuffer};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyFrozenSet, PyInt, PyMemoryView, PySet};

use crate::buffers::{self, Borrowed};
use crate::convert::{self, Whole};
use crate::{arrow, error, memory};

/// What a row of another type takes while it is made one that core takes.
const BYTES_OF_A_COPIED_ROW: usize = 32;

/// The number types that core takes, from any whole number.
pub(crate) trait Cell: ArrowPrimitiveType<Native: Element + Default> {
    fn of(number: i128) -> Option<Self::Native>;
}

impl Cell for Int64Type {
    fn of(number: i128) -> Option<i64> {
        i64::try_from(number).ok()
    }
}

impl Cell for UInt16Type {
    fn of(number: i128) -> Option<u16> {
        Some(u16::try_from(number).unwrap_or(u16::MAX)) // negative or beyond 16 bits: out of range all the same
    }
}

impl Cell for UInt32Type {
    fn of(number: i128) -> Option<u32> {
        Some(u32::try_from(number).unwrap_or(u32::MAX)) // no id of any table
    }
}

enum Values<T: Cell> {
    Arrow(PrimitiveArray<T>),
    Buffer(Borrowed<T::Native>),
    Own(Vec<T::Native>),
}

/// A column, and which of its rows have no value.
pub(crate) struct Numbers<T: Cell> {
    values: Values<T>,
    missing: Vec<usize>,
}

impl<T: Cell> Numbers<T> {
    pub(crate) fn new(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Self> {
        if value.get_type().name()?.to_str()? == "MaskedArray" {
            // Its buffer holds the numbers under the mask as well, and nothing of the mask.
            let advice = "pass its `filled` numbers, or an Arrow column with nulls";
            return Err(error::wrong_type(format!("{name} is a masked array: {advice}")));
        }
        if let Some(chunks) = arrow::chunks(value, name)? {
            return value.py().detach(|| Self::from_arrow(&chunks, name));
        }
        if let Some(buffer) = Borrowed::of(value) {
            return Ok(Self { values: Values::Buffer(buffer), missing: Vec::new() });
        }
        let own = match PyUntypedBuffer::get(value) {
            Ok(buffer) => from_buffer::<T>(value, &buffer, name)?,
            Err(_) => from_sequence::<T>(value, name)?,
        };
        Ok(Self { values: Values::Own(own), missing: Vec::new() })
    }

    pub(crate) fn as_slice(&self) -> &[T::Native] {
        match &self.values {
            Values::Arrow(array) => array.values(),
            Values::Buffer(buffer) => buffer.as_slice(),
            Values::Own(own) => own,
        }
    }

    /// The rows without a value, in order.
    pub(crate) fn missing(&self) -> &[usize] {
        &self.missing
    }

    /// Memory of others that is read.
    pub(crate) fn addresses(&self) -> std::ops::Range<usize> {
        let bytes = self.as_slice().as_ptr_range();
        bytes.start.addr()..bytes.end.addr()
    }

    /// Puts a number into the rows without a value of any column.
    pub(crate) fn fill(&mut self, rows: &[usize], number: T::Native) -> PyResult<()> {
        memory::room(self.as_slice().len(), size_of::<T::Native>())?;
        let mut own = self.as_slice().to_vec();
        for &row in rows {
            if let Some(cell) = own.get_mut(row) {
                *cell = number;
            }
        }
        self.values = Values::Own(own);
        Ok(())
    }

    fn from_arrow(chunks: &[ArrayRef], name: &str) -> PyResult<Self> {
        let only = match chunks {
            [only] => only.as_primitive_opt::<T>(),
            _ => None,
        };
        let values = if let Some(only) = only {
            Values::Arrow(only.clone())
        } else {
            let rows = chunks.iter().map(Array::len).sum();
            memory::room(rows, BYTES_OF_A_COPIED_ROW)?;
            let mut own = Vec::with_capacity(rows);
            for chunk in chunks {
                let first = own.len();
                cells::<T>(whole_numbers(&**chunk, first, name)?.into_iter(), name, &mut own)?;
            }
            Values::Own(own)
        };
        // After the numbers: what is missing is known only of a dictionary whose keys were found good.
        let mut missing = Vec::new();
        let mut before = 0_usize;
        for chunk in chunks {
            if let Some(nulls) = chunk.logical_nulls().filter(|nulls| nulls.null_count() > 0) {
                missing.extend((0..chunk.len()).filter(|&row| nulls.is_null(row)).map(|row| row + before));
            }
            before += chunk.len();
        }
        Ok(Self { values, missing })
    }
}

/// The numbers of any Arrow column of whole ones; 0 where there is none. `first` is how many rows of the column come before.
fn whole_numbers(chunk: &dyn Array, first: usize, name: &str) -> PyResult<Vec<i128>> {
    macro_rules! read {
        ($($kind:ident),+) => {
            match chunk.data_type() {
                $(kind if *kind == $kind::DATA_TYPE => {
                    let numbers = chunk.as_primitive::<$kind>();
                    Ok(numbers.iter().map(|number| number.map_or(0, i128::from)).collect())
                })+
                DataType::Decimal128(_, scale) => {
                    let scale = *scale;
                    let numbers = chunk.as_primitive::<Decimal128Type>().iter().zip(first..);
                    numbers.map(|(number, row)| {
                        let number = number.unwrap_or(0);
                        whole_decimal(number, scale).ok_or_else(|| {
                            error::invalid(format!("{name}[{row}] is {number}e{}: allowed are whole numbers", -i32::from(scale)))
                        })
                    }).collect()
                }
                DataType::Dictionary(..) => numbers_of_keys(chunk.as_any_dictionary(), first, name),
                DataType::Null => Ok(vec![0; chunk.len()]),
                other => Err(not_whole(name, &arrow_name(other))),
            }
        };
    }
    read!(Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type)
}

/// The numbers that the keys of a dictionary stand for. Keys come unchecked: whoever made them may have made them wrong.
fn numbers_of_keys(dictionary: &dyn AnyDictionaryArray, first: usize, name: &str) -> PyResult<Vec<i128>> {
    let keys = dictionary.keys();
    let values = whole_numbers(dictionary.values(), 0, &format!("the dictionary of {name}"))?;
    let number = |(place, key): (usize, i128)| {
        if keys.is_null(place) {
            return Ok(0);
        }
        usize::try_from(key).ok().and_then(|key| values.get(key).copied()).ok_or_else(|| {
            let place = format!("{name}[{}]", first.saturating_add(place));
            error::invalid(TableError::Key { place, key, values: values.len() }.to_string())
        })
    };
    whole_numbers(keys, 0, name)?.into_iter().enumerate().map(number).collect()
}

/// `number / 10^scale`, where that is whole.
fn whole_decimal(number: i128, scale: i8) -> Option<i128> {
    let power = 10_i128.checked_pow(u32::from(scale.unsigned_abs()))?;
    if scale < 0 { number.checked_mul(power) } else { (number % power == 0).then_some(number / power) }
}

fn cells<T: Cell>(numbers: impl Iterator<Item = i128>, name: &str, out: &mut Vec<T::Native>) -> PyResult<()> {
    for number in numbers {
        out.push(T::of(number).ok_or_else(|| beyond(name, out.len(), &number.to_string()))?);
    }
    Ok(())
}

fn beyond(name: &str, row: usize, number: &str) -> PyErr {
    error::invalid(format!("{name}[{row}] is {number}: allowed is what fits 64 bits"))
}

fn arrow_name(kind: &DataType) -> String {
    match kind {
        DataType::Struct(_) => "a table".to_owned(),
        other => format!("a column of {}", shown(&other.to_string())),
    }
}

fn not_whole(name: &str, found: &str) -> PyErr {
    error::wrong_type(format!(
        "{name} is {found}: pass a column of whole numbers (int64, uint16 or another integer)"
    ))
}

/// Copies a buffer of other numbers, or of numbers that lie otherwise: with gaps, between addresses, in the other byte order.
fn from_buffer<T: Cell>(
    value: &Bound<'_, PyAny>,
    buffer: &PyUntypedBuffer,
    name: &str,
) -> PyResult<Vec<T::Native>> {
    if buffer.dimensions() != 1 {
        let found = format!("a buffer of {} dimensions", buffer.dimensions());
        return Err(not_whole(name, &found));
    }
    let copy = PyMemoryView::from(value)?.call_method0("tobytes")?.cast_into::<PyBytes>()?;
    let bytes = copy.as_bytes();
    let swapped = !buffers::is_native_order(buffer.format());
    memory::room(buffer.item_count(), size_of::<T::Native>())?;
    let mut out = Vec::with_capacity(buffer.item_count());
    macro_rules! read {
        ($kind:ty) => {{
            let (numbers, _) = bytes.as_chunks::<{ size_of::<$kind>() }>();
            let numbers = numbers.iter().map(|&number| {
                let number = <$kind>::from_ne_bytes(number);
                i128::from(if swapped { number.swap_bytes() } else { number })
            });
            cells::<T>(numbers, name, &mut out)?
        }};
    }
    match ElementType::from_format(buffer.format()) {
        ElementType::SignedInteger { bytes: 1 } => read!(i8),
        ElementType::SignedInteger { bytes: 2 } => read!(i16),
        ElementType::SignedInteger { bytes: 4 } => read!(i32),
        ElementType::SignedInteger { bytes: 8 } => read!(i64),
        ElementType::UnsignedInteger { bytes: 1 } => read!(u8),
        ElementType::UnsignedInteger { bytes: 2 } => read!(u16),
        ElementType::UnsignedInteger { bytes: 4 } => read!(u32),
        ElementType::UnsignedInteger { bytes: 8 } => read!(u64),
        ElementType::Bool => return Err(not_whole(name, "a buffer of bools")),
        ElementType::Float { .. } => return Err(not_whole(name, "a buffer of floats")),
        _ => {
            let found = format!("a buffer of format `{}`", shown(&buffer.format().to_string_lossy()));
            return Err(not_whole(name, &found));
        }
    }
    Ok(out)
}

fn from_sequence<T: Cell>(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<T::Native>> {
    let unfit = || {
        let found = value.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string());
        not_whole(name, &found)
    };
    if value.is_instance_of::<PyDict>()
        || value.is_instance_of::<PySet>()
        || value.is_instance_of::<PyFrozenSet>()
    {
        return Err(unfit()); // their items are in no order of rows
    }
    let items = value.try_iter().map_err(|_| unfit())?;
    let rows = value.len().unwrap_or(0);
    memory::room(rows, size_of::<T::Native>())?;
    let mut out = Vec::with_capacity(rows);
    for item in items {
        let item = item?;
        let number = match item.is_exact_instance_of::<PyInt>().then(|| item.extract::<i64>()) {
            Some(Ok(number)) => i128::from(number),
            _ => match convert::whole(&item, &format!("{name}[{}]", out.len()), "a whole number")? {
                Whole::Fits(number) => i128::from(number),
                Whole::Beyond(text) => {
                    let far = if text.starts_with('-') { i128::MIN } else { i128::MAX };
                    if T::of(far).is_none() {
                        return Err(beyond(name, out.len(), &text));
                    }
                    far // out of range all the same
                }
            },
        };
        cells::<T>(std::iter::once(number), name, &mut out)?;
    }
    Ok(out)
}
