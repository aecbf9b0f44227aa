//! One scorecard: its steps, its conditions, and whether each band can be reached.
//!
//! Factors that read the same facts are taken together; of each such group every combination of
//! steps that some case shows is one choice, and the sums of choices are gathered factor by factor.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Finding, FindingKind,
    tables::{Answer, Report, Rows},
    witness::Witness,
};
use crate::{
    cond::{Condition, space::Beyond},
    model::{Catalogue, Date, Decimal, FactId, Facts, Json, RuleId, ValueType},
    rules::{ScoreVerdict, Scorecard, scorecard::Factor},
};

/// The most values of a weighted fact that are tried.
const SAMPLES: i128 = 64;
/// The most sums that are kept.
const SUMS: usize = 20_000;
/// The most combinations of steps that are followed where factors share facts.
const WAYS: usize = 2_000;
/// The most additions for one such group.
const ADDITIONS: usize = 4_000_000;

/// What is wrong with a scorecard.
#[must_use]
pub fn check_scorecard(card: &Scorecard, catalogue: &Catalogue) -> Vec<Finding> {
    let mut report = Report::new(card);
    for (i, (factor, def)) in card.factors.iter().zip(&card.def.factor).enumerate() {
        match factor {
            Factor::When(when, _) => alone(&mut report, when, &format!("factor[{i}]"), &def.id, catalogue),
            Factor::Steps(steps) => {
                let conditions: Vec<_> = steps.iter().map(|(when, _)| Some(when)).collect();
                let path = format!("factor[{i}]");
                match Rows::new(conditions, catalogue, &BTreeMap::new()) {
                    Ok(rows) => {
                        let order: Vec<usize> = (0..steps.len()).collect();
                        report.firing(&rows, &order, &|j| (format!("{path}.step[{j}]"), def.id.clone()));
                        report.gap(&rows, steps.len(), &path);
                    }
                    Err(Beyond) => {
                        report.open(path, vec![def.id.clone()], "too many steps or values are told apart")
                    }
                }
            }
            Factor::Weight { .. } => {}
        }
    }
    for (i, (raise, def)) in card.overrides.iter().zip(&card.def.overrides).enumerate() {
        alone(&mut report, &raise.when, &format!("override[{i}]"), &def.id, catalogue);
    }
    reach(&mut report, card, catalogue);
    report.findings
}

fn alone(report: &mut Report<'_>, when: &Condition, path: &str, id: &RuleId, catalogue: &Catalogue) {
    match Rows::new(vec![Some(when)], catalogue, &BTreeMap::new()) {
        Ok(rows) => report.firing(&rows, &[0], &|_| (path.to_owned(), id.clone())),
        Err(Beyond) => {
            report.open(path.to_owned(), vec![id.clone()], "too many steps or values are told apart")
        }
    }
}

/// A factor or an override as steps of which the first that holds counts.
struct Part {
    steps: Vec<(Condition, Gives)>,
    facts: BTreeSet<FactId>,
}

#[derive(Debug, Clone, Copy)]
enum Gives {
    /// Points to a sum.
    Points(usize, Decimal),
    /// A band that there is at least.
    Band(usize),
}

/// What has been gathered: the sum of each group, that of what is in none, and the band raised to.
type Sums = (Vec<Decimal>, usize);

fn reach(report: &mut Report<'_>, card: &Scorecard, catalogue: &Catalogue) {
    let mut exact = true;
    let parts = parts(card, catalogue, &mut exact);
    let mut found: BTreeMap<usize, Witness> = BTreeMap::new();
    let groups = card.def.group.len().saturating_add(1);
    let mut sums: BTreeMap<Sums, Witness> =
        BTreeMap::from([((vec![Decimal::from_int(0); groups], 0), Witness::default())]);
    for group in together(parts) {
        let choices = choices(&group, catalogue, groups, &mut exact);
        let most = ADDITIONS.checked_div(choices.len().max(1)).unwrap_or_default();
        exact &= sums.len() <= most;
        let mut next = BTreeMap::new();
        for ((sum, band), witness) in sums.iter().take(most) {
            for ((add, raise), more) in &choices {
                let added: Option<Vec<Decimal>> =
                    sum.iter().zip(add).map(|(a, b)| a.checked_add(*b)).collect();
                let Some(added) = added else { continue };
                if next.len() >= SUMS {
                    exact = false;
                    break;
                }
                next.entry((added, *band.max(raise))).or_insert_with(|| {
                    let mut witness = witness.clone();
                    witness.example.extend(more.example.clone());
                    witness
                });
            }
        }
        sums = next;
    }
    for ((sum, raise), witness) in sums {
        if let Some(total) = total(card, &sum) {
            found.entry(card.band_of(total).max(raise)).or_insert(witness);
        }
    }
    for (i, band) in card.def.band.iter().enumerate() {
        let shown = found.get(&i).is_some_and(|witness| shows(card, witness, &band.id, catalogue));
        let path = format!("band[{i}]");
        match (shown, exact && !found.contains_key(&i) || beyond(card, i)) {
            (true, _) => {}
            (false, true) => {
                let detail = format!("no score lies in `{}`", band.id);
                let witness = nearest(card, &found, i);
                report.add(FindingKind::UnreachableBand, path, Vec::new(), detail, witness);
            }
            (false, false) => report.open(path, Vec::new(), "whether a score lies in the band"),
        }
    }
}

