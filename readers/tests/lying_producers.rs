//! Arrow producers that break the C data interface: each gets an error that says how, nothing panics, nothing is printed.
#![expect(unsafe_code, reason = "the structs of the Arrow C data interface, changed by hand")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::panic;
use std::ptr;
use std::sync::{Arc, Mutex, Once};

use arrow_array::ffi::{FFI_ArrowArray, to_ffi};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{
    Array, DictionaryArray, Int32Array, Int64Array, RunArray, StringArray, StringViewArray, StructArray,
};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{DataType, Field};
use partner_campaigns_readers::arrow::Arrays;

#[repr(C)]
struct Schema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut Self,
    dictionary: *mut Self,
    release: Option<unsafe extern "C" fn(*mut c_void)>,
    private_data: *mut c_void,
}

#[repr(C)]
struct Raw {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const u8,
    children: *mut *mut Self,
    dictionary: *mut Self,
    release: Option<unsafe extern "C" fn(*mut c_void)>,
    private_data: *mut c_void,
}

impl Raw {
    fn child(&mut self, nth: usize) -> &mut Self {
        unsafe { &mut **self.children.add(nth) }
    }

    fn put(&mut self, buffer: usize, start: *const u8) {
        unsafe { *self.buffers.add(buffer) = start };
    }
}

unsafe extern "C" fn keep(_: *mut c_void) {}

type Change = fn(&mut Raw, &mut Schema);

/// What is said of an array after a change of its structs, which are kept: they hold what is not the library's to free.
fn told(array: &dyn Array, change: Change) -> Result<(), String> {
    let (mut array, mut schema) = to_ffi(&array.to_data()).unwrap();
    unsafe {
        let raw = &mut *ptr::from_mut(&mut array).cast::<Raw>();
        let raw_schema = &mut *ptr::from_mut(&mut schema).cast::<Schema>();
        raw.release = Some(keep);
        raw_schema.release = Some(keep);
        change(raw, raw_schema);
        Arrays::of_array(array, &schema, "table").map(drop).map_err(|error| error.to_string())
    }
}

fn numbers() -> Int64Array {
    Int64Array::from(vec![Some(1), None, Some(3)])
}

fn texts() -> StringArray {
    StringArray::from(vec!["one", "two", "three"])
}

fn keys() -> DictionaryArray<Int8Type> {
    vec!["a", "b", "a"].into_iter().collect()
}

fn table() -> StructArray {
    let field = |name: &str, kind| Field::new(name, kind, true).into();
    StructArray::from(vec![
        (field("number", DataType::Int64), Arc::new(numbers()) as _),
        (field("text", DataType::Utf8), Arc::new(texts()) as _),
    ])
}

fn views() -> StringViewArray {
    StringViewArray::from(vec!["a text that is longer than twelve bytes", "short"])
}

static OFFSETS: [i32; 4] = [0, 3, 2, -1];
static MINUS: [i64; 1] = [-1];
static BAD_TEXT: &CStr = c"\xFF\xFE";

