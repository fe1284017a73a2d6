//! The laws of the split, on anything that 64 bits can hold: what must be true whatever the numbers are.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::LazyLock;

use partner_campaigns::{
    Columns, Currency, Explanation, Line, Manager, ManagingShare, Paid, PartsOut, Policy, Rate,
    RemainderHolder, Rounding, Split, adjust_refund, explain, net_base, reason_rule, split, split_columns,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

// What is drawn: all of i64, but more often the small numbers that make ties, and the ends.

fn bases() -> impl Strategy<Value = i64> {
    let halves = (0..1_000_000_i64).prop_map(|count| count * 50);
    prop_oneof![0..=10_000_i64, halves, 0..=i64::MAX, (i64::MAX - 10_000)..=i64::MAX]
}

fn rates() -> impl Strategy<Value = u16> {
    let round = (0..=100_u16).prop_map(|percent| percent * 100);
    prop_oneof![round, 0..=10_000_u16, select(vec![0, 1, 5_000, 9_999, 10_000])]
}

fn pairs() -> impl Strategy<Value = (u16, u16)> {
    (rates(), rates()).prop_map(|(one, other)| (one.max(other), one.min(other)))
}

fn roundings() -> impl Strategy<Value = Rounding> {
    select(Rounding::ALL.to_vec())
}

fn policies() -> impl Strategy<Value = Policy> {
    select(all_policies().collect::<Vec<_>>())
}

fn all_policies() -> impl Iterator<Item = Policy> {
    Rounding::ALL.into_iter().flat_map(|rounding| {
        RemainderHolder::ALL.into_iter().flat_map(move |remainder| {
            ManagingShare::ALL.map(|managing_share| Policy { rounding, remainder, managing_share })
        })
    })
}

/// The creator commission of what was split, which fits.
fn commission_of(parts: &Split) -> i64 {
    i64::try_from(parts.creator_commission_minor()).unwrap()
}

fn of(bps: u16, amount: i64, rounding: Rounding) -> i64 {
    Rate::new(bps).unwrap().of(amount, rounding)
}

/// A line that no rule refuses, with a tax that fits its commission.
fn lines() -> impl Strategy<Value = (Line, Policy)> {
    let managers = select(Manager::ALL.to_vec());
    (bases(), pairs(), managers, rates(), rates(), policies()).prop_map(
        |(base_minor, (total_rate_bps, creator_rate_bps), manager, manager_share_bps, taxed, policy)| {
            let manager_share_bps = if manager == Manager::None { 0 } else { manager_share_bps };
            let line = Line {
                base_minor,
                total_rate_bps,
                creator_rate_bps,
                manager,
                manager_share_bps,
                tax_minor: 0,
            };
            let commission = commission_of(&split(&line, policy).unwrap());
            (Line { tax_minor: of(taxed, commission, Rounding::Down), ..line }, policy)
        },
    )
}

/// What the seller pays by the formulas: the rounded total, or the sum of the parts where each is rounded on its own.
fn total(line: &Line, policy: Policy) -> i128 {
    let part = |bps| i128::from(of(bps, line.base_minor, policy.rounding));
    match policy.remainder {
        RemainderHolder::Agency | RemainderHolder::Creator => part(line.total_rate_bps),
        RemainderHolder::Separate => {
            part(line.creator_rate_bps) + part(line.total_rate_bps - line.creator_rate_bps)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_to_the_total_and_none_is_negative((line, policy) in lines()) {
        let parts = split(&line, policy).unwrap();
        let sum = i128::from(parts.agency_minor) + i128::from(parts.creator_minor) + i128::from(parts.manager_minor);
        prop_assert_eq!(sum, total(&line, policy));
        prop_assert_eq!(parts.total_minor(), sum);
        prop_assert!(parts.agency_minor >= 0 && parts.creator_minor >= 0 && parts.manager_minor >= 0);
        // Rounding each part on its own moves the total by one unit at most.
        let rounded = i128::from(of(line.total_rate_bps, line.base_minor, policy.rounding));
        prop_assert!((sum - rounded).abs() <= 1);
    }

    #[test]
    fn a_share_of_zero_gets_exactly_zero((line, policy) in lines()) {
        let none = split(&Line { creator_rate_bps: 0, tax_minor: 0, ..line }, policy).unwrap();
        prop_assert_eq!((none.creator_minor, none.manager_minor), (0, 0));
        prop_assert_eq!(none.agency_minor, of(line.total_rate_bps, line.base_minor, policy.rounding));

        let all = split(&Line { creator_rate_bps: line.total_rate_bps, tax_minor: 0, ..line }, policy).unwrap();
        prop_assert_eq!(all.agency_minor, 0);

        let unmanaged = split(&Line { manager_share_bps: 0, ..line }, policy).unwrap();
        prop_assert_eq!((unmanaged.manager_minor, unmanaged.share_waived), (0, false));

        let nothing = split(&Line { base_minor: 0, tax_minor: 0, ..line }, policy).unwrap();
        prop_assert_eq!(nothing.total_minor(), 0);
        prop_assert_eq!((nothing.agency_minor, nothing.creator_minor, nothing.manager_minor), (0, 0, 0));
    }

    #[test]
    fn the_campaign_agency_takes_no_managing_share((line, policy) in lines()) {
        let own = split(&Line { manager: Manager::CampaignAgency, ..line }, policy).unwrap();
        let unmanaged = split(&Line { manager: Manager::None, manager_share_bps: 0, ..line }, policy).unwrap();
        prop_assert_eq!(own.share_waived, line.manager_share_bps > 0);
        prop_assert_eq!(Split { share_waived: false, ..own }, unmanaged);
        // Nor does another manager touch the campaign agency's part.
        let other = split(&Line { manager: Manager::OtherAgency, ..line }, policy).unwrap();
        prop_assert_eq!(other.agency_minor, unmanaged.agency_minor);
        prop_assert_eq!(other.creator_commission_minor(), i128::from(unmanaged.creator_minor));
    }

    #[test]
    fn every_rounding_is_monotone_in_base_and_rate(
        bases in (bases(), bases()), rates in (rates(), rates()), rounding in roundings(),
    ) {
        let (small, large) = (bases.0.min(bases.1), bases.0.max(bases.1));
        let (low, high) = (rates.0.min(rates.1), rates.0.max(rates.1));
        prop_assert!(of(low, small, rounding) <= of(low, large, rounding));
        prop_assert!(of(low, small, rounding) <= of(high, small, rounding));
        // The next unit too, where a rounding that is not monotone would first be seen.
        prop_assert!(of(high, small, rounding) <= of(high, small.saturating_add(1), rounding));
        prop_assert!(of(low, large, rounding) <= of((low + 1).min(10_000), large, rounding));
    }

    #[test]
    fn roundings_keep_to_their_names(amount in bases(), rate in rates()) {
        let [even, half_up, up, down] = Rounding::ALL.map(|rounding| i128::from(of(rate, amount, rounding)));
        let exact = i128::from(amount) * i128::from(rate); // in ten-thousandths
        prop_assert_eq!(down, exact / 10_000);
        prop_assert_eq!(up, (exact + 9_999) / 10_000);
        prop_assert_eq!(half_up, (exact + 5_000) / 10_000);
        let tie = exact % 10_000 == 5_000;
        prop_assert_eq!(even, if tie { down + down % 2 } else { half_up });
    }

    #[test]
    fn any_refunds_end_on_the_split_of_what_is_left(
        (sold, policy) in lines(), refunds in vec(0..=i64::MAX, 0..6), taxed in rates(),
    ) {
        let first = split(&sold, policy).unwrap();
        let mut paid = Paid {
            agency_minor: first.agency_minor, creator_minor: first.creator_minor, manager_minor: first.manager_minor,
        };
        let (mut refunded, mut due) = (0, first);
        for refund in refunds {
            refunded += refund % (sold.base_minor - refunded).saturating_add(1);
            // The tax on what is left.
            let net = Line { base_minor: sold.base_minor - refunded, tax_minor: 0, ..sold };
            prop_assert_eq!(net_base(sold.base_minor, refunded), Ok(net.base_minor));
            let commission = commission_of(&split(&net, policy).unwrap());
            let tax_minor = of(taxed, commission, Rounding::Down);
            let change = adjust_refund(&Line { tax_minor, ..sold }, refunded, paid, policy).unwrap();
            paid.agency_minor += change.agency_minor;
            paid.creator_minor += change.creator_minor;
            paid.manager_minor += change.manager_minor;
            due = split(&Line { tax_minor, ..net }, policy).unwrap();
        }
        prop_assert_eq!(paid.agency_minor, due.agency_minor);
        prop_assert_eq!(paid.creator_minor, due.creator_minor);
        prop_assert_eq!(paid.manager_minor, due.manager_minor);
    }

    #[test]
    fn amounts_are_read_as_they_are_written(minor in any::<i64>(), at in any::<prop::sample::Index>(), decimals in 0..=6_u8) {
        let own = *at.get(&CURRENCIES);
        for currency in [own, own.with_decimals(decimals)] {
            let text = currency.format(minor);
            prop_assert_eq!(currency.parse(&text), Ok(minor), "{} {}", text, currency);
            prop_assert_eq!(currency.parse(&format!("{text} {}", currency.code())), Ok(minor));
            prop_assert_eq!(currency.minor_of(currency.decimal_of(minor)), Ok(minor));
        }
    }

    #[test]
    fn rates_are_read_as_they_are_written(bps in 0..=10_000_u16) {
        prop_assert_eq!(Rate::from_percent(&Rate::new(bps).unwrap().to_string()), Rate::new(bps));
    }

    #[test]
    fn an_explanation_adds_up_on_paper((line, policy) in lines(), at in any::<prop::sample::Index>()) {
        let currency = *at.get(&CURRENCIES);
        let why = explain(&line, policy, currency).unwrap();
        prop_assert_eq!(why.split, split(&line, policy).unwrap());
        let paper = Paper(currency);
        for step in &why.steps {
            let exact = Paper::value(&step.formula);
            prop_assert_eq!(Paper::value(&step.exact), exact, "{}", step.formula);
            let rounded = match step.rounding {
                Some(word) => rounded(exact, paper.unit(), Rounding::from_word(word).unwrap()),
                None => exact,
            };
            prop_assert_eq!(rounded, paper.minor(step.amount_minor), "{} by {:?}", step.formula, step.rounding);
        }
        ends_on_the_parts(&why)?;
        let proof = why.text().lines().last().unwrap_or_default().trim().to_owned();
        let sum = Paper::value(proof.strip_prefix("proof").unwrap());
        prop_assert_eq!(sum, paper.minor(0) + i128::from(10_i64.pow(10)) / 10_i128.pow(currency.decimals().into()) * why.split.total_minor());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn columns_are_single_lines_under_every_policy(
        rows in vec((prop_oneof![4 => bases(), 1 => any::<i64>()], rows_rates(), any::<i64>(), rates()), 0..200),
    ) {
        for policy in all_policies() {
            columns_are_single_lines(&rows, policy)?;
        }
    }
}

type Row = (i64, (u16, u16, u16), i64, u16);

/// Total, creator and share; now and then out of range, or crossed.
fn rows_rates() -> impl Strategy<Value = (u16, u16, u16)> {
    let good = (pairs(), rates()).prop_map(|((total, creator), share)| (total, creator, share));
    prop_oneof![4 => good, 1 => (rates(), rates(), rates()), 1 => any::<(u16, u16, u16)>()]
}

fn columns_are_single_lines(rows: &[Row], policy: Policy) -> Result<(), TestCaseError> {
    let lines: Vec<Line> = rows.iter().map(|row| row_line(*row, policy)).collect();
    let base: Vec<i64> = lines.iter().map(|line| line.base_minor).collect();
    let total: Vec<u16> = lines.iter().map(|line| line.total_rate_bps).collect();
    let creator: Vec<u16> = lines.iter().map(|line| line.creator_rate_bps).collect();
    let share: Vec<u16> = lines.iter().map(|line| line.manager_share_bps).collect();
    let tax: Vec<i64> = lines.iter().map(|line| line.tax_minor).collect();
    let columns = Columns {
        base_minor: &base,
        total_rate_bps: &total,
        creator_rate_bps: &creator,
        manager_share_bps: &share,
        tax_minor: Some(&tax),
    };
    let mut parts = [(); 3].map(|()| vec![-1_i64; rows.len()]);
    let mut reason = vec![99_u8; rows.len()];
    let [agency, creator, manager] = &mut parts;
    let out = PartsOut {
        agency_minor: agency,
        creator_minor: creator,
        manager_minor: manager,
        reason: &mut reason,
    };
    let totals = split_columns(&columns, policy, out).unwrap();
    let (mut sums, mut refused) = ([0_i128; 3], 0);
    for (row, line) in lines.iter().enumerate() {
        let [agency, creator, manager] = parts.each_ref().map(|column| column[row]);
        match split(line, policy) {
            Ok(one) => {
                prop_assert_eq!(reason[row], 0, "{:?}", line);
                let same = (one.agency_minor, one.creator_minor, one.manager_minor);
                prop_assert_eq!((agency, creator, manager), same, "{:?} {:?}", line, policy);
                for (sum, part) in sums.iter_mut().zip([agency, creator, manager]) {
                    *sum += i128::from(part);
                }
            }
            Err(found) => {
                refused += 1;
                prop_assert_eq!((agency, creator, manager), (0, 0, 0));
                let first = found.as_slice().iter().map(|one| one.rule().code).min();
                prop_assert_eq!(reason_rule(reason[row]).map(|rule| rule.code), first, "{:?}", line);
            }
        }
    }
    prop_assert_eq!(usize::try_from(totals.refused).unwrap(), refused);
    prop_assert_eq!(usize::try_from(totals.rows).unwrap(), rows.len() - refused);
    prop_assert_eq!([totals.agency_minor, totals.creator_minor, totals.manager_minor], sums);
    Ok(())
}

/// A line of a row, most often with a tax that fits its commission.
fn row_line((base_minor, (total, creator, share), tax_minor, taxed): Row, policy: Policy) -> Line {
    let line = Line {
        base_minor,
        total_rate_bps: total,
        creator_rate_bps: creator,
        manager: Manager::OtherAgency,
        manager_share_bps: share,
        tax_minor: 0,
    };
    let fitting = split(&line, policy)
        .map(|parts| of(taxed, commission_of(&parts), Rounding::Down))
        .unwrap_or_default();
    Line { tax_minor: if tax_minor % 5 == 0 { tax_minor } else { fitting }, ..line }
}

/// Every currency that there is, with its own minor units.
static CURRENCIES: LazyLock<Vec<Currency>> = LazyLock::new(|| {
    let letters = || (b'A'..=b'Z').map(char::from);
    let codes = letters()
        .flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c].iter().collect())));
    codes.filter_map(|code: String| Currency::of_code(&code).ok()).collect()
});

