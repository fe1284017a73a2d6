//! Which policy did the payer use? Counted over all lines, for each of the twelve.

use serde::Serialize;

use crate::payout::book::explained_by::ExplainedBy;
use crate::value::policy::{Policy, RemainderHolder};
use crate::value::rounding::Rounding;

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
        if let Some(rows) = self.rows.get_mut(usize::from(explained_by.bits())) {
            *rows = rows.saturating_add(1);
        }
    }

    fn explained_by(&self, policy: Policy) -> u64 {
        let policy = ExplainedBy::all([policy]);
        let its = self.rows.iter().zip(0..).filter(|(_, set)| ExplainedBy::of_bits(*set).has(policy));
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
