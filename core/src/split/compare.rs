//! Columns of what was reported paid against the split: every row exact, and the rows that differ.

use std::ops::Range;

use super::bulk::{AMOUNT_DIFFERS, Bulk, BulkError, ReportedColumns, Totals, cell};
#[cfg(target_arch = "x86_64")]
use super::columns::Exact;
use super::columns::{PartsOut, Run, first_of};
#[cfg(target_arch = "x86_64")]
use super::kernel;
use super::options::BulkOptions;
use super::workers;
use crate::value::policy::Policy;

/// A row that is not as reported, with the amounts that are due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Difference {
    /// Which row, from 0 on.
    pub row: usize,
    /// 101 (F001) where a reported amount is not the one that is due, else why the row was refused and not compared: see
    /// [`reason_rule`](super::reason_rule).
    pub reason: u8,
    /// What the campaign agency is due, in minor units; 0 in a refused row.
    pub expected_agency_minor: i64,
    /// What the creator is due, in minor units; 0 in a refused row.
    pub expected_creator_minor: i64,
    /// What the managing agency is due, in minor units; 0 in a refused row.
    pub expected_manager_minor: i64,
}

/// Counts of all rows, and sums over those that were compared: differing or not, but not refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CompareTotals {
    /// Rows compared.
    pub rows: u64,
    /// Rows of them that differ.
    pub differing: u64,
    /// Rows refused.
    pub refused: u64,
    /// Sum of what the agencies are due.
    pub expected_agency_minor: i128,
    /// Sum of what creators are due.
    pub expected_creator_minor: i128,
    /// Sum of what the managing agencies are due.
    pub expected_manager_minor: i128,
    /// Sum of what the agencies were reported paid.
    pub reported_agency_minor: i128,
    /// Sum of what creators were reported paid.
    pub reported_creator_minor: i128,
    /// Sum of what the managing agencies were reported paid.
    pub reported_manager_minor: i128,
}

/// Compares what was reported paid with the split, row by row on all of `i64`, and lists the rows that differ or are
/// refused, in their order. With `paid` in the input, reported adjustments are compared with those that are due.
///
/// `differences` is emptied, and its memory used again. At most `differences_max` rows are listed, the first ones; all
/// are counted. The results are the same whatever the options; nothing is stored past the caches.
///
/// # Errors
/// [`BulkError`] where a column is not as long as `base_minor`, or the processor has not the instructions asked for;
/// `differences` stays as it is then. [`BulkError::NoMemory`] where there is none for the list; `differences` is empty then.
///
/// ```
/// use partner_campaigns::{
///     Bulk, BulkOptions, BulkTerms, Difference, Manager, Policy, ReportedColumns, SplitTerms, compare_columns,
/// };
/// let input = Bulk {
///     base_minor: &[100_00, 100_00, -1],
///     terms: BulkTerms::One(SplitTerms::new(3000, 1500, Manager::None, 0).unwrap()),
///     tax_minor: None,
///     paid: None,
/// };
/// let reported =
///     ReportedColumns { agency_minor: &[15_00, 15_00, 0], creator_minor: &[15_00, 16_00, 0], manager_minor: None };
/// let mut found = Vec::new();
/// let totals = compare_columns(
///     &input, &reported, Policy::default(), BulkOptions::default(), usize::MAX, &mut found,
/// ).unwrap();
/// assert_eq!((totals.rows, totals.differing, totals.refused), (2, 1, 1));
/// assert_eq!((totals.expected_creator_minor, totals.reported_creator_minor), (30_00, 31_00));
/// assert_eq!(found[0], Difference {
///     row: 1, reason: 101, expected_agency_minor: 15_00, expected_creator_minor: 15_00, expected_manager_minor: 0,
/// });
/// assert_eq!((found[1].row, found[1].reason), (2, 3)); // M003: the base is negative
/// ```
pub fn compare_columns(
    input: &Bulk<'_>,
    reported: &ReportedColumns<'_>,
    policy: Policy,
    options: BulkOptions,
    differences_max: usize,
    differences: &mut Vec<Difference>,
) -> Result<CompareTotals, BulkError> {
    input.check_lengths()?;
    reported.check_lengths(input.rows())?;
    BulkError::check_available(options.instructions)?;
    differences.clear();
    let run = Run::new(policy, options.instructions, false);
    let work = Work { input, reported, run, differences_max };
    let rows = input.rows();
    let each = options.rows_of_each_thread(rows);
    if each >= rows {
        return work.compare(0..rows, differences).inspect_err(|_| differences.clear());
    }
    let lists = std::iter::once(std::mem::take(differences)).chain(std::iter::repeat_with(Vec::new));
    let parts = (0..rows).step_by(each).map(|start| start..start.saturating_add(each).min(rows));
    let compared = workers::divide(parts.zip(lists).collect(), |(rows, mut found)| {
        work.compare(rows, &mut found).map(|totals| (totals, found))
    });
    let mut totals = CompareTotals::default();
    for part in compared {
        let (more, mut found) = part.inspect_err(|_| differences.clear())?;
        totals.merge(more);
        found.truncate(differences_max.saturating_sub(differences.len()));
        if differences.is_empty() {
            *differences = found;
        } else {
            differences
                .try_reserve(found.len())
                .map_err(|_| BulkError::NoMemory)
                .inspect_err(|_| differences.clear())?;
            differences.append(&mut found);
        }
    }
    Ok(totals)
}

