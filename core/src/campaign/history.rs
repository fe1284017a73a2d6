//! The campaign's terms table: which pair of rates held for a product, through which link, and when.

use super::journal::EventNo;
use super::rate_history::RateHistory;
use super::registration::Registration;
use super::showcase::{Item, Source};
use super::state::State;
use crate::terms::AgreedTerms;
use crate::value::id::CreatorId;
use crate::value::instant::Instant;
use crate::value::rate::Rate;

/// Every row: product by product, own links first, then list entries, then what creators keep.
pub(crate) fn terms(state: &State) -> Vec<AgreedTerms> {
    let end = Instant::after_day(state.details.campaign_period.last_day, state.details.time_zone);
    let table = Table { state, end };
    let mut rows = Vec::new();
    for registration in state.registrations() {
        if let Some(rates) = &registration.creator_rate {
            table.segments(registration, rates, None, None, &mut rows);
        }
    }
    for (number, list) in state.lists() {
        for entry in list.entries() {
            let Some(registration) = state.registration(entry.product) else { continue };
            let removed = entry.removed.or(list.deleted);
            table.segments(registration, &entry.rates, Some(*number), removed, &mut rows);
        }
    }
    rows.extend(state.showcase.items().iter().filter_map(|item| table.kept(item)));
    rows
}

struct Table<'a> {
    state: &'a State,
    /// The end of the campaign period.
    end: Option<Instant>,
}

impl Table<'_> {
    /// A row for each setting of a rate: until the next, the product's closing, the removal, or the campaign's end.
    fn segments(
        &self,
        registration: &Registration,
        rates: &RateHistory,
        list: Option<u32>,
        removed: Option<EventNo>,
        rows: &mut Vec<AgreedTerms>,
    ) {
        let settings: Vec<_> = rates.iter().collect();
        for (number, setting) in settings.iter().enumerate() {
            let next = settings.get(number.saturating_add(1)).map(|next| next.event);
            let end = first([next, registration.closed_after(setting.event), removed]);
            rows.extend(self.row(registration, (setting.event, end), setting.rate, list, None));
        }
    }

    /// What a creator keeps of an entry that was removed under an item.
    fn kept(&self, item: &Item) -> Option<AgreedTerms> {
        let Source::List { list, entry } = item.source else { return None };
        let registration = self.state.registration(item.product)?;
        let source = self.state.lists().get(&list)?;
        let removed = source.entry(entry)?.removed.or(source.deleted)?;
        let end = first([item.ended, registration.closed_after(item.added), None]);
        let rate = self.state.item_rate(item)?;
        let creator = self.state.showcase.creator(item.creator)?;
        if end.is_some_and(|end| end <= removed) {
            return None;
        }
        self.row(registration, (removed, end), rate, Some(list), Some(creator))
    }

    /// `None` where no moment is in it.
    fn row(
        &self,
        registration: &Registration,
        (from, to): (EventNo, Option<EventNo>),
        creator_rate: Rate,
        list_id: Option<u32>,
        creator: Option<&CreatorId>,
    ) -> Option<AgreedTerms> {
        let journal = &self.state.journal;
        let valid_from = journal.at(from)?;
        let valid_to = match (to.and_then(|to| journal.at(to)), self.end) {
            (Some(to), Some(end)) => Some(to.min(end)),
            (to, end) => to.or(end),
        };
        let total_rate = registration.total_at(from)?;
        valid_to.is_none_or(|to| valid_from < to).then(|| AgreedTerms {
            campaign_id: self.state.id.clone(),
            product_id: registration.product.clone(),
            list_id,
            creator: creator.cloned(),
            valid_from,
            valid_to,
            total_rate,
            creator_rate,
        })
    }
}

fn first(ends: [Option<EventNo>; 3]) -> Option<EventNo> {
    ends.into_iter().flatten().min()
}
