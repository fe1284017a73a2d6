//! Finding the header row, and which column is which.

use std::collections::{BTreeMap, HashSet};

use crate::format::{Format, Known, recognised};
use crate::names::{listed, normalised, trimmed};
use crate::problem::Problem;

/// The header is looked for in this many rows from the top: banner rows may stand above it.
pub(crate) const SEARCHED_ROWS: usize = 30;

/// A row that names fewer columns is no header.
const LEAST_SCORE: usize = 2;

/// How many needed columns a message names as examples.
const EXAMPLES: usize = 4;

/// A header row that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Where it stands.
    pub line: u64,
    /// The headers as the file writes them, trimmed; blank ones too.
    pub names: Vec<String>,
    /// How many cells a row has at least: blank headers at the end need none.
    pub least: usize,
    /// The place of every field that is read, in the order of the format.
    pub positions: Vec<(&'static str, usize)>,
    /// Headers that nobody knows.
    pub unknown: Vec<String>,
    /// Known columns that are absent and not needed.
    pub missing: Vec<String>,
    /// What the run's summary should say of it.
    pub notes: Vec<String>,
}

impl Header {
    /// The place of a field.
    pub(crate) fn place(&self, field: &str) -> Option<usize> {
        self.positions.iter().find(|(one, _)| *one == field).map(|(_, place)| *place)
    }

    /// The header over a cell, as the file writes it; none where there is none.
    pub(crate) fn name(&self, place: usize) -> Option<&str> {
        self.names.get(place).map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The fields that are read, each with its header as the file writes it.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, String)> {
        let written = |place: usize| self.names.get(place).cloned().unwrap_or_default();
        self.positions.iter().map(move |&(field, place)| (field, written(place)))
    }
}

/// How many different columns of the format a row names.
pub(crate) fn score<'c>(format: &Format, cells: impl IntoIterator<Item = &'c str>) -> usize {
    let found: HashSet<Known> = cells.into_iter().filter_map(|cell| format.known(cell)).collect();
    found.len()
}

/// The place of the row that is most like the header (the first of equals), if any is like it at all.
pub(crate) fn best_row<'r, R, C>(format: &Format, rows: R) -> Option<usize>
where
    R: IntoIterator<Item = &'r [C]>,
    C: AsRef<str> + 'r,
{
    let mut best: Option<(usize, usize)> = None;
    for (at, cells) in rows.into_iter().enumerate() {
        let points = score(format, cells.iter().map(AsRef::as_ref));
        if points >= LEAST_SCORE && best.is_none_or(|(_, most)| points > most) {
            best = Some((at, points));
        }
    }
    best.map(|(at, _)| at)
}

/// What the rows look like, if that is more like another known format than like this one.
fn other_format<'r, R, C>(format: &Format, rows: R) -> Option<String>
where
    R: IntoIterator<Item = &'r [C]>,
    C: AsRef<str> + 'r,
{
    let (mut own, mut most, mut said) = (0, LEAST_SCORE - 1, None);
    for cells in rows {
        own = own.max(score(format, cells.iter().map(AsRef::as_ref)));
        let names: HashSet<String> = cells.iter().map(|cell| normalised(cell.as_ref())).collect();
        for other in recognised().iter().filter(|other| other.title != format.title) {
            let points = names.iter().filter(|name| other.names.contains(*name)).count();
            if points > most {
                most = points;
                let given = other.option.iter().map(|option| format!(", which is given with {option}"));
                said = Some(format!("it looks like the {}{}", other.title, given.collect::<String>()));
            }
        }
    }
    said.filter(|_| most > own)
}

/// The problem of a file in which no header row was found.
pub(crate) fn no_header<'r, R, C>(path: &str, format: &Format, rows: R, hint: Option<String>) -> Problem
where
    R: IntoIterator<Item = &'r [C]>,
    C: AsRef<str> + 'r,
{
    let hint = other_format(format, rows).or(hint);
    let needed = format.columns.iter().filter(|column| column.needed);
    let examples = needed.filter_map(|column| column.names.first()).take(EXAMPLES);
    Problem::new(
        path,
        format!(
            "no header row of the {} in the first {SEARCHED_ROWS} rows, expected columns such as {}{}",
            format.title,
            listed(examples.map(String::as_str)),
            hint.map(|hint| format!("; {hint}")).unwrap_or_default(),
        ),
    )
}

