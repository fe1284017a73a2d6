//! Rows of the order-lines table read column by column: a text is judged once for all rows that have it, also in several
//! batches.
//!
//! The judgements are those of [`super::table`]; a row that any of them refuses is left to it, with all its faults.

use std::ops::Range;

use crate::payout::book::Book;
use crate::payout::book::amounts::Cell;
use crate::payout::book::block::{Block, Facts, line_less_place};
use crate::payout::book::column::{Column, ROWS, Value};
use crate::payout::book::commission::{Commission, OwnRates};
use crate::payout::book::texts::{Id, Shared, Texts};
use crate::value::moment::Axis;
use crate::value::order_status::StatusWord;

use super::classes::Classes;
use super::columns::{OrderColumns, TimeColumn, ValueColumn};
use super::given::{self, Classified, Given};
use super::once::{Once, States};
use super::table;
use super::table::TableTime;
use super::unreadable::UnreadableRow;

/// So many rows are judged column by column: few enough to stay in the cache.
const ROWS_AT_ONCE: usize = 256;

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
    let mut reading = Reading::of(columns, known);
    let mut next = rows.start;
    while next < rows.end {
        let (block, texts) = book.open();
        let room = ROWS.saturating_sub(block.len());
        let at_once = next..rows.end.min(next.saturating_add(room.min(ROWS_AT_ONCE)));
        next = at_once.end;
        let sound = reading.write(file, at_once.clone(), block, texts, axis, currency);
        for (at, _) in at_once.zip(sound).filter(|(_, sound)| !sound) {
            let row = columns.row(at);
            if let Err(refused) = table::order_row(file, &row, &mut *currency, axis, book) {
                let (faults, ids) = *refused;
                unreadable(UnreadableRow::of(file, row.line, &faults, ids, str::to_owned));
            }
        }
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

/// Columns that are read into blocks.
struct Reading<'a> {
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
    at_hand: AtHand,
    classes: Classes,
}

/// What is said by the rows at hand, and not written to the block as it is.
#[derive(Default)]
struct AtHand {
    status: Column<(Shared, StatusWord)>,
    currency: Column<u16>,
    commission: Column<Commission>,
    fully_refunded: Column<bool>,
    base: Column<Cell>,
    agency: Column<Cell>,
    creator: Column<Cell>,
    tax: Column<Cell>,
    before: Column<Cell>,
}

