//! What a workbook's number formats mean: a percentage, a moment, a day, a duration, or nothing of interest.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::archive::Archive;
use super::book::opened;
use super::wrong::Wrong;
use super::xml::{attributes, unescaped};

/// As what a cell shows its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shows {
    /// A number.
    #[default]
    Number,
    /// A number of hundredths.
    Percent,
    /// A day, and perhaps a time of day.
    Moment,
    /// A day without a time of day.
    Day,
    /// Hours, minutes and seconds that passed.
    Duration,
}

/// As what each style of a cell shows its number, in the order in which cells name them; none where there is no such part.
pub(super) fn shows(archive: &Archive, part: &str) -> Result<Vec<Shows>, Wrong> {
    let mut codes: HashMap<u32, Shows> = HashMap::new();
    let mut cells = Vec::new();
    if !archive.has(part) {
        return Ok(cells);
    }
    let mut xml = opened(archive, part)?;
    let mut is_cells = false;
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    if let [Some(id), Some(code)] = attributes(&element, ["numFmtId", "formatCode"])?
                        && let Ok(id) = id.parse()
                    {
                        codes.insert(id, of_code(&unescaped(code)?));
                    }
                }
                "cellXfs" => is_cells = true,
                "xf" if is_cells => {
                    let [id] = attributes(&element, ["numFmtId"])?;
                    let id = id.and_then(|id| id.parse().ok()).unwrap_or_default();
                    cells.push(codes.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => is_cells = false,
            _ => {}
        }
    }
    xml.finish()?;
    Ok(cells)
}

/// A format that has a number only (ECMA-376, 18.8.30; 27 to 36 and 50 to 58 are days of East Asia).
const fn built_in(id: u32) -> Shows {
    match id {
        9 | 10 => Shows::Percent,
        14..=17 | 27..=31 | 34..=36 | 50..=58 => Shows::Day,
        18..=22 | 32 | 33 | 45 | 47 => Shows::Moment,
        46 => Shows::Duration,
        _ => Shows::Number,
    }
}

/// A format that is written out: what counts is its first section, for numbers above zero.
fn of_code(code: &str) -> Shows {
    let (mut bare, mut has_duration) = (String::new(), false);
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                letters.by_ref().find(|letter| *letter == '"');
            }
            '\\' | '_' | '*' => {
                letters.next();
            }
            '[' => {
                let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                let inside = inside.to_lowercase();
                let unit = inside.chars().next().filter(|unit| matches!(unit, 'h' | 'm' | 's'));
                has_duration |= unit.is_some_and(|unit| inside.chars().all(|letter| letter == unit));
            }
            ';' => break,
            letter => bare.extend(letter.to_lowercase()),
        }
    }
    let has = |letters: &[char]| bare.contains(letters);
    let has_clock = has(&['h', 's']) || bare.contains("am/pm") || bare.contains("a/p");
    if bare.contains('%') {
        Shows::Percent
    } else if has(&['d', 'y']) && !has_clock && !has_duration {
        Shows::Day
    } else if has_duration {
        Shows::Duration
    } else if has_clock || has(&['d', 'y', 'm']) {
        Shows::Moment
    } else {
        Shows::Number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_say_what_a_number_is() {
        for (code, shows) in [
            ("General", Shows::Number),
            ("#,##0.00_);[Red](#,##0.00)", Shows::Number),
            ("\"Rp\"#,##0", Shows::Number),
            ("[$Rp-421]#,##0", Shows::Number),
            ("0.00E+00", Shows::Number),
            ("0\"%\"", Shows::Number),
            ("0\\%", Shows::Number),
            ("0.00%", Shows::Percent),
            ("0.0 %;[Red]-0.0 %", Shows::Percent),
            ("dd/mm/yyyy", Shows::Day),
            ("[$-409]d-mmm-yy;@", Shows::Day),
            ("[$-404]e\"年\"m\"月\"d\"日\"", Shows::Day),
            ("dd/mm/yyyy hh:mm:ss", Shows::Moment),
            ("mmmm", Shows::Moment),
            ("h:mm AM/PM", Shows::Moment),
            ("[h]:mm:ss", Shows::Duration),
            ("[mm]:ss", Shows::Duration),
            ("[Red]0", Shows::Number),
            ("\"d", Shows::Number),
            ("[h", Shows::Duration),
            ("\\", Shows::Number),
        ] {
            assert_eq!(of_code(code), shows, "{code}");
        }
        assert_eq!(
            [9, 14, 22, 46, 0, 164].map(built_in),
            [Shows::Percent, Shows::Day, Shows::Moment, Shows::Duration, Shows::Number, Shows::Number]
        );
    }
}
