//! One product in one campaign: every attempt to register it, and what became of each.

use std::sync::Arc;

use super::action::Action;
use super::journal::EventNo;
use super::rate_history::RateHistory;
use crate::value::id::{ProductId, ShopCode};
use crate::value::rate::Rate;

/// Where a registration stands, as a reader sees it at a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// The agency has not decided.
    Pending,
    /// Approved: its total rate is frozen.
    Approved,
    /// Rejected, with or without leave to register again.
    Rejected,
    /// The seller asked to close it; it is live until the agency agrees.
    PendingClosed,
    /// Closed, by agreement, by removal, or with the campaign period.
    Closed,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Pending, Self::Approved, Self::Rejected, Self::PendingClosed, Self::Closed];

    /// The public word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::PendingClosed => "pending_closed",
            Self::Closed => "closed",
        }
    }

    /// Pending, approved or pending closure.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Approved | Self::PendingClosed)
    }
}

/// One row of the registration's table.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// What is done.
    pub action: Action,
    /// From which statuses; `None` is no registration yet.
    pub from: &'static [Option<Status>],
    /// To which.
    pub to: Status,
    /// What else must hold.
    pub only_if: Option<&'static str>,
}

/// A product that was rejected passes to another shop; its own comes back by `register_again`.
pub(crate) const ANOTHER_SHOPS: &str = "it was another shop's";

/// The registration's state machine: which action leads from which status to which. Everything else is refused.
pub const TRANSITIONS: &[Transition] = {
    use Status::{Approved, Closed, Pending, PendingClosed, Rejected};
    const fn row(action: Action, from: &'static [Option<Status>], to: Status) -> Transition {
        Transition { action, from, to, only_if: None }
    }
    &[
        row(Action::RegisterProducts, &[None, Some(Closed)], Pending),
        Transition {
            action: Action::RegisterProducts,
            from: &[Some(Rejected)],
            to: Pending,
            only_if: Some(ANOTHER_SHOPS),
        },
        Transition {
            action: Action::RegisterAgain,
            from: &[Some(Rejected)],
            to: Pending,
            only_if: Some("the agency allowed it"),
        },
        row(Action::ReviseRate, &[Some(Pending)], Pending),
        row(Action::Approve, &[Some(Pending)], Approved),
        row(Action::Reject, &[Some(Pending)], Rejected),
        row(Action::RequestClosure, &[Some(Approved)], PendingClosed),
        row(Action::ApproveClosure, &[Some(PendingClosed)], Closed),
        row(Action::RejectClosure, &[Some(PendingClosed)], Approved),
        row(Action::RemoveProducts, &[Some(Approved), Some(PendingClosed)], Closed),
    ]
};

/// The row of an action, if it changes registrations.
pub(crate) fn transition(action: Action) -> Option<&'static Transition> {
    TRANSITIONS.iter().find(|row| row.action == action)
}

/// Why a registration was rejected, and whether it may come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    pub reasons: Vec<String>,
    pub note: Option<String>,
    pub may_register_again: bool,
}

/// What happened to an attempt after it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Approved,
    Rejected(Arc<Rejection>),
    ClosureRequested,
    ClosureRejected,
    ClosureApproved,
    Removed,
}

impl Step {
    /// The word of snapshots and views.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected(_) => "rejected",
            Self::ClosureRequested => "closure_requested",
            Self::ClosureRejected => "closure_rejected",
            Self::ClosureApproved => "closure_approved",
            Self::Removed => "removed",
        }
    }

    /// The step of a word; why it was rejected is asked for where it was.
    pub(crate) fn of_word<E>(
        word: &str,
        rejection: impl FnOnce() -> Result<Arc<Rejection>, E>,
    ) -> Option<Result<Self, E>> {
        Some(Ok(match word {
            "approved" => Self::Approved,
            "rejected" => return Some(rejection().map(Self::Rejected)),
            "closure_requested" => Self::ClosureRequested,
            "closure_rejected" => Self::ClosureRejected,
            "closure_approved" => Self::ClosureApproved,
            "removed" => Self::Removed,
            _ => return None,
        }))
    }
}

/// What became of an attempt, without asking the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing<'a> {
    Pending,
    Approved,
    Rejected(&'a Rejection),
    PendingClosed,
    Closed(Why),
}

/// Why a registration is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// The seller asked, the agency agreed.
    Agreed,
    /// The agency removed it.
    Removed,
    /// The campaign period is over.
    CampaignOver,
}

impl Why {
    /// The public word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Removed => "removed",
            Self::CampaignOver => "campaign_over",
        }
    }
}

/// One attempt to register the product: whose, the total rates offered, and every step since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub shop: ShopCode,
    pub rates: RateHistory,
    pub steps: Vec<(EventNo, Step)>,
}

impl Attempt {
    pub(crate) fn total(&self) -> Rate {
        self.rates.last().rate
    }

