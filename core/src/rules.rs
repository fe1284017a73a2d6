//! The rule catalogue: every rule as data. Codes are stable for ever; a retired code is never used again.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable code, `M001`.
    pub code: &'static str,
    /// Stable name, `double-dipping`.
    pub name: &'static str,
    /// The rule in plain words.
    pub statement: &'static str,
    /// Who says so.
    pub source: Source,
    /// What breaking it means.
    pub severity: Severity,
}

/// Where a rule comes from, so that a user can tell what the platform says from what we chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The public guide: section and step.
    Guide(&'static str),
    /// Our decision where the guide is silent, with its reason.
    Decision(&'static str),
    /// The guide, and our decision on what it leaves open.
    Both(&'static str, &'static str),
}

/// What breaking a rule means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// What was asked for is refused, and nothing is changed.
    Refusal,
    /// What was asked for is done, and said.
    Warning,
    /// Something that was paid or reported is not what it should be.
    Finding,
    /// A rule that the calculation follows; it cannot be broken from outside.
    Law,
}

impl Severity {
    /// The public word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Refusal => "refusal",
            Self::Warning => "warning",
            Self::Finding => "finding",
            Self::Law => "law",
        }
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (guide, decision) = match self.source {
            Source::Guide(place) => (Some(place), None),
            Source::Decision(reason) => (None, Some(reason)),
            Source::Both(place, reason) => (Some(place), Some(reason)),
        };
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("name", self.name)?;
        map.serialize_entry("statement", self.statement)?;
        map.serialize_entry("guide", &guide)?;
        map.serialize_entry("decision", &decision)?;
        map.serialize_entry("severity", self.severity.word())?;
        map.end()
    }
}

/// All rules, in the order of their codes.
#[must_use]
pub fn rules() -> &'static [&'static Rule] {
    ALL
}

/// The rule with this code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.code == code)
}

/// The catalogue as JSON text: an array of `{"code", "name", "statement", "guide", "decision", "severity"}`.
#[must_use]
pub fn rules_json() -> String {
    serde_json::json!(ALL).to_string()
}

macro_rules! catalogue {
    ($($code:ident $name:literal $severity:ident $source:ident($($where:literal),+) $statement:literal)+) => {
        $(
            #[doc = concat!($name, ": ", $statement)]
            pub(crate) static $code: Rule = Rule {
                code: stringify!($code),
                name: $name,
                statement: $statement,
                source: Source::$source($($where),+),
                severity: Severity::$severity,
            };
        )+
        static ALL: &[&Rule] = &[$(&$code),+];
    };
}

catalogue! {
    M001 "double-dipping" Law Both("FAQ 1", "one organisation can bear two ids, so agencies that the caller declares to be one organisation count as one")
        "The campaign agency collects from the seller only: when it also manages the creator, its management share on this campaign's orders is nil, the creator keeps the whole creator commission, and the split says that the share was waived."
    M002 "other-manager" Law Guide("FAQ 2")
        "A creator managed by another agency shares the creator commission with it by their own agreement; the campaign agency's part is unchanged."
    M003 "negative-base" Refusal Decision("a refund is an adjustment of the split, not a negative sale")
        "A commission base is not negative."
    M004 "refund-exceeds-base" Refusal Decision("no more can be given back than was sold")
        "Refunds never exceed the amount sold, and are not negative."
    M005 "currency-mismatch" Refusal Decision("minor units of different currencies cannot be added")
        "All amounts of one order line are in one currency."
    M006 "amount-out-of-range" Refusal Decision("nothing is rounded or guessed on the way in")
        "What does not fit 64-bit minor units, has more decimals than its currency, or is written in no known form is refused. Minor units are ISO 4217's, except whole rupiah for IDR as the platform pays; a profile may override them."
    M007 "rate-out-of-range" Refusal Decision("a rate is a part of the base, so at most all of it")
        "Rates and shares are 0 to 10000 basis points."
    M008 "creator-rate-exceeds-total" Refusal Guide("Approving/Rejecting Seller Products, step 3")
        "The creator rate is at most the total rate. Equal is allowed: the agency keeps nothing."
    M009 "tax-out-of-range" Refusal Decision("what is withheld comes out of the creator commission")
        "Where the managing share is taken after tax, the tax withheld is 0 to the creator commission."

    F001 "amount-differs" Finding Guide("Overview")
        "The reported amount is not the expected one."
    F002 "payout-missing" Finding Guide("Overview")
        "A settled line's amount cell is blank, or a payout file has no row for what is due."
    F003 "payout-unexpected" Finding Guide("Overview")
        "A payout file has a row for an order line or party that nothing is due to."
    F004 "payout-repeated" Finding Decision("an order line is paid once; overlapping exports repeat it cell for cell")
        "The same line is reported more than once within one file, or across files with other amounts or another payment id."
    F005 "double-dipping" Finding Guide("FAQ 1")
        "The campaign agency was paid a management share."
    F006 "wrong-payee" Finding Guide("Overview")
        "A payout file paid the right amount to another payee."
    F007 "currency-differs" Finding Decision("minor units of different currencies cannot be compared")
        "The amount is reported in another currency."
    F008 "not-attributable" Finding Guide("Approving/Rejecting Seller Products, step 3")
        "No agreed terms of the row's campaign cover that product (and, where known, creator) at the order's time."
    F009 "refund-not-clawed-back" Finding Decision("commission rates apply to what is left after refunds")
        "A settled, refunded line was paid as before the refund: any payment at all where it was fully refunded."
    F010 "total-not-conserved" Finding Guide("Approving/Rejecting Seller Products, step 3")
        "The reported parts do not add up to the total that the source itself states."
    F011 "unreadable-row" Finding Decision("nothing is skipped silently; the rest is still checked")
        "A row cannot be read: file, line, column and reason are named."
    F012 "rate-not-agreed" Finding Guide("Approving/Rejecting Seller Products, step 3")
        "Agreed terms cover the row, at other rates."
    F013 "statement-differs" Finding Guide("Overview")
        "A seller statement's affiliate charges for an order are not the sum of its parts."
}
