//! Which agreed terms held for an order line at its time.

use std::ops::Range;

use hashbrown::HashMap;

use crate::payout::book::Book;
use crate::payout::book::commission::{Commission, OwnRates};
use crate::payout::book::order_line::Sale;
use crate::payout::book::texts::Shared;
use crate::terms::{Rates, Terms, Validity};

/// The agreed terms, found by campaign and product.
pub(crate) struct Agreed {
    /// Those of one campaign and product next to each other, in the order in which they were given.
    terms: Vec<Agreement>,
    by_product: HashMap<(Shared, Shared), Range<usize>>,
    /// By number of a text: whether it is a campaign that terms were given for.
    in_scope: Vec<bool>,
    /// The blank text: the creator of a line that names none.
    nobody: Shared,
}

/// One agreement, as small as it is looked at often.
struct Agreement {
    /// Only for this creator, where that is known.
    creator: Option<Shared>,
    validity: Validity,
    standard: Rates,
    shop_ads: Option<Rates>,
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

impl Agreed {
    pub(crate) fn new(terms: &[Terms], book: &mut Book) -> Self {
        let nobody = book.share("");
        let mut given: Vec<((Shared, Shared), Agreement)> = Vec::with_capacity(terms.len());
        for one in terms {
            let key = (book.share(&one.campaign_id), book.share(&one.product_id));
            let creator = one.creator.as_deref().map(|creator| book.share(creator));
            let (validity, standard, shop_ads) = (one.validity(), one.standard, one.shop_ads);
            given.push((key, Agreement { creator, validity, standard, shop_ads }));
        }
        given.sort_by_key(|(key, _)| *key); // which leaves those of one key in their order
        let mut by_product = HashMap::new();
        let mut in_scope = vec![false; book.texts()];
        for (at, (key, _)) in given.iter().enumerate() {
            by_product.entry(*key).or_insert(at..at).end = at.saturating_add(1);
            if let Some(is) = usize::try_from(key.0).ok().and_then(|at| in_scope.get_mut(at)) {
                *is = true;
            }
        }
        let terms = given.into_iter().map(|(_, one)| one).collect();
        Self { terms, by_product, in_scope, nobody }
    }

    /// The number of the blank text.
    pub(crate) const fn blank(&self) -> Shared {
        self.nobody
    }

    /// Whether terms were given for a campaign.
    pub(crate) fn is_in_scope(&self, campaign: Shared) -> bool {
        usize::try_from(campaign).ok().and_then(|at| self.in_scope.get(at)).copied().unwrap_or(false)
    }

    #[inline]
    fn of(&self, sale: &Sale) -> &[Agreement] {
        let range = self.by_product.get(&(sale.campaign, sale.product)).cloned();
        range.and_then(|range| self.terms.get(range)).unwrap_or_default()
    }

    /// The terms of the line's campaign and product that hold for its creator at its time.
    #[inline]
    fn covering(&self, sale: &Sale) -> impl Iterator<Item = &Agreement> + Clone {
        let (creator, created, nobody) = (sale.creator, sale.created, self.nobody);
        self.of(sale).iter().filter(move |terms| {
            let theirs = terms.creator.is_none_or(|own| creator == nobody || own == creator);
            theirs && terms.validity.holds_at(created)
        })
    }

    #[inline]
    pub(crate) fn attribute(&self, sale: &Sale) -> Attribution {
        // An order that no ad brought has no Shop Ads rates, or 0%; an agreement need not speak of Shop Ads.
        let filled = sale.shop_ads.iter().all(Option::is_some);
        let shop_ads =
            Some(sale.own_rates(Commission::ShopAds)).filter(|own| filled && *own != OwnRates::default());
        let (mut covered, mut standard_agreed) = (false, sale.only == Some(Commission::ShopAds));
        let (mut of_shop_ads, mut shop_ads_agreed) = (false, false);
        for terms in self.covering(sale) {
            covered = true;
            standard_agreed |= is_pair(sale.standard, terms.standard);
            of_shop_ads |= terms.shop_ads.is_some();
            shop_ads_agreed |= shop_ads.zip(terms.shop_ads).is_some_and(|(own, agreed)| is_pair(own, agreed));
        }
        match (covered, standard_agreed) {
            (false, _) => Attribution::None,
            (true, false) => Attribution::AtOtherRates(Commission::Standard),
            (true, true) if shop_ads.is_some() && of_shop_ads && !shop_ads_agreed => {
                Attribution::AtOtherRates(Commission::ShopAds)
            }
            _ => Attribution::AtItsRates,
        }
    }

