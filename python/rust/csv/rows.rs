//! Which records are rows, which are none, and which cannot be read.
//!
//! A broken record that spans several lines may have swallowed good ones (a stray quote opens a cell that the next quote
//! closes). So its lines after the first are read again by themselves: whole records among them are rows, and what is
//! still broken inside that span is part of the one broken record, not another.

use partner_campaigns::{RowIds, Unreadable};
use pyo3::prelude::*;

use super::marks::Marks;
use super::record::{Cell, Fault, RECORD_BYTES_MAX, Record, Walked, walk};
use super::shape::Shape;
use super::text::{bad_bytes, has_digit, is_white, raw, text, unescaped, white};

/// So many lines may be read again, and one more for every line of the file: stray quotes on every line took quadratic
/// time else.
const READ_AGAIN_FREE: u64 = 1000;

/// Rows in the order of the file, and what cannot be read among them.
#[derive(Default)]
pub(super) struct Found<'d> {
    pub(super) lines: Vec<u64>,
    /// The cells of every field.
    columns: Vec<Vec<&'d str>>,
    /// Cells whose quotes are written twice in the file: column, row, text.
    unescaped: Vec<(usize, usize, String)>,
    pub(super) unreadable: Vec<Unreadable>,
}

impl<'d> Found<'d> {
    pub(super) fn new(columns: usize, size: usize) -> Self {
        let column = || Vec::with_capacity(size.min(1024));
        Self { columns: std::iter::repeat_with(column).take(columns).collect(), ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len() + self.unreadable.len()
    }

    /// The cells of every field, which are taken out.
    pub(super) fn columns<'a>(&'a mut self) -> Vec<Vec<&'a str>>
    where
        'd: 'a,
    {
        let mut columns: Vec<Vec<&'a str>> = std::mem::take(&mut self.columns);
        for (column, row, text) in &self.unescaped {
            if let Some(cell) = columns.get_mut(*column).and_then(|cells| cells.get_mut(*row)) {
                *cell = text;
            }
        }
        columns
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
    /// The first cells of the record at hand, as many as the header has.
    cells: Vec<Cell>,
}

impl Sorter {
    /// For rows that begin on a line, under a header of so many cells.
    pub(super) fn new(line: u64, width: usize) -> Self {
        Self { line, broken_until: 0, read_again: 0, cells: vec![Cell::default(); width] }
    }

    /// Sorts the records of `data` from `at` on into `found`, until that holds `size`.
    pub(super) fn sort<'d>(
        &mut self,
        shape: &Shape,
        data: &'d [u8],
        at: &mut usize,
        last: bool,
        found: &mut Found<'d>,
        size: usize,
    ) -> PyResult<Pause> {
        let width = shape.width();
        let mut marks = Marks::from(data, *at);
        while found.len() < size {
            let start = *at;
            let cells = self.cells.as_mut_slice();
            let keep = |index: usize, cell| {
                if let Some(place) = cells.get_mut(index) {
                    *place = cell;
                }
            };
            let walked = walk(data, start, last, &mut marks, keep);
            if let Walked::Record(Record { end, .. }) | Walked::Broken(_, Record { end, .. }) = walked
                && end - start > RECORD_BYTES_MAX
            {
                return Ok(Pause::Stopped(self.stop(shape, data, start, Fault::RecordTooLong)));
            }
            let (next, record) = match walked {
                Walked::Record(record) => {
                    let bytes = data.get(start..record.end).unwrap_or_default();
                    let text = std::str::from_utf8(bytes).ok().filter(|_| !record.nul);
                    let key = self.cells.get(shape.key);
                    let plainly = record.cells == width && key.is_some_and(|key| has_digit(raw(bytes, *key)));
                    let next = match text {
                        Some(text) if plainly => self.take(shape, text, found),
                        _ => self.odd(shape, bytes, &record, text, found)?,
                    };
                    (next, record)
                }
                Walked::Broken(fault, record) => {
                    let line = self.line + record.lines - 1;
                    let what = fault.said((line > self.line).then_some(line));
                    let ids = shape.ids.before_quote(data.get(start..record.end).unwrap_or_default());
                    let next = self.failed(what, ids, &record, found);
                    if matches!(next, Next::Record) {
                        marks = Marks::from(data, record.end);
                    }
                    (next, record)
                }
                Walked::Endless(fault) => return Ok(Pause::Stopped(self.stop(shape, data, start, fault))),
                Walked::Unfinished if data.len() - start > RECORD_BYTES_MAX => {
                    return Ok(Pause::Stopped(self.stop(shape, data, start, Fault::RecordTooLong)));
                }
                Walked::Unfinished | Walked::Nothing => return Ok(Pause::Starved),
            };
            match next {
                Next::Record => {
                    *at = record.end;
                    self.line += record.lines;
                }
                Next::ItsSecondLine => {
                    let rest = data.get(start..record.end).unwrap_or_default();
                    *at = rest
                        .iter()
                        .position(|&byte| byte == b'\n')
                        .map_or(record.end, |feed| start + feed + 1);
                    self.line += 1;
                    marks = Marks::from(data, *at);
                }
            }
        }
        Ok(Pause::Full)
    }

