//! What a command does, or everything that forbids it. Nothing is changed here.

mod access;
mod case;
mod creation;
mod listing;
mod rating;
mod registering;
mod reviewing;
mod showcasing;

use super::action::Action;
use super::actor::Actor;
use super::command::{BEFORE_CREATION, CREATED_TWICE, Command};
use super::event::{Change, Event};
use super::state::State;
use crate::json::Invalid;
use crate::profile::Profile;
use crate::value::instant::Instant;
use crate::violation::{Violation, Violations, in_order};

pub(crate) use access::{hidden_from, standing_findings};
use case::Case;
pub(crate) use showcasing::Shelf;

/// What an accepted command does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// What will have happened; nothing where nothing changes.
    pub events: Vec<Event>,
    /// What is done all the same, and said (S004).
    pub warnings: Vec<Violation>,
}

/// Why nothing was done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is no command, or cannot come now: no rule was judged.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Rules are broken.
    #[error(transparent)]
    Violations(#[from] Violations),
}

impl Refusal {
    /// The violations; empty where it was no command.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match self {
            Self::Invalid(_) => &[],
            Self::Violations(violations) => violations.as_slice(),
        }
    }

    /// The outcome as JSON text: `{"violations": [...]}` or `{"invalid": [...]}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Invalid(invalid) => invalid.to_json(),
            Self::Violations(violations) => violations.to_json(),
        }
    }
}

/// What was found out about a command: its change, if anything changes, and what is said beside it.
#[derive(Debug, Default)]
struct Judged {
    change: Option<Change>,
    warnings: Vec<Violation>,
}

impl From<Option<Change>> for Judged {
    fn from(change: Option<Change>) -> Self {
        Self { change, warnings: Vec::new() }
    }
}

/// Decides a command on a campaign, or on nothing.
pub(crate) fn decide(
    state: Option<&State>,
    profile: &Profile,
    command: &Command,
    by: &Actor,
    at: Instant,
) -> Result<Decision, Refusal> {
    let (campaign, number, judged) = match (state, command) {
        (None, Command::CreateCampaign { id, account, draft }) => {
            (id, 1, creation::create(profile, id, account, draft, by, at)?)
        }
        (None, _) => return Err(Invalid::one("/command", BEFORE_CREATION).into()),
        (Some(_), Command::CreateCampaign { .. }) => {
            return Err(Invalid::one("/command", CREATED_TWICE).into());
        }
        (Some(state), command) => {
            Violations::check(access::judge(state, command.action(), by, at))?;
            let mut case = Case::new(state, profile, by, at);
            case.judge_end(command.action());
            let judged = judge(&mut case, command);
            Violations::check(case.found.into_vec())?;
            (&state.id, state.journal.len().saturating_add(1), judged)
        }
    };
    let event = |change| Event { campaign: campaign.clone(), number, by: by.clone(), at, change };
    Ok(Decision {
        events: judged.change.map(event).into_iter().collect(),
        warnings: in_order(judged.warnings),
    })
}

fn judge(case: &mut Case<'_>, command: &Command) -> Judged {
    match command {
        Command::CreateCampaign { .. } => None.into(),
        Command::EditCampaign { changes } => creation::edit(case, changes).into(),
        Command::Publish => creation::publish(case).into(),
        Command::Unpublish => creation::unpublish(case).into(),
        Command::RegisterProducts { products } => {
            registering::register(case, Action::RegisterProducts, products).into()
        }
        Command::RegisterAgain { products } => {
            registering::register(case, Action::RegisterAgain, products).into()
        }
        Command::ReviseRate { products } => registering::revise(case, products).into(),
        Command::RequestClosure { products } => Some(registering::request_closure(case, products)).into(),
        Command::Approve { products } => reviewing::review(case, Action::Approve, products, |products| {
            Change::ProductsApproved { products }
        }),
        Command::Reject { products, reasons, note, may_register_again } => {
            reviewing::review(case, Action::Reject, products, |products| Change::ProductsRejected {
                products,
                reasons: reasons.clone(),
                note: note.clone(),
                may_register_again: *may_register_again,
            })
        }
        Command::ApproveClosure { products } => {
            reviewing::review(case, Action::ApproveClosure, products, |products| Change::ClosureApproved {
                products,
            })
        }
        Command::RejectClosure { products } => {
            reviewing::review(case, Action::RejectClosure, products, |products| Change::ClosureRejected {
                products,
            })
        }
        Command::RemoveProducts { products } => {
            reviewing::review(case, Action::RemoveProducts, products, |products| Change::ProductsRemoved {
                products,
            })
        }
        Command::SetCreatorRates { rates } => rating::set_creator_rates(case, rates).into(),
        Command::ExportLinks { products, base_url } => rating::export_links(case, products, base_url).into(),
        Command::CreateList { name, items } => listing::create(case, name, items).into(),
        Command::RenameList { list, name } => listing::rename(case, *list, name).into(),
        Command::DeleteList { list } => listing::delete(case, *list).into(),
        Command::AddToList { list, items } => listing::add(case, *list, items).into(),
        Command::SetListRates { list, items } => listing::set_rates(case, *list, items).into(),
        Command::RemoveFromList { list, products } => listing::remove(case, *list, products).into(),
        Command::AddToShowcase { link, products, terms_accepted, current_rates } => {
            showcasing::add(case, link, products, *terms_accepted, current_rates)
        }
        Command::RemoveFromShowcase { products } => showcasing::remove(case, products).into(),
    }
}
