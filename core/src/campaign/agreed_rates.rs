//! The rates at which an order is paid: through a creator's showcase, through a link, or through the product's own link.

use serde::Serialize;

use super::decide::Shelf;
use super::journal::EventNo;
use super::link::{self, Target};
use super::product_list::{Entry, List};
use super::rate_history::RateHistory;
use super::registration::{Attempt, Clock, Registration, Step};
use super::showcase::Source;
use super::state::State;
use super::value::Campaign;
use crate::rules;
use crate::value::id::{CreatorId, ProductId};
use crate::value::instant::Instant;
use crate::value::rate::Rate;
use crate::violation::{Violation, Violations};

/// What brought an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BroughtBy<'a> {
    /// A creator: the item in the showcase decides.
    Creator(&'a CreatorId),
    /// A link of the campaign: what is behind it decides.
    Link(&'a str),
    /// Neither is known: the product's own exported link decides.
    Unknown,
}

/// How a creator rate came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Means {
    /// Through the product's own link.
    Link,
    /// Through an entry of a list.
    List,
    /// Through an entry that was removed since, whose last rate the creator keeps.
    KeptRate,
}

/// The rates that held for an order. Its JSON is `{"total_rate_bps", "creator_rate_bps", "through", "list"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct AgreedRates {
    /// What the seller pays, in basis points.
    #[serde(rename = "total_rate_bps")]
    pub total_rate: Rate,
    /// What the agency passes on to the creator out of it, in basis points.
    #[serde(rename = "creator_rate_bps")]
    pub creator_rate: Rate,
    /// How the creator rate came about.
    pub through: Means,
    /// The number of the list, where it came through one's.
    pub list: Option<u32>,
}

/// Why no rates held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoRates {
    /// R011: the product had no registration then.
    Unknown,
    /// S003: what the link leads to was not there.
    NotThere,
    /// S002: nothing behind the link was available, so the product was not.
    NothingAvailable,
    /// S005: other products were available behind the link.
    NotBehind,
    /// S005: the product was not in the creator's showcase.
    NotInShowcase,
}

impl Campaign {
    /// The rates that were agreed for an order of a product at a time: what held then, whatever came later. After the campaign
    /// period none hold.
    ///
    /// ```
    /// use partner_campaigns::{BroughtBy, Campaign, Instant, ProductId, Profile};
    /// let campaign = Campaign::new(Profile::guide());
    /// let (product, at) = (ProductId::new("p").unwrap(), Instant::parse("2026-05-01T12:00:00Z").unwrap());
    /// let none = campaign.agreed_rates(&product, BroughtBy::Unknown, at).unwrap_err();
    /// assert_eq!(none.as_slice()[0].rule().code, "R011");
    /// ```
    ///
    /// # Errors
    /// Why none held: R011 for a product that had no registration then; S003 where the link, or the product's own, was not
    /// there; S002 where nothing behind it was available; S005 where the product was not available behind it, or not in the
    /// creator's showcase.
    pub fn agreed_rates(
        &self,
        product: &ProductId,
        by: BroughtBy<'_>,
        at: Instant,
    ) -> Result<AgreedRates, Violations> {
        let found =
            self.state().ok_or(NoRates::Unknown).and_then(|state| state.agreed_rates(product, by, at));
        found.map_err(|why| {
            Violations::check(why.told(product, by, at)).err().unwrap_or_else(|| unknown(product).into())
        })
    }
}

impl State {
    /// [`Campaign::agreed_rates`], with no more than a word for why none held.
    pub(crate) fn agreed_rates(
        &self,
        product: &ProductId,
        by: BroughtBy<'_>,
        at: Instant,
    ) -> Result<AgreedRates, NoRates> {
        let event = self.journal.last_until(at).ok_or(NoRates::Unknown)?;
        let number = self.number_of(product).ok_or(NoRates::Unknown)?;
        let registration = self.registration(number).ok_or(NoRates::Unknown)?;
        if registration.first_event() > event {
            return Err(NoRates::Unknown);
        }
        let then = Then { state: self, event, clock: self.clock(at) };
        match by {
            BroughtBy::Creator(creator) => then.in_showcase(creator, number, registration),
            BroughtBy::Link(text) => match link::resolve(&self.id, text) {
                None => Err(NoRates::NotThere),
                Some(Target::Product(behind)) => then.behind_product(behind, number),
                Some(Target::List(behind)) => then.behind_list(behind, number, registration),
            },
            BroughtBy::Unknown => then.behind_product(number, number),
        }
    }
}

/// The campaign after an event.
#[derive(Clone, Copy)]
struct Then<'a> {
    state: &'a State,
    event: EventNo,
    clock: Clock,
}

