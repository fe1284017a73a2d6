//! The bars: what the machine can move, and how near the split comes to it, in interleaved rounds of one process.
//!
//! `cargo bench --bench bars -- [--quick] [--json FILE]`. Ratios count, since machines are shared; `--quick` runs each
//! case once, to see that it runs.
#![expect(clippy::float_arithmetic, reason = "times are measured, not money")]

mod bars_compare;

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use partner_campaigns::{
    Bulk, BulkOptions, InstructionSet, PartsOut, Policy, StreamingStores, Totals, split_into,
};
use partner_campaigns_benches::clock::{pin, processor_seconds, unpin};
use partner_campaigns_benches::limit::{Copy, SPLIT_BYTES_PER_ROW, copy_of_the_same_shape};
use partner_campaigns_benches::oracle::{assert_equal, differential, policies};
use partner_campaigns_benches::peers::decimal_loop;
use partner_campaigns_benches::rows::{Out, Rows};
use partner_campaigns_benches::threads::one_and_two;
use serde_json::{Value, json};

/// One bar: how many times its yardstick something is.
struct Bar {
    name: String,
    ratio: Option<f64>,
    demand: f64,
    stretch: Option<f64>,
    /// What the machine itself can do, where it may be below the demand.
    possible: Option<f64>,
    note: String,
}

/// A time that no bar asks for, said all the same.
struct Speed {
    name: String,
    million_rows_per_second: f64,
    of_limit: Option<f64>,
}

#[derive(Default)]
struct Report {
    bars: Vec<Bar>,
    speeds: Vec<Speed>,
}

struct Settings {
    rounds: usize,
    quick: bool,
}

type Contender<'a> = (String, Box<dyn FnMut() + 'a>);

