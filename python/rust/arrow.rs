//! Tables and columns across the border without a copy: the Arrow `PyCapsule` interface, both ways.
#![expect(unsafe_code, reason = "the Arrow C data interface hands over raw pointers")]

use std::ffi::CStr;
use std::ptr::NonNull;

use arrow_array::ffi::{FFI_ArrowArray, to_ffi};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{Array, ArrayRef};
use arrow_schema::ffi::FFI_ArrowSchema;
use partner_campaigns_readers::arrow::Arrays;
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
    let Some(arrays) = arrays(value, name)? else { return Ok(None) };
    // Without the interpreter: who makes the arrays may need it, or other threads may meanwhile.
    let arrays: Result<Vec<_>, _> = value.py().detach(|| arrays.collect());
    arrays.map(Some).map_err(|error| error::invalid(error.to_string()))
}

/// Likewise, without reading more of a stream than its type.
///
/// # Errors
/// What the producer says, and malformed capsules.
pub(crate) fn arrays(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Option<Arrays>> {
    let read = if value.hasattr("__arrow_c_array__")? {
        let pair = value.call_method0("__arrow_c_array__")?.cast_into::<PyTuple>()?;
        if pair.len() != 2 {
            let message =
                format!("{name}: `__arrow_c_array__` gives {} capsules: two are expected", pair.len());
            return Err(error::invalid(message));
        }
        let (schema, array) = (capsule(&pair.get_item(0)?, SCHEMA)?, capsule(&pair.get_item(1)?, ARRAY)?);
        // SAFETY: a capsule of this name holds this struct, which stays alive while `pair` does; moving the array out
        // of it marks it released, as the interface demands. The schema is only borrowed.
        unsafe {
            let array = FFI_ArrowArray::from_raw(array.cast().as_ptr());
            if array.is_released() {
                return Err(error::invalid(format!(
                    "{name}: this array was taken before: its capsule serves once"
                )));
            }
            Arrays::of_array(array, schema.cast::<FFI_ArrowSchema>().as_ref(), name)
        }
    } else if value.hasattr("__arrow_c_stream__")? {
        let stream = value.call_method0("__arrow_c_stream__")?;
        let pointer = capsule(&stream, STREAM)?;
        // SAFETY: as above; the stream is moved out of the capsule.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.cast().as_ptr()) };
        Arrays::of_stream(stream, name)
    } else {
        return Ok(None);
    };
    read.map(Some).map_err(|error| error::invalid(error.to_string()))
}

fn capsule(value: &Bound<'_, PyAny>, name: &CStr) -> PyResult<NonNull<std::ffi::c_void>> {
    value.cast::<PyCapsule>()?.pointer_checked(Some(name))
}

/// An array as the two capsules that `__arrow_c_array__` returns.
pub(crate) fn export<'py>(py: Python<'py>, array: &dyn Array) -> PyResult<Bound<'py, PyTuple>> {
    let (array, schema) =
        to_ffi(&array.to_data()).map_err(|error| error::invalid(format!("result: {error}")))?;
    let schema = PyCapsule::new_with_value(py, schema, SCHEMA)?;
    let array = PyCapsule::new_with_value(py, array, ARRAY)?;
    PyTuple::new(py, [schema, array])
}
