//! The texts of an array of them.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::error::{Label, TableError};

/// The texts, none where there is none. What comes from elsewhere may hold any bytes.
pub(crate) fn texts<'a>(
    column: &'a ArrayRef,
    name: &str,
    label: Label<'_>,
) -> Result<Vec<Option<&'a str>>, TableError> {
    if column.to_data().validate_data().is_err() {
        return Err(TableError::Text(label.column(name)));
    }
    Ok(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().iter().collect(),
        DataType::LargeUtf8 => column.as_string::<i64>().iter().collect(),
        DataType::Utf8View => column.as_string_view().iter().collect(),
        _ => vec![None; column.len()],
    })
}
