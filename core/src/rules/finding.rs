//! F: findings of payout verification.

use super::catalogue;

catalogue! {
    F001 "amount-differs" Finding Guide("Overview")
        "The reported amount is not the expected one."
    F002 "payout-missing" Finding Guide("Overview")
        "A settled line's amount cell is blank, or a payout file has no row for what is due."
    F003 "payout-unexpected" Finding Guide("Overview")
        "A payout file has a row for an order line or party that nothing is due to."
    F004 "payout-repeated" Finding Decision("an order line is paid once; overlapping exports repeat it cell for cell")
        "The same line is reported more than once within one file, or paid or stated otherwise in another."
    F005 "double-dipping" Finding Guide("FAQ 1")
        "The campaign agency was paid a management share."
    F006 "wrong-payee" Finding Guide("Overview")
        "A payout file paid the right amount to another payee."
    F007 "currency-differs" Finding Decision("minor units of different currencies cannot be compared")
        "The amount is reported in another currency."
    F008 "not-attributable" Finding Guide("Approving/Rejecting Seller Products, step 3")
        "No agreed terms of the row's campaign cover that product (and, where known, creator) at the order's time."
    F009 "refund-not-clawed-back" Finding Decision("commission rates apply to what is left after refunds")
        "A settled, refunded line was paid as before the refund: any payment at all where it was fully refunded."
    F010 "total-not-conserved" Finding Guide("Approving/Rejecting Seller Products, step 3")
        "The reported parts do not add up to the total that the source itself states."
    F011 "unreadable-row" Finding Decision("nothing is skipped silently; the rest is still checked")
        "A row cannot be read: file, line, column and reason are named."
    F012 "rate-not-agreed" Finding Guide("Approving/Rejecting Seller Products, step 3")
        "Agreed terms cover the row, at other rates."
    F013 "statement-differs" Finding Guide("Overview")
        "A seller statement's affiliate charges for an order are not the sum of its parts."
    F014 "sources-differ" Finding Decision("who of them is right cannot be told from the files")
        "Two kinds of file state different settled amounts for one party of one line."
}
