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
    case.judge_joining();
    let hidden = case.found.iter().any(|one| [rules::R001.code, rules::R003.code].contains(&one.rule().code));
    judge_offers(case, offers);
    if !hidden {
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

/// R008, else R010 or R009.
pub(super) fn revise(case: &mut Case<'_>, offers: &[Offer]) -> Option<Change> {
    judge_offers(case, offers);
    for (number, offer) in offers.iter().enumerate() {
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

pub(super) fn request_closure(case: &mut Case<'_>, products: &[ProductId]) -> Change {
    case.judge_empty("/products", products.len());
    case.judge_repeated(products.iter(), |number| format!("/products/{number}"));
    for (number, product) in products.iter().enumerate() {
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
        let product = &registration.product;
        let message = format!("product `{product}` was registered by another shop than `{}`", case.by.id());
        case.found.push(
            Violation::new(&rules::R008, path, message)
                .with("product", product.as_str())
                .with("shop", case.by.id()),
        );
    }
    same
}

/// R008, else R006, R007 or R009.
fn judge_new(case: &mut Case<'_>, product: &ProductId, path: &str) {
    let Some(registration) = case.state.registration_of(product) else { return };
    if !judge_shop(case, registration, path) {
        return;
    }
    match registration.standing(case.clock) {
        Standing::Closed(_) => {}
        Standing::Rejected(rejection) if rejection.may_register_again => {
            let message = format!("product `{product}` is `rejected`: `register_again` brings it back");
            case.found.push(
                Violation::new(&rules::R009, path, message)
                    .with("product", product.as_str())
                    .with("status", Status::Rejected.word())
                    .with("action", Action::RegisterProducts.word())
                    .with("use", Action::RegisterAgain.word()),
            );
        }
        Standing::Rejected(_) => case.found.push(blocked(product, path)),
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