#[test]
fn there_are_currencies_of_every_kind() {
    let all = &*CURRENCIES;
    assert!(all.len() > 150, "{}", all.len());
    for decimals in [0, 2, 3] {
        assert!(all.iter().any(|currency| currency.decimals() == decimals));
    }
    for currency in all {
        for minor in [0, 1, -1, 10, 999, 1_000, -1_000, 65_000, 101_250, i64::MAX, i64::MIN] {
            assert_eq!(currency.parse(&currency.format(minor)), Ok(minor), "{currency:?}");
        }
    }
}

/// Calculates what an explanation writes, in ten-thousandths of the smallest unit that any currency has: whole numbers
/// of 10^-10.
struct Paper(Currency);

impl Paper {
    const SCALE: usize = 10;

    fn unit(&self) -> i128 {
        10_i128.pow(10 - u32::from(self.0.decimals()))
    }

    fn minor(&self, minor: i64) -> i128 {
        i128::from(minor) * self.unit()
    }

    /// `a × 7.00%`, `a × (8.00% − 7.00%)`, `a − b`, `agency a + creator b + manager c = sum` or a number.
    fn value(formula: &str) -> i128 {
        if let Some((sum, stated)) = formula.split_once('=') {
            let words = ["agency", "creator", "manager"];
            let parts = sum.split('+').zip(words).map(|(part, word)| part.trim().strip_prefix(word).unwrap());
            let (sum, stated) = (parts.map(Self::number).sum::<i128>(), Self::number(stated));
            assert_eq!(sum, stated, "{formula}");
            return stated;
        }
        if let Some((amount, rate)) = formula.split_once('×') {
            let rate = rate.trim().trim_matches(['(', ')']);
            let percent = |text: &str| Self::number(text.trim().strip_suffix('%').unwrap()) / 10_i128.pow(8);
            let bps = match rate.split_once('−') {
                Some((total, creator)) => percent(total) - percent(creator),
                None => percent(rate),
            };
            // The amount has at most six decimals, so nothing is lost by dividing first.
            return Self::number(amount) / 10_000 * bps;
        }
        match formula.split_once('−') {
            Some((from, less)) => Self::number(from) - Self::number(less),
            None => Self::number(formula),
        }
    }

