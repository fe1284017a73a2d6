//! The bytes of text files that are not written the usual way: as UTF-8 with line feeds.

use std::io::{self, Read};

/// How a file's bytes become UTF-8 text with line feeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Writing {
    /// How characters are encoded.
    pub(super) encoding: Encoding,
    /// Whether carriage returns alone end lines.
    pub(super) lone_returns: bool,
}

/// How characters are encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    #[default]
    Utf8,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    /// By the byte-order mark.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            // Of UTF-32, which is not read: its NUL characters are named.
            [0xff, 0xfe, 0, 0, ..] => Self::Utf8,
            [0xff, 0xfe, ..] => Self::Utf16Le,
            [0xfe, 0xff, ..] => Self::Utf16Be,
            _ => Self::Utf8,
        }
    }

    /// The word for it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16-le",
            Self::Utf16Be => "utf-16-be",
        }
    }
}

impl Writing {
    /// The text of these bytes.
    pub(super) fn decoded(self, bytes: Box<dyn Read + Send + Sync>) -> Box<dyn Read + Send + Sync> {
        let bytes: Box<dyn Read + Send + Sync> = match self.encoding {
            Encoding::Utf8 => bytes,
            Encoding::Utf16Le => Box::new(Converted::new(bytes, Utf16::new(u16::from_le_bytes))),
            Encoding::Utf16Be => Box::new(Converted::new(bytes, Utf16::new(u16::from_be_bytes))),
        };
        if self.lone_returns { Box::new(Converted::new(bytes, Returns::default())) } else { bytes }
    }
}

/// Whether a carriage return stands there that no line feed follows.
pub(super) fn has_lone_return(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&byte| byte == b'\r') {
        rest = rest.get(at + 1..).unwrap_or_default();
        if rest.first().is_some_and(|&byte| byte != b'\n' && byte != b'\r') {
            return true;
        }
    }
    false
}

/// Line feeds instead of carriage returns that stand alone.
pub(super) fn returns_as_feeds(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut returns) = (Vec::with_capacity(bytes.len()), Returns::default());
    returns.convert(bytes, &mut out);
    returns.end(&mut out);
    out
}

/// Takes bytes piece by piece and writes others.
trait Convert {
    fn convert(&mut self, bytes: &[u8], out: &mut Vec<u8>);
    /// There are no more.
    fn end(&mut self, out: &mut Vec<u8>);
}

/// Bytes that are converted as they are read.
struct Converted<C> {
    inner: Box<dyn Read + Send + Sync>,
    convert: C,
    piece: Vec<u8>,
    out: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<C> Converted<C> {
    fn new(inner: Box<dyn Read + Send + Sync>, convert: C) -> Self {
        Self { inner, convert, piece: vec![0; 64 << 10], out: Vec::new(), at: 0, ended: false }
    }
}

impl<C: Convert> Read for Converted<C> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() && !self.ended {
            self.out.clear();
            self.at = 0;
            let count = self.inner.read(&mut self.piece)?;
            if count == 0 {
                self.ended = true;
                self.convert.end(&mut self.out);
            } else {
                self.convert.convert(self.piece.get(..count).unwrap_or_default(), &mut self.out);
            }
        }
        let count = self.out.get(self.at..).unwrap_or_default().read(room)?;
        self.at += count;
        Ok(count)
    }
}

/// UTF-16. A half of a character stands as three bytes, and a byte that is left as itself: neither is UTF-8, which is found
/// where it stands.
struct Utf16 {
    unit: fn([u8; 2]) -> u16,
    left: Option<u8>,
    high: Option<u16>,
}

impl Utf16 {
    const fn new(unit: fn([u8; 2]) -> u16) -> Self {
        Self { unit, left: None, high: None }
    }

    fn take(&mut self, unit: u16, out: &mut Vec<u8>) {
        if let Some(high) = self.high.take() {
            if let Some(Ok(character)) = char::decode_utf16([high, unit]).next() {
                push(character, out);
                return;
            }
            half(high, out);
        }
        match char::from_u32(u32::from(unit)) {
            Some(character) => push(character, out),
            None if unit < 0xdc00 => self.high = Some(unit),
            None => half(unit, out),
        }
    }
}

impl Convert for Utf16 {
    fn convert(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for &byte in bytes {
            match self.left.take() {
                None => self.left = Some(byte),
                Some(first) => self.take((self.unit)([first, byte]), out),
            }
        }
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        if let Some(high) = self.high.take() {
            half(high, out);
        }
        if self.left.take().is_some() {
            out.push(0xff);
        }
    }
}

fn push(character: char, out: &mut Vec<u8>) {
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

fn half(unit: u16, out: &mut Vec<u8>) {
    let [high, low] = unit.to_be_bytes();
    out.extend([0xe0 | high >> 4, 0x80 | (high & 0x0f) << 2 | low >> 6, 0x80 | low & 0x3f]);
}

/// Carriage returns that stand alone end lines.
#[derive(Default)]
struct Returns {
    waits: bool,
}

impl Convert for Returns {
    fn convert(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for &byte in bytes {
            if std::mem::take(&mut self.waits) {
                out.push(if byte == b'\n' { b'\r' } else { b'\n' });
            }
            match byte {
                b'\r' => self.waits = true,
                other => out.push(other),
            }
        }
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        if std::mem::take(&mut self.waits) {
            out.push(b'\n');
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests {
    use super::*;

    /// Read one byte at a time, so that every border is met.
    struct Slow(Vec<u8>, usize);

    impl Read for Slow {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let count =
                self.0.get(self.1..).unwrap_or_default().read(room.get_mut(..1).unwrap_or_default())?;
            self.1 += count;
            Ok(count)
        }
    }

    fn decoded(writing: Writing, bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        writing.decoded(Box::new(Slow(bytes.to_vec(), 0))).read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn utf_16_of_both_orders_is_text() {
        let text = "\u{feff}Order ID\tรวม 合计 😀\r\n";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [le, be] {
            let writing = Writing { encoding: Encoding::of(&bytes), lone_returns: false };
            assert_eq!(decoded(writing, &bytes), text.as_bytes());
        }
        assert_eq!(Encoding::of(text.as_bytes()), Encoding::Utf8);
        assert_eq!(Encoding::of(&[0xff, 0xfe, 0, 0]), Encoding::Utf8);
    }

    #[test]
    fn halves_of_characters_are_no_text() {
        let writing = Writing { encoding: Encoding::Utf16Be, lone_returns: false };
        assert_eq!(decoded(writing, &[0xd8, 0x3d, 0, b'a']), b"\xed\xa0\xbda");
        assert_eq!(decoded(writing, &[0xde, 0, 0, b'a', 0xd8, 0x3d]), b"\xed\xb8\x80a\xed\xa0\xbd");
        assert_eq!(decoded(writing, &[0, b'a', 0]), b"a\xff");
    }

    #[test]
    fn carriage_returns_that_stand_alone_end_lines() {
        let writing = Writing { encoding: Encoding::Utf8, lone_returns: true };
        assert_eq!(decoded(writing, b"a\rb\r\nc\r\r\nd\ne\r"), b"a\nb\r\nc\n\r\nd\ne\n");
        assert!(has_lone_return(b"a\rb") && has_lone_return(b"a\r\nb\rc"));
        assert!(!has_lone_return(b"a\r\nb\r\r\nc\r"));
    }
}
