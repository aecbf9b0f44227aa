//! Pauses, extensions, agreements, resets, cancellations and fulfilment, in order of time.

use std::collections::BTreeSet;

use super::{Fold, Plan, State, need, pauses::Stop};
use crate::clock::{
    Actor, Effect, NeedKind, Obligation, Step, StepDef, StepKind, StepTo,
    compile::{Clock, StepRule, deadline},
    count::End,
    history::{Match, is_after, matches, missing_papers, order, text_field},
    obligation::{Interval, Link},
};
use crate::{
    ErrorCode,
    error::Result,
    model::{Date, Event, Moment},
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
            let meant = events.filter(|event| matches(event, &rule.fields) != Match::No);
            acts.extend(meant.map(|event| Happening { at: event.at, event, act }));
        }
        for matcher in &clock.met_by {
            for event in self.history.of(matcher.event.as_str(), zone) {
                match matches(event, &matcher.fields) {
                    Match::Yes => acts.push(Happening { at: event.at, event, act: Act::Meet }),
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
        acts.retain(|happening| plan.concerns(happening.event));
        acts.sort_by_cached_key(|Happening { at, event, act }| {
            let (undated, date, seconds, reference) = order(*at, event.reference.as_deref(), zone);
            (undated, date, act.rank(), seconds, reference.map(str::to_owned))
        });
        acts
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
            if state.ended.is_some_and(|(end, _)| end.at.is_none_or(|end| !is_after(end, at, zone))) {
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

    /// The report of a step as its record stands: in effect, or lacking something.
    fn opened(&self, rule: &StepRule, kind: StepKind, event: &Event) -> Step {
        let mut step = report(&rule.def, kind, Some(event), Effect::Applied);
        step.missing = self.lacking(rule, event);
        if !step.missing.is_empty() {
            step.effect = Effect::PapersMissing;
        }
        step
    }

    /// What a step lacks: fields that tell which step it is, and papers. A paper of a day that is
    /// still ahead is a promise and no paper.
    pub(super) fn lacking(&self, rule: &StepRule, event: &Event) -> Vec<String> {
        let mut missing = match matches(event, &rule.fields) {
            Match::Missing(fields) => fields,
            Match::Yes | Match::No => Vec::new(),
        };
        let papers = missing_papers(event, &rule.def.needs);
        let zone = &self.place.zone;
        let promised = dated_papers(rule, event).filter(|(_, at)| is_after(*at, self.as_of, zone));
        for name in papers.into_iter().chain(promised.map(|(name, _)| name.clone())) {
            if !missing.contains(&name) {
                missing.push(name);
            }
        }
        missing
    }

    /// When a step that needs no more than its papers has them all.
    fn complete(&self, rule: &StepRule, event: &Event) -> Option<Moment> {
        let zone = &self.place.zone;
        let papers =
            dated_papers(rule, event).map(|(_, at)| at).filter(|at| !is_after(*at, self.as_of, zone));
        event.at.map(|begun| papers.fold(begun, |last, at| if is_after(at, last, zone) { at } else { last }))
    }

    /// Whether a dated paper of a step (the notice to the complainant) came after the time was up.
    fn papers_late(&self, rule: &StepRule, event: &Event, state: &State<'_>) -> Result<bool> {
        for (_, at) in dated_papers(rule, event) {
            if self.expired_by(state, at)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a step, or a dated paper of it, came after the time was up.
    fn late(&self, rule: &StepRule, event: &Event, at: Moment, state: &State<'_>) -> Result<bool> {
        Ok(self.expired_by(state, at)? || self.papers_late(rule, event, state)?)
    }

    fn pause(
        &self,
        rule: &StepRule,
        stop: Stop<'a>,
        state: &mut State<'a>,
        out: &mut Obligation,
    ) -> Result<Step> {
        let mut step = self.opened(rule, StepKind::Pause, stop.begun);
        step.until = stop.end.and_then(|end| end.at);
        if let (false, Some(end)) = (stop.fits, stop.end) {
            out.needs.push(need(NeedKind::EventTime, &end.kind, false));
        }
        let Some(from) = stop.begun.at.filter(|_| step.effect == Effect::Applied) else { return Ok(step) };
        if !stop.fits {
            step.effect = Effect::EndUnknown;
        } else if step.until.is_some_and(|until| !is_after(until, state.start, &self.place.zone)) {
            step.effect = Effect::BeforeStart;
        } else if self.run_out(state, from)? || self.papers_late(rule, stop.begun, state)? {
            step.effect = Effect::TooLate;
        } else {
            state.intervals.push(Interval {
                from,
                to: step.until,
                rule: rule.def.id.clone(),
                title: rule.def.title.clone(),
                suspension: false,
            });
        }
        Ok(step)
    }

    fn extend(
        &self,
        rule: &'a StepRule,
        event: &'a Event,
        at: Moment,
        state: &mut State<'a>,
    ) -> Result<Step> {
        let mut step = self.opened(rule, StepKind::Extension, event);
        if step.effect != Effect::Applied {
            return Ok(step);
        }
        if rule.def.after.as_ref().is_some_and(|after| !state.extended.contains(after)) {
            step.missing = rule.def.after.iter().map(ToString::to_string).collect();
            step.effect = Effect::OutOfOrder;
        } else if self.late(rule, event, at, state)? {
            step.effect = Effect::TooLate;
        } else {
            state.extended.insert(rule.def.id.clone());
            match (&rule.def.to, rule.def.add) {
                (Some(StepTo::Period(count)), _) => {
                    state.chain = vec![Link { rule: rule.def.id.clone(), count: *count }];
                }
                (_, Some(count)) => state.chain.push(Link { rule: rule.def.id.clone(), count }),
                _ => {}
            }
        }
        Ok(step)
    }

    fn agree(&self, rule: &'a StepRule, event: &'a Event, at: Moment, state: &mut State<'a>) -> Result<Step> {
        let zone = &self.place.zone;
        let mut step = self.opened(rule, StepKind::Agreement, event);
        let agreed = rule.def.field.as_ref().and_then(|field| deadline(event, field));
        // A day whose end no calendar holds (9999-12-31, for "never") is no date to keep.
        let agreed = agreed.map(|agreed| agreed.date_in(zone)).filter(|day| zone.at(*day, DAY).is_ok());
        if agreed.is_none() {
            step.effect = Effect::PapersMissing;
            step.missing.extend(rule.def.field.clone().filter(|field| !step.missing.contains(field)));
        }
        if step.effect != Effect::Applied {
            return Ok(step);
        }
        if agreed.is_some_and(|agreed| agreed < state.start.date_in(zone)) {
            step.effect = Effect::BeforeStart;
        } else if self.late(rule, event, at, state)? {
            step.effect = Effect::TooLate;
        } else {
            state.agreed = agreed;
        }
        Ok(step)
    }

    fn reset(&self, rule: &'a StepRule, event: &'a Event, at: Moment, state: &mut State<'a>) -> Result<Step> {
        let mut step = self.opened(rule, StepKind::Reset, event);
        if step.effect != Effect::Applied {
            return Ok(step);
        }
        if self.late(rule, event, at, state)? {
            step.effect = Effect::TooLate;
        } else if let Some(base) = &state.base {
            state.start = at;
            state.chain = vec![base.clone()];
            state.extended.clear();
            state.agreed = None;
        }
        Ok(step)
    }

    fn cancel(
        &self,
        rule: &'a StepRule,
        event: &'a Event,
        day: Date,
        state: &mut State<'a>,
        out: &mut Obligation,
    ) -> Result<Step> {
        let zone = &self.place.zone;
        let mut step = self.opened(rule, StepKind::Cancellation, event);
        if let Some(confirmation) = &rule.def.confirmed_by {
            let mut found = self.history.of(confirmation.as_str(), zone);
            found.retain(|found| {
                let pairs = event.reference.is_none()
                    || found.reference.is_none()
                    || event.reference == found.reference;
                pairs && found.at.is_some_and(|at| at.date_in(zone) >= day)
            });
            // Nobody confirms their own entry, and of an entry without a name nobody knows whose it is.
            let by = |event: &'a Event| event.by.as_deref().map(str::trim).filter(|by| !by.is_empty());
            let confirmed = found.iter().any(|found| by(event).zip(by(found)).is_some_and(|(a, b)| a != b));
            if !confirmed {
                let nameless = found.iter().copied().chain([event]).filter(|event| by(event).is_none());
                let asked = nameless.filter(|_| !found.is_empty());
                out.needs.extend(
                    asked.map(|event| need(NeedKind::EventField, format!("{}.by", event.kind), false)),
                );
                step.effect = Effect::Unconfirmed;
                step.missing = vec![confirmation.to_string()];
                return Ok(step);
            }
        }
        if step.effect == Effect::Applied {
            if self.papers_late(rule, event, state)? {
                step.effect = Effect::TooLate;
            } else {
                state.ended = Some((event, true));
            }
        }
        Ok(step)
    }

    /// Whether the time was already up before the day; the agreed date prevails.
    fn expired_by(&self, state: &State<'_>, at: Moment) -> Result<bool> {
        match state.agreed {
            Some(agreed) => Ok(at.date_in(&self.place.zone) > agreed),
            None => self.run_out(state, at),
        }
    }

    /// Whether the period of the rule had run out before the day. An open pause keeps it from that.
    fn run_out(&self, state: &State<'_>, at: Moment) -> Result<bool> {
        let zone = &self.place.zone;
        let day = at.date_in(zone);
        if state.chain.is_empty() {
            // A date of the trigger's own, or no number at all.
            return Ok(state.until.is_some_and(|until| day > until));
        }
        let begun: Vec<Interval> = state
            .intervals
            .iter()
            .filter(|interval| !is_after(interval.from, at, zone))
            .map(|interval| {
                let to = interval.to.filter(|to| !is_after(*to, at, zone)).unwrap_or(at);
                Interval { to: Some(to), ..interval.clone() }
            })
            .collect();
        match self.counter(&begun).end(state.start, state.counts()) {
            Ok(End::At(end)) if at.instant().is_some_and(|at| at >= end) => Ok(true),
            Ok(end) => Ok(day > end.date_in(zone)),
            Err(error) if error.code() == ErrorCode::CalendarUnpublished => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// The minutes of a day: its end, for [`Zone::at`](crate::model::Zone::at).
pub(super) const DAY: u16 = 24 * 60;

/// The papers of a step that have a date of their own; a date by which something else is to happen
/// is none.
fn dated_papers<'b>(rule: &'b StepRule, event: &'b Event) -> impl Iterator<Item = (&'b String, Moment)> {
    let dated = rule.def.needs.iter().filter(|name| name.ends_with("_on"));
    dated.filter_map(|name| Some((name, deadline(event, name)?)))
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
        Act::Meet => {
            return Step {
                rule: clock.def.id.clone(),
                title: clock.def.act.clone(),
                kind: StepKind::Fulfilment,
                at: event.at,
                until: None,
                effect: Effect::BeforeStart,
                missing: Vec::new(),
                approver: None,
                document: text_field(event, "document"),
                cite: clock.def.cite.clone(),
            };
        }
    };
    report(&rule.def, kind, Some(event), Effect::BeforeStart)
}

pub(super) fn report(def: &StepDef, kind: StepKind, event: Option<&Event>, effect: Effect) -> Step {
    Step {
        rule: def.id.clone(),
        title: def.title.clone(),
        kind,
        at: event.and_then(|event| event.at),
        until: None,
        effect,
        missing: Vec::new(),
        approver: event.and_then(|event| text_field(event, "approver")),
        document: event.and_then(|event| text_field(event, "document")),
        cite: def.cite.clone(),
    }
}
