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

    /// What so many rows have that have the same.
    pub(crate) fn same(&self, rows: usize) -> Option<T> {
        if rows > 0 && self.each.is_empty() { Some(self.one) } else { None }
    }

    /// The values of so many rows, unless they have the same.
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

    /// So many rows of it, in as few bytes as will do.
    pub(crate) fn packed(&self, rows: usize) -> Self {
        let Some((each, first)) = self.each.get(..rows).and_then(|each| Some((each, *each.first()?))) else {
            return Self { one: self.one, ..Self::default() };
        };
        if each.iter().all(|value| *value == first) {
            return Self { one: first, ..Self::default() };
        }
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
