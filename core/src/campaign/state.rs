//! What a campaign holds, and what can be read off it at a date.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::draft::{Details, Sellers};
use super::journal::{EventNo, Journal, index, small};
use super::link::{self, Target};
use super::phase::{Phase, Toggle, When};
use super::product_list::List;
use super::registration::{Attempt, Clock, Registration, Standing, Why};
use super::showcase::{Item, Showcase};
use crate::value::id::{AgencyId, CampaignId, ProductId, ShopCode};
use crate::value::instant::Instant;
use crate::value::rate::Rate;

/// A campaign after `create_campaign`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub id: CampaignId,
    pub agency: AgencyId,
    pub agency_name: String,
    pub details: Details,
    pub toggle: Toggle,
    pub ever_published: bool,
    pub journal: Journal,
    registrations: Vec<Registration>,
    numbers: HashMap<ProductId, u32>,
    /// Every shop that ever registered a product.
    shops: HashSet<ShopCode>,
    lists: BTreeMap<u32, List>,
    lists_there: usize,
    pub showcase: Showcase,
}

impl State {
    pub(crate) fn new(id: CampaignId, agency: AgencyId, agency_name: String, details: Details) -> Self {
        Self {
            id,
            agency,
            agency_name,
            details,
            toggle: Toggle::Off,
            ever_published: false,
            journal: Journal::default(),
            registrations: Vec::new(),
            numbers: HashMap::new(),
            shops: HashSet::new(),
            lists: BTreeMap::new(),
            lists_there: 0,
            showcase: Showcase::default(),
        }
    }

    // the calendar

    fn when(&self, at: Instant) -> When {
        When::of(at.day_in(self.details.time_zone), self.details.campaign_period)
    }

    pub(crate) fn phase(&self, at: Instant) -> Phase {
        Phase::of(self.toggle, self.when(at))
    }

    pub(crate) fn clock(&self, at: Instant) -> Clock {
        if self.when(at) == When::After { Clock::Over } else { Clock::Running }
    }

    pub(crate) fn in_registration_period(&self, at: Instant) -> bool {
        self.details.registration_period.contains(at.day_in(self.details.time_zone))
    }

    pub(crate) fn invites(&self, shop: &ShopCode) -> bool {
        self.shop_codes().is_none_or(|codes| codes.contains(shop))
    }

    /// The shops that a restricted campaign names.
    pub(crate) fn shop_codes(&self) -> Option<&[ShopCode]> {
        match &self.details.sellers {
            Sellers::Open => None,
            Sellers::ShopCodes(codes) => Some(codes),
        }
    }

    pub(crate) fn is_published(&self) -> bool {
        self.toggle == Toggle::On
    }

    /// Whether products can be registered now, by somebody.
    pub(crate) fn registration_open(&self, at: Instant) -> bool {
        self.toggle == Toggle::On && self.in_registration_period(at)
    }

    // registrations

    pub(crate) fn registrations(&self) -> &[Registration] {
        &self.registrations
    }

    pub(crate) fn number_of(&self, product: &ProductId) -> Option<u32> {
        self.numbers.get(product).copied()
    }

    pub(crate) fn registration(&self, number: u32) -> Option<&Registration> {
        self.registrations.get(index(number))
    }

    pub(crate) fn registration_mut(&mut self, product: &ProductId) -> Option<&mut Registration> {
        let number = self.number_of(product)?;
        self.registrations.get_mut(index(number))
    }

    /// Whether a shop has or had a registration.
    pub(crate) fn has_registered(&self, shop: &ShopCode) -> bool {
        self.shops.contains(shop)
    }

    pub(crate) fn registration_of(&self, product: &ProductId) -> Option<&Registration> {
        self.registration(self.number_of(product)?)
    }

    /// Another attempt at a product, or the first.
    pub(crate) fn add_attempt(&mut self, product: &ProductId, attempt: Attempt) {
        match self.number_of(product).and_then(|number| self.registrations.get_mut(index(number))) {
            Some(registration) => {
                self.shops.insert(attempt.shop.clone());
                registration.register_again(attempt);
            }
            None => self.add_registration(Registration::new(product.clone(), attempt)),
        }
    }

    /// A registration with all its attempts.
    pub(crate) fn add_registration(&mut self, registration: Registration) {
        self.shops.extend(registration.attempts().map(|attempt| attempt.shop.clone()));
        self.numbers.insert(registration.product.clone(), small(self.registrations.len()));
        self.registrations.push(registration);
    }

    // lists

    /// Every list that ever was, by number.
    pub(crate) fn lists(&self) -> &BTreeMap<u32, List> {
        &self.lists
    }

    pub(crate) fn next_list(&self) -> u32 {
        self.lists.last_key_value().map_or(1, |(number, _)| number.saturating_add(1))
    }

    /// How many lists are there now.
    pub(crate) const fn list_count(&self) -> usize {
        self.lists_there
    }

