//! What a campaign relies on, checked on a snapshot: numbers that lead somewhere, events in their order, statuses that
//! follow from each other.

use hashbrown::HashSet;

use super::raw::{RawActor, RawAttempt, RawItem, RawList, RawRegistration, RawState};
use crate::campaign::action::Action;
use crate::campaign::actor::Actor;
use crate::campaign::draft::{Details, Draft, Site};
use crate::campaign::journal::{EventNo, Journal, index};
use crate::campaign::phase::Toggle;
use crate::campaign::product_list::List;
use crate::campaign::rate_history::RateHistory;
use crate::campaign::registration::{Attempt, Registration, Status, Step, transition};
use crate::campaign::showcase::{Item, Source};
use crate::campaign::state::State;
use crate::json::{self, Limits};
use crate::profile::Profile;
use crate::rules;
use crate::value::id::{AgencyId, CampaignId, CreatorId, ProductId, ShopCode};
use crate::value::instant::Instant;
use crate::value::rate::Rate;

/// What is wrong with a snapshot, and in which part.
#[derive(Debug)]
pub(super) struct Wrong {
    pub place: String,
    pub message: String,
}

fn wrong<T>(place: impl Into<String>, message: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong { place: place.into(), message: message.into() })
}

fn ensure(holds: bool, place: impl FnOnce() -> String, message: &str) -> Result<(), Wrong> {
    if holds { Ok(()) } else { wrong(place(), message) }
}

fn id<T, E: std::fmt::Display>(read: Result<T, E>, place: impl FnOnce() -> String) -> Result<T, Wrong> {
    read.map_err(|error| Wrong { place: place(), message: error.to_string() })
}

pub(super) fn state(raw: RawState<'_>, profile: &Profile) -> Result<State, Wrong> {
    let details = details(raw.details.get(), profile)?;
    let agency = id(AgencyId::new(&raw.agency), || "agency".to_owned())?;
    let mut state =
        State::new(id(CampaignId::new(&raw.id), || "id".to_owned())?, agency, raw.agency_name, details);
    state.toggle = if raw.published { Toggle::On } else { Toggle::Off };
    state.ever_published = raw.ever_published;
    ensure(raw.ever_published || !raw.published, || "ever_published".to_owned(), "it is published now")?;
    state.journal = journal(&raw.actors, &raw.journal)?;
    let begun = state.journal.by(EventNo(0)) == Some(&Actor::Agency(state.agency.clone()));
    ensure(begun, || "journal/0".to_owned(), "the first event is the agency's")?;
    let events = state.journal.len();
    for (number, raw) in raw.registrations.into_iter().enumerate() {
        let registration = registration(raw, number, &state.journal)?;
        ensure(
            state.number_of(&registration.product).is_none(),
            || format!("registrations/{number}/product"),
            "this product stands more than once",
        )?;
        state.add_registration(registration);
    }
    for (number, raw) in raw.lists.into_iter().enumerate() {
        let list = list(raw, number, events, &state, profile)?;
        state.add_list(list);
    }
    let max = profile.limits.lists;
    let fits = u32::try_from(state.list_count()).is_ok_and(|count| count <= max);
    ensure(fits, || "lists".to_owned(), "these are more lists than the profile allows")?;
    for (number, creator) in raw.creators.iter().enumerate() {
        let place = || format!("creators/{number}");
        let creator = id(CreatorId::new(&creator.0), place)?;
        let new = state.showcase.number_of(&creator).is_none();
        ensure(new, place, "this creator stands more than once")?;
        state.showcase.number_for(&creator);
    }
    for (number, raw) in raw.items.iter().enumerate() {
        let item = item(raw, number, events, &state)?;
        state.showcase.add(item);
    }
    Ok(state)
}

fn details(text: &str, profile: &Profile) -> Result<Details, Wrong> {
    let read = json::decode(text, &Limits::DOOR, Draft::read);
    let draft =
        read.map_err(|invalid| Wrong { place: "details".to_owned(), message: invalid.to_string() })?;
    // judged as of the first instant there is: whether the campaign is over is no fault
    let broken = draft.judge(Site::Draft("details"), Instant::first(), profile);
    if let Some(one) = broken.iter().find(|one| one.rule().code != rules::C010.code) {
        return wrong(one.path(), one.message());
    }
    draft.settled().map_or_else(|| wrong("details", "these are no details of a campaign"), Ok)
}

