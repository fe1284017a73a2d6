//! S: the creator's showcase.

use super::catalogue;

catalogue! {
    S001 "terms-not-accepted" Refusal Guide("Creator & Seller Experience, Creator Experience, steps 2 and 3")
        "A creator agrees to the campaign's terms before adding a product. The products behind a list link are shown after that."
    S002 "no-available-products" Refusal Guide("Creator & Seller Experience, Creator Experience, step 5")
        "No available products yet: the campaign or list behind the link has no live product with a creator rate."
    S003 "product-list-not-found" Refusal Guide("Creator & Seller Experience, Creator Experience, step 5")
        "The product list wasn't found: the product or list behind the link was deleted or never was, or the text is no link of this campaign."
    S004 "commission-will-decrease" Warning Guide("Creator & Seller Experience, Creator Experience, step 4")
        "This campaign's creator rate is below the rate that the creator now earns on the product."
    S005 "not-in-list" Refusal Both("Creator & Seller Experience, Creator Experience, step 3", "what is not offered cannot be added, and what is not there cannot be removed")
        "A product added to the showcase is available behind the link; a product removed from it is a live one in it."
}
