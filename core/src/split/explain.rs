//! Says why: any split as steps that add up on paper.

use serde::Serialize;

use super::{Line, Manager, Split, SplitTerms, split};
use crate::json::canonical;
use crate::value::money::{Currency, format_scaled};
use crate::value::policy::{ManagingShare, Policy, RemainderHolder};
use crate::value::rate::Rate;
use crate::violation::Violations;

/// One step of a calculation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What the step gives: `total`, `creator_commission`, `agency`, `manager`, `creator` or `commission_after_tax`.
    pub result: &'static str,
    /// The calculation as on paper: `10.15 × 30.00%`, `3.04 − 1.52`.
    pub formula: String,
    /// Its exact value, as decimal text in the currency's major unit.
    pub exact: String,
    /// The amount that counts, in minor units.
    pub amount_minor: i64,
    /// By which policy it was rounded; null where nothing was to be rounded.
    pub rounding: Option<&'static str>,
    /// The rules that say so.
    pub rules: Vec<&'static str>,
}

/// A split with its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The parts.
    pub split: Split,
    /// How they came about, in order.
    pub steps: Vec<Step>,
    currency: Currency,
    policy: Policy,
    line: Line,
}

/// Explains the split of one order line.
///
/// # Errors
/// What [`split`] refuses.
///
/// ```
/// use partner_campaigns::{Currency, Line, Policy, explain};
/// let line = Line { base_minor: 10_15, total_rate_bps: 3000, creator_rate_bps: 1500, ..Line::default() };
/// let why = explain(&line, Policy::default(), Currency::of_code("USD").unwrap()).unwrap();
/// assert!(why.text().contains("10.15 × 30.00% = 3.045"));
/// ```
pub fn explain(line: &Line, policy: Policy, currency: Currency) -> Result<Explanation, Violations> {
    let split = split(line, policy)?;
    let terms =
        SplitTerms::new(line.total_rate_bps, line.creator_rate_bps, line.manager, line.manager_share_bps)?;
    let paper = Paper { currency, policy };
    let mut steps = paper.commission(line.base_minor, terms, &split);
    steps.extend(paper.managing_share(line, terms, &split));
    Ok(Explanation { split, steps, currency, policy, line: *line })
}

struct Paper {
    currency: Currency,
    policy: Policy,
}

impl Paper {
    /// Agency and creator, before any managing share.
    fn commission(&self, base: i64, terms: SplitTerms, split: &Split) -> Vec<Step> {
        let (total, creator) = (terms.total(), terms.creator());
        let commission = split.commission();
        let whole = total.of(base, self.policy.rounding);
        let own_rate = format!("({total} − {creator})");
        let rounded_total = self.rounded("total", base, total, &total.to_string(), &["M006"]);
        let rounded_creator =
            self.rounded("creator_commission", base, creator, &creator.to_string(), &["M008"]);
        let rounded_agency = self.rounded("agency", base, total.less(creator), &own_rate, &["M008"]);
        match self.policy.remainder {
            RemainderHolder::Agency => {
                let rest = self.difference("agency", whole, commission, &["M008"]);
                vec![rounded_total, rounded_creator, rest]
            }
            RemainderHolder::Creator => {
                let rest = self.difference("creator_commission", whole, split.agency_minor, &["M008"]);
                vec![rounded_total, rounded_agency, rest]
            }
            RemainderHolder::Separate => vec![rounded_agency, rounded_creator],
        }
    }

    /// Manager and creator, out of the creator commission.
    fn managing_share(&self, line: &Line, terms: SplitTerms, split: &Split) -> Vec<Step> {
        let commission = split.commission();
        let rule = match line.manager {
            Manager::None => return vec![self.whole("creator", commission, commission, &[])],
            Manager::CampaignAgency => "M001",
            Manager::OtherAgency => "M002",
        };
        let mut steps = Vec::new();
        let shared = match self.policy.managing_share {
            ManagingShare::AfterTax if line.manager == Manager::OtherAgency => {
                let step = self.difference("commission_after_tax", commission, line.tax_minor, &["M009"]);
                let shared = step.amount_minor;
                steps.push(step);
                shared
            }
            _ => commission,
        };
        if split.share_waived || terms.share() == Rate::ZERO {
            steps.push(self.whole("manager", 0, 0, &[rule]));
        } else {
            let share = terms.share();
            steps.push(self.rounded("manager", shared, share, &share.to_string(), &[rule]));
        }
        steps.push(self.difference("creator", commission, split.manager_minor, &[rule]));
        steps
    }

