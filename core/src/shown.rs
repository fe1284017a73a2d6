//! What a message shows of something that somebody gave: enough to know it by, and nothing that a reader's terminal, log or
//! C string would take for more than text.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The most characters that are shown of a text.
const CHARACTERS_MAX: usize = 80;
/// The most that are shown where some of them are escaped.
const ESCAPED_MAX: usize = 96;

/// What a message quotes of a text, between backticks: its first 80 characters, then `...` where it is longer. Control
/// characters, the marks that turn the direction of writing and the separators of lines and paragraphs stand as escapes,
/// as `\n` or `\u0000`; letters of every script are as they are. It is never more than 100 characters.
///
/// ```
/// use partner_campaigns::shown;
/// assert_eq!(shown("Łódź\u{0}"), r"Łódź\u0000");
/// assert_eq!(shown(&"9".repeat(1_000_000)).len(), 83);
/// ```
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_escaped) {
        return clipped(text);
    }
    let mut out = String::new();
    let mut characters = 0_usize;
    for (number, letter) in text.chars().enumerate() {
        let escape = if is_escaped(letter) { Some(escape(letter)) } else { None };
        let more = escape.as_ref().map_or(1, String::len);
        if number >= CHARACTERS_MAX || characters.saturating_add(more) > ESCAPED_MAX {
            out.push_str("...");
            break;
        }
        characters = characters.saturating_add(more);
        match escape {
            Some(escape) => out.push_str(&escape),
            None => out.push(letter),
        }
    }
    out.into()
}

/// The first 80 characters of a text, then `...` where it is longer: the value itself beside a message.
pub(crate) fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(CHARACTERS_MAX) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}

/// A text of any length with the same escapes: a path, a name of ours with one of theirs in it.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_escaped) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_escaped(letter) {
            out.push_str(&escape(letter));
        } else {
            out.push(letter);
        }
    }
    out.into()
}

/// Control characters; the direction marks that Unicode calls `Bidi_Control`; line and paragraph separators.
fn is_escaped(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escape(letter: char) -> String {
    match letter {
        '\n' => r"\n".to_owned(),
        '\r' => r"\r".to_owned(),
        '\t' => r"\t".to_owned(),
        other => {
            let mut out = String::new();
            let _ = write!(out, r"\u{:04x}", u32::from(other)); // writing to a text does not fail
            out
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_text_of_any_script_is_shown_as_it_is() {
        for text in ["", "plain", "Łódź 上海 القاهرة กรุงเทพ 🙂", "a\u{200d}b", &"é".repeat(80)]
        {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn what_is_no_letter_is_escaped() {
        let odd = "\u{0}\u{7}\n\r\t\u{1b}[0m\u{7f}\u{85}\u{9f}\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202e}\u{2066}\u{2069}";
        let expected =
            r"\u0000\u0007\n\r\t\u001b[0m\u007f\u0085\u009f\u061c\u200e\u200f\u2028\u2029\u202e\u2066\u2069";
        assert_eq!(shown(odd), expected);
        assert_eq!(escaped("/a\u{0}\u{2069}b"), r"/a\u0000\u2069b");
    }

    #[test]
    fn never_more_than_a_hundred_characters() {
        for (text, characters) in
            [("x".repeat(81), 83), ("\u{0}".repeat(50_000), 99), ("界\n".repeat(500), 83)]
        {
            assert!(shown(&text).chars().count() <= 100, "{}", shown(&text));
            assert!(shown(&text).ends_with("..."));
            let _ = characters;
        }
        assert_eq!(shown(&"界".repeat(90)), format!("{}...", "界".repeat(80)));
    }
}
