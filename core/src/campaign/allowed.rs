//! What an actor may do at a time, asked before anything is tried.

use serde::Serialize;

use super::action::Action;
use super::actor::Actor;
use super::decide::standing_findings;
use super::state::State;
use crate::profile::Profile;
use crate::value::instant::Instant;
use crate::violation::Violation;

/// One action, and what would refuse it whatever its command's own keys say. Its JSON is `{"action", "open",
/// "violations"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Allowed {
    /// The public word of the action.
    pub action: &'static str,
    /// Whether a command with the right keys can be accepted, as far as the campaign, the actor and the time go.
    pub open: bool,
    /// What closes it.
    pub violations: Vec<Violation>,
}

/// Every action that can come now: only `create_campaign` before there is a campaign, all others after.
pub(crate) fn allowed_actions(
    state: Option<&State>,
    profile: &Profile,
    by: &Actor,
    at: Instant,
) -> Vec<Allowed> {
    Action::all()
        .filter(|action| (*action == Action::CreateCampaign) == state.is_none())
        .map(|action| {
            let violations = standing_findings(state, profile, action, by, at);
            Allowed { action: action.word(), open: violations.is_empty(), violations }
        })
        .collect()
}
