//! What the parser says, with no more of the text in it than any message shows.

use std::fmt::Write as _;

use crate::shown::shown;

/// The parser's words. What it quotes stands between the first and the last quotation mark before what it expected.
pub(crate) fn told(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let (front, back) = message.rfind(", expected").map_or((message.as_str(), ""), |at| message.split_at(at));
    let quoted = front.find(['`', '"']).and_then(|first| {
        let open = first.saturating_add(1);
        let last = front.rfind(front.get(first..open)?)?;
        Some((front.get(..open)?, front.get(open..last)?, front.get(last..)?))
    });
    let Some((before, quoted, after)) = quoted else { return message };
    let mut told = String::new();
    let _ = write!(told, "{before}{}{after}{back}", shown(quoted)); // writing to a text does not fail
    told
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[serde(rename = "number")]
        _number: Option<u32>,
    }

    #[test]
    fn what_the_parser_quotes_is_cut_and_the_rest_stays() {
        let said = |text: &str| {
            serde_json::from_str::<Sample>(text).map_or_else(|error| told(&error), |_| String::new())
        };
        assert_eq!(
            said(r#"{"number": "x"}"#),
            r#"invalid type: string "x", expected u32 at line 1 column 14"#
        );
        assert_eq!(said(r#"{"other": 1}"#), "unknown field `other`, expected `number` at line 1 column 8");
        assert_eq!(said("{"), "EOF while parsing an object at line 1 column 1");
        let long = "k`, expected \"".repeat(1000);
        for text in [format!("{{{long:?}: 1}}"), format!("{{\"number\": {long:?}}}")] {
            let told = said(&text);
            assert!(told.len() < 250 && told.contains("...") && told.contains(", expected "), "{told}");
        }
        assert!(!said("{\"a\\u0000\": 1}").contains('\u{0}'));
    }
}
