//! Which agreed terms held for an order line at its time.

use hashbrown::{HashMap, HashSet};

use crate::terms::{Rates, Terms};

use super::order_line::{Book, Commission, OrderLine, OwnRates, Shared};

/// The agreed terms, found by campaign and product.
pub(crate) struct Agreed<'a> {
    by_product: HashMap<(Shared, Shared), Vec<&'a Terms>>,
    campaigns: HashSet<Shared>,
}

/// What the agreed terms say of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Attribution {
    /// No terms cover it.
    None,
    /// Terms cover it at its own rates.
    AtItsRates,
    /// Terms cover it at other rates of this commission; the pair, where there is exactly one.
    AtOtherRates(Commission, Vec<Rates>),
}

impl<'a> Agreed<'a> {
    pub(crate) fn new(terms: &'a [Terms], book: &mut Book) -> Self {
        let mut by_product: HashMap<_, Vec<&Terms>> = HashMap::new();
        let mut campaigns = HashSet::new();
        for one in terms {
            let key = (book.share(&one.campaign_id), book.share(&one.product_id));
            campaigns.insert(key.0);
            by_product.entry(key).or_default().push(one);
        }
        Self { by_product, campaigns }
    }

    /// The campaigns that terms were given for.
    pub(crate) fn campaigns(&self) -> &HashSet<Shared> {
        &self.campaigns
    }

    fn of(&self, line: &OrderLine) -> &[&'a Terms] {
        self.by_product.get(&(line.campaign, line.product)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn attribute(&self, line: &OrderLine, book: &Book) -> Attribution {
        let creator = book.text(line.creator);
        let covers = |terms: &&&Terms| {
            let theirs = terms.creator.as_deref().is_none_or(|own| creator.is_empty() || own == creator);
            theirs && terms.holds_at(line.created)
        };
        let of_product = self.of(line);
        if !of_product.iter().any(|terms| covers(&terms)) {
            return Attribution::None;
        }
        let covering = || of_product.iter().filter(covers).copied();
        let standard = || covering().map(|terms| terms.standard);
        if line.only != Some(Commission::ShopAds) && !standard().any(|pair| is_pair(line.standard, pair)) {
            return Attribution::AtOtherRates(Commission::Standard, distinct(standard()));
        }
        // An order that no ad brought has no Shop Ads rates, or 0%; an agreement need not speak of Shop Ads.
        let shop_ads = || covering().filter_map(|terms| terms.shop_ads);
        let filled = line.shop_ads.iter().all(Option::is_some);
        match Some(line.own_rates(Commission::ShopAds)).filter(|own| filled && *own != OwnRates::default()) {
            Some(own) if shop_ads().next().is_some() && !shop_ads().any(|pair| is_pair(own, pair)) => {
                Attribution::AtOtherRates(Commission::ShopAds, distinct(shop_ads()))
            }
            _ => Attribution::AtItsRates,
        }
    }

    /// The other pairs that were ever agreed for the line's product and campaign, in the order of the terms.
    pub(crate) fn other_pairs(&self, line: &OrderLine, commission: Commission) -> Vec<Rates> {
        let own = line.own_rates(commission);
        let pairs = self.of(line).iter().filter_map(|terms| match commission {
            Commission::Standard => Some(terms.standard),
            Commission::ShopAds => terms.shop_ads,
        });
        distinct(pairs.filter(|pair| !is_pair(own, *pair)))
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
