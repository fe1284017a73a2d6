//! Amounts as files and people write them: digits, groups of thousands, decimals, signs and symbols.

use iso_currency::Currency as Iso;

use crate::value::digits::{all_digits, small_number};
use crate::value::money::{AmountError, Currency};
use crate::value::style::{DecimalMark, NumberStyle};

/// Symbols that files put beside amounts, and the currencies that each can mean.
const SYMBOLS: &[(&str, &[&str])] = &[
    ("Rp", &["IDR"]),
    ("US$", &["USD"]),
    ("S$", &["SGD"]),
    ("R$", &["BRL"]),
    ("MX$", &["MXN"]),
    ("$", &["USD", "SGD", "MXN", "CAD", "AUD", "NZD", "HKD", "TWD", "CLP", "COP"]),
    ("£", &["GBP"]),
    ("€", &["EUR"]),
    ("₫", &["VND"]),
    ("đ", &["VND"]),
    ("฿", &["THB"]),
    ("₱", &["PHP"]),
    ("RM", &["MYR"]),
    ("¥", &["JPY", "CNY"]),
    ("￥", &["JPY", "CNY"]),
    ("円", &["JPY"]),
];

/// Spaces that group thousands in a file: no-break, figure, thin, narrow no-break.
const GROUPING_SPACES: [char; 4] = ['\u{a0}', '\u{2007}', '\u{2009}', '\u{202f}'];

/// An amount that was read, and the mark that it proves, being readable in one way only.
pub(crate) type ReadAmount = (Result<i64, AmountError>, Option<DecimalMark>);

impl Currency {
    /// An amount of text as people write it, in minor units.
    ///
    /// In a currency without minor units a dot or comma before exactly three digits groups thousands; in the others
    /// a dot is the decimal point and commas group thousands. Trailing zeros are not decimals. One symbol or code of
    /// this very currency may stand before or after, a minus sign first. In a currency with one or two decimals a dot
    /// before exactly three digits, as in `1.000`, can be read both ways, and is refused.
    ///
    /// # Errors
    /// Whatever fits neither is refused; nothing is rounded and nothing guessed.
    pub fn parse(self, text: &str) -> Result<i64, AmountError> {
        self.read(text, NumberStyle::default()).0
    }

    /// An amount in a style, and what it proves of its style.
    #[inline]
    pub(crate) fn read(self, text: &str, style: NumberStyle) -> ReadAmount {
        match self.usual(text, style) {
            Some((minor, proves)) => (Ok(minor), proves.then_some(style.mark)),
            None => self.in_full(text, style),
        }
    }

    /// The usual forms in one go: digits, perhaps in groups of three, perhaps with decimals, perhaps after a symbol of
    /// this currency; and whether no other style has it. What it does not take may still be an amount.
    #[inline]
    fn usual(self, text: &str, style: NumberStyle) -> Option<(i64, bool)> {
        let number = match text.as_bytes() {
            [b'0'..=b'9', ..] => text.as_bytes(),
            _ => self.after_own_symbol(text)?.as_bytes(),
        };
        let (decimal_mark, has_decimals) = (style.mark.byte(), self.decimals() > 0);
        let (mut minor, mut digits, mut group, mut mark, mut marks) = (0_i64, 0_u8, 0_u8, None, 0_u8);
        for (at, &byte) in number.iter().enumerate() {
            match byte {
                b'0'..=b'9' if digits < 12 => {
                    minor = minor * 10 + i64::from(byte & 0x0f); // below 10^12
                    (digits, group) = (digits + 1, group + 1);
                }
                _ if has_decimals && byte == decimal_mark => {
                    let ends_well = if mark.is_some() { group == 3 } else { group > 0 };
                    let decimals = number.get(at + 1..).filter(|_| ends_well)?;
                    if decimals.len() == 3 && mark.is_none() {
                        return None; // perhaps it can be read both ways
                    }
                    return Some((self.with_decimals_of(minor, decimals)?, true));
                }
                b'.' | b',' if mark.map_or((1..=3).contains(&group), |mark| mark == byte && group == 3) => {
                    if has_decimals && style.in_file && mark.is_none() && number.first() == Some(&b'0') {
                        return None;
                    }
                    (mark, group, marks) = (Some(byte), 0, marks + 1);
                }
                _ => return None,
            }
        }
        let whole = if mark.is_some() { group == 3 } else { group > 0 };
        let minor = if whole { minor.checked_mul(10_i64.pow(self.decimals().into())) } else { None };
        Some((minor?, has_decimals && marks > 1))
    }

