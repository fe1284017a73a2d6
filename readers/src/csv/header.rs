//! The header row of a CSV file, and with it what stands between its cells.

use super::record::{Record, Records, Walked};
use crate::format::{Format, Known};
use crate::header::{Header, SEARCHED_ROWS, best_row, no_header, resolve, score};
use crate::problem::Problem;
use crate::text::bad_bytes;

/// What may stand between cells, the usual one first.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// Characters that a file may consist of and still be empty.
const NOTHING: [char; 9] = ['\u{feff}', '\u{a0}', ',', ';', '"', ' ', '\t', '\r', '\n'];

/// A header row that was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) header: Header,
    /// How many lines stand before the first row.
    pub(super) lines: u64,
    /// What stands between cells.
    pub(super) delimiter: u8,
    /// Whether the first line only says what stands between cells.
    pub(super) has_sep_line: bool,
}

/// One of the first records of a file, with the lines that it begins and ends on.
struct First {
    line: u64,
    end: u64,
    /// Bytes that are no text are replaced.
    cells: Vec<String>,
    /// What is wrong with the bytes of the first cell that is no text.
    wrong: Option<String>,
}

/// Finds the header in the first bytes of a file; `whole` says that there are no others. A first line as `sep=;` says what
/// stands between cells; else that is taken by which most needed columns are found.
pub(super) fn find(path: &str, format: &Format, head: &[u8], whole: bool) -> Result<Found, Problem> {
    let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
    let head = match head.iter().rposition(|&byte| byte == b'\n') {
        Some(feed) if !whole => head.get(..=feed).unwrap_or(head),
        _ => head,
    };
    if whole && std::str::from_utf8(head).is_ok_and(|text| text.trim_matches(NOTHING).is_empty()) {
        let reason = format!("the file is empty, expected the {} with its header row", format.title);
        return Err(Problem::new(path, reason));
    }
    let said = sep_line(head);
    let mut best: Option<(Likeness, u8, First)> = None;
    for delimiter in said.into_iter().chain(DELIMITERS) {
        let mut records = first_records(head, delimiter);
        if let Some(at) = best_row(format, records.iter().map(|one| one.cells.as_slice())) {
            let record = records.swap_remove(at);
            let likeness = likeness(format, &record.cells);
            if best.as_ref().is_none_or(|(most, ..)| likeness > *most) {
                best = Some((likeness, delimiter, record));
            }
        }
    }
    let Some((_, delimiter, record)) = best else { return Err(headless(path, format, head)) };
    if let Some(wrong) = record.wrong {
        let line = record.line;
        let reason = format!("the header on line {line} is not UTF-8 text: {wrong}; save it as `CSV UTF-8`");
        return Err(Problem::new(path, reason));
    }
    let header = resolve(path, format, record.line, &record.cells)?;
    Ok(Found { header, lines: record.end, delimiter, has_sep_line: said.is_some() })
}

/// How much a row is like the header: needed columns, then all that are known.
type Likeness = (usize, usize);

fn likeness(format: &Format, cells: &[String]) -> Likeness {
    let found = |at| cells.iter().any(|cell| format.known(cell) == Some(Known::Read(at)));
    let needed = format.columns.iter().enumerate().filter(|(at, column)| column.needed && found(*at));
    (needed.count(), score(format, cells.iter().map(String::as_str)))
}

/// What a first line as `sep=;` says, which some spreadsheets write and read.
fn sep_line(head: &[u8]) -> Option<u8> {
    let line = head.split(|&byte| byte == b'\n').next()?.trim_ascii_end();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let said = match line {
        // A tab is white space, which was taken off.
        [key @ .., b'='] if key.eq_ignore_ascii_case(b"sep") => b'\t',
        [key @ .., said] if key.eq_ignore_ascii_case(b"sep=") => *said,
        _ => return None,
    };
    (said.is_ascii() && !said.is_ascii_alphanumeric() && said != b'"').then_some(said)
}

/// The first records; a line where none can begin is passed over.
fn first_records(head: &[u8], delimiter: u8) -> Vec<First> {
    let mut records = Records::new(0, delimiter);
    let mut room = vec![0; head.len()];
    let (mut rest, mut line, mut found) = (head, 1, Vec::new());
    for _ in 0..2 * SEARCHED_ROWS {
        if rest.is_empty() || found.len() >= SEARCHED_ROWS {
            break;
        }
        let (bytes, lines) = match records.read(rest, true, &mut room) {
            Walked::Record(Record { extent, cells, .. }) => {
                let bytes = rest.get(..extent.bytes).unwrap_or_default();
                if cells > 0 {
                    found.push(first(&mut records, bytes, line, line + extent.lines - 1));
                }
                (extent.bytes, extent.lines)
            }
            Walked::Broken(..) | Walked::Endless(_) | Walked::Unfinished | Walked::Nothing => {
                (rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |feed| feed + 1), 1)
            }
        };
        rest = rest.get(bytes..).unwrap_or_default();
        line += lines;
    }
    found
}

