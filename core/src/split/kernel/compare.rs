//! The split compared with what was reported, group by group, while it is in registers and in the nearest cache.

use std::ops::Range;

use super::body::Job;
use super::lanes::{BLOCK, GROUP, Lanes};
use super::stores::{COMPARED, Gathered, asks_ahead};
use super::terms::fetch_group;
use super::x86::{Run, available, groups, knows_no_terms, rows_of_all};
use crate::split::bulk::{Bulk, ReportedColumns, Totals};
use crate::split::options::InstructionSet;
use crate::value::policy::Policy;

/// Splits all rows with the managing share before tax, and gives those rows to `differ` whose results may not be what was
/// reported, from a first one on: each row that differs or is refused is among them, and all come in order. `exact` splits
/// one row and counts it.
///
/// An instruction set that this processor does not have is as good as [`InstructionSet::Sse2`].
pub(in crate::split) fn compare(
    set: InstructionSet,
    input: &Bulk<'_>,
    policy: Policy,
    reported: &ReportedColumns<'_>,
    exact: &mut dyn FnMut(usize) -> [i64; 3],
    differ: &mut dyn FnMut(usize, [&[i64]; 3]),
) -> Totals {
    let set = if available(set) { set } else { InstructionSet::Sse2 };
    let manager = reported.manager_minor;
    let least = reported.agency_minor.len().min(reported.creator_minor.len());
    let rows = rows_of_all(input).min(least).min(manager.map_or(usize::MAX, <[i64]>::len));
    // They are only read: see `Gathered::compare`.
    let columns = [Some(reported.agency_minor), Some(reported.creator_minor), manager]
        .map(|column| column.map_or(std::ptr::null_mut(), |column| column.as_ptr().cast_mut()));
    let end = if knows_no_terms(input) { 0 } else { rows / GROUP * GROUP };
    let run = Run { set, holder: policy.remainder, stores: COMPARED };
    let totals = groups(run, input, policy, columns, 0..end, exact, differ);
    for row in end..rows {
        let parts = exact(row);
        differ(row, parts.each_ref().map(std::slice::from_ref));
    }
    totals
}

impl<const STORES: u8> Gathered<STORES> {
    /// Compares the results of the group that begins at `row` with what was reported, and asks for what comes next of that.
    ///
    /// # Safety
    /// As [`body`](super::body::body).
    #[inline(always)]
    pub(super) unsafe fn compare<V: Lanes>(&self, job: &mut Job<'_>, row: usize, clean: bool) {
        if STORES != COMPARED {
            return;
        }
        if asks_ahead::<V>(STORES) {
            for column in job.out.into_iter().filter(|column| !column.is_null()) {
                fetch_group::<V, _>(column, row);
            }
        }
        // SAFETY: the group's rows can be read of every column that is not NULL.
        if clean && !unsafe { self.differ::<V>(job.out, row, 0..V::GROUP) } {
            return;
        }
        for block in (0..V::GROUP).step_by(BLOCK) {
            let rows = block..block + BLOCK;
            // SAFETY: the same.
            if !clean || unsafe { self.differ::<V>(job.out, row, rows.clone()) } {
                (job.differ)(row + block, self.lines.each_ref().map(|lines| &lines[rows.clone()]));
            }
        }
    }

    /// Whether some rows of the group that begins at `row` are not as in the columns.
    ///
    /// # Safety
    /// The rows are whole vectors of the group. They can be read of every column that is not NULL; the processor has what
    /// `V` needs.
    #[inline(always)]
    unsafe fn differ<V: Lanes>(&self, columns: [*mut i64; 3], row: usize, rows: Range<usize>) -> bool {
        // SAFETY: by contract; the lines are longer than a group.
        unsafe {
            let mut bits = V::ints(0);
            for (column, lines) in columns.into_iter().zip(&self.lines) {
                let mut at = rows.start;
                while at < rows.end {
                    let part = V::load(lines.as_ptr().add(at));
                    let difference =
                        if column.is_null() { part } else { V::sub(part, V::load(column.add(row + at))) };
                    bits = V::or(bits, difference);
                    at += V::LANES;
                }
            }
            V::any(bits)
        }
    }
}