/// Seconds of every contender in every round: `[contender][round]`. Each round runs each of them `times` times.
fn rounds(settings: &Settings, times: usize, contenders: &mut [Contender<'_>]) -> Vec<Vec<f64>> {
    let times = if settings.quick { 1 } else { times };
    let mut seconds = vec![Vec::new(); contenders.len()];
    for round in 0..=settings.rounds {
        for (found, (_, run)) in seconds.iter_mut().zip(contenders.iter_mut()) {
            let spent = processor_seconds(times, run);
            if round > 0 || settings.quick {
                found.push(spent); // the first round warms up
            }
        }
    }
    seconds
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How many times as fast as `yardstick` something is, round by round.
fn times_as_fast(seconds: &[f64], yardstick: &[f64]) -> f64 {
    median(seconds.iter().zip(yardstick).map(|(mine, theirs)| theirs / mine.max(1e-12)).collect())
}

fn split(input: &Bulk<'_>, policy: Policy, options: BulkOptions, out: &mut Out) -> Totals {
    match split_into(input, policy, options, out.columns()) {
        Ok(totals) => totals,
        Err(error) => unreachable!("benchmarks ask only for what is there: {error}"),
    }
}

/// One run to be timed.
fn run(input: &Bulk<'_>, policy: Policy, options: BulkOptions, out: &mut Out) {
    std::hint::black_box(split(input, policy, options, out));
}

fn forced(instructions: InstructionSet) -> BulkOptions {
    BulkOptions { instructions, ..BulkOptions::default() }
}

/// Splits once, and looks at every row.
fn checked(input: &Bulk<'_>, policy: Policy, options: BulkOptions, out: &mut Out) {
    let totals = split(input, policy, options, out);
    assert_equal(input, policy, &out.columns(), &totals);
}

fn sets() -> impl Iterator<Item = InstructionSet> {
    [InstructionSet::Avx512, InstructionSet::Avx2, InstructionSet::Sse2, InstructionSet::Portable].into_iter()
}

fn human(rows: usize) -> String {
    match rows {
        8_192 => "8 K rows".into(),
        262_144 => "256 K rows".into(),
        _ => format!("{} M rows", rows / 1_000_000),
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of rows")]
fn speed(rows: usize, seconds: &[f64]) -> f64 {
    rows as f64 / median(seconds.to_vec()) / 1e6
}

/// Output columns, and from which row on they lie at the same place of a page as the bases, but a line further on: where
/// a processor may take bases that it reads for results that it has just written.
fn a_line_after(bases: &[i64]) -> (Out, [usize; 3]) {
    const PAGE: usize = 4096;
    let out = Out::new(bases.len() + PAGE / size_of::<i64>());
    let place = bases.as_ptr().addr() + 64;
    let starts = out.parts.each_ref().map(|column| {
        let apart = place.wrapping_sub(column.as_ptr().addr()) % PAGE;
        apart / size_of::<i64>()
    });
    (out, starts)
}

/// Every instruction set against the limit, for one number of rows.
fn against_the_limit(
    report: &mut Report,
    settings: &Settings,
    count: usize,
    bars: &[(InstructionSet, f64, f64)],
) {
    let rows = Rows::usual(count, 0);
    let available: Vec<_> = sets().filter(|set| set.is_available()).collect();
    let mut out = Out::new(count);
    for &set in &available {
        for input in [rows.columns(), rows.by_id(), rows.one_terms()] {
            checked(&input, Policy::default(), forced(set), &mut out);
        }
    }
    let mut copy = Copy::new(count, SPLIT_BYTES_PER_ROW);
    let shared = std::cell::RefCell::new(out);
    let (rows, shared) = (&rows, &shared);
    let mut contenders: Vec<Contender<'_>> = vec![
        ("memcpy".into(), Box::new(move || copy.run())),
        (
            "copy of the same shape".into(),
            Box::new(move || {
                copy_of_the_same_shape(rows, &mut shared.borrow_mut());
            }),
        ),
    ];
    for &set in &available {
        let name = format!("split, {}", set.word());
        contenders.push((
            name,
            Box::new(move || run(&rows.columns(), Policy::default(), forced(set), &mut shared.borrow_mut())),
        ));
    }
    let auto = BulkOptions::default();
    let (mut beside, starts) = a_line_after(&rows.base);
    if let Ok(totals) =
        split_into(&rows.columns(), Policy::default(), auto, beside.columns_from(starts, count))
    {
        assert_equal(&rows.columns(), Policy::default(), &beside.columns_from(starts, count), &totals);
    }
    contenders.push((
        "split, results a line after the bases".into(),
        Box::new(move || {
            let out = beside.columns_from(starts, count);
            let _ = std::hint::black_box(split_into(&rows.columns(), Policy::default(), auto, out));
        }),
    ));
    contenders.push((
        "split by terms id".into(),
        Box::new(move || run(&rows.by_id(), Policy::default(), auto, &mut shared.borrow_mut())),
    ));
    contenders.push((
        "split at one terms".into(),
        Box::new(move || run(&rows.one_terms(), Policy::default(), auto, &mut shared.borrow_mut())),
    ));
    let other = BulkOptions {
        streaming: if StreamingStores::AUTO_ROWS <= count {
            StreamingStores::Off
        } else {
            StreamingStores::On
        },
        ..auto
    };
    let name = format!("split, streaming {}", other.streaming.word());
    contenders.push((
        name,
        Box::new(move || run(&rows.columns(), Policy::default(), other, &mut shared.borrow_mut())),
    ));
    let times = (4_000_000 / count).max(1);
    let mut seconds = rounds(settings, times, &mut contenders);
    // The limit: the faster copy; in the caches, memcpy.
    let limit = usize::from(count > 8_192 && median(seconds[1].clone()) < median(seconds[0].clone()));
    for ((name, _), found) in contenders.iter().zip(&seconds) {
        report.speeds.push(Speed {
            name: format!("{}, reused: {name}", human(count)),
            million_rows_per_second: speed(count, found),
            of_limit: Some(times_as_fast(found, &seconds[limit])),
        });
    }
    let limit_seconds = seconds.swap_remove(limit);
    for &(set, demand, stretch) in bars {
        let place = available.iter().position(|&one| one == set);
        // What was swapped into the limit's place is last of all, and no forced set.
        let ratio = place.map(|place| times_as_fast(&seconds[place + 2], &limit_seconds));
        report.bars.push(Bar {
            name: format!("{}, one thread, {} / limit", human(count), set.word()),
            ratio,
            demand,
            stretch: Some(stretch),
            possible: None,
            note: match ratio {
                None => "this processor has not the instructions".into(),
                Some(_) if limit == 0 => "limit: memcpy".into(),
                Some(_) => "limit: copy of the same shape".into(),
            },
        });
    }
    drop(contenders);
    if count <= 10_000_000 {
        fresh_outputs(report, settings, rows, times);
    }
}

/// Into memory that nobody has touched yet, as whoever allocates for each call does.
fn fresh_outputs(report: &mut Report, settings: &Settings, rows: &Rows, times: usize) {
    let count = rows.base.len();
    let mut fresh: Vec<Contender<'_>> = vec![(
        "split, fresh".into(),
        Box::new(|| {
            let mut parts = [(); 3].map(|()| vec![0_i64; count]);
            let mut reason = vec![0_u8; count];
            let [agency_minor, creator_minor, manager_minor] = &mut parts;
            let out = PartsOut { agency_minor, creator_minor, manager_minor, reason: &mut reason };
            let _ = std::hint::black_box(split_into(
                &rows.columns(),
                Policy::default(),
                BulkOptions::default(),
                out,
            ));
        }),
    )];
    let found = rounds(settings, times, &mut fresh);
    report.speeds.push(Speed {
        name: format!("{}, fresh outputs: split, auto", human(count)),
        million_rows_per_second: speed(count, &found[0]),
        of_limit: None,
    });
}

/// Bad rows, policies, threads, decimals.
fn among_themselves(report: &mut Report, settings: &Settings, count: usize) {
    let (rows, bad) = (Rows::usual(count, 0), Rows::usual(count, 1_000));
    let mut out = Out::new(count);
    let auto = BulkOptions::default();
    checked(&bad.columns(), Policy::default(), auto, &mut out);
    let choices: Vec<Policy> = policies().collect();
    for &policy in &choices {
        checked(&rows.columns(), policy, auto, &mut out);
    }
    let shared = std::cell::RefCell::new(out);
    let (rows, bad, shared) = (&rows, &bad, &shared);
    let mut contenders: Vec<Contender<'_>> = vec![(
        "one bad row in 1000".into(),
        Box::new(move || run(&bad.columns(), Policy::default(), auto, &mut shared.borrow_mut())),
    )];
    for &policy in &choices {
        let name = format!("{} {}", policy.rounding.word(), policy.remainder.word());
        contenders
            .push((name, Box::new(move || run(&rows.columns(), policy, auto, &mut shared.borrow_mut()))));
    }
    let seconds = rounds(settings, 1, &mut contenders);
    let default = &seconds[1];
    let bad_time = 1.0 / times_as_fast(&seconds[0], default);
    report.bars.push(Bar {
        name: format!("{}, one bad row in 1000 / time without (at most)", human(count)),
        ratio: Some(bad_time),
        demand: 1.5,
        stretch: Some(1.2),
        possible: None,
        note: "time, less is better".into(),
    });
    let (slowest, policy) = seconds[1..]
        .iter()
        .zip(&choices)
        .map(|(found, policy)| (times_as_fast(found, default), policy))
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .unwrap_or((f64::NAN, &choices[0]));
    report.bars.push(Bar {
        name: format!("{}, slowest of twelve policies / default", human(count)),
        ratio: Some(slowest),
        demand: 0.6,
        stretch: Some(0.8),
        possible: None,
        note: format!("slowest: {} {}", policy.rounding.word(), policy.remainder.word()),
    });
    drop(contenders);

    among_threads(report, settings, count);
}

