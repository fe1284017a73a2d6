//! Every instruction set against whole numbers by another method, row by row.

use std::num::NonZeroUsize;

use proptest::prelude::*;

use super::super::bulk::{BulkTerms, reason_rule};
use super::super::samples::{Given, Random, any_row, edges, mixed, oracle, policies, sets};
use super::*;
use crate::split::StreamingStores;
use crate::value::rounding::Rounding;
use crate::{Line, Manager, Paid, SplitTerms, SplitTermsTable, adjust};

#[derive(Clone, Debug, PartialEq, Eq)]
struct Got {
    parts: [Vec<i64>; 3],
    reason: Vec<u8>,
    totals: Totals,
}

/// Runs into columns that begin so many numbers after a line, filled with what must not stay.
fn run_at(offsets: [usize; 3], input: &Bulk<'_>, policy: Policy, options: BulkOptions) -> Got {
    let rows = input.rows();
    let mut columns = [(); 3].map(|()| vec![-77_i64; rows + 16]);
    let mut reason = vec![77_u8; rows];
    let mut starts = columns.each_ref().map(|column| column.as_ptr().align_offset(64));
    for (start, offset) in starts.iter_mut().zip(offsets) {
        *start += offset;
    }
    let [agency, creator, manager] = &mut columns;
    let out = PartsOut {
        agency_minor: &mut agency[starts[0]..][..rows],
        creator_minor: &mut creator[starts[1]..][..rows],
        manager_minor: &mut manager[starts[2]..][..rows],
        reason: &mut reason,
    };
    let totals = split_into(input, policy, options, out).unwrap();
    let mut parts = columns;
    for (column, start) in parts.iter_mut().zip(starts) {
        assert!(column[..start].iter().chain(&column[start + rows..]).all(|&cell| cell == -77));
        *column = column[start..start + rows].to_vec();
    }
    Got { parts, reason, totals }
}

fn run(input: &Bulk<'_>, policy: Policy, options: BulkOptions) -> Got {
    run_at([0; 3], input, policy, options)
}

fn expected(given: &Given, from: usize, policy: Policy) -> Got {
    let mut got = Got { parts: Default::default(), reason: Vec::new(), totals: Totals::default() };
    for row in from..given.base.len() {
        let (parts, reason) = oracle(given.base[row], given.rates(row), given.tax[row], policy);
        for (column, part) in got.parts.iter_mut().zip(parts) {
            column.push(part);
        }
        got.reason.push(reason);
        if reason == 0 {
            got.totals.rows += 1;
            got.totals.agency_minor += i128::from(parts[0]);
            got.totals.creator_minor += i128::from(parts[1]);
            got.totals.manager_minor += i128::from(parts[2]);
        } else {
            got.totals.refused += 1;
        }
    }
    got
}

#[test]
fn every_set_is_exact_at_the_edges() {
    let rates = [
        [0, 0, 0],
        [10_000, 10_000, 10_000],
        [10_000, 0, 0],
        [10_000, 9_999, 9_999],
        [5_000, 2_500, 5_000],
        [3_000, 1_500, 2_000],
        [1, 1, 1],
        [9_999, 1, 5_000],
        [7_777, 3_333, 1],
        [10_001, 1, 1],
        [1, 10_001, 1],
        [1, 1, 10_001],
        [65_535, 65_535, 65_535],
        [2_999, 3_000, 0],
    ];
    let mut given = Given::default();
    for (row, base) in edges().into_iter().enumerate() {
        for rate in rates {
            given.push(base, rate, [0, 1, -1, base / 4][row % 4]);
        }
    }
    for policy in policies() {
        for from in [0, 3] {
            let want = expected(&given, from, policy);
            for instructions in sets() {
                let options = BulkOptions { instructions, ..BulkOptions::default() };
                assert_eq!(run(&given.bulk(from), policy, options), want, "{instructions:?} {policy:?}");
            }
        }
    }
}

/// Every rest that a product can leave, ties among them, right below the bound, where an error would be largest.
#[test]
fn every_rest_right_below_the_bound() {
    for policy in policies().filter(|policy| policy.managing_share == ManagingShare::BeforeTax) {
        let bound = if policy.rounding == Rounding::HalfEven { 1_i64 << 39 } else { 1 << 38 };
        let mut given = Given::default();
        for step in 1..=10_008 {
            for rates in [[9_999, 4_999, 5_000], [10_000, 5_000, 9_999]] {
                given.push(bound - step, rates, 0);
            }
        }
        let want = expected(&given, 0, policy);
        for instructions in sets() {
            let options = BulkOptions { instructions, ..BulkOptions::default() };
            assert_eq!(run(&given.bulk(0), policy, options), want, "{instructions:?} {policy:?}");
        }
    }
}