type Lie = (Box<dyn Array>, Change, &'static str);

fn lie(array: Box<dyn Array>, change: Change, said: &'static str) -> Lie {
    (array, change, said)
}

/// Arrays, what is changed of their structs, and what is said of that.
fn lies() -> Vec<Lie> {
    let numbers = || Box::new(numbers()) as Box<dyn Array>;
    let texts = || Box::new(texts()) as Box<dyn Array>;
    let table = || Box::new(table()) as Box<dyn Array>;
    let keys = || Box::new(keys()) as Box<dyn Array>;
    let views = || Box::new(views()) as Box<dyn Array>;
    let runs = || {
        let ends = Int32Array::from(vec![2, 3]);
        Box::new(RunArray::<Int32Type>::try_new(&ends, &Int64Array::from(vec![7, 8])).unwrap())
            as Box<dyn Array>
    };
    vec![
        lie(numbers(), |array, _| array.length = -1, "its length is -1"),
        lie(numbers(), |array, _| array.offset = -5, "its offset is -5"),
        lie(numbers(), |array, _| array.offset = i64::MAX, "no memory holds them"),
        lie(numbers(), |array, _| array.length = 1 << 60, "no memory holds them"),
        lie(numbers(), |array, _| array.null_count = 4, "4 of 3 rows are null"),
        lie(numbers(), |array, _| array.null_count = -2, "-2 of 3 rows are null"),
        lie(numbers(), |array, _| array.null_count = 0, "0 nulls are said to be where 1 are"),
        lie(numbers(), |array, _| array.put(0, ptr::null()), "1 nulls are said to be where 0 are"),
        lie(numbers(), |array, _| array.n_buffers = 1, "has 1 buffers: allowed is 2"),
        lie(numbers(), |array, _| array.n_buffers = -1, "has -1 buffers: allowed is 2"),
        lie(numbers(), |array, _| array.buffers = ptr::null_mut(), "no list of 2 buffers"),
        lie(numbers(), |array, _| array.put(1, ptr::null()), "is null"),
        lie(numbers(), |array, _| array.n_children = 1, "it has 1 columns, and its type 0"),
        lie(numbers(), |_, schema| schema.format = ptr::null(), "a column in it has no type"),
        lie(numbers(), |_, schema| schema.format = BAD_TEXT.as_ptr(), "is no UTF-8"),
        lie(numbers(), |_, schema| schema.name = BAD_TEXT.as_ptr(), "is no UTF-8"),
        lie(numbers(), |_, schema| schema.format = c"no such\x07".as_ptr(), "not supported"),
        lie(numbers(), |_, schema| schema.format = c"+l".as_ptr(), "`+l` with 0 columns"),
        lie(numbers(), |_, schema| schema.format = c"+r".as_ptr(), "`+r` with 0 columns"),
        lie(numbers(), |_, schema| schema.format = c"+s".as_ptr(), "has 2 buffers: allowed is 1"),
        lie(numbers(), |_, schema| schema.format = c"w:-4".as_ptr(), "`w:-4` with 0 columns"),
        lie(numbers(), |_, schema| schema.format = c"u".as_ptr(), "has 2 buffers: allowed is 3"),
        lie(numbers(), |_, schema| schema.n_children = -1, "`l` with -1 columns"),
        lie(numbers(), |_, schema| schema.release = None, "was released before"),
        lie(texts(), |array, _| array.put(1, ptr::null()), "has no offsets"),
        lie(texts(), |array, _| array.put(1, OFFSETS.as_ptr().cast()), "go from 0 to -1"),
        lie(
            texts(),
            |array, _| array.put(1, OFFSETS.as_ptr().cast::<u8>().wrapping_add(1)),
            "has no offsets",
        ),
        lie(texts(), |array, _| array.put(2, ptr::null()), "is null"),
        lie(keys(), |array, _| array.dictionary = ptr::null_mut(), "its dictionary has no values"),
        lie(
            keys(),
            |_, schema| schema.dictionary = ptr::null_mut(),
            "it has a dictionary, and its type none",
        ),
        lie(keys(), |_, schema| schema.format = c"u".as_ptr(), "has keys of type `u` of a dictionary"),
        lie(table(), |array, _| array.children = ptr::null_mut(), "no list of its 2 columns"),
        lie(table(), |array, _| unsafe { *array.children = ptr::null_mut() }, "column 0 is null"),
        lie(table(), |array, _| array.n_children = 1, "it has 1 columns, and its type 2"),
        lie(table(), |array, _| array.n_children = -1, "it has -1 columns, and its type 2"),
        lie(table(), |array, _| array.child(1).length = 2, "column 1 has 2 rows of 3"),
        lie(table(), |array, _| array.child(0).length = -1, "its length is -1"),
        lie(table(), |array, _| array.child(0).release = None, "an array in it was released before"),
        lie(table(), |array, _| array.length = 4, "column 0 has 3 rows of 4"),
        lie(table(), |_, schema| schema.children = ptr::null_mut(), "no list of its 2 columns"),
        lie(table(), |_, schema| unsafe { *schema.children = ptr::null_mut() }, "column 0 is null"),
        lie(table(), |_, schema| schema.n_children = 1 << 40, "it has 1099511627776 columns"),
        lie(table(), |_, schema| unsafe { *schema.children = ptr::from_mut(schema) }, "more than 64 deep"),
        lie(views(), |array, _| array.n_buffers = 2, "has 2 buffers: allowed is 3"),
        lie(views(), |array, _| array.put(3, ptr::null()), "how long its buffers are"),
        lie(views(), |array, _| array.put(3, MINUS.as_ptr().cast()), "a buffer of it has -1 bytes"),
        // Only the library below finds out, and panics.
        lie(runs(), |array, _| array.child(0).length = 0, ""),
    ]
}

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static NOTING: Once = Once::new();

/// Notes what panics print, from before the first array is read on.
fn note_panics() {
    NOTING.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            PANICS.lock().unwrap().push(what.to_string());
            before(what);
        }));
    });
}

