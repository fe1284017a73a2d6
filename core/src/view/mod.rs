//! What each party may see, as types: what a type has no field for cannot be shown. The seller's have none of a creator.

mod agency;
mod card;
mod creator;
mod export;
mod figures;
mod marketplace;
mod orders;
mod query;
mod seller;
mod several;
mod split_orders;

pub use agency::{
    AgencyCreator, AgencyList, AgencyListEntry, AgencyProduct, AgencyStep, AgencyTabs, AgencyView, Page,
};
pub use card::Card;
pub use creator::{CreatorItem, CreatorOrder, CreatorView, LinkAnswer, LinkProduct, LinkView};
pub use figures::{Figures, OrderTotals};
pub use marketplace::{Filter, Listing, marketplace, marketplace_json};
pub use orders::OrderLines;
pub use seller::{Performance, ProductTotals, SellerProduct, SellerTabs, SellerView};
pub use several::{
    CampaignOrder, CreatorOrders, campaigns_of, campaigns_of_json, creator_orders, creator_orders_json,
};
pub use split_orders::{OrderColumnsIn, OrderColumnsOut, OrderParts};

#[cfg(test)]
mod tests;
