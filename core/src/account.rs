//! The agency's account: what onboarding asks for before a campaign may be created (A).

use serde::Serialize;

use crate::json::path::join;
use crate::json::{Object, Value};
use crate::rules;
use crate::shown::{clipped, shown};
use crate::value::id::AgencyId;
use crate::value::instant::Instant;
use crate::violation::Violation;

/// The business category that campaigns need.
const CONTENT_MANAGEMENT: &str = "content_management";
/// The market whose tax number is an EIN.
const US: &str = "US";
/// How long after an attempt a bank link under review may be tried again.
const REVIEW_HOURS: u32 = 24;

/// An agency's account, as given: its texts are trimmed, and nothing else is sure before its rules were judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Account {
    /// The agency.
    pub agency: AgencyId,
    /// The agency's name, by which sellers find its campaigns.
    pub name: String,
    /// Its market, as `US`.
    pub market: String,
    /// The business categories that it holds, as `content_management`.
    pub categories: Vec<String>,
    /// Its tax information.
    pub tax: Tax,
    /// Its bank account.
    pub bank: Bank,
}

/// Tax information. A part that is missing is blank, or an empty array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Tax {
    /// The form, as `w9` in the US market.
    pub form: String,
    /// The name that the tax office knows.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub legal_name: String,
    /// How to reach the agency about taxes.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub contact: String,
    /// The EIN in the US market, elsewhere the tax number.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub tax_number: String,
    /// The supporting documents.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub documents: Vec<String>,
}

/// How far the link to the bank account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Bank {
    /// No bank account.
    NotLinked,
    /// The platform is reviewing it.
    UnderReview {
        /// The last attempt to link it.
        since: Instant,
    },
    /// Linked.
    Linked,
}

impl Bank {
    /// The public word: `not_linked`, `under_review`, `linked`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotLinked => "not_linked",
            Self::UnderReview { .. } => "under_review",
            Self::Linked => "linked",
        }
    }

    fn read(value: Value<'_>) -> Option<Self> {
        #[derive(Clone, Copy)]
        enum Word {
            NotLinked,
            UnderReview,
            Linked,
        }
        let words =
            [("not_linked", Word::NotLinked), ("under_review", Word::UnderReview), ("linked", Word::Linked)];
        let mut keys = value.object()?;
        let status = keys.required("status").and_then(|status| status.word(&words));
        let bank = match status {
            Some(Word::UnderReview) => {
                let since = keys.required("since").and_then(Instant::read);
                since.map(|since| Self::UnderReview { since })
            }
            Some(Word::NotLinked) => Some(Self::NotLinked),
            Some(Word::Linked) => Some(Self::Linked),
            None => {
                // nobody knows whether it belongs there, so only its form is looked at
                keys.optional("since").and_then(Instant::read);
                None
            }
        };
        keys.finish();
        bank
    }
}

impl Tax {
    fn read(value: Value<'_>) -> Option<Self> {
        let mut keys = value.object()?;
        let form = keys.required("form").and_then(Value::trimmed);
        let legal_name = blank_or(&mut keys, "legal_name");
        let contact = blank_or(&mut keys, "contact");
        let tax_number = blank_or(&mut keys, "tax_number");
        let documents = keys.optional("documents");
        let documents = documents.map_or(Some(Vec::new()), |documents| documents.list_of(Value::trimmed));
        keys.finish();
        Some(Self {
            form: form?,
            legal_name: legal_name?,
            contact: contact?,
            tax_number: tax_number?,
            documents: documents?,
        })
    }
}

/// A text whose missing is a rule's business: blank.
fn blank_or(keys: &mut Object<'_>, key: &'static str) -> Option<String> {
    keys.optional(key).map_or(Some(String::new()), Value::trimmed)
}

impl Account {
    pub(crate) fn read(value: Value<'_>) -> Option<Self> {
        let mut keys = value.object()?;
        let agency = keys.required("agency").and_then(|agency| agency.parsed(AgencyId::new));
        let name = keys.required("name").and_then(Value::trimmed);
        let market = keys.required("market").and_then(Value::trimmed);
        let categories =
            keys.required("categories").and_then(|categories| categories.list_of(Value::trimmed));
        let tax = keys.required("tax").and_then(Tax::read);
        let bank = keys.required("bank").and_then(Bank::read);
        keys.finish();
        Some(Self {
            agency: agency?,
            name: name?,
            market: market?,
            categories: categories?,
            tax: tax?,
            bank: bank?,
        })
    }