/// Rows that are split and compared while both are in the nearest cache, where the kernel does not do both at once.
const ROWS: usize = 1 << 9;

/// What all threads share.
#[derive(Clone, Copy)]
struct Work<'a> {
    input: &'a Bulk<'a>,
    reported: &'a ReportedColumns<'a>,
    run: Run,
    differences_max: usize,
}

impl Work<'_> {
    /// Compares some of the rows.
    fn compare(
        self,
        rows: Range<usize>,
        differences: &mut Vec<Difference>,
    ) -> Result<CompareTotals, BulkError> {
        let (input, reported) = (self.input.rows_of(rows.clone()), self.reported.rows_of(rows.clone()));
        let mut found = Found {
            differences,
            max: self.differences_max,
            no_memory: false,
            first: rows.start,
            totals: CompareTotals::default(),
        };
        #[cfg(target_arch = "x86_64")]
        if self.run.is_for_kernel() && input.paid.is_none() {
            found.compare_by_kernel(&input, &reported, self.run);
            return found.totals();
        }
        let (mut parts, mut reasons) = ([[0_i64; ROWS]; 3], [0_u8; ROWS]);
        for start in (0..input.rows()).step_by(ROWS) {
            let part = start..start.saturating_add(ROWS).min(input.rows());
            let (rows, paid) = (input.rows_of(part.clone()), reported.rows_of(part.clone()));
            let [agency, creator, manager] = parts.each_mut().map(|column| first_of(column, part.len()).0);
            let reason = first_of(&mut reasons, part.len()).0;
            let out = PartsOut {
                agency_minor: &mut *agency,
                creator_minor: &mut *creator,
                manager_minor: &mut *manager,
                reason: &mut *reason,
            };
            found.totals.expect(self.run.split(&rows, out));
            let rows = Rows { first: start, due: [agency, creator, manager], paid };
            found.look(rows, |row, _| cell(reason, row.saturating_sub(start)));
        }
        found.totals()
    }
}

/// Some rows, equally many in every column.
#[derive(Clone, Copy)]
struct Rows<'a> {
    /// The number of the first one.
    first: usize,
    due: [&'a [i64]; 3],
    paid: ReportedColumns<'a>,
}

/// What was found so far, by one thread.
struct Found<'a> {
    differences: &'a mut Vec<Difference>,
    max: usize,
    /// Whether there was none for the list.
    no_memory: bool,
    /// The number of the thread's first row.
    first: usize,
    totals: CompareTotals,
}

