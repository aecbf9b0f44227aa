//! Stretches in which a clock does not run: recorded pauses, and suspensions of a whole class.

use std::collections::BTreeSet;

use crate::clock::{
    Effect, Obligation, Step, StepKind, StepTo,
    compile::{Clock, Limb, Period, StepRule},
    history::{Match, is_after, matches, order},
    obligation::Interval,
};
use crate::{
    cond::Truth,
    error::Result,
    model::{Date, Event, Moment, Zone},
};

use super::{Fold, NeedKind, Plan, need};

/// A recorded start of a pause, and what is recorded of its end.
#[derive(Clone, Copy)]
pub(super) struct Stop<'a> {
    pub(super) begun: &'a Event,
    pub(super) end: Option<&'a Event>,
    /// Whether it can be told when it ended: an end before the start, or without a date, is an end
    /// all the same, and must not leave the clock standing for good.
    pub(super) fits: bool,
}

impl<'a> Fold<'a> {
    /// The recorded pauses of a rule, each start with its own end.
    pub(super) fn stops(&self, rule: &StepRule, plan: &Plan<'_>) -> Vec<Stop<'a>> {
        let zone = &self.place.zone;
        let (Some(from), Some(StepTo::Event(to))) = (&rule.def.from, &rule.def.to) else { return Vec::new() };
        let all = self.history.of(from.as_str(), zone);
        let named: BTreeSet<&str> = all.iter().filter_map(|start| start.reference.as_deref()).collect();
        let mut starts = all.clone();
        starts.retain(|start| plan.concerns(start) && matches(start, &rule.fields) != Match::No);
        let mut ends = self.history.of(to.as_str(), zone);
        let mut out = Vec::new();
        // Two records of one start are one pause; the fuller of them counts.
        let key = |event: &'a Event| order(event.at, event.reference.as_deref(), zone);
        for same in starts.chunk_by(|a, b| key(a) == key(b)) {
            let fuller = same.iter().min_by_key(|event| self.lacking(rule, event).len());
            let Some((begun, at)) = fuller.and_then(|event| Some((*event, event.at?))) else {
                out.extend(same.first().map(|begun| Stop { begun, end: None, fits: true }));
                continue;
            };
            let after = |end: &&Event| end.at.is_some_and(|end| !is_after(at, end, zone));
            let own = |end: &&Event| end.reference == begun.reference;
            // An end that names another start is not this one's.
            let may = |end: &&Event| match (&begun.reference, &end.reference) {
                (None, Some(reference)) => !named.contains(reference.as_str()),
                (Some(own), Some(reference)) => own == reference,
                (_, None) => true,
            };
            let fitting = (ends.iter().position(|end| own(end) && after(end)))
                .or_else(|| ends.iter().position(|end| may(end) && after(end)));
            // An end that cannot be another's is this one's, though its date is wrong or missing.
            let others = |end: &&Event| all.iter().any(|start| could_end(start, end, zone));
            let found = fitting.or_else(|| ends.iter().position(|end| may(end) && !others(end)));
            let end = found.map(|index| ends.remove(index));
            out.push(Stop { begun, end, fits: fitting.is_some() || end.is_none() });
        }
        out
    }

    /// The suspensions of the clock's class, and the steps that report them.
    pub(super) fn suspensions(
        &self,
        clock: &Clock,
        start: Moment,
        out: &mut Obligation,
    ) -> Result<Vec<Interval>> {
        let mut intervals = Vec::new();
        for suspension in &self.regime.suspensions {
            let def = &suspension.def;
            let started = start.date_in(&self.place.zone);
            let in_class = def.clocks.contains(&clock.def.id)
                && def.started_from.is_none_or(|from| started >= from)
                && def.started_to.is_none_or(|to| started <= to);
            if !in_class || def.until <= started {
                continue;
            }
            let outcome = suspension.when.evaluate(self.facts).map_err(|e| e.item(&def.id).within("when"))?;
            match outcome.truth {
                Truth::True => {
                    intervals.push(Interval {
                        from: Moment::Date(def.from),
                        to: Some(Moment::Date(def.until)),
                        rule: def.id.clone(),
                        title: def.title.clone(),
                        suspension: true,
                    });
                    out.steps.push(Step {
                        rule: def.id.clone(),
                        title: def.title.clone(),
                        kind: StepKind::Suspension,
                        at: Some(Moment::Date(def.from)),
                        until: Some(Moment::Date(def.until)),
                        effect: Effect::Applied,
                        missing: Vec::new(),
                        approver: None,
                        document: None,
                        cite: def.cite.clone(),
                    });
                    out.confidence = out.confidence.min(def.confidence);
                }
                Truth::Unknown => {
                    // Time in the firm's favour must be shown: it does not count until it is.
                    let ahead = self.bare_due(clock, start).is_none_or(|due| due >= def.from);
                    if ahead {
                        out.needs.extend(outcome.needs.iter().map(|fact| need(NeedKind::Fact, fact, false)));
                    }
                }
                Truth::False => {}
            }
        }
        Ok(intervals)
    }

    /// The due date with no step at all; to see whether a suspension could matter.
    fn bare_due(&self, clock: &Clock, start: Moment) -> Option<Date> {
        let Some(Limb { period: Period::Count(count), .. }) = clock.limbs.first() else { return None };
        let end = self.counter(&[]).end(start, [*count]).ok()?;
        Some(end.date_in(&self.place.zone))
    }
}

/// Whether an event can be the end of a pause.
fn could_end(start: &Event, end: &Event, zone: &Zone) -> bool {
    let pairs = start.reference.is_none() || end.reference.is_none() || start.reference == end.reference;
    pairs && start.at.zip(end.at).is_some_and(|(start, end)| !is_after(start, end, zone))
}