/// A case of the band next below, or of any: what comes nearest.
fn nearest(card: &Scorecard, found: &BTreeMap<usize, Witness>, band: usize) -> Witness {
    let below = found.range(..band).next_back();
    let above = || found.range(band..card.def.band.len()).next();
    below.or_else(above).map(|(_, witness)| witness.clone()).unwrap_or_default()
}

/// Whether the range of all scores lies beside the band, and nothing raises to it.
fn beyond(card: &Scorecard, band: usize) -> bool {
    let any_day = Date::MIN;
    let raised = card.overrides.iter().any(|raise| raise.band == band);
    match card.score(&Facts::new(), any_day, any_day).map(|score| score.verdict) {
        Ok(ScoreVerdict::Undetermined { low, high, .. }) => {
            !raised && (card.band_of(low) > band || card.band_of(high) < band)
        }
        _ => false,
    }
}

fn shows(card: &Scorecard, witness: &Witness, band: &str, catalogue: &Catalogue) -> bool {
    let any_day = Date::MIN;
    match card.score(&witness.facts(catalogue), any_day, any_day).map(|score| score.verdict) {
        Ok(ScoreVerdict::Decided { band: found, .. }) => found == band,
        _ => false,
    }
}

fn total(card: &Scorecard, sums: &[Decimal]) -> Option<Decimal> {
    let limit = |value: Decimal, least: Option<Decimal>, most: Option<Decimal>| {
        let value = least.map_or(value, |least| value.max(least));
        most.map_or(value, |most| value.min(most))
    };
    let mut total = *sums.last()?;
    for (group, sum) in card.def.group.iter().zip(sums) {
        total = total.checked_add(limit(*sum, group.least, group.most))?;
    }
    Some(limit(total, card.def.least, card.def.most))
}

fn parts(card: &Scorecard, catalogue: &Catalogue, exact: &mut bool) -> Vec<Part> {
    let mut out = Vec::new();
    for (factor, def) in card.factors.iter().zip(&card.def.factor) {
        let groups = &card.def.group;
        let slot = def.group.as_ref().and_then(|id| groups.iter().position(|group| group.id == *id));
        let slot = slot.unwrap_or(groups.len());
        let steps: Vec<(Condition, Gives)> = match factor {
            Factor::When(when, points) => vec![(when.clone(), Gives::Points(slot, *points))],
            Factor::Steps(steps) => {
                steps.iter().map(|(when, points)| (when.clone(), Gives::Points(slot, *points))).collect()
            }
            Factor::Weight { fact, weight, least, most } => {
                let values = samples(fact, [*weight, *least, *most], catalogue, exact);
                values
                    .into_iter()
                    .filter_map(|(value, number)| {
                        let json =
                            Json::parse(format!("{{{:?}: {value}}}", fact.as_str()).as_bytes()).ok()?;
                        let when = Condition::parse(&json, catalogue).ok()?;
                        let points = number.checked_mul(*weight)?.max(*least).min(*most);
                        Some((when, Gives::Points(slot, points)))
                    })
                    .collect()
            }
        };
        out.push(part(steps));
    }
    out.extend(card.overrides.iter().map(|raise| part(vec![(raise.when.clone(), Gives::Band(raise.band))])));
    out
}

fn part(steps: Vec<(Condition, Gives)>) -> Part {
    let facts = steps.iter().flat_map(|(when, _)| when.facts()).cloned().collect();
    Part { steps, facts }
}

