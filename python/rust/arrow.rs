//! Tables and columns across the border without a copy: the Arrow `PyCapsule` interface, both ways.
#![expect(unsafe_code, reason = "the Arrow C data interface hands over raw pointers")]

use std::ffi::CStr;
use std::ptr::NonNull;

use arrow_array::ffi::{FFI_ArrowArray, from_ffi, to_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, ArrayReader as _, ArrayRef, make_array};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, DataType};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

use crate::error;

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// The Arrow arrays of an object with `__arrow_c_array__` or `__arrow_c_stream__`; `None` where it has neither. A table
/// comes as struct arrays.
///
/// # Errors
/// What the producer says, and malformed capsules.
pub(crate) fn chunks(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Option<Vec<ArrayRef>>> {
    stream(value, name)?.map(Iterator::collect).transpose()
}

/// Arrow arrays of one type, one after the other as they are asked for.
pub(crate) struct Stream<'a> {
    name: &'a str,
    pub kind: DataType,
    arrays: Arrays,
}

enum Arrays {
    One(Option<ArrayRef>),
    Many(ArrayStreamReader),
}

impl Iterator for Stream<'_> {
    type Item = PyResult<ArrayRef>;

    fn next(&mut self) -> Option<PyResult<ArrayRef>> {
        match &mut self.arrays {
            Arrays::One(array) => array.take().map(Ok),
            Arrays::Many(reader) => {
                reader.next().map(|array| array.map_err(|error| broken(self.name, &error)))
            }
        }
    }
}

/// Likewise, without reading more of a stream than its type.
///
/// # Errors
/// What the producer says, and malformed capsules.
pub(crate) fn stream<'a>(value: &Bound<'_, PyAny>, name: &'a str) -> PyResult<Option<Stream<'a>>> {
    if value.hasattr("__arrow_c_array__")? {
        let pair = value.call_method0("__arrow_c_array__")?.cast_into::<PyTuple>()?;
        let (schema, array) = (capsule(&pair.get_item(0)?, SCHEMA)?, capsule(&pair.get_item(1)?, ARRAY)?);
        // SAFETY: a capsule of this name holds this struct, which stays alive while `pair` does; moving the array out
        // of it marks it released, as the interface demands. The schema is only borrowed.
        let data = unsafe {
            let array = FFI_ArrowArray::from_raw(array.cast().as_ptr());
            if array.is_released() {
                return Err(error::invalid(format!(
                    "{name}: this array was taken before: its capsule serves once"
                )));
            }
            from_ffi(array, schema.cast::<FFI_ArrowSchema>().as_ref())
        };
        let array = data.map(make_array).map_err(|error| broken(name, &error))?;
        let kind = array.data_type().clone();
        return Ok(Some(Stream { name, kind, arrays: Arrays::One(Some(array)) }));
    }
    if value.hasattr("__arrow_c_stream__")? {
        let stream = value.call_method0("__arrow_c_stream__")?;
        let pointer = capsule(&stream, STREAM)?;
        // SAFETY: as above; the stream is moved out of the capsule.
        let reader = unsafe { ArrayStreamReader::from_raw(pointer.cast::<FFI_ArrowArrayStream>().as_ptr()) };
        let reader = reader.map_err(|error| broken(name, &error))?;
        let kind = reader.field().data_type().clone();
        return Ok(Some(Stream { name, kind, arrays: Arrays::Many(reader) }));
    }
    Ok(None)
}

fn capsule(value: &Bound<'_, PyAny>, name: &CStr) -> PyResult<NonNull<std::ffi::c_void>> {
    value.cast::<PyCapsule>()?.pointer_checked(Some(name))
}

fn broken(name: &str, error: &ArrowError) -> PyErr {
    error::invalid(format!("{name}: {error}"))
}

/// An array as the two capsules that `__arrow_c_array__` returns.
pub(crate) fn export<'py>(py: Python<'py>, array: &dyn Array) -> PyResult<Bound<'py, PyTuple>> {
    let (array, schema) = to_ffi(&array.to_data()).map_err(|error| broken("result", &error))?;
    let schema = PyCapsule::new_with_value(py, schema, SCHEMA)?;
    let array = PyCapsule::new_with_value(py, array, ARRAY)?;
    PyTuple::new(py, [schema, array])
}
