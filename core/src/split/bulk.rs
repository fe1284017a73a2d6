//! What a bulk split reads, why it refuses a row, and its sums.

use std::ops::Range;

use super::options::InstructionSet;
use super::table::SplitTermsTable;
use super::{Split, SplitTerms};
use crate::rules::{self, Rule};
use crate::value::policy::Policy;
use crate::value::rate::{Rate, WHOLE_BPS};

/// Input columns of equal length. The managing share is 0 where there is no manager or the share is waived: a bare
/// column has already decided it.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// Commission bases, in minor units.
    pub base_minor: &'a [i64],
    /// Total rates, in basis points.
    pub total_rate_bps: &'a [u16],
    /// Creator rates, in basis points.
    pub creator_rate_bps: &'a [u16],
    /// Managing shares, in basis points.
    pub manager_share_bps: &'a [u16],
    /// Tax withheld from the creator commission, in minor units; needed only under `after_tax`, else 0.
    pub tax_minor: Option<&'a [i64]>,
}

/// Where the rows of a bulk split have their rates from.
#[derive(Clone, Copy, Debug)]
pub enum BulkTerms<'a> {
    /// Columns as long as the bases.
    Rates {
        /// Total rates, in basis points.
        total_rate_bps: &'a [u16],
        /// Creator rates, in basis points.
        creator_rate_bps: &'a [u16],
        /// Managing shares, in basis points: 0 where there is no manager or the share is waived. `None` is 0 everywhere.
        manager_share_bps: Option<&'a [u16]>,
    },
    /// The same terms for every row.
    One(SplitTerms),
    /// A column of ids, as long as the bases, and the terms that they refer to.
    Table {
        /// Which terms each row has. A row with an id that the table has not is refused as F008.
        terms_id: &'a [u32],
        /// The terms.
        table: &'a SplitTermsTable,
    },
}

/// What was paid for each row, in minor units: columns as long as the bases.
#[derive(Clone, Copy, Debug)]
pub struct PaidColumns<'a> {
    /// What the campaign agencies were paid.
    pub agency_minor: &'a [i64],
    /// What the creators kept.
    pub creator_minor: &'a [i64],
    /// What the managing agencies were paid.
    pub manager_minor: &'a [i64],
}

/// What was reported paid for each row, in minor units: columns as long as the bases. Any number may stand there.
#[derive(Clone, Copy, Debug)]
pub struct ReportedColumns<'a> {
    /// What the campaign agencies were paid.
    pub agency_minor: &'a [i64],
    /// What the creators were paid to keep. Where only their commission before the managing share is known, leave the
    /// shares out of the terms: the creator's part then is that commission.
    pub creator_minor: &'a [i64],
    /// What the managing agencies were paid; `None` is 0 everywhere.
    pub manager_minor: Option<&'a [i64]>,
}

/// What a bulk split reads.
#[derive(Clone, Copy, Debug)]
pub struct Bulk<'a> {
    /// Commission bases net of refunds, in minor units.
    pub base_minor: &'a [i64],
    /// The rates.
    pub terms: BulkTerms<'a>,
    /// Tax withheld from the creator commission, in minor units; needed only under `after_tax`, else 0.
    pub tax_minor: Option<&'a [i64]>,
    /// What was paid before a refund. With it the results are adjustments: the split less what was paid, as
    /// [`adjust`](super::adjust()) has it for one row.
    pub paid: Option<PaidColumns<'a>>,
}

impl<'a> From<&Columns<'a>> for Bulk<'a> {
    fn from(columns: &Columns<'a>) -> Self {
        Self {
            base_minor: columns.base_minor,
            terms: BulkTerms::Rates {
                total_rate_bps: columns.total_rate_bps,
                creator_rate_bps: columns.creator_rate_bps,
                manager_share_bps: Some(columns.manager_share_bps),
            },
            tax_minor: columns.tax_minor,
            paid: None,
        }
    }
}

/// Sums over all rows that were split, or of their adjustments. Agency, creator and manager add up to what the sellers
/// pay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows split.
    pub rows: u64,
    /// Rows refused.
    pub refused: u64,
    /// Sum of the agencies' parts.
    pub agency_minor: i128,
    /// Sum of what creators keep.
    pub creator_minor: i128,
    /// Sum of the managing agencies' parts.
    pub manager_minor: i128,
}

