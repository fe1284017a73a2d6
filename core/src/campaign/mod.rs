//! The campaign: how it begins, and what a profile bounds in it.

mod bound;
mod check;
mod draft;

pub use check::{Check, check, check_json, check_request, check_request_json};
pub use draft::{Contact, Details, Draft, Sellers, SellersGiven, shop_codes};
