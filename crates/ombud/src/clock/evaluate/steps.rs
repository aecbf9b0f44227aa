//! Extensions, agreements, resets, cancellations and fulfilment, in order of time.

use std::collections::BTreeSet;

use super::{Fold, Plan, State, need};
use crate::clock::{
    Effect, NeedKind, Obligation, Step, StepDef, StepKind, StepTo,
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
    Extend(&'a StepRule),
    Agree(&'a StepRule),
    Reset(&'a StepRule),
    Merge(&'a StepRule),
    Cancel(&'a StepRule),
    Meet,
}

impl<'a> Fold<'a> {
    /// Extensions, resets, agreements, cancellations and fulfilment, in order of time.
    pub(super) fn fold_steps(
        &self,
        clock: &'a Clock,
        plan: &Plan<'_>,
        intervals: &[Interval],
        state: &mut State<'a>,
        out: &mut Obligation,
    ) -> Result<()> {
        let zone = &self.place.zone;
        let first_day = plan.at.date_in(zone);
        let mut acts: Vec<(&'a Event, u8, Act<'a>)> = Vec::new();
        // On one day, what gives time comes before what takes it, and fulfilment last.
        let rules = clock.extend.iter().map(|rule| (rule, 0, Act::Extend(rule)));
        let rules = rules.chain(clock.agree.iter().map(|rule| (rule, 1, Act::Agree(rule))));
        let rules = rules.chain(clock.reset.iter().map(|rule| (rule, 2, Act::Reset(rule))));
        let rules = rules.chain(clock.merge.iter().map(|rule| (rule, 3, Act::Merge(rule))));
        let rules = rules.chain(clock.cancel.iter().map(|rule| (rule, 4, Act::Cancel(rule))));
        for (rule, rank, act) in rules {
            let Some(kind) = &rule.def.event else { continue };
            acts.extend(self.history.of(kind.as_str(), zone).into_iter().map(|event| (event, rank, act)));
        }
        for matcher in &clock.met_by {
            for event in self.history.of(matcher.event.as_str(), zone) {
                match matches(event, &matcher.fields) {
                    Match::Yes => acts.push((event, 5, Act::Meet)),
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
        acts.retain(|(event, _, _)| plan.concerns(event));
        acts.sort_by_key(|(event, rank, _)| {
            let (undated, date, seconds, reference) = order(event, zone);
            (undated, date, *rank, seconds, reference)
        });
        let mut resets: BTreeSet<Date> = BTreeSet::new();
        for (event, _, act) in acts {
            let at = match event.at {
                Some(at) => at,
                None => {
                    if matches!(act, Act::Meet) && state.ended.is_none() {
                        state.ended = Some((event, false));
                    } else if !matches!(act, Act::Meet) {
                        out.needs.push(need(NeedKind::EventTime, &event.kind, false));
                    }
                    continue;
                }
            };
            let day = at.date_in(zone);
            if day < first_day || state.ended.is_some() {
                continue;
            }
            match act {
                Act::Meet => state.ended = Some((event, false)),
                Act::Extend(rule) => {
                    if let Some(step) = self.extend(rule, event, at, intervals, state)? {
                        out.steps.push(step);
                    }
                }
                Act::Agree(rule) => {
                    let step = self.agree(rule, event, at, intervals, state)?;
                    out.steps.push(step);
                }
                Act::Reset(rule) => {
                    if let Some(step) = self.reset(rule, event, at, intervals, state)? {
                        if step.effect == Effect::Applied {
                            resets.insert(day);
                        }
                        out.steps.push(step);
                    }
                }
                Act::Merge(rule) => {
                    if !resets.contains(&day) && matches(event, &rule.fields) == Match::Yes {
                        out.steps.push(report(&rule.def, StepKind::Merge, Some(event), Effect::NoChange));
                    }
                }
                Act::Cancel(rule) => {
                    if matches(event, &rule.fields) != Match::Yes {
                        continue;
                    }
                    let step = self.cancel(rule, event, day, state);
                    out.steps.push(step);
                }
            }
        }
        Ok(())
    }

    pub(super) fn extend(
        &self,
        rule: &'a StepRule,
        event: &'a Event,
        at: Moment,
        intervals: &[Interval],
        state: &mut State<'a>,
    ) -> Result<Option<Step>> {
        let mut step = report(&rule.def, StepKind::Extension, Some(event), Effect::Applied);
        match matches(event, &rule.fields) {
            Match::No => return Ok(None),
            // Which extension it is cannot be told, so it is none; the report says what is missing.
            Match::Missing(missing) => {
                step.effect = Effect::PapersMissing;
                step.missing = missing;
                return Ok(Some(step));
            }
            Match::Yes => {}
        }
        step.missing = missing_papers(event, &rule.def.needs);
        let in_order = rule.def.after.as_ref().is_none_or(|after| state.extended.contains(after));
        step.effect = if !step.missing.is_empty() {
            Effect::PapersMissing
        } else if !in_order {
            step.missing = rule.def.after.iter().map(ToString::to_string).collect();
            Effect::OutOfOrder
        } else if self.expired_by(state, intervals, at)? {
            Effect::TooLate
        } else {
            Effect::Applied
        };
        if step.effect == Effect::Applied {
            state.extended.insert(rule.def.id.clone());
            match (&rule.def.to, rule.def.add) {
                (Some(StepTo::Period(count)), _) => {
                    state.chain = vec![Link { rule: rule.def.id.clone(), count: *count }];
                }
                (_, Some(count)) => state.chain.push(Link { rule: rule.def.id.clone(), count }),
                _ => {}
            }
        }
        Ok(Some(step))
    }

    pub(super) fn agree(
        &self,
        rule: &'a StepRule,
        event: &'a Event,
        at: Moment,
        intervals: &[Interval],
        state: &mut State<'a>,
    ) -> Result<Step> {
        let mut step = report(&rule.def, StepKind::Agreement, Some(event), Effect::Applied);
        step.missing = missing_papers(event, &rule.def.needs);
        let agreed = rule.def.field.as_ref().and_then(|field| deadline(event, field));
        if agreed.is_none() {
            step.missing.extend(rule.def.field.clone());
        }
        step.effect = if !step.missing.is_empty() {
            Effect::PapersMissing
        } else if self.expired_by(state, intervals, at)? {
            Effect::TooLate
        } else {
            state.agreed = agreed.map(|agreed| agreed.date_in(&self.place.zone));
            Effect::Applied
        };
        Ok(step)
    }

    pub(super) fn reset(
        &self,
        rule: &'a StepRule,
        event: &'a Event,
        at: Moment,
        intervals: &[Interval],
        state: &mut State<'a>,
    ) -> Result<Option<Step>> {
        let mut step = report(&rule.def, StepKind::Reset, Some(event), Effect::Applied);
        match matches(event, &rule.fields) {
            Match::No => return Ok(None),
            Match::Missing(missing) => {
                step.effect = Effect::PapersMissing;
                step.missing = missing;
                return Ok(Some(step));
            }
            Match::Yes => {}
        }
        if self.expired_by(state, intervals, at)? {
            step.effect = Effect::TooLate;
            return Ok(Some(step));
        }
        if let Some(base) = &state.base {
            state.start = at;
            state.chain = vec![base.clone()];
            state.extended.clear();
            state.agreed = None;
        }
        Ok(Some(step))
    }

    pub(super) fn cancel(
        &self,
        rule: &'a StepRule,
        event: &'a Event,
        day: Date,
        state: &mut State<'a>,
    ) -> Step {
        let zone = &self.place.zone;
        let mut step = report(&rule.def, StepKind::Cancellation, Some(event), Effect::Applied);
        if let Some(confirmation) = &rule.def.confirmed_by {
            let confirmed = self.history.of(confirmation.as_str(), zone).into_iter().any(|confirmed| {
                let pairs = event.reference.is_none()
                    || confirmed.reference.is_none()
                    || event.reference == confirmed.reference;
                // Nobody confirms their own entry.
                let independent = event.by.is_none() || confirmed.by.is_none() || event.by != confirmed.by;
                pairs && independent && confirmed.at.is_some_and(|at| at.date_in(zone) >= day)
            });
            if !confirmed {
                step.effect = Effect::Unconfirmed;
                step.missing = vec![confirmation.to_string()];
                return step;
            }
        }
        step.missing = missing_papers(event, &rule.def.needs);
        if step.missing.is_empty() {
            state.ended = Some((event, true));
        } else {
            step.effect = Effect::PapersMissing;
        }
        step
    }

    /// Whether the time was already up before the day. An open pause keeps it from being up.
    pub(super) fn expired_by(&self, state: &State<'_>, intervals: &[Interval], at: Moment) -> Result<bool> {
        let zone = &self.place.zone;
        let day = at.date_in(zone);
        if let Some(agreed) = state.agreed {
            return Ok(day > agreed);
        }
        let begun: Vec<Interval> = intervals
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
