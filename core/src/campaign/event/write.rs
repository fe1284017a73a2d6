//! Events as canonical JSON: sorted keys, no white space.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::{Change, Event, Exported, Offered, Rated, SCHEMA, Through};
use crate::json::canonical;
use crate::value::id::{AgencyId, CampaignId, ProductId};

/// Every key that an event can have, in their order.
#[derive(Default)]
struct Keys<'a> {
    agency: Option<&'a AgencyId>,
    agency_name: Option<&'a str>,
    changes: Option<Box<RawValue>>,
    details: Option<Box<RawValue>>,
    event: &'static str,
    id: Option<&'a CampaignId>,
    items: Option<&'a [Rated]>,
    links: Option<&'a [Exported]>,
    list: Option<u32>,
    may_register_again: Option<bool>,
    name: Option<&'a str>,
    note: Option<&'a str>,
    offers: Option<&'a [Offered]>,
    products: Option<&'a [ProductId]>,
    profile: Option<Box<RawValue>>,
    rates: Option<&'a [Rated]>,
    reasons: Option<&'a [String]>,
    terms_accepted: Option<bool>,
    through: Option<&'a Through>,
}

impl<'a> Keys<'a> {
    fn named(event: &'static str) -> Self {
        Self { event, ..Self::default() }
    }

    fn products(event: &'static str, products: &'a [ProductId]) -> Self {
        Self { products: Some(products), ..Self::named(event) }
    }

    fn offers(event: &'static str, offers: &'a [Offered]) -> Self {
        Self { offers: Some(offers), ..Self::named(event) }
    }

    fn list(event: &'static str, list: u32) -> Self {
        Self { list: Some(list), ..Self::named(event) }
    }

    fn of(change: &'a Change) -> Self {
        match change {
            Change::CampaignCreated { id, agency, agency_name, details, profile } => Self {
                id: Some(id),
                agency: Some(agency),
                agency_name: Some(agency_name),
                details: canonical::part(details),
                profile: canonical::part(profile),
                ..Self::named("campaign_created")
            },
            Change::CampaignEdited { changes } => {
                Self { changes: canonical::part(changes), ..Self::named("campaign_edited") }
            }
            Change::CampaignPublished => Self::named("campaign_published"),
            Change::CampaignUnpublished => Self::named("campaign_unpublished"),
            Change::ProductsRegistered { products } => Self::offers("products_registered", products),
            Change::ProductsRegisteredAgain { products } => {
                Self::offers("products_registered_again", products)
            }
            Change::RatesRevised { products } => Self::offers("rates_revised", products),
            Change::ClosureRequested { products } => Self::products("closure_requested", products),
            Change::ProductsApproved { products } => Self::products("products_approved", products),
            Change::ProductsRejected { may_register_again, note, products, reasons } => Self {
                may_register_again: Some(*may_register_again),
                note: note.as_deref(),
                reasons: Some(reasons),
                ..Self::products("products_rejected", products)
            },
            Change::ClosureApproved { products } => Self::products("closure_approved", products),
            Change::ClosureRejected { products } => Self::products("closure_rejected", products),
            Change::ProductsRemoved { products } => Self::products("products_removed", products),
            Change::CreatorRatesSet { rates } => {
                Self { rates: Some(rates), ..Self::named("creator_rates_set") }
            }
            Change::LinksExported { links } => Self { links: Some(links), ..Self::named("links_exported") },
            Change::ListCreated { items, list, name } => {
                Self { items: Some(items), name: Some(name), ..Self::list("list_created", *list) }
            }
            Change::ListRenamed { list, name } => {
                Self { name: Some(name), ..Self::list("list_renamed", *list) }
            }
            Change::ListDeleted { list } => Self::list("list_deleted", *list),
            Change::ProductsAddedToList { items, list } => {
                Self { items: Some(items), ..Self::list("products_added_to_list", *list) }
            }
            Change::ListRatesSet { items, list } => {
                Self { items: Some(items), ..Self::list("list_rates_set", *list) }
            }
            Change::ProductsRemovedFromList { list, products } => {
                Self { list: Some(*list), ..Self::products("products_removed_from_list", products) }
            }
            Change::AddedToShowcase { items, terms_accepted, through } => Self {
                items: Some(items),
                terms_accepted: Some(*terms_accepted),
                through: Some(through),
                ..Self::named("added_to_showcase")
            },
            Change::RemovedFromShowcase { products } => Self::products("removed_from_showcase", products),
        }
    }
}

impl Change {
    /// The public word of what happened.
    #[must_use]
    pub fn name(&self) -> &'static str {
        Keys::of(self).event
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = Keys::of(&self.change);
        let mut map = serializer.serialize_map(None)?;
        put(&mut map, "agency", keys.agency)?;
        put(&mut map, "agency_name", keys.agency_name)?;
        put(&mut map, "at", Some(self.at))?;
        put(&mut map, "by", Some(&self.by))?;
        put(&mut map, "campaign", Some(&self.campaign))?;
        put(&mut map, "changes", keys.changes)?;
        put(&mut map, "details", keys.details)?;
        put(&mut map, "event", Some(keys.event))?;
        put(&mut map, "id", keys.id)?;
        put(&mut map, "items", keys.items)?;
        put(&mut map, "links", keys.links)?;
        put(&mut map, "list", keys.list)?;
        put(&mut map, "may_register_again", keys.may_register_again)?;
        put(&mut map, "name", keys.name)?;
        put(&mut map, "note", keys.note)?;
        put(&mut map, "number", Some(self.number))?;
        put(&mut map, "products", keys.offers)?;
        put(&mut map, "products", keys.products)?;
        put(&mut map, "profile", keys.profile)?;
        put(&mut map, "rates", keys.rates)?;
        put(&mut map, "reasons", keys.reasons)?;
        put(&mut map, "schema", Some(SCHEMA))?;
        put(&mut map, "terms_accepted", keys.terms_accepted)?;
        put(&mut map, "through", keys.through)?;
        map.end()
    }
}

/// A key, where the event has it.
fn put<M: SerializeMap>(map: &mut M, key: &str, value: Option<impl Serialize>) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(key, &value))
}

impl Event {
    /// Canonical JSON: sorted keys, no white space.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() // every key is text and every number fits
    }
}
