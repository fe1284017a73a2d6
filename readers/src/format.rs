//! The kinds of files that are known: data in `formats/*.toml`, compiled in.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use partner_campaigns::{Kind, OrderField, TermsField};
use serde::Deserialize;

use crate::names::normalised;
use crate::text::has_digit;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cells {
    /// An id: text, though it may be all digits.
    Id,
    /// Text.
    Text,
    /// A number of things.
    Count,
    /// Money.
    Amount,
    /// A commission rate in percent.
    Rate,
    /// A date, with or without a time of day.
    Time,
}

impl Cells {
    /// The word for it: `id`, `text`, `count`, `amount`, `rate` or `time`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Text => "text",
            Self::Count => "count",
            Self::Amount => "amount",
            Self::Rate => "rate",
            Self::Time => "time",
        }
    }
}

/// A column that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its public name.
    pub field: &'static str,
    /// What its cells are.
    pub cells: Cells,
    /// Whether a file without it is refused.
    pub needed: bool,
    /// The names that it goes by; the first is the platform's own in English.
    pub names: Vec<String>,
}

/// One kind of file: the columns that are read, the ones that are only known, and its summary rows.
#[derive(Clone, Debug)]
pub struct Format {
    /// The kind.
    pub kind: Kind,
    /// What it is called in messages.
    pub title: String,
    /// The option of the command that takes it.
    pub option: String,
    /// The columns that are read.
    pub columns: Vec<Column>,
    /// The columns that belong to it and are not read, each with its names.
    pub unread: Vec<Vec<String>>,
    by_name: HashMap<String, Known>,
    pub(crate) words: Arc<Words>,
}

/// What tells rows that are no lines from those that are.
#[derive(Debug)]
pub(crate) struct Words {
    blanks: HashSet<String>,
    /// The field that has a word instead of an id in a row of totals.
    pub(crate) summary_field: &'static str,
    /// The fields that are blank beside it.
    pub(crate) summary_blank: Vec<&'static str>,
}

/// A column that a format knows, by its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Known {
    /// One of `columns`.
    Read(usize),
    /// One of `unread`.
    Unread(usize),
}

impl Format {
    /// The format of the platform's own files of a kind.
    ///
    /// ```
    /// use partner_campaigns::Kind;
    /// use partner_campaigns_readers::Format;
    /// let orders = Format::of(Kind::Orders);
    /// assert_eq!(orders.column("order_id").unwrap().names[0], "Order ID");
    /// ```
    #[must_use]
    pub fn of(kind: Kind) -> &'static Self {
        match kind {
            Kind::Orders => &ORDERS,
            Kind::Terms => &TERMS,
        }
    }

    /// The column of a public name.
    #[must_use]
    pub fn column(&self, field: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// What a header means here.
    pub(crate) fn known(&self, header: &str) -> Option<Known> {
        self.by_name.get(&normalised(header)).copied()
    }
}

impl Words {
    /// Whether a cell stands for nothing.
    pub(crate) fn is_blank(&self, cell: &str) -> bool {
        // No word for nothing has a digit in it.
        cell.is_empty() || !has_digit(cell.as_bytes()) && self.blanks.contains(&normalised(cell))
    }
}

/// A format that can be called by its name, for a file that is given in the wrong place.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// What it is called in messages.
    pub title: String,
    /// The option of the command that takes it; none for a format that is not read.
    pub option: Option<String>,
    pub(crate) names: HashSet<String>,
}

/// Every format that can be called by its name: those that are read, then the others.
#[must_use]
pub fn recognised() -> &'static [Recognised] {
    &RECOGNISED
}

const ORDERS_DATA: &str = include_str!("formats/tap_orders.toml");
const TERMS_DATA: &str = include_str!("formats/export_link.toml");
const OTHERS_DATA: &str = include_str!("formats/others.toml");

/// The data of `orders`, `terms` or the `others`, in TOML.
#[must_use]
pub fn format_data(name: &str) -> Option<&'static str> {
    match name {
        "orders" => Some(ORDERS_DATA),
        "terms" => Some(TERMS_DATA),
        "others" => Some(OTHERS_DATA),
        _ => None,
    }
}

static ORDERS: LazyLock<Format> = LazyLock::new(|| {
    let word = |field: &str| OrderField::from_word(field).map(OrderField::word);
    format(Kind::Orders, ORDERS_DATA, word)
});

