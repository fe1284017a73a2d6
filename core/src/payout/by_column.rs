//! Rows of the order-lines table read column by column: a text is judged once for all rows that have it, also in several
//! batches.
//!
//! The judgements are those of [`super::table`]; a row that any of them refuses is left to it, with all its faults.

use std::ops::Range;

use super::book::Book;
use super::columns::{OrderColumns, TextColumn};
use super::finding::UnreadableRow;
use super::order_line::Commission;
use super::table::{self, Judged, Numbers};
use super::texts::{Id, Shared};
use crate::moment::{Axis, Micros};
use crate::order_status::StatusWord;

/// So many rows are judged column by column before they are put together: few enough to stay in the cache, and to count the
/// places of in a `u8`.
const BLOCK: usize = 256;

/// Reads rows of the columns into the book; those that cannot be read are handed to `unreadable`. `known` is of columns with
/// the same dictionaries, and of the same book.
#[expect(clippy::too_many_arguments, reason = "the parts of one verification")]
pub(crate) fn order_rows<'a>(
    file: u16,
    columns: &'a OrderColumns<'a>,
    rows: Range<usize>,
    known: &'a mut Known,
    book: &mut Book,
    axis: &mut Axis,
    currency: &mut impl FnMut(&str) -> Result<u16, String>,
    unreadable: &mut impl FnMut(UnreadableRow),
) {
    let mut texts = Texts::of(columns, known);
    let mut judged = Block::default();
    for first in rows.clone().step_by(BLOCK) {
        let block = first..rows.end.min(first.saturating_add(BLOCK));
        texts.judge(block.clone(), &mut judged, book, axis, currency);
        for (at, place) in block.zip(0..=u8::MAX) {
            let numbers = columns.numbers(at);
            let line = judged.row(place, &numbers).map(|row| row.line(file, &numbers));
            if let Some(line) = line.filter(|line| !table::lacks_base(line, &numbers)) {
                book.push(&line);
                continue;
            }
            let row = columns.row(at);
            if let Err(refused) = table::order_row(file, &row, &mut *currency, axis, book) {
                let (faults, ids) = *refused;
                unreadable(UnreadableRow::of(file, row.line, &faults, ids, str::to_owned));
            }
        }
    }
}

/// What was judged of a block of rows, and which of them were refused nothing.
struct Block {
    sound: [bool; BLOCK],
    /// Order, SKU and content.
    own_ids: [[Id; BLOCK]; 3],
    product: [Shared; BLOCK],
    campaign: [Shared; BLOCK],
    creator: [Shared; BLOCK],
    payment: [Shared; BLOCK],
    status: [(Shared, StatusWord); BLOCK],
    currency: [u16; BLOCK],
    commission: [Commission; BLOCK],
    created: [Micros; BLOCK],
}

impl Default for Block {
    fn default() -> Self {
        Self {
            sound: [false; BLOCK],
            own_ids: [[Id::default(); BLOCK]; 3],
            product: [0; BLOCK],
            campaign: [0; BLOCK],
            creator: [0; BLOCK],
            payment: [0; BLOCK],
            status: [(0, StatusWord::Unlisted); BLOCK],
            currency: [0; BLOCK],
            commission: [Commission::Standard; BLOCK],
            created: [0; BLOCK],
        }
    }
}

impl Block {
    /// What is judged of a row, unless anything of it is refused.
    #[inline]
    fn row(&self, place: u8, numbers: &Numbers) -> Option<Judged> {
        let place = usize::from(place);
        if !self.sound[place] {
            return None;
        }
        table::refunds(numbers.refunds).ok()?;
        let [order_id, sku_id, content_id] = &self.own_ids;
        let (status_text, status) = self.status[place];
        Some(Judged {
            own_ids: [order_id[place], sku_id[place], content_id[place]],
            product: self.product[place],
            campaign: self.campaign[place],
            creator: self.creator[place],
            payment: self.payment[place],
            currency: self.currency[place],
            created: self.created[place],
            status,
            status_text,
            quantity: table::quantity(numbers.quantity).ok()?,
            rates: table::rates(numbers)?,
            commission: self.commission[place],
        })
    }
}

/// What was judged of the texts of dictionaries, kept from one batch to the next.
#[derive(Debug, Default)]
pub(crate) struct Known {
    order_id: States<Id>,
    sku_id: States<Id>,
    content_id: States<Id>,
    product_id: States<Shared>,
    campaign_id: States<Shared>,
    creator: States<Shared>,
    payment_id: States<Shared>,
    status: States<(Shared, StatusWord)>,
    currency: States<u16>,
    commission: States<Commission>,
}

/// By number of a text; the last is that of a null.
type States<T> = Vec<State<T>>;

/// The columns of texts, with what was judged of each text so far.
struct Texts<'a> {
    columns: &'a OrderColumns<'a>,
    order_id: Once<'a, Id>,
    sku_id: Once<'a, Id>,
    content_id: Once<'a, Id>,
    product_id: Once<'a, Shared>,
    campaign_id: Once<'a, Shared>,
    creator: Once<'a, Shared>,
    payment_id: Once<'a, Shared>,
    status: Once<'a, (Shared, StatusWord)>,
    currency: Once<'a, u16>,
    commission: Once<'a, Commission>,
}