impl Found<'_> {
    #[cfg(target_arch = "x86_64")]
    fn compare_by_kernel(&mut self, input: &Bulk<'_>, reported: &ReportedColumns<'_>, run: Run) {
        let Run { policy, instructions, .. } = run;
        let mut exact = Exact { input, policy, totals: Totals::default(), reason: &mut [] };
        let mut differ = |row: usize, due: [&[i64]; 3]| {
            let paid = reported.rows_of(row..row.saturating_add(due[0].len()));
            let refusal =
                |row| Exact { input, policy, totals: Totals::default(), reason: &mut [] }.row_apart(row).1;
            // A refused row gives zeros, which few others do.
            self.look(
                Rows { first: row, due, paid },
                |row, due| if due == [0; 3] { refusal(row) } else { 0 },
            );
        };
        let due = kernel::compare(
            instructions,
            input,
            policy,
            reported,
            &mut |row| exact.row_apart(row).0,
            &mut differ,
        );
        self.totals.expect(due);
        self.totals.expect(exact.totals);
    }

    /// Looks at rows one by one. `reason` tells why a row was refused, or 0.
    fn look(&mut self, rows: Rows<'_>, reason: impl Fn(usize, [i64; 3]) -> u8) {
        let [agency, creator, manager] = rows.due;
        let due = agency.iter().zip(creator).zip(manager);
        let paid = rows.paid.agency_minor.iter().zip(rows.paid.creator_minor).enumerate();
        for ((place, (&to_agency, &to_creator)), ((&agency, &creator), &manager)) in paid.zip(due) {
            let row = rows.first.saturating_add(place);
            let to_manager = rows.paid.manager_minor.map_or(0, |column| cell(column, place));
            let (due, paid) = ([agency, creator, manager], [to_agency, to_creator, to_manager]);
            match reason(row, due) {
                0 if due == paid => {}
                0 => {
                    self.totals.differ(due, paid);
                    self.list(row, AMOUNT_DIFFERS, due);
                }
                refused => self.list(row, refused, due),
            }
        }
    }

    fn totals(&self) -> Result<CompareTotals, BulkError> {
        if self.no_memory { Err(BulkError::NoMemory) } else { Ok(self.totals) }
    }

    fn list(&mut self, row: usize, reason: u8, [agency, creator, manager]: [i64; 3]) {
        if self.differences.len() < self.max {
            if self.differences.try_reserve(1).is_err() {
                (self.no_memory, self.max) = (true, 0);
                return;
            }
            self.differences.push(Difference {
                row: self.first.saturating_add(row),
                reason,
                expected_agency_minor: agency,
                expected_creator_minor: creator,
                expected_manager_minor: manager,
            });
        }
    }
}

impl CompareTotals {
    /// Rows that were split. They are taken to be reported as they are due, until [`Self::differ`] says otherwise.
    fn expect(&mut self, due: Totals) {
        self.merge(Self {
            rows: due.rows,
            differing: 0,
            refused: due.refused,
            expected_agency_minor: due.agency_minor,
            expected_creator_minor: due.creator_minor,
            expected_manager_minor: due.manager_minor,
            reported_agency_minor: due.agency_minor,
            reported_creator_minor: due.creator_minor,
            reported_manager_minor: due.manager_minor,
        });
    }

    /// One of them that differs.
    fn differ(&mut self, due: [i64; 3], paid: [i64; 3]) {
        let [due, paid] = [due, paid].map(|amounts| amounts.map(i128::from));
        let more = |party: usize| paid[party].wrapping_sub(due[party]);
        self.merge(Self {
            differing: 1,
            reported_agency_minor: more(0),
            reported_creator_minor: more(1),
            reported_manager_minor: more(2),
            ..Self::default()
        });
    }

    /// Adds other rows. As many amounts of 64 bits as memory can hold have a sum of 128 bits: nothing wraps.
    fn merge(&mut self, other: Self) {
        self.rows = self.rows.wrapping_add(other.rows);
        self.differing = self.differing.wrapping_add(other.differing);
        self.refused = self.refused.wrapping_add(other.refused);
        for (sum, more) in [
            (&mut self.expected_agency_minor, other.expected_agency_minor),
            (&mut self.expected_creator_minor, other.expected_creator_minor),
            (&mut self.expected_manager_minor, other.expected_manager_minor),
            (&mut self.reported_agency_minor, other.reported_agency_minor),
            (&mut self.reported_creator_minor, other.reported_creator_minor),
            (&mut self.reported_manager_minor, other.reported_manager_minor),
        ] {
            *sum = sum.wrapping_add(more);
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests;
