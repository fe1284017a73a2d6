//! Reading a tree: each step knows its path, and notes what is wrong instead of stopping.

use std::fmt::Display;

use super::fault::Faults;
use super::tree::Json;
use crate::json::path::{clipped, join};

/// One value and where it stands.
#[derive(Debug)]
pub(crate) struct Value<'f> {
    json: Json,
    path: String,
    faults: &'f Faults,
}

/// An object whose keys are asked for one by one; [`Object::finish`] refuses those that nobody asked for.
#[derive(Debug)]
pub(crate) struct Object<'f> {
    entries: Vec<(String, Option<Json>)>,
    known: Vec<&'static str>,
    path: String,
    faults: &'f Faults,
}

impl<'f> Value<'f> {
    pub(super) fn root(json: Json, faults: &'f Faults) -> Self {
        Self { json, path: String::new(), faults }
    }

    /// Where it stands, as a JSON pointer.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn is_null(&self) -> bool {
        self.json == Json::Null
    }

    /// Notes what is wrong with it.
    pub(crate) fn fault(&self, message: impl Into<String>) {
        self.faults.add(self.path.clone(), message);
    }

    fn wrong_type<T>(&self, expected: &str) -> Option<T> {
        let hint = match (expected, &self.json) {
            ("text", Json::Int(_) | Json::OtherNumber) => ": write it in quotes, so that no digit is lost",
            _ => "",
        };
        self.fault(format!("{expected} is expected, not {}{hint}", described(&self.json)));
        None
    }

    /// Text as it is.
    pub(crate) fn text(self) -> Option<String> {
        match self.json {
            Json::Text(text) => Some(text),
            _ => self.wrong_type("text"),
        }
    }

    /// Text without the white space around it.
    pub(crate) fn trimmed(self) -> Option<String> {
        self.text().map(|text| {
            let kept = text.trim();
            if kept.len() == text.len() { text } else { kept.to_owned() }
        })
    }

    /// A whole number of at most 64 bits, signed or not.
    pub(crate) fn whole(self) -> Option<i128> {
        match self.json {
            Json::Int(number) => Some(number),
            _ => self.wrong_type("a whole number"),
        }
    }

    /// What `read` makes of a whole number.
    pub(crate) fn checked<T>(self, read: impl FnOnce(i128) -> Result<T, String>) -> Option<T> {
        let Json::Int(number) = self.json else { return self.wrong_type("a whole number") };
        read(number).map_err(|message| self.fault(message)).ok()
    }

    /// `true` or `false`.
    pub(crate) fn flag(self) -> Option<bool> {
        match self.json {
            Json::Bool(flag) => Some(flag),
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
        let Json::Text(text) = &self.json else { return self.wrong_type(expected) };
        read(text).map_err(|error| self.fault(error.to_string())).ok()
    }

    /// One of some words.
    pub(crate) fn word<T: Copy>(self, words: &[(&str, T)]) -> Option<T> {
        let Json::Text(text) = &self.json else { return self.wrong_type("text") };
        let meaning = words.iter().find(|(word, _)| word == text).map(|(_, meaning)| *meaning);
        if meaning.is_none() {
            let words: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            self.fault(format!("`{}` is none of {}", clipped(text), words.join(", ")));
        }
        meaning
    }

    /// The items of an array, each at its own path.
    pub(crate) fn list(self) -> Option<Vec<Self>> {
        let Json::List(items) = self.json else { return self.wrong_type("an array") };
        let (path, faults) = (&self.path, self.faults);
        let at = |(number, json)| Self { json, path: format!("{path}/{number}"), faults };
        Some(items.into_iter().enumerate().map(at).collect())
    }

    /// Each item of an array as `read` reads it; `None` if any cannot be read, after all have been tried.
    pub(crate) fn list_of<T>(self, read: impl FnMut(Self) -> Option<T>) -> Option<Vec<T>> {
        let read: Vec<_> = self.list()?.into_iter().map(read).collect();
        read.into_iter().collect()
    }

    /// An object.
    pub(crate) fn object(self) -> Option<Object<'f>> {
        let Json::Object(entries) = self.json else { return self.wrong_type("an object") };
        let entries = entries.into_iter().map(|(key, json)| (key, Some(json))).collect();
        Some(Object { entries, known: Vec::new(), path: self.path, faults: self.faults })
    }

    /// The text, if it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.json {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl<'f> Object<'f> {
    /// Notes something that is wrong with the object as a whole.
    pub(crate) fn fault(&self, message: impl Into<String>) {
        self.faults.add(self.path.clone(), message);
    }

    /// Notes something that is wrong with a key, whose value may have been read already.
    pub(crate) fn fault_at(&self, key: &str, message: impl Into<String>) {
        self.faults.add(join(&self.path, key), message);
    }

    /// Whether the key was given, whatever its value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(given, _)| given == key)
    }

    /// The value of a key that may be left out.
    pub(crate) fn optional(&mut self, key: &'static str) -> Option<Value<'f>> {
        self.known.push(key);
        let json = self.entries.iter_mut().find(|(given, _)| given == key)?.1.take()?;
        Some(Value { json, path: join(&self.path, key), faults: self.faults })
    }

    /// The value of a key that is needed: a fault where it is missing.
    pub(crate) fn required(&mut self, key: &'static str) -> Option<Value<'f>> {
        let given = self.optional(key);
        if given.is_none() {
            self.faults.add(join(&self.path, key), "this key is missing");
        }
        given
    }

    /// All keys with their values, where any key may stand.
    pub(crate) fn into_entries(self) -> impl Iterator<Item = (String, Value<'f>)> {
        let (path, faults) = (self.path, self.faults);
        self.entries.into_iter().filter_map(move |(key, json)| {
            let path = join(&path, &key);
            json.map(|json| (key, Value { json, path, faults }))
        })
    }

    /// The paths of keys that were not asked for, where those are told and not refused.
    pub(crate) fn not_asked_for(&self) -> Vec<String> {
        let left = self.entries.iter().filter(|(_, left)| left.is_some());
        left.map(|(key, _)| join(&self.path, key)).collect()
    }

    /// Notes every key that was not asked for.
    pub(crate) fn finish(self) {
        for (key, left) in &self.entries {
            if left.is_some() {
                let allowed: Vec<_> = self.known.iter().map(|key| format!("`{key}`")).collect();
                let message = format!("unknown key: allowed are {}", allowed.join(", "));
                self.faults.add(join(&self.path, key), message);
            }
        }
    }
}

fn described(json: &Json) -> String {
    match json {
        Json::Null => "null".to_owned(),
        Json::Bool(flag) => format!("`{flag}`"),
        Json::Int(number) => format!("the number `{number}`"),
        Json::OtherNumber => "a number with a fraction or an exponent, or of more than 64 bits".to_owned(),
        Json::Text(text) => format!("the text `{}`", clipped(text)),
        Json::List(_) => "an array".to_owned(),
        Json::Object(_) => "an object".to_owned(),
    }
}
