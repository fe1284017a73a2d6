//! All order lines of all files, packed by column, with the words and ids that they share.

use std::hash::BuildHasher as _;

use hashbrown::DefaultHashBuilder;

use super::block::{Block, Loose, ROWS, Row};
use super::order_line::OrderLine;
use super::policy_choice::ExplainedBy;
use super::texts::{Id, Shared, Texts};

/// All lines of all files.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// Full, all but the last.
    blocks: Vec<Block>,
    /// Rows that are no block yet.
    loose: Vec<Loose>,
    texts: Texts,
    hasher: DefaultHashBuilder,
}

impl Book {
    /// Keeps a line. What can be worked out of it alone is so now, while it is at hand.
    #[inline]
    pub(crate) fn push(&mut self, line: &OrderLine) {
        let class = line.class();
        self.loose.push(Loose {
            line: *line,
            place: self.loose.len() as u64,
            class,
            key_hash: self.hasher.hash_one(line.key()),
            explained_by: ExplainedBy::of(line, class),
        });
        if self.loose.len() == ROWS {
            self.close();
        }
    }

    /// Packs the rows that wait for others: all lines are pushed, or a block is full.
    pub(crate) fn close(&mut self) {
        self.blocks.extend(Block::of(&self.loose));
        self.loose.clear();
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
        self.blocks.get(row / ROWS)?.row(u8::try_from(row % ROWS).ok()?)
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
