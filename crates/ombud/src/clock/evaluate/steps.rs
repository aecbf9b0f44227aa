//! Pauses, extensions, agreements, resets, cancellations and fulfilment, in order of time.

use std::collections::BTreeSet;

use super::{Fold, Plan, State, need, pauses::Stop};
use crate::clock::{
    Actor, Citation, Effect, Need, NeedKind, Obligation, Step, StepDef, StepKind,
    compile::{Clock, StepRule},
    history::{Match, matches, order, text_field},
};
use crate::{
    error::Result,
    model::{Date, Event, Label, Moment, RuleId},
};

/// One act in the life of a clock.
#[derive(Clone, Copy)]
enum Act<'a> {
    Pause(&'a StepRule, Stop<'a>),
    Extend(&'a StepRule),
    Agree(&'a StepRule),
    Reset(&'a StepRule),
    Merge(&'a StepRule),
    Meet,
    Cancel(&'a StepRule),
}

impl<'a> Act<'a> {
    /// On one day, what gives time comes before what takes it; an answer stands before a
    /// withdrawal, which has nothing left to end.
    fn rank(self) -> u8 {
        match self {
            Act::Pause(..) => 0,
            Act::Extend(_) => 1,
            Act::Agree(_) => 2,
            Act::Reset(_) => 3,
            Act::Merge(_) => 4,
            Act::Meet => 5,
            Act::Cancel(_) => 6,
        }
    }
}

/// An act, the event it is recorded by, and when it can take effect.
struct Happening<'a> {
    at: Option<Moment>,
    event: &'a Event,
    act: Act<'a>,
}

impl<'a> Fold<'a> {
    /// Everything that the events show of one run, in order of time.
    fn happenings(&self, clock: &'a Clock, plan: &Plan<'_>, out: &mut Obligation) -> Vec<Happening<'a>> {
        let zone = &self.place.zone;
        let mut acts: Vec<Happening<'a>> = Vec::new();
        for rule in &clock.pause {
            acts.extend(self.stops(rule, plan).into_iter().map(|stop| Happening {
                at: self.complete(rule, stop.begun),
                event: stop.begun,
                act: Act::Pause(rule, stop),
            }));
        }
        let rules = clock.extend.iter().map(|rule| (rule, Act::Extend(rule)));
        let rules = rules.chain(clock.agree.iter().map(|rule| (rule, Act::Agree(rule))));
        let rules = rules.chain(clock.reset.iter().map(|rule| (rule, Act::Reset(rule))));
        let rules = rules.chain(clock.merge.iter().map(|rule| (rule, Act::Merge(rule))));
        let rules = rules.chain(clock.cancel.iter().map(|rule| (rule, Act::Cancel(rule))));
        for (rule, act) in rules {
            let Some(kind) = &rule.def.event else { continue };
            let events = self.history.of(kind.as_str(), zone).into_iter();
            let meant = events.filter(|event| self.means(clock, rule, event));
            acts.extend(meant.map(|event| Happening { at: event.at, event, act }));
        }
        for met in &clock.met_by {
            for event in self.history.of(met.matcher.event.as_str(), zone) {
                match matches(event, &met.matcher.fields) {
                    Match::Yes => match self.counts(met) {
                        Ok(true) => acts.push(Happening { at: event.at, event, act: Act::Meet }),
                        Ok(false) => out.steps.push(fulfilment(clock, event, Effect::TooLate)),
                        // Until it is shown to count the duty runs on, with its date.
                        Err(needs) => {
                            out.needs.extend(needs.into_iter().map(|need| Need { decisive: false, ..need }));
                        }
                    },
                    Match::Missing(missing) => {
                        let kind = &event.kind;
                        out.needs.extend(
                            missing
                                .iter()
                                .map(|field| need(NeedKind::EventField, format!("{kind}.{field}"), false)),
                        );
                    }
                    Match::No => {}
                }
            }
        }
        acts.retain(|Happening { event, act, .. }| {
            // One answer does not do for two referrals, nor one extension.
            let ambiguous = !matches!(act, Act::Cancel(_) | Act::Merge(_)) && plan.ambiguous(event, zone);
            if ambiguous {
                out.needs.push(need(NeedKind::EventField, format!("{}.ref", event.kind), false));
            }
            plan.concerns(event) && !ambiguous
        });
        acts.sort_by_cached_key(|Happening { at, event, act }| {
            let (undated, date, seconds, reference) = order(*at, event.reference.as_deref(), zone);
            (undated, date, act.rank(), seconds, reference.map(str::to_owned))
        });
        acts
    }

    /// Whether an event is a step of the rule. One that does not say which of several extensions it
    /// is lacks the papers of one of them: the first of which no other event is the record.
    fn means(&self, clock: &Clock, rule: &StepRule, event: &Event) -> bool {
        let maybe = |other: &&StepRule| matches!(matches(event, &other.fields), Match::Missing(_));
        if !maybe(&rule) || !clock.extend.iter().any(|other| std::ptr::eq(other, rule)) {
            return matches(event, &rule.fields) != Match::No;
        }
        let same = || clock.extend.iter().filter(|other| other.def.event == rule.def.event);
        let recorded = |other: &&StepRule| {
            let events = self.history.of(event.kind.as_str(), &self.place.zone);
            events.iter().any(|event| matches(event, &other.fields) == Match::Yes)
        };
        let first = same().filter(maybe).find(|other| !recorded(other)).or_else(|| same().find(maybe));
        let known = same().any(|other| matches(event, &other.fields) == Match::Yes);
        !known && first.is_some_and(|first| std::ptr::eq(first, rule))
    }

    /// Folds everything that happened into the state, and reports each step.
    pub(super) fn fold_steps(
        &self,
        clock: &'a Clock,
        plan: &Plan<'_>,
        state: &mut State<'a>,
        out: &mut Obligation,
    ) -> Result<()> {
        let zone = &self.place.zone;
        let first_day = plan.at.date_in(zone);
        let mut resets: BTreeSet<Date> = BTreeSet::new();
        for Happening { at, event, act } in self.happenings(clock, plan, out) {
            let Some(at) = at else {
                if !matches!(act, Act::Meet) {
                    out.needs.push(need(NeedKind::EventTime, &event.kind, false));
                } else if state.ended.is_none() {
                    state.ended = Some((event, false));
                }
                continue;
            };
            // Only a withdrawal that came hours before the answer of its day ends the clock before it.
            if state.ended.is_some_and(|(end, _)| end.at.is_none_or(|end| !end.is_after(at, zone))) {
                continue;
            }
            let day = at.date_in(zone);
            // Who uses a right before its time begins to run has used it in time; for a duty, what
            // came before its trigger answers something else.
            let early = day < first_day;
            if early && !matches!(act, Act::Pause(..) | Act::Merge(_)) {
                if matches!(act, Act::Meet) && clock.def.actor == Actor::Consumer {
                    state.ended = Some((event, false));
                } else {
                    out.steps.push(too_early(clock, act, event));
                }
                continue;
            }
            let (rule, step) = match act {
                Act::Meet => {
                    state.ended = Some((event, false));
                    continue;
                }
                Act::Merge(rule) => {
                    let plain = matches(event, &rule.fields) == Match::Yes && !resets.contains(&day);
                    if plain && !early {
                        out.steps.push(report(&rule.def, StepKind::Merge, Some(event), Effect::NoChange));
                    }
                    continue;
                }
                Act::Pause(rule, stop) => (rule, self.pause(rule, stop, state, out)?),
                Act::Extend(rule) => (rule, self.extend(rule, event, at, state)?),
                Act::Agree(rule) => (rule, self.agree(rule, event, at, state)?),
                Act::Reset(rule) => (rule, self.reset(rule, event, at, state)?),
                Act::Cancel(rule) => (rule, self.cancel(rule, event, day, state, out)?),
            };
            if step.effect == Effect::Applied {
                // An answer is no surer than the steps that made it.
                out.confidence = rule.def.confidence.map_or(out.confidence, |mark| out.confidence.min(mark));
                if step.kind == StepKind::Reset {
                    resets.insert(day);
                }
            }
            out.steps.push(step);
        }
        Ok(())
    }
}

/// The report of what came before the time began to run: it belongs to something else, and is
/// shown so that nobody looks for it in vain.
fn too_early(clock: &Clock, act: Act<'_>, event: &Event) -> Step {
    let (rule, kind) = match act {
        Act::Pause(rule, _) => (rule, StepKind::Pause),
        Act::Extend(rule) => (rule, StepKind::Extension),
        Act::Agree(rule) => (rule, StepKind::Agreement),
        Act::Reset(rule) => (rule, StepKind::Reset),
        Act::Merge(rule) => (rule, StepKind::Merge),
        Act::Cancel(rule) => (rule, StepKind::Cancellation),
        Act::Meet => return fulfilment(clock, event, Effect::BeforeStart),
    };
    report(&rule.def, kind, Some(event), Effect::BeforeStart)
}

/// The report of what would have fulfilled the duty.
pub(super) fn fulfilment(clock: &Clock, event: &Event, effect: Effect) -> Step {
    let def = &clock.def;
    step((&def.id, &def.act, &def.cite), StepKind::Fulfilment, Some(event), effect)
}

pub(super) fn report(def: &StepDef, kind: StepKind, event: Option<&Event>, effect: Effect) -> Step {
    step((&def.id, &def.title, &def.cite), kind, event, effect)
}

/// A step of a rule, its name and its citations.
pub(super) fn step(
    (rule, title, cite): (&RuleId, &Label, &[Citation]),
    kind: StepKind,
    event: Option<&Event>,
    effect: Effect,
) -> Step {
    Step {
        rule: rule.clone(),
        title: title.clone(),
        kind,
        at: event.and_then(|event| event.at),
        until: None,
        effect,
        missing: Vec::new(),
        approver: event.and_then(|event| text_field(event, "approver")),
        document: event.and_then(|event| text_field(event, "document")),
        cite: cite.to_vec(),
    }
}
