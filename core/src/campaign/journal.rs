//! Who acted when: one entry for each event. Everything else refers to events by their number.

use hashbrown::HashMap;

use super::actor::Actor;
use crate::value::instant::Instant;

/// The number of an event in a campaign's history, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EventNo(pub u32);

/// Every event's time and actor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Journal {
    stamps: Vec<(Instant, u32)>,
    actors: Vec<Actor>,
    numbers: HashMap<Actor, u32>,
}

impl Journal {
    /// Notes the next event.
    pub(crate) fn note(&mut self, at: Instant, by: &Actor) -> EventNo {
        let event = EventNo(small(self.stamps.len()));
        let actor = self.actor_number(by);
        self.stamps.push((at, actor));
        event
    }

    /// The number of an actor, given to it when it first acts.
    pub(crate) fn actor_number(&mut self, by: &Actor) -> u32 {
        if let Some(&number) = self.numbers.get(by) {
            return number;
        }
        let number = small(self.actors.len());
        self.actors.push(by.clone());
        self.numbers.insert(by.clone(), number);
        number
    }

    /// Notes an event of an actor who has a number; `None` if nobody has it.
    pub(crate) fn note_numbered(&mut self, at: Instant, actor: u32) -> Option<()> {
        self.actors.get(index(actor))?;
        self.stamps.push((at, actor));
        Some(())
    }

    /// How many events there are.
    pub(crate) fn len(&self) -> u32 {
        small(self.stamps.len())
    }

    pub(crate) fn last_at(&self) -> Option<Instant> {
        self.stamps.last().map(|(at, _)| *at)
    }

    /// The last event at or before a moment: what came later says nothing of it.
    pub(crate) fn last_until(&self, moment: Instant) -> Option<EventNo> {
        let count = self.stamps.partition_point(|(at, _)| *at <= moment);
        count.checked_sub(1).map(|place| EventNo(small(place)))
    }

    pub(crate) fn at(&self, event: EventNo) -> Option<Instant> {
        self.stamps.get(index(event.0)).map(|(at, _)| *at)
    }

    pub(crate) fn by(&self, event: EventNo) -> Option<&Actor> {
        self.actors.get(index(self.stamps.get(index(event.0))?.1))
    }

    pub(crate) fn stamps(&self) -> &[(Instant, u32)] {
        &self.stamps
    }

    pub(crate) fn actors(&self) -> &[Actor] {
        &self.actors
    }
}

/// A length as a number that others refer to; no campaign comes near 2^32 of anything.
pub(crate) fn small(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A number as an index.
pub(crate) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
