//! Files of JSON.
//!
//! | file | what it does |
//! | --- | --- |
//! | `campaign` | the terms of a campaign that a back office stored |

mod campaign;

pub(crate) use campaign::CampaignFile;
