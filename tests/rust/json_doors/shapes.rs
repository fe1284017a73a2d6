//! Texts that would take much to read for what they say.

fn repeated(size: usize, open: &str, one: &str, between: &str, close: &str) -> String {
    let count = size / (one.len() + between.len());
    format!("{open}{}{close}", vec![one; count].join(between))
}

fn keys(size: usize, value: &str) -> String {
    let count = size / (value.len() + 9);
    let each: Vec<String> = (0..count).map(|number| format!("\"{number:x}\":{value}")).collect();
    format!("{{{}}}", each.join(","))
}

/// Whole documents of about so many bytes that say nothing, and as little of it as can be said in many pieces.
pub(crate) fn shapes(size: usize) -> Vec<(&'static str, String)> {
    let long = "k".repeat(63);
    let (open, close) = (format!("{{\"{long}\":").repeat(30), "}".repeat(30));
    vec![
        ("nested keys, repeated key", format!("{open}{}{close}", repeated(size, "{", "\"\":1", ",", "}"))),
        ("nested keys, numbers", format!("{open}{}{close}", repeated(size, "[", "1", ",", "]"))),
        ("nested keys, many keys", format!("{open}{}{close}", keys(size, "{}"))),
        ("empty objects", repeated(size, "[", "{}", ",", "]")),
        ("empty arrays", repeated(size, "[", "[]", ",", "]")),
        ("arrays of objects", repeated(size, "[", "[{},{},{},{},{},{},{},{}]", ",", "]")),
        ("numbers", repeated(size, "[", "1", ",", "]")),
        ("numbers in lists", repeated(size, "[", &format!("[{}1]", "1,".repeat(900)), ",", "]")),
        ("large numbers", repeated(size, "[", "18446744073709551615", ",", "]")),
        ("empty texts", repeated(size, "[", "\"\"", ",", "]")),
        ("short texts", repeated(size, "[", "\"a\"", ",", "]")),
        ("escaped texts", repeated(size, "[", r#""\u0000\n""#, ",", "]")),
        ("one long text", format!("\"{}\"", "x".repeat(size))),
        ("one long escaped text", format!("\"{}\"", r"\u0001".repeat(size / 6))),
        ("one long key", format!("{{\"{}\":0}}", "~".repeat(size))),
        ("many keys", keys(size, "0")),
        ("repeated keys", repeated(size, "{", "\"k\":0", ",", "}")),
        ("two of each key", {
            let half = keys(size, "0");
            format!("{},{}", half.trim_end_matches('}'), half.trim_start_matches('{'))
        }),
        ("deep arrays", "[".repeat(size)),
        ("deep objects", "{\"a\":".repeat(size / 5)),
        ("white space", " ".repeat(size)),
        ("no JSON", "nul".repeat(size / 3)),
        ("codes", "a,".repeat(size / 2)),
    ]
}
