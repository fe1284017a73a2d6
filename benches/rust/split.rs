//! Every case under criterion, named `group/case/library`. `-- --test` runs each once.

use std::num::NonZeroUsize;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use partner_campaigns::{
    Bulk, BulkOptions, InstructionSet, Manager, ManagingShare, Policy, SplitTerms, StreamingStores,
    split_into,
};
use partner_campaigns_benches::limit::{Copy, SPLIT_BYTES_PER_ROW, copy_of_the_same_shape};
use partner_campaigns_benches::oracle::{assert_equal, policies};
use partner_campaigns_benches::peers::decimal_loop;
use partner_campaigns_benches::rows::{Out, Rows};

const SIZES: [(&str, usize); 4] = [("8k", 8_192), ("256k", 262_144), ("1m", 1_000_000), ("10m", 10_000_000)];

fn sizes() -> impl Iterator<Item = (&'static str, usize)> {
    let test = std::env::args().any(|argument| argument == "--test");
    SIZES.into_iter().filter(move |&(_, rows)| !test || rows <= 262_144)
}

fn case(
    criterion: &mut Criterion,
    group: &str,
    name: &str,
    (input, policy, options): (&Bulk<'_>, Policy, BulkOptions),
    out: &mut Out,
) {
    if !options.instructions.is_available() {
        return;
    }
    let rows = input.base_minor.len();
    let Ok(totals) = split_into(input, policy, options, out.columns()) else { return };
    if input.paid.is_none() && policy.managing_share == ManagingShare::BeforeTax {
        assert_equal(input, policy, &out.columns(), &totals);
    }
    let mut group = criterion.benchmark_group(group);
    group.throughput(Throughput::Elements(rows as u64)).sample_size(15);
    let id = BenchmarkId::new(name, "partner-campaigns");
    group.bench_function(id, |bencher| bencher.iter(|| split_into(input, policy, options, out.columns())));
    group.finish();
}

fn limit(criterion: &mut Criterion) {
    for (size, count) in sizes() {
        let rows = Rows::usual(count, 0);
        let (mut copy, mut out) = (Copy::new(count, SPLIT_BYTES_PER_ROW), Out::new(count));
        let mut group = criterion.benchmark_group(format!("limit_{size}"));
        group.throughput(Throughput::Elements(count as u64)).sample_size(15);
        group.bench_function("19_bytes_per_row/memcpy", |bencher| bencher.iter(|| copy.run()));
        group.bench_function("same_shape/streamed", |bencher| {
            bencher.iter(|| copy_of_the_same_shape(&rows, &mut out));
        });
        group.finish();
    }
}

fn split(criterion: &mut Criterion) {
    let (policy, auto) = (Policy::default(), BulkOptions::default());
    for (size, count) in sizes() {
        let (rows, bad) = (Rows::usual(count, 0), Rows::usual(count, 1_000));
        let mut out = Out::new(count);
        let group = format!("split_{size}");
        for instructions in InstructionSet::ALL {
            let options = BulkOptions { instructions, ..auto };
            case(criterion, &group, instructions.word(), (&rows.columns(), policy, options), &mut out);
        }
        for streaming in [StreamingStores::On, StreamingStores::Off] {
            let options = BulkOptions { streaming, ..auto };
            let name = format!("streaming_{}", streaming.word());
            case(criterion, &group, &name, (&rows.columns(), policy, options), &mut out);
        }
        case(criterion, &group, "terms_id", (&rows.by_id(), policy, auto), &mut out);
        case(criterion, &group, "one_terms", (&rows.one_terms(), policy, auto), &mut out);
        case(criterion, &group, "bad_row_in_1000", (&bad.columns(), policy, auto), &mut out);
        if count <= 1_000_000 {
            case(criterion, &group, "refund", (&rows.refund(), policy, auto), &mut out);
            let after_tax = Policy { managing_share: ManagingShare::AfterTax, ..policy };
            case(criterion, &group, "after_tax", (&rows.columns(), after_tax, auto), &mut out);
        }
        for threads in [2, 4] {
            let options =
                BulkOptions { threads: NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN), ..auto };
            let name = format!("threads_{threads}");
            case(criterion, &group, &name, (&rows.columns(), policy, options), &mut out);
        }
    }
}

fn policy(criterion: &mut Criterion) {
    let rows = Rows::usual(262_144, 0);
    let mut out = Out::new(262_144);
    for policy in policies() {
        let name = format!("{}_{}", policy.rounding.word(), policy.remainder.word());
        let run = (&rows.columns(), policy, BulkOptions::default());
        case(criterion, "policy_256k", &name, run, &mut out);
    }
}

fn peer(criterion: &mut Criterion) {
    let rows = Rows::usual(8_192, 0);
    let mut out = Out::new(8_192);
    let mut group = criterion.benchmark_group("peer_8k");
    group.throughput(Throughput::Elements(8_192)).sample_size(15);
    group.bench_function("loop/rust_decimal", |bencher| bencher.iter(|| decimal_loop(&rows, &mut out)));
    group.finish();
}

fn single(criterion: &mut Criterion) {
    let Ok(terms) = SplitTerms::new(3_000, 1_500, Manager::OtherAgency, 2_000) else { return };
    criterion.bench_function("single/bound_terms/partner-campaigns", |bencher| {
        bencher.iter(|| terms.split(std::hint::black_box(19_99), 0, Policy::default()));
    });
}

criterion_group!(benches, limit, split, policy, peer, single);
criterion_main!(benches);
