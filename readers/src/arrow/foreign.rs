//! Arrays from other libraries, by the Arrow C data and stream interfaces.
#![expect(unsafe_code, reason = "the Arrow C data interface hands over raw pointers")]

use std::ffi::CStr;

use arrow_array::ArrayRef;
use arrow_array::ffi::FFI_ArrowArray;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_schema::DataType;
use arrow_schema::ffi::FFI_ArrowSchema;
use partner_campaigns::shown;

use super::error::TableError;
use super::raw;

/// Arrow arrays of one type, one after the other as they are asked for. A table comes as struct arrays.
pub struct Arrays {
    place: String,
    kind: DataType,
    source: Source,
}

enum Source {
    One(Option<ArrayRef>),
    Many(Stream),
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
        let broken = |what| broken(place, what);
        // SAFETY: as the caller promises.
        let (kind, array) = unsafe {
            let kind = raw::kind(schema).map_err(broken)?;
            let array = raw::import(array, &kind).map_err(broken)?;
            (kind, array)
        };
        Ok(Self { place: place.to_owned(), kind, source: Source::One(Some(array)) })
    }

    /// The arrays of a stream. No more of it is read than its type.
    ///
    /// # Errors
    /// What the producer says, and a type that is not known.
    pub fn of_stream(stream: FFI_ArrowArrayStream, place: &str) -> Result<Self, TableError> {
        let mut stream = Stream(stream);
        let kind = stream.kind().map_err(|what| broken(place, what))?;
        Ok(Self { place: place.to_owned(), kind, source: Source::Many(stream) })
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
            Source::Many(stream) => {
                let next = stream.next(&self.kind).map_err(|what| broken(&self.place, what)).transpose();
                if !matches!(next, Some(Ok(_))) {
                    self.source = Source::One(None); // nothing is asked of it after its end
                }
                next
            }
        }
    }
}

/// A stream, asked by its own functions.
struct Stream(FFI_ArrowArrayStream);

impl Stream {
    fn kind(&mut self) -> Result<DataType, String> {
        if self.0.release().is_none() {
            return Err("this stream was taken before: its capsule serves once".to_owned());
        }
        let get = self.0.get_schema().ok_or("the stream has no function for its schema")?;
        let mut schema = FFI_ArrowSchema::empty();
        // SAFETY: its own function, of a stream that is not released.
        let code = unsafe { get(&raw mut self.0, &raw mut schema) };
        if code != 0 {
            return Err(self.said("schema", code));
        }
        // SAFETY: what producers promise who offer the interface.
        unsafe { raw::kind(&schema) }
    }

    fn next(&mut self, kind: &DataType) -> Result<Option<ArrayRef>, String> {
        let get = self.0.get_next().ok_or("the stream has no function for its arrays")?;
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: its own function, of a stream that is not released.
        let code = unsafe { get(&raw mut self.0, &raw mut array) };
        if code != 0 {
            return Err(self.said("next array", code));
        }
        if array.is_released() {
            return Ok(None); // the end
        }
        // SAFETY: what producers promise who offer the interface.
        unsafe { raw::import(array, kind) }.map(Some)
    }

    /// Why the producer cannot go on, in its own words where it has any.
    fn said(&mut self, what: &str, code: i32) -> String {
        let told = self.0.get_last_error().and_then(|last_error| {
            // SAFETY: its own function, after a failure; the text stays until the stream is asked again.
            unsafe {
                let text = last_error(&raw mut self.0);
                (!text.is_null()).then(|| shown(&CStr::from_ptr(text).to_string_lossy()).into_owned())
            }
        });
        let told = told.map_or_else(String::new, |told| format!(": {told}"));
        format!("the producer gives no {what} (error {code}){told}")
    }
}

fn broken(place: &str, what: String) -> TableError {
    TableError::Producer { place: place.to_owned(), what }
}
