//! Counts and sums of a report.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::payout::judge::policy_choice::{ChosenBy, Explained};
use crate::payout::judge::sums::Total;
use crate::value::policy::RemainderHolder;
use crate::value::rounding::Rounding;

use super::aside::TermsNotGiven;

/// The policy in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyInForce {
    /// The rounding.
    pub rounding: Rounding,
    /// The remainder holder.
    pub remainder: RemainderHolder,
    /// Who chose them.
    pub chosen_by: ChosenBy,
}

/// Counts and sums. Each orders row is counted in exactly one of verified, adjustments, out of scope, unreadable,
/// repeated and overlapping; verified rows are settled, estimated or void.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each count is named by the rows that it counts")]
pub struct Summary {
    pub rows_read: u64,
    pub rows_verified: u64,
    pub rows_settled: u64,
    pub rows_estimated: u64,
    pub rows_void: u64,
    pub rows_adjustments: u64,
    pub rows_out_of_scope: u64,
    pub rows_unreadable: u64,
    pub rows_repeated: u64,
    pub rows_overlapping: u64,
    pub findings: u64,
    pub by_code: BTreeMap<&'static str, u64>,
    pub by_cause: BTreeMap<&'static str, u64>,
    pub policies: Vec<Explained>,
    pub totals: Vec<Total>,
    pub terms_not_given: Vec<TermsNotGiven>,
}
