//! Tables that read what others produce.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Finding, FindingKind,
    tables::{Answer, Report, Rows},
    witness::Witness,
};
use crate::{
    cond::{Condition, Node, Test},
    model::{Catalogue, Dated, FactId, RuleId, Value},
    rules::{Hit, Scorecard, Table, Verdict, scorecard::Factor},
};

/// What can be said of a produced fact.
#[derive(Default)]
struct Produced<'t> {
    values: BTreeMap<String, (Value, RuleId)>,
    tables: Vec<(&'t Table, usize)>,
}

/// What tables and scorecards do not know of each other: values that a reader has no test for, and
/// rules that wait for values that nobody gives.
#[must_use]
pub fn check_together(tables: &[&Table], scorecards: &[&Scorecard], catalogue: &Catalogue) -> Vec<Finding> {
    let produced = produced(tables, scorecards);
    let given: BTreeMap<FactId, Vec<Value>> = produced
        .iter()
        .map(|(fact, from)| (fact.clone(), from.values.values().map(|(value, _)| value.clone()).collect()))
        .collect();
    let mut findings = Vec::new();
    for table in tables {
        let conditions: Vec<(String, RuleId, Option<&Condition>)> = table
            .rows
            .iter()
            .zip(&table.def.rule)
            .enumerate()
            .map(|(i, (row, def))| (format!("rule[{i}]"), def.id.clone(), row.when.as_ref()))
            .collect();
        findings.extend(reader(*table, &conditions, &produced, &given, catalogue));
    }
    for card in scorecards {
        let mut conditions = Vec::new();
        for (i, (factor, def)) in card.factors.iter().zip(&card.def.factor).enumerate() {
            let path = format!("factor[{i}]");
            match factor {
                Factor::When(when, _) => conditions.push((path, def.id.clone(), Some(when))),
                Factor::Steps(steps) => conditions.extend(
                    steps
                        .iter()
                        .enumerate()
                        .map(|(j, (when, _))| (format!("{path}.step[{j}]"), def.id.clone(), Some(when))),
                ),
                Factor::Weight { .. } => {}
            }
        }
        for (i, (raise, def)) in card.overrides.iter().zip(&card.def.overrides).enumerate() {
            conditions.push((format!("override[{i}]"), def.id.clone(), Some(&raise.when)));
        }
        findings.extend(reader(*card, &conditions, &produced, &given, catalogue));
    }
    findings
}

fn produced<'t>(tables: &[&'t Table], scorecards: &[&Scorecard]) -> BTreeMap<FactId, Produced<'t>> {
    let mut out: BTreeMap<FactId, Produced<'t>> = BTreeMap::new();
    for table in tables {
        // A gathered value is none of those in the rows.
        if table.def.hit == Hit::Collect {
            continue;
        }
        for (i, output) in table.def.output.iter().enumerate() {
            let Some(fact) = &output.fact else { continue };
            let entry = out.entry(fact.clone()).or_default();
            entry.tables.push((table, i));
            let values = table.rows.iter().map(|row| &row.values).chain(table.default.as_ref());
            for value in values.filter_map(|values| values.get(i)) {
                entry.values.insert(value.to_string(), (value.clone(), table.def.id.clone()));
            }
        }
    }
    for card in scorecards {
        if let Some(fact) = &card.def.band_fact {
            let entry = out.entry(fact.clone()).or_default();
            for band in &card.def.band {
                entry.values.insert(band.id.clone(), (Value::Text(band.id.clone()), card.def.id.clone()));
            }
        }
    }
    out
}

