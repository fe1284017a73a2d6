//! The policies that explain a row's amounts.

use crate::value::policy::{Policy, RemainderHolder};
use crate::value::rounding::Rounding;

use super::commission::Commission;
use super::said::Said;

/// The policies under which a row's amounts are right, both of each of its commissions: a bit for each, in the order in
/// which [`policies_that_give`](crate::split::policies_that_give) has them. None where the row cannot tell policies apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExplainedBy(u16);

impl ExplainedBy {
    /// How many sets of policies there are.
    pub(crate) const SETS: usize = 1 << 12;

    /// Of a row, by what it says of each commission that it may hold.
    #[inline]
    pub(crate) fn of(only: Option<Commission>, said: impl Fn(Commission) -> Said) -> Self {
        let explained_by = |commission| said(commission).comparison().map(|one| one.explained_by());
        let by_all = match only {
            Some(only) => explained_by(only).flatten(),
            None => match Commission::ALL.map(explained_by) {
                [Some(one), Some(other)] => one.zip(other).map(|(one, other)| one & other),
                [one, other] => one.or(other).flatten(),
            },
        };
        Self(by_all.unwrap_or(0))
    }

    /// These policies and no others.
    pub(crate) fn all(policies: impl IntoIterator<Item = Policy>) -> Self {
        let place = |policy: Policy| {
            let rounding = Rounding::ALL.iter().take_while(|one| **one != policy.rounding).count();
            let remainder = RemainderHolder::ALL.iter().take_while(|one| **one != policy.remainder).count();
            remainder * Rounding::ALL.len() + rounding // below twelve
        };
        Self(policies.into_iter().fold(0, |set, policy| set | 1 << place(policy)))
    }

    /// The set as a number below [`Self::SETS`].
    #[inline]
    pub(crate) const fn bits(self) -> u16 {
        self.0
    }

    /// The set of a number.
    #[inline]
    pub(crate) const fn of_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// Whether each of those explains the row.
    #[inline]
    pub(crate) fn has(self, those: Self) -> bool {
        self.0 & those.0 == those.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::amounts::Cell;
    use super::super::class::Class;
    use super::super::commission::OwnRates;
    use super::*;
    use crate::split::{parts, policies_that_give};
    use crate::value::rate::Rate;

    #[test]
    fn a_policy_has_the_bit_that_the_split_gives_it() {
        let rate = |bps: u16| Rate::new(bps).unwrap_or_default();
        let (total, creator) = (rate(2995), rate(1777));
        let policies = || {
            Rounding::ALL.into_iter().flat_map(|rounding| {
                RemainderHolder::ALL.map(|remainder| Policy { rounding, remainder, ..Policy::default() })
            })
        };
        for policy in policies() {
            for base in 0..2_000 {
                let paid = parts(base, total, creator, policy);
                let explained_by = ExplainedBy(policies_that_give(paid, base, total, creator));
                for other in policies() {
                    let gives = parts(base, total, creator, other) == paid;
                    assert_eq!(
                        explained_by.has(ExplainedBy::all([other])),
                        gives,
                        "{base} {policy:?} {other:?}"
                    );
                }
                assert!(explained_by.has(ExplainedBy::all([policy, policy])));
            }
        }
    }

    #[test]
    fn a_row_is_explained_by_what_explains_both_of_its_commissions() {
        let blank = (Cell::BLANK, Cell::BLANK);
        // 30% of 1015 are 304.5.
        let explained_by = |only, standard: (Cell, Cell), shop_ads: (Cell, Cell)| {
            ExplainedBy::of(only, |commission| {
                let (agency, creator) = if commission == Commission::Standard { standard } else { shop_ads };
                Said {
                    class: Class::Settled,
                    fully_refunded: false,
                    only,
                    commission,
                    rates: OwnRates { agency: Rate::ZERO, creator: Rate::new(3000).unwrap_or_default() },
                    base: Cell::of(1015),
                    agency,
                    creator,
                }
            })
        };
        let paid = |creator| (Cell::of(0), Cell::of(creator));
        let of = |roundings: [Rounding; 2]| {
            let policies = roundings.into_iter().flat_map(|rounding| {
                RemainderHolder::ALL.map(|remainder| Policy { rounding, remainder, ..Policy::default() })
            });
            ExplainedBy::all(policies)
        };
        let (down, up) = (of([Rounding::HalfEven, Rounding::Down]), of([Rounding::HalfUp, Rounding::Up]));
        assert_eq!(explained_by(None, paid(304), blank), down);
        assert_eq!(explained_by(None, paid(305), blank), up);
        assert_eq!(explained_by(None, paid(304), paid(304)), down);
        assert_eq!(explained_by(None, paid(304), paid(305)), ExplainedBy::default());
        assert_eq!(explained_by(None, paid(304), (Cell::BLANK, Cell::of(304))), ExplainedBy::default());
        assert_eq!(explained_by(None, blank, paid(304)), ExplainedBy::default());
        assert_eq!(explained_by(Some(Commission::Standard), paid(304), paid(305)), down);
        assert_eq!(explained_by(Some(Commission::ShopAds), paid(304), paid(305)), up);
    }
}
