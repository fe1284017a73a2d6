//! What an event changes. It never refuses: what an event names and the campaign does not have is passed over.

use std::sync::Arc;

use super::event::{Change, Event, Offered, Rated, Through};
use super::journal::EventNo;
use super::phase::Toggle;
use super::product_list::List;
use super::rate_history::RateHistory;
use super::registration::{Attempt, Rejection, Step};
use super::showcase::{Item, Source};
use super::state::State;
use crate::value::id::ProductId;

/// The state after an event, `None` only before `campaign_created`; and whether the event was one that can come.
pub(crate) fn evolve(state: &mut Option<State>, event: &Event) -> bool {
    if let Change::CampaignCreated { id, agency, agency_name, details, .. } = &event.change {
        if state.is_none() {
            let mut created =
                State::new(id.clone(), agency.clone(), agency_name.clone(), details.as_ref().clone());
            created.journal.note(event.at, &event.by);
            *state = Some(created);
            return true;
        }
        return false;
    }
    let Some(state) = state else { return false };
    let number = state.journal.note(event.at, &event.by);
    state.apply(event, number);
    true
}

impl State {
    fn apply(&mut self, event: &Event, now: EventNo) {
        match &event.change {
            Change::CampaignCreated { .. } => {}
            Change::CampaignEdited { changes } => {
                if let Some(details) = changes.as_ref().clone().over(&self.details).settled() {
                    self.details = details;
                }
            }
            Change::CampaignPublished => {
                self.toggle = Toggle::On;
                self.ever_published = true;
            }
            Change::CampaignUnpublished => self.toggle = Toggle::Off,
            Change::ProductsRegistered { products } | Change::ProductsRegisteredAgain { products } => {
                self.register(event, products, now);
            }
            Change::RatesRevised { products } => {
                for Offered { product, total_rate } in products {
                    if let Some(registration) = self.registration_mut(product) {
                        registration.latest_mut().rates.set(now, *total_rate);
                    }
                }
            }
            Change::ClosureRequested { products } => self.step(products, now, &Step::ClosureRequested),
            Change::ProductsApproved { products } => self.step(products, now, &Step::Approved),
            Change::ProductsRejected { products, reasons, note, may_register_again } => {
                let rejection = Rejection {
                    reasons: reasons.clone(),
                    note: note.clone(),
                    may_register_again: *may_register_again,
                };
                self.step(products, now, &Step::Rejected(Arc::new(rejection)));
            }
            Change::ClosureApproved { products } => self.step(products, now, &Step::ClosureApproved),
            Change::ClosureRejected { products } => self.step(products, now, &Step::ClosureRejected),
            Change::ProductsRemoved { products } => self.step(products, now, &Step::Removed),
            Change::CreatorRatesSet { rates } => self.set_creator_rates(rates, now),
            Change::LinksExported { links } => {
                for link in links {
                    if let Some(registration) = self.registration_mut(&link.product) {
                        registration.exported.get_or_insert(now);
                    }
                }
            }
            change => self.apply_to_lists(change, now).unwrap_or_else(|| self.apply_to_showcase(event, now)),
        }
    }

    fn register(&mut self, event: &Event, products: &[Offered], now: EventNo) {
        let super::actor::Actor::Seller(shop) = &event.by else { return };
        for Offered { product, total_rate } in products {
            let rates = RateHistory::new(now, *total_rate);
            let attempt = Attempt { shop: shop.clone(), rates, steps: Vec::new() };
            self.add_attempt(product, attempt);
        }
    }

    fn step(&mut self, products: &[ProductId], now: EventNo, step: &Step) {
        for product in products {
            if let Some(registration) = self.registration_mut(product) {
                registration.latest_mut().steps.push((now, step.clone()));
            }
        }
    }

    fn set_creator_rates(&mut self, rates: &[Rated], now: EventNo) {
        for Rated { product, creator_rate } in rates {
            if let Some(registration) = self.registration_mut(product) {
                match &mut registration.creator_rate {
                    Some(rates) => rates.set(now, *creator_rate),
                    none => *none = Some(RateHistory::new(now, *creator_rate)),
                }
            }
        }
    }

    /// `None` where the change is not about lists.
    fn apply_to_lists(&mut self, change: &Change, now: EventNo) -> Option<()> {
        match change {
            Change::ListCreated { name, items, .. } => {
                let mut list = List::new(name.clone());
                for (product, rated) in self.numbered(items) {
                    list.add(product, now, rated.creator_rate);
                }
                self.add_list(list);
            }
            Change::ListRenamed { list, name } => {
                if let Some(list) = self.list_mut(*list) {
                    list.name.clone_from(name);
                }
            }
            Change::ListDeleted { list } => self.delete_list(*list, now),
            Change::ProductsAddedToList { list, items } => {
                let items = self.numbered(items);
                if let Some(list) = self.list_mut(*list) {
                    for (product, rated) in items {
                        list.add(product, now, rated.creator_rate);
                    }
                }
            }
            Change::ListRatesSet { list, items } => {
                let items = self.numbered(items);
                if let Some(list) = self.list_mut(*list) {
                    for (product, rated) in items {
                        list.set_rate(product, now, rated.creator_rate);
                    }
                }
            }
            Change::ProductsRemovedFromList { list, products } => {
                let numbers: Vec<_> = products.iter().filter_map(|product| self.number_of(product)).collect();
                if let Some(list) = self.list_mut(*list) {
                    for product in numbers {
                        list.remove(product, now);
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// The items whose products have a registration, with their numbers.
    fn numbered<'a>(&self, items: &'a [Rated]) -> Vec<(u32, &'a Rated)> {
        items.iter().filter_map(|item| Some((self.number_of(&item.product)?, item))).collect()
    }

    fn apply_to_showcase(&mut self, event: &Event, now: EventNo) {
        let super::actor::Actor::Creator(creator) = &event.by else { return };
        match &event.change {
            Change::AddedToShowcase { through, items, .. } => {
                let creator = self.showcase.number_for(creator);
                for (product, _) in self.numbered(items) {
                    let source = match through {
                        Through::Product(_) => Some(Source::Product),
                        Through::List(list) => self
                            .list(*list)
                            .and_then(|there| there.position(product))
                            .map(|entry| Source::List { list: *list, entry }),
                    };
                    let Some(source) = source else { continue };
                    self.showcase.end(creator, product, now);
                    self.showcase.add(Item { creator, product, source, added: now, ended: None });
                }
            }
            Change::RemovedFromShowcase { products } => {
                let Some(creator) = self.showcase.number_of(creator) else { return };
                for product in
                    products.iter().filter_map(|product| self.number_of(product)).collect::<Vec<_>>()
                {
                    self.showcase.end(creator, product, now);
                }
            }
            _ => {}
        }
    }
}
