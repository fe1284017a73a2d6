//! Where a broken rule of a draft is reported: at a draft's own keys, at changes, or at an Open API request's keys.

/// What a draft's values came in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Site<'a> {
    /// A draft at this path: every value was given there, or is missing there.
    Draft(&'a str),
    /// Changes at this path, with the keys that were given.
    Changes(&'a str, &'a [&'static str]),
    /// The body of an Open API request, which is the root.
    Request,
}

/// A draft's values and what an Open API request calls them.
const REQUEST: &[(&str, &str)] = &[
    ("/name", "/name"),
    ("/description", "/description"),
    ("/rate_requirement_bps", "/commission_rate"),
    ("/registration_period/first_day", "/registration_start_time"),
    ("/registration_period/last_day", "/registration_end_time"),
    ("/campaign_period/first_day", "/campaign_start_time"),
    ("/campaign_period/last_day", "/campaign_end_time"),
    ("/sellers/shop_codes", "/target_shop_codes"),
    ("/contact", "/contact_info"),
    ("/registration_period", "/registration_start_time"),
    ("/campaign_period", "/campaign_start_time"),
];

impl Site<'_> {
    /// The path of the first of these places of a draft whose key was given; without any, where the changes stand. The
    /// value at fault comes first, then the others that disagree with it.
    pub(crate) fn of(self, places: &[&str]) -> String {
        let first = places.first().copied().unwrap_or_default();
        match self {
            Self::Draft(root) => format!("{root}{first}"),
            Self::Changes(root, given) => {
                let was_given =
                    |place: &&&str| place.split('/').nth(1).is_some_and(|key| given.contains(&key));
                format!("{root}{}", places.iter().find(was_given).copied().unwrap_or_default())
            }
            Self::Request => {
                let named = REQUEST.iter().find_map(|(place, name)| {
                    let rest = first.strip_prefix(place)?;
                    Some(format!("{name}{rest}"))
                });
                named.unwrap_or_else(|| first.to_owned())
            }
        }
    }
}
