//! Memory that follows the text: every JSON door under every hostile shape, measured by an allocator that counts.
#![expect(unsafe_code, reason = "an allocator, and the C doors")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod json_doors;

use std::sync::Mutex;

use json_doors::{doors, peak, shapes};
use partner_campaigns::{Campaign, FAULTS_MAX, Profile};

/// The counters are everybody's.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What a door may take at its highest, in bytes for each byte of text, and beside it: what it holds itself, and what it
/// tells of a hundred faults or a thousand violations.
const FACTOR: usize = 20;
const BESIDE: usize = 3 << 19;

/// Of a shape, in bytes.
const SIZE: usize = 1 << 17;

#[test]
fn memory_and_answers_follow_the_text() {
    let _one = ONE_AT_A_TIME.lock();
    let shapes = shapes(SIZE);
    let mut wrong = Vec::new();
    let mut worst = (0, String::new());
    for door in doors() {
        for (shape, text) in &shapes {
            for (place, (front, back)) in door.around.iter().enumerate() {
                let text = format!("{front}{text}{back}");
                let (bytes, answer) = peak(|| (door.answer)(&text));
                let hundredths = bytes * 100 / text.len();
                let case = format!("{} {place}: {shape}", door.name);
                if hundredths > worst.0 {
                    worst = (hundredths, case.clone());
                }
                if bytes > FACTOR * text.len() + BESIDE {
                    wrong.push(format!("{case}: {bytes} bytes for {} of text", text.len()));
                }
                if answer.len() > 2 * text.len() + BESIDE {
                    wrong.push(format!("{case}: an answer of {} bytes for {}", answer.len(), text.len()));
                }
                let faults = answer.matches(r#""message":"#).count();
                if answer.starts_with(r#"{"invalid""#) && faults > FAULTS_MAX + 1 {
                    wrong.push(format!("{case}: {faults} faults"));
                }
            }
        }
    }
    println!("most: {}.{:02} times the text ({})", worst.0 / 100, worst.0 % 100, worst.1);
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_history_of_nothing() {
    let _one = ONE_AT_A_TIME.lock();
    let text = format!("[{}]", vec!["{}"; (16 << 20) / 3].join(","));
    let (bytes, outcome) = peak(|| Campaign::replay_json(Profile::guide(), &text));
    assert!(bytes < 4 * text.len(), "{bytes} bytes for {} of text", text.len());
    let told = outcome.unwrap_err().to_string();
    assert!(told.len() < 10_000 && told.ends_with("; /: and more: at most 100 faults are told"), "{told}");
}

#[test]
fn a_text_that_is_too_long_costs_nothing() {
    let _one = ONE_AT_A_TIME.lock();
    let text = "{".repeat(100 << 20);
    // These read whole histories.
    let longer = ["query", "orders", "replay", "snapshot", "stored", "management", "organisations"];
    let reads_longer = |name: &str| longer.contains(&name.trim_end_matches(" in C"));
    for door in doors().iter().filter(|door| !reads_longer(door.name)) {
        let (bytes, answer) = peak(|| (door.answer)(&text));
        assert!(bytes < BESIDE, "{}: {bytes} bytes", door.name);
        assert!(answer.contains("at most 16777216 are read"), "{}: {answer}", door.name);
    }
}
