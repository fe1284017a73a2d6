//! Stretches of a file that is read at several places, wherever its bytes are kept.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// The bytes of a file: on disk, or in memory where it was unpacked or never was a file.
#[derive(Clone, Debug)]
pub(crate) enum Bytes {
    /// An opened file.
    File(Arc<File>),
    /// Bytes in memory.
    Memory(Arc<[u8]>),
}

impl Bytes {
    /// How many there are.
    pub(crate) fn len(&self) -> io::Result<u64> {
        match self {
            Self::File(file) => Ok(file.metadata()?.len()),
            Self::Memory(bytes) => Ok(count(bytes.len())),
        }
    }

    /// All of them, from the first one on.
    pub(crate) fn window(&self) -> io::Result<Window> {
        Ok(Window { bytes: self.clone(), start: 0, at: 0, end: self.len()? })
    }

    /// Those from `start` on, `length` of them or as many as there are.
    pub(crate) fn part(&self, start: u64, length: u64) -> Window {
        Window { bytes: self.clone(), start, at: start, end: start.saturating_add(length) }
    }
}

/// A stretch of bytes that is read from its start to its end; several of one file do not disturb each other.
#[derive(Debug)]
pub(crate) struct Window {
    bytes: Bytes,
    start: u64,
    at: u64,
    end: u64,
}

impl Window {
    /// How many bytes have been read, if none was left out.
    pub(crate) const fn done(&self) -> u64 {
        self.at.saturating_sub(self.start)
    }
}

impl Read for Window {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = room.len().min(left);
        let room = room.get_mut(..most).unwrap_or_default();
        let read = match &self.bytes {
            Bytes::File(file) => {
                let mut file = file.as_ref();
                file.seek(SeekFrom::Start(self.at))?;
                file.read(room)?
            }
            Bytes::Memory(bytes) => {
                let from = usize::try_from(self.at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                let read = most.min(from.len());
                room.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
                read
            }
        };
        self.at = self.at.saturating_add(count(read));
        Ok(read)
    }
}

impl Seek for Window {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => self.start.checked_add(place),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        let before = || io::Error::new(io::ErrorKind::InvalidInput, "a place before the first byte");
        self.at = place.filter(|place| *place >= self.start).ok_or_else(before)?;
        Ok(self.done())
    }
}

/// A length as the number that places are counted in.
pub(crate) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests {
    use super::*;

    #[test]
    fn windows_of_one_file_do_not_disturb_each_other() {
        let path = std::env::temp_dir().join(format!("partner-campaigns-window-{}", std::process::id()));
        std::fs::write(&path, b"0123456789").unwrap();
        let file = Bytes::File(Arc::new(File::open(&path).unwrap()));
        std::fs::remove_file(&path).unwrap();
        for bytes in [file, Bytes::Memory(b"0123456789".as_slice().into())] {
            let (mut one, mut other) = (bytes.part(2, 3), bytes.part(8, 99));
            let (mut a, mut b) = ([0; 2], String::new());
            one.read_exact(&mut a).unwrap();
            other.read_to_string(&mut b).unwrap();
            assert_eq!((&a, b.as_str(), one.done(), other.done()), (b"23", "89", 2, 2));
            let mut rest = String::new();
            one.read_to_string(&mut rest).unwrap();
            assert_eq!(rest, "4");
            let mut all = bytes.window().unwrap();
            assert_eq!(all.seek(SeekFrom::End(-1)).unwrap(), 9);
            assert!(all.seek(SeekFrom::Current(-10)).is_err());
            assert_eq!(bytes.part(u64::MAX - 1, 9).read(&mut [0; 4]).unwrap_or(0), 0);
        }
    }
}
