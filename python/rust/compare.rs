//! `compare_columns`: whole columns of what was reported paid against the split; out come the rows that differ.

use std::sync::Arc;

use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array, StringArray, StructArray};
use arrow_schema::Field;
use partner_campaigns::{CompareTotals, Difference, ReportedColumns, compare_columns, reason_rule};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::bulk::{Given, refused};
use crate::column::PyColumn;
use crate::numbers::Numbers;
use crate::{arrow, convert, error, memory};

/// Counts of all rows, and sums over those that were compared, in whole minor units: differing or not, but not refused.
#[pyclass(name = "CompareTotals", module = "partner_campaigns", frozen, eq, hash)]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PyCompareTotals(CompareTotals);

#[pymethods]
impl PyCompareTotals {
    /// Rows compared.
    #[getter]
    fn rows(&self) -> u64 {
        self.0.rows
    }

    /// Rows of them that differ.
    #[getter]
    fn differing(&self) -> u64 {
        self.0.differing
    }

    /// Rows refused, which were not compared.
    #[getter]
    fn refused(&self) -> u64 {
        self.0.refused
    }

    /// Sum of what the agencies are due, in minor units.
    #[getter]
    fn expected_agency_minor(&self) -> i128 {
        self.0.expected_agency_minor
    }

    /// Sum of what creators are due, in minor units.
    #[getter]
    fn expected_creator_minor(&self) -> i128 {
        self.0.expected_creator_minor
    }

    /// Sum of what the managing agencies are due, in minor units.
    #[getter]
    fn expected_manager_minor(&self) -> i128 {
        self.0.expected_manager_minor
    }

    /// Sum of what the agencies were reported paid, in minor units.
    #[getter]
    fn reported_agency_minor(&self) -> i128 {
        self.0.reported_agency_minor
    }

    /// Sum of what creators were reported paid, in minor units.
    #[getter]
    fn reported_creator_minor(&self) -> i128 {
        self.0.reported_creator_minor
    }

    /// Sum of what the managing agencies were reported paid, in minor units.
    #[getter]
    fn reported_manager_minor(&self) -> i128 {
        self.0.reported_manager_minor
    }

    fn __repr__(&self) -> String {
        let CompareTotals {
            rows,
            differing,
            refused,
            expected_agency_minor,
            expected_creator_minor,
            expected_manager_minor,
            reported_agency_minor,
            reported_creator_minor,
            reported_manager_minor,
        } = self.0;
        format!(
            "CompareTotals(rows={rows}, differing={differing}, refused={refused}, \
             expected_agency_minor={expected_agency_minor}, expected_creator_minor={expected_creator_minor}, \
             expected_manager_minor={expected_manager_minor}, reported_agency_minor={reported_agency_minor}, \
             reported_creator_minor={reported_creator_minor}, reported_manager_minor={reported_manager_minor})"
        )
    }
}

/// The rows that differ or are refused, in their order, as columns. The whole exports itself as an Arrow struct array: a
/// table.
#[pyclass(name = "Differences", module = "partner_campaigns", frozen)]
pub(crate) struct PyDifferences {
    row: ArrayRef,
    reason: ArrayRef,
    expected: [ArrayRef; 3],
    reported: [ArrayRef; 3],
    difference: [ArrayRef; 3],
    totals: CompareTotals,
}

