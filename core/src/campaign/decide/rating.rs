//! Creator rates of products' own links, and the export of those links.

use super::case::{Case, rate};
use crate::campaign::bound;
use crate::campaign::command::CreatorRate;
use crate::campaign::event::{Change, Exported, Rated};
use crate::campaign::link::{self, Target};
use crate::rules;
use crate::value::id::ProductId;
use crate::violation::Violation;

/// T001, T003, T004, T005, R011.
pub(super) fn set_creator_rates(case: &mut Case<'_>, rates: &[CreatorRate]) -> Option<Change> {
    case.judge_empty("/rates", rates.len());
    let path_of = |number| format!("/rates/{number}/product");
    case.judge_repeated(rates.iter().map(|rate| &rate.product), path_of);
    judge_rates(case, "/rates", rates);
    Some(Change::CreatorRatesSet { rates: rated(rates)? })
}

/// T001, T003, T004 and R011 of each item.
pub(super) fn judge_rates(case: &mut Case<'_>, array: &str, rates: &[CreatorRate]) {
    for (number, CreatorRate { product, creator_rate_bps: bps }) in rates.iter().enumerate() {
        let path = format!("{array}/{number}/product");
        let registration = case.known(product, &path);
        if let Some(registration) = registration {
            case.judge_approved(registration, &path);
        }
        let path = format!("{array}/{number}/creator_rate_bps");
        case.judge_creator_rate("creator_rate_bps", *bps, registration, &path);
    }
}

pub(super) fn rated(rates: &[CreatorRate]) -> Option<Vec<Rated>> {
    let made = |item: &CreatorRate| {
        Some(Rated { product: item.product.clone(), creator_rate: rate(item.creator_rate_bps)? })
    };
    rates.iter().map(made).collect()
}

/// T002, T003, T005, R011 and C013.
pub(super) fn export_links(case: &mut Case<'_>, products: &[ProductId], base_url: &str) -> Option<Change> {
    case.judge_empty("/products", products.len());
    case.judge_repeated(products.iter(), |number| format!("/products/{number}"));
    let count = i128::try_from(products.len()).unwrap_or(i128::MAX);
    let max = case.profile.bounds.links;
    case.found.extend(bound::exceeded("/products", "links", "links", count, max, case.profile));
    for (number, product) in products.iter().enumerate() {
        let path = format!("/products/{number}");
        let Some(registration) = case.known(product, &path) else { continue };
        case.judge_approved(registration, &path);
        if registration.own_rate().is_none() {
            let message =
                format!("product `{product}` has no creator rate: set one before its link is exported");
            case.found.push(Violation::new(&rules::T002, &path, message).with("product", product.as_str()));
        }
    }
    if !case.found.is_empty() {
        return None;
    }
    let exported = |product: &ProductId| {
        let token = link::token(&case.state.id, Target::Product(case.state.number_of(product)?));
        Some(Exported { product: product.clone(), link: link::link(base_url, &token) })
    };
    Some(Change::LinksExported { links: products.iter().map(exported).collect::<Option<_>>()? })
}
