//! What was paid against what should have been: rows in, findings and a report out.
//!
//! The rooms, each importing only from those below:
//!
//! | floor | rooms | what they do |
//! | --- | --- | --- |
//! | 5 | `verify` | the way of a verification, in one page |
//! | 4 | `report` | summary, findings and receipt as JSON |
//! | 3 | `judge` | which rows count, which terms held, what is due, what differs and why |
//! | 2 | `rows` | how a row gets in: text of files, values of tables, columns |
//! | 1 | `book` | what was read, by column |
//! | 0 | `error` | why a verification cannot begin or end |

mod book;
mod error;
mod judge;
mod report;
mod rows;
mod verify;

pub use error::VerifyError;
pub use judge::finding::Party;
pub use judge::policy_choice::{ChosenBy, Explained, Want, Wanted};
pub use judge::sums::{Total, Worth};
pub use report::{Adjustments, FindingRecord, Kind, PolicyInForce, Report, Summary, TermsNotGiven};
pub use rows::columns::{OrderColumns, TextColumn, TimeColumn, ValueColumn};
pub use rows::field::{OrderField, TermsField, TextBatch};
pub use rows::table::{OrderRow, TABLE_HEADERS, TableTime, TermsRow};
pub use rows::unreadable::{RowIds, Unreadable};

use std::collections::BTreeMap;
use std::ops::Range;

use chrono_tz::Tz;

use crate::profile::Profile;
use crate::terms::{AgreedTerms, Terms};
use crate::value::moment::Axis;
use crate::value::money::{AmountError, Currency};

use book::Book;
use report::input::Input;
use rows::unreadable::UnreadableRow;
use rows::{by_column, table, text};

/// A verification being set up: announce files, push their rows, then [`Verification::finish`].
///
/// ```
/// use partner_campaigns::{Kind, OrderField as O, Profile, TermsField as T, TextBatch, Verification, Wanted};
/// let mut verification = Verification::new(Profile::guide(), Some("USD"), None).unwrap();
/// let terms = verification.add_file("links.csv", Kind::Terms, []).unwrap();
/// verification.push_terms(terms, &TextBatch {
///     lines: vec![2],
///     columns: vec![
///         (T::CampaignId, vec!["C1"]), (T::ProductId, vec!["P1"]),
///         (T::AgencyRate, vec!["15.00%"]), (T::CreatorRate, vec!["15.00%"]),
///     ],
/// }).unwrap();
/// let orders = verification.add_file("orders.csv", Kind::Orders, []).unwrap();
/// verification.push_orders(orders, &TextBatch {
///     lines: vec![2],
///     columns: vec![
///         (O::OrderId, vec!["1"]), (O::SkuId, vec!["2"]), (O::ProductId, vec!["P1"]), (O::CampaignId, vec!["C1"]),
///         (O::Status, vec!["Settled"]), (O::CreatedAt, vec!["16/07/2026 10:00:00"]),
///         (O::AgencyRate, vec!["15%"]), (O::CreatorRate, vec!["15%"]),
///         (O::Base, vec!["100.00"]), (O::Agency, vec!["15.00"]), (O::CreatorCommission, vec!["14.99"]),
///     ],
/// }).unwrap();
/// let report = verification.finish(Wanted::default()).unwrap();
/// let finding = report.finding(0).unwrap();
/// assert_eq!((finding.code, finding.difference_minor), ("F001", Some(-1)));
/// ```
#[derive(Debug)]
pub struct Verification {
    profile: Profile,
    currency: Option<(u16, Currency)>,
    currencies: Vec<Currency>,
    axis: Axis,
    inputs: Vec<Input>,
    book: Book,
    terms: Vec<Terms>,
    unreadable: Vec<UnreadableRow>,
}

