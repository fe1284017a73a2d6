//! A profile from JSON.

use std::collections::BTreeMap;

use super::Profile;
use super::bounds::{Bounds, LIMIT_MAX, Limits, RateBound};
use crate::json::{self, Invalid, Object, Value};
use crate::shown::shown;
use crate::value::money::{Currency, DECIMALS_MAX};
use crate::value::policy::{ManagingShare, RemainderHolder};
use crate::value::rate::WHOLE_BPS;
use crate::value::rounding::Rounding;

pub(super) fn profile(text: &str) -> Result<Profile, Invalid> {
    json::decode(text, &json::Limits::DOOR, Profile::read)
}

impl Profile {
    /// A profile that stands in a larger text.
    pub(crate) fn read(value: Value<'_>) -> Option<Self> {
        let mut keys = value.object()?;
        let guide = Self::guide();
        let id = keys.required("id").and_then(id);
        let rounding = word(&mut keys, "rounding", &Rounding::ALL.map(|one| (one.word(), one)));
        let remainder = word(&mut keys, "remainder", &RemainderHolder::ALL.map(|one| (one.word(), one)));
        let share = word(&mut keys, "managing_share", &ManagingShare::ALL.map(|one| (one.word(), one)));
        let minor_units = keys.optional("minor_units").map(minor_units);
        let limits = keys.optional("limits").map(limits);
        let bounds = keys.optional("bounds").map(bounds);
        keys.finish();
        Some(Self {
            id: id?,
            rounding: rounding.unwrap_or(guide.rounding),
            remainder: remainder.unwrap_or(guide.remainder),
            managing_share: share.unwrap_or(guide.managing_share),
            minor_units: minor_units.flatten().unwrap_or_default(),
            limits: limits.flatten().unwrap_or_default(),
            bounds: bounds.flatten().unwrap_or_default(),
        })
    }
}

fn id(value: Value<'_>) -> Option<String> {
    value.parsed(|text| {
        let good = crate::value::id::is_id(text).then(|| text.to_owned());
        good.ok_or_else(|| format!("profile id `{}` is not 1 to 64 visible ASCII characters", shown(text)))
    })
}

fn word<T: Copy>(keys: &mut Object<'_>, key: &'static str, words: &[(&str, T)]) -> Option<T> {
    keys.optional(key).and_then(|value| value.word(words))
}

fn minor_units(value: Value<'_>) -> Option<BTreeMap<String, u8>> {
    let mut units = BTreeMap::new();
    for (code, value) in value.object()?.into_entries() {
        let known = Currency::of_code(code).map_err(|error| value.fault(error.to_string()));
        let decimals = number(value, "decimals", 0, DECIMALS_MAX.into());
        if let (Ok(_), Some(decimals)) = (known, decimals) {
            units.insert(code.to_owned(), u8::try_from(decimals).unwrap_or(DECIMALS_MAX));
        }
    }
    Some(units)
}

fn limits(value: Value<'_>) -> Option<Limits> {
    let mut keys = value.object()?;
    let guide = Limits::default();
    let mut limit = |key| keys.optional(key).and_then(|value| number(value, "limits", 0, LIMIT_MAX));
    let read = Limits {
        shop_codes: limit("shop_codes").unwrap_or(guide.shop_codes),
        lists: limit("lists").unwrap_or(guide.lists),
        list_products: limit("list_products").unwrap_or(guide.list_products),
    };
    keys.finish();
    Some(read)
}

fn bounds(value: Value<'_>) -> Option<Bounds> {
    let mut keys = value.object()?;
    let mut bound = |key| keys.optional(key).and_then(|value| number(value, "bounds", 0, LIMIT_MAX));
    let read = Bounds {
        name_characters: bound("name_characters"),
        description_characters: bound("description_characters"),
        campaign_days: bound("campaign_days"),
        shop_codes: bound("shop_codes"),
        links: bound("links"),
        total_rate_bps: None,
    };
    let total_rate_bps = keys.optional("total_rate_bps").and_then(rate_bound);
    keys.finish();
    Some(Bounds { total_rate_bps, ..read })
}

fn rate_bound(value: Value<'_>) -> Option<RateBound> {
    let mut keys = value.object()?;
    let mut rate = |key| {
        let bps = number(keys.required(key)?, "rates", 0, WHOLE_BPS.into())?;
        u16::try_from(bps).ok()
    };
    let (min, max) = (rate("min"), rate("max"));
    let (min, max) = min.zip(max)?;
    if min > max {
        keys.fault(format!("min is {min} and max {max}: min is at most max"));
    }
    keys.finish();
    Some(RateBound { min, max })
}

fn number(value: Value<'_>, what: &str, min: u32, max: u32) -> Option<u32> {
    value.checked(|number| {
        let fits = u32::try_from(number).ok().filter(|fits| (min..=max).contains(fits));
        fits.ok_or_else(|| format!("{number} is out of range: allowed {what} are {min} to {max}"))
    })
}
