//! What a refusal carries: every rule that was broken, where, and by which values.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::rules::Rule;

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

/// All violations that were found, never none, in a stable order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(|one| format!("{} {}: {}", one.rule.code, one.path, one.message)).collect::<Vec<_>>().join("; "))]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// `Ok` where nothing was found.
    ///
    /// # Errors
    /// The violations, where there are any.
    pub fn check(found: Vec<Violation>) -> Result<(), Self> {
        if found.is_empty() { Ok(()) } else { Err(Self(found)) }
    }

    /// Puts one more before all others.
    pub(crate) fn insert_first(&mut self, violation: Violation) {
        self.0.insert(0, violation);
    }

    /// Each of them.
    #[must_use]
    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }

    /// `{"violations": [...]}` as JSON text, the same bytes in every language.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::json!({ "violations": self.0 }).to_string()
    }
}

impl From<Violation> for Violations {
    fn from(only: Violation) -> Self {
        Self(vec![only])
    }
}
