//! Which records are rows, which are none, and which cannot be read.
//!
//! A broken record that spans several lines may have swallowed good ones (a stray quote opens a cell that the next quote
//! closes). So its lines after the first are read again by themselves: whole records among them are rows, and what is
//! still broken inside that span is part of the one broken record, not another.

use partner_campaigns::{RowIds, Unreadable};

use super::record::{Extent, Fault, RECORD_BYTES_MAX, Record, Records, Walked};
use super::shape::Shape;
use crate::row_rules::RowRules;
use crate::text::{bad_bytes, has_digit, is_white, plain_text, white};

/// So many lines may be read again, and one more for every line of the file: stray quotes on every line took quadratic
/// time else.
const READ_AGAIN_FREE: u64 = 1000;

/// Rows in the order of the file, and what cannot be read among them.
#[derive(Default)]
pub(super) struct Found<'d> {
    pub(super) lines: Vec<u64>,
    /// The cells of every field.
    columns: Vec<Vec<&'d str>>,
    pub(super) unreadable: Vec<Unreadable>,
    /// Where the text of further cells goes.
    room: &'d mut [u8],
}

impl<'d> Found<'d> {
    pub(super) fn new(columns: usize, size: usize, room: &'d mut [u8]) -> Self {
        let column = || Vec::with_capacity(size.min(1024));
        Self { columns: std::iter::repeat_with(column).take(columns).collect(), room, ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len() + self.unreadable.len()
    }

    /// The cells of every field, which are taken out.
    pub(super) fn columns(&mut self) -> Vec<Vec<&'d str>> {
        std::mem::take(&mut self.columns)
    }

    /// Keeps the text of a record, which was written to the room.
    fn keep(&mut self, record: &Record) -> &'d [u8] {
        let room = std::mem::take(&mut self.room);
        let (text, rest) = room.split_at_mut_checked(record.written).unwrap_or_default();
        self.room = rest;
        text
    }

    pub(super) fn report(&mut self, line: u64, column: Option<String>, reason: String, ids: RowIds) {
        self.unreadable.push(Unreadable { line, column, reason, ids });
    }
}

/// Why sorting paused.
pub(super) enum Pause {
    /// There are as many rows as were wanted.
    Full,
    /// More bytes are needed, if there are any.
    Starved,
    /// Nothing that follows can be read.
    Stopped(Stop),
}

/// Why nothing can be read from some line on.
pub(super) struct Stop {
    pub(super) line: u64,
    pub(super) what: String,
    pub(super) ids: RowIds,
}

/// What follows a record.
enum Next {
    Record,
    /// The lines that the record swallowed, by themselves.
    ItsSecondLine,
}

/// Sorts the records of a file, in their order.
pub(super) struct Sorter {
    /// The line on which the next record begins.
    line: u64,
    broken_until: u64,
    read_again: u64,
    records: Records,
    rules: RowRules,
}

impl Sorter {
    /// For rows that begin on a line, under a header.
    pub(super) fn new(line: u64, shape: &Shape, rules: RowRules) -> Self {
        let records = Records::new(shape.width(), shape.delimiter);
        Self { line, broken_until: 0, read_again: 0, records, rules }
    }

    pub(super) fn rules(&self) -> &RowRules {
        &self.rules
    }

    /// Sorts the records of `data` from `at` on into `found`, until that holds `size`.
    pub(super) fn sort(
        &mut self,
        shape: &Shape,
        data: &[u8],
        at: &mut usize,
        last: bool,
        found: &mut Found<'_>,
        size: usize,
    ) -> Pause {
        while found.len() < size {
            let rest = data.get(*at..).unwrap_or_default();
            let walked = self.records.read(rest, last, found.room);
            if let Walked::Record(Record { extent, .. }) | Walked::Broken(_, extent) = &walked
                && extent.bytes > RECORD_BYTES_MAX
            {
                return Pause::Stopped(self.stop(shape, rest, Fault::RecordTooLong));
            }
            let (next, extent) = match walked {
                Walked::Record(record) => {
                    let bytes = rest.get(..record.extent.bytes).unwrap_or_default();
                    let key = self.records.cells(found.room).get(shape.key);
                    let next = if record.cells == shape.width() && RowRules::is_plain(key) {
                        self.take(shape, bytes, &record, found)
                    } else {
                        self.odd(shape, bytes, &record, found)
                    };
                    (next, record.extent)
                }
                Walked::Broken(fault, extent) => {
                    let line = self.line + extent.lines - 1;
                    let what = fault.said((line > self.line).then_some(line), shape.delimiter);
                    let ids = shape.ids_before_quote(rest.get(..extent.bytes).unwrap_or_default());
                    (self.failed(what, ids, &extent, found), extent)
                }
                Walked::Endless(fault) => return Pause::Stopped(self.stop(shape, rest, fault)),
                Walked::Unfinished if rest.len() > RECORD_BYTES_MAX => {
                    return Pause::Stopped(self.stop(shape, rest, Fault::RecordTooLong));
                }
                Walked::Unfinished | Walked::Nothing => return Pause::Starved,
            };
            match next {
                Next::Record => {
                    *at += extent.bytes;
                    self.line += extent.lines;
                }
                Next::ItsSecondLine => {
                    let feed = rest.iter().position(|&byte| byte == b'\n');
                    *at += feed.map_or(extent.bytes, |feed| feed + 1);
                    self.line += 1;
                }
            }
        }
        Pause::Full
    }

