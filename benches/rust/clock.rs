//! Processor time of this thread, and its core.

use std::time::Duration;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};

/// Keeps this thread on the core that is the `index`th of those that it may run on; whether that was possible.
#[must_use]
pub fn pin(index: usize) -> bool {
    let Ok(allowed) = sched_getaffinity(None) else { return false };
    let mut cores = (0..CpuSet::MAX_CPU).filter(|&core| allowed.is_set(core));
    let Some(core) = cores.nth(index) else { return false };
    let mut only = CpuSet::new();
    only.set(core);
    sched_setaffinity(None, &only).is_ok()
}

/// Lets this thread run on every core again.
pub fn unpin() {
    let mut every = CpuSet::new();
    for core in 0..std::thread::available_parallelism().map_or(1, std::num::NonZero::get).max(64) {
        every.set(core);
    }
    let _ = sched_setaffinity(None, &every);
}

/// The processor time that this thread has used.
#[must_use]
pub fn processor_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(now.tv_sec).unwrap_or(0), u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// Seconds of processor time of one run out of `times`.
pub fn processor_seconds(times: usize, mut run: impl FnMut()) -> f64 {
    let before = processor_time();
    for _ in 0..times {
        run();
    }
    each(processor_time().saturating_sub(before), times)
}

#[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "times are measured, not money")]
fn each(spent: Duration, times: usize) -> f64 {
    spent.as_secs_f64() / times.max(1) as f64
}
