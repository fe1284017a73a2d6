//! Every instruction set against whole numbers by another method: what is listed, and every total.

use std::num::NonZeroUsize;

use proptest::prelude::*;

use super::super::bulk::{BulkTerms, PaidColumns, reason_rule};
use super::super::options::{BulkOptions, InstructionSet};
use super::super::samples::{Given, Random, any_row, edges, mixed, oracle, policies, sets};
use super::*;
use crate::value::policy::{ManagingShare, Policy};
use crate::{Line, Manager, Paid, SplitTerms, SplitTermsTable, adjust};

/// What is due of each row, or why it is refused.
type Due = Vec<([i64; 3], u8)>;

/// What was reported of each row.
type Reported = [Vec<i64>; 3];

fn columns(reported: &Reported) -> ReportedColumns<'_> {
    let [agency_minor, creator_minor, manager_minor] = reported;
    ReportedColumns { agency_minor, creator_minor, manager_minor: Some(manager_minor) }
}

/// What is due of the rows from one on.
fn due(given: &Given, from: usize, policy: Policy) -> Due {
    (from..given.base.len())
        .map(|row| oracle(given.base[row], given.rates(row), given.tax[row], policy))
        .collect()
}

/// Reported as it is due, but in the rows that are said, one party after the other.
fn reported(due: &Due, wrong: impl IntoIterator<Item = (usize, i64)>) -> Reported {
    let mut reported = [0, 1, 2].map(|party: usize| due.iter().map(|(parts, _)| parts[party]).collect());
    for (place, (row, amount)) in wrong.into_iter().enumerate() {
        let column: &mut Vec<i64> = &mut reported[place % 3];
        if let Some(cell) = column.get_mut(row) {
            *cell = amount;
        }
    }
    reported
}

/// What should be found.
fn expected(due: &Due, reported: &Reported) -> (CompareTotals, Vec<Difference>) {
    let (mut totals, mut found) = (CompareTotals::default(), Vec::new());
    for (row, &(due, reason)) in due.iter().enumerate() {
        let paid = [0, 1, 2].map(|party: usize| reported[party][row]);
        let reason = if reason == 0 && due != paid { 101 } else { reason };
        if reason == 0 || reason == 101 {
            totals.rows += 1;
            totals.differing += u64::from(reason == 101);
            totals.expected_agency_minor += i128::from(due[0]);
            totals.expected_creator_minor += i128::from(due[1]);
            totals.expected_manager_minor += i128::from(due[2]);
            totals.reported_agency_minor += i128::from(paid[0]);
            totals.reported_creator_minor += i128::from(paid[1]);
            totals.reported_manager_minor += i128::from(paid[2]);
        } else {
            totals.refused += 1;
        }
        if reason != 0 {
            let [expected_agency_minor, expected_creator_minor, expected_manager_minor] = due;
            found.push(Difference {
                row,
                reason,
                expected_agency_minor,
                expected_creator_minor,
                expected_manager_minor,
            });
        }
    }
    (totals, found)
}

fn compare(
    input: &Bulk<'_>,
    reported: &ReportedColumns<'_>,
    policy: Policy,
    options: BulkOptions,
) -> (CompareTotals, Vec<Difference>) {
    let mut found = vec![Difference { row: 77, ..Difference::default() }];
    let totals = compare_columns(input, reported, policy, options, usize::MAX, &mut found).unwrap();
    (totals, found)
}

fn with(instructions: InstructionSet) -> BulkOptions {
    BulkOptions { instructions, ..BulkOptions::default() }
}

fn threads(number: usize) -> BulkOptions {
    BulkOptions { threads: NonZeroUsize::new(number).unwrap(), ..BulkOptions::default() }
}