impl<'a> Reading<'a> {
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
            at_hand: AtHand::default(),
            classes: Classes::default(),
        }
    }

    /// Writes rows to the block, without those that are refused. Returns which of them are sound.
    fn write(
        &mut self,
        file: u16,
        rows: Range<usize>,
        block: &mut Block,
        texts: &mut Texts,
        axis: &mut Axis,
        currency: &mut impl FnMut(&str) -> Result<u16, String>,
    ) -> [bool; ROWS_AT_ONCE] {
        let mut all = [true; ROWS_AT_ONCE];
        let sound = all.get_mut(..rows.len()).unwrap_or_default();
        self.texts(&rows, block, sound, texts, currency);
        self.values(&rows, block, sound, axis);
        self.rates(&rows, block, sound);
        self.amounts(file, &rows, block, sound);
        if sound.contains(&false) {
            block.keep(sound);
        }
        block.grow(sound.iter().filter(|sound| **sound).count());
        all
    }

    fn texts(
        &mut self,
        rows: &Range<usize>,
        block: &mut Block,
        sound: &mut [bool],
        texts: &mut Texts,
        currency: &mut impl FnMut(&str) -> Result<u16, String>,
    ) {
        let (place, at_hand) = (block.len(), &mut self.at_hand);
        let mut own_id = |needed: bool, text| table::id(text, needed).ok().map(|id| texts.id(id));
        let ids = [
            (&mut self.order_id, &mut block.order_id, true),
            (&mut self.sku_id, &mut block.sku_id, true),
            (&mut self.content_id, &mut block.content_id, false),
        ];
        for (read, column, needed) in ids {
            read.judge_each(rows, (column, place), sound, Id::of_digits, |text| own_id(needed, text));
        }
        let mut id = |needed: bool, text| table::id(text, needed).ok().map(|id| texts.share(id));
        self.product_id.judge(rows, (&mut block.product, place), sound, |text| id(true, text));
        self.campaign_id.judge(rows, (&mut block.campaign, place), sound, |text| id(true, text));
        self.payment_id.judge(rows, (&mut block.payment, place), sound, |text| id(false, text));
        self.creator.judge(rows, (&mut block.creator, place), sound, |text| {
            Some(texts.share(text.unwrap_or_default()))
        });
        self.status.judge(rows, (&mut at_hand.status, 0), sound, |text| {
            let text = table::status(text).ok()?;
            Some((texts.share(text), StatusWord::of(text)))
        });
        self.currency
            .judge(rows, (&mut at_hand.currency, 0), sound, |text| currency(text.unwrap_or_default()).ok());
        self.commission.judge(rows, (&mut at_hand.commission, 0), sound, |text| table::commission(text).ok());
    }

    fn values(&mut self, rows: &Range<usize>, block: &mut Block, sound: &mut [bool], axis: &mut Axis) {
        let (place, columns) = (block.len(), self.columns);
        let created = (&mut block.created, place);
        match &columns.created_at {
            TimeColumn::Instants(micros) => judge(micros, rows, created, sound, |micros| {
                table::created(micros.map(TableTime::Instant), axis).ok()
            }),
            TimeColumn::Locals(micros) => judge(micros, rows, created, sound, |micros| {
                table::created(micros.map(TableTime::Local), axis).ok()
            }),
        }
        judge(&columns.quantity, rows, (&mut block.quantity, place), sound, |number| {
            table::quantity(number).ok()
        });
        judge(&columns.gmv_minor, rows, (&mut block.gmv, place), sound, |gmv| Some(given::cell(gmv)));
        let line = |at, place| line_less_place(columns.line_of(at), place);
        if let ValueColumn::Null = columns.line {
            block.line_less_place.fill(place, rows.len(), line(rows.start, place));
        } else {
            block.line_less_place.extend(place, rows.clone().zip(place..).map(|(at, place)| line(at, place)));
        }
    }

    fn rates(&mut self, rows: &Range<usize>, block: &mut Block, sound: &mut [bool]) {
        let (place, columns, commission) = (block.len(), self.columns, &self.at_hand.commission);
        let rates = |(rates, sound): (Option<OwnRates>, &mut bool)| {
            *sound &= rates.is_some();
            rates.unwrap_or_default()
        };
        let [agency, creator] = [&columns.agency_rate_bps, &columns.creator_rate_bps];
        if let (Some(agency), Some(creator)) = (agency.full(rows), creator.full(rows)) {
            let both = agency
                .iter()
                .zip(creator)
                .map(|(agency, creator)| table::rates(Some(*agency), Some(*creator)));
            block.standard.extend(place, both.zip(sound).map(rates));
        } else {
            let both = rows.clone().map(|at| table::rates(agency.at(at), creator.at(at)));
            block.standard.extend(place, both.zip(sound).map(rates));
        }
        if commission.same(rows.len()) == Some(Commission::Standard) {
            block.shop_ads.fill(place, rows.len(), [None; 2]);
            return;
        }
        for (nth, place) in (0..rows.len()).zip(place..) {
            let OwnRates { agency, creator } = block.standard.at(place);
            let shop_ads = match commission.at(nth) {
                Commission::Standard => [None; 2],
                Commission::ShopAds => [Some(agency), Some(creator)],
            };
            block.shop_ads.push(place, shop_ads);
        }
    }

    fn amounts(&mut self, file: u16, rows: &Range<usize>, block: &mut Block, sound: &mut [bool]) {
        let (place, columns) = (block.len(), self.columns);
        let Self { at_hand, classes, .. } = self;
        judge(&columns.base_minor, rows, (&mut at_hand.base, 0), sound, |base| Some(given::cell(base)));
        judge(&columns.paid_agency_minor, rows, (&mut at_hand.agency, 0), sound, |paid| {
            Some(given::cell(paid))
        });
        judge(&columns.tax_minor, rows, (&mut at_hand.tax, 0), sound, |tax| Some(given::cell(tax)));
        judge(&columns.refunded, rows, (&mut at_hand.fully_refunded, 0), sound, |refunded| {
            Some(refunded.unwrap_or(false))
        });
        let (paid, kept, share) = (
            &columns.paid_creator_commission_minor,
            &columns.paid_creator_minor,
            &columns.paid_manager_minor,
        );
        if let (ValueColumn::Null, _) | (_, ValueColumn::Null) = (kept, share) {
            judge(paid, rows, (&mut at_hand.creator, 0), sound, |paid| {
                Some(given::creator(paid, None, None))
            });
        } else {
            let creator = rows.clone().map(|at| given::creator(paid.at(at), kept.at(at), share.at(at)));
            at_hand.creator.extend(0, creator);
        }
        if let ValueColumn::Null = columns.refunded_minor {
            at_hand.before.fill(0, rows.len(), given::before(None, None));
        } else {
            let before = rows.clone().zip(&mut *sound).map(|(at, sound)| {
                let refunded = columns.refunded_minor.at(at);
                *sound &= table::refunds(refunded).is_ok();
                given::before(columns.base_minor.at(at), refunded)
            });
            at_hand.before.extend(0, before);
        }

        let mut open = [false; ROWS_AT_ONCE];
        let open = open.get_mut(..rows.len()).unwrap_or_default();
        let mut facts = |nth: usize, open: &mut bool, sound: &mut bool| {
            let (status_text, status) = at_hand.status.at(nth);
            let Classified { class, are_estimates, lacks_base } = classes.of(status, at_hand.given(nth));
            let fully_refunded = at_hand.fully_refunded.at(nth);
            *open = are_estimates;
            *sound &= !lacks_base || fully_refunded;
            let (currency, only) = (at_hand.currency.at(nth), Some(at_hand.commission.at(nth)));
            Facts { file, currency, status_text, status, class, only, fully_refunded }
        };
        if at_hand.are_alike(rows.len()) {
            let (mut all_open, mut all_sound) = (false, true);
            block.facts.fill(place, rows.len(), facts(0, &mut all_open, &mut all_sound));
            open.fill(all_open);
            if !all_sound {
                sound.fill(false);
            }
        } else {
            let each = (0..).zip(open.iter_mut().zip(sound));
            block.facts.extend(place, each.map(|(nth, (open, sound))| facts(nth, open, sound)));
        }

        // Each amount of a row stands where `Given::amounts` has it.
        let which = Which::of(open);
        let blank = Column::default();
        let AtHand { base, agency, creator, tax, before, .. } = at_hand;
        let (estimated, settled) = (&mut block.estimated, &mut block.settled);
        which.choose(base, before, (&mut estimated.base, place));
        which.choose(agency, &blank, (&mut estimated.agency, place));
        which.choose(creator, &blank, (&mut estimated.creator, place));
        which.choose(tax, &blank, (&mut estimated.tax, place));
        which.choose(&blank, base, (&mut settled.base, place));
        which.choose(&blank, agency, (&mut settled.agency, place));
        which.choose(&blank, creator, (&mut settled.creator, place));
        which.choose(&blank, tax, (&mut settled.tax, place));
        for amounts in [estimated, settled] {
            amounts.shop_ads_agency.fill(place, rows.len(), Cell::BLANK);
            amounts.shop_ads_creator.fill(place, rows.len(), Cell::BLANK);
        }
    }
}

