//! R: registrations.

use super::catalogue;

catalogue! {
    R001 "campaign-not-published" Refusal Guide("Setting up Campaigns, step 3")
        "Sellers see and join published campaigns only; who may not see one learns nothing of its registrations. What is pending can be revised, approved and rejected while a campaign is unpublished."
    R002 "outside-registration-period" Refusal Guide("Setting up Campaigns, step 2")
        "Products are registered and registered again within the registration period."
    R003 "seller-not-invited" Refusal Guide("Setting up Campaigns, step 2")
        "A campaign restricted to selected sellers takes only the shops that it names."
    R004 "rate-out-of-range" Refusal Decision("a rate is a part of the price, and nothing offered is no offer")
        "A total rate is 1 to 10000 basis points."
    R005 "rate-below-requirement" Refusal Guide("Setting up Campaigns, step 2")
        "A total rate is at least the campaign's requirement."
    R006 "already-registered" Refusal Decision("two live total rates for one product could not be told apart")
        "A product has one live registration in a campaign: pending, approved or pending closure."
    R007 "re-registration-blocked" Refusal Guide("Approving/Rejecting Seller Products, steps 2 and 8; Creator & Seller Experience, Seller Experience, step 6")
        "A rejected product comes back only where the agency allowed it. A block is the shop's, for that product, for ever."
    R008 "not-the-seller" Refusal Decision("a registration is an agreement between its shop and the agency")
        "A product is the shop's that registered it last: only that shop may register it again, revise it or ask to close it, and no other may register it while it is live."
    R009 "wrong-status" Refusal Guide("Approving/Rejecting Seller Products, steps 2, 8 and 9; Creator & Seller Experience, Seller Experience, steps 4 to 7")
        "Each action has the statuses that it may start from."
    R010 "rate-frozen" Refusal Guide("Approving/Rejecting Seller Products, step 2")
        "The total rate cannot change once approved."
    R011 "unknown-product" Refusal Decision("nothing can be done to a registration that was never made")
        "The product has a registration in this campaign."
}
