//! The terms table: which rates were agreed, for which product of which campaign, and when. A campaign or a file makes
//! it; verification reads it.

use crate::value::moment::Micros;
use crate::value::rate::Rate;

/// What the seller pays, and what of it the agency passes on to the creator: never more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Rates {
    pub total: Rate,
    pub creator: Rate,
}

impl Rates {
    /// From the agency's own part and the creator's, as export files state them; `None` above 100%.
    pub(crate) fn of_parts(agency: Rate, creator: Rate) -> Option<Self> {
        agency.plus(creator).map(|total| Self { total, creator })
    }

    pub(crate) fn agency(self) -> Rate {
        self.total.less(self.creator)
    }
}

/// One agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    pub campaign_id: String,
    pub product_id: String,
    /// Only for this creator, where that is known.
    pub creator: Option<String>,
    /// Included.
    pub valid_from: Option<Micros>,
    /// Excluded.
    pub valid_to: Option<Micros>,
    pub standard: Rates,
    pub shop_ads: Option<Rates>,
}

/// When an agreement holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    from: Micros,
    to: Micros,
}

impl Terms {
    pub(crate) fn validity(&self) -> Validity {
        // No order is as early or as late as these.
        Validity { from: self.valid_from.unwrap_or(Micros::MIN), to: self.valid_to.unwrap_or(Micros::MAX) }
    }
}

impl Validity {
    pub(crate) fn holds_at(self, at: Micros) -> bool {
        self.from <= at && at < self.to
    }
}
