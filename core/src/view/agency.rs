//! What the agency sees: every registration on its tab, with its history and its creators, and the lists.

use hashbrown::HashMap;
use serde::Serialize;

use super::card::Card;
use super::figures::{Added, Figures, Sums};
use super::orders::OrderLines;
use crate::campaign::{
    Actor, Attempt, Campaign, Clock, EventNo, Item, List, Registration, Source, Standing, State, Status, Step,
};
use crate::value::id::{CreatorId, ProductId, ShopCode};
use crate::value::instant::Instant;
use crate::value::rate::Rate;

/// The campaign as its agency sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct AgencyView {
    /// Its details.
    pub campaign: Card,
    /// The publish toggle.
    pub published: bool,
    /// The shops invited; none where it is open to all.
    pub shop_codes: Option<Vec<ShopCode>>,
    /// Every product on its tab, in the order of first registration; or those of a page.
    pub tabs: AgencyTabs,
    /// The lists that are there, by number; none beside a page, where each product names its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lists: Option<Vec<AgencyList>>,
}

/// A part of what the agency sees: some registrations of one tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The tab: the registrations that read so.
    pub tab: Status,
    /// The number of the first registration, from 0 on.
    pub first: usize,
    /// How many, or as many as there are.
    pub count: usize,
}

/// The five tabs: all of them, or the one that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct AgencyTabs {
    /// To be approved or rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<Vec<AgencyProduct>>,
    /// Approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved: Option<Vec<AgencyProduct>>,
    /// Rejected, with whether they may come back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Vec<AgencyProduct>>,
    /// About to close.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending_closed: Option<Vec<AgencyProduct>>,
    /// Closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<Vec<AgencyProduct>>,
}

/// One product's registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
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
    /// What the orders of the product add up to, those of all attempts, by whichever shop; none where no orders were given.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
}

/// One thing that happened to a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
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
    /// What the creator's orders of the product add up to; none where no orders were given. Where the creator took it up more
    /// than once, an order is with the adoption that was last at its time, or with the first.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
}

/// One list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
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
    /// What the agency sees at a time: all of it, or one page; with the figures of these orders, where some are given. None
    /// before `create_campaign`.
    #[must_use]
    pub fn agency_view(
        &self,
        at: Instant,
        orders: Option<&OrderLines>,
        page: Option<Page>,
    ) -> Option<AgencyView> {
        let state = self.state()?;
        let clock = state.clock(at);
        let shown = Shown::of(state, clock, page);
        let figures = orders.map(|orders| self.figures(state, orders, &shown));
        Some(AgencyView {
            campaign: Card::of(state, at),
            published: state.is_published(),
            shop_codes: state.shop_codes().map(<[ShopCode]>::to_vec),
            tabs: tabs(state, clock, shown, page, figures),
            lists: page.is_none().then(|| agency_lists(state, clock)),
        })
    }

    /// What the lines add up to, by product and by item.
    fn figures<'a>(&self, state: &State, orders: &'a OrderLines, shown: &Shown) -> ByProductAndItem<'a> {
        let policy = self.profile().policy();
        let mut sums = ByProductAndItem::default();
        for line in &orders.lines {
            let Some(number) = state.number_of(&line.product_id).filter(|number| shown.has(*number)) else {
                continue;
            };
            let Some(agreed) = line.agreed(state) else { continue };
            let added = Added::of_agency(line, &agreed, state, policy);
            sums.products.entry(number).or_default().add(added);
            let creator = line.creator.as_ref().and_then(|creator| state.showcase.number_of(creator));
            let event = line.created_at.and_then(|at| state.journal.last_until(at));
            if let Some(item) = creator.and_then(|creator| state.showcase.of_order(creator, number, event)) {
                sums.items.entry((number, item.creator, item.added)).or_default().add(added);
            }
        }
        sums
    }
}

/// Sums of what is shown: by product, and by product, creator and the event that added the item.
#[derive(Default)]
struct ByProductAndItem<'a> {
    products: HashMap<u32, Sums<'a>>,
    items: HashMap<(u32, u32, EventNo), Sums<'a>>,
}

/// Which registrations are shown, in order.
enum Shown {
    All(u32),
    /// Those of a page, with the lists that hold them.
    These(Vec<u32>),
}

impl Shown {
    fn of(state: &State, clock: Clock, page: Option<Page>) -> Self {
        let numbered = (0_u32..).zip(state.registrations());
        match page {
            None => Self::All(numbered.last().map_or(0, |(number, _)| number.saturating_add(1))),
            Some(Page { tab, first, count }) => {
                let on_tab = numbered.filter(|(_, registration)| registration.status(clock) == tab);
                Self::These(on_tab.skip(first).take(count).map(|(number, _)| number).collect())
            }
        }
    }

    fn has(&self, number: u32) -> bool {
        match self {
            Self::All(count) => number < *count,
            // most numbers are of other pages: the ends tell at once
            Self::These(numbers) => {
                numbers.first().is_some_and(|first| *first <= number)
                    && numbers.last().is_some_and(|last| number <= *last)
                    && numbers.binary_search(&number).is_ok()
            }
        }
    }

    fn numbers(self) -> Vec<u32> {
        match self {
            Self::All(count) => (0..count).collect(),
            Self::These(numbers) => numbers,
        }
    }
}

fn tabs(
    state: &State,
    clock: Clock,
    shown: Shown,
    page: Option<Page>,
    mut figures: Option<ByProductAndItem<'_>>,
) -> AgencyTabs {
    let mut lists: HashMap<u32, Vec<u32>> = HashMap::new();
    for (number, list) in state.lists_there() {
        for (_, entry) in list.present().filter(|(_, entry)| shown.has(entry.product)) {
            lists.entry(entry.product).or_default().push(number);
        }
    }
    let open = |tab: Status| page.is_none_or(|page| page.tab == tab).then(Vec::new);
    let mut tabs = AgencyTabs {
        pending: open(Status::Pending),
        approved: open(Status::Approved),
        rejected: open(Status::Rejected),
        pending_closed: open(Status::PendingClosed),
        closed: open(Status::Closed),
    };
    for number in shown.numbers() {
        let Some(registration) = state.registration(number) else { continue };
        let items = state.showcase.items_of_product(number);
        let creators = items.filter_map(|item| {
            let sums = figures.as_mut().map(|sums| sums.items.remove(&(number, item.creator, item.added)));
            creator(state, item, clock, sums.map(|sums| sums.unwrap_or_default().figures()))
        });
        let creators = creators.collect();
        let lists = lists.remove(&number).unwrap_or_default();
        let sums = figures.as_mut().map(|sums| sums.products.remove(&number).unwrap_or_default().figures());
        let product = AgencyProduct { figures: sums, ..product(state, registration, clock, lists, creators) };
        let tab = match registration.status(clock) {
            Status::Pending => &mut tabs.pending,
            Status::Approved => &mut tabs.approved,
            Status::Rejected => &mut tabs.rejected,
            Status::PendingClosed => &mut tabs.pending_closed,
            Status::Closed => &mut tabs.closed,
        };
        tab.get_or_insert_default().push(product);
    }
    tabs
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
        figures: None,
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

fn creator(state: &State, item: &Item, clock: Clock, figures: Option<Figures>) -> Option<AgencyCreator> {
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
        figures,
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