    pub(crate) fn standing(&self) -> Standing<'_> {
        match self.steps.last().map(|(_, step)| step) {
            None => Standing::Pending,
            Some(Step::Approved | Step::ClosureRejected) => Standing::Approved,
            Some(Step::Rejected(rejection)) => Standing::Rejected(rejection),
            Some(Step::ClosureRequested) => Standing::PendingClosed,
            Some(Step::ClosureApproved) => Standing::Closed(Why::Agreed),
            Some(Step::Removed) => Standing::Closed(Why::Removed),
        }
    }

    /// The last step until an event.
    pub(crate) fn step_at(&self, event: EventNo) -> Option<&Step> {
        let done = self.steps.partition_point(|(at, _)| *at <= event);
        self.steps.get(done.checked_sub(1)?).map(|(_, step)| step)
    }

    /// The total rate that was agreed after an event: approved, and not closed by then.
    pub(crate) fn agreed_at(&self, event: EventNo) -> Option<Rate> {
        match self.step_at(event)? {
            Step::Approved | Step::ClosureRequested | Step::ClosureRejected => {
                Some(self.rates.until(event)?.rate)
            }
            Step::Rejected(_) | Step::ClosureApproved | Step::Removed => None,
        }
    }

    /// The event that closed it: from then on no creator rate of before holds.
    pub(crate) fn closed(&self) -> Option<EventNo> {
        match self.steps.last() {
            Some((event, Step::ClosureApproved | Step::Removed)) => Some(*event),
            _ => None,
        }
    }
}

impl Standing<'_> {
    /// As it reads while the campaign period is not over, or after it.
    pub(crate) fn read(self, period: Clock) -> Self {
        match (period, self) {
            (Clock::Over, Self::Pending | Self::Approved | Self::PendingClosed) => {
                Self::Closed(Why::CampaignOver)
            }
            (_, same) => same,
        }
    }

    pub(crate) const fn status(self) -> Status {
        match self {
            Self::Pending => Status::Pending,
            Self::Approved => Status::Approved,
            Self::Rejected(_) => Status::Rejected,
            Self::PendingClosed => Status::PendingClosed,
            Self::Closed(_) => Status::Closed,
        }
    }
}

/// Whether the campaign period is over at the time asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Before its end.
    Running,
    /// After its last day.
    Over,
}

/// A product that was ever registered, every attempt, and the creator rate of its own link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Registration {
    pub product: ProductId,
    first: Attempt,
    again: Vec<Attempt>,
    pub creator_rate: Option<RateHistory>,
    /// When its link was first exported.
    pub exported: Option<EventNo>,
}

impl Registration {
    pub(crate) const fn new(product: ProductId, first: Attempt) -> Self {
        Self { product, first, again: Vec::new(), creator_rate: None, exported: None }
    }

    pub(crate) fn register_again(&mut self, attempt: Attempt) {
        self.again.push(attempt);
    }

    pub(crate) fn attempts(&self) -> impl DoubleEndedIterator<Item = &Attempt> {
        std::iter::once(&self.first).chain(&self.again)
    }

    pub(crate) fn latest(&self) -> &Attempt {
        self.again.last().unwrap_or(&self.first)
    }

    pub(crate) fn latest_mut(&mut self) -> &mut Attempt {
        self.again.last_mut().unwrap_or(&mut self.first)
    }

    /// The event that registered it first.
    pub(crate) const fn first_event(&self) -> EventNo {
        self.first.rates.first().event
    }

    /// The shop that registered it last.
    pub(crate) fn shop(&self) -> &ShopCode {
        &self.latest().shop
    }

    /// Whether the agency rejected a shop's attempt for good: the block is that shop's for ever.
    pub(crate) fn blocks(&self, shop: &ShopCode) -> bool {
        let for_good = |attempt: &Attempt| matches!(attempt.standing(), Standing::Rejected(rejection) if !rejection.may_register_again);
        self.attempts().any(|attempt| attempt.shop == *shop && for_good(attempt))
    }

    pub(crate) fn total(&self) -> Rate {
        self.latest().total()
    }

    /// How many attempts after the first were made until an event.
    fn again_until(&self, event: EventNo) -> usize {
        self.again.partition_point(|attempt| attempt.rates.first().event <= event)
    }

    /// The attempt that was under way at an event, or had ended last; before all of them, the first.
    pub(crate) fn attempt_at(&self, event: EventNo) -> &Attempt {
        let place = self.again_until(event).checked_sub(1);
        place.and_then(|place| self.again.get(place)).unwrap_or(&self.first)
    }

    /// The total rate of the attempt that was under way at an event: frozen, where a creator rate was set.
    pub(crate) fn total_at(&self, event: EventNo) -> Option<Rate> {
        self.attempt_at(event).rates.until(event).map(|setting| setting.rate)
    }

    pub(crate) fn standing(&self, clock: Clock) -> Standing<'_> {
        self.latest().standing().read(clock)
    }

    pub(crate) fn status(&self, clock: Clock) -> Status {
        self.standing(clock).status()
    }

    /// The last event that closed it, whether or not it was registered again since.
    pub(crate) fn last_closed(&self) -> Option<EventNo> {
        self.attempts().rev().find_map(Attempt::closed)
    }

    /// The event that closed it first after another.
    pub(crate) fn closed_after(&self, event: EventNo) -> Option<EventNo> {
        // no attempt that ended before the one under way at the event closed after it
        let begun = self.again_until(event);
        let under_way = if begun == 0 { Some(&self.first) } else { None };
        let from = self.again.get(begun.saturating_sub(1)..).unwrap_or_default();
        under_way.into_iter().chain(from).filter_map(Attempt::closed).find(|closed| *closed > event)
    }

    /// The creator rate of its own link, while that is set.
    pub(crate) fn own_rate(&self) -> Option<Rate> {
        self.creator_rate.as_ref()?.in_force(self.last_closed())
    }
}
