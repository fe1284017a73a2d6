//! Terms that rows refer to by number, checked once.

use super::{Manager, SplitTerms, kernel};
use crate::violation::Violations;

/// Terms that the rows of a bulk split refer to by id: the place in the table, from 0 on.
///
/// ```
/// use partner_campaigns::{Manager, SplitTerms, SplitTermsTable};
/// let half = SplitTerms::new(3000, 1500, Manager::None, 0).unwrap();
/// let table = SplitTermsTable::new([half, SplitTerms::default()]);
/// assert_eq!((table.len(), table.get(0), table.get(2)), (2, Some(half), None));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SplitTermsTable {
    terms: Vec<SplitTerms>,
    packed: Vec<u64>,
}

/// The first row of rates that hold not together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("terms {id}: {violations}")]
pub struct SplitTermsTableError {
    /// Its id.
    pub id: usize,
    /// Which rules it breaks.
    pub violations: Violations,
}

impl SplitTermsTable {
    /// A table of terms, in the order of their ids.
    #[must_use]
    pub fn new(terms: impl IntoIterator<Item = SplitTerms>) -> Self {
        let terms: Vec<_> = terms.into_iter().collect();
        let packed = terms.iter().copied().map(kernel::pack).collect();
        Self { terms, packed }
    }

    /// A table of rows of total rate, creator rate and managing share, in basis points. The share is 0 where there is no
    /// manager, or where it is waived.
    ///
    /// # Errors
    /// The first row that [`SplitTerms::new`] refuses.
    pub fn from_rates(rows: impl IntoIterator<Item = [u16; 3]>) -> Result<Self, SplitTermsTableError> {
        let terms: Result<Vec<_>, _> = rows
            .into_iter()
            .enumerate()
            .map(|(id, [total, creator, share])| {
                SplitTerms::new(total, creator, Manager::OtherAgency, share)
                    .map_err(|violations| SplitTermsTableError { id, violations })
            })
            .collect();
        terms.map(Self::new)
    }

    /// How many terms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms with this id.
    #[must_use]
    pub fn get(&self, id: u32) -> Option<SplitTerms> {
        self.terms.get(usize::try_from(id).ok()?).copied()
    }

    /// The same terms for the kernel, as many of them.
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "for the kernels of x86-64"))]
    pub(super) fn packed(&self) -> &[u64] {
        &self.packed
    }
}
