//! What a bulk split or a comparison reads, from Python.

use std::num::NonZeroUsize;

use arrow_array::types::{Int64Type, UInt16Type, UInt32Type};
use partner_campaigns::{
    Bulk, BulkError, BulkOptions, BulkTerms, InstructionSet, PaidColumns, PartsOut, Policy, SplitTermsTable,
    SplitTermsTableError, StreamingStores, Totals, split_into,
};
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::numbers::{Cell, Numbers};
use crate::split::PySplitTerms;
use crate::{convert, error, policy};

/// Terms that rows refer to by number, from 0 on: checked once, then used for as many rows as there are.
///
/// Args:
///     total_rate_bps: total rates, in basis points.
///     creator_rate_bps: creator rates, in basis points.
///     manager_share_bps: managing shares in basis points, 0 where there is no manager or the share is waived.
///
/// Raises:
///     InvalidInputError: columns of different lengths, a rate out of range, a creator rate above the total rate.
///
/// Example:
///     >>> from partner_campaigns import SplitTermsTable, split_columns
///     >>> table = SplitTermsTable(total_rate_bps=[3000, 2000], creator_rate_bps=[1500, 1000])
///     >>> split_columns(base_minor=[100_00, 100_00, 50_00], terms=table, terms_id=[0, 1, 7]).reason.to_list()
///     [None, None, 'F008']
#[pyclass(name = "SplitTermsTable", module = "partner_campaigns", frozen)]
pub(crate) struct PySplitTermsTable(SplitTermsTable);

#[pymethods]
impl PySplitTermsTable {
    #[new]
    #[pyo3(signature = (*, total_rate_bps, creator_rate_bps, manager_share_bps = None))]
    fn new(
        total_rate_bps: &Bound<'_, PyAny>,
        creator_rate_bps: &Bound<'_, PyAny>,
        manager_share_bps: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let total = full::<UInt16Type>(total_rate_bps, "total_rate_bps")?;
        let creator = full::<UInt16Type>(creator_rate_bps, "creator_rate_bps")?;
        let share =
            manager_share_bps.map(|column| full::<UInt16Type>(column, "manager_share_bps")).transpose()?;
        let (total, creator) = (total.as_slice(), creator.as_slice());
        let shares = share.as_ref().map(Numbers::as_slice);
        for (name, rows) in [
            ("creator_rate_bps", creator.len()),
            ("manager_share_bps", shares.map_or(total.len(), <[u16]>::len)),
        ] {
            if rows != total.len() {
                return Err(error::invalid(format!(
                    "column {name} has {rows} rows: total_rate_bps has {}",
                    total.len()
                )));
            }
        }
        let share = |row: usize| shares.and_then(|shares| shares.get(row)).copied().unwrap_or(0);
        let rows = total
            .iter()
            .zip(creator)
            .enumerate()
            .map(|(row, (&total, &creator))| [total, creator, share(row)]);
        SplitTermsTable::from_rates(rows).map(Self).map_err(|refused| match refused {
            SplitTermsTableError::NoMemory => PyMemoryError::new_err(refused.to_string()),
            SplitTermsTableError::Refused { .. } => error::invalid(refused.to_string()),
        })
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("SplitTermsTable({} terms)", self.0.len())
    }
}

