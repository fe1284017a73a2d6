//! The pages of a row group, each looked at before it is decoded: the library trusts what it is told of dictionaries,
//! levels and lengths.

use std::fs::File;
use std::sync::Arc;

use parquet::arrow::arrow_reader::RowGroups;
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageIterator, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use parquet::file::serialized_reader::SerializedPageReader;

use super::encoded::{count, filled, filled_bits, lengths};
use super::sizes::{check, may_hold};
use crate::arrow::TableError;

/// Longer texts are in no dictionary: each row may have them again.
const BYTES_OF_A_TEXT: usize = 1 << 14;

/// One row group of a file.
pub(super) struct Group {
    file: Arc<File>,
    metadata: Arc<ParquetMetaData>,
    number: usize,
}

impl Group {
    pub(super) fn new(file: Arc<File>, metadata: Arc<ParquetMetaData>, number: usize) -> Self {
        Self { file, metadata, number }
    }

    fn group(&self) -> &RowGroupMetaData {
        self.metadata.row_group(self.number)
    }
}

impl RowGroups for Group {
    fn num_rows(&self) -> usize {
        usize::try_from(self.group().num_rows()).unwrap_or(0)
    }

    fn column_chunks(&self, column: usize) -> Result<Box<dyn PageIterator>> {
        let chunk = self.group().column(column);
        check(&self.file, chunk).map_err(|error| match error {
            TableError::System(error) => ParquetError::External(Box::new(error)),
            TableError::Damaged(what) => {
                ParquetError::General(format!("column `{}`: {what}", chunk.column_path().string()))
            }
            other => ParquetError::General(other.to_string()),
        })?;
        let inner = SerializedPageReader::new(self.file.clone(), chunk, self.num_rows(), None)?;
        let pages = Pages { inner, rows: self.num_rows(), chunk: chunk.clone(), has_dictionary: false };
        Ok(Box::new(Once(Some(Box::new(pages)))))
    }

    fn row_groups(&self) -> Box<dyn Iterator<Item = &RowGroupMetaData> + '_> {
        Box::new(std::iter::once(self.group()))
    }

    fn metadata(&self) -> &ParquetMetaData {
        &self.metadata
    }
}

/// The one chunk of a column in a row group.
struct Once(Option<Box<dyn PageReader>>);

impl Iterator for Once {
    type Item = Result<Box<dyn PageReader>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.take().map(Ok)
    }
}

impl PageIterator for Once {}

struct Pages {
    inner: SerializedPageReader<File>,
    /// So many are not read yet.
    rows: usize,
    chunk: ColumnChunkMetaData,
    has_dictionary: bool,
}