/// Columns of different lengths.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column} has {rows} rows: base_minor has {expected}")]
pub struct LengthError {
    /// Which column.
    pub column: &'static str,
    /// How long it is.
    pub rows: usize,
    /// How long it should be.
    pub expected: usize,
}

impl LengthError {
    pub(crate) fn check(column: &'static str, rows: usize, expected: usize) -> Result<(), Self> {
        if rows == expected { Ok(()) } else { Err(Self { column, rows, expected }) }
    }
}

/// Why a bulk split could not begin, or a comparison not be listed. Nothing is written then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BulkError {
    /// Columns of different lengths.
    #[error(transparent)]
    Length(#[from] LengthError),
    /// Instructions that this processor does not have.
    #[error("instruction set `{}` is not to be had on this processor: use `auto`", .0.word())]
    Unavailable(InstructionSet),
    /// There is no memory for what is listed.
    #[error("there is no memory for so many differences: list fewer")]
    NoMemory,
}

impl BulkError {
    pub(super) fn check_available(instructions: InstructionSet) -> Result<(), Self> {
        if instructions.is_available() { Ok(()) } else { Err(Self::Unavailable(instructions)) }
    }
}

/// A row whose reported amounts are not those of the split.
pub(super) const AMOUNT_DIFFERS: u8 = 101;

/// A row whose terms id is not in the table: no agreed terms cover it.
const UNKNOWN_TERMS: u8 = 108;

/// The rule that a reason number stands for: its own number for a rule of money (M), 100 more for a finding (F).
///
/// | reason | rule | a row with |
/// | --- | --- | --- |
/// | 3 | M003 | a negative base |
/// | 6 | M006 | an adjustment that does not fit 64 bits |
/// | 7 | M007 | a rate or share above 10000 |
/// | 8 | M008 | a creator rate above the total rate |
/// | 9 | M009 | a tax out of range, where the managing share is taken after tax |
/// | 101 | F001 | a reported amount that is not the one that is due: only where columns are compared |
/// | 108 | F008 | a terms id that the table has not |
/// | 111 | F011 | a value that is not there, which only doors that know such columns give |
#[must_use]
pub fn reason_rule(reason: u8) -> Option<&'static Rule> {
    match reason {
        3 => Some(&rules::M003),
        6 => Some(&rules::M006),
        7 => Some(&rules::M007),
        8 => Some(&rules::M008),
        9 => Some(&rules::M009),
        AMOUNT_DIFFERS => Some(&rules::F001),
        UNKNOWN_TERMS => Some(&rules::F008),
        111 => Some(&rules::F011),
        _ => None,
    }
}

/// The number that stands for a rule in a reason column; 0 for one that has none.
pub(crate) fn reason_number(rule: &Rule) -> u8 {
    (1..=u8::MAX)
        .find(|number| reason_rule(*number).is_some_and(|known| known.code == rule.code))
        .unwrap_or(0)
}

impl Totals {
    #[inline]
    pub(crate) fn add(&mut self, [agency, creator, manager]: [i64; 3], reason: u8) {
        let refused = u64::from(reason != 0);
        self.merge(Self {
            rows: 1_u64.saturating_sub(refused),
            refused,
            agency_minor: agency.into(),
            creator_minor: creator.into(),
            manager_minor: manager.into(),
        });
    }

    /// Adds other rows. As many parts of 64 bits as memory can hold have a sum of 128 bits: nothing wraps.
    #[inline]
    pub(super) fn merge(&mut self, other: Self) {
        self.rows = self.rows.wrapping_add(other.rows);
        self.refused = self.refused.wrapping_add(other.refused);
        self.agency_minor = self.agency_minor.wrapping_add(other.agency_minor);
        self.creator_minor = self.creator_minor.wrapping_add(other.creator_minor);
        self.manager_minor = self.manager_minor.wrapping_add(other.manager_minor);
    }
}

