//! The split of columns in plain Rust, for every processor: groups of rows as arrays of doubles, which the compiler turns
//! into whatever vectors there are. Why doubles are exact here is said in [`super`].

use crate::split::SplitTerms;
use crate::split::bulk::{Bulk, BulkTerms, Totals};
use crate::value::policy::{Policy, RemainderHolder};
use crate::value::rate::WHOLE_BPS;
use crate::value::rounding::Rounding;

/// Rows of a group.
const GROUP: usize = 8;

/// After how many groups the sums are emptied: `2^17 × 8 × 2^39` fits 64 bits.
const SPAN: usize = 1 << 17;
const _: () = assert!((SPAN * GROUP).ilog2() + 39 < i64::BITS - 1);

type Doubles = [f64; GROUP];
type Ints = [i64; GROUP];

/// `2^52`: a whole number below it, put into its bits, is a double.
const TWO_52: f64 = 4_503_599_627_370_496.0;
/// `1.5 × 2^52`: doubles beside it are 1 apart.
const C: f64 = 6_755_399_441_055_744.0;

/// Splits all rows with the managing share before tax. `exact` splits one row, marks it where it is refused, and counts it.
pub(in crate::split) fn split(
    input: &Bulk<'_>,
    policy: Policy,
    out: [&mut [i64]; 3],
    exact: &mut dyn FnMut(usize) -> [i64; 3],
) -> Totals {
    let (bias, limit_bits) = match policy.rounding {
        Rounding::HalfEven => (0.0, 39),
        Rounding::HalfUp => (0.5, 38),
        Rounding::Up => (4999.5, 38),
        Rounding::Down => (-4999.5, 38),
    };
    let (bases, _) = input.base_minor.as_chunks();
    let [(agency, agencies), (creator, creators), (manager, managers)] =
        out.map(<[i64]>::as_chunks_mut::<GROUP>);
    let out = agency.iter_mut().zip(creator).zip(manager);
    let groups = bases.iter().zip(out.map(|((agency, creator), manager)| [agency, creator, manager]));
    let mut job = Job { groups, high: -1 << limit_bits, bias, exact, totals: Totals::default() };
    let holder = policy.remainder;
    match input.terms {
        BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps: Some(share) } => {
            let (total, creator) = (total_rate_bps.as_chunks().0, creator_rate_bps.as_chunks().0);
            job.run(holder, ThreeColumns { total, creator, share: share.as_chunks().0 });
        }
        BulkTerms::Rates { total_rate_bps, creator_rate_bps, manager_share_bps: None } => {
            let (total, creator) = (total_rate_bps.as_chunks().0, creator_rate_bps.as_chunks().0);
            job.run(holder, TwoColumns { total, creator });
        }
        BulkTerms::One(terms) => job.run(holder, One::new(terms)),
        BulkTerms::Table { terms_id, table } => {
            job.run(holder, Table { ids: terms_id.as_chunks().0, entries: table.packed() });
        }
    }
    let totals = job.totals;
    let first = bases.len().saturating_mul(GROUP);
    for (row, ((agency, creator), manager)) in (first..).zip(agencies.iter_mut().zip(creators).zip(managers))
    {
        [*agency, *creator, *manager] = exact(row);
    }
    totals
}

/// What is split: groups of bases with the places of their parts.
struct Job<'a, G> {
    groups: G,
    /// The bits that no base within the limit has.
    high: i64,
    bias: f64,
    exact: &'a mut dyn FnMut(usize) -> [i64; 3],
    totals: Totals,
}

impl<'a, G: Iterator<Item = (&'a Ints, [&'a mut Ints; 3])>> Job<'_, G> {
    fn run(&mut self, holder: RemainderHolder, rates: impl Rates) {
        match holder {
            RemainderHolder::Agency => self.groups(rates, agency_holds),
            RemainderHolder::Creator => self.groups(rates, creator_holds),
            RemainderHolder::Separate => self.groups(rates, separate),
        }
    }

    /// `law` gives `C` and the parts of agency and creator, of a base and its rates.
    #[inline]
    fn groups(&mut self, rates: impl Rates, law: impl Fn(Rounded, f64, f64, f64) -> [f64; 2] + Copy) {
        let Self { groups, high, bias, exact, totals } = self;
        let rounded = Rounded { bias: *bias };
        let mut sums = Sums::default();
        for (group, (bases, mut parts)) in groups.enumerate() {
            let bits = bases.iter().fold(0, |bits, base| bits | base) & *high;
            let at = rates.of_group(group).filter(|_| bits == 0);
            let Some([total, creator, share]) = at else {
                let first = group.saturating_mul(GROUP);
                for (row, lane) in (first..).zip(0..GROUP) {
                    for (column, part) in parts.iter_mut().zip(exact(row)) {
                        column[lane] = part;
                    }
                }
                continue;
            };
            let [to_agency, to_creator, to_manager] = parts;
            for lane in 0..GROUP {
                let base = double(bases[lane]);
                let [agency, commission] = law(rounded, base, total[lane], creator[lane]);
                let managing = rounded.part(commission - C, share[lane]);
                let (agency, managing) = (whole(agency), whole(managing));
                to_agency[lane] = agency;
                to_manager[lane] = managing;
                to_creator[lane] = whole(commission).wrapping_sub(managing);
            }
            sums.add(totals, [to_agency, to_creator, to_manager]);
        }
        sums.empty(totals);
    }
}

/// Sums of a span, lane by lane.
#[derive(Default)]
struct Sums {
    lanes: [Ints; 3],
    groups: usize,
}

impl Sums {
    #[inline]
    fn add(&mut self, totals: &mut Totals, parts: [&mut Ints; 3]) {
        for (sums, parts) in self.lanes.iter_mut().zip(parts) {
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum = sum.wrapping_add(*part); // within the limit: see SPAN
            }
        }
        self.groups = self.groups.wrapping_add(1);
        if self.groups == SPAN {
            self.empty(totals);
        }
    }

    fn empty(&mut self, totals: &mut Totals) {
        let [agency, creator, manager] = self.lanes.map(|lanes| lanes.into_iter().map(i128::from).sum());
        totals.merge(Totals {
            rows: u64::try_from(self.groups.saturating_mul(GROUP)).unwrap_or(u64::MAX),
            refused: 0,
            agency_minor: agency,
            creator_minor: creator,
            manager_minor: manager,
        });
        *self = Self::default();
    }
}