impl Pages {
    /// That a page can be decoded; what of it cannot be is said.
    fn check(&mut self, page: &Page) -> std::result::Result<(), &'static str> {
        let levels_stored = self.chunk.column_descr().max_def_level() > 0;
        let (bytes, values, encoding, filled) = match page {
            Page::DictionaryPage { buf, num_values, .. } => {
                self.has_dictionary = true;
                return self.check_dictionary(buf, usize::try_from(*num_values).unwrap_or(usize::MAX));
            }
            Page::DataPage { buf, num_values, encoding, def_level_encoding, .. } => {
                let values = self.take(*num_values)?;
                let (filled, bytes) = match (levels_stored, def_level_encoding) {
                    (false, _) => (Some(values), &**buf),
                    (true, Encoding::RLE) => {
                        let (length, rest) = buf.split_first_chunk().ok_or(LEVELS)?;
                        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| LEVELS)?;
                        let (levels, rest) = rest.split_at_checked(length).ok_or(LEVELS)?;
                        (filled(levels, values), rest)
                    }
                    (true, _) => {
                        let (levels, rest) = buf.split_at_checked(values.div_ceil(8)).ok_or(LEVELS)?;
                        (filled_bits(levels, values), rest)
                    }
                };
                (bytes, values, encoding, filled)
            }
            Page::DataPageV2 {
                buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, ..
            } => {
                let values = self.take(*num_values)?;
                let [repeated, defined] = [rep_levels_byte_len, def_levels_byte_len]
                    .map(|length| usize::try_from(*length).unwrap_or(usize::MAX));
                let (_, rest) = buf.split_at_checked(repeated).ok_or(LEVELS)?;
                let (levels, bytes) = rest.split_at_checked(defined).ok_or(LEVELS)?;
                (bytes, values, encoding, if levels_stored { filled(levels, values) } else { Some(values) })
            }
        };
        let filled = filled.ok_or(LEVELS)?;
        match encoding {
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY if !self.has_dictionary => {
                Err("a page has the numbers of values in a dictionary that is not there")
            }
            Encoding::DELTA_BINARY_PACKED => {
                let count = count(bytes).and_then(|count| usize::try_from(count).ok());
                let fits = count.is_some_and(|count| (filled..=values).contains(&count));
                if fits { Ok(()) } else { Err("a page has another number of values than it says") }
            }
            Encoding::DELTA_LENGTH_BYTE_ARRAY => {
                let (each, texts) = lengths(bytes, values).ok_or(LENGTHS)?;
                if each.len() >= filled && total(&each) <= length(texts) { Ok(()) } else { Err(LENGTHS) }
            }
            Encoding::DELTA_BYTE_ARRAY => {
                let (same, rest) = lengths(bytes, values).ok_or(LENGTHS)?;
                let (own, texts) = lengths(rest, values).ok_or(LENGTHS)?;
                let fits = same.len() == own.len() && same.len() >= filled && total(&own) <= length(texts);
                let fits = fits && may_hold(length(bytes), total(&same).saturating_add(total(&own)));
                if fits { Ok(()) } else { Err(LENGTHS) }
            }
            _ => Ok(()),
        }
    }

    /// Takes as many of the rows that are left.
    fn take(&mut self, values: u32) -> std::result::Result<usize, &'static str> {
        let values = usize::try_from(values).unwrap_or(usize::MAX);
        self.rows = self.rows.checked_sub(values).ok_or("its pages have more rows than their part")?;
        Ok(values)
    }

    /// That so many values can be in a dictionary of these bytes.
    fn check_dictionary(&self, mut bytes: &[u8], values: usize) -> std::result::Result<(), &'static str> {
        let short = "a dictionary has fewer values than it says";
        let least = match self.chunk.column_type() {
            Physical::BYTE_ARRAY => {
                while let Some((length, rest)) = bytes.split_first_chunk() {
                    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| short)?;
                    if length > BYTES_OF_A_TEXT {
                        return Err("a dictionary has a text of more than 16384 bytes");
                    }
                    (_, bytes) = rest.split_at_checked(length).ok_or(short)?;
                }
                return Ok(());
            }
            Physical::FIXED_LEN_BYTE_ARRAY => self.chunk.column_descr().type_length(),
            Physical::BOOLEAN => 1,
            Physical::INT32 | Physical::FLOAT => 4,
            Physical::INT64 | Physical::DOUBLE => 8,
            Physical::INT96 => 12,
        };
        let needed = usize::try_from(least).ok().and_then(|least| least.checked_mul(values));
        if needed.is_some_and(|needed| needed <= bytes.len()) { Ok(()) } else { Err(short) }
    }
}

const LEVELS: &str = "a page does not say of all its rows whether they have a value";
const LENGTHS: &str = "a page has texts of other lengths than it says";

fn total(lengths: &[u32]) -> u64 {
    lengths.iter().map(|length| u64::from(*length)).sum()
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.inner.get_next_page()?;
        if let Some(page) = &page {
            self.check(page).map_err(|what| ParquetError::General(what.to_owned()))?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.inner.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.inner.skip_next_page()
    }
}
