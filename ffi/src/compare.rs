//! Whole columns of what was reported paid, against the split.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use partner_campaigns::{CompareTotals, Difference, ReportedColumns, compare_columns};

use crate::column_types::{pc_i64_buffer, pc_i64_column, pc_u8_buffer};
use crate::columns::{extents, options, pc_split_columns_input, read};
use crate::error::{Failure, guard, pc_error};
use crate::memory::{Growing, check_apart, extent, sized_input, sized_output, slice, slice_mut};
use crate::split::pc_int128;
use crate::status::{PC_STATUS_BAD_LENGTH, pc_status};

/// A column to be written; it need not be initialised. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_u64_buffer {
    /// Where the first value goes.
    pub data: *mut u64,
    /// How many values fit, not bytes.
    pub length: usize,
}

/// What was reported paid for each row, all as long as the input's `base_minor`; any number may stand there. Begin with
/// `PC_REPORTED_COLUMNS_INIT`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_reported_columns {
    /// `sizeof(pc_reported_columns)`.
    pub size: usize,
    /// What the campaign agencies were paid, in minor units.
    pub agency_minor: pc_i64_column,
    /// What the creators were paid to keep, in minor units. Where only their commission before the managing share is known,
    /// leave the shares out of the terms: the creator's part then is that commission.
    pub creator_minor: pc_i64_column,
    /// What the managing agencies were paid, in minor units; `data` is NULL where that is 0 everywhere.
    pub manager_minor: pc_i64_column,
}

// SAFETY: `#[repr(C)]` of numbers and raw pointers only, the first a `usize`.
unsafe impl Growing for pc_reported_columns {}

/// Where the rows go that differ or are refused: caller-owned columns, all as long as `row`. Begin with
/// `PC_DIFFERENCES_INIT`, which has room for none: they are counted all the same.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_differences {
    /// `sizeof(pc_differences)`.
    pub size: usize,
    /// The numbers of the rows, from 0 on, in their order.
    pub row: pc_u64_buffer,
    /// 101 (F001) where a reported amount is not the one that is due, else the number of the rule for which the row was
    /// refused and not compared; `pc_reason_rule` gives the code of both.
    pub reason: pc_u8_buffer,
    /// What the campaign agency is due, in minor units; 0 in a refused row.
    pub expected_agency_minor: pc_i64_buffer,
    /// What the creator is due, in minor units; 0 in a refused row.
    pub expected_creator_minor: pc_i64_buffer,
    /// What the managing agency is due, in minor units; 0 in a refused row.
    pub expected_manager_minor: pc_i64_buffer,
}

// SAFETY: `#[repr(C)]` of numbers and raw pointers only, the first a `usize`.
unsafe impl Growing for pc_differences {}

/// Counts of all rows, and sums over those that were compared: differing or not, but not refused. Begin with
/// `PC_COMPARE_TOTALS_INIT`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_compare_totals {
    /// `sizeof(pc_compare_totals)`, set by the caller.
    pub size: usize,
    /// Rows compared.
    pub rows: u64,
    /// Rows of them that differ.
    pub differing: u64,
    /// Rows refused.
    pub refused: u64,
    /// How many rows were written to the differences: all that differ or are refused, or the first ones that fit.
    pub listed: u64,
    /// Sum of what the agencies are due, in minor units.
    pub expected_agency_minor: pc_int128,
    /// Sum of what creators are due, in minor units.
    pub expected_creator_minor: pc_int128,
    /// Sum of what the managing agencies are due, in minor units.
    pub expected_manager_minor: pc_int128,
    /// Sum of what the agencies were reported paid, in minor units.
    pub reported_agency_minor: pc_int128,
    /// Sum of what creators were reported paid, in minor units.
    pub reported_creator_minor: pc_int128,
    /// Sum of what the managing agencies were reported paid, in minor units.
    pub reported_manager_minor: pc_int128,
}

// SAFETY: `#[repr(C)]` of numbers only, the first a `usize`.
unsafe impl Growing for pc_compare_totals {}

impl pc_compare_totals {
    fn new(totals: CompareTotals, listed: u64) -> Self {
        Self {
            size: size_of::<Self>(),
            rows: totals.rows,
            differing: totals.differing,
            refused: totals.refused,
            listed,
            expected_agency_minor: totals.expected_agency_minor.into(),
            expected_creator_minor: totals.expected_creator_minor.into(),
            expected_manager_minor: totals.expected_manager_minor.into(),
            reported_agency_minor: totals.reported_agency_minor.into(),
            reported_creator_minor: totals.reported_creator_minor.into(),
            reported_manager_minor: totals.reported_manager_minor.into(),
        }
    }
}

