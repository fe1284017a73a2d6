//! The vectors of the living campaign: commands in, outcomes out; or the answer to a query.

use std::error::Error;

use partner_campaigns::{Campaign, campaigns_of_json, creator_orders_json};
use serde_json::{Value, json};

use crate::check_vectors::{expected_part, profile};

/// A query of one campaign, or of several, after commands that are all accepted.
pub(crate) fn query_case(input: &Value) -> Result<Value, Box<dyn Error>> {
    let mut campaigns = Vec::new();
    for commands in input["campaigns"].as_array().ok_or("no campaigns")? {
        let mut campaign = Campaign::new(profile(input)?);
        for command in commands.as_array().ok_or("no commands")? {
            let outcome = campaign.execute_json(&command.to_string());
            if !outcome.starts_with(r#"{"events":"#) {
                return Err(format!("{command} is refused: {outcome}").into());
            }
        }
        campaigns.push(campaign);
    }
    let all: Vec<&Campaign> = campaigns.iter().collect();
    let (ask, query) = (input["ask"].as_str().ok_or("no `ask`")?, input["query"].to_string());
    let answer = match ask {
        "query" => all.first().ok_or("no campaign")?.query_json(&query),
        "campaigns_of" => campaigns_of_json(&all, &query).unwrap_or_else(|invalid| invalid.to_json()),
        "creator_orders" => creator_orders_json(&all, &query).unwrap_or_else(|invalid| invalid.to_json()),
        other => return Err(format!("unknown `ask`: {other}").into()),
    };
    let told: Value = serde_json::from_str(&answer)?;
    if told.get("invalid").is_some() || told.get("violations").is_some() {
        return expected_part(&answer, input);
    }
    let Some(parts) = input["parts"].as_array() else { return Ok(json!({ "answer": told })) };
    let part = |path: &Value| json!([path, path.as_str().and_then(|path| told.pointer(path))]);
    Ok(json!({ "at": parts.iter().map(part).collect::<Vec<_>>() }))
}

/// Every command but the last is accepted; the last, or the query in its place, has the outcome expected.
pub(crate) fn campaign_case(input: &Value) -> Result<Value, Box<dyn Error>> {
    let mut campaign = Campaign::new(profile(input)?);
    let commands = input["commands"].as_array().ok_or("no commands")?;
    let (last, before) = commands.split_last().ok_or("no command")?;
    for command in before {
        let outcome = campaign.execute_json(&command.to_string());
        if !outcome.starts_with(r#"{"events":"#) {
            return Err(format!("{command} is refused: {outcome}").into());
        }
    }
    if last.get("query").is_some() {
        let answer = campaign.query_json(&last.to_string());
        let refused = answer.starts_with(r#"{"violations":"#) || answer.starts_with(r#"{"invalid":"#);
        return if refused { expected_part(&answer, input) } else { Ok(json!({ "answer": answer })) };
    }
    let answer = campaign.execute_json(&last.to_string());
    let told: Value = serde_json::from_str(&answer)?;
    let Some(events) = told["events"].as_array() else { return expected_part(&answer, input) };
    let warnings = told["warnings"].as_array().ok_or("no warnings")?;
    let pairs: Vec<_> = warnings.iter().map(|one| json!([one["rule"], one["path"]])).collect();
    let mut made = json!({ "events": events.len(), "warnings": pairs });
    if input["whole"] == json!(true) {
        made["answer"] = json!(answer);
    }
    Ok(made)
}
