//! Random rows against 128-bit whole numbers: `cargo bench --bench differential -- [rows] [seed]`.

use std::io::Write;

use partner_campaigns_benches::oracle;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.replace('_', "").parse().ok());
    let rows: u64 = numbers.next().unwrap_or(10_000_000);
    let seed: u64 = numbers.next().unwrap_or(1);
    let mut said = 0;
    oracle::differential(rows, seed, |done| {
        if done / 50_000_000 > said {
            said = done / 50_000_000;
            let _ = writeln!(std::io::stderr(), "{done} of {rows} rows");
        }
    });
    println!("{rows} rows, seed {seed}: every policy and instruction set is exact");
}