    /// The lists that are there, by number.
    pub(crate) fn lists_there(&self) -> impl Iterator<Item = (u32, &List)> {
        self.lists.iter().filter(|(_, list)| list.deleted.is_none()).map(|(number, list)| (*number, list))
    }

    /// A list that is there.
    pub(crate) fn list(&self, number: u32) -> Option<&List> {
        self.lists.get(&number).filter(|list| list.deleted.is_none())
    }

    pub(crate) fn list_mut(&mut self, number: u32) -> Option<&mut List> {
        self.lists.get_mut(&number).filter(|list| list.deleted.is_none())
    }

    pub(crate) fn add_list(&mut self, list: List) {
        if list.deleted.is_none() {
            self.lists_there = self.lists_there.saturating_add(1);
        }
        self.lists.insert(self.next_list(), list);
    }

    pub(crate) fn delete_list(&mut self, number: u32, event: EventNo) {
        if let Some(list) = self.list_mut(number) {
            list.deleted = Some(event);
            self.lists_there = self.lists_there.saturating_sub(1);
        }
    }

    // what creators meet

    /// What a list offers: each product that is there, with its rate where it is available.
    pub(crate) fn entries_offered<'a>(
        &'a self,
        list: &'a List,
        clock: Clock,
    ) -> impl Iterator<Item = Offered<'a>> {
        list.present().filter_map(move |(_, entry)| {
            let registration = self.registration(entry.product)?;
            let set = entry.rates.in_force(registration.last_closed());
            Some(Offered::new(entry.product, registration, set, clock))
        })
    }

    /// What the product's own link offers.
    fn product_offered(&self, number: u32, clock: Clock) -> Option<Offered<'_>> {
        let registration = self.registration(number)?;
        Some(Offered::new(number, registration, registration.own_rate(), clock))
    }

    /// What stands behind a link.
    pub(crate) fn behind(&self, link: &str, clock: Clock) -> Behind<'_> {
        match link::resolve(&self.id, link) {
            None => Behind::Nothing,
            Some(Target::Product(number)) => match self.product_offered(number, clock) {
                Some(offered) if is_there(offered.registration) => Behind::Product(offered),
                _ => Behind::Nothing,
            },
            Some(Target::List(number)) => {
                self.list(number).map_or(Behind::Nothing, |list| Behind::List(number, list))
            }
        }
    }

    /// Whether a creator's item still is in the showcase, at any date before the end of the campaign.
    fn item_stands(&self, item: &Item) -> bool {
        item.ended.is_none()
            && self
                .registration(item.product)
                .is_some_and(|product| product.closed_after(item.added).is_none())
    }

    /// A creator's live item of a product: the registration is live, and neither end has come.
    pub(crate) fn live_item(&self, creator: u32, product: u32, clock: Clock) -> Option<&Item> {
        let item = self.showcase.current(creator, product)?;
        (clock == Clock::Running && self.item_stands(item)).then_some(item)
    }

    /// Whether an item is live.
    pub(crate) fn is_live(&self, item: &Item, clock: Clock) -> bool {
        clock == Clock::Running && self.item_stands(item)
    }

    /// The event that ended an item: its removal or replacement, or the product's closing.
    pub(crate) fn ended(&self, item: &Item) -> Option<EventNo> {
        let closed = self.registration(item.product).and_then(|product| product.closed_after(item.added));
        item.ended.into_iter().chain(closed).min()
    }

    /// When an item ended.
    pub(crate) fn item_end(&self, item: &Item) -> Option<Instant> {
        self.journal.at(self.ended(item)?)
    }

    /// What an item earns, or last earned: the rate of its product, or of its entry, also after that was removed.
    pub(crate) fn item_rate(&self, item: &Item) -> Option<Rate> {
        let last = match self.ended(item) {
            Some(end) => EventNo(end.0.checked_sub(1)?),
            None => EventNo(u32::MAX),
        };
        self.item_rate_at(item, last)
    }
}

/// Whether a product's link leads to it: exported once, and not removed by the agency since.
fn is_there(registration: &Registration) -> bool {
    let removed = registration.latest().standing() == Standing::Closed(Why::Removed);
    registration.exported.is_some() && !removed
}

/// A product as a link offers it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offered<'a> {
    pub product: u32,
    pub registration: &'a Registration,
    /// The creator rate, while that is set.
    pub set: Option<Rate>,
    /// The same, where the product is available; else `None`.
    pub rate: Option<Rate>,
}

impl<'a> Offered<'a> {
    fn new(product: u32, registration: &'a Registration, set: Option<Rate>, clock: Clock) -> Self {
        let rate = set.filter(|_| registration.status(clock).is_live());
        Self { product, registration, set, rate }
    }
}

/// What stands behind a link.
#[derive(Clone, Debug)]
pub(crate) enum Behind<'a> {
    /// S003.
    Nothing,
    /// A product that the agency exported and did not remove.
    Product(Offered<'a>),
    /// A list that is there.
    List(u32, &'a List),
}
