//! Exports in Parquet: types, blanks, zones; and whether a file is a table.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, Date32Array, Decimal128Array, Float64Array, Int64Array, ListArray, NullArray,
    RecordBatch, StringArray, TimestampMicrosecondArray, TimestampNanosecondArray,
};
use parquet::arrow::ArrowWriter;
use partner_campaigns::{Kind, Unreadable};

use super::export::Export;
use super::open::{ParquetFile, open};
use crate::format::Format;
use crate::problem::Problem;

/// A file of this test's own.
struct Saved(String);

impl Drop for Saved {
    fn drop(&mut self) {
        fs::remove_file(&self.0).ok();
    }
}

fn save(columns: Vec<(&str, ArrayRef)>) -> Saved {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("pc-export-{}-{number}.parquet", std::process::id()));
    let fields: Vec<_> = columns
        .iter()
        .map(|(name, cells)| arrow_schema::Field::new(*name, cells.data_type().clone(), true))
        .collect();
    let schema = Arc::new(arrow_schema::Schema::new(fields));
    let cells = columns.into_iter().map(|(_, cells)| cells).collect();
    let batch = RecordBatch::try_new(schema.clone(), cells).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), schema, None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    Saved(path.to_str().unwrap().to_owned())
}

/// Two order lines of texts, of which some columns are given.
fn lines(given: Vec<(&'static str, ArrayRef)>) -> Vec<(&'static str, ArrayRef)> {
    let format = Format::of(Kind::Orders);
    let mut columns: Vec<(&str, ArrayRef)> = Vec::new();
    for column in &format.columns {
        let name = column.names[0].as_str();
        let cells: [&str; 2] = match column.field {
            "order_id" => ["576400000000000001", "576400000000000002"],
            "base" => ["100.00", "200.00"],
            _ => ["1", "2"],
        };
        columns.push((name, Arc::new(StringArray::from(cells.to_vec()))));
    }
    for (name, cells) in given {
        match columns.iter_mut().find(|(known, _)| *known == name) {
            Some((_, own)) => *own = cells,
            None => columns.push((name, cells)),
        }
    }
    columns
}

struct Read {
    lines: Vec<u64>,
    columns: BTreeMap<&'static str, Vec<String>>,
    unreadable: Vec<Unreadable>,
    notes: Vec<String>,
}

fn export(file: &Saved) -> Result<Export, Problem> {
    match open(&file.0, Format::of(Kind::Orders))? {
        ParquetFile::Export(export) => Ok(*export),
        ParquetFile::Table(..) => panic!("a table"),
    }
}

fn read(columns: Vec<(&'static str, ArrayRef)>) -> Read {
    let file = save(columns);
    let mut export = export(&file).unwrap();
    let mut read =
        Read { lines: Vec::new(), columns: BTreeMap::new(), unreadable: Vec::new(), notes: Vec::new() };
    let fields: Vec<&str> = export.header.positions.iter().map(|(field, _)| *field).collect();
    while export.advance().unwrap() {
        let batch = export.batch();
        read.lines.extend(batch.lines);
        read.unreadable.extend(batch.unreadable);
        for (field, cells) in fields.iter().zip(batch.columns) {
            read.columns.entry(field).or_default().extend(cells.into_iter().map(str::to_owned));
        }
    }
    read.notes = export.notes();
    assert_eq!(export.progress().0, export.progress().1);
    read
}

fn refused(columns: Vec<(&'static str, ArrayRef)>, kind: Kind) -> String {
    let file = save(columns);
    match open(&file.0, Format::of(kind)) {
        Ok(_) => panic!("it was opened"),
        Err(problem) => problem.reason,
    }
}

#[test]
fn amounts_of_any_type_are_texts() {
    let mut keyed = StringDictionaryBuilder::<Int32Type>::new();
    keyed.append_value("a");
    keyed.append_null();
    let decimal = |cells: [Option<i128>; 2], digits, scale| -> ArrayRef {
        Arc::new(Decimal128Array::from(cells.to_vec()).with_precision_and_scale(digits, scale).unwrap())
    };
    let cases: Vec<(ArrayRef, [&str; 2])> = vec![
        (Arc::new(StringArray::from(vec![Some("a"), None])), ["a", ""]),
        (Arc::new(keyed.finish()), ["a", ""]),
        (Arc::new(NullArray::new(2)), ["", ""]),
        (Arc::new(Int64Array::from(vec![Some(65_000), None])), ["65000", ""]),
        (Arc::new(Float64Array::from(vec![65_000.0, 24.125])), ["65000", "24.1250"]),
        (decimal([Some(65_000), Some(24_125)], 38, 3), ["65", "24.1250"]),
        (
            decimal([Some(-123_456_789_012_345_678_901_234_567_890), None], 38, 2),
            ["-1234567890123456789012345678.9", ""],
        ),
        (decimal([Some(6_500), Some(-1)], 9, 2), ["65", "-0.01"]),
    ];
    for (cells, texts) in cases {
        let kind = cells.data_type().clone();
        assert_eq!(read(lines(vec![("Commission base", cells)])).columns["base"], texts, "{kind}");
    }
}

#[test]
fn times_are_as_written_or_in_utc() {
    let micros = 1_784_163_723_000_500;
    let cases: Vec<(ArrayRef, [&str; 2])> = vec![
        (Arc::new(Date32Array::from(vec![Some(20_650), None])), ["2026-07-16", ""]),
        (
            Arc::new(TimestampMicrosecondArray::from(vec![1_784_160_000_000_000, micros])),
            ["2026-07-16 00:00:00", "2026-07-16 01:02:03.0005"],
        ),
        (
            Arc::new(TimestampNanosecondArray::from(vec![Some(micros * 1_000), None])),
            ["2026-07-16 01:02:03.0005", ""],
        ),
        (
            Arc::new(TimestampMicrosecondArray::from(vec![Some(micros), None]).with_timezone("Asia/Jakarta")),
            ["2026-07-16T01:02:03.0005+00:00", ""],
        ),
        (Arc::new(Int64Array::from(vec![20_260_716, 20_260_717])), ["20260716", "20260717"]),
    ];
    for (cells, texts) in cases {
        let kind = cells.data_type().clone();
        assert_eq!(read(lines(vec![("Time Created", cells)])).columns["created_at"], texts, "{kind}");
    }
    let beyond = read(lines(vec![("Time Created", Arc::new(Date32Array::from(vec![i32::MAX, 0])))]));
    assert_eq!(beyond.lines, [3]);
    assert_eq!(beyond.unreadable[0].reason, "the date 2147483647 days after 1970-01-01 is out of range");
}

#[test]
fn ids_keep_their_digits() {
    let whole = read(lines(vec![
        ("Order ID", Arc::new(Int64Array::from(vec![576_400_000_000_000_001, 2]))),
        ("Payment ID", Arc::new(Float64Array::from(vec![Some(12.0), None]))),
    ]));
    assert_eq!(whole.columns["order_id"], ["576400000000000001", "2"]);
    assert_eq!(whole.columns["payment_id"], ["12", ""]);
    let lost = read(lines(vec![("Order ID", Arc::new(Float64Array::from(vec![5.764e17, 2.0])))]));
    assert_eq!((lost.lines, lost.unreadable[0].line), (vec![3], 2));
    assert!(lost.unreadable[0].reason.contains("18 digits and may have lost digits"));
}

#[test]
fn cells_that_have_no_text_are_of_their_row_alone() {
    let rates = Arc::new(Float64Array::from(vec![Some(0.07), None]));
    let ambiguous = read(lines(vec![("Standard creator affiliate commission rate", rates)]));
    assert_eq!((ambiguous.lines, ambiguous.columns["creator_rate"].clone()), (vec![3], vec![String::new()]));
    assert!(ambiguous.unreadable[0].reason.contains("without a percent sign is ambiguous"));
    let nan = read(lines(vec![("Commission base", Arc::new(Float64Array::from(vec![f64::NAN, 1.0])))]));
    assert_eq!(nan.unreadable[0].column.as_deref(), Some("Commission base"));
}

#[test]
fn bytes_that_are_not_utf_8_are_of_their_row_alone() {
    let bytes = BinaryArray::from(vec![&b"ok"[..], &b"caf\xe9"[..]]);
    let (offsets, values, nulls) = bytes.into_parts();
    // SAFETY is not at stake: the writer only copies them.
    #[expect(unsafe_code, reason = "a file as others write it, with text that is none")]
    let texts = unsafe { StringArray::new_unchecked(offsets, values, nulls) };
    let read = read(lines(vec![("Creator Username", Arc::new(texts))]));
    assert_eq!((read.lines, read.columns["creator"].clone()), (vec![2], vec!["ok".to_owned()]));
    assert_eq!(read.unreadable[0].reason, "byte 0xe9 is not UTF-8");
}

#[test]
fn rows_with_nothing_in_them_are_said() {
    let columns = lines(Vec::new()).into_iter().map(|(name, _)| {
        let cells: ArrayRef = Arc::new(StringArray::from(vec![None, Some("/"), Some("7")]));
        (name, cells)
    });
    let read = read(columns.collect());
    assert_eq!(read.lines, [4]);
    assert_eq!(read.notes, ["2 rows with nothing in the columns that are read were skipped"]);
}

#[test]
fn columns_of_other_types_are_refused_where_they_are_read() {
    let list = || -> ArrayRef {
        Arc::new(ListArray::from_iter_primitive::<arrow_array::types::Int64Type, _, _>([
            Some([Some(1)]),
            Some([Some(2)]),
        ]))
    };
    let said = refused(lines(vec![("Commission base", list())]), Kind::Orders);
    assert!(
        said.starts_with("columns of a type that cannot be read: `Commission base` is of type List("),
        "{said}"
    );
    let dates = Arc::new(Date32Array::from(vec![1, 2]));
    let said = refused(lines(vec![("Commission base", dates)]), Kind::Orders);
    assert_eq!(said, "columns of a type that cannot be read: `Commission base` is of type Date32");
    assert_eq!(read(lines(vec![("Product Name", list()), ("Unheard of", list())])).lines, [2, 3]);
}

#[test]
fn a_column_that_is_there_twice() {
    let twice = |name: &str| {
        let mut columns = lines(Vec::new());
        let own = columns.iter().find(|(known, _)| *known == name).cloned().unwrap();
        columns.push(own);
        columns
    };
    let file = save(twice("Quantity"));
    let export = export(&file).unwrap();
    assert_eq!(export.header.place("quantity"), None);
    assert_eq!(export.header.notes, ["column `Quantity` is there twice and therefore not used"]);
    assert!(refused(twice("Order ID"), Kind::Orders).contains("needed column there twice: `Order ID`"));
}

#[test]
fn a_file_is_called_by_what_it_is() {
    let text = || -> ArrayRef { Arc::new(StringArray::from(vec!["1"])) };
    let nothing = refused(vec![("a", text())], Kind::Orders);
    assert!(nothing.ends_with("; a table under the public names has several of them"), "{nothing}");
    let whole = || -> ArrayRef { Arc::new(Int64Array::from(vec![1])) };
    let terms = || {
        let texts = ["campaign_id", "product_id"].map(|name| (name, text()));
        let rates = ["total_rate_bps", "creator_rate_bps"].map(|name| (name, whole()));
        texts.into_iter().chain(rates).chain([("refundd", text())]).collect::<Vec<_>>()
    };
    let said = refused(terms(), Kind::Orders);
    assert!(
        said.starts_with("its columns are not those of a table of order lines: needed columns missing: ")
    );
    assert!(said.ends_with("; it looks like a table of terms, which is given with --terms"), "{said}");
    let file = save(terms());
    match open(&file.0, Format::of(Kind::Terms)).unwrap() {
        ParquetFile::Table(_, header) => {
            assert_eq!(header.unknown, ["refundd"]);
            assert!(header.missing.contains(&"creator".to_owned()));
        }
        ParquetFile::Export(_) => panic!("an export"),
    }
}
