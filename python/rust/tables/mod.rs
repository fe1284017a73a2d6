//! Order lines and terms from any Arrow table, and from Parquet files that hold one, batch by batch.

mod columns;
mod dictionaries;
mod file;
mod parquet;
mod spec;

pub(crate) use file::PyTableFile;

use std::collections::HashMap;
use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::{Array, StructArray};
use arrow_schema::DataType;
use partner_campaigns::{
    Kind, OrderBatches, OrderColumns, TABLE_HEADERS, TermsRow, TextColumn, Verification,
};
use pyo3::prelude::*;

use crate::arrow;
use crate::error;
use columns::Columns;
use dictionaries::Dictionaries;

/// The line of a table's first row: what stands above it is the header.
const FIRST_LINE: u64 = 2;

/// Where a table comes from, as messages name its columns.
#[derive(Clone, Copy)]
pub(crate) enum Label<'a> {
    /// An argument of this name.
    Table(&'a str),
    /// A file, which messages name elsewhere.
    File,
}

impl Label<'_> {
    fn column(self, name: &str) -> String {
        match self {
            Self::Table(table) => format!("{table}.{name}"),
            Self::File => format!("column `{name}`"),
        }
    }

    fn missing(self, names: &str) -> String {
        match self {
            Self::Table(table) => format!("{table} has no column {names}"),
            Self::File => format!("there is no column {names}"),
        }
    }

    fn wrong(self, name: &str, kind: &DataType, expected: &str) -> String {
        let verb = if let Self::Table(_) = self { ": pass" } else { ", expected" };
        format!("{} is {kind}{verb} {expected}", self.column(name))
    }
}

/// The columns of a table: name, whether it is needed, and what it holds.
#[pyfunction]
pub(crate) fn table_columns(kind: &str) -> PyResult<Vec<(&'static str, bool, &'static str)>> {
    Ok(columns_of(kind)?.iter().map(|one| (one.name, one.needed, one.holds.word())).collect())
}

/// What a finding on an amount of a table calls the column of a file, by the file's public column name.
#[pyfunction]
pub(crate) fn table_headers() -> HashMap<&'static str, &'static str> {
    TABLE_HEADERS.into_iter().collect()
}

/// A kind of file by its word.
pub(crate) fn kind(word: &str) -> PyResult<Kind> {
    match word {
        "orders" => Ok(Kind::Orders),
        "terms" => Ok(Kind::Terms),
        other => Err(error::invalid(format!("kind is `{other}`: allowed is `orders` or `terms`"))),
    }
}

fn columns_of(word: &str) -> PyResult<&'static [spec::Column]> {
    Ok(match kind(word)? {
        Kind::Orders => spec::ORDERS,
        Kind::Terms => spec::TERMS,
    })
}

/// Where a table's rows stand: how far it is read, and the files that its rows name, announced as they are met.
pub(crate) struct Place {
    name: String,
    kind: Kind,
    numbers: HashMap<String, u16>,
    next_line: u64,
}

impl Place {
    /// Rows that name no file stand in `name`.
    pub(crate) fn new(name: &str, kind: Kind) -> Self {
        Self { name: name.to_owned(), kind, numbers: HashMap::new(), next_line: FIRST_LINE }
    }

    /// `name` was announced as this number.
    fn announced(&mut self, number: u16) {
        self.numbers.insert(self.name.clone(), number);
    }

    fn rows(&self) -> u64 {
        self.next_line.saturating_sub(FIRST_LINE)
    }

