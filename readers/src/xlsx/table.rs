//! The rows of one sheet, in batches: memory follows the cells that are there.

use std::sync::Arc;

use super::archive::Archive;
use super::cells::{CellStream, RawCell, RawKind};
use super::value::Meaning;
use super::wrong::Wrong;
use crate::format::{Cells, Format};
use crate::header::Header;
use crate::row_rules::RowRules;
use crate::typed::{Batch, TextRows};

/// A batch with so much text ends before it is full of rows.
const BATCH_BYTES: usize = 1 << 20;

/// How the rows of a sheet are read, once its header is found.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    header: Header,
    rules: RowRules,
    columns: Columns,
}

/// The rows below the header of one sheet.
pub(super) struct Rows {
    cells: CellStream,
    meaning: Arc<Meaning>,
    rules: RowRules,
    columns: Columns,
    header: Header,
    texts: TextRows,
    /// Whether a row has more than marks for nothing.
    filled: Vec<bool>,
    /// The first cell of the row after the batch.
    ahead: Option<Ahead>,
    is_done: bool,
}

/// Which columns are read.
#[derive(Clone, Debug)]
struct Columns {
    /// The column in a batch and what its cells are, by place in the sheet.
    by_place: Vec<Option<(usize, Cells)>>,
    /// The last row in which each was there.
    last_rows: Vec<u32>,
    /// What stands from here on is beyond the table.
    width: usize,
}

/// A cell that is kept for the next batch.
struct Ahead {
    row: u32,
    column: usize,
    kind: RawKind,
    style: usize,
    value: String,
}

/// The row under way.
struct Current {
    number: u32,
    /// Its place in the batch.
    row: usize,
    /// How many cells it has with those beyond the table, if there are any.
    used: usize,
}

impl Plan {
    pub(super) fn new(format: &Format, header: &Header) -> Self {
        let (rules, columns) = (RowRules::new(format, header), Columns::new(format, header));
        Self { header: header.clone(), rules, columns }
    }
}

impl Rows {
    pub(super) fn new(
        archive: &Archive,
        part: &str,
        meaning: Arc<Meaning>,
        plan: &Plan,
    ) -> Result<Self, Wrong> {
        let Plan { header, rules, columns } = plan.clone();
        Ok(Self {
            cells: CellStream::new(archive, part)?,
            meaning,
            rules,
            columns,
            texts: TextRows::new(header.positions.len()),
            header,
            filled: Vec::new(),
            ahead: None,
            is_done: false,
        })
    }

    /// Goes on to the next rows, about so many; not after the last.
    pub(super) fn advance(&mut self, size: usize) -> Result<bool, Wrong> {
        self.texts.clear();
        self.filled.clear();
        while self.texts.len() == 0 {
            if self.is_done {
                return Ok(false);
            }
            self.fill(size)?;
        }
        Ok(true)
    }

    /// The rows that were reached.
    pub(super) fn batch(&mut self) -> Batch<'_> {
        let filled = &self.filled;
        let is_blank = |row: usize| filled.get(row).is_some_and(|filled| !filled);
        self.texts.batch(&self.header, &mut self.rules, is_blank)
    }

    fn fill(&mut self, size: usize) -> Result<(), Wrong> {
        let mut current: Option<Current> = None;
        let mut put = Putting {
            meaning: &self.meaning,
            rules: &self.rules,
            columns: &mut self.columns,
            texts: &mut self.texts,
            filled: &mut self.filled,
        };
        if let Some(ahead) = self.ahead.take() {
            put.cell(&mut current, &ahead.cell());
        }
        loop {
            let Some(cell) = self.cells.next()? else {
                self.is_done = true;
                break;
            };
            if u64::from(cell.row) <= self.header.line {
                continue;
            }
            let is_new = current.as_ref().is_none_or(|current| current.number != cell.row);
            if is_new && (put.texts.len() >= size || put.texts.text_bytes() >= BATCH_BYTES) {
                self.ahead = Some(Ahead::of(&cell));
                break;
            }
            put.cell(&mut current, &cell);
        }
        put.end(current.as_ref());
        Ok(())
    }

    /// How much is read, and how much there is.
    pub(super) fn progress(&self) -> (u64, u64) {
        self.cells.progress()
    }

    /// What the run's summary should say of the rows.
    pub(super) fn notes(&self) -> Option<String> {
        self.rules.notes()
    }
}

