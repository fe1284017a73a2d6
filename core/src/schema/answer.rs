//! The schemas of queries, of the order lines that they take, and of what they answer.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::command::actor;
use crate::campaign::{AgreedRates, Allowed, Phase};
use crate::terms::AgreedTerms;
use crate::value::id::{CampaignId, CreatorId, ProductId, ShopCode};
use crate::value::instant::Instant;
use crate::value::rate::{Rate, WHOLE_BPS};
use crate::view::{
    AgencyView, Card, CreatorOrders, CreatorView, LinkAnswer, Listing, OrderParts, SellerView,
};

/// Each answer with its name.
pub(super) fn answers() -> Vec<(&'static str, String)> {
    vec![
        answer::<AgencyView>("agency_view"),
        answer::<SellerView>("seller_view"),
        answer::<CreatorView>("creator_view"),
        answer::<LinkAnswer>("resolve_link"),
        answer::<Vec<Allowed>>("allowed_actions"),
        answer::<Vec<AgreedTerms>>("terms"),
        answer::<AgreedRates>("agreed_rates"),
        answer::<Vec<OrderParts>>("split_orders"),
        answer::<Vec<Listing>>("marketplace"),
        answer::<Vec<Card>>("campaigns_of"),
        answer::<CreatorOrders>("creator_orders"),
    ]
}

/// The schema of what is written: every key is there but those that are left out where there is nothing to say.
fn answer<T: JsonSchema>(name: &'static str) -> (&'static str, String) {
    super::told(
        name,
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>(),
    )
}

impl JsonSchema for Rate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "description": "Whole basis points: 30% is 3000.", "minimum": 0, "maximum": WHOLE_BPS })
    }
}

impl JsonSchema for Phase {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Phase".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "Where a campaign stands.", "enum": Self::ALL.map(Self::word) })
    }
}

impl JsonSchema for crate::violation::Violation {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        super::Violation::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        super::Violation::json_schema(generator)
    }
}

/// One order line, in the columns of the public words. Amounts are minor units of its currency.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of what is read key by key")]
pub(super) struct OrderLine {
    /// The order.
    order_id: String,
    /// The SKU.
    sku_id: Option<String>,
    /// The product.
    product_id: ProductId,
    /// The campaign; without it a line is of none. Needed where several campaigns are asked.
    campaign_id: Option<CampaignId>,
    /// Who brought the order.
    creator: Option<CreatorId>,
    /// The content that brought it.
    content_id: Option<String>,
    /// When the order was made.
    created_at: Option<Instant>,
    /// ISO 4217.
    #[schemars(regex(pattern = "^[A-Z]{3}$"))]
    currency: String,
    /// What commission is due on, net of refunds.
    #[schemars(range(min = 0))]
    base_minor: i64,
    /// What was paid by the customer.
    gmv_minor: Option<i64>,
    /// Whether it was refunded in full.
    refunded: Option<bool>,
    /// What was refunded of the base.
    #[schemars(range(min = 0))]
    refunded_minor: Option<i64>,
    /// The agency's own rate, as a file says it; queries go by the campaign's.
    agency_rate_bps: Option<Rate>,
    /// The creator rate, as a file says it; queries go by the campaign's.
    creator_rate_bps: Option<Rate>,
    /// The settlement status; a word that means void makes nothing due.
    status: Option<String>,
    /// How many pieces.
    quantity: Option<u32>,
    /// What the agency was paid.
    paid_agency_minor: Option<i64>,
    /// What the creator was paid, before the managing share.
    paid_creator_commission_minor: Option<i64>,
    /// What the creator kept.
    paid_creator_minor: Option<i64>,
    /// What the manager was paid.
    paid_manager_minor: Option<i64>,
    /// Tax withheld from the creator commission.
    tax_minor: Option<i64>,
    /// The payment.
    payment_id: Option<String>,
    /// Which commission it is; campaigns agree on the standard one.
    commission: Option<CommissionWord>,
    /// The file that it stands in.
    file: Option<String>,
    /// The line there.
    #[schemars(range(min = 0))]
    line: Option<i64>,
}

