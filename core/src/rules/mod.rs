//! The rule catalogue: every rule as data. Codes are stable for ever; a retired code is never used again.

mod access;
mod account;
mod campaign;
mod finding;
mod list;
mod rate;
mod registration;
mod showcase;
mod split;

use std::sync::LazyLock;

use serde::ser::{Serialize, SerializeMap, Serializer};

pub(crate) use access::*;
pub(crate) use account::*;
pub(crate) use campaign::*;
pub(crate) use finding::*;
pub(crate) use list::*;
pub(crate) use rate::*;
pub(crate) use registration::*;
pub(crate) use showcase::*;
pub(crate) use split::*;

use crate::json::canonical;

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

/// All rules, family by family: account (A), campaign (C), registration (R), rates and links (T), lists (L), showcase
/// (S), access (V), split (M), findings (F).
#[must_use]
pub fn rules() -> &'static [&'static Rule] {
    &ALL
}

/// The rule with this code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().iter().copied().find(|rule| rule.code == code)
}

/// The codes of rules that nothing raises yet: their sources are not read. Codes are stable, so they stand in the catalogue all
/// the same.
///
/// ```
/// assert!(partner_campaigns::rules_not_raised().iter().all(|code| partner_campaigns::rule(code).is_some()));
/// ```
#[must_use]
pub const fn rules_not_raised() -> &'static [&'static str] {
    &["M005", "F003", "F005", "F006", "F007", "F010", "F013", "F014"]
}

/// The catalogue as JSON text: an array of `{"code", "name", "statement", "guide", "decision", "severity"}`.
#[must_use]
pub fn rules_json() -> String {
    canonical::to_string(rules())
}

static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let families = [
        account::FAMILY,
        campaign::FAMILY,
        registration::FAMILY,
        rate::FAMILY,
        list::FAMILY,
        showcase::FAMILY,
        access::FAMILY,
        split::FAMILY,
        finding::FAMILY,
    ];
    families.concat()
});

/// One family of rules: a line each of code, name, severity, source and statement.
macro_rules! catalogue {
    ($($code:ident $name:literal $severity:ident $source:ident($($where:literal),+) $statement:literal)+) => {
        $(
            #[doc = concat!($name, ": ", $statement)]
            pub(crate) static $code: crate::rules::Rule = crate::rules::Rule {
                code: stringify!($code),
                name: $name,
                statement: $statement,
                source: crate::rules::Source::$source($($where),+),
                severity: crate::rules::Severity::$severity,
            };
        )+
        pub(super) static FAMILY: &[&crate::rules::Rule] = &[$(&$code),+];
    };
}
use catalogue;
