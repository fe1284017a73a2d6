//! What a Parquet file holds: the platform's own columns, or one of the public tables. Its names tell.

use std::collections::HashSet;

use partner_campaigns::{Kind, TABLE_HEADERS};

use super::export::Export;
use super::file::Parquet;
use super::problem;
use super::table::TableFile;
use crate::arrow::columns_of;
use crate::format::{Format, Known};
use crate::header::{Header, score};
use crate::names::listed;
use crate::problem::Problem;

/// So many public names make a table of a file.
const LEAST_SHARED: usize = 2;

/// A Parquet file whose columns are found.
pub(crate) enum ParquetFile {
    /// The platform's own columns.
    Export(Box<Export>),
    /// A public table, with what it has and lacks.
    Table(Box<TableFile>, Header),
}

/// Finds the columns of a file: its column names are the header, or those of a public table.
///
/// # Errors
/// The file is damaged or cannot be read, its columns are of neither, or of types that are not read.
pub(crate) fn open(path: &str, format: &Format) -> Result<ParquetFile, Problem> {
    let file = Parquet::open(path).map_err(|error| problem(path, &error))?;
    let names: Vec<String> = file.names().map(str::to_owned).collect();
    if !is_table(path, format, &names)? {
        return Ok(ParquetFile::Export(Box::new(Export::of(path, &file, format)?)));
    }
    let header = table_header(path, format.kind, &names)?;
    let mut table = TableFile::of(path, file);
    table.check(format.kind).map_err(|error| problem(path, &error))?;
    Ok(ParquetFile::Table(Box::new(table), header))
}

/// What a finding on an amount of a table calls the column of a file, by the file's public column name.
pub(crate) fn table_headers() -> impl Iterator<Item = (&'static str, String)> {
    TABLE_HEADERS.into_iter().map(|(field, column)| (field, column.to_owned()))
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Orders => "table of order lines",
        Kind::Terms => "table of terms",
    }
}

/// Whether a file has the columns of a public table, and not those of the platform's own file of its kind.
fn is_table(path: &str, format: &Format, names: &[String]) -> Result<bool, Problem> {
    let has = |name: &str| names.iter().any(|one| one == name);
    if columns_of(format.kind).iter().filter(|column| has(column.name)).count() < LEAST_SHARED {
        return Ok(false);
    }
    if score(format, names.iter().map(String::as_str)) == 0 {
        return Ok(true);
    }
    let found: HashSet<Known> = names.iter().filter_map(|name| format.known(name)).collect();
    let whole_table = lacking(format.kind, names).is_empty();
    let needed = format.columns.iter().enumerate().filter(|(_, column)| column.needed);
    let whole_export = needed.into_iter().all(|(at, _)| found.contains(&Known::Read(at)));
    if whole_table != whole_export {
        return Ok(whole_table);
    }
    let which = if whole_table {
        "all needed columns of both"
    } else {
        "columns of both, and not all needed ones of either"
    };
    let kinds = format!("it may be the {} or a {}", format.title, title(format.kind));
    Err(Problem::new(path, format!("{kinds}: it has {which}")))
}

/// What a table has and lacks; a needed column that is missing or a known one that is there twice is a problem.
fn table_header(path: &str, kind: Kind, names: &[String]) -> Result<Header, Problem> {
    let plural = |count: usize| if count > 1 { "s" } else { "" };
    let times = |name: &str| names.iter().filter(|one| *one == name).count();
    let known = columns_of(kind);
    let (absent, mut parts) = (lacking(kind, names), Vec::new());
    if !absent.is_empty() {
        let said = listed(absent.iter().copied());
        parts.push(format!("needed column{} missing: {said}", plural(absent.len())));
    }
    let twice: Vec<&str> = known.iter().map(|one| one.name).filter(|name| times(name) > 1).collect();
    if !twice.is_empty() {
        let said = listed(twice.iter().copied());
        parts.push(format!("column{} there twice: {said}", plural(twice.len())));
    }
    if !parts.is_empty() {
        let others = [Kind::Orders, Kind::Terms].into_iter();
        let others =
            others.filter(|&one| !absent.is_empty() && one != kind && lacking(one, names).is_empty());
        parts.extend(others.map(|one| {
            format!("it looks like a {}, which is given with {}", title(one), Format::of(one).option)
        }));
        let reason = format!("its columns are not those of a {}: {}", title(kind), parts.join("; "));
        return Err(Problem::new(path, reason));
    }
    let place = |name: &str| names.iter().position(|one| one == name);
    Ok(Header {
        line: 1,
        least: names.len(),
        positions: known.iter().filter_map(|one| Some((one.name, place(one.name)?))).collect(),
        unknown: names.iter().filter(|name| known.iter().all(|one| one.name != **name)).cloned().collect(),
        missing: known
            .iter()
            .map(|one| one.name)
            .filter(|name| times(name) == 0)
            .map(str::to_owned)
            .collect(),
        notes: Vec::new(),
        names: names.to_vec(),
    })
}

fn lacking(kind: Kind, names: &[String]) -> Vec<&'static str> {
    let needed = columns_of(kind).iter().filter(|column| column.needed);
    needed.map(|column| column.name).filter(|name| names.iter().all(|one| one != name)).collect()
}