    fn stop(&self, shape: &Shape, data: &[u8], start: usize, fault: Fault) -> Stop {
        let ids = shape.ids.before_quote(data.get(start..).unwrap_or_default());
        Stop { line: self.line, what: fault.said(None), ids }
    }

    /// A row, of good text.
    #[inline]
    fn take<'d>(&mut self, shape: &Shape, text: &'d str, found: &mut Found<'d>) -> Next {
        let row = found.lines.len();
        found.lines.push(self.line);
        for (number, (column, &place)) in found.columns.iter_mut().zip(&shape.fields).enumerate() {
            let cell = self.cells.get(place).copied().unwrap_or_default();
            let plain = text.get(cell.range()).unwrap_or_default();
            column.push(plain);
            if cell.doubled {
                found.unescaped.push((number, row, unescaped(plain)));
            }
        }
        Next::Record
    }

    /// A record that is not plainly a row: it is none, or cannot be read, or is a row all the same.
    fn odd<'d>(
        &mut self,
        shape: &Shape,
        bytes: &'d [u8],
        record: &Record,
        text: Option<&'d str>,
        found: &mut Found<'d>,
    ) -> PyResult<Next> {
        let width = shape.width();
        self.cells.iter_mut().skip(record.cells).for_each(|cell| *cell = Cell::default());
        let swallowed_lines = record.cells != width && record.lines > 1;
        if text.is_none() && !swallowed_lines {
            return Ok(self.not_text(shape, bytes, record, found));
        }
        if self.all_blank(shape, bytes)? || shape.is_summary(bytes, &self.cells, self.line)? {
            return Ok(Next::Record);
        }
        if record.cells < shape.least || filled_beyond(bytes, width) {
            return Ok(self.wrong_count(shape, bytes, record, found));
        }
        Ok(match text {
            Some(text) => self.take(shape, text, found),
            None => self.not_text(shape, bytes, record, found),
        })
    }

    fn all_blank(&self, shape: &Shape, bytes: &[u8]) -> PyResult<bool> {
        if self.cells.iter().any(|cell| has_digit(raw(bytes, *cell))) {
            return Ok(false);
        }
        Python::attach(|py| {
            let mut blank = Ok(true);
            each_cell(bytes, |_, cell| {
                if matches!(blank, Ok(true)) {
                    blank = shape.is_blank(py, bytes, cell);
                }
            });
            blank
        })
    }

    fn not_text(&self, shape: &Shape, bytes: &[u8], record: &Record, found: &mut Found<'_>) -> Next {
        let mut wrong = None;
        each_cell(bytes, |index, cell| {
            if wrong.is_none() {
                wrong = bad_bytes(raw(bytes, cell)).map(|reason| (index, reason));
            }
        });
        // Beside too many or too few cells nobody knows which column one stands in.
        let cell = |place| self.cells.get(place).filter(|_| record.cells == shape.width());
        let ids = shape.ids.ids(|place| Some(text(bytes, *cell(place)?)?.into_owned()));
        if let Some((index, reason)) = wrong {
            found.report(self.line, shape.name(index), reason, ids);
        }
        Next::Record
    }

    fn wrong_count(&mut self, shape: &Shape, bytes: &[u8], record: &Record, found: &mut Found<'_>) -> Next {
        // The cells may stand in the wrong columns: only what looks like an id is said, and no name.
        let ids = shape.ids.ids(|place| {
            let text = text(bytes, *self.cells.get(place)?)?;
            let id = text.trim_matches(white);
            (has_digit(id.as_bytes()) && id.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| text.into_owned())
        });
        let (count, plural) = (record.cells, if record.cells == 1 { "" } else { "s" });
        let what = format!("the row has {count} cell{plural}, the header has {}", shape.width());
        self.failed(what, ids, record, found)
    }

    /// Reports a record whose structure is broken, and has the lines that it swallowed read by themselves.
    fn failed(&mut self, mut what: String, ids: RowIds, record: &Record, found: &mut Found<'_>) -> Next {
        let swallowed = record.lines - 1;
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

/// Whether something stands in a cell beyond the header's.
fn filled_beyond(bytes: &[u8], width: usize) -> bool {
    let mut filled = false;
    each_cell(bytes, |index, cell| filled |= index >= width && !is_white(raw(bytes, cell)));
    filled
}

/// Goes through all cells of a whole record, of which there may be more than the memory should hold.
fn each_cell(bytes: &[u8], each: impl FnMut(usize, Cell)) {
    walk(bytes, 0, true, &mut Marks::from(bytes, 0), each);
}
