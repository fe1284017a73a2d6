//! JSON text as a small tree: keys in the order in which they came, numbers exact, sizes bounded.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::fault::Faults;
use crate::json::path::join;

/// How large and how deep a text may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Objects and arrays within each other.
    pub depth: usize,
    /// Items of one array, keys of one object.
    pub items: usize,
    /// Values altogether.
    pub values: usize,
}

/// The most bytes of JSON that are read as a command, a draft, an account or a profile.
pub const JSON_BYTES_MAX: usize = 16 << 20;

impl Limits {
    /// Commands, drafts, accounts and profiles: hundreds of times larger than any that keeps the rules.
    pub(crate) const DOOR: Self =
        Self { bytes: JSON_BYTES_MAX, depth: 32, items: 100_000, values: 1_000_000 };

    /// Whole histories and order lines, which only a back office that has them gives.
    pub(crate) const HISTORY: Self =
        Self { bytes: 1 << 30, depth: 32, items: 10_000_000, values: 100_000_000 };
}

/// One JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Int(i128),
    /// A number with a fraction or an exponent, or of more than 64 bits.
    OtherNumber,
    Text(String),
    List(Vec<Json>),
    /// Each key once: repeated ones are faults, and the first counts.
    Object(Vec<(String, Json)>),
}

/// The tree of a text; `None` where there is none, which is a fault.
pub(crate) fn parse(text: &str, limits: &Limits, faults: &Faults) -> Option<Json> {
    if text.len() > limits.bytes {
        let message = format!("{} bytes of JSON: at most {} are read", text.len(), limits.bytes);
        faults.add("", message);
        return None;
    }
    let state =
        State { limits, faults, path: RefCell::default(), values: Cell::default(), stopped: Cell::default() };
    let mut source = serde_json::Deserializer::from_str(text);
    let made = Seed { state: &state, depth: 0 }
        .deserialize(&mut source)
        .and_then(|json| source.end().map(|()| json));
    made.map_err(|error| {
        if !state.stopped.get() {
            faults.add(state.path.take(), format!("not JSON: {error}"));
        }
    })
    .ok()
}

struct State<'a> {
    limits: &'a Limits,
    faults: &'a Faults,
    /// Where the reader stands, as a JSON pointer; on failure where it stood.
    path: RefCell<String>,
    values: Cell<usize>,
    /// Whether a limit ended the reading, which is a fault already.
    stopped: Cell<bool>,
}

impl State<'_> {
    fn stop<E: serde::de::Error>(&self, message: String) -> E {
        self.stopped.set(true);
        self.faults.add(self.path.borrow().clone(), message);
        E::custom("limit")
    }

    /// Reads what stands one key deeper.
    fn within<T, E>(&self, key: &str, read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let length = self.path.borrow().len();
        let deeper = join("", key);
        self.path.borrow_mut().push_str(&deeper);
        let made = read()?; // on failure the path stays
        self.path.borrow_mut().truncate(length);
        Ok(made)
    }
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    state: &'a State<'a>,
    depth: usize,
}

impl Seed<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        let depth = self.depth.saturating_add(1);
        let max = self.state.limits.depth;
        if depth > max {
            return Err(self.state.stop(format!("nested deeper than {max} levels")));
        }
        Ok(Self { depth, ..self })
    }

    fn bounded<E: serde::de::Error>(self, count: usize) -> Result<(), E> {
        let max = self.state.limits.items;
        if count < max { Ok(()) } else { Err(self.state.stop(format!("more than {max} items or keys"))) }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Json, D::Error> {
        let values = self.state.values.get().saturating_add(1);
        self.state.values.set(values);
        let max = self.state.limits.values;
        if values > max {
            return Err(self.state.stop(format!("more than {max} values")));
        }
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Int(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Int(value.into()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::OtherNumber)
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let inner = self.deeper()?;
        let mut made = Vec::new();
        loop {
            let number = made.len().to_string();
            let Some(item) = self.state.within(&number, || items.next_element_seed(inner))? else {
                return Ok(Json::List(made));
            };
            self.bounded(made.len())?;
            made.push(item);
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let inner = self.deeper()?;
        let mut made: Vec<(String, Json)> = Vec::new();
        let mut seen = BTreeSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.bounded(seen.len())?;
            let value = self.state.within(&key, || entries.next_value_seed(inner))?;
            if seen.insert(key.clone()) {
                made.push((key, value));
            } else {
                let path = join(&self.state.path.borrow(), &key);
                self.state.faults.add(path, "this key stands more than once");
            }
        }
        Ok(Json::Object(made))
    }
}
