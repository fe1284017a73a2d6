//! Events: what happened, who did it and when. They are what a back office stores; replaying them gives the same
//! campaign, to the byte.

mod read;

use serde::Serialize;

use super::actor::Actor;
use super::draft::{Details, Draft};
use crate::id::{AgencyId, CampaignId, ProductId};
use crate::instant::Instant;
use crate::rate::Rate;

/// One event. Its JSON is `{"event": NAME, "by": ACTOR, "at": INSTANT, ...}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Event {
    /// Who did it.
    pub by: Actor,
    /// When.
    pub at: Instant,
    /// What happened.
    #[serde(flatten)]
    pub change: Change,
}

/// A product and the total rate that its shop offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Offered {
    /// The product.
    pub product: ProductId,
    /// What the seller pays.
    #[serde(rename = "total_rate_bps")]
    #[cfg_attr(feature = "schema", schemars(with = "u16"))]
    pub total_rate: Rate,
}

/// A product and the rate that the agency passes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rated {
    /// The product.
    pub product: ProductId,
    /// What the creator gets.
    #[serde(rename = "creator_rate_bps")]
    #[cfg_attr(feature = "schema", schemars(with = "u16"))]
    pub creator_rate: Rate,
}

/// A product and its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exported {
    /// The product.
    pub product: ProductId,
    /// The link, under the base URL that was given.
    pub link: String,
}

/// Through which link products came into a showcase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Through {
    /// The product's own link.
    Product(ProductId),
    /// The link of the list with this number.
    List(u32),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are the public words of the commands' keys")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Change {
    /// `create_campaign`.
    CampaignCreated {
        id: CampaignId,
        agency: AgencyId,
        agency_name: String,
        #[cfg_attr(feature = "schema", schemars(with = "Draft"))]
        details: Box<Details>,
    },
    /// `edit_campaign`: the keys that changed, with their new values.
    CampaignEdited { changes: Box<Draft> },
    /// `publish`.
    CampaignPublished,
    /// `unpublish`.
    CampaignUnpublished,
    /// `register_products`.
    ProductsRegistered { products: Vec<Offered> },
    /// `register_again`.
    ProductsRegisteredAgain { products: Vec<Offered> },
    /// `revise_rate`.
    RatesRevised { products: Vec<Offered> },
    /// `request_closure`.
    ClosureRequested { products: Vec<ProductId> },
    /// `approve`.
    ProductsApproved { products: Vec<ProductId> },
    /// `reject`.
    ProductsRejected {
        products: Vec<ProductId>,
        reasons: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "String", default))]
        note: Option<String>,
        may_register_again: bool,
    },
    /// `approve_closure`.
    ClosureApproved { products: Vec<ProductId> },
    /// `reject_closure`.
    ClosureRejected { products: Vec<ProductId> },
    /// `remove_products`.
    ProductsRemoved { products: Vec<ProductId> },
    /// `set_creator_rates`.
    CreatorRatesSet { rates: Vec<Rated> },
    /// `export_links`.
    LinksExported { links: Vec<Exported> },
    /// `create_list`.
    ListCreated { list: u32, name: String, items: Vec<Rated> },
    /// `rename_list`.
    ListRenamed { list: u32, name: String },
    /// `delete_list`.
    ListDeleted { list: u32 },
    /// `add_to_list`.
    ProductsAddedToList { list: u32, items: Vec<Rated> },
    /// `set_list_rates`.
    ListRatesSet { list: u32, items: Vec<Rated> },
    /// `remove_from_list`.
    ProductsRemovedFromList { list: u32, products: Vec<ProductId> },
    /// `add_to_showcase`: every product added, with its rate at that moment.
    AddedToShowcase { through: Through, items: Vec<Rated> },
    /// `remove_from_showcase`.
    RemovedFromShowcase { products: Vec<ProductId> },
}

impl Event {
    /// Canonical JSON: sorted keys, no white space.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::json!(self).to_string()
    }
}
