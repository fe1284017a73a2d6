//! Findings as reports give them.

use serde::Serialize;

use crate::payout::book::block::Row;
use crate::payout::book::commission::Commission;
use crate::payout::judge::finding::{About, Finding, Party};
use crate::payout::rows::unreadable::UnreadableRow;
use crate::rules;

use super::{Found, Report};

/// A finding as reports give it. Every key is always there.
#[derive(Clone, Debug, Serialize)]
pub struct FindingRecord<'a> {
    /// Code, `F001`.
    pub code: &'static str,
    /// Name, `amount-differs`.
    pub name: &'static str,
    /// The file's path as given.
    pub file: &'a str,
    /// The physical line on which a CSV record begins, else the row number (header 1).
    pub line: u64,
    /// Order.
    pub order_id: Option<&'a str>,
    /// SKU.
    pub sku_id: Option<&'a str>,
    /// Product.
    pub product_id: Option<&'a str>,
    /// Campaign.
    pub campaign_id: Option<&'a str>,
    /// Creator.
    pub creator: Option<&'a str>,
    /// `agency` or `creator`.
    pub party: Option<Party>,
    /// `standard` or `shop_ads`.
    pub commission: Option<&'static str>,
    /// What is due, in minor units.
    pub expected_minor: Option<i128>,
    /// What the file says, in minor units.
    pub reported_minor: Option<i128>,
    /// Reported less expected: above 0 is overpaid.
    pub difference_minor: Option<i128>,
    /// ISO 4217 code.
    pub currency: Option<&'a str>,
    /// The cause's bare name.
    pub cause: Option<&'static str>,
    /// Its detail.
    pub cause_detail: Option<&'a str>,
    /// The column's header in the file.
    pub column: Option<&'a str>,
    /// One plain sentence.
    pub message: String,
    /// The sheet of a workbook.
    pub sheet: Option<&'a str>,
}

impl<'a> FindingRecord<'a> {
    fn blank(rule: &'static rules::Rule, (file, sheet): (&'a str, Option<&'a str>), line: u64) -> Self {
        Self {
            code: rule.code,
            name: rule.name,
            file,
            line,
            order_id: None,
            sku_id: None,
            product_id: None,
            campaign_id: None,
            creator: None,
            party: None,
            commission: None,
            expected_minor: None,
            reported_minor: None,
            difference_minor: None,
            currency: None,
            cause: None,
            cause_detail: None,
            column: None,
            message: String::new(),
            sheet,
        }
    }
}

impl Report {
    fn place(&self, file: u16) -> (&str, Option<&str>) {
        self.inputs.get(usize::from(file)).map_or(("", None), |input| (&input.path, input.sheet.as_deref()))
    }

    pub(super) fn record<'a>(&'a self, found: &'a Found) -> FindingRecord<'a> {
        match found {
            Found::OnLine(finding) => self.on_line(finding),
            Found::Unreadable(unreadable) => self.unreadable(unreadable),
        }
    }

    fn unreadable<'a>(&'a self, UnreadableRow { file, row }: &'a UnreadableRow) -> FindingRecord<'a> {
        let ids = &row.ids;
        FindingRecord {
            order_id: ids.order_id.as_deref(),
            sku_id: ids.sku_id.as_deref(),
            product_id: ids.product_id.as_deref(),
            campaign_id: ids.campaign_id.as_deref(),
            creator: ids.creator.as_deref(),
            column: row.column.as_deref(),
            message: row.reason.clone(),
            ..FindingRecord::blank(&rules::F011, self.place(*file), row.line)
        }
    }

    fn on_line<'a>(&'a self, finding: &'a Finding) -> FindingRecord<'a> {
        let Finding { row, rule, about, ids: [order_id, sku_id] } = finding;
        let Some(line) = self.book.row(*row).map(Row::line) else {
            return FindingRecord::blank(rule, ("", None), 0);
        };
        let currency = self.currencies.get(usize::from(line.currency));
        let code = currency.map_or("", |currency| currency.code());
        let decimals = currency.map_or(0, |currency| currency.decimals());
        let earlier = match about {
            About::Repeats { earlier } => {
                self.book.row(*earlier).map(|row| (self.place(row.file()), row.line_number()))
            }
            _ => None,
        };
        let filled = |text: &'a str| (!text.is_empty()).then_some(text);
        let input = self.inputs.get(usize::from(line.file));
        FindingRecord {
            order_id: filled(self.book.text(*order_id)),
            sku_id: filled(self.book.text(*sku_id)),
            product_id: filled(self.book.text(line.sale.product)),
            campaign_id: filled(self.book.text(line.sale.campaign)),
            creator: filled(self.book.text(line.sale.creator)),
            party: about.party(),
            commission: about.commission().map(Commission::word),
            expected_minor: about.expected(),
            reported_minor: about.reported(),
            difference_minor: about.difference(),
            currency: filled(code),
            cause: about.cause().map(|cause| cause.name),
            cause_detail: about.cause().and_then(|cause| cause.detail.as_deref()),
            column: about.field().and_then(|field| input.map(|input| input.header(field.word()))),
            message: about.message(rule, code, decimals, earlier),
            ..FindingRecord::blank(rule, self.place(line.file), line.line)
        }
    }
}
