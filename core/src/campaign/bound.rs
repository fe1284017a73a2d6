//! C013: bounds that the guide does not state, and a profile does.

use crate::profile::Profile;
use crate::rules;
use crate::violation::Violation;

/// A number beyond the last one that the profile allows, if it bounds it. `bound` is the profile's key, `what` the
/// thing counted, in words.
pub(crate) fn exceeded(
    path: &str,
    bound: &'static str,
    what: &str,
    value: i128,
    max: Option<u32>,
    profile: &Profile,
) -> Option<Violation> {
    let max = i128::from(max?);
    (value > max).then(|| {
        let message =
            format!("{what}: {value} is more than profile `{}` allows: {bound} is at most {max}", profile.id);
        violation(path, bound, message, value, profile).with("max", max)
    })
}

/// A total rate outside of the profile's range, if it bounds it.
pub(crate) fn total_rate(path: &str, bps: i128, profile: &Profile) -> Option<Violation> {
    let range = profile.bounds.total_rate_bps?;
    let (min, max) = (i128::from(range.min), i128::from(range.max));
    (bps < min || bps > max).then(|| {
        let message = format!(
            "total_rate_bps is {bps}: profile `{}` allows total_rate_bps of {min} to {max}",
            profile.id
        );
        violation(path, "total_rate_bps", message, bps, profile).with("min", min).with("max", max)
    })
}

fn violation(path: &str, bound: &'static str, message: String, value: i128, profile: &Profile) -> Violation {
    Violation::new(&rules::C013, path, message)
        .with("bound", bound)
        .with("value", value)
        .with("profile", profile.id.as_str())
}
