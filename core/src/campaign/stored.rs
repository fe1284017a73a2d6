//! A campaign from what a back office stored of it: a snapshot, or its events.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::value::Campaign;
use crate::json::{Invalid, Limits};
use crate::profile::Profile;

impl Campaign {
    /// The campaign of a stored text: a snapshot, its events as a JSON array, or its events one a line. What the text is, it
    /// says by itself; a byte-order mark and blank lines are passed over.
    ///
    /// ```
    /// use partner_campaigns::{Campaign, Profile};
    /// let empty = Campaign::new(Profile::guide());
    /// assert_eq!(Campaign::from_stored(&empty.snapshot()).unwrap().version(), 0);
    /// let refused = Campaign::from_stored("{\"event\": \"campaign_published\"}").unwrap_err();
    /// assert_eq!(refused.as_slice()[0].path(), "/0/event");
    /// ```
    ///
    /// # Errors
    /// [`Invalid`] for what is none of them, as [`Campaign::load`] and [`Campaign::replay_json`] say it: the paths of events that
    /// stand one a line are those that they would have in an array.
    pub fn from_stored(text: &str) -> Result<Self, Invalid> {
        if let Some(message) = Limits::HISTORY.too_long(text.len()) {
            return Err(Invalid::one("", message));
        }
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let first = text.lines().next().unwrap_or_default();
        if first.starts_with('[') {
            Self::replay_json(Profile::guide(), text)
        } else if serde_json::from_str::<AnyEvent>(first).is_ok() {
            Self::replay_json(Profile::guide(), &array(text)?)
        } else {
            Self::load(text)
        }
    }
}

/// An object that says which event it is, whatever else it says.
#[derive(Deserialize)]
struct AnyEvent {
    #[serde(rename = "event")]
    _event: IgnoredAny,
}

/// Values that stand one a line as an array.
fn array(text: &str) -> Result<String, Invalid> {
    let mut joined = String::with_capacity(text.len().saturating_add(2));
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for (number, line) in lines.enumerate() {
        serde_json::from_str::<IgnoredAny>(line)
            .map_err(|error| Invalid::one(format!("/{number}"), format!("not JSON: {error}")))?;
        joined.push(if number == 0 { '[' } else { ',' });
        joined.push_str(line);
    }
    joined.push(']');
    Ok(joined)
}
