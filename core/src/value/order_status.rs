//! Settlement status words, as data. They differ by file, market and year.

/// What a status word says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum StatusWord {
    Settled,
    /// Settled, unless its settled cells are blank.
    Completed,
    Open,
    Void,
    Deducted,
    /// A word of no list: settled where the settled cells say so.
    #[default]
    Unlisted,
}

const WORDS: &[(&str, StatusWord)] = &[
    ("settled", StatusWord::Settled),
    ("completed", StatusWord::Completed),
    ("pending", StatusWord::Open),
    ("processing", StatusWord::Open),
    ("awaitingpayment", StatusWord::Open),
    ("awaiting payment", StatusWord::Open),
    ("unpaid by customer", StatusWord::Open),
    ("frozen", StatusWord::Open),
    ("ineligible", StatusWord::Void),
    ("cancelled", StatusWord::Void),
    ("deducted", StatusWord::Deducted),
];

impl StatusWord {
    pub(crate) fn of(text: &str) -> Self {
        let listed = WORDS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word));
        listed.map_or(Self::Unlisted, |&(_, meaning)| meaning)
    }
}
