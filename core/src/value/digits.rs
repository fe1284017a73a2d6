//! Runs of decimal digits, eight at a time where that helps.

/// Whether a text is digits, and not empty.
#[inline]
pub(crate) fn all_digits(text: &[u8]) -> bool {
    let (eights, rest) = text.as_chunks();
    !text.is_empty()
        && eights.iter().all(|eight| are_digits(u64::from_le_bytes(*eight)))
        && rest.iter().all(u8::is_ascii_digit)
}

/// A digit is 0x30 to 0x39: its upper half is 3, also after 6 is added.
const fn are_digits(eight: u64) -> bool {
    const UPPER: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    (eight & UPPER) | ((eight.wrapping_add(0x0606_0606_0606_0606) & UPPER) >> 4) == 0x3333_3333_3333_3333
}

/// The number that at most nine digits write; nothing else is a number.
#[inline]
pub(crate) fn small_number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    let digit = |byte: u8| byte.is_ascii_digit().then_some(u32::from(byte & 0x0f));
    digits.iter().try_fold(0, |number: u32, &byte| Some(number * 10 + digit(byte)?)) // below a billion
}

/// The number that digits write, where it is written so again: without a zero before others, and below 2⁶³.
#[inline]
pub(crate) fn whole_number(text: &[u8]) -> Option<u64> {
    if text.len() > 19 || !all_digits(text) || (text.len() > 1 && text.first() == Some(&b'0')) {
        return None;
    }
    let (eights, rest) = text.as_chunks();
    let whole = eights.iter().fold(0_u64, |whole, eight| whole * 100_000_000 + eight_digits(*eight));
    let whole = rest.iter().fold(whole, |whole, digit| whole * 10 + u64::from(digit & 0x0f)); // below 10¹⁹
    i64::try_from(whole).is_ok().then_some(whole)
}

/// The number that eight digits write: neighbours are put together to pairs, fours and all eight.
const fn eight_digits(eight: [u8; 8]) -> u64 {
    let ones = u64::from_le_bytes(eight) & 0x0f0f_0f0f_0f0f_0f0f;
    let pairs = (ones.wrapping_mul(10 << 8 | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000 << 32 | 1) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_judged_at_every_place() {
        for length in 1..=17 {
            assert!(all_digits(&b"01234567890123456"[..length]));
            for place in 0..length {
                for byte in 0..=u8::MAX {
                    let mut text = b"98765432109876543"[..length].to_vec();
                    text[place] = byte;
                    assert_eq!(all_digits(&text), byte.is_ascii_digit(), "{text:?}");
                    let number = str::from_utf8(&text).ok().filter(|text| !text.starts_with('+'));
                    let number = number.and_then(|text| text.parse().ok()).filter(|_| length <= 9);
                    assert_eq!(small_number(&text), number, "{text:?}");
                }
            }
        }
        assert!(!all_digits(b"") && small_number(b"").is_none());
    }

    #[test]
    fn a_whole_number_is_one_that_is_written_back() {
        let numbers = (0..=20).flat_map(|power| {
            let ten = 10_u128.pow(power);
            [ten.saturating_sub(1), ten, ten + 1, ten * 123_456_789 / 987_654_321, ten * 9]
        });
        let largest = u128::from(i64::MAX.unsigned_abs());
        for number in numbers.chain([largest, largest + 1, u128::from(u64::MAX), u128::MAX]) {
            let text = number.to_string();
            let whole = u64::try_from(number).ok().filter(|_| number <= largest);
            assert_eq!(whole_number(text.as_bytes()), whole, "{text}");
            assert_eq!(whole_number(format!("0{text}").as_bytes()), None);
        }
        for text in ["", "-1", "+1", "1 ", "00", "1234567a", "123456781234567a", "１"] {
            assert_eq!(whole_number(text.as_bytes()), None, "{text}");
        }
    }
}
