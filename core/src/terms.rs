//! The terms table: which rates were agreed, for which product of which campaign, and when. A campaign or a file makes
//! it; verification reads it.

use serde::Serialize;

use crate::value::id::{CampaignId, CreatorId, ProductId};
use crate::value::instant::Instant;
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

/// One agreement of a campaign: a row of the terms table, in its public columns. `Campaign::terms` makes it, and
/// `Verification::push_agreed_terms` takes it as it comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct AgreedTerms {
    /// The campaign.
    pub campaign_id: CampaignId,
    /// The product.
    pub product_id: ProductId,
    /// The list through which it was had; none for the product's own link.
    pub list_id: Option<u32>,
    /// Only for this creator, who keeps the rate of a removed entry.
    pub creator: Option<CreatorId>,
    /// Included.
    pub valid_from: Instant,
    /// Excluded; none only at the end of time.
    pub valid_to: Option<Instant>,
    /// What the seller pays.
    #[serde(rename = "total_rate_bps")]
    pub total_rate: Rate,
    /// What the creator gets of it.
    #[serde(rename = "creator_rate_bps")]
    pub creator_rate: Rate,
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
