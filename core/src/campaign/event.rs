//! Events: what happened, who did it and when. They are what a back office stores; replaying them gives the same
//! campaign, to the byte, and needs nothing else.

mod read;
mod write;

use serde::Serialize;

pub(crate) use read::{Around, FIRST};

use super::actor::Actor;
use super::draft::{Details, Draft};
use crate::profile::Profile;
use crate::value::id::{AgencyId, CampaignId, ProductId};
use crate::value::instant::Instant;
use crate::value::rate::Rate;

/// The form of events: another number is another form.
pub(crate) const SCHEMA: u32 = 1;

/// One event. Its JSON is `{"event": NAME, "schema": 1, "campaign": ID, "number": 1, 2, ..., "at": INSTANT, "by": ACTOR, ...}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Whose campaign's.
    pub campaign: CampaignId,
    /// Its place among the campaign's events: 1, 2, 3 ...
    pub number: u32,
    /// When.
    pub at: Instant,
    /// Who did it.
    pub by: Actor,
    /// What happened.
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
    /// What the creator gets.
    #[serde(rename = "creator_rate_bps")]
    #[cfg_attr(feature = "schema", schemars(with = "u16"))]
    pub creator_rate: Rate,
    /// The product.
    pub product: ProductId,
}

/// A product and its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exported {
    /// The link, under the base URL that was given.
    pub link: String,
    /// The product.
    pub product: ProductId,
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the public words of the commands' keys")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(tag = "event", rename_all = "snake_case"))]
pub enum Change {
    /// `create_campaign`, and the profile in force.
    CampaignCreated {
        id: CampaignId,
        agency: AgencyId,
        agency_name: String,
        #[cfg_attr(feature = "schema", schemars(with = "Draft"))]
        details: Box<Details>,
        profile: Box<Profile>,
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
        may_register_again: bool,
        #[cfg_attr(feature = "schema", schemars(with = "String", default))]
        note: Option<String>,
        products: Vec<ProductId>,
        reasons: Vec<String>,
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
    ListCreated { items: Vec<Rated>, list: u32, name: String },
    /// `rename_list`.
    ListRenamed { list: u32, name: String },
    /// `delete_list`.
    ListDeleted { list: u32 },
    /// `add_to_list`.
    ProductsAddedToList { items: Vec<Rated>, list: u32 },
    /// `set_list_rates`.
    ListRatesSet { items: Vec<Rated>, list: u32 },
    /// `remove_from_list`.
    ProductsRemovedFromList { list: u32, products: Vec<ProductId> },
    /// `add_to_showcase`: every product added, with its rate at that moment, and that the terms were agreed to.
    AddedToShowcase { items: Vec<Rated>, terms_accepted: bool, through: Through },
    /// `remove_from_showcase`.
    RemovedFromShowcase { products: Vec<ProductId> },
}
