//! Which agreed terms held for an order line at its time.

use hashbrown::HashMap;

use crate::terms::{Rates, Terms};

use super::book::Book;
use super::order_line::{Commission, OrderLine, OwnRates};
use super::texts::Shared;

/// The agreed terms, found by campaign and product.
pub(crate) struct Agreed<'a> {
    by_product: HashMap<(Shared, Shared), Vec<&'a Terms>>,
    /// By number of a text: whether it is a campaign that terms were given for.
    in_scope: Vec<bool>,
}

/// What the agreed terms say of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribution {
    /// No terms cover it.
    None,
    /// Terms cover it at its own rates.
    AtItsRates,
    /// Terms cover it at other rates of this commission.
    AtOtherRates(Commission),
}

impl<'a> Agreed<'a> {
    pub(crate) fn new(terms: &'a [Terms], book: &mut Book) -> Self {
        let mut by_product: HashMap<_, Vec<&Terms>> = HashMap::new();
        for one in terms {
            let key = (book.share(&one.campaign_id), book.share(&one.product_id));
            by_product.entry(key).or_default().push(one);
        }
        let mut in_scope = vec![false; book.texts()];
        for (campaign, _) in by_product.keys() {
            if let Some(is) = usize::try_from(*campaign).ok().and_then(|at| in_scope.get_mut(at)) {
                *is = true;
            }
        }
        Self { by_product, in_scope }
    }

    /// Whether terms were given for a campaign.
    pub(crate) fn is_in_scope(&self, campaign: Shared) -> bool {
        usize::try_from(campaign).ok().and_then(|at| self.in_scope.get(at)).copied().unwrap_or(false)
    }

    fn of(&self, line: &OrderLine) -> &[&'a Terms] {
        self.by_product.get(&(line.campaign, line.product)).map_or(&[], Vec::as_slice)
    }

    /// The terms of the line's campaign and product that hold for its creator at its time.
    fn covering(&self, line: &OrderLine, book: &Book) -> impl Iterator<Item = &'a Terms> + Clone {
        let creator = book.text(line.creator);
        let created = line.created;
        self.of(line).iter().copied().filter(move |terms| {
            let theirs = terms.creator.as_deref().is_none_or(|own| creator.is_empty() || own == creator);
            theirs && terms.holds_at(created)
        })
    }

    pub(crate) fn attribute(&self, line: &OrderLine, book: &Book) -> Attribution {
        let covering = self.covering(line, book);
        if covering.clone().next().is_none() {
            return Attribution::None;
        }
        let standard = || covering.clone().map(|terms| terms.standard);
        if line.only != Some(Commission::ShopAds) && !standard().any(|pair| is_pair(line.standard, pair)) {
            return Attribution::AtOtherRates(Commission::Standard);
        }
        // An order that no ad brought has no Shop Ads rates, or 0%; an agreement need not speak of Shop Ads.
        let shop_ads = || covering.clone().filter_map(|terms| terms.shop_ads);
        let filled = line.shop_ads.iter().all(Option::is_some);
        match Some(line.own_rates(Commission::ShopAds)).filter(|own| filled && *own != OwnRates::default()) {
            Some(own) if shop_ads().next().is_some() && !shop_ads().any(|pair| is_pair(own, pair)) => {
                Attribution::AtOtherRates(Commission::ShopAds)
            }
            _ => Attribution::AtItsRates,
        }
    }

    /// The pairs of a commission that were agreed for the line, in the order of the terms.
    pub(crate) fn pairs(&self, line: &OrderLine, commission: Commission, book: &Book) -> Vec<Rates> {
        distinct(self.covering(line, book).filter_map(|terms| of_commission(terms, commission)))
    }

    /// The other pairs that were ever agreed for the line's product and campaign, in the order of the terms.
    pub(crate) fn other_pairs(&self, line: &OrderLine, commission: Commission) -> Vec<Rates> {
        let own = line.own_rates(commission);
        let pairs = self.of(line).iter().filter_map(|terms| of_commission(terms, commission));
        distinct(pairs.filter(|pair| !is_pair(own, *pair)))
    }
}

fn of_commission(terms: &Terms, commission: Commission) -> Option<Rates> {
    match commission {
        Commission::Standard => Some(terms.standard),
        Commission::ShopAds => terms.shop_ads,
    }
}

fn is_pair(own: OwnRates, agreed: Rates) -> bool {
    own.agency == agreed.agency() && own.creator == agreed.creator
}

fn distinct(pairs: impl Iterator<Item = Rates>) -> Vec<Rates> {
    let mut found = Vec::new();
    for pair in pairs {
        if !found.contains(&pair) {
            found.push(pair);
        }
    }
    found
}
