//! The one law: how the commission of an order line is split between agency, creator and the creator's manager.

mod adjust;
mod bulk;
mod columns;
mod compare;
mod explain;
#[cfg_attr(
    target_arch = "x86_64",
    expect(
        unsafe_code,
        reason = "vector instructions and stores past the caches; nothing else in this crate needs it"
    ),
    expect(clippy::inline_always, reason = "the compiler is told of the instructions in the body alone")
)]
mod kernel;
mod options;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod samples;
mod table;
mod workers;

pub use adjust::{Paid, adjust, adjust_refund, net_base};
pub(crate) use bulk::reason_number;
pub use bulk::{
    Bulk, BulkError, BulkTerms, Columns, LengthError, PaidColumns, ReportedColumns, Totals, reason_rule,
};
pub use columns::{PartsOut, split_columns, split_into};
pub use compare::{CompareTotals, Difference, compare_columns};
pub use explain::{Explanation, Step, explain};
pub use options::{BulkOptions, InstructionSet, StreamingStores};
pub use table::{SplitTermsTable, SplitTermsTableError};

use crate::rules;
use crate::value::policy::{ManagingShare, Policy, RemainderHolder};
use crate::value::rate::{Rate, WHOLE_BPS};
use crate::violation::{Violation, Violations};

/// Who manages the creator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Manager {
    /// Nobody; a share that is given all the same is refused (M010).
    #[default]
    None,
    /// An agency that does not own the campaign: it gets its agreed share (M002).
    OtherAgency,
    /// The campaign agency itself, or one organisation with it: its share is waived (M001).
    CampaignAgency,
}

impl Manager {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::OtherAgency, Self::CampaignAgency];

    /// The public word: `none`, `other_agency`, `campaign_agency`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::OtherAgency => "other_agency",
            Self::CampaignAgency => "campaign_agency",
        }
    }

    /// The meaning of a public word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|manager| manager.word() == word)
    }
}

/// One order line as it comes from any door, not yet checked.
///
/// The commission base is net of refunds, in minor units; rates and the managing share are in basis points; tax is
/// what was withheld from the creator commission, in minor units, and counts only under `after_tax`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Line {
    /// What the rates apply to.
    pub base_minor: i64,
    /// What the seller pays, for agency and creator together.
    pub total_rate_bps: u16,
    /// What the agency passes on to the creator, out of the total rate.
    pub creator_rate_bps: u16,
    /// Who manages the creator.
    pub manager: Manager,
    /// The manager's agreed share of the creator commission.
    pub manager_share_bps: u16,
    /// Tax withheld from the creator commission; none is 0.
    pub tax_minor: i64,
}

/// Rates and share that hold together: checked once, then split as often as needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SplitTerms {
    total: Rate,
    creator: Rate,
    share: Rate,
    waived: bool,
}

/// What each party gets, in minor units. Agency, creator and manager add up to the total, always; no part is negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Split {
    /// The campaign agency's part.
    pub agency_minor: i64,
    /// What the creator keeps, after the managing share.
    pub creator_minor: i64,
    /// The managing agency's part of the creator commission.
    pub manager_minor: i64,
    /// Whether a managing share was waived because the campaign agency manages the creator (M001).
    pub share_waived: bool,
}

impl Split {
    /// The creator commission before the managing share, as agency and seller files report it. That of a split fits 64 bits;
    /// parts that somebody put together may be more.
    #[must_use]
    pub fn creator_commission_minor(&self) -> i128 {
        i128::from(self.creator_minor).saturating_add(i128::from(self.manager_minor))
    }

    /// The same of what [`split`] made: both are parts of one base of 64 bits.
    pub(crate) const fn commission(&self) -> i64 {
        self.creator_minor.saturating_add(self.manager_minor)
    }

    /// What the seller pays: the sum of the parts.
    #[must_use]
    pub fn total_minor(&self) -> i128 {
        i128::from(self.agency_minor)
            .saturating_add(i128::from(self.creator_minor))
            .saturating_add(i128::from(self.manager_minor))
    }
}

/// Agency and creator parts of one commission, before any managing share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub agency_minor: i64,
    pub creator_minor: i64,
}

