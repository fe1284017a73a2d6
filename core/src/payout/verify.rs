//! The way of a verification: dispositions, policy, findings, sums.

use crate::rules;
use crate::split::Parts;
use crate::value::policy::Policy;

use super::Verification;
use super::book::Book;
use super::book::block::Row;
use super::book::class::Class;
use super::book::column::ROWS;
use super::book::commission::Commission;
use super::book::explained_by::ExplainedBy;
use super::book::order_line::OrderLine;
use super::judge::attribution::{Agreed, Attribution};
use super::judge::cause::causes;
use super::judge::disposition::{Disposition, Dispositions, dispositions};
use super::judge::expected::{Claim, split_of};
use super::judge::finding::{About, Finding, Party};
use super::judge::policy_choice::{Tally, Wanted};
use super::judge::sums::{BySums, Compared};
use super::report::aside::{adjustments, not_verified, settled_on_zero, terms_not_given, unknown_statuses};
use super::report::input::{Input, Kind};
use super::report::summary::{Summary, Verdict};
use super::report::{Found, Report};
use super::rows::unreadable::UnreadableRow;

/// Verifies all rows.
pub(crate) fn verify(verification: Verification, wanted: Wanted) -> Report {
    let Verification {
        profile,
        currency,
        currencies,
        axis,
        inputs,
        readings: _,
        sheets_not_read,
        mut book,
        terms,
        unreadable,
    } = verification;
    let terms: Vec<_> = terms.into_iter().map(|(_, terms)| terms).collect();
    book.close();
    let agreed = Agreed::new(&terms, &mut book);
    let Dispositions { of_rows: decided, repeats } =
        dispositions(&book, agreed.blank(), |campaign| agreed.is_in_scope(campaign));
    let own = profile.policy();

    let blocks = || book.blocks().iter().zip(decided.chunks(ROWS));
    let mut tally = Tally::new(own);
    let mut attributed = Vec::with_capacity(decided.len());
    for (block, decided) in blocks() {
        attributed.extend(block.rows().zip(decided).map(|(row, disposition)| {
            let attribution = match disposition {
                Disposition::Kept(class) if *class != Class::Adjustment => agreed.attribute(&row.sale()),
                _ => Attribution::AtItsRates,
            };
            if matches!(disposition, Disposition::Kept(_)) && attribution != Attribution::None {
                tally.count(row.explained_by());
            }
            attribution
        }));
    }
    let (policy, tied) = tally.choose(wanted);

    let mut sums = BySums::default();
    if let Some((number, _)) = currency {
        sums.list(number);
    }
    let right = ExplainedBy::all([policy, own]);
    let mut audit = Audit { policy, own, right, agreed: &agreed, findings: Vec::new(), sums };
    for (row, earlier) in repeats {
        audit.find(row, &rules::F004, About::Repeats { earlier });
    }
    for ((first, attributed), (block, decided)) in
        (0..).step_by(ROWS).zip(attributed.chunks(ROWS)).zip(blocks())
    {
        for (at, ((row, disposition), attribution)) in
            (first..).zip(block.rows().zip(decided).zip(attributed))
        {
            if let Disposition::Kept(class) = *disposition
                && class != Class::Adjustment
            {
                audit.row(at, row, *attribution);
            }
        }
    }
    let Audit { findings, sums, .. } = audit;

    let chosen_by = wanted.chosen_by();
    let mut summary = counts(&decided);
    summary.policies = tally.ranking();
    summary.terms_not_given = terms_not_given(&book, &decided, &currencies);
    summary.totals = sums.totals(&currencies);
    summary.not_verified = not_verified(&book, &decided, &currencies);
    summary.settled_on_zero = settled_on_zero(&book, &decided, &currencies);
    summary.unknown_statuses = unknown_statuses(&book);
    summary.sheets_not_read = sheets_not_read;
    let is_order = |row: &&UnreadableRow| {
        inputs.get(usize::from(row.file)).is_some_and(|input| input.kind == Kind::Orders)
    };
    summary.rows_unreadable = count(unreadable.iter().filter(is_order).count());
    summary.rows_read = count(decided.len()).saturating_add(summary.rows_unreadable);
    let findings = in_order(findings, unreadable, &mut book, &inputs);
    conclude(&mut summary, &findings);

    Report {
        adjustments: adjustments(&book, &decided, &currencies),
        worth: if policy == own { Vec::new() } else { sums.worth(&currencies) },
        profile: profile.with_policy(policy),
        time_zone: axis.zone().map(|zone| zone.name().to_owned()),
        tied: if chosen_by == super::ChosenBy::Auto { tied } else { Vec::new() },
        chosen_by,
        book,
        inputs,
        currencies,
        summary,
        findings,
    }
}