    fn rounded(
        &self,
        result: &'static str,
        amount: i64,
        rate: Rate,
        shown: &str,
        rules: &[&'static str],
    ) -> Step {
        let exact = i128::from(amount).saturating_mul(i128::from(rate.bps()));
        let scale = usize::from(self.currency.decimals()).saturating_add(4);
        Step {
            result,
            formula: format!("{} × {shown}", self.currency.format(amount)),
            exact: shortest(&format_scaled(exact, scale), usize::from(self.currency.decimals())),
            amount_minor: rate.of(amount, self.policy.rounding),
            rounding: Some(self.policy.rounding.word()),
            rules: rules.to_vec(),
        }
    }

    fn difference(&self, result: &'static str, from: i64, less: i64, rules: &[&'static str]) -> Step {
        let amount_minor = from.saturating_sub(less); // of a whole and its part
        let formula = format!("{} − {}", self.currency.format(from), self.currency.format(less));
        let exact = self.currency.format(amount_minor);
        Step { result, formula, exact, amount_minor, rounding: None, rules: rules.to_vec() }
    }

    fn whole(&self, result: &'static str, shown: i64, amount_minor: i64, rules: &[&'static str]) -> Step {
        let exact = self.currency.format(amount_minor);
        let formula = self.currency.format(shown);
        Step { result, formula, exact, amount_minor, rounding: None, rules: rules.to_vec() }
    }
}

/// Decimal text without zeros past the decimals that a currency has anyway.
fn shortest(text: &str, decimals: usize) -> String {
    let Some((whole, fraction)) = text.split_once('.') else { return text.to_owned() };
    let kept = fraction.trim_end_matches('0').len().max(decimals);
    match fraction.get(..kept) {
        Some(fraction) if kept > 0 => format!("{whole}.{fraction}"),
        _ => whole.to_owned(),
    }
}

impl Explanation {
    /// `{"currency", "minor_units", "policy", "line", "split", "steps"}` as JSON text, the same bytes in every language;
    /// each step is `{"result", "formula", "exact", "amount_minor", "rounding", "rules"}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let Self { split, steps, currency, policy, line } = self;
        canonical::to_string(&serde_json::json!({
            "currency": currency.code(),
            "minor_units": currency.decimals(),
            "policy": policy,
            "line": {
                "base_minor": line.base_minor,
                "total_rate_bps": line.total_rate_bps,
                "creator_rate_bps": line.creator_rate_bps,
                "manager": line.manager.word(),
                "manager_share_bps": line.manager_share_bps,
                "tax_minor": line.tax_minor,
            },
            "split": {
                "agency_minor": split.agency_minor,
                "creator_minor": split.creator_minor,
                "creator_commission_minor": split.creator_commission_minor(),
                "manager_minor": split.manager_minor,
                "total_minor": split.total_minor(),
                "share_waived": split.share_waived,
            },
            "steps": steps,
        }))
    }

    /// Plain text that adds up on paper.
    #[must_use]
    pub fn text(&self) -> String {
        use std::fmt::Write as _;
        let money = |minor: i128| self.currency.format(minor);
        let mut text = format!(
            "base {} {}, total rate {}, creator rate {}\n",
            money(self.line.base_minor.into()),
            self.currency,
            Rate::new(self.line.total_rate_bps).unwrap_or_default(),
            Rate::new(self.line.creator_rate_bps).unwrap_or_default(),
        );
        let Policy { rounding, remainder, managing_share } = self.policy;
        let _ = writeln!(
            text,
            "policy: rounding {}, remainder {}, managing share {}",
            rounding.word(),
            remainder.word(),
            managing_share.word()
        );
        for step in &self.steps {
            let amount = money(step.amount_minor.into());
            let name = step.result.replace('_', " ");
            let rules =
                if step.rules.is_empty() { String::new() } else { format!("  [{}]", step.rules.join(", ")) };
            let formula =
                if step.formula == step.exact { String::new() } else { format!("{} = ", step.formula) };
            let rounded = match step.rounding {
                Some(word) if step.exact != amount => format!(" → {amount} ({word})"),
                _ => String::new(),
            };
            let _ = writeln!(text, "  {name:<20} {formula}{}{rounded}{rules}", step.exact);
        }
        if self.split.share_waived {
            text.push_str("  the managing share is waived: the campaign agency manages the creator (M001)\n");
        }
        let _ = writeln!(
            text,
            "  proof                agency {} + creator {} + manager {} = {}",
            money(self.split.agency_minor.into()),
            money(self.split.creator_minor.into()),
            money(self.split.manager_minor.into()),
            money(self.split.total_minor()),
        );
        text
    }
}