#[test]
fn tails_places_and_stores_change_nothing() {
    let given = mixed(203, 1);
    for policy in policies() {
        for rows in [0, 1, 7, 8, 9, 15, 16, 17, 64, 65, 203] {
            let from = 203 - rows;
            let want = expected(&given, from, policy);
            for instructions in sets() {
                for streaming in StreamingStores::ALL {
                    let options = BulkOptions { instructions, streaming, ..BulkOptions::default() };
                    for offset in [0, 2, 7] {
                        assert_eq!(run_at([offset; 3], &given.bulk(from), policy, options), want);
                    }
                }
            }
        }
    }
}

#[test]
fn columns_at_different_places_of_a_line_are_streamed_rightly() {
    let given = mixed(331, 2);
    let policy = Policy::default();
    let mut random = Random(6);
    for rows in [0, 1, 7, 8, 15, 16, 32, 39, 40, 47, 48, 79, 331] {
        let from = 331 - rows;
        let want = expected(&given, from, policy);
        for instructions in sets() {
            let options =
                BulkOptions { instructions, streaming: StreamingStores::On, ..BulkOptions::default() };
            for _ in 0..40 {
                let offsets = [(); 3].map(|()| usize::try_from(random.below(8)).unwrap());
                let got = run_at(offsets, &given.bulk(from), policy, options);
                assert_eq!(got, want, "{instructions:?} {offsets:?} {rows}");
            }
        }
    }
}

#[test]
fn threads_change_nothing() {
    let given = mixed(40_000, 3);
    for policy in [Policy::default(), Policy { managing_share: ManagingShare::AfterTax, ..Policy::default() }]
    {
        let want = expected(&given, 0, policy);
        for threads in [1, 2, 3, 7, 64] {
            for streaming in StreamingStores::ALL {
                let threads = NonZeroUsize::new(threads).unwrap();
                let options = BulkOptions { threads, streaming, ..BulkOptions::default() };
                assert_eq!(run(&given.bulk(0), policy, options), want);
            }
        }
    }
}

/// One terms for all, two columns without shares, and ids of a table: the same rows as plain columns.
#[test]
fn every_source_of_rates_gives_the_same() {
    let mut given = mixed(1_000, 4);
    let mut random = Random(5);
    let table: Vec<_> = (0..100).map(|_| random.rates()).collect();
    let ids: Vec<u32> = (0..1_000).map(|_| u32::try_from(random.below(100)).unwrap()).collect();
    let terms = SplitTermsTable::from_rates(table.iter().copied()).unwrap();
    for (row, &id) in ids.iter().enumerate() {
        [given.total[row], given.creator[row], given.share[row]] = table[id as usize];
    }
    for policy in policies() {
        for instructions in sets() {
            let options = BulkOptions { instructions, ..BulkOptions::default() };
            let by_id = BulkTerms::Table { terms_id: &ids, table: &terms };
            let got = run(&Bulk { terms: by_id, ..given.bulk(0) }, policy, options);
            assert_eq!(got, expected(&given, 0, policy));

            let mut same = given.clone();
            (same.total, same.creator, same.share) =
                (vec![3_000; 1_000], vec![1_501; 1_000], vec![2_001; 1_000]);
            let one = BulkTerms::One(SplitTerms::new(3_000, 1_501, Manager::OtherAgency, 2_001).unwrap());
            let got = run(&Bulk { terms: one, ..given.bulk(0) }, policy, options);
            assert_eq!(got, expected(&same, 0, policy));

            let mut unmanaged = given.clone();
            unmanaged.share = vec![0; 1_000];
            let two = BulkTerms::Rates {
                total_rate_bps: &given.total,
                creator_rate_bps: &given.creator,
                manager_share_bps: None,
            };
            let got = run(&Bulk { terms: two, ..given.bulk(0) }, policy, options);
            assert_eq!(got, expected(&unmanaged, 0, policy));
        }
    }
}

#[test]
fn ids_that_the_table_has_not_are_refused() {
    let base = [10_000_i64; 24];
    let mut ids = [1_u32; 24];
    for (place, id) in [(0, 3), (5, u32::MAX), (11, 1 << 31), (12, (1 << 31) - 1), (23, 3), (22, 2)] {
        ids[place] = id;
    }
    let terms = SplitTerms::new(3_000, 1_500, Manager::None, 0).unwrap();
    for (table, known) in [(SplitTermsTable::new([terms; 3]), 3), (SplitTermsTable::default(), 0)] {
        let input = Bulk {
            base_minor: &base,
            terms: BulkTerms::Table { terms_id: &ids, table: &table },
            tax_minor: None,
            paid: None,
        };
        for instructions in sets() {
            let got = run(&input, Policy::default(), BulkOptions { instructions, ..BulkOptions::default() });
            for (row, &id) in ids.iter().enumerate() {
                let want = if id < known { (1_500, 0) } else { (0, 108) };
                assert_eq!((got.parts[0][row], got.reason[row]), want);
            }
        }
    }
    assert_eq!(reason_rule(108).map(|rule| rule.code), Some("F008"));
}

