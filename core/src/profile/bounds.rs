//! The numbers that a profile bounds.

use serde::Serialize;

/// The largest number that a profile may set as a limit: the most items that are read from one array.
pub(crate) const LIMIT_MAX: u32 = 100_000;

/// The guide's own limits: how many at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Limits {
    /// Shop codes of a campaign (C005).
    #[cfg_attr(feature = "schema", schemars(default = "hundred", range(max = 100_000)))]
    pub shop_codes: u32,
    /// Lists of a campaign (L001).
    #[cfg_attr(feature = "schema", schemars(default = "thousand", range(max = 100_000)))]
    pub lists: u32,
    /// Products of a list (L002).
    #[cfg_attr(feature = "schema", schemars(default = "hundred", range(max = 100_000)))]
    pub list_products: u32,
}

#[cfg(feature = "schema")]
const fn hundred() -> u32 {
    100
}

#[cfg(feature = "schema")]
const fn thousand() -> u32 {
    1000
}

impl Default for Limits {
    /// Setting up Campaigns, step 2; Approving/Rejecting Seller Products, steps 5 and 6.
    fn default() -> Self {
        Self { shop_codes: 100, lists: 1000, list_products: 100 }
    }
}

/// Bounds beyond the guide (C013). `None` is unbounded; a number is the last one that is allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Bounds {
    /// Characters (Unicode scalar values) of a campaign's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u32", default, range(max = 100_000)))]
    pub name_characters: Option<u32>,
    /// Characters (Unicode scalar values) of a campaign's description.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u32", default, range(max = 100_000)))]
    pub description_characters: Option<u32>,
    /// Days of the campaign period, both ends counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u32", default, range(max = 100_000)))]
    pub campaign_days: Option<u32>,
    /// Shop codes of a campaign, beside the guide's own limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u32", default, range(max = 100_000)))]
    pub shop_codes: Option<u32>,
    /// A product's total rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "RateBound", default))]
    pub total_rate_bps: Option<RateBound>,
    /// Links exported in one batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u32", default, range(max = 100_000)))]
    pub links: Option<u32>,
}

/// The lowest and the highest rate that are allowed, in basis points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct RateBound {
    /// The lowest.
    #[cfg_attr(feature = "schema", schemars(range(max = 10_000)))]
    pub min: u16,
    /// The highest.
    #[cfg_attr(feature = "schema", schemars(range(max = 10_000)))]
    pub max: u16,
}

impl Bounds {
    /// The platform's API text: under 50 and 1000 characters, less than 360 days, fewer than 100 shop codes, more than
    /// 100 and less than 8000 basis points, 50 links.
    pub(super) const fn open_api() -> Self {
        Self {
            name_characters: Some(49),
            description_characters: Some(999),
            campaign_days: Some(359),
            shop_codes: Some(99),
            total_rate_bps: Some(RateBound { min: 101, max: 7999 }),
            links: Some(50),
        }
    }
}
