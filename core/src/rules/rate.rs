//! T: creator rates and links.

use super::catalogue;

catalogue! {
    T001 "creator-rate-exceeds-total" Refusal Guide("Approving/Rejecting Seller Products, step 3")
        "A creator rate is at most the product's total rate. Equal is allowed: the agency keeps nothing."
    T002 "creator-rate-missing" Refusal Guide("Approving/Rejecting Seller Products, step 3")
        "Links are exported only for products whose creator rate is set."
    T003 "product-not-approved" Refusal Guide("Approving/Rejecting Seller Products, step 3")
        "Rates are set, links exported and lists filled with approved products only."
    T004 "rate-out-of-range" Refusal Decision("a rate is a part of the price, so at most all of it")
        "A creator rate is 0 to 10000 basis points."
    T005 "nothing-selected" Refusal Decision("an action on nothing, or twice on one thing, is a slip")
        "Every command that names products names at least one, each once."
}
