//! C: the campaign.

use super::catalogue;

catalogue! {
    C001 "start-dates-differ" Refusal Guide("Setting up Campaigns, step 2")
        "Registration period and campaign period start on the same date, in the campaign's time zone."
    C002 "period-reversed" Refusal Decision("a period has at least one day")
        "A period's last day is not before its first."
    C003 "registration-outlasts-campaign" Refusal Decision("a product registered after the campaign period could never be promoted")
        "The registration period does not end after the campaign period."
    C004 "field-missing" Refusal Guide("Setting up Campaigns, step 2")
        "Target market, name, description, contact and both periods are given, not blank."
    C005 "too-many-shop-codes" Refusal Guide("Setting up Campaigns, step 2")
        "A campaign names at most 100 shop codes."
    C006 "shop-code-repeated" Refusal Decision("a shop is invited once")
        "No shop code stands twice, after trimming; case counts."
    C007 "shop-code-malformed" Refusal Decision("a shop code is copied from one screen to another, where what cannot be seen is a slip")
        "A shop code is 1 to 64 visible ASCII characters."
    C008 "no-shop-codes" Refusal Decision("a campaign that no seller may join is a slip")
        "A campaign restricted to selected sellers names at least one."
    C009 "rate-out-of-range" Refusal Decision("a rate is a part of the price, so at most all of it")
        "The commission rate requirement is 0 to 10000 basis points."
    C010 "campaign-already-over" Refusal Decision("nothing could ever happen in it")
        "A new campaign's campaign period has not ended."
    C011 "campaign-not-editable" Refusal Decision("sellers registered on the terms that they saw")
        "Once a campaign has ever been published, only name, description, contact and later end dates may change."
    C012 "campaign-over" Refusal Decision("what was agreed ended with the campaign period")
        "After the campaign period nothing is published, edited, approved, rated, exported or added to a list."
    C013 "bound-exceeded" Refusal Decision("the platform's API text states bounds that the guide does not; they belong to a profile")
        "Every further bound of the profile in force holds: name and description length, campaign length, shop codes, total rate, links in one batch."
}
