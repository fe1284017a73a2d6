//! A JSON text as a flat row of small nodes, each container before what it holds: a few bytes for each value, whatever the
//! text, and no path of anything that nobody asks for.

use super::path::join;

/// How many nodes lie together: memory grows by so many at once, and what is there is not moved.
const CHUNK: usize = 1 << CHUNK_BITS;
const CHUNK_BITS: u32 = 12;

/// The place of a node.
pub(super) type At = u32;

/// One value, or one key of an object, which stands before its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Int(i64),
    /// A whole number that needs the sign's bit.
    Large(u64),
    /// A number with a fraction or an exponent, or of more than 64 bits.
    OtherNumber,
    /// Text as it stands in the source.
    Text {
        start: u32,
        bytes: u32,
    },
    /// Text that was escaped, among the others that were.
    Unescaped {
        start: u32,
        bytes: u32,
    },
    /// So many items, up to where the next value stands.
    List {
        items: u32,
        end: At,
    },
    /// So many keys, likewise. A repeated key is a fault, and the first counts.
    Object {
        keys: u32,
        end: At,
    },
}

/// A node in 8 bytes: what it is in the lowest bits, then two numbers or one. Limits keep all of them small enough.
#[derive(Clone, Copy, Debug)]
struct Packed(u64);

const KIND_BITS: u32 = 4;
/// Of the first of two numbers; the second has what is left.
const FIRST_BITS: u32 = 30;
const END_BITS: u32 = 32;
const COUNT_MAX: u32 = (1 << (u64::BITS - KIND_BITS - END_BITS)) - 1;

impl Packed {
    const NULL: u64 = 0;
    const FALSE: u64 = 1;
    const TRUE: u64 = 2;
    const INT: u64 = 3;
    const LONG: u64 = 4;
    const LARGE: u64 = 5;
    const OTHER_NUMBER: u64 = 6;
    const TEXT: u64 = 7;
    const UNESCAPED: u64 = 8;
    const LIST: u64 = 9;
    const OBJECT: u64 = 10;

    const fn new(kind: u64, number: u64) -> Self {
        Self(kind | number << KIND_BITS)
    }

    const fn kind(self) -> u64 {
        self.0 & ((1 << KIND_BITS) - 1)
    }

    const fn number(self) -> u64 {
        self.0 >> KIND_BITS
    }

    /// Two numbers, the first of so many bits.
    fn two(kind: u64, bits: u32, first: u32, second: u32) -> Self {
        Self::new(kind, u64::from(first) | u64::from(second) << bits)
    }

    fn first_and_second(self, bits: u32) -> (u32, u32) {
        let part = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        (part(self.number() & ((1 << bits) - 1)), part(self.number() >> bits))
    }

    /// A whole number that fits beside what it is.
    fn int(number: i64) -> Option<Self> {
        let shifted = number.checked_mul(1 << KIND_BITS)?;
        Some(Self(shifted.cast_unsigned() | Self::INT))
    }
}

/// The nodes of a text, and the text itself.
#[derive(Debug)]
pub(super) struct Tape<'t> {
    text: &'t str,
    unescaped: String,
    /// Whole numbers that need all of their 64 bits, of at least 18 digits each.
    long: Vec<u64>,
    chunks: Vec<Vec<Packed>>,
    count: At,
}

