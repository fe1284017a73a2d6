//! C001 to C010 and C013: what is wrong with a draft.

use std::collections::BTreeSet;

use super::{Contact, Draft, SellersGiven, Site};
use crate::campaign::bound;
use crate::profile::Profile;
use crate::rules;
use crate::shown::{clipped, shown};
use crate::value::id::{ID_CHARACTERS_MAX, is_id};
use crate::value::instant::Instant;
use crate::value::period::Period;
use crate::value::rate::WHOLE_BPS;
use crate::violation::{Found, Violation};

const REGISTRATION: &str = "/registration_period";
const CAMPAIGN: &str = "/campaign_period";

impl Draft {
    /// The keys that were given.
    pub(crate) fn given(&self) -> Vec<&'static str> {
        let keys = [
            ("market", self.market.is_some()),
            ("time_zone", self.time_zone.is_some()),
            ("name", self.name.is_some()),
            ("description", self.description.is_some()),
            ("registration_period", self.registration_period.is_some()),
            ("campaign_period", self.campaign_period.is_some()),
            ("sellers", self.sellers.is_some()),
            ("rate_requirement_bps", self.rate_requirement_bps.is_some()),
            ("contact", self.contact.is_some()),
        ];
        keys.into_iter().filter_map(|(key, given)| given.then_some(key)).collect()
    }

    /// Everything that is wrong with the whole draft at a time, under a profile (C001 to C010, C013).
    pub(crate) fn judge(&self, site: Site<'_>, at: Instant, profile: &Profile) -> Vec<Violation> {
        let mut found = self.judge_presence(site);
        found.extend(self.judge_dates(site, at));
        found.extend(self.judge_shop_codes(site, profile));
        found.extend(self.judge_rate(site));
        found.extend(self.judge_bounds(site, profile));
        found
    }

    /// C004.
    fn judge_presence(&self, site: Site<'_>) -> Vec<Violation> {
        let filled = |text: &Option<String>| text.as_ref().map(|text| !text.is_empty());
        let needed = [
            ("/market", "target market", filled(&self.market)),
            ("/name", "name", filled(&self.name)),
            ("/description", "description", filled(&self.description)),
            (REGISTRATION, "registration period", self.registration_period.map(|_| true)),
            (CAMPAIGN, "campaign period", self.campaign_period.map(|_| true)),
            ("/contact", "contact", self.contact.as_ref().map(|contact| !Contact::is_blank(contact))),
        ];
        let missing = needed.into_iter().filter(|(_, _, filled)| *filled != Some(true));
        let violation = |(place, name, given): (&'static str, _, Option<bool>)| {
            let how = if given.is_some() { "blank" } else { "missing" };
            let message = format!("the {name} is {how}");
            Violation::new(&rules::C004, site.of(&[place]), message)
                .with("field", place.trim_start_matches('/'))
        };
        missing.map(violation).collect()
    }

    /// C001, C002, C003 and C010.
    fn judge_dates(&self, site: Site<'_>, at: Instant) -> Vec<Violation> {
        let reversed = [(REGISTRATION, self.registration_period), (CAMPAIGN, self.campaign_period)];
        let mut found: Vec<_> = reversed
            .into_iter()
            .filter_map(|(place, period)| judge_direction(site, place, period?))
            .collect();
        if let (Some(registration), Some(campaign)) = (self.registration_period, self.campaign_period) {
            found.extend(judge_both(site, registration, campaign));
        }
        if let (Some(campaign), Some(zone)) = (self.campaign_period, self.time_zone) {
            let (last, today) = (campaign.last_day, at.day_in(zone));
            if last < today {
                let message = format!(
                    "the campaign period ended on `{last}`: it is `{today}` in {}, and the last day allowed is that or later",
                    zone.name()
                );
                let violation = Violation::new(
                    &rules::C010,
                    site.of(&["/campaign_period/last_day", "/time_zone"]),
                    message,
                );
                found.push(violation.with("value", last.to_string()).with("min", today.to_string()));
            }
        }
        found
    }

    /// C005 to C008.
    fn judge_shop_codes(&self, site: Site<'_>, profile: &Profile) -> Vec<Violation> {
        let Some(SellersGiven::ShopCodes(codes)) = &self.sellers else { return Vec::new() };
        let place = "/sellers/shop_codes";
        let mut found = Found::default();
        let max = profile.limits.shop_codes;
        if codes.is_empty() {
            let message = "no shop codes: a campaign restricted to selected sellers names at least 1";
            found.push(
                Violation::new(&rules::C008, site.of(&[place]), message)
                    .with("value", 0_i64)
                    .with("min", 1_i64),
            );
        }
        if u32::try_from(codes.len()).is_ok_and(|count| count > max) {
            let message = format!(
                "{} shop codes: profile `{}` allows shop_codes of at most {max}",
                codes.len(),
                profile.id
            );
            found.push(
                Violation::new(&rules::C005, site.of(&[place]), message)
                    .with("value", codes.len())
                    .with("max", max)
                    .with("profile", profile.id.as_str()),
            );
        }
        let mut seen = BTreeSet::new();
        for (number, code) in codes.iter().enumerate() {
            let path = || site.of(&[&format!("{place}/{number}")]);
            if !seen.insert(code) {
                let message = format!("shop code `{}` stands more than once", shown(code));
                found.push(
                    Violation::new(&rules::C006, path(), message).with("value", clipped(code).into_owned()),
                );
            }
            if !is_id(code) {
                let message = format!(
                    "shop code `{}` is malformed: allowed are 1 to {ID_CHARACTERS_MAX} visible ASCII characters",
                    shown(code)
                );
                found.push(
                    Violation::new(&rules::C007, path(), message)
                        .with("value", clipped(code).into_owned())
                        .with("max_length", ID_CHARACTERS_MAX),
                );
            }
        }
        found.into_vec()
    }

    /// C009.
    fn judge_rate(&self, site: Site<'_>) -> Option<Violation> {
        let bps = self.rate_requirement_bps?;
        (!(0..=i128::from(WHOLE_BPS)).contains(&bps)).then(|| {
            let message =
                format!("the commission rate requirement is {bps}: allowed is 0 to {WHOLE_BPS} basis points");
            Violation::new(&rules::C009, site.of(&["/rate_requirement_bps"]), message)
                .with("value", bps)
                .with("min", 0_i64)
                .with("max", WHOLE_BPS)
        })
    }

    /// C013.
    fn judge_bounds(&self, site: Site<'_>, profile: &Profile) -> Vec<Violation> {
        let bounds = &profile.bounds;
        let characters = |text: &Option<String>| {
            text.as_ref().map_or(0, |text| text.chars().count()).try_into().unwrap_or(i128::MAX)
        };
        let codes = match &self.sellers {
            Some(SellersGiven::ShopCodes(codes)) => codes.len().try_into().unwrap_or(i128::MAX),
            _ => 0,
        };
        let days = self.campaign_period.map_or(0, |period| period.days().into());
        let judged = [
            (
                "/name",
                "name_characters",
                "characters of the name",
                characters(&self.name),
                bounds.name_characters,
            ),
            (
                "/description",
                "description_characters",
                "characters of the description",
                characters(&self.description),
                bounds.description_characters,
            ),
            (
                "/campaign_period/last_day",
                "campaign_days",
                "days of the campaign period",
                days,
                bounds.campaign_days,
            ),
            ("/sellers/shop_codes", "shop_codes", "shop codes", codes, bounds.shop_codes),
        ];
        judged
            .into_iter()
            .filter_map(|(place, key, what, value, max)| {
                bound::exceeded(&site.of(&[place]), key, what, value, max, profile)
            })
            .collect()
    }
}

