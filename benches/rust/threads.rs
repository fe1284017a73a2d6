//! The same work on one core and on two.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use crate::clock::{pin, unpin};
use crate::rows::{Out, Rows};

/// One half of the work, with the columns that it writes.
pub type Half = (Rows, Out);

/// Seconds on the wall of both halves by one thread, and by two that have a core of their own each, from when both are there.
pub fn one_and_two(halves: &mut [Half; 2], run: impl Fn(&Rows, &mut Out) + Sync) -> [Duration; 2] {
    let _ = pin(0);
    let start = Instant::now();
    for (rows, out) in halves.iter_mut() {
        run(rows, out);
    }
    let one = start.elapsed();

    let both = Barrier::new(2);
    let work = |core: usize, (rows, out): &mut Half| {
        let _ = pin(core);
        both.wait();
        let start = Instant::now();
        run(rows, out);
        (start, Instant::now())
    };
    let [first, second] = halves;
    let (here, there) = std::thread::scope(|scope| {
        let there = scope.spawn(|| work(1, second));
        let here = work(0, first);
        (here, there.join().unwrap_or(here))
    });
    unpin();
    [one, here.1.max(there.1).saturating_duration_since(here.0.min(there.0))]
}