    /// Whole units below 10^12 with these decimals, no more than the currency has.
    #[inline]
    fn with_decimals_of(self, whole: i64, decimals: &[u8]) -> Option<i64> {
        let missing = usize::from(self.decimals()).checked_sub(decimals.len())?;
        let fraction = i64::from(small_number(decimals)?) * 10_i64.pow(u32::try_from(missing).ok()?);
        whole.checked_mul(10_i64.pow(self.decimals().into()))?.checked_add(fraction)
    }

    /// What follows a symbol that means this currency.
    fn after_own_symbol(self, text: &str) -> Option<&str> {
        let (rest, meanings) =
            SYMBOLS.iter().find_map(|(symbol, meanings)| Some((text.strip_prefix(symbol)?, meanings)))?;
        meanings.contains(&self.code()).then_some(rest)
    }

    /// Every form that is an amount, and what is wrong with any other.
    fn in_full(self, text: &str, style: NumberStyle) -> ReadAmount {
        let (negative, number) = match self.bare_number(text, style.in_file) {
            Ok(bare) => bare,
            Err(error) => return (Err(error), None),
        };
        let without_spaces = if style.in_file { without_grouping_spaces(number) } else { None };
        let number = without_spaces.as_deref().unwrap_or(number);
        if self.decimals() == 0 {
            return (self.minor_of_parts(text, split_whole(number), negative, style), None);
        }
        let read = |mark| {
            let style = NumberStyle { mark, ..style };
            self.minor_of_parts(text, split_decimal(number, style), negative, style)
        };
        let own = read(style.mark);
        if can_be_both(number) {
            let by_decimals = number.as_bytes().contains(&style.mark.byte());
            let refused = by_decimals && !style.told && self.decimals() < 3;
            let ambiguous = || AmountError::Ambiguous {
                text: text.to_owned(),
                currency: self,
                comma: style.mark == DecimalMark::Comma,
            };
            return (if refused { Err(ambiguous()) } else { own }, None);
        }
        let proves = match (&own, read(style.mark.other())) {
            (Ok(_), Err(_)) => Some(style.mark),
            (Err(_), Ok(_)) => Some(style.mark.other()),
            _ => None,
        };
        (own, proves)
    }