#[test]
fn every_length_under_every_policy_and_set() {
    let given = mixed(200, 1);
    let mut random = Random(2);
    for policy in policies() {
        let all = due(&given, 0, policy);
        let wrong: Vec<(usize, i64)> = (0..12)
            .map(|_| (usize::try_from(random.below(200)).unwrap(), random.next().cast_signed()))
            .collect();
        for rows in 0..=200 {
            let from = 200 - rows;
            let due = all[from..].to_vec();
            let wrong =
                wrong.iter().filter(|(row, _)| *row >= from).map(|&(row, amount)| (row - from, amount));
            let reported = reported(&due, wrong);
            let want = expected(&due, &reported);
            for instructions in sets() {
                let got = compare(&given.bulk(from), &columns(&reported), policy, with(instructions));
                assert_eq!(got, want, "{rows} rows, {instructions:?} {policy:?}");
            }
        }
    }
}

/// One wrong row at a time, each in its turn, by one minor unit, in each column.
#[test]
fn no_place_is_passed_over() {
    let mut given = Given::default();
    for row in 0..300 {
        given.push(10_000 + row, [3_000, 1_500, 2_000], 0);
    }
    let policy = Policy::default();
    let due = due(&given, 0, policy);
    for row in 0..given.base.len() {
        for party in 0..3 {
            let mut reported = reported(&due, []);
            reported[party][row] += 1;
            let want = expected(&due, &reported);
            assert_eq!((want.1.len(), want.1[0].row), (1, row));
            for instructions in sets() {
                let got = compare(&given.bulk(0), &columns(&reported), policy, with(instructions));
                assert_eq!(got, want, "row {row}, party {party}, {instructions:?}");
            }
        }
    }
}

/// Whatever number stands in a column: differences that no 64 bits hold, and sums of them.
#[test]
fn extremes_are_exact() {
    let extremes = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
    let mut given = Given::default();
    for base in edges() {
        given.push(base, [10_000, 5_000, 5_000], 0);
        given.push(base, [0, 0, 0], 0);
    }
    let rows = given.base.len();
    let reported = [0, 1, 2].map(|party| (0..rows).map(|row| extremes[(row + party) % 7]).collect());
    for policy in policies() {
        let want = expected(&due(&given, 0, policy), &reported);
        for instructions in sets() {
            assert_eq!(compare(&given.bulk(0), &columns(&reported), policy, with(instructions)), want);
        }
    }
    let lowest = [(); 3].map(|()| vec![i64::MIN; rows]);
    let (totals, _) = compare(&given.bulk(0), &columns(&lowest), Policy::default(), BulkOptions::default());
    assert_eq!(totals.reported_agency_minor, i128::from(i64::MIN) * i128::from(totals.rows));
}

#[test]
fn threads_change_nothing() {
    let given = mixed(30_000, 3);
    for managing_share in ManagingShare::ALL {
        let policy = Policy { managing_share, ..Policy::default() };
        let due = due(&given, 0, policy);
        // Rows at the edges of blocks and of threads among them.
        let edges = [0, 31, 32, 511, 512, 4_095, 4_096, 8_191, 8_192, 14_999, 15_000, 16_383, 16_384, 29_999];
        let reported = reported(
            &due,
            edges.map(|row| (row, 5)).into_iter().chain((7..30_000).step_by(61).map(|row| (row, -9))),
        );
        let want = expected(&due, &reported);
        for number in [1, 2, 5, 64] {
            let got = compare(&given.bulk(0), &columns(&reported), policy, threads(number));
            assert_eq!(got, want, "{number} threads");
        }
    }
}

#[test]
fn the_first_differences_are_listed_and_all_are_counted() {
    let given = mixed(20_000, 4);
    let due = due(&given, 0, Policy::default());
    let reported = reported(&due, (0..20_000).step_by(7).map(|row| (row, -1)));
    let (totals, all) = expected(&due, &reported);
    assert_eq!(totals.differing + totals.refused, all.len() as u64);
    for number in [1, 3] {
        for most in [0, 1, 2, 500, all.len() - 1, all.len(), usize::MAX] {
            let mut found = vec![Difference::default(); 3];
            let (input, reported) = (given.bulk(0), columns(&reported));
            let got =
                compare_columns(&input, &reported, Policy::default(), threads(number), most, &mut found);
            assert_eq!((got.unwrap(), &found[..]), (totals, &all[..most.min(all.len())]), "{most} at most");
        }
    }
}

