//! What the pages of a column claim to hold, looked at before any of them is unpacked.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom};

use parquet::file::metadata::ColumnChunkMetaData;

use super::error::damaged;
use crate::arrow::TableError;

/// Whatever is packed may hold this much.
const ANY: u64 = 4 << 20;

/// Beyond that it holds at most so many bytes for each of its own: no packer gets more out of what a table holds.
const UNPACKED_FROM_A_BYTE: u64 = 1024;

/// Structures in structures; headers of pages have four.
const DEPTH: u8 = 16;

/// Whether this much may come out of so many bytes.
pub(super) fn may_hold(bytes: u64, claimed: u64) -> bool {
    claimed <= ANY.max(bytes.saturating_mul(UNPACKED_FROM_A_BYTE))
}

/// Where a column chunk lies in the file.
pub(super) fn range(chunk: &ColumnChunkMetaData) -> Result<(u64, u64), TableError> {
    let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
    match (u64::try_from(start), u64::try_from(chunk.compressed_size())) {
        (Ok(start), Ok(bytes)) => Ok((start, bytes)),
        _ => Err(damaged("a column lies before its beginning")),
    }
}

/// That no page of a column chunk claims to be longer than the chunk, or to hold more than can be in it.
pub(super) fn check(file: &File, chunk: &ColumnChunkMetaData) -> Result<(), TableError> {
    let (start, mut left) = range(chunk)?;
    let mut file = BufReader::with_capacity(512, file.try_clone()?);
    file.seek(SeekFrom::Start(start))?;
    while left > 0 {
        let mut header = Header { input: &mut file, left };
        let [unpacked, packed] = header.sizes().map_err(unreadable)?;
        left = header.left;
        let sizes = u64::try_from(unpacked).ok().zip(u64::try_from(packed).ok());
        let (unpacked, packed) = sizes.ok_or_else(|| damaged("a page has a negative size"))?;
        left = left.checked_sub(packed).ok_or_else(|| damaged("a page is longer than its column"))?;
        if !may_hold(packed, unpacked) {
            return Err(damaged(&format!("a page of {packed} bytes says that it holds {unpacked}")));
        }
        file.seek_relative(i64::try_from(packed).unwrap_or(i64::MAX))?;
    }
    Ok(())
}

fn unreadable(error: io::Error) -> TableError {
    match error.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::InvalidData => damaged("the header of a page cannot be read"),
        _ => error.into(),
    }
}

/// The header of a page, in Thrift's compact protocol.
struct Header<'a, R> {
    input: &'a mut R,
    left: u64,
}

impl<R: Read> Header<'_, R> {
    /// The sizes of the page behind the header, unpacked and packed.
    fn sizes(&mut self) -> io::Result<[i32; 2]> {
        let (mut sizes, mut id) = ([-1; 2], 0);
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (2, 5) => sizes[0] = self.number()?,
                (3, 5) => sizes[1] = self.number()?,
                (_, kind) => self.skip(kind, DEPTH)?,
            }
        }
        Ok(sizes)
    }

    /// The type of the next field, and its number; none at the end of a structure.
    fn field(&mut self, id: &mut i16) -> io::Result<Option<u8>> {
        let head = self.byte()?;
        if head == 0 {
            return Ok(None);
        }
        *id = match head >> 4 {
            0 => i16::try_from(self.number()?).map_err(|_| invalid())?,
            more => id.checked_add(i16::from(more)).ok_or_else(invalid)?,
        };
        Ok(Some(head & 0x0F))
    }

    fn skip(&mut self, kind: u8, depth: u8) -> io::Result<()> {
        let depth = depth.checked_sub(1).ok_or_else(invalid)?;
        match kind {
            1 | 2 => Ok(()),
            3 => self.byte().map(drop),
            4..=6 => self.varint().map(drop),
            7 => self.pass(8),
            8 => {
                let length = self.varint()?;
                self.pass(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                (0..count).try_for_each(|_| self.item(head & 0x0F, depth))
            }
            11 => {
                let count = self.varint()?;
                let kinds = if count > 0 { self.byte()? } else { 0 };
                (0..count).try_for_each(|_| {
                    self.item(kinds >> 4, depth)?;
                    self.item(kinds & 0x0F, depth)
                })
            }
            12 => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.skip(kind, depth)?;
                }
                Ok(())
            }
            _ => Err(invalid()),
        }
    }

    /// An item of a list or map: a truth value is a byte here.
    fn item(&mut self, kind: u8, depth: u8) -> io::Result<()> {
        if kind == 1 || kind == 2 { self.byte().map(drop) } else { self.skip(kind, depth) }
    }

    fn byte(&mut self) -> io::Result<u8> {
        self.left = self.left.checked_sub(1).ok_or(ErrorKind::UnexpectedEof)?;
        let mut byte = [0];
        self.input.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    fn varint(&mut self) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(invalid())
    }

    fn number(&mut self) -> io::Result<i32> {
        let number = self.varint()?;
        let half = i64::try_from(number >> 1).map_err(|_| invalid())?;
        i32::try_from(if number & 1 == 0 { half } else { -half - 1 }).map_err(|_| invalid())
    }

    fn pass(&mut self, bytes: u64) -> io::Result<()> {
        self.left = self.left.checked_sub(bytes).ok_or(ErrorKind::UnexpectedEof)?;
        let passed = io::copy(&mut self.input.by_ref().take(bytes), &mut io::sink())?;
        if passed == bytes { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
    }
}

