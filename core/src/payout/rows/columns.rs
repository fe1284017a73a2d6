//! The public order-lines table by column: for callers whose rows stand in columns, as Arrow's do.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::payout::error::VerifyError;

use super::table::{OrderRow, TableTime};

/// A column of texts, each `None` where it is null.
#[derive(Clone, Debug, Default)]
pub enum TextColumn<'a> {
    /// Null in every row, or not there.
    #[default]
    Null,
    /// The text of each row.
    Each(Vec<Option<&'a str>>),
    /// Distinct texts, and for each row the number of its own; a number without a text is a null.
    Keyed {
        /// The texts, judged once each.
        values: Arc<[Option<&'a str>]>,
        /// Which of them a row has, from 0.
        keys: Cow<'a, [u32]>,
    },
}

impl<'a> TextColumn<'a> {
    /// The text of a row.
    #[must_use]
    pub fn at(&self, row: usize) -> Option<&'a str> {
        match self {
            Self::Null => None,
            Self::Each(texts) => texts.get(row).copied().flatten(),
            Self::Keyed { values, keys } => {
                keys.get(row).and_then(|&key| values.get(usize::try_from(key).ok()?)).copied().flatten()
            }
        }
    }

    fn rows(&self) -> Option<usize> {
        match self {
            Self::Null => None,
            Self::Each(texts) => Some(texts.len()),
            Self::Keyed { keys, .. } => Some(keys.len()),
        }
    }
}

/// A column of values, each `None` where it is null.
#[derive(Clone, Debug, Default)]
pub enum ValueColumn<'a, T: Clone> {
    /// Null in every row, or not there.
    #[default]
    Null,
    /// A value in every row.
    Full(Cow<'a, [T]>),
    /// A value where the row is marked, else null.
    Holed(Cow<'a, [T]>, Vec<bool>),
}

impl<T: Copy> ValueColumn<'_, T> {
    /// The value of a row.
    #[must_use]
    #[inline]
    pub fn at(&self, row: usize) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Full(values) => values.get(row).copied(),
            Self::Holed(values, filled) => {
                values.get(row).copied().filter(|_| filled.get(row).copied().unwrap_or(false))
            }
        }
    }

    /// The values of rows, where they are in a column without nulls.
    pub(super) fn full(&self, rows: &Range<usize>) -> Option<&[T]> {
        if let Self::Full(values) = self { values.get(rows.clone()) } else { None }
    }

    fn rows(&self) -> Option<usize> {
        match self {
            Self::Null => None,
            Self::Full(values) => Some(values.len()),
            Self::Holed(values, filled) => Some(values.len().min(filled.len())),
        }
    }
}

/// A column of moments, in microseconds.
#[derive(Clone, Debug)]
pub enum TimeColumn<'a> {
    /// Since the epoch, in UTC.
    Instants(ValueColumn<'a, i64>),
    /// Local times without a zone, counted as if they were UTC.
    Locals(ValueColumn<'a, i64>),
}

impl Default for TimeColumn<'_> {
    fn default() -> Self {
        Self::Instants(ValueColumn::Null)
    }
}

impl TimeColumn<'_> {
    /// The moment of a row.
    #[must_use]
    #[inline]
    pub fn at(&self, row: usize) -> Option<TableTime> {
        match self {
            Self::Instants(values) => values.at(row).map(TableTime::Instant),
            Self::Locals(values) => values.at(row).map(TableTime::Local),
        }
    }

    fn rows(&self) -> Option<usize> {
        let (Self::Instants(values) | Self::Locals(values)) = self;
        values.rows()
    }
}