/// Whole values of a fact from the one that gives the least to the one that gives the most, as they
/// are written and as numbers; `exact` where these are all that matter.
fn samples(
    fact: &FactId,
    [weight, least, most]: [Decimal; 3],
    catalogue: &Catalogue,
    exact: &mut bool,
) -> Vec<(String, Decimal)> {
    let whole = |points: Decimal| points.billionths().checked_div(weight.billionths()).unwrap_or_default();
    let (a, b) = (whole(least), whole(most));
    let (low, high) = (a.min(b).saturating_sub(1), a.max(b).saturating_add(1));
    let width = high.saturating_sub(low);
    let is_int = catalogue.fact(fact.as_str()).is_ok_and(|def| def.kind == ValueType::Int);
    // Division by a constant above nought cannot fail; the bounds were divided by the weight.
    let stride = width.checked_div(SAMPLES).unwrap_or_default().saturating_add(1);
    if !is_int || stride > 1 {
        *exact = false;
    }
    let mut out = Vec::new();
    let mut at = low;
    while at <= high {
        if let Ok(number) = i64::try_from(at) {
            let text = if is_int { number.to_string() } else { format!("\"{number}\"") };
            out.push((text, Decimal::from_int(number)));
        }
        let Some(next) = at.checked_add(stride) else { break };
        at = if at < high { next.min(high) } else { next };
    }
    out
}

/// Parts that share a fact, together.
fn together(parts: Vec<Part>) -> Vec<Vec<Part>> {
    let mut out: Vec<Vec<Part>> = Vec::new();
    for part in parts {
        let shares = |group: &Vec<Part>| group.iter().any(|other| !other.facts.is_disjoint(&part.facts));
        let (mut joined, rest): (Vec<_>, Vec<_>) = out.into_iter().partition(shares);
        let mut group: Vec<Part> = joined.drain(..).flatten().collect();
        group.push(part);
        out = rest;
        out.push(group);
    }
    out
}

/// Every combination of steps that some case shows, with what it gives and that case.
fn choices(group: &[Part], catalogue: &Catalogue, slots: usize, exact: &mut bool) -> Vec<(Sums, Witness)> {
    let steps: Vec<&(Condition, Gives)> = group.iter().flat_map(|part| &part.steps).collect();
    let conditions: Vec<_> = steps.iter().map(|(when, _)| Some(when)).collect();
    let Ok(rows) = Rows::new(conditions, catalogue, &BTreeMap::new()) else {
        *exact = false;
        return Vec::new();
    };
    *exact &= !rows.has_pairs();
    // For each part the step that counts; no step is the last way.
    let mut ways: Vec<(Vec<usize>, Vec<usize>, Vec<usize>)> = vec![(Vec::new(), Vec::new(), Vec::new())];
    let mut first = 0_usize;
    for part in group {
        let end = first.saturating_add(part.steps.len());
        let mut next = Vec::new();
        for (hold, fail, counts) in &ways {
            for step in first..=end {
                let (mut hold, mut fail, mut counts) = (hold.clone(), fail.clone(), counts.clone());
                fail.extend(first..step);
                if step < end {
                    hold.push(step);
                    counts.push(step);
                }
                // A way that no case shows is not followed.
                if matches!(rows.case(&hold, &fail), Answer::No) {
                    continue;
                }
                next.push((hold, fail, counts));
            }
        }
        if next.len() > WAYS {
            *exact = false;
            next.truncate(WAYS);
        }
        ways = next;
        first = end;
    }
    let zero = Decimal::from_int(0);
    let mut out: BTreeMap<Sums, Witness> = BTreeMap::new();
    for (hold, fail, counts) in ways {
        let (mut sums, mut band) = (vec![zero; slots], 0);
        for step in counts {
            match steps.get(step).map(|(_, gives)| *gives) {
                Some(Gives::Points(slot, points)) => {
                    if let Some(sum) = sums.get_mut(slot) {
                        match sum.checked_add(points) {
                            Some(more) => *sum = more,
                            None => *exact = false,
                        }
                    }
                }
                Some(Gives::Band(at)) => band = band.max(at),
                None => {}
            }
        }
        match rows.case(&hold, &fail) {
            Answer::Yes(witness) => {
                out.entry((sums, band)).or_insert(witness);
            }
            _ => *exact = false,
        }
    }
    out.into_iter().collect()
}
