//! Canonical JSON: the keys of every object sorted by their bytes, no white space.
//!
//! They are sorted here, as they are written. Whether the objects of `serde_json` sort theirs depends on a feature that any
//! other crate of a program may turn on.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use serde_json::value::RawValue;

/// The canonical JSON of a value whose keys are texts.
pub(crate) fn to_string<T: Serialize + ?Sized>(value: &T) -> String {
    let mut out = Vec::new();
    let written = value.serialize(&mut Serializer::with_formatter(&mut out, Sorting::default()));
    written.ok().and_then(|()| String::from_utf8(out).ok()).unwrap_or_default() // every key is text, every number fits
}

/// The same as a part of something else that is written.
pub(crate) fn part<T: Serialize + ?Sized>(value: &T) -> Option<Box<RawValue>> {
    RawValue::from_string(to_string(value)).ok() // never none: it is JSON
}

/// One object that is being written: its keys with their values, each as it was written.
#[derive(Default)]
struct Object {
    done: Vec<(Vec<u8>, Vec<u8>)>,
    key: Vec<u8>,
    /// The key while that is written, then its value.
    part: Vec<u8>,
}

/// Holds back what stands in an object until all of it is there.
#[derive(Default)]
struct Sorting {
    open: Vec<Object>,
}

impl Sorting {
    fn put<W: ?Sized + Write>(&mut self, writer: &mut W, bytes: &[u8]) -> io::Result<()> {
        match self.open.last_mut() {
            Some(object) => {
                object.part.extend_from_slice(bytes);
                Ok(())
            }
            None => writer.write_all(bytes),
        }
    }
}

/// Everything that is written as [`Formatter`] has it goes where [`Sorting::put`] says.
macro_rules! held_back {
    ($($name:ident($($value:ident: $type:ty),*))*) => {$(
        fn $name<W: ?Sized + Write>(&mut self, writer: &mut W $(, $value: $type)*) -> io::Result<()> {
            let mut written = Vec::new();
            serde_json::ser::CompactFormatter.$name(&mut written $(, $value)*)?;
            self.put(writer, &written)
        }
    )*};
}

impl Formatter for Sorting {
    held_back! {
        write_null() write_bool(value: bool) write_i8(value: i8) write_i16(value: i16) write_i32(value: i32)
        write_i64(value: i64) write_i128(value: i128) write_u8(value: u8) write_u16(value: u16) write_u32(value: u32)
        write_u64(value: u64) write_u128(value: u128) write_number_str(value: &str)
        write_char_escape(value: serde_json::ser::CharEscape)
        begin_array_value(first: bool)
    }

    fn begin_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.put(writer, b"\"")
    }

    fn end_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.put(writer, b"\"")
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        self.put(writer, text.as_bytes())
    }

    fn write_raw_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        self.put(writer, text.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.put(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.put(writer, b"]")
    }

    fn begin_object<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.open.push(Object::default());
        Ok(())
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, _: &mut W, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        if let Some(object) = self.open.last_mut() {
            object.key = std::mem::take(&mut object.part);
        }
        Ok(())
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        Ok(())
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        if let Some(object) = self.open.last_mut() {
            object.done.push((std::mem::take(&mut object.key), std::mem::take(&mut object.part)));
        }
        Ok(())
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let mut entries = self.open.pop().unwrap_or_default().done;
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.put(writer, b"{")?;
        for (number, (key, value)) in entries.into_iter().enumerate() {
            if number > 0 {
                self.put(writer, b",")?;
            }
            self.put(writer, &key)?;
            self.put(writer, b":")?;
            self.put(writer, &value)?;
        }
        self.put(writer, b"}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Keys in an order of its own, as `serde_json` has them where its `preserve_order` is on.
    struct Unsorted(&'static [(&'static str, i128)]);

    impl Serialize for Unsorted {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(
                self.0.iter().map(|(key, number)| (key, vec![Inner { z: *number, a: "\u{1}\"é" }])),
            )
        }
    }

    #[derive(Serialize)]
    struct Inner {
        z: i128,
        a: &'static str,
    }

    #[test]
    fn keys_are_sorted_by_their_bytes_at_every_depth_whatever_order_they_come_in() {
        let value = Unsorted(&[("b", 1), ("é", -2), ("", i128::MAX), ("a\"", 3), ("B", 0)]);
        let inner = |number: i128| format!(r#"[{{"a":"\u0001\"é","z":{number}}}]"#);
        let expected = format!(
            r#"{{"":{},"B":{},"a\"":{},"b":{},"é":{}}}"#,
            inner(i128::MAX),
            inner(0),
            inner(3),
            inner(1),
            inner(-2)
        );
        assert_eq!(to_string(&value), expected);
    }

    #[test]
    fn it_is_what_serde_json_writes_of_sorted_keys() {
        let value = json!({
            "empty": {}, "list": [[], {}, [1, null, true, {"k": [{}]}]], "text": "\\\" \n\u{7f}\u{2028}😀", "n": -1
        });
        let mut sorted = value.clone();
        sorted.sort_all_objects(); // nothing to do, unless an order is preserved
        assert_eq!(to_string(&value), sorted.to_string());
        assert_eq!(to_string(&[1_u64, u64::MAX]), "[1,18446744073709551615]");
    }
}
