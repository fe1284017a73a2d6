//! The split of whole columns: caller-owned inputs and outputs, one row like the other.

use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

#[cfg(target_arch = "x86_64")]
use super::kernel;
use super::options::{BulkOptions, InstructionSet};
use super::table::SplitTermsTable;
use super::{Split, SplitTerms};
use crate::policy::{ManagingShare, Policy};
use crate::rate::{Rate, WHOLE_BPS};
use crate::rules::{self, Rule};

/// Input columns of equal length. The managing share is 0 where there is no manager or the share is waived: a bare
/// column has already decided it.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// Commission bases, in minor units.
    pub base_minor: &'a [i64],
    /// Total rates, in basis points.
    pub total_rate_bps: &'a [u16],
    /// Creator rates, in basis points.
    pub creator_rate_bps: &'a [u16],
    /// Managing shares, in basis points.
    pub manager_share_bps: &'a [u16],
    /// Tax withheld from the creator commission, in minor units; needed only under `after_tax`, else 0.
    pub tax_minor: Option<&'a [i64]>,
}

/// Where the rows of a bulk split have their rates from.
#[derive(Clone, Copy, Debug)]
pub enum BulkTerms<'a> {
    /// Columns as long as the bases.
    Rates {
        /// Total rates, in basis points.
        total_rate_bps: &'a [u16],
        /// Creator rates, in basis points.
        creator_rate_bps: &'a [u16],
        /// Managing shares, in basis points: 0 where there is no manager or the share is waived. `None` is 0 everywhere.
        manager_share_bps: Option<&'a [u16]>,
    },
    /// The same terms for every row.
    One(SplitTerms),
    /// A column of ids, as long as the bases, and the terms that they refer to.
    Table {
        /// Which terms each row has. A row with an id that the table has not is refused as F008.
        terms_id: &'a [u32],
        /// The terms.
        table: &'a SplitTermsTable,
    },
}

/// What was paid for each row, in minor units: columns as long as the bases.
#[derive(Clone, Copy, Debug)]
pub struct PaidColumns<'a> {
    /// What the campaign agencies were paid.
    pub agency_minor: &'a [i64],
    /// What the creators kept.
    pub creator_minor: &'a [i64],
    /// What the managing agencies were paid.
    pub manager_minor: &'a [i64],
}

/// What a bulk split reads.
#[derive(Clone, Copy, Debug)]
pub struct Bulk<'a> {
    /// Commission bases net of refunds, in minor units.
    pub base_minor: &'a [i64],
    /// The rates.
    pub terms: BulkTerms<'a>,
    /// Tax withheld from the creator commission, in minor units; needed only under `after_tax`, else 0.
    pub tax_minor: Option<&'a [i64]>,
    /// What was paid before a refund. With it the results are adjustments: the split less what was paid, as
    /// [`adjust`](super::adjust()) has it for one row.
    pub paid: Option<PaidColumns<'a>>,
}

impl<'a> From<&Columns<'a>> for Bulk<'a> {
    fn from(columns: &Columns<'a>) -> Self {
        Self {
            base_minor: columns.base_minor,
            terms: BulkTerms::Rates {
                total_rate_bps: columns.total_rate_bps,
                creator_rate_bps: columns.creator_rate_bps,
                manager_share_bps: Some(columns.manager_share_bps),
            },
            tax_minor: columns.tax_minor,
            paid: None,
        }
    }
}

/// Output columns, as long as the inputs. A row that is refused gets zeros and its reason.
#[derive(Debug)]
pub struct PartsOut<'a> {
    /// The campaign agency's parts, in minor units.
    pub agency_minor: &'a mut [i64],
    /// What the creators keep, in minor units.
    pub creator_minor: &'a mut [i64],
    /// The managing agencies' parts, in minor units.
    pub manager_minor: &'a mut [i64],
    /// The number of the first broken rule (3 for M003, 108 for F008: see [`reason_rule`]), or 0.
    pub reason: &'a mut [u8],
}

