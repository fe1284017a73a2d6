//! Threads that share campaigns: nobody waits for ever, and nobody sees a torn one.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::*;
use crate::profile::Profile;

fn campaign() -> SharedCampaign {
    SharedCampaign::new(Campaign::new(Profile::guide()))
}

/// Fails where the work is not done after a minute: a test that waits for ever says nothing.
fn within_a_minute(work: impl FnOnce() + Send + 'static) {
    let (done, told) = mpsc::channel();
    let worker = thread::spawn(move || {
        work();
        done.send(()).unwrap();
    });
    assert_ne!(told.recv_timeout(Duration::from_mins(1)), Err(mpsc::RecvTimeoutError::Timeout), "deadlock");
    worker.join().unwrap();
}

#[test]
fn several_are_looked_at_in_any_order_and_repeatedly_while_others_change_them() {
    within_a_minute(|| {
        let campaigns: Vec<_> = (0..6).map(|_| campaign()).collect();
        let readers_left = AtomicUsize::new(6);
        thread::scope(|scope| {
            for writer in 0..2 {
                let (campaigns, readers_left) = (&campaigns, &readers_left);
                scope.spawn(move || {
                    let mut at = writer;
                    while readers_left.load(Ordering::Relaxed) > 0 {
                        campaigns[at % campaigns.len()].write(|one| one.execute_json("{}")).unwrap();
                        at += 1;
                    }
                });
            }
            for reader in 0..6 {
                let (campaigns, readers_left) = (&campaigns, &readers_left);
                scope.spawn(move || {
                    for round in 0..3_000 {
                        // Each reader has an order of its own, and names one of them twice.
                        let order = (0..7).map(|at| (at * (1 + 4 * (reader % 2)) + reader + round) % 6);
                        let all: Vec<_> = order.map(|at| &campaigns[at]).collect();
                        assert_eq!(SharedCampaign::read_all(&all, |all| all.len()).unwrap(), 7);
                    }
                    readers_left.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
    });
}

#[test]
fn several_are_given_in_the_order_asked_for() {
    let campaigns =
        [Profile::guide(), Profile::open_api()].map(|profile| SharedCampaign::new(Campaign::new(profile)));
    let [one, other] = &campaigns;
    let ids = |all: &[&Campaign]| all.iter().map(|one| one.profile().id.clone()).collect::<Vec<_>>();
    let asked = [other, one, other, other];
    assert_eq!(SharedCampaign::read_all(&asked, ids).unwrap(), ["open-api", "guide", "open-api", "open-api"]);
    assert_eq!(SharedCampaign::read_all(&[], ids).unwrap(), [""; 0]);
}

#[test]
fn a_writer_gets_in_among_readers_that_never_all_pause() {
    within_a_minute(|| {
        let (campaign, written) = (campaign(), AtomicBool::new(false));
        let reads = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while !written.load(Ordering::Relaxed) {
                        // Long looks that overlap: there is no moment without a reader.
                        campaign.read(|_| thread::sleep(Duration::from_millis(2))).unwrap();
                        reads.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
            while reads.load(Ordering::Relaxed) < 10 {
                thread::yield_now();
            }
            for _ in 0..20 {
                let before = reads.load(Ordering::Relaxed);
                campaign.write(|_| ()).unwrap();
                // Those who were in, and those who had asked before.
                assert!(reads.load(Ordering::Relaxed) - before <= 12);
            }
            written.store(true, Ordering::Relaxed);
        });
    });
}

#[test]
fn who_does_not_wait_is_told() {
    let campaign = campaign();
    campaign
        .read(|_| {
            thread::scope(|scope| {
                let other = scope.spawn(|| campaign.try_write(|_| ()));
                assert_eq!(other.join().unwrap(), Err(ShareError::Busy));
            });
        })
        .unwrap();
    assert_eq!(campaign.try_write(|_| ()), Ok(()));
}

#[test]
fn a_panic_leaves_a_campaign_that_can_only_be_dropped() {
    let (campaign, other) = (campaign(), campaign());
    thread::scope(|scope| {
        assert!(scope.spawn(|| campaign.write(|_| panic!("on purpose"))).join().is_err());
        assert!(scope.spawn(|| other.read(|_| panic!("on purpose"))).join().is_err());
    });
    assert_eq!(campaign.read(|_| ()), Err(ShareError::Torn));
    assert_eq!(campaign.write(|_| ()), Err(ShareError::Torn));
    assert_eq!(campaign.try_write(|_| ()), Err(ShareError::Torn));
    assert_eq!(SharedCampaign::read_all(&[&other, &campaign], |all| all.len()), Err(ShareError::Torn));
    assert_eq!(other.write(|_| ()), Ok(()), "looking breaks nothing");
}
