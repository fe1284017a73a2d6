//! The comparison of columns in memory, against a copy of the same columns.

use partner_campaigns::{
    Bulk, BulkOptions, CompareTotals, Difference, InstructionSet, Policy, compare_columns,
};
use partner_campaigns_benches::limit::{COMPARED_BYTES_PER_ROW, Copy, SPLIT_BYTES_PER_ROW};
use partner_campaigns_benches::oracle::{assert_compared, policies};
use partner_campaigns_benches::rows::{Reported, Rows};

use crate::{
    Bar, Contender, Report, Settings, Speed, forced, human, median, rounds, sets, speed, times_as_fast,
};

/// One row in so many was paid wrongly.
const WRONG_EVERY: usize = 1_000;

/// Contenders that only copy, before the others.
const COPIES: usize = 3;

fn compare(
    input: &Bulk<'_>,
    reported: &Reported,
    policy: Policy,
    options: BulkOptions,
    found: &mut Vec<Difference>,
) -> CompareTotals {
    match compare_columns(input, &reported.columns(), policy, options, usize::MAX, found) {
        Ok(totals) => totals,
        Err(error) => unreachable!("benchmarks ask only for what is there: {error}"),
    }
}

/// One run to be timed, with a list that is used again.
fn run<'a>(input: Bulk<'a>, reported: &'a Reported, options: BulkOptions) -> Box<dyn FnMut() + 'a> {
    let mut found = Vec::new();
    Box::new(move || {
        std::hint::black_box(compare(&input, reported, Policy::default(), options, &mut found));
    })
}

/// Compares once, and looks at every row.
fn checked(input: &Bulk<'_>, reported: &Reported, policy: Policy, options: BulkOptions) {
    let mut found = Vec::new();
    let totals = compare(input, reported, policy, options, &mut found);
    assert_compared(input, &reported.columns(), policy, &found, &totals);
}

/// Every instruction set against the limit: the faster of memcpy and a streamed copy of the columns that are read.
pub fn against_the_limit(report: &mut Report, settings: &Settings, count: usize) {
    let (rows, bad) = (Rows::usual(count, 0), Rows::usual(count, 700));
    let wrong = Reported::with_wrong(&rows.columns(), WRONG_EVERY);
    let right = Reported::with_wrong(&rows.columns(), 0);
    let available: Vec<_> = sets().filter(|set| set.is_available()).collect();
    for &set in &available {
        for input in [rows.columns(), rows.by_id(), rows.one_terms(), bad.columns()] {
            checked(&input, &wrong, Policy::default(), forced(set));
        }
    }
    drop(bad);
    for policy in policies() {
        checked(&rows.columns(), &wrong, policy, BulkOptions::default());
    }
    let [mut memcpy, mut streamed] = [(); 2].map(|()| Copy::new(count, COMPARED_BYTES_PER_ROW));
    let mut half = Copy::new(count, SPLIT_BYTES_PER_ROW);
    let mut contenders: Vec<Contender<'_>> = vec![
        ("memcpy of the columns".into(), Box::new(move || memcpy.run())),
        (
            "streamed copy of the columns".into(),
            Box::new(move || {
                streamed.run_streamed();
            }),
        ),
        (
            "streamed copy of half of them".into(),
            Box::new(move || {
                half.run_streamed();
            }),
        ),
    ];
    for &set in &available {
        contenders.push((set.word().into(), run(rows.columns(), &wrong, forced(set))));
    }
    let auto = BulkOptions::default();
    contenders.push(("by terms id".into(), run(rows.by_id(), &wrong, auto)));
    contenders.push(("nothing differs".into(), run(rows.columns(), &right, auto)));
    let seconds = rounds(settings, (4_000_000 / count).max(1), &mut contenders);
    let limit = usize::from(median(seconds[1].clone()) < median(seconds[0].clone()));
    for ((name, _), found) in contenders.iter().zip(&seconds) {
        report.speeds.push(Speed {
            name: format!("{}, compared: {name}", human(count)),
            million_rows_per_second: speed(count, found),
            of_limit: Some(times_as_fast(found, &seconds[limit])),
        });
    }
    for set in [InstructionSet::Avx512, InstructionSet::Avx2, InstructionSet::Sse2] {
        let mine = available.iter().position(|&one| one == set).map(|place| &seconds[place + COPIES]);
        let lists = format!("0.1% of the rows differ and are listed; limit: {}", contenders[limit].0);
        report.bars.push(Bar {
            name: format!(
                "verify {} in memory, {} / copy of the same columns",
                human(count).replace("rows", "lines"),
                set.word()
            ),
            ratio: mine.map(|mine| times_as_fast(mine, &seconds[limit])),
            possible: None,
            demand: 0.5,
            stretch: Some(0.7),
            note: match mine {
                None => "this processor has not the instructions".into(),
                Some(mine) => format!(
                    "{lists}; {:.2} of a copy that moves no more than is read",
                    times_as_fast(mine, &seconds[2])
                ),
            },
        });
    }
}