impl Verification {
    /// Begins a verification: the profile, the currency of files that state none, and the zone of local times where
    /// they must become instants.
    ///
    /// # Errors
    /// [`VerifyError::Currency`], [`VerifyError::UnknownZone`].
    pub fn new(
        profile: Profile,
        currency: Option<&str>,
        time_zone: Option<&str>,
    ) -> Result<Self, VerifyError> {
        let zone = time_zone
            .map(|name| name.parse::<Tz>().map_err(|_| VerifyError::UnknownZone(name.to_owned())))
            .transpose()?;
        let currency = currency.map(|code| profile.currency(code)).transpose()?;
        Ok(Self {
            profile,
            currency: currency.map(|currency| (0, currency)),
            currencies: currency.into_iter().collect(),
            axis: Axis::new(zone),
            inputs: Vec::new(),
            book: Book::default(),
            terms: Vec::new(),
            unreadable: Vec::new(),
        })
    }

    /// Announces a file or table, with the headers that it uses for the public column names; its number.
    ///
    /// # Errors
    /// [`VerifyError::TooManyFiles`].
    pub fn add_file(
        &mut self,
        path: &str,
        kind: Kind,
        headers: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<u16, VerifyError> {
        let number = u16::try_from(self.inputs.len()).map_err(|_| VerifyError::TooManyFiles)?;
        let headers: BTreeMap<_, _> = headers.into_iter().collect();
        self.inputs.push(Input { path: path.to_owned(), kind, headers, sha256: None, rows: 0 });
        Ok(number)
    }

    /// Notes the SHA-256 of a file's bytes, for the receipt.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`].
    pub fn set_digest(&mut self, file: u16, sha256: &str) -> Result<(), VerifyError> {
        let input = self.inputs.get_mut(usize::from(file)).ok_or(VerifyError::UnknownFile(file))?;
        input.sha256 = Some(sha256.to_owned());
        Ok(())
    }

    /// Notes a row that the reader itself could not read.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`].
    pub fn add_unreadable(&mut self, file: u16, row: Unreadable) -> Result<(), VerifyError> {
        let input = self.inputs.get_mut(usize::from(file)).ok_or(VerifyError::UnknownFile(file))?;
        input.rows = input.rows.saturating_add(1);
        self.unreadable.push(UnreadableRow { file, row });
        Ok(())
    }

    /// Reads rows of an orders file.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`], [`VerifyError::Uneven`], or no currency was given. Rows that cannot be read are
    /// findings, not errors.
    pub fn push_orders(&mut self, file: u16, batch: &TextBatch<'_, OrderField>) -> Result<(), VerifyError> {
        let currency = self.currency.ok_or_else(|| AmountError::UnknownCurrency(String::new()))?;
        let Self { inputs, book, axis, unreadable, .. } = self;
        let input = announced(inputs, file, Kind::Orders, batch.lines.len())?;
        even(batch, OrderField::word)?;
        text::order_rows(file, batch, currency, axis, book, |line, (faults, ids)| {
            let header = |field: OrderField| input.header(field.word()).to_owned();
            unreadable.push(UnreadableRow::of(file, line, &faults, ids, header));
        });
        Ok(())
    }

    /// Reads rows of a product link export.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`], [`VerifyError::Uneven`]. Rows that cannot be read are findings, not errors.
    pub fn push_terms(&mut self, file: u16, batch: &TextBatch<'_, TermsField>) -> Result<(), VerifyError> {
        let Self { inputs, terms, axis, unreadable, .. } = self;
        let input = announced(inputs, file, Kind::Terms, batch.lines.len())?;
        even(batch, TermsField::word)?;
        for (line, row) in batch.rows() {
            match text::terms_row(&row, axis) {
                Ok(one) => terms.push(one),
                Err(refused) => {
                    let (faults, ids) = *refused;
                    let header = |field: TermsField| input.header(field.word()).to_owned();
                    unreadable.push(UnreadableRow::of(file, line, &faults, ids, header));
                }
            }
        }
        Ok(())
    }

    /// Reads a row of the public order-lines table.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`]. A row that cannot be read is a finding, not an error.
    pub fn push_order(&mut self, file: u16, row: &OrderRow<'_>) -> Result<(), VerifyError> {
        let Self { profile, currencies, inputs, book, axis, unreadable, .. } = self;
        announced(inputs, file, Kind::Orders, 1)?;
        let currency = |code: &str| number_of(code, profile, currencies);
        if let Err(refused) = table::order_row(file, row, currency, axis, book) {
            let (faults, ids) = *refused;
            unreadable.push(UnreadableRow::of(file, row.line, &faults, ids, str::to_owned));
        }
        Ok(())
    }

    /// Reads rows of the public order-lines table that stand in columns: just as [`Verification::push_order`] reads each
    /// of them, but a text that many rows have is judged once. [`Verification::order_batches`] reads several such tables.
    ///
    /// ```
    /// use partner_campaigns::{Kind, OrderColumns, Profile, TextColumn, TimeColumn, ValueColumn, Verification, Wanted};
    /// let mut verification = Verification::new(Profile::guide(), None, None).unwrap();
    /// let orders = verification.add_file("orders", Kind::Orders, []).unwrap();
    /// let all = |text| TextColumn::Keyed { values: vec![Some(text)].into(), keys: vec![0, 0].into() };
    /// let numbers = |values: [i64; 2]| ValueColumn::Full(values.to_vec().into());
    /// let columns = OrderColumns {
    ///     rows: 2,
    ///     first_line: 2,
    ///     order_id: TextColumn::Each(vec![Some("1"), None]),
    ///     sku_id: all("2"), product_id: all("P1"), campaign_id: all("C1"), currency: all("USD"), status: all("Settled"),
    ///     created_at: TimeColumn::Instants(numbers([0, 0])),
    ///     base_minor: numbers([100_00, 100_00]),
    ///     agency_rate_bps: numbers([1500, 1500]), creator_rate_bps: numbers([1500, 1500]),
    ///     paid_agency_minor: numbers([15_00, 15_00]), paid_creator_commission_minor: numbers([15_00, 15_00]),
    ///     ..OrderColumns::default()
    /// };
    /// verification.push_order_columns(orders, &columns, 0..2).unwrap();
    /// let report = verification.finish(Wanted::default()).unwrap();
    /// assert_eq!((report.summary().rows_out_of_scope, report.summary().rows_unreadable), (1, 1));
    /// ```
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`], [`VerifyError::Uneven`]. Rows that cannot be read are findings, not errors.
    pub fn push_order_columns(
        &mut self,
        file: u16,
        columns: &OrderColumns<'_>,
        rows: Range<usize>,
    ) -> Result<(), VerifyError> {
        self.order_batches().push(file, columns, rows)
    }

    /// Begins to read order lines that stand in the columns of several batches with the same dictionaries.
    pub fn order_batches(&mut self) -> OrderBatches<'_> {
        OrderBatches { verification: self, known: by_column::Known::default() }
    }

    /// Reads a row of the public terms table.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`]. A row that cannot be read is a finding, not an error.
    pub fn push_term(&mut self, file: u16, row: &TermsRow<'_>) -> Result<(), VerifyError> {
        let Self { inputs, terms, axis, unreadable, .. } = self;
        announced(inputs, file, Kind::Terms, 1)?;
        match table::terms_row(row, axis) {
            Ok(one) => terms.push(one),
            Err(refused) => {
                let (faults, ids) = *refused;
                unreadable.push(UnreadableRow::of(file, row.line, &faults, ids, str::to_owned));
            }
        }
        Ok(())
    }