fn reader(
    item: &dyn Dated,
    conditions: &[(String, RuleId, Option<&Condition>)],
    produced: &BTreeMap<FactId, Produced<'_>>,
    given: &BTreeMap<FactId, Vec<Value>>,
    catalogue: &Catalogue,
) -> Vec<Finding> {
    let mut report = Report::new(item);
    let reads: BTreeSet<&FactId> =
        conditions.iter().filter_map(|(.., when)| *when).flat_map(Condition::facts).collect();
    let chained: Vec<(&FactId, &Produced<'_>)> =
        produced.iter().filter(|(fact, _)| reads.contains(fact)).collect();
    if chained.is_empty() {
        return report.findings;
    }
    for (fact, from) in &chained {
        for (value, producer) in from.values.values() {
            let known = conditions
                .iter()
                .filter_map(|(.., when)| *when)
                .any(|when| knows(when.node(), fact, value, true));
            if !known {
                let witness = example(from, value, catalogue);
                let detail = format!("`{producer}` gives {fact} = {value}, for which no test here holds");
                report.add(FindingKind::UnknownOutput, String::new(), Vec::new(), detail, witness);
            }
        }
    }
    let all = || conditions.iter().map(|(.., when)| *when).collect::<Vec<_>>();
    let free = Rows::new(all(), catalogue, &BTreeMap::new());
    let bound = Rows::new(all(), catalogue, given);
    for (row, (path, id, when)) in conditions.iter().enumerate() {
        let waits =
            chained.iter().filter(|(fact, _)| when.is_some_and(|when| when.facts().any(|f| f == *fact)));
        let names: Vec<String> = waits.map(|(fact, _)| format!("`{fact}`")).collect();
        if names.is_empty() {
            continue;
        }
        match (free.as_ref().map(|rows| rows.can_hold(row)), bound.as_ref().map(|rows| rows.can_hold(row))) {
            (Ok(Ok(true)), Ok(Ok(false))) => {
                let witness = match free.as_ref().map(|rows| rows.case(&[row], &[])) {
                    Ok(Answer::Yes(witness)) => witness,
                    _ => Witness::default(),
                };
                let detail = format!("it waits for a value of {} that nothing gives", names.join(", "));
                report.add(FindingKind::NeverFires, path.clone(), vec![id.clone()], detail, witness);
            }
            (Ok(Ok(_)), Ok(Ok(_))) => {}
            _ => report.open(path.clone(), vec![id.clone()], "whether what it waits for is ever given"),
        }
    }
    report.findings
}

/// Whether some test of the fact holds of the value; a comparison with another term may.
fn knows(node: &Node<FactId>, fact: &FactId, value: &Value, plain: bool) -> bool {
    match node {
        Node::Test(_, Test::Known) => false,
        Node::Test(of, test) => of == fact && test.holds(value) == Ok(plain),
        Node::Relation(relation) => {
            let mut named = false;
            relation.left.each_key(&mut |key| named |= key == fact);
            relation.right.each_key(&mut |key| named |= key == fact);
            named
        }
        Node::All(parts) | Node::Any(parts) => parts.iter().any(|part| knows(part, fact, value, plain)),
        Node::Not(inner) => knows(inner, fact, value, !plain),
    }
}

/// A case in which a table gives the value.
fn example(from: &Produced<'_>, value: &Value, catalogue: &Catalogue) -> Witness {
    let any_day = crate::model::Date::MIN;
    for (table, output) in &from.tables {
        let conditions: Vec<Option<&Condition>> = table.rows.iter().map(|row| row.when.as_ref()).collect();
        let count = conditions.len();
        let Ok(rows) = Rows::new(conditions, catalogue, &BTreeMap::new()) else { continue };
        let giving = (0..count)
            .filter(|row| table.rows.get(*row).and_then(|row| row.values.get(*output)) == Some(value));
        let questions = giving.map(|row| {
            let others: Vec<usize> = (0..count).filter(|other| *other != row).collect();
            let before: Vec<usize> = table.order.iter().copied().take_while(|other| *other != row).collect();
            (vec![row], [others, before, Vec::new()])
        });
        let default = std::iter::once((Vec::new(), [(0..count).collect(), Vec::new(), Vec::new()]));
        for (hold, fails) in questions.chain(default) {
            for fail in fails {
                let Answer::Yes(witness) = rows.case(&hold, &fail) else { continue };
                let decision = table.decide(&witness.facts(catalogue), any_day, any_day);
                let id = table.def.output.get(*output).map(|output| output.id.as_str()).unwrap_or_default();
                if let Verdict::Decided { outputs, .. } = decision.verdict
                    && outputs.iter().any(|named| named.get(id) == Some(value))
                {
                    return witness;
                }
            }
        }
    }
    Witness::default()
}
