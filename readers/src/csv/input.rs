//! The bytes of a file, a piece at a time, held for as long as a record needs them.

use std::io::{self, ErrorKind, Read};

/// How much is read at once: it stays in the processor's cache while it is parsed.
const PIECE_BYTES: usize = 256 << 10;

/// The part of a file that is held. What stands before `at` is done with.
pub(super) struct Input {
    source: Box<dyn Read + Send + Sync>,
    held: Vec<u8>,
    filled: usize,
    at: usize,
    /// Whether the file ends with what is held.
    pub(super) last: bool,
}

impl Input {
    pub(super) fn new(source: Box<dyn Read + Send + Sync>) -> Self {
        Self { source, held: Vec::new(), filled: 0, at: 0, last: false }
    }

    /// All that is held, with the place up to which it is done with.
    pub(super) fn bytes(&mut self) -> (&[u8], &mut usize) {
        (self.held.get(..self.filled).unwrap_or_default(), &mut self.at)
    }

    /// Reads another piece; what waits is kept. The memory doubles where that fills half of it: so a record that is looked
    /// at again with every piece takes linear time.
    pub(super) fn read_on(&mut self) -> io::Result<()> {
        self.held.copy_within(self.at..self.filled, 0);
        self.filled -= self.at;
        self.at = 0;
        let mut room = PIECE_BYTES;
        while self.filled > room / 2 {
            room *= 2;
        }
        self.held.resize(room, 0);
        self.held.shrink_to(room);
        while self.filled < room {
            match self.source.read(self.held.get_mut(self.filled..).unwrap_or_default()) {
                Ok(0) => {
                    self.last = true;
                    break;
                }
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Passes over so many lines at the beginning.
    pub(super) fn skip_lines(&mut self, count: u64) -> io::Result<()> {
        for _ in 0..count {
            loop {
                let rest = self.held.get(self.at..self.filled).unwrap_or_default();
                if let Some(feed) = rest.iter().position(|&byte| byte == b'\n') {
                    self.at += feed + 1;
                    break;
                }
                self.at = self.filled;
                if self.last {
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
        self.held.get(from..self.filled).unwrap_or_default()
    }
}