    /// Whole digits and decimals in minor units.
    fn minor_of_parts(
        self,
        text: &str,
        parts: Option<(&str, &str)>,
        negative: bool,
        style: NumberStyle,
    ) -> Result<i64, AmountError> {
        let (whole, decimals) = parts.ok_or_else(|| AmountError::Malformed {
            text: text.to_owned(),
            currency: self,
            expected: self.expected(style.mark),
        })?;
        let decimals = decimals.trim_end_matches('0');
        let missing = usize::from(self.decimals())
            .checked_sub(decimals.len())
            .ok_or_else(|| AmountError::TooManyDecimals { text: text.to_owned(), currency: self })?;
        let digits = whole.bytes().chain(decimals.bytes()).filter(u8::is_ascii_digit);
        let digits = digits.chain(std::iter::repeat_n(b'0', missing));
        let sign = if negative { -1 } else { 1 };
        digits
            .map(|byte| i64::from(byte & 0x0f) * sign)
            .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(digit))
            .ok_or_else(|| AmountError::OutOfRange { text: text.to_owned() })
    }

    /// Sign and digits, without the currency's symbol or code.
    fn bare_number(self, text: &str, in_file: bool) -> Result<(bool, &str), AmountError> {
        let mut rest = text.trim();
        if all_digits(rest.as_bytes()) {
            return Ok((false, rest));
        }
        let negative = take_minus(&mut rest, in_file);
        let mut named = 0;
        for (symbol, meanings) in SYMBOLS {
            if named == 0 && (take(&mut rest, symbol, Side::Front) || take(&mut rest, symbol, Side::Back)) {
                named += 1;
                if !meanings.contains(&self.code()) {
                    return Err(AmountError::OtherCurrency { text: text.to_owned(), currency: self });
                }
            }
        }
        if named == 0
            && !take(&mut rest, self.code(), Side::Front)
            && !take(&mut rest, self.code(), Side::Back)
        {
            let letters: String = rest.chars().filter(char::is_ascii_uppercase).take(4).collect();
            if Iso::from_code(&letters).is_some() {
                return Err(AmountError::OtherCurrency { text: text.to_owned(), currency: self });
            }
        }
        let negative = if negative { true } else { take_minus(&mut rest, in_file) };
        Ok((negative, rest))
    }

    fn expected(self, mark: DecimalMark) -> &'static str {
        match (self.decimals(), mark) {
            (0, _) => {
                "expected whole units, with a dot or comma only before groups of three digits, as `65.000`"
            }
            (_, DecimalMark::Dot) => {
                "expected a decimal point and optional commas before groups of three digits, as `1,012.50`"
            }
            (_, DecimalMark::Comma) => {
                "expected a decimal comma and optional dots before groups of three digits, as `1.012,50`"
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Front,
    Back,
}

/// Takes a symbol off one side, with the blanks between it and the number.
fn take(rest: &mut &str, symbol: &str, side: Side) -> bool {
    let taken = match side {
        Side::Front => rest.strip_prefix(symbol).map(str::trim_start),
        Side::Back => rest.strip_suffix(symbol).map(str::trim_end),
    };
    if let Some(left) = taken {
        *rest = left;
    }
    taken.is_some()
}

/// Takes off what makes an amount negative: a minus sign before it; in a file also one that is no hyphen, one behind it, or
/// parentheses.
fn take_minus(rest: &mut &str, in_file: bool) -> bool {
    let by_accountants = |text: &'_ str| -> Option<(usize, usize)> {
        if text.starts_with('\u{2212}') {
            return Some(('\u{2212}'.len_utf8(), text.len()));
        }
        let inside = text.starts_with('(') && text.ends_with(')');
        let (start, end) = if inside { (1, 1) } else { (0, usize::from(text.ends_with('-'))) };
        (end > 0).then(|| (start, text.len().saturating_sub(end)))
    };
    let taken = match rest.strip_prefix('-') {
        None if in_file => by_accountants(rest).and_then(|(start, end)| rest.get(start..end)).map(str::trim),
        taken => taken,
    };
    if let Some(left) = taken {
        *rest = left;
    }
    taken.is_some()
}

/// A number whose whole digits stand in groups of three between spaces, without these.
fn without_grouping_spaces(number: &str) -> Option<String> {
    let space = number.chars().find(|letter| GROUPING_SPACES.contains(letter))?;
    let end = number.find(['.', ',']).unwrap_or(number.len());
    let (whole, decimals) = number.split_at(end);
    grouped(whole, space).then(|| whole.split(space).chain([decimals]).collect())
}

/// Whether digits, one mark and exactly three digits can be a thousand and more, or a number with three decimals.
fn can_be_both(number: &str) -> bool {
    let Some((whole, rest)) = number.split_once(['.', ',']) else { return false };
    (1..=3).contains(&whole.len())
        && rest.len() == 3
        && !whole.starts_with('0')
        && all_digits(whole.as_bytes())
        && all_digits(rest.as_bytes())
}

/// Whether `text` is digits, plain or in groups of three after `separator`.
fn grouped(text: &str, separator: char) -> bool {
    let mut groups = text.split(separator);
    let first = groups.next().unwrap_or_default();
    let mut more = 0_usize;
    let rest = groups.all(|group| {
        more = more.saturating_add(1);
        group.len() == 3 && all_digits(group.as_bytes())
    });
    all_digits(first.as_bytes()) && rest && (more == 0 || first.len() <= 3)
}

