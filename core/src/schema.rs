//! JSON Schemas (draft 2020-12), generated from the types, of what goes through the JSON door.
//!
//! A schema says what is well-formed: what it refuses, the door refuses as `invalid`, and what it accepts is judged by the
//! rules. Three things it cannot say: that a key stands once, that a day or instant exists, that a time zone exists.

mod answer;
mod command;
mod snapshot;

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::account::{Account, Bank};
use crate::campaign::{Actor, Change, Draft, EVENT_SCHEMA, Order, SellersGiven};
use crate::json::SCHEMA_VERSION;
use crate::profile::Profile;
use crate::value::id::{AgencyId, CampaignId, CreatorId, ProductId, ShopCode};
use crate::value::instant::Instant;
use crate::value::period::{Day, Period, Zone};

/// A text that must look like this.
macro_rules! texts {
    ($($name:ident $about:literal $pattern:literal)+) => {$(
        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "description": $about, "pattern": $pattern })
            }
        }
    )+};
}

texts! {
    AgencyId "An agency's id: 1 to 64 visible ASCII characters." "^[!-~]{1,64}$"
    CampaignId "A campaign's id: 1 to 64 visible ASCII characters." "^[!-~]{1,64}$"
    CreatorId "A creator's id: 1 to 64 visible ASCII characters." "^[!-~]{1,64}$"
    ProductId "A product's id: 1 to 64 visible ASCII characters." "^[!-~]{1,64}$"
    ShopCode "A shop's code: 1 to 64 visible ASCII characters." "^[!-~]{1,64}$"
    Day "A calendar day, years 0001 to 9999." "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
    Instant "A point in time, as RFC 3339 writes it: with an offset, up to nine decimals, no second 60." "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-5][0-9](\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
    Zone "A time zone of the IANA database, as America/Los_Angeles." "^\\s*[A-Za-z0-9_+/-]+\\s*$"
}

impl JsonSchema for Period {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let day = generator.subschema_for::<Day>();
        json_schema!({
            "type": "object",
            "description": "A first and a last day, both included, in the campaign's time zone.",
            "properties": { "first_day": day.clone(), "last_day": day },
            "required": ["first_day", "last_day"],
            "additionalProperties": false,
        })
    }
}

