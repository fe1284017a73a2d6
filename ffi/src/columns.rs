//! Whole columns of order lines.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use std::ffi::CString;
use std::num::NonZeroUsize;
use std::panic::catch_unwind;
use std::sync::OnceLock;

use partner_campaigns::{
    Bulk, BulkError, BulkOptions, BulkTerms, InstructionSet, PaidColumns, PartsOut, StreamingStores, Totals,
    reason_rule, split_into,
};

use crate::column_types::{pc_i64_buffer, pc_i64_column, pc_u8_buffer, pc_u16_column, pc_u32_column};
use crate::error::{Failure, guard, pc_error};
use crate::memory::{Extent, Growing, check_apart, extent, sized_input, sized_output, slice, slice_mut};
use crate::policy::pc_policy;
use crate::split::pc_int128;
use crate::status::{PC_STATUS_BAD_ENUM, PC_STATUS_INVALID_ARGUMENT, PC_STATUS_NO_MEMORY, pc_status};
use crate::terms::pc_terms;
use crate::text::pc_str;

/// Which instructions a bulk split uses: one of the `PC_INSTRUCTIONS_` numbers. The results are the same bytes.
pub type pc_instructions = u32;
/// The best that this processor has. The default.
pub const PC_INSTRUCTIONS_AUTO: pc_instructions = 0;
/// Plain Rust, on any processor: groups of rows that the compiler turns into vectors.
pub const PC_INSTRUCTIONS_PORTABLE: pc_instructions = 1;
/// The baseline of x86-64.
pub const PC_INSTRUCTIONS_SSE2: pc_instructions = 2;
/// AVX2 and FMA.
pub const PC_INSTRUCTIONS_AVX2: pc_instructions = 3;
/// AVX-512 F, BW, DQ and VL.
pub const PC_INSTRUCTIONS_AVX512: pc_instructions = 4;

/// Whether results are written past the caches: one of the `PC_STREAMING_` numbers. The results are the same bytes.
pub type pc_streaming = u32;
/// From 65536 rows on. The default.
pub const PC_STREAMING_AUTO: pc_streaming = 0;
/// Always, where the outputs begin at the same place of a 64-byte line.
pub const PC_STREAMING_ON: pc_streaming = 1;
/// Never.
pub const PC_STREAMING_OFF: pc_streaming = 2;

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
    /// NULL, or terms that stand for the three columns of rates, which are then to be left empty.
    pub terms: *const pc_terms,
    /// Which of `terms` each row has; a row with an id that they have not is refused as F008. `data` is NULL where every
    /// row has the terms 0.
    pub terms_id: pc_u32_column,
    /// What the campaign agency was paid before a refund. With the three of them the results are adjustments, the split
    /// less what was paid; `data` of all three is NULL where there is none.
    pub paid_agency_minor: pc_i64_column,
    /// What the creators kept before a refund.
    pub paid_creator_minor: pc_i64_column,
    /// What the managing agencies were paid before a refund.
    pub paid_manager_minor: pc_i64_column,
    /// Among how many threads the rows are divided at most, the caller's own among them; 0 is 1. Never more than 256, nor
    /// more than one for 4096 rows. Where the system has fewer, the rows are divided among those that there are, the
    /// caller's own at least.
    pub threads: u32,
    /// Which instructions are used.
    pub instructions: pc_instructions,
    /// Whether results are written past the caches.
    pub streaming: pc_streaming,
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
    /// 0, or the number of the first rule that the row breaks (3 for M003, 108 for F008; `pc_reason_rule` gives the code).
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
/// is no failure of the call. Fails with `PC_STATUS_INVALID_ARGUMENT` for instructions that this processor has not, and
/// for rates beside terms. It takes no memory that grows with the rows.
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
        let options = options(input)?;
        apart(input, output)?;
        // SAFETY: by contract each is NULL or as long as it says.
        let bulk = unsafe { read(input)? };
        // SAFETY: the same, and `apart` has seen that they overlap neither each other nor an input.
        let out = unsafe { written(output)? };
        totals.write(split_into(&bulk, policy, options, out)?.into());
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

fn apart(input: &pc_split_columns_input, output: &pc_split_columns_output) -> Result<(), Failure> {
    let written = |buffer: pc_i64_buffer, name| extent(buffer.data, buffer.length, name);
    check_apart(
        &[
            written(output.agency_minor, "agency_minor")?,
            written(output.creator_minor, "creator_minor")?,
            written(output.manager_minor, "manager_minor")?,
            extent(output.reason.data, output.reason.length, "reason")?,
        ],
        &extents(input)?,
    )
}

