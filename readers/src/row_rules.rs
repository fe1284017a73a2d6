//! Rows that are no rows: blank ones and summary ones.

use std::sync::Arc;

use crate::format::{Format, Words};
use crate::header::Header;
use crate::text::has_digit;

/// So many lines are named in a note.
const LISTED: usize = 10;

/// Tells blank and summary rows from lines, and remembers the summary rows for the notes.
#[derive(Clone, Debug)]
pub(crate) struct RowRules {
    words: Arc<Words>,
    /// Where a summary row has its word.
    key: Option<usize>,
    /// What is blank in a summary row.
    others: Vec<usize>,
    summaries: Passed,
}

/// Lines that were passed over.
#[derive(Clone, Debug, Default)]
struct Passed {
    count: usize,
    first: Vec<String>,
}

impl RowRules {
    pub(crate) fn new(format: &Format, header: &Header) -> Self {
        let words = format.words.clone();
        Self {
            key: header.place(words.summary_field),
            others: words.summary_blank.iter().filter_map(|field| header.place(field)).collect(),
            words,
            summaries: Passed::default(),
        }
    }

    /// The place of the cell that tells most rows apart at once, for [`RowRules::is_plain`].
    pub(crate) fn key(&self) -> Option<usize> {
        self.key
    }

    /// Whether a row with this cell at the key's place is a line, without looking further.
    #[inline]
    pub(crate) fn is_plain(key: &[u8]) -> bool {
        // No word for nothing has a digit in it, nor has one for a summary: most rows need no asking.
        has_digit(key)
    }

    /// Whether a cell stands for nothing.
    pub(crate) fn is_blank(&self, cell: &str) -> bool {
        self.words.is_blank(cell)
    }

    /// Whether a row is no line: `all_blank`, or a summary, which is remembered for the notes. `cell` gives the text at a
    /// place.
    pub(crate) fn pass_over<'c>(
        &mut self,
        line: u64,
        cell: impl Fn(usize) -> &'c str,
        all_blank: impl FnOnce(&Self) -> bool,
    ) -> bool {
        let key = self.key.map(&cell).unwrap_or_default();
        if Self::is_plain(key.as_bytes()) {
            return false;
        }
        if all_blank(self) {
            return true;
        }
        let summary =
            self.words.is_summary(key) && self.others.iter().all(|&place| self.is_blank(cell(place)));
        if summary {
            self.summaries.note(line);
        }
        summary
    }

    /// What the run's summary should say of it.
    pub(crate) fn notes(&self) -> Option<String> {
        self.summaries.said("summary row")
    }
}

impl Passed {
    fn note(&mut self, line: u64) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push(line.to_string());
        }
    }

    fn said(&self, what: &str) -> Option<String> {
        let plural = if self.count == 1 { "" } else { "s" };
        let more = self.count.saturating_sub(self.first.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let lines = self.first.join(", ");
        (self.count > 0).then(|| format!("{} {what}{plural} skipped at line {lines}{more}", self.count))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what fails here fails the test")]
mod tests {
    use partner_campaigns::Kind;

    use super::*;
    use crate::header::resolve;

    /// Rules for rows of order, SKU, product and campaign id, among other columns.
    fn rules() -> RowRules {
        let format = Format::of(Kind::Orders);
        let names: Vec<&str> = format.columns.iter().map(|column| column.names[0].as_str()).collect();
        RowRules::new(format, &resolve("o.csv", format, 1, &names).unwrap())
    }

    fn passes(rules: &mut RowRules, line: u64, row: &[&str]) -> bool {
        let cell = |place: usize| row.get(place).copied().unwrap_or_default();
        rules.pass_over(line, cell, |rules| row.iter().all(|cell| rules.is_blank(cell)))
    }

    #[test]
    fn blank_rows_are_passed_over_in_silence() {
        let mut rules = rules();
        assert!(passes(&mut rules, 2, &[]));
        assert!(passes(&mut rules, 3, &["", " - ", "--", "n/a", "/", "\t"]));
        assert!(!passes(&mut rules, 4, &["", "-", "--", "n/a", "/", "creator"]));
        assert_eq!(rules.notes(), None);
    }

    #[test]
    fn summary_rows_are_passed_over_and_said() {
        let mut rules = rules();
        assert!(passes(&mut rules, 6, &["Grand Total: ", "--", "", "/", "9", "9"]));
        assert_eq!(rules.notes().as_deref(), Some("1 summary row skipped at line 6"));
        assert!(!passes(&mut rules, 7, &["Summary", "1", "", ""]));
        for line in 8..=20 {
            assert!(passes(&mut rules, line, &["合计"]));
        }
        let notes = rules.notes().unwrap();
        assert_eq!(notes, "14 summary rows skipped at line 6, 8, 9, 10, 11, 12, 13, 14, 15, 16 and 4 more");
    }
}
