//! How header names and marker words are compared.

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

use crate::text::white;

/// Characters without width, which exports and copied text have in unlikely places.
const INVISIBLE: [char; 6] = ['\u{feff}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{ad}'];

/// The text as a person sees it: composed, no invisible characters, no white space at the ends.
pub(crate) fn trimmed(text: &str) -> String {
    let seen: String = text.chars().filter(|one| !INVISIBLE.contains(one)).nfc().collect();
    seen.trim_matches(white).to_owned()
}

/// The form in which two names are the same name: trimmed, with single spaces, whatever the case.
pub(crate) fn normalised(text: &str) -> String {
    let trimmed = trimmed(text);
    let words: Vec<&str> = trimmed.split(white).filter(|word| !word.is_empty()).collect();
    UniCase::unicode(words.join(" ")).to_folded_case().nfc().collect()
}

/// Names for a message.
pub(crate) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_whatever_their_case_spacing_and_composition() {
        assert_eq!(normalised("  ORDER \u{a0}\t ID\u{200b} "), "order id");
        assert_eq!(normalised("Straße"), normalised("STRASSE"));
        let decomposed: String = "ID đơn hàng".nfd().collect();
        assert_ne!(decomposed, "ID đơn hàng");
        assert_eq!(normalised(&decomposed), normalised("id ĐƠN HÀNG"));
        assert_eq!(trimmed(&format!("\u{feff} {decomposed}\t")), "ID đơn hàng");
    }
}
