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
pub use report::{
    Adjustments, FindingRecord, Kind, NotVerified, PolicyInForce, Report, SettledOnZero, SheetNotRead,
    Summary, TermsNotGiven, UnknownStatus, Verdict, Why,
};
pub use rows::columns::{OrderColumns, TextColumn, TimeColumn, ValueColumn};
pub use rows::dialect::{Ended, Told};
pub use rows::field::{OrderField, TermsField, TextBatch};
pub use rows::table::{OrderRow, TABLE_HEADERS, TableTime, TermsRow};
pub use rows::unreadable::{RowIds, Unreadable};

use std::collections::BTreeMap;
use std::ops::Range;

use chrono_tz::Tz;

use crate::profile::Profile;
use crate::terms::AgreedTerms;
use crate::value::moment::Axis;
use crate::value::money::{AmountError, Currency};

use book::Book;
use report::input::Input;
use rows::dialect::{Dialect, FileTerms};
use rows::unreadable::UnreadableRow;
use rows::{by_column, table, text};

/// A verification being set up: announce files, push their rows, then [`Verification::finish`].
///
/// ```
/// use partner_campaigns::{Kind, OrderField as O, Profile, TermsField as T, TextBatch, Verification, Wanted};
/// let mut verification = Verification::new(Profile::guide(), Some("USD"), None).unwrap();
/// let terms = verification.add_file("links.csv", None, Kind::Terms, []).unwrap();
/// verification.push_terms(terms, &TextBatch {
///     lines: vec![2],
///     columns: vec![
///         (T::CampaignId, vec!["C1"]), (T::ProductId, vec!["P1"]),
///         (T::AgencyRate, vec!["15.00%"]), (T::CreatorRate, vec!["15.00%"]),
///     ],
///     ..TextBatch::default()
/// }).unwrap();
/// let orders = verification.add_file("orders.csv", None, Kind::Orders, []).unwrap();
/// verification.push_orders(orders, &TextBatch {
///     lines: vec![2],
///     columns: vec![
///         (O::OrderId, vec!["1"]), (O::SkuId, vec!["2"]), (O::ProductId, vec!["P1"]), (O::CampaignId, vec!["C1"]),
///         (O::Status, vec!["Settled"]), (O::CreatedAt, vec!["16/07/2026 10:00:00"]),
///         (O::AgencyRate, vec!["15%"]), (O::CreatorRate, vec!["15%"]),
///         (O::Base, vec!["100.00"]), (O::Agency, vec!["15.00"]), (O::CreatorCommission, vec!["14.99"]),
///     ],
///     ..TextBatch::default()
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
    readings: Vec<Reading>,
    sheets_not_read: Vec<SheetNotRead>,
    book: Book,
    terms: Vec<FileTerms>,
    unreadable: Vec<UnreadableRow>,
}

