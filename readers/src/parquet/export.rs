//! The platform's own columns in a Parquet file: typed cells become text, in batches.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta};

use super::file::{Batches, Parquet, Texts};
use crate::arrow::TableError;
use crate::format::{Cells, Format};
use crate::header::{Header, no_header, resolve, score};
use crate::problem::Problem;
use crate::row_rules::RowRules;
use crate::text::bad_bytes;
use crate::typed::{Batch, Look, TextRows, Typed};

/// The line of the first row: the names of the columns are the header.
const FIRST_LINE: u64 = 2;

/// A Parquet file under the platform's own headers.
pub(crate) struct Export {
    /// Its columns.
    pub(crate) header: Header,
    path: String,
    rows: u64,
    done: u64,
    batches: Batches,
    /// What the cells of each column are, and its place in a batch.
    columns: Vec<(Cells, usize)>,
    rules: RowRules,
    texts: TextRows,
    blank_rows: u64,
}

impl Export {
    /// Finds the columns of a file, and that each is of a type that is read.
    pub(super) fn of(path: &str, file: &Parquet, format: &Format) -> Result<Self, Problem> {
        let names: Vec<&str> = file.names().collect();
        if score(format, names.iter().copied()) == 0 {
            let hint = "a table under the public names has several of them".to_owned();
            return Err(no_header(path, format, [names.as_slice()], Some(hint)));
        }
        let header = resolve(path, format, 1, &names)?;
        let mut places: Vec<usize> = header.positions.iter().map(|&(_, place)| place).collect();
        places.sort_unstable();
        let wrong = |error: TableError| super::problem(path, &error);
        let fields = file.fields(&places).map_err(wrong)?;
        let mut columns = Vec::with_capacity(places.len());
        let mut refused = Vec::new();
        for &(field, place) in &header.positions {
            let cells = format.column(field).map_or(Cells::Text, |column| column.cells);
            let at = places.iter().position(|one| *one == place).unwrap_or(usize::MAX);
            columns.push((cells, at));
            let kind = fields.get(at).map_or(&DataType::Null, |field| field.data_type());
            if !is_read(kind, cells) {
                let name = header.name(place).unwrap_or_default();
                refused.push(format!("`{name}` is of type {kind}"));
            }
        }
        if !refused.is_empty() {
            let refused = refused.join(", ");
            return Err(Problem::new(path, format!("columns of a type that cannot be read: {refused}")));
        }
        let batches = file.rows_of(&places, &fields, Texts::AsBytes).map_err(wrong)?;
        Ok(Self {
            path: path.to_owned(),
            rows: file.rows(),
            done: 0,
            batches,
            columns,
            rules: RowRules::new(format, &header),
            texts: TextRows::new(header.positions.len()),
            header,
            blank_rows: 0,
        })
    }

    /// Goes on to the next rows; not after the last.
    ///
    /// # Errors
    /// The file is damaged, or the system refuses to read on.
    pub(crate) fn advance(&mut self) -> Result<bool, Problem> {
        self.texts.clear();
        let batch = self.batches.next().map_err(|error| super::problem(&self.path, &error))?;
        let Some(batch) = batch else { return Ok(false) };
        for row in 0..batch.len() {
            self.texts.begin(FIRST_LINE.saturating_add(self.done).saturating_add(number(row)));
        }
        for (column, &(cells, place)) in self.columns.iter().enumerate() {
            if let Some(array) = batch_column(&batch, place) {
                write_column(array, cells, column, &mut self.texts);
            }
        }
        self.done = self.done.saturating_add(number(batch.len()));
        Ok(true)
    }

    /// The rows that were reached.
    pub(crate) fn batch(&mut self) -> Batch<'_> {
        let Self { texts, rules, header, columns, blank_rows, .. } = self;
        let own = rules.clone();
        texts.batch(header, rules, |row| {
            let blank = (0..columns.len()).all(|column| own.is_blank(texts.cell(row, column)));
            *blank_rows = blank_rows.saturating_add(u64::from(blank));
            blank
        })
    }

    /// Rows read, rows in all.
    pub(crate) fn progress(&self) -> (u64, u64) {
        (self.done, self.rows)
    }

    /// What the run's summary should say of the rows, once all are read.
    pub(crate) fn notes(&self) -> Vec<String> {
        let blank = (self.blank_rows > 0).then(|| {
            format!("{} rows with nothing in the columns that are read were skipped", self.blank_rows)
        });
        blank.into_iter().chain(self.rules.notes()).collect()
    }
}

fn batch_column(batch: &StructArray, place: usize) -> Option<&ArrayRef> {
    batch.columns().get(place)
}

fn number(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

/// Whether cells of a type are read in a column.
fn is_read(kind: &DataType, cells: Cells) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_read(values, cells),
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => {
            matches!(cells, Cells::Time | Cells::Text)
        }
        kind => {
            kind.is_integer()
                || kind.is_floating()
                || kind.is_decimal()
                || matches!(
                    kind,
                    DataType::Utf8
                        | DataType::LargeUtf8
                        | DataType::Utf8View
                        | DataType::Boolean
                        | DataType::Null
                )
        }
    }
}

