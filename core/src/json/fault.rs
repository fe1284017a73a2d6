//! What is malformed: each place and why, all at once up to a bound.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::Serialize;

use super::canonical;
use super::path::{Place, join};
use super::tape::{At, Tape};
use crate::shown::escaped;

/// The most faults that are told at once: where there are more, one last entry says so.
pub const FAULTS_MAX: usize = 100;

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

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "/" } else { &self.path };
        write!(out, "{}: {}", escaped(path), self.message)
    }
}

/// Everything that is malformed, never nothing, in the order of the public words: at most [`FAULTS_MAX`] faults, which are
/// the first that were found. Where there are more, a last entry at the root says so: its message begins with `and more`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
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
            faults.add(Where::Path(path), message);
            any = true;
        }
        faults.check((!any).then_some(()), &Tape::new(""))
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
        #[derive(Serialize)]
        struct Answer<'a> {
            invalid: &'a [Fault],
        }
        canonical::to_string(&Answer { invalid: &self.0 })
    }
}

/// Where something is wrong. Its path is made when it is told.
#[derive(Debug)]
pub(super) enum Where {
    Node(At),
    /// A key of an object, which may be missing.
    Key(At, String),
    Path(String),
}

/// The faults that are found while a text is read: the first of them, and whether there are more.
#[derive(Debug, Default)]
pub(super) struct Faults {
    found: RefCell<Vec<(Where, String)>>,
    more: Cell<bool>,
}

impl Faults {
    pub(super) fn add(&self, place: Where, message: impl Into<String>) {
        let mut found = self.found.borrow_mut();
        if found.len() < FAULTS_MAX {
            found.push((place, message.into()));
        } else {
            self.more.set(true);
        }
    }

    /// Whether there are more than are told: looking for others is of no use.
    pub(super) const fn is_full(&self) -> bool {
        self.more.get()
    }

    /// What was read, where nothing was wrong with it.
    pub(super) fn check<T>(self, made: Option<T>, tape: &Tape<'_>) -> Result<T, Invalid> {
        let found = self.found.into_inner();
        match made {
            Some(made) if found.is_empty() => Ok(made),
            None if found.is_empty() => Err(Invalid::one("", "this cannot be read")),
            _ => {
                let nodes = found.iter().map(|(place, _)| match place {
                    Where::Node(at) | Where::Key(at, _) => *at,
                    Where::Path(_) => 0,
                });
                let paths = tape.paths(&nodes.collect::<Vec<_>>());
                let fault = |((place, message), path): ((Where, String), String)| match place {
                    Where::Node(_) => Fault { path, message },
                    Where::Key(_, key) => Fault { path: join(&path, &key), message },
                    Where::Path(path) => Fault { path, message },
                };
                let mut found: Vec<_> = found.into_iter().zip(paths).map(fault).collect();
                found.sort_by_cached_key(|fault| Place::of(&fault.path));
                found.dedup();
                if self.more.get() {
                    let message = format!("and more: at most {FAULTS_MAX} faults are told");
                    found.push(Fault { path: String::new(), message });
                }
                Err(Invalid(found))
            }
        }
    }
}
