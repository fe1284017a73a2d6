//! How an exact fraction becomes a whole minor unit.

use serde::{Deserialize, Serialize};

/// A rounding policy. It is applied where the formulas of the split say *round*, and nowhere else.
///
/// Documented nowhere by the platform, so it is a policy that each result names (decision, rulebook M).
///
/// ```
/// use partner_campaigns::Rounding;
/// // 1015 x 30% = 304.5
/// assert_eq!(Rounding::HalfEven.divide(1015 * 3000, 10_000), 304);
/// assert_eq!(Rounding::HalfUp.divide(1015 * 3000, 10_000), 305);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Rounding {
    /// To the nearest unit, a tie to the even one.
    #[default]
    HalfEven,
    /// To the nearest unit, a tie to the larger one.
    HalfUp,
    /// To the next unit whenever anything is left.
    Up,
    /// What is left is dropped.
    Down,
}

impl Rounding {
    /// All policies, in the order in which ties between them are decided.
    pub const ALL: [Self; 4] = [Self::HalfEven, Self::HalfUp, Self::Up, Self::Down];

    /// The public word: `half_even`, `half_up`, `up`, `down`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::HalfEven => "half_even",
            Self::HalfUp => "half_up",
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    /// The policy of a public word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rounding| rounding.word() == word)
    }

    /// `numerator / denominator`, rounded. A denominator of 0 gives 0.
    #[must_use]
    #[inline]
    pub const fn divide(self, numerator: u128, denominator: u128) -> u128 {
        let (Some(whole), Some(rest)) =
            (numerator.checked_div(denominator), numerator.checked_rem(denominator))
        else {
            return 0;
        };
        let left = denominator.saturating_sub(rest);
        let up = match self {
            Self::HalfEven => rest > left || (rest == left && whole & 1 == 1),
            Self::HalfUp => rest >= left,
            Self::Up => rest != 0,
            Self::Down => false,
        };
        if up { whole.saturating_add(1) } else { whole }
    }

    /// `scaled / 10000` in 64 bits, by a constant, which costs a tenth of the general way.
    #[inline]
    pub(crate) const fn divide_by_whole(self, scaled: u64) -> u64 {
        self.round(scaled / WHOLE, scaled % WHOLE)
    }

    /// Under which policies `scaled / 10000` is this part: a bit for each, in the order of [`Self::ALL`].
    #[inline]
    pub(crate) fn those_that_give(part: u64, scaled: u64) -> u16 {
        let (whole, rest) = (scaled / WHOLE, scaled % WHOLE);
        let bits = Self::ALL.iter().zip(0..);
        let up = bits.fold(0, |up, (one, place)| up | u16::from(one.goes_up(whole, rest)) << place);
        // Without a branch, too: nor can it be foretold which way a part went.
        let only = |is: bool, bits: u16| bits & u16::from(is).wrapping_neg();
        only(part == whole, up ^ 0b1111) | only(part == whole + 1, up)
    }

    /// `whole` and `rest` ten-thousandths, rounded.
    #[inline]
    const fn round(self, whole: u64, rest: u64) -> u64 {
        whole.saturating_add(self.goes_up(whole, rest) as u64)
    }

    /// Whether `whole` and `rest` ten-thousandths are rounded up. Without a branch: which way a rest goes cannot be foretold.
    #[inline]
    const fn goes_up(self, whole: u64, rest: u64) -> bool {
        match self {
            Self::HalfEven => rest + (whole & 1) > WHOLE / 2,
            Self::HalfUp => rest >= WHOLE / 2,
            Self::Up => rest != 0,
            Self::Down => false,
        }
    }
}

/// Basis points in a whole.
const WHOLE: u64 = 10_000;
