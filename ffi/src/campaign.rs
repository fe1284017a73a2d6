//! The living campaign: a handle that commands change, and that many threads may read.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use std::ffi::c_char;
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError};

use partner_campaigns::{Campaign, Invalid, marketplace_json};

use crate::check::profile;
use crate::error::{Failure, guard, pc_error};
use crate::guard::guard_free;
use crate::memory::{input, output, slice, text};
use crate::status::{PC_STATUS_BUSY, PC_STATUS_PANIC, pc_status};
use crate::text::{handle, pc_text};

/// One campaign under a profile, which the caller owns: `pc_campaign_execute` changes it, everything else reads it. Give
/// it back with `pc_campaign_free`. A call that finds it being changed by another thread, or that would change it while
/// others read, returns `PC_STATUS_BUSY` and does nothing. After `PC_STATUS_PANIC` from one of its calls it can only be
/// freed.
#[derive(Debug)]
pub struct pc_campaign(RwLock<Campaign>);

fn taken<G>(error: &TryLockError<G>) -> Failure {
    match error {
        TryLockError::WouldBlock => {
            Failure::new(PC_STATUS_BUSY, "another thread is using this campaign: try again when it is done")
        }
        TryLockError::Poisoned(_) => {
            Failure::new(PC_STATUS_PANIC, "an earlier call on this campaign failed: it can only be freed")
        }
    }
}

impl pc_campaign {
    fn read(&self) -> Result<RwLockReadGuard<'_, Campaign>, Failure> {
        self.0.try_read().map_err(|error| taken(&error))
    }

    fn write(&self) -> Result<RwLockWriteGuard<'_, Campaign>, Failure> {
        self.0.try_write().map_err(|error| taken(&error))
    }
}

fn new_handle(campaign: Campaign) -> *mut pc_campaign {
    Box::into_raw(Box::new(pc_campaign(RwLock::new(campaign))))
}

fn unreadable(invalid: &Invalid) -> Failure {
    Failure::invalid(invalid.to_string())
}

/// Makes an empty campaign. The caller owns it and frees it with `pc_campaign_free`.
///
/// `profile` is UTF-8 of `profile_length` bytes, borrowed for the call: the name of a built-in profile, or a profile's
/// JSON; where its length is 0, `guide`.
///
/// Any number of threads at once. `campaign` must not be NULL (`profile` may be where its length is 0); `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_new(
    profile: *const c_char,
    profile_length: usize,
    campaign: *mut *mut pc_campaign,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let campaign = unsafe { output(campaign, "campaign")? };
        // SAFETY: by contract NULL, or as long as it says.
        let profile = unsafe { self::profile(profile, profile_length)? };
        campaign.write(new_handle(Campaign::new(profile)));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Makes the campaign of a snapshot, which continues where it was taken. The caller owns it and frees it with
/// `pc_campaign_free`. A text that no campaign wrote is `PC_STATUS_INVALID_ARGUMENT`.
///
/// `snapshot` is UTF-8 of `snapshot_length` bytes, borrowed for the call.
///
/// Any number of threads at once. `campaign` must not be NULL (`snapshot` may be where its length is 0); `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_load(
    snapshot: *const c_char,
    snapshot_length: usize,
    campaign: *mut *mut pc_campaign,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let campaign = unsafe { output(campaign, "campaign")? };
        // SAFETY: by contract NULL, or as long as it says.
        let given = unsafe { text(snapshot, snapshot_length, "snapshot")? };
        campaign.write(new_handle(Campaign::load(given).map_err(|invalid| unreadable(&invalid))?));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Makes the campaign that events made, a JSON array of them in their order. The caller owns it and frees it with
/// `pc_campaign_free`. What is no event, or is not in its order, is `PC_STATUS_INVALID_ARGUMENT`.
///
/// `events` is UTF-8 of `events_length` bytes, borrowed for the call; `profile` is as for `pc_campaign_new`.
///
/// Any number of threads at once. `campaign` must not be NULL (a text may be where its length is 0); `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_replay(
    events: *const c_char,
    events_length: usize,
    profile: *const c_char,
    profile_length: usize,
    campaign: *mut *mut pc_campaign,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let campaign = unsafe { output(campaign, "campaign")? };
        // SAFETY: by contract NULL, or as long as it says.
        let given = unsafe { text(events, events_length, "events")? };
        // SAFETY: by contract NULL, or as long as it says.
        let profile = unsafe { self::profile(profile, profile_length)? };
        let made = Campaign::replay_json(profile, given).map_err(|invalid| unreadable(&invalid))?;
        campaign.write(new_handle(made));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Executes one command, `{"command": NAME, "by": ACTOR, "at": INSTANT, ...}`. The outcome is JSON, the same bytes in every