    /// Reads a campaign's terms as they come: what was agreed there is what payouts are held against.
    ///
    /// ```
    /// use partner_campaigns::{Campaign, Kind, Profile, Verification};
    /// let campaign = Campaign::new(Profile::guide());
    /// let mut verification = Verification::new(Profile::guide(), None, None).unwrap();
    /// let terms = verification.add_file("campaign.json", Kind::Terms, []).unwrap();
    /// verification.push_agreed_terms(terms, &campaign.terms()).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`].
    pub fn push_agreed_terms(&mut self, file: u16, agreed: &[AgreedTerms]) -> Result<(), VerifyError> {
        agreed.iter().try_for_each(|one| self.push_term(file, &TermsRow::from(one)))
    }

    /// Verifies every row and makes the report.
    ///
    /// # Errors
    /// [`VerifyError::ZoneNeeded`].
    pub fn finish(self, wanted: Wanted) -> Result<Report, VerifyError> {
        if self.axis.needs_zone() {
            return Err(VerifyError::ZoneNeeded);
        }
        Ok(verify::verify(self, wanted))
    }
}

/// Order lines by column in batches that have the same dictionaries, as those of one table often do: a text is judged once
/// for all of them. The `values` of a column's [`TextColumn::Keyed`] are the same texts in every batch that is pushed here; for
/// others, begin anew.
///
/// ```
/// use std::sync::Arc;
/// use partner_campaigns::{Kind, OrderColumns, Profile, TextColumn, Verification};
/// let mut verification = Verification::new(Profile::guide(), None, None).unwrap();
/// let orders = verification.add_file("orders", Kind::Orders, []).unwrap();
/// let skus: Arc<[_]> = [Some("2"), Some("3")].into();
/// let mut batches = verification.order_batches();
/// for keys in [[0, 0], [1, 0]] {
///     let sku_id = TextColumn::Keyed { values: skus.clone(), keys: keys[..].into() };
///     batches.push(orders, &OrderColumns { rows: 2, sku_id, ..OrderColumns::default() }, 0..2).unwrap();
/// }
/// ```
#[derive(Debug)]
pub struct OrderBatches<'a> {
    verification: &'a mut Verification,
    known: by_column::Known,
}

