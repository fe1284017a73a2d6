//! What creators do: take up products behind a link, drop them. A link is judged the same way when it is only looked at.

use hashbrown::HashMap;

use super::Judged;
use super::case::{Case, rate};
use crate::campaign::actor::Actor;
use crate::campaign::command::{CurrentRate, Selection};
use crate::campaign::event::{Change, Rated, Through};
use crate::campaign::registration::Clock;
use crate::campaign::state::{Behind, Offered, State};
use crate::rules;
use crate::shown::{clipped, shown};
use crate::value::id::{CreatorId, ProductId};
use crate::value::rate::Rate;
use crate::violation::Violation;

/// Where a product was chosen.
type Path = std::borrow::Cow<'static, str>;

/// What a link offers: through what, and every product behind it, available or not.
pub(crate) struct Shelf<'a> {
    pub through: Through,
    pub products: Vec<Offered<'a>>,
}

impl<'a> Shelf<'a> {
    /// What stands behind a link, and what is wrong with it: S003 alone, or S002 beside an empty shelf.
    pub(crate) fn behind(state: &'a State, link: &str, clock: Clock) -> (Option<Self>, Option<Violation>) {
        let shelf = match state.behind(link, clock) {
            Behind::Nothing => return (None, Some(Self::not_found(link))),
            Behind::Product(offered) => Self {
                through: Through::Product(offered.registration.product.clone()),
                products: vec![offered],
            },
            Behind::List(number, list) => Self {
                through: Through::List(number),
                products: state.entries_offered(list, clock).collect(),
            },
        };
        let empty = shelf.available().next().is_none();
        (Some(shelf), empty.then(|| Self::nothing_available(link)))
    }

    /// S002.
    pub(crate) fn nothing_available(link: &str) -> Violation {
        let message = "No available products yet: nothing behind the link is live with a creator rate";
        Violation::new(&rules::S002, "/link", message).with("link", clipped(link).into_owned())
    }

    /// S003.
    pub(crate) fn not_found(link: &str) -> Violation {
        let message = format!("The product list wasn't found: `{}` leads nowhere", shown(link));
        Violation::new(&rules::S003, "/link", message).with("link", clipped(link).into_owned())
    }

    /// The products that can be added, with their rates.
    pub(crate) fn available(&self) -> impl Iterator<Item = (&Offered<'a>, Rate)> {
        self.products.iter().filter_map(|offered| Some((offered, offered.rate?)))
    }
}

/// S001, S002, S003, S005 and T005; S004 as a warning.
pub(super) fn add(
    case: &mut Case<'_>,
    link: &str,
    products: &Selection,
    terms_accepted: bool,
    current_rates: &[CurrentRate],
) -> Judged {
    if !terms_accepted {
        let message = "the campaign's terms are not accepted: a creator agrees to them first";
        case.found.push(Violation::new(&rules::S001, "/terms_accepted", message));
    }
    judge_current_rates(case, current_rates);
    let named = match products {
        Selection::All => None,
        Selection::These(products) => Some(products.as_slice()),
    };
    if let Some(named) = named {
        case.judge_empty("/products", named.len());
        case.judge_repeated(named.iter(), |number| format!("/products/{number}"));
    }
    let (shelf, wrong) = Shelf::behind(case.state, link, case.clock);
    case.found.extend(wrong);
    let (Some(shelf), Actor::Creator(creator)) = (shelf, case.by) else { return None.into() };
    let chosen = match named {
        None => {
            shelf.available().map(|(offered, rate)| (Path::Borrowed("/products"), *offered, rate)).collect()
        }
        Some(named) => choose(case, &shelf, named),
    };
    let warnings = warnings(case, creator, &chosen, current_rates);
    let rated = |(_, offered, rate): &(Path, Offered<'_>, Rate)| Rated {
        product: offered.registration.product.clone(),
        creator_rate: *rate,
    };
    let items = chosen.iter().map(rated).collect();
    Judged {
        change: Some(Change::AddedToShowcase { items, terms_accepted, through: shelf.through }),
        warnings,
    }
}

/// T004 and T005 of what the creator says to earn elsewhere.
fn judge_current_rates(case: &mut Case<'_>, current_rates: &[CurrentRate]) {
    let path_of = |number| format!("/current_rates/{number}/product");
    case.judge_repeated(current_rates.iter().map(|current| &current.product), path_of);
    for (number, current) in current_rates.iter().enumerate() {
        case.judge_creator_rate(
            "rate_bps",
            current.rate_bps,
            None,
            &format!("/current_rates/{number}/rate_bps"),
        );
    }
}

/// The products named, where they are available; S005 where they are not.
fn choose<'a>(case: &mut Case<'_>, shelf: &Shelf<'a>, named: &[ProductId]) -> Vec<(Path, Offered<'a>, Rate)> {
    let available: HashMap<&ProductId, (&Offered<'a>, Rate)> =
        shelf.available().map(|(offered, rate)| (&offered.registration.product, (offered, rate))).collect();
    let mut chosen = Vec::new();
    for (number, product) in named.iter().enumerate() {
        let path = format!("/products/{number}");
        if let Some((offered, rate)) = available.get(product) {
            chosen.push((path.into(), **offered, *rate));
        } else {
            let message = format!("product `{product}` is not available behind the link");
            case.found.push(Violation::new(&rules::S005, path, message).with("product", product.as_str()));
        }
    }
    chosen
}

/// S004: the rate now against the higher of the item that is replaced and of the rate earned elsewhere.
fn warnings(
    case: &Case<'_>,
    creator: &CreatorId,
    chosen: &[(Path, Offered<'_>, Rate)],
    current_rates: &[CurrentRate],
) -> Vec<Violation> {
    let elsewhere: HashMap<&ProductId, Rate> = current_rates
        .iter()
        .filter_map(|current| Some((&current.product, rate(current.rate_bps)?)))
        .collect();
    let number = case.state.showcase.number_of(creator);
    let warning = |(path, offered, rate): &(Path, Offered<'_>, Rate)| {
        let replaced = number
            .and_then(|creator| case.state.live_item(creator, offered.product, case.clock))
            .and_then(|item| case.state.item_rate(item));
        let product = &offered.registration.product;
        let now = replaced.max(elsewhere.get(product).copied()).filter(|now| rate < now)?;
        let message = format!(
            "commission on product `{product}` will decrease: {} basis points here, {} now",
            rate.bps(),
            now.bps()
        );
        Some(
            Violation::new(&rules::S004, path.as_ref(), message)
                .with("product", product.as_str())
                .with("creator_rate_bps", rate.bps())
                .with("current_rate_bps", now.bps()),
        )
    };
    chosen.iter().filter_map(warning).collect()
}

/// S005 and T005.
pub(super) fn remove(case: &mut Case<'_>, products: &[ProductId]) -> Option<Change> {
    case.judge_empty("/products", products.len());
    case.judge_repeated(products.iter(), |number| format!("/products/{number}"));
    let Actor::Creator(creator) = case.by else { return None };
    let creator_number = case.state.showcase.number_of(creator);
    for (number, product) in products.iter().enumerate() {
        let item = creator_number
            .zip(case.state.number_of(product))
            .and_then(|(creator, product)| case.state.live_item(creator, product, case.clock));
        if item.is_none() {
            let message = format!("product `{product}` is not in the showcase of creator `{creator}`");
            case.found.push(
                Violation::new(&rules::S005, format!("/products/{number}"), message)
                    .with("product", product.as_str()),
            );
        }
    }
    Some(Change::RemovedFromShowcase { products: products.to_vec() })
}