/// language: `{"events": [...], "warnings": [...]}`, or `{"violations": [...]}`, or `{"invalid": [{"path", "message"}]}`
/// for what is no command; each is a success of this call, and only the first changes anything. The caller owns the outcome
/// and frees it with `pc_text_free`.
///
/// `command` is UTF-8 of `command_length` bytes, borrowed for the call.
///
/// One thread at a time for each campaign: another call on it meanwhile gets `PC_STATUS_BUSY`, and so does this one.
/// `campaign` and `outcome` must not be NULL (`command` may be where its length is 0); `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_execute(
    campaign: *mut pc_campaign,
    command: *const c_char,
    command_length: usize,
    outcome: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let outcome = unsafe { output(outcome, "outcome")? };
        // SAFETY: by contract NULL, or a live handle, which is changed behind its lock alone.
        let campaign = unsafe { input(campaign.cast_const(), "campaign")? };
        // SAFETY: by contract NULL, or as long as it says.
        let command = unsafe { text(command, command_length, "command")? };
        outcome.write(handle(campaign.write()?.execute_json(command)));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// What `pc_campaign_execute` would answer. Nothing is changed.
///
/// Any number of threads at once, but for one that executes. `campaign` and `outcome` must not be NULL (`command` may be
/// where its length is 0); `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_decide(
    campaign: *const pc_campaign,
    command: *const c_char,
    command_length: usize,
    outcome: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let outcome = unsafe { output(outcome, "outcome")? };
        // SAFETY: by contract NULL, or a live handle.
        let campaign = unsafe { input(campaign, "campaign")? };
        // SAFETY: by contract NULL, or as long as it says.
        let command = unsafe { text(command, command_length, "command")? };
        outcome.write(handle(campaign.read()?.decide_json(command)));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Answers one query, `{"query": NAME, ...}`: `link_of`, `phase`, `allowed_actions`, `agency_view`, `seller_view`,
/// `seller_orders_csv`, `creator_view`, `resolve_link`, `terms`, `snapshot`, `events`, `version`. The answer is JSON, the
/// same bytes in every language; `{"violations": [...]}` or `{"invalid": [...]}` say why there is none, and are a success
/// of this call. The caller owns the answer and frees it with `pc_text_free`.
///
/// `query` is UTF-8 of `query_length` bytes, borrowed for the call.
///
/// Any number of threads at once, but for one that executes. `campaign` and `answer` must not be NULL (`query` may be where
/// its length is 0); `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_query(
    campaign: *const pc_campaign,
    query: *const c_char,
    query_length: usize,
    answer: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let answer = unsafe { output(answer, "answer")? };
        // SAFETY: by contract NULL, or a live handle.
        let campaign = unsafe { input(campaign, "campaign")? };
        // SAFETY: by contract NULL, or as long as it says.
        let query = unsafe { text(query, query_length, "query")? };
        answer.write(handle(campaign.read()?.query_json(query)));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Everything that there is as canonical JSON, for `pc_campaign_load`. The caller owns the text and frees it with
/// `pc_text_free`.
///
/// Any number of threads at once, but for one that executes. `campaign` and `snapshot` must not be NULL; `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_snapshot(
    campaign: *const pc_campaign,
    snapshot: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let snapshot = unsafe { output(snapshot, "snapshot")? };
        // SAFETY: by contract NULL, or a live handle.
        let campaign = unsafe { input(campaign, "campaign")? };
        snapshot.write(handle(campaign.read()?.snapshot()));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// The campaigns that a shop finds, as a JSON array in the order given: `{"shop", "filter", "query", "at"}` asks, where
/// filter is `all` (also where it is left out), `targeted` or `mine`. `{"invalid": [...]}` is a success of this call. The
/// caller owns the answer and frees it with `pc_text_free`.
///
/// `campaigns` points to `count` handles, `query` is UTF-8 of `query_length` bytes; both are borrowed for the call.
///
/// Any number of threads at once, but for one that executes. `answer` must not be NULL, nor any of the campaigns
/// (`campaigns` and `query` may be where there are none); `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says; each campaign is a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_marketplace_json(
    campaigns: *const *const pc_campaign,
    count: usize,
    query: *const c_char,
    query_length: usize,
    answer: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let answer = unsafe { output(answer, "answer")? };
        // SAFETY: by contract NULL, or as long as it says.
        let (given, query) =
            unsafe { (slice(campaigns, count, "campaigns")?, text(query, query_length, "query")?) };
        // SAFETY: by contract NULL, or a live handle.
        let handles = given.iter().map(|one| unsafe { input(*one, "campaigns") });
        let handles: Vec<&pc_campaign> = handles.collect::<Result<_, _>>()?;
        let read: Vec<_> = handles.iter().map(|one| one.read()).collect::<Result<_, _>>()?;
        let read: Vec<&Campaign> = read.iter().map(|one| &**one).collect();
        answer.write(handle(marketplace_json(&read, query).unwrap_or_else(|invalid| invalid.to_json())));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Frees a campaign; NULL is left alone.
///
/// One thread, once, when no other one uses the handle.
///
/// # Safety
/// `campaign` is NULL, or a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_free(campaign: *mut pc_campaign) {
    // SAFETY: by contract a live handle, so it came from `Box::into_raw` and is freed only here.
    guard_free(|| drop((!campaign.is_null()).then(|| unsafe { Box::from_raw(campaign) })));
}
