//! L: product lists.

use super::catalogue;

catalogue! {
    L001 "too-many-lists" Refusal Guide("Approving/Rejecting Seller Products, step 6")
        "A campaign has at most 1000 lists; deleting one makes room."
    L002 "too-many-products" Refusal Guide("Approving/Rejecting Seller Products, steps 5 and 6")
        "A list has at most 100 products."
    L003 "list-name-blank" Refusal Guide("Approving/Rejecting Seller Products, step 5")
        "A list has a name."
    L004 "product-repeated" Refusal Decision("two creator rates for one product behind one link could not be told apart")
        "A product stands once in a list."
    L005 "list-not-found" Refusal Guide("Approving/Rejecting Seller Products, step 6")
        "The list exists."
    L006 "product-not-in-list" Refusal Guide("Approving/Rejecting Seller Products, step 7")
        "Removing and re-rating name products of the list."
    L007 "list-empty" Refusal Both("Approving/Rejecting Seller Products, step 5", "editing may empty a list that was made")
        "A new list has at least one product, each with its creator rate."
}
