//! Sums of what is due and what was reported, by currency and party.

use super::finding::Party;
use super::report::{Total, Worth};
use crate::money::Currency;

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

/// By number of the currency: the sums of agency and creator, as far as amounts were compared.
#[derive(Debug, Default)]
pub(crate) struct BySums(Vec<[Option<Sums>; 2]>);

impl BySums {
    /// Lists a currency, though nothing may be compared in it.
    pub(crate) fn list(&mut self, currency: u16) {
        for party in [Party::Agency, Party::Creator] {
            self.of(currency, party);
        }
    }

    #[inline]
    pub(crate) fn add(&mut self, currency: u16, compared: &Compared) {
        let Some(sums) = self.of(currency, compared.party) else { return };
        // Amounts have 64 bits, or 65 where two are one, and there are fewer than 2⁶² of them.
        sums.expected += compared.expected;
        sums.expected_by_own += compared.expected_by_own;
        sums.reported += compared.reported;
    }

    #[inline]
    fn of(&mut self, currency: u16, party: Party) -> Option<&mut Sums> {
        let at = usize::from(currency);
        if self.0.len() <= at {
            self.0.resize(at.saturating_add(1), [None; 2]);
        }
        let [agency, creator] = self.0.get_mut(at)?;
        let sums = match party {
            Party::Agency => agency,
            Party::Creator => creator,
        };
        Some(sums.get_or_insert_default())
    }

    /// Every sum, by currency and party.
    fn all(&self, currencies: &[Currency]) -> impl Iterator<Item = (&'static str, Party, &Sums)> {
        self.0.iter().zip(currencies).flat_map(|(sums, currency)| {
            let parties = [Party::Agency, Party::Creator].into_iter().zip(sums);
            parties.filter_map(|(party, sums)| Some((currency.code(), party, sums.as_ref()?)))
        })
    }

    pub(crate) fn totals(&self, currencies: &[Currency]) -> Vec<Total> {
        let total = |(currency, party, sums): (_, _, &Sums)| Total {
            currency,
            party,
            expected_minor: sums.expected,
            reported_minor: sums.reported,
            difference_minor: sums.reported.saturating_sub(sums.expected),
        };
        self.all(currencies).map(total).collect()
    }

    pub(crate) fn worth(&self, currencies: &[Currency]) -> Vec<Worth> {
        let worth = |(currency, party, sums): (_, _, &Sums)| Worth {
            currency,
            party,
            in_force_minor: sums.expected,
            own_minor: sums.expected_by_own,
        };
        self.all(currencies).map(worth).collect()
    }
}
