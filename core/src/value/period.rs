//! Calendar days, and periods of them: first and last day, both included, in the time zone of the campaign.

use crate::shown::{clipped, shown};
use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use chrono_tz::Tz;
use serde::{Serialize, Serializer};

/// A calendar day, `2026-05-01`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(NaiveDate);

/// Why a text is not a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no day: expected one of the calendar, as `2026-05-01`", shown(.0))]
pub struct DayError(String);

/// Why a text is not a time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no time zone: expected one of the IANA database, as `America/Los_Angeles`", shown(.0))]
pub struct ZoneError(String);

/// A time zone of the IANA database.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

impl Zone {
    /// The time zone of this name, as `America/Los_Angeles`.
    ///
    /// # Errors
    /// [`ZoneError`]: there is none.
    pub fn parse(name: &str) -> Result<Self, ZoneError> {
        name.parse().map(Self).map_err(|_| ZoneError(clipped(name).into_owned()))
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub(crate) const fn rules(self) -> Tz {
        self.0
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Day {
    /// Reads `YYYY-MM-DD`, years 0001 to 9999.
    ///
    /// # Errors
    /// [`DayError`] for everything else, days that do not exist too.
    ///
    /// ```
    /// use partner_campaigns::Day;
    /// assert!(Day::parse("2024-02-29").is_ok());
    /// assert!(Day::parse("2026-02-29").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, DayError> {
        read(text).map(Self).ok_or_else(|| DayError(clipped(text).into_owned()))
    }

    pub(crate) const fn of_date(date: NaiveDate) -> Self {
        Self(date)
    }

    /// The day before, or the first that there is.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.pred_opt().unwrap_or(self.0))
    }

    /// The date.
    pub(crate) const fn date(self) -> NaiveDate {
        self.0
    }

    /// How many days there are from this day to `last`, both counted: 1 for the same day, below 1 where it is earlier.
    #[must_use]
    pub fn days_to(self, last: Self) -> i64 {
        last.0.signed_duration_since(self.0).num_days().saturating_add(1)
    }
}

fn read(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let dashes = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    let number = |range: std::ops::Range<usize>| {
        let digits = text.get(range)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u16>().ok()).flatten()
    };
    if bytes.len() != 10 || !dashes {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(number(0..4)?.into(), number(5..7)?.into(), number(8..10)?.into())?;
    (date.year() >= 1).then_some(date)
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A first and a last day, both included. As given the last may be before the first (C002 refuses that).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Period {
    /// The first day that belongs to it.
    pub first_day: Day,
    /// The last day that belongs to it.
    pub last_day: Day,
}

impl Period {
    /// Whether a day belongs to it.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.first_day <= day && day <= self.last_day
    }

    /// How many days belong to it; below 1 where it is reversed.
    #[must_use]
    pub fn days(self) -> i64 {
        self.first_day.days_to(self.last_day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for good in ["0001-01-01", "2024-02-29", "9999-12-31"] {
            assert_eq!(Day::parse(good).map(|day| day.to_string()).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "2026-02-29",
            "2026-02-30",
            "0000-01-01",
            "2026-5-01",
            "+026-05-01",
            "20260501",
            "2026-05-01 ",
            "2026/05/01",
        ] {
            assert!(Day::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn both_ends_count() -> Result<(), DayError> {
        let (first_day, last_day) = (Day::parse("2024-02-28")?, Day::parse("2024-03-01")?);
        let period = Period { first_day, last_day };
        assert_eq!(period.days(), 3);
        assert!(
            period.contains(first_day) && period.contains(last_day) && !period.contains(first_day.before())
        );
        assert_eq!(Period { first_day: last_day, last_day: first_day }.days(), -1);
        Ok(())
    }
}
