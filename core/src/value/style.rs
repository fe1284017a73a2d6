//! How a file writes numbers and dates: which mark stands before decimals, whether days or months come first.

/// The mark that stands before decimals; the other of the two groups thousands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DecimalMark {
    /// `1,234.50`
    #[default]
    Dot,
    /// `1.234,50`
    Comma,
}

/// What comes first in a date as `01/02/2026`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// The first of February, as the platform writes it.
    #[default]
    DayFirst,
    /// The second of January.
    MonthFirst,
}

/// One of two ways to write something.
pub(crate) trait Way: Copy + Default + PartialEq {
    /// The public word.
    fn word(self) -> &'static str;

    fn is_usual(self) -> bool {
        self == Self::default()
    }

    /// The way that is not the usual one.
    const OTHER: Self;
}

impl DecimalMark {
    /// The public word: `dot`, `comma`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dot => "dot",
            Self::Comma => "comma",
        }
    }

    /// The mark of a public word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Dot, Self::Comma].into_iter().find(|mark| mark.word() == word)
    }

    /// The mark itself.
    #[inline]
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Dot => b'.',
            Self::Comma => b',',
        }
    }

    /// The mark that groups thousands.
    #[inline]
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Dot => Self::Comma,
            Self::Comma => Self::Dot,
        }
    }
}

impl DateOrder {
    /// The public word: `day-first`, `month-first`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
        }
    }

    /// The order of a public word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::DayFirst, Self::MonthFirst].into_iter().find(|order| order.word() == word)
    }
}

impl Way for DecimalMark {
    const OTHER: Self = Self::Comma;

    fn word(self) -> &'static str {
        self.word()
    }
}

impl Way for DateOrder {
    const OTHER: Self = Self::MonthFirst;

    fn word(self) -> &'static str {
        self.word()
    }
}

/// How amounts are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NumberStyle {
    pub mark: DecimalMark,
    /// Somebody said so: what could be read both ways is read this way.
    pub told: bool,
    /// A cell of a file: accountants' minus signs, and spaces between groups, too.
    pub in_file: bool,
}

impl NumberStyle {
    /// Typed cells, as they are made into text: exact, with a decimal dot.
    pub(crate) const EXACT: Self = Self { mark: DecimalMark::Dot, told: true, in_file: true };
}
