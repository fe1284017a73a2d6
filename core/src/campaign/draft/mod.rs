//! A campaign's draft: what an agency enters before there is a campaign, and later changes of it.

mod judge;
mod read;
mod request;
mod shop_codes;
mod site;

use serde::Serialize;

pub(crate) use request::Request;
pub use shop_codes::shop_codes;
pub(crate) use site::Site;

use crate::value::id::ShopCode;
use crate::value::period::{Period, Zone};
use crate::value::rate::Rate;

/// A draft as given, or the changes of one: texts are trimmed, nothing else is sure before its rules were judged. A key
/// that was left out is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Draft {
    /// The target market, as `US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String", default))]
    pub market: Option<String>,
    /// The IANA time zone whose days the periods count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Zone"))]
    pub time_zone: Option<Zone>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String", default))]
    pub name: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String", default))]
    pub description: Option<String>,
    /// When sellers can register products.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Period", default))]
    pub registration_period: Option<Period>,
    /// When creators can promote them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Period", default))]
    pub campaign_period: Option<Period>,
    /// Which sellers may join; left out, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "SellersGiven", default))]
    pub sellers: Option<SellersGiven>,
    /// The lowest total rate that is asked for, in basis points; left out, 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "i64", default))]
    pub rate_requirement_bps: Option<i128>,
    /// How sellers reach the agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Contact", default))]
    pub contact: Option<Contact>,
}

/// Which sellers a draft names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SellersGiven {
    /// All of them.
    Open,
    /// The shops with these codes.
    ShopCodes(Vec<String>),
}

/// How to reach an agency: any of the platform's channels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Contact {
    /// An e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub email: Option<String>,
    /// A telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub phone: Option<String>,
    /// `WhatsApp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub whatsapp: Option<String>,
    /// LINE.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub line: Option<String>,
    /// Zalo.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub zalo: Option<String>,
    /// Viber.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub viber: Option<String>,
}

impl Contact {
    /// Whether no channel is filled in.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        [&self.email, &self.phone, &self.whatsapp, &self.line, &self.zalo, &self.viber]
            .into_iter()
            .flatten()
            .all(String::is_empty)
    }
}

/// A campaign's details: a draft that keeps every rule. Its JSON is a draft's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Details {
    /// The target market.
    pub market: String,
    /// The time zone whose days the periods count.
    pub time_zone: Zone,
    /// The name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// When sellers can register products.
    pub registration_period: Period,
    /// When creators can promote them.
    pub campaign_period: Period,
    /// Which sellers may join.
    pub sellers: Sellers,
    /// The lowest total rate that is asked for.
    #[serde(rename = "rate_requirement_bps")]
    pub rate_requirement: Rate,
    /// How sellers reach the agency.
    pub contact: Contact,
}

/// Which sellers may join a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sellers {
    /// All of them.
    Open,
    /// The shops with these codes, in the order given.
    ShopCodes(Vec<ShopCode>),
}

impl Draft {
    /// These changes made to a campaign's details; what was not given stays.
    #[must_use]
    pub fn over(self, details: &Details) -> Self {
        let now = details.to_draft();
        Self {
            market: self.market.or(now.market),
            time_zone: self.time_zone.or(now.time_zone),
            name: self.name.or(now.name),
            description: self.description.or(now.description),
            registration_period: self.registration_period.or(now.registration_period),
            campaign_period: self.campaign_period.or(now.campaign_period),
            sellers: self.sellers.or(now.sellers),
            rate_requirement_bps: self.rate_requirement_bps.or(now.rate_requirement_bps),
            contact: self.contact.or(now.contact),
        }
    }

    /// The details of a draft in which no rule is broken; `None` otherwise.
    #[must_use]
    pub fn settled(self) -> Option<Details> {
        let sellers = match self.sellers {
            None | Some(SellersGiven::Open) => Sellers::Open,
            Some(SellersGiven::ShopCodes(codes)) => {
                let codes = codes.iter().map(|code| ShopCode::new(code).ok());
                Sellers::ShopCodes(codes.collect::<Option<_>>()?)
            }
        };
        let rate = u16::try_from(self.rate_requirement_bps.unwrap_or_default()).ok();
        Some(Details {
            market: self.market?,
            time_zone: self.time_zone?,
            name: self.name?,
            description: self.description?,
            registration_period: self.registration_period?,
            campaign_period: self.campaign_period?,
            sellers,
            rate_requirement: Rate::new(rate?).ok()?,
            contact: self.contact?,
        })
    }
}

impl Details {
    /// The draft that says the same.
    #[must_use]
    pub fn to_draft(&self) -> Draft {
        let sellers = match &self.sellers {
            Sellers::Open => SellersGiven::Open,
            Sellers::ShopCodes(codes) => {
                SellersGiven::ShopCodes(codes.iter().map(|code| code.as_str().to_owned()).collect())
            }
        };
        Draft {
            market: Some(self.market.clone()),
            time_zone: Some(self.time_zone),
            name: Some(self.name.clone()),
            description: Some(self.description.clone()),
            registration_period: Some(self.registration_period),
            campaign_period: Some(self.campaign_period),
            sellers: Some(sellers),
            rate_requirement_bps: Some(self.rate_requirement.bps().into()),
            contact: Some(self.contact.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
