//! The review itself: checks, grounds, merit, outcome, amounts, what is next.

use std::collections::BTreeSet;

use super::{
    CheckState, Checked, GroundState, Grounded, Merit, NextAct, Occasion, Outcome, Review, Reviewed,
    compiled::GROUND, outcome, owed,
};
use crate::{
    Error, ErrorCode,
    cond::Truth,
    error::Result,
    model::{Catalogue, Citation, Date, Dated, Decimal, FactClass, FactId, Facts, Label, RuleId, Value},
    rules::{
        Calculation, Decision, Derived, Needs, Reckoning, ScoreVerdict, Scorecard, Table, UsedFact, Verdict,
    },
};

/// Where a review finds the tables, scorecards and calculations that it names, in the version that
/// counts.
pub trait Shelf {
    /// A table.
    ///
    /// # Errors
    /// `unknown_item`.
    fn table(&self, id: &RuleId) -> Result<&Table>;
    /// A scorecard.
    ///
    /// # Errors
    /// `unknown_item`.
    fn scorecard(&self, id: &RuleId) -> Result<&Scorecard>;
    /// A calculation.
    ///
    /// # Errors
    /// `unknown_item`.
    fn calculation(&self, id: &RuleId) -> Result<&Calculation>;
}

impl Review {
    /// Looks at a refusal again. The facts are those that could be derived.
    ///
    /// # Errors
    /// `unknown_item` where no version of a table, scorecard or calculation was in force; what a
    /// condition that has no truth value says of itself; `out_of_range` past the largest amount.
    pub fn assess(
        &self,
        shelf: &impl Shelf,
        derived: &Derived,
        (trigger, as_of): (Date, Date),
        catalogue: &Catalogue,
    ) -> Result<Reviewed> {
        let mut look = Look { shelf, derived, days: (trigger, as_of), read: BTreeSet::new() };
        let checks = look.checks(self)?;
        let grounds = look.grounds(self)?;
        let merit = look.merit(self)?;
        let reopened = checks.iter().any(|check| check.state == CheckState::Failed);
        let found = outcome::Found { checks: &checks, grounds: &grounds, merit: merit.as_ref() };
        let outcome = found.outcome();
        let certain = outcome == Outcome::Unclear && self.only_reduces(&grounds);
        let (owed, mut instead) = look.owed(self, outcome, certain)?;
        let at_stake = match outcome {
            Outcome::Unclear => {
                let at_stake;
                (at_stake, instead) = look.owed(self, found.at_best(), false)?;
                at_stake
            }
            _ => None,
        };
        let floor = match &at_stake {
            Some(at_stake) => owed::floor(at_stake, owed.as_ref(), certain, merit.as_ref())?,
            None => None,
        };
        let at_best = if outcome == Outcome::Unclear { found.at_best() } else { outcome };
        let option = look.option(self, at_best == Outcome::Overturn)?;
        let beside = self.def.beside.iter().map(|id| look.reckon(id)).collect::<Result<Vec<_>>>()?;
        let mut occasions = BTreeSet::from([Occasion::from(outcome)]);
        if reopened {
            occasions.insert(Occasion::Reopened);
        }
        if merit.as_ref().is_some_and(|merit| merit.exceeded) {
            occasions.insert(Occasion::MeritAbove);
        }
        let next = self.acts(&occasions, &derived.facts)?;
        look.read.extend(self.reads().cloned());
        let amounts = owed.iter().chain(&at_stake).chain(&option).chain(&beside);
        Ok(Reviewed {
            review: self.def.id.clone(),
            since: self.force().start(),
            confidence: self.force().confidence(trigger, as_of),
            needs: needs(outcome, &checks, &grounds, merit.as_ref(), amounts),
            findings: look.findings(catalogue),
            outcome,
            reopened,
            checks,
            grounds,
            merit,
            owed,
            certain,
            at_stake,
            instead,
            option,
            floor,
            beside,
            next,
            cite: self.def.cite.clone(),
            note: self.def.note.clone(),
        })
    }

    /// Whether every ground that is left can only reduce what is owed.
    fn only_reduces(&self, grounds: &[Grounded]) -> bool {
        let reduces =
            |left: &Grounded| self.def.ground.iter().any(|def| def.id == left.ground && def.reduces);
        grounds.iter().filter(|ground| ground.state != GroundState::Fails).all(reduces)
    }

    /// What is to be done on these occasions; what is unknown keeps an act in the list.
    fn acts(&self, occasions: &BTreeSet<Occasion>, facts: &Facts) -> Result<Vec<NextAct>> {
        let mut out = Vec::new();
        for (def, when) in self.def.next.iter().zip(&self.next) {
            let truth = when.as_ref().map(|when| when.evaluate(facts)).transpose()?;
            let is_false = truth.is_some_and(|outcome| outcome.truth == Truth::False);
            if Review::is_on(&def.on, occasions) && !is_false {
                out.push(NextAct {
                    id: def.id.clone(),
                    title: def.title.clone(),
                    clock: def.clock.clone(),
                    cite: def.cite.clone(),
                });
            }
        }
        Ok(out)
    }
}

