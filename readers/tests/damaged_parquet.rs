//! Parquet files with any byte changed, and cut off anywhere: they are read, or an error says what is wrong. Nothing
//! panics, and no memory is asked for on the word of a damaged file.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(unsafe_code, reason = "an allocator that notes how much it is asked for")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
    UInt16Array, types::Int32Type,
};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterVersion,
};
use parquet::schema::types::ColumnPath;
use partner_campaigns::{Kind, Profile, TermsRow, Verification, Wanted};
use partner_campaigns_readers::arrow::TableError;
use partner_campaigns_readers::parquet::TableFile;

/// Notes the largest piece of memory that was asked for.
struct Noting;

static LARGEST: AtomicUsize = AtomicUsize::new(0);
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

// SAFETY: everything is passed on.
unsafe impl GlobalAlloc for Noting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LARGEST.fetch_max(size, Ordering::Relaxed);
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static NOTING: Noting = Noting;

/// No file here has more than this, decoded or not.
const ALLOWED: usize = 1 << 20;

const ROWS: usize = 12;

fn lines() -> RecordBatch {
    let text =
        |of: fn(usize) -> String| -> ArrayRef { Arc::new(StringArray::from_iter_values((0..ROWS).map(of))) };
    let keyed: DictionaryArray<Int32Type> = (0..ROWS).map(|row| (row % 3 > 0).then_some("mia")).collect();
    let number =
        |of: fn(usize) -> Option<i64>| -> ArrayRef { Arc::new((0..ROWS).map(of).collect::<Int64Array>()) };
    let rate: ArrayRef = Arc::new(UInt16Array::from(vec![1500; ROWS]));
    let created = TimestampMicrosecondArray::from(vec![1_784_160_000_000_000; ROWS]).with_timezone("UTC");
    let columns: [(&str, ArrayRef); 15] = [
        ("order_id", text(|row| row.to_string())),
        ("sku_id", text(|row| (row % 2).to_string())),
        ("product_id", text(|_| "P1".to_owned())),
        ("campaign_id", text(|_| "C1".to_owned())),
        ("creator", Arc::new(keyed)),
        ("created_at", Arc::new(created)),
        ("currency", text(|_| "USD".to_owned())),
        ("base_minor", number(|_| Some(10_000))),
        ("refunded", Arc::new((0..ROWS).map(|row| Some(row == 3)).collect::<BooleanArray>())),
        ("agency_rate_bps", rate.clone()),
        ("creator_rate_bps", rate),
        ("status", text(|_| "Settled".to_owned())),
        ("quantity", number(|row| (row > 5).then_some(1))),
        ("paid_agency_minor", number(|_| Some(15_00))),
        ("paid_creator_commission_minor", number(|row| Some(14_99 + i64::from(row > 0)))),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

/// The bytes of a file, without what is not read of it.
fn stored(how: WriterPropertiesBuilder) -> Vec<u8> {
    let lines = lines();
    let mut bytes = Vec::new();
    let how = how.set_statistics_enabled(EnabledStatistics::None).set_offset_index_disabled(true).build();
    let how = ArrowWriterOptions::new().with_properties(how).with_skip_arrow_metadata(true);
    let mut writer = ArrowWriter::try_new_with_options(&mut bytes, lines.schema(), how).unwrap();
    writer.write(&lines).unwrap();
    writer.close().unwrap();
    bytes
}

fn ways() -> Vec<(&'static str, WriterPropertiesBuilder)> {
    let plain = || WriterProperties::builder().set_dictionary_enabled(false);
    let of = |name: &str, encoding| plain().set_column_encoding(ColumnPath::from(name), encoding);
    vec![
        ("dictionaries", WriterProperties::builder()),
        ("plain", plain()),
        ("version 2", plain().set_writer_version(WriterVersion::PARQUET_2_0)),
        ("snappy", WriterProperties::builder().set_compression(Compression::SNAPPY)),
        ("zstd", plain().set_compression(Compression::ZSTD(parquet::basic::ZstdLevel::default()))),
        ("lz4", plain().set_compression(Compression::LZ4_RAW)),
        ("gzip", plain().set_compression(Compression::GZIP(parquet::basic::GzipLevel::default()))),
        ("brotli", plain().set_compression(Compression::BROTLI(parquet::basic::BrotliLevel::default()))),
        ("parts", WriterProperties::builder().set_max_row_group_row_count(Some(5))),
        ("differences of texts", of("order_id", Encoding::DELTA_BYTE_ARRAY)),
        ("lengths of texts", of("order_id", Encoding::DELTA_LENGTH_BYTE_ARRAY)),
        ("differences", of("base_minor", Encoding::DELTA_BINARY_PACKED)),
        ("split bytes", of("base_minor", Encoding::BYTE_STREAM_SPLIT)),
    ]
}

/// Reads a file to its end.
fn read(path: &Path) -> Result<usize, TableError> {
    let mut file = TableFile::open(path.to_str().unwrap())?;
    file.check(Kind::Orders)?;
    let mut verification = Verification::new(Profile::guide(), Some("USD"), None)?;
    let number = verification.add_file("orders", None, Kind::Orders, [])?;
    while file.push(&mut verification, number)? {}
    let agreed = verification.add_file("terms", None, Kind::Terms, [])?;
    let rates = [Some(3000), Some(1500)];
    verification.push_term(
        agreed,
        &TermsRow {
            campaign_id: Some("C1"),
            product_id: Some("P1"),
            total_rate_bps: rates[0],
            creator_rate_bps: rates[1],
            ..TermsRow::default()
        },
    )?;
    Ok(verification.finish(Wanted::default())?.len())
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("partner-campaigns-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Reads damaged bytes, and says what went wrong beyond an error.
fn complaint(path: &Path, bytes: &[u8], read_well: &mut usize) -> Option<String> {
    fs::write(path, bytes).unwrap();
    LARGEST.store(0, Ordering::Relaxed);
    PANICS.lock().unwrap().clear();
    let outcome = read(path);
    *read_well += usize::from(outcome.is_ok());
    let largest = LARGEST.load(Ordering::Relaxed);
    let panics = PANICS.lock().unwrap();
    let said = match &outcome {
        Ok(findings) => format!("{findings} findings"),
        Err(error) => error.to_string(),
    };
    (!panics.is_empty() || largest > ALLOWED || said.contains('\n') || said.len() > 400)
        .then(|| format!("{panics:?}, {largest} bytes at once: {said}"))
}

#[test]
fn any_byte_of_a_file_may_be_wrong_and_any_end_missing() {
    let folder = folder("damaged");
    let path = folder.join("damaged.parquet");
    // What a panic would print is noted instead, in place of the readers' own hook, which is there from the first read on and
    // says nothing.
    fs::write(&path, "PAR1....PAR1").unwrap();
    assert!(read(&path).is_err());
    panic::set_hook(Box::new(|what| PANICS.lock().unwrap().push(what.to_string())));
    let (mut complaints, mut read_well, mut tried) = (Vec::new(), 0, 0);
    for (nth, (way, how)) in ways().into_iter().enumerate() {
        let whole = stored(how);
        fs::write(&path, &whole).unwrap();
        let found = read(&path).unwrap();
        assert_eq!(found, 3, "{way}"); // one wrong amount, and both of the line that is refunded
        // The footer is at the end: what lacks it is known by that.
        for end in (0..whole.len()).step_by(if nth == 0 { 1 } else { 29 }) {
            let (mut well, note) = (0, |what| format!("{way}, cut at {end}: {what}"));
            tried += 1;
            complaints.extend(complaint(&path, &whole[..end], &mut well).map(note));
            assert_eq!(well, 0, "{way}, cut at {end}");
        }
        // The footers of all but two ways are much the same.
        let footer = whole.len()
            - 8
            - usize::try_from(u32::from_le_bytes(whole[whole.len() - 8..][..4].try_into().unwrap())).unwrap();
        let end = if nth < 2 { whole.len() } else { footer };
        for at in 0..end {
            let change = [0xFF, 0x80, 0x01, 0x06][at % 4];
            let mut bytes = whole.clone();
            bytes[at] ^= change;
            tried += 1;
            let note = |what| format!("{way}, {change:x} at {at} of {footer}: {what}");
            complaints.extend(complaint(&path, &bytes, &mut read_well).map(note));
        }
    }
    drop(panic::take_hook());
    fs::remove_dir_all(folder).unwrap();
    assert!(complaints.is_empty(), "{} of {tried}:\n{}", complaints.len(), complaints.join("\n"));
    assert!(read_well > 0 && read_well < tried);
}
