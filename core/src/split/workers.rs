//! Work divided among threads: as many as are to be had, the caller's own at least.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does every job, and gives the results in the order of the jobs.
///
/// There is a thread for each, the caller's own among them, unless the system has no more of them: those that there are then
/// do what is left.
pub(super) fn divide<Job: Send, Done: Send>(jobs: Vec<Job>, work: impl Fn(Job) -> Done + Sync) -> Vec<Done> {
    let others = jobs.len().saturating_sub(1);
    let left = Mutex::new(jobs.into_iter().enumerate());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || {
        let mut done = Vec::new();
        while let Some((place, job)) = next() {
            done.push((place, work(job)));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        let start = |_| thread::Builder::new().spawn_scoped(scope, run).ok();
        let workers: Vec<_> = (0..others).map_while(start).collect();
        let mut done = run();
        for worker in workers {
            done.extend(worker.join().unwrap_or_else(|payload| resume_unwind(payload)));
        }
        done
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, done)| done).collect()
}
