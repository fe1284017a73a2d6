//! What is split by vectors and what row by row, and the choice of the body that does it.

use std::ops::Range;

use super::body::{Job, body, mixed};
use super::lanes::{Avx2, Avx512, BLOCK, GROUP, Sse2};
use super::law::{AGENCY, CREATOR, SEPARATE, UNBIASED};
use super::stores::{COMPARED, GATHERED, KEPT, STREAMED};
use super::terms::{One, Rates, Table, ThreeColumns, TwoColumns};
use crate::split::bulk::{Bulk, BulkTerms, Totals};
use crate::split::options::InstructionSet;
use crate::value::policy::{Policy, RemainderHolder};
use crate::value::rounding::Rounding;

/// A cache line in bytes, which is a block of numbers.
const LINE: usize = 64;

/// Whether this processor has the instructions.
pub(in crate::split) fn available(set: InstructionSet) -> bool {
    match set {
        InstructionSet::Auto | InstructionSet::Portable | InstructionSet::Sse2 => true,
        InstructionSet::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
        InstructionSet::Avx512 => {
            available(InstructionSet::Avx2)
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
        }
    }
}

/// Splits all rows with the managing share before tax. `exact` splits one row, marks it where it is refused, and counts
/// it; `out.reason` is not touched here.
///
/// An instruction set that this processor does not have is as good as [`InstructionSet::Sse2`].
pub(in crate::split) fn split(
    set: InstructionSet,
    input: &Bulk<'_>,
    policy: Policy,
    streaming: bool,
    [agency, creator, manager]: [&mut [i64]; 3],
    exact: &mut dyn FnMut(usize) -> [i64; 3],
) -> Totals {
    let set = if available(set) { set } else { InstructionSet::Sse2 };
    let rows = rows_of_all(input).min(agency.len()).min(creator.len()).min(manager.len());
    let out = [agency.as_mut_ptr(), creator.as_mut_ptr(), manager.as_mut_ptr()];
    // Whole lines are streamed as they are computed where all three columns begin at the same place of a line.
    let place = out[0].addr() % LINE;
    let stores = match streaming {
        false => KEPT,
        true if out.iter().any(|column| column.addr() % LINE != place) => GATHERED,
        true => STREAMED,
    };
    let first = match stores {
        _ if knows_no_terms(input) => rows,
        // A block before the first group is what a line that it shares with rows before it is filled up from.
        GATHERED => out[0].align_offset(LINE).saturating_add(BLOCK).min(rows),
        STREAMED => out[0].align_offset(LINE).min(rows),
        _ => 0,
    };
    let end = first.saturating_add(rows.saturating_sub(first) / GROUP * GROUP);
    for row in (0..first).chain(end..rows) {
        for (column, part) in out.iter().zip(exact(row)) {
            // SAFETY: the row is below the length of every column.
            unsafe { column.add(row).write(part) };
        }
    }
    groups(
        Run { set, holder: policy.remainder, stores },
        input,
        policy,
        out,
        first..end,
        exact,
        &mut |_, _| (),
    )
}

/// Whether no id is one of the table's, as it is empty.
pub(super) fn knows_no_terms(input: &Bulk<'_>) -> bool {
    matches!(input.terms, BulkTerms::Table { table, .. } if table.is_empty())
}

/// Whole groups of rows. Every column that is read is as long, and so are those of `out`, which begin as [`body`] says.
pub(super) fn groups(
    run: Run,
    input: &Bulk<'_>,
    policy: Policy,
    out: [*mut i64; 3],
    rows: Range<usize>,
    exact: &mut dyn FnMut(usize) -> [i64; 3],
    differ: &mut dyn FnMut(usize, [&[i64]; 3]),
) -> Totals {
    let (bias, limit_bits) = match policy.rounding {
        Rounding::HalfEven => (0.0, 39),
        Rounding::HalfUp => (0.5, 38),
        Rounding::Up => (4999.5, 38),
        Rounding::Down => (-4999.5, 38),
    };
    let base = input.base_minor.as_ptr();
    let (first, end, high) = (rows.start, rows.end, -1 << limit_bits);
    let job = Job { base, out, first, end, high, bias, totals: Totals::default(), exact, differ };
    match input.terms {
        BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps: Some(share) } => {
            let (total, creator) = (total_rate_bps.as_ptr(), creator_rate_bps.as_ptr());
            run.with(job, ThreeColumns { total, creator, share: share.as_ptr() })
        }
        BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps: None } => {
            let (total, creator) = (total_rate_bps.as_ptr(), creator_rate_bps.as_ptr());
            run.with(job, TwoColumns { total, creator })
        }
        BulkTerms::One(terms) => run.with(job, One::new(terms)),
        BulkTerms::Table { terms_id, table } => {
            let entries = table.packed();
            let last = u32::try_from(entries.len().saturating_sub(1)).unwrap_or(u32::MAX);
            run.with(job, Table { ids: terms_id.as_ptr(), entries: entries.as_ptr(), last })
        }
    }
}

