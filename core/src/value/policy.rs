//! What is documented nowhere and so is chosen, and named in each result: rounding, remainder holder, managing share.

use serde::{Deserialize, Serialize};

use crate::value::rounding::Rounding;

/// Who holds the minor unit that rounding leaves over.
///
/// | base 1.05, total 30%, creator 15%, half even | agency | creator | total |
/// | --- | --- | --- | --- |
/// | `agency` | 0.32 − 0.16 = 0.16 | 0.1575 → 0.16 | 0.315 → 0.32 |
/// | `creator` | 0.1575 → 0.16 | 0.32 − 0.16 = 0.16 | 0.32 |
/// | `separate` | 0.16 | 0.16 | 0.16 + 0.16 = 0.32 |
///
/// A party with rate 0 gets exactly 0 under each of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RemainderHolder {
    /// The agency's part is the total less the creator's, never rounded by itself.
    #[default]
    Agency,
    /// The creator's part is the total less the agency's.
    Creator,
    /// Each part is rounded on its own; the total is their sum and may exceed the rounded total by one unit.
    Separate,
}

/// What a managing agency's share is taken on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ManagingShare {
    /// The creator commission as it is.
    #[default]
    BeforeTax,
    /// The creator commission less the tax withheld that the caller gives.
    AfterTax,
}

/// How a commission is split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Policy {
    /// How each rounded step is rounded.
    pub rounding: Rounding,
    /// Who holds the odd minor unit.
    pub remainder: RemainderHolder,
    /// What the managing share is taken on.
    pub managing_share: ManagingShare,
}

impl RemainderHolder {
    /// All holders, in the order in which ties between them are decided.
    pub const ALL: [Self; 3] = [Self::Agency, Self::Creator, Self::Separate];

    /// The public word: `agency`, `creator`, `separate`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Creator => "creator",
            Self::Separate => "separate",
        }
    }

    /// The holder of a public word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|holder| holder.word() == word)
    }
}

impl ManagingShare {
    /// Both.
    pub const ALL: [Self; 2] = [Self::BeforeTax, Self::AfterTax];

    /// The public word: `before_tax`, `after_tax`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::BeforeTax => "before_tax",
            Self::AfterTax => "after_tax",
        }
    }

    /// The meaning of a public word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|share| share.word() == word)
    }
}
