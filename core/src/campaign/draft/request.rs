//! The body of an Open API request that creates a campaign, as it is: Unix seconds, hundredths of a percent.

use super::{Contact, Draft, SellersGiven};
use crate::json::{Object, Value};
use crate::value::instant::Instant;
use crate::value::period::{Day, Period, Zone};

/// A request's draft, and what of the request no draft has a place for.
#[derive(Debug)]
pub(crate) struct Request {
    pub draft: Draft,
    /// Paths of fields that the documented request does not have.
    pub unknown: Vec<String>,
    /// Paths of fields that were read, and that a draft has no key for.
    pub not_carried: Vec<String>,
}

impl Request {
    /// Reads a request whose market and time zone are given beside it.
    pub(crate) fn read(value: Value<'_>, market: &str, zone: Zone) -> Option<Self> {
        let mut keys = value.object()?;
        let mut unknown = Vec::new();
        let text = |keys: &mut Object<'_>, key| keys.optional(key).and_then(Value::trimmed);
        let draft = Draft {
            market: Some(market.trim().to_owned()),
            time_zone: Some(zone),
            name: text(&mut keys, "name"),
            description: text(&mut keys, "description"),
            registration_period: period(&mut keys, "registration_start_time", "registration_end_time", zone),
            campaign_period: period(&mut keys, "campaign_start_time", "campaign_end_time", zone),
            sellers: keys.optional("target_shop_codes").and_then(sellers),
            rate_requirement_bps: keys.optional("commission_rate").and_then(Value::whole),
            contact: keys.optional("contact_info").and_then(|contact| {
                let mut channels = contact.object()?;
                let read = Contact::read_keys(&mut channels);
                unknown.extend(channels.not_asked_for());
                Some(read)
            }),
        };
        let types = keys.optional("target_seller_types").map(|types| {
            let path = types.path();
            types.list_of(|kind| kind.word(&[("LOCAL", ()), ("CROSS_BORDER", ())]));
            path
        });
        unknown.extend(keys.not_asked_for());
        Some(Self { draft, unknown, not_carried: types.into_iter().collect() })
    }
}

/// No codes at all is what an open campaign's request has, with or without the empty array.
fn sellers(value: Value<'_>) -> Option<SellersGiven> {
    let codes = value.list_of(Value::trimmed)?;
    Some(if codes.is_empty() { SellersGiven::Open } else { SellersGiven::ShopCodes(codes) })
}

/// Both ends of a period, or neither; one alone is a fault.
fn period(keys: &mut Object<'_>, start: &'static str, end: &'static str, zone: Zone) -> Option<Period> {
    if !keys.has(start) && !keys.has(end) {
        return None;
    }
    let first_day = keys.required(start).and_then(instant).map(|at| at.day_in(zone));
    let last_day = keys.required(end).and_then(instant).map(|at| last_day(at, zone));
    Some(Period { first_day: first_day?, last_day: last_day? })
}

fn instant(value: Value<'_>) -> Option<Instant> {
    value.checked(|seconds| Instant::of_unix_seconds(seconds).map_err(|error| error.to_string()))
}

/// An end at exactly 00:00:00 belongs to the day before; where a clock change skips that time, so does the first moment
/// of the day.
fn last_day(end: Instant, zone: Zone) -> Day {
    let day = end.day_in(zone);
    let begins_here = end.seconds_before(1).day_in(zone) < day;
    if end.is_midnight_in(zone) || begins_here { day.before() } else { day }
}