/// The split of a base that is not negative, between agency and creator.
#[inline]
pub(crate) fn parts(base_minor: i64, total: Rate, creator: Rate, policy: Policy) -> Parts {
    let part = |rate: Rate| move || rate.of(base_minor, policy.rounding);
    held_by(policy.remainder, part(total), part(total.less(creator)), part(creator))
}

/// The formulas of the rulebook, once: each of the three rounded parts is asked for where it is needed.
#[inline]
fn held_by(
    remainder: RemainderHolder,
    total: impl FnOnce() -> i64,
    agency: impl FnOnce() -> i64,
    creator: impl FnOnce() -> i64,
) -> Parts {
    // A part is between zero and the total, so that the rest is as well: nothing saturates.
    match remainder {
        RemainderHolder::Agency => {
            let creator_minor = creator();
            Parts { agency_minor: total().saturating_sub(creator_minor), creator_minor }
        }
        RemainderHolder::Creator => {
            let agency_minor = agency();
            Parts { agency_minor, creator_minor: total().saturating_sub(agency_minor) }
        }
        RemainderHolder::Separate => Parts { agency_minor: agency(), creator_minor: creator() },
    }
}

/// Below this no product of a base or part with any 16 bits leaves 64, as the compiler finds out by itself.
const USUAL_BASE_LIMIT: i64 = 1 << 45;

/// The policies under which a base is split into these parts, a bit for each: by remainder holder in the order of
/// [`RemainderHolder::ALL`], four roundings each in the order of [`Rounding::ALL`](crate::value::rounding::Rounding::ALL). By three
/// divisions.
///
/// Who holds the remainder gets what is left of the total: so the total is the sum of both parts, and the other's part is
/// rounded by itself.
#[inline]
pub(crate) fn policies_that_give(paid: Parts, base_minor: i64, total: Rate, creator: Rate) -> u16 {
    let Parts { agency_minor, creator_minor } = paid;
    // A sum that leaves 64 bits becomes a negative one, which is no total.
    let sum = total.roundings_that_give(agency_minor.wrapping_add(creator_minor), base_minor);
    let agency = total.less(creator).roundings_that_give(agency_minor, base_minor);
    let creator = creator.roundings_that_give(creator_minor, base_minor);
    let held_by = |holder| match holder {
        RemainderHolder::Agency => creator & sum,
        RemainderHolder::Creator => agency & sum,
        RemainderHolder::Separate => agency & creator,
    };
    let [first, second, third] = RemainderHolder::ALL;
    held_by(first) | held_by(second) << 4 | held_by(third) << 8
}

