//! The parts of a workbook, which is a ZIP archive: each is unpacked as it is read, within bounds and against its check sum.

use std::collections::HashMap;
use std::io::{self, BufReader, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::wrong::{Wrong, shown};
use crate::window::{Bytes, Window, count};

/// A part may be so large, whatever it is packed to.
const FREE_BYTES: u64 = 32 << 20;

/// A larger one may be so many times as large as it is packed: a sheet of equal rows is a hundred times, a bomb a thousand.
const RATIO_MAX: u64 = 250;

/// No part may be larger: 2²⁰ rows of 46 cells take a third of it.
const UNPACKED_BYTES_MAX: u64 = 8 << 30;

/// So much of the file is read at once.
const BLOCK_BYTES: usize = 64 << 10;

/// The parts of an archive by their names, in small letters.
#[derive(Debug)]
pub(super) struct Archive {
    bytes: Bytes,
    parts: HashMap<String, Part>,
}

#[derive(Clone, Debug)]
struct Part {
    start: u64,
    packed: u64,
    crc: u32,
    is_deflated: bool,
}

impl Archive {
    pub(super) fn open(bytes: Bytes) -> Result<Self, Wrong> {
        let mut zip = ZipArchive::new(BufReader::new(bytes.window()?)).map_err(Wrong::damaged)?;
        let mut parts = HashMap::new();
        for at in 0..zip.len() {
            let entry = zip.by_index_raw(at).map_err(Wrong::damaged)?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            if entry.encrypted() {
                return Err(Wrong("is protected by a password".to_owned()));
            }
            let is_deflated = match entry.compression() {
                CompressionMethod::Stored => false,
                CompressionMethod::Deflated => true,
                _ => continue, // no program writes such a part; it is missing where it is asked for
            };
            let part = Part {
                start: entry.data_start().unwrap_or(u64::MAX),
                packed: entry.compressed_size(),
                crc: entry.crc32(),
                is_deflated,
            };
            if parts.insert(key(&name), part).is_some() {
                return Err(Wrong::damaged(format!("its part `{}` is there twice", shown(&name))));
            }
        }
        Ok(Self { bytes, parts })
    }

    /// A part from its beginning; none where the archive has none of that name, or none that can be unpacked.
    pub(super) fn part(&self, name: &str) -> Option<PartReader> {
        let part = self.parts.get(&key(name))?;
        let window = self.bytes.part(part.start, part.packed);
        let packed = BufReader::with_capacity(BLOCK_BYTES, window);
        Some(PartReader {
            name: name.to_owned(),
            inner: if part.is_deflated {
                Unpacked::Deflated(Box::new(DeflateDecoder::new(packed)))
            } else {
                Unpacked::Stored(packed)
            },
            packed: part.packed,
            stated: part.crc,
            crc: Crc::new(),
            unpacked: 0,
            most: FREE_BYTES.max(part.packed.saturating_mul(RATIO_MAX)).min(UNPACKED_BYTES_MAX),
        })
    }

    /// Whether there is such a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&key(name))
    }
}

/// Names are compared as Windows does, since that is where most workbooks are written.
fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// A part that is unpacked as it is read.
#[derive(Debug)]
pub(super) struct PartReader {
    name: String,
    inner: Unpacked,
    packed: u64,
    stated: u32,
    crc: Crc,
    unpacked: u64,
    most: u64,
}

#[derive(Debug)]
enum Unpacked {
    Stored(BufReader<Window>),
    Deflated(Box<DeflateDecoder<BufReader<Window>>>),
}

impl PartReader {
    /// How much of the packed part is read, and how much there is.
    pub(super) fn progress(&self) -> (u64, u64) {
        let window = match &self.inner {
            Unpacked::Stored(inner) => inner.get_ref(),
            Unpacked::Deflated(inner) => inner.get_ref().get_ref(),
        };
        (window.done().min(self.packed), self.packed)
    }

    fn refuse(&self, how: &str) -> io::Error {
        Wrong::damaged(format!("its part `{}` {how}", shown(&self.name))).into()
    }
}

impl Read for PartReader {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.inner {
            Unpacked::Stored(inner) => inner.read(room),
            Unpacked::Deflated(inner) => inner.read(room),
        };
        let read = match read {
            Ok(read) => read,
            Err(error) if error.raw_os_error().is_some() => return Err(error),
            Err(_) => return Err(self.refuse("cannot be unpacked")),
        };
        self.crc.update(room.get(..read).unwrap_or_default());
        self.unpacked = self.unpacked.saturating_add(count(read));
        if self.unpacked > self.most {
            let (name, packed) = (shown(&self.name), self.packed);
            let most = self.most;
            return Err(Wrong(format!(
                "is refused: its part `{name}` of {packed} bytes unpacks to over {most} bytes, allowed are \
                 {FREE_BYTES}, {RATIO_MAX} times its own size if that is more, and never over {UNPACKED_BYTES_MAX}"
            ))
            .into());
        }
        if read == 0 && !room.is_empty() && self.crc.sum() != self.stated {
            return Err(self.refuse("does not have the check sum that it states"));
        }
        Ok(read)
    }
}
