use super::*;

fn faults(text: &str, read: impl FnOnce(Value<'_>) -> Option<()>) -> Vec<(String, String)> {
    match decode(text, &Limits::DOOR, read) {
        Ok(()) => Vec::new(),
        Err(invalid) => {
            invalid.as_slice().iter().map(|one| (one.path().to_owned(), one.message().to_owned())).collect()
        }
    }
}

fn paths(text: &str, read: impl FnOnce(Value<'_>) -> Option<()>) -> Vec<String> {
    faults(text, read).into_iter().map(|(path, _)| path).collect()
}

/// `{"name": text, "items": [{"product": text, "creator_rate_bps": whole}], "may_register_again"?: flag}`
fn sample(value: Value<'_>) -> Option<()> {
    let mut root = value.object()?;
    let name = root.required("name").and_then(Value::trimmed);
    let items = root.required("items").and_then(|items| {
        items.list_of(|item| {
            let mut item = item.object()?;
            let product = item.required("product").and_then(Value::text);
            let rate = item.required("creator_rate_bps").and_then(Value::whole);
            item.finish();
            Some((product?, rate?))
        })
    });
    let again = root.optional("may_register_again").is_none_or(|again| again.flag().is_some());
    root.finish();
    (name.is_some() && items.is_some() && again).then_some(())
}

#[test]
fn every_fault_of_shape_is_told_at_once_in_the_order_of_the_words() {
    let text = r#"{"zebra": 1, "items": [{"product": 1729384756019283746, "creator_rate_bps": 15.0},
        {"creator_rate_bps": "5", "product": "p", "product": "q"}, 7], "may_register_again": null, "a/b": {}}"#;
    assert_eq!(
        paths(text, sample),
        [
            "/may_register_again",
            "/name",
            "/items/0/product",
            "/items/0/creator_rate_bps",
            "/items/1/product",
            "/items/1/creator_rate_bps",
            "/items/2",
            "/a~1b",
            "/zebra"
        ]
    );
    let told = faults(r#"{"name": 1729384756019283746, "items": []}"#, sample);
    let expected = "text is expected, not the number `1729384756019283746`: write it in quotes, so that no digit is lost";
    assert_eq!(told, [("/name".to_owned(), expected.to_owned())]);
    assert!(faults(r#"{"name": "n", "items": []}"#, sample).is_empty());
}

fn whole(value: Value<'_>) -> Option<i128> {
    value.whole()
}

#[test]
fn numbers_are_whole_and_exact_or_refused() {
    for (number, read) in [
        ("-9223372036854775808", Some(i128::from(i64::MIN))),
        ("18446744073709551615", Some(i128::from(u64::MAX))),
        ("-0", None),
        ("18446744073709551616", None),
        ("1.0", None),
        ("1e3", None),
        ("1e400", None),
        ("NaN", None),
        ("01", None),
    ] {
        assert_eq!(decode(number, &Limits::DOOR, whole).ok(), read, "{number}");
    }
    let told = faults(r#"{"name": "n", "items": [{"product": "p", "creator_rate_bps": 1e400}]}"#, sample);
    assert_eq!(told.len(), 1);
    assert!(told.iter().all(|(path, message)| {
        path == "/items/0/creator_rate_bps" && message.starts_with("not JSON: number out of range")
    }));
}

#[test]
fn what_is_no_json_says_where() {
    for (text, path) in [
        ("", ""),
        ("{", ""),
        (r#"{"name": "n", "items": [1, nul]}"#, "/items/1"),
        (r#"{"name": "\ud800"}"#, "/name"),
        (r#"{"name": "n"} x"#, ""),
        ("\u{feff}{}", ""),
    ] {
        assert_eq!(paths(text, sample), [path], "{text}");
    }
}

#[test]
fn sizes_are_bounded() {
    let limits = Limits { bytes: 100, depth: 3, items: 4, keys: 4, values: 8 };
    let told = |text: &str| match decode(text, &limits, |_| Some(())) {
        Ok(()) => String::new(),
        Err(invalid) => invalid.to_string(),
    };
    assert_eq!(told("[[[1]]]"), "");
    assert_eq!(told("[[[[1]]]]"), "/0/0/0: nested deeper than 3 levels");
    assert_eq!(told("[1,2,3,4]"), "");
    assert_eq!(told("[1,2,3,4,5]"), "/: more than 4 items or keys");
    assert_eq!(told(r#"{"a":1,"b":2,"c":3,"d":4}"#), "");
    assert_eq!(told(r#"{"a":1,"b":2,"c":3,"d":4,"e":5}"#), "/: more than 4 items or keys");
    assert_eq!(told("[[1,2],[3,4],[5]]"), "/2/0: more than 8 values");
    assert_eq!(told(&" ".repeat(101)), "/: 101 bytes of JSON: at most 100 are read");
    let deep = "[".repeat(1 << 20);
    assert!(decode(&deep, &Limits::DOOR, |_| Some(())).is_err());
}

#[test]
fn a_repeated_key_is_found_whatever_its_spelling() {
    assert_eq!(paths(r#"{"name": "n", "n\u0061me": "m", "items": []}"#, sample), ["/name"]);
    let twice: Vec<String> = (0..20).map(|number| format!(r#""k{}": 1"#, number % 10)).collect();
    let text = format!("{{{}}}", twice.join(","));
    let expected: Vec<String> = (0..10).map(|number| format!("/k{number}")).collect();
    assert_eq!(paths(&text, |_| Some(())), expected);
}

#[test]
fn of_a_repeated_key_the_first_value_counts() {
    let mut read = None;
    let told = paths(r#"{"b": 1, "a": 2, "b": 3, "b": 4}"#, |value| {
        read = value.object()?.required("b").and_then(Value::whole);
        Some(())
    });
    assert_eq!((told, read), (vec!["/b".to_owned()], Some(1)));
}

#[test]
fn the_first_hundred_faults_are_told_and_that_there_are_more() {
    let list = |count: usize| format!("[{}]", vec!["0"; count].join(","));
    let read = |value: Value<'_>| value.list_of(Value::text).map(|_| ());
    let told = faults(&list(FAULTS_MAX), read);
    assert_eq!(told.len(), FAULTS_MAX);
    assert!(told.iter().all(|(_, message)| message.starts_with("text is expected")));
    let told = faults(&list(FAULTS_MAX + 1), read);
    assert_eq!(told.len(), FAULTS_MAX + 1);
    assert_eq!(told.first().map(|(path, _)| path.as_str()), Some("/0"));
    let more = Some((String::new(), "and more: at most 100 faults are told".to_owned()));
    assert_eq!(told.last().cloned(), more);
}

#[test]
fn what_is_told_of_a_text_is_short_and_plain() {
    let odd = format!(r#"{{"name": "n", "items": "{}\u0000\u202e\n"}}"#, "\u{e9}".repeat(79));
    let expected = format!(r"an array is expected, not the text `{}\u0000...`", "\u{e9}".repeat(79));
    assert_eq!(faults(&odd, sample), [("/items".to_owned(), expected)]);
    let invalid = decode(r#"{"a\u0000b": 1}"#, &Limits::DOOR, sample).map_err(|invalid| invalid.to_string());
    assert!(invalid.is_err_and(|told| told.contains(r"/a\u0000b: unknown key") && !told.contains('\u{0}')));
}
