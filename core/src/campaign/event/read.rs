//! Events from JSON, for a replay.

use super::{Change, Event, Exported, Offered, Rated, SCHEMA, Through};
use crate::campaign::actor::Actor;
use crate::campaign::command::{list_of_items, product_ids};
use crate::campaign::draft::Draft;
use crate::json::{self, Invalid, Limits, Object, Value};
use crate::profile::Profile;
use crate::value::id::{AgencyId, CampaignId, ProductId};
use crate::value::instant::Instant;
use crate::value::rate::Rate;

#[derive(Clone, Copy)]
enum Name {
    CampaignCreated,
    CampaignEdited,
    CampaignPublished,
    CampaignUnpublished,
    ProductsRegistered,
    ProductsRegisteredAgain,
    RatesRevised,
    ClosureRequested,
    ProductsApproved,
    ProductsRejected,
    ClosureApproved,
    ClosureRejected,
    ProductsRemoved,
    CreatorRatesSet,
    LinksExported,
    ListCreated,
    ListRenamed,
    ListDeleted,
    ProductsAddedToList,
    ListRatesSet,
    ProductsRemovedFromList,
    AddedToShowcase,
    RemovedFromShowcase,
}

const NAMES: &[(&str, Name)] = &[
    ("campaign_created", Name::CampaignCreated),
    ("campaign_edited", Name::CampaignEdited),
    ("campaign_published", Name::CampaignPublished),
    ("campaign_unpublished", Name::CampaignUnpublished),
    ("products_registered", Name::ProductsRegistered),
    ("products_registered_again", Name::ProductsRegisteredAgain),
    ("rates_revised", Name::RatesRevised),
    ("closure_requested", Name::ClosureRequested),
    ("products_approved", Name::ProductsApproved),
    ("products_rejected", Name::ProductsRejected),
    ("closure_approved", Name::ClosureApproved),
    ("closure_rejected", Name::ClosureRejected),
    ("products_removed", Name::ProductsRemoved),
    ("creator_rates_set", Name::CreatorRatesSet),
    ("links_exported", Name::LinksExported),
    ("list_created", Name::ListCreated),
    ("list_renamed", Name::ListRenamed),
    ("list_deleted", Name::ListDeleted),
    ("products_added_to_list", Name::ProductsAddedToList),
    ("list_rates_set", Name::ListRatesSet),
    ("products_removed_from_list", Name::ProductsRemovedFromList),
    ("added_to_showcase", Name::AddedToShowcase),
    ("removed_from_showcase", Name::RemovedFromShowcase),
];

/// What an event of the older form does not say itself: it had neither `schema`, `campaign` and `number`, nor `profile`
/// and `terms_accepted`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    /// Its place among the events.
    pub number: u32,
    /// The campaign of the events before it.
    pub campaign: Option<&'a CampaignId>,
    pub profile: &'a Profile,
}

/// The form of an event.
#[derive(Clone, Copy)]
enum Form<'a> {
    /// It stands alone.
    Whole,
    /// It needs what is around it.
    Older(Around<'a>),
}

pub(crate) const FIRST: &str = "`campaign_created` is the first event, and no other";

impl Event {
    /// Reads one event from JSON text. One of the older form, without `schema`, `campaign` and `number`, is read among the
    /// others of its campaign only ([`Campaign::replay_json`](crate::Campaign::replay_json)).
    ///
    /// # Errors
    /// [`Invalid`]: everything that is wrong with its shape.
    pub fn from_json(text: &str) -> Result<Self, Invalid> {
        json::decode(text, &Limits::DOOR, |value| Self::read(value, None))
    }

