//! The answer of a table over the facts that are known.
//!
//! Rows are true, false, unknown, or faulty. An unknown row matters where the answer would be
//! another if it held; a faulty one, where nothing true outranks it. So what is decided stays
//! decided when more is learnt, unless a row asks of just that fact whether it is known.

use std::collections::{BTreeMap, BTreeSet};

use super::{Aggregate, Decision, Fault, Hit, RowTrace, Table, Verdict, decision::used, table::Row};
use crate::{
    Error,
    cond::{Literal, Operator, Truth},
    error::Result,
    model::{Citation, Date, Dated, FactId, Facts, RuleId, Value},
};

/// A row as it was found.
struct Seen<'t> {
    id: &'t RuleId,
    values: &'t [Value],
    truth: Result<Truth>,
    needs: Vec<FactId>,
}

impl Table {
    /// The answer alone, for those who ask very often.
    #[must_use]
    pub fn answer(&self, facts: &Facts) -> Verdict {
        self.verdict(&self.seen(facts))
    }

    /// Decides, as of a day, and shows why.
    #[must_use]
    pub fn decide(&self, facts: &Facts, trigger: Date, as_of: Date) -> Decision {
        let seen = self.seen(facts);
        let verdict = self.verdict(&seen);
        let cite = self.cited(&verdict);
        let rows = seen
            .into_iter()
            .zip(&self.def.rule)
            .map(|(seen, def)| RowTrace {
                rule: seen.id.clone(),
                truth: seen.truth.ok(),
                needs: seen.needs,
                outputs: self.named(seen.values),
                cite: def.cite.clone(),
            })
            .collect();
        Decision {
            table: self.def.id.clone(),
            since: self.force().start(),
            confidence: self.force().confidence(trigger, as_of),
            hit: self.def.hit,
            verdict,
            cite,
            rows,
            facts: used(&self.reads, facts),
            note: self.def.note.clone(),
        }
    }