/// Sums over all rows that were split, or of their adjustments. Agency, creator and manager add up to what the sellers
/// pay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows split.
    pub rows: u64,
    /// Rows refused.
    pub refused: u64,
    /// Sum of the agencies' parts.
    pub agency_minor: i128,
    /// Sum of what creators keep.
    pub creator_minor: i128,
    /// Sum of the managing agencies' parts.
    pub manager_minor: i128,
}

/// Columns of different lengths.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column} has {rows} rows: base_minor has {expected}")]
pub struct LengthError {
    /// Which column.
    pub column: &'static str,
    /// How long it is.
    pub rows: usize,
    /// How long it should be.
    pub expected: usize,
}

/// Why a bulk split could not begin. Nothing is written then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BulkError {
    /// Columns of different lengths.
    #[error(transparent)]
    Length(#[from] LengthError),
    /// Instructions that this processor does not have.
    #[error("instruction set `{}` is not to be had on this processor: use `auto`", .0.word())]
    Unavailable(InstructionSet),
}

/// A row whose terms id is not in the table: no agreed terms cover it.
const UNKNOWN_TERMS: u8 = 108;

/// The rule that a reason number stands for: its own number for a rule of money (M), 100 more for a finding (F).
///
/// | reason | rule | a row with |
/// | --- | --- | --- |
/// | 3 | M003 | a negative base |
/// | 6 | M006 | an adjustment that does not fit 64 bits |
/// | 7 | M007 | a rate or share above 10000 |
/// | 8 | M008 | a creator rate above the total rate |
/// | 9 | M009 | a tax out of range, where the managing share is taken after tax |
/// | 108 | F008 | a terms id that the table has not |
/// | 111 | F011 | a value that is not there, which only doors that know such columns give |
#[must_use]
pub fn reason_rule(reason: u8) -> Option<&'static Rule> {
    match reason {
        3 => Some(&rules::M003),
        6 => Some(&rules::M006),
        7 => Some(&rules::M007),
        8 => Some(&rules::M008),
        9 => Some(&rules::M009),
        UNKNOWN_TERMS => Some(&rules::F008),
        111 => Some(&rules::F011),
        _ => None,
    }
}

/// Splits every row of plain columns; a refused row is marked, never computed. [`split_into`] with the default options.
///
/// # Errors
/// [`LengthError`] where a column is not as long as `base_minor`; nothing is written then.
///
/// ```
/// use partner_campaigns::{Columns, PartsOut, Policy, split_columns};
/// let input = Columns {
///     base_minor: &[100_00, -1],
///     total_rate_bps: &[3000, 3000],
///     creator_rate_bps: &[1500, 1500],
///     manager_share_bps: &[0, 0],
///     tax_minor: None,
/// };
/// let (mut agency, mut creator, mut manager, mut reason) = ([0; 2], [0; 2], [0; 2], [0; 2]);
/// let out = PartsOut {
///     agency_minor: &mut agency, creator_minor: &mut creator, manager_minor: &mut manager, reason: &mut reason,
/// };
/// let totals = split_columns(&input, Policy::default(), out).unwrap();
/// assert_eq!((totals.rows, totals.refused, agency[0], reason), (1, 1, 15_00, [0, 3]));
/// ```
pub fn split_columns(input: &Columns<'_>, policy: Policy, out: PartsOut<'_>) -> Result<Totals, LengthError> {
    let bulk = Bulk::from(input);
    bulk.check_lengths(&out)?;
    Ok(divide(&bulk, policy, BulkOptions::default(), out))
}

