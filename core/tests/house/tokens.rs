//! The words of Rust text.

/// Names and marks of Rust text, without comments, texts and single characters.
pub(crate) fn tokens(source: &str) -> Vec<String> {
    let letters: Vec<char> = source.chars().collect();
    let at = |index: usize| letters.get(index).copied().unwrap_or('\0');
    let until = |mut index: usize, end: &[char]| {
        while index < letters.len() && !letters[index..].starts_with(end) {
            index += 1;
        }
        index + end.len()
    };
    let (mut found, mut index) = (Vec::new(), 0);
    while index < letters.len() {
        match (at(index), at(index + 1)) {
            ('/', '/') => index = until(index, &['\n']),
            ('/', '*') => index = until(index, &['*', '/']),
            ('r', '"') => index = until(index + 2, &['"']),
            ('r', '#') if at(index + 2) == '"' => index = until(index + 3, &['"', '#']),
            ('"', _) => {
                index += 1;
                while index < letters.len() && at(index) != '"' {
                    index += if at(index) == '\\' { 2 } else { 1 };
                }
                index += 1;
            }
            // A character, not a lifetime.
            ('\'', '\\') => index = until(index + 3, &['\'']),
            ('\'', _) if at(index + 2) == '\'' => index += 3,
            (':', ':') => {
                found.push("::".to_owned());
                index += 2;
            }
            (letter, _) if letter.is_alphanumeric() || letter == '_' => {
                let name: String =
                    letters[index..].iter().take_while(|one| one.is_alphanumeric() || **one == '_').collect();
                index += name.chars().count();
                found.push(name);
            }
            (letter, _) => {
                if !letter.is_whitespace() {
                    found.push(letter.to_string());
                }
                index += 1;
            }
        }
    }
    found
}
