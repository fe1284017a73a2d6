//! The plain values that everything else is made of: money, rates, ids, days, instants, and the words for them.

pub(crate) mod amount_text;
pub(crate) mod digits;
pub(crate) mod folded;
pub(crate) mod id;
pub(crate) mod instant;
pub(crate) mod moment;
pub(crate) mod money;
pub(crate) mod order_status;
pub(crate) mod period;
pub(crate) mod policy;
pub(crate) mod rate;
pub(crate) mod rounding;
pub(crate) mod style;
pub(crate) mod words;
