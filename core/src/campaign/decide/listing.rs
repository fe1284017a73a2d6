//! Product lists: creating, renaming, filling, rating, emptying, deleting.

use hashbrown::HashSet;

use super::case::{Case, repeated};
use super::rating::{judge_rates, rated};
use crate::campaign::command::CreatorRate;
use crate::campaign::event::Change;
use crate::campaign::product_list::List;
use crate::rules;
use crate::shown::shown;
use crate::value::id::ProductId;
use crate::violation::{Found, Violation};

/// L001, L002, L003, L004 and L007, and of each entry T001, T003, T004 and R011.
pub(super) fn create(case: &mut Case<'_>, name: &str, items: &[CreatorRate]) -> Option<Change> {
    case.judge_list_count();
    judge_name(case, name);
    if items.is_empty() {
        let violation =
            Violation::new(&rules::L007, "/items", "the new list has no product: at least 1 is needed");
        case.found.push(violation.with("value", 0_i64).with("min", 1_i64));
    }
    judge_entries(case, Destination::New, items);
    let list = case.state.next_list();
    Some(Change::ListCreated { list, name: name.trim().to_owned(), items: rated(items)? })
}

/// L003 and L005.
pub(super) fn rename(case: &mut Case<'_>, list: i128, name: &str) -> Option<Change> {
    let found = find(case, list);
    judge_name(case, name);
    let (list, _) = found?;
    Some(Change::ListRenamed { list, name: name.trim().to_owned() })
}

/// L005.
pub(super) fn delete(case: &mut Case<'_>, list: i128) -> Option<Change> {
    let (list, _) = find(case, list)?;
    Some(Change::ListDeleted { list })
}

/// L002, L004, L005 and T005, and of each entry T001, T003, T004 and R011.
pub(super) fn add(case: &mut Case<'_>, list: i128, items: &[CreatorRate]) -> Option<Change> {
    case.judge_empty("/items", items.len());
    let found = find(case, list);
    judge_entries(case, found.map_or(Destination::Missing, |(_, list)| Destination::There(list)), items);
    let (list, _) = found?;
    Some(Change::ProductsAddedToList { list, items: rated(items)? })
}

/// L005, L006 and T005, and of each entry T001, T003, T004 and R011.
pub(super) fn set_rates(case: &mut Case<'_>, list: i128, items: &[CreatorRate]) -> Option<Change> {
    case.judge_empty("/items", items.len());
    let path_of = |number| format!("/items/{number}/product");
    case.judge_repeated(items.iter().map(|item| &item.product), path_of);
    let found = find(case, list);
    judge_rates(case, "/items", items);
    let (number, list) = found?;
    judge_presence(case, (number, list), items.iter().map(|item| &item.product), path_of);
    Some(Change::ListRatesSet { list: number, items: rated(items)? })
}

/// L005, L006 and T005.
pub(super) fn remove(case: &mut Case<'_>, list: i128, products: &[ProductId]) -> Option<Change> {
    let path_of = |number| format!("/products/{number}");
    case.judge_empty("/products", products.len());
    case.judge_repeated(products.iter(), path_of);
    let (number, list) = find(case, list)?;
    judge_presence(case, (number, list), products.iter(), path_of);
    Some(Change::ProductsRemovedFromList { list: number, products: products.to_vec() })
}

/// The list of this number; L005 where there is none.
fn find<'a>(case: &mut Case<'a>, number: i128) -> Option<(u32, &'a List)> {
    let found = u32::try_from(number).ok().and_then(|number| Some((number, case.state.list(number)?)));
    if found.is_none() {
        let message = format!("there is no list {number}");
        case.found.push(Violation::new(&rules::L005, "/list", message).with("list", number));
    }
    found
}

/// L003.
fn judge_name(case: &mut Case<'_>, name: &str) {
    if name.trim().is_empty() {
        case.found.push(Violation::new(&rules::L003, "/name", "the list has no name: it is blank"));
    }
}

/// Where entries go.
#[derive(Clone, Copy)]
enum Destination<'a> {
    New,
    There(&'a List),
    Missing,
}

/// L002 and L004, and T001, T003, T004 and R011 of each item.
fn judge_entries(case: &mut Case<'_>, list: Destination<'_>, items: &[CreatorRate]) {
    let present: HashSet<u32> = match list {
        Destination::There(list) => list.present().map(|(_, entry)| entry.product).collect(),
        Destination::New | Destination::Missing => HashSet::new(),
    };
    let is_present =
        |product: &ProductId| case.state.number_of(product).is_some_and(|number| present.contains(&number));
    let again: HashSet<usize> =
        repeated(items.iter().map(|item| &item.product)).into_iter().map(|(number, _)| number).collect();
    let mut found = Found::default();
    for (number, CreatorRate { product, .. }) in items.iter().enumerate() {
        if again.contains(&number) || is_present(product) {
            let message =
                format!("product `{}` would stand more than once in the list", shown(product.as_str()));
            found.push(
                Violation::new(&rules::L004, format!("/items/{number}/product"), message)
                    .with("product", product.as_str()),
            );
        }
    }
    if !matches!(list, Destination::Missing) {
        let new: HashSet<_> =
            items.iter().map(|item| &item.product).filter(|product| !is_present(product)).collect();
        let (count, max) = (present.len().saturating_add(new.len()), case.profile.limits.list_products);
        if !new.is_empty() && u32::try_from(count).unwrap_or(u32::MAX) > max {
            let message = format!(
                "the list would have {count} products: profile `{}` allows at most {max}",
                case.profile.id
            );
            found.push(
                Violation::new(&rules::L002, "/items", message)
                    .with("value", count)
                    .with("max", max)
                    .with("profile", case.profile.id.as_str()),
            );
        }
    }
    case.found.extend(found.into_vec());
    judge_rates(case, "/items", items);
}

/// L006.
fn judge_presence<'p>(
    case: &mut Case<'_>,
    (number, list): (u32, &List),
    products: impl Iterator<Item = &'p ProductId>,
    path_of: impl Fn(usize) -> String,
) {
    for (item, product) in products.enumerate() {
        let there = case.state.number_of(product).is_some_and(|number| list.holds(number));
        if !there {
            let message = format!("product `{product}` is not in list {number}");
            case.found.push(
                Violation::new(&rules::L006, path_of(item), message)
                    .with("product", product.as_str())
                    .with("list", number),
            );
        }
    }
}
