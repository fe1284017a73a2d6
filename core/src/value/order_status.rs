//! Settlement status words, as data. They differ by file, market and year.

use super::words;

/// What a status word says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum StatusWord {
    Settled,
    /// Settled, unless its settled cells say that it is not yet.
    Completed,
    Open,
    Void,
    Deducted,
    /// A word of no list: settled where the settled cells say so.
    #[default]
    Unlisted,
}

/// By their letters alone: case, accents, spaces, `-` and `_` do not matter.
const WORDS: &[(&str, StatusWord)] = &[
    ("settled", StatusWord::Settled),
    ("completed", StatusWord::Completed),
    ("pending", StatusWord::Open),
    ("processing", StatusWord::Open),
    ("awaitingpayment", StatusWord::Open),
    ("unpaidbycustomer", StatusWord::Open),
    ("customerunpaid", StatusWord::Open),
    ("tosettle", StatusWord::Open),
    ("unsettled", StatusWord::Open),
    ("frozen", StatusWord::Open),
    ("naopago", StatusWord::Open),
    ("ineligible", StatusWord::Void),
    ("cancelled", StatusWord::Void),
    ("canceled", StatusWord::Void),
    ("cancelado", StatusWord::Void),
    ("refunded", StatusWord::Void),
    ("deducted", StatusWord::Deducted),
];

impl StatusWord {
    pub(crate) fn of(text: &str) -> Self {
        let listed = WORDS.iter().find(|(word, _)| words::is(text, word));
        listed.map_or(Self::Unlisted, |&(_, meaning)| meaning)
    }
}
