//! Who manages which creator, for which share, from when to when; and which names are one organisation.

use std::collections::HashMap;

use crate::json::{self, Invalid, Limits, Object, Value, optional};
use crate::shown::shown;
use crate::value::folded::folded;
use crate::value::instant::Instant;
use crate::value::rate::Rate;

/// An agreement of a creator with the agency that manages it: a row of the management table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The creator.
    pub creator: String,
    /// The managing agency; a campaign's own is its id.
    pub agency: String,
    /// Its share of the creator commission.
    pub share: Rate,
    /// Included; none is open.
    pub valid_from: Option<Instant>,
    /// Excluded; none is open.
    pub valid_to: Option<Instant>,
}

/// Agreements of managers, no two of a creator at one time. Creators are compared without regard to case or to white space
/// around them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Management {
    /// Those of a creator in the order of their time.
    by_creator: HashMap<String, Vec<Agreement>>,
}

/// Which names are one organisation: a row says of a name which one it belongs to; a name without one is its own.
///
/// ```
/// use partner_campaigns::Organisations;
/// let groups = Organisations::from_json(r#"[{"name": "A-1", "organisation": "North Star"}]"#).unwrap();
/// assert!(groups.are_one("a-1", "North Star") && !groups.are_one("A-2", "North Star"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisations {
    of_name: HashMap<String, String>,
}

fn key(name: &str) -> String {
    folded(name.trim())
}

impl Agreement {
    fn holds_at(&self, at: Instant) -> bool {
        self.valid_from.is_none_or(|from| from <= at) && self.valid_to.is_none_or(|to| at < to)
    }

    pub(crate) fn read(value: Value<'_>) -> Option<Self> {
        let mut keys = value.object()?;
        let creator = name(&mut keys, "creator");
        let agency = name(&mut keys, "agency");
        let share = keys.required("share_bps").and_then(|share| share.checked(Rate::of_whole));
        let from = optional(&mut keys, "valid_from", |at| at.parsed(Instant::parse));
        let to = optional(&mut keys, "valid_to", |at| at.parsed(Instant::parse));
        keys.finish();
        Some(Self {
            creator: creator?,
            agency: agency?,
            share: share?,
            valid_from: from.ok()?,
            valid_to: to.ok()?,
        })
    }
}

/// A text that is not blank.
fn name(keys: &mut Object<'_>, key: &'static str) -> Option<String> {
    keys.required(key)?
        .parsed(|text| if text.trim().is_empty() { Err("a name is not blank") } else { Ok(text.to_owned()) })
}

impl Management {
    /// A table of these rows.
    ///
    /// # Errors
    /// [`Invalid`], by row (`/1/valid_to`): an agreement that ends before it begins, two of a creator that hold at one time.
    ///
    /// ```
    /// use partner_campaigns::{Agreement, Management, Rate};
    /// let own = Agreement {
    ///     creator: "creator_1".to_owned(),
    ///     agency: "A-2".to_owned(),
    ///     share: Rate::new(2000).unwrap(),
    ///     valid_from: None,
    ///     valid_to: None,
    /// };
    /// let refused = Management::new([own.clone(), own]).unwrap_err();
    /// assert!(refused.to_string().contains("row 0 and row 1"));
    /// ```
    pub fn new(rows: impl IntoIterator<Item = Agreement>) -> Result<Self, Invalid> {
        let mut by_creator: HashMap<String, Vec<(usize, Agreement)>> = HashMap::new();
        let mut wrong = Vec::new();
        for (row, agreement) in rows.into_iter().enumerate() {
            if agreement.valid_from.zip(agreement.valid_to).is_some_and(|(from, to)| to <= from) {
                wrong.push((
                    row,
                    "valid_to",
                    "an agreement ends after it begins: valid_to is excluded".to_owned(),
                ));
                continue;
            }
            by_creator.entry(key(&agreement.creator)).or_default().push((row, agreement));
        }
        for agreements in by_creator.values_mut() {
            agreements.sort_by_key(|(_, one)| one.valid_from);
            for pair in agreements.windows(2) {
                let [(row, one), (other, next)] = pair else { continue };
                let ends = one.valid_to.zip(next.valid_from).is_some_and(|(to, from)| to <= from);
                if !ends {
                    let (first, second) = (row.min(other), row.max(other));
                    let message = format!(
                        "two agreements of creator `{}` hold at one time: row {first} and row {second}",
                        shown(&one.creator)
                    );
                    wrong.push((*second, "valid_from", message));
                }
            }
        }
        Invalid::check(wrong.into_iter().map(|(row, key, message)| (format!("/{row}/{key}"), message)))?;
        let kept = |rows: Vec<(usize, Agreement)>| rows.into_iter().map(|(_, one)| one).collect();
        Ok(Self { by_creator: by_creator.into_iter().map(|(creator, rows)| (creator, kept(rows))).collect() })
    }

    /// The table of a JSON array of `{"creator", "agency", "share_bps", "valid_from", "valid_to"}`: the last two are instants, may
    /// be left out and may be null.
    ///
    /// # Errors
    /// [`Invalid`]: everything that is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, Invalid> {
        let rows = json::decode(text, &Limits::HISTORY, |value| value.list_of(Agreement::read))?;
        Self::new(rows)
    }

    /// The agreement of a creator that holds at a time.
    #[must_use]
    pub fn of(&self, creator: &str, at: Instant) -> Option<&Agreement> {
        if self.by_creator.is_empty() {
            return None;
        }
        let rows = self.by_creator.get(&key(creator))?;
        // the last that begins until then: those before it have ended
        let begun = rows.partition_point(|one| one.valid_from.is_none_or(|from| from <= at));
        rows.get(begun.checked_sub(1)?).filter(|one| one.holds_at(at))
    }
}

