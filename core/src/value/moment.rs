//! Moments as files and tables write them: local times without a zone, or real instants.

use chrono::{
    DateTime, Datelike as _, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta,
    TimeZone as _, Timelike as _,
};
use chrono_tz::Tz;

use crate::value::digits::{all_digits, small_number};
use crate::value::style::DateOrder;

/// A point on one time axis, in microseconds: instants since the epoch, or local times compared as written.
pub(crate) type Micros = i64;

/// A written time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// Date and time without a zone.
    Local(NaiveDateTime),
    /// A date alone.
    Date(NaiveDate),
    /// Date and time with an offset.
    Instant(DateTime<FixedOffset>),
}

/// What a written time should look like.
pub(crate) const EXPECTED: &str = "expected a time as `DD/MM/YYYY HH:MM:SS`, `YYYY-MM-DD HH:MM:SS`, `DD/MM/YYYY`, `YYYY/MM/DD` or `YYYYMMDD`";

/// A time that was read, and the order of day and month that it proves.
pub(crate) type ReadTime = (Option<Written>, Option<DateOrder>);

/// Reads a written time; anything unusual, a two-digit year or second 60 too, is `None`.
pub(crate) fn read(text: &str, order: DateOrder) -> ReadTime {
    let (day, rest) = text.split_at(text.find([' ', 'T']).unwrap_or(text.len()));
    let Some((day, proves)) = day_of(day, order) else { return (None, None) };
    (day.and_then(|day| at_time(day, rest)), proves)
}

/// The day that a date writes, if there is one, and the order that it proves; `None` where it is no date at all.
fn day_of(text: &str, order: DateOrder) -> Option<(Option<NaiveDate>, Option<DateOrder>)> {
    if text.len() == 8 && all_digits(text.as_bytes()) {
        return Some((date(text.get(..4)?, text.get(4..6)?, text.get(6..)?), None));
    }
    let mark = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(mark);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let is_short = |part: &str| matches!(part.len(), 1 | 2);
    if parts.next().is_some() || !is_short(second) {
        return None;
    }
    if first.len() == 4 && is_short(third) {
        return Some((date(first, second, third), None));
    }
    if mark != '/' || third.len() != 4 || !is_short(first) {
        return None;
    }
    let (one, other) = (number(first)?, number(second)?);
    let proves = match (one, other) {
        (13..=31, 1..=12) => Some(DateOrder::DayFirst),
        (1..=12, 13..=31) => Some(DateOrder::MonthFirst),
        _ => None,
    };
    let day = match order {
        DateOrder::DayFirst => date(third, second, first),
        DateOrder::MonthFirst => date(third, first, second),
    };
    Some((day, proves))
}

/// A day with what is written behind it: nothing, or a time of the day.
fn at_time(day: NaiveDate, rest: &str) -> Option<Written> {
    if rest.is_empty() {
        return Some(Written::Date(day));
    }
    let time = rest.strip_prefix([' ', 'T'])?;
    let (time, half) = half_of_day(time);
    let (hour, rest) = time.split_once(':')?;
    let (minute, rest) = rest.split_at_checked(2)?;
    let (second, tail) = match rest.strip_prefix(':') {
        Some(rest) => rest.split_at_checked(2)?,
        None => ("0", rest),
    };
    let hour = number(hour).filter(|_| hour.len() <= 2)?;
    let hour = match half {
        None => hour,
        Some(afternoon) => (1..=12).contains(&hour).then(|| hour % 12 + if afternoon { 12 } else { 0 })?,
    };
    let at = day.and_hms_opt(hour, number(minute)?, number(second)?)?;
    if tail.is_empty() {
        return Some(Written::Local(at));
    }
    if half.is_some() || !rest.starts_with(':') { None } else { with_tail(at, tail) }
}

/// A time without its `AM` or `PM`, and whether it is the second half of the day.
fn half_of_day(time: &str) -> (&str, Option<bool>) {
    let (clock, half) = time.split_at_checked(time.len().saturating_sub(2)).unwrap_or((time, ""));
    match half {
        "AM" | "am" => (clock.trim_end(), Some(false)),
        "PM" | "pm" => (clock.trim_end(), Some(true)),
        _ => (time, None),
    }
}

/// A fraction of a second and an offset, as RFC 3339 writes them.
fn with_tail(at: NaiveDateTime, tail: &str) -> Option<Written> {
    let (fraction, offset) = tail.split_at(tail.find(['Z', 'z', '+', '-']).unwrap_or(tail.len()));
    let nanos = match fraction.strip_prefix('.') {
        Some(digits) if (1..=9).contains(&digits.len()) => number(&format!("{digits:0<9}"))?,
        None if fraction.is_empty() => 0,
        _ => return None,
    };
    let at = at.with_nanosecond(nanos)?;
    if offset.is_empty() {
        return Some(Written::Local(at));
    }
    let instant =
        DateTime::parse_from_rfc3339(&format!("{}{offset}", at.format("%Y-%m-%dT%H:%M:%S%.9f"))).ok()?;
    Some(Written::Instant(instant))
}