/// Rates as columns, one terms for all, two columns without shares, and ids of a table.
#[test]
fn every_source_of_rates_gives_the_same() {
    let mut given = mixed(1_000, 5);
    let mut random = Random(6);
    let table: Vec<_> = (0..100).map(|_| random.rates()).collect();
    let ids: Vec<u32> = (0..1_000).map(|_| u32::try_from(random.below(101)).unwrap()).collect();
    let terms = SplitTermsTable::from_rates(table.iter().copied()).unwrap();
    for (row, &id) in ids.iter().enumerate() {
        [given.total[row], given.creator[row], given.share[row]] =
            table.get(id as usize).copied().unwrap_or_default();
    }
    let wrong = || (3..1_000).step_by(91).map(|row| (row, 7));
    for policy in policies() {
        let mut by_id = due(&given, 0, policy);
        for (row, _) in ids.iter().enumerate().filter(|&(row, &id)| id == 100 && given.base[row] >= 0) {
            by_id[row] = ([0; 3], 108);
        }
        let one = SplitTerms::new(3_000, 1_501, Manager::OtherAgency, 2_001).unwrap();
        let mut same = given.clone();
        (same.total, same.creator, same.share) = (vec![3_000; 1_000], vec![1_501; 1_000], vec![2_001; 1_000]);
        let mut unmanaged = given.clone();
        unmanaged.share = vec![0; 1_000];
        let two = BulkTerms::Rates {
            total_rate_bps: &given.total,
            creator_rate_bps: &given.creator,
            manager_share_bps: None,
        };
        for (terms, due) in [
            (BulkTerms::Table { terms_id: &ids, table: &terms }, by_id),
            (BulkTerms::One(one), due(&same, 0, policy)),
            (two, due(&unmanaged, 0, policy)),
        ] {
            let reported = reported(&due, wrong());
            let want = expected(&due, &reported);
            for instructions in sets() {
                let input = Bulk { terms, ..given.bulk(0) };
                assert_eq!(compare(&input, &columns(&reported), policy, with(instructions)), want);
            }
        }
    }
    assert_eq!(reason_rule(101).map(|rule| rule.code), Some("F001"));
}

#[test]
fn an_empty_table_refuses_every_row() {
    let (base, ids, table) = ([10_000_i64; 70], [0_u32; 70], SplitTermsTable::default());
    let terms = BulkTerms::Table { terms_id: &ids, table: &table };
    let input = Bulk { base_minor: &base, terms, tax_minor: None, paid: None };
    let nothing = ReportedColumns { agency_minor: &[0; 70], creator_minor: &[0; 70], manager_minor: None };
    for instructions in sets() {
        let (totals, found) = compare(&input, &nothing, Policy::default(), with(instructions));
        assert_eq!((totals.rows, totals.refused, found.len()), (0, 70, 70));
        assert!(found.iter().enumerate().all(|(row, one)| (one.row, one.reason) == (row, 108)));
    }
}

/// No column of managing agencies is one of zeros.
#[test]
fn managers_may_be_left_out() {
    let mut given = mixed(300, 7);
    for row in (0..300).filter(|row| row % 10 != 0) {
        given.share[row] = 0;
    }
    for policy in policies() {
        let due = due(&given, 0, policy);
        let mut zeros = reported(&due, [(5, 5), (6, 6)]);
        zeros[2] = vec![0; 300];
        let want = expected(&due, &zeros);
        assert!(want.0.differing > 10 && want.0.reported_manager_minor == 0);
        for instructions in sets() {
            let without = ReportedColumns { manager_minor: None, ..columns(&zeros) };
            assert_eq!(compare(&given.bulk(0), &without, policy, with(instructions)), want);
        }
    }
}

