//! What a cell's number, text or mark is, as a typed cell.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::cells::{RawCell, RawKind};
use super::styles::Shows;
use super::texts::Texts;
use super::wrong::shown;
use crate::typed::{Look, Typed};

/// A text of more bytes is no cell that can be read: ids, words, rates, dates and amounts are short. The text of one cell
/// may be shared by millions.
const TEXT_BYTES_MAX: usize = 4096;

/// The first day after those that a date may be: 1 January 10000.
const NO_DATE: i64 = 2_958_466;

/// What the cells of a workbook are told by.
#[derive(Debug)]
pub(super) struct Meaning {
    pub(super) texts: Texts,
    pub(super) shows: Vec<Shows>,
    pub(super) from_1904: bool,
}

impl Meaning {
    /// A cell as text, if it is text; for headers.
    pub(super) fn text<'s>(&'s self, cell: &RawCell<'s>) -> Option<&'s str> {
        match cell.kind {
            RawKind::Text => Some(cell.value),
            RawKind::Shared => self.shared(cell.value).ok().flatten(),
            _ => None,
        }
    }

    /// Whether there is something in a cell; an error is nothing.
    pub(super) fn is_filled(&self, cell: &RawCell<'_>) -> bool {
        match cell.kind {
            RawKind::Shared => {
                self.shared(cell.value).map_or(true, |text| text.is_some_and(|text| !text.is_empty()))
            }
            RawKind::Error => false,
            _ => !cell.value.is_empty(),
        }
    }

    /// What a cell holds, or why that cannot be said.
    pub(super) fn typed<'s>(&'s self, cell: &RawCell<'s>) -> Result<(Typed<'s>, Look), String> {
        let plain = |typed| Ok((typed, Look::Plain));
        match cell.kind {
            RawKind::Error => {
                let name = cell.value.trim();
                let name = if name.is_empty() { "#ERROR".to_owned() } else { shown(name) };
                Err(format!("the cell holds the error {name}"))
            }
            RawKind::Odd => Err(format!("the cell is of no kind that is known: `{}`", shown(cell.value))),
            _ if cell.value.is_empty() => plain(Typed::Blank),
            RawKind::Text => plain(Typed::Text(short(cell.value)?)),
            RawKind::Shared => plain(match self.shared(cell.value)? {
                Some(text) => Typed::Text(short(text)?),
                None => Typed::Blank,
            }),
            RawKind::Bool => match cell.value.trim() {
                truth if truth == "1" || truth.eq_ignore_ascii_case("true") => plain(Typed::Bool(true)),
                truth if truth == "0" || truth.eq_ignore_ascii_case("false") => plain(Typed::Bool(false)),
                other => Err(format!("the cell is the truth value `{}`, expected 0 or 1", shown(other))),
            },
            RawKind::Date => Ok(iso_date(cell.value.trim())),
            RawKind::Number | RawKind::Unsaid => self.number(cell),
        }
    }

    fn shared(&self, number: &str) -> Result<Option<&str>, String> {
        let number = number.trim();
        if number.is_empty() {
            return Ok(None);
        }
        let text = number.parse().ok().and_then(|number| self.texts.get(number));
        text.map(Some).ok_or_else(|| {
            format!("the cell shares the text `{}`, which the workbook has not", shown(number))
        })
    }

    fn number<'s>(&self, cell: &RawCell<'s>) -> Result<(Typed<'s>, Look), String> {
        let text = cell.value.trim();
        let numeric = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E');
        let number = text.parse::<f64>().ok().filter(|_| text.bytes().all(numeric));
        let Some(number) = number else {
            if cell.kind == RawKind::Unsaid {
                return Ok((Typed::Text(short(cell.value)?), Look::Plain));
            }
            return Err(format!("the cell is the number `{}`, which is none", shown(text)));
        };
        let shows = self.shows.get(cell.style).copied().unwrap_or_default();
        match shows {
            Shows::Number => Ok((Typed::Shown(number), Look::Plain)),
            Shows::Percent => Ok((Typed::Shown(number), Look::Percent)),
            Shows::Duration => Ok((Typed::Clock, Look::Plain)),
            Shows::Day | Shows::Moment => {
                let look = if shows == Shows::Day { Look::Date } else { Look::Plain };
                let date = date_of(number, self.from_1904);
                let none = || format!("the cell is the number {}, which is no date", shown(text));
                Ok((date.ok_or_else(none)?, look))
            }
        }
    }
}