/// How a part of a base is rounded.
#[derive(Clone, Copy)]
struct Rounded {
    bias: f64,
}

impl Rounded {
    /// `C` and the part of a base at a rate.
    #[inline]
    fn part(self, base: f64, rate: f64) -> f64 {
        (base * rate + self.bias) * 1e-4 + C
    }
}

/// The formulas of the rulebook, as [`crate::split::parts`] has them for one row.
#[inline]
fn agency_holds(rounded: Rounded, base: f64, total: f64, creator: f64) -> [f64; 2] {
    let own = rounded.part(base, creator);
    [rounded.part(base, total) - own + C, own]
}

#[inline]
fn creator_holds(rounded: Rounded, base: f64, total: f64, creator: f64) -> [f64; 2] {
    let rest = rounded.part(base, total - creator);
    [rest, rounded.part(base, total) - rest + C]
}

#[inline]
fn separate(rounded: Rounded, base: f64, total: f64, creator: f64) -> [f64; 2] {
    [rounded.part(base, total - creator), rounded.part(base, creator)]
}

/// The double of a whole number from 0 to below `2^52`.
#[inline]
fn double(number: i64) -> f64 {
    f64::from_bits(number.cast_unsigned() | TWO_52.to_bits()) - TWO_52
}

/// The whole number that a double is more than `C`.
#[inline]
fn whole(beside_c: f64) -> i64 {
    beside_c.to_bits().wrapping_sub(C.to_bits()).cast_signed()
}

/// Where the groups of rows have their rates from.
trait Rates: Copy {
    /// Total and creator rates and managing shares of a group, where all of them hold together.
    fn of_group(&self, group: usize) -> Option<[Doubles; 3]>;
}

#[derive(Clone, Copy)]
struct ThreeColumns<'a> {
    total: &'a [[u16; GROUP]],
    creator: &'a [[u16; GROUP]],
    share: &'a [[u16; GROUP]],
}

impl Rates for ThreeColumns<'_> {
    #[inline]
    fn of_group(&self, group: usize) -> Option<[Doubles; 3]> {
        let (total, creator) = (self.total.get(group)?, self.creator.get(group)?);
        let share = self.share.get(group)?;
        let beyond = |share: &u16| share.saturating_sub(WHOLE_BPS);
        let marks = share.iter().fold(marks(total, creator), |marks, share| marks | beyond(share));
        (marks == 0).then(|| [doubles(total), doubles(creator), doubles(share)])
    }
}

#[derive(Clone, Copy)]
struct TwoColumns<'a> {
    total: &'a [[u16; GROUP]],
    creator: &'a [[u16; GROUP]],
}

impl Rates for TwoColumns<'_> {
    #[inline]
    fn of_group(&self, group: usize) -> Option<[Doubles; 3]> {
        let (total, creator) = (self.total.get(group)?, self.creator.get(group)?);
        (marks(total, creator) == 0).then(|| [doubles(total), doubles(creator), [0.0; GROUP]])
    }
}

/// The same terms for every row.
#[derive(Clone, Copy)]
struct One([f64; 3]);

impl One {
    fn new(terms: SplitTerms) -> Self {
        Self([terms.total(), terms.creator(), terms.share()].map(|rate| f64::from(rate.bps())))
    }
}

impl Rates for One {
    #[inline]
    fn of_group(&self, _: usize) -> Option<[Doubles; 3]> {
        Some(self.0.map(|rate| [rate; GROUP]))
    }
}

/// Ids of entries that [`super::pack`] made.
#[derive(Clone, Copy)]
struct Table<'a> {
    ids: &'a [[u32; GROUP]],
    entries: &'a [u64],
}

impl Rates for Table<'_> {
    #[inline]
    fn of_group(&self, group: usize) -> Option<[Doubles; 3]> {
        let mut entries = [0; GROUP];
        for (entry, id) in entries.iter_mut().zip(self.ids.get(group)?) {
            *entry = *self.entries.get(usize::try_from(*id).ok()?)?;
        }
        let rates = |shift: u32| entries.map(|entry: u64| double((entry >> shift & 0xffff).cast_signed()));
        Some([rates(0), rates(16), rates(32)])
    }
}

/// Bits where a total rate is above 100%, or a creator rate above the total rate.
#[inline]
fn marks(total: &[u16; GROUP], creator: &[u16; GROUP]) -> u16 {
    total.iter().zip(creator).fold(0, |marks, (total, creator)| {
        marks | total.saturating_sub(WHOLE_BPS) | creator.saturating_sub(*total)
    })
}

#[inline]
fn doubles(rates: &[u16; GROUP]) -> Doubles {
    rates.map(f64::from)
}