#[pymethods]
impl PyDifferences {
    /// The numbers of the rows, from 0 on.
    #[getter]
    fn row(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.row))
    }

    /// "F001" where a reported amount is not the one that is due, else the code of the rule for which the row was refused
    /// and not compared.
    #[getter]
    fn reason(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.reason))
    }

    /// What the campaign agency is due, in minor units; None where the row was refused.
    #[getter]
    fn expected_agency_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.expected[0]))
    }

    /// What the creator is due, in minor units; None where the row was refused.
    #[getter]
    fn expected_creator_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.expected[1]))
    }

    /// What the managing agency is due, in minor units; None where the row was refused.
    #[getter]
    fn expected_manager_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.expected[2]))
    }

    /// What the campaign agency was reported paid, in minor units; None where the column has no value.
    #[getter]
    fn reported_agency_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.reported[0]))
    }

    /// What the creator was reported paid, in minor units; None where the column has no value.
    #[getter]
    fn reported_creator_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.reported[1]))
    }

    /// What the managing agency was reported paid, in minor units; None where the column has no value.
    #[getter]
    fn reported_manager_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.reported[2]))
    }

    /// Reported less expected, in minor units: above 0 the agency was overpaid. None where the row was refused, or where
    /// the difference does not fit 64 bits.
    #[getter]
    fn difference_agency_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.difference[0]))
    }

    /// The same of the creator.
    #[getter]
    fn difference_creator_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.difference[1]))
    }

    /// The same of the managing agency.
    #[getter]
    fn difference_manager_minor(&self) -> PyColumn {
        PyColumn(Arc::clone(&self.difference[2]))
    }

    /// Counts of all rows, listed or not, and sums over those that were compared.
    #[getter]
    fn totals(&self) -> PyCompareTotals {
        PyCompareTotals(self.totals)
    }

    fn __len__(&self) -> usize {
        self.row.len()
    }

    /// All columns through the Arrow `PyCapsule` interface, as one struct array, without a copy.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let _ = requested_schema; // the interface lets a producer ignore it
        let field = |name: &str, column: &ArrayRef, nullable| {
            (Arc::new(Field::new(name, column.data_type().clone(), nullable)), Arc::clone(column))
        };
        let mut fields = vec![field("row", &self.row, false), field("reason", &self.reason, false)];
        for (kind, columns) in
            [("expected", &self.expected), ("reported", &self.reported), ("difference", &self.difference)]
        {
            for (party, column) in ["agency", "creator", "manager"].into_iter().zip(columns) {
                fields.push(field(&format!("{kind}_{party}_minor"), column, true));
            }
        }
        arrow::export(py, &StructArray::from(fields))
    }

    fn __repr__(&self) -> String {
        let CompareTotals { rows, differing, refused, .. } = self.totals;
        format!(
            "Differences({} listed; {rows} rows compared, {differing} differing, {refused} refused)",
            self.row.len()
        )
    }
}

/// What was reported paid, from Python.
struct Reported {
    agency: Numbers<Int64Type>,
    creator: Numbers<Int64Type>,
    manager: Option<Numbers<Int64Type>>,
}

impl Reported {
    fn columns(&self) -> [Option<&Numbers<Int64Type>>; 3] {
        [Some(&self.agency), Some(&self.creator), self.manager.as_ref()]
    }

    /// The column of the listed rows.
    fn of_listed(&self, party: usize, listed: &[Difference]) -> Int64Array {
        let column = self.columns()[party];
        let cell = |one: &Difference| match column {
            None => Some(0),
            Some(column) if column.missing().binary_search(&one.row).is_ok() => None,
            Some(column) => column.as_slice().get(one.row).copied(),
        };
        listed.iter().map(cell).collect()
    }
}

/// Compares what was reported paid with the split, row by row, and lists the rows that differ or are refused.
///
/// For data that is in columns already, with the rates that each row has. What an orders export needs judged beyond its
/// amounts, as which terms held, is for `verify` and `verify_files`.
///
/// The columns are those of `split_columns`, with the same kinds; beside them stand those that were reported. With
/// `paid_agency_minor` and its like, reported adjustments are compared with those that are due. A row in which a column has
/// no value is refused as F011.
///
/// Args:
///     reported_agency_minor: what the campaign agencies were paid, in whole minor units.
///     reported_creator_minor: what the creators were paid to keep. Where only their commission before the managing share
///         is known, leave the shares out: the creator's part then is that commission.
///     reported_manager_minor: what the managing agencies were paid; `None` is 0 everywhere.
///     differences_max: how many rows are listed at most, the first ones; `None` is all. All are counted.
///     base_minor, total_rate_bps, creator_rate_bps, manager_share_bps, terms, terms_id, tax_minor, paid_agency_minor,
///         paid_creator_minor, paid_manager_minor, policy, threads, instructions, streaming: see `split_columns`.
///
/// Returns:
///     The rows that differ or are refused, in their order, and totals.
///
/// Raises:
///     InvalidTypeError, InvalidInputError: what `split_columns` refuses.
///     MemoryError: there is no memory for the rows to be listed: ask for fewer by `differences_max`.
///
/// Example:
///     >>> from partner_campaigns import compare_columns
///     >>> found = compare_columns(base_minor=[100_00, 100_00, -1], total_rate_bps=[3000] * 3, creator_rate_bps=[1500] * 3,
///     ...                         reported_agency_minor=[15_00, 15_00, 0], reported_creator_minor=[15_00, 16_00, 0])
///     >>> found.row.to_list(), found.reason.to_list(), found.difference_creator_minor.to_list()
///     ([1, 2], ['F001', 'M003'], [100, None])
///     >>> found.totals.expected_creator_minor, found.totals.reported_creator_minor
///     (3000, 3100)
#[pyfunction(name = "compare_columns")]
#[pyo3(signature = (*, reported_agency_minor, reported_creator_minor, reported_manager_minor = None, differences_max = None, **columns), text_signature = "(*, base_minor, reported_agency_minor, reported_creator_minor, reported_manager_minor=None, total_rate_bps=None, creator_rate_bps=None, manager_share_bps=None, tax_minor=None, terms=None, terms_id=None, paid_agency_minor=None, paid_creator_minor=None, paid_manager_minor=None, policy=None, threads=1, instructions=\"auto\", streaming=\"auto\", differences_max=None)")]
pub(crate) fn py_compare_columns(
    py: Python<'_>,
    reported_agency_minor: &Bound<'_, PyAny>,
    reported_creator_minor: &Bound<'_, PyAny>,
    reported_manager_minor: Option<&Bound<'_, PyAny>>,
    differences_max: Option<&Bound<'_, PyAny>>,
    columns: Option<&Bound<'_, PyDict>>,
) -> PyResult<PyDifferences> {
    let mut given = Given::new("compare_columns", columns)?;
    let reported = Reported {
        agency: Numbers::new(reported_agency_minor, "reported_agency_minor")?,
        creator: Numbers::new(reported_creator_minor, "reported_creator_minor")?,
        manager: reported_manager_minor
            .map(|column| Numbers::new(column, "reported_manager_minor"))
            .transpose()?,
    };
    given.refuse(reported.columns().into_iter().flatten().flat_map(Numbers::missing).copied().collect())?;
    let most = differences_max.map_or(Ok(usize::MAX), most)?;
    py.detach(|| compare(&given, &reported, most))
}

