//! Shop codes as people bring them: a pasted list, or a column of a table.

use crate::json::{Invalid, JSON_BYTES_MAX, Limits};

/// The codes in a pasted text, in their order: commas, semicolons and white space of any kind stand between them; quotes
/// around one, as a spreadsheet's export puts them, do not belong to it. Nothing is judged here: a repeated or malformed
/// code comes out as it went in (C005 to C008 judge it in the draft).
///
/// # Errors
/// [`Invalid`]: a text of more than [`JSON_BYTES_MAX`] bytes, or more codes than a draft is read with (100,000).
///
/// ```
/// use partner_campaigns::shop_codes;
/// let codes = shop_codes("USLCAAA111, USLCBBB222\n\"USLCCCC333\"\t;").unwrap();
/// assert_eq!(codes, ["USLCAAA111", "USLCBBB222", "USLCCCC333"]);
/// ```
pub fn shop_codes(text: &str) -> Result<Vec<&str>, Invalid> {
    if text.len() > JSON_BYTES_MAX {
        let message = format!("{} bytes of shop codes: at most {JSON_BYTES_MAX} are read", text.len());
        return Err(Invalid::one("", message));
    }
    let max = Limits::DOOR.items;
    let count = split(text).take(max.saturating_add(1)).count();
    if count > max {
        return Err(Invalid::one("", format!("more than {max} shop codes")));
    }
    let mut codes = Vec::with_capacity(count);
    codes.extend(split(text));
    Ok(codes)
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    // a byte order mark and zero-width spaces come along from spreadsheets and web pages
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '\u{feff}' | '\u{200b}');
    text.split(between)
        .map(|code| code.strip_prefix('"').and_then(|code| code.strip_suffix('"')).unwrap_or(code))
        .filter(|code| !code.is_empty())
}
