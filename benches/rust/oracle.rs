//! Equality with exact fractions, asserted before anything is timed.

use partner_campaigns::{
    Bulk, BulkOptions, BulkTerms, CompareTotals, Difference, InstructionSet, ManagingShare, PartsOut, Policy,
    Rate, RemainderHolder, ReportedColumns, Rounding, StreamingStores, Totals, split_into,
};

use crate::rows::{Column, Out, Random};

/// `amount × bps / 10000` in 128 bits.
fn part(amount: i128, bps: u16, rounding: Rounding) -> i128 {
    let scaled = amount * i128::from(bps);
    let (below, rest) = (scaled / 10_000, scaled % 10_000);
    below
        + i128::from(match rounding {
            Rounding::HalfEven => rest > 5_000 || (rest == 5_000 && below % 2 == 1),
            Rounding::HalfUp => rest >= 5_000,
            Rounding::Up => rest > 0,
            Rounding::Down => false,
        })
}

/// The parts of a row, or its reason.
#[must_use]
pub fn split(base: i64, [total, creator, share]: [u16; 3], policy: Policy) -> ([i128; 3], u8) {
    let reason = match () {
        () if base < 0 => 3,
        () if total.max(creator).max(share) > 10_000 => 7,
        () if creator > total => 8,
        () => 0,
    };
    if reason != 0 {
        return ([0; 3], reason);
    }
    let of = |amount, bps| part(amount, bps, policy.rounding);
    let base = i128::from(base);
    let (agency, commission) = match policy.remainder {
        RemainderHolder::Agency => (of(base, total) - of(base, creator), of(base, creator)),
        RemainderHolder::Creator => (of(base, total - creator), of(base, total) - of(base, total - creator)),
        RemainderHolder::Separate => (of(base, total - creator), of(base, creator)),
    };
    let manager = of(commission, share);
    ([agency, commission - manager, manager], 0)
}

/// Whether every row that was written is the split of what was read.
///
/// # Panics
/// At the first row that is not, since a time of something wrong is worth nothing.
pub fn assert_equal(input: &Bulk<'_>, policy: Policy, out: &PartsOut<'_>, totals: &Totals) {
    let (mut sums, mut refused) = ([0_i128; 3], 0);
    for (row, &base) in input.base_minor.iter().enumerate() {
        let rates = rates(input, row);
        let (parts, reason) = split(base, rates, policy);
        let got = [out.agency_minor[row], out.creator_minor[row], out.manager_minor[row]].map(i128::from);
        assert!((got, out.reason[row]) == (parts, reason), "row {row}: {base} at {rates:?} under {policy:?}");
        refused += u64::from(reason != 0);
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum += part;
        }
    }
    let found = ([totals.agency_minor, totals.creator_minor, totals.manager_minor], totals.refused);
    assert!(found == (sums, refused), "totals {totals:?}");
}

/// Whether what was found is what differs, and every total what it should be.
///
/// # Panics
/// Where it is not.
pub fn assert_compared(
    input: &Bulk<'_>,
    reported: &ReportedColumns<'_>,
    policy: Policy,
    found: &[Difference],
    totals: &CompareTotals,
) {
    let (mut want, mut sums) = (Vec::new(), CompareTotals::default());
    for (row, &base) in input.base_minor.iter().enumerate() {
        let (due, reason) = split(base, rates(input, row), policy);
        let manager = reported.manager_minor.map_or(0, |column| column[row]);
        let paid = [reported.agency_minor[row], reported.creator_minor[row], manager].map(i128::from);
        let reason = if reason == 0 && due != paid { 101 } else { reason };
        match reason {
            0 | 101 => {
                sums.rows += 1;
                sums.differing += u64::from(reason == 101);
                sums.expected_agency_minor += due[0];
                sums.expected_creator_minor += due[1];
                sums.expected_manager_minor += due[2];
                sums.reported_agency_minor += paid[0];
                sums.reported_creator_minor += paid[1];
                sums.reported_manager_minor += paid[2];
            }
            _ => sums.refused += 1,
        }
        if reason != 0 {
            want.push((row, reason, due));
        }
    }
    let due = |one: &Difference| {
        [one.expected_agency_minor, one.expected_creator_minor, one.expected_manager_minor].map(i128::from)
    };
    let got: Vec<_> = found.iter().map(|one| (one.row, one.reason, due(one))).collect();
    assert!(got == want, "{} rows found, expected {}", got.len(), want.len());
    assert!(*totals == sums, "totals {totals:?}, expected {sums:?}");
}

