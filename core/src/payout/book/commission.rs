//! The kinds of commission, and a row's own rates of each.

use crate::value::rate::Rate;

/// The kinds of commission; each has its own pair of rates on the same base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Commission {
    #[default]
    Standard,
    ShopAds,
}

impl Commission {
    pub(crate) const ALL: [Self; 2] = [Self::Standard, Self::ShopAds];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::ShopAds => "shop_ads",
        }
    }
}

/// The two own rates of a row: the agency's and the creator's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct OwnRates {
    pub agency: Rate,
    pub creator: Rate,
}

impl OwnRates {
    /// Those of Shop Ads: nothing where they are not filled.
    #[inline]
    pub(crate) fn of_shop_ads(filled: [Option<Rate>; 2]) -> Self {
        let [agency, creator] = filled.map(Option::unwrap_or_default);
        Self { agency, creator }
    }
}
