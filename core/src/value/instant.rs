//! Instants: exact points in time, as RFC 3339 writes them.

use std::fmt;

use chrono::{DateTime, Datelike as _, TimeDelta, TimeZone as _, Timelike as _, Utc};
use serde::{Serialize, Serializer};

use crate::json::Value;
use crate::shown::{clipped, shown};
use crate::value::period::{Day, Zone};

/// A point in time, exact to the nanosecond, in the years 1 to 9999 of UTC.
///
/// ```
/// use partner_campaigns::Instant;
/// let at = Instant::parse("2026-05-01T02:30:00.50+02:00").unwrap();
/// assert_eq!(at.to_string(), "2026-05-01T00:30:00.5Z");
/// assert!(Instant::parse("2026-05-01 02:30:00").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(DateTime<Utc>);

/// Why a text is not an instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no instant: {expected}", shown(given))]
pub struct InstantError {
    given: String,
    expected: &'static str,
}

const FORM: &str = "expected a date and time with offset, as `2026-05-01T12:00:00Z`, seconds 00 to 59 with up to nine decimals, years 0001 to 9999";
const UNIX_MICROS: &str = "expected Unix microseconds of the years 0001 to 9999";
const UNIX: &str = "expected Unix seconds of the years 0001 to 9999";

/// The longest that a zone ever left out: a day, and a little.
const SKIPPED_MINUTES_MAX: i64 = 25 * 60;

impl Instant {
    /// Reads RFC 3339 with an offset; up to nine fractional digits, no second 60.
    ///
    /// # Errors
    /// [`InstantError`] for everything else, dates that do not exist too.
    pub fn parse(text: &str) -> Result<Self, InstantError> {
        read(text).ok_or_else(|| InstantError { given: clipped(text).into_owned(), expected: FORM })
    }

    /// One from JSON.
    pub(crate) fn read(value: Value<'_>) -> Option<Self> {
        value.parsed_as("an instant as text or an aware datetime", Self::parse)
    }

    /// The instant of whole seconds since 1970 in UTC.
    ///
    /// # Errors
    /// [`InstantError`] outside of the years 1 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Result<Self, InstantError> {
        Self::of_unix_seconds(seconds.into())
    }

    /// The same of any number, which the message names as it is.
    pub(crate) fn of_unix_seconds(seconds: i128) -> Result<Self, InstantError> {
        i64::try_from(seconds)
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .and_then(in_range)
            .ok_or_else(|| InstantError { given: seconds.to_string(), expected: UNIX })
    }

    /// The instant of microseconds since 1970 in UTC.
    ///
    /// # Errors
    /// [`InstantError`] outside of the years 1 to 9999.
    pub fn from_unix_micros(micros: i64) -> Result<Self, InstantError> {
        DateTime::from_timestamp_micros(micros)
            .and_then(in_range)
            .ok_or_else(|| InstantError { given: micros.to_string(), expected: UNIX_MICROS })
    }

    /// The first instant after a day in a zone, where there is one: it does not matter whether a clock change skips
    /// midnight or shows it twice (then the second counts, after which the day does not come back).
    pub(crate) fn after_day(day: Day, zone: Zone) -> Option<Self> {
        let midnight = day.date().succ_opt()?.and_hms_opt(0, 0, 0)?;
        let local = (0..=SKIPPED_MINUTES_MAX)
            .filter_map(|minutes| midnight.checked_add_signed(TimeDelta::minutes(minutes)))
            .find_map(|local| zone.rules().from_local_datetime(&local).latest())?;
        in_range(local.to_utc())
    }

    /// The first there is.
    pub(crate) fn first() -> Self {
        const YEAR_1: i64 = -62_135_596_800;
        Self(DateTime::from_timestamp(YEAR_1, 0).unwrap_or_default())
    }

    /// Nanoseconds since 1970 in UTC.
    #[must_use]
    pub fn unix_nanos(self) -> i128 {
        // of the years 1 to 9999: nothing saturates
        i128::from(self.0.timestamp())
            .saturating_mul(1_000_000_000)
            .saturating_add(self.0.timestamp_subsec_nanos().into())
    }

    /// Microseconds since 1970 in UTC, as tables count; what is not a whole number of them is rounded up. So of all moments
    /// that a table can hold, those from this number on are those from this instant on.
    ///
    /// ```
    /// use partner_campaigns::Instant;
    /// assert_eq!(Instant::parse("1970-01-01T00:00:00.0000015Z").unwrap().table_micros(), 2);
    /// ```
    #[must_use]
    pub fn table_micros(self) -> i64 {
        let whole = self.0.timestamp_micros();
        let rest = self.0.timestamp_subsec_nanos() % 1000;
        if rest == 0 { whole } else { whole.saturating_add(1) }
    }

    /// The calendar day in a zone.
    #[must_use]
    pub fn day_in(self, zone: Zone) -> Day {
        Day::of_date(self.0.with_timezone(&zone.rules()).date_naive())
    }

    /// Whether it is exactly 00:00:00 in a zone.
    #[must_use]
    pub(crate) fn is_midnight_in(self, zone: Zone) -> bool {
        let local = self.0.with_timezone(&zone.rules()).time();
        local.num_seconds_from_midnight() == 0 && local.nanosecond() == 0
    }

    /// So many seconds earlier, or the first instant there is.
    #[must_use]
    pub(crate) fn seconds_before(self, seconds: u32) -> Self {
        let earlier = self.0.checked_sub_signed(TimeDelta::seconds(seconds.into()));
        Self(earlier.unwrap_or(self.0))
    }

    /// So many hours later, or the last instant there is.
    #[must_use]
    pub fn plus_hours(self, hours: u32) -> Self {
        let later = self.0.checked_add_signed(TimeDelta::hours(hours.into())).and_then(in_range);
        later.unwrap_or(self)
    }
}

