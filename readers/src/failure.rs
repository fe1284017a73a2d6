//! Why reading a file into a verification stops.

use partner_campaigns::VerifyError;

use crate::problem::Problem;

/// Why reading a file into a verification stops.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The file cannot be read as what it should be; the verification goes on without it.
    #[error(transparent)]
    File(#[from] Problem),
    /// The verification itself cannot go on.
    #[error(transparent)]
    Verification(#[from] VerifyError),
}
