//! `verify_tables`: order lines and terms from any Arrow table.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::{DataType, TimeUnit};
use partner_campaigns::{Kind, OrderRow, TABLE_HEADERS, TableTime, TermsRow, Verification};
use pyo3::prelude::*;

use crate::arrow;
use crate::error;

/// Pushes the rows of an order-lines table. Its `file` and `line` columns name where a row stands; without them that is
/// `name` and the row's number (header 1).
pub(crate) fn push_orders(
    verification: &mut Verification,
    table: &Bound<'_, PyAny>,
    name: &str,
) -> PyResult<()> {
    const NEEDED: [&str; 11] = [
        "order_id",
        "sku_id",
        "product_id",
        "campaign_id",
        "created_at",
        "currency",
        "base_minor",
        "agency_rate_bps",
        "creator_rate_bps",
        "status",
        "paid_agency_minor",
    ];
    let mut files = Files::new(name, Kind::Orders);
    let mut first = 2;
    for batch in batches(table, name)? {
        let columns = Columns::of(&batch, name, &NEEDED)?;
        let refunded = columns.bools("refunded")?;
        let created_at = columns.times("created_at")?;
        let [order_id, sku_id, product_id, campaign_id] = [
            columns.texts("order_id")?,
            columns.texts("sku_id")?,
            columns.texts("product_id")?,
            columns.texts("campaign_id")?,
        ];
        let [creator, content_id, payment_id] =
            [columns.texts("creator")?, columns.texts("content_id")?, columns.texts("payment_id")?];
        let [currency, status, commission, file] = [
            columns.texts("currency")?,
            columns.texts("status")?,
            columns.texts("commission")?,
            columns.texts("file")?,
        ];
        let whole = |name: &str| columns.whole(name);
        let (base, gmv, refunds) = (whole("base_minor")?, whole("gmv_minor")?, whole("refunded_minor")?);
        let (agency_rate, creator_rate) = (whole("agency_rate_bps")?, whole("creator_rate_bps")?);
        let (quantity, tax, line) = (whole("quantity")?, whole("tax_minor")?, whole("line")?);
        let (agency, commission_paid) =
            (whole("paid_agency_minor")?, whole("paid_creator_commission_minor")?);
        let (kept, share) = (whole("paid_creator_minor")?, whole("paid_manager_minor")?);
        for at in 0..batch.len() {
            let number = files.number(verification, file.at(at))?;
            let row = OrderRow {
                line: line.at(at).and_then(|line| u64::try_from(line).ok()).unwrap_or(first),
                order_id: order_id.at(at),
                sku_id: sku_id.at(at),
                product_id: product_id.at(at),
                campaign_id: campaign_id.at(at),
                creator: creator.at(at),
                content_id: content_id.at(at),
                created_at: created_at.at(at),
                currency: currency.at(at),
                base_minor: base.at(at),
                gmv_minor: gmv.at(at),
                refunded: refunded.at(at),
                refunded_minor: refunds.at(at),
                agency_rate_bps: agency_rate.at(at),
                creator_rate_bps: creator_rate.at(at),
                status: status.at(at),
                quantity: quantity.at(at),
                paid_agency_minor: agency.at(at),
                paid_creator_commission_minor: commission_paid.at(at),
                paid_creator_minor: kept.at(at),
                paid_manager_minor: share.at(at),
                tax_minor: tax.at(at),
                payment_id: payment_id.at(at),
                commission: commission.at(at),
            };
            verification.push_order(number, &row).map_err(|error| error::invalid(error.to_string()))?;
            first += 1;
        }
    }
    Ok(())
}

