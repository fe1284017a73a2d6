//! M: splitting the commission.

use super::catalogue;

catalogue! {
    M001 "double-dipping" Law Both("FAQ 1", "one organisation can bear two ids, so agencies that the caller declares to be one organisation count as one")
        "The campaign agency collects from the seller only: when it also manages the creator, its management share on this campaign's orders is nil, the creator keeps the whole creator commission, and the split says that the share was waived."
    M002 "other-manager" Law Guide("FAQ 2")
        "A creator managed by another agency shares the creator commission with it by their own agreement; the campaign agency's part is unchanged."
    M003 "negative-base" Refusal Decision("a refund is an adjustment of the split, not a negative sale")
        "A commission base is not negative."
    M004 "refund-exceeds-base" Refusal Decision("no more can be given back than was sold")
        "Refunds never exceed the amount sold, and are not negative."
    M005 "currency-mismatch" Refusal Decision("minor units of different currencies cannot be added")
        "All amounts of one order line are in one currency."
    M006 "amount-out-of-range" Refusal Decision("nothing is rounded or guessed on the way in")
        "What does not fit 64-bit minor units, has more decimals than its currency, or is written in no known form is refused. Minor units are ISO 4217's, except whole rupiah for IDR as the platform pays; a profile may override them. In text, a dot or comma before exactly three digits groups thousands in a currency without minor units; in the others a dot is the decimal point and commas group. In a currency with one or two decimals digits, one dot and exactly three digits, as `1.000`, can be read both ways and are refused."
    M007 "rate-out-of-range" Refusal Decision("a rate is a part of the base, so at most all of it")
        "Rates and shares are 0 to 10000 basis points."
    M008 "creator-rate-exceeds-total" Refusal Guide("Approving/Rejecting Seller Products, step 3")
        "The creator rate is at most the total rate. Equal is allowed: the agency keeps nothing."
    M009 "tax-out-of-range" Refusal Decision("what is withheld comes out of the creator commission")
        "Where the managing share is taken after tax, the tax withheld is 0 to the creator commission."
    M010 "manager-missing" Refusal Decision("alone a share would be dropped in silence")
        "A managing share above 0 names its manager: another agency, or the campaign agency."
}