/// Splits every row into caller-owned columns; a refused row is marked, never computed.
///
/// The results are those of [`split`](super::split()), or with `paid` those of [`adjust`](super::adjust()), row by row and
/// on all of `i64`; the same bytes whatever the options.
///
/// # Errors
/// [`BulkError`] where a column is not as long as `base_minor`, or the processor has not the instructions asked for;
/// nothing is written then.
///
/// ```
/// use partner_campaigns::{
///     Bulk, BulkOptions, BulkTerms, Manager, PartsOut, Policy, SplitTerms, SplitTermsTable, split_into,
/// };
/// let table = SplitTermsTable::new([SplitTerms::new(3000, 1500, Manager::None, 0).unwrap()]);
/// let input = Bulk {
///     base_minor: &[100_00, 19_99, 100_00],
///     terms: BulkTerms::Table { terms_id: &[0, 0, 7], table: &table },
///     tax_minor: None,
///     paid: None,
/// };
/// let (mut agency, mut creator, mut manager, mut reason) = ([0; 3], [0; 3], [0; 3], [0; 3]);
/// let out = PartsOut {
///     agency_minor: &mut agency, creator_minor: &mut creator, manager_minor: &mut manager, reason: &mut reason,
/// };
/// let totals = split_into(&input, Policy::default(), BulkOptions::default(), out).unwrap();
/// assert_eq!((agency, reason, totals.agency_minor), ([15_00, 3_00, 0], [0, 0, 108], 18_00));
/// ```
pub fn split_into(
    input: &Bulk<'_>,
    policy: Policy,
    options: BulkOptions,
    out: PartsOut<'_>,
) -> Result<Totals, BulkError> {
    input.check_lengths(&out)?;
    if !options.instructions.is_available() {
        return Err(BulkError::Unavailable(options.instructions));
    }
    Ok(divide(input, policy, options, out))
}

/// Rows that a thread is worth, and of which each thread gets a multiple: whole lines of every column.
const THREAD_ROWS: usize = 1 << 12;

/// Among threads, each with rows of its own.
fn divide(input: &Bulk<'_>, policy: Policy, options: BulkOptions, out: PartsOut<'_>) -> Totals {
    let rows = input.rows();
    let run = Run {
        policy,
        instructions: match options.instructions {
            InstructionSet::Auto => InstructionSet::best(),
            forced => forced,
        },
        streaming: options.streaming.applies_to(rows),
    };
    let each = rows.div_ceil(options.threads.get()).next_multiple_of(THREAD_ROWS);
    if each >= rows {
        return run.split(input, out);
    }
    thread::scope(|scope| {
        let mut workers = Vec::new();
        let mut totals = Totals::default();
        let mut rest = out;
        for start in (0..rows).step_by(each) {
            let end = start.saturating_add(each).min(rows);
            let (mine, after) = rest.split_at(end.saturating_sub(start));
            rest = after;
            let part = input.rows_of(start..end);
            if end == rows {
                totals.merge(run.split(&part, mine));
            } else {
                workers.push(scope.spawn(move || run.split(&part, mine)));
            }
        }
        for worker in workers {
            totals.merge(worker.join().unwrap_or_else(|payload| resume_unwind(payload)));
        }
        totals
    })
}

/// How one thread splits.
#[derive(Clone, Copy)]
struct Run {
    policy: Policy,
    instructions: InstructionSet,
    streaming: bool,
}

/// Rows of adjustments that are made while their split is in the nearest cache.
const ADJUST_ROWS: usize = 1 << 9;

impl Run {
    fn split(self, input: &Bulk<'_>, out: PartsOut<'_>) -> Totals {
        let Some(paid) = input.paid else {
            return self.parts(input, out);
        };
        let (rows, mut totals, mut rest) = (input.rows(), Totals::default(), out);
        for start in (0..rows).step_by(ADJUST_ROWS) {
            let range = start..start.saturating_add(ADJUST_ROWS).min(rows);
            let (mut mine, after) = rest.split_at(range.len());
            rest = after;
            let part = input.rows_of(range.clone());
            Self { streaming: false, ..self }.parts(&part, mine.reborrow());
            totals.merge(less_paid(mine, paid.rows_of(range)));
        }
        totals
    }

    /// The split, whatever was paid.
    fn parts(self, input: &Bulk<'_>, out: PartsOut<'_>) -> Totals {
        let PartsOut { agency_minor, creator_minor, manager_minor, reason } = out;
        let mut exact = Exact { input, policy: self.policy, totals: Totals::default(), reason };
        #[cfg(target_arch = "x86_64")]
        if self.instructions != InstructionSet::Portable
            && self.policy.managing_share == ManagingShare::BeforeTax
        {
            exact.reason.fill(0);
            let out = [agency_minor, creator_minor, manager_minor];
            let totals =
                kernel::split(self.instructions, input, self.policy, self.streaming, out, &mut |row| {
                    exact.row(row)
                });
            exact.totals.merge(totals);
            return exact.totals;
        }
        let outs = agency_minor.iter_mut().zip(creator_minor).zip(manager_minor);
        for (row, ((agency, creator), manager)) in outs.enumerate() {
            [*agency, *creator, *manager] = exact.row(row);
        }
        exact.totals
    }
}

