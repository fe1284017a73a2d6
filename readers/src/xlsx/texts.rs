//! The texts of a workbook: those that its cells share, by number, and what stands in an element of text.

use quick_xml::events::Event;

use super::archive::Archive;
use super::book::opened;
use super::wrong::Wrong;
use super::xml::{Xml, attributes};

/// All shared texts together; they are kept in memory.
const BYTES_MAX: usize = 1 << 30;

/// The texts that cells share.
#[derive(Debug, Default)]
pub(super) struct Texts {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Texts {
    /// The texts of a part; none where there is no such part. What the part says of their number is not believed.
    pub(super) fn read(archive: &Archive, part: &str) -> Result<Self, Wrong> {
        let mut texts = Self::default();
        if !archive.has(part) {
            return Ok(texts);
        }
        let mut xml = opened(archive, part)?;
        let mut part_text = String::new();
        while let Some(event) = xml.next()? {
            if matches!(event, Event::Start(element) if element.local_name().as_ref() == "si") {
                item(&mut xml, &mut texts.text, &mut part_text)?;
                let end = u32::try_from(texts.text.len()).ok().filter(|_| texts.text.len() <= BYTES_MAX);
                texts.ends.push(end.ok_or_else(|| {
                    Wrong(format!("is refused: its shared texts have over {BYTES_MAX} bytes"))
                })?);
            }
        }
        xml.finish()?;
        texts.text.shrink_to_fit();
        texts.ends.shrink_to_fit();
        Ok(texts)
    }

    /// The text of a number.
    #[inline]
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let place = |at: usize| self.ends.get(at).and_then(|&end| usize::try_from(end).ok());
        let start = at.checked_sub(1).map_or(Some(0), place)?;
        self.text.get(start..place(at)?)
    }
}

/// Appends the text of an element whose start was the last event: plain, or of runs that look different each. How it is
/// pronounced is no part of it. `room` is for use inside.
pub(super) fn item(xml: &mut Xml, out: &mut String, room: &mut String) -> Result<(), Wrong> {
    let mut depth = 1_usize;
    while depth > 0 {
        let Some(event) = xml.next()? else { break };
        match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "t" => {
                    let [space] = attributes(&element, ["space"])?;
                    let is_trimmed = space != Some("preserve");
                    room.clear();
                    xml.text(room)?;
                    let text =
                        if is_trimmed { room.trim_matches([' ', '\t', '\r', '\n']) } else { room.as_str() };
                    push_unescaped(text, out);
                }
                "rPh" => xml.skip()?,
                _ => depth = depth.saturating_add(1),
            },
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// Appends a text in which `_x000D_` stands for a letter that XML cannot write.
pub(super) fn push_unescaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        out.push_str(before);
        rest = after;
        let Some((first, after)) = unit(after) else {
            out.push_str("_x");
            continue;
        };
        rest = after;
        let second = after.strip_prefix("_x").and_then(unit).filter(|_| (0xd800..0xdc00).contains(&first));
        let pair = [first].into_iter().chain(second.map(|(unit, _)| unit));
        let letter = char::decode_utf16(pair).next().and_then(Result::ok);
        if let (Some(_), Some((_, after))) = (letter, second) {
            rest = after;
        }
        out.push(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    out.push_str(rest);
}

/// Four hexadecimal digits and what follows the `_` behind them.
fn unit(text: &str) -> Option<(u16, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let all_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let unit = u16::from_str_radix(digits, 16).ok().filter(|_| all_digits)?;
    Some((unit, rest.strip_prefix('_')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_xml_cannot_write() {
        for (text, is) in [
            ("plain_xyz", "plain_xyz"),
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_!", "😀!"),
            ("_xD83D_!", "\u{fffd}!"),
            ("_xD83D__x0041_", "\u{fffd}A"),
            ("_x+00D_", "_x+00D_"),
            ("_x000D", "_x000D"),
            ("_x00é_", "_x00é_"),
        ] {
            let mut out = String::new();
            push_unescaped(text, &mut out);
            assert_eq!(out, is, "{text}");
        }
    }
}
