//! A column of rows: one value for all of them where they have the same, else one each, in as few bytes as will do.

use std::iter;

/// So many rows have a place in a column: enough that memory is asked for seldom, and few enough to stay in the cache
/// while they are written.
pub(crate) const ROWS: usize = 1024;

/// What a column can hold.
pub(crate) trait Value: Copy + Default + PartialEq {
    /// Whether values are numbers that may be near each other.
    const IS_NUMBER: bool = false;

    /// The number that it is.
    #[inline]
    fn number(self) -> u64 {
        0
    }

    /// What this number is of.
    #[inline]
    fn of_number(_number: u64) -> Self {
        Self::default()
    }
}

impl Value for u64 {
    const IS_NUMBER: bool = true;

    #[inline]
    fn number(self) -> u64 {
        self
    }

    #[inline]
    fn of_number(number: u64) -> Self {
        number
    }
}

impl Value for i64 {
    const IS_NUMBER: bool = true;

    #[inline]
    fn number(self) -> u64 {
        self.cast_unsigned()
    }

    #[inline]
    fn of_number(number: u64) -> Self {
        number.cast_signed()
    }
}

impl Value for u16 {}
impl Value for u32 {}
impl Value for bool {}

/// The values of rows, one place after the other.
#[derive(Debug, Default)]
pub(crate) struct Column<T> {
    /// What all rows have, or what those are counted from that are near each other.
    one: T,
    /// Empty where all rows have the same, or are near each other.
    each: Vec<T>,
    near: Vec<u32>,
}

impl<T: Value> Column<T> {
    pub(crate) fn of(values: impl Iterator<Item = T>) -> Self {
        Self { each: values.collect(), ..Self::default() }
    }

    #[inline]
    pub(crate) fn at(&self, place: usize) -> T {
        if T::IS_NUMBER
            && let Some(near) = self.near.get(place)
        {
            return T::of_number(self.one.number().wrapping_add((*near).into()));
        }
        self.each.get(place).copied().unwrap_or(self.one)
    }

    /// What so many rows have, where they have the same.
    pub(crate) fn same(&self, rows: usize) -> Option<T> {
        match self.each(rows) {
            Some([first, others @ ..]) => {
                Some(*first).filter(|first| others.iter().all(|value| value == first))
            }
            _ => Some(self.one),
        }
    }

    /// The values of so many rows, where they stand there one by one.
    pub(crate) fn each(&self, rows: usize) -> Option<&[T]> {
        self.each.get(..rows).filter(|each| !each.is_empty())
    }

    /// Writes the value of the row at `place`, which follows those that are there.
    #[inline]
    pub(crate) fn push(&mut self, place: usize, value: T) {
        self.fill(place, 1, value);
    }

    /// Writes one value to so many places, from this one on. What was there, and behind it, is gone; so it is with all that
    /// is written.
    #[inline]
    pub(crate) fn fill(&mut self, place: usize, rows: usize, value: T) {
        if place == 0 {
            self.each.clear();
            self.one = value;
        } else if !self.each.is_empty() || self.one != value {
            self.extend(place, iter::repeat_n(value, rows));
        }
    }

    /// Writes values to the places from this one on.
    #[inline]
    pub(crate) fn extend(&mut self, place: usize, values: impl Iterator<Item = T>) {
        if self.each.is_empty() {
            self.each.reserve_exact(ROWS);
            self.each.resize(place, self.one);
        }
        self.each.truncate(place);
        self.each.extend(values);
    }

    /// Writes the first so many values of another column to the places from this one on.
    pub(crate) fn copy(&mut self, place: usize, rows: usize, other: &Self) {
        match other.each(rows) {
            Some(each) => self.extend(place, each.iter().copied()),
            None => self.fill(place, rows, other.one),
        }
    }

    /// Of what is written from this place on, leaves out what is not sound.
    pub(crate) fn keep(&mut self, place: usize, sound: &[bool]) {
        let mut end = place;
        for (at, _) in (place..).zip(sound).filter(|(_, sound)| **sound) {
            let value = self.at(at);
            if let Some(to) = self.each.get_mut(end) {
                *to = value;
            }
            end += 1;
        }
        self.each.truncate(end);
    }

