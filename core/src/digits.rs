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
}
