//! How large and how deep a text may be.

/// The bounds of one kind of text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Objects and arrays within each other.
    pub depth: usize,
    /// Items of one array.
    pub items: usize,
    /// Keys of one object, repeated ones too.
    pub keys: usize,
    /// Values altogether.
    pub values: usize,
}

/// The most bytes of JSON that are read as a command, an event, a draft, an account, a request or a profile, and of pasted
/// shop codes.
pub const JSON_BYTES_MAX: usize = 16 << 20;

/// The most bytes of JSON that are read as a whole history, as order lines or as a snapshot, which only a back office
/// that has them gives.
pub const JSON_HISTORY_BYTES_MAX: usize = 1 << 30;

impl Limits {
    /// Commands, drafts, accounts and profiles: hundreds of times larger than any that keeps the rules.
    pub(crate) const DOOR: Self =
        Self { bytes: JSON_BYTES_MAX, depth: 32, items: 100_000, keys: 100_000, values: 1_000_000 };

    /// Histories and order lines.
    pub(crate) const HISTORY: Self = Self {
        bytes: JSON_HISTORY_BYTES_MAX,
        depth: 32,
        items: 10_000_000,
        keys: 100_000,
        values: 100_000_000,
    };

    /// Why a text of so many bytes is not read.
    pub(crate) fn too_long(&self, bytes: usize) -> Option<String> {
        (bytes > self.bytes).then(|| format!("{bytes} bytes of JSON: at most {} are read", self.bytes))
    }
}