/// Two threads against one, by the wall. The best of many rounds counts: whatever else runs here takes a core away from
/// two threads far more often than from one. The same for copies of the same shape: no split goes beyond the memory.
fn among_threads(report: &mut Report, settings: &Settings, count: usize) {
    let half = || (Rows::usual(count / 2, 0), Out::new(count / 2));
    let mut halves = [half(), half()];
    unpin();
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let mut best = [[Duration::MAX; 2]; 3];
    for _ in 0..if settings.quick { 1 } else { 4 * settings.rounds } {
        let splits = one_and_two(&mut halves, |rows, out| {
            run(&rows.columns(), Policy::default(), BulkOptions::default(), out);
        });
        let copies = one_and_two(&mut halves, |rows, out| {
            copy_of_the_same_shape(rows, out);
        });
        let [(rows, out), _] = &mut halves;
        let started_here = [NonZeroUsize::MIN, NonZeroUsize::MIN.saturating_add(1)].map(|threads| {
            let options = BulkOptions { threads, ..BulkOptions::default() };
            let start = Instant::now();
            run(&rows.columns(), Policy::default(), options, out);
            start.elapsed()
        });
        let found = [splits, copies, started_here];
        for (best, found) in best.iter_mut().flatten().zip(found.into_iter().flatten()) {
            *best = found.min(*best);
        }
    }
    let [splits, copies, started_here] =
        best.map(|[one, two]| one.as_secs_f64() / two.as_secs_f64().max(1e-9));
    report.bars.push(Bar {
        name: format!("{}, two threads / one (wall time)", human(count)),
        ratio: (cores > 1).then_some(splits),
        demand: 1.5,
        stretch: Some(1.8),
        possible: Some(copies),
        note: format!(
            "{cores} cores, each thread pinned to its own, best of the rounds; copies of the same shape: {copies:.2}; where the library starts the threads and the system places them: {started_here:.2}"
        ),
    });
    let _ = pin(0);
}

