//! Order lines that a caller gives, in the columns of the public words.

use crate::campaign::{Agreed, State};
use crate::json::{self, Limits};
use crate::json::{Invalid, Object, Value};
use crate::profile::Profile;
use crate::split::{Line, Split, split};
use crate::value::id::{CampaignId, CreatorId, ProductId, ShopCode};
use crate::value::instant::Instant;
use crate::value::money::Currency;
use crate::value::order_status::StatusWord;
use crate::value::policy::Policy;
use crate::value::rate::Rate;

/// Order lines, checked once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderLines {
    pub(super) lines: Vec<OrderLine>,
}

/// One order line, as far as a view needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OrderLine {
    pub order_id: String,
    pub sku_id: String,
    pub product_id: ProductId,
    pub campaign_id: Option<CampaignId>,
    pub creator: Option<CreatorId>,
    pub created_at: Option<Instant>,
    pub currency: String,
    pub decimals: u8,
    base_minor: i64,
    pub quantity: i64,
    nothing_due: bool,
}

/// Columns of the public words that no view needs.
const NOT_NEEDED: &[&str] = &[
    "content_id",
    "gmv_minor",
    "refunded_minor",
    "paid_agency_minor",
    "paid_creator_commission_minor",
    "paid_creator_minor",
    "paid_manager_minor",
    "tax_minor",
    "commission",
    "file",
    "line",
];

impl OrderLines {
    /// Order lines from a JSON array of objects in the columns of the public words. `order_id`, `product_id`, `currency` and
    /// `base_minor` are needed; without `campaign_id` a line is of no campaign.
    ///
    /// # Errors
    /// [`Invalid`]: everything that is wrong with them.
    pub fn from_json(text: &str, profile: &Profile) -> Result<Self, Invalid> {
        json::decode(text, &Limits::HISTORY, |value| Self::read(value, profile))
    }

    pub(super) fn read(value: Value<'_>, profile: &Profile) -> Option<Self> {
        value.list_of(|line| OrderLine::read(line, profile)).map(|lines| Self { lines })
    }

    /// The lines of a campaign's products that an attempt of a shop brought in, with what held at their time.
    pub(super) fn of_shop<'a>(
        &'a self,
        state: &'a State,
        shop: &'a ShopCode,
    ) -> impl Iterator<Item = (&'a OrderLine, Agreed<'a>)> {
        self.lines.iter().filter_map(move |line| {
            let agreed = line.agreed(state)?;
            agreed.attempt.is_some_and(|attempt| attempt.shop == *shop).then_some((line, agreed))
        })
    }
}

fn optional<'f, T>(
    keys: &mut Object<'f>,
    key: &'static str,
    read: impl FnOnce(Value<'f>) -> Option<T>,
) -> Result<Option<T>, Unread> {
    match keys.optional(key).filter(|value| !value.is_null()) {
        Some(value) => read(value).map(Some).ok_or(Unread),
        None => Ok(None),
    }
}

/// A value that cannot be read, which is a fault by now.
#[derive(Clone, Copy)]
struct Unread;

fn rate(value: Value<'_>) -> Option<Rate> {
    value.checked(|bps| {
        let rate = u16::try_from(bps).ok().and_then(|bps| Rate::new(bps).ok());
        rate.ok_or_else(|| format!("{bps} is out of range: allowed is 0 to 10000 basis points"))
    })
}

impl OrderLine {
    fn read(value: Value<'_>, profile: &Profile) -> Option<Self> {
        let mut keys = value.object()?;
        let order_id = keys.required("order_id").and_then(Value::text);
        let sku_id = optional(&mut keys, "sku_id", Value::text);
        let product_id = keys.required("product_id").and_then(|id| id.parsed(ProductId::new));
        let campaign_id = optional(&mut keys, "campaign_id", |id| id.parsed(CampaignId::new));
        let creator = optional(&mut keys, "creator", |id| id.parsed(CreatorId::new));
        let created_at = optional(&mut keys, "created_at", |at| at.parsed(Instant::parse));
        let currency = keys.required("currency").and_then(|code| {
            code.parsed(|code| profile.currency(code).map(|currency| (code.to_owned(), currency)))
        });
        let base_minor = keys.required("base_minor").and_then(|base| {
            base.checked(|base| {
                let fits = i64::try_from(base).ok().filter(|base| *base >= 0);
                fits.ok_or_else(|| format!("{base} is out of range: a commission base is 0 to {}", i64::MAX))
            })
        });
        let agency_rate = optional(&mut keys, "agency_rate_bps", rate);
        let creator_rate = optional(&mut keys, "creator_rate_bps", rate);
        let quantity = optional(&mut keys, "quantity", |count| {
            count.checked(|count| {
                let fits = u32::try_from(count).map(i64::from);
                fits.map_err(|_| format!("{count} is no quantity"))
            })
        });
        let status = optional(&mut keys, "status", Value::text);
        let refunded = optional(&mut keys, "refunded", Value::flag);
        for key in NOT_NEEDED {
            keys.optional(key);
        }
        if let (Ok(Some(agency)), Ok(Some(creator))) = (agency_rate, creator_rate)
            && agency.plus(creator).is_none()
        {
            keys.fault_at("creator_rate_bps", "agency and creator rate are more than 10000 basis points");
        }
        keys.finish();
        let (currency, kind) = currency?;
        let void = status.ok()?.is_some_and(|status| StatusWord::of(status.trim()) == StatusWord::Void);
        Some(Self {
            order_id: order_id?,
            sku_id: sku_id.ok()?.unwrap_or_default(),
            product_id: product_id?,
            campaign_id: campaign_id.ok()?,
            creator: creator.ok()?,
            created_at: created_at.ok()?,
            currency,
            decimals: Currency::decimals(kind),
            base_minor: base_minor?,
            quantity: quantity.ok()?.unwrap_or_default(),
            nothing_due: void || refunded.ok()?.unwrap_or(false),
        })
    }

    /// What held for it at its time; `None` where it is of another campaign, or of a product that was never registered.
    pub(super) fn agreed<'a>(&self, state: &'a State) -> Option<Agreed<'a>> {
        (self.campaign_id.as_ref() == Some(&state.id))
            .then(|| state.agreed(&self.product_id, self.creator.as_ref(), self.created_at))
            .flatten()
    }

    /// What commission is due on: nothing, where the line is void or fully refunded.
    pub(super) const fn due_base(&self) -> i64 {
        if self.nothing_due { 0 } else { self.base_minor }
    }

    /// What the seller pays on it, at the rates of its time; `None` where none held.
    pub(super) fn total_commission(&self, agreed: &Agreed<'_>, policy: Policy) -> Option<i128> {
        self.split(agreed.total?, agreed.creator.unwrap_or_default(), policy).map(|split| split.total_minor())
    }

    /// The creator commission on it at the rates of its time, before any managing share; `None` where none held.
    pub(super) fn creator_commission(&self, agreed: &Agreed<'_>, policy: Policy) -> Option<i64> {
        self.split(agreed.total?, agreed.creator?, policy).map(|split| split.creator_commission_minor())
    }

    fn split(&self, total: Rate, creator: Rate, policy: Policy) -> Option<Split> {
        let line = Line {
            base_minor: self.due_base(),
            total_rate_bps: total.bps(),
            creator_rate_bps: creator.bps(),
            ..Line::default()
        };
        split(&line, policy).ok() // the base is not negative, and no creator rate exceeds its total rate
    }
}
