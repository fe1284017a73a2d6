//! A CSV file whose header is found.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use partner_campaigns::{Kind, OrderField, TermsField, TextBatch, Verification};

use super::decoded::{Encoding, Writing, has_lone_return, returns_as_feeds};
use super::header;
use super::reader::Reader;
use super::shape::{Shape, delimiter_name};
use crate::failure::Failure;
use crate::format::Format;
use crate::hashed::{Tally, reason, sha256_of};
use crate::header::Header;
use crate::packed::Packing;
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
    /// Where it stands.
    path: PathBuf,
    /// What it is called.
    name: String,
    packing: Packing,
    writing: Writing,
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
    pub(crate) fn open(path: &Path, name: &str, packing: Packing, format: &Format) -> Result<Self, Problem> {
        let unreadable = |error| cannot_be_read(name, &error);
        let head = |writing: Writing| {
            let (source, _) = packing.open(path)?;
            let mut head = Vec::new();
            writing.decoded(source).take(HEAD_BYTES + 1).read_to_end(&mut head)?;
            Ok(head)
        };
        let mut first = Vec::new();
        packing
            .open(path)
            .and_then(|(source, _)| source.take(4).read_to_end(&mut first))
            .map_err(unreadable)?;
        let mut writing = Writing { encoding: Encoding::of(&first), lone_returns: false };
        let bytes = head(writing).map_err(unreadable)?;
        let whole = bytes.len() as u64 <= HEAD_BYTES;
        let total = std::fs::metadata(path).map_err(unreadable)?.len();
        let found = match header::find(name, format, &bytes, whole) {
            Err(problem) if has_lone_return(&bytes) => {
                writing.lone_returns = true;
                header::find(name, format, &returns_as_feeds(&bytes), whole).map_err(|_| problem)
            }
            found => found,
        }?;
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
            name: name.to_owned(),
            packing,
            writing,
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
        let Self { path, name, packing, writing, fields, .. } = self;
        let unreadable = |error| cannot_be_read(name, &error);
        if self.reading.is_none() {
            let (source, tally) = packing.open(path).map_err(unreadable)?;
            let shape = Shape::new(&self.header, self.rules.key().unwrap_or_default(), self.delimiter);
            let reader = Reader::open(writing.decoded(source), self.lines, shape, self.rules.clone());
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

    /// How it is written, as far as it was found out here: public names and words.
    pub(crate) fn dialect(&self) -> impl Iterator<Item = (&'static str, String)> {
        let delimiter = ("delimiter", delimiter_name(self.delimiter));
        let container = self.packing.word().map(|word| ("container", word.to_owned()));
        [delimiter, ("encoding", self.writing.encoding.word().to_owned())].into_iter().chain(container)
    }

    /// What of it is worth saying.
    pub(crate) fn unusual(&self) -> Option<String> {
        let mut said = Vec::new();
        if self.delimiter != b',' {
            said.push(format!("cells are separated by a {}", delimiter_name(self.delimiter)));
        }
        if self.writing.encoding != Encoding::Utf8 {
            said.push(format!("text is {}", self.writing.encoding.word().to_uppercase()));
        }
        if self.writing.lone_returns {
            said.push("lines end in carriage returns".to_owned());
        }
        (!said.is_empty()).then(|| format!("read as it is written: {}", said.join(", ")))
    }

    /// Once all is read: the SHA-256 of the file's bytes, and what is to be said of the rows. The next piece is the first
    /// again.
    pub(crate) fn end(&mut self) -> (Option<String>, Option<String>) {
        let Some(Reading { reader, tally }) = self.reading.take() else { return (None, None) };
        let notes = reader.rules().notes();
        // An archive goes on after the file in it.
        let sha256 = match self.packing {
            Packing::Zip(_) => sha256_of(&self.path).ok(),
            Packing::None | Packing::Gzip => Some(tally.sha256()),
        };
        (sha256, notes)
    }
}

fn cannot_be_read(name: &str, error: &io::Error) -> Problem {
    Problem::new(name, format!("the file cannot be read: {}", reason(error)))
}
