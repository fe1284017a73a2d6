//! The marketplace: which campaigns a shop finds.

use serde::Serialize;

use super::card::Card;
use crate::campaign::{Campaign, Phase, State};
use crate::json::{self, Invalid, Limits, Value};
use crate::value::folded::folded;
use crate::value::id::ShopCode;
use crate::value::instant::Instant;

/// Which campaigns are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// All that are open to the shop.
    All,
    /// Those that name the shop.
    Targeted,
    /// Those in which the shop has a registration, whatever their phase.
    Mine,
}

/// One campaign in the marketplace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Listing {
    /// Its details.
    #[serde(flatten)]
    pub campaign: Card,
    /// Whether it names the shop.
    pub targeted: bool,
    /// Whether the shop has a registration in it.
    pub mine: bool,
}

impl Filter {
    const WORDS: [(&'static str, Self); 3] =
        [("all", Self::All), ("targeted", Self::Targeted), ("mine", Self::Mine)];

    /// The filter of a public word: `all`, `targeted` or `mine`.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, filter)| filter)
    }
}

/// The campaigns that a shop finds at a time, in the order given. The query is looked for in campaign and agency names,
/// without regard to case or to Unicode's form; a blank one finds all.
pub fn marketplace<'a>(
    campaigns: impl IntoIterator<Item = &'a Campaign>,
    shop: &ShopCode,
    filter: Filter,
    query: &str,
    at: Instant,
) -> Vec<Listing> {
    let query = folded(query.trim());
    let listed = |campaign: &'a Campaign| {
        let state = campaign.state()?;
        let targeted = state.shop_codes().is_some_and(|codes| codes.contains(shop));
        let mine = state.has_registered(shop);
        let shown = match filter {
            Filter::All => is_shown(state, at) && state.invites(shop),
            Filter::Targeted => is_shown(state, at) && targeted,
            Filter::Mine => mine,
        };
        let found =
            [&state.details.name, &state.agency_name].iter().any(|name| folded(name).contains(&query));
        (shown && found).then(|| Listing { campaign: Card::of(state, at), targeted, mine })
    };
    campaigns.into_iter().filter_map(listed).collect()
}

/// From publishing to the end of the campaign period.
fn is_shown(state: &State, at: Instant) -> bool {
    matches!(state.phase(at), Phase::Upcoming | Phase::Ongoing)
}

/// [`marketplace`] as JSON text: `{"shop", "filter", "query", "at"}` in, an array out; filter (`all`) and query (blank) may
/// be left out.
///
/// # Errors
/// [`Invalid`]: everything that is wrong with its shape.
pub fn marketplace_json(campaigns: &[&Campaign], text: &str) -> Result<String, Invalid> {
    let (shop, filter, query, at) = json::decode(text, &Limits::DOOR, |value| {
        let mut keys = value.object()?;
        let shop = keys.required("shop").and_then(|shop| shop.parsed(ShopCode::new));
        let filter = keys.optional("filter").map(|filter| filter.word(&Filter::WORDS));
        let query = keys.optional("query").map(Value::text);
        let at = keys.required("at").and_then(Instant::read);
        keys.finish();
        Some((
            shop?,
            filter.unwrap_or(Some(Filter::All))?,
            query.unwrap_or_else(|| Some(String::new()))?,
            at?,
        ))
    })?;
    let found = marketplace(campaigns.iter().copied(), &shop, filter, &query, at);
    Ok(serde_json::to_string(&found).unwrap_or_default()) // every key is text
}
