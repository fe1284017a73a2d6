//! The report: summary, receipt and findings, and their JSON.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};

use crate::profile::Profile;
use crate::rules;
use crate::value::money::Currency;
use crate::value::policy::{Policy, RemainderHolder};
use crate::value::rounding::Rounding;

use super::block::Row;
use super::book::Book;
use super::finding::{About, Finding, FindingRecord, Party, UnreadableRow};
use super::policy_choice::{ChosenBy, Explained};

/// A file or table that was verified.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub path: String,
    pub kind: Kind,
    pub headers: BTreeMap<&'static str, String>,
    pub sha256: Option<String>,
    pub rows: u64,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What was paid.
    Orders,
    /// What was agreed.
    Terms,
}

impl Input {
    pub(crate) fn header(&self, field: &'static str) -> &str {
        self.headers.get(field).map_or(field, String::as_str)
    }
}

/// Expected against reported, of one party in one currency, over all lines whose amounts were compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// ISO 4217 code.
    pub currency: &'static str,
    /// `agency` or `creator`.
    pub party: Party,
    /// The sum of what is due, in minor units.
    pub expected_minor: i128,
    /// The sum of what the files say, in minor units.
    pub reported_minor: i128,
    /// Reported less expected.
    pub difference_minor: i128,
}

/// Rows of one campaign that no terms were given for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TermsNotGiven {
    /// The campaign.
    pub campaign_id: String,
    /// Its rows.
    pub rows: u64,
    /// ISO 4217 code.
    pub currency: &'static str,
    /// Sum of the agency's amounts, settled where filled, else estimated.
    pub agency_minor: i128,
    /// Sum of the creators' amounts, likewise.
    pub creator_minor: i128,
}

/// Adjustments, totalled on their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Adjustments {
    /// ISO 4217 code.
    pub currency: &'static str,
    /// How many rows.
    pub rows: u64,
    /// Sum of the agency's amounts.
    pub agency_minor: i128,
    /// Sum of the creators' amounts.
    pub creator_minor: i128,
}

/// What the policy in force is worth against the profile's own, per party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Worth {
    /// ISO 4217 code.
    pub currency: &'static str,
    /// `agency` or `creator`.
    pub party: Party,
    /// What is due under the policy in force, in minor units.
    pub in_force_minor: i128,
    /// What would be due under the profile's own policy.
    pub own_minor: i128,
}

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

/// A finding on a line, or a row that could not be read.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    OnLine(Finding),
    Unreadable(UnreadableRow),
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

    /// Writes the report's JSON: `{"receipt", "policy", "summary", "findings"}`.
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

    fn path(&self, file: u16) -> &str {
        self.inputs.get(usize::from(file)).map_or("", |input| &input.path)
    }

    fn record<'a>(&'a self, found: &'a Found) -> FindingRecord<'a> {
        match found {
            Found::OnLine(finding) => self.on_line(finding),
            Found::Unreadable(unreadable) => self.unreadable(unreadable),
        }
    }

    fn unreadable<'a>(&'a self, UnreadableRow { file, row }: &'a UnreadableRow) -> FindingRecord<'a> {
        let ids = &row.ids;
        FindingRecord {
            order_id: ids.order_id.as_deref(),
            sku_id: ids.sku_id.as_deref(),
            product_id: ids.product_id.as_deref(),
            campaign_id: ids.campaign_id.as_deref(),
            creator: ids.creator.as_deref(),
            column: row.column.as_deref(),
            message: row.reason.clone(),
            ..FindingRecord::blank(&rules::F011, self.path(*file), row.line)
        }
    }

    fn on_line<'a>(&'a self, finding: &'a Finding) -> FindingRecord<'a> {
        let Finding { row, rule, about, ids: [order_id, sku_id] } = finding;
        let Some(line) = self.book.row(*row).map(Row::line) else {
            return FindingRecord::blank(rule, "", 0);
        };
        let currency = self.currencies.get(usize::from(line.currency));
        let code = currency.map_or("", |currency| currency.code());
        let decimals = currency.map_or(0, |currency| currency.decimals());
        let earlier = match about {
            About::Repeats { earlier } => {
                self.book.row(*earlier).map(|row| (self.path(row.file()), row.line_number()))
            }
            _ => None,
        };
        let filled = |text: &'a str| (!text.is_empty()).then_some(text);
        let input = self.inputs.get(usize::from(line.file));
        FindingRecord {
            order_id: filled(self.book.text(*order_id)),
            sku_id: filled(self.book.text(*sku_id)),
            product_id: filled(self.book.text(line.sale.product)),
            campaign_id: filled(self.book.text(line.sale.campaign)),
            creator: filled(self.book.text(line.sale.creator)),
            party: about.party(),
            commission: about.commission().map(super::order_line::Commission::word),
            expected_minor: about.expected(),
            reported_minor: about.reported(),
            difference_minor: about.difference(),
            currency: filled(code),
            cause: about.cause().map(|cause| cause.name),
            cause_detail: about.cause().and_then(|cause| cause.detail.as_deref()),
            column: about.field().and_then(|field| input.map(|input| input.header(field.word()))),
            message: about.message(rule, code, decimals, earlier),
            ..FindingRecord::blank(rule, self.path(line.file), line.line)
        }
    }
}

impl<'a> FindingRecord<'a> {
    fn blank(rule: &'static rules::Rule, file: &'a str, line: u64) -> Self {
        Self {
            code: rule.code,
            name: rule.name,
            file,
            line,
            order_id: None,
            sku_id: None,
            product_id: None,
            campaign_id: None,
            creator: None,
            party: None,
            commission: None,
            expected_minor: None,
            reported_minor: None,
            difference_minor: None,
            currency: None,
            cause: None,
            cause_detail: None,
            column: None,
            message: String::new(),
        }
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
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("receipt", &Receipt(self))?;
        map.serialize_entry("policy", &self.policy_in_force())?;
        map.serialize_entry("summary", &self.summary)?;
        map.serialize_entry("findings", &All(self))?;
        map.end()
    }
}

/// What made the report, and what proves its sums.
struct Receipt<'a>(&'a Report);

impl Serialize for Receipt<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct ProfileInForce<'a> {
            #[serde(flatten)]
            profile: &'a Profile,
            sha256: String,
        }
        #[derive(Serialize)]
        struct InputDigest<'a> {
            file: &'a str,
            kind: Kind,
            rows: u64,
            sha256: Option<&'a str>,
        }
        let Self(report) = self;
        let profile = ProfileInForce { profile: &report.profile, sha256: report.profile.sha256() };
        let inputs: Vec<InputDigest<'_>> = report
            .inputs
            .iter()
            .map(|input| InputDigest {
                file: &input.path,
                kind: input.kind,
                rows: input.rows,
                sha256: input.sha256.as_deref(),
            })
            .collect();
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("engine_version", crate::VERSION)?;
        map.serialize_entry("profile", &profile)?;
        map.serialize_entry("time_zone", &report.time_zone)?;
        map.serialize_entry("inputs", &inputs)?;
        map.serialize_entry("totals", &report.summary.totals)?;
        map.serialize_entry("adjustments", &report.adjustments)?;
        map.end()
    }
}
