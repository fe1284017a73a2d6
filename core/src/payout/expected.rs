//! What a line's amounts should be.

use crate::policy::Policy;
use crate::split::{Parts, parts};
use crate::terms::Rates;

use super::order_line::{Cell, Class, Commission, OrderLine};

/// One commission of one line, ready to be compared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    pub commission: Commission,
    pub class: Class,
    pub rates: Rates,
    /// What the rates apply to; nothing where nothing is due, blank where the file leaves it so.
    pub base: Cell,
    /// The base before refunds, where the file says it and it differs.
    pub base_before_refund: Option<i64>,
    pub gmv: Cell,
    pub quantity: Option<u32>,
    pub tax: Cell,
    /// What was reported to agency and creator.
    pub agency: Cell,
    pub creator: Cell,
    /// Whether nothing is due: a void line, or a settled one that is marked fully refunded.
    pub nothing_due: bool,
    pub fully_refunded: bool,
}

impl Claim {
    /// The commissions of a line that are to be compared.
    pub(crate) fn of(line: &OrderLine, class: Class) -> impl Iterator<Item = Self> + '_ {
        let amounts = *line.checked(class);
        let nothing_due = class == Class::Void || (class == Class::Settled && line.fully_refunded);
        let unchecked = class == Class::Adjustment || (class == Class::Open && line.fully_refunded);
        let base = if nothing_due { Cell::of(0) } else { amounts.base };
        let before = if class == Class::Open { None } else { line.estimated.base.get() };
        let base_before_refund = before.filter(|before| Some(*before) != base.get());
        Commission::ALL.into_iter().filter_map(move |commission| {
            let (agency, creator) = line.paid(&amounts, commission);
            let filled = !agency.is_blank() || !creator.is_blank();
            let there = match (line.only, commission) {
                (Some(only), commission) => only == commission,
                (None, Commission::Standard) => true,
                (None, Commission::ShopAds) => filled,
            };
            let own = line.own_rates(commission);
            let rates = Rates::of_parts(own.agency, own.creator)?;
            let (gmv, quantity, tax) = (line.gmv, line.quantity, amounts.tax);
            let fully_refunded = line.fully_refunded;
            let claim = Self {
                commission,
                class,
                rates,
                base,
                base_before_refund,
                gmv,
                quantity,
                tax,
                agency,
                creator,
                nothing_due,
                fully_refunded,
            };
            (there && !unchecked).then_some(claim)
        })
    }

    /// The parts that are due under a policy; `None` where the base is blank.
    pub(crate) fn expected(&self, policy: Policy) -> Option<Parts> {
        self.base.get().map(|base| split_of(base, self.rates, policy))
    }

    /// Whether both amounts are reported against a base, so that policies can be told apart.
    pub(crate) fn tells_policies_apart(&self) -> bool {
        !self.nothing_due && !self.base.is_blank() && !self.agency.is_blank() && !self.creator.is_blank()
    }

    pub(crate) fn is_explained_by(&self, parts: Parts) -> bool {
        self.agency.get() == Some(parts.agency_minor) && self.creator.get() == Some(parts.creator_minor)
    }
}

/// The split of a base at a pair of rates.
pub(crate) fn split_of(base: i64, rates: Rates, policy: Policy) -> Parts {
    parts(base, rates.total, rates.creator, policy)
}
