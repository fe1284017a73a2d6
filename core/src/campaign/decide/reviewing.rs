//! What the agency does with registrations: approve, reject, decide closures, remove.

use super::Judged;
use super::case::Case;
use crate::campaign::action::Action;
use crate::campaign::event::Change;
use crate::value::id::ProductId;

/// T005, R011, R009.
pub(super) fn review(
    case: &mut Case<'_>,
    action: Action,
    products: &[ProductId],
    change: impl FnOnce(Vec<ProductId>) -> Change,
) -> Judged {
    case.judge_empty("/products", products.len());
    case.judge_repeated(products.iter(), |number| format!("/products/{number}"));
    for (number, product) in products.iter().enumerate() {
        let path = format!("/products/{number}");
        if let Some(registration) = case.known(product, &path) {
            case.judge_start(action, registration, &path);
        }
    }
    Some(change(products.to_vec())).into()
}
