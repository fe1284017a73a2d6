//! Arrays from other libraries, by the Arrow C data and stream interfaces.
#![expect(unsafe_code, reason = "the Arrow C data interface hands over raw pointers")]

use arrow_array::ffi::{FFI_ArrowArray, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array as _, ArrayReader as _, ArrayRef, make_array};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, DataType};

use super::error::TableError;

/// Arrow arrays of one type, one after the other as they are asked for. A table comes as struct arrays.
pub struct Arrays {
    place: String,
    kind: DataType,
    source: Source,
}

enum Source {
    One(Option<ArrayRef>),
    Many(ArrayStreamReader),
}

impl Arrays {
    /// One array. `place` is what messages call it.
    ///
    /// # Errors
    /// A type that is not known, arrays that contradict themselves.
    ///
    /// # Safety
    /// `array` and `schema` were made by a library that keeps to the Arrow C data interface, for one another.
    pub unsafe fn of_array(
        array: FFI_ArrowArray,
        schema: &FFI_ArrowSchema,
        place: &str,
    ) -> Result<Self, TableError> {
        // SAFETY: as the caller promises.
        let data = unsafe { from_ffi(array, schema) };
        let array = data.map(make_array).map_err(|error| broken(place, &error))?;
        Ok(Self {
            place: place.to_owned(),
            kind: array.data_type().clone(),
            source: Source::One(Some(array)),
        })
    }

    /// The arrays of a stream. No more of it is read than its type.
    ///
    /// # Errors
    /// What the producer says, and a type that is not known.
    pub fn of_stream(stream: FFI_ArrowArrayStream, place: &str) -> Result<Self, TableError> {
        let reader = ArrayStreamReader::try_new(stream).map_err(|error| broken(place, &error))?;
        let kind = reader.field().data_type().clone();
        Ok(Self { place: place.to_owned(), kind, source: Source::Many(reader) })
    }

    /// The type of every array.
    #[must_use]
    pub fn kind(&self) -> &DataType {
        &self.kind
    }
}

impl Iterator for Arrays {
    type Item = Result<ArrayRef, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.source {
            Source::One(array) => array.take().map(Ok),
            Source::Many(reader) => {
                reader.next().map(|array| array.map_err(|error| broken(&self.place, &error)))
            }
        }
    }
}

fn broken(place: &str, error: &ArrowError) -> TableError {
    TableError::Producer { place: place.to_owned(), what: error.to_string() }
}
