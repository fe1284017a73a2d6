//! `check_json`, `check_request_json`, `shop_codes`: accounts and drafts, before anything is sent.

use partner_campaigns::{JSON_BYTES_MAX, Profile, check_json, check_request_json, shop_codes};
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::convert;
use crate::error;
use crate::profile::PyProfile;

/// `None` is `guide`, text the name of a built-in profile.
pub(crate) fn profile(given: Option<&Bound<'_, PyAny>>) -> PyResult<Profile> {
    let Some(given) = given else { return Ok(Profile::guide()) };
    if let Ok(profile) = given.cast::<PyProfile>() {
        return Ok(profile.get().0.clone());
    }
    Profile::built_in(&convert::text(given, "profile")?).map_err(|error| error::profile(&error))
}

/// The most bytes of JSON that are read.
#[pyfunction]
pub(crate) fn json_bytes_max() -> usize {
    JSON_BYTES_MAX
}

/// Check an account, a draft, or both, in JSON; the answer as JSON text.
///
/// Args:
///     text: ``{"at": INSTANT, "account": {...}, "draft": {...}}``.
///     profile: a :class:`Profile`, or the name of a built-in one; `None` is `guide`.
///
/// Returns:
///     ``{"profile": {"id", "sha256"}, "violations": [...]}``, or for what cannot be read ``{"invalid": [...]}``: the
///     same bytes in every language. At most 1000 violations and 100 faults are told, the first that were found; where there
///     are more, a last entry at the path ``""`` says ``and more``.
///
/// Example:
///     >>> from partner_campaigns import check_json
///     >>> check_json('{"at": "2026-04-01T00:00:00Z"}')
///     '{"invalid":[{"message":"nothing to check: give `account`, `draft` or both","path":""}]}'
#[pyfunction]
#[pyo3(name = "check_json", signature = (text, *, profile = None))]
pub(crate) fn py_check_json(
    py: Python<'_>,
    text: &Bound<'_, PyAny>,
    profile: Option<&Bound<'_, PyAny>>,
) -> PyResult<String> {
    let (text, profile) = (convert::text(text, "text")?, self::profile(profile)?);
    Ok(py.detach(|| check_json(&text, &profile)))
}

/// Check the body of an Open API request that creates a campaign, as it is; the answer as JSON text.
///
/// Args:
///     body: the request's body.
///     market: the target market, which the request does not have.
///     time_zone: the IANA zone whose days its Unix seconds become.
///     at: when, as an RFC 3339 instant.
///     profile: a :class:`Profile`, or the name of a built-in one; `None` is `guide`.
///
/// Returns:
///     The answer of :func:`check_json`, with the ``draft`` that the request says, and the paths of fields that are
///     ``unknown``, or for which a draft has no key (``not_carried``).
#[pyfunction]
#[pyo3(name = "check_request_json", signature = (body, *, market, time_zone, at, profile = None))]
pub(crate) fn py_check_request_json(
    py: Python<'_>,
    body: &Bound<'_, PyAny>,
    market: &Bound<'_, PyAny>,
    time_zone: &Bound<'_, PyAny>,
    at: &Bound<'_, PyAny>,
    profile: Option<&Bound<'_, PyAny>>,
) -> PyResult<String> {
    let (body, market) = (convert::text(body, "body")?, convert::text(market, "market")?);
    let (zone, at) = (convert::text(time_zone, "time_zone")?, convert::text(at, "at")?);
    let profile = self::profile(profile)?;
    Ok(py.detach(|| check_request_json(&body, &market, &zone, &at, &profile)))
}

/// The shop codes in a pasted text, in their order: commas, semicolons and white space of any kind stand between them.
///
/// Nothing is judged: a repeated or malformed code comes out as it went in.
///
/// Raises:
///     InvalidInputError: a text of more than 16,777,216 bytes, or more than 100,000 codes.
///
/// Example:
///     >>> from partner_campaigns import shop_codes
///     >>> shop_codes("USLCAAA111, USLCBBB222;USLCCCC333")
///     ['USLCAAA111', 'USLCBBB222', 'USLCCCC333']
#[pyfunction]
#[pyo3(name = "shop_codes", signature = (text))]
pub(crate) fn py_shop_codes<'py>(text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    let given = convert::text(text, "text")?;
    let codes = shop_codes(&given).map_err(|invalid| error::invalid(invalid.to_string()))?;
    PyList::new(text.py(), codes)
}
