//! Queries through the JSON door: one object in, one value out.

use serde::Serialize;

use super::agency::Page;
use super::orders::{CampaignNeed, OrderLines};
use crate::campaign::{Actor, BroughtBy, Campaign, LinkTo, Refusal, Status};
use crate::json::{self, Invalid, Limits, Object, Unread, Value, optional};
use crate::management::{Agreement, Management, Organisations};
use crate::profile::Profile;
use crate::value::id::{CreatorId, ProductId, ShopCode};
use crate::value::instant::Instant;

/// One question.
enum Query {
    LinkOf { to: LinkTo, base_url: String },
    Phase { at: Instant },
    AllowedActions { actor: Actor, at: Instant },
    AgencyView { at: Instant, orders: Option<OrderLines>, page: Option<Page> },
    SellerView { shop: ShopCode, at: Instant, orders: OrderLines },
    SellerOrdersCsv { shop: ShopCode, orders: OrderLines },
    CreatorView { creator: CreatorId, at: Instant, orders: OrderLines },
    ResolveLink { link: String, at: Instant, terms_accepted: bool },
    Terms,
    AgreedRates { product: ProductId, creator: Option<CreatorId>, link: Option<String>, at: Instant },
    SplitOrders { orders: OrderLines, management: Vec<Agreement>, organisations: Vec<(String, String)> },
    Snapshot,
    Events { after: Option<u32> },
    Version,
    Id,
    Agency,
    Name,
    LastAt,
}

#[derive(Clone, Copy)]
enum Name {
    LinkOf,
    Phase,
    AllowedActions,
    AgencyView,
    SellerView,
    SellerOrdersCsv,
    CreatorView,
    ResolveLink,
    Terms,
    AgreedRates,
    SplitOrders,
    Snapshot,
    Events,
    Version,
    Id,
    Agency,
    Called,
    LastAt,
}

const NAMES: &[(&str, Name)] = &[
    ("link_of", Name::LinkOf),
    ("phase", Name::Phase),
    ("allowed_actions", Name::AllowedActions),
    ("agency_view", Name::AgencyView),
    ("seller_view", Name::SellerView),
    ("seller_orders_csv", Name::SellerOrdersCsv),
    ("creator_view", Name::CreatorView),
    ("resolve_link", Name::ResolveLink),
    ("terms", Name::Terms),
    ("agreed_rates", Name::AgreedRates),
    ("split_orders", Name::SplitOrders),
    ("snapshot", Name::Snapshot),
    ("events", Name::Events),
    ("version", Name::Version),
    ("id", Name::Id),
    ("agency", Name::Agency),
    ("name", Name::Called),
    ("last_at", Name::LastAt),
];

/// What cannot be seen before there is a campaign.
const NOTHING: &str = "there is no campaign yet: `create_campaign` comes first";