    fn stop(&self, shape: &Shape, record: &[u8], fault: Fault) -> Stop {
        Stop { line: self.line, what: fault.said(None, shape.delimiter), ids: shape.ids_before_quote(record) }
    }

    /// A row, unless bytes of it are no text.
    #[inline]
    fn take(&mut self, shape: &Shape, bytes: &[u8], record: &Record, found: &mut Found<'_>) -> Next {
        let kept = found.keep(record);
        let cells = self.records.cells(kept);
        let Some(text) = cells.text() else {
            return self.not_text(shape, bytes, record, kept, found);
        };
        found.lines.push(self.line);
        for (column, &place) in found.columns.iter_mut().zip(&shape.fields) {
            column.push(text.get(cells.range(place)).unwrap_or_default());
        }
        Next::Record
    }

    /// A record that is not plainly a row: it is none, or cannot be read, or is a row all the same.
    fn odd(&mut self, shape: &Shape, bytes: &[u8], record: &Record, found: &mut Found<'_>) -> Next {
        let width = shape.width();
        let is_text = plain_text(bytes).is_some();
        let swallowed_lines = record.cells != width && record.extent.lines > 1;
        if is_text || swallowed_lines {
            if self.is_none(bytes, found) {
                return Next::Record;
            }
            if record.cells < shape.least || self.filled_beyond(bytes, width) {
                return self.wrong_count(shape, record, found);
            }
        }
        if is_text {
            return self.take(shape, bytes, record, found);
        }
        let kept = found.keep(record);
        self.not_text(shape, bytes, record, kept, found)
    }

    /// Whether a record is no row: a blank one or a summary.
    fn is_none(&mut self, bytes: &[u8], found: &Found<'_>) -> bool {
        let all_blank = self.all_blank(bytes, found);
        let cells = self.records.cells(found.room);
        // What is no text is not blank either.
        let text = |place| plain_text(cells.get(place)).unwrap_or("\u{fffd}");
        self.rules.pass_over(self.line, text, |_| all_blank)
    }

    fn all_blank(&mut self, bytes: &[u8], found: &Found<'_>) -> bool {
        let Self { records, rules, .. } = self;
        if records.cells(found.room).iter().any(has_digit) {
            return false;
        }
        let mut blank = true;
        records.each_cell(bytes, |_, cell| {
            blank = blank && plain_text(cell).is_some_and(|text| rules.is_blank(text));
        });
        blank
    }

    /// Whether something stands in a cell beyond the header's.
    fn filled_beyond(&mut self, bytes: &[u8], width: usize) -> bool {
        let mut filled = false;
        self.records.each_cell(bytes, |index, cell| filled |= index >= width && !is_white(cell));
        filled
    }

    fn not_text(
        &mut self,
        shape: &Shape,
        bytes: &[u8],
        record: &Record,
        kept: &[u8],
        found: &mut Found<'_>,
    ) -> Next {
        let mut wrong = None;
        self.records.each_cell(bytes, |index, cell| {
            if wrong.is_none() {
                wrong = bad_bytes(cell).map(|reason| (index, reason));
            }
        });
        // Beside too many or too few cells nobody knows which column one stands in.
        let cells = Some(self.records.cells(kept)).filter(|_| record.cells == shape.width());
        let ids = shape.ids.ids(|place| Some(plain_text(cells?.get(place))?.to_owned()));
        if let Some((index, reason)) = wrong {
            found.report(self.line, shape.name(index), reason, ids);
        }
        Next::Record
    }

    fn wrong_count(&mut self, shape: &Shape, record: &Record, found: &mut Found<'_>) -> Next {
        // The cells may stand in the wrong columns: only what looks like an id is said, and no name.
        let cells = self.records.cells(found.room);
        let ids = shape.ids.ids(|place| {
            let text = plain_text(cells.get(place))?;
            let id = text.trim_matches(white);
            (has_digit(id.as_bytes()) && id.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| text.to_owned())
        });
        let (count, plural) = (record.cells, if record.cells == 1 { "" } else { "s" });
        let what = format!("the row has {count} cell{plural}, the header has {}", shape.width());
        self.failed(what, ids, &record.extent, found)
    }

    /// Reports a record whose structure is broken, and has the lines that it swallowed read by themselves.
    fn failed(&mut self, mut what: String, ids: RowIds, extent: &Extent, found: &mut Found<'_>) -> Next {
        let swallowed = extent.lines - 1;
        let end = self.line + swallowed;
        let again = swallowed > 0 && self.read_again + swallowed <= end + READ_AGAIN_FREE;
        if end > self.broken_until {
            if again {
                let lines = format!("lines {} to {end} are one broken record", self.line);
                what = format!("{what}; {lines}, those after the first are read by themselves");
            }
            found.report(self.line, None, what, ids);
        }
        if !again {
            return Next::Record;
        }
        self.read_again += swallowed;
        self.broken_until = self.broken_until.max(end);
        Next::ItsSecondLine
    }
}
