//! The compiled part of the Python package `partner_campaigns`: it converts and calls; every rule is in the core crate.
#![expect(
    clippy::doc_markdown,
    clippy::doc_link_with_quotes,
    reason = "doc comments are Python docstrings here"
)]

mod adjust;
mod arrow;
mod buffers;
mod bulk;
mod campaign;
mod catalogue;
mod check;
mod column;
mod columns;
mod compare;
mod convert;
mod error;
mod explain;
mod formats;
mod memory;
mod money;
mod numbers;
mod policy;
mod pool;
mod profile;
mod shown;
mod source;
mod split;
mod tables;
mod terms_table;
mod verify;

/// The compiled part of `partner_campaigns`.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::adjust::{PyAdjustment, py_adjust, py_net_base};
    #[pymodule_export]
    use super::bulk::PySplitTermsTable;
    #[pymodule_export]
    use super::campaign::{PyCampaign, py_campaigns_of_json, py_creator_orders_json, py_marketplace_json};
    #[pymodule_export]
    use super::catalogue::{PyRule, py_rule, py_rules, py_rules_json, py_rules_not_raised};
    #[pymodule_export]
    use super::check::{json_bytes_max, py_check_json, py_check_request_json, py_shop_codes};
    #[pymodule_export]
    use super::column::PyColumn;
    #[pymodule_export]
    use super::columns::{PySplitColumns, PyTotals, py_split_columns, py_split_into};
    #[pymodule_export]
    use super::compare::{PyCompareTotals, PyDifferences, py_compare_columns};
    #[pymodule_export]
    use super::explain::{PyExplanation, PyStep, py_explain};
    #[pymodule_export]
    use super::formats::{bad_bytes, container, format_data};
    #[pymodule_export]
    use super::money::{format_amount, format_rate, parse_amount, parse_rate, to_decimal, to_minor};
    #[pymodule_export]
    use super::policy::PyPolicy;
    #[pymodule_export]
    use super::pool::py_release_memory;
    #[pymodule_export]
    use super::profile::PyProfile;
    #[pymodule_export]
    use super::shown::shown;
    #[pymodule_export]
    use super::source::PySource;
    #[pymodule_export]
    use super::split::{PySplit, PySplitTerms, py_split};
    #[pymodule_export]
    use super::tables::{PyTableFile, table_columns, table_headers};
    #[pymodule_export]
    use super::terms_table::PyTermsTable;
    #[pymodule_export]
    use super::verify::{PyReport, PyVerification};

    /// The engine's version.
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = partner_campaigns::VERSION;

    /// Whether this part was compiled with optimisation.
    #[pymodule_export]
    const OPTIMISED: bool = !cfg!(debug_assertions);
}
