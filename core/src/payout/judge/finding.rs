//! Findings: kept small, rendered on demand.

use serde::Serialize;

use crate::payout::book::class::Class;
use crate::payout::book::commission::Commission;
use crate::payout::book::texts::Shared;
use crate::payout::rows::field::OrderField;
use crate::rules::{self, Rule};
use crate::terms::Rates;
use crate::value::money::format_scaled;

use super::cause::Cause;

/// Who an amount goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The campaign agency.
    Agency,
    /// The creator, before any managing share.
    Creator,
}

impl Party {
    /// The public word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Creator => "creator",
        }
    }
}

/// A finding on a line of the book.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub row: usize,
    pub rule: &'static Rule,
    pub about: About,
    /// The order and the SKU, as texts.
    pub ids: [Shared; 2],
}

/// What a finding says.
#[derive(Clone, Debug)]
pub(crate) enum About {
    /// F004: the same line again.
    Repeats { earlier: usize },
    /// F008.
    NoTerms,
    /// F012: at other rates than these.
    OtherRates { commission: Commission, agreed: Vec<Rates>, expected: Option<i128>, reported: Option<i128> },
    /// F001, F002, F009.
    Amount {
        party: Party,
        commission: Commission,
        class: Class,
        expected: Option<i64>,
        reported: Option<i64>,
        cause: Option<Cause>,
    },
}

impl About {
    pub(crate) const fn party(&self) -> Option<Party> {
        match self {
            Self::Amount { party, .. } => Some(*party),
            _ => None,
        }
    }

    pub(crate) const fn commission(&self) -> Option<Commission> {
        match self {
            Self::Amount { commission, .. } | Self::OtherRates { commission, .. } => Some(*commission),
            _ => None,
        }
    }

    pub(crate) fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Amount { cause, .. } => cause.as_ref(),
            _ => None,
        }
    }

    pub(crate) fn expected(&self) -> Option<i128> {
        match self {
            Self::Amount { expected, .. } => expected.map(i128::from),
            Self::OtherRates { expected, .. } => *expected,
            _ => None,
        }
    }

    pub(crate) fn reported(&self) -> Option<i128> {
        match self {
            Self::Amount { reported, .. } => reported.map(i128::from),
            Self::OtherRates { reported, .. } => *reported,
            _ => None,
        }
    }

    /// Reported less expected; a blank amount of a settled line is nothing paid.
    pub(crate) fn difference(&self) -> Option<i128> {
        let nothing_paid = matches!(self, Self::Amount { .. }).then_some(0);
        let reported = self.reported().or(nothing_paid)?;
        Some(reported.saturating_sub(self.expected()?))
    }

    /// The column whose cell the finding is about.
    pub(crate) fn field(&self) -> Option<OrderField> {
        use OrderField as F;
        let Self::Amount { party, commission, class, .. } = self else { return None };
        Some(match (class, commission, party) {
            (Class::Open, Commission::Standard, Party::Agency) => F::EstAgency,
            (Class::Open, Commission::Standard, Party::Creator) => F::EstCreator,
            (Class::Open, Commission::ShopAds, Party::Agency) => F::EstShopAdsAgency,
            (Class::Open, Commission::ShopAds, Party::Creator) => F::EstShopAdsCreator,
            (_, Commission::Standard, Party::Agency) => F::Agency,
            (_, Commission::Standard, Party::Creator) => F::CreatorCommission,
            (_, Commission::ShopAds, Party::Agency) => F::ShopAdsAgency,
            (_, Commission::ShopAds, Party::Creator) => F::ShopAdsCreator,
        })
    }

    /// One plain sentence.
    pub(crate) fn message(
        &self,
        rule: &Rule,
        currency: &str,
        decimals: u8,
        earlier: Option<((&str, Option<&str>), u64)>,
    ) -> String {
        let money = |minor: i128| format!("{} {currency}", format_scaled(minor, usize::from(decimals)));
        match self {
            Self::Repeats { .. } => match earlier {
                Some(((file, None), line)) => format!("the same order line stands in {file}, line {line}"),
                Some(((file, Some(sheet)), line)) => {
                    format!("the same order line stands in {file}, sheet {sheet}, line {line}")
                }
                None => "the same order line stands before".to_owned(),
            },
            Self::NoTerms => {
                "no agreed terms of this campaign cover the product at the time of the order".to_owned()
            }
            Self::OtherRates { agreed, .. } => {
                let pairs: Vec<String> = agreed
                    .iter()
                    .map(|pair| format!("agency {} and creator {}", pair.agency(), pair.creator))
                    .collect();
                format!("the row's rates are not agreed: agreed is {}", pairs.join(", or "))
            }
            Self::Amount { party, expected: None, .. } => {
                format!("the settled amount of the {} is blank, and so is the base", party.word())
            }
            Self::Amount { party, expected: Some(due), reported: None, .. } => {
                format!(
                    "the settled amount of the {} is blank where {} is due",
                    party.word(),
                    money((*due).into())
                )
            }
            Self::Amount { party, expected: Some(due), reported: Some(paid), .. } => {
                let (due, paid) = (i128::from(*due), i128::from(*paid));
                let difference = paid.saturating_sub(due);
                let direction = if difference > 0 { "too much" } else { "too little" };
                let refund = if rule.code == rules::F009.code { ", as before the refund" } else { "" };
                let (shown, off) = (money(paid), money(difference.saturating_abs()));
                format!(
                    "the {} was paid {shown}{refund}, where {} is due: {off} {direction}",
                    party.word(),
                    money(due)
                )
            }
        }
    }
}