    /// Reads an event, one of the older form too where it is known what is around it.
    pub(crate) fn read(value: Value<'_>, around: Option<Around<'_>>) -> Option<Self> {
        let mut keys = value.object()?;
        let older = !["schema", "campaign", "number"].iter().any(|key| keys.has(key));
        let form = around.filter(|_| older).map_or(Form::Whole, Form::Older);
        let envelope = match form {
            Form::Whole => {
                let schema = keys.required("schema").and_then(schema);
                if schema.is_none() && keys.has("schema") {
                    return None; // nothing is known of another form
                }
                let campaign = keys.required("campaign").and_then(|id| id.parsed(CampaignId::new));
                let number = keys.required("number").and_then(number);
                campaign.zip(number)
            }
            Form::Older(around) => around.campaign.map(|id| (id.clone(), around.number)),
        };
        let name = keys.required("event").and_then(|name| name.word(NAMES));
        if let (Form::Older(Around { campaign: None, .. }), Some(name)) = (form, name)
            && !matches!(name, Name::CampaignCreated)
        {
            keys.fault_at("event", FIRST);
        }
        let by = keys.required("by").and_then(Actor::read);
        let at = keys.required("at").and_then(Instant::read);
        let change = name.and_then(|name| {
            let change = change(name, &mut keys, form);
            keys.finish();
            change
        });
        let own = |change: &Change| match change {
            Change::CampaignCreated { id, .. } => Some((id.clone(), 1)),
            _ => None,
        };
        let (by, at, change) = (by?, at?, change?);
        let (campaign, number) = envelope.or_else(|| own(&change).filter(|_| older))?;
        Some(Self { campaign, number, at, by, change })
    }
}

fn schema(value: Value<'_>) -> Option<u32> {
    value.checked(|number| {
        let known = u32::try_from(number).ok().filter(|number| *number == SCHEMA);
        known.ok_or_else(|| format!("events of schema {number} cannot be read: {SCHEMA} can"))
    })
}

fn number(value: Value<'_>) -> Option<u32> {
    value.checked(|number| {
        let fits = u32::try_from(number).ok().filter(|number| *number > 0);
        fits.ok_or_else(|| format!("{number} is no event's number: they are 1, 2, 3 ..."))
    })
}

fn change(name: Name, keys: &mut Object<'_>, form: Form<'_>) -> Option<Change> {
    Some(match name {
        Name::CampaignCreated => created(keys, form)?,
        Name::CampaignEdited => {
            let changes = keys.required("changes").and_then(Draft::read_changes);
            Change::CampaignEdited { changes: Box::new(changes?) }
        }
        Name::CampaignPublished => Change::CampaignPublished,
        Name::CampaignUnpublished => Change::CampaignUnpublished,
        Name::ProductsRegistered => Change::ProductsRegistered { products: offered(keys)? },
        Name::ProductsRegisteredAgain => Change::ProductsRegisteredAgain { products: offered(keys)? },
        Name::RatesRevised => Change::RatesRevised { products: offered(keys)? },
        Name::ClosureRequested => Change::ClosureRequested { products: products(keys)? },
        Name::ProductsApproved => Change::ProductsApproved { products: products(keys)? },
        Name::ProductsRejected => rejected(keys)?,
        Name::ClosureApproved => Change::ClosureApproved { products: products(keys)? },
        Name::ClosureRejected => Change::ClosureRejected { products: products(keys)? },
        Name::ProductsRemoved => Change::ProductsRemoved { products: products(keys)? },
        Name::CreatorRatesSet => Change::CreatorRatesSet { rates: rated(keys, "rates")? },
        Name::LinksExported => Change::LinksExported { links: exported(keys)? },
        Name::ListCreated => {
            let (list, name, items) = (list(keys), list_name(keys), rated(keys, "items"));
            Change::ListCreated { list: list?, name: name?, items: items? }
        }
        Name::ListRenamed => {
            let (list, name) = (list(keys), list_name(keys));
            Change::ListRenamed { list: list?, name: name? }
        }
        Name::ListDeleted => Change::ListDeleted { list: list(keys)? },
        Name::ProductsAddedToList => {
            let (list, items) = (list(keys), rated(keys, "items"));
            Change::ProductsAddedToList { list: list?, items: items? }
        }
        Name::ListRatesSet => {
            let (list, items) = (list(keys), rated(keys, "items"));
            Change::ListRatesSet { list: list?, items: items? }
        }
        Name::ProductsRemovedFromList => {
            let (list, products) = (list(keys), products(keys));
            Change::ProductsRemovedFromList { list: list?, products: products? }
        }
        Name::AddedToShowcase => {
            let (through, items) = (keys.required("through").and_then(through), rated(keys, "items"));
            let terms_accepted = match form {
                Form::Whole => keys.required("terms_accepted").and_then(Value::flag),
                Form::Older(_) => Some(true), // no event was made without
            };
            Change::AddedToShowcase { through: through?, items: items?, terms_accepted: terms_accepted? }
        }
        Name::RemovedFromShowcase => Change::RemovedFromShowcase { products: products(keys)? },
    })
}