impl Bulk<'_> {
    pub(super) fn rows(&self) -> usize {
        self.base_minor.len()
    }

    pub(super) fn check_lengths(&self) -> Result<(), LengthError> {
        let expected = self.rows();
        let check = |column, rows| LengthError::check(column, rows, expected);
        match self.terms {
            BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps } => {
                check("total_rate_bps", total_rate_bps.len())?;
                check("creator_rate_bps", creator_rate_bps.len())?;
                check("manager_share_bps", manager_share_bps.map_or(expected, <[u16]>::len))?;
            }
            BulkTerms::One(_) => {}
            BulkTerms::Table { terms_id, .. } => check("terms_id", terms_id.len())?,
        }
        check("tax_minor", self.tax_minor.map_or(expected, <[i64]>::len))?;
        if let Some(paid) = self.paid {
            check("paid_agency_minor", paid.agency_minor.len())?;
            check("paid_creator_minor", paid.creator_minor.len())?;
            check("paid_manager_minor", paid.manager_minor.len())?;
        }
        Ok(())
    }

    /// Some of the rows; the lengths were checked.
    pub(super) fn rows_of(&self, rows: Range<usize>) -> Self {
        let terms = match self.terms {
            BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps } => BulkTerms::Rates {
                total_rate_bps: some_of(total_rate_bps, &rows),
                creator_rate_bps: some_of(creator_rate_bps, &rows),
                manager_share_bps: manager_share_bps.map(|column| some_of(column, &rows)),
            },
            BulkTerms::One(terms) => BulkTerms::One(terms),
            BulkTerms::Table { terms_id, table } => {
                BulkTerms::Table { terms_id: some_of(terms_id, &rows), table }
            }
        };
        Self {
            base_minor: some_of(self.base_minor, &rows),
            terms,
            tax_minor: self.tax_minor.map(|column| some_of(column, &rows)),
            paid: self.paid.map(|paid| paid.rows_of(rows)),
        }
    }

    /// One row, or the number of the first rule that it breaks.
    #[inline]
    pub(super) fn split_row(&self, row: usize, policy: Policy) -> Result<Split, u8> {
        let base = cell(self.base_minor, row);
        if base < 0 {
            return Err(3);
        }
        let terms = match self.terms {
            BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps } => {
                let share = manager_share_bps.map_or(0, |column| cell(column, row));
                checked_terms(cell(total_rate_bps, row), cell(creator_rate_bps, row), share)?
            }
            BulkTerms::One(terms) => terms,
            BulkTerms::Table { terms_id, table } => table.get(cell(terms_id, row)).ok_or(UNKNOWN_TERMS)?,
        };
        let tax = self.tax_minor.map_or(0, |column| cell(column, row));
        terms.split_base(base, tax, policy).map_err(|_| 9)
    }
}

/// What [`SplitTerms::new`] accepts, without the words for what it refuses.
#[inline]
fn checked_terms(total: u16, creator: u16, share: u16) -> Result<SplitTerms, u8> {
    if total.max(creator).max(share) > WHOLE_BPS {
        return Err(7);
    }
    if creator > total {
        return Err(8);
    }
    let rate = |bps| Rate::new(bps).unwrap_or_default();
    Ok(SplitTerms { total: rate(total), creator: rate(creator), share: rate(share), waived: false })
}

impl PaidColumns<'_> {
    pub(super) fn rows_of(&self, rows: Range<usize>) -> Self {
        Self {
            agency_minor: some_of(self.agency_minor, &rows),
            creator_minor: some_of(self.creator_minor, &rows),
            manager_minor: some_of(self.manager_minor, &rows),
        }
    }
}

impl ReportedColumns<'_> {
    pub(super) fn check_lengths(&self, expected: usize) -> Result<(), LengthError> {
        let check = |column, rows| LengthError::check(column, rows, expected);
        check("reported_agency_minor", self.agency_minor.len())?;
        check("reported_creator_minor", self.creator_minor.len())?;
        check("reported_manager_minor", self.manager_minor.map_or(expected, <[i64]>::len))
    }

    /// Some of the rows; the lengths were checked.
    pub(super) fn rows_of(&self, rows: Range<usize>) -> Self {
        Self {
            agency_minor: some_of(self.agency_minor, &rows),
            creator_minor: some_of(self.creator_minor, &rows),
            manager_minor: self.manager_minor.map(|column| some_of(column, &rows)),
        }
    }
}

pub(super) fn cell<T: Copy + Default>(column: &[T], row: usize) -> T {
    column.get(row).copied().unwrap_or_default()
}

pub(super) fn some_of<'a, T>(column: &'a [T], rows: &Range<usize>) -> &'a [T] {
    column.get(rows.clone()).unwrap_or_default()
}
