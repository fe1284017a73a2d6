//! The living campaign: a handle that commands change, and that many threads may read.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use std::ffi::c_char;

use partner_campaigns::{
    Campaign, Invalid, ShareError, SharedCampaign, campaigns_of_json, creator_orders_json, marketplace_json,
};

use crate::check::profile;
use crate::error::{Failure, guard, pc_error};
use crate::guard::guard_free;
use crate::memory::{input, output, slice, text};
use crate::status::{PC_STATUS_BUSY, PC_STATUS_PANIC, pc_status};
use crate::text::{handle, pc_text};

/// One campaign under a profile, which the caller owns: `pc_campaign_execute`, `pc_campaign_try_execute` and
/// `pc_campaign_take_events` change it, everything else reads it. Give it back with `pc_campaign_free`.
///
/// Threads may share it. Any number of calls read it at once; one that changes it is alone with it. Calls wait for each other
/// and are served in turn: one that executes gets in however many readers come and go, and so do they among many that
/// execute. `pc_campaign_try_execute` alone never waits, and returns `PC_STATUS_BUSY` instead. No call waits for more than the
/// calls of other threads, each as short as its work; none holds anything when it returns. After `PC_STATUS_PANIC` from one
/// that executes, the campaign can only be freed.
#[derive(Debug)]
pub struct pc_campaign(pub(crate) SharedCampaign);

impl From<ShareError> for Failure {
    fn from(error: ShareError) -> Self {
        match error {
            ShareError::Busy => Self::new(PC_STATUS_BUSY, error.to_string()),
            ShareError::Torn => {
                Self::new(PC_STATUS_PANIC, "an earlier call on this campaign failed: it can only be freed")
            }
        }
    }
}

fn new_handle(campaign: Campaign) -> *mut pc_campaign {
    Box::into_raw(Box::new(pc_campaign(SharedCampaign::new(campaign))))
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
        campaign.write(new_handle(Campaign::load(given).map_err(|invalid| Failure::unreadable(&invalid))?));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Makes the campaign that events made, a JSON array of them in their order, under the profile of the first. The caller owns
/// it and frees it with `pc_campaign_free`. What is no event, or could not have been made by a campaign at its place, is
/// `PC_STATUS_INVALID_ARGUMENT`, with the event's number in the message.
///
/// `events` is UTF-8 of `events_length` bytes, borrowed for the call; `profile` is as for `pc_campaign_new`, and counts only
/// where the first event is of the older form, which has none.
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
        let made = Campaign::replay_json(profile, given).map_err(|invalid| Failure::unreadable(&invalid))?;
        campaign.write(new_handle(made));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Executes one command, `{"command": NAME, "by": ACTOR, "at": INSTANT, ...}`. The outcome is JSON, the same bytes in every
/// language: `{"events": [...], "warnings": [...]}`, or `{"violations": [...]}`, or `{"invalid": [{"path", "message"}]}`
/// for what is no command; each is a success of this call, and only the first changes anything. The caller owns the outcome
/// and frees it with `pc_text_free`. How much is told and read at most: see `pc_check_json`.
///
/// `command` is UTF-8 of `command_length` bytes, borrowed for the call.
///
/// Any number of threads at once; it waits until it is alone with the campaign, and its turn comes: see `pc_campaign`.
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
        outcome.write(handle(campaign.0.write(|campaign| campaign.execute_json(command))?));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// `pc_campaign_execute` that does not wait: where another thread uses the campaign at the moment it returns
/// `PC_STATUS_BUSY`, and nothing is done. Among readers that come and go it may be told so for ever: it is for callers that have
/// something else to do, or give up.
///
/// `command` is UTF-8 of `command_length` bytes, borrowed for the call. The caller owns the outcome and frees it with
/// `pc_text_free`.
///
/// Any number of threads at once. `campaign` and `outcome` must not be NULL (`command` may be where its length is 0); `error`
/// may be.
///
/// # Safety
/// Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_try_execute(
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
        outcome.write(handle(campaign.0.try_write(|campaign| campaign.execute_json(command))?));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// What `pc_campaign_execute` would answer. Nothing is changed.
///
/// Any number of threads at once; it waits for those that execute. `campaign` and `outcome` must not be NULL (`command` may be
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
        outcome.write(handle(campaign.0.read(|campaign| campaign.decide_json(command))?));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Answers one query, `{"query": NAME, ...}`: `link_of`, `phase`, `allowed_actions`, `agency_view`, `seller_view`,
/// `seller_orders_csv`, `creator_view`, `resolve_link`, `terms`, `agreed_rates`,
/// `split_orders`, `snapshot`, `events`, `version`, `id`, `agency`, `name`, `last_at`. The answer is JSON, the
/// same bytes in every language; `{"violations": [...]}` or `{"invalid": [...]}` say why there is none, and are a success
/// of this call. The caller owns the answer and frees it with `pc_text_free`.
///
/// `query` is UTF-8 of `query_length` bytes, borrowed for the call.
///
/// Any number of threads at once; it waits for those that execute. `campaign` and `answer` must not be NULL (`query` may be where
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
        answer.write(handle(campaign.0.read(|campaign| campaign.query_json(query))?));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Everything that there is as canonical JSON, for `pc_campaign_load`. The caller owns the text and frees it with
/// `pc_text_free`.
///
/// Any number of threads at once; it waits for those that execute. `campaign` and `snapshot` must not be NULL; `error` may be.
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
        snapshot.write(handle(campaign.0.read(Campaign::snapshot)?));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Takes the events since they were last taken, a JSON array, for the caller to store: the campaign keeps none of them, nor
/// those of a replay, which the caller has. The caller owns the text and frees it with `pc_text_free`.
///
/// Any number of threads at once; it waits for the others. `campaign` and `events` must not be NULL; `error` may be.
///
/// # Safety
/// Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_take_events(
    campaign: *mut pc_campaign,
    events: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let events = unsafe { output(events, "events")? };
        // SAFETY: by contract NULL, or a live handle, which is changed behind its lock alone.
        let campaign = unsafe { input(campaign.cast_const(), "campaign")? };
        events.write(handle(campaign.0.write(Campaign::take_events_json)?));
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// Whether two campaigns are the same: profile, details and history, whichever events each still keeps. `equal` becomes 1,
/// else 0.
///
/// Any number of threads at once; it waits for those that execute. `one`, `other` and `equal` must not be NULL; `error` may
/// be.
///
/// # Safety
/// Each pointer is as the head of this header says; `one` and `other` are handles from this library that were not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_equal(
    one: *const pc_campaign,
    other: *const pc_campaign,
    equal: *mut u8,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let equal = unsafe { output(equal, "equal")? };
        // SAFETY: by contract NULL, or live handles.
        let (one, other) = unsafe { (input(one, "one")?, input(other, "other")?) };
        let same = |both: &[&Campaign]| both.first() == both.last();
        equal.write(SharedCampaign::read_all(&[&one.0, &other.0], same)?.into());
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// The campaigns that a shop finds, as a JSON array in the order given: `{"shop", "filter", "query", "at"}` asks, where
/// filter is `all` (also where it is left out), `targeted` or `mine`. None of the campaigns changes meanwhile; one that is
/// named twice is listed twice. `{"invalid": [...]}` is a success of this call. The
/// caller owns the answer and frees it with `pc_text_free`.
///
/// `campaigns` points to `count` handles, `query` is UTF-8 of `query_length` bytes; both are borrowed for the call.
///
/// Any number of threads at once, whatever the order of their campaigns; it waits for those that execute. `answer` must not be NULL, nor any of the campaigns
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
    // SAFETY: the same contract.
    unsafe { asked((campaigns, count), (query, query_length), answer, error, marketplace_json) }
}

