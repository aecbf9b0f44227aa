//! Facts that tables and scorecards produce, from the facts that are known.

use std::collections::{BTreeMap, BTreeSet};

use super::{ScoreVerdict, Scorecard, Table, Verdict, decision::Needs};
use crate::{
    error::Result,
    model::{Catalogue, Date, Fact, FactId, Facts, RuleId, Value},
};

/// The facts with those that could be derived, and what would decide those that could not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Derived {
    /// Every fact: the given ones, and those derived from them.
    pub facts: Facts,
    /// Of each fact that hangs on others: those others, none of them derived.
    pub open: BTreeMap<FactId, Needs>,
}

impl Derived {
    /// Needs in terms of facts that somebody can find out.
    #[must_use]
    pub fn asked(&self, needs: &Needs) -> Needs {
        let open = |need: &FactId| self.open.get(need).cloned().unwrap_or_else(|| vec![need.clone()]);
        needs.iter().flat_map(open).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Derives what can be derived, in the order in which one needs the other. A fact that is given is
/// not derived again: what was recorded stands.
///
/// # Errors
/// `out_of_range` where the points of a scorecard add up too high.
pub fn derive(
    tables: &[&Table],
    scorecards: &[&Scorecard],
    given: &Facts,
    (trigger, as_of): (Date, Date),
    catalogue: &Catalogue,
) -> Result<Derived> {
    let mut derived = Derived { facts: given.clone(), open: BTreeMap::new() };
    let mut tables: Vec<&Table> = tables.iter().copied().filter(|t| t.produces().next().is_some()).collect();
    let mut cards: Vec<&Scorecard> = scorecards.to_vec();
    let produced: BTreeSet<&FactId> = tables
        .iter()
        .flat_map(|table| table.produces().map(|(fact, _)| fact))
        .chain(cards.iter().flat_map(|card| card.produces()))
        .collect();
    let mut settled: BTreeSet<FactId> = BTreeSet::new();
    // What stands in a ring is refused with the catalogue; here it is only left alone.
    loop {
        let before = tables.len().saturating_add(cards.len());
        let waits = |fact: &FactId, settled: &BTreeSet<FactId>| {
            produced.contains(fact) && !settled.contains(fact) && given.get(fact).is_none()
        };
        let (now, later): (Vec<_>, Vec<_>) =
            tables.into_iter().partition(|table| !table.reads().any(|fact| waits(fact, &settled)));
        for table in now {
            derived.table(table, catalogue);
            settled.extend(table.produces().map(|(fact, _)| fact.clone()));
        }
        tables = later;
        let (now, later): (Vec<_>, Vec<_>) =
            cards.into_iter().partition(|card| !card.reads().any(|fact| waits(fact, &settled)));
        for card in now {
            derived.scorecard(card, (trigger, as_of), catalogue)?;
            settled.extend(card.produces().cloned());
        }
        cards = later;
        if tables.len().saturating_add(cards.len()) == before {
            return Ok(derived);
        }
    }
}

impl Derived {
    fn table(&mut self, table: &Table, catalogue: &Catalogue) {
        // Most tables know nothing of most cases: what they ask for then was found once.
        let blind =
            table.blind.as_ref().filter(|_| !table.reads().any(|fact| self.facts.get(fact).is_some()));
        let verdict = match blind {
            Some(needs) => Verdict::Undetermined { needs: needs.clone() },
            None => table.answer(&self.facts),
        };
        match verdict {
            Verdict::Decided { rules, outputs } => {
                for (output, fact) in
                    table.def().output.iter().filter_map(|output| Some((output, output.fact.as_ref()?)))
                {
                    if let Some(value) = outputs.first().and_then(|set| set.get(&output.id)) {
                        self.add(fact, value.clone(), &rules, catalogue);
                    }
                }
            }
            Verdict::Undetermined { needs } => {
                let needs = self.asked(&needs);
                self.open.extend(table.produces().map(|(fact, _)| (fact.clone(), needs.clone())));
            }
            _ => {}
        }
    }

    fn scorecard(
        &mut self,
        card: &Scorecard,
        (trigger, as_of): (Date, Date),
        catalogue: &Catalogue,
    ) -> Result<()> {
        let (score_fact, band_fact) = (&card.def().score_fact, &card.def().band_fact);
        if score_fact.is_none() && band_fact.is_none() {
            return Ok(());
        }
        let rules = [card.def().id.clone()];
        let score = card.score(&self.facts, trigger, as_of)?;
        let (points, band, needs) = match score.verdict {
            ScoreVerdict::Decided { score, band } => (Some(score), Some(band), Vec::new()),
            ScoreVerdict::Undetermined { band, needs, .. } => (None, band, self.asked(&needs)),
            ScoreVerdict::Failed { .. } => return Ok(()),
        };
        let results = [(score_fact, points.map(Value::Decimal)), (band_fact, band.map(Value::Text))];
        for (fact, value) in results.into_iter().filter_map(|(fact, value)| Some((fact.as_ref()?, value))) {
            match value {
                Some(value) => self.add(fact, value, &rules, catalogue),
                None => {
                    self.open.insert(fact.clone(), needs.clone());
                }
            }
        }
        Ok(())
    }

    /// Adds a fact, with the rules that gave it as its evidence.
    fn add(&mut self, id: &FactId, value: Value, rules: &[RuleId], catalogue: &Catalogue) {
        let Ok(def) = catalogue.fact(id.as_str()) else { return };
        if self.facts.get(id).is_some() {
            return;
        }
        let fact = Fact {
            value,
            class: def.class,
            level: def.level,
            producer: def.producer.clone(),
            evidence: rules.iter().map(ToString::to_string).collect(),
        };
        self.facts.insert(id.clone(), fact);
    }
}
