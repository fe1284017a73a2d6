//! JSON text onto a tape: numbers exact, sizes bounded, repeated keys found.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::fault::{Faults, Where};
use super::limits::Limits;
use super::path::join;
use super::tape::{At, Node, Tape};

/// An object with more keys than this is searched for repeated ones by sorting.
const KEYS_COMPARED_MAX: usize = 8;

/// The tape of a text, and whether all of the text is on it: if not, that is a fault.
pub(super) fn parse<'t>(text: &'t str, limits: &Limits, faults: &Faults) -> (Tape<'t>, bool) {
    if let Some(message) = limits.too_long(text.len()) {
        faults.add(Where::Path(String::new()), message);
        return (Tape::new(text), false);
    }
    let state = State {
        limits,
        faults,
        tape: RefCell::new(Tape::new(text)),
        open: RefCell::default(),
        values: Cell::default(),
        stopped: Cell::default(),
    };
    let mut source = serde_json::Deserializer::from_str(text);
    let read = Seed { state: &state, depth: 0 }.deserialize(&mut source).and_then(|()| source.end());
    if let Err(error) = &read {
        if !state.stopped.get() {
            faults.add(Where::Path(state.path()), format!("not JSON: {error}"));
        }
        state.close_all();
    }
    (state.tape.into_inner(), read.is_ok())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Items,
    Keys,
}

/// A container that is being read.
struct Open {
    at: At,
    holds: Holds,
    count: usize,
    /// What of it is being read.
    step: Step,
}

enum Step {
    /// Nothing yet, or what stands between its values.
    Itself,
    Item,
    Value {
        key: At,
    },
}

struct State<'a, 't> {
    limits: &'a Limits,
    faults: &'a Faults,
    tape: RefCell<Tape<'t>>,
    /// Where the reader stands; on failure where it stood.
    open: RefCell<Vec<Open>>,
    values: Cell<usize>,
    /// Whether a limit ended the reading, which is a fault already.
    stopped: Cell<bool>,
}

impl State<'_, '_> {
    fn stop<E: serde::de::Error>(&self, message: String) -> E {
        self.stopped.set(true);
        self.faults.add(Where::Path(self.path()), message);
        E::custom("limit")
    }

    /// Where the reader stands, as a JSON pointer.
    fn path(&self) -> String {
        let tape = self.tape.borrow();
        self.open.borrow().iter().fold(String::new(), |path, open| match open.step {
            Step::Itself => path,
            Step::Item => join(&path, &open.count.to_string()),
            Step::Value { key } => join(&path, tape.text(key).unwrap_or_default()),
        })
    }

    fn begin(&self, holds: Holds) {
        let at = self.tape.borrow_mut().push(Node::Null);
        self.open.borrow_mut().push(Open { at, holds, count: 0, step: Step::Itself });
    }

    /// What is being read of the innermost container.
    fn step(&self, step: Step) {
        if let Some(open) = self.open.borrow_mut().last_mut() {
            open.step = step;
        }
    }

    /// One more value of the innermost container was read; how many those are now.
    fn counted(&self) -> usize {
        self.open.borrow_mut().last_mut().map_or(0, |open| {
            open.step = Step::Itself;
            open.count = open.count.saturating_add(1);
            open.count
        })
    }

    fn count(&self) -> usize {
        self.open.borrow().last().map_or(0, |open| open.count)
    }

    /// The innermost container is whole.
    fn end(&self) {
        if let Some(open) = self.open.borrow_mut().pop() {
            self.close(&open);
        }
    }

    /// Makes what was read so far whole, so that what was found in it has a path.
    fn close_all(&self) {
        while let Some(open) = self.open.borrow_mut().pop() {
            self.close(&open);
        }
    }

    fn close(&self, open: &Open) {
        let mut tape = self.tape.borrow_mut();
        let (end, count) = (tape.count(), u32::try_from(open.count).unwrap_or(u32::MAX));
        match open.holds {
            Holds::Items => tape.set(open.at, Node::List { items: count, end }),
            Holds::Keys => {
                tape.set(open.at, Node::Object { keys: count, end });
                repeated_keys(&tape, open.at, self.faults);
            }
        }
    }
}

/// Notes each key of an object that stands more than once.
fn repeated_keys(tape: &Tape<'_>, at: At, faults: &Faults) {
    let repeated = |value: At| faults.add(Where::Node(value), "this key stands more than once");
    let Node::Object { keys, .. } = tape.node(at) else { return };
    if keys as usize <= KEYS_COMPARED_MAX {
        for (number, (key, value)) in tape.entries(at).enumerate() {
            let before = tape.entries(at).take(number).filter(|(other, _)| *other == key).count();
            if before == 1 {
                repeated(value);
            }
        }
        return;
    }
    let mut places = Vec::with_capacity(keys as usize);
    places.extend(tape.entries(at).map(|(_, value)| value));
    let key = |value: &At| tape.text(value.saturating_sub(1)).unwrap_or_default();
    places.sort_unstable_by(|one, other| key(one).cmp(key(other)).then(one.cmp(other)));
    let mut twice: Vec<At> = Vec::new();
    for same in places.chunk_by(|one, next| key(one) == key(next)) {
        // the first of the document are told, so no more are kept than have a place
        twice.extend(same.get(1));
    }
    twice.sort_unstable();
    for value in twice {
        if faults.is_full() {
            break;
        }
        repeated(value);
    }
}

#[derive(Clone, Copy)]
struct Seed<'a, 't> {
    state: &'a State<'a, 't>,
    depth: usize,
}

impl Seed<'_, '_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        let depth = self.depth.saturating_add(1);
        let max = self.state.limits.depth;
        if depth > max {
            return Err(self.state.stop(format!("nested deeper than {max} levels")));
        }
        Ok(Self { depth, ..self })
    }

    fn keep(self, node: Node) {
        self.state.tape.borrow_mut().push(node);
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        let values = self.state.values.get().saturating_add(1);
        self.state.values.set(values);
        let max = self.state.limits.values;
        if values > max {
            return Err(self.state.stop(format!("more than {max} values")));
        }
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.keep(Node::Null);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.keep(Node::Bool(value));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.keep(Node::Int(value));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.keep(i64::try_from(value).map_or(Node::Large(value), Node::Int));
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.keep(Node::OtherNumber);
        Ok(())
    }

    /// A text that stands in the source as it is comes here too: the tape knows it by its address.
    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.state.tape.borrow_mut().push_text(value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let max = self.state.limits.items;
        self.state.begin(Holds::Items);
        loop {
            self.state.step(Step::Item);
            if items.next_element_seed(inner)?.is_none() {
                self.state.end();
                return Ok(());
            }
            if self.state.counted() > max {
                return Err(self.state.stop(format!("more than {max} items or keys")));
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let max = self.state.limits.keys;
        self.state.begin(Holds::Keys);
        while let Some(key) = entries.next_key_seed(Key(self.state))? {
            if self.state.count() >= max {
                return Err(self.state.stop(format!("more than {max} items or keys")));
            }
            self.state.step(Step::Value { key });
            entries.next_value_seed(inner)?;
            self.state.counted();
        }
        self.state.end();
        Ok(())
    }
}

/// Reads a key.
struct Key<'a, 't>(&'a State<'a, 't>);

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = At;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<At, D::Error> {
        source.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_, '_> {
    type Value = At;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<At, E> {
        Ok(self.0.tape.borrow_mut().push_text(key))
    }
}
