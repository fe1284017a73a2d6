//! Creating a campaign, editing it, and its publish toggle.

use super::Judged;
use super::access::judge_actor;
use super::case::Case;
use crate::account::Account;
use crate::campaign::action::Action;
use crate::campaign::actor::Actor;
use crate::campaign::draft::{Details, Draft, Site};
use crate::campaign::event::Change;
use crate::campaign::phase::Toggle;
use crate::profile::Profile;
use crate::rules;
use crate::value::id::CampaignId;
use crate::value::instant::Instant;
use crate::value::period::Period;
use crate::violation::{Violation, Violations};

/// V001 alone; then A001 to A006 and C001 to C010 and C013.
pub(super) fn create(
    profile: &Profile,
    id: &CampaignId,
    account: &Account,
    draft: &Draft,
    by: &Actor,
    at: Instant,
) -> Result<Judged, Violations> {
    Violations::check(judge_actor(Action::CreateCampaign, by, Some(&account.agency)).into_iter().collect())?;
    let mut found = account.judge("/account");
    found.extend(draft.judge(Site::Draft("/draft"), at, profile));
    Violations::check(found)?;
    let change = draft.clone().settled().map(|details| Change::CampaignCreated {
        id: id.clone(),
        agency: account.agency.clone(),
        agency_name: account.name.clone(),
        details: Box::new(details),
        profile: Box::new(profile.clone()),
    });
    Ok(change.into())
}

/// C011, and every other C rule on the result.
pub(super) fn edit(case: &mut Case<'_>, changes: &Draft) -> Option<Change> {
    let details = &case.state.details;
    let given = changes.given();
    let result = changes.clone().over(details);
    case.found.extend(result.judge(Site::Changes("/changes", &given), case.at, case.profile));
    let differing = differing(changes, details);
    if case.state.ever_published {
        for place in frozen(&differing, details) {
            case.found.push(not_editable(place));
        }
    }
    let anything = !differing.given().is_empty();
    anything.then(|| Change::CampaignEdited { changes: Box::new(differing) })
}

/// The changes without the keys that have their present value.
fn differing(changes: &Draft, details: &Details) -> Draft {
    let now = details.to_draft();
    let mut left = changes.clone();
    clear_if(&mut left.market, changes.market == now.market);
    clear_if(&mut left.time_zone, changes.time_zone == now.time_zone);
    clear_if(&mut left.name, changes.name == now.name);
    clear_if(&mut left.description, changes.description == now.description);
    clear_if(&mut left.registration_period, changes.registration_period == now.registration_period);
    clear_if(&mut left.campaign_period, changes.campaign_period == now.campaign_period);
    clear_if(&mut left.sellers, changes.sellers == now.sellers);
    clear_if(&mut left.rate_requirement_bps, changes.rate_requirement_bps == now.rate_requirement_bps);
    clear_if(&mut left.contact, changes.contact == now.contact);
    left
}

fn clear_if<T>(value: &mut Option<T>, same: bool) {
    if same {
        *value = None;
    }
}

/// Where changes touch what a campaign that was ever published keeps.
fn frozen(differing: &Draft, details: &Details) -> Vec<&'static str> {
    let periods = [
        (
            differing.registration_period,
            details.registration_period,
            ["registration_period/first_day", "registration_period/last_day"],
        ),
        (
            differing.campaign_period,
            details.campaign_period,
            ["campaign_period/first_day", "campaign_period/last_day"],
        ),
    ];
    let mut places = Vec::new();
    for (place, touched) in [
        ("market", differing.market.is_some()),
        ("time_zone", differing.time_zone.is_some()),
        ("sellers", differing.sellers.is_some()),
        ("rate_requirement_bps", differing.rate_requirement_bps.is_some()),
    ] {
        places.extend(touched.then_some(place));
    }
    for (new, old, [first, last]) in periods {
        let Some(Period { first_day, last_day }) = new else { continue };
        places.extend((first_day != old.first_day).then_some(first));
        places.extend((last_day < old.last_day).then_some(last));
    }
    places
}

fn not_editable(place: &'static str) -> Violation {
    let message = format!(
        "{} cannot change once the campaign was published: allowed are name, description, contact and later last days",
        place.replace('/', " ")
    );
    Violation::new(&rules::C011, format!("/changes/{place}"), message).with("field", place)
}

pub(super) fn publish(case: &Case<'_>) -> Option<Change> {
    (case.state.toggle == Toggle::Off).then_some(Change::CampaignPublished)
}

pub(super) fn unpublish(case: &Case<'_>) -> Option<Change> {
    (case.state.toggle == Toggle::On).then_some(Change::CampaignUnpublished)
}