fn short(text: &str) -> Result<&str, String> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(format!(
            "the cell has a text of {} bytes, allowed are {TEXT_BYTES_MAX}: `{}`",
            text.len(),
            shown(text)
        ));
    }
    Ok(text)
}

/// The date of a number of days: those before the first are times of day. Times are whole milliseconds.
fn date_of(days: f64, from_1904: bool) -> Option<Typed<'static>> {
    // As text, since eleven decimals of a day are exact where a float is not: a microsecond.
    let text = format!("{days:.11}");
    let (whole, parts) = text.split_once('.')?;
    let (whole, parts) = (whole.parse::<i64>().ok()?, parts.parse::<i64>().ok()?);
    if text.starts_with('-') || whole >= NO_DATE {
        return None;
    }
    if whole == 0 {
        return Some(Typed::Clock);
    }
    let epoch = match (from_1904, whole) {
        (true, _) => NaiveDate::from_ymd_opt(1904, 1, 1)?,
        (false, 60) => return None, // 29 February 1900, a day that never was
        (false, ..60) => NaiveDate::from_ymd_opt(1899, 12, 31)?,
        (false, _) => NaiveDate::from_ymd_opt(1899, 12, 30)?,
    };
    let day = epoch.checked_add_signed(TimeDelta::try_days(whole)?)?;
    if parts == 0 {
        return Some(Typed::Date(day));
    }
    // 10⁻¹¹ days are 864 nanoseconds.
    let millis = parts.checked_mul(864)?.checked_add(500_000)?.checked_div(1_000_000)?;
    let at = day.and_hms_opt(0, 0, 0)?.checked_add_signed(TimeDelta::try_milliseconds(millis)?)?;
    Some(Typed::Moment(at))
}

/// A date as ISO 8601 writes it; what is written in another way is text, and judged as such.
fn iso_date(text: &str) -> (Typed<'_>, Look) {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return (Typed::Date(day), Look::Date);
    }
    match NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f") {
        Ok(at) => (Typed::Moment(at), Look::Plain),
        Err(_) => (Typed::Text(text), Look::Plain),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests {
    use super::*;

    fn date(days: f64, from_1904: bool) -> String {
        match date_of(days, from_1904) {
            Some(Typed::Date(day)) => day.to_string(),
            Some(Typed::Moment(at)) => at.to_string(),
            Some(Typed::Clock) => "clock".to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn days_are_counted_from_1900_or_1904() {
        for (days, from_1904, is) in [
            (46_219.0, false, "2026-07-16"),
            (44_757.0, true, "2026-07-16"),
            (46_219.416_666_666_664, false, "2026-07-16 10:00:00"),
            (46_219.999_988_425_93, false, "2026-07-16 23:59:59"),
            (46_219.999_999_999_99, false, "2026-07-17 00:00:00"),
            (46_219.000_005_787, false, "2026-07-16 00:00:00.500"),
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (60.0, false, "None"),
            (61.0, false, "1900-03-01"),
            (1.0, true, "1904-01-02"),
            (0.5, false, "clock"),
            (-0.5, false, "None"),
            (2_958_465.0, false, "9999-12-31"),
            (2_958_466.0, false, "None"),
            (1e300, false, "None"),
        ] {
            assert_eq!(date(days, from_1904), is, "{days}");
        }
    }

    #[test]
    fn dates_as_iso_writes_them() {
        let at = NaiveDate::from_ymd_opt(2026, 7, 16).unwrap();
        assert_eq!(iso_date("2026-07-16"), (Typed::Date(at), Look::Date));
        let noon = at.and_hms_opt(12, 0, 0).unwrap();
        assert_eq!(iso_date("2026-07-16T12:00:00.000"), (Typed::Moment(noon), Look::Plain));
        assert_eq!(iso_date("P1D"), (Typed::Text("P1D"), Look::Plain));
    }
}
