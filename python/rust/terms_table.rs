//! `TermsTable`: a campaign's terms as an Arrow table, with real instants.

use std::sync::Arc;

use arrow_array::{ArrayRef, StringArray, StructArray, TimestampMicrosecondArray, UInt16Array, UInt32Array};
use arrow_schema::Field;
use partner_campaigns::{AgreedTerms, CreatorId, Instant};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::arrow;

/// The terms that a campaign agreed, as a table: anything that reads the Arrow `PyCapsule` interface takes it as it comes
/// (`verify`, pyarrow, polars, pandas, DuckDB, ...).
#[pyclass(name = "TermsTable", module = "partner_campaigns", frozen)]
pub(crate) struct PyTermsTable(Vec<AgreedTerms>);

impl PyTermsTable {
    pub(crate) fn of(terms: Vec<AgreedTerms>) -> Self {
        Self(terms)
    }

    fn columns(&self) -> [(&'static str, bool, ArrayRef); 8] {
        let rows = || self.0.iter();
        let micros = |at: Instant| at.table_micros();
        let from: TimestampMicrosecondArray = rows().map(|row| Some(micros(row.valid_from))).collect();
        let to: TimestampMicrosecondArray = rows().map(|row| row.valid_to.map(micros)).collect();
        let campaigns: StringArray = rows().map(|row| Some(row.campaign_id.as_str())).collect();
        let products: StringArray = rows().map(|row| Some(row.product_id.as_str())).collect();
        let lists: UInt32Array = rows().map(|row| row.list_id).collect();
        let creators: StringArray = rows().map(|row| row.creator.as_ref().map(CreatorId::as_str)).collect();
        let totals: UInt16Array = rows().map(|row| Some(row.total_rate.bps())).collect();
        let rates: UInt16Array = rows().map(|row| Some(row.creator_rate.bps())).collect();
        [
            ("campaign_id", false, Arc::new(campaigns)),
            ("product_id", false, Arc::new(products)),
            ("list_id", true, Arc::new(lists)),
            ("creator", true, Arc::new(creators)),
            ("valid_from", false, Arc::new(from.with_timezone("UTC"))),
            ("valid_to", true, Arc::new(to.with_timezone("UTC"))),
            ("total_rate_bps", false, Arc::new(totals)),
            ("creator_rate_bps", false, Arc::new(rates)),
        ]
    }
}

#[pymethods]
impl PyTermsTable {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// The columns `campaign_id`, `product_id`, `list_id`, `creator`, `valid_from` (included), `valid_to` (excluded),
    /// `total_rate_bps`, `creator_rate_bps` through the Arrow `PyCapsule` interface, as one struct array. Times are
    /// microseconds in UTC, rates basis points.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let _ = requested_schema; // the interface lets a producer ignore it
        let fields = self.columns().map(|(name, nullable, column)| {
            (Arc::new(Field::new(name, column.data_type().clone(), nullable)), column)
        });
        arrow::export(py, &StructArray::from(fields.to_vec()))
    }

    fn __repr__(&self) -> String {
        format!("TermsTable({} rows)", self.0.len())
    }
}
