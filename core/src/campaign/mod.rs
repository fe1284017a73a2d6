//! The campaign: how it begins, every action on it while it lives, and what can be read off it at a date.
//!
//! | room | what |
//! | --- | --- |
//! | `draft`, `bound`, `check` | how a campaign begins, and what a profile bounds in it |
//! | `actor`, `action`, `phase`, `registration` | who acts, every action, the two state machines: tables of data |
//! | `journal`, `rate_history`, `product_list`, `showcase`, `link`, `state` | what a campaign holds |
//! | `agreed`, `agreed_rates` | what held at the moment of an order |
//! | `command`, `decide`, `event`, `evolve`, `replay`, `value` | the living campaign |
//! | `snapshot`, `history`, `allowed` | what is read off it |
//! | `stored` | what it is read from again |

mod action;
mod actor;
mod agreed;
mod agreed_rates;
mod allowed;
mod bound;
mod check;
mod command;
mod decide;
mod draft;
mod event;
mod evolve;
mod history;
mod journal;
mod link;
mod phase;
mod product_list;
mod rate_history;
mod registration;
mod replay;
mod showcase;
mod snapshot;
mod state;
mod stored;
mod value;

pub use action::{ACTIONS, Action, ActionRow, After};
pub use actor::{Actor, Role};
pub use agreed_rates::{AgreedRates, BroughtBy, Means};
pub use allowed::Allowed;
pub use check::{Check, check, check_json, check_request, check_request_json};
pub use command::{Command, CreatorRate, CurrentRate, Offer, Order, Selection};
pub use decide::{Decision, Refusal};
pub use draft::{Contact, Details, Draft, Sellers, SellersGiven, shop_codes};
pub use event::{Change, Event, Exported, Offered, Rated, Through};
pub use phase::{PHASES, Phase, PhaseRow, Toggle, When};
pub use registration::{Status, TRANSITIONS, Transition};
pub use value::{Campaign, LinkTo};

pub(crate) use agreed::Agreed;
pub(crate) use decide::{Shelf, hidden_from};
#[cfg(feature = "schema")]
pub(crate) use event::SCHEMA as EVENT_SCHEMA;
pub(crate) use journal::EventNo;
pub(crate) use product_list::List;
pub(crate) use registration::{Attempt, Clock, Registration, Standing, Step};
pub(crate) use showcase::{Item, Source};
#[cfg(feature = "schema")]
pub(crate) use snapshot::SCHEMA as SNAPSHOT_SCHEMA;
pub(crate) use state::State;

#[cfg(test)]
pub(crate) mod tests;
