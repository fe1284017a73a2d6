//! Numbers as plain decimal text: without exponent, without needless zeros, and without ever calculating with a float.

/// The digits that a spreadsheet shows of a number, and keeps of one that is typed in.
const SHOWN_DIGITS: usize = 15;

/// Below this number (2⁴⁵) a float tells cents from noise: it is three of its steps, or more, from one cent to the next.
const CENTS_ARE_SURE: f64 = 35_184_372_088_832.0;

/// The decimals of a currency with cents.
const CENTS: i32 = 2;

/// The least number of which a float no longer has every whole one: 2⁵³.
const NOT_WHOLE: f64 = 9_007_199_254_740_992.0;

/// The least number of which a spreadsheet no longer keeps every digit: 10¹⁵.
const NOT_SHOWN: f64 = 1e15;

/// The number that a spreadsheet shows where a calculation left noise: `57.7` for `57.699999999999996`.
///
/// It is rounded to 15 significant digits, but a whole number is not, nor one of sixteen that surely ends with the cents,
/// such as `11258999068426.24`.
pub(super) fn without_noise(value: f64) -> f64 {
    let shortest = format!("{value:e}");
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let significant = digits.bytes().filter(u8::is_ascii_digit).count();
    let decimals = i32::try_from(significant)
        .ok()
        .zip(exponent.parse::<i32>().ok())
        .map_or(i32::MAX, |(digits, exponent)| digits.saturating_sub(1).saturating_sub(exponent));
    let is_sure = decimals <= 0 || (decimals <= CENTS && value.abs() < CENTS_ARE_SURE);
    if significant <= SHOWN_DIGITS || is_sure {
        return value;
    }
    let places = SHOWN_DIGITS.saturating_sub(1);
    format!("{value:.places$e}").parse().unwrap_or(value)
}

/// A float as plain text; the shortest that stands for it and no other.
pub(super) fn of_float(value: f64) -> String {
    plain(&value.to_string())
}

/// Decimal text without needless zeros.
///
/// Exactly three decimals are written as four (`24.1250`): `24.125` could be read as grouped thousands.
pub(super) fn plain(text: &str) -> String {
    let Some((whole, decimals)) = text.split_once('.') else {
        return if text == "-0" { "0".to_owned() } else { text.to_owned() };
    };
    let decimals = decimals.trim_end_matches('0');
    match decimals.len() {
        0 if whole == "-0" => "0".to_owned(),
        0 => whole.to_owned(),
        3 => format!("{whole}.{decimals}0"),
        _ => format!("{whole}.{decimals}"),
    }
}

/// A hundred times a decimal text, with its sign of percent: `7%` for `0.07`.
pub(super) fn percent(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = format!("{decimals:0<2}");
    let (moved, rest) = decimals.split_at_checked(2).unwrap_or((&decimals, ""));
    let whole = format!("{whole}{moved}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    format!("{}%", plain(&format!("{sign}{whole}.{rest}")))
}

/// Whether a plain text has no decimals.
pub(super) fn is_whole(plain: &str) -> bool {
    !plain.contains('.')
}

/// Whether a float may have lost digits before its point.
pub(super) fn lost_digits(value: f64) -> bool {
    value.abs() >= NOT_WHOLE
}

/// Whether a float is too large for an id whose every digit counts.
pub(super) fn is_no_exact_id(value: f64) -> bool {
    value.abs() >= NOT_SHOWN
}

/// How many digits stand before the point of a plain text.
pub(super) fn whole_digits(plain: &str) -> usize {
    plain.split('.').next().unwrap_or_default().bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::float_arithmetic,
    reason = "what fails here fails the test; floats are compared"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(value: f64) -> String {
        of_float(without_noise(value))
    }

    #[test]
    fn noise_is_rounded_away_and_nothing_else() {
        for (value, text) in [
            (57.699_999_999_999_996, "57.7"),
            (0.1 + 0.2, "0.3"),
            (0.7 + 0.1, "0.8"),
            (1.0 - 0.9, "0.1"),
            (4.35 * 100.0, "435"),
            (11_258_999_068_426.24, "11258999068426.24"),
            (1_125_899_906_842_623.0, "1125899906842623"),
            (12.21, "12.21"),
            (24.125, "24.1250"),
            (1e-7, "0.0000001"),
            (-0.0, "0"),
            (1e21, "1000000000000000000000"),
        ] {
            assert_eq!(shown(value), text, "{value:e}");
        }
    }

    #[test]
    fn decimal_texts_are_made_plain_and_percent() {
        for (text, is) in
            [("65.000", "65"), ("-0.00", "0"), ("24.125", "24.1250"), ("-0.5", "-0.5"), ("100", "100")]
        {
            assert_eq!(plain(text), is);
        }
        for (text, is) in [
            ("0.07", "7%"),
            ("0.0175", "1.75%"),
            ("1", "100%"),
            ("-0.5", "-50%"),
            ("0.0012345", "0.12345%"),
            ("0", "0%"),
        ] {
            assert_eq!(percent(text), is);
        }
    }

    proptest! {
        /// Fifteen digits survive a float, and so does a neighbour of it or two.
        #[test]
        fn what_is_typed_is_what_is_read(number in -99_999_999_999_999_i64..=99_999_999_999_999, scale in 0_u32..=6, off in -2_i64..=2) {
            let divisor = 10_i64.pow(scale);
            let sign = if number < 0 { "-" } else { "" };
            let (whole, rest) = ((number / divisor).unsigned_abs(), (number % divisor).unsigned_abs());
            let width = usize::try_from(scale).unwrap();
            let text = format!("{sign}{whole}.{rest:0width$}");
            let float: f64 = text.parse().unwrap();
            let near = f64::from_bits(float.to_bits().saturating_add_signed(off));
            prop_assert_eq!(shown(if float == 0.0 { float } else { near }), plain(&text));
        }

        /// A percentage is the number with its point moved.
        #[test]
        fn a_percentage_keeps_its_digits(bps in 0_u32..=10_000) {
            let text = format!("{}.{:04}", bps / 10_000, bps % 10_000);
            let expected = plain(&format!("{}.{:02}", bps / 100, bps % 100));
            prop_assert_eq!(percent(&plain(&text)), format!("{expected}%"));
        }

        /// Every float has a text, and it stands for nothing that is far away.
        #[test]
        fn any_float_has_a_text(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            let back: f64 = shown(value).parse().unwrap();
            prop_assert!((back - value).abs() <= value.abs() * 1e-14);
            prop_assert_eq!(of_float(value).parse::<f64>().unwrap().to_bits(), (value + 0.0).to_bits());
        }
    }
}
