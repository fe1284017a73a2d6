//! What is malformed: each place and why, all at once.

use std::cell::RefCell;

use serde::Serialize;

use crate::json::path::Place;

/// One thing that is malformed. Its JSON is `{"path", "message"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    path: String,
    message: String,
}

impl Fault {
    /// Where, as a JSON pointer from the root of what was given.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// One plain sentence with what was found and what is expected.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// Everything that is malformed, never nothing, in the order of the public words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(|one| format!("{}: {}", if one.path.is_empty() { "/" } else { &one.path }, one.message)).collect::<Vec<_>>().join("; "))]
pub struct Invalid(Vec<Fault>);

impl Invalid {
    /// One fault.
    pub(crate) fn one(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self(vec![Fault { path: path.into(), message: message.into() }])
    }

    /// Nothing, or all of these: paths with what is wrong there.
    pub(crate) fn check(found: impl IntoIterator<Item = (String, String)>) -> Result<(), Self> {
        let faults = Faults::default();
        let mut any = false;
        for (path, message) in found {
            faults.add(path, message);
            any = true;
        }
        faults.check((!any).then_some(()))
    }

    /// The same of a value that stands at this path.
    pub(crate) fn within(self, path: &str) -> Self {
        let inside = |fault: Fault| Fault { path: format!("{path}{}", fault.path), ..fault };
        Self(self.0.into_iter().map(inside).collect())
    }

    /// Each of them.
    #[must_use]
    pub fn as_slice(&self) -> &[Fault] {
        &self.0
    }

    /// `{"invalid": [{"path", "message"}]}` as JSON text, the same bytes in every language.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::json!({ "invalid": self.0 }).to_string()
    }
}

/// The faults that are found while a value is read.
#[derive(Debug, Default)]
pub(crate) struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    pub(crate) fn add(&self, path: impl Into<String>, message: impl Into<String>) {
        self.0.borrow_mut().push(Fault { path: path.into(), message: message.into() });
    }

    /// What was read, where nothing was wrong with it.
    pub(crate) fn check<T>(self, made: Option<T>) -> Result<T, Invalid> {
        let mut found = self.0.into_inner();
        match made {
            Some(made) if found.is_empty() => Ok(made),
            None if found.is_empty() => Err(Invalid::one("", "this cannot be read")),
            _ => {
                found.sort_by_cached_key(|fault| Place::of(&fault.path));
                found.dedup();
                Err(Invalid(found))
            }
        }
    }
}