    /// So many rows of it, in as few bytes as will do.
    pub(crate) fn packed(&self, rows: usize) -> Self {
        if let Some(one) = self.same(rows) {
            return Self { one, ..Self::default() };
        }
        let each = self.each(rows).unwrap_or_default();
        let first = each.first().copied().unwrap_or_default();
        if T::IS_NUMBER {
            // Half of those that are near may be below the first.
            let one = first.number().wrapping_sub(1 << 31);
            let above = |value: &T| value.number().wrapping_sub(one);
            if each.iter().fold(0, |all, value| all | above(value)) >> u32::BITS == 0 {
                #[expect(clippy::cast_possible_truncation, reason = "all of them have no more bits")]
                let near = each.iter().map(|value| above(value) as u32).collect();
                return Self { one: T::of_number(one), each: Vec::new(), near };
            }
        }
        Self { one: first, each: each.to_vec(), near: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::amounts::Cell;
    use super::*;

    /// Writes to the places from one on: one value, values each, or those of another column.
    #[derive(Clone, Debug)]
    enum Write {
        Fill(u64, usize),
        Each(Vec<u64>),
        Copy(Vec<u64>),
    }

    /// Numbers that are near each other, and such as just are not.
    fn number() -> impl Strategy<Value = u64> {
        const FAR: u64 = 1 << 31;
        prop_oneof![
            8 => 0..4_u64,
            1 => prop::sample::select(&[FAR - 1, FAR, FAR + 1, 2 * FAR - 1, 2 * FAR, 2 * FAR + 1, 3 * FAR][..]),
            1 => prop::sample::select(&[0, 1, FAR - 1, FAR, FAR + 1, 2 * FAR][..]).prop_map(|below| 0_u64.wrapping_sub(below)),
        ]
    }

    fn write() -> impl Strategy<Value = Write> {
        let numbers = || prop::collection::vec(number(), 0..6);
        prop_oneof![
            (number(), prop_oneof![0..6_usize, 200..400_usize])
                .prop_map(|(number, rows)| Write::Fill(number, rows)),
            numbers().prop_map(Write::Each),
            numbers().prop_map(Write::Copy),
            (number(), 1..6_usize).prop_map(|(number, rows)| Write::Copy(vec![number; rows])),
        ]
    }

    /// A column to which all of this is written, each behind what is left of the rows before; and what it should hold.
    fn written<T: Value>(writes: &[(Write, usize)], shift: u64) -> (Column<T>, Vec<T>) {
        let value = |number: &u64| T::of_number(number.wrapping_add(shift));
        let (mut column, mut expected) = (Column::default(), Vec::new());
        for (write, taken_back) in writes {
            let place = expected.len().saturating_sub(*taken_back);
            expected.truncate(place);
            match write {
                Write::Fill(number, rows) => {
                    column.fill(place, *rows, value(number));
                    expected.resize(place + rows, value(number));
                }
                Write::Each(numbers) => {
                    column.extend(place, numbers.iter().map(value));
                    expected.extend(numbers.iter().map(value));
                }
                Write::Copy(numbers) => {
                    let mut other = Column::default();
                    numbers.iter().zip(0..).for_each(|(number, place)| other.push(place, value(number)));
                    column.copy(place, numbers.len(), &other);
                    expected.extend(numbers.iter().map(value));
                }
            }
        }
        (column, expected)
    }

    fn holds<T: Value + std::fmt::Debug>(
        (column, expected): &(Column<T>, Vec<T>),
    ) -> Result<(), TestCaseError> {
        let packed = column.packed(expected.len());
        for (place, value) in expected.iter().enumerate() {
            prop_assert_eq!((column.at(place), packed.at(place)), (*value, *value));
        }
        Ok(())
    }

    proptest! {
        /// As often as what is written is written over, in part or as a whole, the last of it stands there.
        #[test]
        fn a_column_holds_what_was_written_last(
            writes in prop::collection::vec((write(), 0..6_usize), 1..8),
            shift in prop_oneof![Just(0), Just(1 << 31), Just(1 << 63), Just(u64::MAX)],
        ) {
            holds(&written::<u64>(&writes, shift))?;
            holds(&written::<i64>(&writes, shift))?;
            holds(&written::<Cell>(&writes, shift))?;
        }
    }

    #[test]
    fn what_is_alike_or_near_takes_less() {
        let held = |values: &[i64]| {
            let packed = Column::of(values.iter().copied()).packed(values.len());
            (packed.each.len(), packed.near.len())
        };
        assert_eq!(held(&[7, 7, 7]), (0, 0));
        assert_eq!(held(&[7, -7, 8]), (0, 3));
        assert_eq!(held(&[0, (1 << 31) - 1, -(1 << 31)]), (0, 3));
        assert_eq!(held(&[0, 1 << 31]), (2, 0));
        assert_eq!(held(&[0, -(1 << 31) - 1]), (2, 0));
    }
}