/// Sets the cells of a column of as many rows.
fn write_column(array: &ArrayRef, cells: Cells, column: usize, texts: &mut TextRows) {
    macro_rules! each {
        ($array:expr, |$value:ident| $cell:expr) => {{
            let array = $array;
            for row in (0..array.len()).filter(|&row| array.is_valid(row)) {
                let $value = array.value(row);
                texts.set(row, column, $cell, cells, Look::Plain);
            }
        }};
    }
    macro_rules! whole {
        ($type:ty) => {
            each!(array.as_primitive::<$type>(), |value| Typed::Int(value.into()))
        };
    }
    macro_rules! decimal {
        ($type:ty) => {{
            let array = array.as_primitive::<$type>();
            for row in (0..array.len()).filter(|&row| array.is_valid(row)) {
                let digits = array.value_as_string(row);
                texts.set(row, column, Typed::Decimal(&digits), cells, Look::Plain);
            }
        }};
    }
    match array.data_type() {
        DataType::Binary => {
            let array = array.as_binary::<i32>();
            for row in (0..array.len()).filter(|&row| array.is_valid(row)) {
                let bytes = array.value(row);
                match (bad_bytes(bytes), std::str::from_utf8(bytes)) {
                    (None, Ok(text)) => texts.set(row, column, Typed::Text(text), cells, Look::Plain),
                    (wrong, _) => texts.fail(row, column, wrong.unwrap_or_default()),
                }
            }
        }
        DataType::Boolean => each!(array.as_boolean(), |value| Typed::Bool(value)),
        DataType::Int8 => whole!(Int8Type),
        DataType::Int16 => whole!(Int16Type),
        DataType::Int32 => whole!(Int32Type),
        DataType::Int64 => whole!(Int64Type),
        DataType::UInt8 => whole!(UInt8Type),
        DataType::UInt16 => whole!(UInt16Type),
        DataType::UInt32 => whole!(UInt32Type),
        DataType::UInt64 => whole!(UInt64Type),
        DataType::Float16 => each!(array.as_primitive::<Float16Type>(), |value| Typed::Float(value.to_f64())),
        DataType::Float32 => each!(array.as_primitive::<Float32Type>(), |value| Typed::Float(value.into())),
        DataType::Float64 => each!(array.as_primitive::<Float64Type>(), |value| Typed::Float(value)),
        DataType::Decimal32(..) => decimal!(Decimal32Type),
        DataType::Decimal64(..) => decimal!(Decimal64Type),
        DataType::Decimal128(..) => decimal!(Decimal128Type),
        DataType::Decimal256(..) => decimal!(Decimal256Type),
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            dates(days, |row| i64::from(days.value(row)), column, texts);
        }
        DataType::Date64 => {
            let millis = array.as_primitive::<Date64Type>();
            dates(millis, |row| millis.value(row).div_euclid(86_400_000), column, texts);
        }
        DataType::Timestamp(unit, zone) => {
            let has_zone = zone.is_some();
            macro_rules! times {
                ($type:ty, $moment:expr) => {{
                    let array = array.as_primitive::<$type>();
                    times(array, |row| $moment(array.value(row)), has_zone, column, texts);
                }};
            }
            match unit {
                TimeUnit::Second => times!(TimestampSecondType, |at| DateTime::from_timestamp(at, 0)),
                TimeUnit::Millisecond => times!(TimestampMillisecondType, DateTime::from_timestamp_millis),
                TimeUnit::Microsecond => times!(TimestampMicrosecondType, DateTime::from_timestamp_micros),
                TimeUnit::Nanosecond => {
                    times!(TimestampNanosecondType, |at| Some(DateTime::from_timestamp_nanos(at)));
                }
            }
        }
        _ => {}
    }
}

fn dates(array: &dyn Array, day: impl Fn(usize) -> i64, column: usize, texts: &mut TextRows) {
    for row in (0..array.len()).filter(|&row| array.is_valid(row)) {
        let days = day(row);
        let epoch = NaiveDate::default();
        match TimeDelta::try_days(days).and_then(|days| epoch.checked_add_signed(days)) {
            Some(day) => texts.set(row, column, Typed::Text(&day.to_string()), Cells::Time, Look::Plain),
            None => texts.fail(row, column, format!("the date {days} days after 1970-01-01 is out of range")),
        }
    }
}

/// Times as written where they have no zone, else in UTC with its offset.
fn times(
    array: &dyn Array,
    at: impl Fn(usize) -> Option<DateTime<chrono::Utc>>,
    has_zone: bool,
    column: usize,
    texts: &mut TextRows,
) {
    for row in (0..array.len()).filter(|&row| array.is_valid(row)) {
        let Some(at) = at(row) else {
            texts.fail(row, column, "the time is out of range".to_owned());
            continue;
        };
        let written = at.to_rfc3339_opts(SecondsFormat::Nanos, true);
        let written = written.trim_end_matches('Z').trim_end_matches('0').trim_end_matches('.');
        let written = if has_zone { format!("{written}+00:00") } else { written.replace('T', " ") };
        texts.set(row, column, Typed::Text(&written), Cells::Time, Look::Plain);
    }
}