static TERMS: LazyLock<Format> = LazyLock::new(|| {
    let word = |field: &str| TermsField::from_word(field).map(TermsField::word);
    format(Kind::Terms, TERMS_DATA, word)
});

static RECOGNISED: LazyLock<Vec<Recognised>> = LazyLock::new(|| {
    let read = [Format::of(Kind::Orders), Format::of(Kind::Terms)].map(|format| Recognised {
        title: format.title.clone(),
        option: Some(format.option.clone()),
        names: format.by_name.keys().cloned().collect(),
    });
    let others: OthersData = parsed(OTHERS_DATA);
    let others = others.format.into_iter().map(|other| Recognised {
        title: other.title,
        option: None,
        names: other.names.iter().map(|name| normalised(name)).collect(),
    });
    read.into_iter().chain(others).collect()
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormatData {
    title: String,
    option: String,
    known: Vec<Vec<String>>,
    blanks: Vec<String>,
    summary: SummaryData,
    column: Vec<ColumnData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SummaryData {
    field: String,
    blank: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnData {
    field: String,
    kind: Cells,
    needed: bool,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OthersData {
    format: Vec<OtherData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherData {
    title: String,
    names: Vec<String>,
}

#[expect(clippy::expect_used, reason = "the text is compiled in, and a test reads it")]
fn parsed<T: for<'t> Deserialize<'t>>(text: &str) -> T {
    toml::from_str(text).expect("the formats are what they should be")
}

#[expect(clippy::expect_used, reason = "the text is compiled in, and a test reads it")]
fn format(kind: Kind, text: &str, word: impl Fn(&str) -> Option<&'static str>) -> Format {
    let word = |field: &str| word(field).expect("core knows every field of a format");
    let data: FormatData = parsed(text);
    let column = |one: ColumnData| Column {
        field: word(&one.field),
        cells: one.kind,
        needed: one.needed,
        names: one.names,
    };
    let columns: Vec<Column> = data.column.into_iter().map(column).collect();
    let read = columns.iter().enumerate().map(|(at, column)| (Known::Read(at), &column.names));
    let unread = data.known.iter().enumerate().map(|(at, names)| (Known::Unread(at), names));
    let by_name = read
        .chain(unread)
        .flat_map(|(known, names)| names.iter().map(move |name| (normalised(name), known)))
        .collect();
    let all = |words: &[String]| words.iter().map(|one| normalised(one)).collect();
    Format {
        kind,
        title: data.title,
        option: data.option,
        by_name,
        words: Arc::new(Words {
            blanks: all(&data.blanks),
            summary_field: word(&data.summary.field),
            summary_blank: data.summary.blank.iter().map(|field| word(field)).collect(),
        }),
        columns,
        unread: data.known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Kind; 2] = [Kind::Orders, Kind::Terms];

    #[test]
    fn every_name_is_of_one_column() {
        for format in KINDS.map(Format::of) {
            let names = format.columns.iter().flat_map(|column| &column.names);
            let names: Vec<_> = names.chain(format.unread.iter().flatten()).collect();
            assert_eq!(format.by_name.len(), names.len(), "{}", format.title);
            for column in &format.columns {
                for name in &column.names {
                    let at = format.columns.iter().position(|one| one.field == column.field);
                    assert_eq!(format.known(name), at.map(Known::Read), "{name}");
                }
            }
        }
    }

    #[test]
    fn the_fields_of_rows_that_are_none_are_needed_or_the_rows_own() {
        for format in KINDS.map(Format::of) {
            let fields = format.words.summary_blank.iter().chain([&format.words.summary_field]);
            assert!(fields.into_iter().all(|field| format.column(field).is_some_and(|one| one.needed)));
        }
    }

    #[test]
    fn no_word_for_nothing_has_a_digit() {
        for format in KINDS.map(Format::of) {
            assert!(!format.words.blanks.iter().any(|word| word.chars().any(char::is_numeric)));
        }
    }

    #[test]
    fn formats_that_are_not_read_are_recognised() {
        let titles: Vec<&str> = recognised().iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles.len(), 9);
        assert_eq!(recognised().iter().filter(|one| one.option.is_some()).count(), 2);
        assert!(titles.contains(&"seller's statement"));
    }
}
