//! A text is judged once for all rows that have it.

use std::ops::Range;

use crate::payout::book::column::{Column, Value};

use super::columns::TextColumn;

/// What was judged of the texts of a dictionary, by number; the last is that of a null.
pub(crate) type States<T> = Vec<State<T>>;

#[derive(Clone, Copy, Debug)]
pub(crate) enum State<T> {
    New,
    Refused,
    Is(T),
}

/// The judgement of each text of a column, made when a row first has it.
pub(crate) struct Once<'a, T> {
    column: &'a TextColumn<'a>,
    of_keys: &'a mut [State<T>],
    /// The text of the row before, where texts have no numbers.
    last: Option<(&'a str, T)>,
}

impl<'a, T: Value> Once<'a, T> {
    pub(crate) fn of(column: &'a TextColumn<'a>, of_keys: &'a mut States<T>) -> Self {
        let texts = if let TextColumn::Keyed { values, .. } = column { values.len() } else { 0 };
        let states = texts.saturating_add(1);
        if of_keys.len() != states {
            of_keys.clear(); // of another dictionary, or of none yet
            of_keys.resize(states, State::New);
        }
        Self { column, of_keys, last: None }
    }

    /// Judges rows, and writes what they are judged from this place on. Those that are refused are not sound.
    pub(crate) fn judge(
        &mut self,
        rows: &Range<usize>,
        (judged, place): (&mut Column<T>, usize),
        sound: &mut [bool],
        judge: impl FnMut(Option<&'a str>) -> Option<T>,
    ) {
        self.judge_each(rows, (judged, place), sound, |_| None, judge);
    }

    /// Judges rows. Of texts without numbers, those that are judged `at_once` are not compared with the one before.
    pub(crate) fn judge_each(
        &mut self,
        rows: &Range<usize>,
        (judged, place): (&mut Column<T>, usize),
        sound: &mut [bool],
        at_once: impl Fn(&'a str) -> Option<T>,
        mut judge: impl FnMut(Option<&'a str>) -> Option<T>,
    ) {
        let states = &mut *self.of_keys;
        match self.column {
            TextColumn::Each(texts) => {
                let texts = texts.get(rows.clone()).unwrap_or_default();
                let last = &mut self.last;
                let each = texts.iter().zip(sound).map(|(&text, sound)| {
                    if let Some(new) = text.and_then(&at_once) {
                        return new;
                    }
                    if let (Some(text), Some((last, known))) = (text, *last)
                        && text == last
                    {
                        return known;
                    }
                    let new = judge(text);
                    match (text, new) {
                        (Some(text), Some(new)) => *last = Some((text, new)),
                        (None, Some(_)) => {}
                        (_, None) => *sound = false,
                    }
                    new.unwrap_or_default()
                });
                judged.extend(place, each);
            }
            TextColumn::Keyed { values, keys } => {
                let keys = keys.get(rows.clone()).unwrap_or_default();
                let mut state = |key: u32| {
                    let key = usize::try_from(key).unwrap_or(usize::MAX).min(values.len());
                    match states.get(key) {
                        Some(State::Is(known)) => Some(*known),
                        _ => of_key(states, key, || values.get(key).copied().flatten(), &mut judge),
                    }
                };
                match keys {
                    [first, others @ ..] if others.iter().all(|key| key == first) => {
                        fill(judged, place, sound, state(*first));
                    }
                    keys => {
                        let each = keys.iter().zip(sound).map(|(&key, sound)| {
                            let known = state(key);
                            *sound &= known.is_some();
                            known.unwrap_or_default()
                        });
                        judged.extend(place, each);
                    }
                }
            }
            TextColumn::Null => fill(judged, place, sound, of_key(states, 0, || None, &mut judge)),
        }
    }
}

/// All rows at hand are judged alike.
fn fill<T: Value>(judged: &mut Column<T>, place: usize, sound: &mut [bool], known: Option<T>) {
    match known {
        Some(known) => judged.fill(place, sound.len(), known),
        None => sound.fill(false),
    }
}

/// The judgement of the text with this number.
fn of_key<'a, T: Copy>(
    states: &mut [State<T>],
    key: usize,
    text: impl FnOnce() -> Option<&'a str>,
    judge: &mut impl FnMut(Option<&'a str>) -> Option<T>,
) -> Option<T> {
    let state = states.get_mut(key)?;
    match *state {
        State::Is(known) => Some(known),
        State::Refused => None,
        State::New => {
            let new = judge(text());
            *state = new.map_or(State::Refused, State::Is);
            new
        }
    }
}