impl SplitTerms {
    /// Terms of a total rate, a creator rate and a managing share.
    ///
    /// # Errors
    /// M007 for each number above 10000, M008 where the creator rate exceeds the total rate, M010 for a share that has no
    /// manager; all at once.
    ///
    /// ```
    /// use partner_campaigns::{Manager, SplitTerms};
    /// assert!(SplitTerms::new(3000, 1500, Manager::OtherAgency, 2000).is_ok());
    /// let refused = SplitTerms::new(3000, 1500, Manager::None, 2000).unwrap_err();
    /// assert_eq!(refused.as_slice()[0].rule().code, "M010");
    /// ```
    pub fn new(
        total_rate_bps: u16,
        creator_rate_bps: u16,
        manager: Manager,
        manager_share_bps: u16,
    ) -> Result<Self, Violations> {
        let mut found = Vec::new();
        let mut rate = |path: &'static str, bps: u16| {
            Rate::new(bps).unwrap_or_else(|_| {
                found.push(rate_out_of_range(path, bps));
                Rate::ZERO
            })
        };
        let total = rate("/total_rate_bps", total_rate_bps);
        let creator = rate("/creator_rate_bps", creator_rate_bps);
        let share = rate("/manager_share_bps", manager_share_bps);
        if creator_rate_bps > total_rate_bps {
            let at = found.iter().position(|one| one.path() == "/manager_share_bps").unwrap_or(found.len());
            found.insert(at, creator_rate_exceeds_total(creator_rate_bps, total_rate_bps));
        }
        if manager == Manager::None && share > Rate::ZERO {
            found.push(manager_missing(share));
        }
        Violations::check(found)?;
        let waived = manager == Manager::CampaignAgency && share > Rate::ZERO;
        let share = if manager == Manager::OtherAgency { share } else { Rate::ZERO };
        Ok(Self { total, creator, share, waived })
    }

    /// The total rate.
    #[must_use]
    pub const fn total(&self) -> Rate {
        self.total
    }

    /// The creator rate.
    #[must_use]
    pub const fn creator(&self) -> Rate {
        self.creator
    }

    /// The managing share that is taken: 0 where there is no manager, or where it is waived.
    #[must_use]
    pub const fn share(&self) -> Rate {
        self.share
    }

    /// Splits one base.
    ///
    /// # Errors
    /// M003 for a negative base; M009 for a tax that is negative or above the creator commission, where the managing
    /// share is taken after tax.
    #[inline]
    pub fn split(&self, base_minor: i64, tax_minor: i64, policy: Policy) -> Result<Split, Violations> {
        // Said once more for what is usual, where all that a policy or a size could decide is decided: no branch is left.
        if (0..USUAL_BASE_LIMIT).contains(&base_minor)
            && policy == Policy::default()
            && let Ok(parts) = self.split_base(base_minor, 0, Policy::default())
        {
            return Ok(parts);
        }
        self.split_any(base_minor, tax_minor, policy)
    }

    /// Every base, every policy; never inlined, so that callers have the usual way alone.
    #[inline(never)]
    fn split_any(self, base_minor: i64, tax_minor: i64, policy: Policy) -> Result<Split, Violations> {
        if base_minor < 0 {
            return Err(Violations::from(negative_base(base_minor)));
        }
        self.split_base(base_minor, tax_minor, policy)
            .map_err(|commission| Violations::from(tax_out_of_range(tax_minor, commission)))
    }

    /// Splits a base that is not negative; else the commission that the tax is out of the range of.
    #[inline]
    fn split_base(self, base_minor: i64, tax_minor: i64, policy: Policy) -> Result<Split, i64> {
        let Parts { agency_minor, creator_minor: commission } =
            parts(base_minor, self.total, self.creator, policy);
        let shared = match policy.managing_share {
            ManagingShare::BeforeTax => commission,
            ManagingShare::AfterTax if (0..=commission).contains(&tax_minor) => {
                commission.saturating_sub(tax_minor)
            }
            ManagingShare::AfterTax => return Err(commission),
        };
        let manager_minor = self.share.of(shared, policy.rounding);
        Ok(Split {
            agency_minor,
            creator_minor: commission.saturating_sub(manager_minor),
            manager_minor,
            share_waived: self.waived,
        })
    }
}

/// Splits one order line.
///
/// Source: guide, Overview and Approving/Rejecting Seller Products step 3; FAQ 1 and 2; rulebook M.
///
/// # Errors
/// M003 and M007 to M010, all that hold at once.
///
/// ```
/// use partner_campaigns::{Line, Policy, split};
/// // The guide's example: the seller offers 30%, the creator is given 15%.
/// let line = Line { base_minor: 100_00, total_rate_bps: 3000, creator_rate_bps: 1500, ..Line::default() };
/// let parts = split(&line, Policy::default()).unwrap();
/// assert_eq!((parts.agency_minor, parts.creator_minor), (15_00, 15_00));
/// ```
pub fn split(line: &Line, policy: Policy) -> Result<Split, Violations> {
    let terms =
        SplitTerms::new(line.total_rate_bps, line.creator_rate_bps, line.manager, line.manager_share_bps);
    let mut refused = match terms {
        Ok(terms) => return terms.split(line.base_minor, line.tax_minor, policy),
        Err(refused) => refused,
    };
    if line.base_minor < 0 {
        refused = refused.and(negative_base(line.base_minor).into());
    }
    // A managing share out of range does not hide the tax: the creator commission does not need it.
    let without_share = SplitTerms::new(line.total_rate_bps, line.creator_rate_bps, Manager::None, 0);
    if let Some(Err(tax)) =
        without_share.ok().map(|terms| terms.split(line.base_minor, line.tax_minor, policy))
    {
        refused = refused.and(tax);
    }
    Err(refused)
}

