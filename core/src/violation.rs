//! What a refusal carries: every rule that was broken, where, and by which values.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::json::canonical;
use crate::json::path::Place;
use crate::rules::{self, Rule};
use crate::shown::{clipped, escaped};
use crate::value::money::AmountError;
use crate::value::rate::RateError;

/// One broken rule. Its JSON is `{"rule", "name", "path", "message", "params"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    rule: &'static Rule,
    path: String,
    message: String,
    params: Vec<(&'static str, Param)>,
}

/// A typed value named in a violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    /// A whole number.
    Int(i128),
    /// Text.
    Text(String),
    /// Several of them.
    List(Vec<Param>),
}

impl From<i128> for Param {
    fn from(value: i128) -> Self {
        Self::Int(value)
    }
}

impl From<i64> for Param {
    fn from(value: i64) -> Self {
        Self::Int(value.into())
    }
}

impl From<u16> for Param {
    fn from(value: u16) -> Self {
        Self::Int(value.into())
    }
}

impl From<u32> for Param {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<usize> for Param {
    fn from(value: usize) -> Self {
        Self::Int(i128::try_from(value).unwrap_or(i128::MAX))
    }
}

impl<P: Into<Param>> From<Vec<P>> for Param {
    fn from(values: Vec<P>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl From<&str> for Param {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Param {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl Violation {
    /// A violation of the rule with this code, at a JSON pointer from the root of what was given.
    pub(crate) fn new(rule: &'static Rule, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { rule, path: path.into(), message: message.into(), params: Vec::new() }
    }

    /// The same, with a typed value that the message names.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Param>) -> Self {
        self.params.push((name, value.into()));
        self
    }

    /// Whether it is the entry that says that there are more.
    fn says_more(&self) -> bool {
        self.params.iter().any(|(name, _)| *name == TOLD_AT_MOST)
    }

    /// The broken rule.
    #[must_use]
    pub const fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// Which field or item, as a JSON pointer from the root of what was given.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// One plain sentence with the offending and the allowed value.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The values of the message, typed.
    #[must_use]
    pub fn params(&self) -> &[(&'static str, Param)] {
        &self.params
    }
}

impl Serialize for Param {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Int(value) => value.serialize(serializer),
            Self::Text(value) => value.serialize(serializer),
            Self::List(values) => values.serialize(serializer),
        }
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Params<'a>(&'a [(&'static str, Param)]);
        impl Serialize for Params<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
            }
        }
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("rule", self.rule.code)?;
        map.serialize_entry("name", self.rule.name)?;
        map.serialize_entry("path", &self.path)?;
        map.serialize_entry("message", &self.message)?;
        map.serialize_entry("params", &Params(&self.params))?;
        map.end()
    }
}

/// The most violations that are told at once: where there are more, one last entry says so.
pub const VIOLATIONS_MAX: usize = 1000;

/// The parameter of the entry that says that there are more.
const TOLD_AT_MOST: &str = "told_at_most";

/// Violations while they are found: as many as are told and one, so that an array full of nonsense takes no memory.
#[derive(Debug, Default)]
pub(crate) struct Found(Vec<Violation>);

impl Found {
    pub(crate) fn push(&mut self, violation: Violation) {
        if self.0.len() <= VIOLATIONS_MAX {
            self.0.push(violation);
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Violation> {
        self.0
    }
}

impl Extend<Violation> for Found {
    fn extend<I: IntoIterator<Item = Violation>>(&mut self, violations: I) {
        let left = VIOLATIONS_MAX.saturating_add(1).saturating_sub(self.0.len());
        self.0.extend(violations.into_iter().take(left));
    }
}

impl std::ops::Deref for Found {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.0
    }
}

/// All violations that were found, never none, in a stable order: at most [`VIOLATIONS_MAX`]. Where there are more, a last
/// entry at the root says so: it bears the rule of the first that was left out, and its message begins with `and more`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(|one| format!("{} {}: {}", one.rule.code, escaped(&one.path), one.message)).collect::<Vec<_>>().join("; "))]
pub struct Violations(Vec<Violation>);

/// Violations or warnings as they are reported: by path in the order of the public words, then by rule, each (rule,
/// path) once. S004 may stand at one path for many products, so only its repetitions in a row are dropped.
pub(crate) fn in_order(mut found: Vec<Violation>) -> Vec<Violation> {
    found.sort_by_cached_key(|one| (one.says_more(), Place::of(&one.path), one.rule.code));
    found.dedup_by(|next, kept| {
        let same = next.rule.code == kept.rule.code && next.path == kept.path;
        same && (next.rule.code != rules::S004.code || next.params == kept.params)
    });
    let told = found.iter().position(Violation::says_more).unwrap_or(VIOLATIONS_MAX).min(VIOLATIONS_MAX);
    if let Some(first) = found.get(told).map(|first| first.rule) {
        found.truncate(told);
        let message = format!("and more: at most {VIOLATIONS_MAX} violations are told");
        found.push(Violation::new(first, "", message).with(TOLD_AT_MOST, VIOLATIONS_MAX));
    }
    found
}

impl Violations {
    /// `Ok` where nothing was found; else everything in its order.
    ///
    /// # Errors
    /// The violations, where there are any.
    pub fn check(found: Vec<Violation>) -> Result<(), Self> {
        if found.is_empty() { Ok(()) } else { Err(Self(in_order(found))) }
    }

    /// These and others, in their order.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(in_order([self.0, others.0].concat()))
    }

    /// Each of them.
    #[must_use]
    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }

    /// `{"violations": [...]}` as JSON text, the same bytes in every language.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Answer<'a> {
            violations: &'a [Violation],
        }
        canonical::to_string(&Answer { violations: &self.0 })
    }
}

