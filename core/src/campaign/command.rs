//! Commands: what an actor asks for. Values may break rules; only their shape is sure.

mod read;

use super::action::Action;
use super::actor::Actor;
use super::draft::Draft;
use crate::account::Account;
use crate::value::id::{CampaignId, ProductId};
use crate::value::instant::Instant;

pub(crate) use read::{BEFORE_CREATION, CREATED_TWICE, Existing, list_of_items, product_ids};

/// A product and the total rate that its shop offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The product.
    pub product: ProductId,
    /// What the seller would pay, in basis points; R004 judges it.
    pub total_rate_bps: i128,
}

/// A product and the rate that the agency passes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatorRate {
    /// The product.
    pub product: ProductId,
    /// What the creator would get, in basis points; T001 and T004 judge it.
    pub creator_rate_bps: i128,
}

/// A product and what the creator earns on it elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentRate {
    /// The product.
    pub product: ProductId,
    /// What the creator earns, in basis points.
    pub rate_bps: i128,
}

/// Which of the products behind a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All that are available.
    All,
    /// These.
    These(Vec<ProductId>),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the public words of the command's keys")]
pub enum Command {
    /// A new campaign, not published.
    CreateCampaign { id: CampaignId, account: Box<Account>, draft: Box<Draft> },
    /// Other details: each key given replaces the whole value.
    EditCampaign { changes: Box<Draft> },
    /// The publish toggle, on.
    Publish,
    /// The publish toggle, off.
    Unpublish,
    /// A seller joins with products.
    RegisterProducts { products: Vec<Offer> },
    /// A seller comes back with rejected products.
    RegisterAgain { products: Vec<Offer> },
    /// A seller offers other rates for what is pending.
    ReviseRate { products: Vec<Offer> },
    /// A seller asks to close approved products.
    RequestClosure { products: Vec<ProductId> },
    /// The agency approves what is pending.
    Approve { products: Vec<ProductId> },
    /// The agency rejects what is pending.
    Reject { products: Vec<ProductId>, reasons: Vec<String>, note: Option<String>, may_register_again: bool },
    /// The agency agrees to closures.
    ApproveClosure { products: Vec<ProductId> },
    /// The agency refuses closures.
    RejectClosure { products: Vec<ProductId> },
    /// The agency takes products out.
    RemoveProducts { products: Vec<ProductId> },
    /// Creator rates of products' own links.
    SetCreatorRates { rates: Vec<CreatorRate> },
    /// Links for products.
    ExportLinks { products: Vec<ProductId>, base_url: String },
    /// A new list.
    CreateList { name: String, items: Vec<CreatorRate> },
    /// Another name.
    RenameList { list: i128, name: String },
    /// The list goes; its number is never used again.
    DeleteList { list: i128 },
    /// More products.
    AddToList { list: i128, items: Vec<CreatorRate> },
    /// Other rates of products in the list.
    SetListRates { list: i128, items: Vec<CreatorRate> },
    /// Fewer products.
    RemoveFromList { list: i128, products: Vec<ProductId> },
    /// A creator takes up products behind a link.
    AddToShowcase { link: String, products: Selection, terms_accepted: bool, current_rates: Vec<CurrentRate> },
    /// A creator drops products.
    RemoveFromShowcase { products: Vec<ProductId> },
}

impl Command {
    /// Which action it is.
    #[must_use]
    pub const fn action(&self) -> Action {
        match self {
            Self::CreateCampaign { .. } => Action::CreateCampaign,
            Self::EditCampaign { .. } => Action::EditCampaign,
            Self::Publish => Action::Publish,
            Self::Unpublish => Action::Unpublish,
            Self::RegisterProducts { .. } => Action::RegisterProducts,
            Self::RegisterAgain { .. } => Action::RegisterAgain,
            Self::ReviseRate { .. } => Action::ReviseRate,
            Self::RequestClosure { .. } => Action::RequestClosure,
            Self::Approve { .. } => Action::Approve,
            Self::Reject { .. } => Action::Reject,
            Self::ApproveClosure { .. } => Action::ApproveClosure,
            Self::RejectClosure { .. } => Action::RejectClosure,
            Self::RemoveProducts { .. } => Action::RemoveProducts,
            Self::SetCreatorRates { .. } => Action::SetCreatorRates,
            Self::ExportLinks { .. } => Action::ExportLinks,
            Self::CreateList { .. } => Action::CreateList,
            Self::RenameList { .. } => Action::RenameList,
            Self::DeleteList { .. } => Action::DeleteList,
            Self::AddToList { .. } => Action::AddToList,
            Self::SetListRates { .. } => Action::SetListRates,
            Self::RemoveFromList { .. } => Action::RemoveFromList,
            Self::AddToShowcase { .. } => Action::AddToShowcase,
            Self::RemoveFromShowcase { .. } => Action::RemoveFromShowcase,
        }
    }
}

/// A command, who gives it, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What is asked for.
    pub command: Command,
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Instant,
}
