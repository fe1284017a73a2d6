//! One record of a CSV file, by the strict reading of quotes: a quoted cell ends with its closing quote.
//!
//! Lines end with a line feed. A quote is one only at the beginning of a cell, and is doubled inside; carriage returns may
//! stand before a line feed and in quoted cells.

use std::ops::Range;

use super::marks::Marks;

/// A cell beyond this is a quote that never closes: reading on would only fill the memory.
const CELL_CHARS_MAX: usize = 16 << 20;

/// No record of a real export comes near this; a longer one is not read into memory.
pub(super) const RECORD_BYTES_MAX: usize = 64 << 20;

/// Where in its record a cell's text stands, without its quotes.
#[derive(Clone, Copy, Default)]
pub(super) struct Cell {
    from: u32,
    to: u32,
    /// Whether quotes in it are written twice.
    pub(super) doubled: bool,
}

impl Cell {
    #[inline]
    pub(super) fn range(self) -> Range<usize> {
        self.from as usize..self.to as usize
    }
}

/// What there is from some place on.
pub(super) enum Walked {
    /// A record.
    Record(Record),
    /// A record that breaks the rules on its line of this number, from 0.
    Broken(Fault, Record),
    /// A record that cannot even be passed over.
    Endless(Fault),
    /// The record goes on beyond the bytes that are there.
    Unfinished,
    /// Nothing more.
    Nothing,
}

/// The extent of a record.
pub(super) struct Record {
    /// Where the next one begins.
    pub(super) end: usize,
    /// How many cells it has; none in an empty line.
    pub(super) cells: usize,
    /// How many lines it stands on.
    pub(super) lines: u64,
    /// Whether NUL bytes are in it.
    pub(super) nul: bool,
}

/// How a record breaks the rules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    TextAfterQuote,
    CarriageReturn,
    NeverCloses,
    CellTooLong,
    RecordTooLong,
}

