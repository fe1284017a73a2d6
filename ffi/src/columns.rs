//! Whole columns of order lines.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use std::ffi::CString;
use std::panic::catch_unwind;
use std::sync::OnceLock;

use partner_campaigns::{Columns, PartsOut, Totals, reason_rule, split_columns};

use crate::error::{Failure, guard, pc_error};
use crate::memory::{Growing, check_apart, extent, sized_input, sized_output, slice, slice_mut};
use crate::policy::pc_policy;
use crate::split::pc_int128;
use crate::status::pc_status;
use crate::text::pc_str;

/// A column to be read. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_i64_column {
    /// The first value.
    pub data: *const i64,
    /// How many values, not bytes.
    pub length: usize,
}

/// A column to be read. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_u16_column {
    /// The first value.
    pub data: *const u16,
    /// How many values, not bytes.
    pub length: usize,
}

/// A column to be written; it need not be initialised. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_i64_buffer {
    /// Where the first value goes.
    pub data: *mut i64,
    /// How many values fit, not bytes.
    pub length: usize,
}

/// A column to be written; it need not be initialised. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_u8_buffer {
    /// Where the first value goes.
    pub data: *mut u8,
    /// How many values fit.
    pub length: usize,
}

/// Order lines as columns, all as long as `base_minor`. Begin with `PC_SPLIT_COLUMNS_INPUT_INIT`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_split_columns_input {
    /// `sizeof(pc_split_columns_input)`.
    pub size: usize,
    /// How to split.
    pub policy: pc_policy,
    /// Commission bases, net of refunds, in minor units.
    pub base_minor: pc_i64_column,
    /// Total rates, in basis points.
    pub total_rate_bps: pc_u16_column,
    /// Creator rates, in basis points.
    pub creator_rate_bps: pc_u16_column,
    /// Managing shares, in basis points: 0 where there is no manager, or where the campaign agency is the manager and its
    /// share is waived. A bare column has already decided it.
    pub manager_share_bps: pc_u16_column,
    /// Tax withheld from the creator commission, in minor units; `data` is NULL where none was.
    pub tax_minor: pc_i64_column,
}

// SAFETY: `#[repr(C)]` of numbers and raw pointers only, the first a `usize`.
unsafe impl Growing for pc_split_columns_input {}

/// The columns to be written, caller-owned, each as long as the input's. Begin with `PC_SPLIT_COLUMNS_OUTPUT_INIT`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_split_columns_output {
    /// `sizeof(pc_split_columns_output)`.
    pub size: usize,
    /// The campaign agency's parts, in minor units; 0 in a refused row.
    pub agency_minor: pc_i64_buffer,
    /// What the creators keep, in minor units; 0 in a refused row.
    pub creator_minor: pc_i64_buffer,
    /// The managing agencies' parts, in minor units; 0 in a refused row.
    pub manager_minor: pc_i64_buffer,
    /// 0, or the number of the first rule that the row breaks (3 for M003; `pc_reason_rule` gives the code).
    pub reason: pc_u8_buffer,
}

// SAFETY: `#[repr(C)]` of numbers and raw pointers only, the first a `usize`.
unsafe impl Growing for pc_split_columns_output {}

/// Sums over all rows that were split. Begin with `PC_SPLIT_TOTALS_INIT`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_split_totals {
    /// `sizeof(pc_split_totals)`, set by the caller.
    pub size: usize,
    /// Rows split.
    pub rows: u64,
    /// Rows refused.
    pub refused: u64,
    /// Sum of the agencies' parts, in minor units.
    pub agency_minor: pc_int128,
    /// Sum of what creators keep, in minor units.
    pub creator_minor: pc_int128,
    /// Sum of the managing agencies' parts, in minor units.
    pub manager_minor: pc_int128,
}

// SAFETY: `#[repr(C)]` of numbers only, the first a `usize`.
unsafe impl Growing for pc_split_totals {}

impl From<Totals> for pc_split_totals {
    fn from(totals: Totals) -> Self {
        Self {
            size: size_of::<Self>(),
            rows: totals.rows,
            refused: totals.refused,
            agency_minor: totals.agency_minor.into(),
            creator_minor: totals.creator_minor.into(),
            manager_minor: totals.manager_minor.into(),
        }
    }
}

