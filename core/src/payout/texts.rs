//! Words and ids that many lines share, each kept once and known by its number.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

/// A word or id that many lines share.
pub(crate) type Shared = u32;

/// Texts by number, the first one 0.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// All texts, one after the other.
    all: String,
    ends: Vec<usize>,
    numbers: HashTable<Shared>,
    hasher: DefaultHashBuilder,
}

impl Texts {
    /// The number of a text, a new one where it was not seen.
    pub(crate) fn share(&mut self, text: &str) -> Shared {
        let Self { all, ends, numbers, hasher } = self;
        let hash = hasher.hash_one(text);
        if let Some(&known) = numbers.find(hash, |&number| text_of(all, ends, number) == text) {
            return known;
        }
        let number = Shared::try_from(ends.len()).unwrap_or(Shared::MAX);
        all.push_str(text);
        ends.push(all.len());
        numbers.insert_unique(hash, number, |&number| hasher.hash_one(text_of(all, ends, number)));
        number
    }

    pub(crate) fn text(&self, shared: Shared) -> &str {
        text_of(&self.all, &self.ends, shared)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}

#[inline]
fn text_of<'a>(all: &'a str, ends: &[usize], shared: Shared) -> &'a str {
    let Some((at, &end)) = usize::try_from(shared).ok().and_then(|at| Some((at, ends.get(at)?))) else {
        return "";
    };
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    all.get(start..end).unwrap_or_default()
}
