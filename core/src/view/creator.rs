//! What a creator sees: what a link offers, the showcase, and the creator's own orders. Never a seller's total rate.

use serde::Serialize;

use super::orders::{OrderLine, OrderLines};
use crate::campaign::{Campaign, Shelf, Source, State, Through};
use crate::value::id::{CampaignId, CreatorId, ProductId};
use crate::value::instant::Instant;
use crate::value::policy::Policy;
use crate::value::rate::Rate;
use crate::violation::Violations;

/// What a link offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct LinkView {
    /// The campaign behind the link, whose terms are agreed to.
    pub campaign: CampaignId,
    /// The campaign's name.
    pub campaign_name: String,
    /// The list, where the link is one's.
    pub list: Option<u32>,
    /// The list's name.
    pub list_name: Option<String>,
    /// What can be added.
    pub products: Vec<LinkProduct>,
    /// What stands in the list and cannot be added now.
    pub unavailable: Vec<ProductId>,
}

/// A product and what the creator would get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct LinkProduct {
    /// The product.
    pub product: ProductId,
    /// What the agency pays the creator.
    #[serde(rename = "creator_rate_bps")]
    pub creator_rate: Rate,
}

/// The campaign as one creator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct CreatorView {
    /// The campaign.
    pub campaign: CampaignId,
    /// The campaign's name.
    pub campaign_name: String,
    /// The live items, in the order in which they were added.
    pub showcase: Vec<CreatorItem>,
    /// The creator's own order lines, in the order given, but for those that are void or fully refunded.
    pub orders: Vec<CreatorOrder>,
    /// Those that are void or fully refunded: nothing is due on them.
    pub orders_void: Vec<CreatorOrder>,
}

/// One live item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct CreatorItem {
    /// The product.
    pub product: ProductId,
    /// What the creator gets.
    #[serde(rename = "creator_rate_bps")]
    pub creator_rate: Option<Rate>,
    /// The list through which it came; none for the product's own link.
    pub list: Option<u32>,
    /// Since when.
    pub added_at: Option<Instant>,
}

/// One of the creator's order lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct CreatorOrder {
    /// The order.
    pub order_id: String,
    /// The product.
    pub product_id: ProductId,
    /// When it was made.
    pub created_at: Option<Instant>,
    /// ISO 4217.
    pub currency: String,
    /// What commission is due on.
    pub base_minor: i64,
    /// What the creator got of it, at its time; none where no rate held.
    #[serde(rename = "creator_rate_bps")]
    pub creator_rate: Option<Rate>,
    /// The creator commission, before any managing share; none where no rate held at its time.
    pub creator_commission_minor: Option<i64>,
    /// Whether the sale is from an agency-led campaign, this one.
    pub agency_led: bool,
}

/// The answer to a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum LinkAnswer {
    /// It is a list's, whose products are shown once the terms are agreed to.
    NeedsTerms {
        /// True.
        needs_terms: bool,
    },
    /// What it offers.
    Offers(LinkView),
}

impl Campaign {
    /// What a link of this campaign offers at a time; of a list, only to a creator who agrees to the campaign's terms.
    ///
    /// # Errors
    /// S002 where nothing behind it is available, S003 where it leads nowhere.
    pub fn resolve_link(
        &self,
        link: &str,
        at: Instant,
        terms_accepted: bool,
    ) -> Result<LinkAnswer, Violations> {
        let Some(state) = self.state() else { return Err(Shelf::not_found(link).into()) };
        let (found, wrong) = Shelf::behind(state, link, state.clock(at));
        if !terms_accepted && found.as_ref().is_some_and(|shelf| matches!(shelf.through, Through::List(_))) {
            return Ok(LinkAnswer::NeedsTerms { needs_terms: true });
        }
        if let Some(wrong) = wrong {
            return Err(wrong.into());
        }
        let Some(offers) = found else { return Err(Shelf::not_found(link).into()) };
        let list = match offers.through {
            Through::Product(_) => None,
            Through::List(number) => Some(number),
        };
        let products = offers.available().map(|(offered, creator_rate)| LinkProduct {
            product: offered.registration.product.clone(),
            creator_rate,
        });
        let unavailable = offers.products.iter().filter(|offered| offered.rate.is_none());
        Ok(LinkAnswer::Offers(LinkView {
            campaign: state.id.clone(),
            campaign_name: state.details.name.clone(),
            list,
            list_name: list.and_then(|number| Some(state.list(number)?.name().to_owned())),
            products: products.collect(),
            unavailable: unavailable.map(|offered| offered.registration.product.clone()).collect(),
        }))
    }

    /// What a creator sees at a time, with the creator's own among these orders; none before `create_campaign`.
    #[must_use]
    pub fn creator_view(&self, creator: &CreatorId, at: Instant, orders: &OrderLines) -> Option<CreatorView> {
        let state = self.state()?;
        let (clock, policy) = (state.clock(at), self.profile().policy());
        let number = state.showcase.number_of(creator);
        let items = number.into_iter().flat_map(|number| state.showcase.items_of(number));
        let live = items.filter(|item| state.is_live(item, clock)).filter_map(|item| {
            Some(CreatorItem {
                product: state.registration(item.product)?.product.clone(),
                creator_rate: state.item_rate(item),
                list: match item.source {
                    Source::Product => None,
                    Source::List { list, .. } => Some(list),
                },
                added_at: state.journal.at(item.added),
            })
        });
        let own = orders.lines.iter().filter(|line| line.creator.as_ref() == Some(creator));
        let (void, due): (Vec<_>, Vec<_>) = own.partition(|line| line.is_void);
        let rows = |lines: Vec<&OrderLine>| {
            lines.into_iter().map(|line| CreatorOrder::of(line, Some(state), policy)).collect()
        };
        Some(CreatorView {
            campaign: state.id.clone(),
            campaign_name: state.details.name.clone(),
            showcase: live.collect(),
            orders: rows(due),
            orders_void: rows(void),
        })
    }
}

impl CreatorOrder {
    /// What a creator sees of a line, where the campaign that is asked may be another than its own.
    pub(super) fn of(line: &OrderLine, state: Option<&State>, policy: Policy) -> Self {
        let agreed = state.and_then(|state| line.agreed(state));
        Self {
            order_id: line.order_id.clone(),
            product_id: line.product_id.clone(),
            created_at: line.created_at,
            currency: line.currency.clone(),
            base_minor: line.due_base(),
            creator_rate: agreed.and_then(|agreed| agreed.creator),
            creator_commission_minor: agreed.and_then(|agreed| line.creator_commission(&agreed, policy)),
            agency_led: state.is_some_and(|state| line.campaign_id.as_ref() == Some(&state.id)),
        }
    }
}
