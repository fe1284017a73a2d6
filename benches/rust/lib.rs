//! What the benchmarks share: rows, buffers, the limit of the machine, clocks, and the proof of equality before timing.

pub mod clock;
pub mod limit;
pub mod oracle;
pub mod peers;
pub mod rows;
pub mod threads;
