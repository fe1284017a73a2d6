//! What else one would write in Rust.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::rows::{Out, Rows};

/// The same split in decimals, as a backend would write it.
pub fn decimal_loop(rows: &Rows, out: &mut Out) {
    let rounded = |amount: Decimal, bps: u16| {
        (amount * Decimal::new(i64::from(bps), 4))
            .round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven)
    };
    let whole = |amount: Decimal| i64::try_from(amount).unwrap_or(0);
    let [agencies, creators, managers] = &mut out.parts;
    let rates = rows.total.iter().zip(rows.creator.iter()).zip(rows.share.iter());
    let outs = agencies.iter_mut().zip(creators.iter_mut()).zip(managers.iter_mut());
    for ((&base, ((&total, &creator), &share)), ((agency, kept), manager)) in
        rows.base.iter().zip(rates).zip(outs)
    {
        let base = Decimal::from(base);
        let commission = rounded(base, creator);
        let shared = rounded(commission, share);
        *agency = whole(rounded(base, total) - commission);
        *kept = whole(commission - shared);
        *manager = whole(shared);
    }
}
