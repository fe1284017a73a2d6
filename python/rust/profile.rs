//! `Profile`: bounds and policies as data.

use std::collections::BTreeMap;

use partner_campaigns::Profile;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use crate::convert::{self, Whole};
use crate::error;
use crate::policy::{self, PyPolicy};

/// The bounds and policies in force: a named value whose digest stands in every receipt.
///
/// Args:
///     id: its name, 1 to 64 visible ASCII characters.
///     policy: rounding, remainder holder and managing share; `None` is `Policy()`.
///     minor_units: decimals of a currency's minor unit where they differ from the platform's, by ISO code.
///
/// Raises:
///     InvalidInputError: a bad name, an unknown currency, more than six decimals.
///
/// Example:
///     >>> from partner_campaigns import Policy, Profile
///     >>> mine = Profile(id="acme", policy=Policy(rounding="half_up"), minor_units={"IDR": 2})
///     >>> mine.minor_units
///     {'IDR': 2}
#[pyclass(name = "Profile", module = "partner_campaigns", frozen, eq)]
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PyProfile(pub(crate) Profile);

#[pymethods]
impl PyProfile {
    #[new]
    #[pyo3(signature = (*, id, policy = None, minor_units = None))]
    fn new(
        id: &Bound<'_, PyAny>,
        policy: Option<&Bound<'_, PyAny>>,
        minor_units: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let mut units = BTreeMap::new();
        for (code, decimals) in minor_units.into_iter().flatten() {
            let code = convert::text(&code, "minor_units")?;
            let name = format!("minor_units[{code}]");
            let count = match convert::whole(&decimals, &name, "a number of decimals")? {
                Whole::Fits(count) => u8::try_from(count).ok(),
                Whole::Beyond(_) => None,
            };
            let count =
                count.ok_or_else(|| error::invalid(format!("{name} is {decimals}: allowed is 0 to 6")))?;
            units.insert(code, count);
        }
        let given = Profile { id: convert::text(id, "id")?, minor_units: units, ..Profile::guide() }
            .with_policy(policy::given(policy)?);
        // Core checks a profile where it reads one.
        Profile::from_json(&given.canonical_json()).map(Self).map_err(|error| error::profile(&error))
    }

    /// The default profile: the public guide's own bounds, half-even rounding, the agency holds the remainder.
    #[classmethod]
    fn guide(_class: &Bound<'_, PyType>) -> Self {
        Self(Profile::guide())
    }

    /// The built-in profile of that name: `guide`, or `open-api` with the bounds of the API text.
    ///
    /// Raises:
    ///     InvalidInputError: an unknown name.
    #[classmethod]
    fn built_in(_class: &Bound<'_, PyType>, name: &Bound<'_, PyAny>) -> PyResult<Self> {
        Profile::built_in(&convert::text(name, "name")?).map(Self).map_err(|error| error::profile(&error))
    }

    /// A profile from JSON text. Unknown and repeated keys are refused.
    ///
    /// Raises:
    ///     InvalidInputError: not JSON, or not a profile.
    ///
    /// Example:
    ///     >>> from partner_campaigns import Profile
    ///     >>> Profile.from_json('{"id": "acme", "rounding": "up"}').policy.rounding.value
    ///     'up'
    #[classmethod]
    fn from_json(_class: &Bound<'_, PyType>, text: &Bound<'_, PyAny>) -> PyResult<Self> {
        Profile::from_json(&convert::text(text, "text")?).map(Self).map_err(|error| error::profile(&error))
    }

    /// A profile from a JSON file.
    ///
    /// Raises:
    ///     OSError: the file cannot be read.
    ///     InvalidInputError: it holds no profile.
    #[classmethod]
    fn load(class: &Bound<'_, PyType>, path: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = class.py();
        let file = py.import("pathlib")?.getattr("Path")?.call1((path,))?;
        let bytes: Vec<u8> = file.call_method0("read_bytes")?.extract()?;
        let text = String::from_utf8(bytes)
            .map_err(|error| error::invalid(format!("{path}: not a profile: not UTF-8, {error}")))?;
        Profile::from_json(&text).map(Self).map_err(|error| error::invalid(format!("{path}: {error}")))
    }

