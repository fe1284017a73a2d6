//! One record of a CSV file, by the strict reading of quotes: a quoted cell ends with its closing quote.
//!
//! `csv-core` takes records apart and never refuses one. What it lets pass, and a file about money must not hold, is looked
//! for here, beside its cells: text after a closing quote, a carriage return in a cell without quotes, a quote that never
//! closes, and what is too long. Lines end with a line feed; carriage returns may stand before it and in quoted cells.

use std::ops::Range;
use std::str::Utf8Chunk;

use csv_core::{ReadFieldResult, ReadRecordResult};

use super::shape::delimiter_name;
use crate::text::plain_text;

/// A cell beyond this is a quote that never closes: reading on would only fill the memory.
const CELL_CHARS_MAX: usize = 16 << 20;

/// No record of a real export comes near this; a longer one is not read into memory.
pub(super) const RECORD_BYTES_MAX: usize = 64 << 20;

/// Most records are shorter. A longer one is looked over before more of it is read, and again when it is twice as long: the
/// parser would take a broken one far beyond its line.
const FIRST_BYTES: usize = 1 << 10;

/// What there is from some place on.
pub(super) enum Walked {
    /// A record.
    Record(Record),
    /// A record that breaks the rules on its last line.
    Broken(Fault, Extent),
    /// A record that cannot even be passed over.
    Endless(Fault),
    /// The record goes on beyond the bytes that are there.
    Unfinished,
    /// Nothing more.
    Nothing,
}

/// A record without faults.
pub(super) struct Record {
    pub(super) extent: Extent,
    /// How many cells it has; none in an empty line.
    pub(super) cells: usize,
    /// How many bytes their text takes.
    pub(super) written: usize,
}

/// How far a record reaches.
pub(super) struct Extent {
    pub(super) bytes: usize,
    /// How many lines it stands on.
    pub(super) lines: u64,
}

/// How a record breaks the rules.
#[derive(Clone, Copy)]
pub(super) enum Fault {
    TextAfterQuote,
    CarriageReturn,
    NeverCloses,
    CellTooLong,
    RecordTooLong,
}

impl Fault {
    /// What is wrong; with the line, where the record begins on another.
    pub(super) fn said(self, line: Option<u64>, delimiter: u8) -> String {
        let place = line.map(|line| format!(" on line {line}")).unwrap_or_default();
        match self {
            Self::TextAfterQuote => {
                format!(
                    "a closing quote is followed by other text{place}, expected a {} or the end of the line",
                    delimiter_name(delimiter)
                )
            }
            Self::CarriageReturn => format!("a carriage return stands in a cell without quotes{place}"),
            Self::NeverCloses => "a quote that is opened here never closes".to_owned(),
            Self::RecordTooLong => "a record longer than any record of an export begins here".to_owned(),
            Self::CellTooLong => format!(
                "a cell that begins here is longer than {CELL_CHARS_MAX} characters, as if its quote never closes"
            ),
        }
    }
}

/// The first cells of a record, at most as many as the header has: their text, one after the other, and where each ends.
#[derive(Clone, Copy)]
pub(super) struct Cells<'t, 'e> {
    bytes: &'t [u8],
    ends: &'e [usize],
}

impl<'t, 'e> Cells<'t, 'e> {
    /// A cell's bytes; none where there is no cell.
    #[inline]
    pub(super) fn get(self, index: usize) -> &'t [u8] {
        self.bytes.get(self.range(index)).unwrap_or_default()
    }

    pub(super) fn iter(self) -> impl Iterator<Item = &'t [u8]> + use<'t, 'e> {
        (0..self.ends.len()).map(move |index| self.get(index))
    }

    /// All that was written as text, of which every cell has its range; unless bytes of a cell are no text.
    #[inline]
    pub(super) fn text(self) -> Option<&'t str> {
        // Two halves of a character that stand in two cells are none.
        plain_text(self.bytes).filter(|text| self.ends.iter().all(|&end| text.is_char_boundary(end)))
    }

    /// Where in the text a cell stands.
    #[inline]
    pub(super) fn range(self, index: usize) -> Range<usize> {
        let end = |index: usize| self.ends.get(index).copied();
        let Some(to) = end(index) else { return 0..0 };
        index.checked_sub(1).and_then(end).unwrap_or_default()..to
    }
}

