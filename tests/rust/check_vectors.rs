//! The vectors of the check door: JSON text in, JSON text out.

use std::error::Error;

use partner_campaigns::{Profile, check_json, check_request_json};
use serde_json::{Map, Value, json};

type Outcome = Result<Value, Box<dyn Error>>;

/// A profile by name, or as it is.
pub(crate) fn profile(input: &Value) -> Result<Profile, Box<dyn Error>> {
    let given = &input["profile"];
    Ok(Profile::from_name_or_json(given.as_str().unwrap_or(&given.to_string()))?)
}

/// What a case expects of an answer: the rules and paths, the paths of what is malformed, all of it where it asks for it.
pub(crate) fn expected_part(answer: &str, input: &Value) -> Outcome {
    let told: Value = serde_json::from_str(answer)?;
    let mut made = Map::new();
    if let Some(faults) = told["invalid"].as_array() {
        made.insert("invalid".to_owned(), faults.iter().map(|fault| fault["path"].clone()).collect());
    } else {
        let found = told["violations"].as_array().ok_or("no violations")?;
        let pairs = found.iter().map(|one| json!([one["rule"], one["path"]])).collect();
        made.insert("violations".to_owned(), pairs);
        for key in ["unknown", "not_carried"] {
            made.extend(told.get(key).map(|paths| (key.to_owned(), paths.clone())));
        }
    }
    if let Some(keys) = input["draft_keys"].as_array() {
        let asked =
            keys.iter().filter_map(Value::as_str).map(|key| (key.to_owned(), told["draft"][key].clone()));
        made.insert("draft".to_owned(), Value::Object(asked.collect()));
    }
    if input["whole"] == json!(true) {
        made.insert("answer".to_owned(), json!(answer));
    }
    Ok(Value::Object(made))
}

/// A file, or a text that is none.
pub(crate) fn check_case(input: &Value) -> Outcome {
    let text = input["text"].as_str().map_or_else(|| input["file"].to_string(), str::to_owned);
    expected_part(&check_json(&text, &profile(input)?), input)
}

/// The body of an Open API request, and what is given beside it.
pub(crate) fn request_case(input: &Value) -> Outcome {
    let text = |key: &str| input[key].as_str().ok_or_else(|| format!("no `{key}`"));
    let body = input["body"].to_string();
    let answer =
        check_request_json(&body, text("market")?, text("time_zone")?, text("at")?, &profile(input)?);
    expected_part(&answer, input)
}
