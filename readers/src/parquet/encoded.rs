//! The parts of a page that the library trusts: which rows have a value, and lengths that are stored as differences.

/// How many of the first so many rows have a value, of definition levels that are 0 or 1 and stored in runs; none where
/// they end before.
pub(super) fn filled(mut levels: &[u8], rows: usize) -> Option<usize> {
    let (mut left, mut filled) = (rows, 0_usize);
    while left > 0 {
        let head = usize::try_from(varint(&mut levels)?).ok()?;
        let run = if head & 1 == 0 {
            let run = left.min(head >> 1);
            let (level, rest) = levels.split_first()?;
            levels = rest;
            filled += if level & 1 == 1 { run } else { 0 };
            run
        } else {
            // Eight rows in a byte; the last bytes of a page may be left out.
            let bytes = (head >> 1).min(levels.len());
            let (packed, rest) = levels.split_at_checked(bytes)?;
            levels = rest;
            let run = left.min(bytes.saturating_mul(8));
            filled += ones(packed, run);
            run
        };
        if run == 0 {
            return None;
        }
        left -= run;
    }
    Some(filled)
}

/// Likewise, of levels that are eight in a byte.
pub(super) fn filled_bits(levels: &[u8], rows: usize) -> Option<usize> {
    (levels.len() >= rows.div_ceil(8)).then(|| ones(levels, rows))
}

fn ones(bytes: &[u8], rows: usize) -> usize {
    let whole = bytes.iter().take(rows / 8).map(|byte| byte.count_ones() as usize).sum::<usize>();
    let rest = bytes.get(rows / 8).map_or(0, |byte| byte & !(u8::MAX << (rows % 8)));
    whole + rest.count_ones() as usize
}

/// How many numbers stand in a block of differences.
pub(super) fn count(mut data: &[u8]) -> Option<u64> {
    varint(&mut data)?;
    varint(&mut data)?;
    varint(&mut data)
}

/// Lengths that are stored as differences, at most so many: each of them, and what stands behind them. None where one is
/// negative, or they end before.
pub(super) fn lengths(mut data: &[u8], most: usize) -> Option<(Vec<u32>, &[u8])> {
    let block = usize::try_from(varint(&mut data)?).ok()?;
    let minis = usize::try_from(varint(&mut data)?).ok()?;
    let count = usize::try_from(varint(&mut data)?).ok().filter(|count| *count <= most)?;
    let in_mini = block.checked_div(minis).filter(|each| *each > 0 && each % 32 == 0)?;
    let mut length = zigzag(&mut data)?;
    let mut all = Vec::new();
    if count > 0 {
        all.push(u32::try_from(length).ok()?);
    }
    while all.len() < count {
        let least = zigzag(&mut data)?;
        let (widths, rest) = data.split_at_checked(minis)?;
        data = rest;
        for &width in widths {
            if all.len() >= count {
                break;
            }
            let bytes = in_mini.checked_mul(usize::from(width))?.checked_div(8).filter(|_| width <= 32)?;
            let (packed, rest) = data.split_at_checked(bytes)?;
            data = rest;
            for nth in 0..in_mini.min(count - all.len()) {
                let difference = i64::from(bits(packed, nth, width)).checked_add(least)?;
                length = length.checked_add(difference)?;
                all.push(u32::try_from(length).ok()?);
            }
        }
    }
    Some((all, data))
}

/// The nth number of so many bits.
fn bits(packed: &[u8], nth: usize, width: u8) -> u32 {
    let first = nth.saturating_mul(usize::from(width));
    let window = packed.iter().skip(first / 8).take(8).zip(0_u32..);
    let window = window.fold(0_u64, |all, (byte, place)| all | u64::from(*byte) << (8 * place));
    let number = (window >> (first % 8)) & ((1_u64 << width) - 1);
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn zigzag(data: &mut &[u8]) -> Option<i64> {
    let number = varint(data)?;
    let half = i64::try_from(number >> 1).ok()?;
    Some(if number & 1 == 0 { half } else { -half - 1 })
}

fn varint(data: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = data.split_first()?;
        *data = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_in_runs_and_in_bits() {
        // Five filled, then eight of which every second is.
        let levels = [5 << 1, 1, 1 << 1 | 1, 0b0101_0101];
        assert_eq!(filled(&levels, 13), Some(9));
        assert_eq!(filled(&levels, 6), Some(6));
        assert_eq!(filled(&levels, 14), None);
        assert_eq!(filled(&[], 1), None);
        assert_eq!(filled(&[0, 1, 0, 1], 1), None, "runs of nothing");
        assert_eq!(filled_bits(&[0xFF, 0x01], 9), Some(9));
        assert_eq!(filled_bits(&[0xFF], 9), None);
    }

    #[test]
    fn lengths_are_the_sums_of_their_differences() {
        // 128 in a block of 4: 3, then 1 more, 2 more and 0 more, in two bits each, the least of them 0.
        let mut data = vec![0x80, 0x01, 4, 4, 6, 0, 2, 0, 0, 0, 0b00_10_01];
        data.extend([0; 7]);
        data.push(b'x');
        assert_eq!(lengths(&data, 4), Some((vec![3, 4, 6, 6], &b"x"[..])));
        assert_eq!(lengths(&data, 3), None, "more than there are rows");
        assert_eq!(count(&data), Some(4));
        data[4] = 1;
        assert_eq!(lengths(&data, 4), None, "the first is negative");
        assert_eq!(lengths(&data[..9], 4), None);
    }
}
