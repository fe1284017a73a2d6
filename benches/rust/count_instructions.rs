//! One case for callgrind: `count-instructions <instruction set> <form> <rows>`.

use partner_campaigns::{
    BulkOptions, InstructionSet, Policy, RemainderHolder, Rounding, compare_columns, split_into,
};
use partner_campaigns_benches::rows::{Out, Reported, Rows};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [set, form, count] = words.as_slice() else { return usage() };
    let (Some(instructions), Ok(count)) = (InstructionSet::from_word(set), count.parse()) else {
        return usage();
    };
    let rows = Rows::usual(count, if form == "bad_row_in_1000" { 1_000 } else { 0 });
    let mut policy = Policy::default();
    let input = match form.as_str() {
        "columns" | "bad_row_in_1000" | "compared" => rows.columns(),
        "separate_up" => {
            policy = Policy { rounding: Rounding::Up, remainder: RemainderHolder::Separate, ..policy };
            rows.columns()
        }
        "terms_id" => rows.by_id(),
        "one_terms" => rows.one_terms(),
        "refund" => rows.refund(),
        _ => return usage(),
    };
    let mut out = Out::new(count);
    let options = BulkOptions { instructions, ..BulkOptions::default() };
    let done = if form == "compared" {
        let (reported, mut found) = (Reported::with_wrong(&input, 1_000), Vec::with_capacity(count));
        let paid = reported.columns();
        measured(|| compare_columns(&input, &paid, policy, options, usize::MAX, &mut found).map(drop))
    } else {
        measured(|| split_into(&input, policy, options, out.columns()).map(drop))
    };
    if let Err(error) = done {
        eprintln!("{error}");
    }
}

/// What callgrind counts: everything below this function.
#[inline(never)]
fn measured<T>(run: impl FnOnce() -> T) -> T {
    std::hint::black_box(run())
}

fn usage() {
    eprintln!(
        "count-instructions portable|sse2|avx2|avx512 columns|one_terms|terms_id|refund|separate_up|bad_row_in_1000|compared ROWS"
    );
}