/// The split of single rows through integers.
struct Exact<'a, 'b> {
    input: &'a Bulk<'a>,
    policy: Policy,
    totals: Totals,
    reason: &'b mut [u8],
}

impl Exact<'_, '_> {
    /// Splits one row, marks it and counts it; a refused row gives zeros.
    #[inline]
    fn row(&mut self, row: usize) -> [i64; 3] {
        let (parts, reason) = match self.input.split_row(row, self.policy) {
            Ok(split) => ([split.agency_minor, split.creator_minor, split.manager_minor], 0),
            Err(reason) => ([0; 3], reason),
        };
        if let Some(cell) = self.reason.get_mut(row) {
            *cell = reason;
        }
        self.totals.add(parts, reason);
        parts
    }
}

/// Makes adjustments of parts.
fn less_paid(out: PartsOut<'_>, paid: PaidColumns<'_>) -> Totals {
    let mut totals = Totals::default();
    let outs = out.agency_minor.iter_mut().zip(out.creator_minor).zip(out.manager_minor).zip(out.reason);
    let paids = paid.agency_minor.iter().zip(paid.creator_minor).zip(paid.manager_minor);
    for ((((agency, creator), manager), reason), ((&to_agency, &to_creator), &to_manager)) in outs.zip(paids)
    {
        let change =
            (agency.checked_sub(to_agency), creator.checked_sub(to_creator), manager.checked_sub(to_manager));
        let parts = match change {
            (Some(agency), Some(creator), Some(manager)) if *reason == 0 => [agency, creator, manager],
            _ => {
                *reason = if *reason == 0 { 6 } else { *reason };
                [0; 3]
            }
        };
        [*agency, *creator, *manager] = parts;
        totals.add(parts, *reason);
    }
    totals
}

impl Totals {
    #[inline]
    fn add(&mut self, [agency, creator, manager]: [i64; 3], reason: u8) {
        let refused = u64::from(reason != 0);
        self.merge(Self {
            rows: 1_u64.saturating_sub(refused),
            refused,
            agency_minor: agency.into(),
            creator_minor: creator.into(),
            manager_minor: manager.into(),
        });
    }

    /// Adds other rows. As many parts of 64 bits as memory can hold have a sum of 128 bits: nothing wraps.
    #[inline]
    pub(super) fn merge(&mut self, other: Self) {
        self.rows = self.rows.wrapping_add(other.rows);
        self.refused = self.refused.wrapping_add(other.refused);
        self.agency_minor = self.agency_minor.wrapping_add(other.agency_minor);
        self.creator_minor = self.creator_minor.wrapping_add(other.creator_minor);
        self.manager_minor = self.manager_minor.wrapping_add(other.manager_minor);
    }
}

