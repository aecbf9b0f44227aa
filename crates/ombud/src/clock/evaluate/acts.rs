//! What each act needs to take effect, and what it then does to a run.

use super::{Fold, State, need, pauses::Stop, steps::report};
use crate::clock::{
    Effect, NeedKind, Obligation, Step, StepKind, StepTo,
    compile::{StepRule, deadline},
    count::End,
    history::{Match, is_after, matches, missing_papers},
    obligation::{Interval, Link},
};
use crate::{
    ErrorCode,
    error::Result,
    model::{Date, Event, Moment},
};

impl<'a> Fold<'a> {
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
    pub(super) fn complete(&self, rule: &StepRule, event: &Event) -> Option<Moment> {
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

    pub(super) fn pause(
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

    pub(super) fn extend(
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

    pub(super) fn agree(
        &self,
        rule: &'a StepRule,
        event: &'a Event,
        at: Moment,
        state: &mut State<'a>,
    ) -> Result<Step> {
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

    pub(super) fn reset(
        &self,
        rule: &'a StepRule,
        event: &'a Event,
        at: Moment,
        state: &mut State<'a>,
    ) -> Result<Step> {
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

    pub(super) fn cancel(
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
