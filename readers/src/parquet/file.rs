//! Parquet files that hold a table: their columns, and their rows in small batches.

use std::fs::File;
use std::sync::Arc;

use arrow_array::StructArray;
use arrow_schema::{DataType, Fields, TimeUnit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use parquet::arrow::{ProjectionMask, parquet_to_arrow_field_levels, parquet_to_arrow_schema_by_columns};
use parquet::basic::{ConvertedType, Encoding, LogicalType, Type as Physical};
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader,
    ParquetStatisticsPolicy, RowGroupMetaData,
};
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor, Type, TypePtr};

use super::error::damaged;
use super::pages::Group;
use crate::arrow::{Label, TableError};
use crate::panics::caught;

/// Few enough to stay in the cache from decoding to the last look at them.
const ROWS_IN_A_BATCH: usize = 4096;

/// A text column that takes fewer bytes a row than this is stored as numbers of its distinct texts.
const BYTES_OF_A_KEY: i64 = 6;

/// The last resort, should the library panic on a damaged file.
fn guarded<T>(read: impl FnOnce() -> Result<T, TableError>) -> Result<T, TableError> {
    caught(read).unwrap_or_else(|said| Err(damaged(&said)))
}

/// A file whose footer is read.
pub(crate) struct Parquet {
    file: Arc<File>,
    metadata: ParquetMetaData,
}

impl Parquet {
    pub(crate) fn open(path: &str) -> Result<Self, TableError> {
        let file = File::open(path)?;
        // Statistics are not asked for, and some writers' are wrong.
        let options = ParquetMetaDataOptions::new()
            .with_column_stats_policy(ParquetStatisticsPolicy::SkipAll)
            .with_size_stats_policy(ParquetStatisticsPolicy::SkipAll);
        let footer = ParquetMetaDataReader::new().with_metadata_options(Some(options));
        let metadata = guarded(|| Ok(footer.parse_and_finish(&file)?))?;
        Ok(Self { file: Arc::new(file), metadata })
    }

    /// The columns, those with others in them as one.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.schema().root_schema().get_fields().iter().map(|field| field.name())
    }

    pub(crate) fn rows(&self) -> u64 {
        u64::try_from(self.metadata.file_metadata().num_rows()).unwrap_or(0)
    }

    fn schema(&self) -> &SchemaDescriptor {
        self.metadata.file_metadata().schema_descr()
    }

    /// The columns at these places, as Arrow has them.
    pub(super) fn fields(&self, places: &[usize]) -> Result<Fields, TableError> {
        let roots = ProjectionMask::roots(self.schema(), places.iter().copied());
        let known = self.metadata.file_metadata().key_value_metadata();
        let schema = guarded(|| Ok(parquet_to_arrow_schema_by_columns(self.schema(), roots, known)?))?;
        let read = schema.fields().iter().zip(places).map(|(field, place)| {
            let kind = self.leaf(*place).map(|leaf| as_stored(field.data_type(), leaf.physical_type()));
            field.as_ref().clone().with_data_type(kind.unwrap_or_else(|| field.data_type().clone()))
        });
        Ok(read.collect())
    }

    /// The column at a place, if it has no others in it.
    fn leaf(&self, place: usize) -> Option<&ColumnDescPtr> {
        let schema = self.schema();
        let alone = schema.root_schema().get_fields().get(place).is_some_and(|root| root.is_primitive());
        let leaf = (0..schema.num_columns()).find(|&leaf| schema.get_column_root_idx(leaf) == place);
        leaf.and_then(|leaf| schema.columns().get(leaf)).filter(|_| alone)
    }

    /// The rows of the columns at these places, in the order of the file; none of them has others in it. The file is read
    /// as if it had no other columns: what cannot be read of those does no harm. Texts may be left as bytes.
    pub(super) fn rows_of(
        &self,
        places: &[usize],
        fields: &Fields,
        texts: Texts,
    ) -> Result<Batches, TableError> {
        let schema = self.schema();
        let leaves = (0..schema.num_columns())
            .filter(|&leaf| places.contains(&schema.get_column_root_idx(leaf)))
            .collect::<Vec<usize>>();
        let kept = leaves.iter().map(|&leaf| match texts {
            Texts::AsTexts => Ok(schema.get_column_root_ptr(leaf)),
            Texts::AsBytes => as_bytes(schema.get_column_root(leaf)),
        });
        let kept = kept.collect::<Result<_, ParquetError>>()?;
        let kept = Type::group_type_builder(schema.name()).with_fields(kept).build()?;
        let kept = Arc::new(SchemaDescriptor::new(Arc::new(kept)));
        let groups = self.metadata.row_groups().iter().map(|group| {
            let columns = leaves.iter().filter_map(|&leaf| group.columns().get(leaf)).cloned().collect();
            RowGroupMetaData::builder(kept.clone())
                .set_num_rows(group.num_rows())
                .set_column_metadata(columns)
                .build()
        });
        let groups: Vec<RowGroupMetaData> = groups.collect::<Result<_, _>>()?;
        let about = self.metadata.file_metadata();
        let (stated, rows) =
            (about.num_rows(), groups.iter().map(|group| i128::from(group.num_rows())).sum::<i128>());
        if i128::from(stated) != rows {
            return Err(damaged(&format!(
                "it says that it has {stated} rows, and that its parts have {rows}"
            )));
        }
        let by = about.created_by().map(str::to_owned);
        let about = FileMetaData::new(about.version(), stated, by, None, kept, None);
        Ok(Batches {
            file: self.file.clone(),
            metadata: Arc::new(ParquetMetaData::new(about, groups)),
            fields: fields.clone(),
            texts,
            group: 0,
            reader: None,
        })
    }
}