    fn number(&mut self, verification: &mut Verification, file: Option<&str>) -> PyResult<u16> {
        let file = file.unwrap_or(&self.name);
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

/// Pushes the rows of a table, whichever of the two it is.
pub(crate) fn push(
    verification: &mut Verification,
    table: &Bound<'_, PyAny>,
    label: Label<'_>,
    place: &mut Place,
) -> PyResult<()> {
    let columns = match place.kind {
        Kind::Orders => spec::ORDERS,
        Kind::Terms => spec::TERMS,
    };
    push_batches(verification, batches(table, label, columns)?, label, place)
}

/// Pushes the rows of batches whose columns are those of the kind.
fn push_batches(
    verification: &mut Verification,
    batches: impl Iterator<Item = PyResult<StructArray>>,
    label: Label<'_>,
    place: &mut Place,
) -> PyResult<()> {
    match place.kind {
        Kind::Orders => push_orders(verification, batches, label, place),
        Kind::Terms => push_terms(verification, batches, label, place),
    }
}

/// Batches that share their dictionaries are pushed as one: so each text is judged once.
fn push_orders(
    verification: &mut Verification,
    mut batches: impl Iterator<Item = PyResult<StructArray>>,
    label: Label<'_>,
    place: &mut Place,
) -> PyResult<()> {
    let mut next = batches.next().transpose()?;
    while let Some(mut batch) = next {
        let shared = Dictionaries::of(&batch);
        let dictionaries = shared.texts(label)?;
        let mut pushed = verification.order_batches();
        next = loop {
            let columns = Columns { batch: &batch, dictionaries: &dictionaries, label };
            push_lines(&mut pushed, &columns, place)?;
            match batches.next().transpose()? {
                Some(following) if shared.are_those_of(&following) => batch = following,
                other => break other,
            }
        };
    }
    Ok(())
}

/// The columns `file` and `line` name where a row stands; without them that is the place's own name and the number of the
/// row (header 1).
fn push_lines(pushed: &mut OrderBatches<'_>, columns: &Columns<'_>, place: &mut Place) -> PyResult<()> {
    let batch = columns.batch;
    let text = |name: &str| columns.texts(name);
    let whole = |name: &str| columns.whole(name);
    let file = text("file")?;
    let lines = OrderColumns {
        rows: batch.len(),
        first_line: place.next_line,
        line: whole("line")?,
        order_id: text("order_id")?,
        sku_id: text("sku_id")?,
        product_id: text("product_id")?,
        campaign_id: text("campaign_id")?,
        creator: text("creator")?,
        content_id: text("content_id")?,
        created_at: columns.times("created_at"),
        currency: text("currency")?,
        base_minor: whole("base_minor")?,
        gmv_minor: whole("gmv_minor")?,
        refunded: columns.bools("refunded"),
        refunded_minor: whole("refunded_minor")?,
        agency_rate_bps: whole("agency_rate_bps")?,
        creator_rate_bps: whole("creator_rate_bps")?,
        status: text("status")?,
        quantity: whole("quantity")?,
        paid_agency_minor: whole("paid_agency_minor")?,
        paid_creator_commission_minor: whole("paid_creator_commission_minor")?,
        paid_creator_minor: whole("paid_creator_minor")?,
        paid_manager_minor: whole("paid_manager_minor")?,
        tax_minor: whole("tax_minor")?,
        payment_id: text("payment_id")?,
        commission: text("commission")?,
    };
    for (name, rows) in runs(&file, batch.len()) {
        let number = place.number(pushed.verification(), name)?;
        pushed.push(number, &lines, rows).map_err(|error| error::invalid(error.to_string()))?;
    }
    place.next_line += batch.len() as u64;
    Ok(())
}

/// Rows one after the other that name the same file.
fn runs<'a>(file: &TextColumn<'a>, rows: usize) -> Vec<(Option<&'a str>, Range<usize>)> {
    let mut runs: Vec<(Option<&'a str>, Range<usize>)> = Vec::new();
    if matches!(file, TextColumn::Null) && rows > 0 {
        runs.push((None, 0..rows));
        return runs;
    }
    for row in 0..rows {
        let name = file.at(row);
        match runs.last_mut() {
            Some((last, rows)) if *last == name => rows.end = row + 1,
            _ => runs.push((name, row..row + 1)),
        }
    }
    runs
}

fn push_terms(
    verification: &mut Verification,
    batches: impl Iterator<Item = PyResult<StructArray>>,
    label: Label<'_>,
    place: &mut Place,
) -> PyResult<()> {
    for batch in batches {
        let batch = batch?;
        let shared = Dictionaries::of(&batch);
        let columns = Columns { batch: &batch, dictionaries: &shared.texts(label)?, label };
        let [campaign_id, product_id, creator] =
            [columns.texts("campaign_id")?, columns.texts("product_id")?, columns.texts("creator")?];
        let [valid_from, valid_to] = [columns.times("valid_from"), columns.times("valid_to")];
        let [total, creator_rate] = [columns.whole("total_rate_bps")?, columns.whole("creator_rate_bps")?];
        let [ads_total, ads_creator] =
            [columns.whole("shop_ads_total_rate_bps")?, columns.whole("shop_ads_creator_rate_bps")?];
        for at in 0..batch.len() {
            let number = place.number(verification, None)?;
            let row = TermsRow {
                line: place.next_line,
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
            place.next_line += 1;
        }
    }
    Ok(())
}

/// The batches of a table whose columns are those of the public one.
fn batches<'a>(
    table: &Bound<'_, PyAny>,
    label: Label<'a>,
    columns: &[spec::Column],
) -> PyResult<impl Iterator<Item = PyResult<StructArray>> + use<'a>> {
    let name = if let Label::Table(name) = label { name } else { "the file" };
    let no_table =
        || error::wrong_type(format!("{name} is no table: pass anything with the Arrow PyCapsule interface"));
    let stream = arrow::stream(table, name)?.ok_or_else(no_table)?;
    let DataType::Struct(fields) = &stream.kind else { return Err(no_table()) };
    spec::check(fields, columns, label)?;
    Ok(stream.map(|array| array.map(|array| array.as_struct().clone())))
}