/// Pushes the rows of a terms table.
pub(crate) fn push_terms(
    verification: &mut Verification,
    table: &Bound<'_, PyAny>,
    name: &str,
) -> PyResult<()> {
    const NEEDED: [&str; 4] = ["campaign_id", "product_id", "total_rate_bps", "creator_rate_bps"];
    let mut files = Files::new(name, Kind::Terms);
    let mut line = 2;
    for batch in batches(table, name)? {
        let columns = Columns::of(&batch, name, &NEEDED)?;
        let [campaign_id, product_id, creator] =
            [columns.texts("campaign_id")?, columns.texts("product_id")?, columns.texts("creator")?];
        let [valid_from, valid_to] = [columns.times("valid_from")?, columns.times("valid_to")?];
        let [total, creator_rate] = [columns.whole("total_rate_bps")?, columns.whole("creator_rate_bps")?];
        let [ads_total, ads_creator] =
            [columns.whole("shop_ads_total_rate_bps")?, columns.whole("shop_ads_creator_rate_bps")?];
        for at in 0..batch.len() {
            let number = files.number(verification, None)?;
            let row = TermsRow {
                line,
                campaign_id: campaign_id.at(at),
                product_id: product_id.at(at),
                creator: creator.at(at),
                valid_from: valid_from.at(at),
                valid_to: valid_to.at(at),
                total_rate_bps: total.at(at),
                creator_rate_bps: creator_rate.at(at),
                shop_ads_total_rate_bps: ads_total.at(at),
                shop_ads_creator_rate_bps: ads_creator.at(at),
            };
            verification.push_term(number, &row).map_err(|error| error::invalid(error.to_string()))?;
            line += 1;
        }
    }
    Ok(())
}

/// The files that a table's rows come from, announced as they are met.
struct Files<'a> {
    name: &'a str,
    kind: Kind,
    numbers: HashMap<String, u16>,
}

impl<'a> Files<'a> {
    fn new(name: &'a str, kind: Kind) -> Self {
        Self { name, kind, numbers: HashMap::new() }
    }

    fn number(&mut self, verification: &mut Verification, file: Option<&str>) -> PyResult<u16> {
        let file = file.unwrap_or(self.name);
        if let Some(&known) = self.numbers.get(file) {
            return Ok(known);
        }
        let headers = TABLE_HEADERS.map(|(field, column)| (field, column.to_owned()));
        let number = verification.add_file(file, self.kind, headers);
        let number = number.map_err(|error| error::invalid(error.to_string()))?;
        self.numbers.insert(file.to_owned(), number);
        Ok(number)
    }
}

fn batches(table: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<StructArray>> {
    let no_table =
        || error::wrong_type(format!("{name} is no table: pass anything with the Arrow PyCapsule interface"));
    let chunks = arrow::chunks(table, name)?.ok_or_else(no_table)?;
    chunks.iter().map(|chunk| chunk.as_struct_opt().cloned().ok_or_else(no_table)).collect()
}

/// The columns of one batch, by name.
struct Columns<'a> {
    batch: &'a StructArray,
    table: &'a str,
}

impl<'a> Columns<'a> {
    fn of(batch: &'a StructArray, table: &'a str, needed: &[&str]) -> PyResult<Self> {
        let missing: Vec<&str> =
            needed.iter().copied().filter(|name| batch.column_by_name(name).is_none()).collect();
        if missing.is_empty() {
            return Ok(Self { batch, table });
        }
        Err(error::invalid(format!("{table} has no column {}", missing.join(", "))))
    }

    fn wrong(&self, name: &str, column: &ArrayRef, expected: &str) -> PyErr {
        error::wrong_type(format!("{}.{name} is {}: pass {expected}", self.table, column.data_type()))
    }

