//! One cell of an export file: text in, value out, or why not.

use crate::value::digits::{all_digits, small_number};
use crate::value::words;

/// By their letters alone, in the languages of the platform's markets.
const YES: &[&str] = &["yes", "true", "是", "ya", "co", "ใช่", "si", "sim"];
const NO: &[&str] = &["no", "false", "否", "tidak", "khong", "ไม่ใช่", "nao"];

/// The longest id.
pub(crate) const ID_BYTES_MAX: usize = 64;

/// The text of a cell without what surrounds it: white space of every kind, byte order marks, zero-width spaces.
#[inline]
pub(crate) fn trimmed(text: &str) -> &str {
    let plain = match text.as_bytes() {
        [] => true,
        [only] => only.is_ascii_graphic(),
        [first, .., last] => first.is_ascii_graphic() && last.is_ascii_graphic(),
    };
    if plain {
        return text; // almost every cell
    }
    text.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{200b}'))
}

/// The text of a cell, unless it is blank: files write this and that where there is nothing.
#[inline]
pub(crate) fn filled(text: &str) -> Option<&str> {
    let text = trimmed(text);
    (!matches!(text, "" | "-" | "--" | "N/A" | "n/a" | "/")).then_some(text)
}

/// An id of visible ASCII. One that went through a float has lost digits, and is refused.
#[inline]
pub(crate) fn id(text: &str) -> Result<&str, String> {
    if text.len() <= ID_BYTES_MAX && all_digits(text.as_bytes()) {
        return Ok(text); // almost every id
    }
    id_of_any_letters(text)
}

fn id_of_any_letters(text: &str) -> Result<&str, String> {
    if text.len() > ID_BYTES_MAX || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!("`{}` is not an id: allowed is 1 to 64 visible ASCII characters", shown(text)));
    }
    if went_through_a_float(text) {
        return Err(format!(
            "`{text}` is an id that went through a floating-point number and may have lost digits"
        ));
    }
    Ok(text)
}

/// An id of an export: letters, digits, `-`, `_`, `.`, without what protects it from a spreadsheet.
#[inline]
pub(crate) fn export_id(text: &str) -> Result<&str, String> {
    if text.len() <= ID_BYTES_MAX && all_digits(text.as_bytes()) {
        return Ok(text); // almost every id
    }
    let bare = unwrapped(text);
    let id = id_of_any_letters(bare)?;
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if !id.bytes().all(is_allowed) {
        return Err(format!(
            "`{}` is not an id of an export: allowed are letters, digits, `-`, `_` and `.`",
            shown(text)
        ));
    }
    Ok(id)
}

/// Another id of an export, of any visible ASCII.
#[inline]
pub(crate) fn other_id(text: &str) -> Result<&str, String> {
    id(unwrapped(text))
}

/// What stands inside of `="755.."`, or behind the apostrophe of `'755..`: both keep a spreadsheet from taking an id for a
/// number.
fn unwrapped(text: &str) -> &str {
    let formula = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    trimmed(formula.or_else(|| text.strip_prefix('\'')).unwrap_or(text))
}

/// A name that people chose: any text without control characters.
pub(crate) fn name(text: &str) -> Result<&str, String> {
    let plain = |byte: u8| byte.is_ascii() && !byte.is_ascii_control();
    let controls = !text.bytes().all(plain) && text.chars().any(char::is_control);
    if controls || text.len() > 256 {
        return Err(format!(
            "`{}` is not a name: it is over 256 bytes or holds control characters",
            shown(text)
        ));
    }
    Ok(text)
}

pub(crate) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "No" => return Ok(false), // almost every cell
        "Yes" => return Ok(true),
        _ => {}
    }
    let is = |words: &[&str]| words.iter().any(|word| words::is(text, word));
    match (is(YES), is(NO)) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => Err(format!("`{}` is neither `Yes` nor `No`", shown(text))),
    }
}

pub(crate) fn count(text: &str) -> Result<u32, String> {
    let in_full = || if all_digits(text.as_bytes()) { text.parse().ok() } else { None };
    small_number(text.as_bytes())
        .or_else(in_full)
        .ok_or_else(|| format!("`{}` is not a whole number from 0 to {}", shown(text), u32::MAX))
}

/// `5.76461E+17`, also with a comma, or `576461000000000000.0`.
fn went_through_a_float(text: &str) -> bool {
    let digits = |part: &str| all_digits(part.as_bytes());
    let decimal =
        |part: &str| part.split_once(['.', ',']).is_some_and(|(whole, rest)| digits(whole) && digits(rest));
    match text.split_once(['e', 'E']) {
        Some((number, power)) => {
            (decimal(number) || digits(number)) && power.strip_prefix(['+', '-']).is_some_and(digits)
        }
        None => decimal(text),
    }
}

/// At most 40 characters of a text that is quoted in a message, control characters made visible.
pub(crate) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).flat_map(char::escape_debug).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}
