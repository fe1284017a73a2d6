//! Order lines as columns, the same in every run.

use std::ops::{Deref, DerefMut};

use partner_campaigns::{
    Bulk, BulkOptions, BulkTerms, PaidColumns, PartsOut, Policy, ReportedColumns, SplitTermsTable, split_into,
};

/// A column that begins a 64-byte line.
#[derive(Debug)]
pub struct Column<T> {
    store: Vec<T>,
    start: usize,
    rows: usize,
}

impl<T: Copy + Default> Column<T> {
    /// A column of what `value` gives for each row.
    pub fn new(rows: usize, mut value: impl FnMut(usize) -> T) -> Self {
        let mut store = vec![T::default(); rows.saturating_add(64)];
        let start = store.as_ptr().align_offset(64).min(64);
        for (row, cell) in store.iter_mut().skip(start).take(rows).enumerate() {
            *cell = value(row);
        }
        Self { store, start, rows }
    }
}

impl<T> Deref for Column<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.store[self.start..][..self.rows]
    }
}

impl<T> DerefMut for Column<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.store[self.start..][..self.rows]
    }
}

/// A small generator, so that every run sees the same rows (splitmix64).
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        // The upper half of a product of 32 bits each: below `end`.
        u32::try_from(((self.bits() >> 32) * u64::from(end)) >> 32).unwrap_or(0)
    }

    /// Rates that hold together.
    pub fn rates(&mut self) -> [u16; 3] {
        let rate = |number: u32| u16::try_from(number).unwrap_or(0);
        let total = self.below(10_001);
        let creator = self.below(total + 1);
        [rate(total), rate(creator), rate(self.below(10_001))]
    }
}

/// Input columns in every form.
#[derive(Debug)]
pub struct Rows {
    /// Commission bases.
    pub base: Column<i64>,
    /// Total rates.
    pub total: Column<u16>,
    /// Creator rates.
    pub creator: Column<u16>,
    /// Managing shares.
    pub share: Column<u16>,
    /// Ids of `table`, whose terms are those of the other columns where the rows were made with ids.
    pub ids: Column<u32>,
    /// A hundred terms.
    pub table: SplitTermsTable,
    /// What was paid before a refund.
    pub paid: [Column<i64>; 3],
}

/// How many terms the table has.
pub const TERMS: u32 = 100;

impl Rows {
    /// Amounts of 0 to 5000.00 and usual rates, one row in `bad_every` with a base below 0 (0 is none).
    #[must_use]
    pub fn usual(rows: usize, bad_every: usize) -> Self {
        let mut random = Random(7);
        let rates: Vec<[u16; 3]> = (0..TERMS).map(|_| random.rates()).collect();
        let ids = Column::new(rows, |_| random.below(TERMS));
        let of = |row: usize, which: usize| rates[ids[row] as usize][which];
        let bad = |row: usize| bad_every != 0 && row % bad_every == bad_every / 2;
        Self {
            base: Column::new(rows, |row| if bad(row) { -1 } else { i64::from(random.below(500_000)) }),
            total: Column::new(rows, |row| of(row, 0)),
            creator: Column::new(rows, |row| of(row, 1)),
            share: Column::new(rows, |row| of(row, 2)),
            table: SplitTermsTable::from_rates(rates.iter().copied()).unwrap_or_default(),
            paid: [0, 1, 2].map(|_| {
                Column::new(if rows > 1_000_000 { 0 } else { rows }, |_| i64::from(random.below(1_000)))
            }),
            ids,
        }
    }

    /// As plain rate columns.
    #[must_use]
    pub fn columns(&self) -> Bulk<'_> {
        let terms = BulkTerms::Rates {
            total_rate_bps: &self.total,
            creator_rate_bps: &self.creator,
            manager_share_bps: Some(&self.share),
        };
        Bulk { base_minor: &self.base, terms, tax_minor: None, paid: None }
    }

    /// As ids of a table.
    #[must_use]
    pub fn by_id(&self) -> Bulk<'_> {
        Bulk { terms: BulkTerms::Table { terms_id: &self.ids, table: &self.table }, ..self.columns() }
    }

    /// The same terms for every row.
    #[must_use]
    pub fn one_terms(&self) -> Bulk<'_> {
        Bulk { terms: BulkTerms::One(self.table.get(1).unwrap_or_default()), ..self.columns() }
    }

    /// A refund.
    #[must_use]
    pub fn refund(&self) -> Bulk<'_> {
        let [agency_minor, creator_minor, manager_minor] = self.paid.each_ref().map(|column| &column[..]);
        Bulk { paid: Some(PaidColumns { agency_minor, creator_minor, manager_minor }), ..self.columns() }
    }
}

/// Output columns, used again and again.
#[derive(Debug)]
pub struct Out {
    /// Agency, creator, manager.
    pub parts: [Column<i64>; 3],
    /// Reasons.
    pub reason: Column<u8>,
}

impl Out {
    /// Columns whose memory was touched.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { parts: [0, 1, 2].map(|_| Column::new(rows, |_| 1)), reason: Column::new(rows, |_| 1) }
    }

    /// As the library wants them.
    pub fn columns(&mut self) -> PartsOut<'_> {
        let [agency, creator, manager] = &mut self.parts;
        PartsOut {
            agency_minor: agency,
            creator_minor: creator,
            manager_minor: manager,
            reason: &mut self.reason,
        }
    }

    /// So many rows of them, each column from a row of its own on: columns that begin anywhere.
    ///
    /// # Panics
    /// Where there are not as many rows.
    pub fn columns_from(&mut self, starts: [usize; 3], rows: usize) -> PartsOut<'_> {
        let [agency, creator, manager] = &mut self.parts;
        let [first, second, third] = starts;
        PartsOut {
            agency_minor: &mut agency[first..][..rows],
            creator_minor: &mut creator[second..][..rows],
            manager_minor: &mut manager[third..][..rows],
            reason: &mut self.reason[..rows],
        }
    }
}

/// What was reported paid: agency, creator, manager.
#[derive(Debug)]
pub struct Reported([Column<i64>; 3]);

impl Reported {
    /// What is due under the default policy, but one minor unit more to one party in one row in `wrong_every` (0 is none).
    #[must_use]
    pub fn with_wrong(input: &Bulk<'_>, wrong_every: usize) -> Self {
        let mut due = Out::new(input.base_minor.len());
        let _ = split_into(input, Policy::default(), BulkOptions::default(), due.columns());
        if wrong_every != 0 {
            for row in (wrong_every / 2..input.base_minor.len()).step_by(wrong_every) {
                due.parts[row / wrong_every % 3][row] += 1;
            }
        }
        Self(due.parts)
    }

    /// As the library wants them.
    #[must_use]
    pub fn columns(&self) -> ReportedColumns<'_> {
        let [agency_minor, creator_minor, manager_minor] = &self.0;
        ReportedColumns { agency_minor, creator_minor, manager_minor: Some(manager_minor) }
    }
}
