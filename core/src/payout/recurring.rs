//! Which keys may belong to more than one row: almost every row is told apart by a few bits, without a table of all.

/// A filter of key hashes. It says yes for every hash that occurs twice, and now and then for one that occurs once.
pub(crate) struct Recurring {
    twice: Vec<u64>,
    /// How far a hash is shifted down to its place among the bits.
    shift: u32,
}

/// Bits for each hash: with sixteen, about one hash in sixteen meets another by chance.
const BITS: usize = 16;

impl Recurring {
    pub(crate) fn among(count: usize, hashes: impl Iterator<Item = u64>) -> Self {
        let bits = count.saturating_mul(BITS).max(64).next_power_of_two();
        let words = bits / 64;
        let mut filter = Self { twice: vec![0; words], shift: u64::BITS.saturating_sub(bits.ilog2()) };
        let mut once = vec![0_u64; words];
        for hash in hashes {
            let (word, bit) = filter.place(hash);
            if let (Some(once), Some(twice)) = (once.get_mut(word), filter.twice.get_mut(word)) {
                *twice |= *once & bit;
                *once |= bit;
            }
        }
        filter
    }

    pub(crate) fn may_have(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.twice.get(word).is_some_and(|twice| twice & bit != 0)
    }

    /// The word that a hash's bit stands in, and the bit.
    fn place(&self, hash: u64) -> (usize, u64) {
        let at = hash >> self.shift;
        (usize::try_from(at / 64).unwrap_or(usize::MAX), 1 << (at % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_occurs_twice_is_never_missed_and_what_occurs_once_seldom_found() {
        let spread = |number: u64| {
            number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31).wrapping_mul(0xd6e8_feb8_6659_fd93)
        };
        for rows in [0, 1, 2, 5, 1000, 4097] {
            let twice: Vec<u64> = (0..rows).filter(|number| number % 7 == 0).collect();
            let hashes: Vec<u64> = (0..rows).chain(twice.iter().copied()).map(spread).collect();
            let filter = Recurring::among(hashes.len(), hashes.iter().copied());
            assert!(twice.iter().all(|number| filter.may_have(spread(*number))), "{rows}");
            let by_chance = (0..rows).filter(|number| number % 7 != 0 && filter.may_have(spread(*number)));
            assert!(by_chance.count() <= hashes.len() / 8, "{rows}");
        }
    }
}
