//! The schema of a snapshot, as the library writes it.
//!
//! It cannot say that numbers name what is there, nor that flat arrays alternate: `Campaign::load` checks both.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use super::command::actor;
use crate::campaign::{Draft, SNAPSHOT_SCHEMA, Step};
use crate::profile::Profile;
use crate::value::id::{AgencyId, CampaignId, CreatorId, ProductId, ShopCode};
use crate::value::instant::Instant;
use crate::value::rate::WHOLE_BPS;

/// Stands for the text of `Campaign::snapshot`.
pub(super) struct Snapshot;

impl JsonSchema for Snapshot {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Snapshot".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let profile = json!(generator.subschema_for::<Profile>());
        let campaign = campaign(generator);
        let mut whole = object(&[
            (
                "campaign",
                json!({ "anyOf": [campaign, { "type": "null" }], "description": "Null before `create_campaign`." }),
            ),
            (
                "engine",
                json!({ "type": "string", "description": "The version of the engine that wrote it." }),
            ),
            ("profile", profile),
            ("schema", json!({ "const": SNAPSHOT_SCHEMA, "description": "The form of snapshots." })),
        ]);
        if let Some(keys) = whole.as_object_mut() {
            let about = "A campaign with its whole history, by numbers of events, products, creators and actors: their places in \
                         `journal`, `registrations`, `creators` and `actors`, from 0 on. Lists are numbered from 1 on.";
            keys.insert("description".to_owned(), json!(about));
        }
        Schema::try_from(whole).unwrap_or_default()
    }
}

fn campaign(generator: &mut SchemaGenerator) -> Value {
    let instant = json!(generator.subschema_for::<Instant>());
    let (text, flag) = (json!({ "type": "string" }), json!({ "type": "boolean" }));
    object(&[
        ("actors", list(&actor(generator))),
        ("agency", json!(generator.subschema_for::<AgencyId>())),
        ("agency_name", text),
        ("creators", list(&json!(generator.subschema_for::<CreatorId>()))),
        ("details", json!(generator.subschema_for::<Draft>())),
        ("ever_published", flag.clone()),
        ("id", json!(generator.subschema_for::<CampaignId>())),
        (
            "items",
            about(
                "What creators took up: creator, product, list (0 is the product's own link), entry of the list, event that \
                 added it, event that ended it.",
                &list(&tuple(&[number(), number(), number(), number(), number(), or_null(&number())])),
            ),
        ),
        ("journal", about("Each event: when, and by which actor.", &list(&tuple(&[instant, number()])))),
        ("lists", list(&product_list())),
        ("published", flag),
        ("registrations", list(&registration(generator))),
    ])
}

fn product_list() -> Value {
    let run = json!({ "type": "array", "items": number(), "minItems": 3 });
    object(&[
        ("deleted", about("The event.", &or_null(&number()))),
        (
            "entries",
            about("Of each event that added some: event, product, bps, product, bps ...", &list(&run)),
        ),
        ("later", about("Later rates: entry, event, bps.", &list(&tuple(&[number(), number(), bps()])))),
        ("name", json!({ "type": "string" })),
        ("removed", about("Entry, event.", &list(&tuple(&[number(), number()])))),
    ])
}

fn registration(generator: &mut SchemaGenerator) -> Value {
    let rates =
        about("Event, bps, event, bps ...", &json!({ "type": "array", "items": number(), "minItems": 2 }));
    let rejection = object(&[
        ("may_register_again", json!({ "type": "boolean" })),
        ("note", or_null(&json!({ "type": "string" }))),
        ("reasons", list(&json!({ "type": "string" }))),
    ]);
    let plain =
        [Step::Approved, Step::ClosureRequested, Step::ClosureRejected, Step::ClosureApproved, Step::Removed];
    let step = json!({ "oneOf": [
        tuple(&[number(), json!({ "enum": plain.map(|step| step.word()) })]),
        tuple(&[number(), json!({ "const": "rejected" }), rejection]),
    ]});
    let attempt = object(&[("rates", rates.clone()), ("steps", list(&step))]);
    object(&[
        ("attempts", about("The times that it was registered.", &list(&attempt))),
        ("creator_rate", or_null(&rates)),
        ("exported", about("The event that exported its link.", &or_null(&number()))),
        ("product", json!(generator.subschema_for::<ProductId>())),
        ("shop", json!(generator.subschema_for::<ShopCode>())),
    ])
}

fn number() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX })
}

fn bps() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": WHOLE_BPS })
}

fn object(keys: &[(&str, Value)]) -> Value {
    let properties: serde_json::Map<_, _> =
        keys.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())).collect();
    let required: Vec<_> = keys.iter().map(|(key, _)| *key).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn tuple(items: &[Value]) -> Value {
    json!({ "type": "array", "prefixItems": items, "items": false, "minItems": items.len() })
}

fn or_null(schema: &Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn about(text: &str, schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(keys) = schema.as_object_mut() {
        keys.insert("description".to_owned(), json!(text));
    }
    schema
}
