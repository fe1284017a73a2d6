//! A snapshot read back: its shape, then everything that a campaign can rely on.

use super::SCHEMA;
use super::raw::Whole;
use super::validate;
use crate::campaign::state::State;
use crate::json::{self, Invalid, Limits};
use crate::profile::{Profile, ProfileError};
use crate::shown::shown;

/// Reads a snapshot: profile and, where one was created, campaign.
pub(crate) fn read(text: &str) -> Result<(Profile, Option<State>), Invalid> {
    if let Some(message) = Limits::HISTORY.too_long(text.len()) {
        return Err(Invalid::one("", message));
    }
    let whole: Whole<'_> = serde_json::from_str(text)
        .map_err(|error| Invalid::one("", format!("this is no snapshot: {}", json::told(&error))))?;
    if whole.schema != SCHEMA {
        let message = format!("snapshots of schema {} cannot be read: {SCHEMA} can", whole.schema);
        return Err(Invalid::one("/schema", message));
    }
    let profile = Profile::from_json(whole.profile.get()).map_err(|error| match error {
        ProfileError::Malformed(invalid) => Invalid::one("/profile", invalid.to_string()),
        ProfileError::Unknown(name) => Invalid::one("/profile", format!("no profile `{}`", shown(&name))),
    })?;
    let state = whole.campaign.map(|raw| validate::state(raw, &profile)).transpose();
    let state = state.map_err(|wrong| Invalid::one(format!("/campaign/{}", wrong.place), wrong.message))?;
    Ok((profile, state))
}
