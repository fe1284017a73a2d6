//! How a bulk split runs: threads, instructions, stores. None of it changes a single byte of the result.

use std::num::NonZeroUsize;

#[cfg(target_arch = "x86_64")]
use super::kernel;

/// How a bulk split runs. The default is one thread, the best instructions that this processor has, and stores by size.
///
/// The results are the same bytes whatever is chosen.
///
/// ```
/// use partner_campaigns::{BulkOptions, InstructionSet};
/// let options = BulkOptions { instructions: InstructionSet::Portable, ..BulkOptions::default() };
/// assert_eq!(options.threads.get(), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BulkOptions {
    /// Among how many threads the rows are divided at most, the caller's own among them. Never more than
    /// [`THREADS_MAX`](Self::THREADS_MAX), nor more than one for 4096 rows; where the system has fewer, as many as it has.
    pub threads: NonZeroUsize,
    /// Which instructions are used.
    pub instructions: InstructionSet,
    /// Whether results go past the caches.
    pub streaming: StreamingStores,
}

/// Rows that a thread is worth, and of which each thread gets a multiple: whole lines of every column.
const THREAD_ROWS: usize = 1 << 12;

impl BulkOptions {
    /// Among how many threads rows are divided at most: more count as so many.
    pub const THREADS_MAX: usize = 256;

    /// How many rows each thread gets, the last one what is left: not less than `rows` where the caller's own does all.
    pub(super) fn rows_of_each_thread(self, rows: usize) -> usize {
        rows.div_ceil(self.threads.get().min(Self::THREADS_MAX)).next_multiple_of(THREAD_ROWS)
    }
}

impl Default for BulkOptions {
    fn default() -> Self {
        Self {
            threads: NonZeroUsize::MIN,
            instructions: InstructionSet::default(),
            streaming: StreamingStores::default(),
        }
    }
}

/// Which instructions a bulk split uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum InstructionSet {
    /// The best that this processor has.
    #[default]
    Auto,
    /// Plain Rust, on any processor: groups of rows that the compiler turns into vectors.
    Portable,
    /// The baseline of x86-64.
    Sse2,
    /// AVX2 and FMA.
    Avx2,
    /// AVX-512 F, BW, DQ and VL.
    Avx512,
}

impl InstructionSet {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Auto, Self::Portable, Self::Sse2, Self::Avx2, Self::Avx512];

    /// The public word: `auto`, `portable`, `sse2`, `avx2`, `avx512`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Portable => "portable",
            Self::Sse2 => "sse2",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }

    /// The instruction set of a public word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.word() == word)
    }

    /// Whether this processor has it.
    #[must_use]
    pub fn is_available(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return kernel::available(self);
        #[cfg(not(target_arch = "x86_64"))]
        return matches!(self, Self::Auto | Self::Portable);
    }

    /// What `auto` means on this processor.
    #[must_use]
    pub fn best() -> Self {
        [Self::Avx512, Self::Avx2, Self::Sse2]
            .into_iter()
            .find(|set| set.is_available())
            .unwrap_or(Self::Portable)
    }
}

/// Whether results are written past the caches, whole lines at a time.
///
/// That saves the processor from reading memory that is about to be overwritten, and is right where the outputs are
/// larger than the caches. Output columns may begin at any place of a 64-byte line; it costs least where all three begin at
/// the same place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StreamingStores {
    /// From 65536 rows on.
    #[default]
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

impl StreamingStores {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::On, Self::Off];

    /// From how many rows on `auto` streams.
    pub const AUTO_ROWS: usize = 1 << 16;

    /// The public word: `auto`, `on`, `off`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::On => "on",
            Self::Off => "off",
        }
    }

    /// The choice of a public word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }

    pub(super) fn applies_to(self, rows: usize) -> bool {
        match self {
            Self::Auto => rows >= Self::AUTO_ROWS,
            Self::On => true,
            Self::Off => false,
        }
    }
}