/// One look at the facts, and what was read of them.
struct Look<'a, S> {
    shelf: &'a S,
    derived: &'a Derived,
    days: (Date, Date),
    read: BTreeSet<FactId>,
}

impl<'a, S: Shelf> Look<'a, S> {
    fn decide(&mut self, table: &'a Table) -> Decision {
        let (trigger, as_of) = self.days;
        let decision = table.decide(&self.derived.facts, trigger, as_of);
        self.noted(&decision.facts);
        decision
    }

    fn noted(&mut self, facts: &[UsedFact]) {
        self.read.extend(facts.iter().filter(|fact| fact.value.is_some()).map(|fact| fact.fact.clone()));
    }

    fn checks(&mut self, review: &Review) -> Result<Vec<Checked>> {
        let decision = self.decide(self.shelf.table(&review.def.checks)?);
        let checked = review.def.check.iter().filter_map(|check| {
            let row = decision.rows.iter().find(|row| row.rule == check.rule)?;
            Some(Checked {
                rule: check.rule.clone(),
                title: check.title.clone(),
                state: match row.truth {
                    Some(Truth::True) => CheckState::Failed,
                    Some(Truth::False) => CheckState::Passed,
                    // A test that has no truth value has not been passed either.
                    Some(Truth::Unknown) | None => CheckState::Unknown,
                },
                needs: self.derived.asked(&row.needs),
                evidence: check.evidence.clone(),
                // What holds in one country says nothing in another: the review's own citation counts.
                cite: if check.cite.is_empty() { row.cite.clone() } else { check.cite.clone() },
                confidence: decision.confidence,
            })
        });
        Ok(checked.collect())
    }

    fn grounds(&mut self, review: &Review) -> Result<Vec<Grounded>> {
        let mut out = Vec::new();
        for (def, given) in review.def.ground.iter().zip(&review.given) {
            let given = given.evaluate(&self.derived.facts)?;
            if given.truth == Truth::False {
                continue;
            }
            let table = self.shelf.table(&def.table)?;
            let decision = self.decide(table);
            let (mut state, because, mut needs) = self.said(table, &decision)?;
            // That a ground falls is sure whether it was given or not.
            if given.truth == Truth::Unknown && state != GroundState::Fails {
                state = GroundState::Unknown;
                needs.extend(self.derived.asked(&given.needs));
            }
            out.push(Grounded {
                ground: def.id.clone(),
                title: def.title.clone(),
                stage: def.stage,
                basis: def.basis.clone(),
                state,
                because,
                needs,
                evidence: def.evidence.clone(),
                cite: both(&def.cite, &decision.cite),
                confidence: decision.confidence,
                note: decision.note.clone(),
            });
        }
        Ok(out)
    }

    /// What a table says of a ground, in which words, and what it lacks.
    fn said(&self, table: &Table, decision: &Decision) -> Result<(GroundState, Vec<Label>, Needs)> {
        match &decision.verdict {
            Verdict::Decided { rules, outputs } => {
                let value = outputs.first().and_then(|set| set.get(GROUND));
                let state = match value {
                    Some(Value::Text(name)) => GroundState::named(name),
                    _ => None,
                };
                let rows = table.def().rule.iter().filter(|row| rules.contains(&row.id));
                let because = rows.map(|row| row.title.clone()).collect();
                Ok((state.unwrap_or(GroundState::Unknown), because, Vec::new()))
            }
            Verdict::Undetermined { needs } => {
                Ok((GroundState::Unknown, Vec::new(), self.derived.asked(needs)))
            }
            Verdict::Failed { faults } => match faults.first() {
                Some(fault) => Err(fault.error.clone().item(&fault.rule)),
                None => Ok((GroundState::Unknown, Vec::new(), Vec::new())),
            },
            // Proved tables have neither.
            _ => Ok((GroundState::Unknown, Vec::new(), Vec::new())),
        }
    }

    fn merit(&mut self, review: &Review) -> Result<Option<Merit>> {
        let Some(def) = &review.def.merit else { return Ok(None) };
        let (trigger, as_of) = self.days;
        let score = self.shelf.scorecard(&def.scorecard)?.score(&self.derived.facts, trigger, as_of)?;
        self.noted(&score.facts);
        let (low, high, needs) = match score.verdict {
            ScoreVerdict::Decided { score, .. } => (score, score, Vec::new()),
            ScoreVerdict::Undetermined { low, high, needs, .. } => (low, high, self.derived.asked(&needs)),
            ScoreVerdict::Failed { faults } => match faults.into_iter().next() {
                Some(fault) => return Err(fault.error.item(fault.rule)),
                None => return Ok(None),
            },
        };
        let error = || Error::new(ErrorCode::OutOfRange).item(&def.scorecard);
        let (low, high) = (share(low, def.out_of), share(high, def.out_of));
        let (low, high) = (low.ok_or_else(error)?, high.ok_or_else(error)?);
        let middle = low.checked_add(high).and_then(|sum| share(sum, Decimal::from_int(2)));
        let middle = middle.ok_or_else(error)?;
        let found = review.found.as_ref().map(|found| found.evaluate(&self.derived.facts)).transpose()?;
        // Ignorance is no evidence: without a finding for the complainant only the lower bound counts.
        let rests = found.is_none_or(|found| found.truth == Truth::True);
        Ok(Some(Merit {
            low,
            high,
            middle,
            threshold: def.threshold,
            exceeded: low > def.threshold || (rests && middle > def.threshold),
            above: def.above,
            needs,
            confidence: score.confidence,
            note: score.note,
        }))
    }