/// Order lines by column: as many [`OrderRow`]s, each field a column of its name. A row whose `line` is null or negative
/// stands at `first_line` and as many lines on as rows are before it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct OrderColumns<'a> {
    /// How many rows there are; every column that is not null has as many.
    pub rows: usize,
    /// The line of the first row, where `line` does not say it.
    pub first_line: u64,
    pub line: ValueColumn<'a, i64>,
    pub order_id: TextColumn<'a>,
    pub sku_id: TextColumn<'a>,
    pub product_id: TextColumn<'a>,
    pub campaign_id: TextColumn<'a>,
    pub creator: TextColumn<'a>,
    pub content_id: TextColumn<'a>,
    pub created_at: TimeColumn<'a>,
    pub currency: TextColumn<'a>,
    pub base_minor: ValueColumn<'a, i64>,
    pub gmv_minor: ValueColumn<'a, i64>,
    pub refunded: ValueColumn<'a, bool>,
    pub refunded_minor: ValueColumn<'a, i64>,
    pub agency_rate_bps: ValueColumn<'a, i64>,
    pub creator_rate_bps: ValueColumn<'a, i64>,
    pub status: TextColumn<'a>,
    pub quantity: ValueColumn<'a, i64>,
    pub paid_agency_minor: ValueColumn<'a, i64>,
    pub paid_creator_commission_minor: ValueColumn<'a, i64>,
    pub paid_creator_minor: ValueColumn<'a, i64>,
    pub paid_manager_minor: ValueColumn<'a, i64>,
    pub tax_minor: ValueColumn<'a, i64>,
    pub payment_id: TextColumn<'a>,
    pub commission: TextColumn<'a>,
}

impl OrderColumns<'_> {
    /// One row of the table.
    #[must_use]
    pub fn row(&self, at: usize) -> OrderRow<'_> {
        OrderRow {
            line: self.line_of(at),
            order_id: self.order_id.at(at),
            sku_id: self.sku_id.at(at),
            product_id: self.product_id.at(at),
            campaign_id: self.campaign_id.at(at),
            creator: self.creator.at(at),
            content_id: self.content_id.at(at),
            created_at: self.created_at.at(at),
            currency: self.currency.at(at),
            base_minor: self.base_minor.at(at),
            gmv_minor: self.gmv_minor.at(at),
            refunded: self.refunded.at(at),
            refunded_minor: self.refunded_minor.at(at),
            agency_rate_bps: self.agency_rate_bps.at(at),
            creator_rate_bps: self.creator_rate_bps.at(at),
            status: self.status.at(at),
            quantity: self.quantity.at(at),
            paid_agency_minor: self.paid_agency_minor.at(at),
            paid_creator_commission_minor: self.paid_creator_commission_minor.at(at),
            paid_creator_minor: self.paid_creator_minor.at(at),
            paid_manager_minor: self.paid_manager_minor.at(at),
            tax_minor: self.tax_minor.at(at),
            payment_id: self.payment_id.at(at),
            commission: self.commission.at(at),
        }
    }

    #[inline]
    pub(super) fn line_of(&self, at: usize) -> u64 {
        let counted = || self.first_line.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
        self.line.at(at).and_then(|line| u64::try_from(line).ok()).unwrap_or_else(counted)
    }

    /// That every column has as many rows as there are.
    pub(crate) fn even(&self) -> Result<(), VerifyError> {
        let columns = [
            ("line", self.line.rows()),
            ("order_id", self.order_id.rows()),
            ("sku_id", self.sku_id.rows()),
            ("product_id", self.product_id.rows()),
            ("campaign_id", self.campaign_id.rows()),
            ("creator", self.creator.rows()),
            ("content_id", self.content_id.rows()),
            ("created_at", self.created_at.rows()),
            ("currency", self.currency.rows()),
            ("base_minor", self.base_minor.rows()),
            ("gmv_minor", self.gmv_minor.rows()),
            ("refunded", self.refunded.rows()),
            ("refunded_minor", self.refunded_minor.rows()),
            ("agency_rate_bps", self.agency_rate_bps.rows()),
            ("creator_rate_bps", self.creator_rate_bps.rows()),
            ("status", self.status.rows()),
            ("quantity", self.quantity.rows()),
            ("paid_agency_minor", self.paid_agency_minor.rows()),
            ("paid_creator_commission_minor", self.paid_creator_commission_minor.rows()),
            ("paid_creator_minor", self.paid_creator_minor.rows()),
            ("paid_manager_minor", self.paid_manager_minor.rows()),
            ("tax_minor", self.tax_minor.rows()),
            ("payment_id", self.payment_id.rows()),
            ("commission", self.commission.rows()),
        ];
        let uneven = columns.into_iter().find(|(_, cells)| cells.is_some_and(|cells| cells != self.rows));
        match uneven {
            Some((column, cells)) => {
                Err(VerifyError::Uneven { column, cells: cells.unwrap_or(0), rows: self.rows })
            }
            None => Ok(()),
        }
    }
}