impl Then<'_> {
    /// The total rate of a registration and the attempt that it belongs to, while orders earn it.
    fn live(self, registration: &Registration) -> Option<(&Attempt, Rate)> {
        let attempt = registration.attempt_at(self.event);
        let total = attempt.agreed_at(self.event).filter(|_| self.clock == Clock::Running)?;
        Some((attempt, total))
    }

    /// The rates of a live registration; `None` where the creator rate was not set since it was registered.
    fn rates(
        self,
        registration: &Registration,
        rates: &RateHistory,
        list: Option<u32>,
    ) -> Option<AgreedRates> {
        let (attempt, total_rate) = self.live(registration)?;
        let set = rates.until(self.event)?;
        let through = if list.is_some() { Means::List } else { Means::Link };
        let agreed = AgreedRates { total_rate, creator_rate: set.rate, through, list };
        (set.event > attempt.rates.first().event).then_some(agreed)
    }

    fn in_showcase(
        self,
        creator: &CreatorId,
        product: u32,
        registration: &Registration,
    ) -> Result<AgreedRates, NoRates> {
        let found = || {
            let (_, total_rate) = self.live(registration)?;
            let item = self.state.item_at(self.state.showcase.number_of(creator)?, product, self.event)?;
            let creator_rate = self.state.item_rate_at(item, self.event)?;
            let (through, list) = match item.source {
                Source::Product => (Means::Link, None),
                Source::List { list: number, entry } => {
                    let list = self.state.lists().get(&number)?;
                    let stands = self.is_there(list) && self.stands(list.entry(entry)?);
                    (if stands { Means::List } else { Means::KeptRate }, Some(number))
                }
            };
            Some(AgreedRates { total_rate, creator_rate, through, list })
        };
        found().ok_or(NoRates::NotInShowcase)
    }

    fn behind_product(self, behind: u32, product: u32) -> Result<AgreedRates, NoRates> {
        let registration = self.state.registration(behind).ok_or(NoRates::NotThere)?;
        let exported = registration.exported.is_some_and(|exported| exported <= self.event);
        let removed = matches!(registration.attempt_at(self.event).step_at(self.event), Some(Step::Removed));
        if !exported || removed {
            return Err(NoRates::NotThere);
        }
        let rates = registration.creator_rate.as_ref();
        let agreed = rates.and_then(|rates| self.rates(registration, rates, None));
        let agreed = agreed.ok_or(NoRates::NothingAvailable)?;
        if behind == product { Ok(agreed) } else { Err(NoRates::NotBehind) }
    }

    fn behind_list(
        self,
        number: u32,
        product: u32,
        registration: &Registration,
    ) -> Result<AgreedRates, NoRates> {
        let list = self.state.lists().get(&number).filter(|list| self.is_there(list));
        let list = list.ok_or(NoRates::NotThere)?;
        let entry_of = |product: u32| {
            list.entries().iter().rev().find(|entry| entry.product == product && self.stands(entry))
        };
        let agreed = entry_of(product).and_then(|entry| self.rates(registration, &entry.rates, Some(number)));
        agreed.ok_or_else(|| {
            let available = |entry: &Entry| {
                let registration = self.state.registration(entry.product)?;
                self.rates(registration, &entry.rates, Some(number))
            };
            let any = list.entries().iter().any(|entry| self.stands(entry) && available(entry).is_some());
            if any { NoRates::NotBehind } else { NoRates::NothingAvailable }
        })
    }

    /// Whether a list was made, and not deleted.
    fn is_there(self, list: &List) -> bool {
        // a list is made with its first entry
        let made = list.entries().first().is_some_and(|entry| entry.rates.first().event <= self.event);
        made && list.deleted.is_none_or(|deleted| self.event < deleted)
    }

    /// Whether an entry was added, and not removed.
    fn stands(self, entry: &Entry) -> bool {
        entry.rates.first().event <= self.event && entry.removed.is_none_or(|removed| self.event < removed)
    }
}

impl NoRates {
    /// The rules that say so.
    fn told(self, product: &ProductId, by: BroughtBy<'_>, at: Instant) -> Vec<Violation> {
        let not_available = |place: String| {
            Violation::new(&rules::S005, "/product", format!("product `{product}` was not {place} at {at}"))
                .with("product", product.as_str())
        };
        match (self, by) {
            (Self::Unknown, _) => vec![unknown(product)],
            (Self::NotThere, BroughtBy::Link(link)) => vec![Shelf::not_found(link)],
            (Self::NothingAvailable, BroughtBy::Link(link)) => {
                vec![Shelf::nothing_available(link), not_available("available behind the link".to_owned())]
            }
            (Self::NotBehind, _) => vec![not_available("available behind the link".to_owned())],
            (Self::NotInShowcase, BroughtBy::Creator(creator)) => {
                vec![not_available(format!("in the showcase of creator `{creator}`"))]
            }
            (Self::NothingAvailable, _) => {
                let message = format!("product `{product}` was not live with a creator rate at {at}");
                vec![Violation::new(&rules::S002, "/product", message).with("product", product.as_str())]
            }
            (Self::NotThere | Self::NotInShowcase, _) => {
                let message = format!(
                    "the link of product `{product}` was not there at {at}: never exported, or removed"
                );
                vec![Violation::new(&rules::S003, "/product", message).with("product", product.as_str())]
            }
        }
    }
}

fn unknown(product: &ProductId) -> Violation {
    let message = format!("product `{product}` has no registration in this campaign");
    Violation::new(&rules::R011, "/product", message).with("product", product.as_str())
}