    fn reckon(&mut self, id: &RuleId) -> Result<Reckoning> {
        let (trigger, as_of) = self.days;
        let mut reckoning = self.shelf.calculation(id)?.reckon(&self.derived.facts, trigger, as_of);
        self.noted(&reckoning.facts);
        for sum in &mut reckoning.sums {
            sum.needs = self.derived.asked(&sum.needs);
        }
        Ok(reckoning)
    }

    /// What this outcome gives and, where the refusal falls, the other ways that come to no more.
    fn owed(
        &mut self,
        review: &Review,
        outcome: Outcome,
        certain: bool,
    ) -> Result<(Option<Reckoning>, Vec<Reckoning>)> {
        let def = &review.def.owed;
        let id = match outcome {
            Outcome::Overturn => Some(&def.overturn),
            Outcome::Partly => def.partly.as_ref(),
            Outcome::Unclear if certain => def.reduced.as_ref(),
            Outcome::Uphold | Outcome::Unclear => def.uphold.as_ref(),
        };
        let Some(id) = id else { return Ok((None, Vec::new())) };
        let (mut owed, mut instead) = (self.reckon(id)?, Vec::new());
        if outcome == Outcome::Partly {
            self.leaves_nothing_unsaid(&mut owed);
        }
        let others = def.option.iter().flat_map(|option| def.partly.iter().chain([option]));
        for other in others.filter(|_| outcome == Outcome::Overturn) {
            let other_way = self.reckon(other)?;
            // Which part it would be is asked only where it is found that a part is concerned.
            if Some(other) == def.partly.as_ref() && !owed::is_settled(&other_way) {
                continue;
            }
            let lower;
            (owed, lower) = owed::greater(owed, other_way)?;
            instead.extend(lower);
        }
        Ok((Some(owed), instead))
    }

    /// What stands only in part leaves something owed: where no line says what, it is not settled.
    fn leaves_nothing_unsaid(&self, part: &mut Reckoning) {
        let unknown = part.facts.iter().filter(|fact| fact.value.is_none()).map(|fact| fact.fact.clone());
        let unknown: Needs = unknown.collect();
        for sum in part.sums.iter_mut().filter(|sum| sum.settled && sum.amount.is_none()) {
            sum.settled = false;
            sum.needs = self.derived.asked(&unknown);
        }
    }

    /// What may be had by asking for it, where it is not among the ways that were compared.
    fn option(&mut self, review: &Review, compared: bool) -> Result<Option<Reckoning>> {
        let option = review.def.owed.option.as_ref().filter(|_| !compared);
        let option = option.map(|id| self.reckon(id)).transpose()?;
        let says = |option: &Reckoning| option.sums.iter().any(|sum| sum.amount.is_some() || !sum.settled);
        Ok(option.filter(says))
    }

    /// What was read and rests on somebody's finding.
    fn findings(&self, catalogue: &Catalogue) -> Vec<FactId> {
        let is_finding = |fact: &&FactId| {
            let def = catalogue.fact(fact.as_str());
            def.is_ok_and(|def| def.class == FactClass::Finding && def.from.is_empty())
        };
        let known = |fact: &&FactId| self.derived.facts.value(fact).is_some();
        self.read.iter().filter(is_finding).filter(known).cloned().collect()
    }
}

/// A share of the points; past nine places it is cut.
fn share(points: Decimal, out_of: Decimal) -> Option<Decimal> {
    let scaled = points.billionths().checked_mul(1_000_000_000)?;
    Decimal::from_billionths(scaled.checked_div_euclid(out_of.billionths())?)
}

/// What would settle what is open: of the outcome first, then of the amounts.
fn needs<'r>(
    outcome: Outcome,
    checks: &[Checked],
    grounds: &[Grounded],
    merit: Option<&Merit>,
    amounts: impl Iterator<Item = &'r Reckoning>,
) -> Needs {
    let mut out: Needs = Vec::new();
    let mut add = |needs: &Needs| {
        for need in needs {
            if !out.contains(need) {
                out.push(need.clone());
            }
        }
    };
    if outcome == Outcome::Unclear {
        grounds.iter().for_each(|ground| add(&ground.needs));
        checks.iter().for_each(|check| add(&check.needs));
        merit.into_iter().for_each(|merit| add(&merit.needs));
    }
    amounts.flat_map(|amount| &amount.sums).for_each(|sum| add(&sum.needs));
    out
}

/// What the review cites and what the rules cite, each once.
fn both(first: &[Citation], second: &[Citation]) -> Vec<Citation> {
    let mut out: Vec<Citation> = Vec::new();
    for citation in first.iter().chain(second) {
        if !out.contains(citation) {
            out.push(citation.clone());
        }
    }
    out
}
