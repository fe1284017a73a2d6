//! A CSV file whose header is found.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use partner_campaigns::{Kind, OrderField, TermsField, TextBatch, Verification};

use super::header;
use super::reader::Reader;
use super::shape::Shape;
use crate::failure::Failure;
use crate::format::Format;
use crate::hashed::{Hashed, Tally, reason};
use crate::header::Header;
use crate::problem::Problem;
use crate::row_rules::RowRules;

/// The header is looked for in so much of the file.
const HEAD_BYTES: u64 = 1 << 20;

/// Small enough that a batch's cells stay in the processor's cache.
const ROWS_IN_A_BATCH: usize = 1024;

/// After so many the caller hears of progress.
const BYTES_IN_A_PIECE: u64 = 1 << 20;

/// A CSV file whose header is found.
pub(crate) struct CsvFile {
    path: String,
    header: Header,
    lines: u64,
    delimiter: u8,
    rules: RowRules,
    fields: Fields,
    total: u64,
    reading: Option<Reading>,
}

/// A reading of the rows.
struct Reading {
    reader: Reader,
    tally: Arc<Tally>,
}

/// The fields that are read, in the order of the columns.
enum Fields {
    Orders(Vec<OrderField>),
    Terms(Vec<TermsField>),
}

impl CsvFile {
    /// Finds the header.
    pub(crate) fn open(path: &str, format: &Format) -> Result<Self, Problem> {
        let unreadable = |error| Problem::new(path, format!("the file cannot be read: {}", reason(&error)));
        let (source, _) = Hashed::open(Path::new(path)).map_err(unreadable)?;
        let mut head = Vec::new();
        source.take(HEAD_BYTES + 1).read_to_end(&mut head).map_err(unreadable)?;
        let whole = head.len() as u64 <= HEAD_BYTES;
        let total = std::fs::metadata(path).map_err(unreadable)?.len();
        let found = header::find(path, format, &head, whole)?;
        let mut header = found.header;
        let said = u64::from(found.has_sep_line);
        if header.line > 1 + said {
            let line = header.line;
            header.notes.push(format!("rows above the header skipped: the header is on line {line}"));
        }
        let words = header.positions.iter().map(|&(field, _)| field);
        let fields = match format.kind {
            Kind::Orders => Fields::Orders(words.filter_map(OrderField::from_word).collect()),
            Kind::Terms => Fields::Terms(words.filter_map(TermsField::from_word).collect()),
        };
        Ok(Self {
            path: path.to_owned(),
            rules: RowRules::new(format, &header),
            header,
            lines: found.lines,
            delimiter: found.delimiter,
            fields,
            total,
            reading: None,
        })
    }

    /// Its header.
    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// Bytes read, bytes in all.
    pub(crate) fn progress(&self) -> (u64, u64) {
        (self.reading.as_ref().map_or(0, |reading| reading.tally.bytes()), self.total)
    }

    /// Hands the rows of about one piece of the file to a verification; false at its end. The first piece is the first of
    /// the file again once it has ended.
    pub(crate) fn push(&mut self, verification: &mut Verification, file: u16) -> Result<bool, Failure> {
        let Self { path, fields, .. } = self;
        let unreadable =
            |error| Problem::new(path.as_str(), format!("the file cannot be read: {}", reason(&error)));
        if self.reading.is_none() {
            let (source, tally) = Hashed::open(Path::new(path)).map_err(unreadable)?;
            let shape = Shape::new(&self.header, self.rules.key().unwrap_or_default(), self.delimiter);
            let reader = Reader::open(Box::new(source), self.lines, shape, self.rules.clone());
            self.reading = Some(Reading { reader: reader.map_err(unreadable)?, tally });
        }
        let Some(Reading { reader, tally }) = &mut self.reading else { return Ok(false) };
        let upto = tally.bytes().saturating_add(BYTES_IN_A_PIECE);
        while tally.bytes() < upto {
            let Some(mut found) = reader.next(ROWS_IN_A_BATCH).map_err(unreadable)? else { return Ok(false) };
            let lines = std::mem::take(&mut found.lines);
            let unreadable = std::mem::take(&mut found.unreadable);
            match fields {
                Fields::Orders(fields) => {
                    let columns = fields.iter().copied().zip(found.columns()).collect();
                    verification.push_orders(file, &TextBatch { lines, columns, ..TextBatch::default() })?;
                }
                Fields::Terms(fields) => {
                    let columns = fields.iter().copied().zip(found.columns()).collect();
                    verification.push_terms(file, &TextBatch { lines, columns, ..TextBatch::default() })?;
                }
            }
            for row in unreadable {
                verification.add_unreadable(file, row)?;
            }
        }
        Ok(true)
    }

    /// Once all is read: the SHA-256 of the file's bytes, and what is to be said of the rows. The next piece is the first
    /// again.
    pub(crate) fn end(&mut self) -> (Option<String>, Option<String>) {
        let ended = self.reading.take();
        let notes = ended.as_ref().and_then(|reading| reading.reader.rules().notes());
        (ended.map(|reading| reading.tally.sha256()), notes)
    }
}