/// A column in which every row has a value.
fn full<T: Cell>(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Numbers<T>> {
    let column = Numbers::new(value, name)?;
    match column.missing().first() {
        Some(row) => Err(error::invalid(format!("{name}[{row}] has no value: fill it or leave the row out"))),
        None => Ok(column),
    }
}

#[expect(clippy::large_enum_variant, reason = "one of it per call")]
enum Rates {
    Columns { total: Numbers<UInt16Type>, creator: Numbers<UInt16Type>, share: Option<Numbers<UInt16Type>> },
    One(PySplitTerms),
    Table { ids: Numbers<UInt32Type>, table: Py<PySplitTermsTable> },
}

/// What a bulk split reads, from Python.
pub(crate) struct Given {
    base: Numbers<Int64Type>,
    rates: Rates,
    tax: Option<Numbers<Int64Type>>,
    paid: Option<[Numbers<Int64Type>; 3]>,
    pub(crate) policy: Policy,
    pub(crate) options: BulkOptions,
    /// Rows in which a column has no value, in order.
    missing: Vec<usize>,
}

fn threads(given: Option<&Bound<'_, PyAny>>) -> PyResult<NonZeroUsize> {
    let threads = match given {
        None => 1,
        Some(threads) => match convert::whole(threads, "threads", "a number of threads")? {
            convert::Whole::Fits(number) => number,
            convert::Whole::Beyond(_) => 0,
        },
    };
    let threads = usize::try_from(threads).ok().and_then(NonZeroUsize::new);
    threads.ok_or_else(|| error::invalid("threads is out of range: pass 1 or more"))
}

/// What a bulk split takes, by name.
const COLUMNS: [&str; 14] = [
    "base_minor",
    "total_rate_bps",
    "creator_rate_bps",
    "manager_share_bps",
    "tax_minor",
    "terms",
    "terms_id",
    "paid_agency_minor",
    "paid_creator_minor",
    "paid_manager_minor",
    "policy",
    "threads",
    "instructions",
    "streaming",
];

impl Given {
    pub(crate) fn new(function: &str, arguments: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let get = |name: &str| -> PyResult<Option<Bound<'_, PyAny>>> {
            let found = arguments.map(|arguments| arguments.get_item(name)).transpose()?.flatten();
            Ok(found.filter(|value| !value.is_none() || name == "base_minor"))
        };
        for name in arguments.iter().flat_map(|arguments| arguments.keys()) {
            if !COLUMNS.contains(&name.extract::<String>()?.as_str()) {
                return Err(pyo3::exceptions::PyTypeError::new_err(format!(
                    "{function}() got an unexpected keyword argument '{name}'"
                )));
            }
        }
        let needed = |name: &str| -> PyResult<Bound<'_, PyAny>> {
            get(name)?.ok_or_else(|| {
                pyo3::exceptions::PyTypeError::new_err(format!(
                    "{function}() missing keyword argument '{name}'"
                ))
            })
        };
        let amounts =
            |name: &str| get(name)?.map(|column| Numbers::<Int64Type>::new(&column, name)).transpose();
        let base = Numbers::new(&needed("base_minor")?, "base_minor")?;
        let rates = match get("terms")? {
            None => {
                let bps = |name: &str| Numbers::<UInt16Type>::new(&needed(name)?, name);
                let share =
                    get("manager_share_bps")?.map(|column| Numbers::new(&column, "manager_share_bps"));
                Rates::Columns {
                    total: bps("total_rate_bps")?,
                    creator: bps("creator_rate_bps")?,
                    share: share.transpose()?,
                }
            }
            Some(terms) => {
                for name in ["total_rate_bps", "creator_rate_bps", "manager_share_bps"] {
                    if get(name)?.is_some() {
                        return Err(error::invalid(format!(
                            "{name} and terms are both given: pass one of them"
                        )));
                    }
                }
                if let Ok(one) = terms.cast::<PySplitTerms>() {
                    Rates::One(*one.get())
                } else if let Ok(table) = terms.cast::<PySplitTermsTable>() {
                    let ids = Numbers::new(&needed("terms_id")?, "terms_id")?;
                    Rates::Table { ids, table: table.clone().unbind() }
                } else {
                    let found = terms.get_type().name()?.to_string();
                    return Err(error::wrong_type(format!(
                        "terms is {found}: pass SplitTerms or a SplitTermsTable"
                    )));
                }
            }
        };
        if get("terms_id")?.is_some() && !matches!(rates, Rates::Table { .. }) {
            return Err(error::invalid(
                "terms_id is given without a SplitTermsTable: pass the table as terms",
            ));
        }
        let policy = match (get("policy")?, &rates) {
            (None, Rates::One(one)) => one.policy(),
            (policy, _) => policy::given(policy.as_ref())?,
        };
        let paid = match [
            amounts("paid_agency_minor")?,
            amounts("paid_creator_minor")?,
            amounts("paid_manager_minor")?,
        ] {
            [Some(agency), Some(creator), Some(manager)] => Some([agency, creator, manager]),
            [None, None, None] => None,
            _ => {
                return Err(error::invalid(
                    "a column of what was paid is missing: pass paid_agency_minor, paid_creator_minor and paid_manager_minor, or none",
                ));
            }
        };
        let options = BulkOptions {
            threads: threads(get("threads")?.as_ref())?,
            instructions: get("instructions")?
                .map_or(Ok(InstructionSet::Auto), |one| convert::instructions(&one))?,
            streaming: get("streaming")?.map_or(Ok(StreamingStores::Auto), |one| convert::streaming(&one))?,
        };
        let mut given =
            Self { base, rates, tax: amounts("tax_minor")?, paid, policy, options, missing: Vec::new() };
        given.refuse(given.without_value())?;
        Ok(given)
    }

    /// The rows in which a column has no value, in any order.
    fn without_value(&self) -> Vec<usize> {
        let mut rows = self.base.missing().to_vec();
        match &self.rates {
            Rates::Columns { total, creator, share } => {
                for column in [Some(total), Some(creator), share.as_ref()].into_iter().flatten() {
                    rows.extend(column.missing());
                }
            }
            Rates::One(_) => {}
            Rates::Table { ids, .. } => rows.extend(ids.missing()),
        }
        for column in self.tax.iter().chain(self.paid.iter().flatten()) {
            rows.extend(column.missing());
        }
        rows
    }

    /// A row without a value is not computed: its base becomes one that is refused; [`Self::reason`] tells why.
    pub(crate) fn refuse(&mut self, mut rows: Vec<usize>) -> PyResult<()> {
        if !rows.is_empty() {
            rows.append(&mut self.missing);
            rows.sort_unstable();
            rows.dedup();
            self.base.fill(&rows, -1)?;
            self.missing = rows;
        }
        Ok(())
    }

    /// The reason of a row that core refused.
    pub(crate) fn reason(&self, row: usize, reason: u8) -> u8 {
        if self.missing.binary_search(&row).is_ok() { UNREADABLE } else { reason }
    }

    /// Memory that is read.
    pub(crate) fn read(&self) -> Vec<std::ops::Range<usize>> {
        let mut read = vec![self.base.addresses()];
        match &self.rates {
            Rates::Columns { total, creator, share } => {
                read.extend([total.addresses(), creator.addresses()]);
                read.extend(share.iter().map(Numbers::addresses));
            }
            Rates::One(_) => {}
            Rates::Table { ids, .. } => read.push(ids.addresses()),
        }
        read.extend(self.tax.iter().chain(self.paid.iter().flatten()).map(Numbers::addresses));
        read
    }

    pub(crate) fn rows(&self) -> usize {
        self.base.as_slice().len()
    }

    /// As core reads it.
    pub(crate) fn bulk(&self) -> Bulk<'_> {
        let terms = match &self.rates {
            Rates::Columns { total, creator, share } => BulkTerms::Rates {
                total_rate_bps: total.as_slice(),
                creator_rate_bps: creator.as_slice(),
                manager_share_bps: share.as_ref().map(Numbers::as_slice),
            },
            Rates::One(one) => BulkTerms::One(one.terms()),
            Rates::Table { ids, table } => {
                BulkTerms::Table { terms_id: ids.as_slice(), table: &table.get().0 }
            }
        };
        let paid = self.paid.as_ref().map(|[agency, creator, manager]| PaidColumns {
            agency_minor: agency.as_slice(),
            creator_minor: creator.as_slice(),
            manager_minor: manager.as_slice(),
        });
        let tax_minor = self.tax.as_ref().map(Numbers::as_slice);
        Bulk { base_minor: self.base.as_slice(), terms, tax_minor, paid }
    }

    /// Runs without holding the interpreter.
    pub(crate) fn split(&self, out: PartsOut<'_>) -> PyResult<Totals> {
        let PartsOut { agency_minor, creator_minor, manager_minor, reason } = out;
        let out = PartsOut { agency_minor, creator_minor, manager_minor, reason: &mut *reason };
        let totals =
            split_into(&self.bulk(), self.policy, self.options, out).map_err(|error| refused(&error))?;
        for &row in &self.missing {
            if let Some(cell) = reason.get_mut(row) {
                *cell = UNREADABLE;
            }
        }
        Ok(totals)
    }
}

/// Why a bulk split did not begin, or was not listed.
pub(crate) fn refused(error: &BulkError) -> PyErr {
    match error {
        BulkError::NoMemory => PyMemoryError::new_err(error.to_string()),
        _ => error::invalid(error.to_string()),
    }
}

/// The reason of a row without a value, F011.
const UNREADABLE: u8 = 111;
