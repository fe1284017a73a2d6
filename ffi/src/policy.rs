//! The numbers of the choices, and what they stand for in the core.

use partner_campaigns::{Manager, ManagingShare, Policy, RemainderHolder, Rounding};

use crate::error::Failure;

/// Who manages the creator: one of the `PC_MANAGER_` numbers.
pub type pc_manager = u32;
/// Nobody; a share that is given all the same counts for nothing.
pub const PC_MANAGER_NONE: pc_manager = 0;
/// An agency that does not own the campaign: it gets its agreed share.
pub const PC_MANAGER_OTHER_AGENCY: pc_manager = 1;
/// The campaign agency itself, or one organisation with it: its share is waived.
pub const PC_MANAGER_CAMPAIGN_AGENCY: pc_manager = 2;

/// How an exact fraction becomes a whole minor unit: one of the `PC_ROUNDING_` numbers.
pub type pc_rounding = u32;
/// To the nearest unit, a tie to the even one. The default.
pub const PC_ROUNDING_HALF_EVEN: pc_rounding = 0;
/// To the nearest unit, a tie to the larger one.
pub const PC_ROUNDING_HALF_UP: pc_rounding = 1;
/// To the next unit whenever anything is left.
pub const PC_ROUNDING_UP: pc_rounding = 2;
/// What is left is dropped.
pub const PC_ROUNDING_DOWN: pc_rounding = 3;

/// Who holds the minor unit that rounding leaves over: one of the `PC_REMAINDER_` numbers.
pub type pc_remainder = u32;
/// The agency's part is the total less the creator's. The default.
pub const PC_REMAINDER_AGENCY: pc_remainder = 0;
/// The creator's part is the total less the agency's.
pub const PC_REMAINDER_CREATOR: pc_remainder = 1;
/// Each part is rounded on its own; the total is their sum.
pub const PC_REMAINDER_SEPARATE: pc_remainder = 2;

/// What a managing agency's share is taken on: one of the `PC_MANAGING_SHARE_` numbers.
pub type pc_managing_share = u32;
/// The creator commission as it is. The default.
pub const PC_MANAGING_SHARE_BEFORE_TAX: pc_managing_share = 0;
/// The creator commission less the tax withheld that the caller gives.
pub const PC_MANAGING_SHARE_AFTER_TAX: pc_managing_share = 1;

/// How a commission is split. All zeros are the defaults. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_policy {
    /// How each rounded step is rounded.
    pub rounding: pc_rounding,
    /// Who holds the odd minor unit.
    pub remainder: pc_remainder,
    /// What the managing share is taken on.
    pub managing_share: pc_managing_share,
}

impl pc_policy {
    pub(crate) fn checked(self) -> Result<Policy, Failure> {
        Ok(Policy {
            rounding: match self.rounding {
                PC_ROUNDING_HALF_EVEN => Rounding::HalfEven,
                PC_ROUNDING_HALF_UP => Rounding::HalfUp,
                PC_ROUNDING_UP => Rounding::Up,
                PC_ROUNDING_DOWN => Rounding::Down,
                other => return Err(Failure::bad_enum("policy.rounding", other)),
            },
            remainder: match self.remainder {
                PC_REMAINDER_AGENCY => RemainderHolder::Agency,
                PC_REMAINDER_CREATOR => RemainderHolder::Creator,
                PC_REMAINDER_SEPARATE => RemainderHolder::Separate,
                other => return Err(Failure::bad_enum("policy.remainder", other)),
            },
            managing_share: match self.managing_share {
                PC_MANAGING_SHARE_BEFORE_TAX => ManagingShare::BeforeTax,
                PC_MANAGING_SHARE_AFTER_TAX => ManagingShare::AfterTax,
                other => return Err(Failure::bad_enum("policy.managing_share", other)),
            },
        })
    }
}

pub(crate) fn manager(number: pc_manager) -> Result<Manager, Failure> {
    match number {
        PC_MANAGER_NONE => Ok(Manager::None),
        PC_MANAGER_OTHER_AGENCY => Ok(Manager::OtherAgency),
        PC_MANAGER_CAMPAIGN_AGENCY => Ok(Manager::CampaignAgency),
        other => Err(Failure::bad_enum("manager", other)),
    }
}
