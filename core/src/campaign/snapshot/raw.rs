//! The shape of a snapshot.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::campaign::journal::EventNo;
use crate::campaign::product_list::Entry;
use crate::campaign::rate_history::RateHistory;
use crate::campaign::registration::{Rejection, Step};
use crate::value::rate::Rate;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whole<'a> {
    #[serde(borrow)]
    pub campaign: Option<RawState<'a>>,
    #[serde(rename = "engine", borrow)]
    pub _engine: Cow<'a, str>,
    #[serde(borrow)]
    pub profile: &'a RawValue,
    pub schema: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawState<'a> {
    #[serde(borrow)]
    pub actors: Vec<RawActor<'a>>,
    #[serde(borrow)]
    pub agency: Cow<'a, str>,
    pub agency_name: String,
    #[serde(borrow)]
    pub creators: Vec<Text<'a>>,
    #[serde(borrow)]
    pub details: &'a RawValue,
    pub ever_published: bool,
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    pub items: Vec<RawItem>,
    #[serde(borrow)]
    pub journal: Vec<(Text<'a>, u32)>,
    pub lists: Vec<RawList>,
    pub published: bool,
    #[serde(borrow)]
    pub registrations: Vec<RawRegistration<'a>>,
}

/// Text that is borrowed where nothing in it is escaped.
#[derive(Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawActor<'a> {
    Agency(#[serde(borrow)] Text<'a>),
    Seller(#[serde(borrow)] Text<'a>),
    Creator(#[serde(borrow)] Text<'a>),
}

/// Creator, product, list, entry, added, ended.
pub(super) type RawItem = (u32, u32, u32, u32, u32, Option<u32>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawList {
    pub deleted: Option<u32>,
    pub entries: Vec<Run>,
    /// Entry, event, basis points.
    pub later: Vec<(u32, u32, u16)>,
    pub name: String,
    /// Entry, event.
    pub removed: Vec<(u32, u32)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRegistration<'a> {
    pub attempts: Vec<RawAttempt>,
    pub creator_rate: Option<RateHistory>,
    pub exported: Option<u32>,
    #[serde(borrow)]
    pub product: Cow<'a, str>,
    #[serde(borrow)]
    pub shop: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAttempt {
    pub rates: RateHistory,
    pub steps: Vec<StepAt>,
}

/// The entries that one event added.
pub(super) struct Run(pub Vec<Entry>);

pub(super) struct StepAt(pub EventNo, pub Step);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRejection {
    reasons: Vec<String>,
    note: Option<String>,
    may_register_again: bool,
}

/// A seq whose items are read by hand.
struct Items<T>(&'static str, PhantomData<T>);

impl<T> Items<T> {
    const fn new(expected: &'static str) -> Self {
        Self(expected, PhantomData)
    }
}

/// The next item of a seq, which is needed.
fn needed<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(items: &mut A) -> Result<T, A::Error> {
    items.next_element()?.ok_or_else(|| A::Error::custom("an array ends too early"))
}

fn setting<E: Error>(event: u32, bps: u16) -> Result<(EventNo, Rate), E> {
    Rate::new(bps).map(|rate| (EventNo(event), rate)).map_err(E::custom)
}

fn history<'de, A: SeqAccess<'de>>(items: &mut A) -> Result<RateHistory, A::Error> {
    let (event, rate) = setting(needed(items)?, needed(items)?)?;
    let mut history = RateHistory::new(event, rate);
    while let Some(event) = items.next_element()? {
        let (event, rate) = setting(event, needed(items)?)?;
        history.set(event, rate);
    }
    Ok(history)
}

impl<'de> Visitor<'de> for Items<RateHistory> {
    type Value = RateHistory;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<RateHistory, A::Error> {
        history(&mut items)
    }
}

impl<'de> Visitor<'de> for Items<Run> {
    type Value = Run;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Run, A::Error> {
        let event: u32 = needed(&mut items)?;
        let mut entries = Vec::new();
        while let Some(product) = items.next_element()? {
            let (event, rate) = setting(event, needed(&mut items)?)?;
            entries.push(Entry { product, rates: RateHistory::new(event, rate), removed: None });
        }
        Ok(Run(entries))
    }
}

impl<'de> Visitor<'de> for Items<StepAt> {
    type Value = StepAt;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<StepAt, A::Error> {
        let event = EventNo(needed(&mut items)?);
        let word: Text<'_> = needed(&mut items)?;
        let step = Step::of_word(&word.0, || {
            let raw: RawRejection = needed(&mut items)?;
            Ok(Arc::new(Rejection {
                reasons: raw.reasons,
                note: raw.note,
                may_register_again: raw.may_register_again,
            }))
        });
        let step = step.ok_or_else(|| A::Error::custom("no such step"))??;
        if items.next_element::<serde::de::IgnoredAny>()?.is_some() {
            return Err(A::Error::custom("a step has too many items"));
        }
        Ok(StepAt(event, step))
    }
}

impl<'de> Deserialize<'de> for RateHistory {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Items::<Self>::new("`[event, bps, ...]`"))
    }
}

impl<'de> Deserialize<'de> for Run {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Items::<Self>::new("`[event, product, bps, ...]`"))
    }
}

impl<'de> Deserialize<'de> for StepAt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Items::<Self>::new("`[event, step]`"))
    }
}
