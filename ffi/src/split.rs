//! One order line: its split, and its adjustment after a refund.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use partner_campaigns::{Line, Paid, Policy, Split, adjust_refund, split};

use crate::error::{Failure, guard, pc_error};
use crate::memory::{Growing, input, output, sized_input, sized_output};
use crate::policy::{manager, pc_manager, pc_policy};
use crate::status::pc_status;

/// A whole number of 128 bits, in two's complement: `high` times 2^64, plus `low`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct pc_int128 {
    /// The upper half, with the sign.
    pub high: i64,
    /// The lower half.
    pub low: u64,
}

impl From<i128> for pc_int128 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the halves of the number")]
    fn from(value: i128) -> Self {
        Self { high: (value >> 64) as i64, low: value as u64 }
    }
}

impl From<pc_int128> for i128 {
    fn from(value: pc_int128) -> Self {
        (Self::from(value.high) << 64) | Self::from(value.low)
    }
}

/// One order line to be split. Begin with `PC_SPLIT_INPUT_INIT`, which sets `size` and leaves all else 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_split_input {
    /// `sizeof(pc_split_input)`.
    pub size: usize,
    /// What the rates apply to, net of refunds, in minor units.
    pub base_minor: i64,
    /// Tax withheld from the creator commission, in minor units; counts only under `PC_MANAGING_SHARE_AFTER_TAX`.
    pub tax_minor: i64,
    /// What the seller pays, for agency and creator together, in basis points.
    pub total_rate_bps: u16,
    /// What the agency passes on to the creator, out of the total rate, in basis points.
    pub creator_rate_bps: u16,
    /// The manager's agreed share of the creator commission, in basis points; above 0 it needs a `manager`.
    pub manager_share_bps: u16,
    /// Who manages the creator.
    pub manager: pc_manager,
    /// How to split.
    pub policy: pc_policy,
}

// SAFETY: `#[repr(C)]` of numbers only, the first a `usize`.
unsafe impl Growing for pc_split_input {}

/// What each party gets. Begin with `PC_SPLIT_OUTPUT_INIT`. Agency, creator and manager add up to the total, always.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_split_output {
    /// `sizeof(pc_split_output)`, set by the caller.
    pub size: usize,
    /// The campaign agency's part, in minor units.
    pub agency_minor: i64,
    /// What the creator keeps, after the managing share, in minor units.
    pub creator_minor: i64,
    /// The creator commission before the managing share, as agency and seller files report it, in minor units.
    pub creator_commission_minor: i64,
    /// The managing agency's part, in minor units.
    pub manager_minor: i64,
    /// What the seller pays, in minor units: it may exceed 64 bits by one unit where parts are rounded on their own.
    pub total_minor: pc_int128,
    /// 1 where a managing share was waived because the campaign agency manages the creator, else 0.
    pub share_waived: u32,
}

// SAFETY: `#[repr(C)]` of numbers only, the first a `usize`.
unsafe impl Growing for pc_split_output {}

/// What was paid to each party, or is still to be paid: positive to the party, negative back from it. This struct
/// never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_paid {
    /// The campaign agency's part, in minor units.
    pub agency_minor: i64,
    /// What the creator kept, in minor units.
    pub creator_minor: i64,
    /// The managing agency's part, in minor units.
    pub manager_minor: i64,
}

impl pc_split_input {
    pub(crate) fn checked(&self) -> Result<(Line, Policy), Failure> {
        let line = Line {
            base_minor: self.base_minor,
            total_rate_bps: self.total_rate_bps,
            creator_rate_bps: self.creator_rate_bps,
            manager: manager(self.manager)?,
            manager_share_bps: self.manager_share_bps,
            tax_minor: self.tax_minor,
        };
        Ok((line, self.policy.checked()?))
    }
}

impl From<Split> for pc_split_output {
    fn from(split: Split) -> Self {
        Self {
            size: size_of::<Self>(),
            agency_minor: split.agency_minor,
            creator_minor: split.creator_minor,
            // of a split, both of whose parts are of one base of 64 bits
            creator_commission_minor: split.creator_minor.saturating_add(split.manager_minor),
            manager_minor: split.manager_minor,
            total_minor: split.total_minor().into(),
            share_waived: split.share_waived.into(),
        }
    }
}

/// Splits one order line.
///
/// Any number of threads at once. `input` and `output` must not be NULL; `error` may be. Fails with
/// `PC_STATUS_VIOLATION` for M003 and M007 to M010, all that hold at once.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_split(
    input: *const pc_split_input,
    output: *mut pc_split_output,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or structs that begin with their size.
        let (input, output) = unsafe { (sized_input(input, "input")?, sized_output(output, "output")?) };
        let (line, policy) = input.checked()?;
        output.write(split(&line, policy)?.into());
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// What is still to be paid to each party after a refund, or back from it: the split of what is left of `sold`, less
/// `paid`. Any sequence of refunds so ends on exactly the split of what is left.
///
/// `sold` is the line as it was sold, `refunded_minor` all that was refunded of its base, `paid` all that was paid. Tax is
/// what is withheld on what is left.
///
/// Any number of threads at once. `sold`, `paid` and `change` must not be NULL; `error` may be. `change` may be the
/// same struct as `paid`. Fails with `PC_STATUS_VIOLATION` for M004 and whatever `pc_split` refuses, all that hold at
/// once, and for M006 where an adjustment does not fit 64 bits.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_adjust(
    sold: *const pc_split_input,
    refunded_minor: i64,
    paid: *const pc_paid,
    change: *mut pc_paid,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or structs, of which the first begins with its size. `paid` is copied before
        // `change` is written, so they may be one.
        let (sold, paid, change) =
            unsafe { (sized_input(sold, "sold")?, *input(paid, "paid")?, output(change, "change")?) };
        let (line, policy) = sold.checked()?;
        let paid = Paid {
            agency_minor: paid.agency_minor,
            creator_minor: paid.creator_minor,
            manager_minor: paid.manager_minor,
        };
        let due = adjust_refund(&line, refunded_minor, paid, policy)?;
        change.write(pc_paid {
            agency_minor: due.agency_minor,
            creator_minor: due.creator_minor,
            manager_minor: due.manager_minor,
        });
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}
