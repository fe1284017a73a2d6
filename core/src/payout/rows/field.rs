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
}

/// The cells of one row.
pub(crate) struct Row<'b, 'a, F> {
    batch: &'b TextBatch<'a, F>,
    at: usize,
}

impl<'a, F: Copy + PartialEq> TextBatch<'a, F> {
    /// The first column that is not as long as `lines`.
    pub(crate) fn uneven(&self) -> Option<(F, usize)> {
        let uneven = self.columns.iter().find(|(_, cells)| cells.len() != self.lines.len());
        uneven.map(|(field, cells)| (*field, cells.len()))
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = (u64, Row<'_, 'a, F>)> {
        self.lines.iter().enumerate().map(|(at, &line)| (line, Row { batch: self, at }))
    }
}

impl<'a, F: Copy + PartialEq> Row<'_, 'a, F> {
    /// The filled cells, in the order of the batch's columns.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (F, &'a str)> {
        self.batch.columns.iter().filter_map(|(field, cells)| {
            let text = cells.get(self.at).copied().and_then(super::cells::filled)?;
            Some((*field, text))
        })
    }
}
