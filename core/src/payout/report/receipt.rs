//! What made a report, and what proves its sums.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use crate::profile::Profile;

use super::Report;
use super::input::Kind;

/// What made the report, and what proves its sums.
pub(super) struct Receipt<'a>(pub(super) &'a Report);

impl Serialize for Receipt<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct ProfileInForce<'a> {
            #[serde(flatten)]
            profile: &'a Profile,
            sha256: String,
        }
        #[derive(Serialize)]
        struct InputDigest<'a> {
            file: &'a str,
            sheet: Option<&'a str>,
            kind: Kind,
            rows: u64,
            sha256: Option<&'a str>,
            dialect: Option<&'a BTreeMap<&'static str, String>>,
        }
        let Self(report) = self;
        let profile = ProfileInForce { profile: &report.profile, sha256: report.profile.sha256() };
        let inputs: Vec<InputDigest<'_>> = report
            .inputs
            .iter()
            .filter(|input| !input.refused)
            .map(|input| InputDigest {
                file: &input.path,
                sheet: input.sheet.as_deref(),
                kind: input.kind,
                rows: input.rows,
                sha256: input.sha256.as_deref(),
                dialect: Some(&input.dialect).filter(|dialect| !dialect.is_empty()),
            })
            .collect();
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("engine_version", crate::VERSION)?;
        map.serialize_entry("profile", &profile)?;
        map.serialize_entry("time_zone", &report.time_zone)?;
        map.serialize_entry("inputs", &inputs)?;
        map.serialize_entry("totals", &report.summary.totals)?;
        map.serialize_entry("adjustments", &report.adjustments)?;
        map.end()
    }
}
