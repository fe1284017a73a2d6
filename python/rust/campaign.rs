//! `CampaignValue`: the living campaign through its JSON door; `partner_campaigns.campaign` makes it pleasant.

use partner_campaigns::{
    Campaign, Invalid, Profile, ShareError, SharedCampaign, campaigns_of_json, creator_orders_json,
    marketplace_json,
};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyType;

use crate::check::profile;
use crate::convert;
use crate::terms_table::PyTermsTable;

/// One campaign under a profile; empty until `create_campaign`. Commands, queries and outcomes are JSON text: what is
/// refused, or malformed, is said in the text. Threads may share it: calls wait for each other in turn, without the
/// interpreter.
#[pyclass(name = "CampaignValue", module = "partner_campaigns._native", frozen)]
pub(crate) struct PyCampaign(SharedCampaign);

impl PyCampaign {
    fn new_of(campaign: Campaign) -> Self {
        Self(SharedCampaign::new(campaign))
    }

    /// Looks at the campaign. Whoever waits for it holds no interpreter, which the thread that has the campaign may need.
    fn read<T: Send>(&self, py: Python<'_>, look: impl FnOnce(&Campaign) -> T + Send) -> PyResult<T> {
        py.detach(|| self.0.read(look)).map_err(not_shared)
    }
}

fn not_shared(error: ShareError) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

/// What cannot be read, as the JSON text that Python makes an exception of.
fn refused(invalid: &Invalid) -> PyErr {
    pyo3::exceptions::PyValueError::new_err(invalid.to_json())
}

#[pymethods]
impl PyCampaign {
    #[new]
    #[pyo3(signature = (profile = None))]
    fn new(profile: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        Ok(Self::new_of(Campaign::new(self::profile(profile)?)))
    }

    /// The campaign of a snapshot.
    #[classmethod]
    fn load(class: &Bound<'_, PyType>, snapshot: &Bound<'_, PyAny>) -> PyResult<Self> {
        let text = convert::text(snapshot, "snapshot")?;
        let made = class.py().detach(|| Campaign::load(&text));
        made.map(Self::new_of).map_err(|invalid| refused(&invalid))
    }

    /// The campaign that these events made, a JSON array; the profile is in force where they are of the older form.
    #[classmethod]
    #[pyo3(signature = (events, profile = None))]
    fn replay(
        class: &Bound<'_, PyType>,
        events: &Bound<'_, PyAny>,
        profile: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let (text, profile): (String, Profile) = (convert::text(events, "events")?, self::profile(profile)?);
        let made = class.py().detach(|| Campaign::replay_json(profile, &text));
        made.map(Self::new_of).map_err(|invalid| refused(&invalid))
    }

    /// Executes one command; the outcome as JSON text.
    fn execute_json(&self, py: Python<'_>, command: &Bound<'_, PyAny>) -> PyResult<String> {
        let text = convert::text(command, "command")?;
        py.detach(|| self.0.write(|campaign| campaign.execute_json(&text))).map_err(not_shared)
    }

    /// What a command would do, as JSON text; nothing is changed.
    fn decide_json(&self, py: Python<'_>, command: &Bound<'_, PyAny>) -> PyResult<String> {
        let text = convert::text(command, "command")?;
        self.read(py, |campaign| campaign.decide_json(&text))
    }

    /// Answers one query; the answer, or why there is none, as JSON text.
    fn query_json(&self, py: Python<'_>, query: &Bound<'_, PyAny>) -> PyResult<String> {
        let text = convert::text(query, "query")?;
        self.read(py, |campaign| campaign.query_json(&text))
    }

    /// The terms table, for whatever reads Arrow.
    fn terms_table(&self, py: Python<'_>) -> PyResult<PyTermsTable> {
        self.read(py, Campaign::terms).map(PyTermsTable::of)
    }

    /// Everything that there is, as canonical JSON.
    fn snapshot(&self, py: Python<'_>) -> PyResult<String> {
        self.read(py, Campaign::snapshot)
    }

    /// How many events there have been.
    fn version(&self, py: Python<'_>) -> PyResult<u32> {
        self.read(py, Campaign::version)
    }

    /// The events since they were last taken, a JSON array; none of them is kept.
    fn take_events_json(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.0.write(Campaign::take_events_json)).map_err(not_shared)
    }

    /// Whether profile, details and history are the same.
    fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        let same = |both: &[&Campaign]| both.first() == both.last();
        py.detach(|| SharedCampaign::read_all(&[&self.0, &other.0], same)).map_err(not_shared)
    }

    /// The profile's name.
    fn profile_id(&self, py: Python<'_>) -> PyResult<String> {
        self.read(py, |campaign| campaign.profile().id.clone())
    }
}

/// What asks several campaigns.
type Ask = fn(&[&Campaign], &str) -> Result<String, Invalid>;

fn asked(
    py: Python<'_>,
    campaigns: &Bound<'_, PyAny>,
    query: &Bound<'_, PyAny>,
    ask: Ask,
) -> PyResult<String> {
    let campaigns: Vec<PyRef<'_, PyCampaign>> = campaigns.extract()?;
    let text = convert::text(query, "query")?;
    let campaigns: Vec<&SharedCampaign> = campaigns.iter().map(|campaign| &campaign.0).collect();
    let found = py.detach(|| {
        SharedCampaign::read_all(&campaigns, |campaigns| {
            ask(campaigns, &text).unwrap_or_else(|invalid| invalid.to_json())
        })
    });
    found.map_err(not_shared)
}

/// The campaigns that a shop finds, as JSON text.
#[pyfunction]
#[pyo3(name = "marketplace_json")]
pub(crate) fn py_marketplace_json(
    py: Python<'_>,
    campaigns: &Bound<'_, PyAny>,
    query: &Bound<'_, PyAny>,
) -> PyResult<String> {
    asked(py, campaigns, query, marketplace_json)
}

/// The campaigns of an agency, as JSON text.
#[pyfunction]
#[pyo3(name = "campaigns_of_json")]
pub(crate) fn py_campaigns_of_json(
    py: Python<'_>,
    campaigns: &Bound<'_, PyAny>,
    query: &Bound<'_, PyAny>,
) -> PyResult<String> {
    asked(py, campaigns, query, campaigns_of_json)
}

/// A creator's orders in several campaigns, as JSON text.
#[pyfunction]
#[pyo3(name = "creator_orders_json")]
pub(crate) fn py_creator_orders_json(
    py: Python<'_>,
    campaigns: &Bound<'_, PyAny>,
    query: &Bound<'_, PyAny>,
) -> PyResult<String> {
    asked(py, campaigns, query, creator_orders_json)
}