fn date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(number(year)?).ok()?, number(month)?, number(day)?)
}

fn number(digits: &str) -> Option<u32> {
    small_number(digits.as_bytes())
}

impl Written {
    /// The year as it is written.
    pub(crate) fn year(self) -> i32 {
        match self {
            Self::Local(at) => at.year(),
            Self::Date(day) => day.year(),
            Self::Instant(at) => at.year(),
        }
    }
}

/// The time axis of one comparison: with a zone local times become instants, without one they stay as written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Axis {
    zone: Option<Tz>,
    local_seen: bool,
    instants_seen: bool,
}

impl Axis {
    pub(crate) fn new(zone: Option<Tz>) -> Self {
        Self { zone, ..Self::default() }
    }

    pub(crate) fn zone(self) -> Option<Tz> {
        self.zone
    }

    /// Local times and real instants meet, and nothing says how they compare.
    pub(crate) fn needs_zone(self) -> bool {
        self.zone.is_none() && self.local_seen && self.instants_seen
    }

    /// A real instant, as it is.
    #[inline]
    pub(crate) fn instant(&mut self, at: Micros) -> Micros {
        self.instants_seen = true;
        at
    }

    /// A local time that is counted as if it were UTC.
    #[inline]
    pub(crate) fn as_written(&mut self, at: Micros) -> Micros {
        self.local_seen = true;
        match (self.zone, DateTime::from_timestamp_micros(at)) {
            (Some(_), Some(utc)) => self.local(utc.naive_utc()),
            _ => at,
        }
    }

    /// The moment at which a written time begins.
    pub(crate) fn start(&mut self, written: Written) -> Micros {
        match written {
            Written::Instant(at) => self.instant(at.timestamp_micros()),
            Written::Local(at) => self.local(at),
            Written::Date(day) => self.local(day.and_time(chrono::NaiveTime::MIN)),
        }
    }

    /// The moment from which a written end no longer holds: the written second is included, except a midnight, which
    /// belongs to the day before; a date alone includes its day. A real instant without a zone is taken as it is.
    pub(crate) fn end(&mut self, written: Written) -> Micros {
        match written {
            Written::Instant(at) => {
                self.instants_seen = true;
                match self.zone {
                    Some(zone) => self.end(Written::Local(at.with_timezone(&zone).naive_local())),
                    None => at.timestamp_micros(),
                }
            }
            Written::Date(day) => self.local(day.succ_opt().unwrap_or(day).and_time(chrono::NaiveTime::MIN)),
            Written::Local(at) if at.time() == chrono::NaiveTime::MIN => self.local(at),
            Written::Local(at) => self.local(at + TimeDelta::seconds(1)),
        }
    }

