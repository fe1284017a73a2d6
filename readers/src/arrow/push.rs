//! Order lines and terms from the batches of a table into a verification.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::{Array, StructArray};
use arrow_schema::DataType;
use partner_campaigns::{Kind, OrderBatches, OrderColumns, TermsRow, TextColumn, Verification};

use super::columns::Columns;
use super::dictionaries::Dictionaries;
use super::error::{Label, TableError};
use super::foreign::Arrays;
use super::place::Place;
use super::spec;

/// Pushes the rows of a table whose columns are those of the place's kind.
///
/// # Errors
/// A table that is none, or lacks columns, or has some of other types; what the producer says; damaged columns.
pub fn push(
    verification: &mut Verification,
    table: Arrays,
    label: Label<'_>,
    place: &mut Place,
) -> Result<(), TableError> {
    let DataType::Struct(fields) = table.kind() else { return Err(TableError::NoTable(label.table())) };
    spec::check(fields, spec::columns_of(place.kind()), label)?;
    let batches = table.map(|array| array.map(|array| array.as_struct().clone()));
    push_batches(verification, batches, label, place)
}

/// Pushes the rows of batches whose columns are those of the place's kind.
///
/// # Errors
/// What the batches say, and damaged columns.
pub fn push_batches(
    verification: &mut Verification,
    batches: impl Iterator<Item = Result<StructArray, TableError>>,
    label: Label<'_>,
    place: &mut Place,
) -> Result<(), TableError> {
    match place.kind() {
        Kind::Orders => push_orders(verification, batches, label, place),
        Kind::Terms => push_terms(verification, batches, label, place),
    }
}

/// Batches that share their dictionaries are pushed as one: so each text is judged once.
fn push_orders(
    verification: &mut Verification,
    mut batches: impl Iterator<Item = Result<StructArray, TableError>>,
    label: Label<'_>,
    place: &mut Place,
) -> Result<(), TableError> {
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
fn push_lines(
    pushed: &mut OrderBatches<'_>,
    columns: &Columns<'_>,
    place: &mut Place,
) -> Result<(), TableError> {
    let batch = columns.batch;
    let text = |name: &str| columns.texts(name);
    let whole = |name: &str| columns.whole(name);
    let file = text("file")?;
    let lines = OrderColumns {
        rows: batch.len(),
        first_line: place.next_line(),
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
        pushed.push(number, &lines, rows)?;
    }
    place.advance(batch.len());
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
    batches: impl Iterator<Item = Result<StructArray, TableError>>,
    label: Label<'_>,
    place: &mut Place,
) -> Result<(), TableError> {
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
                line: place.next_line(),
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
            verification.push_term(number, &row)?;
            place.advance(1);
        }
    }
    Ok(())
}
