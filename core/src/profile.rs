//! Bounds and policies as data: a named, versioned value whose digest stands in every receipt.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::money::{AmountError, Currency, DECIMALS_MAX};
use crate::policy::{ManagingShare, Policy, RemainderHolder};
use crate::rounding::Rounding;

/// The bounds and policies in force. Keys that a file leaves out are those of [`Profile::guide`].
///
/// ```
/// use partner_campaigns::Profile;
/// let mine = Profile::from_json(r#"{"id": "acme", "rounding": "half_up"}"#).unwrap();
/// assert_eq!(mine.policy().rounding.word(), "half_up");
/// assert_eq!(mine.sha256().len(), 64);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name: 1 to 64 visible ASCII characters.
    pub id: String,
    /// Rounding of every step that the formulas round.
    #[serde(default)]
    pub rounding: Rounding,
    /// Who holds the odd minor unit.
    #[serde(default)]
    pub remainder: RemainderHolder,
    /// What the managing share is taken on.
    #[serde(default)]
    pub managing_share: ManagingShare,
    /// Decimals of a currency's minor unit where they differ from the platform's, by ISO code.
    #[serde(default)]
    pub minor_units: BTreeMap<String, u8>,
}

/// Why a text is not a profile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// Not JSON, or not a profile's keys and values.
    #[error("not a profile: {0}")]
    Malformed(String),
    /// A bad name.
    #[error("profile id `{0}` is not 1 to 64 visible ASCII characters")]
    Id(String),
    /// A currency that is not one.
    #[error("minor_units: {0}")]
    Currency(#[from] AmountError),
    /// Too many decimals.
    #[error("minor_units: `{code}` cannot have {decimals} decimals: allowed is 0 to {DECIMALS_MAX}")]
    Decimals {
        /// The currency's code.
        code: String,
        /// What was given.
        decimals: u8,
    },
    /// No built-in profile of that name.
    #[error("no built-in profile `{0}`: there is `guide`")]
    Unknown(String),
}

impl Profile {
    /// The default: the public guide's own bounds, half-even rounding, the agency holds the remainder.
    #[must_use]
    pub fn guide() -> Self {
        Self {
            id: "guide".to_owned(),
            rounding: Rounding::default(),
            remainder: RemainderHolder::default(),
            managing_share: ManagingShare::default(),
            minor_units: BTreeMap::new(),
        }
    }

    /// The built-in profile of that name.
    ///
    /// # Errors
    /// [`ProfileError::Unknown`].
    pub fn built_in(name: &str) -> Result<Self, ProfileError> {
        match name {
            "guide" => Ok(Self::guide()),
            other => Err(ProfileError::Unknown(other.to_owned())),
        }
    }

    /// A profile from JSON text. Unknown and repeated keys are refused.
    ///
    /// # Errors
    /// [`ProfileError`].
    pub fn from_json(text: &str) -> Result<Self, ProfileError> {
        let profile: Self =
            serde_json::from_str(text).map_err(|error| ProfileError::Malformed(error.to_string()))?;
        let visible = profile.id.bytes().all(|byte| byte.is_ascii_graphic());
        if !visible || profile.id.is_empty() || profile.id.len() > 64 {
            return Err(ProfileError::Id(profile.id));
        }
        for (code, &decimals) in &profile.minor_units {
            Currency::of_code(code)?;
            if decimals > DECIMALS_MAX {
                return Err(ProfileError::Decimals { code: code.clone(), decimals });
            }
        }
        Ok(profile)
    }

    /// Canonical JSON: sorted keys, no white space.
    #[must_use]
    pub fn canonical_json(&self) -> String {
        serde_json::json!(self).to_string()
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
