//! A typed cell as the text of its column: exact, plain, and never mistakable for another number.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};

use super::number;
use crate::format::Cells;

/// A cell that has a type of its own, of a workbook or a column of Parquet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Typed<'a> {
    /// Nothing.
    Blank,
    /// Text, as it is.
    Text(&'a str),
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A decimal number in plain digits, such as `-12.50`.
    Decimal(&'a str),
    /// A floating-point number, as it is.
    Float(f64),
    /// A floating-point number of a workbook, which shows 15 digits of it.
    Shown(f64),
    /// A day.
    Date(NaiveDate),
    /// A day and a time of day, without a zone.
    Moment(NaiveDateTime),
    /// A time of day, or a duration: neither is what any column holds.
    Clock,
}

/// What a number format says of a cell, as far as it changes the meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Nothing.
    #[default]
    Plain,
    /// A number is shown a hundredfold, with a sign of percent.
    Percent,
    /// A moment is shown without its time of day.
    Date,
}

/// A time that a workbook keeps as a fraction of a day is off by up to so much.
const TIME_NOISE: TimeDelta = TimeDelta::milliseconds(2);

/// Appends the text of a typed cell of a column to `out`.
///
/// # Errors
/// Why the cell has no text, in words for the row's finding; `out` is then as it was.
pub fn write(cell: Typed<'_>, cells: Cells, look: Look, out: &mut String) -> Result<(), String> {
    match cell {
        Typed::Blank => {}
        Typed::Text(text) => out.push_str(text),
        Typed::Bool(truth) if cells == Cells::Text => out.push_str(if truth { "true" } else { "false" }),
        Typed::Bool(truth) => {
            return Err(format!("the cell is the truth value {truth}, expected {}", expected(cells)));
        }
        Typed::Int(whole) => push(out, &Number::exact(whole.to_string()), cells, look)?,
        Typed::Decimal(digits) => push(out, &Number::exact(number::plain(digits)), cells, look)?,
        Typed::Float(value) | Typed::Shown(value) if !value.is_finite() => {
            let word = value.to_string().to_lowercase();
            return Err(format!("the cell is {word}, expected {}", expected(cells)));
        }
        Typed::Float(value) => push(out, &Number::float(value), cells, look)?,
        Typed::Shown(value) => push(out, &Number::float(number::without_noise(value)), cells, look)?,
        Typed::Date(_) | Typed::Moment(_) if !matches!(cells, Cells::Time | Cells::Text) => {
            return Err(format!("the cell is a date, expected {}", expected(cells)));
        }
        Typed::Date(day) if look == Look::Date => out.push_str(&day.to_string()),
        Typed::Date(day) => out.push_str(&day.and_time(NaiveTime::MIN).to_string()),
        Typed::Moment(at) => out.push_str(&moment(at)),
        Typed::Clock => {
            return Err(format!("the cell is a time of day or a duration, expected {}", expected(cells)));
        }
    }
    Ok(())
}

/// What a message says that a column holds.
const fn expected(cells: Cells) -> &'static str {
    match cells {
        Cells::Id => "an id as text",
        Cells::Amount => "an amount",
        Cells::Rate => "a rate such as `7.00%`",
        Cells::Time => "a date",
        Cells::Text => "text",
        Cells::Count => "a number",
    }
}

/// A number as plain text, and the float that it was.
struct Number {
    plain: String,
    float: Option<f64>,
}

impl Number {
    const fn exact(plain: String) -> Self {
        Self { plain, float: None }
    }

    fn float(value: f64) -> Self {
        Self { plain: number::of_float(value), float: Some(value) }
    }

    fn is(&self, test: fn(f64) -> bool) -> bool {
        self.float.is_some_and(test)
    }

    /// As a message shows it; the smallest floats have hundreds of digits.
    fn shown(&self) -> String {
        const MOST: usize = 100;
        match self.plain.get(..MOST) {
            Some(start) if start.len() < self.plain.len() => format!("{start}…"),
            _ => self.plain.clone(),
        }
    }

    fn lost(&self) -> String {
        let digits = number::whole_digits(&self.plain);
        format!("the cell is a number of {digits} digits and may have lost digits")
    }
}

fn push(out: &mut String, number: &Number, cells: Cells, look: Look) -> Result<(), String> {
    match cells {
        Cells::Amount | Cells::Count => {
            if number.is(number::lost_digits) {
                return Err(format!("{}, expected an amount that is exact", number.lost()));
            }
        }
        Cells::Rate if look == Look::Percent => {
            out.push_str(&number::percent(&number.plain));
            return Ok(());
        }
        Cells::Rate => {
            return Err(format!("a number without a percent sign is ambiguous: {}", number.shown()));
        }
        Cells::Time => {
            if !number::is_whole(&number.plain) {
                return Err(format!("the cell is the number {} and not formatted as a date", number.shown()));
            }
        }
        Cells::Id | Cells::Text => {
            if !number::is_whole(&number.plain) {
                let shown = number.shown();
                return Err(format!("the cell is the number {shown}, which is no id; store ids as text"));
            }
            if number.is(number::is_no_exact_id) {
                return Err(format!("{}; store ids as text", number.lost()));
            }
        }
    }
    out.push_str(&number.plain);
    Ok(())
}

