//! Every instruction set against whole numbers by another method, row by row.

use std::num::NonZeroUsize;

use proptest::prelude::*;

use super::*;
use crate::policy::{ManagingShare, RemainderHolder};
use crate::rounding::Rounding;
use crate::split::StreamingStores;
use crate::{Line, Manager, Paid, adjust};

fn policies() -> impl Iterator<Item = Policy> {
    Rounding::ALL.into_iter().flat_map(|rounding| {
        RemainderHolder::ALL.into_iter().flat_map(move |remainder| {
            ManagingShare::ALL.map(|managing_share| Policy { rounding, remainder, managing_share })
        })
    })
}

fn sets() -> impl Iterator<Item = InstructionSet> {
    InstructionSet::ALL.into_iter().filter(|set| set.is_available())
}

/// `amount × bps / 10000` by fractions: the whole below, and how the rest compares with a half.
fn part(amount: i128, bps: u16, rounding: Rounding) -> i128 {
    let scaled = amount * i128::from(bps);
    let (below, rest) = (scaled.div_euclid(10_000), scaled.rem_euclid(10_000));
    let up = match rounding {
        Rounding::HalfEven => 2 * rest > 10_000 || (2 * rest == 10_000 && below % 2 == 1),
        Rounding::HalfUp => 2 * rest >= 10_000,
        Rounding::Up => rest > 0,
        Rounding::Down => false,
    };
    below + i128::from(up)
}

/// The rulebook's formulas, written again.
fn oracle(base: i64, [total, creator, share]: [u16; 3], tax: i64, policy: Policy) -> ([i64; 3], u8) {
    if base < 0 {
        return ([0; 3], 3);
    }
    if total > 10_000 || creator > 10_000 || share > 10_000 {
        return ([0; 3], 7);
    }
    if creator > total {
        return ([0; 3], 8);
    }
    let of = |amount: i128, bps| part(amount, bps, policy.rounding);
    let base = i128::from(base);
    let (agency, commission) = match policy.remainder {
        RemainderHolder::Agency => (of(base, total) - of(base, creator), of(base, creator)),
        RemainderHolder::Creator => (of(base, total - creator), of(base, total) - of(base, total - creator)),
        RemainderHolder::Separate => (of(base, total - creator), of(base, creator)),
    };
    let shared = match policy.managing_share {
        ManagingShare::BeforeTax => commission,
        ManagingShare::AfterTax if tax < 0 || i128::from(tax) > commission => return ([0; 3], 9),
        ManagingShare::AfterTax => commission - i128::from(tax),
    };
    let manager = of(shared, share);
    ([agency, commission - manager, manager].map(|part| i64::try_from(part).unwrap()), 0)
}

#[derive(Clone, Debug, Default)]
struct Given {
    base: Vec<i64>,
    total: Vec<u16>,
    creator: Vec<u16>,
    share: Vec<u16>,
    tax: Vec<i64>,
}

impl Given {
    fn push(&mut self, base: i64, [total, creator, share]: [u16; 3], tax: i64) {
        self.base.push(base);
        self.total.push(total);
        self.creator.push(creator);
        self.share.push(share);
        self.tax.push(tax);
    }

    fn rates(&self, row: usize) -> [u16; 3] {
        [self.total[row], self.creator[row], self.share[row]]
    }

    /// As columns, from a row on, so that blocks begin at other places.
    fn bulk(&self, from: usize) -> Bulk<'_> {
        Bulk {
            base_minor: &self.base[from..],
            terms: BulkTerms::Rates {
                total_rate_bps: &self.total[from..],
                creator_rate_bps: &self.creator[from..],
                manager_share_bps: Some(&self.share[from..]),
            },
            tax_minor: Some(&self.tax[from..]),
            paid: None,
        }
    }
}

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

/// A small generator of its own, so that every run sees the same rows.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn rates(&mut self) -> [u16; 3] {
        let total = u16::try_from(self.below(10_001)).unwrap();
        let creator = u16::try_from(self.below(u64::from(total) + 1)).unwrap();
        [total, creator, u16::try_from(self.below(10_001)).unwrap()]
    }
}

/// Bases about every bound of the kernel and of the doubles.
fn edges() -> Vec<i64> {
    let mut bases =
        vec![-1, i64::MIN, -(1 << 39), i64::MAX, i64::MAX - 1, i64::MAX / 10_000, i64::MAX / 10_000 + 1];
    for bound in [0, 1 << 32, 1 << 37, 1 << 38, 1 << 39, 1 << 40, 1 << 52, 1 << 53, 1 << 62_i64] {
        bases.extend((-9..=9).map(|step| bound + step));
    }
    bases
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

fn mixed(rows: usize, seed: u64) -> Given {
    let mut random = Random(seed);
    let mut given = Given::default();
    for _ in 0..rows {
        let bits = random.below(63) + 1;
        let base = match random.below(40) {
            0 => -1 - i64::try_from(random.below(1 << 40)).unwrap(),
            1 => i64::try_from(random.next() >> 1).unwrap(),
            _ => i64::try_from(random.next() >> (64 - bits.min(39))).unwrap(),
        };
        let mut rates = random.rates();
        if random.below(100) == 0 {
            rates.swap(0, 1);
        }
        if random.below(100) == 0 {
            rates[usize::try_from(random.below(3)).unwrap()] = 10_001;
        }
        let commission = part(i128::from(base.max(0)), rates[1].min(10_000), Rounding::Down);
        let tax = i64::try_from(commission / 5).unwrap() - i64::from(random.below(50) == 0);
        given.push(base, rates, tax);
    }
    given
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
    assert_eq!(error.id, 1);
    assert_eq!(error.violations.as_slice()[0].rule().code, "M008");
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

fn any_row() -> impl Strategy<Value = (i64, [u16; 3], i64)> {
    let base = prop_oneof![0_i64..1 << 39, any::<i64>(), (1_i64 << 38) - 50..(1 << 38) + 50];
    let rate = prop_oneof![9 => 0_u16..=10_000, 1 => any::<u16>()];
    (base, [rate.clone(), rate.clone(), rate], any::<u32>().prop_map(i64::from))
        .prop_map(|(base, [one, other, share], tax)| (base, [one.max(other), one.min(other), share], tax))
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
