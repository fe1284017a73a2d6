//! One campaign as a value: decide, evolve, execute.

use super::actor::Actor;
use super::allowed::{Allowed, allowed_actions};
use super::command::{Command, Existing, Order};
use super::decide::{self, Decision, Refusal};
use super::event::{Around, Change, Event};
use super::evolve::evolve;
use super::history;
use super::journal::{index, small};
use super::link::{self, Target};
use super::phase::Phase;
use super::replay;
use super::snapshot;
use super::state::State;
use crate::json::{self, Invalid, Limits};
use crate::profile::Profile;
use crate::rules;
use crate::terms::AgreedTerms;
use crate::value::id::{AgencyId, CampaignId, ProductId};
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
    /// The events that are kept: the last ones, without a gap.
    events: Vec<Event>,
    /// How many events were taken, or came from elsewhere: a snapshot, or the events that were replayed.
    taken: u32,
}

/// Campaigns are equal where profile, details and history are, whichever events each still keeps.
impl PartialEq for Campaign {
    fn eq(&self, other: &Self) -> bool {
        self.profile == other.profile && self.state == other.state
    }
}

impl Eq for Campaign {}

impl Campaign {
    /// An empty one.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self { profile, state: None, events: Vec::new(), taken: 0 }
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

    /// Makes what an event says so. It never refuses: what the campaign does not have is passed over. For events that this
    /// campaign decided; those of elsewhere are judged by [`Self::replay`].
    pub fn evolve(&mut self, event: Event) {
        if evolve(&mut self.state, &event) {
            self.events.push(event);
        }
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

    /// The events since this value was made, loaded or replayed, those of the replay too; without those that were taken.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events whose numbers are above `after`: none where that is the last one's, or above.
    ///
    /// # Errors
    /// [`Invalid`] at `/after` where some of them are no longer here: they were taken, or came before a snapshot.
    ///
    /// ```
    /// use partner_campaigns::{Campaign, Profile};
    /// let campaign = Campaign::new(Profile::guide());
    /// assert!(campaign.events_after(0).is_ok_and(<[_]>::is_empty));
    /// ```
    pub fn events_after(&self, after: u32) -> Result<&[Event], Invalid> {
        let gone = self.version().saturating_sub(small(self.events.len()));
        let skipped = after.checked_sub(gone).ok_or_else(|| {
            let message = format!(
                "events {} to {gone} are no longer here, taken or from before a snapshot: allowed is {gone} or more",
                after.saturating_add(1)
            );
            Invalid::one("/after", message)
        })?;
        Ok(self.events.get(index(skipped)..).unwrap_or_default())
    }

    /// Takes the events since they were last taken, for the caller to store. None of them is kept, nor those of a replay,
    /// which the caller has.
    ///
    /// ```
    /// use partner_campaigns::{Campaign, Profile};
    /// let mut campaign = Campaign::new(Profile::guide());
    /// assert!(campaign.take_events().is_empty());
    /// ```
    pub fn take_events(&mut self) -> Vec<Event> {
        let version = self.version();
        let untaken = index(version.saturating_sub(self.taken));
        let mut kept = std::mem::take(&mut self.events);
        self.taken = version;
        kept.split_off(kept.len().saturating_sub(untaken))
    }

    /// [`Self::take_events`] as a JSON array.
    pub fn take_events_json(&mut self) -> String {
        serde_json::to_string(&self.take_events()).unwrap_or_default() // every key is text and every number fits
    }

    /// Its id; `None` before `create_campaign`.
    #[must_use]
    pub fn id(&self) -> Option<&CampaignId> {
        self.state.as_ref().map(|state| &state.id)
    }

    /// The agency that owns it; `None` before `create_campaign`.
    #[must_use]
    pub fn agency(&self) -> Option<&AgencyId> {
        self.state.as_ref().map(|state| &state.agency)
    }

    /// Its name; `None` before `create_campaign`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.state.as_ref().map(|state| state.details.name.as_str())
    }

    /// The time of the last event, before which no command can be given (V002); `None` before `create_campaign`.
    #[must_use]
    pub fn last_at(&self) -> Option<Instant> {
        self.state.as_ref().and_then(|state| state.journal.last_at())
    }

    /// How many events the campaign has had since it was created, those before a snapshot too.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.state.as_ref().map_or(0, |state| state.journal.len())
    }

    /// The campaign that these events made, under the profile of the first; no events make an empty one under `profile`.
    ///
    /// Each event is judged as its command would be, at its time: a gap in the numbers or one that comes again, an event of
    /// another campaign, a time before the last, whatever a rule forbids.
    ///
    /// # Errors
    /// [`Invalid`]: the first event that no campaign could have made, by its number, and why.
    pub fn replay(profile: Profile, events: Vec<Event>) -> Result<Self, Invalid> {
        let mut campaign = Self::new(profile);
        campaign.events.reserve_exact(events.len());
        for (place, event) in events.into_iter().enumerate() {
            replay::judge(campaign.state.as_ref(), &campaign.profile, &event, place)?;
            if let Change::CampaignCreated { profile, .. } = &event.change {
                campaign.profile = profile.as_ref().clone();
            }
            campaign.evolve(event);
        }
        campaign.taken = campaign.version();
        Ok(campaign)
    }

    /// [`Self::replay`] of an array of events as JSON text. Events of the older form, without `schema`, `campaign` and
    /// `number`, are read too; `profile` is the one in force where the first event is such a one.
    ///
    /// # Errors
    /// [`Invalid`]: everything that is wrong with the events' shape; else the first that no campaign could have made.
    pub fn replay_json(profile: Profile, events: &str) -> Result<Self, Invalid> {
        let events = json::decode(events, &Limits::HISTORY, |value| {
            let (mut number, mut campaign) = (0_u32, None);
            value.list_of(|value| {
                number = number.saturating_add(1);
                let around = Around { number, campaign: campaign.as_ref(), profile: &profile };
                let event = Event::read(value, Some(around))?;
                campaign.get_or_insert_with(|| event.campaign.clone());
                Some(event)
            })
        })?;
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
        let taken = state.as_ref().map_or(0, |state| state.journal.len());
        Ok(Self { profile, state, events: Vec::new(), taken })
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
        let warnings = json::canonical::to_string(&self.warnings);
        format!(r#"{{"events":[{}],"warnings":{warnings}}}"#, events.join(","))
    }
}
