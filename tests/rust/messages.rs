//! Whatever is given, a message shows little of it, and nothing that a terminal, a log or a C string takes for more than text.
#![expect(unsafe_code, reason = "the C doors")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[expect(dead_code, unused_imports, reason = "here no memory is measured")]
mod json_doors;

use json_doors::doors;
use partner_campaigns::{Currency, Day, Instant, Profile, Rate, Zone};
use proptest::prelude::*;
use serde_json::Value;

/// The longest sentence, which lists the commands, and what it quotes; or a path whose letters are all escaped.
const CHARACTERS_MAX: usize = 1000;

fn odd_texts() -> impl Strategy<Value = String> {
    let odd = [
        "\0",
        "\u{1b}[2J",
        "\u{202e}",
        "\u{2028}",
        "\u{85}",
        "\r\n",
        "ż",
        "上",
        "🙂",
        "\"",
        "\\",
        "`",
        "a",
        "9",
        ".",
        " ",
        "{",
        "/",
        "~",
        "; ",
    ];
    let pieces = prop::collection::vec(prop::sample::select(odd.to_vec()), 1..12);
    (pieces, prop::sample::select(vec![1, 9, 90, 900]))
        .prop_map(|(pieces, times)| pieces.concat().repeat(times))
}

fn is_plain(text: &str) -> bool {
    let turns = |letter| matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !text.contains(|letter: char| letter.is_control() || turns(letter))
}

/// Every message in a document.
fn messages(document: &Value, found: &mut Vec<String>) {
    match document {
        Value::Object(keys) => {
            if let Some(Value::String(message)) = keys.get("message") {
                found.push(message.clone());
            }
            keys.values().for_each(|value| messages(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| messages(value, found)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn json_doors_show_little(text in odd_texts()) {
        let quoted = Value::from(text.as_str()).to_string();
        for door in doors() {
            for (front, back) in &door.around {
                for given in [quoted.clone(), format!("{{{quoted}:1}}"), format!("[{quoted},{quoted}]")] {
                    let answer = (door.answer)(&format!("{front}{given}{back}"));
                    let mut told = Vec::new();
                    match serde_json::from_str(&answer) {
                        Ok(document) => messages(&document, &mut told),
                        Err(_) => told.extend(answer.split("; /").map(str::to_owned)),
                    }
                    for message in told {
                        prop_assert!(is_plain(&message), "{}: {message:?}", door.name);
                        let length = message.chars().count();
                        prop_assert!(length <= CHARACTERS_MAX, "{}: {length} characters: {message}", door.name);
                    }
                }
            }
        }
    }

    #[test]
    fn what_reads_a_text_shows_little(text in odd_texts()) {
        let dollars = Currency::of_code("USD").unwrap();
        for message in [
            Currency::of_code(&text).err().map(|error| error.to_string()),
            dollars.parse(&text).err().map(|error| error.to_string()),
            Rate::from_percent(&text).err().map(|error| error.to_string()),
            Day::parse(&text).err().map(|error| error.to_string()),
            Zone::parse(&text).err().map(|error| error.to_string()),
            Instant::parse(&text).err().map(|error| error.to_string()),
            Profile::from_name_or_json(&text).err().map(|error| error.to_string()),
        ] {
            let message = message.unwrap_or_default();
            prop_assert!(is_plain(&message), "{message:?}");
            prop_assert!(message.chars().count() <= CHARACTERS_MAX, "{message}");
        }
    }
}
