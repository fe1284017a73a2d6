//! The bytes of cells as text.

/// UTF-8 text without NUL bytes.
pub(super) fn plain_text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// White space as Python knows it, by whom the other files are read.
pub(super) fn white(one: char) -> bool {
    one.is_whitespace() || ('\x1c'..='\x1f').contains(&one)
}

/// Whether there is nothing to be seen.
pub(super) fn is_white(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(white))
}

pub(super) fn has_digit(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_digit)
}

/// What is wrong with some bytes, if they are no text.
pub(crate) fn bad_bytes(bytes: &[u8]) -> Option<String> {
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
