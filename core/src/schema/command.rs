//! The schema of a command: one shape for each action of the table.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::account::Account;
use crate::campaign::{ACTIONS, Action, ActionRow, Draft, Order};
use crate::value::id::{AgencyId, CampaignId, CreatorId, ProductId, ShopCode};
use crate::value::instant::Instant;

/// A key, its schema, and whether it may be left out.
type Key = (&'static str, Value, Need);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Needed,
    Optional,
}

impl JsonSchema for Order {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Command".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let actor = actor(generator);
        let at = generator.subschema_for::<Instant>();
        let shapes: Vec<_> = ACTIONS
            .iter()
            .map(|row| shape(row, &actor, at.as_value(), keys(row.action, generator)))
            .collect();
        json_schema!({
            "description": "A command: what is asked for, by whom, and when. A value that breaks a rule is well-formed.",
            "oneOf": shapes,
        })
    }
}

fn shape(row: &ActionRow, actor: &Value, at: &Value, keys: Vec<Key>) -> Value {
    let mut properties = Map::new();
    properties.insert("command".to_owned(), json!({ "const": row.word }));
    properties.insert("by".to_owned(), actor.clone());
    properties.insert("at".to_owned(), at.clone());
    let mut required = vec!["command", "by", "at"];
    for (key, schema, need) in keys {
        properties.insert(key.to_owned(), schema);
        required.extend((need == Need::Needed).then_some(key));
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

pub(super) fn actor(generator: &mut SchemaGenerator) -> Value {
    let ids = [
        ("agency", generator.subschema_for::<AgencyId>()),
        ("seller", generator.subschema_for::<ShopCode>()),
        ("creator", generator.subschema_for::<CreatorId>()),
    ];
    let one = |(role, id): (&'static str, Schema)| json!({ "type": "object", "properties": { role: id }, "required": [role], "additionalProperties": false });
    json!({ "oneOf": ids.map(one) })
}

fn keys(action: Action, generator: &mut SchemaGenerator) -> Vec<Key> {
    use Need::{Needed, Optional};
    let product = json!(generator.subschema_for::<ProductId>());
    let ids = || json!({ "type": "array", "items": product });
    let items = |rate: &'static str| {
        json!({ "type": "array", "items": {
            "type": "object",
            "properties": { "product": product, rate: { "type": "integer" } },
            "required": ["product", rate],
            "additionalProperties": false,
        }})
    };
    let (text, list) = (json!({ "type": "string" }), json!({ "type": "integer" }));
    match action {
        Action::CreateCampaign => vec![
            ("id", json!(generator.subschema_for::<CampaignId>()), Needed),
            ("account", json!(generator.subschema_for::<Account>()), Needed),
            ("draft", json!(generator.subschema_for::<Draft>()), Needed),
        ],
        Action::EditCampaign => vec![("changes", changes(generator), Needed)],
        Action::Publish | Action::Unpublish => Vec::new(),
        Action::RegisterProducts | Action::RegisterAgain | Action::ReviseRate => {
            vec![("products", items("total_rate_bps"), Needed)]
        }
        Action::RequestClosure
        | Action::Approve
        | Action::ApproveClosure
        | Action::RejectClosure
        | Action::RemoveProducts
        | Action::RemoveFromShowcase => vec![("products", ids(), Needed)],
        Action::Reject => vec![
            ("products", ids(), Needed),
            ("reasons", json!({ "type": "array", "items": text }), Optional),
            ("note", text, Optional),
            ("may_register_again", json!({ "type": "boolean" }), Needed),
        ],
        Action::SetCreatorRates => vec![("rates", items("creator_rate_bps"), Needed)],
        Action::ExportLinks => vec![("products", ids(), Needed), ("base_url", text, Needed)],
        Action::CreateList => vec![("name", text, Needed), ("items", items("creator_rate_bps"), Needed)],
        Action::RenameList => vec![("list", list, Needed), ("name", text, Needed)],
        Action::DeleteList => vec![("list", list, Needed)],
        Action::AddToList | Action::SetListRates => {
            vec![("list", list, Needed), ("items", items("creator_rate_bps"), Needed)]
        }
        Action::RemoveFromList => vec![("list", list, Needed), ("products", ids(), Needed)],
        Action::AddToShowcase => vec![
            ("link", text, Needed),
            ("products", json!({ "oneOf": [{ "const": "all" }, ids()] }), Needed),
            ("terms_accepted", json!({ "type": "boolean" }), Needed),
            ("current_rates", items("rate_bps"), Optional),
        ],
    }
}

/// A draft whose every key may be left out.
fn changes(generator: &mut SchemaGenerator) -> Value {
    let mut draft = json!(Draft::json_schema(generator));
    if let Some(keys) = draft.as_object_mut() {
        keys.remove("required");
    }
    draft
}
