//! Order lines that a caller gives, in the columns of the public words.

use crate::campaign::{Agreed, AgreedRates, BroughtBy, State};
use crate::json::{self, Invalid, Limits, Object, Value, optional};
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

/// One order line, as far as a query needs it.
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
    pub tax_minor: Option<i64>,
    pub quantity: Option<u32>,
    /// Whether it is of the commission that campaigns agree on: they have no rates of Shop Ads.
    is_standard: bool,
    /// Whether it is void or fully refunded: nothing is due on it.
    pub is_void: bool,
}

/// Whether a line must say which campaign it is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CampaignNeed {
    /// One campaign is asked: a line without one is of no campaign.
    Optional,
    /// Several are.
    Needed,
}

impl OrderLines {
    /// Order lines from a JSON array of objects in the columns of the public words. `order_id`, `product_id`, `currency` and
    /// `base_minor` are needed; without `campaign_id` a line is of no campaign.
    ///
    /// # Errors
    /// [`Invalid`]: everything that is wrong with them.
    pub fn from_json(text: &str, profile: &Profile) -> Result<Self, Invalid> {
        json::decode(text, &Limits::HISTORY, |value| Self::read(value, profile, CampaignNeed::Optional))
    }

    pub(super) fn read(value: Value<'_>, profile: &Profile, need: CampaignNeed) -> Option<Self> {
        value.list_of(|line| OrderLine::read(line, profile, need)).map(|lines| Self { lines })
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

/// A whole number of 64 bits.
fn whole(value: Value<'_>) -> Option<i64> {
    value.checked(|number| i64::try_from(number).map_err(|_| format!("{number} does not fit 64 bits")))
}

/// An amount or a line's number, not negative.
fn not_negative(value: Value<'_>) -> Option<i64> {
    value.checked(|number| {
        let fits = i64::try_from(number).ok().filter(|number| *number >= 0);
        fits.ok_or_else(|| format!("{number} is out of range: allowed is 0 to {}", i64::MAX))
    })
}

impl OrderLine {
    fn read(value: Value<'_>, profile: &Profile, need: CampaignNeed) -> Option<Self> {
        let mut keys = value.object()?;
        let order_id = keys.required("order_id").and_then(Value::text);
        let sku_id = optional(&mut keys, "sku_id", Value::text);
        let product_id = keys.required("product_id").and_then(|id| id.parsed(ProductId::new));
        let campaign_id = optional(&mut keys, "campaign_id", |id| id.parsed(CampaignId::new));
        let creator = optional(&mut keys, "creator", |id| id.parsed(CreatorId::new));
        let created_at = optional(&mut keys, "created_at", Instant::read);
        let currency = keys.required("currency").and_then(|code| {
            code.parsed(|code| profile.currency(code).map(|currency| (code.to_owned(), currency)))
        });
        let base_minor = keys.required("base_minor").and_then(|base| {
            base.checked(|base| {
                let fits = i64::try_from(base).ok().filter(|base| *base >= 0);
                fits.ok_or_else(|| format!("{base} is out of range: a commission base is 0 to {}", i64::MAX))
            })
        });
        let quantity = optional(&mut keys, "quantity", |count| {
            count.checked(|count| u32::try_from(count).map_err(|_| format!("{count} is no quantity")))
        });
        let status = optional(&mut keys, "status", Value::text);
        let refunded = optional(&mut keys, "refunded", Value::flag);
        let tax_minor = optional(&mut keys, "tax_minor", whole);
        let is_standard =
            optional(&mut keys, "commission", |word| word.word(&[("standard", true), ("shop_ads", false)]));
        let others = Self::read_others(&mut keys);
        if need == CampaignNeed::Needed && matches!(campaign_id, Ok(None)) {
            keys.fault_at("campaign_id", "this key is missing: several campaigns are asked");
        }
        keys.finish();
        let (currency, kind) = currency?;
        let is_void = status.ok()?.is_some_and(|status| StatusWord::of(status.trim()) == StatusWord::Void);
        others?;
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
            tax_minor: tax_minor.ok()?,
            quantity: quantity.ok()?,
            is_standard: is_standard.ok()?.unwrap_or(true),
            is_void: is_void || refunded.ok()?.unwrap_or(false),
        })
    }

    /// Columns that say what a file says, which no query needs: they are read, so that what is no such value is told.
    fn read_others(keys: &mut Object<'_>) -> Option<()> {
        let agency_rate = optional(keys, "agency_rate_bps", |rate| rate.checked(Rate::of_whole));
        let creator_rate = optional(keys, "creator_rate_bps", |rate| rate.checked(Rate::of_whole));
        if let (Ok(Some(agency)), Ok(Some(creator))) = (&agency_rate, &creator_rate)
            && agency.plus(*creator).is_none()
        {
            keys.fault_at("creator_rate_bps", "agency and creator rate are more than 10000 basis points");
        }
        let texts = ["content_id", "payment_id", "file"].map(|key| optional(keys, key, Value::text).is_ok());
        let amounts = [
            "gmv_minor",
            "paid_agency_minor",
            "paid_creator_commission_minor",
            "paid_creator_minor",
            "paid_manager_minor",
        ];
        let amounts = amounts.map(|key| optional(keys, key, whole).is_ok());
        let counts = ["refunded_minor", "line"].map(|key| optional(keys, key, not_negative).is_ok());
        let read = agency_rate.is_ok() && creator_rate.is_ok();
        (read && texts.iter().chain(&amounts).chain(&counts).all(|read| *read)).then_some(())
    }

    /// What held for it at its time; `None` where it is of another campaign, or of a product that was never registered.
    pub(super) fn agreed<'a>(&self, state: &'a State) -> Option<Agreed<'a>> {
        let agreed = (self.campaign_id.as_ref() == Some(&state.id))
            .then(|| state.agreed(&self.product_id, self.creator.as_ref(), self.created_at))
            .flatten()?;
        Some(if self.is_standard { agreed } else { Agreed { total: None, creator: None, ..agreed } })
    }

    /// The rates at which its parts are paid; `None` where none held.
    pub(super) fn rates(&self, state: &State) -> Option<AgreedRates> {
        let at =
            self.created_at.filter(|_| self.is_standard && self.campaign_id.as_ref() == Some(&state.id))?;
        let by = self.creator.as_ref().map_or(BroughtBy::Unknown, BroughtBy::Creator);
        state.agreed_rates(&self.product_id, by, at).ok()
    }

    /// What commission is due on: nothing, where the line is void or fully refunded.
    pub(super) const fn due_base(&self) -> i64 {
        if self.is_void { 0 } else { self.base_minor }
    }

    /// What the seller pays on it, at the rates of its time; `None` where none held.
    pub(super) fn total_commission(&self, agreed: &Agreed<'_>, policy: Policy) -> Option<i128> {
        self.split(agreed.total?, agreed.creator.unwrap_or_default(), policy).map(|split| split.total_minor())
    }

    /// Its parts at the rates of its time, before any managing share; `None` where none held.
    pub(super) fn parts(&self, agreed: &Agreed<'_>, policy: Policy) -> Option<Split> {
        self.split(agreed.total?, agreed.creator?, policy)
    }

    /// The creator commission on it at the rates of its time, before any managing share; `None` where none held.
    pub(super) fn creator_commission(&self, agreed: &Agreed<'_>, policy: Policy) -> Option<i64> {
        self.parts(agreed, policy).map(|split| split.commission())
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
