//! Bounds and policies as data: a named, versioned value whose digest stands in every receipt.

mod bounds;
mod read;

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

pub use bounds::{Bounds, Limits, RateBound};

use crate::json::{Invalid, canonical};
use crate::shown::{clipped, shown};
use crate::value::money::{AmountError, Currency};
use crate::value::policy::{ManagingShare, Policy, RemainderHolder};
use crate::value::rounding::Rounding;

/// The bounds and policies in force. Keys that a file leaves out are those of [`Profile::guide`].
///
/// ```
/// use partner_campaigns::Profile;
/// let mine = Profile::from_json(r#"{"id": "acme", "rounding": "half_up"}"#).unwrap();
/// assert_eq!(mine.policy().rounding.word(), "half_up");
/// assert_eq!(mine.limits.shop_codes, 100);
/// assert_eq!(mine.sha256().len(), 64);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Profile {
    /// Its name: 1 to 64 visible ASCII characters.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[!-~]{1,64}$")))]
    pub id: String,
    /// Rounding of every step that the formulas round.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub rounding: Rounding,
    /// Who holds the odd minor unit.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub remainder: RemainderHolder,
    /// What the managing share is taken on.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub managing_share: ManagingShare,
    /// Decimals of a currency's minor unit where they differ from the platform's, by ISO code.
    #[cfg_attr(feature = "schema", schemars(default, extend("additionalProperties" = {"type": "integer", "minimum": 0, "maximum": 6})))]
    pub minor_units: BTreeMap<String, u8>,
    /// The guide's own limits.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub limits: Limits,
    /// Bounds that the guide does not state; what is left out is unbounded.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub bounds: Bounds,
}

/// Why there is no such profile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// Not JSON, or not a profile's keys and values: everything that is wrong at once.
    #[error("not a profile: {0}")]
    Malformed(#[from] Invalid),
    /// No built-in profile of that name, of which these are the first 80 characters.
    #[error("no built-in profile `{}`: there are `guide` and `open-api`", shown(.0))]
    Unknown(String),
}

impl Profile {
    /// The default: the public guide's own limits, half-even rounding, the agency holds the remainder.
    #[must_use]
    pub fn guide() -> Self {
        Self {
            id: "guide".to_owned(),
            rounding: Rounding::default(),
            remainder: RemainderHolder::default(),
            managing_share: ManagingShare::default(),
            minor_units: BTreeMap::new(),
            limits: Limits::default(),
            bounds: Bounds::default(),
        }
    }

    /// The guide with the stricter bounds of the platform's API text.
    #[must_use]
    pub fn open_api() -> Self {
        Self { id: "open-api".to_owned(), bounds: Bounds::open_api(), ..Self::guide() }
    }

    /// The built-in profile of that name: `guide` or `open-api`.
    ///
    /// # Errors
    /// [`ProfileError::Unknown`].
    pub fn built_in(name: &str) -> Result<Self, ProfileError> {
        match name {
            "guide" => Ok(Self::guide()),
            "open-api" => Ok(Self::open_api()),
            other => Err(ProfileError::Unknown(clipped(other).into_owned())),
        }
    }

    /// A profile from JSON text. Unknown and repeated keys are refused, everything that is wrong at once.
    ///
    /// # Errors
    /// [`ProfileError::Malformed`].
    pub fn from_json(text: &str) -> Result<Self, ProfileError> {
        Ok(read::profile(text)?)
    }

    /// The built-in profile of that name, or the profile of that JSON text, which begins with a brace.
    ///
    /// # Errors
    /// [`ProfileError`].
    pub fn from_name_or_json(text: &str) -> Result<Self, ProfileError> {
        if text.trim_start().starts_with('{') { Self::from_json(text) } else { Self::built_in(text) }
    }

    /// Canonical JSON: sorted keys, no white space.
    #[must_use]
    pub fn canonical_json(&self) -> String {
        canonical::to_string(self)
    }

    /// SHA-256 of the canonical JSON, as 64 hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        base16ct::lower::encode_string(&Sha256::digest(self.canonical_json()))
    }

    /// How a commission is split under this profile.
    #[must_use]
    pub const fn policy(&self) -> Policy {
        Policy { rounding: self.rounding, remainder: self.remainder, managing_share: self.managing_share }
    }

    /// The same profile with another policy.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        let Policy { rounding, remainder, managing_share } = policy;
        Self { rounding, remainder, managing_share, ..self }
    }

    /// A currency with the minor units of this profile.
    ///
    /// # Errors
    /// [`AmountError::UnknownCurrency`].
    pub fn currency(&self, code: &str) -> Result<Currency, AmountError> {
        let currency = Currency::of_code(code)?;
        Ok(self.minor_units.get(code).map_or(currency, |&decimals| currency.with_decimals(decimals)))
    }
}