fn invalid() -> io::Error {
    ErrorKind::InvalidData.into()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use parquet::basic::Type as Physical;
    use parquet::schema::types::{ColumnDescriptor, ColumnPath, Type};

    use super::*;

    /// A page of 9 bytes behind its header, which says that it has these sizes and statistics.
    fn page(unpacked: &[u8], packed: u8) -> Vec<u8> {
        let statistics = [0x18, 3, b'm', b'a', b'x', 0x19, 0x25, 2, 4, 0x2B, 1, 0x85, 1, b'k', 6, 0];
        let data_header = [&[0x15, 24, 0x15, 0][..], &[0x3C], &statistics, &[0]].concat();
        [&[0x15, 0, 0x15], unpacked, &[0x15, packed, 0x2C], &data_header, &[0], &[7; 9]].concat()
    }

    fn checked(bytes: &[u8], at: i64) -> Result<(), String> {
        let path = std::env::temp_dir().join(format!("pc-pages-{}-{:p}", std::process::id(), bytes));
        fs::write(&path, bytes).unwrap();
        let kind = Arc::new(Type::primitive_type_builder("a", Physical::INT64).build().unwrap());
        let column = Arc::new(ColumnDescriptor::new(kind, 0, 0, ColumnPath::from("a")));
        let chunk = ColumnChunkMetaData::builder(column)
            .set_data_page_offset(at)
            .set_total_compressed_size(i64::try_from(bytes.len()).unwrap())
            .build()
            .unwrap();
        let outcome = check(&File::open(&path).unwrap(), &chunk).map_err(|error| error.to_string());
        fs::remove_file(path).unwrap();
        outcome
    }

    #[test]
    fn a_page_says_no_more_than_can_be_in_it() {
        let two_pages = [page(&[18], 18), page(&[0x80, 0x80, 0x80, 2], 18)].concat();
        assert_eq!(checked(&two_pages, 0), Ok(()));
        let damaged = |what: &str| Err(format!("the Parquet file is damaged: {what}"));
        let two_gigabytes = page(&[0xFE, 0xFF, 0xFF, 0xFF, 0x0F], 18);
        assert_eq!(checked(&two_gigabytes, 0), damaged("a page of 9 bytes says that it holds 2147483647"));
        assert_eq!(checked(&page(&[18], 20), 0), damaged("a page is longer than its column"));
        assert_eq!(checked(&page(&[1], 18), 0), damaged("a page has a negative size"));
        assert_eq!(checked(&[0x1C; 99], 0), damaged("the header of a page cannot be read"));
        assert_eq!(
            checked(&[0x19, 0xF5, 0xFF, 0xFF, 0x7F], 0),
            damaged("the header of a page cannot be read")
        );
        assert_eq!(checked(&page(&[18], 18), -1), damaged("a column lies before its beginning"));
    }
}
