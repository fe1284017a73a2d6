//! Reading a text that is on a tape: each step knows where it stands, and notes what is wrong instead of stopping.

use std::fmt::Display;

use super::Document;
use super::fault::Where;
use super::path::join;
use super::tape::{At, Node};
use crate::shown::shown;

/// What one item may take for all to get their room at once, in bytes: larger ones get it as they come.
const ITEM_BYTES_MAX: usize = 32;

/// One value and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'f> {
    document: &'f Document<'f>,
    at: At,
}

/// An object whose keys are asked for one by one; [`Object::finish`] refuses those that nobody asked for.
#[derive(Debug)]
pub(crate) struct Object<'f> {
    itself: Value<'f>,
    known: Vec<&'static str>,
}

impl<'f> Value<'f> {
    pub(super) const fn root(document: &'f Document<'f>) -> Self {
        Self { document, at: 0 }
    }

    fn node(self) -> Node {
        self.document.tape.node(self.at)
    }

    /// Where it stands, as a JSON pointer.
    pub(crate) fn path(self) -> String {
        self.document.tape.path(self.at)
    }

    pub(crate) fn is_null(self) -> bool {
        self.node() == Node::Null
    }

    /// Notes what is wrong with it.
    pub(crate) fn fault(self, message: impl Into<String>) {
        self.document.faults.add(Where::Node(self.at), message);
    }

    fn wrong_type<T>(self, expected: &str) -> Option<T> {
        let hint = match (expected, self.node()) {
            ("text", Node::Int(_) | Node::Large(_) | Node::OtherNumber) => {
                ": write it in quotes, so that no digit is lost"
            }
            _ => "",
        };
        self.fault(format!("{expected} is expected, not {}{hint}", self.described()));
        None
    }

    fn described(self) -> String {
        match self.node() {
            Node::Null => "null".to_owned(),
            Node::Bool(flag) => format!("`{flag}`"),
            Node::Int(number) => format!("the number `{number}`"),
            Node::Large(number) => format!("the number `{number}`"),
            Node::OtherNumber => {
                "a number with a fraction or an exponent, or of more than 64 bits".to_owned()
            }
            Node::Text { .. } | Node::Unescaped { .. } => {
                format!("the text `{}`", shown(self.as_text().unwrap_or_default()))
            }
            Node::List { .. } => "an array".to_owned(),
            Node::Object { .. } => "an object".to_owned(),
        }
    }

