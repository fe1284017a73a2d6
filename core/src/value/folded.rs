//! Names compared without regard to case or to Unicode's form.

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

/// Text by Unicode's canonical caseless matching, then composed again: decomposed first, so that folding sees each mark,
/// and composed last, so that a bare letter is not found within an accented one.
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed: String = text.nfd().collect();
    UniCase::unicode(decomposed).to_folded_case().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_folds_as_the_long_one() {
        for byte in 0..=127_u8 {
            let text = char::from(byte).to_string();
            let long: String =
                UniCase::unicode(text.nfd().collect::<String>()).to_folded_case().nfc().collect();
            assert_eq!(folded(&text), long, "{byte}");
        }
        assert_eq!(folded("STRASSE Cafe\u{301}"), folded("straße CAF\u{c9}"));
    }
}
