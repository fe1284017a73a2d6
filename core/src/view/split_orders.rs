//! From an order to its parts: each line at the rates of its time, and its creator's agreement with a manager.

use serde::Serialize;

use super::orders::{OrderLine, OrderLines};
use crate::campaign::{AgreedRates, BroughtBy, Campaign, State};
use crate::management::{Agreement, Management, Organisations};
use crate::rules::{self, Rule};
use crate::split::{LengthError, Line, Manager, Split, Totals, split};
use crate::value::id::{CreatorId, ProductId};
use crate::value::instant::Instant;
use crate::value::policy::Policy;
use crate::value::rate::Rate;

/// What each party gets of one order line. Amounts are minor units of the line's currency, rates basis points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct OrderParts {
    /// The order.
    pub order_id: String,
    /// What the seller pays; null where no rates held.
    #[serde(rename = "total_rate_bps")]
    pub total_rate: Option<Rate>,
    /// What the agency passes on to the creator out of it; null where no rates held.
    #[serde(rename = "creator_rate_bps")]
    pub creator_rate: Option<Rate>,
    /// The agency that managed the creator at the order's time, as the agreement names it; null where nobody did.
    pub manager: Option<String>,
    /// Its agreed share of the creator commission, where it is waived too; 0 where nobody managed the creator.
    #[serde(rename = "manager_share_bps")]
    pub manager_share: Rate,
    /// Whether that share is waived, because the campaign agency manages the creator (M001).
    pub share_waived: bool,
    /// The campaign agency's part; null where `reason` is set.
    pub agency_minor: Option<i64>,
    /// What the creator keeps, after the managing share; null where `reason` is set.
    pub creator_minor: Option<i64>,
    /// The managing agency's part; null where `reason` is set.
    pub manager_minor: Option<i64>,
    /// Why there are no parts: F008 where no rates held, M009 for a tax out of range where shares are taken after tax; else
    /// null.
    pub reason: Option<&'static str>,
}

/// Order lines in columns of equal length, one campaign's and others'.
#[derive(Clone, Copy, Debug, Default)]
pub struct OrderColumnsIn<'a> {
    /// The campaign of each line.
    pub campaign_id: &'a [&'a str],
    /// The product of each line.
    pub product_id: &'a [&'a str],
    /// Who brought each line; a blank text is nobody known.
    pub creator: &'a [&'a str],
    /// When each order was made: microseconds since 1970 in UTC.
    pub created_at_micros: &'a [i64],
    /// What commission is due on, net of refunds, in minor units.
    pub base_minor: &'a [i64],
    /// 1 where a line is void or fully refunded, so that nothing is due, else 0; `None` is 0 everywhere.
    pub is_void: Option<&'a [u8]>,
    /// Tax withheld from the creator commission, in minor units; needed only under `after_tax`; `None` is 0 everywhere.
    pub tax_minor: Option<&'a [i64]>,
}

/// The parts of order lines, in columns as long as theirs.
#[derive(Debug)]
pub struct OrderColumnsOut<'a> {
    /// What the sellers pay, in basis points; 0 in a row without rates.
    pub total_rate_bps: &'a mut [u16],
    /// What the creators get out of it, in basis points; 0 in a row without rates.
    pub creator_rate_bps: &'a mut [u16],
    /// The managers' agreed shares, in basis points; 0 where nobody manages the creator.
    pub manager_share_bps: &'a mut [u16],
    /// 1 where that share is waived (M001), else 0.
    pub share_waived: &'a mut [u8],
    /// The campaign agency's parts, in minor units; 0 in a refused row.
    pub agency_minor: &'a mut [i64],
    /// What the creators keep, in minor units; 0 in a refused row.
    pub creator_minor: &'a mut [i64],
    /// The managing agencies' parts, in minor units; 0 in a refused row.
    pub manager_minor: &'a mut [i64],
    /// 0, or the number of the first rule that says why there are no parts ([`reason_rule`](crate::reason_rule)).
    pub reason: &'a mut [u8],
}

/// One line on its way to its parts.
struct Sold<'a> {
    rates: Option<AgreedRates>,
    agreement: Option<&'a Agreement>,
    manager: Manager,
    base_minor: i64,
    tax_minor: i64,
}

