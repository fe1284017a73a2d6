//! The columns that verification reads, by their public names.

macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($field:ident $word:literal)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $(#[doc = concat!("`", $word, "`")] $field),+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$field),+];

            /// The public name.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$field => $word),+ }
            }

            /// The field of a public name.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|field| field.word() == word)
            }
        }
    };
}

fields! {
    /// A column of an affiliate orders export.
    OrderField {
        OrderId "order_id"
        SkuId "sku_id"
        ProductId "product_id"
        CampaignId "campaign_id"
        ContentId "content_id"
        Creator "creator"
        Status "status"
        Refunded "refunded"
        CreatedAt "created_at"
        PaymentId "payment_id"
        Quantity "quantity"
        Gmv "gmv"
        AgencyRate "agency_rate"
        CreatorRate "creator_rate"
        ShopAdsAgencyRate "shop_ads_agency_rate"
        ShopAdsCreatorRate "shop_ads_creator_rate"
        EstBase "est_base"
        EstAgency "est_agency"
        EstCreator "est_creator"
        EstShopAdsAgency "est_shop_ads_agency"
        EstShopAdsCreator "est_shop_ads_creator"
        EstIsr "est_isr"
        EstIva "est_iva"
        Base "base"
        Agency "agency"
        CreatorCommission "creator_commission"
        ShopAdsAgency "shop_ads_agency"
        ShopAdsCreator "shop_ads_creator"
        Isr "isr"
        Iva "iva"
    }
}

fields! {
    /// A column of a product link export.
    TermsField {
        CampaignId "campaign_id"
        ProductId "product_id"
        Creator "creator"
        ValidFrom "valid_from"
        ValidTo "valid_to"
        AgencyRate "agency_rate"
        CreatorRate "creator_rate"
        ShopAdsAgencyRate "shop_ads_agency_rate"
        ShopAdsCreatorRate "shop_ads_creator_rate"
    }
}

/// A batch of rows as text: each column that the file has, all of one length.
#[derive(Clone, Debug)]
pub struct TextBatch<'a, F> {
    /// Where each row stands: the physical line on which a CSV record begins, else the row number.
    pub lines: Vec<u64>,
    /// The cells of each column.
    pub columns: Vec<(F, Vec<&'a str>)>,
    /// Which cells are no text of the file but typed values, made into text with a decimal dot and ISO dates: they neither
    /// prove nor follow the file's style. Columns that have none need not stand here.
    pub exact: Vec<(F, Vec<bool>)>,
}

/// No rows.
impl<F> Default for TextBatch<'_, F> {
    fn default() -> Self {
        Self { lines: Vec::new(), columns: Vec::new(), exact: Vec::new() }
    }
}

/// The cells of one row.
pub(crate) struct Row<'b, 'a, F> {
    batch: &'b TextBatch<'a, F>,
    at: usize,
}

impl<'a, F: Copy + PartialEq> TextBatch<'a, F> {
    /// The first column that is not as long as `lines`.
    pub(crate) fn uneven(&self) -> Option<(F, usize)> {
        let cells = self.columns.iter().map(|(field, cells)| (*field, cells.len()));
        let exact = self.exact.iter().map(|(field, cells)| (*field, cells.len()));
        cells.chain(exact).find(|(_, cells)| *cells != self.lines.len())
    }

    /// Which cells of a column are exact; `None` where none is.
    #[inline]
    pub(crate) fn exact_of(&self, field: F) -> Option<&[bool]> {
        self.exact.iter().find(|(known, _)| *known == field).map(|(_, exact)| exact.as_slice())
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = (u64, Row<'_, 'a, F>)> {
        self.lines.iter().enumerate().map(|(at, &line)| (line, Row { batch: self, at }))
    }
}

impl<'a, F: Copy + PartialEq> Row<'_, 'a, F> {
    /// The filled cells, in the order of the batch's columns, and whether each is exact.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (F, &'a str, bool)> {
        self.batch.columns.iter().filter_map(|(field, cells)| {
            let text = cells.get(self.at).copied().and_then(super::cells::filled)?;
            let exact = self.batch.exact_of(*field).and_then(|exact| exact.get(self.at)).copied();
            Some((*field, text, exact.unwrap_or(false)))
        })
    }
}
