//! Which container a file is, by its first bytes and only then by its name.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::hashed::reason;
use crate::packed::{Packing, archive, one_entry};
use crate::problem::Problem;

/// So much of a file is looked at.
const HEAD_BYTES: u64 = 64 << 10;

/// So much of an old workbook is searched at once.
const PIECE_BYTES: usize = 1 << 20;

const EXPECTED: &str = "expected a CSV, XLSX or Parquet file";
const HTML: &str = "the file is a web page (HTML), whatever its name says: open it in a spreadsheet and save it as CSV or \
     XLSX";
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const BOM: &[u8] = b"\xef\xbb\xbf";
const NOT_READ: [(&[u8], &str); 7] = [
    (b"%PDF", "a PDF document: export the data as CSV or XLSX"),
    (b"BZh", "bzip2-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"ARROW1", "an Arrow IPC file"),
    (b"PARE", "an encrypted Parquet file"),
];

/// What a file is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    Csv(Packing),
    Xlsx,
    Parquet,
    Json,
}

/// The path as text, and what stands there; anything that is not read is a problem of the whole file.
pub(crate) fn detect(path: &Path) -> Result<(String, Container), Problem> {
    let Some(name) = path.to_str() else {
        let reason = "its name is not UTF-8 text, which a report could not name: rename it";
        return Err(Problem::new(escaped(path), reason));
    };
    let container = container_of(path).map_err(|reason| Problem::new(name, reason))?;
    Ok((name.to_owned(), container))
}

/// The path as text, and what stands there: `csv`, `xlsx`, `parquet` or `json`.
///
/// # Errors
/// Anything that is not read.
pub fn container(path: &Path) -> Result<(String, &'static str), Problem> {
    let (name, container) = detect(path)?;
    let word = match container {
        Container::Csv(_) => "csv",
        Container::Xlsx => "xlsx",
        Container::Parquet => "parquet",
        Container::Json => "json",
    };
    Ok((name, word))
}

fn container_of(path: &Path) -> Result<Container, String> {
    let head = head(path)?;
    let text = head.strip_prefix(BOM).unwrap_or(&head);
    if (head.len() as u64) < HEAD_BYTES && text.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0x0b)
    {
        return Err(format!("the file is empty, {EXPECTED}"));
    }
    if head.starts_with(b"PK") {
        return zip(path);
    }
    if head.starts_with(b"PAR1") {
        return Ok(Container::Parquet);
    }
    if head.starts_with(OLE) {
        let what = ole(path).map_err(|error| unreadable(&error))?;
        return Err(format!("{what}, {EXPECTED}"));
    }
    if let Some((_, what)) = NOT_READ.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(format!("the file is {what}, {EXPECTED}"));
    }
    if head.starts_with(b"\x1f\x8b") {
        return packed(path, Packing::Gzip);
    }
    if is_html(text) {
        return Err(HTML.to_owned());
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Ok(Container::Csv(Packing::None));
    }
    if let Some(named) = named(path) {
        return Err(format!(
            "the name says {named}, but the file does not begin like one: is it damaged or renamed?"
        ));
    }
    match text.trim_ascii_start() {
        [b'{' | b'[', ..] => Ok(Container::Json),
        _ => Ok(Container::Csv(Packing::None)),
    }
}

/// A name that is no text: its other bytes as Python writes them, such as `\udcff`.
fn escaped(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        name.extend(chunk.invalid().iter().map(|byte| format!("\\udc{byte:02x}")));
    }
    name
}

fn named(path: &Path) -> Option<&'static str> {
    match path.extension().and_then(OsStr::to_str)?.to_lowercase().as_str() {
        "xlsx" | "xlsm" => Some("XLSX workbook"),
        "parquet" => Some("Parquet file"),
        _ => None,
    }
}

fn head(path: &Path) -> Result<Vec<u8>, String> {
    let refused = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => format!("there is no such file, {EXPECTED}"),
        ErrorKind::PermissionDenied => "no permission to read the file".to_owned(),
        _ => unreadable(&error),
    };
    let about = fs::metadata(path).map_err(refused)?;
    if about.is_dir() {
        return Err(format!("it is a directory, {EXPECTED}"));
    }
    if !about.is_file() {
        return Err(format!("it is not a regular file, {EXPECTED}"));
    }
    let mut head = Vec::new();
    File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head)).map_err(refused)?;
    Ok(head)
}

fn unreadable(error: &io::Error) -> String {
    format!("the file cannot be read: {}", reason(error))
}

fn zip(path: &Path) -> Result<Container, String> {
    let opened = archive(path).map_err(|error| unreadable(&error))?;
    let mut archive = opened.map_err(|error| format!("the workbook is damaged ({error}), {EXPECTED}"))?;
    let is_in = |is: fn(&str) -> bool| archive.file_names().any(|name| name.is_ok_and(|name| is(&name)));
    if is_in(|name| name == "xl/workbook.bin") {
        return Err(format!("the file is an XLSB workbook, {EXPECTED}"));
    }
    if is_in(|name| name.starts_with("xl/") || name.starts_with("xl\\")) {
        return Ok(Container::Xlsx);
    }
    packed(path, Packing::Zip(one_entry(&mut archive)?))
}

/// What stands in a packed file: only text is read.
fn packed(path: &Path, packing: Packing) -> Result<Container, String> {
    let mut head = Vec::new();
    let opened = packing.open(path).and_then(|(bytes, _)| bytes.take(HEAD_BYTES).read_to_end(&mut head));
    opened.map_err(|error| unreadable(&error))?;
    let text = head.strip_prefix(BOM).unwrap_or(&head);
    let binary =
        [b"PK\x03\x04" as &[u8], b"PAR1", b"\x1f\x8b", OLE].into_iter().any(|magic| head.starts_with(magic));
    let known = NOT_READ.iter().any(|(magic, _)| head.starts_with(magic));
    if is_html(text) {
        return Err(HTML.to_owned());
    }
    if binary || known || matches!(text.trim_ascii_start(), [b'{' | b'[', ..]) {
        return Err("what is packed in it is no CSV file: unpack it and give the file itself".to_owned());
    }
    Ok(Container::Csv(packing))
}

/// Whether text begins as a web page does, which some systems save as workbooks.
fn is_html(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let begins = |with: &[u8]| text.get(..with.len()).is_some_and(|text| text.eq_ignore_ascii_case(with));
    [b"<!doctype html" as &[u8], b"<html", b"<head", b"<meta", b"<table", b"<body", b"<div", b"<style"]
        .into_iter()
        .any(begins)
}

/// What a compound document of the old kind is.
fn ole(path: &Path) -> io::Result<&'static str> {
    let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut file = File::open(path)?;
    let mut held = Vec::new();
    loop {
        let read = (&mut file).take(PIECE_BYTES as u64).read_to_end(&mut held)?;
        if held.windows(marker.len()).any(|window| window == marker) {
            return Ok("the workbook is protected by a password");
        }
        if read == 0 {
            return Ok("the file is an old XLS workbook (or another OLE document): save it as XLSX or CSV");
        }
        held.drain(..held.len().saturating_sub(marker.len()));
    }
}
