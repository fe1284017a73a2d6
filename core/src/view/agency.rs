//! What the agency sees: every registration on its tab, with its history and its creators, and the lists.

use std::collections::BTreeMap;

use serde::Serialize;

use super::card::Card;
use crate::campaign::{
    Actor, Attempt, Campaign, Clock, EventNo, Item, List, Registration, Source, Standing, State, Step,
};
use crate::value::id::{CreatorId, ProductId, ShopCode};
use crate::value::instant::Instant;
use crate::value::rate::Rate;

/// The campaign as its agency sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyView {
    /// Its details.
    pub campaign: Card,
    /// The publish toggle.
    pub published: bool,
    /// The shops invited; none where it is open to all.
    pub shop_codes: Option<Vec<ShopCode>>,
    /// Every product on its tab, in the order of first registration.
    pub tabs: AgencyTabs,
    /// The lists that are there, by number.
    pub lists: Vec<AgencyList>,
}

/// The five tabs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgencyTabs {
    /// To be approved or rejected.
    pub pending: Vec<AgencyProduct>,
    /// Approved.
    pub approved: Vec<AgencyProduct>,
    /// Rejected, with whether they may come back.
    pub rejected: Vec<AgencyProduct>,
    /// About to close.
    pub pending_closed: Vec<AgencyProduct>,
    /// Closed.
    pub closed: Vec<AgencyProduct>,
}

/// One product's registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyProduct {
    /// The product.
    pub product: ProductId,
    /// The shop that registered it.
    pub shop: ShopCode,
    /// What the seller pays.
    #[serde(rename = "total_rate_bps")]
    pub total_rate: Rate,
    /// What the creator gets through the product's own link, while that is set.
    #[serde(rename = "creator_rate_bps")]
    pub creator_rate: Option<Rate>,
    /// When its link was first exported.
    pub exported_at: Option<Instant>,
    /// The lists that hold it.
    pub lists: Vec<u32>,
    /// Whether the seller may register it again; none unless it is rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_register_again: Option<bool>,
    /// Why it is closed: `agreed`, `removed` or `campaign_over`; none unless it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_because: Option<&'static str>,
    /// Everything that happened to it, in order.
    pub history: Vec<AgencyStep>,
    /// The creators who took it up, in order, those whose item has ended too.
    pub creators: Vec<AgencyCreator>,
}

/// One thing that happened to a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyStep {
    /// `registered`, `revised`, `approved`, `rejected`, `closure_requested`, `closure_rejected`, `closure_approved` or
    /// `removed`.
    pub step: &'static str,
    /// Who did it.
    pub by: Option<Actor>,
    /// When.
    pub at: Option<Instant>,
    /// The total rate offered, where one was.
    #[serde(rename = "total_rate_bps", skip_serializing_if = "Option::is_none")]
    pub total_rate: Option<Rate>,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<String>>,
    /// What the agency wrote beside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One creator's adoption of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyCreator {
    /// The creator.
    pub creator: CreatorId,
    /// The list through which it came; none for the product's own link.
    pub list: Option<u32>,
    /// What the creator gets, or last got.
    #[serde(rename = "creator_rate_bps")]
    pub creator_rate: Option<Rate>,
    /// Since when.
    pub added_at: Option<Instant>,
    /// Until when; none while it is live.
    pub ended_at: Option<Instant>,
    /// Whether it is live now.
    pub live: bool,
}

/// One list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyList {
    /// Its number.
    pub list: u32,
    /// Its name.
    pub name: String,
    /// Its products, in the order in which they were added.
    pub products: Vec<AgencyListEntry>,
}

/// One product in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyListEntry {
    /// The product.
    pub product: ProductId,
    /// What the creator gets, while it is set.
    #[serde(rename = "creator_rate_bps")]
    pub creator_rate: Option<Rate>,
    /// Whether creators can add it now.
    pub available: bool,
}

impl Campaign {
    /// What the agency sees at a time; none before `create_campaign`.
    #[must_use]
    pub fn agency_view(&self, at: Instant) -> Option<AgencyView> {
        self.state().map(|state| view(state, at))
    }
}