#[test]
fn whoever_breaks_the_interface_is_told_how() {
    note_panics();
    for (array, change, said) in lies() {
        assert_eq!(told(&*array, |_, _| ()), Ok(()), "before: {said}");
        let message = told(&*array, change).expect_err(said);
        assert!(message.starts_with("table: ") && message.contains(said), "{said}: {message}");
        assert!(message.chars().count() <= 400 && !message.contains(char::is_control), "{message:?}");
    }
    let noted = std::mem::take(&mut *PANICS.lock().unwrap());
    assert!(noted.is_empty(), "{noted:?}");
    // Panics of others are printed as before.
    let other = std::thread::spawn(|| assert_eq!(numbers().len(), 4));
    assert!(other.join().is_err());
    assert_eq!(PANICS.lock().unwrap().len(), 1);
}

/// The stream's own functions, which fail, or hand over what is not there.
#[test]
fn streams_that_fail_say_so_in_few_words() {
    unsafe extern "C" fn no_schema(_: *mut FFI_ArrowArrayStream, _: *mut FFI_ArrowSchema) -> c_int {
        22
    }
    unsafe extern "C" fn released_schema(_: *mut FFI_ArrowArrayStream, _: *mut FFI_ArrowSchema) -> c_int {
        0
    }
    unsafe extern "C" fn numbers(_: *mut FFI_ArrowArrayStream, out: *mut FFI_ArrowSchema) -> c_int {
        let schema = FFI_ArrowSchema::try_from(&DataType::Int64).unwrap();
        unsafe { ptr::write(out, schema) };
        0
    }
    unsafe extern "C" fn texts(_: *mut FFI_ArrowArrayStream, out: *mut FFI_ArrowArray) -> c_int {
        unsafe { ptr::write(out, to_ffi(&self::texts().to_data()).unwrap().0) };
        0
    }
    unsafe extern "C" fn no_array(_: *mut FFI_ArrowArrayStream, _: *mut FFI_ArrowArray) -> c_int {
        5
    }
    unsafe extern "C" fn words(_: *mut FFI_ArrowArrayStream) -> *const c_char {
        c"disk\x1b[2J gone, and a very long story of how that came about, which nobody wants to hear to its end".as_ptr()
    }
    unsafe extern "C" fn release(stream: *mut FFI_ArrowArrayStream) {
        unsafe { (*stream).set_release(None) };
    }
    type GetSchema = unsafe extern "C" fn(*mut FFI_ArrowArrayStream, *mut FFI_ArrowSchema) -> c_int;
    type GetNext = unsafe extern "C" fn(*mut FFI_ArrowArrayStream, *mut FFI_ArrowArray) -> c_int;
    type Words = unsafe extern "C" fn(*mut FFI_ArrowArrayStream) -> *const c_char;

    note_panics();
    let first = |schema: Option<GetSchema>, next: Option<GetNext>, words: Option<Words>| {
        let stream = unsafe {
            FFI_ArrowArrayStream::new_unchecked(schema, next, words, Some(release), ptr::null_mut())
        };
        let mut arrays = match Arrays::of_stream(stream, "table") {
            Ok(arrays) => arrays,
            Err(error) => return error.to_string(),
        };
        let message = arrays.next().unwrap().map(drop).unwrap_err().to_string();
        assert!(arrays.next().is_none(), "nothing is asked of it after its end");
        message
    };
    let told = r"disk\u001b[2J gone, and a very long story of how that came about, which nobody wants ...";
    for (schema, next, said, expected) in [
        (None, None, None, "table: the stream has no function for its schema".to_owned()),
        (
            Some(no_schema as GetSchema),
            None,
            None,
            "table: the producer gives no schema (error 22)".to_owned(),
        ),
        (
            Some(no_schema as GetSchema),
            None,
            Some(words as Words),
            format!("table: the producer gives no schema (error 22): {told}"),
        ),
        (
            Some(released_schema as GetSchema),
            None,
            None,
            "table: a schema in it was released before".to_owned(),
        ),
        (
            Some(numbers as GetSchema),
            None,
            None,
            "table: the stream has no function for its arrays".to_owned(),
        ),
        (
            Some(numbers as GetSchema),
            Some(no_array as GetNext),
            Some(words as Words),
            format!("table: the producer gives no next array (error 5): {told}"),
        ),
        (
            Some(numbers as GetSchema),
            Some(texts as GetNext),
            None,
            "table: an array of Int64 has 3 buffers: allowed is 2".to_owned(),
        ),
    ] {
        assert_eq!(first(schema, next, said), expected);
    }
    let taken = Arrays::of_stream(FFI_ArrowArrayStream::empty(), "table").err().unwrap().to_string();
    assert_eq!(taken, "table: this stream was taken before: its capsule serves once");
}