#[test]
fn a_table_names_the_terms_that_it_refuses() {
    let error = SplitTermsTable::from_rates([[1, 1, 0], [1, 2, 0]]).unwrap_err();
    assert!(error.to_string().starts_with("terms 1: "), "{error}");
    assert!(error.to_string().contains("M008"), "{error}");
}

/// Adjustments are those of `adjust`, row by row, with what does not fit refused.
#[test]
fn adjustments_are_those_of_single_rows() {
    let given = mixed(1_500, 6);
    let mut random = Random(7);
    let mut paid = [(); 3].map(|()| -> Vec<i64> {
        (0..1_500).map(|_| i64::try_from(random.below(1 << 40)).unwrap() - (1 << 38)).collect()
    });
    for row in (0..1_500).step_by(97) {
        paid[row % 3][row] = i64::MIN;
    }
    let columns = PaidColumns { agency_minor: &paid[0], creator_minor: &paid[1], manager_minor: &paid[2] };
    for policy in policies() {
        for instructions in sets() {
            let options = BulkOptions { instructions, ..BulkOptions::default() };
            let got = run(&Bulk { paid: Some(columns), ..given.bulk(0) }, policy, options);
            let mut sums = [0_i128; 3];
            for (row, &reason) in got.reason.iter().enumerate() {
                let [total, creator, share] = given.rates(row);
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
                let parts = [0, 1, 2].map(|party: usize| got.parts[party][row]);
                match adjust(&line, before, policy) {
                    Ok(change) => {
                        let change = [change.agency_minor, change.creator_minor, change.manager_minor];
                        assert_eq!((parts, reason), (change, 0));
                        for (sum, part) in sums.iter_mut().zip(change) {
                            *sum += i128::from(part);
                        }
                    }
                    Err(refused) => {
                        assert_eq!(parts, [0; 3]);
                        let code = reason_rule(reason).unwrap().code;
                        assert!(refused.as_slice().iter().any(|one| one.rule().code == code));
                    }
                }
            }
            let totals = got.totals;
            assert_eq!(sums, [totals.agency_minor, totals.creator_minor, totals.manager_minor]);
            assert_eq!(totals.rows + totals.refused, 1_500);
        }
    }
}

/// Sums far beyond 64 bits.
#[test]
fn totals_are_of_128_bits() {
    let rows = 100_000;
    let base = vec![i64::MAX; rows];
    let whole = BulkTerms::One(SplitTerms::new(10_000, 10_000, Manager::None, 0).unwrap());
    let input = Bulk { base_minor: &base, terms: whole, tax_minor: None, paid: None };
    let got = run(&input, Policy::default(), BulkOptions::default());
    assert_eq!(got.totals.creator_minor, i128::from(i64::MAX) * 100_000);
}

#[test]
fn lengths_and_instructions_are_checked_before_anything_is_written() {
    let given = mixed(10, 8);
    let mut parts = [(); 3].map(|()| vec![-77_i64; 10]);
    let mut reason = [77_u8; 9];
    let [agency, creator, manager] = &mut parts;
    let out = PartsOut {
        agency_minor: agency,
        creator_minor: creator,
        manager_minor: manager,
        reason: &mut reason,
    };
    let error = split_into(&given.bulk(0), Policy::default(), BulkOptions::default(), out).unwrap_err();
    assert_eq!(error.to_string(), "column reason has 9 rows: base_minor has 10");
    assert!(parts.iter().flatten().all(|&cell| cell == -77) && reason == [77; 9]);
    for instructions in InstructionSet::ALL.into_iter().filter(|set| !set.is_available()) {
        let [agency, creator, manager] = &mut parts;
        let mut reason = [77_u8; 10];
        let out = PartsOut {
            agency_minor: agency,
            creator_minor: creator,
            manager_minor: manager,
            reason: &mut reason,
        };
        let options = BulkOptions { instructions, ..BulkOptions::default() };
        let error = split_into(&given.bulk(0), Policy::default(), options, out).unwrap_err();
        assert_eq!(error, BulkError::Unavailable(instructions));
    }
}

#[test]
fn words_lead_back() {
    for set in InstructionSet::ALL {
        assert_eq!(InstructionSet::from_word(set.word()), Some(set));
    }
    for choice in StreamingStores::ALL {
        assert_eq!(StreamingStores::from_word(choice.word()), Some(choice));
    }
}

proptest! {
    #[test]
    fn every_set_is_exact(rows in prop::collection::vec(any_row(), 0..60), from in 0_usize..8) {
        let mut given = Given::default();
        for (base, rates, tax) in rows {
            given.push(base, rates, tax);
        }
        let from = from.min(given.base.len());
        for policy in policies() {
            let want = expected(&given, from, policy);
            for instructions in sets() {
                let options = BulkOptions { instructions, ..BulkOptions::default() };
                prop_assert_eq!(run(&given.bulk(from), policy, options), want.clone());
            }
        }
    }
}