/// The campaigns of an agency, as a JSON array in the order given: `{"agency", "phase", "query", "at"}` asks, where phase is
/// `ready`, `upcoming`, `ongoing` or `closed` and may be left out, as query may. `{"invalid": [...]}` is a success of this
/// call. The caller owns the answer and frees it with `pc_text_free`.
///
/// All else is as for `pc_marketplace_json`.
///
/// # Safety
/// Each pointer is as the head of this header says; each campaign is a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaigns_of_json(
    campaigns: *const *const pc_campaign,
    count: usize,
    query: *const c_char,
    query_length: usize,
    answer: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    // SAFETY: the same contract.
    unsafe { asked((campaigns, count), (query, query_length), answer, error, campaigns_of_json) }
}

/// A creator's orders in several campaigns, `{"orders": [...], "orders_void": [...]}`: `{"creator", "orders", "at"}` asks, where
/// each order line says its `campaign_id`. Amounts are minor units. `{"invalid": [...]}` is a success of this call. The caller
/// owns the answer and frees it with `pc_text_free`.
///
/// All else is as for `pc_marketplace_json`.
///
/// # Safety
/// Each pointer is as the head of this header says; each campaign is a handle from this library that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_creator_orders_json(
    campaigns: *const *const pc_campaign,
    count: usize,
    query: *const c_char,
    query_length: usize,
    answer: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    // SAFETY: the same contract.
    unsafe { asked((campaigns, count), (query, query_length), answer, error, creator_orders_json) }
}

/// Asks several campaigns.
///
/// # Safety
/// Each pointer is as the head of this header says; each campaign is a live handle.
unsafe fn asked(
    (campaigns, count): (*const *const pc_campaign, usize),
    (query, query_length): (*const c_char, usize),
    answer: *mut *mut pc_text,
    error: *mut *mut pc_error,
    ask: fn(&[&Campaign], &str) -> Result<String, Invalid>,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or may be written.
        let answer = unsafe { output(answer, "answer")? };
        // SAFETY: by contract NULL, or as long as it says.
        let (given, query) =
            unsafe { (slice(campaigns, count, "campaigns")?, text(query, query_length, "query")?) };
        // SAFETY: by contract NULL, or a live handle.
        let handles = given.iter().map(|one| unsafe { input(*one, "campaigns") });
        let campaigns: Vec<&SharedCampaign> =
            handles.map(|one| one.map(|one| &one.0)).collect::<Result<_, _>>()?;
        let found = SharedCampaign::read_all(&campaigns, |campaigns| ask(campaigns, query))?;
        answer.write(handle(found.unwrap_or_else(|invalid| invalid.to_json())));
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
