//! The distinct texts of columns that hold numbers of them, and whether the next batch has the same.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StructArray};

use super::error::{Label, TableError};
use super::texts::texts;

/// Distinct texts, which several batches share.
pub(crate) type Texts<'a> = Arc<[Option<&'a str>]>;

/// The dictionaries of a batch, by place of their columns; none where a column has none.
pub(crate) struct Dictionaries(Vec<Option<(String, ArrayRef)>>);

impl Dictionaries {
    pub(crate) fn of(batch: &StructArray) -> Self {
        let named = batch.fields().iter().zip(batch.columns());
        let each = named.map(|(field, column)| {
            let dictionary = column.as_any_dictionary_opt()?;
            Some((field.name().clone(), dictionary.values().clone()))
        });
        Self(each.collect())
    }

    /// Whether a batch with the same columns has the very same dictionaries, wherever it has any text at all.
    pub(crate) fn are_those_of(&self, batch: &StructArray) -> bool {
        let same = |(own, column): (&Option<(String, ArrayRef)>, &ArrayRef)| match (
            own,
            column.as_any_dictionary_opt(),
        ) {
            (Some((_, own)), Some(other)) => {
                let keys = other.keys();
                keys.null_count() == keys.len() || own.to_data().ptr_eq(&other.values().to_data())
            }
            (None, None) => true,
            _ => false,
        };
        self.0.iter().zip(batch.columns()).all(same)
    }

    /// Their texts.
    pub(crate) fn texts(&self, label: Label<'_>) -> Result<Vec<Option<Texts<'_>>>, TableError> {
        let each = self
            .0
            .iter()
            .map(|one| one.as_ref().map(|(name, values)| Ok(texts(values, name, label)?.into())).transpose());
        each.collect()
    }
}