    /// A001 to A006, with paths below `path`.
    pub(crate) fn judge(&self, path: &str) -> Vec<Violation> {
        let tax = self.judge_tax(&join(path, "tax"));
        let bank = self.judge_bank(&join(&join(path, "bank"), "status"), !tax.is_empty());
        let mut found: Vec<_> =
            self.judge_categories(&join(path, "categories")).into_iter().chain(tax).chain(bank).collect();
        found.extend(self.judge_onboarding(path, &found));
        found
    }

    /// A006: what of the onboarding is missing.
    fn judge_onboarding(&self, path: &str, found: &[Violation]) -> Option<Violation> {
        let needed = [rules::A001.code, rules::A002.code, rules::A005.code];
        let mut broken: Vec<_> =
            found.iter().map(|one| one.rule().code).filter(|code| needed.contains(code)).collect();
        broken.dedup();
        (!broken.is_empty()).then(|| {
            let message = format!(
                "agency `{}` has not finished onboarding: {} must be met before a campaign can be created",
                self.agency,
                broken.join(", ")
            );
            Violation::new(&rules::A006, path, message).with("rules", broken)
        })
    }

    fn judge_categories(&self, path: &str) -> Option<Violation> {
        let holds = self.categories.iter().any(|category| category == CONTENT_MANAGEMENT);
        (!holds).then(|| {
            let message = format!("the account does not hold the business category `{CONTENT_MANAGEMENT}`");
            Violation::new(&rules::A001, path, message).with("needed", CONTENT_MANAGEMENT)
        })
    }

    /// A002 and A003.
    fn judge_tax(&self, path: &str) -> Vec<Violation> {
        let documents = self.tax.documents.iter().any(|document| !document.is_empty());
        let number = if self.market == US { "EIN" } else { "tax number" };
        let parts = [
            ("legal_name", "legal name", !self.tax.legal_name.is_empty()),
            ("contact", "contact information", !self.tax.contact.is_empty()),
            ("tax_number", number, !self.tax.tax_number.is_empty()),
            ("documents", "supporting document", documents),
        ];
        let missing = parts.into_iter().filter(|(_, _, given)| !given).map(|(key, name, _)| {
            let message = format!("the tax information has no {name}");
            Violation::new(&rules::A002, join(path, key), message).with("missing", key)
        });
        let mut found: Vec<_> = missing.collect();
        let given = self.tax.tax_number.as_str();
        if self.market == US && !given.is_empty() && !is_ein(given) {
            let message = format!(
                "tax number `{}` is no EIN: expected nine digits, with or without a hyphen after the second",
                shown(given)
            );
            let violation = Violation::new(&rules::A003, join(path, "tax_number"), message);
            found.push(violation.with("value", clipped(given).into_owned()).with("expected", "NN-NNNNNNN"));
        }
        found
    }

    /// A004 and A005.
    fn judge_bank(&self, path: &str, tax_is_broken: bool) -> Vec<Violation> {
        let status = self.bank.word();
        let mut found = Vec::new();
        if tax_is_broken && self.bank != Bank::NotLinked {
            let message = format!(
                "the bank account is `{status}` before the tax information is complete and well-formed"
            );
            found.push(Violation::new(&rules::A004, path, message).with("status", status));
        }
        let not_linked = match self.bank {
            Bank::Linked => return found,
            Bank::NotLinked => {
                Violation::new(&rules::A005, path, "the bank account is `not_linked`: link it")
                    .with("status", status)
            }
            Bank::UnderReview { since } => {
                let again = since.plus_hours(REVIEW_HOURS).to_string();
                let message =
                    format!("the bank account is `under_review` since {since}: try again at {again}");
                Violation::new(&rules::A005, path, message)
                    .with("status", status)
                    .with("since", since.to_string())
                    .with("try_again_at", again)
            }
        };
        found.push(not_linked);
        found
    }
}

/// Nine digits, with or without the hyphen after the second.
fn is_ein(text: &str) -> bool {
    let digits = match text.split_once('-') {
        Some((front, back)) if front.len() == 2 => format!("{front}{back}"),
        Some(_) => return false,
        None => text.to_owned(),
    };
    digits.len() == 9 && digits.bytes().all(|byte| byte.is_ascii_digit())
}
