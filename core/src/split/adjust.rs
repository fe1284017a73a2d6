//! Refunds: the split again on what is left, less what was paid.

use super::{Line, SplitTerms, split};
use crate::rules;
use crate::value::policy::Policy;
use crate::violation::{Violation, Violations};

/// What was paid to each party, or what is still to be paid: positive to the party, negative back from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Paid {
    /// The campaign agency's part, in minor units.
    pub agency_minor: i64,
    /// What the creator kept, in minor units.
    pub creator_minor: i64,
    /// The managing agency's part, in minor units.
    pub manager_minor: i64,
}

/// What is left of a base after refunds, all in minor units.
///
/// # Errors
/// M003 for a negative base; M004 for refunds that are negative or exceed the base.
pub fn net_base(base_minor: i64, refunded_minor: i64) -> Result<i64, Violations> {
    let mut found = Vec::new();
    if base_minor < 0 {
        found.push(super::negative_base(base_minor));
    }
    if refunded_minor < 0 || refunded_minor > base_minor {
        let message = format!("refunded_minor is {refunded_minor}: allowed is 0 to the base of {base_minor}");
        found.push(
            Violation::new(&rules::M004, "/refunded_minor", message)
                .with("value", refunded_minor)
                .with("min", 0_i64)
                .with("max", base_minor),
        );
    }
    Violations::check(found)?;
    Ok(base_minor.saturating_sub(refunded_minor)) // 0 to the base
}

/// The adjustment after a refund: the split of what is left, less what was paid, party by party.
///
/// Any sequence of refunds so ends on exactly the split of what is left (rulebook M).
///
/// # Errors
/// What [`split`] refuses; M006 where an adjustment does not fit 64 bits.
///
/// ```
/// use partner_campaigns::{Line, Paid, Policy, adjust};
/// // 100.00 was sold and split at 30% and 15%; now half of it came back.
/// let net = Line { base_minor: 50_00, total_rate_bps: 3000, creator_rate_bps: 1500, ..Line::default() };
/// let paid = Paid { agency_minor: 15_00, creator_minor: 15_00, manager_minor: 0 };
/// let change = adjust(&net, paid, Policy::default()).unwrap();
/// assert_eq!((change.agency_minor, change.creator_minor), (-7_50, -7_50));
/// ```
pub fn adjust(net: &Line, paid: Paid, policy: Policy) -> Result<Paid, Violations> {
    let due = split(net, policy)?;
    let mut found = Vec::new();
    let mut less = |path: &'static str, due: i64, paid: i64| {
        due.checked_sub(paid).unwrap_or_else(|| {
            let name = path.trim_start_matches('/');
            let message = format!("{name} is {paid}: the adjustment from {due} does not fit 64 bits");
            found.push(Violation::new(&rules::M006, path, message).with("value", paid));
            0
        })
    };
    let change = Paid {
        agency_minor: less("/paid_agency_minor", due.agency_minor, paid.agency_minor),
        creator_minor: less("/paid_creator_minor", due.creator_minor, paid.creator_minor),
        manager_minor: less("/paid_manager_minor", due.manager_minor, paid.manager_minor),
    };
    Violations::check(found)?;
    Ok(change)
}

/// The adjustment after refunds of a line that was sold: [`net_base`] and [`adjust`] in one, with all that both refuse.
///
/// `sold.base_minor` is the amount sold; `sold.tax_minor` is the tax on what is left.
///
/// # Errors
/// M003, M004 and M006 to M010, all that hold at once. Where nothing is left to split, the tax is not judged.
pub fn adjust_refund(
    sold: &Line,
    refunded_minor: i64,
    paid: Paid,
    policy: Policy,
) -> Result<Paid, Violations> {
    match net_base(sold.base_minor, refunded_minor) {
        Ok(base_minor) => adjust(&Line { base_minor, ..*sold }, paid, policy),
        Err(refused) => {
            let rates = SplitTerms::new(
                sold.total_rate_bps,
                sold.creator_rate_bps,
                sold.manager,
                sold.manager_share_bps,
            );
            Err(match rates {
                Ok(_) => refused,
                Err(more) => refused.and(more),
            })
        }
    }
}