    /// The pairs of a commission that were agreed for the line, in the order of the terms.
    pub(crate) fn pairs(&self, sale: &Sale, commission: Commission) -> Vec<Rates> {
        distinct(self.covering(sale).filter_map(|terms| of_commission(terms, commission)))
    }

    /// The other pairs that were ever agreed for the line's product and campaign, in the order of the terms.
    pub(crate) fn other_pairs(&self, sale: &Sale, commission: Commission) -> Vec<Rates> {
        let own = sale.own_rates(commission);
        let pairs = self.of(sale).iter().filter_map(|terms| of_commission(terms, commission));
        distinct(pairs.filter(|pair| !is_pair(own, *pair)))
    }
}

fn of_commission(terms: &Agreement, commission: Commission) -> Option<Rates> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::rate::Rate;

    fn pair(agency: u16, creator: u16) -> OwnRates {
        let rate = |bps: u16| Rate::new(bps).unwrap_or_default();
        OwnRates { agency: rate(agency), creator: rate(creator) }
    }

    /// Terms of a campaign and its product, for everybody and always.
    fn terms(standard: OwnRates, shop_ads: Option<OwnRates>) -> Terms {
        let agreed = |own: OwnRates| Rates::of_parts(own.agency, own.creator);
        Terms {
            campaign_id: "C".to_owned(),
            product_id: "P".to_owned(),
            creator: None,
            valid_from: None,
            valid_to: None,
            standard: agreed(standard).unwrap_or(Rates { total: Rate::ZERO, creator: Rate::ZERO }),
            shop_ads: shop_ads.and_then(agreed),
        }
    }

    /// What the terms say of a sale of that product by `creator`.
    fn attributed(terms: &[Terms], creator: &str, sold: impl FnOnce(&mut Sale)) -> Attribution {
        let mut book = Book::default();
        let mut sale = Sale {
            product: book.share("P"),
            campaign: book.share("C"),
            creator: book.share(creator),
            created: 0,
            standard: pair(1000, 500),
            shop_ads: [None, None],
            only: None,
        };
        sold(&mut sale);
        Agreed::new(terms, &mut book).attribute(&sale)
    }

    #[test]
    fn each_commission_is_held_against_what_was_agreed_of_it() {
        let (own, other) = (pair(1000, 500), pair(1000, 400));
        let sold = |terms: &[Terms], only, shop_ads: OwnRates| {
            attributed(terms, "creator", |sale| {
                sale.shop_ads = [Some(shop_ads.agency), Some(shop_ads.creator)];
                sale.only = only;
            })
        };
        let (at_other, nothing) = (Attribution::AtOtherRates, pair(0, 0));
        assert_eq!(sold(&[], None, nothing), Attribution::None);
        assert_eq!(sold(&[terms(own, None)], None, nothing), Attribution::AtItsRates);
        assert_eq!(sold(&[terms(other, None)], None, nothing), at_other(Commission::Standard));
        assert_eq!(sold(&[terms(other, None), terms(own, None)], None, nothing), Attribution::AtItsRates);
        // What terms do not speak of is not held against them.
        assert_eq!(sold(&[terms(own, None)], None, other), Attribution::AtItsRates);
        assert_eq!(sold(&[terms(own, Some(own))], None, other), at_other(Commission::ShopAds));
        assert_eq!(sold(&[terms(own, Some(own))], None, nothing), Attribution::AtItsRates);
        let two = [terms(own, Some(own)), terms(own, Some(other))];
        assert_eq!(sold(&two, None, other), Attribution::AtItsRates);
        // A row of one commission is held against that alone.
        let ads = Some(Commission::ShopAds);
        assert_eq!(sold(&[terms(other, Some(own))], ads, own), Attribution::AtItsRates);
        assert_eq!(sold(&[terms(own, Some(other))], ads, own), at_other(Commission::ShopAds));
    }

    #[test]
    fn terms_hold_from_their_beginning_to_before_their_end_and_for_their_creator() {
        let limited = Terms {
            valid_from: Some(10),
            valid_to: Some(20),
            creator: Some("ana".to_owned()),
            ..terms(pair(1000, 500), None)
        };
        let limited = std::slice::from_ref(&limited);
        for (created, creator, holds) in [
            (9, "ana", false),
            (10, "ana", true),
            (19, "ana", true),
            (20, "ana", false),
            (10, "budi", false),
            (10, "", true), // nobody is named, so it may be she
        ] {
            let found = attributed(limited, creator, |sale| sale.created = created);
            let expected = if holds { Attribution::AtItsRates } else { Attribution::None };
            assert_eq!(found, expected, "{created} {creator}");
        }
    }
}
