//! Sums of what is due and what was reported, by currency and party.

use serde::Serialize;

use crate::value::money::Currency;

use super::finding::Party;

/// Expected against reported, of one party in one currency, over all lines whose amounts were compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// ISO 4217 code.
    pub currency: &'static str,
    /// `agency` or `creator`.
    pub party: Party,
    /// The sum of what is due, in minor units.
    pub expected_minor: i128,
    /// The sum of what the files say, in minor units.
    pub reported_minor: i128,
    /// Reported less expected.
    pub difference_minor: i128,
}

/// What the policy in force is worth against the profile's own, per party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Worth {
    /// ISO 4217 code.
    pub currency: &'static str,
    /// `agency` or `creator`.
    pub party: Party,
    /// What is due under the policy in force, in minor units.
    pub in_force_minor: i128,
    /// What would be due under the profile's own policy.
    pub own_minor: i128,
}

/// Sums of one party in one currency.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    expected: i128,
    expected_by_own: i128,
    reported: i128,
}

/// An amount of one party: what is due under the policy in force and under the profile's own, and what was reported.
pub(crate) struct Compared {
    pub party: Party,
    pub expected: i128,
    pub expected_by_own: i128,
    pub reported: i128,
}

/// By number of the currency: the sums of its amounts, as far as they were compared.
#[derive(Debug, Default)]
pub(crate) struct BySums(Vec<OfCurrency>);

/// Those of agency and creator.
#[derive(Clone, Copy, Debug, Default)]
struct OfCurrency {
    compared: [Option<Sums>; 2],
    /// Beside these, what was paid where that is what is due.
    right: Option<[i128; 2]>,
}

impl BySums {
    /// Lists a currency, though nothing may be compared in it.
    pub(crate) fn list(&mut self, currency: u16) {
        self.add_right(currency, [0; 2]);
    }

    pub(crate) fn add(&mut self, currency: u16, compared: &Compared) {
        let [agency, creator] = &mut self.of(currency).compared;
        let sums = match compared.party {
            Party::Agency => agency.get_or_insert_default(),
            Party::Creator => creator.get_or_insert_default(),
        };
        // Amounts have 64 bits, or 65 where two are one, and there are fewer than 2⁶² of them.
        sums.expected += compared.expected;
        sums.expected_by_own += compared.expected_by_own;
        sums.reported += compared.reported;
    }

    /// Adds what agency and creator were paid, where that is what is due under both policies.
    #[inline]
    pub(crate) fn add_right(&mut self, currency: u16, paid: [i128; 2]) {
        let right = self.of(currency).right.get_or_insert_default();
        for (sum, paid) in right.iter_mut().zip(paid) {
            *sum += paid;
        }
    }

    #[inline]
    fn of(&mut self, currency: u16) -> &mut OfCurrency {
        let at = usize::from(currency);
        if self.0.len() <= at {
            self.0.resize(at.saturating_add(1), OfCurrency::default());
        }
        &mut self.0[at]
    }

    /// Every sum, by currency and party.
    fn all(&self, currencies: &[Currency]) -> impl Iterator<Item = (&'static str, Party, Sums)> {
        self.0.iter().zip(currencies).flat_map(|(OfCurrency { compared, right }, currency)| {
            let right = right.map_or([None; 2], |right| right.map(Some));
            let parties = [Party::Agency, Party::Creator].into_iter().zip(compared.iter().zip(right));
            parties.filter_map(|(party, (compared, right))| {
                let (sums, right) = match (compared, right) {
                    (None, None) => return None,
                    (sums, right) => (sums.unwrap_or_default(), right.unwrap_or(0)),
                };
                let Sums { expected, expected_by_own, reported } = sums;
                let sums = Sums {
                    expected: expected + right,
                    expected_by_own: expected_by_own + right,
                    reported: reported + right,
                };
                Some((currency.code(), party, sums))
            })
        })
    }

    pub(crate) fn totals(&self, currencies: &[Currency]) -> Vec<Total> {
        let total = |(currency, party, sums): (_, _, Sums)| Total {
            currency,
            party,
            expected_minor: sums.expected,
            reported_minor: sums.reported,
            difference_minor: sums.reported.saturating_sub(sums.expected),
        };
        self.all(currencies).map(total).collect()
    }

    pub(crate) fn worth(&self, currencies: &[Currency]) -> Vec<Worth> {
        let worth = |(currency, party, sums): (_, _, Sums)| Worth {
            currency,
            party,
            in_force_minor: sums.expected,
            own_minor: sums.expected_by_own,
        };
        self.all(currencies).map(worth).collect()
    }
}