/// Date and time of day; what is off by the noise of a fraction of a day is made whole.
fn moment(at: NaiveDateTime) -> String {
    let whole = at.with_nanosecond(0).unwrap_or(at);
    let over = at.signed_duration_since(whole);
    let next = whole.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(whole);
    if next.signed_duration_since(at) <= TIME_NOISE {
        return next.to_string();
    }
    if over <= TIME_NOISE {
        return whole.to_string();
    }
    at.format("%Y-%m-%d %H:%M:%S%.6f").to_string().trim_end_matches('0').to_owned()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests {
    use Cells::{Amount, Count, Id, Rate, Text, Time};
    use Look::{Date, Percent, Plain};
    use proptest::prelude::*;

    use super::*;

    fn text(cell: Typed<'_>, cells: Cells, look: Look) -> Result<String, String> {
        let mut out = "before".to_owned();
        let done = write(cell, cells, look, &mut out);
        let text = out.strip_prefix("before").unwrap().to_owned();
        assert!(done.is_ok() || text.is_empty());
        done.map(|()| text)
    }

    fn at(day: u32, hour: u32, minute: u32, second: u32, micro: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 7, day).unwrap().and_hms_micro_opt(hour, minute, second, micro).unwrap()
    }

    #[test]
    fn cells_with_a_text() {
        for (cell, cells, look, is) in [
            (Typed::Blank, Amount, Plain, ""),
            (Typed::Text(" Rp65.000\t"), Amount, Plain, " Rp65.000\t"),
            (Typed::Bool(false), Text, Plain, "false"),
            (Typed::Int(-7), Count, Plain, "-7"),
            (Typed::Int(576_400_000_000_000_001), Id, Plain, "576400000000000001"),
            (
                Typed::Decimal("1234567890123456789012345678.90"),
                Amount,
                Plain,
                "1234567890123456789012345678.9",
            ),
            (Typed::Decimal("65.000"), Amount, Plain, "65"),
            (Typed::Float(24.125), Amount, Plain, "24.1250"),
            (Typed::Float(57.699_999_999_999_996), Amount, Plain, "57.699999999999996"),
            (Typed::Shown(57.699_999_999_999_996), Amount, Plain, "57.7"),
            (Typed::Shown(0.100_000_000_000_000_03), Rate, Percent, "10%"),
            (Typed::Shown(123_456_789_012_345.0), Id, Plain, "123456789012345"),
            (Typed::Shown(77.0), Text, Plain, "77"),
            (Typed::Shown(20_260_716.0), Time, Plain, "20260716"),
            (Typed::Date(at(16, 0, 0, 0, 0).date()), Time, Date, "2026-07-16"),
            (Typed::Date(at(16, 0, 0, 0, 0).date()), Time, Plain, "2026-07-16 00:00:00"),
            (Typed::Moment(at(16, 23, 59, 59, 0)), Time, Date, "2026-07-16 23:59:59"),
            (Typed::Moment(at(16, 23, 59, 59, 998_500)), Time, Plain, "2026-07-17 00:00:00"),
            (Typed::Moment(at(16, 1, 2, 3, 2_000)), Text, Plain, "2026-07-16 01:02:03"),
            (Typed::Moment(at(16, 1, 2, 3, 500_000)), Time, Plain, "2026-07-16 01:02:03.5"),
        ] {
            assert_eq!(text(cell, cells, look).as_deref(), Ok(is), "{cell:?}");
        }
    }

    #[test]
    fn cells_without_one() {
        for (cell, cells, look, says) in [
            (Typed::Bool(true), Id, Plain, "the cell is the truth value true, expected an id as text"),
            (
                Typed::Shown(5.764e17),
                Id,
                Plain,
                "the cell is a number of 18 digits and may have lost digits; store ids as text",
            ),
            (
                Typed::Shown(12.5),
                Text,
                Plain,
                "the cell is the number 12.5, which is no id; store ids as text",
            ),
            (Typed::Shown(0.07), Rate, Plain, "a number without a percent sign is ambiguous: 0.07"),
            (Typed::Int(7), Rate, Date, "a number without a percent sign is ambiguous: 7"),
            (
                Typed::Shown(46219.5),
                Time,
                Plain,
                "the cell is the number 46219.5 and not formatted as a date",
            ),
            (
                Typed::Float(1e300),
                Amount,
                Plain,
                "the cell is a number of 301 digits and may have lost digits, expected an amount that is exact",
            ),
            (Typed::Float(f64::NAN), Amount, Plain, "the cell is nan, expected an amount"),
            (Typed::Date(at(1, 0, 0, 0, 0).date()), Id, Date, "the cell is a date, expected an id as text"),
            (Typed::Clock, Time, Plain, "the cell is a time of day or a duration, expected a date"),
        ] {
            assert_eq!(text(cell, cells, look), Err(says.to_owned()));
        }
        let tiny = text(Typed::Float(5e-324), Time, Plain).unwrap_err();
        assert!(tiny.len() < 200, "{tiny}");
    }

    proptest! {
        /// Whatever the bits, there is a text or a reason, and a text of digits is the number.
        #[test]
        fn any_number_has_a_text_or_a_reason(bits in any::<u64>(), whole in any::<i128>()) {
            let float = f64::from_bits(bits);
            for cells in [Id, Amount, Rate, Time, Text, Count] {
                for look in [Plain, Percent, Date] {
                    for cell in [Typed::Float(float), Typed::Shown(float), Typed::Int(whole)] {
                        if let Err(reason) = text(cell, cells, look) {
                            prop_assert!(reason.chars().count() < 250, "{}", reason);
                        }
                    }
                }
            }
            prop_assert_eq!(text(Typed::Int(whole), Amount, Plain), Ok(whole.to_string()));
        }
    }
}