/// With what was paid before a refund, the adjustments are what is due.
#[test]
fn adjustments_are_compared_too() {
    let given = mixed(1_200, 8);
    let mut random = Random(9);
    let mut paid = [(); 3].map(|()| -> Vec<i64> {
        (0..1_200).map(|_| i64::try_from(random.below(1 << 40)).unwrap() - (1 << 38)).collect()
    });
    for row in (0..1_200).step_by(97) {
        paid[row % 3][row] = i64::MIN;
    }
    let before = PaidColumns { agency_minor: &paid[0], creator_minor: &paid[1], manager_minor: &paid[2] };
    for policy in policies() {
        let due: Due = (0..1_200)
            .map(|row| {
                let [total, creator, share] = given.rates(row);
                let (_, reason) = oracle(given.base[row], given.rates(row), given.tax[row], policy);
                let line = Line {
                    base_minor: given.base[row],
                    total_rate_bps: total,
                    creator_rate_bps: creator,
                    manager: Manager::OtherAgency,
                    manager_share_bps: share,
                    tax_minor: given.tax[row],
                };
                let before = Paid {
                    agency_minor: paid[0][row],
                    creator_minor: paid[1][row],
                    manager_minor: paid[2][row],
                };
                match adjust(&line, before, policy) {
                    Ok(change) => ([change.agency_minor, change.creator_minor, change.manager_minor], 0),
                    Err(_) => ([0; 3], if reason == 0 { 6 } else { reason }),
                }
            })
            .collect();
        let reported = reported(&due, (11..1_200).step_by(83).map(|row| (row, i64::MAX)));
        let want = expected(&due, &reported);
        for instructions in sets() {
            let input = Bulk { paid: Some(before), ..given.bulk(0) };
            assert_eq!(compare(&input, &columns(&reported), policy, with(instructions)), want);
        }
    }
}

#[test]
fn lengths_and_instructions_are_checked_before_anything_is_dropped() {
    let given = mixed(10, 10);
    let mut found = vec![Difference::default()];
    let (ten, nine) = (vec![0; 10], vec![0; 9]);
    let mut refuses = |input: &Bulk<'_>, reported: ReportedColumns<'_>, options| {
        let got = compare_columns(input, &reported, Policy::default(), options, usize::MAX, &mut found);
        assert_eq!(found, [Difference::default()]);
        got.unwrap_err()
    };
    let full = ReportedColumns { agency_minor: &ten, creator_minor: &ten, manager_minor: Some(&ten) };
    for (reported, column) in [
        (ReportedColumns { agency_minor: &nine, ..full }, "reported_agency_minor"),
        (ReportedColumns { creator_minor: &nine, ..full }, "reported_creator_minor"),
        (ReportedColumns { manager_minor: Some(&nine), ..full }, "reported_manager_minor"),
    ] {
        let error = refuses(&given.bulk(0), reported, BulkOptions::default());
        assert_eq!(error.to_string(), format!("column {column} has 9 rows: base_minor has 10"));
    }
    let short = Bulk { tax_minor: Some(&nine), ..given.bulk(0) };
    let error = refuses(&short, full, BulkOptions::default());
    assert_eq!(error.to_string(), "column tax_minor has 9 rows: base_minor has 10");
    for instructions in InstructionSet::ALL.into_iter().filter(|set| !set.is_available()) {
        let error = refuses(&given.bulk(0), full, with(instructions));
        assert_eq!(error, BulkError::Unavailable(instructions));
    }
}

proptest! {
    #[test]
    fn every_set_finds_what_differs(
        rows in prop::collection::vec((any_row(), prop::option::weighted(0.1, any::<[i64; 3]>())), 0..120),
        from in 0_usize..8,
    ) {
        let (mut given, mut wrong) = (Given::default(), Vec::new());
        for ((base, rates, tax), paid) in rows {
            given.push(base, rates, tax);
            wrong.push(paid);
        }
        let from = from.min(given.base.len());
        for policy in policies() {
            let due = due(&given, from, policy);
            let mut reported = reported(&due, []);
            for (row, paid) in wrong[from..].iter().enumerate().filter_map(|(row, paid)| Some((row, (*paid)?))) {
                for (column, amount) in reported.iter_mut().zip(paid) {
                    column[row] = amount;
                }
            }
            let want = expected(&due, &reported);
            for instructions in sets() {
                let got = compare(&given.bulk(from), &columns(&reported), policy, with(instructions));
                prop_assert_eq!(got, want.clone());
            }
        }
    }
}
