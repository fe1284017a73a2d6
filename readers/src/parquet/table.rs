//! A Parquet file that may hold one of the public tables.

use std::iter;

use arrow_array::Array as _;
use partner_campaigns::{Kind, Verification};

use super::file::{Batches, Parquet, Texts};
use crate::arrow::{Label, Place, TableError, check, columns_of, push_batches};

/// After so many rows the caller hears of progress. So long is kept at most what was judged of distinct texts.
const ROWS_IN_A_PUSH: u64 = 1 << 20;

/// A Parquet file whose columns may be those of one of the public tables. Once [`TableFile::check`] has found that they
/// are, its rows can be read into a verification, once.
pub struct TableFile {
    path: String,
    file: Parquet,
    rows: Option<Rows>,
}

struct Rows {
    place: Place,
    batches: Batches,
}

impl TableFile {
    /// A file whose footer is read.
    pub(super) fn of(path: &str, file: Parquet) -> Self {
        Self { path: path.to_owned(), file, rows: None }
    }

    /// Reads the footer of a file.
    ///
    /// # Errors
    /// [`TableError::System`], [`TableError::Damaged`].
    pub fn open(path: &str) -> Result<Self, TableError> {
        Ok(Self::of(path, Parquet::open(path)?))
    }

    /// The file, as the caller named it.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.file.names()
    }

    /// Rows read, rows in all.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        let done = self.rows.as_ref().map_or(0, |rows| rows.place.rows());
        (done, self.file.rows())
    }

    /// That the file has the columns of this kind of table, each of a type that is read.
    ///
    /// # Errors
    /// As [`check`]; [`TableError::Damaged`].
    pub fn check(&mut self, kind: Kind) -> Result<(), TableError> {
        let columns = columns_of(kind);
        let wanted = |name: &str| columns.iter().any(|column| column.name == name);
        let places: Vec<usize> =
            self.file.names().zip(0..).filter(|(name, _)| wanted(name)).map(|(_, place)| place).collect();
        let fields = self.file.fields(&places)?;
        check(&fields, columns, Label::File)?;
        let batches = self.file.rows_of(&places, &fields, Texts::AsTexts)?;
        self.rows = Some(Rows { place: Place::new(&self.path, kind), batches });
        Ok(())
    }

    /// Reads the next rows, which stand in the file of this number where no column says otherwise; false where there are
    /// none.
    ///
    /// # Errors
    /// [`TableError::Unchecked`], the system's, and damaged files.
    pub fn push(&mut self, verification: &mut Verification, file: u16) -> Result<bool, TableError> {
        let unchecked = || TableError::Unchecked(self.path.clone());
        let Rows { place, batches } = self.rows.as_mut().ok_or_else(unchecked)?;
        place.announced(file);
        let before = place.rows();
        let mut left = ROWS_IN_A_PUSH;
        let rows = iter::from_fn(|| {
            if left == 0 {
                return None;
            }
            let batch = batches.next().transpose()?;
            let rows = batch.as_ref().map_or(0, |batch| u64::try_from(batch.len()).unwrap_or(u64::MAX));
            left = left.saturating_sub(rows);
            Some(batch)
        });
        push_batches(verification, rows, Label::File, place)?;
        Ok(place.rows() > before)
    }
}