/// What becomes of it.
enum Parted {
    Parts(Split),
    Refused(&'static Rule),
}

impl Campaign {
    /// Splits order lines at the rates that held at their time, with the managers whose agreements held then: a row for each
    /// line, in order. Void and fully refunded lines have parts of 0; after a refund, [`adjust`](crate::adjust()) says what comes
    /// back. A line of another campaign, of a product or a creator without rates then, or of Shop Ads has no parts (F008).
    ///
    /// In the tables of managers and organisations the campaign agency is its id.
    ///
    /// ```
    /// use partner_campaigns::{Campaign, Management, OrderLines, Organisations, Profile};
    /// let campaign = Campaign::new(Profile::guide());
    /// let order = r#"[{"order_id": "1", "product_id": "p", "currency": "USD", "base_minor": 10000}]"#;
    /// let orders = OrderLines::from_json(order, campaign.profile()).unwrap();
    /// let rows = campaign.split_orders(&orders, &Management::default(), &Organisations::default());
    /// assert_eq!((rows[0].agency_minor, rows[0].reason), (None, Some("F008")));
    /// ```
    #[must_use]
    pub fn split_orders(
        &self,
        orders: &OrderLines,
        management: &Management,
        organisations: &Organisations,
    ) -> Vec<OrderParts> {
        let tables = (management, organisations);
        orders.lines.iter().map(|line| self.parts_of(line, tables)).collect()
    }

    fn parts_of(&self, line: &OrderLine, tables: (&Management, &Organisations)) -> OrderParts {
        let (agreement, manager) = self.state().map_or((None, Manager::None), |state| {
            manager_of(state, line.creator.as_ref(), line.created_at, tables)
        });
        let sold = Sold {
            rates: self.state().and_then(|state| line.rates(state)),
            agreement,
            manager,
            base_minor: line.due_base(),
            tax_minor: line.tax_minor.unwrap_or_default(),
        };
        let (parts, reason) = match sold.parted(self.profile().policy()) {
            Parted::Parts(parts) => (Some(parts), None),
            Parted::Refused(rule) => (None, Some(rule.code)),
        };
        OrderParts {
            order_id: line.order_id.clone(),
            total_rate: sold.rates.map(|rates| rates.total_rate),
            creator_rate: sold.rates.map(|rates| rates.creator_rate),
            manager: sold.agreement.map(|agreement| agreement.agency.clone()),
            manager_share: sold.share(),
            share_waived: sold.is_waived(),
            agency_minor: parts.map(|parts| parts.agency_minor),
            creator_minor: parts.map(|parts| parts.creator_minor),
            manager_minor: parts.map(|parts| parts.manager_minor),
            reason,
        }
    }

    /// [`Campaign::split_orders`] of columns, into columns of the caller's: the sums of all rows that have parts.
    ///
    /// # Errors
    /// [`LengthError`]: columns of different lengths. Nothing is written then.
    pub fn split_order_columns(
        &self,
        orders: &OrderColumnsIn<'_>,
        management: &Management,
        organisations: &Organisations,
        out: OrderColumnsOut<'_>,
    ) -> Result<Totals, LengthError> {
        check_lengths(orders, &out)?;
        let (tables, policy, mut totals) =
            ((management, organisations), self.profile().policy(), Totals::default());
        let OrderColumnsOut {
            total_rate_bps,
            creator_rate_bps,
            manager_share_bps,
            share_waived,
            agency_minor,
            creator_minor,
            manager_minor,
            reason,
        } = out;
        let rates = total_rate_bps
            .iter_mut()
            .zip(creator_rate_bps)
            .zip(manager_share_bps.iter_mut().zip(share_waived));
        let parts = agency_minor.iter_mut().zip(creator_minor).zip(manager_minor.iter_mut().zip(reason));
        for (row, (((total, creator), (share, waived)), ((agency, kept), (manager, why)))) in
            rates.zip(parts).enumerate()
        {
            let sold = self.sold(orders, row, tables);
            *total = sold.rates.map_or(0, |rates| rates.total_rate.bps());
            *creator = sold.rates.map_or(0, |rates| rates.creator_rate.bps());
            (*share, *waived) = (sold.share().bps(), sold.is_waived().into());
            let (split, number) = match sold.parted(policy) {
                Parted::Parts(split) => (split, 0),
                Parted::Refused(rule) => (Split::default(), crate::split::reason_number(rule)),
            };
            (*agency, *kept, *manager, *why) =
                (split.agency_minor, split.creator_minor, split.manager_minor, number);
            totals.add([split.agency_minor, split.creator_minor, split.manager_minor], number);
        }
        Ok(totals)
    }

