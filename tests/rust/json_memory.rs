//! Memory that follows the text: every JSON door under every hostile shape, measured by an allocator that counts.
#![expect(unsafe_code, reason = "an allocator, and the C doors")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use partner_campaigns::{
    Campaign, Event, FAULTS_MAX, OrderLines, Profile, check_json, check_request_json, marketplace_json,
    shop_codes,
};
use partner_campaigns_ffi::campaign::{pc_campaign_load, pc_campaign_replay};
use partner_campaigns_ffi::check::pc_shop_codes_json;
use partner_campaigns_ffi::error::{pc_error, pc_error_free, pc_error_message};
use partner_campaigns_ffi::text::{pc_text, pc_text_free, pc_text_view};

/// The system's, counting the bytes that are asked for. A block that grows counts twice while it does.
struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
/// The counters are everybody's.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

// SAFETY: everything is the system allocator's; the counters own nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(live, Relaxed);
        // SAFETY: the same contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the same contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What a door may take at its highest, in bytes for each byte of text, and beside it: what it holds itself, and what it
/// tells of a hundred faults or a thousand violations.
const FACTOR: usize = 20;
const BESIDE: usize = 3 << 19;

fn peak<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = LIVE.load(Relaxed);
    PEAK.store(before, Relaxed);
    let made = work();
    (PEAK.load(Relaxed) - before, made)
}

/// Of a shape, in bytes.
const SIZE: usize = 1 << 17;

fn repeated(open: &str, one: &str, between: &str, close: &str) -> String {
    let count = SIZE / (one.len() + between.len());
    format!("{open}{}{close}", vec![one; count].join(between))
}

fn keys(value: &str) -> String {
    let count = SIZE / (value.len() + 9);
    let each: Vec<String> = (0..count).map(|number| format!("\"{number:x}\":{value}")).collect();
    format!("{{{}}}", each.join(","))
}

