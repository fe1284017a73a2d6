//! What the header says of the rows.

use partner_campaigns::RowIds;

use crate::header::Header;
use crate::text::plain_text;

/// The shape of a file's rows.
pub(super) struct Shape {
    /// The headers, blank ones too.
    pub(super) names: Vec<String>,
    /// How many cells a row has at least: blank headers at the end need none.
    pub(super) least: usize,
    /// The place of every field that is read.
    pub(super) fields: Vec<usize>,
    pub(super) ids: IdPlaces,
    /// Where a summary row has its word.
    pub(super) key: usize,
    /// What stands between cells.
    pub(super) delimiter: u8,
}

/// Where the ids stand, of those that the file has.
#[derive(Default)]
pub(super) struct IdPlaces {
    pub(super) order_id: Option<usize>,
    pub(super) sku_id: Option<usize>,
    pub(super) product_id: Option<usize>,
    pub(super) campaign_id: Option<usize>,
    pub(super) creator: Option<usize>,
}

impl IdPlaces {
    /// The ids, each as `at` has it.
    pub(super) fn ids(&self, at: impl Fn(usize) -> Option<String>) -> RowIds {
        RowIds {
            order_id: self.order_id.and_then(&at),
            sku_id: self.sku_id.and_then(&at),
            product_id: self.product_id.and_then(&at),
            campaign_id: self.campaign_id.and_then(&at),
            creator: self.creator.and_then(&at),
        }
    }

    /// The ids before the first quote of a record, which may be the one that spoils it.
    fn before_quote(&self, record: &[u8], delimiter: u8) -> RowIds {
        let end = record.iter().position(|&byte| byte == b'"' || byte == b'\n').unwrap_or(record.len());
        let plain = record.get(..end).unwrap_or_default();
        let whole = plain.iter().rposition(|&byte| byte == delimiter).and_then(|end| plain.get(..end));
        let cell = |place| whole?.split(|&byte| byte == delimiter).nth(place);
        self.ids(|place| Some(plain_text(cell(place)?)?.to_owned()))
    }
}

impl Shape {
    /// Of the rows under a header; `key` is the place that tells most of them apart at once.
    pub(super) fn new(header: &Header, key: usize, delimiter: u8) -> Self {
        let place = |field| header.place(field);
        Self {
            names: header.names.clone(),
            least: header.least,
            fields: header.positions.iter().map(|&(_, place)| place).collect(),
            ids: IdPlaces {
                order_id: place("order_id"),
                sku_id: place("sku_id"),
                product_id: place("product_id"),
                campaign_id: place("campaign_id"),
                creator: place("creator"),
            },
            key,
            delimiter,
        }
    }

    pub(super) fn ids_before_quote(&self, record: &[u8]) -> RowIds {
        self.ids.before_quote(record, self.delimiter)
    }

    pub(super) fn width(&self) -> usize {
        self.names.len()
    }

    /// The header over a cell; none where there is none.
    pub(super) fn name(&self, index: usize) -> Option<String> {
        self.names.get(index).filter(|name| !name.is_empty()).cloned()
    }
}

/// What a delimiter is called.
pub(super) fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b',' => "comma".to_owned(),
        b';' => "semicolon".to_owned(),
        b'\t' => "tab".to_owned(),
        b'|' => "bar".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}