impl AtHand {
    /// Whether all of so many rows have the same words, and the same of their amounts filled and not negative: what is
    /// found out of one is so of all, even if that one is refused.
    fn are_alike(&self, rows: usize) -> bool {
        let Self { status, currency, commission, fully_refunded, base, agency, creator, tax, before } = self;
        let not_negative = |each: &[Cell]| each.iter().fold(0, |all, cell| all | cell.or_min()) >= 0;
        status.same(rows).is_some()
            && currency.same(rows).is_some()
            && commission.same(rows).is_some()
            && fully_refunded.same(rows).is_some()
            && [base, agency, creator, tax, before]
                .into_iter()
                .all(|cells| cells.each(rows).is_none_or(not_negative))
    }

    #[inline]
    fn given(&self, nth: usize) -> Given {
        Given {
            base: self.base.at(nth),
            agency: self.agency.at(nth),
            creator: self.creator.at(nth),
            tax: self.tax.at(nth),
            before: self.before.at(nth),
        }
    }
}

/// Judges the values of rows, and writes what they are judged from this place on. Rows that are refused are not sound.
fn judge<V: Copy, T: Value>(
    values: &ValueColumn<'_, V>,
    rows: &Range<usize>,
    (judged, place): (&mut Column<T>, usize),
    sound: &mut [bool],
    mut judge: impl FnMut(Option<V>) -> Option<T>,
) {
    let note = |known: Option<T>, sound: &mut bool| {
        *sound &= known.is_some();
        known.unwrap_or_default()
    };
    match values {
        ValueColumn::Null => match judge(None) {
            Some(known) => judged.fill(place, rows.len(), known),
            None => sound.fill(false),
        },
        ValueColumn::Full(values) => {
            let values = values.get(rows.clone()).unwrap_or_default();
            judged.extend(
                place,
                values.iter().zip(sound).map(|(value, sound)| note(judge(Some(*value)), sound)),
            );
        }
        ValueColumn::Holed(..) => {
            judged
                .extend(place, rows.clone().zip(sound).map(|(at, sound)| note(judge(values.at(at)), sound)));
        }
    }
}

/// Which rows at hand are open.
enum Which<'a> {
    None(usize),
    All(usize),
    These(&'a [bool]),
}

impl<'a> Which<'a> {
    fn of(open: &'a [bool]) -> Self {
        match (open.contains(&true), open.contains(&false)) {
            (false, _) => Self::None(open.len()),
            (true, false) => Self::All(open.len()),
            (true, true) => Self::These(open),
        }
    }

    /// Writes, from this place on, one of two amounts for each row.
    fn choose(
        &self,
        of_open: &Column<Cell>,
        of_others: &Column<Cell>,
        (chosen, place): (&mut Column<Cell>, usize),
    ) {
        match *self {
            Self::None(rows) => chosen.copy(place, rows, of_others),
            Self::All(rows) => chosen.copy(place, rows, of_open),
            Self::These(open) => {
                let amount = |(open, nth): (&bool, usize)| {
                    let (of_open, of_others) = (of_open.at(nth), of_others.at(nth));
                    if *open { of_open } else { of_others } // without a branch: which it is cannot be foretold
                };
                chosen.extend(place, open.iter().zip(0..).map(amount));
            }
        }
    }
}