fn view(state: &State, at: Instant) -> AgencyView {
    let clock = state.clock(at);
    let mut lists: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (number, list) in state.lists_there() {
        for (_, entry) in list.present() {
            lists.entry(entry.product).or_default().push(number);
        }
    }
    let mut items: BTreeMap<u32, Vec<&Item>> = BTreeMap::new();
    for item in state.showcase.items() {
        items.entry(item.product).or_default().push(item);
    }
    let mut tabs = AgencyTabs::default();
    for (number, registration) in (0_u32..).zip(state.registrations()) {
        let creators = items.remove(&number).unwrap_or_default();
        let creators = creators.into_iter().filter_map(|item| creator(state, item, clock)).collect();
        let product =
            product(state, registration, clock, lists.remove(&number).unwrap_or_default(), creators);
        match registration.standing(clock) {
            Standing::Pending => tabs.pending.push(product),
            Standing::Approved => tabs.approved.push(product),
            Standing::Rejected(_) => tabs.rejected.push(product),
            Standing::PendingClosed => tabs.pending_closed.push(product),
            Standing::Closed(_) => tabs.closed.push(product),
        }
    }
    AgencyView {
        campaign: Card::of(state, at),
        published: state.is_published(),
        shop_codes: state.shop_codes().map(<[ShopCode]>::to_vec),
        tabs,
        lists: agency_lists(state, clock),
    }
}

fn product(
    state: &State,
    registration: &Registration,
    clock: Clock,
    lists: Vec<u32>,
    creators: Vec<AgencyCreator>,
) -> AgencyProduct {
    let standing = registration.standing(clock);
    AgencyProduct {
        product: registration.product.clone(),
        shop: registration.shop().clone(),
        total_rate: registration.total(),
        creator_rate: registration.own_rate(),
        exported_at: registration.exported.and_then(|event| state.journal.at(event)),
        lists,
        may_register_again: match standing {
            Standing::Rejected(rejection) => Some(rejection.may_register_again),
            _ => None,
        },
        closed_because: match standing {
            Standing::Closed(why) => Some(why.word()),
            _ => None,
        },
        history: registration.attempts().flat_map(|attempt| history(state, attempt)).collect(),
        creators,
    }
}

fn history(state: &State, attempt: &Attempt) -> Vec<AgencyStep> {
    let step = |step: &'static str, event: EventNo| AgencyStep {
        step,
        by: state.journal.by(event).cloned(),
        at: state.journal.at(event),
        total_rate: None,
        reasons: None,
        note: None,
    };
    let rates = attempt.rates.iter().enumerate().map(|(number, setting)| AgencyStep {
        total_rate: Some(setting.rate),
        ..step(if number == 0 { "registered" } else { "revised" }, setting.event)
    });
    let steps = attempt.steps.iter().map(|(event, done)| match done {
        Step::Rejected(rejection) => AgencyStep {
            reasons: Some(rejection.reasons.clone()),
            note: rejection.note.clone(),
            ..step(done.word(), *event)
        },
        _ => step(done.word(), *event),
    });
    rates.chain(steps).collect()
}

fn creator(state: &State, item: &Item, clock: Clock) -> Option<AgencyCreator> {
    Some(AgencyCreator {
        creator: state.showcase.creator(item.creator)?.clone(),
        list: match item.source {
            Source::Product => None,
            Source::List { list, .. } => Some(list),
        },
        creator_rate: state.item_rate(item),
        added_at: state.journal.at(item.added),
        ended_at: state.item_end(item),
        live: state.is_live(item, clock),
    })
}

fn agency_lists(state: &State, clock: Clock) -> Vec<AgencyList> {
    let made = |(number, list)| AgencyList {
        list: number,
        name: List::name(list).to_owned(),
        products: state
            .entries_offered(list, clock)
            .map(|offered| AgencyListEntry {
                product: offered.registration.product.clone(),
                creator_rate: offered.set,
                available: offered.rate.is_some(),
            })
            .collect(),
    };
    state.lists_there().map(made).collect()
}
