//! A: the agency account.

use super::catalogue;

catalogue! {
    A001 "category-missing" Refusal Guide("Onboarding Requirements, steps 1 to 3")
        "The account holds the business category Content Management."
    A002 "tax-information-incomplete" Refusal Both("Onboarding Requirements, steps 4 and 5", "markets other than the US have the same fields, with a tax number in place of the EIN")
        "Tax information is complete: legal name, contact information, tax number (in the US market the EIN, on form W-9) and at least one supporting document. Each missing part is a violation of its own."
    A003 "tax-number-malformed" Refusal Decision("the public form of an EIN; a blank one is incomplete tax information alone")
        "The tax number of an account of the US market is an EIN: nine digits, with or without the hyphen after the second."
    A004 "bank-account-before-tax" Refusal Guide("Onboarding Requirements, step 6")
        "A bank account is linked or under review only once tax information is complete and well-formed."
    A005 "bank-account-not-linked" Refusal Guide("Onboarding Requirements, step 6")
        "A bank account is linked. One under review can be tried again 24 hours after the last attempt."
    A006 "onboarding-incomplete" Refusal Guide("Setting up Campaigns, step 1")
        "A campaign can be created only by an account that holds the business category, complete tax information and a linked bank account."
}
