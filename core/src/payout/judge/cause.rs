//! Why an amount differs: each cause predicts both amounts of a line, and is tried in a fixed order.

use crate::split::Parts;
use crate::terms::Rates;
use crate::value::policy::{Policy, RemainderHolder};
use crate::value::rate::{Rate, WHOLE_BPS};
use crate::value::rounding::Rounding;

use super::expected::{Claim, split_of};

/// A cause by its bare name, and a detail where the name needs one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cause {
    pub name: &'static str,
    pub detail: Option<String>,
}

/// What a cause would have paid. Its detail is written only where it is found.
struct Hypothesis {
    name: &'static str,
    detail: Detail,
    predicted: Parts,
}

#[derive(Clone, Copy)]
enum Detail {
    None,
    Word(&'static str),
    Pair(Rates),
    Power(i32),
}

impl Hypothesis {
    fn cause(&self) -> Cause {
        let detail = match self.detail {
            Detail::None => None,
            Detail::Word(word) => Some(word.to_owned()),
            Detail::Pair(pair) => Some(format!("agency {}, creator {}", pair.agency(), pair.creator)),
            Detail::Power(power) => Some(power.to_string()),
        };
        Cause { name: self.name, detail }
    }
}

/// The cause of each wrong amount (agency, creator). The first cause that predicts both reported amounts is the cause
/// of both; where none does, each is tried alone in the same order.
pub(crate) fn causes(
    claim: &Claim<'_>,
    expected: Parts,
    policy: Policy,
    agreed: &[Rates],
) -> [Option<Cause>; 2] {
    let tried = hypotheses(claim, expected, policy, agreed);
    let reported = [claim.compared.agency.get(), claim.compared.creator.get()];
    let due = [expected.agency_minor, expected.creator_minor];
    let both = tried.iter().find(|one| claim.is_explained_by(one.predicted));
    let alone = |party: usize| {
        let predicts = |one: &&Hypothesis| {
            let predicted = [one.predicted.agency_minor, one.predicted.creator_minor];
            reported.get(party).copied().flatten() == predicted.get(party).copied()
        };
        let found = both.or_else(|| tried.iter().find(predicts));
        Some(found.map_or(Cause { name: "unknown", detail: None }, Hypothesis::cause))
    };
    [0, 1].map(|party| {
        let wrong =
            reported.get(party).copied().flatten().is_some_and(|paid| Some(paid) != due.get(party).copied());
        if wrong { alone(party) } else { None }
    })
}

/// Every cause that these columns can show, in the order in which they are tried.
fn hypotheses(claim: &Claim<'_>, expected: Parts, policy: Policy, agreed: &[Rates]) -> Vec<Hypothesis> {
    let Parts { agency_minor: agency, creator_minor: creator } = expected;
    let base = claim.compared.base.get().unwrap_or(0);
    let (rates, rounding) = (claim.compared.rates, policy.rounding);
    let mut tried = Vec::with_capacity(64);
    let mut add = |name, detail, predicted| tried.push(Hypothesis { name, detail, predicted });

    for other in Rounding::ALL.into_iter().filter(|other| *other != policy.rounding) {
        let policy = Policy { rounding: other, ..policy };
        add("other-rounding", Detail::Word(other.word()), split_of(base, rates, policy));
    }
    for other in RemainderHolder::ALL.into_iter().filter(|other| *other != policy.remainder) {
        let policy = Policy { remainder: other, ..policy };
        add("other-remainder", Detail::Word(other.word()), split_of(base, rates, policy));
    }
    if let Some(before) = claim.base_before_refund() {
        add("refund-ignored", Detail::None, split_of(before, rates, policy));
    }
    for pair in agreed {
        add("other-agreed-rate", Detail::Pair(*pair), split_of(base, *pair, policy));
    }
    add("total-rate-paid-to-creator", Detail::None, of(agency, rates.total.of(base, rounding)));
    add("nested-rate", Detail::None, of(agency, rates.creator.of(agency, rounding)));
    add("parties-swapped", Detail::None, of(creator, agency));
    if let Some(gmv) = claim.line.gmv.get().filter(|gmv| *gmv >= 0) {
        add("base-is-gmv", Detail::None, split_of(gmv, rates, policy));
    }
    if let Some(quantity) = claim.line.quantity.filter(|quantity| *quantity > 1) {
        for predicted in per_item(base, quantity, rates, policy).into_iter().flatten() {
            add("rounded-per-item", Detail::None, predicted);
        }
    }
    let net = claim.tax().get().filter(|tax| *tax > 0).and_then(|tax| creator.checked_sub(tax));
    if let Some(net) = net {
        add("net-of-tax", Detail::None, of(agency, net));
    }
    for power in (-6..=6_i32).filter(|power| *power != 0) {
        let [shifted_agency, shifted_creator] = [shift(agency, power), shift(creator, power)];
        let cases = [
            shifted_agency.map(|agency| of(agency, creator)),
            shifted_creator.map(|creator| of(agency, creator)),
            shifted_agency.zip(shifted_creator).map(|(agency, creator)| of(agency, creator)),
        ];
        for predicted in cases.into_iter().flatten() {
            add("power-of-ten", Detail::Power(power), predicted);
        }
    }
    tried
}

const fn of(agency_minor: i64, creator_minor: i64) -> Parts {
    Parts { agency_minor, creator_minor }
}

/// Each rate on base ÷ quantity, rounded, × quantity: by the law of the split, and each own rate by itself.
fn per_item(base: i64, quantity: u32, rates: Rates, policy: Policy) -> [Option<Parts>; 2] {
    let times = |rate: Rate| {
        let scaled = u128::from(base.max(0).unsigned_abs()).saturating_mul(u128::from(rate.bps()));
        let one = policy.rounding.divide(scaled, u128::from(WHOLE_BPS).saturating_mul(u128::from(quantity)));
        i64::try_from(one.saturating_mul(u128::from(quantity))).ok()
    };
    let (total, agency, creator) = (times(rates.total), times(rates.agency()), times(rates.creator));
    let separate = agency.zip(creator).map(|(agency, creator)| of(agency, creator));
    let by_law = match policy.remainder {
        RemainderHolder::Agency => {
            total.zip(creator).map(|(total, creator)| of(total.saturating_sub(creator), creator))
        }
        RemainderHolder::Creator => {
            total.zip(agency).map(|(total, agency)| of(agency, total.saturating_sub(agency)))
        }
        RemainderHolder::Separate => separate,
    };
    [by_law, separate]
}

/// `amount × 10^power`, where that is a whole number.
fn shift(amount: i64, power: i32) -> Option<i64> {
    let factor = 10_i64.checked_pow(power.unsigned_abs())?;
    if power > 0 {
        return amount.checked_mul(factor);
    }
    (amount.checked_rem(factor) == Some(0)).then(|| amount.checked_div(factor)).flatten()
}
