//! Creators' showcases: which product each of them took up, through which link, from when to when.

use hashbrown::HashMap;

use super::journal::{EventNo, index, small};
use crate::value::id::CreatorId;

/// The link through which a product came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// The product's own.
    Product,
    /// A list's: its number, and the entry in it.
    List { list: u32, entry: u32 },
}

/// One adoption of a product by a creator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub creator: u32,
    pub product: u32,
    pub source: Source,
    pub added: EventNo,
    /// When the creator removed or replaced it. The product's closing ends it too, which is not noted here.
    pub ended: Option<EventNo>,
}

/// Every item that ever was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Showcase {
    creators: Vec<CreatorId>,
    numbers: HashMap<CreatorId, u32>,
    items: Vec<Item>,
    of_creator: Vec<Vec<u32>>,
    of_product: HashMap<u32, Vec<u32>>,
    /// The items of a creator and a product, in the order in which they were added: each ends before the next.
    of_pair: HashMap<(u32, u32), Vec<u32>>,
}

impl Showcase {
    pub(crate) fn creators(&self) -> &[CreatorId] {
        &self.creators
    }

    pub(crate) fn creator(&self, number: u32) -> Option<&CreatorId> {
        self.creators.get(index(number))
    }

    pub(crate) fn number_of(&self, creator: &CreatorId) -> Option<u32> {
        self.numbers.get(creator).copied()
    }

    /// The number of a creator, given when they first add something.
    pub(crate) fn number_for(&mut self, creator: &CreatorId) -> u32 {
        self.number_of(creator).unwrap_or_else(|| {
            let number = small(self.creators.len());
            self.creators.push(creator.clone());
            self.numbers.insert(creator.clone(), number);
            self.of_creator.push(Vec::new());
            number
        })
    }

    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    /// The items of one creator, in the order in which they were added.
    pub(crate) fn items_of(&self, creator: u32) -> impl Iterator<Item = &Item> {
        let numbers = self.of_creator.get(index(creator)).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|number| self.items.get(index(*number)))
    }

    /// The items of one product, in the order in which they were added.
    pub(crate) fn items_of_product(&self, product: u32) -> impl Iterator<Item = &Item> {
        let numbers = self.of_product.get(&product).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|number| self.items.get(index(*number)))
    }

    fn of_pair(&self, creator: u32, product: u32) -> &[u32] {
        self.of_pair.get(&(creator, product)).map_or(&[], Vec::as_slice)
    }

    /// The item of a creator and a product that was added last.
    pub(crate) fn latest(&self, creator: u32, product: u32) -> Option<&Item> {
        self.items.get(index(*self.of_pair(creator, product).last()?))
    }

    /// The item that was neither removed nor replaced.
    pub(crate) fn current(&self, creator: u32, product: u32) -> Option<&Item> {
        self.latest(creator, product).filter(|item| item.ended.is_none())
    }

    /// The item that was added last until an event.
    pub(crate) fn added_until(&self, creator: u32, product: u32, event: EventNo) -> Option<&Item> {
        let numbers = self.of_pair(creator, product);
        let begun = |number: &u32| self.items.get(index(*number)).is_some_and(|item| item.added <= event);
        let place = numbers.partition_point(begun).checked_sub(1)?;
        self.items.get(index(*numbers.get(place)?))
    }

    /// The item of a creator and a product to which an order belongs: the last that was added until an event, else the first.
    pub(crate) fn of_order(&self, creator: u32, product: u32, event: Option<EventNo>) -> Option<&Item> {
        let until = event.and_then(|event| self.added_until(creator, product, event));
        until.or_else(|| self.items.get(index(*self.of_pair(creator, product).first()?)))
    }

    /// Adds an item, as it is. The creator has a number.
    pub(crate) fn add(&mut self, item: Item) {
        let number = small(self.items.len());
        self.of_pair.entry((item.creator, item.product)).or_default().push(number);
        self.of_product.entry(item.product).or_default().push(number);
        if let Some(own) = self.of_creator.get_mut(index(item.creator)) {
            own.push(number);
        }
        self.items.push(item);
    }

    /// Ends the current item of a creator and a product.
    pub(crate) fn end(&mut self, creator: u32, product: u32, event: EventNo) {
        let number = self.of_pair(creator, product).last().copied();
        if let Some(item) = number.and_then(|number| self.items.get_mut(index(number))) {
            item.ended.get_or_insert(event);
        }
    }
}