/// Splits every row of the columns, with the results of `pc_split`. A row that the rules refuse is marked in `reason`, and
/// is no failure of the call.
///
/// Any number of threads at once, each with outputs of its own. `input`, `output` and `totals` must not be NULL; `error`
/// may be. No output column may overlap another column. Nothing is written where a column's length, pointer or overlap
/// is refused.
///
/// # Safety
/// Each pointer is as the head of this header says, those in the structs too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_split_columns(
    input: *const pc_split_columns_input,
    output: *const pc_split_columns_output,
    totals: *mut pc_split_totals,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or structs that begin with their size.
        let (input, output, totals) = unsafe {
            (sized_input(input, "input")?, sized_input(output, "output")?, sized_output(totals, "totals")?)
        };
        let policy = input.policy.checked()?;
        apart(input, output)?;
        // SAFETY: by contract each is NULL or as long as it says.
        let columns = unsafe { read(input)? };
        // SAFETY: the same, and `apart` has seen that they overlap neither each other nor an input.
        let out = unsafe { written(output)? };
        totals.write(split_columns(&columns, policy, out)?.into());
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

fn apart(input: &pc_split_columns_input, output: &pc_split_columns_output) -> Result<(), Failure> {
    let amounts = |column: pc_i64_column, name| extent(column.data, column.length, name);
    let rates = |column: pc_u16_column, name| extent(column.data, column.length, name);
    let written = |buffer: pc_i64_buffer, name| extent(buffer.data, buffer.length, name);
    check_apart(
        &[
            written(output.agency_minor, "agency_minor")?,
            written(output.creator_minor, "creator_minor")?,
            written(output.manager_minor, "manager_minor")?,
            extent(output.reason.data, output.reason.length, "reason")?,
        ],
        &[
            amounts(input.base_minor, "base_minor")?,
            rates(input.total_rate_bps, "total_rate_bps")?,
            rates(input.creator_rate_bps, "creator_rate_bps")?,
            rates(input.manager_share_bps, "manager_share_bps")?,
            amounts(input.tax_minor, "tax_minor")?,
        ],
    )
}

/// # Safety
/// Each column is NULL, misaligned, or good to read as many values as it says, for as long as `'a`.
unsafe fn read<'a>(input: &pc_split_columns_input) -> Result<Columns<'a>, Failure> {
    let pc_split_columns_input {
        base_minor: base,
        total_rate_bps: total,
        creator_rate_bps: creator,
        manager_share_bps: share,
        tax_minor: tax,
        ..
    } = *input;
    // SAFETY: the same contract.
    unsafe {
        let taxes = slice(tax.data, tax.length, "tax_minor")?;
        Ok(Columns {
            base_minor: slice(base.data, base.length, "base_minor")?,
            total_rate_bps: slice(total.data, total.length, "total_rate_bps")?,
            creator_rate_bps: slice(creator.data, creator.length, "creator_rate_bps")?,
            manager_share_bps: slice(share.data, share.length, "manager_share_bps")?,
            tax_minor: (!tax.data.is_null()).then_some(taxes),
        })
    }
}

/// # Safety
/// Each column is NULL, misaligned, or good to write as many values as it says, for as long as `'a`, and overlaps nothing
/// that anybody else uses meanwhile.
unsafe fn written<'a>(output: &pc_split_columns_output) -> Result<PartsOut<'a>, Failure> {
    let pc_split_columns_output {
        agency_minor: agency,
        creator_minor: creator,
        manager_minor: manager,
        reason,
        ..
    } = *output;
    // SAFETY: the same contract.
    unsafe {
        Ok(PartsOut {
            agency_minor: slice_mut(agency.data, agency.length, "agency_minor")?,
            creator_minor: slice_mut(creator.data, creator.length, "creator_minor")?,
            manager_minor: slice_mut(manager.data, manager.length, "manager_minor")?,
            reason: slice_mut(reason.data, reason.length, "reason")?,
        })
    }
}

/// The code of the rule that a number in a `reason` column stands for, as "M003"; an empty text where it stands for none.
///
/// Static, not to be freed. Any thread, any time.
#[unsafe(no_mangle)]
pub extern "C" fn pc_reason_rule(reason: u8) -> pc_str {
    static CODES: OnceLock<Vec<CString>> = OnceLock::new();
    let code = |number| reason_rule(number).map_or("", |rule| rule.code);
    let all = || (0..=u8::MAX).map(|number| CString::new(code(number)).unwrap_or_default()).collect();
    let found = catch_unwind(|| CODES.get_or_init(all).get(usize::from(reason))).ok().flatten();
    found.map_or(pc_str::EMPTY, |code| pc_str { data: code.as_ptr(), length: code.count_bytes() })
}
