//! Random rows against 128-bit whole numbers, on every core: `cargo bench --bench differential -- [rows] [seed]`.

use std::io::Write;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};

use partner_campaigns_benches::oracle;

/// After how many rows it is said how far the run has come.
const SAID_EVERY: u64 = 50_000_000;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.replace('_', "").parse().ok());
    let rows: u64 = numbers.next().unwrap_or(10_000_000);
    let seed: u64 = numbers.next().unwrap_or(1);
    let cores = std::thread::available_parallelism().map_or(NonZeroU64::MIN, |cores| {
        u64::try_from(cores.get()).ok().and_then(NonZeroU64::new).unwrap_or(NonZeroU64::MIN)
    });
    let done = AtomicU64::new(0);
    let count = |more: u64| {
        let before = done.fetch_add(more, Ordering::Relaxed);
        if before / SAID_EVERY < (before + more) / SAID_EVERY {
            let _ = writeln!(std::io::stderr(), "{} of {rows} rows", before + more);
        }
    };
    std::thread::scope(|scope| {
        for core in 0..cores.get() {
            // Seeds far apart: one stream of numbers is never the continuation of another.
            let own = seed ^ core.wrapping_mul(0xd1b5_4a32_d192_ed03);
            scope.spawn(move || oracle::differential(rows.div_ceil(cores.get()), own, count));
        }
    });
    println!("{} rows, seed {seed}: every policy and instruction set is exact", done.into_inner());
}