    /// The text, if it is one.
    pub(crate) fn as_text(self) -> Option<&'f str> {
        self.document.tape.text(self.at)
    }

    fn as_whole(self) -> Option<i128> {
        match self.node() {
            Node::Int(number) => Some(number.into()),
            Node::Large(number) => Some(number.into()),
            _ => None,
        }
    }

    /// Text as it is.
    pub(crate) fn text(self) -> Option<String> {
        self.as_text().map_or_else(|| self.wrong_type("text"), |text| Some(text.to_owned()))
    }

    /// Text without the white space around it.
    pub(crate) fn trimmed(self) -> Option<String> {
        self.as_text().map_or_else(|| self.wrong_type("text"), |text| Some(text.trim().to_owned()))
    }

    /// A whole number of at most 64 bits, signed or not.
    pub(crate) fn whole(self) -> Option<i128> {
        self.as_whole().or_else(|| self.wrong_type("a whole number"))
    }

    /// What `read` makes of a whole number.
    pub(crate) fn checked<T>(self, read: impl FnOnce(i128) -> Result<T, String>) -> Option<T> {
        read(self.whole()?).map_err(|message| self.fault(message)).ok()
    }

    /// `true` or `false`.
    pub(crate) fn flag(self) -> Option<bool> {
        match self.node() {
            Node::Bool(flag) => Some(flag),
            _ => self.wrong_type("`true` or `false`"),
        }
    }

    /// What `read` makes of a text as it is: an id, a day, an instant.
    pub(crate) fn parsed<T, E: Display>(self, read: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        self.parsed_as("text", read)
    }

    /// The same, with what is said to be expected where it is no text.
    pub(crate) fn parsed_as<T, E: Display>(
        self,
        expected: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let Some(text) = self.as_text() else { return self.wrong_type(expected) };
        read(text).map_err(|error| self.fault(error.to_string())).ok()
    }

    /// One of some words.
    pub(crate) fn word<T: Copy>(self, words: &[(&str, T)]) -> Option<T> {
        let Some(text) = self.as_text() else { return self.wrong_type("text") };
        let meaning = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if meaning.is_none() {
            let words: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            self.fault(format!("`{}` is none of {}", shown(text), words.join(", ")));
        }
        meaning
    }

    /// Each item of an array as `read` reads it; `None` if any cannot be read, after all have been tried or more faults
    /// found than are told.
    pub(crate) fn list_of<T>(self, mut read: impl FnMut(Self) -> Option<T>) -> Option<Vec<T>> {
        let Node::List { items, .. } = self.node() else { return self.wrong_type("an array") };
        let mut made = Vec::new();
        if size_of::<T>() <= ITEM_BYTES_MAX {
            made.reserve_exact(items as usize); // grown item by item, they take up to three times as much
        }
        let mut made = Some(made);
        for at in self.document.tape.items(self.at) {
            match (read(Self { at, ..self }), &mut made) {
                (Some(item), Some(made)) => made.push(item),
                (Some(_), None) => {}
                (None, _) => made = None,
            }
            if self.document.faults.is_full() {
                return None;
            }
        }
        made
    }

    /// An object.
    pub(crate) fn object(self) -> Option<Object<'f>> {
        let Node::Object { .. } = self.node() else { return self.wrong_type("an object") };
        Some(Object { itself: self, known: Vec::new() })
    }
}

impl<'f> Object<'f> {
    fn entries(&self) -> impl Iterator<Item = (&'f str, Value<'f>)> + use<'f> {
        let Value { document, at } = self.itself;
        document.tape.entries(at).map(move |(key, at)| (key, Value { document, at }))
    }

    fn value(&self, key: &str) -> Option<Value<'f>> {
        self.entries().find(|(given, _)| *given == key).map(|(_, value)| value)
    }

    /// The keys that were not asked for.
    fn others(&self) -> impl Iterator<Item = (&'f str, Value<'f>)> {
        self.entries().filter(|(key, _)| !self.known.contains(key))
    }

    /// Notes something that is wrong with the object as a whole.
    pub(crate) fn fault(&self, message: impl Into<String>) {
        self.itself.fault(message);
    }

    /// Notes something that is wrong with a key, whose value may have been read already.
    pub(crate) fn fault_at(&self, key: &str, message: impl Into<String>) {
        let Value { document, at } = self.itself;
        document.faults.add(Where::Key(at, key.to_owned()), message);
    }

    /// Whether the key was given, whatever its value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// The value of a key that may be left out.
    pub(crate) fn optional(&mut self, key: &'static str) -> Option<Value<'f>> {
        self.known.push(key);
        self.value(key)
    }

    /// The value of a key that is needed: a fault where it is missing.
    pub(crate) fn required(&mut self, key: &'static str) -> Option<Value<'f>> {
        let given = self.optional(key);
        if given.is_none() {
            self.fault_at(key, "this key is missing");
        }
        given
    }

    /// All keys with their values, where any key may stand.
    pub(crate) fn into_entries(self) -> impl Iterator<Item = (&'f str, Value<'f>)> {
        self.entries()
    }

    /// The paths of keys that were not asked for, where those are told and not refused.
    pub(crate) fn not_asked_for(&self) -> Vec<String> {
        let path = self.itself.path();
        self.others().map(|(key, _)| join(&path, key)).collect()
    }

    /// Notes every key that was not asked for.
    pub(crate) fn finish(self) {
        for (_, value) in self.others() {
            if value.document.faults.is_full() {
                return;
            }
            let allowed: Vec<_> = self.known.iter().map(|key| format!("`{key}`")).collect();
            value.fault(format!("unknown key: allowed are {}", allowed.join(", ")));
        }
    }
}
