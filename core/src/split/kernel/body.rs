//! The one body: groups of rows, each split step by step, or row by row where one of them asks for it.

use super::lanes::{GROUP, Lanes, vectors};
use super::law::Law;
use super::stores::{Gathered, KEPT, STREAMED, align_frame, asks_ahead, by_groups, put};
use super::terms::{Rates, fetch_group};
use crate::split::bulk::Totals;

/// After how many rows the sums are emptied: `2^20 × 2^39` fits 64 bits.
const SPAN: usize = 1 << 20;
const _: () = assert!(SPAN.ilog2() + 39 < i64::BITS - 1);

/// What a body works on: columns as pointers, good from row `first` to before row `end`, whole groups.
pub(super) struct Job<'a> {
    pub base: *const i64,
    pub out: [*mut i64; 3],
    pub first: usize,
    pub end: usize,
    /// The bits that no base within the limit has.
    pub high: i64,
    pub bias: f64,
    pub totals: Totals,
    /// Splits a row through integers, and counts it; what is refused gives zeros.
    pub exact: &'a mut dyn FnMut(usize) -> [i64; 3],
    /// Takes the results of rows from one on, where they are [`COMPARED`](super::stores::COMPARED) and may not be what was
    /// reported.
    pub differ: &'a mut dyn FnMut(usize, [&[i64]; 3]),
}

impl Job<'_> {
    /// Adds the sums of so many rows to the totals.
    fn add(&mut self, rows: usize, [agency, creator, manager]: [i64; 3]) {
        self.totals.merge(Totals {
            rows: rows as u64,
            refused: 0,
            agency_minor: agency.into(),
            creator_minor: creator.into(),
            manager_minor: manager.into(),
        });
    }
}

/// A [`mixed`] of its own for a body: beside the loop over clean groups it would take that loop's registers.
pub(super) type Mixed<R> = unsafe fn(&mut Job<'_>, &R, usize, [*mut i64; 3]);

/// Splits the rows of a job, group by group.
///
/// # Safety
/// The processor has what `V` needs. From `job.first` to before `job.end`, whole groups of the job's columns and of those
/// in `rates` can be read and written; where they are [`STREAMED`], each begins a cache line, and where they are
/// [`GATHERED`](super::stores::GATHERED), a block of rows before them is written already. Where they are
/// [`COMPARED`](super::stores::COMPARED), `job.out` is only read, and NULL where all of it is 0.
#[inline(always)]
pub(super) unsafe fn body<V: Lanes, R: Rates, const LAW: u8, const STORES: u8>(
    job: &mut Job<'_>,
    rates: R,
    mixed: Mixed<R>,
) {
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
            let mut apart = 0;
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
                    fetch_group::<V, _>(base, row);
                    rates.fetch::<V>(row);
                }
                let out = if by_groups(STORES) { gathered.places() } else { forward(columns, row) };
                if clean {
                    let mut at = 0;
                    while at < V::GROUP {
                        let (bases, to) = (base.add(row + at), forward(out, at));
                        sums = step::<V, R, LAW, STORES>(&law, bases, &rates, row + at, to, sums);
                        at += V::STEP;
                    }
                } else {
                    apart += V::GROUP;
                    let [agencies, creators, managers] = out;
                    mixed(job, &rates, row, [agencies, creators, managers]); // a copy, made here only
                }
                gathered.stream::<V>(columns, row);
                gathered.compare::<V>(job, row, clean);
                row += V::GROUP;
            }
            let [agency, creator, manager] = sums;
            job.add(span_end - span - apart, [V::sum(agency), V::sum(creator), V::sum(manager)]);
        }
        gathered.finish(columns, &(job.first..job.end));
    }
}

/// The same columns some rows further on.
#[inline(always)]
fn forward([agencies, creators, managers]: [*mut i64; 3], rows: usize) -> [*mut i64; 3] {
    [agencies.wrapping_add(rows), creators.wrapping_add(rows), managers.wrapping_add(rows)]
}

