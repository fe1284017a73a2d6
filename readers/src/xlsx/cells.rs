//! The cells of a sheet as a stream: where each stands, and what is written in it.
//!
//! Only cells that are there are told; what a sheet says of its own size is not looked at.

use quick_xml::events::Event;

use super::archive::Archive;
use super::book::opened;
use super::texts::{item, push_unescaped};
use super::wrong::{Wrong, shown};
use super::xml::{Xml, attributes};

/// The last row and the last column of a sheet, counted from 1.
const ROWS_MAX: u32 = 1 << 20;
const COLUMNS_MAX: usize = 1 << 14;

/// The cells of a sheet, row by row.
pub(super) struct CellStream {
    xml: Xml,
    /// The row under way, counted from 1; 0 before the first.
    row: u32,
    /// The row says so itself.
    row_is_stated: bool,
    /// Where a cell stands that does not say so.
    next_column: usize,
    in_rows: bool,
    value: String,
    room: String,
}

/// A cell.
#[derive(Debug)]
pub(super) struct RawCell<'s> {
    /// Counted from 1.
    pub(super) row: u32,
    /// Counted from 0.
    pub(super) column: usize,
    pub(super) kind: RawKind,
    /// The place of its style.
    pub(super) style: usize,
    /// What is written in it; of text, what it says.
    pub(super) value: &'s str,
}

/// What the value of a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RawKind {
    /// Nothing says, so it is a number.
    Unsaid,
    /// A number.
    Number,
    /// The number of a shared text.
    Shared,
    /// Text.
    Text,
    /// A truth value.
    Bool,
    /// An error such as `#REF!`.
    Error,
    /// A date as ISO 8601 writes it.
    Date,
    /// Nobody knows, or it has two values.
    Odd,
}

impl CellStream {
    /// The cells of a sheet, which is a part of the archive.
    pub(super) fn new(archive: &Archive, part: &str) -> Result<Self, Wrong> {
        Ok(Self {
            xml: opened(archive, part)?,
            row: 0,
            row_is_stated: false,
            next_column: 0,
            in_rows: false,
            value: String::new(),
            room: String::new(),
        })
    }

    /// The next cell, in the order of the rows; none after the last.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<RawCell<'_>>, Wrong> {
        loop {
            let Some(event) = self.xml.next()? else { return Ok(None) };
            match event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "c" if self.in_rows => {
                        let [place, style, kind] = attributes(&element, ["r", "s", "t"])?;
                        let place = place.map(reference).transpose()?;
                        let kind = kind_of(kind);
                        let style = style.and_then(|style| style.parse().ok()).unwrap_or_default();
                        let column = self.place(place)?;
                        let kind = self.read_value(kind)?;
                        return Ok(Some(RawCell { row: self.row, column, kind, style, value: &self.value }));
                    }
                    "row" if self.in_rows => {
                        let [row] = attributes(&element, ["r"])?;
                        let row = row.map(|row| row.parse().map_err(|_| no_place(row))).transpose()?;
                        self.row_is_stated = row.is_some();
                        self.go_to(row.unwrap_or_else(|| self.row.saturating_add(1)))?;
                    }
                    "sheetData" => self.in_rows = true,
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "sheetData" => {
                    self.in_rows = false;
                    self.xml.finish()?;
                    return Ok(None);
                }
                _ => {}
            }
        }
    }

    /// How much of the packed part is read, and how much there is.
    pub(super) fn progress(&self) -> (u64, u64) {
        self.xml.progress()
    }

    fn go_to(&mut self, row: u32) -> Result<(), Wrong> {
        if row == 0 || row > ROWS_MAX {
            return Err(Wrong::damaged(format!("it has a row {row}, allowed are 1 to {ROWS_MAX}")));
        }
        if row <= self.row {
            return Err(Wrong::damaged(format!("its row {row} stands after its row {}", self.row)));
        }
        self.row = row;
        self.next_column = 0;
        Ok(())
    }

    /// The column of a cell that says where it stands, or does not.
    fn place(&mut self, place: Option<(usize, u32)>) -> Result<usize, Wrong> {
        let column = match place {
            None => self.next_column,
            Some((column, row)) => {
                if row != self.row {
                    if self.row_is_stated {
                        return Err(Wrong::damaged(format!(
                            "a cell of row {row} stands in row {}",
                            self.row
                        )));
                    }
                    // Only its cells say which row this is; they say it all alike.
                    self.go_to(row)?;
                }
                self.row_is_stated = true;
                column
            }
        };
        if column >= COLUMNS_MAX {
            return Err(Wrong::damaged(format!("its row {} has over {COLUMNS_MAX} columns", self.row)));
        }
        self.next_column = column.saturating_add(1);
        Ok(column)
    }

    /// Reads the value of the cell whose start was the last event, up to its end.
    fn read_value(&mut self, kind: RawKind) -> Result<RawKind, Wrong> {
        self.value.clear();
        let (mut values, mut is_text) = (0_usize, false);
        while let Some(event) = self.xml.next()? {
            match event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" if is_text => self.xml.skip()?, // said again, as a value
                    "v" => {
                        values = values.saturating_add(1);
                        self.xml.text(&mut self.value)?;
                    }
                    "is" => {
                        values = if is_text { values.saturating_add(1) } else { 1 };
                        is_text = true;
                        self.value.clear();
                        item(&mut self.xml, &mut self.value, &mut self.room)?;
                    }
                    _ => self.xml.skip()?,
                },
                Event::End(_) => break,
                _ => {}
            }
        }
        if kind == RawKind::Text && !is_text && self.value.contains("_x") {
            self.room.clear();
            push_unescaped(&self.value, &mut self.room);
            std::mem::swap(&mut self.value, &mut self.room);
        }
        Ok(match values {
            0 | 1 if is_text => RawKind::Text,
            0 | 1 => kind,
            _ => RawKind::Odd,
        })
    }
}

fn kind_of(word: Option<&str>) -> RawKind {
    match word {
        None => RawKind::Unsaid,
        Some("n") => RawKind::Number,
        Some("s") => RawKind::Shared,
        Some("str" | "inlineStr") => RawKind::Text,
        Some("b") => RawKind::Bool,
        Some("e") => RawKind::Error,
        Some("d") => RawKind::Date,
        Some(_) => RawKind::Odd,
    }
}

/// Column and row of a reference such as `AB12`, the column counted from 0 and the row from 1.
fn reference(text: &str) -> Result<(usize, u32), Wrong> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = text.split_at_checked(letters).ok_or_else(|| no_place(text))?;
    let number = column.bytes().try_fold(0_usize, |number, letter| {
        let digit = usize::from(letter.to_ascii_uppercase().wrapping_sub(b'A')).saturating_add(1);
        number.checked_mul(26)?.checked_add(digit)
    });
    let column = number.and_then(|number| number.checked_sub(1)).ok_or_else(|| no_place(text))?;
    let row = row.parse().ok().filter(|_| row.bytes().all(|digit| digit.is_ascii_digit()));
    Ok((column, row.ok_or_else(|| no_place(text))?))
}

fn no_place(text: &str) -> Wrong {
    Wrong::damaged(format!("`{}` is no place in a sheet", shown(text)))
}
