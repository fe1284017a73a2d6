//! One campaign as a value: decide, evolve, execute.

use super::actor::Actor;
use super::allowed::{Allowed, allowed_actions};
use super::command::{Command, Existing, Order};
use super::decide::{self, Decision, Refusal};
use super::event::{Change, Event};
use super::evolve::evolve;
use super::history;
use super::link::{self, Target};
use super::phase::Phase;
use super::snapshot;
use super::state::State;
use crate::json::{self, Invalid, Limits};
use crate::profile::Profile;
use crate::rules;
use crate::terms::AgreedTerms;
use crate::value::id::ProductId;
use crate::value::instant::Instant;
use crate::violation::{Violation, Violations};

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTo {
    /// A product.
    Product(ProductId),
    /// The list with this number.
    List(i128),
}

/// One campaign under a profile; empty until `create_campaign`.
///
/// ```
/// use partner_campaigns::{Campaign, Profile};
/// let mut campaign = Campaign::new(Profile::guide());
/// let outcome = campaign.execute_json(r#"{"command": "publish", "by": {"agency": "A-1"}, "at": "2026-05-01T12:00:00Z"}"#);
/// assert!(outcome.starts_with(r#"{"invalid":[{"message":"there is no campaign yet"#));
/// ```
#[derive(Clone, Debug)]
pub struct Campaign {
    profile: Profile,
    state: Option<State>,
    events: Vec<Event>,
}

