//! Queries of several campaigns: an agency's own, and a creator's orders wherever they come from.

use hashbrown::HashMap;
use serde::Serialize;

use super::card::Card;
use super::creator::CreatorOrder;
use super::orders::{CampaignNeed, OrderLine, OrderLines};
use crate::campaign::{Campaign, Phase};
use crate::json::{self, Invalid, Limits, Value, optional};
use crate::profile::Profile;
use crate::value::folded::folded;
use crate::value::id::{AgencyId, CampaignId, CreatorId};
use crate::value::instant::Instant;

/// A creator's orders in several campaigns, each in the order given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct CreatorOrders {
    /// The creator's own order lines, but for those that are void or fully refunded.
    pub orders: Vec<CampaignOrder>,
    /// Those that are void or fully refunded: nothing is due on them.
    pub orders_void: Vec<CampaignOrder>,
}

/// One of a creator's order lines, with the campaign that it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct CampaignOrder {
    /// The campaign.
    pub campaign_id: Option<CampaignId>,
    /// The line as the campaign shows it; not agency-led, and without rates, where the campaign is none of those given.
    #[serde(flatten)]
    pub order: CreatorOrder,
}

/// The campaigns of an agency at a time, in the order given: those of a phase, where one is asked for. The query is looked for
/// in campaign and agency names, without regard to case or to Unicode's form; a blank one finds all.
pub fn campaigns_of<'a>(
    campaigns: impl IntoIterator<Item = &'a Campaign>,
    agency: &AgencyId,
    phase: Option<Phase>,
    query: &str,
    at: Instant,
) -> Vec<Card> {
    let query = folded(query.trim());
    let listed = |campaign: &'a Campaign| {
        let state = campaign.state().filter(|state| state.agency == *agency)?;
        let in_phase = phase.is_none_or(|phase| state.phase(at) == phase);
        let names = [&state.details.name, &state.agency_name];
        let found = names.iter().any(|name| folded(name).contains(&query));
        (in_phase && found).then(|| Card::of(state, at))
    };
    campaigns.into_iter().filter_map(listed).collect()
}

/// A creator's orders among these lines, each valued by the campaign that it is of, at the rates of its time. A line without a
/// campaign is of none.
pub fn creator_orders<'a>(
    campaigns: impl IntoIterator<Item = &'a Campaign>,
    creator: &CreatorId,
    orders: &OrderLines,
) -> CreatorOrders {
    let mut by_id: HashMap<&CampaignId, &Campaign> = HashMap::new();
    for campaign in campaigns {
        if let Some(state) = campaign.state() {
            by_id.entry(&state.id).or_insert(campaign);
        }
    }
    let row = |line: &OrderLine| {
        let campaign = line.campaign_id.as_ref().and_then(|id| by_id.get(id));
        let policy = campaign.map(|campaign| campaign.profile().policy()).unwrap_or_default();
        let state = campaign.and_then(|campaign| campaign.state());
        CampaignOrder { campaign_id: line.campaign_id.clone(), order: CreatorOrder::of(line, state, policy) }
    };
    let mut found = CreatorOrders::default();
    for line in orders.lines.iter().filter(|line| line.creator.as_ref() == Some(creator)) {
        if line.is_void { &mut found.orders_void } else { &mut found.orders }.push(row(line));
    }
    found
}

/// [`campaigns_of`] as JSON text: `{"agency", "phase", "query", "at"}` in, an array out; phase and query (blank) may be left
/// out.
///
/// # Errors
/// [`Invalid`]: everything that is wrong with its shape.
pub fn campaigns_of_json(campaigns: &[&Campaign], text: &str) -> Result<String, Invalid> {
    let (agency, phase, query, at) = json::decode(text, &Limits::DOOR, |value| {
        let mut keys = value.object()?;
        let agency = keys.required("agency").and_then(|id| id.parsed(AgencyId::new));
        let phase =
            optional(&mut keys, "phase", |word| word.word(&Phase::ALL.map(|phase| (phase.word(), phase))));
        let query = optional(&mut keys, "query", Value::text);
        let at = keys.required("at").and_then(|at| at.parsed(Instant::parse));
        keys.finish();
        Some((agency?, phase.ok()?, query.ok()?.unwrap_or_default(), at?))
    })?;
    let found = campaigns_of(campaigns.iter().copied(), &agency, phase, &query, at);
    Ok(serde_json::to_string(&found).unwrap_or_default()) // every key is text
}

/// [`creator_orders`] as JSON text: `{"creator", "orders", "at"}` in, `{"orders", "orders_void"}` out. Each line says which
/// campaign it is of.
///
/// # Errors
/// [`Invalid`]: everything that is wrong with its shape, by row.
pub fn creator_orders_json(campaigns: &[&Campaign], text: &str) -> Result<String, Invalid> {
    let profile = Profile::guide();
    let (creator, orders) = json::decode(text, &Limits::HISTORY, |value| {
        let mut keys = value.object()?;
        let creator = keys.required("creator").and_then(|id| id.parsed(CreatorId::new));
        let orders = keys.required("orders");
        let orders = orders.and_then(|lines| OrderLines::read(lines, &profile, CampaignNeed::Needed));
        let at = keys.required("at").and_then(|at| at.parsed(Instant::parse));
        keys.finish();
        at.and(creator.zip(orders))
    })?;
    let found = creator_orders(campaigns.iter().copied(), &creator, &orders);
    Ok(serde_json::to_string(&found).unwrap_or_default()) // every key is text
}