/// The rates of a row.
fn rates(input: &Bulk<'_>, row: usize) -> [u16; 3] {
    match input.terms {
        BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps } => {
            [total_rate_bps[row], creator_rate_bps[row], manager_share_bps.map_or(0, |column| column[row])]
        }
        BulkTerms::One(terms) => [terms.total(), terms.creator(), terms.share()].map(Rate::bps),
        BulkTerms::Table { terms_id, table } => {
            let terms = table.get(terms_id[row]).unwrap_or_default();
            [terms.total(), terms.creator(), terms.share()].map(Rate::bps)
        }
    }
}

/// The twelve policies with the managing share before tax.
pub fn policies() -> impl Iterator<Item = Policy> {
    Rounding::ALL.into_iter().flat_map(|rounding| {
        RemainderHolder::ALL.map(|remainder| Policy {
            rounding,
            remainder,
            managing_share: ManagingShare::BeforeTax,
        })
    })
}

/// Random rows of every size, ties and bad ones among them, so many in all: under every policy, by every instruction set,
/// kept and streamed, into columns that begin anywhere. `progress` hears of every further number of rows.
///
/// # Panics
/// At the first row that is not exact.
pub fn differential(rows: u64, seed: u64, progress: impl Fn(u64)) {
    const CHUNK: usize = 20_000;
    let sets: Vec<_> = InstructionSet::ALL.into_iter().filter(|set| set.is_available()).collect();
    let stores = [StreamingStores::Off, StreamingStores::On];
    let ways = sets.iter().flat_map(|&instructions| stores.map(|streaming| (instructions, streaming)));
    let ways: Vec<_> = ways.collect();
    let choices: Vec<_> = policies().flat_map(|policy| ways.iter().map(move |&way| (policy, way))).collect();
    let mut random = Random(seed);
    let mut out = Out::new(CHUNK);
    let mut done = 0_u64;
    for &(policy, (instructions, streaming)) in choices.iter().cycle() {
        if done >= rows {
            return;
        }
        let starts = [(); 3].map(|()| usize::try_from(random.below(8)).unwrap_or(0));
        // Half of the time all three begin at the same place of a line, as where they are streamed as they are computed.
        let starts = if random.below(2) == 0 { [starts[0]; 3] } else { starts };
        let count = CHUNK - 8;
        let mut rates: Vec<[u16; 3]> = (0..count).map(|_| random.rates()).collect();
        let base = Column::new(count, |row| {
            let whole = i64::try_from(random.bits() >> 1).unwrap_or(0);
            match random.below(64) {
                0 => -whole,
                1 => whole,
                // A tie of the total: a whole number of halves.
                2..=20 => {
                    rates[row][0] = 5_000;
                    rates[row][1] = rates[row][1].min(5_000);
                    (whole >> 25) | 1
                }
                size => whole >> (63 - size.min(39)),
            }
        });
        for place in 0..count / 500 {
            rates[place * 499][place % 3] = 10_001 + u16::try_from(place).unwrap_or(0);
        }
        let [total, creator, share] = [0, 1, 2].map(|which| Column::new(count, |row| rates[row][which]));
        let terms = BulkTerms::Rates {
            total_rate_bps: &total,
            creator_rate_bps: &creator,
            manager_share_bps: Some(&share),
        };
        let input = Bulk { base_minor: &base, terms, tax_minor: None, paid: None };
        let options = BulkOptions { instructions, streaming, ..BulkOptions::default() };
        let totals = split_into(&input, policy, options, out.columns_from(starts, count));
        let totals = totals.unwrap_or_default();
        assert_equal(&input, policy, &out.columns_from(starts, count), &totals);
        done += count as u64;
        progress(count as u64);
    }
}
