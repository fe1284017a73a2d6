//! The bytes of a file, a piece at a time: hashed on the way, and held for as long as a record needs them.
//!
//! Python's `hashlib` hashes twice as fast as the `sha2` crate, whose loads of a block are calls (0.11).

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::error;

/// How much is read at once: it stays in the processor's cache while it is hashed and parsed.
const PIECE_BYTES: usize = 256 << 10;

/// The part of a file that is held. What stands before `at` is done with.
pub(super) struct Input {
    file: File,
    /// An object of `hashlib`.
    hash: Py<PyAny>,
    held: Vec<u8>,
    filled: usize,
    at: usize,
    /// Whether the file ends with what is held.
    pub(super) last: bool,
    pub(super) bytes_read: u64,
}

impl Input {
    pub(super) fn open(path: &Path, hash: Py<PyAny>) -> PyResult<Self> {
        let file = File::open(path).map_err(refused)?;
        Ok(Self { file, hash, held: Vec::new(), filled: 0, at: 0, last: false, bytes_read: 0 })
    }

    /// All that is held, with the place up to which it is done with.
    pub(super) fn bytes(&mut self) -> (&[u8], &mut usize) {
        (&self.held[..self.filled], &mut self.at)
    }

    /// Reads another piece; what waits is kept. The memory doubles where that fills half of it: so a record that is looked
    /// at again with every piece takes linear time.
    pub(super) fn read_on(&mut self) -> PyResult<()> {
        self.held.copy_within(self.at..self.filled, 0);
        self.filled -= self.at;
        self.at = 0;
        let mut room = PIECE_BYTES;
        while self.filled > room / 2 {
            room *= 2;
        }
        self.held.resize(room, 0);
        self.held.shrink_to(room);
        let kept = self.filled;
        while self.filled < self.held.len() {
            match self.file.read(&mut self.held[self.filled..]) {
                Ok(0) => {
                    self.last = true;
                    break;
                }
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(refused(error)),
            }
        }
        let fresh = &self.held[kept..self.filled];
        self.bytes_read += fresh.len() as u64;
        Python::attach(|py| self.hash.call_method1(py, "update", (PyBytes::new(py, fresh),)).map(drop))
    }

    /// Passes over so many lines at the beginning.
    pub(super) fn skip_lines(&mut self, count: u64) -> PyResult<()> {
        for _ in 0..count {
            loop {
                let rest = &self.held[self.at..self.filled];
                if let Some(feed) = rest.iter().position(|&byte| byte == b'\n') {
                    self.at += feed + 1;
                    break;
                }
                if self.last {
                    self.at = self.filled;
                    return Ok(());
                }
                self.read_on()?;
            }
        }
        Ok(())
    }

    /// What waits, which is done with now.
    pub(super) fn take_rest(&mut self) -> &[u8] {
        let from = std::mem::replace(&mut self.at, self.filled);
        &self.held[from..self.filled]
    }
}

#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
fn refused(failed: io::Error) -> PyErr {
    Python::attach(|py| error::system(py, &failed))
}
