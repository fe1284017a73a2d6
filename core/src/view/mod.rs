//! What each party may see, as types: what a type has no field for cannot be shown. The seller's have none of a creator.

mod agency;
mod card;
mod creator;
mod export;
mod marketplace;
mod orders;
mod query;
mod seller;
mod split_orders;

pub use agency::{
    AgencyCreator, AgencyList, AgencyListEntry, AgencyProduct, AgencyStep, AgencyTabs, AgencyView,
};
pub use card::Card;
pub use creator::{CreatorItem, CreatorOrder, CreatorView, LinkAnswer, LinkProduct, LinkView};
pub use marketplace::{Filter, Listing, marketplace, marketplace_json};
pub use orders::OrderLines;
pub use seller::{Performance, ProductTotals, SellerProduct, SellerTabs, SellerView};
pub use split_orders::{OrderColumnsIn, OrderColumnsOut, OrderParts};

#[cfg(test)]
mod tests;
