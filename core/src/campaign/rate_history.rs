//! Rates and the events that set them: a change holds from its moment, what was before keeps its rate.

use super::journal::EventNo;
use crate::value::rate::Rate;

/// One setting of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    pub event: EventNo,
    pub rate: Rate,
}

/// A rate that was set once or more, in the order of the events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RateHistory {
    first: Setting,
    later: Vec<Setting>,
}

impl RateHistory {
    pub(crate) const fn new(event: EventNo, rate: Rate) -> Self {
        Self { first: Setting { event, rate }, later: Vec::new() }
    }

    pub(crate) fn set(&mut self, event: EventNo, rate: Rate) {
        self.later.push(Setting { event, rate });
    }

    pub(crate) const fn first(&self) -> Setting {
        self.first
    }

    pub(crate) fn last(&self) -> Setting {
        self.later.last().copied().unwrap_or(self.first)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Setting> {
        std::iter::once(self.first).chain(self.later.iter().copied())
    }

    /// The setting that held after an event.
    pub(crate) fn until(&self, event: EventNo) -> Option<Setting> {
        let later = self.later.partition_point(|setting| setting.event <= event);
        match later.checked_sub(1) {
            Some(place) => self.later.get(place).copied(),
            None => (self.first.event <= event).then_some(self.first),
        }
    }

    /// The rate that holds, where the product last closed at `closed`: closing unsets creator rates.
    pub(crate) fn in_force(&self, closed: Option<EventNo>) -> Option<Rate> {
        let last = self.last();
        closed.is_none_or(|closed| closed < last.event).then_some(last.rate)
    }
}
