//! V001 and V002, and everything else that closes an action whatever its command says.

use super::case::Case;
use crate::campaign::action::Action;
use crate::campaign::actor::{Actor, Role};
use crate::campaign::phase::Toggle;
use crate::campaign::state::State;
use crate::profile::Profile;
use crate::rules;
use crate::value::id::{AgencyId, ShopCode};
use crate::value::instant::Instant;
use crate::violation::{Violation, in_order};

/// V001 and V002.
pub(super) fn judge(state: &State, action: Action, by: &Actor, at: Instant) -> Vec<Violation> {
    let mut found: Vec<_> = judge_actor(action, by, Some(&state.agency)).into_iter().collect();
    if let Some(last) = state.journal.last_at().filter(|last| at < *last) {
        let message = format!("the time is {at}, before that of the last event: allowed is {last} or later");
        let violation = Violation::new(&rules::V002, "/at", message);
        found.push(violation.with("value", at.to_string()).with("min", last.to_string()));
    }
    found
}

/// V001: the role, and for an agency whether the campaign or account is its own.
pub(super) fn judge_actor(action: Action, by: &Actor, owner: Option<&AgencyId>) -> Option<Violation> {
    let role = action.role();
    let message = match (by, owner) {
        (Actor::Agency(own), Some(owner)) if role == Role::Agency && own != owner => {
            format!("`{}` belongs to agency `{owner}`, not to agency `{own}`", action.word())
        }
        _ if by.role() != role => {
            let (word, needed, given) = (action.word(), role.word(), by.role().word());
            format!("`{word}` belongs to the {needed}, not to the {given} `{}`", by.id())
        }
        _ => return None,
    };
    let violation = Violation::new(&rules::V001, "/by", message)
        .with("action", action.word())
        .with("role", by.role().word())
        .with("id", by.id())
        .with("needed_role", role.word());
    Some(match owner.filter(|_| role == Role::Agency) {
        Some(owner) => violation.with("needed_id", owner.as_str()),
        None => violation,
    })
}

/// What refuses an action at a time, whatever the command's own keys say.
pub(crate) fn standing_findings(
    state: Option<&State>,
    profile: &Profile,
    action: Action,
    by: &Actor,
    at: Instant,
) -> Vec<Violation> {
    let Some(state) = state else { return judge_actor(action, by, None).into_iter().collect() };
    let found = judge(state, action, by, at);
    if !found.is_empty() {
        return in_order(found);
    }
    let mut case = Case::new(state, profile, by, at);
    case.judge_end(action);
    match action {
        Action::RegisterProducts => {
            case.judge_joining();
        }
        Action::RegisterAgain => {
            let sees = case.judge_joining();
            case.judge_unregistered(sees);
        }
        Action::ReviseRate | Action::RequestClosure => {
            let sees = case.judge_stranger();
            case.judge_unregistered(sees);
        }
        Action::CreateList => case.judge_list_count(),
        _ => {}
    }
    in_order(case.found.into_vec())
}

/// R001 and R003: why a shop may not see a campaign, were it not for registrations of its own. `campaign` is the path of
/// the first, `path` that of the shop.
pub(crate) fn hidden_from(state: &State, shop: &ShopCode, campaign: &str, path: &str) -> Vec<Violation> {
    let mut found = Vec::new();
    if state.toggle == Toggle::Off {
        let message = "the campaign is not published: sellers see and join published campaigns only";
        found.push(Violation::new(&rules::R001, campaign, message));
    }
    if !state.invites(shop) {
        let message = format!("shop `{shop}` is not among the shops that the campaign names");
        found.push(Violation::new(&rules::R003, path, message).with("shop", shop.as_str()));
    }
    found
}

impl Case<'_> {
    /// R001 and R003, and whether the shop that acts may see the campaign.
    fn judge_sight(&mut self) -> bool {
        let Actor::Seller(shop) = self.by else { return true };
        let hidden = hidden_from(self.state, shop, "/command", "/by");
        let sees = hidden.is_empty();
        self.found.extend(hidden);
        sees
    }

    /// R001, R002 and R003, and whether the shop that acts may see the campaign.
    pub(super) fn judge_joining(&mut self) -> bool {
        let sees = self.judge_sight();
        let details = &self.state.details;
        if !self.state.in_registration_period(self.at) {
            let (period, day) = (details.registration_period, self.at.day_in(details.time_zone));
            let message = format!(
                "it is `{day}` in {}: products are registered from `{}` to `{}`",
                details.time_zone, period.first_day, period.last_day
            );
            self.found.push(
                Violation::new(&rules::R002, "/at", message)
                    .with("day", day.to_string())
                    .with("first_day", period.first_day.to_string())
                    .with("last_day", period.last_day.to_string()),
            );
        }
        sees
    }

    /// R001 and R003 of a shop that never registered anything here, and whether it may see the campaign.
    pub(super) fn judge_stranger(&mut self) -> bool {
        self.is_registered() || self.judge_sight()
    }

    /// R011 of a shop that sees the campaign and never registered anything here.
    fn judge_unregistered(&mut self, sees: bool) {
        if sees && !self.is_registered() {
            let message = format!("shop `{}` has no registration in this campaign", self.by.id());
            self.found.push(Violation::new(&rules::R011, "/by", message).with("shop", self.by.id()));
        }
    }

    fn is_registered(&self) -> bool {
        matches!(self.by, Actor::Seller(shop) if self.state.has_registered(shop))
    }

    /// L001.
    pub(super) fn judge_list_count(&mut self) {
        let (count, max) = (self.state.list_count(), self.profile.limits.lists);
        if u32::try_from(count).unwrap_or(u32::MAX) >= max {
            let message = format!(
                "the campaign has {count} lists: profile `{}` allows at most {max}, so one must be deleted first",
                self.profile.id
            );
            self.found.push(
                Violation::new(&rules::L001, "/command", message)
                    .with("value", count)
                    .with("max", max)
                    .with("profile", self.profile.id.as_str()),
            );
        }
    }
}