    fn sold<'a>(
        &self,
        orders: &OrderColumnsIn<'a>,
        row: usize,
        tables: (&'a Management, &Organisations),
    ) -> Sold<'a> {
        let text = |column: &[&'a str]| column.get(row).copied().unwrap_or_default();
        let at = orders.created_at_micros.get(row).and_then(|micros| Instant::from_unix_micros(*micros).ok());
        let creator = CreatorId::new(text(orders.creator)).ok();
        let named = !text(orders.creator).is_empty();
        let (mut rates, mut agreement, mut manager) = (None, None, Manager::None);
        if let Some(state) = self.state() {
            (agreement, manager) = manager_of(state, creator.as_ref(), at, tables);
            let own = text(orders.campaign_id) == state.id.as_str();
            let by = match (&creator, named) {
                (Some(creator), _) => Some(BroughtBy::Creator(creator)),
                (None, true) => None, // no id, so in no showcase
                (None, false) => Some(BroughtBy::Unknown),
            };
            let product = ProductId::new(text(orders.product_id)).ok().filter(|_| own);
            rates = product
                .zip(by)
                .zip(at)
                .and_then(|((product, by), at)| state.agreed_rates(&product, by, at).ok());
        }
        let void = orders.is_void.and_then(|column| column.get(row)).is_some_and(|void| *void != 0);
        let base = orders.base_minor.get(row).copied().unwrap_or_default();
        let tax = orders.tax_minor.and_then(|column| column.get(row)).copied().unwrap_or_default();
        Sold { rates, agreement, manager, base_minor: if void { base.min(0) } else { base }, tax_minor: tax }
    }
}

/// The agreement of a creator at an order's time, and what its agency is to the campaign.
fn manager_of<'a>(
    state: &State,
    creator: Option<&CreatorId>,
    at: Option<Instant>,
    (management, organisations): (&'a Management, &Organisations),
) -> (Option<&'a Agreement>, Manager) {
    let agreement = creator.zip(at).and_then(|(creator, at)| management.of(creator.as_str(), at));
    let manager = match agreement {
        None => Manager::None,
        Some(one) if organisations.are_one(&one.agency, state.agency.as_str()) => Manager::CampaignAgency,
        Some(_) => Manager::OtherAgency,
    };
    (agreement, manager)
}

impl Sold<'_> {
    fn share(&self) -> Rate {
        self.agreement.map(|agreement| agreement.share).unwrap_or_default()
    }

    fn is_waived(&self) -> bool {
        self.manager == Manager::CampaignAgency && self.share() > Rate::ZERO
    }

    fn parted(&self, policy: Policy) -> Parted {
        let Some(rates) = self.rates else { return Parted::Refused(&rules::F008) };
        let line = Line {
            base_minor: self.base_minor,
            total_rate_bps: rates.total_rate.bps(),
            creator_rate_bps: rates.creator_rate.bps(),
            manager: self.manager,
            manager_share_bps: self.share().bps(),
            tax_minor: self.tax_minor,
        };
        match split(&line, policy) {
            Ok(parts) => Parted::Parts(parts),
            Err(refused) => {
                Parted::Refused(refused.as_slice().first().map_or(&rules::F008, |first| first.rule()))
            }
        }
    }
}

fn check_lengths(orders: &OrderColumnsIn<'_>, out: &OrderColumnsOut<'_>) -> Result<(), LengthError> {
    let rows = orders.base_minor.len();
    for (column, length) in [
        ("campaign_id", orders.campaign_id.len()),
        ("product_id", orders.product_id.len()),
        ("creator", orders.creator.len()),
        ("created_at_micros", orders.created_at_micros.len()),
        ("is_void", orders.is_void.map_or(rows, <[u8]>::len)),
        ("tax_minor", orders.tax_minor.map_or(rows, <[i64]>::len)),
        ("total_rate_bps", out.total_rate_bps.len()),
        ("creator_rate_bps", out.creator_rate_bps.len()),
        ("manager_share_bps", out.manager_share_bps.len()),
        ("share_waived", out.share_waived.len()),
        ("agency_minor", out.agency_minor.len()),
        ("creator_minor", out.creator_minor.len()),
        ("manager_minor", out.manager_minor.len()),
        ("reason", out.reason.len()),
    ] {
        LengthError::check(column, length, rows)?;
    }
    Ok(())
}