/// Which column is which.
///
/// # Errors
/// A needed column that is missing or there twice; all such are named at once.
pub(crate) fn resolve<C: AsRef<str>>(
    path: &str,
    format: &Format,
    line: u64,
    cells: &[C],
) -> Result<Header, Problem> {
    let names: Vec<String> = cells.iter().map(|cell| trimmed(cell.as_ref())).collect();
    let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut seen = HashSet::new();
    let mut unknown = Vec::new();
    for (place, name) in names.iter().enumerate() {
        match format.known(name) {
            Some(known @ Known::Read(column)) => {
                places.entry(column).or_default().push(place);
                seen.insert(known);
            }
            Some(known) => {
                seen.insert(known);
            }
            None if name.is_empty() => {}
            None => unknown.push(name.clone()),
        }
    }
    refuse_broken(path, format, line, &names, &places)?;
    let (mut positions, mut notes) = (Vec::new(), Vec::new());
    for (&column, found) in &places {
        if let (Some(column), &[place]) = (format.columns.get(column), found.as_slice()) {
            positions.push((column.field, place));
        } else {
            let written = written(&names, found);
            notes.push(format!("column {written} is there twice and therefore not used"));
        }
    }
    let least = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
    Ok(Header { line, least, positions, unknown, missing: missing(format, &seen), notes, names })
}

fn refuse_broken(
    path: &str,
    format: &Format,
    line: u64,
    names: &[String],
    places: &BTreeMap<usize, Vec<usize>>,
) -> Result<(), Problem> {
    let (mut absent, mut twice) = (Vec::new(), Vec::new());
    for (at, column) in format.columns.iter().enumerate().filter(|(_, column)| column.needed) {
        match places.get(&at) {
            None => absent.extend(column.names.first().map(String::as_str)),
            Some(found) if found.len() > 1 => twice.push(written(names, found)),
            Some(_) => {}
        }
    }
    let plural = |count: usize| if count > 1 { "s" } else { "" };
    let mut parts = Vec::new();
    if !absent.is_empty() {
        let said = listed(absent.iter().copied());
        parts.push(format!("needed column{} missing: {said}", plural(absent.len())));
    }
    if !twice.is_empty() {
        parts.push(format!("needed column{} there twice: {}", plural(twice.len()), twice.join(", ")));
    }
    if parts.is_empty() {
        return Ok(());
    }
    if !absent.is_empty() {
        parts.extend(other_format(format, [names]));
    }
    let reason =
        format!("the header on line {line} is not that of the {}: {}", format.title, parts.join("; "));
    Err(Problem::new(path, reason))
}

fn missing(format: &Format, seen: &HashSet<Known>) -> Vec<String> {
    let read = format.columns.iter().enumerate().map(|(at, column)| (Known::Read(at), &column.names));
    let unread = format.unread.iter().enumerate().map(|(at, names)| (Known::Unread(at), names));
    let absent = read.chain(unread).filter(|(known, _)| !seen.contains(known));
    absent.filter_map(|(_, names)| names.first().cloned()).collect()
}

