//! Rows that cannot be read: where, which column, and why.

/// Why a row cannot be read, and what could be read of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// Where the row stands.
    pub line: u64,
    /// The column at fault, as the file writes it; none where the row as a whole is.
    pub column: Option<String>,
    /// What is wrong, and what is allowed.
    pub reason: String,
    /// The ids that could be read.
    pub ids: RowIds,
}

/// The ids of a row, as far as they could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowIds {
    /// Order.
    pub order_id: Option<String>,
    /// SKU.
    pub sku_id: Option<String>,
    /// Product.
    pub product_id: Option<String>,
    /// Campaign.
    pub campaign_id: Option<String>,
    /// Creator.
    pub creator: Option<String>,
}

/// What is wrong in a row: fields with reasons, in the order of the fields.
pub(crate) type Faults<F> = Vec<(F, String)>;

/// A row that cannot be read: what is wrong with it, and the ids that could be read.
pub(crate) type Refused<F> = (Faults<F>, RowIds);

/// A row that could not be read, of an orders or a terms file.
#[derive(Clone, Debug)]
pub(crate) struct UnreadableRow {
    pub file: u16,
    pub row: Unreadable,
}

impl UnreadableRow {
    /// Every reason, each under its column; the first column is the finding's.
    pub(crate) fn of<F: Copy>(
        file: u16,
        line: u64,
        faults: &[(F, String)],
        ids: RowIds,
        header: impl Fn(F) -> String,
    ) -> Self {
        let reasons: Vec<String> =
            faults.iter().map(|(field, reason)| format!("{}: {reason}", header(*field))).collect();
        let column = faults.first().map(|(field, _)| header(*field));
        Self { file, row: Unreadable { line, column, reason: reasons.join("; "), ids } }
    }
}
