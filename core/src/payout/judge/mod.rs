//! The judgement of rows that were read.

pub(crate) mod advancement;
pub(crate) mod attribution;
pub(crate) mod cause;
pub(crate) mod disposition;
pub(crate) mod expected;
pub(crate) mod finding;
pub(crate) mod policy_choice;
mod recurring;
pub(crate) mod sums;
