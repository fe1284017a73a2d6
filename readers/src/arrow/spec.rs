//! The columns of the public tables: their names, whether they are needed, and which of Arrow's types they may be.

use arrow_schema::{DataType, Fields};
use partner_campaigns::Kind;

use super::error::{Label, TableError};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Texts.
    Text,
    /// Whole numbers.
    Whole,
    /// True or false.
    Bool,
    /// Moments.
    Time,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its public name.
    pub name: &'static str,
    /// Whether a table must have it.
    pub needed: bool,
    /// What it holds.
    pub holds: Holds,
}

const fn needed(name: &'static str, holds: Holds) -> Column {
    Column { name, needed: true, holds }
}

const fn optional(name: &'static str, holds: Holds) -> Column {
    Column { name, needed: false, holds }
}

const ORDERS: &[Column] = &[
    needed("order_id", Holds::Text),
    needed("sku_id", Holds::Text),
    needed("product_id", Holds::Text),
    needed("campaign_id", Holds::Text),
    optional("content_id", Holds::Text),
    optional("creator", Holds::Text),
    needed("created_at", Holds::Time),
    needed("currency", Holds::Text),
    needed("base_minor", Holds::Whole),
    optional("gmv_minor", Holds::Whole),
    optional("refunded", Holds::Bool),
    optional("refunded_minor", Holds::Whole),
    needed("agency_rate_bps", Holds::Whole),
    needed("creator_rate_bps", Holds::Whole),
    needed("status", Holds::Text),
    optional("quantity", Holds::Whole),
    needed("paid_agency_minor", Holds::Whole),
    optional("paid_creator_commission_minor", Holds::Whole),
    optional("paid_creator_minor", Holds::Whole),
    optional("paid_manager_minor", Holds::Whole),
    optional("tax_minor", Holds::Whole),
    optional("payment_id", Holds::Text),
    optional("commission", Holds::Text),
    optional("file", Holds::Text),
    optional("line", Holds::Whole),
];

const TERMS: &[Column] = &[
    needed("campaign_id", Holds::Text),
    needed("product_id", Holds::Text),
    optional("creator", Holds::Text),
    optional("valid_from", Holds::Time),
    optional("valid_to", Holds::Time),
    needed("total_rate_bps", Holds::Whole),
    needed("creator_rate_bps", Holds::Whole),
    optional("shop_ads_total_rate_bps", Holds::Whole),
    optional("shop_ads_creator_rate_bps", Holds::Whole),
];

/// The columns of a table.
#[must_use]
pub fn columns_of(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Orders => ORDERS,
        Kind::Terms => TERMS,
    }
}

impl Holds {
    /// As `docs/formats.md` says it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Whole => "integer",
            Self::Bool => "bool",
            Self::Time => "timestamp",
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Text => "strings",
            Self::Whole => "whole numbers",
            Self::Bool => "booleans",
            Self::Time => "timestamps",
        }
    }

    fn may_be(self, kind: &DataType) -> bool {
        match (self, kind) {
            (_, DataType::Null) => true,
            (Self::Text, DataType::Dictionary(keys, values)) => keys.is_integer() && is_text(values),
            (Self::Text, kind) => is_text(kind),
            (Self::Whole, DataType::Decimal128(_, scale)) => *scale == 0,
            (Self::Whole, kind) => kind.is_integer(),
            (Self::Bool, kind) => *kind == DataType::Boolean,
            (Self::Time, kind) => matches!(kind, DataType::Timestamp(..) | DataType::Date32),
        }
    }
}

fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// That a table has the needed columns, each known one once, and of a type that is read.
///
/// # Errors
/// [`TableError::Missing`], [`TableError::Twice`], [`TableError::Types`].
pub fn check(fields: &Fields, columns: &[Column], label: Label<'_>) -> Result<(), TableError> {
    let times = |column: &Column| fields.iter().filter(|field| field.name() == column.name).count();
    let missing: Vec<&str> =
        columns.iter().filter(|one| one.needed && times(one) == 0).map(|one| one.name).collect();
    if !missing.is_empty() {
        return Err(TableError::Missing(label.missing(&missing.join(", "))));
    }
    if let Some(twice) = columns.iter().find(|one| times(one) > 1) {
        return Err(TableError::Twice(label.column(twice.name)));
    }
    let wrong: Vec<String> = columns
        .iter()
        .filter_map(|column| Some((column, fields.find(column.name)?.1.data_type())))
        .filter(|(column, kind)| !column.holds.may_be(kind))
        .map(|(column, kind)| label.wrong(column.name, kind, column.holds.expected()))
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(TableError::Types(wrong.join("; "))) }
}
