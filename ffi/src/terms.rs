//! Terms that are checked once, and then split at as often as needed.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use partner_campaigns::{SplitTermsTable, SplitTermsTableError};

use crate::column_types::pc_u16_column;
use crate::error::{Failure, guard, pc_error};
use crate::guard::guard_free;
use crate::memory::{input, output, sized_output, slice};
use crate::policy::pc_policy;
use crate::split::pc_split_output;
use crate::status::{PC_STATUS_BAD_LENGTH, PC_STATUS_INVALID_ARGUMENT, PC_STATUS_NO_MEMORY, pc_status};

/// Terms that order lines refer to by number, from 0 on: make them with `pc_terms_new`, give them back with
/// `pc_terms_free`. They never change, so any number of threads may use them at once.
#[derive(Debug)]
pub struct pc_terms(pub(crate) SplitTermsTable);

/// Terms from columns of equal length: total rates, creator rates and managing shares, in basis points. A share is 0 where
/// there is no manager or it is waived; `manager_share_bps` may be of length 0 and NULL, which is 0 for all.
///
/// Any number of threads at once. `terms` must not be NULL; `error` may be. Fails with `PC_STATUS_VIOLATION` for the first
/// terms that break M007 or M008, and with `PC_STATUS_BAD_LENGTH` and `PC_STATUS_NO_MEMORY`.
///
/// # Safety
/// Each pointer is as the head of this header says, those in the structs too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_terms_new(
    total_rate_bps: pc_u16_column,
    creator_rate_bps: pc_u16_column,
    manager_share_bps: pc_u16_column,
    terms: *mut *mut pc_terms,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let terms = unsafe { output(terms, "terms")? };
        // SAFETY: by contract each is NULL or as long as it says.
        let (total, creator, share) = unsafe {
            (
                slice(total_rate_bps.data, total_rate_bps.length, "total_rate_bps")?,
                slice(creator_rate_bps.data, creator_rate_bps.length, "creator_rate_bps")?,
                slice(manager_share_bps.data, manager_share_bps.length, "manager_share_bps")?,
            )
        };
        let no_shares = manager_share_bps.data.is_null();
        if creator.len() != total.len() || !(no_shares || share.len() == total.len()) {
            let message = "`creator_rate_bps` or `manager_share_bps` is not as long as `total_rate_bps`";
            return Err(Failure::new(PC_STATUS_BAD_LENGTH, message));
        }
        let shares = share.iter().copied().chain(std::iter::repeat(0));
        let rows =
            total.iter().zip(creator).zip(shares).map(|((&total, &creator), share)| [total, creator, share]);
        let table = SplitTermsTable::from_rates(rows).map_err(refusal)?;
        terms.write(Box::into_raw(Box::new(pc_terms(table))));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

fn refusal(error: SplitTermsTableError) -> Failure {
    match error {
        SplitTermsTableError::Refused { violations, .. } => violations.into(),
        SplitTermsTableError::NoMemory => Failure::new(PC_STATUS_NO_MEMORY, error.to_string()),
    }
}

/// Frees terms; NULL is allowed.
///
/// # Safety
/// `terms` is NULL, or a handle from `pc_terms_new` that was not freed and that nobody uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_terms_free(terms: *mut pc_terms) {
    guard_free(|| {
        if !terms.is_null() {
            // SAFETY: by contract a live handle, which `Box::into_raw` made.
            drop(unsafe { Box::from_raw(terms) });
        }
    });
}

/// Splits one base at terms that were checked before, with the results of `pc_split`. `share_waived` is 0.
///
/// Any number of threads at once. `terms`, `policy` and `output` must not be NULL; `error` may be. Fails with
/// `PC_STATUS_INVALID_ARGUMENT` for an id that the terms have not, and with `PC_STATUS_VIOLATION` for M003 and M009.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_terms_split(
    terms: *const pc_terms,
    terms_id: u32,
    base_minor: i64,
    tax_minor: i64,
    policy: *const pc_policy,
    output: *mut pc_split_output,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, a live handle, or structs, of which the last begins with its size.
        let (terms, policy, output) =
            unsafe { (input(terms, "terms")?, input(policy, "policy")?, sized_output(output, "output")?) };
        let policy = policy.checked()?;
        let Some(terms) = terms.0.get(terms_id) else {
            let message = format!("terms_id is {terms_id}: there are {} terms", terms.0.len());
            return Err(Failure::new(PC_STATUS_INVALID_ARGUMENT, message));
        };
        output.write(terms.split(base_minor, tax_minor, policy)?.into());
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}
