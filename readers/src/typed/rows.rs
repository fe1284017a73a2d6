//! Rows of typed cells on their way to a batch of text: what workbooks and Parquet files have in common.

use std::collections::BTreeMap;
use std::ops::Range;

use partner_campaigns::{RowIds, Unreadable};

use super::cell::{Look, Typed, write};
use crate::format::Cells;
use crate::header::Header;
use crate::row_rules::RowRules;

/// Rows whose cells become text, column by column; one in which a cell has no text is kept apart.
#[derive(Debug, Default)]
pub(crate) struct TextRows {
    lines: Vec<u64>,
    /// The text of all cells, one after the other.
    text: String,
    columns: Vec<Vec<Slot>>,
    /// What is wrong, by row.
    faults: BTreeMap<usize, Fault>,
}

/// A cell: where its text stands, and whether it was no text but a value.
#[derive(Clone, Debug, Default)]
struct Slot {
    text: Range<usize>,
    is_exact: bool,
}

/// Why a row is unreadable: of no column where the row as a whole is.
#[derive(Debug)]
struct Fault {
    column: Option<usize>,
    reason: String,
}

/// Rows as text, in the order of the file and with the columns of the header's `positions`.
#[derive(Debug)]
pub(crate) struct Batch<'t> {
    pub(crate) lines: Vec<u64>,
    pub(crate) columns: Vec<Vec<&'t str>>,
    /// Which cells were no text but values: they say nothing of how the file writes text. Blank where a column has none.
    pub(crate) exact: Vec<Vec<bool>>,
    pub(crate) unreadable: Vec<Unreadable>,
}