fn created(keys: &mut Object<'_>, form: Form<'_>) -> Option<Change> {
    let id = keys.required("id").and_then(|id| id.parsed(CampaignId::new));
    let agency = keys.required("agency").and_then(|id| id.parsed(AgencyId::new));
    let agency_name = keys.required("agency_name").and_then(Value::text);
    let details = keys.required("details").and_then(Draft::read);
    let details = details.and_then(|details| {
        let settled = details.settled();
        if settled.is_none() {
            keys.fault_at("details", "these are no details of a campaign: a key is missing or out of range");
        }
        settled
    });
    let profile = match form {
        Form::Whole => keys.required("profile").and_then(Profile::read),
        Form::Older(around) => Some(around.profile.clone()),
    };
    Some(Change::CampaignCreated {
        id: id?,
        agency: agency?,
        agency_name: agency_name?,
        details: Box::new(details?),
        profile: Box::new(profile?),
    })
}

fn rejected(keys: &mut Object<'_>) -> Option<Change> {
    let products = products(keys);
    let reasons = keys.required("reasons").and_then(|reasons| reasons.list_of(Value::text));
    let note = keys.optional("note").map(Value::text);
    let may_register_again = keys.required("may_register_again").and_then(Value::flag);
    Some(Change::ProductsRejected {
        products: products?,
        reasons: reasons?,
        note: note.map_or(Some(None), |note| note.map(Some))?,
        may_register_again: may_register_again?,
    })
}

fn exported(keys: &mut Object<'_>) -> Option<Vec<Exported>> {
    keys.required("links")?.list_of(|item| {
        let mut keys = item.object()?;
        let product = keys.required("product").and_then(|id| id.parsed(ProductId::new));
        let link = keys.required("link").and_then(Value::text);
        keys.finish();
        Some(Exported { product: product?, link: link? })
    })
}

fn through(value: Value<'_>) -> Option<Through> {
    let mut keys = value.object()?;
    let product = keys.optional("product").map(|id| id.parsed(ProductId::new).map(Through::Product));
    let list = keys.optional("list").map(|number| list_number(number).map(Through::List));
    let read = match (product, list) {
        (Some(read), None) | (None, Some(read)) => read,
        _ => {
            keys.fault("exactly one of `product` and `list` is needed");
            None
        }
    };
    keys.finish();
    read
}

fn products(keys: &mut Object<'_>) -> Option<Vec<ProductId>> {
    keys.required("products").and_then(product_ids)
}

fn offered(keys: &mut Object<'_>) -> Option<Vec<Offered>> {
    let values = keys.required("products")?;
    let read = list_of_items(values, "total_rate_bps", |product, bps| {
        Some(Offered { product, total_rate: rate(bps)? })
    })?;
    settled(read, keys, "products")
}

fn rated(keys: &mut Object<'_>, key: &'static str) -> Option<Vec<Rated>> {
    let values = keys.required(key)?;
    let read = list_of_items(values, "creator_rate_bps", |product, bps| {
        Some(Rated { product, creator_rate: rate(bps)? })
    })?;
    settled(read, keys, key)
}

fn rate(bps: i128) -> Option<Rate> {
    u16::try_from(bps).ok().and_then(|bps| Rate::new(bps).ok())
}

fn settled<T>(read: Vec<Option<T>>, keys: &Object<'_>, key: &str) -> Option<Vec<T>> {
    let all: Option<Vec<T>> = read.into_iter().collect();
    if all.is_none() {
        keys.fault_at(key, "a rate is out of range: allowed is 0 to 10000 basis points");
    }
    all
}

fn list_number(value: Value<'_>) -> Option<u32> {
    value.checked(|number| u32::try_from(number).map_err(|_| format!("{number} is no list's number")))
}

fn list(keys: &mut Object<'_>) -> Option<u32> {
    keys.required("list").and_then(list_number)
}

fn list_name(keys: &mut Object<'_>) -> Option<String> {
    keys.required("name").and_then(Value::text)
}
