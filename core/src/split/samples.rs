//! Rows for the tests of columns, and what is due by another method: fractions of 128 bits.

use proptest::prelude::*;

use super::bulk::{Bulk, BulkTerms};
use super::options::InstructionSet;
use crate::value::policy::{ManagingShare, Policy, RemainderHolder};
use crate::value::rounding::Rounding;

pub(super) fn policies() -> impl Iterator<Item = Policy> {
    Rounding::ALL.into_iter().flat_map(|rounding| {
        RemainderHolder::ALL.into_iter().flat_map(move |remainder| {
            ManagingShare::ALL.map(|managing_share| Policy { rounding, remainder, managing_share })
        })
    })
}

pub(super) fn sets() -> impl Iterator<Item = InstructionSet> {
    InstructionSet::ALL.into_iter().filter(|set| set.is_available())
}

/// `amount × bps / 10000` by fractions: the whole below, and how the rest compares with a half.
pub(super) fn part(amount: i128, bps: u16, rounding: Rounding) -> i128 {
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
pub(super) fn oracle(
    base: i64,
    [total, creator, share]: [u16; 3],
    tax: i64,
    policy: Policy,
) -> ([i64; 3], u8) {
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
pub(super) struct Given {
    pub(super) base: Vec<i64>,
    pub(super) total: Vec<u16>,
    pub(super) creator: Vec<u16>,
    pub(super) share: Vec<u16>,
    pub(super) tax: Vec<i64>,
}

impl Given {
    pub(super) fn push(&mut self, base: i64, [total, creator, share]: [u16; 3], tax: i64) {
        self.base.push(base);
        self.total.push(total);
        self.creator.push(creator);
        self.share.push(share);
        self.tax.push(tax);
    }

    pub(super) fn rates(&self, row: usize) -> [u16; 3] {
        [self.total[row], self.creator[row], self.share[row]]
    }

    /// As columns, from a row on, so that blocks begin at other places.
    pub(super) fn bulk(&self, from: usize) -> Bulk<'_> {
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

/// A small generator of its own, so that every run sees the same rows.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(super) fn rates(&mut self) -> [u16; 3] {
        let total = u16::try_from(self.below(10_001)).unwrap();
        let creator = u16::try_from(self.below(u64::from(total) + 1)).unwrap();
        [total, creator, u16::try_from(self.below(10_001)).unwrap()]
    }
}

/// Bases about every bound of the kernel and of the doubles.
pub(super) fn edges() -> Vec<i64> {
    let mut bases =
        vec![-1, i64::MIN, -(1 << 39), i64::MAX, i64::MAX - 1, i64::MAX / 10_000, i64::MAX / 10_000 + 1];
    for bound in [0, 1 << 32, 1 << 37, 1 << 38, 1 << 39, 1 << 40, 1 << 52, 1 << 53, 1 << 62_i64] {
        bases.extend((-9..=9).map(|step| bound + step));
    }
    bases
}

pub(super) fn mixed(rows: usize, seed: u64) -> Given {
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

pub(super) fn any_row() -> impl Strategy<Value = (i64, [u16; 3], i64)> {
    let base = prop_oneof![0_i64..1 << 39, any::<i64>(), (1_i64 << 38) - 50..(1 << 38) + 50];
    let rate = prop_oneof![9 => 0_u16..=10_000, 1 => any::<u16>()];
    (base, [rate.clone(), rate.clone(), rate], any::<u32>().prop_map(i64::from))
        .prop_map(|(base, [one, other, share], tax)| (base, [one.max(other), one.min(other), share], tax))
}
