//! The bytes of a file: hashed and counted on the way.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// What a file of its own is hashed in.
const PIECE_BYTES: usize = 256 << 10;

/// A file whose bytes are hashed and counted as they are read.
pub(crate) struct Hashed {
    file: File,
    tally: Arc<Tally>,
}

/// What was read of a file so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    bytes: AtomicU64,
    hash: Mutex<Sha256>,
}

impl Hashed {
    /// Opens a file; its tally is kept by whoever wants to know.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Arc<Tally>)> {
        let tally = Arc::new(Tally::default());
        Ok((Self { file: File::open(path)?, tally: tally.clone() }, tally))
    }
}

impl Read for Hashed {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(room)?;
        self.tally.add(room.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl Tally {
    fn add(&self, bytes: &[u8]) {
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        self.hash.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
    }

    /// How many bytes were read.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// The SHA-256 of what was read, in hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        let hash = self.hash.lock().unwrap_or_else(PoisonError::into_inner).clone();
        base16ct::lower::encode_string(&hash.finalize())
    }
}

/// The SHA-256 of a file that is not read as a stream, in hexadecimal.
pub(crate) fn sha256_of(path: &Path) -> io::Result<String> {
    let (mut file, tally) = Hashed::open(path)?;
    let mut room = vec![0; PIECE_BYTES];
    loop {
        match file.read(&mut room) {
            Ok(0) => return Ok(tally.sha256()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A system error's own words, without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    let words = error.to_string();
    match (error.raw_os_error(), words.find(" (os error ")) {
        (Some(_), Some(end)) => words.get(..end).unwrap_or(&words).to_owned(),
        _ => words,
    }
}
