//! What reading hostile JSON takes at its highest, in multiples of the text: each door under each shape of 4 MiB, the worst of
//! each door printed. `-- --test` takes small shapes, `-- --all` prints every one. Memory is counted, not timed.
#![expect(unsafe_code, reason = "an allocator, and the C doors")]

#[path = "../../tests/rust/json_doors/mod.rs"]
mod json_doors;

use json_doors::{doors, peak, shapes};

const FULL: usize = 4 << 20;
const SMALL: usize = 1 << 17;

fn main() {
    let has = |option: &str| std::env::args().any(|given| given == option);
    let shapes = shapes(if has("--test") { SMALL } else { FULL });
    println!("{:<18} {:>9}  shape", "door", "× text");
    for door in doors() {
        let mut worst = (0, "");
        for (shape, text) in &shapes {
            for (front, back) in &door.around {
                let text = format!("{front}{text}{back}");
                let (bytes, _) = peak(|| (door.answer)(&text));
                let hundredths = bytes.saturating_mul(100) / text.len();
                if has("--all") {
                    line(door.name, hundredths, shape);
                }
                worst = worst.max((hundredths, *shape));
            }
        }
        if !has("--all") {
            line(door.name, worst.0, worst.1);
        }
    }
}

fn line(door: &str, hundredths: usize, shape: &str) {
    println!("{door:<18} {:>6}.{:02}  {shape}", hundredths / 100, hundredths % 100);
}