/// How many rows every column that a body reads has.
pub(super) fn rows_of_all(input: &Bulk<'_>) -> usize {
    let rates = match input.terms {
        BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps } => {
            let shares = manager_share_bps.map_or(usize::MAX, <[u16]>::len);
            total_rate_bps.len().min(creator_rate_bps.len()).min(shares)
        }
        BulkTerms::One(_) => usize::MAX,
        BulkTerms::Table { terms_id, .. } => terms_id.len(),
    };
    input.rows().min(rates)
}

/// Which body.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub(super) set: InstructionSet,
    pub(super) holder: RemainderHolder,
    pub(super) stores: u8,
}

impl Run {
    fn with<R: Rates>(self, mut job: Job<'_>, rates: R) -> Totals {
        use RemainderHolder::{Agency, Creator, Separate};
        macro_rules! choose {
            ($body:ident) => {
                // SAFETY: `split` has seen that the processor has the instructions, and made the job of whole columns.
                unsafe {
                    match (self.holder, self.stores) {
                        (Agency, KEPT) => $body::<R, AGENCY, KEPT>(&mut job, rates),
                        (Agency, STREAMED) => $body::<R, AGENCY, STREAMED>(&mut job, rates),
                        (Creator, KEPT) => $body::<R, CREATOR, KEPT>(&mut job, rates),
                        (Creator, STREAMED) => $body::<R, CREATOR, STREAMED>(&mut job, rates),
                        (Separate, KEPT) => $body::<R, SEPARATE, KEPT>(&mut job, rates),
                        (Separate, STREAMED) => $body::<R, SEPARATE, STREAMED>(&mut job, rates),
                        (Agency, COMPARED) => $body::<R, AGENCY, COMPARED>(&mut job, rates),
                        (Creator, COMPARED) => $body::<R, CREATOR, COMPARED>(&mut job, rates),
                        (Separate, COMPARED) => $body::<R, SEPARATE, COMPARED>(&mut job, rates),
                        (Agency, _) => $body::<R, AGENCY, GATHERED>(&mut job, rates),
                        (Creator, _) => $body::<R, CREATOR, GATHERED>(&mut job, rates),
                        (Separate, _) => $body::<R, SEPARATE, GATHERED>(&mut job, rates),
                    }
                }
            };
        }
        match self.set {
            InstructionSet::Avx512 => choose!(avx512),
            InstructionSet::Avx2 => choose!(avx2),
            _ if job.bias == 0.0 && self.holder == Agency => {
                // SAFETY: as above.
                unsafe {
                    match self.stores {
                        KEPT => sse2::<R, UNBIASED, KEPT>(&mut job, rates),
                        STREAMED => sse2::<R, UNBIASED, STREAMED>(&mut job, rates),
                        COMPARED => sse2::<R, UNBIASED, COMPARED>(&mut job, rates),
                        _ => sse2::<R, UNBIASED, GATHERED>(&mut job, rates),
                    }
                }
            }
            InstructionSet::Auto | InstructionSet::Portable | InstructionSet::Sse2 => choose!(sse2),
        }
        if self.stores != KEPT && self.stores != COMPARED {
            // SAFETY: SSE is part of x86-64. Streamed stores are ordered before whatever tells another thread of them.
            unsafe { std::arch::x86_64::_mm_sfence() };
        }
        job.totals
    }
}

/// The bodies on an instruction set.
macro_rules! bodies {
    ($body:ident, $mixed:ident, $lanes:ty, $(#[$features:meta])*) => {
        /// # Safety
        /// As [`body`]; the processor has the instructions.
        $(#[$features])*
        #[inline(never)]
        unsafe fn $body<R: Rates, const LAW: u8, const STORES: u8>(job: &mut Job<'_>, rates: R) {
            // SAFETY: the same contract.
            unsafe { body::<$lanes, R, LAW, STORES>(job, rates, $mixed::<R, LAW, STORES>) };
        }

        /// # Safety
        /// As [`mixed`]; the processor has the instructions.
        $(#[$features])*
        #[cold]
        #[inline(never)]
        unsafe fn $mixed<R: Rates, const LAW: u8, const STORES: u8>(
            job: &mut Job<'_>,
            rates: &R,
            row: usize,
            out: [*mut i64; 3],
        ) {
            // SAFETY: the same contract.
            unsafe { mixed::<$lanes, R, LAW, STORES>(job, rates, row, out) };
        }
    };
}

bodies!(avx512, avx512_mixed, Avx512, #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]);
bodies!(avx2, avx2_mixed, Avx2, #[target_feature(enable = "avx2,fma")]);
bodies!(sse2, sse2_mixed, Sse2,);
