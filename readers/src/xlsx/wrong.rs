//! What can be wrong with a workbook as a whole.

use std::fmt;
use std::io;

/// What a message says after "the workbook".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong(pub(super) String);

/// So many characters of what a file holds are shown.
const SHOWN: usize = 100;

impl Wrong {
    /// The workbook is not what a program writes that knows how.
    pub(super) fn damaged(how: impl fmt::Display) -> Self {
        Self(format!("is damaged: {}", shown(&how.to_string())))
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Wrong {}

impl From<Wrong> for io::Error {
    fn from(wrong: Wrong) -> Self {
        Self::new(io::ErrorKind::InvalidData, wrong)
    }
}

impl From<&io::Error> for Wrong {
    fn from(error: &io::Error) -> Self {
        if let Some(wrong) = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            return wrong.clone();
        }
        match error.raw_os_error() {
            Some(_) => Self(format!("cannot be read: {error}")),
            None => Self::damaged(error),
        }
    }
}

impl From<io::Error> for Wrong {
    fn from(error: io::Error) -> Self {
        Self::from(&error)
    }
}

impl From<quick_xml::Error> for Wrong {
    fn from(error: quick_xml::Error) -> Self {
        match error {
            quick_xml::Error::Io(error) => Self::from(&*error),
            other => Self::damaged(other),
        }
    }
}

/// Text of a file as a message shows it: not too long, and without what steers a terminal.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for (at, letter) in text.chars().enumerate() {
        if at == SHOWN {
            shown.push('…');
            break;
        }
        if letter.is_control() {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}