/// The headers at some places, each different one once.
fn written(names: &[String], places: &[usize]) -> String {
    let mut different: Vec<&str> = Vec::new();
    for name in places.iter().filter_map(|&place| names.get(place)) {
        if !different.contains(&name.as_str()) {
            different.push(name);
        }
    }
    let quoted: Vec<String> = different.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(" and ")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests {
    use partner_campaigns::Kind;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    /// The English names of all columns, as the platform writes them.
    fn names(kind: Kind) -> Vec<String> {
        let format = Format::of(kind);
        let read = format.columns.iter().map(|column| &column.names);
        read.chain(&format.unread).map(|names| names[0].clone()).collect()
    }

    fn resolved(cells: &[String]) -> Result<Header, Problem> {
        resolve("o.csv", Format::of(Kind::Orders), 1, cells)
    }

    #[test]
    fn any_order_case_and_spacing() {
        let odd: Vec<String> = names(Kind::Orders)
            .iter()
            .rev()
            .map(|name| format!("  {}\u{200b}", name.to_uppercase().replace(' ', " \u{a0} ")))
            .collect();
        let header = resolved(&odd).unwrap();
        assert_eq!(header.place("order_id"), Some(odd.len() - 1));
        assert_eq!(header.positions.len(), Format::of(Kind::Orders).columns.len());
        assert_eq!((header.unknown.len(), header.missing.len(), header.notes.len()), (0, 0, 0));
    }

    #[test]
    fn localised_headers_in_decomposed_form() {
        let mut cells = names(Kind::Orders);
        cells[0] = "ID đơn hàng".nfd().collect();
        let header = resolved(&cells).unwrap();
        assert_eq!(header.headers().next(), Some(("order_id", "ID đơn hàng".to_owned())));
    }

    #[test]
    fn columns_that_are_not_needed_may_be_absent_and_are_named() {
        for gone in ["Carousel", "Payment ID", "Commission GMV", "Affiliate partner ISR"] {
            let cells: Vec<String> = names(Kind::Orders).into_iter().filter(|name| name != gone).collect();
            assert_eq!(resolved(&cells).unwrap().missing, [gone]);
        }
    }

    #[test]
    fn unknown_columns_are_named_and_blank_headers_are_not() {
        let mut cells = names(Kind::Orders);
        let width = cells.len();
        cells.extend(["New thing ".to_owned(), String::new()]);
        let header = resolved(&cells).unwrap();
        assert_eq!(header.unknown, ["New thing"]);
        assert_eq!((header.least, header.names.len()), (width + 1, width + 2));
        assert_eq!((header.name(width), header.name(width + 1)), (Some("New thing"), None));
    }

    #[test]
    fn needed_columns_missing_and_twice_are_all_named() {
        let mut cells = names(Kind::Orders);
        for name in &mut cells {
            if ["SKU ID", "Commission base"].contains(&name.as_str()) {
                name.clear();
            }
        }
        cells.extend([" order id", "订单 ID", "time created"].map(str::to_owned));
        assert_eq!(
            resolved(&cells).unwrap_err().to_string(),
            "`o.csv`: the header on line 1 is not that of the agency (TAP) affiliate orders export: needed columns \
             missing: `SKU ID`, `Commission base`; needed columns there twice: `Order ID` and `order id` and \
             `订单 ID`, `Time Created` and `time created`"
        );
    }

    #[test]
    fn a_column_that_is_there_twice_and_not_needed_is_not_used() {
        let mut cells = names(Kind::Orders);
        cells.push("quantity".to_owned());
        let header = resolved(&cells).unwrap();
        assert_eq!(header.place("quantity"), None);
        assert_eq!(header.notes, ["column `Quantity` and `quantity` is there twice and therefore not used"]);
        assert_eq!(header.missing.len(), 0);
    }

    #[test]
    fn the_first_of_the_rows_that_are_most_like_it_is_the_header() {
        let format = Format::of(Kind::Terms);
        let rows: [&[&str]; 4] = [
            &["Campaign ID", "x"],
            &["campaign id", "Product ID"],
            &["Campaign ID", "Product ID", "Campaign ID"],
            &["Sale price", "Shop name"],
        ];
        assert_eq!(best_row(format, rows), Some(1));
        assert_eq!(best_row(format, [rows[0]]), None);
    }

    #[test]
    fn files_given_in_the_wrong_place_are_called_by_their_names() {
        let seller = ["Order ID", "Product ID", "Payment Amount", "Actual Commission Base"];
        let no = no_header("s.csv", Format::of(Kind::Orders), [&seller[..]], Some("or so".to_owned()));
        assert_eq!(
            no.reason,
            "no header row of the agency (TAP) affiliate orders export in the first 30 rows, expected columns such as \
             `Order ID`, `SKU ID`, `Product ID`, `Partner campaign ID`; it looks like the seller's affiliate orders export"
        );
        let terms = names(Kind::Terms);
        let other = other_format(Format::of(Kind::Orders), [&terms[..]]).unwrap();
        assert!(other.ends_with("\"Export link\" file, which is given with --terms"), "{other}");
        assert_eq!(other_format(Format::of(Kind::Terms), [&terms[..]]), None);
    }
}