/// Counts what was found, and says what it makes of the bill.
fn conclude(summary: &mut Summary, findings: &[Found]) {
    for found in findings {
        let (code, cause) = match found {
            Found::OnLine(finding) => (finding.rule.code, finding.about.cause().map(|cause| cause.name)),
            Found::Unreadable(_) => (rules::F011.code, None),
        };
        bump(summary.by_code.entry(code).or_default());
        if let Some(cause) = cause {
            bump(summary.by_cause.entry(cause).or_default());
        }
    }
    summary.findings = count(findings.len());
    summary.verdict = match (summary.rows_verified, summary.findings) {
        (0, _) => Verdict::NothingVerified,
        (_, 0) => Verdict::Clean,
        _ => Verdict::Findings,
    };
}

/// Finds and sums, row by row.
struct Audit<'a> {
    policy: Policy,
    own: Policy,
    /// Both policies.
    right: ExplainedBy,
    agreed: &'a Agreed,
    findings: Vec<Finding>,
    sums: BySums,
}

impl Audit<'_> {
    fn find(&mut self, row: usize, rule: &'static rules::Rule, about: About) {
        self.findings.push(Finding { row, rule, about, ids: Default::default() });
    }

    /// One verified row. Of almost all, what was paid is what is due, and there is nothing else to say.
    fn row(&mut self, at: usize, row: Row<'_>, attribution: Attribution) {
        if attribution != Attribution::AtItsRates || !row.explained_by().has(self.right) {
            return self.line(at, &row.line(), attribution);
        }
        self.sums.add_right(row.currency(), row.paid());
    }

    /// One verified line: its terms, then the amounts of each of its commissions.
    fn line(&mut self, row: usize, line: &OrderLine, attribution: Attribution) {
        match attribution {
            Attribution::None => return self.find(row, &rules::F008, About::NoTerms),
            Attribution::AtItsRates => {}
            Attribution::AtOtherRates(commission) => {
                let pairs = self.agreed.pairs(&line.sale, commission);
                let about = other_rates(line, commission, pairs, self.policy);
                self.find(row, &rules::F012, about);
            }
        }
        for claim in Claim::of(line) {
            self.claim(row, &claim);
        }
    }

    fn claim(&mut self, row: usize, claim: &Claim<'_>) {
        let expected = claim.expected(self.policy);
        self.add(claim, expected);
        let reported =
            [(Party::Agency, claim.compared.agency.get()), (Party::Creator, claim.compared.creator.get())];
        let due = |party: Party, parts: Parts| match party {
            Party::Agency => parts.agency_minor,
            Party::Creator => parts.creator_minor,
        };
        let right = |(party, paid): (Party, Option<i64>)| expected.map(|parts| due(party, parts)) == paid;
        if reported.into_iter().all(right) && expected.is_some() {
            return;
        }
        let before = claim.base_before_refund().map(|base| split_of(base, claim.compared.rates, self.policy));
        let mut why = [None, None];
        if let Some(parts) = expected.filter(|parts| {
            reported.into_iter().any(|(party, paid)| paid.is_some_and(|paid| paid != due(party, *parts)))
        }) {
            why = causes(
                claim,
                parts,
                self.policy,
                &self.agreed.other_pairs(&claim.line.sale, claim.commission),
            );
        }
        for ((party, reported), cause) in reported.into_iter().zip(why) {
            let expected = expected.map(|parts| due(party, parts));
            let rule = match reported {
                None if claim.line.class == Class::Settled && !claim.compared.nothing_due => &rules::F002,
                Some(paid) if expected.is_some_and(|due| due != paid) => {
                    let as_before = before.is_some_and(|parts| due(party, parts) == paid);
                    let partly_refunded = claim.base_before_refund() > claim.compared.base.get() && as_before;
                    let clawed =
                        claim.line.class == Class::Settled && (claim.line.fully_refunded || partly_refunded);
                    if clawed { &rules::F009 } else { &rules::F001 }
                }
                _ => continue,
            };
            let about = About::Amount {
                party,
                commission: claim.commission,
                class: claim.line.class,
                expected,
                reported,
                cause,
            };
            self.find(row, rule, about);
        }
    }

    /// Adds a claim to the totals. An open line's blank amount is not compared; a settled one's is nothing paid.
    fn add(&mut self, claim: &Claim<'_>, expected: Option<Parts>) {
        let Some(expected) = expected else { return };
        let by_own = if self.policy == self.own { Some(expected) } else { claim.expected(self.own) };
        let Some(by_own) = by_own else { return };
        let parties = [
            (Party::Agency, claim.compared.agency, expected.agency_minor, by_own.agency_minor),
            (Party::Creator, claim.compared.creator, expected.creator_minor, by_own.creator_minor),
        ];
        for (party, reported, expected, expected_by_own) in parties {
            if claim.line.class == Class::Open && reported.is_blank() {
                continue;
            }
            let compared = Compared {
                party,
                expected: expected.into(),
                expected_by_own: expected_by_own.into(),
                reported: reported.or_zero().into(),
            };
            self.sums.add(claim.line.currency, &compared);
        }
    }
}

