//! Words of files, told apart by their letters alone.

/// The letters of a word: lower case, without accents, spaces, `-` and `_`.
pub(crate) fn letters(text: &str) -> impl Iterator<Item = char> {
    let aside = |letter: &char| letter.is_whitespace() || matches!(letter, '-' | '_' | '\u{300}'..='\u{36f}');
    text.chars()
        .filter(move |letter| !aside(letter))
        .flat_map(char::to_lowercase)
        .filter(move |letter| !aside(letter))
        .map(plain)
}

/// Whether a text is a word, whose letters are given.
pub(crate) fn is(text: &str, word: &str) -> bool {
    letters(text).eq(word.chars())
}

/// A letter without its accent, of those that words of files have.
const fn plain(letter: char) -> char {
    match letter {
        'á' | 'à' | 'ã' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' | 'ì' => 'i',
        'ó' | 'ò' | 'õ' | 'ô' | 'ö' => 'o',
        'ú' | 'ù' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_what_stands_between_words_do_not_matter() {
        for text in ["Não pago", "NÃO PAGO", "Na\u{303}o_pago", "nao-pago", " naopago "] {
            assert!(is(text, "naopago"), "{text}");
        }
        assert!(!is("Não pagos", "naopago") && is("ไม่ใช่", "ไม่ใช่") && !is("ใช่", "ไม่ใช่"));
    }
}
