//! The report: summary, receipt and findings, and their JSON.

pub(crate) mod aside;
pub(crate) mod input;
mod receipt;
mod record;
pub(crate) mod summary;

use std::io;

use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};

use crate::profile::Profile;
use crate::value::money::Currency;
use crate::value::policy::Policy;

use super::book::Book;
use super::judge::finding::{About, Finding};
use super::judge::policy_choice::{ChosenBy, Explained};
use super::judge::sums::Worth;
use super::rows::unreadable::UnreadableRow;

pub use aside::{Adjustments, NotVerified, SettledOnZero, SheetNotRead, TermsNotGiven, UnknownStatus, Why};
pub use input::Kind;
pub use record::FindingRecord;
pub use summary::{PolicyInForce, Summary, Verdict};

use input::Input;
use receipt::Receipt;

/// A finding on a line, or a row that could not be read.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    OnLine(Finding),
    Unreadable(UnreadableRow),
}

/// What was verified, and what was found.
#[derive(Debug)]
pub struct Report {
    pub(crate) book: Book,
    pub(crate) inputs: Vec<Input>,
    pub(crate) currencies: Vec<Currency>,
    pub(crate) profile: Profile,
    pub(crate) time_zone: Option<String>,
    pub(crate) chosen_by: ChosenBy,
    pub(crate) tied: Vec<Explained>,
    pub(crate) summary: Summary,
    pub(crate) adjustments: Vec<Adjustments>,
    pub(crate) worth: Vec<Worth>,
    pub(crate) findings: Vec<Found>,
}

impl Report {
    /// Counts and sums.
    #[must_use]
    pub const fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The policy in force, and who chose it.
    #[must_use]
    pub const fn policy_in_force(&self) -> PolicyInForce {
        let Policy { rounding, remainder, .. } = self.profile.policy();
        PolicyInForce { rounding, remainder, chosen_by: self.chosen_by }
    }

    /// The other policies that explain just as many rows, where `auto` chose.
    #[must_use]
    pub fn tied(&self) -> &[Explained] {
        &self.tied
    }

    /// What the policy in force is worth against the profile's own; empty where they are the same.
    #[must_use]
    pub fn worth(&self) -> &[Worth] {
        &self.worth
    }

    /// Adjustments, totalled on their own.
    #[must_use]
    pub fn adjustments(&self) -> &[Adjustments] {
        &self.adjustments
    }

    /// What is worth saying of the files, each as "`file`: note"; of a sheet, "`file`, sheet `name`: note".
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let of = |input: &Input| {
            let sheet = input.sheet.as_ref().map_or_else(String::new, |sheet| format!(", sheet `{sheet}`"));
            let place = format!("`{}`{sheet}", input.path);
            input.notes.iter().map(|note| format!("{place}: {note}")).collect::<Vec<_>>()
        };
        self.inputs.iter().filter(|input| !input.refused).flat_map(of).collect()
    }

    /// How many findings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// The findings, in the order of files and lines, then code, then party.
    #[must_use]
    pub fn findings(&self) -> impl ExactSizeIterator<Item = FindingRecord<'_>> {
        self.findings.iter().map(|found| self.record(found))
    }

    /// One finding.
    #[must_use]
    pub fn finding(&self, index: usize) -> Option<FindingRecord<'_>> {
        self.findings.get(index).map(|found| self.record(found))
    }

    /// The findings on amounts with the largest differences, at most `count`, largest first.
    #[must_use]
    pub fn largest(&self, count: usize) -> Vec<FindingRecord<'_>> {
        let size = |found: &&Found| match found {
            Found::OnLine(Finding { about: about @ About::Amount { .. }, .. }) => {
                about.difference().map(i128::abs)
            }
            _ => None,
        };
        let mut amounts: Vec<&Found> = self.findings.iter().filter(|found| size(found).is_some()).collect();
        amounts.sort_by_key(|found| std::cmp::Reverse(size(found)));
        amounts.into_iter().take(count).map(|found| self.record(found)).collect()
    }

    /// Writes the report's JSON: `{"receipt", "policy", "summary", "notes", "findings"}`.
    ///
    /// # Errors
    /// Whatever the writer reports.
    pub fn write_json(&self, writer: impl io::Write) -> io::Result<()> {
        serde_json::to_writer(writer, self).map_err(io::Error::from)
    }

    /// The report's JSON as text.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The receipt's JSON as text.
    #[must_use]
    pub fn receipt_json(&self) -> String {
        serde_json::to_string(&Receipt(self)).unwrap_or_default()
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct All<'a>(&'a Report);
        impl Serialize for All<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut all = serializer.serialize_seq(Some(self.0.len()))?;
                for finding in self.0.findings() {
                    all.serialize_element(&finding)?;
                }
                all.end()
            }
        }
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("receipt", &Receipt(self))?;
        map.serialize_entry("policy", &self.policy_in_force())?;
        map.serialize_entry("summary", &self.summary)?;
        map.serialize_entry("notes", &self.notes())?;
        map.serialize_entry("findings", &All(self))?;
        map.end()
    }
}