/// How a file is being read.
#[derive(Debug)]
struct Reading {
    dialect: Dialect,
    /// No row of it stands before this one.
    first_row: usize,
    first_terms: usize,
    first_unreadable: usize,
    /// Whether text was pushed, which has a dialect.
    has_text: bool,
    ended: bool,
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
            readings: Vec::new(),
            sheets_not_read: Vec::new(),
            book: Book::default(),
            terms: Vec::new(),
            unreadable: Vec::new(),
        })
    }

    /// Announces a file or table, with the headers that it uses for the public column names; its number. A sheet of a
    /// workbook is a file of its own: its name is given.
    ///
    /// # Errors
    /// [`VerifyError::TooManyFiles`].
    pub fn add_file(
        &mut self,
        path: &str,
        sheet: Option<&str>,
        kind: Kind,
        headers: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<u16, VerifyError> {
        let number = u16::try_from(self.inputs.len()).map_err(|_| VerifyError::TooManyFiles)?;
        self.inputs.push(Input {
            path: path.to_owned(),
            sheet: sheet.map(str::to_owned),
            kind,
            headers: headers.into_iter().collect(),
            sha256: None,
            rows: 0,
            dialect: BTreeMap::new(),
            notes: Vec::new(),
            refused: false,
        });
        self.readings.push(Reading {
            dialect: Dialect::new(Told::default()),
            first_row: self.book.pushed(),
            first_terms: self.terms.len(),
            first_unreadable: self.unreadable.len(),
            has_text: false,
            ended: false,
        });
        Ok(number)
    }

    /// Says how the text of a file is written, instead of what its cells prove; before any of its rows are pushed.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`].
    pub fn tell(&mut self, file: u16, told: Told) -> Result<(), VerifyError> {
        let reading = self.readings.get_mut(usize::from(file)).ok_or(VerifyError::UnknownFile(file))?;
        reading.dialect = Dialect::new(told);
        Ok(())
    }

    /// Says that all rows of a file were pushed, and asks how it ended: by what its cells prove of how it is written, its
    /// rows stand, must be pushed again, or are refused.
    ///
    /// ```
    /// use partner_campaigns::{Ended, Kind, OrderField as O, Profile, TextBatch, Verification};
    /// let mut verification = Verification::new(Profile::guide(), Some("EUR"), None).unwrap();
    /// let orders = verification.add_file("orders.csv", None, Kind::Orders, []).unwrap();
    /// let rows = TextBatch { lines: vec![2], columns: vec![(O::Base, vec!["1.234,50"])], exact: vec![] };
    /// verification.push_orders(orders, &rows).unwrap();
    /// assert_eq!(verification.end_file(orders), Ok(Ended::ReadAgain)); // it has a decimal comma
    /// verification.push_orders(orders, &rows).unwrap();
    /// assert_eq!(verification.end_file(orders), Ok(Ended::Stands));
    /// ```
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`].
    pub fn end_file(&mut self, file: u16) -> Result<Ended, VerifyError> {
        let at = usize::from(file);
        let (Some(reading), Some(input)) = (self.readings.get_mut(at), self.inputs.get_mut(at)) else {
            return Err(VerifyError::UnknownFile(file));
        };
        if reading.ended {
            return Ok(Ended::Stands);
        }
        let mut notes = Vec::new();
        let ended = reading.dialect.end(|word| input.header(word).to_owned(), &mut notes);
        input.notes.append(&mut notes);
        match &ended {
            Ended::Stands => {
                reading.ended = true;
                if reading.has_text {
                    let words = reading.dialect.words().into_iter();
                    input.dialect.extend(words.map(|(name, word)| (name, word.to_owned())));
                }
            }
            Ended::ReadAgain => self.drop_rows(file),
            Ended::Refused(_) => {
                (reading.ended, input.refused) = (true, true);
                self.drop_rows(file);
            }
        }
        Ok(ended)
    }

    /// Drops all that was read of a file.
    fn drop_rows(&mut self, file: u16) {
        let Self { inputs, readings, book, terms, unreadable, .. } = self;
        let at = usize::from(file);
        if let (Some(reading), Some(input)) = (readings.get(at), inputs.get_mut(at)) {
            input.rows = 0;
            book.drop_file(file, reading.first_row);
            drop_of(file, terms, reading.first_terms, |(file, _)| *file);
            drop_of(file, unreadable, reading.first_unreadable, |row| row.file);
        }
    }

    /// Notes what a reader found out of how a file is written, for the receipt: `encoding`, `delimiter` and the like.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`].
    pub fn set_dialect(&mut self, file: u16, name: &'static str, word: &str) -> Result<(), VerifyError> {
        let input = self.inputs.get_mut(usize::from(file)).ok_or(VerifyError::UnknownFile(file))?;
        input.dialect.insert(name, word.to_owned());
        Ok(())
    }

    /// Notes a sheet of a workbook that is not read: a visible one that has not the needed columns, or a hidden one that has
    /// them.
    pub fn add_sheet_not_read(&mut self, path: &str, sheet: &str, hidden: bool) {
        let (file, sheet) = (path.to_owned(), sheet.to_owned());
        self.sheets_not_read.push(SheetNotRead { file, sheet, hidden });
    }

    /// Adds to what the report says of a file.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`].
    pub fn add_note(&mut self, file: u16, note: &str) -> Result<(), VerifyError> {
        let input = self.inputs.get_mut(usize::from(file)).ok_or(VerifyError::UnknownFile(file))?;
        input.notes.push(note.to_owned());
        Ok(())
    }

    /// What was found out of a file so far that is worth saying.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`].
    pub fn notes(&self, file: u16) -> Result<&[String], VerifyError> {
        let input = self.inputs.get(usize::from(file)).ok_or(VerifyError::UnknownFile(file))?;
        Ok(&input.notes)
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
        if self.readings.get(usize::from(file)).is_none_or(|reading| reading.dialect.keeps_rows()) {
            self.unreadable.push(UnreadableRow { file, row });
        }
        Ok(())
    }

    /// Reads rows of an orders file.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`], [`VerifyError::Uneven`], or no currency was given. Rows that cannot be read are
    /// findings, not errors.
    pub fn push_orders(&mut self, file: u16, batch: &TextBatch<'_, OrderField>) -> Result<(), VerifyError> {
        let currency = self.currency.ok_or_else(|| AmountError::UnknownCurrency(String::new()))?;
        let Self { inputs, readings, book, axis, unreadable, .. } = self;
        let input = announced(inputs, file, Kind::Orders, batch.lines.len())?;
        even(batch, OrderField::word)?;
        let dialect = of_text(readings, file)?;
        text::order_rows(file, batch, currency, dialect, axis, book, |line, (faults, ids)| {
            let header = |field: OrderField| input.header(field.word()).to_owned();
            unreadable.push(UnreadableRow::of(file, line, &faults, ids, header));
        });
        if dialect.loses_hope() {
            let rows = input.rows;
            self.drop_rows(file);
            announced(&mut self.inputs, file, Kind::Orders, usize::try_from(rows).unwrap_or(usize::MAX))?;
        }
        Ok(())
    }

    /// Reads rows of a product link export.
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`], [`VerifyError::Uneven`]. Rows that cannot be read are findings, not errors.
    pub fn push_terms(&mut self, file: u16, batch: &TextBatch<'_, TermsField>) -> Result<(), VerifyError> {
        let Self { inputs, readings, terms, axis, unreadable, .. } = self;
        let input = announced(inputs, file, Kind::Terms, batch.lines.len())?;
        even(batch, TermsField::word)?;
        let dialect = of_text(readings, file)?;
        for (line, row) in batch.rows() {
            match text::terms_row((line, &row), dialect, axis) {
                Ok(one) => terms.push((file, one)),
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
    /// let orders = verification.add_file("orders", None, Kind::Orders, []).unwrap();
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
            Ok(one) => terms.push((file, one)),
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
    /// let terms = verification.add_file("campaign.json", None, Kind::Terms, []).unwrap();
    /// verification.push_agreed_terms(terms, &campaign.terms()).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`VerifyError::UnknownFile`].
    pub fn push_agreed_terms(&mut self, file: u16, agreed: &[AgreedTerms]) -> Result<(), VerifyError> {
        agreed.iter().try_for_each(|one| self.push_term(file, &TermsRow::from(one)))
    }

    /// Verifies every row and makes the report. Files that were not [ended](Self::end_file) are.
    ///
    /// # Errors
    /// [`VerifyError::ZoneNeeded`]; [`VerifyError::NotEnded`] where the rows of a file that was not ended do not stand.
    pub fn finish(mut self, wanted: Wanted) -> Result<Report, VerifyError> {
        for file in (0..=u16::MAX).take(self.inputs.len()) {
            let reason = match self.end_file(file)? {
                Ended::Stands => continue,
                Ended::ReadAgain => "push its rows again".to_owned(),
                Ended::Refused(reason) => reason,
            };
            let path =
                self.inputs.get(usize::from(file)).map_or_else(String::new, |input| input.path.clone());
            return Err(VerifyError::NotEnded { path, reason });
        }
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
/// let orders = verification.add_file("orders", None, Kind::Orders, []).unwrap();
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

/// How the text of a file is read.
fn of_text(readings: &mut [Reading], file: u16) -> Result<&mut Dialect, VerifyError> {
    let reading = readings.get_mut(usize::from(file)).ok_or(VerifyError::UnknownFile(file))?;
    reading.has_text = true;
    Ok(&mut reading.dialect)
}

/// Drops what is of a file, none of which stands before a place.
fn drop_of<T>(file: u16, all: &mut Vec<T>, from: usize, file_of: impl Fn(&T) -> u16) {
    let behind = all.split_off(from.min(all.len()));
    all.extend(behind.into_iter().filter(|one| file_of(one) != file));
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
