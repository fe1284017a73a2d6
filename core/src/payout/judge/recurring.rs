//! Which keys may belong to more than one row: almost every row is told apart by a few bits, without a table of all.

/// A filter of key hashes. It says yes for every hash that occurs twice, and now and then for one that occurs once.
pub(crate) struct Recurring(Bits);

/// Bits for each hash to tell whether it was met: with sixteen, about one hash in sixteen meets another by chance.
const MET: usize = 16;

/// Bits for each hash to tell whether it was met again: as few were, so few that they stay in the cache.
const AGAIN: usize = 2;

impl Recurring {
    pub(crate) fn among(count: usize, hashes: impl Iterator<Item = u32>) -> Self {
        let (mut met, mut again) = (Bits::new(count, MET), Bits::new(count, AGAIN));
        hashes.for_each(|hash| {
            if met.set(hash) {
                again.set(hash);
            }
        });
        Self(again)
    }

    #[inline]
    pub(crate) fn may_have(&self, hash: u32) -> bool {
        let (word, bit) = self.0.place(hash);
        self.0.words.get(word).is_some_and(|word| word & bit != 0)
    }
}

/// Bits, each for the hashes that begin as its place does.
struct Bits {
    words: Vec<u64>,
    /// How far a hash is shifted down to its place.
    shift: u32,
}

impl Bits {
    fn new(count: usize, of_each: usize) -> Self {
        let bits = count.saturating_mul(of_each).max(64).next_power_of_two();
        Self { words: vec![0; bits / 64], shift: u32::BITS.saturating_sub(bits.ilog2()) }
    }

    /// Sets the bit of a hash; whether it was set.
    #[inline]
    fn set(&mut self, hash: u32) -> bool {
        let (word, bit) = self.place(hash);
        let Some(word) = self.words.get_mut(word) else { return false };
        let was = *word & bit != 0;
        *word |= bit;
        was
    }

    /// The word of a hash's bit, and the bit.
    #[inline]
    fn place(&self, hash: u32) -> (usize, u64) {
        let place = u64::from(hash) >> self.shift;
        (usize::try_from(place / 64).unwrap_or(usize::MAX), 1 << (place % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_occurs_twice_is_never_missed_and_what_occurs_once_seldom_found() {
        let spread = |number: u64| {
            let spread = number
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .rotate_left(31)
                .wrapping_mul(0xd6e8_feb8_6659_fd93);
            (spread >> 32) as u32
        };
        for rows in [0, 1, 2, 5, 1000, 4097] {
            let twice: Vec<u64> = (0..rows).filter(|number| number % 7 == 0).collect();
            let hashes: Vec<u32> = (0..rows).chain(twice.iter().copied()).map(spread).collect();
            let filter = Recurring::among(hashes.len(), hashes.iter().copied());
            assert!(twice.iter().all(|number| filter.may_have(spread(*number))), "{rows}");
            let by_chance = (0..rows).filter(|number| number % 7 != 0 && filter.may_have(spread(*number)));
            assert!(by_chance.count() <= hashes.len() / 8, "{rows}");
        }
    }
}
