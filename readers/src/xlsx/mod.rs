//! Workbooks (XLSX): the sheets that have the columns of a format, each read as a stream.
//!
//! The floors, each importing only from those below:
//!
//! | floor | modules |
//! | --- | --- |
//! | 7 | `table` |
//! | 6 | `value` |
//! | 5 | `cells` |
//! | 4 | `styles`, `texts` |
//! | 3 | `book` |
//! | 2 | `xml` |
//! | 1 | `archive` |
//! | 0 | `wrong` |
//!
//! The XML is read here, and not by `calamine`, which the tests compare with. Its version 0.38 was tried: it reserves as
//! much memory as a part says that it has texts, and ends the process; copies a font for each style, so that 2 KB take
//! 3 GB; reads `<v>12<!-- -->34</v>` as 12 and `<v>&#49;00</v>` as nothing; and gives up a whole workbook where one cell
//! is odd, which is a finding here.

mod archive;
mod book;
mod cells;
mod styles;
mod table;
mod texts;
mod value;
mod wrong;
mod xml;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#[expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "the XML of a test is short or written once"
)]
mod tests;

use std::sync::Arc;

use archive::Archive;
use book::{Book, Sheet};
use cells::CellStream;
use table::{Plan, Rows};
use texts::Texts;
use value::Meaning;
use wrong::{Wrong, shown};

use crate::format::Format;
use crate::header::{Header, SEARCHED_ROWS, best_row, no_header, resolve, score};
use crate::problem::Problem;
use crate::typed::Batch;
use crate::window::Bytes;

/// No header is longer.
const HEADER_BYTES_MAX: usize = 1000;

/// So many sheets are named in a note.
const LISTED: usize = 10;

/// A workbook with the columns of a format.
pub(crate) struct Workbook {
    /// The sheets that are read, in their order; at least one.
    pub(crate) sheets: Vec<Table>,
    /// What the run's summary should say of the others.
    pub(crate) notes: Vec<String>,
    /// Visible sheets that have not the columns.
    pub(crate) without: Vec<String>,
    /// Hidden sheets that have them, and are not read.
    pub(crate) hidden: Vec<String>,
}

/// A sheet whose header is found.
pub(crate) struct Table {
    /// The sheet's name.
    pub(crate) name: String,
    /// Its columns.
    pub(crate) header: Header,
    /// What the run's summary should say of it; complete once all rows are read.
    pub(crate) notes: Vec<String>,
    path: String,
    plan: Plan,
    archive: Arc<Archive>,
    meaning: Arc<Meaning>,
    part: String,
    rows: Option<Rows>,
    is_done: bool,
}

/// The first rows of a sheet: each with its line and its texts.
type FirstRows = Vec<(u64, Vec<String>)>;

/// Opens a workbook: finds the sheets that have the header, and the header in each.
///
/// # Errors
/// What is wrong with the workbook, or that no sheet has the columns.
pub(crate) fn open(path: &str, bytes: Bytes, format: &Format) -> Result<Workbook, Problem> {
    let wrong = |wrong: Wrong| Problem::new(path, format!("the workbook {wrong}"));
    let archive = Arc::new(Archive::open(bytes).map_err(wrong)?);
    let book = Book::read(&archive).map_err(wrong)?;
    let meaning = Arc::new(Meaning {
        texts: Texts::read(&archive, &book.texts).map_err(wrong)?,
        shows: styles::shows(&archive, &book.styles).map_err(wrong)?,
        from_1904: book.from_1904,
    });
    let mut search = Search { path, format, archive, meaning, best: None, seen: Vec::new() };
    let mut found = Found::default();
    for sheet in &book.sheets {
        let table = search.look(sheet).map_err(wrong)?;
        found.add(sheet, table);
    }
    if found.visible.is_empty() && found.hidden.is_empty() {
        return Err(search.none());
    }
    Ok(found.workbook(book.sheet_count))
}

/// Looking for the sheets that have the columns.
struct Search<'p> {
    path: &'p str,
    format: &'p Format,
    archive: Arc<Archive>,
    meaning: Arc<Meaning>,
    /// Why the sheet that is most like one that has them has not, and how many columns it names.
    best: Option<(usize, Problem)>,
    seen: FirstRows,
}

