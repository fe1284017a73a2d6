//! Files that are packed: a gzip file, or the one file in a ZIP archive, unpacked as they are read and within bounds.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use flate2::CrcReader;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use zip::{CompressionMethod, ZipArchive};

use crate::hashed::{Hashed, Tally};

/// A file may unpack to so much, whatever it is packed to.
const FREE_BYTES: u64 = 32 << 20;

/// A larger one may be so many times as large as it is packed: an export is about ten times, a bomb a thousand.
const RATIO_MAX: u64 = 250;

/// No file may unpack to more.
const UNPACKED_BYTES_MAX: u64 = 8 << 30;

/// So much of the packed file is read at once.
const BLOCK_BYTES: usize = 64 << 10;

/// So many files of an archive are named.
const NAMED: usize = 3;

/// A name in a message is as long at most.
const NAME_CHARS: usize = 100;

/// What a reading takes its bytes from.
pub(crate) type Bytes = Box<dyn Read + Send + Sync>;

/// How the bytes of a file are packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    /// As they are.
    None,
    /// By gzip.
    Gzip,
    /// As a file in a ZIP archive.
    Zip(Entry),
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its name there.
    pub(crate) name: String,
    start: u64,
    packed: u64,
    crc: u32,
    is_deflated: bool,
}

impl Packing {
    /// The bytes from the beginning, unpacked; the tally counts and hashes those of the file.
    pub(crate) fn open(&self, path: &Path) -> io::Result<(Bytes, Arc<Tally>)> {
        let (mut file, tally) = Hashed::open(path)?;
        let bytes: Bytes = match self {
            Self::None => Box::new(file),
            Self::Gzip => {
                let packed = std::fs::metadata(path)?.len();
                let decoder = MultiGzDecoder::new(BufReader::with_capacity(BLOCK_BYTES, file));
                Box::new(Bounded::new(decoder, packed))
            }
            Self::Zip(entry) => {
                // What stands before the file in the archive is hashed, too.
                io::copy(&mut (&mut file).take(entry.start), &mut io::sink())?;
                let packed = BufReader::with_capacity(BLOCK_BYTES, file.take(entry.packed));
                let inner: Bytes =
                    if entry.is_deflated { Box::new(DeflateDecoder::new(packed)) } else { Box::new(packed) };
                Box::new(Bounded::new(
                    Checked { inner: CrcReader::new(inner), stated: entry.crc },
                    entry.packed,
                ))
            }
        };
        Ok((bytes, tally))
    }

    /// The word for it, if there is one.
    pub(crate) const fn word(&self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Gzip => Some("gzip"),
            Self::Zip(_) => Some("zip"),
        }
    }
}

/// The one file in a ZIP archive; directories and what one system adds to archives are no files.
pub(crate) fn one_entry<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Entry, String> {
    let damaged = |error| format!("the ZIP archive is damaged ({error})");
    let mut names = Vec::new();
    let mut found = None;
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(damaged)?;
        let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        if name.ends_with('/') || name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") {
            continue;
        }
        let is_deflated = match entry.compression() {
            CompressionMethod::Deflated => Some(true),
            CompressionMethod::Stored => Some(false),
            _ => None,
        };
        found = Some((
            entry.encrypted(),
            is_deflated,
            Entry {
                name: shown(&name),
                start: entry.data_start().unwrap_or(u64::MAX),
                packed: entry.compressed_size(),
                crc: entry.crc32(),
                is_deflated: is_deflated.unwrap_or_default(),
            },
        ));
        names.push(shown(&name));
    }
    let said: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match (found, names.len()) {
        (Some((true, ..)), 1) => {
            Err("the ZIP archive is protected by a password: unpack it first".to_owned())
        }
        (Some((_, None, _)), 1) => {
            Err("the ZIP archive is packed in a way that is not read: unpack it first".to_owned())
        }
        (Some((.., entry)), 1) => Ok(entry),
        (_, 0) => Err("the ZIP archive holds no file".to_owned()),
        (_, count) => {
            let more = count.saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let said = said.join(", ");
            Err(format!(
                "the ZIP archive holds {count} files ({said}{more}), expected one: unpack it and give them by name"
            ))
        }
    }
}

/// A name as a message shows it.
fn shown(name: &str) -> String {
    let visible = |one: char| if one.is_control() { '\u{fffd}' } else { one };
    name.chars().take(NAME_CHARS).map(visible).collect()
}

/// The bytes of a ZIP archive as it is opened, for its directory.
pub(crate) fn archive(path: &Path) -> io::Result<Result<ZipArchive<BufReader<File>>, String>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(ZipArchive::new(BufReader::new(file)).map_err(|error| error.to_string()))
}

/// Bytes that are unpacked: not more than there may be.
struct Bounded<R> {
    inner: R,
    unpacked: u64,
    most: u64,
}

impl<R> Bounded<R> {
    fn new(inner: R, packed: u64) -> Self {
        let most = FREE_BYTES.max(packed.saturating_mul(RATIO_MAX)).min(UNPACKED_BYTES_MAX);
        Self { inner, unpacked: 0, most }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(room).map_err(|error| match error.raw_os_error() {
            Some(_) => error,
            None => io::Error::new(error.kind(), format!("what is packed in it is damaged ({error})")),
        })?;
        self.unpacked = self.unpacked.saturating_add(crate::window::count(count));
        if self.unpacked > self.most {
            let most = self.most;
            return Err(io::Error::other(format!(
                "it unpacks to more than {most} bytes, the most that is read of it, as if it were a bomb"
            )));
        }
        Ok(count)
    }
}

/// Bytes that end with the check sum that is stated of them.
struct Checked {
    inner: CrcReader<Bytes>,
    stated: u32,
}

impl Read for Checked {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(room)?;
        if count == 0 && !room.is_empty() && self.inner.crc().sum() != self.stated {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its check sum is wrong"));
        }
        Ok(count)
    }
}
