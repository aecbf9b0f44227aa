//! What each act needs to take effect, and what it then does to a run.

use super::{
    Fold, State, need,
    pauses::{Ending, Stop},
    steps::report,
};
use crate::clock::{
    Effect, Need, NeedKind, Obligation, Step, StepKind, StepTo,
    compile::{StepRule, deadline},
    count::End,
    history::{HANDLER, Match, matches, missing_papers, text_field},
    obligation::{Interval, Link},
};
use crate::{
    ErrorCode,
    error::Result,
    model::{Date, Event, Moment, Zone, same_person},
};

impl<'a> Fold<'a> {
    /// The report of a step as its record stands: in effect, or lacking something.
    fn opened(&self, rule: &StepRule, kind: StepKind, event: &Event, start: Moment) -> Step {
        let mut step = report(&rule.def, kind, Some(event), Effect::Applied);
        step.missing = self.lacking(rule, event, start);
        if !step.missing.is_empty() {
            step.effect = Effect::PapersMissing;
        }
        step
    }

    /// What a step lacks: fields that tell which step it is, and papers. A paper of a day that is
    /// still ahead is a promise, and one from before the time and the step began is about something
    /// else: neither is a paper.
    pub(super) fn lacking(&self, rule: &StepRule, event: &Event, start: Moment) -> Vec<String> {
        let mut missing = match matches(event, &rule.fields) {
            Match::Missing(fields) => fields,
            Match::Yes | Match::No => Vec::new(),
        };
        let papers = missing_papers(event, &rule.def.needs);
        let zone = &self.place.zone;
        let first_day = event.at.map_or(start.date_in(zone), |at| at.date_in(zone).min(start.date_in(zone)));
        let of_another_day = dated_papers(rule, event)
            .filter(|(_, at)| at.is_after(self.as_of, zone) || at.date_in(zone) < first_day);
        for name in papers.into_iter().chain(of_another_day.map(|(name, _)| name.clone())) {
            if !missing.contains(&name) {
                missing.push(name);
            }
        }
        missing
    }

    /// When a step that needs no more than its papers has them all.
    pub(super) fn complete(&self, rule: &StepRule, event: &Event) -> Option<Moment> {
        let zone = &self.place.zone;
        let papers = dated_papers(rule, event).map(|(_, at)| at).filter(|at| !at.is_after(self.as_of, zone));
        event.at.map(|begun| papers.fold(begun, |last, at| if at.is_after(last, zone) { at } else { last }))
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
        let zone = &self.place.zone;
        let mut step = self.opened(rule, StepKind::Pause, stop.begun, state.start);
        step.until = stop.end.event().and_then(|end| end.at);
        let from = stop.begun.at.filter(|_| step.effect == Effect::Applied);
        if matches!(stop.end, Ending::Astray(_) | Ending::Shared) || from.is_some() {
            out.needs.extend(end_needed(rule, stop, zone));
        }
        let Some(from) = from else { return Ok(step) };
        if matches!(stop.end, Ending::Astray(_) | Ending::Shared) {
            step.effect = Effect::EndUnknown;
        } else if step.until.is_some_and(|until| !until.is_after(state.start, zone)) {
            step.effect = Effect::BeforeStart;
        } else if self.late(rule, stop.begun, from, state)? {
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
        let mut step = self.opened(rule, StepKind::Extension, event, state.start);
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
        let mut step = self.opened(rule, StepKind::Agreement, event, state.start);
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
        let mut step = self.opened(rule, StepKind::Reset, event, state.start);
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
        let mut step = self.opened(rule, StepKind::Cancellation, event, state.start);
        if let Some(confirmation) = &rule.def.confirmed_by {
            let mut found = self.history.of(confirmation.as_str(), zone);
            found.retain(|found| {
                let pairs = event.reference.is_none()
                    || found.reference.is_none()
                    || event.reference == found.reference;
                pairs && found.at.is_some_and(|at| at.date_in(zone) >= day)
            });
            // Who calls back is not who handles the complaint, nor who entered the withdrawal; where
            // either has no name, nobody knows whether they are two.
            let named = |name: Option<String>| {
                name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
            };
            let handler = named(text_field(event, HANDLER));
            let entered = named(event.by.clone());
            let apart = |by: &String| {
                handler.as_ref().is_some_and(|own| !same_person(own, by))
                    && entered.as_ref().is_none_or(|own| !same_person(own, by))
            };
            let callers: Vec<Option<String>> = found.iter().map(|found| named(found.by.clone())).collect();
            if !callers.iter().flatten().any(apart) {
                let whose = handler.is_none().then(|| format!("{}.{HANDLER}", event.kind));
                let caller = callers.contains(&None).then(|| format!("{confirmation}.by"));
                let asked = caller.into_iter().chain(whose).filter(|_| !found.is_empty());
                out.needs.extend(asked.map(|field| need(NeedKind::EventField, field, false)));
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
            .filter(|interval| !interval.from.is_after(at, zone))
            .map(|interval| {
                let to = interval.to.filter(|to| !to.is_after(at, zone)).unwrap_or(at);
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

/// What would say when a pause ended, where the record does not: time that is not bounded is not
/// gained without a word.
fn end_needed(rule: &StepRule, stop: Stop<'_>, zone: &Zone) -> Option<Need> {
    let (kind, id) = match (stop.end, &rule.def.to) {
        (Ending::At(_), _) => return None,
        (Ending::Astray(end), _) => {
            let after = stop.begun.at.zip(end.at).is_some_and(|(begun, end)| !begun.is_after(end, zone));
            if after {
                (NeedKind::EventField, format!("{}.ref", end.kind))
            } else {
                (NeedKind::EventTime, end.kind.to_string())
            }
        }
        (Ending::Open | Ending::Shared, Some(StepTo::Event(to))) => (NeedKind::Event, to.to_string()),
        (Ending::Open | Ending::Shared, _) => return None,
    };
    Some(need(kind, id, false))
}

/// The minutes of a day: its end, for [`Zone::at`](crate::model::Zone::at).
pub(super) const DAY: u16 = 24 * 60;

/// The papers of a step that have a date of their own; a date by which something else is to happen
/// is none.
fn dated_papers<'b>(rule: &'b StepRule, event: &'b Event) -> impl Iterator<Item = (&'b String, Moment)> {
    let dated = rule.def.needs.iter().filter(|name| name.ends_with("_on"));
    dated.filter_map(|name| Some((name, deadline(event, name)?)))
}
