//! Files in several containers and ways of writing, opened by their path and read into a verification.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use partner_campaigns::{Kind, Profile, Verification, Wanted};
use partner_campaigns_readers::{Failure, Options, Source};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TERMS: &str = "Campaign ID,Product ID,Creator commission rate,Affiliate partner commission rate\n\
                     7412,1728,7.00%,1.00%\n7412,x y,?,1.00%\n";

/// A folder of its own for a test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("partner-campaigns-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The receipt of a terms file, in which its findings stand by their number.
fn read(path: &Path) -> Result<(String, String), Failure> {
    let mut verification = Verification::new(Profile::guide(), Some("USD"), None)?;
    let mut source = Source::open(path, Kind::Terms, Options::default())?;
    while source.push(&mut verification)? {}
    assert!(!source.push(&mut verification)?);
    let sha256 = source.sha256().unwrap().to_owned();
    let report = verification.finish(Wanted::default())?;
    let finding = report.finding(0).unwrap();
    Ok((format!("{} {} {}", report.len(), finding.line, finding.file), sha256))
}

fn refused(path: &Path) -> String {
    let Err(Failure::File(problem)) = read(path) else { return String::new() };
    problem.reason
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn one_file_in_many_writings_gives_the_same() {
    let folder = Folder::new("writings");
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{TERMS}").encode_utf16().flat_map(bytes).collect()
    };
    let tabs = TERMS.replace(',', "\t");
    for (name, bytes) in [
        ("plain.csv", TERMS.as_bytes().to_vec()),
        ("semicolons.csv", TERMS.replace(',', ";").into_bytes()),
        ("tabs.txt", tabs.clone().into_bytes()),
        ("bars.csv", TERMS.replace(',', "|").into_bytes()),
        ("returns.csv", TERMS.replace('\n', "\r").into_bytes()),
        ("little.csv", utf16(u16::to_le_bytes)),
        ("big.csv", utf16(u16::to_be_bytes)),
        ("packed.csv.gz", gzip(TERMS.as_bytes())),
        ("packed.gz", [gzip(&TERMS.as_bytes()[..40]), gzip(&TERMS.as_bytes()[40..])].concat()),
    ] {
        let path = folder.write(name, bytes);
        assert_eq!(read(&path).unwrap().0, format!("1 3 {}", path.display()), "{name}");
    }
    let said = folder.write("said.csv", format!("sep=;\r\n{}", TERMS.replace(',', ";")));
    assert_eq!(read(&said).unwrap().0, format!("1 4 {}", said.display()));
}

#[test]
fn a_file_in_an_archive_is_called_by_both_names() {
    let folder = Folder::new("archive");
    let noise: &[u8] = b"noise";
    let bytes = zip(&[("__MACOSX/._links.csv", noise), ("july/links.csv", TERMS.as_bytes())]);
    let path = folder.write("links.zip", &bytes);
    let (found, sha256) = read(&path).unwrap();
    assert_eq!(found, format!("1 3 {}/july/links.csv", path.display()));
    let copy = folder.write("copy.csv.gz", gzip(TERMS.as_bytes()));
    assert_ne!(read(&copy).unwrap().1, sha256);
    assert_eq!(sha256.len(), 64);
}

#[test]
fn what_is_packed_and_not_read_is_named() {
    let folder = Folder::new("packed");
    let two = zip(&[("a.csv", TERMS.as_bytes()), ("b.csv", TERMS.as_bytes())]);
    let mut wrong = zip(&[("a.csv", TERMS.as_bytes())]);
    let at = wrong.windows(5).position(|window| window == b"a.csv").unwrap() + 12;
    wrong[at] ^= 0x10;
    for (name, bytes, says) in [
        ("two.zip", two, "the ZIP archive holds 2 files (`a.csv`, `b.csv`), expected one"),
        ("none.zip", zip(&[]), "the ZIP archive holds no file"),
        ("book.csv.gz", gzip(b"PK\x03\x04"), "no CSV file: unpack it"),
        ("page.gz", gzip(b"<!DOCTYPE html>"), "a web page (HTML)"),
        ("short.gz", gzip(TERMS.as_bytes())[..60].to_vec(), "what is packed in it is damaged"),
        ("wrong.zip", wrong, "what is packed in it is damaged"),
        ("page.xls", b"\xef\xbb\xbf \n<table><tr>".to_vec(), "a web page (HTML)"),
        ("text.pdf", b"%PDF-1.7".to_vec(), "a PDF document: export the data as CSV or XLSX"),
    ] {
        let path = folder.write(name, bytes);
        let reason = refused(&path);
        assert!(reason.contains(says), "{name}: {reason}");
    }
}

#[test]
fn a_bomb_is_not_unpacked_to_its_end() {
    let folder = Folder::new("bomb");
    let long = [TERMS.as_bytes(), &vec![b'x'; 40 << 20]].concat();
    for (name, bytes) in [("bomb.gz", gzip(&long)), ("bomb.zip", zip(&[("a.csv", &long)]))] {
        let path = folder.write(name, &bytes);
        let reason = refused(&path);
        assert!(reason.contains("the most that is read of it"), "{name}: {} bytes: {reason}", bytes.len());
    }
}

#[test]
fn files_that_are_not_there_are_named() {
    let folder = Folder::new("absent");
    assert!(refused(&folder.0).starts_with("it is a directory"));
    assert!(refused(&folder.0.join("no.csv")).starts_with("there is no such file"));
    assert!(refused(Path::new("a\0b")).starts_with("the file cannot be read"));
    assert!(refused(&folder.write("empty.csv", b"\xef\xbb\xbf \r\n")).starts_with("the file is empty"));
}

#[test]
fn the_digest_is_that_of_the_file() {
    let folder = Folder::new("digest");
    let path = folder.write("a.csv", TERMS);
    let (_, sha256) = read(&path).unwrap();
    let again = folder.write("b.csv", TERMS);
    assert_eq!(read(&again).unwrap().1, sha256);
}
