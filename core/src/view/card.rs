//! A campaign's details as every party may see them.

use serde::Serialize;

use crate::campaign::{Contact, Phase, State};
use crate::value::id::{AgencyId, CampaignId};
use crate::value::instant::Instant;
use crate::value::period::{Period, Zone};
use crate::value::rate::Rate;

/// A campaign's details, and where it stands at the time asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Card {
    /// The campaign.
    pub id: CampaignId,
    /// The agency that owns it.
    pub agency: AgencyId,
    /// That agency's name.
    pub agency_name: String,
    /// The campaign's name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// The target market.
    pub market: String,
    /// The zone whose days the periods count.
    pub time_zone: Zone,
    /// When products can be registered.
    pub registration_period: Period,
    /// When creators can promote them.
    pub campaign_period: Period,
    /// The lowest total rate that is asked for.
    #[serde(rename = "rate_requirement_bps")]
    pub rate_requirement: Rate,
    /// How to reach the agency.
    pub contact: Contact,
    /// Where the campaign stands.
    pub phase: Phase,
    /// Whether products can be registered now.
    pub registration_open: bool,
}

impl Card {
    pub(super) fn of(state: &State, at: Instant) -> Self {
        let details = &state.details;
        Self {
            id: state.id.clone(),
            agency: state.agency.clone(),
            agency_name: state.agency_name.clone(),
            name: details.name.clone(),
            description: details.description.clone(),
            market: details.market.clone(),
            time_zone: details.time_zone,
            registration_period: details.registration_period,
            campaign_period: details.campaign_period,
            rate_requirement: details.rate_requirement,
            contact: details.contact.clone(),
            phase: state.phase(at),
            registration_open: state.registration_open(at),
        }
    }
}
