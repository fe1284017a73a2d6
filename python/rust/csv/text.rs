//! The bytes of cells as text.

use std::borrow::Cow;

use super::record::Cell;

/// A cell's text, unless its bytes are none.
pub(super) fn text(data: &[u8], cell: Cell) -> Option<Cow<'_, str>> {
    let text = plain_text(raw(data, cell))?;
    Some(if cell.doubled { Cow::Owned(unescaped(text)) } else { Cow::Borrowed(text) })
}

/// A cell's bytes as they stand in the file.
pub(super) fn raw(data: &[u8], cell: Cell) -> &[u8] {
    data.get(cell.range()).unwrap_or_default()
}

/// UTF-8 text without NUL bytes.
pub(super) fn plain_text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// Quotes that are written twice are one.
pub(super) fn unescaped(text: &str) -> String {
    text.replace("\"\"", "\"")
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