impl Fault {
    /// What is wrong; with the line, where the record begins on another.
    pub(super) fn said(self, line: Option<u64>) -> String {
        let place = line.map(|line| format!(" on line {line}")).unwrap_or_default();
        match self {
            Self::TextAfterQuote => {
                format!(
                    "a closing quote is followed by other text{place}, expected a comma or the end of the line"
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

/// Reads the record at `start`, where `marks` must stand too, and hands on its cells with their
/// numbers. `last` says that no bytes follow.
#[inline]
pub(super) fn walk(
    data: &[u8],
    start: usize,
    last: bool,
    marks: &mut Marks<'_>,
    each: impl FnMut(usize, Cell),
) -> Walked {
    if start >= data.len() {
        return Walked::Nothing;
    }
    let mut walk = Walk { data, start, last, each, cells: 0, feeds: 0, nul: false };
    let mut from = start;
    loop {
        let Some(at) = marks.next() else { return walk.end_of_plain(from) };
        match data[at] {
            b',' => {
                if let Err(fault) = walk.cell(from, at, 0) {
                    return Walked::Endless(fault);
                }
                from = at + 1;
            }
            b'"' if at == from => match walk.quoted(from + 1, marks) {
                Ok(next) => from = next,
                Err(ended) => return ended,
            },
            b'"' => {}
            0 => walk.nul = true,
            end => {
                if (walk.cells > 0 || at > start)
                    && let Err(fault) = walk.cell(from, at, 0)
                {
                    return Walked::Endless(fault);
                }
                return if end == b'\n' { walk.record(at + 1) } else { walk.after_return(at, marks) };
            }
        }
    }
}

struct Walk<'d, E> {
    data: &'d [u8],
    start: usize,
    last: bool,
    each: E,
    cells: usize,
    feeds: u64,
    nul: bool,
}

impl<E: FnMut(usize, Cell)> Walk<'_, E> {
    #[inline]
    fn cell(&mut self, from: usize, to: usize, doubled: usize) -> Result<(), Fault> {
        if to - from > CELL_CHARS_MAX && self.chars(from, to) - doubled > CELL_CHARS_MAX {
            return Err(Fault::CellTooLong);
        }
        // A record fits its limit, and so 32 bits.
        let place = |at: usize| u32::try_from(at - self.start).unwrap_or(u32::MAX);
        (self.each)(self.cells, Cell { from: place(from), to: place(to), doubled: doubled > 0 });
        self.cells += 1;
        Ok(())
    }

    /// A quoted cell whose text begins at `from`: where the next cell begins, unless the record ends here.
    fn quoted(&mut self, from: usize, marks: &mut Marks<'_>) -> Result<usize, Walked> {
        let mut doubled = 0;
        while let Some(at) = marks.next() {
            match self.data[at] {
                b'\n' => self.feeds += 1,
                0 => self.nul = true,
                b'"' => {
                    let after = self.data.get(at + 1);
                    if after == Some(&b'"') {
                        marks.next();
                        doubled += 1;
                        continue;
                    }
                    if after.is_none() && !self.last {
                        return Err(Walked::Unfinished);
                    }
                    self.cell(from, at, doubled).map_err(Walked::Endless)?;
                    match after {
                        None => return Err(self.record(at + 1)),
                        Some(b',') => {}
                        Some(b'\n') => {
                            marks.next();
                            return Err(self.record(at + 2));
                        }
                        Some(b'\r') => {
                            marks.next();
                            return Err(self.after_return(at + 1, marks));
                        }
                        Some(_) => return Err(self.broken(Fault::TextAfterQuote, at)),
                    }
                    marks.next();
                    return Ok(at + 2);
                }
                _ => {}
            }
        }
        let length = self.data.len().saturating_sub(from);
        Err(if length > CELL_CHARS_MAX && self.chars(from, self.data.len()) - doubled > CELL_CHARS_MAX {
            Walked::Endless(Fault::CellTooLong)
        } else if self.last {
            Walked::Endless(Fault::NeverCloses)
        } else {
            Walked::Unfinished
        })
    }

    /// The bytes end in a cell without quotes.
    fn end_of_plain(&mut self, from: usize) -> Walked {
        let to = self.data.len();
        let length = to.saturating_sub(from);
        if length > CELL_CHARS_MAX && self.chars(from, to) > CELL_CHARS_MAX {
            return Walked::Endless(Fault::CellTooLong);
        }
        if !self.last {
            return Walked::Unfinished;
        }
        match self.cell(from, to, 0) {
            Ok(()) => self.record(to),
            Err(fault) => Walked::Endless(fault),
        }
    }

    /// After a carriage return at the end of a record only more of them and the line feed may stand.
    fn after_return(&self, mut at: usize, marks: &mut Marks<'_>) -> Walked {
        loop {
            if at + 1 == self.data.len() {
                return if self.last { self.record(at + 1) } else { Walked::Unfinished };
            }
            match self.data[at + 1] {
                b'\n' => {
                    marks.next();
                    return self.record(at + 2);
                }
                b'\r' => {
                    marks.next();
                    at += 1;
                }
                _ => return self.broken(Fault::CarriageReturn, at),
            }
        }
    }

    /// A broken record lasts to the end of the line on which it breaks, at `at`.
    fn broken(&self, fault: Fault, at: usize) -> Walked {
        let rest = self.data.get(at..).unwrap_or_default();
        let end = match rest.iter().position(|&byte| byte == b'\n') {
            Some(feed) => at + feed + 1,
            None if self.last => self.data.len(),
            None => return Walked::Unfinished,
        };
        Walked::Broken(fault, self.extent(end))
    }

    fn record(&self, end: usize) -> Walked {
        Walked::Record(self.extent(end))
    }

    fn extent(&self, end: usize) -> Record {
        Record { end, cells: self.cells, lines: self.feeds + 1, nul: self.nul }
    }

    /// How many characters stand there; a byte that is not UTF-8 counts as one.
    #[cold]
    fn chars(&self, from: usize, to: usize) -> usize {
        let bytes = self.data.get(from..to).unwrap_or_default();
        bytes.utf8_chunks().map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum()
    }
}
