//! Hostile JSON through the check door: a violation or a clear error, in bounded time.

use std::time::{Duration, Instant};

use partner_campaigns::{JSON_BYTES_MAX, Profile, VIOLATIONS_MAX, check, check_json, check_request_json};

fn draft(sellers: &str) -> String {
    format!(
        r#"{{"at": "2026-04-01T00:00:00Z", "draft": {{"market": "US", "time_zone": "UTC", "name": "n",
        "description": "d", "registration_period": {{"first_day": "2026-05-01", "last_day": "2026-05-31"}},
        "campaign_period": {{"first_day": "2026-05-01", "last_day": "2026-07-31"}}, "sellers": {sellers},
        "contact": {{"line": "l"}}}}}}"#
    )
}

/// The answer, which must come in time.
fn answer(text: &str) -> String {
    let begun = Instant::now();
    let answer = check_json(text, &Profile::guide());
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(20), "{took:?} for {} bytes", text.len());
    answer
}

fn refused(text: &str, path: &str, message: &str) {
    let answer = answer(text);
    let wanted = format!(r#"{{"invalid":[{{"message":"{message}","path":"{path}"}}]}}"#);
    assert_eq!(answer, wanted);
}

#[test]
fn a_million_shop_codes() {
    let codes: Vec<String> = (0..1_000_000).map(|number| format!("\"S{number}\"")).collect();
    let text = draft(&format!(r#"{{"shop_codes": [{}]}}"#, codes.join(",")));
    refused(&text, "/draft/sellers/shop_codes", "more than 100000 items or keys");
}

#[test]
fn a_hundred_thousand_repeated_and_malformed_shop_codes() {
    let text = draft(&format!(r#"{{"shop_codes": [{}]}}"#, vec!["\"\""; 100_000].join(",")));
    let found = check(&text, &Profile::guide()).map(|found| found.violations().len());
    assert_eq!(found, Ok(VIOLATIONS_MAX + 1), "the first of them, and that there are more");
}

#[test]
fn a_hundred_megabytes() {
    let text = " ".repeat(100 << 20);
    let message = format!("104857600 bytes of JSON: at most {JSON_BYTES_MAX} are read");
    refused(&text, "", &message);
    let long = "x".repeat(JSON_BYTES_MAX - 1000);
    let answer = answer(&draft(&format!("\"{long}\"")));
    assert!(answer.len() < 300, "what is shown of a long text is cut");
}

#[test]
fn deep_nesting() {
    refused(&"[".repeat(1 << 20), &"/0".repeat(32), "nested deeper than 32 levels");
    let objects = r#"{"a":"#.repeat(1 << 20);
    refused(&objects, &"/a".repeat(32), "nested deeper than 32 levels");
}

#[test]
fn keys_without_end() {
    let many: Vec<String> = (0..200_000).map(|number| format!("\"k{number}\":0")).collect();
    refused(&format!("{{{}}}", many.join(",")), "", "more than 100000 items or keys");
    let same = vec!["\"k\":0"; 900_000].join(",");
    let answer = answer(&format!("{{{same}}}"));
    assert_eq!(answer.matches("more than once").count(), 1, "one place is told once");
    let long = format!(r#"{{"{}":0}}"#, "~".repeat(1 << 20));
    assert!(self::answer(&long).len() < 1000);
}

#[test]
fn numbers_text_and_emoji() {
    let out_of_range = answer(r#"{"at": "2026-04-01T00:00:00Z", "draft": {"rate_requirement_bps": 1e400}}"#);
    assert!(out_of_range.contains(r#""path":"/draft/rate_requirement_bps""#), "{out_of_range}");
    let digits = format!(r#"{{"at": {}}}"#, "9".repeat(1 << 20));
    assert!(answer(&digits).len() < 400);
    let text = draft(r#"{"shop_codes": ["A\u0000", "\ud83d\ude00", 1729384756019283746]}"#);
    assert!(answer(&text).contains("the number `1729384756019283746`"));
    let text =
        draft(r#"{"shop_codes": ["A\u0000", "\ud83d\ude00"]}"#).replace("\"n\"", "\"N\\u0000 \u{1f600}\"");
    let found = check(&text, &Profile::guide()).map(|found| {
        found.violations().iter().map(|one| format!("{} {}", one.rule().code, one.path())).collect::<Vec<_>>()
    });
    let expected =
        ["C007 /draft/sellers/shop_codes/0".to_owned(), "C007 /draft/sellers/shop_codes/1".to_owned()];
    assert_eq!(found, Ok(expected.to_vec()));
    for broken in
        ["\u{0}", "{\"at\": \"\u{0}\"}", "\"\\ud800\"", "nul", "{]", "[1,]", "{\"a\":1,}", "'a'", "1 2"]
    {
        assert!(answer(broken).starts_with(r#"{"invalid":[{"message":"not JSON: "#), "{broken:?}");
    }
}

#[test]
fn a_request_beside_nonsense() {
    let ask =
        |body: &str, zone: &str, at: &str| check_request_json(body, "US", zone, at, &Profile::open_api());
    assert!(ask("{}", "Mars/Olympus", "2026-04-01T00:00:00Z").contains("`Mars/Olympus` is no time zone"));
    assert!(ask("{}", "UTC", "yesterday").contains("`yesterday` is no instant"));
    for seconds in [
        "-62135596801",
        "253402300800",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551615",
    ] {
        let body = format!(r#"{{"campaign_start_time": 0, "campaign_end_time": {seconds}}}"#);
        let answer = ask(&body, "UTC", "2026-04-01T00:00:00Z");
        assert!(answer.starts_with(r#"{"invalid""#) && answer.contains("Unix seconds"), "{answer}");
    }
}