impl Campaign {
    /// Answers one query, `{"query": NAME, ...}`, in JSON: the same bytes in every language.
    ///
    /// # Errors
    /// [`Refusal`]: what is no query, or the rules that say why there is no answer.
    pub fn query(&self, query: &str) -> Result<String, Refusal> {
        let query = json::decode(query, &Limits::HISTORY, |value| read(value, self.profile()))?;
        let none = || Refusal::from(Invalid::one("/query", NOTHING));
        match query {
            Query::LinkOf { to, base_url } => Ok(text(&self.link_of(&to, &base_url)?)),
            Query::Phase { at } => self.phase(at).map(|phase| text(&phase)).ok_or_else(none),
            Query::AllowedActions { actor, at } => Ok(text(&self.allowed_actions(&actor, at))),
            Query::AgencyView { at, orders, page } => {
                self.agency_view(at, orders.as_ref(), page).map(|view| text(&view)).ok_or_else(none)
            }
            Query::SellerView { shop, at, orders } => {
                self.seller_view(&shop, at, &orders)?.map(|view| text(&view)).ok_or_else(none)
            }
            Query::SellerOrdersCsv { shop, orders } => Ok(text(&self.seller_orders_csv(&shop, &orders))),
            Query::CreatorView { creator, at, orders } => {
                self.creator_view(&creator, at, &orders).map(|view| text(&view)).ok_or_else(none)
            }
            Query::ResolveLink { link, at, terms_accepted } => {
                Ok(text(&self.resolve_link(&link, at, terms_accepted)?))
            }
            Query::Terms => Ok(text(&self.terms())),
            Query::AgreedRates { product, creator, link, at } => {
                let by = match (&creator, &link) {
                    (Some(creator), _) => BroughtBy::Creator(creator),
                    (None, Some(link)) => BroughtBy::Link(link),
                    (None, None) => BroughtBy::Unknown,
                };
                Ok(text(&self.agreed_rates(&product, by, at)?))
            }
            Query::SplitOrders { orders, management, organisations } => {
                let management =
                    Management::new(management).map_err(|invalid| invalid.within("/management"))?;
                let organisations = Organisations::of_rows(&organisations)
                    .map_err(|invalid| invalid.within("/organisations"))?;
                Ok(text(&self.split_orders(&orders, &management, &organisations)))
            }
            Query::Snapshot => Ok(self.snapshot()),
            Query::Events { after } => {
                Ok(text(&after.map_or_else(|| Ok(self.events()), |after| self.events_after(after))?))
            }
            Query::Version => Ok(self.version().to_string()),
            Query::Id => Ok(text(&self.id())),
            Query::Agency => Ok(text(&self.agency())),
            Query::Name => Ok(text(&self.name())),
            Query::LastAt => Ok(text(&self.last_at())),
        }
    }

    /// [`Self::query`] as JSON text, a refusal too: `{"violations": [...]}` or `{"invalid": [...]}`.
    #[must_use]
    pub fn query_json(&self, query: &str) -> String {
        self.query(query).unwrap_or_else(|refusal| refusal.to_json())
    }
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default() // every key is text and every number fits
}

fn read(value: Value<'_>, profile: &Profile) -> Option<Query> {
    let mut keys = value.object()?;
    let name = keys.required("query").and_then(|name| name.word(NAMES))?;
    let query = read_keys(name, &mut keys, profile);
    keys.finish();
    query
}