/// Reads records one by one.
pub(super) struct Records {
    parser: csv_core::Reader,
    /// Takes a record apart once more.
    again: csv_core::Reader,
    /// Where the cells of the record at hand end, up to the header's width.
    ends: Vec<usize>,
    cells: usize,
    delimiter: u8,
}

impl Records {
    /// For records of so many cells; those beyond are only counted.
    pub(super) fn new(width: usize, delimiter: u8) -> Self {
        let parser = || csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Self { parser: parser(), again: parser(), ends: vec![0; width], cells: 0, delimiter }
    }

    /// The cells of the record that was read last, from where its text was written to.
    #[inline]
    pub(super) fn cells<'t>(&self, bytes: &'t [u8]) -> Cells<'t, '_> {
        Cells { bytes, ends: self.ends.get(..self.cells).unwrap_or(&self.ends) }
    }

    /// Reads the record with which the data begin, and writes the text of its cells to `room`, which is as long at least.
    /// `last` says that no bytes follow.
    #[inline]
    pub(super) fn read(&mut self, data: &[u8], last: bool, room: &mut [u8]) -> Walked {
        self.cells = 0;
        match data.first() {
            None => return Walked::Nothing,
            // The parser passes over empty lines, which count as lines.
            Some(b'\n' | b'\r') => return self.end(data, last, 0, 0, false),
            Some(_) => {}
        }
        restart(&mut self.parser);
        let (mut read, mut written, mut upto) = (0, 0, FIRST_BYTES);
        let mut beyond;
        loop {
            let ends = match self.ends.get_mut(self.cells..) {
                Some(ends) if !ends.is_empty() => ends,
                _ => {
                    beyond = [0; 64];
                    &mut beyond
                }
            };
            let rest = data.get(read..upto.min(data.len())).unwrap_or_default();
            let room = room.get_mut(written..).unwrap_or_default();
            let (result, bytes, text, cells) = self.parser.read_record(rest, room, ends);
            read += bytes;
            written += text;
            self.cells += cells;
            match result {
                ReadRecordResult::Record => {
                    let to = read - usize::from(!rest.is_empty());
                    // Of a record the parser leaves out the delimiters, the end of the line, and the quotes around cells.
                    let quoted = to > written + self.cells - 1;
                    return self.end(data, last, to, written, quoted);
                }
                ReadRecordResult::InputEmpty if read < data.len() || !last => {
                    if let Some(fault) = self.fault(data, read, last) {
                        return fault;
                    }
                    if read == data.len() {
                        return Walked::Unfinished;
                    }
                    upto *= 2;
                }
                // With no more bytes, the parser ends the record.
                ReadRecordResult::InputEmpty | ReadRecordResult::OutputEndsFull => {}
                // Neither comes, as the room suffices and there is a record.
                ReadRecordResult::OutputFull | ReadRecordResult::End => {
                    return Walked::Endless(Fault::RecordTooLong);
                }
            }
        }
    }

    /// Hands on all cells of a whole record with their numbers: there may be more than the memory should hold.
    pub(super) fn each_cell(&mut self, mut record: &[u8], mut each: impl FnMut(usize, &[u8])) {
        restart(&mut self.again);
        let mut room = vec![0; record.len()];
        let (mut index, mut written) = (0, 0);
        loop {
            let to = room.get_mut(written..).unwrap_or_default();
            let (result, bytes, text) = self.again.read_field(record, to);
            record = record.get(bytes..).unwrap_or_default();
            written += text;
            match result {
                ReadFieldResult::Field { record_end } => {
                    each(index, room.get(..written).unwrap_or_default());
                    if record_end {
                        return;
                    }
                    index += 1;
                    written = 0;
                }
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull | ReadFieldResult::End => return,
            }
        }
    }

    /// The record whose cells end at `to`.
    #[inline]
    fn end(&mut self, data: &[u8], last: bool, to: usize, written: usize, quoted: bool) -> Walked {
        if (quoted || to > CELL_CHARS_MAX)
            && let Some(fault) = self.fault(data, to, last)
        {
            return fault;
        }
        // Only carriage returns may stand before the line feed; one alone ends a whole row, too.
        let returns = data.iter().skip(to).take_while(|&&byte| byte == b'\r').count();
        let bytes = match data.get(to + returns) {
            Some(b'\n') => to + returns + 1,
            None if last => to + returns,
            None => return Walked::Unfinished,
            Some(_) if returns == 1 && self.cells > 0 && self.cells == self.ends.len() => to + 1,
            Some(_) => return broken(Fault::CarriageReturn, data, to, last),
        };
        let lines = if quoted { lines(data, to) } else { 1 };
        Walked::Record(Record { extent: Extent { bytes, lines }, cells: self.cells, written })
    }

    /// What is wrong with a record up to `to`, besides carriage returns.
    #[inline(never)]
    fn fault(&mut self, data: &[u8], to: usize, last: bool) -> Option<Walked> {
        let quotes = check_quotes(data.get(..to).unwrap_or_default(), self.delimiter);
        let sound = if let Quotes::TextAfter(at) = quotes { at } else { to };
        let before = data.get(..sound).unwrap_or_default();
        if before.len() > CELL_CHARS_MAX {
            let mut too_long = false;
            self.each_cell(before, |_, cell| too_long |= is_too_long(cell));
            if too_long {
                return Some(Walked::Endless(Fault::CellTooLong));
            }
        }
        match quotes {
            Quotes::TextAfter(at) => Some(broken(Fault::TextAfterQuote, data, at, last)),
            Quotes::Open if last && to == data.len() => Some(Walked::Endless(Fault::NeverCloses)),
            Quotes::Paired | Quotes::Open => None,
        }
    }
}

