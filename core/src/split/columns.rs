//! The split of whole columns: caller-owned inputs and outputs, one row like the other.

use super::{Manager, SplitTerms};
use crate::policy::Policy;
use crate::rate::WHOLE_BPS;
use crate::rules::{self, Rule};

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

/// Output columns, as long as the inputs. A row that is refused gets zeros and its reason.
#[derive(Debug)]
pub struct PartsOut<'a> {
    /// The campaign agency's parts, in minor units.
    pub agency_minor: &'a mut [i64],
    /// What the creators keep, in minor units.
    pub creator_minor: &'a mut [i64],
    /// The managing agencies' parts, in minor units.
    pub manager_minor: &'a mut [i64],
    /// The number of the first broken rule (3 for M003), or 0.
    pub reason: &'a mut [u8],
}

/// Sums over all rows that were split. Agency, creator and manager add up to what the sellers pay.
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

/// The rule that a reason number stands for.
#[must_use]
pub fn reason_rule(reason: u8) -> Option<&'static Rule> {
    [&rules::M003, &rules::M007, &rules::M008, &rules::M009]
        .into_iter()
        .find(|rule| rule.code.ends_with(char::from(b'0'.saturating_add(reason))))
}

/// Splits every row of the columns; a refused row is marked, never computed.
///
/// # Errors
/// [`LengthError`] where a column is not as long as `base_minor`; nothing is written then.
///
/// ```
/// use partner_campaigns::{Columns, PartsOut, Policy, split_columns};
/// let input = Columns {
///     base_minor: &[100_00, -1],
///     total_rate_bps: &[3000, 3000],
///     creator_rate_bps: &[1500, 1500],
///     manager_share_bps: &[0, 0],
///     tax_minor: None,
/// };
/// let (mut agency, mut creator, mut manager, mut reason) = ([0; 2], [0; 2], [0; 2], [0; 2]);
/// let out = PartsOut {
///     agency_minor: &mut agency, creator_minor: &mut creator, manager_minor: &mut manager, reason: &mut reason,
/// };
/// let totals = split_columns(&input, Policy::default(), out).unwrap();
/// assert_eq!((totals.rows, totals.refused, agency[0], reason), (1, 1, 15_00, [0, 3]));
/// ```
pub fn split_columns(input: &Columns<'_>, policy: Policy, out: PartsOut<'_>) -> Result<Totals, LengthError> {
    let rows = input.base_minor.len();
    let lengths = [
        ("total_rate_bps", input.total_rate_bps.len()),
        ("creator_rate_bps", input.creator_rate_bps.len()),
        ("manager_share_bps", input.manager_share_bps.len()),
        ("tax_minor", input.tax_minor.map_or(rows, <[i64]>::len)),
        ("agency_minor", out.agency_minor.len()),
        ("creator_minor", out.creator_minor.len()),
        ("manager_minor", out.manager_minor.len()),
        ("reason", out.reason.len()),
    ];
    if let Some(&(column, length)) = lengths.iter().find(|(_, length)| *length != rows) {
        return Err(LengthError { column, rows: length, expected: rows });
    }
    let rates = input.total_rate_bps.iter().zip(input.creator_rate_bps).zip(input.manager_share_bps);
    let outs = out.agency_minor.iter_mut().zip(out.creator_minor).zip(out.manager_minor).zip(out.reason);
    let mut totals = Totals::default();
    for (
        row,
        ((&base, ((&total, &creator), &share)), (((agency_out, creator_out), manager_out), reason_out)),
    ) in input.base_minor.iter().zip(rates).zip(outs).enumerate()
    {
        let tax = input.tax_minor.and_then(|column| column.get(row)).copied().unwrap_or(0);
        let (parts, reason) = match split_row(base, total, creator, share, tax, policy) {
            Ok(parts) => (parts, 0),
            Err(reason) => ([0; 3], reason),
        };
        [*agency_out, *creator_out, *manager_out] = parts;
        *reason_out = reason;
        totals.add(parts, reason);
    }
    Ok(totals)
}

impl Totals {
    fn add(&mut self, [agency, creator, manager]: [i64; 3], reason: u8) {
        let refused = u64::from(reason != 0);
        self.refused = self.refused.saturating_add(refused);
        self.rows = self.rows.saturating_add(1).saturating_sub(refused);
        self.agency_minor = self.agency_minor.saturating_add(agency.into());
        self.creator_minor = self.creator_minor.saturating_add(creator.into());
        self.manager_minor = self.manager_minor.saturating_add(manager.into());
    }
}

/// One row, or the number of the first rule that it breaks.
#[inline]
fn split_row(
    base: i64,
    total: u16,
    creator: u16,
    share: u16,
    tax: i64,
    policy: Policy,
) -> Result<[i64; 3], u8> {
    if base < 0 {
        return Err(3);
    }
    if total.max(creator).max(share) > WHOLE_BPS {
        return Err(7);
    }
    let terms = SplitTerms::new(total, creator, Manager::OtherAgency, share).map_err(|_| 8)?;
    let split = terms.split(base, tax, policy).map_err(|_| 9)?;
    Ok([split.agency_minor, split.creator_minor, split.manager_minor])
}