    fn seen(&self, facts: &Facts) -> Vec<Seen<'_>> {
        let row = self.index.row(facts);
        let rows = self.def.rule.iter().zip(&self.rows);
        rows.map(|(def, Row { compiled, values, .. })| {
            let outcome = compiled.as_ref().map(|when| when.evaluate(&row)).transpose();
            let (truth, needs) = match outcome {
                Ok(None) => (Ok(Truth::True), Vec::new()),
                Ok(Some(outcome)) => (Ok(outcome.truth), outcome.needs),
                Err(error) => (Err(error), Vec::new()),
            };
            Seen { id: &def.id, values, truth, needs }
        })
        .collect()
    }

    fn verdict(&self, seen: &[Seen<'_>]) -> Verdict {
        match self.def.hit {
            Hit::First | Hit::Priority => self.outranking(seen),
            Hit::Unique => self.unique(seen),
            Hit::Any => self.any(seen),
            Hit::RuleOrder | Hit::OutputOrder => self.listed(seen),
            Hit::Collect => match self.aggregate() {
                Aggregate::List => self.listed(seen),
                aggregate => self.gathered(seen, aggregate),
            },
        }
    }

    /// The first true row in the order of rank. What stands before it and is unknown is asked for,
    /// unless each of those rows says the same.
    fn outranking(&self, seen: &[Seen<'_>]) -> Verdict {
        let (mut open, mut faulty, mut winner) = (Vec::new(), Vec::new(), None);
        for row in self.order.iter().filter_map(|i| seen.get(*i)) {
            match row.truth {
                Ok(Truth::True) => {
                    winner = Some(row);
                    break;
                }
                Ok(Truth::Unknown) => open.push(row),
                Ok(Truth::False) => {}
                Err(_) => faulty.push(row),
            }
        }
        self.settled(winner, &open, &faulty)
    }

    fn unique(&self, seen: &[Seen<'_>]) -> Verdict {
        let (holds, open, faulty) = sorted(seen);
        match holds.as_slice() {
            [] | [_] if !faulty.is_empty() => failed(&faulty),
            // Another row that came to hold would be a conflict, whatever it says.
            [] | [_] if !open.is_empty() => undetermined(&open),
            [] | [_] => self.settled(holds.first().copied(), &[], &[]),
            several => conflict(several),
        }
    }

    fn any(&self, seen: &[Seen<'_>]) -> Verdict {
        let (holds, open, faulty) = sorted(seen);
        let first = holds.first().copied();
        if holds.iter().any(|row| first.is_some_and(|first| first.values != row.values)) {
            return conflict(&holds);
        }
        match self.settled(first, &open, &faulty) {
            Verdict::Decided { outputs, .. } if !holds.is_empty() => {
                Verdict::Decided { rules: ids(&holds), outputs }
            }
            other => other,
        }
    }

    /// One answer, from a row or by default, unless rows that are unknown or faulty might give
    /// another.
    fn settled(&self, winner: Option<&Seen<'_>>, open: &[&Seen<'_>], faulty: &[&Seen<'_>]) -> Verdict {
        if !faulty.is_empty() {
            return failed(faulty);
        }
        let answer = winner.map(|row| row.values).or(self.default.as_deref());
        if open.iter().any(|row| answer != Some(row.values)) {
            return undetermined(open);
        }
        match answer {
            Some(values) => Verdict::Decided {
                rules: winner.into_iter().map(|row| row.id.clone()).collect(),
                outputs: vec![self.named(values)],
            },
            None => Verdict::NoMatch,
        }
    }

    /// Every row that holds, in order; each row that is unknown would lengthen the list.
    fn listed(&self, seen: &[Seen<'_>]) -> Verdict {
        let (_, open, faulty) = sorted(seen);
        if !faulty.is_empty() {
            return failed(&faulty);
        }
        if !open.is_empty() {
            return undetermined(&open);
        }
        let holds: Vec<&Seen<'_>> = self
            .order
            .iter()
            .filter_map(|i| seen.get(*i))
            .filter(|row| matches!(row.truth, Ok(Truth::True)))
            .collect();
        if let (true, Some(values)) = (holds.is_empty(), &self.default) {
            return Verdict::Decided { rules: Vec::new(), outputs: vec![self.named(values)] };
        }
        Verdict::Decided {
            rules: ids(&holds),
            outputs: holds.iter().map(|row| self.named(row.values)).collect(),
        }
    }

    fn gathered(&self, seen: &[Seen<'_>], aggregate: Aggregate) -> Verdict {
        let (holds, open, faulty) = sorted(seen);
        if !faulty.is_empty() {
            return failed(&faulty);
        }
        let values = |rows: &[&Seen<'_>]| rows.iter().filter_map(|row| row.values.first().cloned()).collect();
        let total = |rows: &[&Seen<'_>]| gather(aggregate, values(rows));
        let now = match total(&holds) {
            Ok(now) => now,
            Err(error) => {
                let faults = holds.iter().map(|row| Fault { rule: row.id.clone(), error: error.clone() });
                return Verdict::Failed { faults: faults.collect() };
            }
        };
        let moves = |row: &&&Seen<'_>| {
            let with: Vec<&Seen<'_>> = holds.iter().copied().chain([**row]).collect();
            total(&with).ok().as_ref() != Some(&now)
        };
        let open: Vec<&Seen<'_>> = open.iter().filter(moves).copied().collect();
        if !open.is_empty() {
            return undetermined(&open);
        }
        match (now, &self.default, self.outputs.first()) {
            (Some(value), _, Some(output)) => Verdict::Decided {
                rules: ids(&holds),
                outputs: vec![BTreeMap::from([(output.id.clone(), value)])],
            },
            (None, Some(values), _) => {
                Verdict::Decided { rules: Vec::new(), outputs: vec![self.named(values)] }
            }
            _ => Verdict::NoMatch,
        }
    }

    fn named(&self, values: &[Value]) -> BTreeMap<String, Value> {
        self.outputs.iter().zip(values).map(|(output, value)| (output.id.clone(), value.clone())).collect()
    }

    /// What the table cites, and then what the rows that decided cite.
    fn cited(&self, verdict: &Verdict) -> Vec<Citation> {
        let rules = match verdict {
            Verdict::Decided { rules, .. } | Verdict::Conflict { rules } => rules.as_slice(),
            _ => &[],
        };
        let rows = self.def.rule.iter().filter(|row| rules.contains(&row.id)).flat_map(|row| &row.cite);
        let mut out: Vec<Citation> = Vec::new();
        for citation in self.def.cite.iter().chain(rows) {
            if !out.contains(citation) {
                out.push(citation.clone());
            }
        }
        out
    }
}

type Rows<'s, 't> = Vec<&'s Seen<'t>>;

/// The rows that hold, are unknown, and are faulty.
fn sorted<'s, 't>(seen: &'s [Seen<'t>]) -> (Rows<'s, 't>, Rows<'s, 't>, Rows<'s, 't>) {
    let of = |wanted: Option<Truth>| {
        seen.iter().filter(|row| row.truth.as_ref().ok().copied() == wanted).collect::<Vec<_>>()
    };
    (of(Some(Truth::True)), of(Some(Truth::Unknown)), of(None))
}

fn ids(rows: &[&Seen<'_>]) -> Vec<RuleId> {
    rows.iter().map(|row| row.id.clone()).collect()
}

fn undetermined(open: &[&Seen<'_>]) -> Verdict {
    let needs: BTreeSet<FactId> = open.iter().flat_map(|row| row.needs.iter().cloned()).collect();
    Verdict::Undetermined { needs: needs.into_iter().collect() }
}

fn conflict(rows: &[&Seen<'_>]) -> Verdict {
    Verdict::Conflict { rules: ids(rows) }
}

fn failed(rows: &[&Seen<'_>]) -> Verdict {
    let faults = rows.iter().filter_map(|row| {
        let error = row.truth.as_ref().err()?.clone();
        Some(Fault { rule: row.id.clone(), error })
    });
    Verdict::Failed { faults: faults.collect() }
}

/// The values in one; nothing for none of them, but for their number.
fn gather(aggregate: Aggregate, values: Vec<Value>) -> Result<Option<Value>, Error> {
    if aggregate == Aggregate::Count {
        // No list in memory has more elements than a 64-bit number can say.
        return Ok(Some(Value::Int(i64::try_from(values.len()).unwrap_or(i64::MAX))));
    }
    let mut values = values.into_iter();
    let Some(first) = values.next() else { return Ok(None) };
    values
        .try_fold(first, |gathered, value| match aggregate {
            Aggregate::Sum => Operator::Sum.apply(&gathered, &value),
            _ => {
                let order = Literal::new(gathered.clone()).order_of(&value)?;
                let better = if aggregate == Aggregate::Min { order.is_lt() } else { order.is_gt() };
                Ok(if better { value } else { gathered })
            }
        })
        .map(Some)
}