fn in_range(at: DateTime<Utc>) -> Option<Instant> {
    (1..=9999).contains(&at.year()).then_some(Instant(at))
}

fn read(text: &str) -> Option<Instant> {
    let (bytes, mark) = (text.as_bytes(), |at: usize, allowed: &[u8]| {
        allowed.contains(text.as_bytes().get(at)?).then_some(())
    });
    for (at, allowed) in [(4, &b"-"[..]), (7, b"-"), (10, b"Tt"), (13, b":"), (16, b":")] {
        mark(at, allowed)?;
    }
    let second = bytes.get(17..19)?;
    let rest = text.get(19..)?;
    let decimals =
        rest.strip_prefix('.').map_or(0, |tail| tail.bytes().take_while(u8::is_ascii_digit).count());
    if second == b"60" || decimals > 9 || !text.is_ascii() {
        return None;
    }
    // chrono also takes spaces, signs and U+2212, which the marks above and the digits here leave no room for
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if ![0..4, 5..7, 8..10, 11..13, 14..16, 17..19].into_iter().all(digits) {
        return None;
    }
    DateTime::parse_from_rfc3339(text).ok().and_then(|at| in_range(at.to_utc()))
}

impl fmt::Display for Instant {
    /// Canonical: UTC, with as many decimals as it needs.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0.format("%Y-%m-%dT%H:%M:%S"))?;
        let nanos = self.0.timestamp_subsec_nanos();
        if nanos != 0 {
            write!(out, ".{}", format!("{nanos:09}").trim_end_matches('0'))?;
        }
        out.write_str("Z")
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_exact_and_canonical() {
        for (given, canonical) in [
            ("2026-05-01T12:00:00Z", "2026-05-01T12:00:00Z"),
            ("2026-05-01t12:00:00z", "2026-05-01T12:00:00Z"),
            ("2026-05-01T12:00:00.000000001-07:00", "2026-05-01T19:00:00.000000001Z"),
            ("2026-05-01T12:00:00.120+14:00", "2026-04-30T22:00:00.12Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
            ("2024-02-29T23:59:59-00:00", "2024-02-29T23:59:59Z"),
        ] {
            assert_eq!(Instant::parse(given).map(|at| at.to_string()).as_deref(), Ok(canonical));
        }
        for bad in [
            "",
            "2026-05-01",
            "2026-05-01T12:00:00",
            "2026-05-01 12:00:00Z",
            "2026-05-01T12:00Z",
            "2026-05-01T12:00:60Z",
            "2026-05-01T24:00:00Z",
            "2026-02-29T12:00:00Z",
            "2026-13-01T12:00:00Z",
            "2026-05-01T12:00:00.Z",
            "2026-05-01T12:00:00.1234567890Z",
            "2026-05-01T12:00:00,5Z",
            "2026-05-01T12:00:00+0200",
            "2026-05-01T12:00:00+24:00",
            "2026-05-01T12:00:00+02:60",
            " 2026-05-01T12:00:00Z",
            "2026-05-01T12:00:00Z ",
            "+2026-05-01T12:00:00Z",
            "2026-05-01T12:00:00\u{2212}02:00",
            "0000-12-31T23:59:59Z",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
        ] {
            assert!(Instant::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_ends_once_whatever_the_clocks_do() {
        let end = |day: &str, zone: &str| {
            let (day, zone) = (Day::parse(day).ok()?, Zone::parse(zone).ok()?);
            let end = Instant::after_day(day, zone)?;
            let before = Instant(end.0.checked_sub_signed(TimeDelta::nanoseconds(1))?);
            assert!(before.day_in(zone) <= day && end.day_in(zone) > day, "{day} {zone}");
            Some(end.to_string())
        };
        for (day, zone, expected) in [
            ("2026-07-31", "America/Los_Angeles", "2026-08-01T07:00:00Z"),
            ("2026-03-08", "America/Los_Angeles", "2026-03-09T07:00:00Z"),
            // midnight is skipped, shown twice, and a whole day is left out
            ("2026-09-05", "America/Santiago", "2026-09-06T04:00:00Z"),
            ("2026-04-04", "America/Santiago", "2026-04-05T04:00:00Z"),
            ("2010-11-06", "America/St_Johns", "2010-11-07T03:30:00Z"),
            ("2011-12-29", "Pacific/Apia", "2011-12-30T10:00:00Z"),
        ] {
            assert_eq!(end(day, zone).as_deref(), Some(expected), "{day} {zone}");
        }
        assert_eq!(end("9999-12-31", "UTC"), None);
    }

    #[test]
    fn one_instant_is_two_dates_in_two_zones() {
        let day = |zone: &str| {
            let at = Instant::parse("2026-05-01T03:00:00Z").ok()?;
            Some(at.day_in(Zone::parse(zone).ok()?).to_string())
        };
        assert_eq!(day("America/Los_Angeles").as_deref(), Some("2026-04-30"));
        assert_eq!(day("Asia/Tokyo").as_deref(), Some("2026-05-01"));
    }
}
