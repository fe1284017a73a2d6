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

/// Why there is no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitTermsTableError {
    /// The first row of rates that hold not together.
    #[error("terms {id}: {violations}")]
    Refused {
        /// Its id.
        id: usize,
        /// Which rules it breaks.
        violations: Violations,
    },
    /// There is no memory for so many.
    #[error("there is no memory for so many terms")]
    NoMemory,
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
    /// The first row that [`SplitTerms::new`] refuses, and where there is no memory for so many.
    pub fn from_rates(rows: impl IntoIterator<Item = [u16; 3]>) -> Result<Self, SplitTermsTableError> {
        let rows = rows.into_iter();
        let mut table = Self::default();
        let no_memory = |_| SplitTermsTableError::NoMemory;
        table.terms.try_reserve_exact(rows.size_hint().0).map_err(no_memory)?;
        table.packed.try_reserve_exact(rows.size_hint().0).map_err(no_memory)?;
        for (id, [total, creator, share]) in rows.enumerate() {
            let terms = SplitTerms::new(total, creator, Manager::OtherAgency, share)
                .map_err(|violations| SplitTermsTableError::Refused { id, violations })?;
            table.terms.push(terms);
            table.packed.push(kernel::pack(terms));
        }
        Ok(table)
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
    pub(super) fn packed(&self) -> &[u64] {
        &self.packed
    }
}
