//! Rows that are no rows: blank ones, rows of totals, and a header row again.

use std::sync::Arc;

use crate::format::{Format, Words};
use crate::header::Header;
use crate::names::normalised;
use crate::text::white;

/// So many lines are named in a note.
const LISTED: usize = 10;

/// Tells rows that are none from lines, and remembers those that are worth a note.
#[derive(Clone, Debug)]
pub(crate) struct RowRules {
    words: Arc<Words>,
    /// Where a summary row has its word.
    key: Option<usize>,
    /// What is blank in a summary row.
    others: Vec<usize>,
    /// Where a header stands, and which.
    header: Vec<(usize, String)>,
    summaries: Passed,
    headers: Passed,
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
            header: header
                .positions
                .iter()
                .filter_map(|&(_, place)| Some((place, normalised(header.names.get(place)?))))
                .collect(),
            words,
            summaries: Passed::default(),
            headers: Passed::default(),
        }
    }

    /// The place of the cell that tells most rows apart at once, for [`RowRules::is_plain`].
    pub(crate) fn key(&self) -> Option<usize> {
        self.key
    }

    /// Whether a row with this cell at the key's place is a line, without looking further.
    #[inline]
    pub(crate) fn is_plain(key: &[u8]) -> bool {
        // Most rows need no asking.
        !key.is_empty() && key.iter().all(u8::is_ascii_digit)
    }

    /// Whether a cell stands for nothing.
    pub(crate) fn is_blank(&self, cell: &str) -> bool {
        self.words.is_blank(cell)
    }

    /// Whether a row is no line: `all_blank`; a row of totals, in which the ids are blank and no id stands at the key's
    /// place; or the header row again. The latter two are remembered for the notes. `cell` gives the text at a place.
    pub(crate) fn pass_over<'c>(
        &mut self,
        line: u64,
        cell: impl Fn(usize) -> &'c str,
        all_blank: impl FnOnce(&Self) -> bool,
    ) -> bool {
        let key = self.key.map(&cell).unwrap_or_default();
        if is_id(key) {
            return false;
        }
        if self.header.iter().all(|(place, name)| normalised(cell(*place)) == *name) {
            self.headers.note(line);
            return true;
        }
        if !self.others.iter().all(|&place| self.is_blank(cell(place))) {
            return false;
        }
        if !all_blank(self) {
            self.summaries.note(line);
        }
        true
    }

    /// What the run's summary should say of it.
    pub(crate) fn notes(&self) -> Option<String> {
        let said: Vec<String> = [self.summaries.said("summary row"), self.headers.said("header row")]
            .into_iter()
            .flatten()
            .collect();
        (!said.is_empty()).then(|| said.join("; "))
    }
}

/// Whether a cell is an id as exports have them: letters, digits, `-`, `_` and `.`, with a digit.
fn is_id(cell: &str) -> bool {
    let id = cell.trim_matches(white);
    id.bytes().any(|byte| byte.is_ascii_digit())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
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
        assert_eq!(rules.notes(), None);
    }

    #[test]
    fn summary_rows_in_any_language_are_passed_over_and_said() {
        let mut rules = rules();
        assert!(passes(&mut rules, 6, &["Grand Total: ", "--", "", "/", "9", "9"]));
        assert_eq!(rules.notes().as_deref(), Some("1 summary row skipped at line 6"));
        for (line, word) in
            (8..).zip(["合计", "Total geral", "Gesamt", "合計", "Total of 12 results", "", "-"])
        {
            assert!(passes(&mut rules, line, &[word, "", "", "", "", "9"]), "{word}");
        }
        let notes = rules.notes().unwrap();
        assert_eq!(notes, "8 summary rows skipped at line 6, 8, 9, 10, 11, 12, 13, 14");
    }

    #[test]
    fn a_row_with_an_id_is_a_line() {
        let mut rules = rules();
        for row in [
            &["Summary", "1", "", ""],
            &["", "", "", "7"],
            &["576-1_a.b\t", "", "", ""],
            &["=\"57\"", "", "1", ""],
        ] {
            assert!(!passes(&mut rules, 7, row), "{row:?}");
        }
        assert_eq!(rules.notes(), None);
    }

    #[test]
    fn the_header_again_is_passed_over_and_said() {
        let mut rules = rules();
        let format = Format::of(Kind::Orders);
        let mut names: Vec<&str> = format.columns.iter().map(|column| column.names[0].as_str()).collect();
        assert!(passes(&mut rules, 9, &names));
        assert_eq!(rules.notes().as_deref(), Some("1 header row skipped at line 9"));
        names[5] = "creator";
        assert!(!passes(&mut rules, 10, &names));
    }
}
