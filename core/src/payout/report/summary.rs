//! Counts and sums of a report.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::payout::judge::policy_choice::{ChosenBy, Explained};
use crate::payout::judge::sums::Total;
use crate::value::policy::RemainderHolder;
use crate::value::rounding::Rounding;

use super::aside::{NotVerified, SettledOnZero, SheetNotRead, TermsNotGiven, UnknownStatus, Why};

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

/// Whether the bill is clean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// At least one order line was verified, and nothing was found.
    Clean,
    /// Something was found.
    Findings,
    /// No order line was verified, so that nothing found means nothing.
    #[default]
    NothingVerified,
}

/// Counts and sums. Each orders row is counted in exactly one of verified, adjustments, out of scope, unreadable,
/// repeated, overlapping and superseded; verified rows are settled, estimated or void.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each count is named by the rows that it counts")]
pub struct Summary {
    pub verdict: Verdict,
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
    pub rows_superseded: u64,
    pub findings: u64,
    pub by_code: BTreeMap<&'static str, u64>,
    pub by_cause: BTreeMap<&'static str, u64>,
    pub policies: Vec<Explained>,
    pub totals: Vec<Total>,
    pub terms_not_given: Vec<TermsNotGiven>,
    pub not_verified: Vec<NotVerified>,
    pub settled_on_zero: Vec<SettledOnZero>,
    pub unknown_statuses: Vec<UnknownStatus>,
    pub sheets_not_read: Vec<SheetNotRead>,
}

impl Summary {
    /// What was read and is not verified, and why a strict reader would not call the bill clean: one sentence for each.
    /// Rows that overlap or are superseded are none.
    #[must_use]
    pub fn strict(&self) -> Vec<String> {
        let mut said = Vec::new();
        let mut say = |count: u64, one: &str, many: &str| {
            if count > 0 {
                said.push(format!("{count} {}", if count == 1 { one } else { many }));
            }
        };
        let rows = |reason| {
            let these = self.not_verified.iter().filter(|one| one.reason == reason);
            these.fold(0_u64, |sum, one| sum.saturating_add(one.rows))
        };
        let sheets = |hidden| {
            let these = self.sheets_not_read.iter().filter(|one| one.hidden == hidden).count();
            u64::try_from(these).unwrap_or(u64::MAX)
        };
        let unknown = self.unknown_statuses.iter().fold(0_u64, |sum, one| sum.saturating_add(one.rows));
        let on_zero = self.settled_on_zero.iter().fold(0_u64, |sum, one| sum.saturating_add(one.rows));
        say(rows(Why::OutOfScope), "row is out of scope", "rows are out of scope");
        say(rows(Why::Adjustment), "row is an adjustment", "rows are adjustments");
        say(
            unknown,
            "row has a status word that is in no list",
            "rows have status words that are in no list",
        );
        say(
            on_zero,
            "line is settled on a base of 0 without a refund",
            "lines are settled on a base of 0 without a refund",
        );
        say(sheets(false), "visible sheet has not the columns", "visible sheets have not the columns");
        say(
            sheets(true),
            "hidden sheet has the columns and is not read",
            "hidden sheets have the columns and are not read",
        );
        said
    }
}