fn rate_out_of_range(path: &'static str, bps: u16) -> Violation {
    let name = path.trim_start_matches('/');
    Violation::new(&rules::M007, path, format!("{name} is {bps}: allowed is 0 to {WHOLE_BPS} basis points"))
        .with("value", bps)
        .with("min", 0_i64)
        .with("max", WHOLE_BPS)
}

fn creator_rate_exceeds_total(creator_rate_bps: u16, total_rate_bps: u16) -> Violation {
    let message = format!(
        "creator_rate_bps is {creator_rate_bps}: allowed is at most the total rate of {total_rate_bps} basis points"
    );
    Violation::new(&rules::M008, "/creator_rate_bps", message)
        .with("value", creator_rate_bps)
        .with("max", total_rate_bps)
}

fn manager_missing(share: Rate) -> Violation {
    let message = format!(
        "manager_share_bps is {}, and nobody manages the creator: name the manager, `other_agency` or `campaign_agency`, or leave the share 0",
        share.bps()
    );
    let allowed = [Manager::OtherAgency, Manager::CampaignAgency].map(|manager| manager.word().to_owned());
    Violation::new(&rules::M010, "/manager_share_bps", message)
        .with("value", share.bps())
        .with("manager", Manager::None.word())
        .with("allowed", allowed.to_vec())
}

#[cold]
fn negative_base(base_minor: i64) -> Violation {
    let message = format!("base_minor is {base_minor}: a commission base is not negative");
    Violation::new(&rules::M003, "/base_minor", message).with("value", base_minor).with("min", 0_i64)
}

#[cold]
fn tax_out_of_range(tax_minor: i64, commission: i64) -> Violation {
    let message = format!("tax_minor is {tax_minor}: allowed is 0 to the creator commission of {commission}");
    Violation::new(&rules::M009, "/tax_minor", message)
        .with("value", tax_minor)
        .with("min", 0_i64)
        .with("max", commission)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::rounding::Rounding;

    proptest! {
        #[test]
        fn the_usual_way_splits_as_any_other(
            base in prop_oneof![any::<i64>(), -2_i64..10_000_000, USUAL_BASE_LIMIT - 2..=USUAL_BASE_LIMIT + 2],
            rates in [0..=WHOLE_BPS, 0..=WHOLE_BPS, 0..=WHOLE_BPS],
            manager in proptest::sample::select(&Manager::ALL),
            tax in prop_oneof![Just(0_i64), any::<i64>()],
        ) {
            let [one, other, share] = rates;
            let share = if manager == Manager::None { 0 } else { share };
            let terms = SplitTerms::new(one.max(other), one.min(other), manager, share).unwrap_or_default();
            let policy = Policy::default();
            prop_assert_eq!(terms.split(base, tax, policy), terms.split_any(base, tax, policy));
        }

        #[test]
        fn the_policies_that_give_parts_are_those_that_split_into_them(
            base in prop_oneof![any::<i64>(), 0_i64..10_000_000, 0_i64..100],
            total in 0..=WHOLE_BPS,
            part in 0..=WHOLE_BPS,
            rounding in 0_usize..4,
            holder in 0_usize..3,
            off in (prop_oneof![Just(0), -1..=1_i64], prop_oneof![Just(0), -1..=1_i64]),
        ) {
            let rate = |bps: u16| Rate::new(bps).unwrap_or_default();
            let (total, creator) = (rate(total), rate(part.min(total)));
            let under = |rounding, remainder| {
                parts(base, total, creator, Policy { rounding, remainder, ..Policy::default() })
            };
            let one = under(Rounding::ALL[rounding], RemainderHolder::ALL[holder]);
            let paid = Parts {
                agency_minor: one.agency_minor.saturating_add(off.0),
                creator_minor: one.creator_minor.saturating_add(off.1),
            };
            let given = policies_that_give(paid, base, total, creator);
            for (place, rounding) in Rounding::ALL.into_iter().enumerate() {
                for (holder, remainder) in RemainderHolder::ALL.into_iter().enumerate() {
                    let gives = given >> (4 * holder + place) & 1 == 1;
                    prop_assert_eq!(gives, under(rounding, remainder) == paid, "{:?} {:?}", rounding, remainder);
                }
            }
            prop_assert_eq!(given >> 12, 0);
        }
    }
}