    fn number(text: &str) -> i128 {
        let text = text.trim();
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        assert!(decimals.len() <= Self::SCALE, "{text}");
        format!("{whole}{decimals:0<width$}", width = Self::SCALE).parse().unwrap()
    }
}

/// A value rounded to whole units.
fn rounded(value: i128, unit: i128, rounding: Rounding) -> i128 {
    let (below, rest) = (value.div_euclid(unit), value.rem_euclid(unit));
    let up = match rounding {
        Rounding::HalfEven => 2 * rest > unit || (2 * rest == unit && below % 2 == 1),
        Rounding::HalfUp => 2 * rest >= unit,
        Rounding::Up => rest > 0,
        Rounding::Down => false,
    };
    (below + i128::from(up)) * unit
}

/// The last step of each party is what the party gets.
fn ends_on_the_parts(why: &Explanation) -> Result<(), TestCaseError> {
    let last = |result: &str| {
        why.steps.iter().rev().find(|step| step.result == result).map(|step| step.amount_minor)
    };
    prop_assert_eq!(last("agency"), Some(why.split.agency_minor));
    prop_assert_eq!(last("creator"), Some(why.split.creator_minor));
    prop_assert_eq!(last("manager").unwrap_or(0), why.split.manager_minor);
    prop_assert_eq!(last("creator_commission"), Some(commission_of(&why.split)));
    if let Some(total) = last("total") {
        prop_assert_eq!(i128::from(total), why.split.total_minor());
    }
    Ok(())
}
