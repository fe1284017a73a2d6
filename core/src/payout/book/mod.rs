//! All order lines of all files, packed by column, with the words and ids that they share.

pub(crate) mod amounts;
pub(crate) mod block;
pub(crate) mod class;
pub(crate) mod column;
pub(crate) mod commission;
pub(crate) mod explained_by;
pub(crate) mod order_line;
pub(crate) mod said;
pub(crate) mod texts;

use hashbrown::DefaultHashBuilder;

use block::{Block, Row};
use column::ROWS;
use order_line::OrderLine;
use texts::{Id, Shared, Texts};

/// All lines of all files.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// Full, all but the last.
    blocks: Vec<Block>,
    /// The block that takes rows, until it is full.
    open: Block,
    texts: Texts,
    hasher: DefaultHashBuilder,
}

impl Book {
    /// Keeps a line.
    pub(crate) fn push(&mut self, line: &OrderLine) {
        let (open, _) = self.open();
        open.push(line);
    }

    /// The block that has places for more rows, and the texts that rows share.
    pub(crate) fn open(&mut self) -> (&mut Block, &mut Texts) {
        if self.open.len() == ROWS {
            self.close();
        }
        (&mut self.open, &mut self.texts)
    }

    /// Works out what is asked of the rows that wait for others: a block is full, or all lines are pushed.
    pub(crate) fn close(&mut self) {
        if self.open.len() > 0 {
            self.blocks.push(self.open.take(&self.hasher));
        }
    }

    /// How many rows were pushed, those too that wait for others.
    pub(crate) fn pushed(&self) -> usize {
        self.blocks.len().saturating_mul(ROWS).saturating_add(self.open.len())
    }

    /// Drops the rows of a file, none of which stands before this index.
    pub(crate) fn drop_file(&mut self, file: u16, from: usize) {
        let full = self.blocks.split_off(self.blocks.len().min(from / ROWS));
        let open = std::mem::take(&mut self.open);
        let rows = full.iter().chain([&open]).flat_map(Block::rows);
        let kept: Vec<OrderLine> = rows.filter(|row| row.file() != file).map(Row::line).collect();
        for line in &kept {
            self.push(line);
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        let full = self.blocks.len().saturating_sub(1).saturating_mul(ROWS);
        full.saturating_add(self.blocks.last().map_or(0, Block::len))
    }

    /// All rows in the order in which they were pushed, block by block.
    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The row at this index.
    pub(crate) fn row(&self, row: usize) -> Option<Row<'_>> {
        self.blocks.get(row / ROWS)?.row(row % ROWS)
    }

    /// The number of a shared text.
    pub(crate) fn share(&mut self, text: &str) -> Shared {
        self.texts.share(text)
    }

    pub(crate) fn text(&self, shared: Shared) -> &str {
        self.texts.text(shared)
    }

    /// The id of a text.
    #[inline]
    pub(crate) fn id(&mut self, text: &str) -> Id {
        self.texts.id(text)
    }

    /// Order and SKU of the row at this index, as texts.
    pub(crate) fn order_and_sku(&mut self, row: usize) -> [Shared; 2] {
        let Some([order, sku, _]) = self.row(row).map(Row::own_ids) else { return [0; 2] };
        [order, sku].map(|id| self.texts.share_id(id))
    }

    /// How many texts are shared.
    pub(crate) fn texts(&self) -> usize {
        self.texts.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::amounts::{Amounts, Cell};
    use super::class::Class;
    use super::commission::{Commission, OwnRates};
    use super::order_line::{Key, Sale};
    use super::*;
    use crate::value::order_status::StatusWord;
    use crate::value::rate::Rate;

    /// One number makes a line; numbers that are near each other make lines that have much alike.
    fn line(book: &mut Book, line: u64, number: u32) -> OrderLine {
        let [often, seldom] = [i64::from(number % 5), i64::from(number / 64)];
        let rate = |of: i64| Rate::new(u16::try_from(of).unwrap_or(0)).unwrap_or_default();
        let cell = |of: i64| if of == 2 { Cell::BLANK } else { Cell::of(of) };
        let amounts = |of: i64| Amounts {
            base: cell(of),
            agency: cell(often),
            creator: cell(seldom),
            shop_ads_agency: cell(of / 2),
            shop_ads_creator: cell(of / 3),
            tax: cell(of / 5),
        };
        let (estimated, settled) = (amounts(seldom), amounts(often));
        let status = if often == 1 { StatusWord::Open } else { StatusWord::Settled };
        let id = |book: &mut Book, of: i64| book.id(&if of == 3 { "x".to_owned() } else { of.to_string() });
        OrderLine {
            file: u16::from(seldom > 3),
            line,
            own_ids: [id(book, seldom), id(book, often), id(book, 7)],
            sale: Sale {
                product: number / 16,
                campaign: number / 32,
                creator: number,
                created: often,
                standard: OwnRates { agency: rate(often), creator: rate(seldom) },
                shop_ads: [(often == 0).then(|| rate(seldom)), (seldom == 0).then(|| rate(often))],
                only: [None, Some(Commission::Standard), Some(Commission::ShopAds)][(number % 3) as usize],
            },
            payment: number / 128,
            currency: u16::from(often == 4),
            status,
            status_text: number % 2,
            class: Class::of(status, &estimated, &settled, false),
            fully_refunded: often == 0,
            quantity: (often > 0).then_some(number % 7),
            gmv: cell(seldom),
            estimated,
            settled,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_line_comes_out_as_it_went_in(
            numbers in prop::collection::vec(prop_oneof![8 => Just(77_u32), 1 => 0..1024_u32], 0..700),
            varied in prop::collection::vec(0..1024_u32, 0..300),
            skipped in 0..3_u64,
        ) {
            let mut book = Book::default();
            let mut lines = Vec::new();
            for (number, at) in numbers.into_iter().chain(varied).zip(2..) {
                let line = line(&mut book, at + skipped * (at / 300), number);
                book.push(&line);
                lines.push(line);
            }
            book.close();
            prop_assert_eq!(book.len(), lines.len());
            prop_assert_eq!(book.blocks().iter().flat_map(Block::rows).count(), lines.len());
            for (at, line) in lines.iter().enumerate() {
                let Some(row) = book.row(at) else { return Err(TestCaseError::fail("a row is gone")) };
                prop_assert_eq!(format!("{:?}", row.line()), format!("{line:?}"));
                let Sale { product, campaign, only, .. } = line.sale;
                let key = Key { own_ids: line.own_ids, product, campaign, only };
                prop_assert!(row.key() == key && row.sale() == line.sale);
                prop_assert_eq!((row.file(), row.line_number(), row.class()), (line.file, line.line, line.class));
                prop_assert_eq!((row.currency(), row.campaign()), (line.currency, line.sale.campaign));
                let paid = Commission::ALL.map(|commission| line.paid(line.checked(), commission));
                let sum = |[one, other]: [Cell; 2]| i128::from(one.or_zero()) + i128::from(other.or_zero());
                prop_assert_eq!(row.paid(), [sum(paid.map(|paid| paid.0)), sum(paid.map(|paid| paid.1))]);
            }
            prop_assert!(book.row(lines.len()).is_none());
        }
    }
}
