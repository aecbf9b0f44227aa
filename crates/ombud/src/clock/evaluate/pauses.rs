//! Stretches in which a clock does not run: recorded pauses, and suspensions of a whole class.

use std::collections::BTreeSet;

use crate::clock::{
    Effect, Obligation, Step, StepKind, StepTo,
    compile::{Clock, Limb, Period, StepRule},
    history::{Match, matches, order},
    obligation::Interval,
};
use crate::{
    cond::Truth,
    error::Result,
    model::{Date, Event, Moment},
};

use super::{Fold, NeedKind, Plan, need, steps::step};

/// A recorded start of a pause, and what is recorded of its end.
#[derive(Clone, Copy)]
pub(super) struct Stop<'a> {
    pub(super) begun: &'a Event,
    pub(super) end: Ending<'a>,
}

/// What is recorded of the end of a pause. Only a pause of which no record tells an end is open:
/// an end that nobody can place must not leave a clock standing for good.
#[derive(Clone, Copy)]
pub(super) enum Ending<'a> {
    Open,
    At(&'a Event),
    /// One is recorded that would end no pause: before the start, without a date, with the
    /// reference of none.
    Astray(&'a Event),
    /// One is recorded that may be this one's, and was taken as another's.
    Shared,
}

impl<'a> Ending<'a> {
    /// The event recorded of it, whether or not it can be used.
    pub(super) fn event(self) -> Option<&'a Event> {
        match self {
            Ending::At(event) | Ending::Astray(event) => Some(event),
            Ending::Open | Ending::Shared => None,
        }
    }
}

impl<'a> Fold<'a> {
    /// The recorded pauses of a rule, each start with its own end.
    pub(super) fn stops(&self, rule: &StepRule, plan: &Plan<'_>) -> Vec<Stop<'a>> {
        let zone = &self.place.zone;
        let (Some(from), Some(StepTo::Event(to))) = (&rule.def.from, &rule.def.to) else { return Vec::new() };
        let all = self.history.of(from.as_str(), zone);
        let named: BTreeSet<&str> = all.iter().filter_map(|start| start.reference.as_deref()).collect();
        // An end that names another start is not this one's.
        let may = |begun: &Event, end: &Event| match (&begun.reference, &end.reference) {
            (None, Some(reference)) => !named.contains(reference.as_str()),
            (Some(own), Some(reference)) => own == reference,
            (_, None) => true,
        };
        let after = |begun: &Event, end: &Event| {
            begun.at.zip(end.at).is_some_and(|(begun, end)| !begun.is_after(end, zone))
        };
        let meant = |start: &Event| plan.concerns(start) && matches(start, &rule.fields) != Match::No;
        let mut ends = self.history.of(to.as_str(), zone);
        let mut taken: Vec<&Event> = Vec::new();
        let mut out = Vec::new();
        // The pauses of other rules and runs take their ends as well, or those would look left over.
        // Two records of one start are one pause; the fuller of them counts.
        let key = |event: &'a Event| order(event.at, event.reference.as_deref(), zone);
        for same in all.chunk_by(|a, b| key(a) == key(b)) {
            let fuller =
                same.iter().min_by_key(|event| (!meant(event), self.lacking(rule, event, plan.at).len()));
            let Some(begun) = fuller.copied() else { continue };
            let own = |end: &&Event| end.reference == begun.reference && after(begun, end);
            let fitting = ends.iter().position(own);
            let fitting =
                fitting.or_else(|| ends.iter().position(|end| may(begun, end) && after(begun, end)));
            let end = fitting.map(|index| ends.remove(index));
            taken.extend(end);
            out.push(Stop { begun, end: end.map_or(Ending::Open, Ending::At) });
        }
        ends.retain(|end| plan.concerns(end));
        for stop in out.iter_mut().filter(|stop| matches!(stop.end, Ending::Open)) {
            let begun = stop.begun;
            // On the day an end is recorded another pause may begin.
            let shared = |end: &&Event| {
                may(begun, end) && begun.at.zip(end.at).is_some_and(|(begun, end)| end.is_after(begun, zone))
            };
            let astray = ends.iter().find(|end| may(begun, end)).or_else(|| ends.first());
            stop.end = match astray {
                Some(end) => Ending::Astray(end),
                None if taken.iter().any(shared) => Ending::Shared,
                None => Ending::Open,
            };
        }
        out.retain(|stop| meant(stop.begun));
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
                    let step =
                        step((&def.id, &def.title, &def.cite), StepKind::Suspension, None, Effect::Applied);
                    let (at, until) = (Some(Moment::Date(def.from)), Some(Moment::Date(def.until)));
                    out.steps.push(Step { at, until, ..step });
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