fn first(records: &mut Records, bytes: &[u8], line: u64, end: u64) -> First {
    let (mut cells, mut wrong) = (Vec::new(), None);
    records.each_cell(bytes, |_, cell| {
        cells.push(String::from_utf8_lossy(cell).into_owned());
        if wrong.is_none() {
            wrong = bad_bytes(cell);
        }
    });
    First { line, end, cells, wrong }
}

/// The problem of a file in which no row is like the header.
fn headless(path: &str, format: &Format, head: &[u8]) -> Problem {
    if head.contains(&0) {
        let reason = "the file is not text (it holds NUL bytes): expected UTF-8 text, not UTF-16 or binary";
        return Problem::new(path, reason);
    }
    let wrong = bad_bytes(head).map(|wrong| format!("it is not UTF-8 text either ({wrong})"));
    let [usual, ..] = DELIMITERS;
    let records = first_records(head, usual);
    no_header(path, format, records.iter().map(|one| one.cells.as_slice()), wrong)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests {
    use partner_campaigns::Kind;

    use super::*;

    const HEAD: &str =
        "Campaign ID,product name,Product ID,Creator commission rate,Affiliate partner commission rate\n";

    fn found(head: impl AsRef<[u8]>) -> Result<Found, Problem> {
        find("t.csv", Format::of(Kind::Terms), head.as_ref(), true)
    }

    fn reason(head: impl AsRef<[u8]>) -> String {
        found(head).unwrap_err().reason
    }

    #[test]
    fn banner_rows_may_stand_above_it() {
        let found =
            found(format!("\u{feff}July\n\n\"made by, someone\nelse\"\nan \"odd\n\"one\"x\n{HEAD}7,n\n"))
                .unwrap();
        assert_eq!((found.header.line, found.lines, found.delimiter), (7, 7, b','));
        assert_eq!(found.header.place("product_id"), Some(2));
    }

    #[test]
    fn the_delimiter_is_the_one_that_finds_most_needed_columns() {
        for delimiter in [";", "\t", "|"] {
            let found = found(HEAD.replace(',', delimiter)).unwrap();
            assert_eq!((found.delimiter, found.header.names.len()), (delimiter.as_bytes()[0], 5));
        }
        let both = format!("Campaign ID;Product ID\n{HEAD}");
        assert_eq!(found(both).unwrap().delimiter, b',');
    }

    #[test]
    fn a_first_line_may_say_what_stands_between_cells() {
        for (said, delimiter) in [("sep=;", ";"), ("\"SEP=^\"\r", "^"), ("sep=\t", "\t"), ("sep=;", ",")] {
            let found = found(format!("{said}\n{}", HEAD.replace(',', delimiter))).unwrap();
            assert_eq!((found.delimiter, found.header.line), (delimiter.as_bytes()[0], 2), "{said}");
            assert!(found.has_sep_line);
        }
        assert!(!found(HEAD).unwrap().has_sep_line);
    }

    #[test]
    fn a_quoted_header_may_stand_on_several_lines() {
        let found = found(HEAD.replace("product name", "\"product\r\nname\"")).unwrap();
        assert_eq!((found.header.line, found.lines), (1, 2));
        assert_eq!(found.header.missing.len(), 8);
    }

    #[test]
    fn files_without_it_are_called_by_what_they_are() {
        assert!(reason("").starts_with("the file is empty, expected the agency product"));
        assert!(reason("\u{feff} \r\n,,\n").starts_with("the file is empty"));
        assert!(reason([0, 1, 2]).contains("NUL"));
        assert!(reason("7,n,1\n").contains("no header row of the agency product"));
        assert!(reason("7,caf\u{e9}\n").ends_with("`Affiliate partner commission rate`"));
        assert!(reason(b"7,caf\xe9\n").ends_with("it is not UTF-8 text either (byte 0xe9 is not UTF-8)"));
        let latin: Vec<u8> = [HEAD.trim_end().as_bytes(), b",caf\xe9\n"].concat();
        assert_eq!(
            reason(latin),
            "the header on line 1 is not UTF-8 text: byte 0xe9 is not UTF-8; save it as `CSV UTF-8`"
        );
    }

    #[test]
    fn a_line_that_never_ends_is_looked_at_once() {
        let long = b"\"a".repeat(1 << 19);
        assert!(reason(&long).contains("no header row"));
        assert!(find("t.csv", Format::of(Kind::Terms), &long, false).is_err());
    }
}
