//! Words and ids, each known by a number.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::value::digits;

/// A word or id that many lines share.
pub(crate) type Shared = u32;

/// An id: the number that its digits write, as those of almost all ids do; else one that is shared, so marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Id(u64);

impl Id {
    const SHARED: u64 = 1 << 63;

    /// The id that these digits write; `None` where another text is to be shared, or is no id at all.
    #[inline]
    pub(crate) fn of_digits(text: &str) -> Option<Self> {
        digits::whole_number(text.as_bytes()).map(Self)
    }
}

impl From<Id> for u64 {
    fn from(Id(number): Id) -> Self {
        number
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

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

    /// The id of a text.
    #[inline]
    pub(crate) fn id(&mut self, text: &str) -> Id {
        Id::of_digits(text).unwrap_or_else(|| Id(Id::SHARED | u64::from(self.share(text))))
    }

    /// The number of an id's text.
    pub(crate) fn share_id(&mut self, Id(number): Id) -> Shared {
        match number.checked_sub(Id::SHARED) {
            Some(shared) => Shared::try_from(shared).unwrap_or(Shared::MAX),
            None => self.share(&number.to_string()),
        }
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
