//! Product lists: named sets of registered products, each with a creator rate of its own. What was removed or deleted
//! stays as history, for the orders of its time and for the creators who keep its last rate.

use super::journal::{EventNo, index, small};
use super::rate_history::RateHistory;
use crate::value::rate::Rate;

/// One product in a list, from the event that added it to the one that removed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The product, by its number in the campaign.
    pub product: u32,
    pub rates: RateHistory,
    pub removed: Option<EventNo>,
}

/// One list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List {
    pub name: String,
    pub deleted: Option<EventNo>,
    entries: Vec<Entry>,
    /// Which entries are there now, in the order in which they were added.
    present: Vec<u32>,
}

impl List {
    pub(crate) const fn new(name: String) -> Self {
        Self { name, deleted: None, entries: Vec::new(), present: Vec::new() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn add(&mut self, product: u32, event: EventNo, rate: Rate) {
        self.keep(Entry { product, rates: RateHistory::new(event, rate), removed: None });
    }

    /// Puts an entry behind the others, as it is.
    pub(crate) fn keep(&mut self, entry: Entry) {
        if entry.removed.is_none() {
            self.present.push(small(self.entries.len()));
        }
        self.entries.push(entry);
    }

    pub(crate) fn remove(&mut self, product: u32, event: EventNo) {
        if let Some(number) = self.position(product) {
            self.present.retain(|kept| *kept != number);
            if let Some(entry) = self.entries.get_mut(index(number)) {
                entry.removed = Some(event);
            }
        }
    }

    pub(crate) fn set_rate(&mut self, product: u32, event: EventNo, rate: Rate) {
        if let Some(entry) = self.position(product).and_then(|number| self.entries.get_mut(index(number))) {
            entry.rates.set(event, rate);
        }
    }

    /// The number of the entry that a product has in the list now.
    pub(crate) fn position(&self, product: u32) -> Option<u32> {
        self.present().find(|(_, entry)| entry.product == product).map(|(number, _)| number)
    }

    pub(crate) fn holds(&self, product: u32) -> bool {
        self.position(product).is_some()
    }

    /// The entries that are there now, with their numbers.
    pub(crate) fn present(&self) -> impl Iterator<Item = (u32, &Entry)> {
        self.present.iter().filter_map(|&number| Some((number, self.entry(number)?)))
    }

    /// How many entries are there now.
    pub(crate) fn count(&self) -> usize {
        self.present.len()
    }

    pub(crate) fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.get(index(number))
    }

    /// Every entry that ever was.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}