/// Compares what was reported paid with what `pc_split_columns` says is due of the same input, row by row, and lists the
/// rows that differ or are refused, in their order. With `paid` columns in the input, reported adjustments are compared
/// with those that are due. What an orders export needs judged beyond its amounts is not judged here.
///
/// As many rows are written as `differences` has room for, the first ones; all are counted. Where `listed` is less than
/// `differing` and `refused` together, call again with room for so many, or with columns that begin after the last row that
/// was listed. What lies in the columns beyond `listed` stays as it was. Fails as `pc_split_columns` does, and with
/// `PC_STATUS_NO_MEMORY` where there is none for the rows to be listed, 40 bytes each; `streaming` counts for nothing.
///
/// Any number of threads at once, each with outputs of its own. `input`, `reported`, `differences` and `totals` must not be
/// NULL; `error` may be. No column to be written may overlap another column.
///
/// # Safety
/// Each pointer is as the head of this header says, those in the structs too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_compare_columns(
    input: *const pc_split_columns_input,
    reported: *const pc_reported_columns,
    differences: *const pc_differences,
    totals: *mut pc_compare_totals,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or structs that begin with their size.
        let (input, reported, differences, totals) = unsafe {
            (
                sized_input(input, "input")?,
                sized_input(reported, "reported")?,
                sized_input(differences, "differences")?,
                sized_output(totals, "totals")?,
            )
        };
        let policy = input.policy.checked()?;
        let options = options(input)?;
        apart(input, reported, differences)?;
        // SAFETY: by contract each is NULL or as long as it says.
        let (bulk, reported) = unsafe { (read(input)?, read_reported(reported)?) };
        // SAFETY: the same, and `apart` has seen that they overlap neither each other nor an input.
        let mut places = unsafe { Places::new(differences)? };
        let mut found = Vec::new();
        let sums = compare_columns(&bulk, &reported, policy, options, places.row.len(), &mut found)?;
        places.write(&found);
        totals.write(pc_compare_totals::new(sums, u64::try_from(found.len()).unwrap_or(u64::MAX)));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

fn apart(
    input: &pc_split_columns_input,
    reported: &pc_reported_columns,
    differences: &pc_differences,
) -> Result<(), Failure> {
    let amounts = |column: pc_i64_column, name| extent(column.data, column.length, name);
    let written = |buffer: pc_i64_buffer, name| extent(buffer.data, buffer.length, name);
    let mut read = extents(input)?;
    read.extend([
        amounts(reported.agency_minor, "reported_agency_minor")?,
        amounts(reported.creator_minor, "reported_creator_minor")?,
        amounts(reported.manager_minor, "reported_manager_minor")?,
    ]);
    check_apart(
        &[
            extent(differences.row.data, differences.row.length, "row")?,
            extent(differences.reason.data, differences.reason.length, "reason")?,
            written(differences.expected_agency_minor, "expected_agency_minor")?,
            written(differences.expected_creator_minor, "expected_creator_minor")?,
            written(differences.expected_manager_minor, "expected_manager_minor")?,
        ],
        &read,
    )
}

/// # Safety
/// Each column is NULL, misaligned, or good to read as many values as it says, for as long as `'a`.
unsafe fn read_reported<'a>(reported: &pc_reported_columns) -> Result<ReportedColumns<'a>, Failure> {
    // SAFETY: the same contract, for each of them.
    let amounts = |column: pc_i64_column, name| unsafe { slice::<i64>(column.data, column.length, name) };
    let manager_minor = amounts(reported.manager_minor, "reported_manager_minor")?;
    Ok(ReportedColumns {
        agency_minor: amounts(reported.agency_minor, "reported_agency_minor")?,
        creator_minor: amounts(reported.creator_minor, "reported_creator_minor")?,
        manager_minor: (!reported.manager_minor.data.is_null()).then_some(manager_minor),
    })
}

/// The columns of the differences, equally long.
struct Places<'a> {
    row: &'a mut [u64],
    reason: &'a mut [u8],
    expected: [&'a mut [i64]; 3],
}

impl Places<'_> {
    /// # Safety
    /// Each column is NULL, misaligned, or good to write as many values as it says, for as long as `'_`, and overlaps
    /// nothing that anybody else uses meanwhile.
    unsafe fn new(differences: &pc_differences) -> Result<Self, Failure> {
        let pc_differences {
            row,
            reason,
            expected_agency_minor: agency,
            expected_creator_minor: creator,
            expected_manager_minor: manager,
            ..
        } = *differences;
        for (name, length) in [
            ("reason", reason.length),
            ("expected_agency_minor", agency.length),
            ("expected_creator_minor", creator.length),
            ("expected_manager_minor", manager.length),
        ] {
            if length != row.length {
                let message =
                    format!("column {name} has room for {length} rows: row has it for {}", row.length);
                return Err(Failure::new(PC_STATUS_BAD_LENGTH, message));
            }
        }
        // SAFETY: the same contract.
        unsafe {
            Ok(Self {
                row: slice_mut(row.data, row.length, "row")?,
                reason: slice_mut(reason.data, reason.length, "reason")?,
                expected: [
                    slice_mut(agency.data, agency.length, "expected_agency_minor")?,
                    slice_mut(creator.data, creator.length, "expected_creator_minor")?,
                    slice_mut(manager.data, manager.length, "expected_manager_minor")?,
                ],
            })
        }
    }

    /// Writes as many as fit.
    fn write(&mut self, found: &[Difference]) {
        let [agencies, creators, managers] = &mut self.expected;
        let heads = self.row.iter_mut().zip(&mut *self.reason);
        let parts = agencies.iter_mut().zip(creators.iter_mut()).zip(managers.iter_mut());
        for (((row, reason), ((agency, creator), manager)), one) in heads.zip(parts).zip(found) {
            *row = u64::try_from(one.row).unwrap_or(u64::MAX);
            *reason = one.reason;
            *agency = one.expected_agency_minor;
            *creator = one.expected_creator_minor;
            *manager = one.expected_manager_minor;
        }
    }
}