/// A kind of commission.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
#[expect(dead_code, reason = "the shape of what is read key by key")]
enum CommissionWord {
    Standard,
    ShopAds,
}

/// An agreement of a creator with a manager.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of what is read key by key")]
struct AgreementRow {
    /// The creator.
    creator: String,
    /// The managing agency; the campaign's own is its id.
    agency: String,
    /// Its share of the creator commission.
    share_bps: Rate,
    /// Included; null is open.
    valid_from: Option<Instant>,
    /// Excluded; null is open.
    valid_to: Option<Instant>,
}

/// Which organisation a name belongs to.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of what is read key by key")]
struct OrganisationRow {
    /// The name.
    name: String,
    /// The organisation.
    organisation: String,
}

/// Stands for the text that `Campaign::query` reads.
pub(super) struct Query;

impl JsonSchema for Query {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Query".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let at = json!(generator.subschema_for::<Instant>());
        let (shop, creator) =
            (json!(generator.subschema_for::<ShopCode>()), json!(generator.subschema_for::<CreatorId>()));
        let product = json!(generator.subschema_for::<ProductId>());
        let orders = json!({ "type": "array", "items": generator.subschema_for::<OrderLine>() });
        let (text, whole) = (json!({ "type": "string" }), json!({ "type": "integer", "minimum": 0 }));
        let tab = json!({ "enum": ["pending", "approved", "rejected", "pending_closed", "closed"] });
        let management = json!({ "type": "array", "items": generator.subschema_for::<AgreementRow>() });
        let organisations = json!({ "type": "array", "items": generator.subschema_for::<OrganisationRow>() });
        let or_null = |schema: &Value| json!({ "anyOf": [schema, { "type": "null" }] });
        let shapes = [
            shape("link_of", &[("product", &product), ("base_url", &text)], &[]),
            shape("link_of", &[("list", &json!({ "type": "integer" })), ("base_url", &text)], &[]),
            shape("phase", &[("at", &at)], &[]),
            shape("allowed_actions", &[("actor", &actor(generator)), ("at", &at)], &[]),
            shape("agency_view", &[("at", &at)], &[("orders", or_null(&orders))]),
            shape(
                "agency_view",
                &[("at", &at), ("tab", &tab)],
                &[("orders", or_null(&orders)), ("first", or_null(&whole)), ("count", or_null(&whole))],
            ),
            shape("seller_view", &[("shop", &shop), ("at", &at)], &[("orders", orders.clone())]),
            shape("seller_orders_csv", &[("shop", &shop)], &[("orders", orders.clone())]),
            shape("creator_view", &[("creator", &creator), ("at", &at)], &[("orders", orders.clone())]),
            shape(
                "resolve_link",
                &[("link", &text), ("at", &at)],
                &[("terms_accepted", json!({ "type": "boolean" }))],
            ),
            shape("agreed_rates", &[("product", &product), ("at", &at)], &[("creator", or_null(&creator))]),
            shape("agreed_rates", &[("product", &product), ("at", &at), ("link", &text)], &[]),
            shape(
                "split_orders",
                &[("orders", &orders)],
                &[("management", or_null(&management)), ("organisations", or_null(&organisations))],
            ),
            shape("terms", &[], &[]),
            shape("snapshot", &[], &[]),
            shape("events", &[], &[("after", whole)]),
            shape("version", &[], &[]),
            shape("id", &[], &[]),
            shape("agency", &[], &[]),
            shape("name", &[], &[]),
            shape("last_at", &[], &[]),
        ];
        json_schema!({ "description": "A query of one campaign.", "anyOf": shapes })
    }
}

fn shape(name: &str, needed: &[(&str, &Value)], optional: &[(&str, Value)]) -> Value {
    let mut properties = Map::new();
    properties.insert("query".to_owned(), json!({ "const": name }));
    let mut required = vec!["query"];
    for (key, schema) in needed {
        properties.insert((*key).to_owned(), (*schema).clone());
        required.push(key);
    }
    for (key, schema) in optional {
        properties.insert((*key).to_owned(), schema.clone());
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}
