//! Which policy did the payer use? Counted over all lines, for each of the twelve.

use serde::Serialize;

use crate::value::policy::{Policy, RemainderHolder};
use crate::value::rounding::Rounding;

use super::expected::Said;
use super::order_line::Commission;

/// How many rows a policy explains, both amounts of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// The rounding.
    pub rounding: Rounding,
    /// The remainder holder.
    pub remainder: RemainderHolder,
    /// Rows whose compared amounts all match.
    pub rows_explained: u64,
}

/// Who chose the policy in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChosenBy {
    /// The policy that explains most rows.
    Auto,
    /// The profile.
    Profile,
    /// An option.
    Option,
}

/// What the caller says of one part of the policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Want<T> {
    /// Nothing: the profile's, where the caller gave one, else `auto`.
    #[default]
    Unsaid,
    /// The one that explains most rows.
    Auto,
    /// This one.
    Named(T),
}

/// What the caller says of the policy. An option wins over the profile, the profile over `auto`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Rounding.
    pub rounding: Want<Rounding>,
    /// Remainder holder.
    pub remainder: Want<RemainderHolder>,
    /// Whether the profile was given by the caller, so that its policy is in force where no option is.
    pub profile_given: bool,
}

impl<T: Copy + PartialEq> Want<T> {
    /// Whether a value may be chosen, given the profile's where that is in force.
    fn allows(self, value: T, profile: Option<T>) -> bool {
        match self {
            Self::Named(named) => named == value,
            Self::Auto => true,
            Self::Unsaid => profile.is_none_or(|own| own == value),
        }
    }
}

impl Wanted {
    /// Who chooses.
    #[must_use]
    pub fn chosen_by(&self) -> ChosenBy {
        match (self.rounding, self.remainder) {
            (Want::Named(_), _) | (_, Want::Named(_)) => ChosenBy::Option,
            (Want::Unsaid, Want::Unsaid) if self.profile_given => ChosenBy::Profile,
            _ => ChosenBy::Auto,
        }
    }
}

/// The policies under which a row's amounts are right, both of each of its commissions: a bit for each, in the order in
/// which [`policies_that_give`](crate::split::policies_that_give) has them. None where the row cannot tell policies apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExplainedBy(u16);

impl ExplainedBy {
    /// How many sets of policies there are.
    const SETS: usize = 1 << 12;

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

    /// Whether each of those explains the row.
    #[inline]
    pub(crate) fn has(self, those: Self) -> bool {
        self.0 & those.0 == those.0
    }
}

/// Counts what each policy explains.
pub(crate) struct Tally {
    own: Policy,
    /// By set of policies.
    rows: Vec<u64>,
}

impl Tally {
    pub(crate) fn new(own: Policy) -> Self {
        Self { own, rows: vec![0; ExplainedBy::SETS] }
    }

    fn policies(&self) -> impl Iterator<Item = Policy> + use<> {
        let own = self.own;
        Rounding::ALL.into_iter().flat_map(move |rounding| {
            RemainderHolder::ALL.into_iter().map(move |remainder| Policy { rounding, remainder, ..own })
        })
    }

    /// Counts one row.
    pub(crate) fn count(&mut self, explained_by: ExplainedBy) {
        if let Some(rows) = self.rows.get_mut(usize::from(explained_by.0)) {
            *rows = rows.saturating_add(1);
        }
    }

    fn explained_by(&self, policy: Policy) -> u64 {
        let policy = ExplainedBy::all([policy]);
        let its = self.rows.iter().zip(0..).filter(|(_, set)| ExplainedBy(*set).has(policy));
        its.fold(0, |sum, (rows, _)| sum.saturating_add(*rows))
    }

    /// All twelve, most rows first; ties in the order of the policies.
    pub(crate) fn ranking(&self) -> Vec<Explained> {
        let mut ranking: Vec<Explained> = self
            .policies()
            .map(|policy| Explained {
                rounding: policy.rounding,
                remainder: policy.remainder,
                rows_explained: self.explained_by(policy),
            })
            .collect();
        ranking.sort_by_key(|one| std::cmp::Reverse(one.rows_explained));
        ranking
    }

    /// The policy in force: what is wanted, else what explains most rows; and those that explain just as many.
    pub(crate) fn choose(&self, wanted: Wanted) -> (Policy, Vec<Explained>) {
        let own = wanted.profile_given.then_some(self.own);
        let allowed = |one: &Explained| {
            wanted.rounding.allows(one.rounding, own.map(|own| own.rounding))
                && wanted.remainder.allows(one.remainder, own.map(|own| own.remainder))
        };
        let ranking: Vec<Explained> = self.ranking().into_iter().filter(allowed).collect();
        let Some(&best) = ranking.first() else { return (self.own, Vec::new()) };
        let policy = Policy { rounding: best.rounding, remainder: best.remainder, ..self.own };
        let tied =
            ranking.into_iter().skip(1).filter(|one| one.rows_explained == best.rows_explained).collect();
        (policy, tied)
    }
}

#[cfg(test)]
mod tests {
    use super::super::order_line::{Cell, Class, OwnRates};
    use super::*;
    use crate::split::{parts, policies_that_give};
    use crate::value::rate::Rate;

    #[test]
    fn a_policy_has_the_bit_that_the_split_gives_it() {
        let rate = |bps: u16| Rate::new(bps).unwrap_or_default();
        let (total, creator) = (rate(2995), rate(1777));
        let tally = Tally::new(Policy::default());
        for policy in tally.policies() {
            for base in 0..2_000 {
                let paid = parts(base, total, creator, policy);
                let explained_by = ExplainedBy(policies_that_give(paid, base, total, creator));
                for other in tally.policies() {
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
