//! A replay takes exactly what commands could have made: each event is judged as its command would be, at its time.

use super::actor::Actor;
use super::command::{Command, CreatorRate, Offer, Selection};
use super::decide::{self, Refusal};
use super::draft::{Details, Site};
use super::event::{Change, Event, FIRST, Offered, Rated, Through};
use super::link::{self, Target};
use super::state::State;
use crate::json::Invalid;
use crate::profile::Profile;
use crate::shown::shown;
use crate::value::id::{AgencyId, CampaignId};
use crate::violation::{Violation, in_order};

/// The most broken rules that a refusal tells: more are counted.
const TOLD_MAX: usize = 5;

/// What is wrong with the next event of a campaign: at which of its keys, and why.
struct Wrong {
    key: &'static str,
    message: String,
}

fn wrong(key: &'static str, message: impl Into<String>) -> Wrong {
    Wrong { key, message: message.into() }
}

/// Whether a campaign could have made this event next. `place` is where the event stands in what was given, from 0.
pub(crate) fn judge(
    state: Option<&State>,
    profile: &Profile,
    event: &Event,
    place: usize,
) -> Result<(), Invalid> {
    let judged = match (state, &event.change) {
        (None, Change::CampaignCreated { .. }) => judge_first(event),
        (Some(state), change) if !matches!(change, Change::CampaignCreated { .. }) => {
            judge_later(state, profile, event)
        }
        _ => Err(wrong("/event", FIRST)),
    };
    judged.map_err(|Wrong { key, message }| {
        let (number, name) = (place.saturating_add(1), event.change.name());
        Invalid::one(format!("/{place}{key}"), format!("event {number}, `{name}`: {message}"))
    })
}

fn judge_first(event: &Event) -> Result<(), Wrong> {
    let Change::CampaignCreated { id, agency, agency_name, details, profile } = &event.change else {
        return Err(wrong("/event", FIRST));
    };
    judge_envelope(event, id, 1)?;
    judge_owner(event, agency)?;
    if agency_name.trim().len() != agency_name.len() {
        return Err(wrong("/agency_name", "white space stands around the name: it is kept without"));
    }
    judge_details(event, details, profile)
}

fn judge_owner(event: &Event, agency: &AgencyId) -> Result<(), Wrong> {
    match &event.by {
        Actor::Agency(by) if by == agency => Ok(()),
        other => {
            let (role, id) = (other.role().word(), other.id());
            Err(wrong("/by", format!("agency `{agency}` creates its campaign itself, not the {role} `{id}`")))
        }
    }
}

fn judge_details(event: &Event, details: &Details, profile: &Profile) -> Result<(), Wrong> {
    let draft = details.to_draft();
    let broken = draft.judge(Site::Draft("/details"), event.at, profile);
    if !broken.is_empty() {
        return Err(wrong("/details", told(&in_order(broken))));
    }
    Ok(())
}

fn judge_later(state: &State, profile: &Profile, event: &Event) -> Result<(), Wrong> {
    judge_envelope(event, &state.id, state.journal.len().saturating_add(1))?;
    let command = command_of(&event.change, state);
    let decided = decide::decide(Some(state), profile, &command, &event.by, event.at);
    let decision = decided.map_err(|refusal| match refusal {
        Refusal::Violations(violations) => wrong("", told(violations.as_slice())),
        Refusal::Invalid(invalid) => wrong("", invalid.to_string()),
    })?;
    match decision.events.first() {
        Some(made) if made == event => Ok(()),
        Some(made) => Err(differing(made, event)),
        None => Err(wrong("", "it changes nothing, and such a command makes no event")),
    }
}

fn judge_envelope(event: &Event, campaign: &CampaignId, number: u32) -> Result<(), Wrong> {
    if event.campaign != *campaign {
        let message = format!("it is of campaign `{}`, and the others of `{campaign}`", event.campaign);
        return Err(wrong("/campaign", message));
    }
    match event.number {
        given if given == number => Ok(()),
        given if given > number => Err(wrong(
            "/number",
            format!("its number is {given}, and {number} comes next: events are missing"),
        )),
        given => {
            let message =
                format!("its number is {given}, and {number} comes next: that event was there before");
            Err(wrong("/number", message))
        }
    }
}

