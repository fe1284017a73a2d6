//! A draft, or the changes of one, from JSON.

use super::{Contact, Draft, SellersGiven};
use crate::json::{Object, Value};
use crate::shown::shown;
use crate::value::period::{Day, Period, Zone};

impl Draft {
    /// A draft: its time zone is needed; what else is missing is C004's business.
    pub(crate) fn read(value: Value<'_>) -> Option<Self> {
        let mut keys = value.object()?;
        let time_zone = keys.required("time_zone");
        Some(Self::read_keys(keys, time_zone))
    }

    /// Changes: any of a draft's keys.
    pub(crate) fn read_changes(value: Value<'_>) -> Option<Self> {
        let mut keys = value.object()?;
        let time_zone = keys.optional("time_zone");
        Some(Self::read_keys(keys, time_zone))
    }

    /// A key that cannot be read is left out here, and a fault.
    fn read_keys(mut keys: Object<'_>, time_zone: Option<Value<'_>>) -> Self {
        let text = |keys: &mut Object<'_>, key| keys.optional(key).and_then(Value::trimmed);
        let read = Self {
            market: text(&mut keys, "market"),
            time_zone: time_zone.and_then(|value| value.parsed(|name| Zone::parse(name.trim()))),
            name: text(&mut keys, "name"),
            description: text(&mut keys, "description"),
            registration_period: keys.optional("registration_period").and_then(Period::read),
            campaign_period: keys.optional("campaign_period").and_then(Period::read),
            sellers: keys.optional("sellers").and_then(SellersGiven::read),
            rate_requirement_bps: keys.optional("rate_requirement_bps").and_then(Value::whole),
            contact: keys.optional("contact").and_then(Contact::read),
        };
        keys.finish();
        read
    }
}

impl Period {
    pub(crate) fn read(value: Value<'_>) -> Option<Self> {
        let mut keys = value.object()?;
        let first_day = keys.required("first_day").and_then(|day| day.parsed(Day::parse));
        let last_day = keys.required("last_day").and_then(|day| day.parsed(Day::parse));
        keys.finish();
        Some(Self { first_day: first_day?, last_day: last_day? })
    }
}

impl SellersGiven {
    fn read(value: Value<'_>) -> Option<Self> {
        if let Some(text) = value.as_text() {
            if text.trim() == "open" {
                return Some(Self::Open);
            }
            let given = shown(text);
            value.fault(format!("`{given}` are no sellers: expected `open`, or an object with `shop_codes`"));
            return None;
        }
        let mut keys = value.object()?;
        let codes = keys.required("shop_codes").and_then(|codes| codes.list_of(Value::trimmed));
        keys.finish();
        codes.map(Self::ShopCodes)
    }
}

impl Contact {
    fn read(value: Value<'_>) -> Option<Self> {
        let mut keys = value.object()?;
        let read = Self::read_keys(&mut keys);
        keys.finish();
        Some(read)
    }

    pub(super) fn read_keys(keys: &mut Object<'_>) -> Self {
        let mut channel = |key| keys.optional(key).and_then(Value::trimmed);
        Self {
            email: channel("email"),
            phone: channel("phone"),
            whatsapp: channel("whatsapp"),
            line: channel("line"),
            zalo: channel("zalo"),
            viber: channel("viber"),
        }
    }
}
