//! Shop codes as people bring them: a pasted list, or a column of a table.

/// The codes in a pasted text, in their order: commas, semicolons and white space of any kind stand between them; quotes
/// around one, as a spreadsheet's export puts them, do not belong to it. Nothing is judged here: a repeated or malformed
/// code comes out as it went in (C005 to C008 judge it in the draft).
///
/// ```
/// use partner_campaigns::shop_codes;
/// assert_eq!(shop_codes("USLCAAA111, USLCBBB222\n\"USLCCCC333\"\t;"), ["USLCAAA111", "USLCBBB222", "USLCCCC333"]);
/// ```
#[must_use]
pub fn shop_codes(text: &str) -> Vec<&str> {
    // a byte order mark and zero-width spaces come along from spreadsheets and web pages
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '\u{feff}' | '\u{200b}');
    text.split(between)
        .map(|code| code.strip_prefix('"').and_then(|code| code.strip_suffix('"')).unwrap_or(code))
        .filter(|code| !code.is_empty())
        .collect()
}
