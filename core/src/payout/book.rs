//! All order lines of all files, packed: what most rows leave blank stands apart, and texts stand together.

use std::hash::Hash;

use super::cells::ID_BYTES_MAX;
use super::order_line::{Amounts, Cell, Class, Commission, OrderLine, OwnRates};
use super::texts::{Shared, Texts};
use crate::moment::Micros;
use crate::order_status::StatusWord;
use crate::rate::Rate;

/// All lines of all files, with the words and ids that they share.
#[derive(Debug, Default)]
pub(crate) struct Book {
    rows: Vec<Packed>,
    /// Of the rows that say so, in their order.
    rare: Vec<(usize, Rare)>,
    /// Order, SKU and content id of each row, one after the other.
    own_ids: String,
    texts: Texts,
}

/// A row, in two lines of the cache.
#[derive(Debug)]
pub(crate) struct Packed {
    line: u64,
    created: Micros,
    /// Where its own ids begin, and how long the first two are; the third ends where the next row's begin.
    ids_at: usize,
    id_bytes: [u8; 2],
    gmv: Cell,
    estimated: [Cell; 3],
    settled: [Cell; 3],
    pub product: Shared,
    pub campaign: Shared,
    creator: Shared,
    payment: Shared,
    status_text: Shared,
    quantity: u32,
    standard: OwnRates,
    shop_ads: [Option<Rate>; 2],
    pub file: u16,
    currency: u16,
    pub class: Class,
    pub only: Option<Commission>,
    status: StatusWord,
    fully_refunded: bool,
    has_quantity: bool,
    has_rare: bool,
}

const _: () = assert!(size_of::<Packed>() == 128 && ID_BYTES_MAX <= u8::MAX as usize);

/// Amounts that most rows leave blank: of agency and creator for Shop Ads, and tax; as estimated and as settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rare([[Cell; 3]; 2]);

impl Book {
    /// Keeps a line, with its order, SKU and content ids, of at most [`ID_BYTES_MAX`] bytes each.
    #[inline]
    pub(crate) fn push(&mut self, line: &OrderLine, own_ids: [&str; 3]) {
        let ids_at = self.own_ids.len();
        for id in own_ids {
            self.own_ids.push_str(id);
        }
        let [order, sku, _] = own_ids.map(|id| u8::try_from(id.len()).unwrap_or(u8::MAX));
        let rare = Rare::of(line);
        let has_rare = rare != Rare::default();
        if has_rare {
            self.rare.push((self.rows.len(), rare));
        }
        let common = |amounts: &Amounts| [amounts.base, amounts.agency, amounts.creator];
        self.rows.push(Packed {
            line: line.line,
            created: line.created,
            ids_at,
            id_bytes: [order, sku],
            gmv: line.gmv,
            estimated: common(&line.estimated),
            settled: common(&line.settled),
            product: line.product,
            campaign: line.campaign,
            creator: line.creator,
            payment: line.payment,
            status_text: line.status_text,
            quantity: line.quantity.unwrap_or(0),
            standard: line.standard,
            shop_ads: line.shop_ads,
            file: line.file,
            currency: line.currency,
            class: line.class(),
            only: line.only,
            status: line.status,
            fully_refunded: line.fully_refunded,
            has_quantity: line.quantity.is_some(),
            has_rare,
        });
    }

    /// The rows as they are packed: enough to tell which of them are verified.
    pub(crate) fn rows(&self) -> &[Packed] {
        &self.rows
    }

    /// All lines, in the order in which they were pushed.
    pub(crate) fn lines(&self) -> impl Iterator<Item = OrderLine> {
        let mut rare = self.rare.iter();
        self.rows.iter().map(move |row| {
            let rare = if row.has_rare { rare.next().map(|(_, rare)| *rare) } else { None };
            row.line(rare.unwrap_or_default())
        })
    }

    /// The line of the row at this index.
    pub(crate) fn line(&self, row: usize) -> Option<OrderLine> {
        let packed = self.rows.get(row)?;
        let rare =
            if packed.has_rare { self.rare.binary_search_by_key(&row, |(row, _)| *row).ok() } else { None };
        Some(packed.line(rare.and_then(|at| self.rare.get(at)).map(|(_, rare)| *rare).unwrap_or_default()))
    }

    /// File and line of the row at this index.
    pub(crate) fn place(&self, row: usize) -> Option<(u16, u64)> {
        self.rows.get(row).map(|packed| (packed.file, packed.line))
    }

    /// Order, SKU and content id of the row at this index.
    pub(crate) fn own_ids(&self, row: usize) -> [&str; 3] {
        let Some(Packed { ids_at, id_bytes: [order, sku], .. }) = self.rows.get(row) else { return [""; 3] };
        let second = ids_at.saturating_add(usize::from(*order));
        let third = second.saturating_add(usize::from(*sku));
        [(*ids_at, second), (second, third), (third, self.ids_end(row))]
            .map(|(from, to)| self.own_ids.get(from..to).unwrap_or_default())
    }

    /// What makes a row the same order line as another: order × SKU × product × campaign × content, and the commission
    /// where a row holds only one.
    pub(crate) fn key(&self, row: usize) -> Option<impl Eq + Hash> {
        let Packed { ids_at, id_bytes, product, campaign, only, .. } = self.rows.get(row)?;
        let own_ids = self.own_ids.get(*ids_at..self.ids_end(row));
        Some((own_ids, u16::from_le_bytes(*id_bytes), *product, *campaign, *only))
    }

    /// Where the own ids of a row end: where those of the next begin.
    fn ids_end(&self, row: usize) -> usize {
        let next = row.checked_add(1).and_then(|next| self.rows.get(next));
        next.map_or(self.own_ids.len(), |next| next.ids_at)
    }

    /// The number of a shared text.
    pub(crate) fn share(&mut self, text: &str) -> Shared {
        self.texts.share(text)
    }

    pub(crate) fn text(&self, shared: Shared) -> &str {
        self.texts.text(shared)
    }

    /// How many texts are shared.
    pub(crate) fn texts(&self) -> usize {
        self.texts.len()
    }
}

impl Packed {
    fn line(&self, Rare([estimated, settled]): Rare) -> OrderLine {
        let amounts = |[base, agency, creator]: [Cell; 3],
                       [shop_ads_agency, shop_ads_creator, tax]: [Cell; 3]| {
            Amounts { base, agency, creator, shop_ads_agency, shop_ads_creator, tax }
        };
        OrderLine {
            file: self.file,
            line: self.line,
            product: self.product,
            campaign: self.campaign,
            creator: self.creator,
            payment: self.payment,
            currency: self.currency,
            created: self.created,
            status: self.status,
            status_text: self.status_text,
            fully_refunded: self.fully_refunded,
            quantity: self.has_quantity.then_some(self.quantity),
            gmv: self.gmv,
            standard: self.standard,
            shop_ads: self.shop_ads,
            only: self.only,
            estimated: amounts(self.estimated, estimated),
            settled: amounts(self.settled, settled),
        }
    }
}

impl Rare {
    fn of(line: &OrderLine) -> Self {
        let of = |amounts: &Amounts| [amounts.shop_ads_agency, amounts.shop_ads_creator, amounts.tax];
        Self([of(&line.estimated), of(&line.settled)])
    }
}
