//! The one body, and the choice of what it runs on.

use std::ops::Range;

use super::lanes::{Avx2, Avx512, BLOCK, GROUP, Lanes, Sse2};
use super::law::{AGENCY, CREATOR, Law, SEPARATE, UNBIASED};
use super::stores::{
    COMPARED, GATHERED, Gathered, KEPT, STREAMED, align_frame, asks_ahead, by_groups, by_lines, put,
    stream_lines,
};
use super::terms::{One, Rates, Table, ThreeColumns, TwoColumns, fetch_group};
use crate::policy::{Policy, RemainderHolder};
use crate::rounding::Rounding;
use crate::split::bulk::{Bulk, BulkTerms, Totals};
use crate::split::options::InstructionSet;

/// After how many rows the sums are emptied: `2^20 × 2^39` fits 64 bits.
const SPAN: usize = 1 << 20;

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

/// What a body works on: columns as pointers, good from row `first` to before row `end`, whole groups.
pub(super) struct Job<'a> {
    base: *const i64,
    pub(super) out: [*mut i64; 3],
    first: usize,
    end: usize,
    /// The bits that no base within the limit has.
    high: i64,
    bias: f64,
    totals: Totals,
    /// Splits a row through integers; what is refused gives zeros.
    exact: &'a mut dyn FnMut(usize) -> [i64; 3],
    /// Takes the results of rows from one on, where they are [`COMPARED`] and may not be what was reported.
    pub(super) differ: &'a mut dyn FnMut(usize, [&[i64]; 3]),
}

impl Job<'_> {
    /// Asks for the bases that come after a group.
    #[inline(always)]
    fn fetch(&self, row: usize) {
        fetch_group(self.base, row);
    }

    /// So many rows through whole numbers.
    #[cold]
    #[inline(never)]
    fn exact_rows(&mut self, first: usize, rows: usize) -> [[i64; BLOCK]; 3] {
        let mut parts = [[0; BLOCK]; 3];
        for lane in 0..rows {
            for (column, part) in parts.iter_mut().zip((self.exact)(first.saturating_add(lane))) {
                if let Some(cell) = column.get_mut(lane) {
                    *cell = part;
                }
            }
        }
        parts
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

/// # Safety
/// As [`body`]; the processor has AVX-512 F, BW, DQ and VL.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
unsafe fn avx512<R: Rates, const LAW: u8, const STORES: u8>(job: &mut Job<'_>, rates: R) {
    // SAFETY: the same contract.
    unsafe { body::<Avx512, R, LAW, STORES>(job, rates) };
}

/// # Safety
/// As [`body`]; the processor has AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
unsafe fn avx2<R: Rates, const LAW: u8, const STORES: u8>(job: &mut Job<'_>, rates: R) {
    // SAFETY: the same contract.
    unsafe { body::<Avx2, R, LAW, STORES>(job, rates) };
}

/// # Safety
/// As [`body`].
#[inline(never)]
unsafe fn sse2<R: Rates, const LAW: u8, const STORES: u8>(job: &mut Job<'_>, rates: R) {
    // SAFETY: the same contract.
    unsafe { body::<Sse2, R, LAW, STORES>(job, rates) };
}

/// Splits the rows of a job, group by group.
///
/// # Safety
/// The processor has what `V` needs. From `job.first` to before `job.end`, whole groups of the job's columns and of those
/// in `rates` can be read and written; where they are [`STREAMED`], each begins a cache line, and where they are
/// [`GATHERED`], a block of rows before them is written already. Where they are [`COMPARED`], `job.out` is only read, and
/// NULL where all of it is 0.
#[inline(always)]
unsafe fn body<V: Lanes, R: Rates, const LAW: u8, const STORES: u8>(job: &mut Job<'_>, rates: R) {
    align_frame::<V>(STORES);
    // SAFETY: all of it by the contract: rows stay within `first..end`, and `V` is what the processor has.
    unsafe {
        let law = Law::<V>::new(job.bias);
        let high = V::ints(job.high);
        let mut gathered = Gathered::<STORES>::new(job.out, &(job.first..job.end));
        let (base, columns) = (job.base, job.out); // not looked up again after every store
        let mut row = job.first;
        while row < job.end {
            let span_end = job.end.min(row + SPAN);
            let mut sums = [V::ints(0); 3];
            let mut exact = 0;
            let span = row;
            while row < span_end {
                let mut bases = V::load(base.add(row));
                let mut at = V::LANES;
                while at < V::GROUP {
                    bases = V::or(bases, V::load(base.add(row + at)));
                    at += V::LANES;
                }
                let clean = !V::any(V::or(V::and(bases, high), rates.marks::<V>(row)));
                if asks_ahead::<V>(STORES) {
                    job.fetch(row);
                    rates.fetch(row);
                }
                let out = if by_groups(STORES) {
                    gathered.places()
                } else {
                    columns.map(|column| column.wrapping_add(row))
                };
                let mut at = 0;
                if clean && by_lines::<V>(STORES) {
                    let mut lines = [[0; BLOCK]; 3];
                    let places = lines.each_mut().map(|line| line.as_mut_ptr());
                    while at < BLOCK {
                        let parts = law.split::<LAW>(base.add(row + at), rates.rates::<V>(row + at));
                        sums = add_each::<V>(sums, parts);
                        put::<V>(places, at, parts, false);
                        at += V::LANES;
                    }
                    stream_lines::<V>(out, &lines);
                } else if clean {
                    while at < V::GROUP {
                        let parts = law.split::<LAW>(base.add(row + at), rates.rates::<V>(row + at));
                        sums = add_each::<V>(sums, parts);
                        put::<V>(out, at, parts, STORES == STREAMED);
                        at += V::LANES;
                    }
                } else {
                    while at < V::GROUP {
                        let first = row + at;
                        let parts = if is_clean::<V, R>(job, &rates, first) {
                            let parts = law.split::<LAW>(base.add(first), rates.rates::<V>(first));
                            sums = add_each::<V>(sums, parts);
                            parts
                        } else {
                            exact += V::LANES;
                            job.exact_rows(first, V::LANES).map(|column| V::load(column.as_ptr()))
                        };
                        put::<V>(out, at, parts, STORES == STREAMED);
                        at += V::LANES;
                    }
                }
                gathered.stream::<V>(columns, row);
                gathered.compare::<V>(job, row, clean);
                row += V::GROUP;
            }
            let [agency, creator, manager] = sums.map(|lanes| i128::from(V::sum(lanes)));
            job.totals.merge(Totals {
                rows: (span_end - span - exact) as u64,
                refused: 0,
                agency_minor: agency,
                creator_minor: creator,
                manager_minor: manager,
            });
        }
        gathered.finish(columns, &(job.first..job.end));
    }
}

/// Whether none of a vector's rows is to go through whole numbers.
///
/// # Safety
/// As [`body`].
#[inline(always)]
unsafe fn is_clean<V: Lanes, R: Rates>(job: &Job<'_>, rates: &R, row: usize) -> bool {
    // SAFETY: the vector's rows lie within the columns.
    (row..row + V::LANES).all(|row| unsafe { job.base.add(row).read() & job.high == 0 && rates.hold(row) })
}

#[inline(always)]
unsafe fn add_each<V: Lanes>(one: [V::Ints; 3], other: [V::Ints; 3]) -> [V::Ints; 3] {
    // SAFETY: by contract of the body.
    unsafe { [V::add(one[0], other[0]), V::add(one[1], other[1]), V::add(one[2], other[2])] }
}