/// C002.
fn judge_direction(site: Site<'_>, place: &str, period: Period) -> Option<Violation> {
    let Period { first_day, last_day } = period;
    (last_day < first_day).then(|| {
        let name = place.trim_start_matches('/').replace('_', " ");
        let message =
            format!("the {name} ends on `{last_day}`: allowed is its first day `{first_day}` or later");
        Violation::new(&rules::C002, site.of(&[&format!("{place}/last_day")]), message)
            .with("value", last_day.to_string())
            .with("min", first_day.to_string())
    })
}

/// C001 and C003.
fn judge_both(site: Site<'_>, registration: Period, campaign: Period) -> Vec<Violation> {
    let mut found = Vec::new();
    let (start, other) = (campaign.first_day, registration.first_day);
    if start != other {
        let message = format!(
            "the campaign period starts on `{start}` and the registration period on `{other}`: allowed is the same date"
        );
        found.push(
            Violation::new(
                &rules::C001,
                site.of(&["/campaign_period/first_day", "/registration_period/first_day"]),
                message,
            )
            .with("campaign_first_day", start.to_string())
            .with("registration_first_day", other.to_string()),
        );
    }
    let (end, other) = (campaign.last_day, registration.last_day);
    if other > end {
        let message = format!(
            "the campaign period ends on `{end}`: allowed is `{other}`, the last day of the registration period, or later"
        );
        found.push(
            Violation::new(
                &rules::C003,
                site.of(&["/campaign_period/last_day", "/registration_period/last_day"]),
                message,
            )
            .with("campaign_last_day", end.to_string())
            .with("registration_last_day", other.to_string()),
        );
    }
    found
}
