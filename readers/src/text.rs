//! The bytes of cells as text.

/// UTF-8 text without NUL bytes.
pub(crate) fn plain_text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// White space, with the four separators of ASCII that Unicode does not count as such.
pub(crate) fn white(one: char) -> bool {
    one.is_whitespace() || ('\x1c'..='\x1f').contains(&one)
}

/// Whether there is nothing to be seen.
pub(crate) fn is_white(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(white))
}

pub(crate) fn has_digit(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_digit)
}

/// What is wrong with some bytes, if they are no text: those that are not UTF-8, or NUL.
#[must_use]
pub fn bad_bytes(bytes: &[u8]) -> Option<String> {
    const SHOWN: usize = 4;
    let mut bad: Vec<u8> = Vec::new();
    for &byte in bytes.utf8_chunks().flat_map(|chunk| chunk.invalid()) {
        if !bad.contains(&byte) {
            bad.push(byte);
        }
    }
    if bad.is_empty() {
        return bytes.contains(&0).then(|| "byte 0x00 is not text".to_owned());
    }
    let shown: Vec<String> = bad.iter().take(SHOWN).map(|byte| format!("0x{byte:02x}")).collect();
    let (word, verb) = if bad.len() == 1 { ("byte", "is") } else { ("bytes", "are") };
    Some(format!("{word} {} {verb} not UTF-8", shown.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_named_each_once() {
        assert_eq!(bad_bytes("é".as_bytes()), None);
        assert_eq!(bad_bytes(b"caf\xe9"), Some("byte 0xe9 is not UTF-8".to_owned()));
        let many = b"\xe9\xe8\xe9\xe7\xe6\xe5";
        assert_eq!(bad_bytes(many), Some("bytes 0xe9 0xe8 0xe7 0xe6 are not UTF-8".to_owned()));
        assert_eq!(bad_bytes(b"a\0"), Some("byte 0x00 is not text".to_owned()));
        assert_eq!(plain_text(b"a\0"), None);
    }

    #[test]
    fn white_space_is_what_nobody_sees() {
        assert!(is_white("\u{a0}\t\x1c\u{2009}".as_bytes()));
        assert!(!is_white(b"\xe9"));
        assert!(!is_white(b" a"));
    }
}
