//! What can be wrong with a whole file.

/// A named file cannot be read as what it should be. Its text is one clear sentence that names the file, where it can the
/// place, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}`: {reason}")]
pub struct Problem {
    /// The file, as the caller named it.
    pub path: String,
    /// What is wrong with it, and what was expected.
    pub reason: String,
}

impl Problem {
    /// A problem of a file.
    #[must_use]
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }
}