    fn texts(&self, name: &str) -> PyResult<Texts<'a>> {
        let Some(column) = self.batch.column_by_name(name) else { return Ok(Texts::None) };
        Texts::of(column).ok_or_else(|| self.wrong(name, column, "strings"))
    }

    fn whole(&self, name: &str) -> PyResult<Values<i64>> {
        let Some(column) = self.batch.column_by_name(name) else { return Ok(Values(None)) };
        let wrong = || self.wrong(name, column, "whole numbers");
        macro_rules! read {
            ($type:ty) => {
                column.as_primitive::<$type>().iter().map(|one| one.map(i64::from)).collect()
            };
        }
        Ok(Values(Some(match column.data_type() {
            DataType::Int8 => read!(Int8Type),
            DataType::Int16 => read!(Int16Type),
            DataType::Int32 => read!(Int32Type),
            DataType::Int64 => column.as_primitive::<Int64Type>().iter().collect(),
            DataType::UInt8 => read!(UInt8Type),
            DataType::UInt16 => read!(UInt16Type),
            DataType::UInt32 => read!(UInt32Type),
            DataType::UInt64 => {
                let fits = |one: Option<u64>| one.map(i64::try_from).transpose();
                let all: Result<Vec<_>, _> = column.as_primitive::<UInt64Type>().iter().map(fits).collect();
                all.map_err(|_| {
                    error::invalid(format!("{}.{name} holds a number beyond 64 signed bits", self.table))
                })?
            }
            DataType::Null => vec![None; column.len()],
            _ => return Err(wrong()),
        })))
    }

    fn bools(&self, name: &str) -> PyResult<Values<bool>> {
        let Some(column) = self.batch.column_by_name(name) else { return Ok(Values(None)) };
        match column.data_type() {
            DataType::Boolean => Ok(Values(Some(column.as_boolean().iter().collect()))),
            DataType::Null => Ok(Values(None)),
            _ => Err(self.wrong(name, column, "booleans")),
        }
    }

    fn times(&self, name: &str) -> PyResult<Values<TableTime>> {
        let Some(column) = self.batch.column_by_name(name) else { return Ok(Values(None)) };
        let (unit, zoned) = match column.data_type() {
            DataType::Timestamp(unit, zone) => (*unit, zone.is_some()),
            DataType::Date32 => {
                let days = column.as_primitive::<Date32Type>().iter();
                let local = |days: i32| TableTime::Local(i64::from(days) * 86_400_000_000);
                return Ok(Values(Some(days.map(|one| one.map(local)).collect())));
            }
            DataType::Null => return Ok(Values(None)),
            _ => return Err(self.wrong(name, column, "timestamps")),
        };
        let scaled: Vec<Option<i64>> = match unit {
            TimeUnit::Second => micros(column.as_primitive::<TimestampSecondType>().iter(), 1_000_000),
            TimeUnit::Millisecond => micros(column.as_primitive::<TimestampMillisecondType>().iter(), 1_000),
            TimeUnit::Microsecond => column.as_primitive::<TimestampMicrosecondType>().iter().collect(),
            TimeUnit::Nanosecond => {
                let nanos = column.as_primitive::<TimestampNanosecondType>().iter();
                nanos.map(|one| one.map(|nanos| nanos.div_euclid(1_000))).collect()
            }
        };
        let time = |micros: i64| if zoned { TableTime::Instant(micros) } else { TableTime::Local(micros) };
        Ok(Values(Some(scaled.into_iter().map(|one| one.map(time)).collect())))
    }
}

fn micros(values: impl Iterator<Item = Option<i64>>, scale: i64) -> Vec<Option<i64>> {
    values.map(|one| one.map(|value| value.saturating_mul(scale))).collect()
}

/// A column of values; a column that is not there is null everywhere.
struct Values<T>(Option<Vec<Option<T>>>);

impl<T: Copy> Values<T> {
    fn at(&self, row: usize) -> Option<T> {
        self.0.as_ref().and_then(|values| values.get(row).copied().flatten())
    }
}

/// A column of text, in any of Arrow's layouts.
enum Texts<'a> {
    None,
    Small(&'a arrow_array::StringArray),
    Large(&'a arrow_array::LargeStringArray),
    View(&'a arrow_array::StringViewArray),
    Dictionary(Vec<usize>, &'a dyn Array, Box<Texts<'a>>),
}

impl<'a> Texts<'a> {
    fn of(column: &'a ArrayRef) -> Option<Self> {
        Some(match column.data_type() {
            DataType::Utf8 => Self::Small(column.as_string()),
            DataType::LargeUtf8 => Self::Large(column.as_string()),
            DataType::Utf8View => Self::View(column.as_string_view()),
            DataType::Dictionary(..) => {
                let dictionary = column.as_any_dictionary_opt()?;
                let values = Self::of(dictionary.values())?;
                let keys = if dictionary.values().is_empty() {
                    vec![0; column.len()]
                } else {
                    dictionary.normalized_keys()
                };
                Self::Dictionary(keys, column.as_ref(), Box::new(values))
            }
            DataType::Null => Self::None,
            _ => return None,
        })
    }

    fn at(&self, row: usize) -> Option<&'a str> {
        match self {
            Self::None => None,
            Self::Small(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Large(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::View(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Dictionary(keys, column, texts) => {
                let key = keys.get(row).filter(|_| column.is_valid(row))?;
                texts.at(*key)
            }
        }
    }
}