fn journal(actors: &[RawActor<'_>], stamps: &[(super::raw::Text<'_>, u32)]) -> Result<Journal, Wrong> {
    let mut journal = Journal::default();
    for (number, actor) in actors.iter().enumerate() {
        let place = || format!("actors/{number}");
        let actor = match actor {
            RawActor::Agency(text) => Actor::Agency(id(AgencyId::new(&text.0), place)?),
            RawActor::Seller(text) => Actor::Seller(id(ShopCode::new(&text.0), place)?),
            RawActor::Creator(text) => Actor::Creator(id(CreatorId::new(&text.0), place)?),
        };
        let new = usize::try_from(journal.actor_number(&actor)) == Ok(number);
        ensure(new, place, "this actor stands more than once")?;
    }
    let mut last: Option<(&str, Instant)> = None;
    for (number, (text, actor)) in stamps.iter().enumerate() {
        let place = || format!("journal/{number}");
        let at = match last {
            Some((same, at)) if same == text.0 => at,
            _ => id(Instant::parse(&text.0), place)?,
        };
        ensure(
            last.is_none_or(|(_, last)| last <= at),
            place,
            "the time is before that of the event before",
        )?;
        ensure(journal.note_numbered(at, *actor).is_some(), place, "nobody has this number")?;
        last = Some((&text.0, at));
    }
    Ok(journal)
}

/// Whether events come one after another, and are some.
fn in_order(rates: &RateHistory, events: u32) -> bool {
    let mut last: Option<EventNo> = None;
    rates.iter().all(|setting| {
        let later = last.is_none_or(|last| last < setting.event) && setting.event.0 < events;
        last = Some(setting.event);
        later
    })
}

fn registration(raw: RawRegistration<'_>, number: usize, journal: &Journal) -> Result<Registration, Wrong> {
    let place = || format!("registrations/{number}");
    let events = journal.len();
    let product = id(ProductId::new(&raw.product), place)?;
    let mut made: Option<Registration> = None;
    for raw in raw.attempts {
        let attempt = attempt(raw, journal).map_err(|message| Wrong { place: place(), message })?;
        made = Some(match made {
            None => Registration::new(product.clone(), attempt),
            Some(mut registration) => {
                let ended = match registration.latest().steps.last() {
                    Some((event, Step::Rejected(_) | Step::ClosureApproved | Step::Removed)) => Some(*event),
                    _ => None,
                };
                let follows = ended.is_some_and(|ended| ended < attempt.rates.first().event);
                ensure(follows, place, "an attempt begins before the last one ended")?;
                let may_come = !registration.blocks(&attempt.shop);
                ensure(may_come, place, "a shop comes back that was rejected for good")?;
                registration.register_again(attempt);
                registration
            }
        });
    }
    let Some(mut made) = made else { return wrong(place(), "it has no attempt") };
    ensure(made.shop().as_str() == raw.shop, place, "its shop is not the one that registered it last")?;
    if let Some(rates) = &raw.creator_rate {
        ensure(in_order(rates, events), place, "the creator rates are not in the order of events")?;
        ensure(within_total(&made, rates), place, "a creator rate exceeds the total rate")?;
    }
    made.creator_rate = raw.creator_rate;
    ensure(raw.exported.is_none_or(|event| event < events), place, "it was exported by no event")?;
    made.exported = raw.exported.map(EventNo);
    Ok(made)
}

fn within_total(registration: &Registration, rates: &RateHistory) -> bool {
    rates
        .iter()
        .all(|setting| registration.total_at(setting.event).is_some_and(|total| setting.rate <= total))
}

fn attempt(raw: RawAttempt, journal: &Journal) -> Result<Attempt, String> {
    let events = journal.len();
    if !in_order(&raw.rates, events) {
        return Err("total rates are not in the order of events".to_owned());
    }
    if raw.rates.iter().any(|setting| setting.rate.bps() == 0) {
        return Err("a total rate is 0".to_owned());
    }
    let mut status = Status::Pending;
    let mut last = raw.rates.last().event;
    for step in &raw.steps {
        let row = transition(step.1.action()).filter(|row| row.from.contains(&Some(status)));
        let row =
            row.ok_or_else(|| format!("`{}` does not start from `{}`", step.1.word(), status.word()))?;
        if step.0 <= last || step.0.0 >= events {
            return Err("steps are not in the order of events".to_owned());
        }
        (status, last) = (row.to, step.0);
    }
    let Some(Actor::Seller(shop)) = journal.by(raw.rates.first().event) else {
        return Err("the event that registered it is no seller's".to_owned());
    };
    let steps = raw.steps.into_iter().map(|step| (step.0, step.1)).collect();
    Ok(Attempt { shop: shop.clone(), rates: raw.rates, steps })
}

