//! What the header says of the rows, and the rules that tell rows from what is none.

use partner_campaigns::RowIds;
use pyo3::prelude::*;

use super::record::Cells;
use super::text::{has_digit, plain_text};

/// The shape of a file's rows.
pub(super) struct Shape {
    /// The headers, blank ones too.
    pub(super) names: Vec<String>,
    /// How many cells a row has at least: blank headers at the end need none.
    pub(super) least: usize,
    /// The place of every field that is read.
    pub(super) fields: Vec<usize>,
    pub(super) ids: IdPlaces,
    /// Where a summary row has its word.
    pub(super) key: usize,
    /// What is blank in a summary row.
    pub(super) others: Vec<usize>,
    /// `readers.rows.RowRules`, which are the same for every container.
    pub(super) rules: Py<PyAny>,
}

/// Where the ids stand, of those that the file has.
#[derive(Default)]
pub(super) struct IdPlaces {
    pub(super) order_id: Option<usize>,
    pub(super) sku_id: Option<usize>,
    pub(super) product_id: Option<usize>,
    pub(super) campaign_id: Option<usize>,
    pub(super) creator: Option<usize>,
}

impl IdPlaces {
    /// The ids, each as `at` has it.
    pub(super) fn ids(&self, at: impl Fn(usize) -> Option<String>) -> RowIds {
        RowIds {
            order_id: self.order_id.and_then(&at),
            sku_id: self.sku_id.and_then(&at),
            product_id: self.product_id.and_then(&at),
            campaign_id: self.campaign_id.and_then(&at),
            creator: self.creator.and_then(&at),
        }
    }

    /// The ids before the first quote of a record, which may be the one that spoils it.
    pub(super) fn before_quote(&self, record: &[u8]) -> RowIds {
        let end = record.iter().position(|&byte| byte == b'"' || byte == b'\n').unwrap_or(record.len());
        let plain = record.get(..end).unwrap_or_default();
        let whole = plain.iter().rposition(|&byte| byte == b',').and_then(|comma| plain.get(..comma));
        let cell = |place| whole?.split(|&byte| byte == b',').nth(place);
        self.ids(|place| Some(plain_text(cell(place)?)?.to_owned()))
    }
}

impl Shape {
    pub(super) fn width(&self) -> usize {
        self.names.len()
    }

    /// The header over a cell; none where there is none.
    pub(super) fn name(&self, index: usize) -> Option<String> {
        self.names.get(index).filter(|name| !name.is_empty()).cloned()
    }

    /// Whether a cell stands for nothing.
    pub(super) fn is_blank(&self, py: Python<'_>, cell: &[u8]) -> PyResult<bool> {
        // No word for nothing has a digit in it, nor has one for a summary: most cells need no asking.
        match plain_text(cell) {
            Some("") => Ok(true),
            Some(text) if !has_digit(text.as_bytes()) => {
                self.rules.call_method1(py, "is_blank", (text,))?.extract(py)
            }
            _ => Ok(false),
        }
    }

    /// Whether a row with these first cells is a summary; it is remembered for the notes.
    pub(super) fn is_summary(&self, cells: Cells<'_, '_>, line: u64) -> PyResult<bool> {
        let key = plain_text(cells.get(self.key)).filter(|key| !key.is_empty() && !has_digit(key.as_bytes()));
        let Some(key) = key else { return Ok(false) };
        Python::attach(|py| {
            for &place in &self.others {
                if !self.is_blank(py, cells.get(place))? {
                    return Ok(false);
                }
            }
            let no_others: [&str; 0] = [];
            let summary = self.rules.call_method1(py, "is_summary", (key, no_others))?.extract(py)?;
            if summary {
                self.rules.call_method1(py, "skipped_summary", (line,))?;
            }
            Ok(summary)
        })
    }
}