/// Broken rules in one sentence.
fn told(violations: &[Violation]) -> String {
    let first: Vec<_> = violations
        .iter()
        .take(TOLD_MAX)
        .map(|one| format!("{}: {}", one.rule().code, one.message()))
        .collect();
    let more = match violations.len().saturating_sub(TOLD_MAX) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    format!("no campaign could have made it: {}{more}", first.join("; "))
}

/// The first key in which an event is not what its command makes.
fn differing(made: &Event, given: &Event) -> Wrong {
    let (made, given) = (serde_json::json!(made), serde_json::json!(given));
    for key in ["changes", "items", "links", "list", "name", "note", "products", "rates", "reasons"] {
        if made.get(key) != given.get(key) {
            let text = |value: Option<&serde_json::Value>| value.map(ToString::to_string).unwrap_or_default();
            let (made, given) = (text(made.get(key)), text(given.get(key)));
            let message = format!("its `{key}` would have been `{}`, not `{}`", shown(&made), shown(&given));
            return wrong("", message);
        }
    }
    wrong("", "no command makes it so")
}

/// The command that an event came from, as far as the event says.
fn command_of(change: &Change, state: &State) -> Command {
    match change.clone() {
        Change::CampaignCreated { .. } | Change::CampaignPublished => Command::Publish,
        Change::CampaignEdited { changes } => Command::EditCampaign { changes },
        Change::CampaignUnpublished => Command::Unpublish,
        Change::ProductsRegistered { products } => Command::RegisterProducts { products: offers(products) },
        Change::ProductsRegisteredAgain { products } => Command::RegisterAgain { products: offers(products) },
        Change::RatesRevised { products } => Command::ReviseRate { products: offers(products) },
        Change::ClosureRequested { products } => Command::RequestClosure { products },
        Change::ProductsApproved { products } => Command::Approve { products },
        Change::ProductsRejected { may_register_again, note, products, reasons } => {
            Command::Reject { products, reasons, note, may_register_again }
        }
        Change::ClosureApproved { products } => Command::ApproveClosure { products },
        Change::ClosureRejected { products } => Command::RejectClosure { products },
        Change::ProductsRemoved { products } => Command::RemoveProducts { products },
        Change::CreatorRatesSet { rates } => Command::SetCreatorRates { rates: creator_rates(rates) },
        Change::LinksExported { links } => {
            let base_url = links.first().map_or_else(String::new, |one| base_url(&one.link));
            Command::ExportLinks { products: links.into_iter().map(|one| one.product).collect(), base_url }
        }
        Change::ListCreated { items, name, .. } => Command::CreateList { name, items: creator_rates(items) },
        Change::ListRenamed { list, name } => Command::RenameList { list: list.into(), name },
        Change::ListDeleted { list } => Command::DeleteList { list: list.into() },
        Change::ProductsAddedToList { items, list } => {
            Command::AddToList { list: list.into(), items: creator_rates(items) }
        }
        Change::ListRatesSet { items, list } => {
            Command::SetListRates { list: list.into(), items: creator_rates(items) }
        }
        Change::ProductsRemovedFromList { list, products } => {
            Command::RemoveFromList { list: list.into(), products }
        }
        Change::AddedToShowcase { items, terms_accepted, through } => Command::AddToShowcase {
            link: link_through(&through, state),
            products: Selection::These(items.into_iter().map(|item| item.product).collect()),
            terms_accepted,
            current_rates: Vec::new(),
        },
        Change::RemovedFromShowcase { products } => Command::RemoveFromShowcase { products },
    }
}

fn offers(products: Vec<Offered>) -> Vec<Offer> {
    let offer = |one: Offered| Offer { product: one.product, total_rate_bps: one.total_rate.bps().into() };
    products.into_iter().map(offer).collect()
}

fn creator_rates(items: Vec<Rated>) -> Vec<CreatorRate> {
    let rate =
        |one: Rated| CreatorRate { product: one.product, creator_rate_bps: one.creator_rate.bps().into() };
    items.into_iter().map(rate).collect()
}

/// What stands before the token, which makes the same link again.
fn base_url(link: &str) -> String {
    let token = link.len().saturating_sub(link::TOKEN_CHARACTERS);
    link.get(..token).unwrap_or_default().to_owned()
}

/// A link of what products came through; one that leads nowhere, where the campaign has no such product.
fn link_through(through: &Through, state: &State) -> String {
    let target = match through {
        Through::Product(product) => state.number_of(product).map(Target::Product),
        Through::List(list) => Some(Target::List(*list)),
    };
    target.map(|target| link::token(&state.id, target)).unwrap_or_default()
}
