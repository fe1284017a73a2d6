//! Arrow's columns as core takes them: texts with their numbers where they have any, values without a copy where they can.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::{DataType, TimeUnit};
use partner_campaigns::{TextColumn, TimeColumn, ValueColumn};

use super::dictionaries::Texts;
use super::error::{Label, TableError};
use super::texts::texts;

/// The columns of one batch, by name. They are of the types that [`super::spec::check`] allows.
pub(crate) struct Columns<'a> {
    pub batch: &'a StructArray,
    /// Of the batch or of one before it, by place of their columns.
    pub dictionaries: &'a [Option<Texts<'a>>],
    pub label: Label<'a>,
}

impl<'a> Columns<'a> {
    pub(crate) fn texts(&self, name: &str) -> Result<TextColumn<'a>, TableError> {
        let Some((place, _)) = self.batch.fields().find(name) else { return Ok(TextColumn::Null) };
        let column = self.batch.column(place);
        Ok(match (self.dictionaries.get(place), column.as_any_dictionary_opt()) {
            (Some(Some(values)), Some(dictionary)) => {
                let none =
                    |key| TableError::Key { place: self.label.column(name), key, values: values.len() };
                let keys = keys(dictionary.keys(), values.len()).map_err(none)?;
                TextColumn::Keyed { values: values.clone(), keys }
            }
            _ if column.null_count() == column.len() => TextColumn::Null,
            _ => TextColumn::Each(texts(column, name, self.label)?),
        })
    }

    pub(crate) fn whole(&self, name: &str) -> Result<ValueColumn<'a, i64>, TableError> {
        let Some(column) = self.batch.column_by_name(name) else { return Ok(ValueColumn::Null) };
        macro_rules! widened {
            ($type:ty) => {
                column.as_primitive::<$type>().values().iter().map(|&one| i64::from(one)).collect()
            };
        }
        macro_rules! narrowed {
            ($type:ty) => {{
                let column = column.as_primitive::<$type>();
                let fits = |row| column.is_null(row) || i64::try_from(column.value(row)).is_ok();
                if !(0..column.len()).all(fits) {
                    return Err(TableError::Beyond(self.label.column(name)));
                }
                column.values().iter().map(|&one| i64::try_from(one).unwrap_or(0)).collect()
            }};
        }
        let values: Cow<'a, [i64]> = match column.data_type() {
            DataType::Int64 => Cow::Borrowed(column.as_primitive::<Int64Type>().values()),
            DataType::Int8 => widened!(Int8Type),
            DataType::Int16 => widened!(Int16Type),
            DataType::Int32 => widened!(Int32Type),
            DataType::UInt8 => widened!(UInt8Type),
            DataType::UInt16 => widened!(UInt16Type),
            DataType::UInt32 => widened!(UInt32Type),
            DataType::UInt64 => narrowed!(UInt64Type),
            DataType::Decimal128(..) => narrowed!(Decimal128Type),
            _ => return Ok(ValueColumn::Null),
        };
        Ok(where_filled(column, values))
    }

    pub(crate) fn bools(&self, name: &str) -> ValueColumn<'a, bool> {
        match self.batch.column_by_name(name) {
            Some(column) if *column.data_type() == DataType::Boolean => {
                where_filled(column, column.as_boolean().values().iter().collect())
            }
            _ => ValueColumn::Null,
        }
    }

    pub(crate) fn times(&self, name: &str) -> TimeColumn<'a> {
        let Some(column) = self.batch.column_by_name(name) else { return TimeColumn::default() };
        let scaled =
            |values: &[i64], scale: i64| values.iter().map(|value| value.saturating_mul(scale)).collect();
        let (micros, zoned): (Cow<'a, [i64]>, bool) = match column.data_type() {
            DataType::Timestamp(unit, zone) => {
                let micros = match unit {
                    TimeUnit::Second => {
                        scaled(column.as_primitive::<TimestampSecondType>().values(), 1_000_000)
                    }
                    TimeUnit::Millisecond => {
                        scaled(column.as_primitive::<TimestampMillisecondType>().values(), 1_000)
                    }
                    TimeUnit::Microsecond => {
                        Cow::Borrowed(&**column.as_primitive::<TimestampMicrosecondType>().values())
                    }
                    TimeUnit::Nanosecond => {
                        let nanos = column.as_primitive::<TimestampNanosecondType>().values();
                        nanos.iter().map(|nanos| nanos.div_euclid(1_000)).collect()
                    }
                };
                (micros, zone.is_some())
            }
            DataType::Date32 => {
                let days = column.as_primitive::<Date32Type>().values();
                // far beyond the years that are read, as is what does not fit
                (days.iter().map(|&day| i64::from(day).saturating_mul(86_400_000_000)).collect(), false)
            }
            _ => return TimeColumn::default(),
        };
        let values = where_filled(column, micros);
        if zoned { TimeColumn::Instants(values) } else { TimeColumn::Locals(values) }
    }
}

fn where_filled<'a, T: Clone>(column: &ArrayRef, values: Cow<'a, [T]>) -> ValueColumn<'a, T> {
    match column.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => ValueColumn::Full(values),
        Some(nulls) if nulls.null_count() == nulls.len() => ValueColumn::Null,
        Some(nulls) => ValueColumn::Holed(values, nulls.iter().collect()),
    }
}

/// Keys of a dictionary of so many texts; a null is one that no text has. Keys come unchecked: the error is another that no
/// text has.
fn keys(keys: &dyn Array, texts: usize) -> Result<Cow<'_, [u32]>, i128> {
    let is_known = |key: &u32| (*key as usize) < texts;
    macro_rules! read {
        ($type:ty) => {{
            let known = |key: Option<_>| match key {
                None => Ok(u32::MAX),
                Some(key) => u32::try_from(key).ok().filter(is_known).ok_or(i128::from(key)),
            };
            keys.as_primitive::<$type>().iter().map(known).collect::<Result<Vec<_>, _>>().map(Cow::Owned)
        }};
    }
    match keys.data_type() {
        DataType::Int8 => read!(Int8Type),
        DataType::Int16 => read!(Int16Type),
        // A negative number is as far beyond all texts.
        DataType::Int32 if keys.null_count() == 0 => {
            let keys = keys.as_primitive::<Int32Type>().values().inner().typed_data::<u32>();
            // The largest of all, instead of a look at each: several keys are looked at in one instruction.
            let most = keys.iter().fold(0, |most, &key| most.max(key));
            if keys.is_empty() || is_known(&most) {
                Ok(Cow::Borrowed(keys))
            } else {
                Err(most.cast_signed().into())
            }
        }
        DataType::Int32 => read!(Int32Type),
        DataType::Int64 => read!(Int64Type),
        DataType::UInt8 => read!(UInt8Type),
        DataType::UInt16 => read!(UInt16Type),
        DataType::UInt32 => read!(UInt32Type),
        DataType::UInt64 => read!(UInt64Type),
        _ => Ok(vec![u32::MAX; keys.len()].into()),
    }
}