/// `number`, which a limit keeps far below 32 bits.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl<'t> Tape<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, unescaped: String::new(), long: Vec::new(), chunks: Vec::new(), count: 0 }
    }

    /// How many nodes there are.
    pub(super) const fn count(&self) -> At {
        self.count
    }

    pub(super) fn push(&mut self, node: Node) -> At {
        let at = self.count;
        if at as usize & (CHUNK - 1) == 0 {
            let is_first = self.chunks.is_empty(); // which grows, so that a small text takes little
            self.chunks.push(if is_first { Vec::new() } else { Vec::with_capacity(CHUNK) });
        }
        let packed = self.pack(node);
        if let Some(last) = self.chunks.last_mut() {
            last.push(packed);
        }
        self.count = at.saturating_add(1);
        at
    }

    /// Text of the source, or a copy of it that was escaped there.
    pub(super) fn push_text(&mut self, text: &str) -> At {
        let start = text.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        let bytes = small(text.len());
        let borrowed = self.text.get(start..).and_then(|from| from.get(..text.len()));
        if borrowed.is_some_and(|own| std::ptr::eq(own, text)) {
            return self.push(Node::Text { start: small(start), bytes });
        }
        let start = small(self.unescaped.len());
        self.unescaped.push_str(text);
        self.push(Node::Unescaped { start, bytes })
    }

    pub(super) fn set(&mut self, at: At, node: Node) {
        let packed = self.pack(node);
        let chunk = self.chunks.get_mut((at >> CHUNK_BITS) as usize);
        if let Some(place) = chunk.and_then(|chunk| chunk.get_mut(at as usize & (CHUNK - 1))) {
            *place = packed;
        }
    }

    fn pack(&mut self, node: Node) -> Packed {
        match node {
            Node::Null => Packed::new(Packed::NULL, 0),
            Node::Bool(false) => Packed::new(Packed::FALSE, 0),
            Node::Bool(true) => Packed::new(Packed::TRUE, 0),
            Node::Int(number) => {
                Packed::int(number).unwrap_or_else(|| self.pack_long(Packed::LONG, number.cast_unsigned()))
            }
            Node::Large(number) => self.pack_long(Packed::LARGE, number),
            Node::OtherNumber => Packed::new(Packed::OTHER_NUMBER, 0),
            Node::Text { start, bytes } => Packed::two(Packed::TEXT, FIRST_BITS, start, bytes),
            Node::Unescaped { start, bytes } => Packed::two(Packed::UNESCAPED, FIRST_BITS, start, bytes),
            Node::List { items, end } => Packed::two(Packed::LIST, END_BITS, end, items.min(COUNT_MAX)),
            Node::Object { keys, end } => Packed::two(Packed::OBJECT, END_BITS, end, keys.min(COUNT_MAX)),
        }
    }

    fn pack_long(&mut self, kind: u64, number: u64) -> Packed {
        let place = u64::from(small(self.long.len()));
        self.long.push(number);
        Packed::new(kind, place)
    }

    pub(super) fn node(&self, at: At) -> Node {
        let chunk = self.chunks.get((at >> CHUNK_BITS) as usize);
        let packed = chunk.and_then(|chunk| chunk.get(at as usize & (CHUNK - 1))).copied();
        let Some(packed) = packed else { return Node::Null };
        let long = || usize::try_from(packed.number()).ok().and_then(|place| self.long.get(place)).copied();
        let ((start, bytes), (end, count)) =
            (packed.first_and_second(FIRST_BITS), packed.first_and_second(END_BITS));
        match packed.kind() {
            Packed::FALSE => Node::Bool(false),
            Packed::TRUE => Node::Bool(true),
            Packed::INT => Node::Int(packed.0.cast_signed() >> KIND_BITS),
            Packed::LONG => Node::Int(long().unwrap_or_default().cast_signed()),
            Packed::LARGE => Node::Large(long().unwrap_or_default()),
            Packed::OTHER_NUMBER => Node::OtherNumber,
            Packed::TEXT => Node::Text { start, bytes },
            Packed::UNESCAPED => Node::Unescaped { start, bytes },
            Packed::LIST => Node::List { items: count, end },
            Packed::OBJECT => Node::Object { keys: count, end },
            _ => Node::Null,
        }
    }

    /// The text of a node; `None` where it is another kind.
    pub(super) fn text(&self, at: At) -> Option<&str> {
        let (from, start, bytes) = match self.node(at) {
            Node::Text { start, bytes } => (self.text, start, bytes),
            Node::Unescaped { start, bytes } => (self.unescaped.as_str(), start, bytes),
            _ => return None,
        };
        from.get(start as usize..)?.get(..bytes as usize)
    }

    /// Where the value after this one stands.
    pub(super) fn after(&self, at: At) -> At {
        match self.node(at) {
            Node::List { end, .. } | Node::Object { end, .. } => end,
            _ => at.saturating_add(1),
        }
    }

    /// The items of an array, in their order; none of anything else.
    pub(super) fn items(&self, at: At) -> impl Iterator<Item = At> {
        let end = if let Node::List { end, .. } = self.node(at) { end } else { at };
        let mut next = at.saturating_add(1);
        std::iter::from_fn(move || {
            let item = next;
            (item < end).then(|| {
                next = self.after(item);
                item
            })
        })
    }

    /// The keys of an object and where their values stand; none of anything else.
    pub(super) fn entries(&self, at: At) -> impl Iterator<Item = (&str, At)> {
        let end = if let Node::Object { end, .. } = self.node(at) { end } else { at };
        let mut next = at.saturating_add(1);
        std::iter::from_fn(move || {
            let (key, value) = (next, next.saturating_add(1));
            (value < end).then(|| {
                next = self.after(value);
                (self.text(key).unwrap_or_default(), value)
            })
        })
    }

    /// Where a node stands, as a JSON pointer.
    pub(super) fn path(&self, of: At) -> String {
        self.paths(&[of]).pop().unwrap_or_default()
    }

    /// Where each of some nodes stands. All are found in one walk, which passes over what holds none of them.
    pub(super) fn paths(&self, of: &[At]) -> Vec<String> {
        let mut wanted: Vec<(At, usize)> = of.iter().copied().zip(0..).collect();
        wanted.sort_unstable();
        let mut made = vec![String::new(); of.len()];
        let mut found = |place: usize, path: &str| {
            if let Some(made) = made.get_mut(place) {
                path.clone_into(made);
            }
        };
        self.walk(0, "", &mut wanted.as_slice(), &mut found);
        made
    }

    /// `wanted` begins with what is wanted next, at `at` or behind it.
    fn walk(&self, at: At, path: &str, wanted: &mut &[(At, usize)], found: &mut impl FnMut(usize, &str)) {
        while let Some(((_, place), others)) = wanted.split_first().filter(|((next, _), _)| *next == at) {
            found(*place, path);
            *wanted = others;
        }
        let end = self.after(at);
        let within = |wanted: &[(At, usize)], end: At| wanted.first().is_some_and(|(next, _)| *next < end);
        for (number, value) in self.items(at).enumerate() {
            if !within(wanted, end) {
                return;
            }
            if within(wanted, self.after(value)) {
                self.walk(value, &join(path, &number.to_string()), wanted, found);
            }
        }
        for (key, value) in self.entries(at) {
            if !within(wanted, end) {
                return;
            }
            if within(wanted, self.after(value)) {
                self.walk(value, &join(path, key), wanted, found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_comes_back_from_its_eight_bytes() {
        let most = (1 << FIRST_BITS) - 1;
        let nodes = [
            Node::Null,
            Node::Bool(false),
            Node::Bool(true),
            Node::Int(0),
            Node::Int(-1),
            Node::Int((1 << 59) - 1),
            Node::Int(1 << 59),
            Node::Int(-(1 << 59)),
            Node::Int(-(1 << 59) - 1),
            Node::Int(i64::MIN),
            Node::Int(i64::MAX),
            Node::Large(1 << 63),
            Node::Large(u64::MAX),
            Node::OtherNumber,
            Node::Text { start: 0, bytes: most },
            Node::Text { start: most, bytes: 0 },
            Node::Unescaped { start: most, bytes: most },
            Node::List { items: 10_000_000, end: u32::MAX },
            Node::Object { keys: 0, end: 1 },
            Node::Object { keys: COUNT_MAX, end: 0 },
        ];
        let mut tape = Tape::new("");
        for node in nodes {
            let at = tape.push(node);
            assert_eq!(tape.node(at), node);
        }
        for _ in 0..3 * CHUNK {
            tape.push(Node::OtherNumber);
        }
        assert_eq!(tape.node(tape.count() - 1), Node::OtherNumber);
        assert_eq!(tape.node(tape.count()), Node::Null);
        assert_eq!((0..20).map(|at| tape.node(at)).collect::<Vec<_>>(), nodes);
    }
}