/// The memory of every column that is read.
pub(crate) fn extents(input: &pc_split_columns_input) -> Result<Vec<Extent>, Failure> {
    let amounts = |column: pc_i64_column, name| extent(column.data, column.length, name);
    let rates = |column: pc_u16_column, name| extent(column.data, column.length, name);
    Ok(vec![
        amounts(input.base_minor, "base_minor")?,
        rates(input.total_rate_bps, "total_rate_bps")?,
        rates(input.creator_rate_bps, "creator_rate_bps")?,
        rates(input.manager_share_bps, "manager_share_bps")?,
        amounts(input.tax_minor, "tax_minor")?,
        extent(input.terms_id.data, input.terms_id.length, "terms_id")?,
        amounts(input.paid_agency_minor, "paid_agency_minor")?,
        amounts(input.paid_creator_minor, "paid_creator_minor")?,
        amounts(input.paid_manager_minor, "paid_manager_minor")?,
    ])
}

pub(crate) fn options(input: &pc_split_columns_input) -> Result<BulkOptions, Failure> {
    let unknown = |name: &str, number: u32| {
        Failure::new(PC_STATUS_BAD_ENUM, format!("`{name}` is {number}: it is none of the constants"))
    };
    let threads = usize::try_from(input.threads).ok().and_then(NonZeroUsize::new);
    Ok(BulkOptions {
        threads: threads.unwrap_or(NonZeroUsize::MIN),
        instructions: match input.instructions {
            PC_INSTRUCTIONS_AUTO => InstructionSet::Auto,
            PC_INSTRUCTIONS_PORTABLE => InstructionSet::Portable,
            PC_INSTRUCTIONS_SSE2 => InstructionSet::Sse2,
            PC_INSTRUCTIONS_AVX2 => InstructionSet::Avx2,
            PC_INSTRUCTIONS_AVX512 => InstructionSet::Avx512,
            number => return Err(unknown("instructions", number)),
        },
        streaming: match input.streaming {
            PC_STREAMING_AUTO => StreamingStores::Auto,
            PC_STREAMING_ON => StreamingStores::On,
            PC_STREAMING_OFF => StreamingStores::Off,
            number => return Err(unknown("streaming", number)),
        },
    })
}

impl From<BulkError> for Failure {
    fn from(error: BulkError) -> Self {
        match error {
            BulkError::Length(error) => error.into(),
            BulkError::Unavailable(_) => Self::new(PC_STATUS_INVALID_ARGUMENT, error.to_string()),
            BulkError::NoMemory => Self::new(PC_STATUS_NO_MEMORY, error.to_string()),
        }
    }
}

/// # Safety
/// Each column is NULL, misaligned, or good to read as many values as it says, for as long as `'a`; the terms are NULL or
/// a live handle.
pub(crate) unsafe fn read<'a>(input: &pc_split_columns_input) -> Result<Bulk<'a>, Failure> {
    // SAFETY: the same contract, for each of them.
    let amounts = |column: pc_i64_column, name| unsafe { slice::<i64>(column.data, column.length, name) };
    // SAFETY: the same.
    let rates = |column: pc_u16_column, name| unsafe { slice::<u16>(column.data, column.length, name) };
    let total_rate_bps = rates(input.total_rate_bps, "total_rate_bps")?;
    let creator_rate_bps = rates(input.creator_rate_bps, "creator_rate_bps")?;
    let manager_share_bps = rates(input.manager_share_bps, "manager_share_bps")?;
    // SAFETY: the same.
    let ids = unsafe { slice(input.terms_id.data, input.terms_id.length, "terms_id")? };
    let terms = if input.terms.is_null() {
        let manager_share_bps = Some(manager_share_bps);
        BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps }
    } else {
        if !(total_rate_bps.is_empty() && creator_rate_bps.is_empty() && manager_share_bps.is_empty()) {
            let message = "rates stand beside `terms`: leave `total_rate_bps`, `creator_rate_bps` and `manager_share_bps` empty";
            return Err(Failure::new(PC_STATUS_INVALID_ARGUMENT, message));
        }
        // SAFETY: not NULL, so a live handle.
        let table = unsafe { &(*input.terms).0 };
        match table.get(0) {
            Some(only) if input.terms_id.data.is_null() => BulkTerms::One(only),
            _ => BulkTerms::Table { terms_id: ids, table },
        }
    };
    let paid = PaidColumns {
        agency_minor: amounts(input.paid_agency_minor, "paid_agency_minor")?,
        creator_minor: amounts(input.paid_creator_minor, "paid_creator_minor")?,
        manager_minor: amounts(input.paid_manager_minor, "paid_manager_minor")?,
    };
    let columns = [input.paid_agency_minor, input.paid_creator_minor, input.paid_manager_minor];
    let taxes = amounts(input.tax_minor, "tax_minor")?;
    Ok(Bulk {
        base_minor: amounts(input.base_minor, "base_minor")?,
        terms,
        tax_minor: (!input.tax_minor.data.is_null()).then_some(taxes),
        paid: columns.iter().any(|column| !column.data.is_null()).then_some(paid),
    })
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