impl Columns {
    fn new(format: &Format, header: &Header) -> Self {
        let width = header.least;
        let mut by_place = vec![None; width];
        for (column, (field, place)) in header.positions.iter().enumerate() {
            if let (Some(slot), Some(known)) = (by_place.get_mut(*place), format.column(field)) {
                *slot = Some((column, known.cells));
            }
        }
        Self { by_place, last_rows: vec![0; header.positions.len()], width }
    }
}

impl Ahead {
    fn of(cell: &RawCell<'_>) -> Self {
        let (row, column, kind, style) = (cell.row, cell.column, cell.kind, cell.style);
        Self { row, column, kind, style, value: cell.value.to_owned() }
    }

    fn cell(&self) -> RawCell<'_> {
        let (row, column, kind, style) = (self.row, self.column, self.kind, self.style);
        RawCell { row, column, kind, style, value: &self.value }
    }
}

/// Cells on their way into a batch.
struct Putting<'r> {
    meaning: &'r Meaning,
    rules: &'r RowRules,
    columns: &'r mut Columns,
    texts: &'r mut TextRows,
    filled: &'r mut Vec<bool>,
}

impl Putting<'_> {
    fn cell(&mut self, current: &mut Option<Current>, cell: &RawCell<'_>) {
        if current.as_ref().is_none_or(|current| current.number != cell.row) {
            self.end(current.as_ref());
            let row = self.texts.begin(u64::from(cell.row));
            self.filled.push(false);
            *current = Some(Current { number: cell.row, row, used: 0 });
        }
        let Some(current) = current else { return };
        match self.columns.by_place.get(cell.column) {
            Some(&Some((column, cells))) => self.read(current, cell, column, cells),
            Some(None) if !self.is_filled(current.row) => {
                let is_filled = match self.meaning.text(cell) {
                    Some(text) => self.is_data(text),
                    None => self.meaning.is_filled(cell),
                };
                self.set_filled(current.row, is_filled);
            }
            None if self.meaning.is_filled(cell) => {
                current.used = current.used.max(cell.column.saturating_add(1));
            }
            Some(None) | None => {}
        }
    }

    /// Reads a cell of a column that is read.
    fn read(&mut self, current: &Current, cell: &RawCell<'_>, column: usize, cells: Cells) {
        let row = current.row;
        if let Some(last) = self.columns.last_rows.get_mut(column)
            && std::mem::replace(last, cell.row) == cell.row
        {
            return self.texts.fail(row, column, "the cell is there twice".to_owned());
        }
        match self.meaning.typed(cell) {
            Ok((typed, look)) => self.texts.set(row, column, typed, cells, look),
            Err(reason) => return self.texts.fail(row, column, reason),
        }
        if !self.is_filled(row) {
            let is_filled = self.is_data(self.texts.cell(row, column));
            self.set_filled(row, is_filled);
        }
    }

    /// Ends the row under way.
    fn end(&mut self, current: Option<&Current>) {
        if let Some(&Current { row, used, .. }) = current
            && used > 0
        {
            let width = self.columns.width;
            self.texts.fail_row(row, format!("the row has {used} cells, the header has {width}"));
        }
    }

    fn is_data(&self, text: &str) -> bool {
        RowRules::is_plain(text.as_bytes()) || !self.rules.is_blank(text)
    }

    fn is_filled(&self, row: usize) -> bool {
        self.filled.get(row).copied().unwrap_or_default()
    }

    fn set_filled(&mut self, row: usize, is_filled: bool) {
        if let Some(filled) = self.filled.get_mut(row) {
            *filled = is_filled;
        }
    }
}