fn against_decimals(report: &mut Report, settings: &Settings) {
    const COUNT: usize = 262_144;
    let rows = Rows::usual(COUNT, 0);
    let (mut ours, mut theirs) = (Out::new(COUNT), Out::new(COUNT));
    checked(&rows.columns(), Policy::default(), BulkOptions::default(), &mut ours);
    decimal_loop(&rows, &mut theirs);
    for (one, other) in ours.parts.iter().zip(&theirs.parts) {
        assert!(one[..] == other[..], "the decimals differ");
    }
    let rows = &rows;
    let mut contenders: Vec<Contender<'_>> = vec![
        (
            "split".into(),
            Box::new(move || run(&rows.columns(), Policy::default(), BulkOptions::default(), &mut ours)),
        ),
        ("rust_decimal".into(), Box::new(move || decimal_loop(rows, &mut theirs))),
    ];
    let seconds = rounds(settings, 1, &mut contenders);
    report.bars.push(Bar {
        name: "256 K rows, against a rust_decimal loop".into(),
        ratio: Some(times_as_fast(&seconds[0], &seconds[1])),
        demand: 50.0,
        stretch: None,
        possible: None,
        note: "the loop is exact too, and finds no bad rows".into(),
    });
    report.speeds.push(Speed {
        name: "256 K rows, reused: rust_decimal loop".into(),
        million_rows_per_second: speed(COUNT, &seconds[1]),
        of_limit: None,
    });
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let quick = arguments.iter().any(|argument| argument == "--quick" || argument == "--test");
    let settings = Settings { rounds: if quick { 1 } else { 15 }, quick };
    differential(if quick { 200_000 } else { 2_000_000 }, 1, |_| ());
    let mut report = Report::default();
    let pinned = pin(0);
    let (large, larger): (usize, usize) =
        if quick { (1_000_000, 1_000_000) } else { (10_000_000, 50_000_000) };
    let memory = [
        (InstructionSet::Avx512, 0.80, 0.90),
        (InstructionSet::Avx2, 0.70, 0.80),
        (InstructionSet::Sse2, 0.55, 0.70),
    ];
    let cache = [
        (InstructionSet::Avx512, 0.55, 0.65),
        (InstructionSet::Avx2, 0.40, 0.45),
        (InstructionSet::Sse2, 0.20, 0.25),
    ];
    against_the_limit(&mut report, &settings, 8_192, &cache);
    if !arguments.iter().any(|argument| argument == "--bars") {
        against_the_limit(&mut report, &settings, 262_144, &[]);
        against_the_limit(&mut report, &settings, 1_000_000, &[]);
    }
    against_the_limit(&mut report, &settings, large, &memory);
    if larger != large && !arguments.iter().any(|argument| argument == "--bars") {
        against_the_limit(&mut report, &settings, larger, &memory);
    }
    among_themselves(&mut report, &settings, large);
    bars_compare::against_the_limit(&mut report, &settings, large);
    against_decimals(&mut report, &settings);
    print(&report);
    let written =
        arguments.iter().position(|argument| argument == "--json").and_then(|place| arguments.get(place + 1));
    if let Some(file) = written
        && let Err(error) = std::fs::write(file, json(&report, pinned).to_string())
    {
        eprintln!("{file}: {error}");
        std::process::exit(1);
    }
}

fn print(report: &Report) {
    for speed in &report.speeds {
        let of_limit = speed.of_limit.map_or(String::new(), |ratio| format!("{ratio:.2} of the limit"));
        println!("{:<60} {:>8.1} M rows/s  {of_limit}", speed.name, speed.million_rows_per_second);
    }
    for Bar { name, ratio, demand, stretch, note, .. } in &report.bars {
        let ratio = ratio.map_or("—".into(), |ratio| format!("{ratio:.2}"));
        let stretch = stretch.map_or("—".into(), |stretch| format!("{stretch:.2}"));
        println!("{name:<60} {ratio:>8}  demand {demand:.2}  stretch {stretch}  ({note})");
    }
}

fn json(report: &Report, pinned: bool) -> Value {
    let bars: Vec<Value> = report
        .bars
        .iter()
        .map(|bar| {
            json!({"name": bar.name, "ratio": bar.ratio, "demand": bar.demand, "stretch": bar.stretch,
                "at_most": bar.name.contains("(at most)"), "possible": bar.possible, "note": bar.note})
        })
        .collect();
    let speeds: Vec<Value> = report
        .speeds
        .iter()
        .map(|speed| {
            json!({"name": speed.name, "million_rows_per_second": speed.million_rows_per_second, "of_limit": speed.of_limit})
        })
        .collect();
    json!({"bars": bars, "speeds": speeds, "pinned": pinned, "best": InstructionSet::best().word(),
        "version": partner_campaigns::VERSION})
}
