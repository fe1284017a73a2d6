//! What sellers do: register, register again, revise a rate, ask to close.

use super::case::{Case, out_of_range, rate, wrong_status};
use crate::campaign::action::Action;
use crate::campaign::actor::Actor;
use crate::campaign::bound;
use crate::campaign::command::Offer;
use crate::campaign::event::{Change, Offered};
use crate::campaign::registration::{Registration, Standing, Status};
use crate::rules;
use crate::value::id::ProductId;
use crate::violation::Violation;

/// R001 to R009 and C013. Who may not see the campaign learns nothing from its registrations.
pub(super) fn register(case: &mut Case<'_>, action: Action, offers: &[Offer]) -> Option<Change> {
    let sees = case.judge_joining();
    judge_offers(case, offers);
    if sees {
        for (number, offer) in offers.iter().enumerate() {
            let path = product_path(number);
            match action {
                Action::RegisterAgain => judge_again(case, &offer.product, &path),
                _ => judge_new(case, &offer.product, &path),
            }
        }
    }
    let products = offered(offers)?;
    Some(match action {
        Action::RegisterAgain => Change::ProductsRegisteredAgain { products },
        _ => Change::ProductsRegistered { products },
    })
}

/// R001 and R003 of a shop without a registration, R004, R005 and C013; R011 or R008, else R010 or R009.
pub(super) fn revise(case: &mut Case<'_>, offers: &[Offer]) -> Option<Change> {
    let sees = case.judge_stranger();
    judge_offers(case, offers);
    for (number, offer) in offers.iter().enumerate().filter(|_| sees) {
        let path = product_path(number);
        let Some(registration) = own(case, &offer.product, &path) else { continue };
        match registration.status(case.clock) {
            status @ (Status::Approved | Status::PendingClosed) => {
                let (product, total) = (&registration.product, registration.total().bps());
                let message = format!(
                    "product `{product}` is `{}`: its total rate stays {total} basis points",
                    status.word()
                );
                case.found.push(
                    Violation::new(&rules::R010, &path, message)
                        .with("product", product.as_str())
                        .with("status", status.word())
                        .with("total_rate_bps", total),
                );
            }
            _ => case.judge_start(Action::ReviseRate, registration, &path),
        }
    }
    Some(Change::RatesRevised { products: offered(offers)? })
}

/// R001 and R003 of a shop without a registration; R011, R008 or R009.
pub(super) fn request_closure(case: &mut Case<'_>, products: &[ProductId]) -> Change {
    let sees = case.judge_stranger();
    case.judge_empty("/products", products.len());
    case.judge_repeated(products.iter(), |number| format!("/products/{number}"));
    for (number, product) in products.iter().enumerate().filter(|_| sees) {
        let path = format!("/products/{number}");
        if let Some(registration) = own(case, product, &path) {
            case.judge_start(Action::RequestClosure, registration, &path);
        }
    }
    Change::ClosureRequested { products: products.to_vec() }
}

fn product_path(number: usize) -> String {
    format!("/products/{number}/product")
}

fn offered(offers: &[Offer]) -> Option<Vec<Offered>> {
    let made = |offer: &Offer| {
        Some(Offered { product: offer.product.clone(), total_rate: rate(offer.total_rate_bps)? })
    };
    offers.iter().map(made).collect()
}

/// T005, R004, R005 and C013.
fn judge_offers(case: &mut Case<'_>, offers: &[Offer]) {
    case.judge_empty("/products", offers.len());
    case.judge_repeated(offers.iter().map(|offer| &offer.product), product_path);
    let requirement = case.state.details.rate_requirement.bps();
    for (number, Offer { total_rate_bps: bps, .. }) in offers.iter().enumerate() {
        let path = format!("/products/{number}/total_rate_bps");
        if rate(*bps).is_none_or(|rate| rate.bps() == 0) {
            case.found.push(out_of_range(&rules::R004, "total_rate_bps", *bps, 1, &path));
        }
        if *bps < i128::from(requirement) {
            let message =
                format!("total_rate_bps is {bps}: the campaign asks for at least {requirement} basis points");
            case.found.push(
                Violation::new(&rules::R005, &path, message).with("value", *bps).with("min", requirement),
            );
        }
        case.found.extend(bound::total_rate(&path, *bps, case.profile));
    }
}

/// The registration of a product, if the shop that acts registered it; else R011 or R008.
fn own<'a>(case: &mut Case<'a>, product: &ProductId, path: &str) -> Option<&'a Registration> {
    let registration = case.known(product, path)?;
    judge_shop(case, registration, path).then_some(registration)
}

/// R008, and whether it holds.
fn judge_shop(case: &mut Case<'_>, registration: &Registration, path: &str) -> bool {
    let same = matches!(case.by, Actor::Seller(shop) if shop == registration.shop());
    if !same {
        case.found.push(not_the_seller(case.by, &registration.product, path));
    }
    same
}

fn not_the_seller(by: &Actor, product: &ProductId, path: &str) -> Violation {
    let message = format!("product `{product}` was registered by another shop than `{}`", by.id());
    Violation::new(&rules::R008, path, message).with("product", product.as_str()).with("shop", by.id())
}

/// R007 of a shop that was rejected for good, whoever held the product since; else R008 while it is another shop's and live;
/// else R006 or R009.
fn judge_new(case: &mut Case<'_>, product: &ProductId, path: &str) {
    let Some(registration) = case.state.registration_of(product) else { return };
    let Actor::Seller(shop) = case.by else { return };
    let standing = registration.standing(case.clock);
    if registration.blocks(shop) {
        case.found.push(blocked(product, path));
        return;
    }
    if registration.shop() != shop {
        // what is closed, or was rejected, passes to this shop
        if standing.status().is_live() {
            case.found.push(not_the_seller(case.by, product, path));
        }
        return;
    }
    match standing {
        Standing::Closed(_) => {}
        Standing::Rejected(_) => {
            let message = format!("product `{product}` is `rejected`: `register_again` brings it back");
            case.found.push(
                Violation::new(&rules::R009, path, message)
                    .with("product", product.as_str())
                    .with("status", Status::Rejected.word())
                    .with("action", Action::RegisterProducts.word())
                    .with("use", Action::RegisterAgain.word()),
            );
        }
        live => {
            let status = live.status().word();
            let message = format!(
                "product `{product}` is registered already, and `{status}`: one live registration is allowed"
            );
            case.found.push(
                Violation::new(&rules::R006, path, message)
                    .with("product", product.as_str())
                    .with("status", status),
            );
        }
    }
}

/// R011 or R008, else R009 or R007.
fn judge_again(case: &mut Case<'_>, product: &ProductId, path: &str) {
    let Some(registration) = own(case, product, path) else { return };
    match registration.standing(case.clock) {
        Standing::Rejected(rejection) if rejection.may_register_again => {}
        Standing::Rejected(_) => case.found.push(blocked(product, path)),
        other => {
            case.found.push(wrong_status(Action::RegisterAgain, registration, other.status(), path));
        }
    }
}

/// R007.
fn blocked(product: &ProductId, path: &str) -> Violation {
    let message =
        format!("product `{product}` was rejected for good: the agency did not allow it to come back");
    Violation::new(&rules::R007, path, message).with("product", product.as_str())
}