impl Violation {
    /// A text or number that is no amount (M006); `None` where there is no such currency, which is malformed input.
    #[must_use]
    pub fn of_amount(path: &str, error: &AmountError) -> Option<Self> {
        let text = match error {
            AmountError::UnknownCurrency(_) => return None,
            AmountError::Malformed { text, .. }
            | AmountError::Ambiguous { text, .. }
            | AmountError::TooManyDecimals { text, .. }
            | AmountError::OutOfRange { text }
            | AmountError::OtherCurrency { text, .. } => text,
        };
        Some(Self::new(&rules::M006, path, error.to_string()).with("value", clipped(text).into_owned()))
    }

    /// A text or number that is no rate (M007).
    #[must_use]
    pub fn of_rate(path: &str, error: &RateError) -> Self {
        let (RateError::OutOfRange(text) | RateError::NotPercent(text) | RateError::Fraction(text)) = error;
        Self::new(&rules::M007, path, error.to_string()).with("value", clipped(text).into_owned())
    }
}

impl From<Violation> for Violations {
    fn from(only: Violation) -> Self {
        Self(vec![only])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_bound_a_last_entry_says_that_there_are_more() {
        let mut found = Found::default();
        let each = |number| Violation::new(&rules::R011, format!("/products/{number:05}"), "m");
        found.extend((0..100_000).map(each));
        found.push(each(100_000));
        assert_eq!(found.len(), VIOLATIONS_MAX + 1);
        let told = in_order(found.into_vec());
        assert_eq!(told.len(), VIOLATIONS_MAX + 1);
        let last = told.last().map(|one| (one.rule().code, one.path(), one.message()));
        assert_eq!(last, Some(("R011", "", "and more: at most 1000 violations are told")));
        let again = in_order([told, vec![Violation::new(&rules::C004, "/a", "m")]].concat());
        assert_eq!(again.len(), VIOLATIONS_MAX + 1);
        assert!(again.last().is_some_and(Violation::says_more));
        let all = in_order((0..VIOLATIONS_MAX).map(each).collect());
        assert!(all.len() == VIOLATIONS_MAX && !all.iter().any(Violation::says_more));
    }

    #[test]
    fn order_is_by_path_then_rule_and_each_stands_once() {
        let one = |rule, path: &str| Violation::new(rule, path, "m");
        let rate = |product: &str| one(&rules::S004, "/products").with("product", product);
        let found = vec![
            rate("p2"),
            one(&rules::C010, "/draft/campaign_period/last_day"),
            one(&rules::C003, "/draft/campaign_period/last_day"),
            rate("p1"),
            one(&rules::A005, "/account/bank/status"),
            rate("p2"),
            one(&rules::C006, "/draft/sellers/shop_codes/10"),
            one(&rules::C006, "/draft/sellers/shop_codes/9"),
            one(&rules::C003, "/draft/campaign_period/last_day"),
            one(&rules::A004, "/account/bank/status"),
        ];
        let ordered: Vec<_> =
            in_order(found).iter().map(|one| format!("{} {}", one.rule.code, one.path)).collect();
        let expected = [
            "A004 /account/bank/status",
            "A005 /account/bank/status",
            "C003 /draft/campaign_period/last_day",
            "C010 /draft/campaign_period/last_day",
            "C006 /draft/sellers/shop_codes/9",
            "C006 /draft/sellers/shop_codes/10",
            "S004 /products",
            "S004 /products",
            "S004 /products",
        ];
        assert_eq!(ordered, expected);
    }
}
