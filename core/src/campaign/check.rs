//! Checking before anything is sent: an account, a draft, or both, and everything that is wrong with them at once.

use serde::Serialize;

use super::draft::{Draft, Request, Site};
use crate::account::Account;
use crate::json::{self, Invalid, Limits, canonical};
use crate::profile::Profile;
use crate::value::instant::Instant;
use crate::value::period::Zone;
use crate::violation::{Violation, in_order};

/// What was found in a text that could be read: nothing, or everything that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    profile: Named,
    violations: Vec<Violation>,
    #[serde(flatten)]
    request: Option<Converted>,
}

/// Under which profile it was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Named {
    id: String,
    sha256: String,
}

/// What became of an Open API request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Converted {
    draft: Draft,
    unknown: Vec<String>,
    not_carried: Vec<String>,
}

impl Check {
    fn new(found: Vec<Violation>, profile: &Profile, request: Option<Converted>) -> Self {
        let profile = Named { id: profile.id.clone(), sha256: profile.sha256() };
        Self { profile, violations: in_order(found), request }
    }

    /// Everything that is wrong, in its order.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// The draft that an Open API request says, in the words and units of this library.
    #[must_use]
    pub fn draft(&self) -> Option<&Draft> {
        self.request.as_ref().map(|request| &request.draft)
    }

    /// `{"profile": {"id", "sha256"}, "violations": [...]}` as JSON text, the same bytes in every language. An Open API
    /// request adds its `draft`, and the paths of fields that are `unknown` or for which a draft has no key
    /// (`not_carried`).
    #[must_use]
    pub fn to_json(&self) -> String {
        canonical::to_string(self)
    }
}

/// Checks `{"at": INSTANT, "account": {...}, "draft": {...}}`, either of the last two or both, under a profile.
///
/// An account is judged by A001 to A006, a draft by C001 to C010 and C013. Paths are from the root of the text.
///
/// # Errors
/// [`Invalid`]: what cannot be read, everything at once. Then no rule is judged.
///
/// ```
/// use partner_campaigns::{Profile, check};
/// let text = r#"{"at": "2026-04-01T00:00:00Z", "draft": {"time_zone": "America/Los_Angeles", "name": "Spring"}}"#;
/// let found = check(text, &Profile::guide()).unwrap();
/// assert_eq!(found.violations()[0].path(), "/draft/market");
/// ```
pub fn check(text: &str, profile: &Profile) -> Result<Check, Invalid> {
    let (at, account, draft) = json::decode(text, &Limits::DOOR, |value| {
        let mut keys = value.object()?;
        let at = keys.required("at").and_then(Instant::read);
        if !keys.has("account") && !keys.has("draft") {
            keys.fault("nothing to check: give `account`, `draft` or both");
        }
        let account = keys.optional("account").and_then(Account::read);
        let draft = keys.optional("draft").and_then(Draft::read);
        keys.finish();
        Some((at?, account, draft)) // an account or a draft that could not be read is a fault by now
    })?;
    let account = account.map(|account| account.judge("/account"));
    let draft = draft.map(|draft| draft.judge(Site::Draft("/draft"), at, profile));
    Ok(Check::new(account.into_iter().chain(draft).flatten().collect(), profile, None))
}

/// [`check`] as JSON text: its answer, or `{"invalid": [{"path", "message"}]}`.
#[must_use]
pub fn check_json(text: &str, profile: &Profile) -> String {
    check(text, profile).map_or_else(|invalid| invalid.to_json(), |found| found.to_json())
}

/// Checks the body of an Open API request that creates a campaign, as it is. Market and time zone are given beside it,
/// for the request has neither; its Unix seconds become days of that zone, an end at exactly 00:00:00 the day before.
/// Fields that it does not document are told, not dropped in silence. Paths are those of the request.
///
/// # Errors
/// [`Invalid`]: what cannot be read, or a time zone that does not exist.
pub fn check_request(
    body: &str,
    market: &str,
    time_zone: &str,
    at: Instant,
    profile: &Profile,
) -> Result<Check, Invalid> {
    let zone = Zone::parse(time_zone.trim()).map_err(|error| Invalid::one("", error.to_string()))?;
    let read = |value: json::Value<'_>| Request::read(value, market, zone);
    let Request { draft, unknown, not_carried } = json::decode(body, &Limits::DOOR, read)?;
    let found = draft.judge(Site::Request, at, profile);
    Ok(Check::new(found, profile, Some(Converted { draft, unknown, not_carried })))
}

/// [`check_request`] as JSON text: its answer, or `{"invalid": [{"path", "message"}]}`. `at` is an RFC 3339 instant.
#[must_use]
pub fn check_request_json(body: &str, market: &str, time_zone: &str, at: &str, profile: &Profile) -> String {
    Instant::parse(at)
        .map_err(|error| Invalid::one("", error.to_string()))
        .and_then(|at| check_request(body, market, time_zone, at, profile))
        .map_or_else(|invalid| invalid.to_json(), |found| found.to_json())
}
