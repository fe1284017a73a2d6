//! The rules of partner campaigns, and the split of their commission to the last minor unit.
//!
//! An agency sets up a campaign, sellers register products at a total commission rate, the agency passes part of it on
//! to creators, and the commission of each order is split between agency, creator and the agency that manages the
//! creator. This crate is pure: no clock, no I/O, no global state. Time, ids and data are arguments; the same input
//! gives the same bytes everywhere. Money is whole minor units, rates are whole basis points; no float is near them.
//!
//! The floors, each importing only from those below:
//!
//! | floor | modules |
//! | --- | --- |
//! | 6 | `schema` |
//! | 5 | `payout`, `shared`, `view` |
//! | 4 | `campaign`, `split` |
//! | 3 | `account`, `management`, `terms` |
//! | 2 | `profile`, `violation` |
//! | 1 | `rules` |
//! | 0 | `json`, `shown`, `value` |

mod account;
mod campaign;
mod json;
mod management;
mod payout;
mod profile;
mod rules;
#[cfg(feature = "schema")]
mod schema;
mod shared;
mod shown;
mod split;
mod terms;
mod value;
mod view;
mod violation;

pub use account::{Account, Bank, Tax};
pub use campaign::{
    ACTIONS, Action, ActionRow, Actor, After, AgreedRates, Allowed, BroughtBy, Campaign, Change, Check,
    Command, Contact, CreatorRate, CurrentRate, Decision, Details, Draft, Event, Exported, LinkTo, Means,
    Offer, Offered, Order, PHASES, Phase, PhaseRow, Rated, Refusal, Role, Selection, Sellers, SellersGiven,
    Status, TRANSITIONS, Through, Toggle, Transition, When, check, check_json, check_request,
    check_request_json, shop_codes,
};
pub use json::{FAULTS_MAX, Fault, Invalid, JSON_BYTES_MAX, JSON_HISTORY_BYTES_MAX, SCHEMA_VERSION};
pub use management::{Agreement, Management, Organisations};
pub use payout::{
    Adjustments, ChosenBy, Ended, Explained, FindingRecord, Kind, NotVerified, OrderBatches, OrderColumns,
    OrderField, OrderRow, Party, PolicyInForce, Report, RowIds, SettledOnZero, SheetNotRead, Summary,
    TABLE_HEADERS, TableTime, TermsField, TermsNotGiven, TermsRow, TextBatch, TextColumn, TimeColumn, Told,
    Total, UnknownStatus, Unreadable, ValueColumn, Verdict, Verification, VerifyError, Want, Wanted, Why,
    Worth,
};
pub use profile::{Bounds, Limits, Profile, ProfileError, RateBound};
pub use rules::{Rule, Severity, Source, rule, rules, rules_json, rules_not_raised};
#[cfg(feature = "schema")]
pub use schema::schemas;
pub use shared::{ShareError, SharedCampaign};
pub use shown::shown;
pub use split::{
    Bulk, BulkError, BulkOptions, BulkTerms, Columns, CompareTotals, Difference, Explanation, InstructionSet,
    LengthError, Line, Manager, Paid, PaidColumns, PartsOut, ReportedColumns, Split, SplitTerms,
    SplitTermsTable, SplitTermsTableError, Step, StreamingStores, Totals, adjust, adjust_refund,
    compare_columns, explain, net_base, reason_rule, split, split_columns, split_into,
};
pub use terms::AgreedTerms;
pub use value::id::{AgencyId, CampaignId, CreatorId, IdError, ProductId, ShopCode};
pub use value::instant::{Instant, InstantError};
pub use value::money::{AmountError, Currency};
pub use value::period::{Day, DayError, Period, Zone, ZoneError};
pub use value::policy::{ManagingShare, Policy, RemainderHolder};
pub use value::rate::{Rate, RateError};
pub use value::rounding::Rounding;
pub use value::style::{DateOrder, DecimalMark};
pub use view::{
    AgencyCreator, AgencyList, AgencyListEntry, AgencyProduct, AgencyStep, AgencyTabs, AgencyView,
    CampaignOrder, Card, CreatorItem, CreatorOrder, CreatorOrders, CreatorView, Figures, Filter, LinkAnswer,
    LinkProduct, LinkView, Listing, OrderColumnsIn, OrderColumnsOut, OrderLines, OrderParts, OrderTotals,
    Page, Performance, ProductTotals, SellerProduct, SellerTabs, SellerView, campaigns_of, campaigns_of_json,
    creator_orders, creator_orders_json, marketplace, marketplace_json,
};
pub use violation::{Param, VIOLATIONS_MAX, Violation, Violations};

/// The engine's version, which every receipt names.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The examples of the README, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
