//! The split of whole columns: caller-owned inputs and outputs, one row like the other.

use super::bulk::{Bulk, BulkError, Columns, LengthError, PaidColumns, Totals};
use super::kernel;
use super::options::{BulkOptions, InstructionSet};
use super::workers;
use crate::value::policy::{ManagingShare, Policy};

/// Output columns, as long as the inputs. A row that is refused gets zeros and its reason.
#[derive(Debug)]
pub struct PartsOut<'a> {
    /// The campaign agency's parts, in minor units.
    pub agency_minor: &'a mut [i64],
    /// What the creators keep, in minor units.
    pub creator_minor: &'a mut [i64],
    /// The managing agencies' parts, in minor units.
    pub manager_minor: &'a mut [i64],
    /// The number of the first broken rule (3 for M003, 108 for F008: see [`reason_rule`](super::reason_rule)), or 0.
    pub reason: &'a mut [u8],
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
    bulk.check_lengths()?;
    out.check_lengths(bulk.rows())?;
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
    input.check_lengths()?;
    out.check_lengths(input.rows())?;
    BulkError::check_available(options.instructions)?;
    Ok(divide(input, policy, options, out))
}

/// Among threads, each with rows of its own.
fn divide(input: &Bulk<'_>, policy: Policy, options: BulkOptions, out: PartsOut<'_>) -> Totals {
    let rows = input.rows();
    let run = Run::new(policy, options.instructions, options.streaming.applies_to(rows));
    let each = options.rows_of_each_thread(rows);
    if each >= rows {
        return run.split(input, out);
    }
    let (mut parts, mut rest) = (Vec::new(), out);
    for start in (0..rows).step_by(each) {
        let end = start.saturating_add(each).min(rows);
        let (mine, after) = rest.split_at(end.saturating_sub(start));
        rest = after;
        parts.push((input.rows_of(start..end), mine));
    }
    let mut totals = Totals::default();
    for part in workers::divide(parts, |(part, mine)| run.split(&part, mine)) {
        totals.merge(part);
    }
    totals
}

/// How one thread splits.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub(super) policy: Policy,
    pub(super) instructions: InstructionSet,
    streaming: bool,
}

/// Rows of adjustments that are made while their split is in the nearest cache.
const ADJUST_ROWS: usize = 1 << 9;

impl Run {
    /// With instructions that this processor has.
    pub(super) fn new(policy: Policy, instructions: InstructionSet, streaming: bool) -> Self {
        let instructions = match instructions {
            InstructionSet::Auto => InstructionSet::best(),
            forced => forced,
        };
        Self { policy, instructions, streaming }
    }

    /// Whether the kernel splits, and not whole numbers row by row.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn is_for_kernel(self) -> bool {
        self.instructions != InstructionSet::Portable
            && self.policy.managing_share == ManagingShare::BeforeTax
    }

    pub(super) fn split(self, input: &Bulk<'_>, out: PartsOut<'_>) -> Totals {
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
        if self.policy.managing_share == ManagingShare::BeforeTax
            && self.instructions == InstructionSet::Portable
        {
            exact.reason.fill(0);
            let out = [agency_minor, creator_minor, manager_minor];
            let totals = kernel::portable::split(input, self.policy, out, &mut |row| exact.row_apart(row).0);
            exact.totals.merge(totals);
            return exact.totals;
        }
        #[cfg(target_arch = "x86_64")]
        if self.is_for_kernel() {
            exact.reason.fill(0);
            let out = [agency_minor, creator_minor, manager_minor];
            let totals =
                kernel::split(self.instructions, input, self.policy, self.streaming, out, &mut |row| {
                    exact.row_apart(row).0
                });
            exact.totals.merge(totals);
            return exact.totals;
        }
        let outs = agency_minor.iter_mut().zip(creator_minor).zip(manager_minor);
        for (row, ((agency, creator), manager)) in outs.enumerate() {
            ([*agency, *creator, *manager], _) = exact.row(row);
        }
        exact.totals
    }
}

/// The split of single rows through integers.
pub(super) struct Exact<'a, 'b> {
    pub(super) input: &'a Bulk<'a>,
    pub(super) policy: Policy,
    pub(super) totals: Totals,
    /// As long as the rows, or empty where nobody asks.
    pub(super) reason: &'b mut [u8],
}

impl Exact<'_, '_> {
    /// Splits one row, marks it and counts it; a refused row gives zeros and its reason.
    #[inline]
    fn row(&mut self, row: usize) -> ([i64; 3], u8) {
        let (parts, reason) = match self.input.split_row(row, self.policy) {
            Ok(split) => ([split.agency_minor, split.creator_minor, split.manager_minor], 0),
            Err(reason) => ([0; 3], reason),
        };
        if let Some(cell) = self.reason.get_mut(row) {
            *cell = reason;
        }
        self.totals.add(parts, reason);
        (parts, reason)
    }

    /// The same for the few rows that the kernel gives back: one copy of it, so that the loop over all rows has its own.
    #[inline(never)]
    pub(super) fn row_apart(&mut self, row: usize) -> ([i64; 3], u8) {
        self.row(row)
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

impl PartsOut<'_> {
    fn check_lengths(&self, expected: usize) -> Result<(), LengthError> {
        LengthError::check("agency_minor", self.agency_minor.len(), expected)?;
        LengthError::check("creator_minor", self.creator_minor.len(), expected)?;
        LengthError::check("manager_minor", self.manager_minor.len(), expected)?;
        LengthError::check("reason", self.reason.len(), expected)
    }

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

pub(super) fn first_of<T>(column: &mut [T], rows: usize) -> (&mut [T], &mut [T]) {
    let rows = rows.min(column.len());
    column.split_at_mut(rows)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests;