impl Campaign {
    /// An empty one.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self { profile, state: None, events: Vec::new() }
    }

    /// The profile that it was given.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    pub(crate) const fn state(&self) -> Option<&State> {
        self.state.as_ref()
    }

    /// What a command would do. Nothing is changed.
    ///
    /// # Errors
    /// [`Refusal`]: all violations that were found, or what makes it no command.
    pub fn decide(&self, command: &Command, by: &Actor, at: Instant) -> Result<Decision, Refusal> {
        decide::decide(self.state.as_ref(), &self.profile, command, by, at)
    }

    /// Makes what an event says so. It never refuses: what the campaign does not have is passed over.
    pub fn evolve(&mut self, event: Event) {
        evolve(&mut self.state, &event);
        self.events.push(event);
    }

    /// [`Self::decide`], then [`Self::evolve`] with what it decided.
    ///
    /// # Errors
    /// [`Refusal`]; then nothing was changed.
    pub fn execute(&mut self, command: &Command, by: &Actor, at: Instant) -> Result<Decision, Refusal> {
        let decision = self.decide(command, by, at)?;
        for event in &decision.events {
            self.evolve(event.clone());
        }
        Ok(decision)
    }

    /// What one command would do, as the outcome of [`Self::execute_json`]. Nothing is changed.
    #[must_use]
    pub fn decide_json(&self, command: &str) -> String {
        let decided = Order::from_json(command, self.existing())
            .map_err(Refusal::from)
            .and_then(|order| self.decide(&order.command, &order.by, order.at));
        decided.map_or_else(|refusal| refusal.to_json(), |decision| decision.to_json())
    }

    const fn existing(&self) -> Existing {
        if self.state.is_some() { Existing::Campaign } else { Existing::Nothing }
    }

    /// Reads a command, and executes it.
    ///
    /// # Errors
    /// [`Refusal`]; then nothing was changed.
    pub fn execute_text(&mut self, command: &str) -> Result<Decision, Refusal> {
        let Order { command, by, at } = Order::from_json(command, self.existing())?;
        self.execute(&command, &by, at)
    }

    /// Executes one command, `{"command": NAME, "by": ACTOR, "at": INSTANT, ...}`. The outcome is `{"events": [...],
    /// "warnings": [...]}`, `{"violations": [...]}` or `{"invalid": [...]}`, the same bytes in every language.
    pub fn execute_json(&mut self, command: &str) -> String {
        match self.execute_text(command) {
            Ok(decision) => decision.to_json(),
            Err(refusal) => refusal.to_json(),
        }
    }

    /// The events since this value was made, loaded or replayed, those of the replay too.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// How many events the campaign has had since it was created, those before a snapshot too.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.state.as_ref().map_or(0, |state| state.journal.len())
    }

    /// The campaign that these events made.
    ///
    /// # Errors
    /// [`Invalid`] unless `campaign_created` is the first event and only that, and no time is before the last.
    pub fn replay(profile: Profile, events: Vec<Event>) -> Result<Self, Invalid> {
        let mut campaign = Self::new(profile);
        let mut last: Option<Instant> = None;
        for (number, event) in events.into_iter().enumerate() {
            if matches!(event.change, Change::CampaignCreated { .. }) != (number == 0) {
                let message = "`campaign_created` is the first event, and no other";
                return Err(Invalid::one(format!("/{number}/event"), message));
            }
            if last.is_some_and(|last| event.at < last) {
                let message = "the time is before that of the event before";
                return Err(Invalid::one(format!("/{number}/at"), message));
            }
            last = Some(event.at);
            campaign.evolve(event);
        }
        Ok(campaign)
    }

    /// [`Self::replay`] of an array of events as JSON text.
    ///
    /// # Errors
    /// [`Invalid`]: everything that is wrong with the events' shape, or with their order.
    pub fn replay_json(profile: Profile, events: &str) -> Result<Self, Invalid> {
        let events = json::decode(events, &Limits::HISTORY, |value| value.list_of(Event::read))?;
        Self::replay(profile, events)
    }

    /// Everything that there is as canonical JSON: profile, campaign and history, without the events themselves.
    #[must_use]
    pub fn snapshot(&self) -> String {
        snapshot::write(&self.profile, self.state.as_ref())
    }

    /// The campaign of a snapshot, which continues where it was taken.
    ///
    /// # Errors
    /// [`Invalid`] for a text that no campaign wrote.
    pub fn load(snapshot: &str) -> Result<Self, Invalid> {
        let (profile, state) = snapshot::read(snapshot)?;
        Ok(Self { profile, state, events: Vec::new() })
    }

    /// Its phase at a time; `None` before `create_campaign`.
    #[must_use]
    pub fn phase(&self, at: Instant) -> Option<Phase> {
        self.state.as_ref().map(|state| state.phase(at))
    }

    /// Each action that can come now, open or not for an actor at a time, with what closes it.
    #[must_use]
    pub fn allowed_actions(&self, actor: &Actor, at: Instant) -> Vec<Allowed> {
        allowed_actions(self.state.as_ref(), &self.profile, actor, at)
    }

    /// The link of a product or a list: the base URL and a token that is the same for ever.
    ///
    /// # Errors
    /// R011 where the product was never registered, L005 where the list is not there.
    pub fn link_of(&self, to: &LinkTo, base_url: &str) -> Result<String, Violations> {
        let state = self.state.as_ref();
        let target = match to {
            LinkTo::Product(product) => {
                state.and_then(|state| state.number_of(product)).map(Target::Product).ok_or_else(|| {
                    let message = format!("product `{product}` has no registration in this campaign");
                    Violation::new(&rules::R011, "/product", message).with("product", product.as_str())
                })
            }
            LinkTo::List(list) => u32::try_from(*list)
                .ok()
                .filter(|number| state.is_some_and(|state| state.list(*number).is_some()))
                .map(Target::List)
                .ok_or_else(|| {
                    let message = format!("there is no list {list}");
                    Violation::new(&rules::L005, "/list", message).with("list", *list)
                }),
        }?;
        let token = state.map(|state| link::token(&state.id, target)).unwrap_or_default();
        Ok(link::link(base_url, &token))
    }

    /// The terms table: which rates were agreed, and when.
    #[must_use]
    pub fn terms(&self) -> Vec<AgreedTerms> {
        self.state.as_ref().map(history::terms).unwrap_or_default()
    }
}

impl Decision {
    /// The outcome as JSON text: `{"events": [...], "warnings": [...]}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let events: Vec<_> = self.events.iter().map(Event::to_json).collect();
        let warnings = serde_json::json!(self.warnings);
        format!(r#"{{"events":[{}],"warnings":{warnings}}}"#, events.join(","))
    }
}