impl<'a> Texts<'a> {
    fn of(columns: &'a OrderColumns<'a>, known: &'a mut Known) -> Self {
        Self {
            columns,
            order_id: Once::of(&columns.order_id, &mut known.order_id),
            sku_id: Once::of(&columns.sku_id, &mut known.sku_id),
            content_id: Once::of(&columns.content_id, &mut known.content_id),
            product_id: Once::of(&columns.product_id, &mut known.product_id),
            campaign_id: Once::of(&columns.campaign_id, &mut known.campaign_id),
            creator: Once::of(&columns.creator, &mut known.creator),
            payment_id: Once::of(&columns.payment_id, &mut known.payment_id),
            status: Once::of(&columns.status, &mut known.status),
            currency: Once::of(&columns.currency, &mut known.currency),
            commission: Once::of(&columns.commission, &mut known.commission),
        }
    }

    /// Judges a block of rows.
    fn judge(
        &mut self,
        rows: Range<usize>,
        block: &mut Block,
        book: &mut Book,
        axis: &mut Axis,
        currency: &mut impl FnMut(&str) -> Result<u16, String>,
    ) {
        let Block { sound, own_ids, product, campaign, creator, payment, status, created, .. } = block;
        *sound = [true; BLOCK];
        let [order_id, sku_id, content_id] = own_ids;
        let mut own_id = |needed: bool, text| table::id(text, needed).ok().map(|id| book.id(id));
        self.order_id.judge_each(&rows, order_id, sound, Id::of_digits, |text| own_id(true, text));
        self.sku_id.judge_each(&rows, sku_id, sound, Id::of_digits, |text| own_id(true, text));
        self.content_id.judge_each(&rows, content_id, sound, Id::of_digits, |text| own_id(false, text));
        let mut id = |needed: bool, text| table::id(text, needed).ok().map(|id| book.share(id));
        self.product_id.judge(&rows, product, sound, |text| id(true, text));
        self.campaign_id.judge(&rows, campaign, sound, |text| id(true, text));
        self.payment_id.judge(&rows, payment, sound, |text| id(false, text));
        self.creator.judge(&rows, creator, sound, |text| Some(book.share(text.unwrap_or_default())));
        self.status.judge(&rows, status, sound, |text| {
            let text = table::status(text).ok()?;
            Some((book.share(text), StatusWord::of(text)))
        });
        self.currency
            .judge(&rows, &mut block.currency, sound, |text| currency(text.unwrap_or_default()).ok());
        self.commission.judge(&rows, &mut block.commission, sound, |text| table::commission(text).ok());
        for ((at, created), sound) in rows.zip(created).zip(sound) {
            match table::created(self.columns.created_at.at(at), axis) {
                Ok(moment) => *created = moment,
                Err(_) => *sound = false,
            }
        }
    }
}

/// The judgement of each text of a column, made when a row first has it.
struct Once<'a, T> {
    column: &'a TextColumn<'a>,
    of_keys: &'a mut States<T>,
    /// The text of the row before, where texts have no numbers.
    last: Option<(&'a str, T)>,
}

#[derive(Clone, Copy, Debug)]
enum State<T> {
    New,
    Refused,
    Is(T),
}

impl<'a, T: Copy> Once<'a, T> {
    fn of(column: &'a TextColumn<'a>, of_keys: &'a mut States<T>) -> Self {
        let texts = if let TextColumn::Keyed { values, .. } = column { values.len() } else { 0 };
        let states = texts.saturating_add(1);
        if of_keys.len() != states {
            of_keys.clear(); // of another dictionary, or of none yet
            of_keys.resize(states, State::New);
        }
        Self { column, of_keys, last: None }
    }

    /// Judges a block of rows; those that are refused are not sound.
    fn judge(
        &mut self,
        rows: &Range<usize>,
        judged: &mut [T; BLOCK],
        sound: &mut [bool; BLOCK],
        judge: impl FnMut(Option<&'a str>) -> Option<T>,
    ) {
        self.judge_each(rows, judged, sound, |_| None, judge);
    }

    /// Judges a block of rows. Of texts without numbers, those that are judged `at_once` are not compared with the one before.
    fn judge_each(
        &mut self,
        rows: &Range<usize>,
        judged: &mut [T; BLOCK],
        sound: &mut [bool; BLOCK],
        at_once: impl Fn(&'a str) -> Option<T>,
        mut judge: impl FnMut(Option<&'a str>) -> Option<T>,
    ) {
        match self.column {
            TextColumn::Each(texts) => {
                let texts = texts.get(rows.clone()).unwrap_or_default();
                for ((&text, judged), sound) in texts.iter().zip(judged).zip(sound) {
                    if let Some(new) = text.and_then(&at_once) {
                        *judged = new;
                    } else if let (Some(text), Some((last, known))) = (text, self.last)
                        && text == last
                    {
                        *judged = known;
                    } else if let Some(new) = judge(text) {
                        self.last = text.map(|text| (text, new));
                        *judged = new;
                    } else {
                        *sound = false;
                    }
                }
            }
            TextColumn::Keyed { values, keys } => {
                let keys = keys.get(rows.clone()).unwrap_or_default();
                for ((&key, judged), sound) in keys.iter().zip(judged).zip(sound) {
                    let key = usize::try_from(key).unwrap_or(usize::MAX).min(values.len());
                    match self.of_key(key, || values.get(key).copied().flatten(), &mut judge) {
                        Some(known) => *judged = known,
                        None => *sound = false,
                    }
                }
            }
            TextColumn::Null => match self.of_key(0, || None, &mut judge) {
                Some(known) => *judged = [known; BLOCK],
                None => *sound = [false; BLOCK],
            },
        }
    }

    #[inline]
    fn of_key(
        &mut self,
        key: usize,
        text: impl FnOnce() -> Option<&'a str>,
        judge: &mut impl FnMut(Option<&'a str>) -> Option<T>,
    ) -> Option<T> {
        let state = self.of_keys.get_mut(key)?;
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
}
