//! Workbooks that are written by hand, odd ones too.

use std::io::{Cursor, Write};

use partner_campaigns::{Kind, Unreadable};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::format::Format;
use crate::problem::Problem;
use crate::window::Bytes;
use crate::xlsx::{Workbook, open};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook to be written.
#[derive(Default)]
pub(super) struct Made {
    /// Name, state and XML of each sheet.
    sheets: Vec<(String, String, String)>,
    /// Other parts.
    parts: Vec<(String, Vec<u8>)>,
    since_1904: bool,
}

impl Made {
    /// A workbook of one sheet with these rows.
    pub(super) fn rows(rows: &str) -> Self {
        Self::default().sheet("Data", "visible", rows)
    }

    pub(super) fn sheet(self, name: &str, state: &str, rows: &str) -> Self {
        self.xml_sheet(
            name,
            state,
            &format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
        )
    }

    pub(super) fn xml_sheet(mut self, name: &str, state: &str, xml: &str) -> Self {
        self.sheets.push((name.to_owned(), state.to_owned(), xml.to_owned()));
        self
    }

    pub(super) fn part(mut self, name: &str, data: impl Into<Vec<u8>>) -> Self {
        self.parts.push((name.to_owned(), data.into()));
        self
    }

    pub(super) fn texts(self, items: &str) -> Self {
        self.part("xl/sharedStrings.xml", format!("<sst xmlns=\"{MAIN}\">{items}</sst>"))
    }

    /// Styles of these number formats, the first of which is that of cells that name none.
    pub(super) fn formats(self, codes: &[&str]) -> Self {
        let formats = codes.iter().enumerate();
        let number = |at: usize| at + 200;
        let codes: String = formats
            .clone()
            .map(|(at, code)| {
                format!(
                    "<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>",
                    number(at),
                    code.replace('"', "&quot;")
                )
            })
            .collect();
        let cells: String = formats.map(|(at, _)| format!("<xf numFmtId=\"{}\"/>", number(at))).collect();
        self.part(
            "xl/styles.xml",
            format!("<styleSheet><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs>{cells}</cellXfs></styleSheet>"),
        )
    }

    pub(super) fn since_1904(mut self) -> Self {
        self.since_1904 = true;
        self
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let mut put = |name: &str, data: &[u8]| {
            zip.start_file(name, packed).unwrap();
            zip.write_all(data).unwrap();
        };
        let relation = |id: usize, kind: &str, target: &str| {
            format!("<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
        };
        let relations = |inside: &str| format!("<Relationships xmlns=\"{PACKAGE}\">{inside}</Relationships>");
        let (mut entries, mut inside) = (String::new(), String::new());
        for (at, (name, state, xml)) in self.sheets.iter().enumerate() {
            let name = name.replace('&', "&amp;");
            entries +=
                &format!("<sheet name=\"{name}\" sheetId=\"{at}\" state=\"{state}\" r:id=\"rId{at}\"/>");
            let kind = if xml.contains("<chartsheet") { "chartsheet" } else { "worksheet" };
            inside += &relation(at, kind, &format!("worksheets/sheet{at}.xml"));
            put(&format!("xl/worksheets/sheet{at}.xml"), xml.as_bytes());
        }
        let epoch = if self.since_1904 { "<workbookPr date1904=\"1\"/>" } else { "" };
        let book = format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{epoch}<sheets>{entries}</sheets></workbook>"
        );
        for (name, data) in [
            ("_rels/.rels", relations(&relation(1, "officeDocument", "xl/workbook.xml"))),
            ("xl/_rels/workbook.xml.rels", relations(&inside)),
            ("xl/workbook.xml", book),
        ] {
            if !self.parts.iter().any(|(given, _)| given == name) {
                put(name, data.as_bytes());
            }
        }
        for (name, data) in &self.parts {
            put(name, data);
        }
        zip.finish().unwrap().into_inner()
    }

    pub(super) fn open(self, kind: Kind) -> Result<Workbook, Problem> {
        open("book.xlsx", Bytes::Memory(self.bytes().into()), Format::of(kind))
    }

    /// All rows of all sheets.
    pub(super) fn read(self, kind: Kind) -> Result<Read, Problem> {
        read(self.open(kind)?, 3)
    }
}

/// Sheet, line and filled cells of a row.
type Row = (String, u64, Vec<(&'static str, String)>);

/// What was read of a workbook.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) notes: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) unreadable: Vec<Unreadable>,
}

impl Read {
    /// The lines of the rows.
    pub(super) fn lines(&self) -> Vec<u64> {
        self.rows.iter().map(|(_, line, _)| *line).collect()
    }

    /// The cells of a field, blank ones too.
    pub(super) fn cells(&self, field: &str) -> Vec<&str> {
        let cell = |cells: &'_ [(&'static str, String)]| cells.iter().position(|(name, _)| *name == field);
        self.rows.iter().map(|(_, _, cells)| cell(cells).map_or("", |at| cells[at].1.as_str())).collect()
    }

    /// Line, column and reason of each unreadable row.
    pub(super) fn faults(&self) -> Vec<(u64, &str, &str)> {
        self.unreadable
            .iter()
            .map(|row| (row.line, row.column.as_deref().unwrap_or_default(), row.reason.as_str()))
            .collect()
    }
}

pub(super) fn read(book: Workbook, size: usize) -> Result<Read, Problem> {
    let mut read = Read { notes: book.notes.clone(), ..Read::default() };
    for mut table in book.sheets {
        let (name, fields) = (table.name.clone(), table.header.positions.clone());
        while let Some(batch) = table.batch(size)? {
            assert!(batch.lines.len() + batch.unreadable.len() <= size);
            for (row, line) in batch.lines.iter().enumerate() {
                let cells = fields
                    .iter()
                    .zip(&batch.columns)
                    .map(|((field, _), cells)| (*field, cells[row].to_owned()));
                read.rows.push((name.clone(), *line, cells.filter(|(_, cell)| !cell.is_empty()).collect()));
            }
            read.unreadable.extend(batch.unreadable);
        }
        assert!(table.batch(size)?.is_none());
        read.notes.extend(table.notes);
    }
    Ok(read)
}

/// The letters of a column, counted from 0.
pub(super) fn letters(column: usize) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).unwrap());
    if column < 26 { last.to_string() } else { format!("{}{last}", letters(column / 26 - 1)) }
}

/// The headers of a format's columns as a row.
pub(super) fn header(kind: Kind, row: u32) -> String {
    let columns = Format::of(kind).columns.iter().enumerate();
    let cells: String =
        columns.map(|(at, column)| text_cell(&format!("{}{row}", letters(at)), &column.names[0])).collect();
    format!("<row r=\"{row}\">{cells}</row>")
}

pub(super) fn text_cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// A cell of a field, with further attributes and what is in it.
pub(super) fn cell(kind: Kind, row: u32, field: &str, attributes: &str, inside: &str) -> String {
    let at = Format::of(kind).columns.iter().position(|column| column.field == field).unwrap();
    format!("<c r=\"{}{row}\" {attributes}>{inside}</c>", letters(at))
}