/// How many rows were verified, as what, and what happened to the others.
fn counts(decided: &[Disposition]) -> Summary {
    let of = |happened| count(decided.iter().filter(|one| **one == happened).count());
    let [settled, open, void] =
        [Class::Settled, Class::Open, Class::Void].map(|class| of(Disposition::Kept(class)));
    Summary {
        rows_verified: settled.saturating_add(open).saturating_add(void),
        rows_settled: settled,
        rows_estimated: open,
        rows_void: void,
        rows_adjustments: of(Disposition::Kept(Class::Adjustment)),
        rows_out_of_scope: of(Disposition::OutOfScope),
        rows_repeated: of(Disposition::Repeated),
        rows_overlapping: of(Disposition::Overlapping),
        rows_superseded: of(Disposition::Superseded),
        ..Summary::default()
    }
}

/// F012, with both parts together at the agreed rates where there is exactly one pair.
fn other_rates(
    line: &OrderLine,
    commission: Commission,
    agreed: Vec<crate::terms::Rates>,
    policy: Policy,
) -> About {
    let (agency, creator) = line.paid(line.checked(), commission);
    let paid = agency.get().zip(creator.get());
    let reported = paid.map(|(agency, creator)| i128::from(agency).saturating_add(creator.into()));
    let claim = Claim::of_one(line, commission);
    let expected = match (agreed.as_slice(), claim.and_then(|claim| claim.compared.base.get())) {
        ([only], Some(base)) => {
            let parts = split_of(base, *only, policy);
            Some(i128::from(parts.agency_minor).saturating_add(parts.creator_minor.into()))
        }
        _ => None,
    };
    About::OtherRates { commission, agreed, expected, reported }
}

/// Orders files first, each in the order of its lines; then code, party and commission.
fn in_order(
    mut findings: Vec<Finding>,
    unreadable: Vec<UnreadableRow>,
    book: &mut Book,
    inputs: &[Input],
) -> Vec<Found> {
    for finding in &mut findings {
        finding.ids = book.order_and_sku(finding.row);
    }
    let file_order = |file: u16| (inputs.get(usize::from(file)).map(|input| input.kind), file);
    let place = |found: &Found| match found {
        Found::OnLine(Finding { row, rule, about, .. }) => {
            let (file, line) = book.row(*row).map_or((0, 0), |row| (row.file(), row.line_number()));
            (file_order(file), line, rule.code, about.party(), about.commission())
        }
        Found::Unreadable(UnreadableRow { file, row }) => {
            (file_order(*file), row.line, rules::F011.code, None, None)
        }
    };
    let mut all: Vec<Found> = findings
        .into_iter()
        .map(Found::OnLine)
        .chain(unreadable.into_iter().map(Found::Unreadable))
        .collect();
    all.sort_by_cached_key(place);
    all
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn bump(counter: &mut u64) {
    *counter = counter.saturating_add(1);
}