    /// A local time that a clock change repeats is its first; one that it skips is the moment of the change.
    fn local(&mut self, at: NaiveDateTime) -> Micros {
        self.local_seen = true;
        let Some(zone) = self.zone else { return at.and_utc().timestamp_micros() };
        match zone.from_local_datetime(&at) {
            MappedLocalTime::Single(instant) | MappedLocalTime::Ambiguous(instant, _) => {
                instant.timestamp_micros()
            }
            MappedLocalTime::None => {
                let before = at - TimeDelta::hours(3);
                let offset = zone.from_local_datetime(&before).earliest();
                offset
                    .map_or_else(|| at.and_utc(), |known| (known + TimeDelta::hours(3)).to_utc())
                    .timestamp_micros()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        read(text, DateOrder::DayFirst).0.map(|written| match written {
            Written::Local(at) => format!("local {at}"),
            Written::Date(day) => format!("date {day}"),
            Written::Instant(at) => format!("instant {}", at.to_utc()),
        })
    }

    #[test]
    fn every_known_form_is_read() {
        let forms = [
            ("16/07/2026 10:11:12", "local 2026-07-16 10:11:12"),
            ("16/07/2026 10:11", "local 2026-07-16 10:11:00"),
            ("16/07/2026", "date 2026-07-16"),
            ("2026/07/16", "date 2026-07-16"),
            ("2026-07-16 10:11:12", "local 2026-07-16 10:11:12"),
            ("2026-07-16T10:11:12.250", "local 2026-07-16 10:11:12.250"),
            ("20260716", "date 2026-07-16"),
            ("2026-07-16T10:11:12Z", "instant 2026-07-16 10:11:12 UTC"),
            ("2026-07-16T10:11:12.5+07:00", "instant 2026-07-16 03:11:12.500 UTC"),
            ("29/02/2028", "date 2028-02-29"),
            ("1/7/2026", "date 2026-07-01"),
            ("1/7/2026 9:05", "local 2026-07-01 09:05:00"),
            ("2026-7-1 9:05:06", "local 2026-07-01 09:05:06"),
            ("16/07/2026 12:11:12 AM", "local 2026-07-16 00:11:12"),
            ("16/07/2026 12:11 pm", "local 2026-07-16 12:11:00"),
            ("16/07/2026 1:11PM", "local 2026-07-16 13:11:00"),
        ];
        for (text, expected) in forms {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        let refused = [
            "",
            "16/07/26",
            "07/16/2026",
            "31/02/2026",
            "29/02/2026",
            "2026-13-01",
            "16-07-2026",
            "16/07/2026 24:00:00",
            "16/07/2026 10:11:60",
            "16/07/2026 10",
            "16/07/2026 1:2:3",
            "16/07/2026 13:00 PM",
            "16/07/2026 0:30 AM",
            "16/07/2026 PM",
            "16/07/2026  10:00",
            "1/7/26",
            "016/07/2026",
            "16/07/2026/1",
            "1-7-2026",
            "2026-07-16T10:11:12+",
            "16.07.2026",
            "１6/07/2026",
            "2026071",
            "20261301",
            "2026-07-16 10:11:12.",
            "+026-07-16",
        ];
        for text in refused {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_above_twelve_proves_which_comes_first() {
        use DateOrder::{DayFirst, MonthFirst};
        for (text, by_day, by_month, proves) in [
            ("16/07/2026", Some("date 2026-07-16"), None, Some(DayFirst)),
            ("07/16/2026", None, Some("date 2026-07-16"), Some(MonthFirst)),
            ("7/6/2026 1:00", Some("local 2026-06-07 01:00:00"), Some("local 2026-07-06 01:00:00"), None),
            ("2026/07/16", Some("date 2026-07-16"), Some("date 2026-07-16"), None),
            ("13/13/2026", None, None, None),
            ("31/02/2026", None, None, Some(DayFirst)),
        ] {
            assert_eq!(shown(text).as_deref(), by_day, "{text}");
            assert_eq!(read(text, DayFirst).1, proves, "{text}");
            let (written, proved) = read(text, MonthFirst);
            let shown = written.map(|written| match written {
                Written::Local(at) => format!("local {at}"),
                Written::Date(day) => format!("date {day}"),
                Written::Instant(_) => String::new(),
            });
            assert_eq!((shown.as_deref(), proved), (by_month, proves), "{text}");
        }
    }

    fn axis(zone: &str) -> Axis {
        Axis::new(zone.parse().ok())
    }

    fn hours(axis: &mut Axis, text: &str) -> i64 {
        read(text, DateOrder::DayFirst).0.map_or(0, |written| axis.start(written)) / 3_600_000_000
    }

    #[test]
    fn clock_changes_are_the_first_of_two_and_the_moment_of_the_gap() {
        let mut la = axis("America/Los_Angeles");
        // 2026-03-08 02:00 to 03:00 does not exist; 2026-11-01 01:00 to 02:00 is there twice.
        let gap = hours(&mut la, "2026-03-08 02:00:00");
        assert_eq!(gap, hours(&mut la, "2026-03-08 03:00:00"));
        assert_eq!(gap, hours(&mut la, "2026-03-08 01:00:00") + 1);
        assert_eq!(hours(&mut la, "2026-11-01 01:00:00"), hours(&mut la, "2026-11-01T01:00:00-07:00"));
        assert_eq!(hours(&mut la, "2026-11-01 02:00:00"), hours(&mut la, "2026-11-01 01:00:00") + 2);
    }

    #[test]
    fn ends_include_their_second_but_not_their_midnight() {
        let mut as_written = Axis::default();
        let mut span = |text: &str| {
            read(text, DateOrder::DayFirst).0.map(|end| as_written.end(end) - as_written.start(end))
        };
        assert_eq!(span("16/07/2026 23:59:59"), Some(1_000_000));
        assert_eq!(span("16/07/2026 00:00:00"), Some(0));
        assert_eq!(span("16/07/2026"), Some(86_400_000_000));
    }

    #[test]
    fn a_zone_is_needed_only_where_local_times_meet_instants() {
        let mut mixed = Axis::default();
        hours(&mut mixed, "2026-07-16 10:00:00");
        assert!(!mixed.needs_zone());
        hours(&mut mixed, "2026-07-16T10:00:00Z");
        assert!(mixed.needs_zone());
        let mut zoned = axis("Asia/Jakarta");
        assert_eq!(hours(&mut zoned, "2026-07-16 10:00:00"), hours(&mut zoned, "2026-07-16T03:00:00Z"));
        assert!(!zoned.needs_zone());
    }
}