/// One mark for decimals, the other for thousands: in a file not behind a zero, as in `0,500`.
fn split_decimal(number: &str, style: NumberStyle) -> Option<(&str, &str)> {
    let NumberStyle { mark, in_file, .. } = style;
    let (whole, decimals) = match number.split_once(char::from(mark.byte())) {
        Some((whole, decimals)) => (whole, all_digits(decimals.as_bytes()).then_some(decimals)?),
        None => (number, ""),
    };
    let thousands = char::from(mark.other().byte());
    let from_zero = in_file && whole.starts_with('0') && whole.contains(thousands);
    (grouped(whole, thousands) && !from_zero).then_some((whole, decimals))
}

/// Groups of three after one kind of separator, then perhaps decimals, which are not three.
fn split_whole(number: &str) -> Option<(&str, &str)> {
    if grouped(number, '.') || grouped(number, ',') {
        return Some((number, ""));
    }
    let at = number.rfind(['.', ','])?;
    let (whole, decimals) = (number.get(..at)?, number.get(at.checked_add(1)?..)?);
    let plain = grouped(whole, '.') || grouped(whole, ',');
    (plain && all_digits(decimals.as_bytes()) && decimals.len() != 3).then_some((whole, decimals))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::money::DECIMALS_MAX;

    const DOT: NumberStyle = NumberStyle { mark: DecimalMark::Dot, told: false, in_file: true };
    const COMMA: NumberStyle = NumberStyle { mark: DecimalMark::Comma, ..DOT };

    fn currencies() -> impl Strategy<Value = Currency> {
        let code = prop::sample::select(vec!["IDR", "USD", "MXN", "JPY", "GBP", "KWD"]);
        let currency = code.prop_filter_map("no such code", |code| Currency::of_code(code).ok());
        (currency, 0..=DECIMALS_MAX, any::<bool>()).prop_map(|(currency, decimals, own)| {
            if own { currency } else { currency.with_decimals(decimals) }
        })
    }

    fn styles() -> impl Strategy<Value = NumberStyle> {
        let mark = prop::sample::select(vec![DecimalMark::Dot, DecimalMark::Comma]);
        (mark, any::<bool>(), any::<bool>()).prop_map(|(mark, told, in_file)| NumberStyle {
            mark,
            told,
            in_file,
        })
    }

    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            "(Rp|\\$|£|US\\$|¥|RM)?[0-9]{1,4}([.,][0-9]{3}){0,5}([.,][0-9]{0,7})?",
            "[0-9]{1,20}(\\.[0-9]{0,8})?",
            "\\(?(Rp|\\$|-|−| )?[0-9.,\u{a0}]{0,12}(円|%|-)?\\)?",
            any::<String>(),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn what_is_read_in_one_go_is_read_the_same_in_full(currency in currencies(), style in styles(), text in texts()) {
            if let Some((minor, proves)) = currency.usual(&text, style) {
                let (in_full, proved) = currency.in_full(&text, style);
                prop_assert_eq!(in_full, Ok(minor), "{:?} {}", currency, text);
                // Outside of files nobody asks what an amount proves.
                let proved = proved.filter(|_| style.in_file);
                prop_assert_eq!(proved, Some(style.mark).filter(|_| proves && style.in_file), "{:?} {}", currency, text);
            }
        }

        /// A dot for each comma, and the other way round: the same amounts, and the other proof.
        #[test]
        fn the_styles_are_each_others_mirror(currency in currencies(), text in texts(), told in any::<bool>()) {
            let mirrored: String = text.chars().map(|letter| match letter { '.' => ',', ',' => '.', other => other }).collect();
            let (dot, comma) = (NumberStyle { told, ..DOT }, NumberStyle { told, ..COMMA });
            let ((one, proves), (other, other_proves)) = (currency.read(&text, dot), currency.read(&mirrored, comma));
            prop_assert_eq!(one.ok(), other.ok(), "{:?} {}", currency, text);
            prop_assert_eq!(proves.map(DecimalMark::other), other_proves, "{:?} {}", currency, text);
        }

        /// What proves a style is read by it, and not by the other.
        #[test]
        fn a_proof_is_readable_in_one_way_only(currency in currencies(), style in styles(), text in texts()) {
            if let Some(mark) = currency.read(&text, style).1 {
                let by = |mark| currency.read(&text, NumberStyle { mark, ..style }).0.is_ok();
                prop_assert!(by(mark) && !by(mark.other()), "{:?} {}", currency, text);
            }
        }
    }

    #[test]
    fn the_usual_forms_are_read_in_one_go() {
        let usual = |code: &str, text: &str, style| {
            Currency::of_code(code).ok().and_then(|one| one.usual(text, style)).map(|(minor, _)| minor)
        };
        for (code, text, minor) in [
            ("IDR", "65000", 65_000),
            ("IDR", "Rp65.000", 65_000),
            ("IDR", "1,065,000", 1_065_000),
            ("USD", "12.5", 12_50),
            ("USD", "$1,012.50", 101_250),
            ("USD", "999999999999", 99_999_999_999_900),
        ] {
            assert_eq!(usual(code, text, DOT), Some(minor), "{text}");
        }
        assert_eq!(usual("EUR", "1.012,50", COMMA), Some(101_250));
    }

    #[test]
    fn amounts_of_a_file_prove_their_style_where_only_one_can_be_meant() {
        use DecimalMark::{Comma, Dot};
        let read = |code: &str, text: &str, style| {
            let (minor, proves) = Currency::of_code(code).map_or((Ok(0), None), |one| one.read(text, style));
            (minor.ok(), proves)
        };
        for (text, by_dot, by_comma, proves) in [
            ("12", Some(12_00), Some(12_00), None),
            ("35.91", Some(35_91), None, Some(Dot)),
            ("35,91", None, Some(35_91), Some(Comma)),
            ("1,234.50", Some(123_450), None, Some(Dot)),
            ("1.234,50", None, Some(123_450), Some(Comma)),
            ("1,234,567", Some(123_456_700), None, Some(Dot)),
            ("1.234.567", None, Some(123_456_700), Some(Comma)),
            ("1.000", None, Some(100_000), None),
            ("1,000", Some(100_000), None, None),
            ("0.500", Some(50), None, Some(Dot)),
            ("0,500", None, Some(50), Some(Comma)),
            ("1234.500", Some(123_450), None, Some(Dot)),
            ("(80.00)", Some(-80_00), None, Some(Dot)),
            ("80,00-", None, Some(-80_00), Some(Comma)),
            ("−80", Some(-80_00), Some(-80_00), None),
            ("($1,080.00)", Some(-108_000), None, Some(Dot)),
            ("1\u{a0}234,50", None, Some(123_450), Some(Comma)),
            ("1\u{2009}234\u{2009}567", Some(123_456_700), Some(123_456_700), None),
            ("1\u{a0}23", None, None, None),
            ("12.3456", None, None, None),
            ("(-80.00)", None, None, None),
            ("-80.00-", None, None, None),
        ] {
            assert_eq!(read("USD", text, DOT), (by_dot, proves), "{text}");
            assert_eq!(read("USD", text, COMMA), (by_comma, proves), "{text}");
            let told = |style| read("USD", text, NumberStyle { told: true, ..style }).0;
            let (dot, comma) = match text {
                "1.000" => (Some(1_00), by_comma),
                "1,000" => (by_dot, Some(1_00)),
                _ => (by_dot, by_comma),
            };
            assert_eq!((told(DOT), told(COMMA)), (dot, comma), "{text}, as told");
        }
        // Three decimals are as good as thousands there; without minor units both marks group.
        assert_eq!(read("KWD", "1.000", DOT), (Some(1_000), None));
        assert_eq!(read("KWD", "1.000", COMMA), (Some(100_0000), None));
        assert_eq!(read("IDR", "1.000", COMMA), (Some(1_000), None));
        assert_eq!(read("IDR", "24200,00", DOT), (Some(24_200), None));
    }

    #[test]
    fn what_people_type_has_no_accountants_signs() {
        let usd = Currency::of_code("USD");
        for text in ["(80.00)", "80.00-", "−80.00", "1\u{a0}000.00", "1.000"] {
            assert!(usd.clone().is_ok_and(|usd| usd.parse(text).is_err()), "{text}");
        }
    }
}