impl Bulk<'_> {
    pub(super) fn rows(&self) -> usize {
        self.base_minor.len()
    }

    fn check_lengths(&self, out: &PartsOut<'_>) -> Result<(), LengthError> {
        let expected = self.rows();
        let check = |column, rows| {
            if rows == expected { Ok(()) } else { Err(LengthError { column, rows, expected }) }
        };
        match self.terms {
            BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps } => {
                check("total_rate_bps", total_rate_bps.len())?;
                check("creator_rate_bps", creator_rate_bps.len())?;
                check("manager_share_bps", manager_share_bps.map_or(expected, <[u16]>::len))?;
            }
            BulkTerms::One(_) => {}
            BulkTerms::Table { terms_id, .. } => check("terms_id", terms_id.len())?,
        }
        check("tax_minor", self.tax_minor.map_or(expected, <[i64]>::len))?;
        if let Some(paid) = self.paid {
            check("paid_agency_minor", paid.agency_minor.len())?;
            check("paid_creator_minor", paid.creator_minor.len())?;
            check("paid_manager_minor", paid.manager_minor.len())?;
        }
        check("agency_minor", out.agency_minor.len())?;
        check("creator_minor", out.creator_minor.len())?;
        check("manager_minor", out.manager_minor.len())?;
        check("reason", out.reason.len())
    }

    /// Some of the rows; the lengths were checked.
    fn rows_of(&self, rows: Range<usize>) -> Self {
        let terms = match self.terms {
            BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps } => BulkTerms::Rates {
                total_rate_bps: some_of(total_rate_bps, &rows),
                creator_rate_bps: some_of(creator_rate_bps, &rows),
                manager_share_bps: manager_share_bps.map(|column| some_of(column, &rows)),
            },
            BulkTerms::One(terms) => BulkTerms::One(terms),
            BulkTerms::Table { terms_id, table } => {
                BulkTerms::Table { terms_id: some_of(terms_id, &rows), table }
            }
        };
        Self {
            base_minor: some_of(self.base_minor, &rows),
            terms,
            tax_minor: self.tax_minor.map(|column| some_of(column, &rows)),
            paid: self.paid.map(|paid| paid.rows_of(rows)),
        }
    }

    /// One row, or the number of the first rule that it breaks.
    #[inline]
    fn split_row(&self, row: usize, policy: Policy) -> Result<Split, u8> {
        let base = cell(self.base_minor, row);
        if base < 0 {
            return Err(3);
        }
        let terms = match self.terms {
            BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps } => {
                let share = manager_share_bps.map_or(0, |column| cell(column, row));
                checked_terms(cell(total_rate_bps, row), cell(creator_rate_bps, row), share)?
            }
            BulkTerms::One(terms) => terms,
            BulkTerms::Table { terms_id, table } => table.get(cell(terms_id, row)).ok_or(UNKNOWN_TERMS)?,
        };
        let tax = self.tax_minor.map_or(0, |column| cell(column, row));
        terms.split_base(base, tax, policy).map_err(|_| 9)
    }
}

/// What [`SplitTerms::new`] accepts, without the words for what it refuses.
#[inline]
fn checked_terms(total: u16, creator: u16, share: u16) -> Result<SplitTerms, u8> {
    if total.max(creator).max(share) > WHOLE_BPS {
        return Err(7);
    }
    if creator > total {
        return Err(8);
    }
    let rate = |bps| Rate::new(bps).unwrap_or_default();
    Ok(SplitTerms { total: rate(total), creator: rate(creator), share: rate(share), waived: false })
}

impl PaidColumns<'_> {
    fn rows_of(&self, rows: Range<usize>) -> Self {
        Self {
            agency_minor: some_of(self.agency_minor, &rows),
            creator_minor: some_of(self.creator_minor, &rows),
            manager_minor: some_of(self.manager_minor, &rows),
        }
    }
}

impl PartsOut<'_> {
    /// The first rows, and the others; the lengths were checked.
    fn split_at(self, rows: usize) -> (Self, Self) {
        let (agency, agencies) = first_of(self.agency_minor, rows);
        let (creator, creators) = first_of(self.creator_minor, rows);
        let (manager, managers) = first_of(self.manager_minor, rows);
        let (reason, reasons) = first_of(self.reason, rows);
        (
            Self { agency_minor: agency, creator_minor: creator, manager_minor: manager, reason },
            Self {
                agency_minor: agencies,
                creator_minor: creators,
                manager_minor: managers,
                reason: reasons,
            },
        )
    }

    fn reborrow(&mut self) -> PartsOut<'_> {
        PartsOut {
            agency_minor: self.agency_minor,
            creator_minor: self.creator_minor,
            manager_minor: self.manager_minor,
            reason: self.reason,
        }
    }
}

fn cell<T: Copy + Default>(column: &[T], row: usize) -> T {
    column.get(row).copied().unwrap_or_default()
}

fn some_of<'a, T>(column: &'a [T], rows: &Range<usize>) -> &'a [T] {
    column.get(rows.clone()).unwrap_or_default()
}

fn first_of<T>(column: &mut [T], rows: usize) -> (&mut [T], &mut [T]) {
    let rows = rows.min(column.len());
    column.split_at_mut(rows)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests;
