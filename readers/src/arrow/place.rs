//! Where the rows of a table stand.

use std::collections::HashMap;

use partner_campaigns::{Kind, TABLE_HEADERS, Verification};

use super::error::TableError;

/// The line of a table's first row: what stands above it is the header.
const FIRST_LINE: u64 = 2;

/// Where a table's rows stand: how far it is read, and the files that its rows name, announced as they are met.
#[derive(Debug)]
pub struct Place {
    name: String,
    kind: Kind,
    numbers: HashMap<String, u16>,
    next_line: u64,
}

impl Place {
    /// Rows that name no file stand in `name`.
    #[must_use]
    pub fn new(name: &str, kind: Kind) -> Self {
        Self { name: name.to_owned(), kind, numbers: HashMap::new(), next_line: FIRST_LINE }
    }

    /// `name` was announced as this number.
    pub fn announced(&mut self, number: u16) {
        self.numbers.insert(self.name.clone(), number);
    }

    /// Rows read so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.next_line.saturating_sub(FIRST_LINE)
    }

    /// Which table it is.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn next_line(&self) -> u64 {
        self.next_line
    }

    pub(crate) fn advance(&mut self, rows: usize) {
        self.next_line = self.next_line.saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
    }

    /// The number of a file, which is announced where it is new.
    pub(crate) fn number(
        &mut self,
        verification: &mut Verification,
        file: Option<&str>,
    ) -> Result<u16, TableError> {
        let file = file.unwrap_or(&self.name);
        if let Some(&known) = self.numbers.get(file) {
            return Ok(known);
        }
        let headers = TABLE_HEADERS.map(|(field, column)| (field, column.to_owned()));
        let number = verification.add_file(file, None, self.kind, headers)?;
        self.numbers.insert(file.to_owned(), number);
        Ok(number)
    }
}
