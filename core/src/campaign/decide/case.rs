//! One command being judged, and the findings that several commands share.

use hashbrown::HashSet;

use crate::campaign::action::{Action, After};
use crate::campaign::actor::Actor;
use crate::campaign::phase::Toggle;
use crate::campaign::registration::{Clock, Registration, Status, transition};
use crate::campaign::state::State;
use crate::profile::Profile;
use crate::rules;
use crate::value::id::ProductId;
use crate::value::instant::Instant;
use crate::value::rate::{Rate, WHOLE_BPS};
use crate::violation::{Found, Violation};

/// A command that may be given, at its time, and everything found so far.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub state: &'a State,
    pub profile: &'a Profile,
    pub by: &'a Actor,
    pub at: Instant,
    pub clock: Clock,
    pub found: Found,
}

impl<'a> Case<'a> {
    pub(super) fn new(state: &'a State, profile: &'a Profile, by: &'a Actor, at: Instant) -> Self {
        Self { state, profile, by, at, clock: state.clock(at), found: Found::default() }
    }

    /// C012.
    pub(super) fn judge_end(&mut self, action: Action) {
        let refused = match action.after() {
            After::Refused => action != Action::Publish || self.state.toggle == Toggle::Off,
            After::RefusedOncePublished => self.state.ever_published,
            After::MeetsStatuses => false,
        };
        if refused && self.clock == Clock::Over {
            let details = &self.state.details;
            let (last, day) = (details.campaign_period.last_day, self.at.day_in(details.time_zone));
            let message = format!(
                "the campaign period ended on `{last}`, and it is `{day}` in {}: `{}` is no longer possible",
                details.time_zone,
                action.word()
            );
            self.found.push(
                Violation::new(&rules::C012, "/at", message)
                    .with("action", action.word())
                    .with("day", day.to_string())
                    .with("last_day", last.to_string()),
            );
        }
    }

    /// T005 for an array without items.
    pub(super) fn judge_empty(&mut self, path: &str, count: usize) {
        if count == 0 {
            let violation = Violation::new(&rules::T005, path, "no product is named: at least 1 is needed");
            self.found.push(violation.with("value", 0_i64).with("min", 1_i64));
        }
    }

    /// T005 for a product that was named before. `path_of` is where the item of that number names its product.
    pub(super) fn judge_repeated<'p>(
        &mut self,
        products: impl Iterator<Item = &'p ProductId>,
        path_of: impl Fn(usize) -> String,
    ) {
        for (number, product) in repeated(products) {
            let message = format!("product `{product}` is named more than once: once is allowed");
            let violation = Violation::new(&rules::T005, path_of(number), message);
            self.found.push(violation.with("product", product.as_str()));
        }
    }

    /// The registration of a product; R011 where there is none.
    pub(super) fn known(&mut self, product: &ProductId, path: &str) -> Option<&'a Registration> {
        let registration = self.state.registration_of(product);
        if registration.is_none() {
            let message = format!("product `{product}` has no registration in this campaign");
            let violation = Violation::new(&rules::R011, path, message);
            self.found.push(violation.with("product", product.as_str()));
        }
        registration
    }

    /// R009, where an action cannot start from the status that the registration has now.
    pub(super) fn judge_start(&mut self, action: Action, registration: &Registration, path: &str) {
        let status = registration.status(self.clock);
        let starts = transition(action).map_or(&[][..], |row| row.from);
        if !starts.contains(&Some(status)) {
            self.found.push(wrong_status(action, registration, status, path));
        }
    }

    /// T003.
    pub(super) fn judge_approved(&mut self, registration: &Registration, path: &str) {
        let status = registration.status(self.clock);
        if status != Status::Approved {
            let (product, status) = (&registration.product, status.word());
            let message = format!("product `{product}` is `{status}`: `approved` is needed");
            self.found.push(
                Violation::new(&rules::T003, path, message)
                    .with("product", product.as_str())
                    .with("status", status)
                    .with("needed", Status::Approved.word()),
            );
        }
    }

    /// T004, and T001 where the product has a registration.
    pub(super) fn judge_creator_rate(
        &mut self,
        key: &'static str,
        bps: i128,
        registration: Option<&Registration>,
        path: &str,
    ) {
        if rate(bps).is_none() {
            self.found.push(out_of_range(&rules::T004, key, bps, 0, path));
        }
        let Some(registration) = registration else { return };
        let (product, total) = (&registration.product, registration.total().bps());
        if bps > i128::from(total) {
            let message = format!(
                "{key} of product `{product}` is {bps}: allowed is at most its total rate, {total} basis points"
            );
            self.found.push(
                Violation::new(&rules::T001, path, message)
                    .with("product", product.as_str())
                    .with("value", bps)
                    .with("max", total),
            );
        }
    }
}

/// The rate of basis points, where it is one.
pub(super) fn rate(bps: i128) -> Option<Rate> {
    u16::try_from(bps).ok().and_then(|bps| Rate::new(bps).ok())
}

/// R004 or T004.
pub(super) fn out_of_range(
    rule: &'static rules::Rule,
    key: &'static str,
    bps: i128,
    min: u16,
    path: &str,
) -> Violation {
    let message = format!("{key} is {bps}: allowed is {min} to {WHOLE_BPS} basis points");
    Violation::new(rule, path, message).with("value", bps).with("min", min).with("max", WHOLE_BPS)
}

/// R009.
pub(super) fn wrong_status(
    action: Action,
    registration: &Registration,
    status: Status,
    path: &str,
) -> Violation {
    let from = transition(action).map_or(&[][..], |row| row.from);
    let words: Vec<_> = from.iter().map(|status| status.map_or("none", Status::word)).collect();
    let (product, status, word) = (&registration.product, status.word(), action.word());
    let message = format!("product `{product}` is `{status}`: `{word}` starts from {}", quoted(&words));
    Violation::new(&rules::R009, path, message)
        .with("product", product.as_str())
        .with("status", status)
        .with("action", word)
        .with("allowed", words)
}

fn quoted(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(" or ")
}

/// The second and later occurrences of products.
pub(super) fn repeated<'p>(products: impl Iterator<Item = &'p ProductId>) -> Vec<(usize, &'p ProductId)> {
    let mut seen = HashSet::new();
    products.enumerate().filter(|(_, product)| !seen.insert(*product)).collect()
}
