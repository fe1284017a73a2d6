//! Snapshots: a campaign with its whole history as canonical JSON. Products, creators, actors and events are named by
//! their numbers, so that a campaign at its limits stays small.
//!
//! `{"schema", "engine", "profile", "campaign"}`; in the campaign `journal` is `[instant, actor]` of each event, and an
//! event's number is its place there. A rate's history is flat: `[event, bps, event, bps, ...]`. The entries of a
//! list that one event added are `[event, product, bps, product, bps, ...]`, later rates of them `[entry, event, bps]`, what
//! was removed `[entry, event]`, an item of a showcase `[creator, product, list, entry, added, ended]`, where
//! list 0 is the product's own link.

mod raw;
mod read;
mod validate;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

use super::journal::EventNo;
use super::product_list::{Entry, List};
use super::rate_history::RateHistory;
use super::registration::{Attempt, Registration, Step};
use super::showcase::{Item, Source};
use super::state::State;
use crate::VERSION;
use crate::json::canonical;
use crate::profile::Profile;

pub(crate) use read::read;

/// The form of snapshots: another number is another form.
pub(crate) const SCHEMA: u32 = 1;

pub(crate) fn write(profile: &Profile, state: Option<&State>) -> String {
    let mut out = Vec::with_capacity(state.map_or(0, expected_bytes));
    let written = serde_json::to_writer(&mut out, &Whole { profile, state });
    written.ok().and_then(|()| String::from_utf8(out).ok()).unwrap_or_default() // every key is text, every number fits
}

/// About as many bytes as a snapshot takes, so that it is not moved while it grows.
fn expected_bytes(state: &State) -> usize {
    let entries: usize = state.lists().values().map(|list| list.entries().len()).sum();
    let events = state.journal.stamps().len().saturating_mul(32);
    let registrations = state.registrations().len().saturating_mul(192);
    let items = state.showcase.items().len().saturating_mul(40);
    [entries.saturating_mul(12), events, registrations, items, 4096]
        .into_iter()
        .fold(0, usize::saturating_add)
}

struct Whole<'a> {
    profile: &'a Profile,
    state: Option<&'a State>,
}

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("campaign", &self.state)?;
        map.serialize_entry("engine", VERSION)?;
        map.serialize_entry("profile", &canonical::part(self.profile))?;
        map.serialize_entry("schema", &SCHEMA)?;
        map.end()
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Lists<'a>(&'a State);
        impl Serialize for Lists<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.lists().values())
            }
        }
        let mut map = serializer.serialize_map(Some(12))?;
        map.serialize_entry("actors", self.journal.actors())?;
        map.serialize_entry("agency", &self.agency)?;
        map.serialize_entry("agency_name", &self.agency_name)?;
        map.serialize_entry("creators", self.showcase.creators())?;
        map.serialize_entry("details", &canonical::part(&self.details))?;
        map.serialize_entry("ever_published", &self.ever_published)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("items", self.showcase.items())?;
        map.serialize_entry("journal", self.journal.stamps())?;
        map.serialize_entry("lists", &Lists(self))?;
        map.serialize_entry("published", &(self.toggle == super::phase::Toggle::On))?;
        map.serialize_entry("registrations", self.registrations())?;
        map.end()
    }
}

impl Serialize for EventNo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.0)
    }
}

impl RateHistory {
    fn write_flat<Q: SerializeSeq>(&self, out: &mut Q) -> Result<(), Q::Error> {
        for setting in self.iter() {
            out.serialize_element(&setting.event)?;
            out.serialize_element(&setting.rate.bps())?;
        }
        Ok(())
    }
}

impl Serialize for RateHistory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        self.write_flat(&mut seq)?;
        seq.end()
    }
}

/// The entries that one event added.
struct Run<'a>(&'a [Entry]);

impl Serialize for Run<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        if let Some(entry) = self.0.first() {
            seq.serialize_element(&entry.rates.first().event)?;
        }
        for entry in self.0 {
            seq.serialize_element(&entry.product)?;
            seq.serialize_element(&entry.rates.first().rate.bps())?;
        }
        seq.end()
    }
}

impl Serialize for List {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Runs<'a>(&'a List);
        impl Serialize for Runs<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let together =
                    |one: &Entry, next: &Entry| one.rates.first().event == next.rates.first().event;
                serializer.collect_seq(self.0.entries().chunk_by(together).map(Run))
            }
        }
        let numbered = || (0_u32..).zip(self.entries());
        let later: Vec<_> = numbered()
            .flat_map(|(number, entry)| {
                entry.rates.iter().skip(1).map(move |one| (number, one.event, one.rate.bps()))
            })
            .collect();
        let removed: Vec<_> =
            numbered().filter_map(|(number, entry)| Some((number, entry.removed?))).collect();
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("deleted", &self.deleted)?;
        map.serialize_entry("entries", &Runs(self))?;
        map.serialize_entry("later", &later)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("removed", &removed)?;
        map.end()
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (list, entry) = match self.source {
            Source::Product => (0, 0),
            Source::List { list, entry } => (list, entry),
        };
        (self.creator, self.product, list, entry, self.added, self.ended).serialize(serializer)
    }
}

impl Serialize for Attempt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Steps<'a>(&'a [(EventNo, Step)]);
        impl Serialize for Steps<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.iter().map(StepAt))
            }
        }
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("rates", &self.rates)?;
        map.serialize_entry("steps", &Steps(&self.steps))?;
        map.end()
    }
}

/// In the order of its keys.
#[derive(Serialize)]
struct Why<'a> {
    may_register_again: bool,
    note: Option<&'a str>,
    reasons: &'a [String],
}

struct StepAt<'a>(&'a (EventNo, Step));

impl Serialize for StepAt<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (event, step) = self.0;
        match step {
            Step::Rejected(rejection) => {
                let why = Why {
                    may_register_again: rejection.may_register_again,
                    note: rejection.note.as_deref(),
                    reasons: &rejection.reasons,
                };
                (event, step.word(), why).serialize(serializer)
            }
            _ => (event, step.word()).serialize(serializer),
        }
    }
}

impl Serialize for Registration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Attempts<'a>(&'a Registration);
        impl Serialize for Attempts<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.attempts())
            }
        }
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("attempts", &Attempts(self))?;
        map.serialize_entry("creator_rate", &self.creator_rate)?;
        map.serialize_entry("exported", &self.exported)?;
        map.serialize_entry("product", &self.product)?;
        map.serialize_entry("shop", self.shop())?;
        map.end()
    }
}
