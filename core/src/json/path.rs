//! JSON pointers, and the one order in which everything that names a path is reported.

use crate::shown::clipped;

/// The keys of each object, in the order of the public words. An object that is not listed has [`COMMAND`]'s.
const OBJECTS: &[(&[&str], &[&str])] = &[
    (&["account"], &["agency", "name", "market", "categories", "tax", "bank"]),
    (&["tax"], &["form", "legal_name", "contact", "tax_number", "documents"]),
    (&["bank"], &["status", "since"]),
    (
        &["draft", "changes"],
        &[
            "market",
            "time_zone",
            "name",
            "description",
            "registration_period",
            "campaign_period",
            "sellers",
            "rate_requirement_bps",
            "contact",
        ],
    ),
    (&["registration_period", "campaign_period"], &["first_day", "last_day"]),
    (&["contact", "contact_info"], &["email", "phone", "whatsapp", "line", "zalo", "viber"]),
    (&["by"], &["agency", "seller", "creator"]),
];

/// A command's keys, those of what it names, those of an Open API request, and the numbers of a split.
const COMMAND: &[&str] = &[
    "command",
    "event",
    "schema",
    "campaign",
    "number",
    "by",
    "at",
    "id",
    "account",
    "draft",
    "changes",
    "list",
    "link",
    "products",
    "reasons",
    "note",
    "may_register_again",
    "rates",
    "base_url",
    "market",
    "name",
    "description",
    "commission_rate",
    "registration_start_time",
    "registration_end_time",
    "campaign_start_time",
    "campaign_end_time",
    "target_seller_types",
    "target_shop_codes",
    "contact_info",
    "items",
    "terms_accepted",
    "current_rates",
    "product",
    "rate_bps",
    "base_minor",
    "total_rate_bps",
    "creator_rate_bps",
    "manager_share_bps",
    "tax_minor",
    "refunded_minor",
    "paid_agency_minor",
    "paid_creator_minor",
    "paid_manager_minor",
];

/// One step of a path, as it sorts: array items by number, then known keys by their place, then others by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Item(u64),
    Known(usize),
    Other(String),
}

/// Where a path stands among others: keys in the order of the public words, whatever order they came in; what
/// contains comes before what it contains.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(Vec<Step>);

impl Place {
    pub(crate) fn of(pointer: &str) -> Self {
        let mut parent = "";
        let mut steps = Vec::new();
        for segment in pointer.split('/').skip(1) {
            steps.push(step(parent, segment));
            parent = segment;
        }
        Self(steps)
    }
}

fn step(parent: &str, segment: &str) -> Step {
    let canonical = segment == "0" || !segment.starts_with('0');
    if let (true, true, Ok(number)) =
        (canonical, segment.bytes().all(|byte| byte.is_ascii_digit()), segment.parse())
    {
        return Step::Item(number);
    }
    let keys =
        OBJECTS.iter().find(|(parents, _)| parents.contains(&parent)).map_or(COMMAND, |(_, keys)| keys);
    match keys.iter().position(|key| *key == segment) {
        Some(place) => Step::Known(place),
        None => Step::Other(segment.to_owned()),
    }
}

/// `pointer` one key deeper, the key escaped as RFC 6901 says and, where it is very long, cut.
pub(crate) fn join(pointer: &str, key: &str) -> String {
    let key = clipped(key);
    if key.contains(['~', '/']) {
        format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
    } else {
        format!("{pointer}/{key}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_in_the_order_of_the_words_and_items_by_number() {
        let mut paths = vec![
            "/draft/contact",
            "/draft/sellers/shop_codes/10",
            "/draft/sellers/shop_codes/9",
            "/draft/sellers/shop_codes",
            "/draft/name",
            "/draft/market",
            "/account/market",
            "/account/name",
            "/account",
            "/zebra",
            "/apple",
            "/at",
            "/by",
            "/command",
        ];
        paths.sort_by_cached_key(|path| Place::of(path));
        let expected = [
            "/command",
            "/by",
            "/at",
            "/account",
            "/account/name",
            "/account/market",
            "/draft/market",
            "/draft/name",
            "/draft/sellers/shop_codes",
            "/draft/sellers/shop_codes/9",
            "/draft/sellers/shop_codes/10",
            "/draft/contact",
            "/apple",
            "/zebra",
        ];
        assert_eq!(paths, expected);
    }

    #[test]
    fn keys_are_escaped_and_cut() {
        assert_eq!(join("/a", "b/c~d"), "/a/b~1c~0d");
        assert_eq!(join("", &"x".repeat(200)).len(), 84);
    }
}
