//! The terms of a campaign that a back office stored: a snapshot, or its events.

use std::io::Read;
use std::path::Path;
use std::str::Utf8Error;

use partner_campaigns::{Campaign, Invalid, JSON_BYTES_MAX, Kind, Verification};

use crate::failure::Failure;
use crate::hashed::{Hashed, reason};
use crate::header::Header;
use crate::problem::Problem;

const EXPECTED: &str = "expected a campaign's snapshot, or its events as an array or one a line";

/// A file of one campaign; its terms are what the engine reads off it.
pub(crate) struct CampaignFile {
    path: String,
    header: Header,
    total: u64,
    done: u64,
}

impl CampaignFile {
    /// Only terms can come from a campaign.
    pub(crate) fn open(path: &str, kind: Kind) -> Result<Self, Problem> {
        if kind != Kind::Terms {
            let reason = "it is JSON, as of a campaign, whose terms are given with --terms; orders are CSV, XLSX or Parquet";
            return Err(Problem::new(path, reason));
        }
        let about = std::fs::metadata(path)
            .map_err(|error| Problem::new(path, format!("the file cannot be read: {}", reason(&error))))?;
        Ok(Self { path: path.to_owned(), header: Header::default(), total: about.len(), done: 0 })
    }

    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// Bytes read, bytes in all.
    pub(crate) fn progress(&self) -> (u64, u64) {
        (self.done, self.total)
    }

    /// Hands over the campaign's terms; the SHA-256 of the file's bytes.
    pub(crate) fn push(&mut self, verification: &mut Verification, file: u16) -> Result<String, Failure> {
        let wrong = |reason: String| Problem::new(self.path.as_str(), reason);
        let unreadable = |error| wrong(format!("the file cannot be read: {}", reason(&error)));
        let (source, tally) = Hashed::open(Path::new(&self.path)).map_err(unreadable)?;
        let mut bytes = Vec::new();
        source.take(JSON_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() > JSON_BYTES_MAX {
            return Err(wrong(format!("it is longer than {JSON_BYTES_MAX} bytes: {EXPECTED}")).into());
        }
        let not_text = |error: Utf8Error| format!("byte {} is not UTF-8, {EXPECTED}", error.valid_up_to());
        let text = std::str::from_utf8(&bytes).map_err(|error| wrong(not_text(error)))?;
        let campaign = Campaign::from_stored(text)
            .map_err(|invalid| wrong(format!("{}: {EXPECTED}", first_fault(&invalid))))?;
        verification.push_agreed_terms(file, &campaign.terms())?;
        self.done = self.total;
        Ok(tally.sha256())
    }
}

/// The first thing that is wrong, and how many more there are.
fn first_fault(invalid: &Invalid) -> String {
    let faults = invalid.as_slice();
    let told = faults.first().map_or_else(String::new, |one| match one.path() {
        "" => one.message().to_owned(),
        path => format!("{path}: {}", one.message()),
    });
    match faults.len().saturating_sub(1) {
        0 => told,
        more => format!("{told}; and {more} more"),
    }
}
