//! What a shop sees of a campaign: its own products. No type here has a field of a creator.

use hashbrown::HashMap;
use serde::Serialize;

use super::card::Card;
use super::figures::{Added, Figures, OrderTotals, Sums};
use super::orders::OrderLines;
use crate::campaign::{Attempt, Campaign, Clock, Registration, Standing, State, hidden_from};
use crate::value::id::{ProductId, ShopCode};
use crate::value::instant::Instant;
use crate::value::policy::Policy;
use crate::value::rate::Rate;
use crate::violation::Violations;

/// The campaign as one shop sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct SellerView {
    /// Its details.
    pub campaign: Card,
    /// The shop's products on their tabs, in the order of first registration, and their performance.
    pub tabs: SellerTabs,
}

/// The five tabs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct SellerTabs {
    /// Waiting for the agency.
    pub pending: Vec<SellerProduct>,
    /// Approved, and those whose closing the agency has not decided.
    pub ongoing: Vec<SellerProduct>,
    /// Rejected, with the reason.
    pub rejected: Vec<SellerProduct>,
    /// Closed.
    pub closed: Vec<SellerProduct>,
    /// Figures by product.
    pub performance: Vec<Performance>,
}

/// One of the shop's products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct SellerProduct {
    /// The product.
    pub product: ProductId,
    /// Where it stands.
    pub status: &'static str,
    /// What the shop pays.
    #[serde(rename = "total_rate_bps")]
    pub total_rate: Rate,
    /// When it was first registered.
    pub registered_at: Option<Instant>,
    /// Why the agency rejected it; none unless it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<String>>,
    /// What the agency wrote beside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether Re-register is open now; none unless it is rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register_again_open: Option<bool>,
    /// Why it is closed: `agreed`, `removed` or `campaign_over`; none unless it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_because: Option<&'static str>,
}

/// One product's figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Performance {
    /// The product.
    pub product: ProductId,
    /// What the shop pays.
    #[serde(rename = "total_rate_bps")]
    pub total_rate: Rate,
    /// How many order lines there are, but for those that are void or fully refunded.
    pub orders: u64,
    /// How many are void or fully refunded: they are in no other figure.
    pub orders_void: u64,
    /// The sums, one for each currency, by its code.
    pub totals: Vec<ProductTotals>,
}

/// One product's sums in one currency, in its minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct ProductTotals {
    /// ISO 4217.
    pub currency: String,
    /// How many order lines.
    pub orders: u64,
    /// How many pieces; null where no line says.
    pub quantity: Option<u64>,
    /// What commission is due on, net of refunds.
    pub base_minor: i128,
    /// What the shop pays, for agency and creator together, each line at the rate of its time; null where no rate held for any.
    pub commission_minor: Option<i128>,
}

/// What of the sums is the seller's business.
impl From<OrderTotals> for ProductTotals {
    fn from(totals: OrderTotals) -> Self {
        let OrderTotals { currency, orders, quantity, base_minor, commission_minor, .. } = totals;
        Self { currency, orders, quantity, base_minor, commission_minor }
    }
}

impl Campaign {
    /// What a shop sees at a time, with the figures of these orders; none before `create_campaign`.
    ///
    /// # Errors
    /// R001 or R003 where the shop may not see the campaign: it is not open to it, and the shop has no registration in it.
    pub fn seller_view(
        &self,
        shop: &ShopCode,
        at: Instant,
        orders: &OrderLines,
    ) -> Result<Option<SellerView>, Violations> {
        let Some(state) = self.state() else { return Ok(None) };
        if !state.has_registered(shop) {
            Violations::check(hidden_from(state, shop, "/query", "/shop"))?;
        }
        let clock = state.clock(at);
        let mut tabs = SellerTabs::default();
        let own = own_registrations(state, shop);
        for registration in &own {
            let product = product(state, registration, shop, at, clock);
            match registration.latest.standing().read(clock) {
                Standing::Pending => tabs.pending.push(product),
                Standing::Approved | Standing::PendingClosed => tabs.ongoing.push(product),
                Standing::Rejected(_) => tabs.rejected.push(product),
                Standing::Closed(_) => tabs.closed.push(product),
            }
        }
        tabs.performance = performance(state, shop, &own, orders, self.profile().policy());
        Ok(Some(SellerView { campaign: Card::of(state, at), tabs }))
    }
}

/// A product that a shop registered, by the shop's own first and latest attempt, whoever came since.
struct Own<'a> {
    registration: &'a Registration,
    first: &'a Attempt,
    latest: &'a Attempt,
}

/// A shop's products in the order in which it first registered them.
fn own_registrations<'a>(state: &'a State, shop: &ShopCode) -> Vec<Own<'a>> {
    let own = |registration: &'a Registration| {
        let is_own = |attempt: &&Attempt| attempt.shop == *shop;
        let first = registration.attempts().find(is_own)?;
        let latest = registration.attempts().rev().find(is_own)?;
        Some(Own { registration, first, latest })
    };
    let mut found: Vec<_> = state.registrations().iter().filter_map(own).collect();
    found.sort_by_key(|own| own.first.rates.first().event); // stable: those of one event stay in their order
    found
}

fn product(state: &State, own: &Own<'_>, shop: &ShopCode, at: Instant, clock: Clock) -> SellerProduct {
    let Own { registration, first, latest } = own;
    let standing = latest.standing().read(clock);
    let rejection = match standing {
        Standing::Rejected(rejection) => Some(rejection),
        _ => None,
    };
    let open = state.registration_open(at) && state.invites(shop) && registration.shop() == shop;
    SellerProduct {
        product: registration.product.clone(),
        status: standing.status().word(),
        total_rate: latest.total(),
        registered_at: state.journal.at(first.rates.first().event),
        reasons: rejection.map(|rejection| rejection.reasons.clone()),
        note: rejection.and_then(|rejection| rejection.note.clone()),
        register_again_open: rejection.map(|rejection| rejection.may_register_again && open),
        closed_because: match standing {
            Standing::Closed(why) => Some(why.word()),
            _ => None,
        },
    }
}

fn performance(
    state: &State,
    shop: &ShopCode,
    own: &[Own<'_>],
    orders: &OrderLines,
    policy: Policy,
) -> Vec<Performance> {
    let mut sums: HashMap<&ProductId, Sums<'_>> = HashMap::new();
    for (line, agreed) in orders.of_shop(state, shop) {
        sums.entry(&line.product_id).or_default().add(Added::of_seller(line, &agreed, policy));
    }
    let mut figures = |Own { registration, latest, .. }: &Own<'_>| {
        let Figures { orders, orders_void, totals } =
            sums.remove(&registration.product).unwrap_or_default().figures();
        Performance {
            product: registration.product.clone(),
            total_rate: latest.total(),
            orders,
            orders_void,
            totals: totals.into_iter().map(ProductTotals::from).collect(),
        }
    };
    own.iter().map(&mut figures).collect()
}