impl Search<'_> {
    fn look(&mut self, sheet: &Sheet) -> Result<Option<Table>, Wrong> {
        let rows = first_rows(&self.archive, &sheet.part, &self.meaning)?;
        let Some((line, cells)) =
            best_row(self.format, rows.iter().map(|(_, cells)| cells.as_slice())).and_then(|at| rows.get(at))
        else {
            self.seen.extend(rows);
            return Ok(None);
        };
        match resolve(self.path, self.format, *line, cells) {
            Ok(header) => Ok(Some(self.table(sheet, header))),
            Err(problem) => {
                let points = score(self.format, cells.iter().map(String::as_str));
                if self.best.as_ref().is_none_or(|(most, _)| points > *most) {
                    self.best = Some((points, problem));
                }
                Ok(None)
            }
        }
    }

    fn table(&self, sheet: &Sheet, header: Header) -> Table {
        let mut notes = header.notes.clone();
        if header.line > 1 {
            notes.push(format!("rows above the header skipped: the header is in row {}", header.line));
        }
        Table {
            name: sheet.name.clone(),
            plan: Plan::new(self.format, &header),
            header,
            notes,
            path: self.path.to_owned(),
            archive: Arc::clone(&self.archive),
            meaning: Arc::clone(&self.meaning),
            part: sheet.part.clone(),
            rows: None,
            is_done: false,
        }
    }

    /// Why no sheet can be read.
    fn none(self) -> Problem {
        if let Some((_, problem)) = self.best {
            return problem;
        }
        let mut cells = self.seen.iter().flat_map(|(_, cells)| cells);
        if cells.all(|cell| cell.trim().is_empty()) {
            let title = &self.format.title;
            return Problem::new(
                self.path,
                format!("the workbook is empty, expected the {title} with its header row"),
            );
        }
        no_header(self.path, self.format, self.seen.iter().map(|(_, cells)| cells.as_slice()), None)
    }
}

/// The sheets of a workbook, by whether they have the columns.
#[derive(Default)]
struct Found {
    visible: Vec<Table>,
    hidden: Vec<Table>,
    without: Vec<String>,
}

impl Found {
    fn add(&mut self, sheet: &Sheet, table: Option<Table>) {
        match (table, sheet.is_visible) {
            (Some(table), true) => self.visible.push(table),
            (Some(table), false) => self.hidden.push(table),
            (None, true) => self.without.push(sheet.name.clone()),
            (None, false) => {}
        }
    }

    /// The visible sheets are read; hidden ones only where no visible one has the columns.
    fn workbook(self, sheet_count: usize) -> Workbook {
        let hidden_are_read = self.visible.is_empty();
        let (sheets, left) =
            if hidden_are_read { (self.hidden, Vec::new()) } else { (self.visible, self.hidden) };
        let hidden: Vec<String> = left.into_iter().map(|table| table.name).collect();
        let mut notes = Vec::new();
        if sheet_count > 1 {
            let names: Vec<&str> = sheets.iter().map(|table| table.name.as_str()).collect();
            let (word, verb) = if names.len() == 1 { ("sheet", "is") } else { ("sheets", "are") };
            let kind = if hidden_are_read { "hidden " } else { "" };
            notes.push(format!("{kind}{word} {} {verb} read, of {sheet_count} sheets", listed(&names)));
        }
        let mut say = |names: &[String], what: &str, why: &str| {
            if !names.is_empty() {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let word = if names.len() == 1 { "sheet" } else { "sheets" };
                notes.push(format!("{what}{word} {why}, not read: {}", listed(&names)));
            }
        };
        say(&self.without, "", "without the needed columns");
        say(&hidden, "hidden ", "with the needed columns");
        Workbook { sheets, notes, without: self.without, hidden }
    }
}

fn listed(names: &[&str]) -> String {
    let first: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{}`", shown(name))).collect();
    let more = names.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", first.join(", "))
}

/// The first rows in which something stands. What is no text, or too long for a header, is blank in them.
fn first_rows(archive: &Archive, part: &str, meaning: &Meaning) -> Result<FirstRows, Wrong> {
    let mut cells = CellStream::new(archive, part)?;
    let mut rows: FirstRows = Vec::new();
    while let Some(cell) = cells.next()? {
        if !meaning.is_filled(&cell) {
            continue;
        }
        let line = u64::from(cell.row);
        if rows.last().is_none_or(|(last, _)| *last != line) {
            if rows.len() == SEARCHED_ROWS {
                break;
            }
            rows.push((line, Vec::new()));
        }
        let text = meaning.text(&cell).filter(|text| text.len() <= HEADER_BYTES_MAX);
        if let (Some(text), Some((_, row))) = (text, rows.last_mut()) {
            if row.len() <= cell.column {
                row.resize(cell.column.saturating_add(1), String::new());
            }
            if let Some(slot) = row.get_mut(cell.column) {
                text.clone_into(slot);
            }
        }
    }
    Ok(rows)
}

impl Table {
    /// The next rows, about so many at a time; none after the last.
    ///
    /// # Errors
    /// What is wrong with the workbook from here on.
    pub(crate) fn batch(&mut self, size: usize) -> Result<Option<Batch<'_>>, Problem> {
        let wrong = |wrong: Wrong| Problem::new(&self.path, format!("the workbook {wrong}"));
        if self.rows.is_none() && !self.is_done {
            let meaning = Arc::clone(&self.meaning);
            self.rows = Some(Rows::new(&self.archive, &self.part, meaning, &self.plan).map_err(wrong)?);
        }
        let Some(rows) = &mut self.rows else { return Ok(None) };
        if rows.advance(size).map_err(wrong)? {
            return Ok(Some(rows.batch()));
        }
        if !std::mem::replace(&mut self.is_done, true) {
            self.notes.extend(rows.notes());
        }
        Ok(None)
    }

    /// How much is read, and how much there is.
    pub(crate) fn progress(&self) -> (u64, u64) {
        self.rows.as_ref().map_or((0, 1), Rows::progress)
    }
}