impl TextRows {
    /// No rows, of so many columns.
    pub(crate) fn new(columns: usize) -> Self {
        Self { columns: vec![Vec::new(); columns], ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// How much text the cells have.
    pub(crate) fn text_bytes(&self) -> usize {
        self.text.len()
    }

    /// Begins a row, all of whose cells are blank, and says which one it is.
    pub(crate) fn begin(&mut self, line: u64) -> usize {
        let row = self.lines.len();
        self.lines.push(line);
        self.columns.iter_mut().for_each(|column| column.push(Slot::default()));
        row
    }

    /// Sets a cell of a row, or says what is wrong with it.
    pub(crate) fn set(&mut self, row: usize, column: usize, cell: Typed<'_>, cells: Cells, look: Look) {
        let start = self.text.len();
        if let Err(reason) = write(cell, cells, look, &mut self.text) {
            self.fail(row, column, reason);
        } else if let Some(slot) = self.columns.get_mut(column).and_then(|column| column.get_mut(row)) {
            let is_exact = !matches!(cell, Typed::Blank | Typed::Text(_));
            *slot = Slot { text: start..self.text.len(), is_exact };
        }
    }

    /// Says that a cell has no text. Of several in a row, that of the first column is the one that is reported.
    pub(crate) fn fail(&mut self, row: usize, column: usize, reason: String) {
        self.note(row, Fault { column: Some(column), reason });
    }

    /// Says that a row is wrong as a whole; this goes before what is wrong with a cell.
    pub(crate) fn fail_row(&mut self, row: usize, reason: String) {
        self.note(row, Fault { column: None, reason });
    }

    fn note(&mut self, row: usize, fault: Fault) {
        if self.faults.get(&row).is_none_or(|known| fault.column < known.column) {
            self.faults.insert(row, fault);
        }
    }

    /// The text of a cell.
    pub(crate) fn cell(&self, row: usize, column: usize) -> &str {
        self.columns
            .get(column)
            .and_then(|column| column.get(row))
            .map(|slot| self.text(slot))
            .unwrap_or_default()
    }

    fn text(&self, slot: &Slot) -> &str {
        self.text.get(slot.text.clone()).unwrap_or_default()
    }

    /// The rows as a batch: without blank and summary rows, unreadable ones apart. `is_blank` says it of a row of whose
    /// cells none is known to be more than a mark for nothing.
    pub(crate) fn batch(
        &self,
        header: &Header,
        rules: &mut RowRules,
        mut is_blank: impl FnMut(usize) -> bool,
    ) -> Batch<'_> {
        let column_at = |place: usize| header.positions.iter().position(|&(_, one)| one == place);
        let key = rules.key().and_then(column_at);
        let mut kept: Vec<usize> = Vec::with_capacity(self.len());
        let mut unreadable = Vec::new();
        for (row, &line) in self.lines.iter().enumerate() {
            let cell = |column: Option<usize>| column.map_or("", |column| self.cell(row, column));
            if let Some(fault) = self.faults.get(&row) {
                unreadable.push(self.unreadable(row, line, fault, header));
            } else if RowRules::is_plain(cell(key).as_bytes())
                || !rules.pass_over(line, |place| cell(column_at(place)), |_| is_blank(row))
            {
                kept.push(row);
            }
        }
        let (mut columns, mut exact) = (Vec::new(), Vec::new());
        for column in &self.columns {
            let slots = || kept.iter().filter_map(|&row| column.get(row));
            columns.push(slots().map(|slot| self.text(slot)).collect());
            let has_exact = slots().any(|slot| slot.is_exact);
            exact.push(if has_exact { slots().map(|slot| slot.is_exact).collect() } else { Vec::new() });
        }
        Batch {
            columns,
            exact,
            lines: kept.iter().filter_map(|&row| self.lines.get(row).copied()).collect(),
            unreadable,
        }
    }

    fn unreadable(&self, row: usize, line: u64, fault: &Fault, header: &Header) -> Unreadable {
        let id = |field: &str| {
            let column = header.positions.iter().position(|(one, _)| *one == field)?;
            Some(self.cell(row, column).to_owned()).filter(|text| !text.is_empty())
        };
        let place = fault.column.and_then(|column| header.positions.get(column)).map(|&(_, place)| place);
        Unreadable {
            line,
            column: place.and_then(|place| header.name(place)).map(str::to_owned),
            reason: fault.reason.clone(),
            ids: RowIds {
                order_id: id("order_id"),
                sku_id: id("sku_id"),
                product_id: id("product_id"),
                campaign_id: id("campaign_id"),
                creator: id("creator"),
            },
        }
    }

    /// Forgets the rows and keeps the room.
    pub(crate) fn clear(&mut self) {
        self.lines.clear();
        self.text.clear();
        self.columns.iter_mut().for_each(Vec::clear);
        self.faults.clear();
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests {
    use partner_campaigns::Kind;

    use super::*;
    use crate::format::Format;
    use crate::header::resolve;

    fn header() -> Header {
        let format = Format::of(Kind::Orders);
        let names: Vec<&str> = format.columns.iter().map(|column| column.names[0].as_str()).collect();
        resolve("o.xlsx", format, 1, &names).unwrap()
    }

    #[test]
    fn rows_that_are_none_are_left_out_and_what_is_wrong_is_apart() {
        let header = header();
        let mut rules = RowRules::new(Format::of(Kind::Orders), &header);
        let mut rows = TextRows::new(header.positions.len());
        let column = |field: &str| header.positions.iter().position(|(one, _)| *one == field).unwrap();
        let (order, sku, base) = (column("order_id"), column("sku_id"), column("base"));
        let mut row = |line: u64, id: Typed<'_>, base_cell: Typed<'_>| {
            let row = rows.begin(line);
            rows.set(row, order, id, Cells::Id, Look::Plain);
            rows.set(row, base, base_cell, Cells::Amount, Look::Plain);
        };
        row(2, Typed::Text("576"), Typed::Shown(12.5));
        row(3, Typed::Blank, Typed::Text("-"));
        row(4, Typed::Text("Summary"), Typed::Int(7));
        row(5, Typed::Text("577"), Typed::Bool(true));
        row(6, Typed::Shown(12.5), Typed::Bool(true));
        row(7, Typed::Int(578), Typed::Blank);
        row(8, Typed::Text("579"), Typed::Clock);
        rows.set(6, sku, Typed::Text("9"), Cells::Id, Look::Plain);
        rows.fail_row(6, "the row has 47 cells, the header has 46".to_owned());

        let batch = rows.batch(&header, &mut rules, |row| row == 1);
        assert_eq!(batch.lines, [2, 7]);
        assert_eq!(batch.columns[order], ["576", "578"]);
        assert_eq!(batch.columns[base], ["12.5", ""]);
        assert_eq!(batch.columns[sku], ["", ""]);
        assert_eq!((&batch.exact[order], &batch.exact[base]), (&vec![false, true], &vec![true, false]));
        assert!(batch.exact[sku].is_empty());
        let said: Vec<_> = batch
            .unreadable
            .iter()
            .map(|row| {
                (row.line, row.column.as_deref(), row.ids.order_id.as_deref(), row.ids.sku_id.as_deref())
            })
            .collect();
        assert_eq!(
            said,
            [
                (5, Some("Commission base"), Some("577"), None),
                (6, Some("Order ID"), None, None),
                (8, None, Some("579"), Some("9")),
            ]
        );
        assert_eq!(batch.unreadable[2].reason, "the row has 47 cells, the header has 46");
        assert_eq!(rules.notes().as_deref(), Some("1 summary row skipped at line 4"));

        rows.clear();
        assert_eq!((rows.len(), rows.text_bytes()), (0, 0));
        rows.begin(9);
        assert_eq!(rows.cell(0, order), "");
    }
}