impl JsonSchema for Bank {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Bank".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let since = generator.subschema_for::<Instant>();
        json_schema!({
            "description": "How far the link to the bank account is; `since` is the last attempt to link it.",
            "oneOf": [
                {
                    "type": "object",
                    "properties": { "status": { "enum": ["not_linked", "linked"] } },
                    "required": ["status"],
                    "additionalProperties": false,
                },
                {
                    "type": "object",
                    "properties": { "status": { "const": "under_review" }, "since": since },
                    "required": ["status", "since"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}

impl JsonSchema for SellersGiven {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Sellers".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Which sellers may join: all of them, or the shops with these codes.",
            "oneOf": [
                { "type": "string", "pattern": "^\\s*open\\s*$" },
                {
                    "type": "object",
                    "properties": { "shop_codes": { "type": "array", "items": { "type": "string" } } },
                    "required": ["shop_codes"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}

/// One event.
#[derive(JsonSchema)]
#[schemars(rename = "Event", deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of what is written key by key")]
struct EventShape {
    /// The form of events.
    #[schemars(extend("const" = EVENT_SCHEMA))]
    schema: u32,
    /// Whose campaign's.
    campaign: CampaignId,
    /// Its place among the campaign's events: 1, 2, 3 ...
    #[schemars(range(min = 1))]
    number: u32,
    /// When.
    at: Instant,
    /// Who did it.
    by: Actor,
    /// What happened.
    #[schemars(flatten)]
    change: Change,
}

/// What `check` reads: an account, a draft, or both.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [{"required": ["account"]}, {"required": ["draft"]}]))]
#[expect(dead_code, reason = "the shape of a text that is read key by key")]
struct CheckFile {
    /// When.
    at: Instant,
    /// The agency's account.
    #[schemars(with = "Account", default)]
    account: Option<Account>,
    /// The campaign's draft.
    #[schemars(with = "Draft", default)]
    draft: Option<Draft>,
}

/// One broken rule.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of what is written value by value")]
struct Violation {
    /// The rule's code.
    #[schemars(regex(pattern = "^[A-Z][0-9]{3}$"))]
    rule: String,
    /// The rule's name.
    name: String,
    /// Which value, as a JSON pointer from the root of what was given.
    path: String,
    /// One plain sentence with the offending and the allowed value.
    message: String,
    /// The values of the message, typed.
    params: BTreeMap<String, Param>,
}

/// A typed value.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "the shape of what is written value by value")]
enum Param {
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// Several of them.
    List(Vec<Param>),
}

/// One thing that is malformed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of what is written value by value")]
struct Fault {
    /// Where, as a JSON pointer from the root of what was given.
    path: String,
    /// One plain sentence with what was found and what is expected.
    message: String,
}

/// What `check` answers.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "the shape of what is written value by value")]
enum CheckAnswer {
    /// It could be read: what is wrong with it, or nothing.
    Checked(Box<Checked>),
    /// It could not be read.
    Invalid(Malformed),
}

/// What is wrong, and under which profile.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of what is written value by value")]
struct Checked {
    /// The profile whose bounds were in force.
    profile: ProfileInForce,
    /// Everything that is wrong, in its order.
    violations: Vec<Violation>,
    /// The draft that an Open API request says.
    #[schemars(with = "Draft", default)]
    draft: Option<Draft>,
    /// Paths of an Open API request's fields that are not documented.
    #[schemars(with = "Vec<String>", default)]
    unknown: Option<Vec<String>>,
    /// Paths of an Open API request's fields that a draft has no key for.
    #[schemars(with = "Vec<String>", default)]
    not_carried: Option<Vec<String>>,
}

/// What could not be read.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of what is written value by value")]
struct Malformed {
    /// Everything that is malformed, in its order.
    #[schemars(length(min = 1))]
    invalid: Vec<Fault>,
}

/// A profile by name and digest.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the shape of what is written value by value")]
struct ProfileInForce {
    /// Its name.
    id: String,
    /// SHA-256 of its canonical JSON.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    sha256: String,
}

/// Each schema with its name: the text of `docs/schemas/NAME.schema.json`.
#[must_use]
pub fn schemas() -> Vec<(&'static str, String)> {
    let mut all = vec![
        text::<Account>("account"),
        text::<Draft>("draft"),
        text::<Profile>("profile"),
        text::<Violation>("violation"),
        text::<CheckFile>("check"),
        text::<CheckAnswer>("check_answer"),
        text::<EventShape>("event"),
        text::<Order>("command"),
        text::<snapshot::Snapshot>("snapshot"),
        text::<answer::OrderLine>("order_line"),
        text::<answer::Query>("query"),
    ];
    all.extend(answer::answers());
    all
}

fn text<T: JsonSchema>(name: &'static str) -> (&'static str, String) {
    told(name, SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>())
}

fn told(name: &'static str, mut schema: Schema) -> (&'static str, String) {
    let id = format!("urn:partner-campaigns:schema:{SCHEMA_VERSION}:{name}");
    schema.insert("$id".to_owned(), json!(id));
    schema.insert("title".to_owned(), json!(name));
    let mut value = schema.to_value();
    without_formats(&mut value);
    (name, format!("{value:#}\n"))
}

/// "uint16" and its kin are no formats of JSON Schema.
fn without_formats(value: &mut Value) {
    match value {
        Value::Object(keys) => {
            if keys.get("format").is_some_and(Value::is_string) {
                keys.remove("format");
            }
            keys.values_mut().for_each(without_formats);
        }
        Value::Array(items) => items.iter_mut().for_each(without_formats),
        _ => {}
    }
}