impl OrderBatches<'_> {
    /// Reads rows of a batch.
    ///
    /// # Errors
    /// As [`Verification::push_order_columns`].
    pub fn push(
        &mut self,
        file: u16,
        columns: &OrderColumns<'_>,
        rows: Range<usize>,
    ) -> Result<(), VerifyError> {
        let Verification { profile, currencies, inputs, book, axis, unreadable, .. } = self.verification;
        columns.even()?;
        let rows = rows.start.min(columns.rows)..rows.end.min(columns.rows);
        announced(inputs, file, Kind::Orders, rows.len())?;
        let mut currency = |code: &str| number_of(code, profile, currencies);
        let known = &mut self.known;
        by_column::order_rows(file, columns, rows, known, book, axis, &mut currency, &mut |fault| {
            unreadable.push(fault);
        });
        Ok(())
    }

    /// The verification, as files may be announced between batches.
    pub fn verification(&mut self) -> &mut Verification {
        self.verification
    }
}

fn announced(inputs: &mut [Input], file: u16, kind: Kind, rows: usize) -> Result<&Input, VerifyError> {
    let input = inputs.get_mut(usize::from(file)).filter(|input| input.kind == kind);
    let input = input.ok_or(VerifyError::UnknownFile(file))?;
    input.rows = input.rows.saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
    Ok(input)
}

/// The number of a currency among those seen so far.
fn number_of(code: &str, profile: &Profile, seen: &mut Vec<Currency>) -> Result<u16, String> {
    let known = seen.iter().position(|one| one.code() == code);
    let at = known.unwrap_or(seen.len());
    if known.is_none() {
        seen.push(profile.currency(code).map_err(|error| error.to_string())?);
    }
    u16::try_from(at).map_err(|_| "there are too many currencies".to_owned())
}

fn even<F: Copy + PartialEq>(
    batch: &TextBatch<'_, F>,
    word: fn(F) -> &'static str,
) -> Result<(), VerifyError> {
    match batch.uneven() {
        Some((field, cells)) => {
            Err(VerifyError::Uneven { column: word(field), cells, rows: batch.lines.len() })
        }
        None => Ok(()),
    }
}