fn read_keys(name: Name, keys: &mut Object<'_>, profile: &Profile) -> Option<Query> {
    Some(match name {
        Name::LinkOf => {
            let product = keys.optional("product").map(|id| id.parsed(ProductId::new).map(LinkTo::Product));
            let list = keys.optional("list").map(|number| number.whole().map(LinkTo::List));
            let base_url = keys.required("base_url").and_then(Value::text);
            let to = match (product, list) {
                (Some(to), None) | (None, Some(to)) => to,
                _ => {
                    keys.fault("exactly one of `product` and `list` is needed");
                    None
                }
            };
            Query::LinkOf { to: to?, base_url: base_url? }
        }
        Name::Phase => Query::Phase { at: at(keys)? },
        Name::AllowedActions => {
            let (actor, at) = (keys.required("actor").and_then(Actor::read), at(keys));
            Query::AllowedActions { actor: actor?, at: at? }
        }
        Name::AgencyView => {
            let (at, page) = (at(keys), page(keys));
            let read = |lines: Value<'_>| OrderLines::read(lines, profile, CampaignNeed::Optional);
            let orders = optional(keys, "orders", read);
            Query::AgencyView { at: at?, orders: orders.ok()?, page: page.ok()? }
        }
        Name::SellerView => {
            let (shop, at, orders) = (shop(keys), at(keys), orders(keys, profile));
            Query::SellerView { shop: shop?, at: at?, orders: orders? }
        }
        Name::SellerOrdersCsv => {
            let (shop, orders) = (shop(keys), orders(keys, profile));
            Query::SellerOrdersCsv { shop: shop?, orders: orders? }
        }
        Name::CreatorView => {
            let creator = keys.required("creator").and_then(|id| id.parsed(CreatorId::new));
            let (at, orders) = (at(keys), orders(keys, profile));
            Query::CreatorView { creator: creator?, at: at?, orders: orders? }
        }
        Name::ResolveLink => {
            let (link, at) = (keys.required("link").and_then(Value::text), at(keys));
            let terms_accepted = keys.optional("terms_accepted").map_or(Some(false), Value::flag);
            Query::ResolveLink { link: link?, at: at?, terms_accepted: terms_accepted? }
        }
        Name::Terms => Query::Terms,
        Name::AgreedRates => {
            let product = keys.required("product").and_then(|id| id.parsed(ProductId::new));
            let creator = optional(keys, "creator", |id| id.parsed(CreatorId::new));
            let (link, at) = (optional(keys, "link", Value::text), at(keys));
            if let (Ok(Some(_)), Ok(Some(_))) = (&creator, &link) {
                keys.fault_at(
                    "link",
                    "at most one of `creator` and `link` is given: with a creator the showcase decides",
                );
            }
            Query::AgreedRates { product: product?, creator: creator.ok()?, link: link.ok()?, at: at? }
        }
        Name::SplitOrders => {
            let orders = keys.required("orders");
            let orders = orders.and_then(|lines| OrderLines::read(lines, profile, CampaignNeed::Optional));
            let management = optional(keys, "management", |rows| rows.list_of(Agreement::read));
            let organisations = optional(keys, "organisations", |rows| rows.list_of(Organisations::read_row));
            Query::SplitOrders {
                orders: orders?,
                management: management.ok()?.unwrap_or_default(),
                organisations: organisations.ok()?.unwrap_or_default(),
            }
        }
        Name::Snapshot => Query::Snapshot,
        Name::Events => {
            let after = keys.optional("after").map(|after| {
                after.checked(|number| {
                    u32::try_from(number)
                        .map_err(|_| format!("{number} is no event's number: allowed is 0 or more"))
                })
            });
            Query::Events { after: after.map_or(Some(None), |after| after.map(Some))? }
        }
        Name::Version => Query::Version,
        Name::Id => Query::Id,
        Name::Agency => Query::Agency,
        Name::Called => Query::Name,
        Name::LastAt => Query::LastAt,
    })
}

const TABS: [(&str, Status); 5] = [
    ("pending", Status::Pending),
    ("approved", Status::Approved),
    ("rejected", Status::Rejected),
    ("pending_closed", Status::PendingClosed),
    ("closed", Status::Closed),
];

/// A page, where a tab is named: from its first registration on, as many as there are, where nothing else is said.
fn page(keys: &mut Object<'_>) -> Result<Option<Page>, Unread> {
    let number = |value: Value<'_>| {
        value.checked(|number| {
            let number =
                u64::try_from(number).map_err(|_| format!("{number} is negative: allowed is 0 or more"))?;
            Ok(usize::try_from(number).unwrap_or(usize::MAX))
        })
    };
    let tab = optional(keys, "tab", |tab| tab.word(&TABS));
    let (first, count) = (optional(keys, "first", number), optional(keys, "count", number));
    if matches!(tab, Ok(None)) {
        for (key, given) in [("first", &first), ("count", &count)] {
            if matches!(given, Ok(Some(_))) {
                keys.fault_at(key, "a page is one of a `tab`: name it");
            }
        }
    }
    let (first, count) = (first?.unwrap_or(0), count?.unwrap_or(usize::MAX));
    Ok(tab?.map(|tab| Page { tab, first, count }))
}

fn at(keys: &mut Object<'_>) -> Option<Instant> {
    keys.required("at").and_then(Instant::read)
}

fn shop(keys: &mut Object<'_>) -> Option<ShopCode> {
    keys.required("shop").and_then(|shop| shop.parsed(ShopCode::new))
}

fn orders(keys: &mut Object<'_>, profile: &Profile) -> Option<OrderLines> {
    keys.optional("orders").map_or_else(
        || Some(OrderLines::default()),
        |lines| OrderLines::read(lines, profile, CampaignNeed::Optional),
    )
}
