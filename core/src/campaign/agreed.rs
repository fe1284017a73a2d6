//! What held at a moment: the attempt that an order belongs to, and the rates at which it is paid. Whatever happens later
//! changes nothing of it.

use super::journal::EventNo;
use super::registration::{Attempt, Clock, Registration};
use super::showcase::{Item, Source};
use super::state::State;
use crate::value::id::{CreatorId, ProductId};
use crate::value::instant::Instant;
use crate::value::rate::Rate;

/// What is said of an order by the campaign's terms at its moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Agreed<'a> {
    /// The attempt under way then, or the last one before; the first, where the order is older. `None` where the moment is
    /// not known, and the attempts are of several shops.
    pub attempt: Option<&'a Attempt>,
    /// What the seller paid; `None` where nothing was agreed then.
    pub total: Option<Rate>,
    /// What the creator got through the item that stood in the showcase then; `None` where none did.
    pub creator: Option<Rate>,
}

impl State {
    /// What held for a product, and a creator where that is known, at a moment; `None` for a product that was never
    /// registered.
    pub(crate) fn agreed(
        &self,
        product: &ProductId,
        creator: Option<&CreatorId>,
        moment: Option<Instant>,
    ) -> Option<Agreed<'_>> {
        let number = self.number_of(product)?;
        let registration = self.registration(number)?;
        let Some(moment) = moment else {
            let attempt = registration.attempt_of_the_only_shop();
            return Some(Agreed { attempt, total: None, creator: None });
        };
        let Some(event) = self.journal.last_until(moment) else {
            let attempt = registration.attempts().next();
            return Some(Agreed { attempt, total: None, creator: None });
        };
        let attempt = registration.attempt_at(event);
        let total = attempt.agreed_at(event).filter(|_| self.clock(moment) == Clock::Running);
        let creator = total.and(creator).and_then(|creator| {
            let item = self.item_at(self.showcase.number_of(creator)?, number, event)?;
            self.item_rate_at(item, event)
        });
        Some(Agreed { attempt: Some(attempt), total, creator })
    }

    /// The item of a creator and a product that stood after an event: before the end of the campaign it was live.
    pub(crate) fn item_at(&self, creator: u32, product: u32, event: EventNo) -> Option<&Item> {
        let item = self.showcase.added_until(creator, product, event)?;
        self.ended(item).is_none_or(|ended| event < ended).then_some(item)
    }

    /// What a standing item earned after an event: the rate of its product, or of its entry, also where that was removed.
    pub(crate) fn item_rate_at(&self, item: &Item, event: EventNo) -> Option<Rate> {
        let rates = match item.source {
            Source::Product => self.registration(item.product)?.creator_rate.as_ref()?,
            Source::List { list, entry } => &self.lists().get(&list)?.entry(entry)?.rates,
        };
        Some(rates.until(event)?.rate)
    }
}

impl Registration {
    /// The last attempt, where only one shop ever registered the product.
    fn attempt_of_the_only_shop(&self) -> Option<&Attempt> {
        let latest = self.latest();
        self.attempts().all(|attempt| attempt.shop == latest.shop).then_some(latest)
    }
}