/// Whole documents that say nothing, and as little of it as can be said in many pieces.
fn shapes() -> Vec<(&'static str, String)> {
    let long = "k".repeat(63);
    let (open, close) = (format!("{{\"{long}\":").repeat(30), "}".repeat(30));
    vec![
        ("nested keys, repeated key", format!("{open}{}{close}", repeated("{", "\"\":1", ",", "}"))),
        ("nested keys, numbers", format!("{open}{}{close}", repeated("[", "1", ",", "]"))),
        ("nested keys, many keys", format!("{open}{}{close}", keys("{}"))),
        ("empty objects", repeated("[", "{}", ",", "]")),
        ("empty arrays", repeated("[", "[]", ",", "]")),
        ("arrays of objects", repeated("[", "[{},{},{},{},{},{},{},{}]", ",", "]")),
        ("numbers", repeated("[", "1", ",", "]")),
        ("numbers in lists", repeated("[", &format!("[{}1]", "1,".repeat(900)), ",", "]")),
        ("large numbers", repeated("[", "18446744073709551615", ",", "]")),
        ("empty texts", repeated("[", "\"\"", ",", "]")),
        ("short texts", repeated("[", "\"a\"", ",", "]")),
        ("escaped texts", repeated("[", r#""\u0000\n""#, ",", "]")),
        ("one long text", format!("\"{}\"", "x".repeat(SIZE))),
        ("one long escaped text", format!("\"{}\"", r"\u0001".repeat(SIZE / 6))),
        ("one long key", format!("{{\"{}\":0}}", "~".repeat(SIZE))),
        ("many keys", keys("0")),
        ("repeated keys", repeated("{", "\"k\":0", ",", "}")),
        ("two of each key", {
            let half = keys("0");
            format!("{},{}", half.trim_end_matches('}'), half.trim_start_matches('{'))
        }),
        ("deep arrays", "[".repeat(SIZE)),
        ("deep objects", "{\"a\":".repeat(SIZE / 5)),
        ("white space", " ".repeat(SIZE)),
        ("no JSON", "nul".repeat(SIZE / 3)),
        ("codes", "a,".repeat(SIZE / 2)),
    ]
}

/// What a door makes of a shape where it stands at each of the places where that door has values.
struct Door {
    name: &'static str,
    /// Texts around a shape; the first takes it alone.
    around: Vec<(String, String)>,
    answer: fn(&str) -> String,
}

fn around(templates: &[&str]) -> Vec<(String, String)> {
    let split = |one: &&str| one.split_once("HERE").map(|(front, back)| (front.to_owned(), back.to_owned()));
    templates.iter().filter_map(split).collect()
}

fn told<T, E: ToString>(outcome: Result<T, E>) -> String {
    outcome.map_or_else(|error| error.to_string(), |_| String::new())
}

/// The message of a C door that fails, or its text.
fn through_c(call: impl FnOnce(*mut *mut pc_text, *mut *mut pc_error)) -> String {
    let (mut text, mut error) = (std::ptr::null_mut(), std::ptr::null_mut());
    call(&raw mut text, &raw mut error);
    // SAFETY: handles of the library's, or NULL; each is read while it lives, and freed once.
    unsafe {
        let view = if error.is_null() { pc_text_view(text) } else { pc_error_message(error) };
        let bytes = std::slice::from_raw_parts(view.data.cast::<u8>(), view.length);
        let made = String::from_utf8_lossy(bytes).into_owned();
        pc_text_free(text);
        pc_error_free(error);
        made
    }
}

#[expect(clippy::too_many_lines, reason = "a table, door by door")]
fn doors() -> Vec<Door> {
    let command = r#""by":{"agency":"A-1"},"at":"2026-05-02T12:00:00Z""#;
    let account = r#""agency":"A-1","name":"n","market":"US","tax":{"form":"w9"},"bank":{"status":"linked"}"#;
    let period = r#"{"first_day":"2026-05-01","last_day":"2026-07-31"}"#;
    let draft = format!(
        r#""market":"US","time_zone":"UTC","name":"n","description":"d","registration_period":{period},"campaign_period":{period}"#
    );
    let with = |templates: &[String]| {
        let templates: Vec<&str> = templates.iter().map(String::as_str).collect();
        around(&[&["HERE"], &templates[..]].concat())
    };
    vec![
        Door {
            name: "check",
            around: with(&[
                format!(r#"{{"at":"2026-05-01T00:00:00Z","draft":{{{draft},"sellers":{{"shop_codes":HERE}}}}}}"#),
                format!(r#"{{"at":"2026-05-01T00:00:00Z","draft":{{{draft},"contact":HERE}}}}"#),
                format!(r#"{{"at":"2026-05-01T00:00:00Z","draft":{{{draft},"description":HERE}}}}"#),
                format!(r#"{{"at":"2026-05-01T00:00:00Z","account":{{{account},"categories":HERE}}}}"#),
                r#"{"at":HERE}"#.to_owned(),
            ]),
            answer: |text| check_json(text, &Profile::guide()),
        },
        Door {
            name: "request",
            around: with(&[
                r#"{"name":"n","target_shop_codes":HERE}"#.to_owned(),
                r#"{"name":"n","target_seller_types":HERE}"#.to_owned(),
                r#"{"contact_info":HERE}"#.to_owned(),
                r#"{"campaign_start_time":HERE,"campaign_end_time":1}"#.to_owned(),
            ]),
            answer: |text| check_request_json(text, "US", "UTC", "2026-05-01T00:00:00Z", &Profile::open_api()),
        },
        Door {
            name: "execute",
            around: with(&[
                format!(r#"{{"command":"approve",{command},"products":HERE}}"#),
                format!(r#"{{"command":"register_products",{command},"products":HERE}}"#),
                format!(r#"{{"command":"create_list",{command},"name":"n","items":HERE}}"#),
                format!(r#"{{"command":"reject",{command},"products":["p"],"reasons":HERE,"may_register_again":true}}"#),
                format!(r#"{{"command":HERE,{command}}}"#),
                format!(r#"{{"command":"edit_campaign",{command},"changes":{{"sellers":{{"shop_codes":HERE}}}}}}"#),
                r#"{"command":"add_to_showcase","by":{"creator":"c"},"at":"2026-05-02T12:00:00Z","link":HERE,"products":"all","terms_accepted":true}"#.to_owned(),
            ]),
            answer: |text| campaign().execute_json(text),
        },
        Door {
            name: "create",
            around: with(&[format!(
                r#"{{"command":"create_campaign",{command},"id":"C-1","account":{{{account},"categories":["content_management"]}},"draft":{{{draft},"sellers":{{"shop_codes":HERE}}}}}}"#
            )]),
            answer: |text| Campaign::new(Profile::guide()).decide_json(text),
        },
        Door {
            name: "query",
            around: with(&[
                r#"{"query":"creator_view","creator":"c","at":"2026-05-02T12:00:00Z","orders":HERE}"#.to_owned(),
                r#"{"query":"resolve_link","at":"2026-05-02T12:00:00Z","link":HERE}"#.to_owned(),
                r#"{"query":"link_of","product":"p","base_url":HERE}"#.to_owned(),
            ]),
            answer: |text| campaign().query_json(text),
        },
        Door {
            name: "orders",
            around: with(&[
                r#"[{"order_id":"o","product_id":"p","currency":HERE,"base_minor":1}]"#.to_owned(),
                r#"[{"order_id":"o","product_id":"p","currency":"USD","base_minor":1,"status":HERE}]"#.to_owned(),
            ]),
            answer: |text| told(OrderLines::from_json(text, &Profile::guide())),
        },
        Door {
            name: "event",
            around: with(&[format!(r#"{{"event":"products_rejected",{command},"products":[],"reasons":HERE}}"#)]),
            answer: |text| told(Event::from_json(text)),
        },
        Door {
            name: "replay",
            around: with(&[
                "[HERE]".to_owned(),
                format!(r#"[{{"event":"products_registered",{command},"products":HERE}}]"#),
                format!(r#"[{{"event":"links_exported",{command},"links":HERE}}]"#),
            ]),
            answer: |text| told(Campaign::replay_json(Profile::guide(), text)),
        },
        Door {
            name: "snapshot",
            around: with(&[
                r#"{"campaign":null,"engine":"0","profile":HERE,"schema":1}"#.to_owned(),
                r#"{"campaign":null,"engine":HERE,"profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"actors":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"creators":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"details":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"items":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"journal":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"lists":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"lists":[{"entries":HERE}]},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"registrations":[{"attempts":[{"rates":HERE}]}]},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"registrations":[{"attempts":[{"steps":HERE}]}]},"engine":"0","profile":{},"schema":1}"#.to_owned(),
            ]),
            answer: |text| told(Campaign::load(text)),
        },
        Door {
            name: "profile",
            around: with(&[r#"{"id":"p","minor_units":HERE}"#.to_owned(), r#"{"id":HERE}"#.to_owned()]),
            answer: |text| told(Profile::from_name_or_json(text)),
        },
        Door {
            name: "marketplace",
            around: with(&[
                r#"{"shop":"S","at":"2026-05-02T12:00:00Z","query":HERE}"#.to_owned(),
                r#"{"shop":HERE,"at":"2026-05-02T12:00:00Z"}"#.to_owned(),
            ]),
            answer: |text| told(marketplace_json(&[&campaign()], text)),
        },
        Door { name: "shop codes", around: with(&[]), answer: |text| told(shop_codes(text)) },
        Door {
            name: "shop codes in C",
            around: with(&[]),
            answer: |text| {
                // SAFETY: a text with its length, and places for what comes out.
                through_c(|answer, error| unsafe {
                    pc_shop_codes_json(text.as_ptr().cast(), text.len(), answer, error);
                })
            },
        },
        Door {
            name: "replay in C",
            around: with(&[]),
            answer: |text| {
                let mut campaign = std::ptr::null_mut();
                // SAFETY: as above; nothing is made of a text that is no history.
                through_c(|_, error| unsafe {
                    let none = std::ptr::null();
                    pc_campaign_replay(text.as_ptr().cast(), text.len(), none, 0, &raw mut campaign, error);
                })
            },
        },
        Door {
            name: "snapshot in C",
            around: with(&[]),
            answer: |text| {
                let mut campaign = std::ptr::null_mut();
                // SAFETY: as above.
                through_c(|_, error| unsafe {
                    pc_campaign_load(text.as_ptr().cast(), text.len(), &raw mut campaign, error);
                })
            },
        },
    ]
}

fn campaign() -> Campaign {
    let mut campaign = Campaign::new(Profile::guide());
    let outcome = campaign.execute_json(
        r#"{"command":"create_campaign","by":{"agency":"A-1"},"at":"2026-05-02T12:00:00Z","id":"C-1",
        "account":{"agency":"A-1","name":"n","market":"US","categories":["content_management"],
            "tax":{"form":"w9","legal_name":"l","contact":"c","tax_number":"123456789","documents":["d"]},
            "bank":{"status":"linked"}},
        "draft":{"market":"US","time_zone":"UTC","name":"n","description":"d",
            "registration_period":{"first_day":"2026-05-01","last_day":"2026-07-31"},
            "campaign_period":{"first_day":"2026-05-01","last_day":"2026-07-31"},"contact":{"line":"l"}}}"#,
    );
    assert!(outcome.starts_with(r#"{"events""#), "{outcome}");
    campaign
}

#[test]
fn memory_and_answers_follow_the_text() {
    let _one = ONE_AT_A_TIME.lock();
    let shapes = shapes();
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
    let (bytes, told) = peak(|| told(Campaign::replay_json(Profile::guide(), &text)));
    assert!(bytes < 4 * text.len(), "{bytes} bytes for {} of text", text.len());
    assert!(told.len() < 10_000 && told.ends_with("; /: and more: at most 100 faults are told"), "{told}");
}

#[test]
fn a_text_that_is_too_long_costs_nothing() {
    let _one = ONE_AT_A_TIME.lock();
    let text = "{".repeat(100 << 20);
    for door in doors().iter().filter(|door| !["query", "orders", "replay", "snapshot"].contains(&door.name))
    {
        if !door.name.ends_with("in C") || door.name.starts_with("shop codes") {
            let (bytes, answer) = peak(|| (door.answer)(&text));
            assert!(bytes < BESIDE, "{}: {bytes} bytes", door.name);
            assert!(answer.contains("at most 16777216 are read"), "{}: {answer}", door.name);
        }
    }
}