/// A number of rows.
fn most(value: &Bound<'_, PyAny>) -> PyResult<usize> {
    match convert::whole(value, "differences_max", "a number of rows")? {
        convert::Whole::Fits(number) => usize::try_from(number).ok(),
        convert::Whole::Beyond(text) => (!text.starts_with('-')).then_some(usize::MAX),
    }
    .ok_or_else(|| error::invalid("differences_max is out of range: pass 0 or more, or None for all"))
}

fn compare(given: &Given, reported: &Reported, most: usize) -> PyResult<PyDifferences> {
    let mut listed = Vec::new();
    let columns = ReportedColumns {
        agency_minor: reported.agency.as_slice(),
        creator_minor: reported.creator.as_slice(),
        manager_minor: reported.manager.as_ref().map(Numbers::as_slice),
    };
    let totals = compare_columns(&given.bulk(), &columns, given.policy, given.options, most, &mut listed)
        .map_err(|error| refused(&error))?;
    memory::room(listed.len(), BYTES_OF_A_LISTED_ROW)?;
    let code = |one: &Difference| reason_rule(given.reason(one.row, one.reason)).map(|rule| rule.code);
    let reason: StringArray = listed.iter().map(code).collect();
    let due = [
        |one: &Difference| one.expected_agency_minor,
        |one: &Difference| one.expected_creator_minor,
        |one: &Difference| one.expected_manager_minor,
    ];
    let expected = due.map(|due| {
        let cell = |one: &Difference| (one.reason == AMOUNT_DIFFERS).then(|| due(one));
        listed.iter().map(cell).collect::<Int64Array>()
    });
    let paid = [0, 1, 2].map(|party| reported.of_listed(party, &listed));
    let difference = [0, 1, 2].map(|party: usize| -> ArrayRef {
        let less = |(paid, due): (Option<i64>, Option<i64>)| paid?.checked_sub(due?);
        Arc::new(paid[party].iter().zip(&expected[party]).map(less).collect::<Int64Array>())
    });
    let row: Int64Array = listed.iter().map(|one| i64::try_from(one.row).ok()).collect();
    Ok(PyDifferences {
        row: Arc::new(row),
        reason: Arc::new(reason),
        expected: expected.map(|column| -> ArrayRef { Arc::new(column) }),
        reported: paid.map(|column| -> ArrayRef { Arc::new(column) }),
        difference,
        totals,
    })
}

/// What the columns of a row take at most while they are made.
const BYTES_OF_A_LISTED_ROW: usize = 240;

/// The reason of a row that was compared, F001.
const AMOUNT_DIFFERS: u8 = 101;