impl Organisations {
    /// A table of names and the organisation of each.
    ///
    /// # Errors
    /// [`Invalid`], by row: a name that belongs to two organisations.
    pub fn new<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Invalid> {
        let mut of_name: HashMap<String, (usize, String)> = HashMap::new();
        let mut wrong = Vec::new();
        for (row, (name, organisation)) in rows.into_iter().enumerate() {
            let organisation = key(organisation);
            match of_name.get(&key(name)) {
                Some((first, known)) if *known != organisation => {
                    let message = format!(
                        "name `{}` belongs to two organisations: row {first} and row {row}",
                        shown(name)
                    );
                    wrong.push((format!("/{row}/organisation"), message));
                }
                Some(_) => {}
                None => {
                    of_name.insert(key(name), (row, organisation));
                }
            }
        }
        Invalid::check(wrong)?;
        Ok(Self {
            of_name: of_name.into_iter().map(|(name, (_, organisation))| (name, organisation)).collect(),
        })
    }

    /// The table of a JSON array of `{"name", "organisation"}`.
    ///
    /// # Errors
    /// [`Invalid`]: everything that is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, Invalid> {
        let rows = json::decode(text, &Limits::HISTORY, |value| value.list_of(Self::read_row))?;
        Self::of_rows(&rows)
    }

    pub(crate) fn of_rows(rows: &[(String, String)]) -> Result<Self, Invalid> {
        Self::new(rows.iter().map(|(name, organisation)| (name.as_str(), organisation.as_str())))
    }

    pub(crate) fn read_row(value: Value<'_>) -> Option<(String, String)> {
        let mut keys = value.object()?;
        let (name, organisation) = (self::name(&mut keys, "name"), self::name(&mut keys, "organisation"));
        keys.finish();
        Some((name?, organisation?))
    }

    /// Whether two names are one organisation: there are no chains.
    #[must_use]
    pub fn are_one(&self, one: &str, other: &str) -> bool {
        self.organisation(one) == self.organisation(other)
    }

    fn organisation(&self, name: &str) -> String {
        let name = key(name);
        self.of_name.get(&name).cloned().unwrap_or(name)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap_or_else(|_| Instant::first())
    }

    #[test]
    fn an_agreement_holds_from_its_begin_until_before_its_end() -> Result<(), Invalid> {
        let table = json!([
            {"creator": " Ann", "agency": "A-3", "share_bps": 3000, "valid_from": "2026-06-01T00:00:00Z"},
            {"creator": "ann", "agency": "A-2", "share_bps": 2000, "valid_to": "2026-05-01T00:00:00Z", "valid_from": null},
            {"creator": "bob", "agency": "A-2", "share_bps": 0},
        ]);
        let table = Management::from_json(&table.to_string())?;
        for (creator, when, agency) in [
            ("ANN ", "2026-04-30T23:59:59.999999999Z", Some("A-2")),
            ("ann", "2026-05-01T00:00:00Z", None),
            ("ann", "2026-05-31T23:59:59Z", None),
            ("ann", "2026-06-01T00:00:00Z", Some("A-3")),
            ("Bob", "0001-01-01T00:00:00Z", Some("A-2")),
            ("carol", "2026-05-01T00:00:00Z", None),
        ] {
            assert_eq!(
                table.of(creator, at(when)).map(|one| one.agency.as_str()),
                agency,
                "{creator} {when}"
            );
        }
        Ok(())
    }

    #[test]
    fn what_is_no_table_is_told_by_row() {
        let told = |rows: serde_json::Value| {
            let refused = Management::from_json(&rows.to_string()).err();
            refused
                .map(|invalid| invalid.as_slice().iter().map(|one| one.path().to_owned()).collect::<Vec<_>>())
        };
        let row = |creator: &str, from: Option<&str>, to: Option<&str>| json!({"creator": creator, "agency": "A-2", "share_bps": 1, "valid_from": from, "valid_to": to});
        let (may, june) = (Some("2026-05-01T00:00:00Z"), Some("2026-06-01T00:00:00Z"));
        assert_eq!(told(json!([row("a", None, may), row("a", may, june), row("A", june, None)])), None);
        assert_eq!(
            told(json!([row("a", None, june), row("b", may, None), row("a ", may, None)])),
            Some(vec!["/2/valid_from".to_owned()])
        );
        assert_eq!(
            told(json!([row("a", may, may), row("b", None, None), row("b", None, None)])),
            Some(vec!["/0/valid_to".to_owned(), "/2/valid_from".to_owned()])
        );
        assert_eq!(
            told(json!([{"creator": " ", "agency": "x", "share_bps": 10_001, "since": 1}])),
            Some(["/0/creator", "/0/share_bps", "/0/since"].map(str::to_owned).to_vec())
        );
        let groups = |rows: serde_json::Value| Organisations::from_json(&rows.to_string());
        assert!(
            groups(json!([{"name": "A", "organisation": "X"}, {"name": "a", "organisation": "x "}])).is_ok()
        );
        assert!(
            groups(json!([{"name": "A", "organisation": "X"}, {"name": "a", "organisation": "Y"}]))
                .is_err_and(|invalid| invalid.to_string().contains("row 0 and row 1"))
        );
    }

    #[test]
    fn there_are_no_chains() -> Result<(), Invalid> {
        let groups = Organisations::new([("a", "b"), ("b", "c")])?;
        assert!(groups.are_one("A ", "a") && !groups.are_one("a", "c") && groups.are_one("b", "c"));
        assert!(!groups.are_one("a", "b"), "b itself belongs to c");
        Ok(())
    }
}