/// Splits the rows of a step, writes their parts from `out` on, and adds them to the sums. The parts of each party are
/// written one after the other: a line that is streamed in pieces, with those of other columns between them, leaves for
/// memory half full.
///
/// # Safety
/// As [`body`]; the bases are within the limit, the rates of the rows from `row` on have no marks, and the parts may be
/// written.
#[inline(always)]
unsafe fn step<V: Lanes, R: Rates, const LAW: u8, const STORES: u8>(
    law: &Law<V>,
    bases: *const i64,
    rates: &R,
    row: usize,
    [agencies, creators, managers]: [*mut i64; 3],
    [mut agency, mut creator, mut manager]: [V::Ints; 3],
) -> [V::Ints; 3] {
    let stream = STORES == STREAMED;
    // SAFETY: by contract.
    unsafe {
        // All of them before the first store: a processor may take them for results that it has just written, where those
        // lie at the same place of a page, a line further on, and wait.
        let bases = vectors!(vector => V::load(bases.add(vector * V::LANES)));
        let ([total, own], rest) = rates.rates::<V>(row);
        let commissions = vectors!(vector => {
            let (part, commission) = law.begin::<LAW>(V::float(bases[vector]), [total[vector], own[vector]]);
            put::<V>(agencies.wrapping_add(vector * V::LANES), part, stream);
            agency = V::add(agency, part);
            commission
        });
        let shares = rates.shares::<V>(row, rest);
        let kept = vectors!(vector => {
            let [part, managing] = law.end::<LAW>(commissions[vector], shares[vector]);
            put::<V>(managers.wrapping_add(vector * V::LANES), managing, stream);
            manager = V::add(manager, managing);
            creator = V::add(creator, part);
            part
        });
        vectors!(vector => put::<V>(creators.wrapping_add(vector * V::LANES), kept[vector], stream));
    }
    [agency, creator, manager]
}

/// Splits a group with rows that are to go through whole numbers; the others as usual.
///
/// # Safety
/// As [`body`]; the parts of the group may be written from `out` on.
#[inline(always)]
pub(super) unsafe fn mixed<V: Lanes, R: Rates, const LAW: u8, const STORES: u8>(
    job: &mut Job<'_>,
    rates: &R,
    row: usize,
    out: [*mut i64; 3],
) {
    let (mut ids, mut lines) = ([0; GROUP], [[0; GROUP]; 3]);
    let places = lines.each_mut().map(|line| line.as_mut_ptr());
    // SAFETY: by contract. Whatever is computed for rows that do not hold is only bits, and replaced.
    unsafe {
        let law = Law::<V>::new(job.bias);
        let sound = rates.sound::<V>(row, &mut ids);
        let mut at = 0;
        while at < V::GROUP {
            let (bases, to) = (job.base.add(row + at), forward(places, at));
            step::<V, R, LAW, KEPT>(&law, bases, &sound, at, to, [V::ints(0); 3]);
            at += V::STEP;
        }
        let (mut rows, mut sums) = (0, [0_i64; 3]);
        for at in 0..V::GROUP {
            let cells = places.map(|place| place.add(at));
            if job.base.add(row + at).read() & job.high == 0 && rates.hold(row + at) {
                rows += 1;
                for (sum, cell) in sums.iter_mut().zip(cells) {
                    *sum += cell.read(); // within the limit, as in a span
                }
            } else {
                for (cell, part) in cells.into_iter().zip((job.exact)(row + at)) {
                    cell.write(part);
                }
            }
        }
        job.add(rows, sums);
        for (column, place) in out.into_iter().zip(places) {
            let mut at = 0;
            while at < V::GROUP {
                put::<V>(column.add(at), V::load(place.add(at)), STORES == STREAMED);
                at += V::LANES;
            }
        }
    }
}