    /// Its name.
    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    /// How a commission is split under it.
    #[getter]
    fn policy(&self) -> PyPolicy {
        PyPolicy(self.0.policy())
    }

    /// Decimals of a currency's minor unit where they differ from the platform's, by ISO code.
    #[getter]
    fn minor_units<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let units = PyDict::new(py);
        for (code, decimals) in &self.0.minor_units {
            units.set_item(code, *decimals)?;
        }
        Ok(units)
    }

    /// Canonical JSON: sorted keys, no white space.
    #[getter]
    fn canonical_json(&self) -> String {
        self.0.canonical_json()
    }

    /// SHA-256 of the canonical JSON, as 64 hexadecimal digits.
    #[getter]
    fn sha256(&self) -> String {
        self.0.sha256()
    }

    /// The guide's own limits: the most shop codes, lists, and products of a list.
    ///
    /// Example:
    ///     >>> from partner_campaigns import Profile
    ///     >>> Profile.guide().limits
    ///     {'shop_codes': 100, 'lists': 1000, 'list_products': 100}
    #[getter]
    fn limits<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let limits = PyDict::new(py);
        limits.set_item("shop_codes", self.0.limits.shop_codes)?;
        limits.set_item("lists", self.0.limits.lists)?;
        limits.set_item("list_products", self.0.limits.list_products)?;
        Ok(limits)
    }

    /// Bounds beyond the guide, each the last number that is allowed; what is not there is unbounded.
    ///
    /// Example:
    ///     >>> from partner_campaigns import Profile
    ///     >>> Profile.guide().bounds, Profile.built_in("open-api").bounds["total_rate_bps"]
    ///     ({}, {'min': 101, 'max': 7999})
    #[getter]
    fn bounds<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (given, bounds) = (&self.0.bounds, PyDict::new(py));
        let numbers = [
            ("name_characters", given.name_characters),
            ("description_characters", given.description_characters),
            ("campaign_days", given.campaign_days),
            ("shop_codes", given.shop_codes),
            ("links", given.links),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                bounds.set_item(name, number)?;
            }
        }
        if let Some(rates) = given.total_rate_bps {
            let range = PyDict::new(py);
            range.set_item("min", rates.min)?;
            range.set_item("max", rates.max)?;
            bounds.set_item("total_rate_bps", range)?;
        }
        Ok(bounds)
    }

    /// The same profile with another policy.
    fn with_policy(&self, policy: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(self.0.clone().with_policy(policy::given(Some(policy))?)))
    }

    /// Decimals of a currency's minor unit under this profile.
    ///
    /// Raises:
    ///     InvalidInputError: an unknown currency.
    ///
    /// Example:
    ///     >>> from partner_campaigns import Profile
    ///     >>> Profile.guide().decimals("IDR"), Profile.guide().decimals("USD")
    ///     (0, 2)
    fn decimals(&self, currency: &Bound<'_, PyAny>) -> PyResult<u8> {
        let code = convert::text(currency, "currency")?;
        self.0
            .currency(&code)
            .map(partner_campaigns::Currency::decimals)
            .map_err(|error| error::amount(currency.py(), &error))
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.0.canonical_json().hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((py.get_type::<Self>().getattr("from_json")?, (self.canonical_json(),)))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let guide = Profile::guide();
        if self.0.limits != guide.limits || self.0.bounds != guide.bounds {
            return Ok(format!("Profile.from_json('{}')", self.canonical_json()));
        }
        let units = self.minor_units(py)?.repr()?;
        let policy = self.policy().into_pyobject(py)?.repr()?;
        Ok(format!("Profile(id='{}', policy={policy}, minor_units={units})", self.0.id))
    }
}