fn list(raw: RawList, number: usize, events: u32, state: &State, profile: &Profile) -> Result<List, Wrong> {
    let place = || format!("lists/{number}");
    ensure(!raw.name.trim().is_empty(), place, "the list has no name")?;
    ensure(raw.deleted.is_none_or(|event| event < events), place, "it was deleted by no event")?;
    let mut list = List::new(raw.name);
    list.deleted = raw.deleted.map(EventNo);
    let mut entries: Vec<_> = raw.entries.into_iter().flat_map(|run| run.0).collect();
    for (number, event, bps) in raw.later {
        let rates = entries.get_mut(index(number)).map(|entry| &mut entry.rates);
        let (Some(rates), Ok(rate)) = (rates, Rate::new(bps)) else {
            return wrong(place(), "a later rate is of no entry, or out of range");
        };
        rates.set(EventNo(event), rate);
    }
    for (number, event) in raw.removed {
        let entry = entries.get_mut(index(number)).filter(|entry| entry.removed.is_none());
        let Some(entry) = entry else {
            return wrong(place(), "what was removed is no entry, or stands twice");
        };
        entry.removed = Some(EventNo(event));
    }
    let mut there = HashSet::new();
    for entry in entries {
        let registration = state.registration(entry.product);
        let Some(registration) = registration else { return wrong(place(), "an entry has no product") };
        let ordered = in_order(&entry.rates, events) && within_total(registration, &entry.rates);
        ensure(ordered, place, "the rates of an entry are wrong or not in the order of events")?;
        let removed = entry.removed.is_none_or(|event| event.0 < events && entry.rates.last().event < event);
        ensure(removed, place, "an entry was removed before it was rated")?;
        if entry.removed.is_none() {
            ensure(there.insert(entry.product), place, "a product stands more than once")?;
        }
        list.keep(entry);
    }
    let max = profile.limits.list_products;
    let fits = u32::try_from(list.count()).is_ok_and(|count| count <= max);
    ensure(fits, place, "these are more products than the profile allows")?;
    Ok(list)
}

fn item(raw: &RawItem, number: usize, events: u32, state: &State) -> Result<Item, Wrong> {
    let place = || format!("items/{number}");
    let &(creator, product, list, entry, added, ended) = raw;
    let known = state.showcase.creator(creator).is_some() && state.registration(product).is_some();
    ensure(known, place, "the creator or the product is nobody's number")?;
    let source = if list == 0 {
        ensure(entry == 0, place, "a product's own link has no entry")?;
        Source::Product
    } else {
        let there = state.lists().get(&list).and_then(|list| list.entry(entry));
        ensure(there.is_some_and(|entry| entry.product == product), place, "the entry is another product's")?;
        Source::List { list, entry }
    };
    let ordered = added < events && ended.is_none_or(|ended| added < ended && ended < events);
    ensure(ordered, place, "its events are not in their order")?;
    let alone = state
        .showcase
        .latest(creator, product)
        .is_none_or(|before| before.ended.is_some_and(|ended| ended.0 <= added));
    ensure(alone, place, "the creator has this product already")?;
    let item = Item { creator, product, source, added: EventNo(added), ended: ended.map(EventNo) };
    ensure(state.item_rate(&item).is_some(), place, "nothing is earned with it")?;
    Ok(item)
}

impl Step {
    /// The action that makes it.
    const fn action(&self) -> Action {
        match self {
            Self::Approved => Action::Approve,
            Self::Rejected(_) => Action::Reject,
            Self::ClosureRequested => Action::RequestClosure,
            Self::ClosureRejected => Action::RejectClosure,
            Self::ClosureApproved => Action::ApproveClosure,
            Self::Removed => Action::RemoveProducts,
        }
    }
}