/// Has the parser begin with a record, whatever it was at.
#[inline]
fn restart(parser: &mut csv_core::Reader) {
    parser.reset();
    // At the beginning of a file it would take a byte order mark off. With nothing read, that is over.
    parser.read_record(&[], &mut [], &mut []);
}

/// How the quotes of a record stand.
enum Quotes {
    Paired,
    /// The last one opens a cell.
    Open,
    /// The one that stands there closes a cell, and text follows.
    TextAfter(usize),
}

fn check_quotes(record: &[u8], delimiter: u8) -> Quotes {
    let quote = |from: usize| Some(from + record.get(from..)?.iter().position(|&byte| byte == b'"')?);
    let begins_a_cell =
        |at: usize| at.checked_sub(1).is_none_or(|before| record.get(before) == Some(&delimiter));
    let mut from = 0;
    while let Some(open) = quote(from) {
        from = open + 1;
        if !begins_a_cell(open) {
            // It is text.
            continue;
        }
        loop {
            let Some(at) = quote(from) else { return Quotes::Open };
            from = at + 1;
            match record.get(from) {
                Some(b'"') => from += 1,
                Some(&other) if other != delimiter => return Quotes::TextAfter(at),
                None | Some(_) => break,
            }
        }
    }
    Quotes::Paired
}

/// A record that breaks the rules at `at`: it lasts to the end of that line.
#[cold]
fn broken(fault: Fault, data: &[u8], at: usize, last: bool) -> Walked {
    let rest = data.get(at..).unwrap_or_default();
    let bytes = match rest.iter().position(|&byte| byte == b'\n') {
        Some(feed) => at + feed + 1,
        None if last => data.len(),
        None => return Walked::Unfinished,
    };
    Walked::Broken(fault, Extent { bytes, lines: lines(data, at) })
}

/// On how many lines a record stands that ends, or breaks, at `to`.
fn lines(data: &[u8], to: usize) -> u64 {
    1 + data.iter().take(to).map(|&byte| u64::from(byte == b'\n')).sum::<u64>()
}

/// A byte that is not UTF-8 counts as a character.
fn is_too_long(cell: &[u8]) -> bool {
    let chars = |chunk: Utf8Chunk<'_>| chunk.valid().chars().count() + chunk.invalid().len();
    cell.len() > CELL_CHARS_MAX && cell.utf8_chunks().map(chars).sum::<usize>() > CELL_CHARS_MAX
}