/// How texts are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// As texts, or as numbers of distinct ones.
    AsTexts,
    /// As bytes that may be no text: a cell that is none is told from the others.
    AsBytes,
}

/// A column of texts as one of bytes; others as they are.
fn as_bytes(column: &Type) -> Result<TypePtr, ParquetError> {
    if !column.is_primitive() || column.get_physical_type() != Physical::BYTE_ARRAY {
        return Ok(Arc::new(column.clone()));
    }
    let about = column.get_basic_info();
    let is_decimal = matches!(about.logical_type_ref(), Some(LogicalType::Decimal { .. }))
        || about.converted_type() == ConvertedType::DECIMAL;
    if is_decimal {
        return Ok(Arc::new(column.clone()));
    }
    let bytes = Type::primitive_type_builder(column.name(), Physical::BYTE_ARRAY);
    Ok(Arc::new(bytes.with_repetition(about.repetition()).build()?))
}

/// What a column is read as. Its writer may have had it in a type that it is not stored in; Arrow's other libraries, which
/// read such files too, do not go back to these either.
fn as_stored(kind: &DataType, stored: Physical) -> DataType {
    match (kind, stored) {
        (DataType::Timestamp(..), Physical::INT96) => DataType::Timestamp(TimeUnit::Nanosecond, None),
        (DataType::Date64, Physical::INT32) => DataType::Date32,
        (DataType::Dictionary(_, values), stored) if stored != Physical::BYTE_ARRAY => {
            as_stored(values, stored)
        }
        (kind, _) => kind.clone(),
    }
}

/// The rows of a file, row group by row group.
pub(crate) struct Batches {
    file: Arc<File>,
    metadata: Arc<ParquetMetaData>,
    fields: Fields,
    texts: Texts,
    group: usize,
    /// Of the row group, with how many of its rows are read.
    reader: Option<(ParquetRecordBatchReader, usize)>,
}

impl Batches {
    /// The next rows; no batch has some of two row groups.
    pub(crate) fn next(&mut self) -> Result<Option<StructArray>, TableError> {
        while let Some(group) = self.metadata.row_groups().get(self.group) {
            let stated = group.num_rows();
            let (mut reader, done) = match self.reader.take() {
                Some(begun) => begun,
                None => (guarded(|| self.read(ProjectionMask::all()))?, 0),
            };
            match guarded(|| Ok(reader.next().transpose()?)) {
                Ok(Some(batch)) => {
                    self.reader = Some((reader, done + batch.num_rows()));
                    return Ok(Some(batch.into()));
                }
                Ok(None) if i64::try_from(done) != Ok(stated) => {
                    return Err(damaged(&format!("a part of {stated} rows ends after {done}")));
                }
                Ok(None) => self.group += 1,
                Err(failure) => return Err(self.at_fault().unwrap_or(failure)),
            }
        }
        Ok(None)
    }

    /// Begins to read the row group.
    fn read(&self, columns: ProjectionMask) -> Result<ParquetRecordBatchReader, TableError> {
        let group = self.metadata.row_group(self.group);
        let fields = self.fields.iter().zip(group.columns()).map(|(field, chunk)| {
            let kind = match (field.data_type(), chunk.column_type()) {
                (DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..), _)
                    if self.texts == Texts::AsBytes =>
                {
                    DataType::Binary
                }
                (DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..), _) => {
                    text(chunk, group.num_rows())
                }
                // Nanoseconds of 64 bits do not go as far.
                (DataType::Timestamp(..), Physical::INT96) => {
                    DataType::Timestamp(TimeUnit::Microsecond, None)
                }
                (kind, _) => kind.clone(),
            };
            field.as_ref().clone().with_data_type(kind)
        });
        let fields: Fields = fields.collect();
        let schema = self.metadata.file_metadata().schema_descr();
        let levels = parquet_to_arrow_field_levels(schema, columns, Some(&fields))?;
        let group = Group::new(self.file.clone(), self.metadata.clone(), self.group);
        let reader =
            ParquetRecordBatchReader::try_new_with_row_groups(&levels, &group, ROWS_IN_A_BATCH, None)?;
        Ok(reader)
    }

    /// What is wrong with the first column of the row group that cannot be read by itself.
    fn at_fault(&self) -> Option<TableError> {
        let schema = self.metadata.file_metadata().schema_descr();
        self.fields.iter().zip(0..).find_map(|(field, at)| {
            let alone = || {
                self.read(ProjectionMask::leaves(schema, [at]))?.try_for_each(|batch| batch.map(drop))?;
                Ok(())
            };
            match guarded(alone).err()? {
                TableError::Damaged(what) if what.contains("non UTF-8") => {
                    Some(TableError::Text(Label::File.column(field.name())))
                }
                TableError::Damaged(what) if what.starts_with("column `") => Some(damaged(&what)),
                TableError::Damaged(what) => Some(damaged(&format!("column `{}`: {what}", field.name()))),
                other => Some(other),
            }
        })
    }
}

/// How to read a column chunk of texts: those that are stored as numbers of distinct ones stay numbers. Reading others so
/// would be slow, as numbers would have to be found for them.
fn text(chunk: &ColumnChunkMetaData, rows: i64) -> DataType {
    let numbers = [Encoding::RLE_DICTIONARY, Encoding::PLAIN_DICTIONARY];
    let only_numbers = match chunk.page_encoding_stats_mask() {
        Some(of_pages) => numbers.into_iter().any(|encoding| of_pages.is_only(encoding)),
        None => numbers.into_iter().any(|encoding| chunk.encodings_mask().is_set(encoding)),
    };
    if only_numbers && chunk.uncompressed_size() < rows.saturating_mul(BYTES_OF_A_KEY) {
        DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
    } else {
        DataType::Utf8
    }
}
