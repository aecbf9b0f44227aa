//! How a run stands: its status, what could still be recorded, what its expiry raised.

use crate::clock::{
    Basis, Confidence, Count, Effect, Lapse, NeedKind, Obligation, Origin, Prompt, Raised, Status, StepTo,
    compile::Clock, count::End, obligation::Run,
};
use crate::{
    ErrorCode,
    error::Result,
    model::{Event, Instant, Moment},
};

use super::{Begin, Fold, Plan, State, need, steps::fulfilment, unpublished};

impl<'a> Fold<'a> {
    /// The status of a run that was ended by an event.
    pub(super) fn close(&self, clock: &Clock, event: &Event, cancelled: bool, out: &mut Obligation) {
        let zone = &self.place.zone;
        out.done = event.at;
        let in_time = if cancelled { Status::Cancelled } else { Status::Met };
        let Some(at) = event.at else {
            out.basis = Basis::Stated;
            match event.stated_timely {
                Some(true) => out.status = in_time,
                Some(false) => lapsed(clock, Some((event, cancelled)), out),
                None => {
                    out.status = Status::Undetermined;
                    out.needs.push(need(NeedKind::EventTime, &event.kind, true));
                }
            }
            return;
        };
        let Some(late_from) = out.late_from else {
            // No date: a consumer's right in an unpublished year, or a calendar that is.
            let day = at.date_in(zone);
            if cancelled || out.due.max(out.not_before).is_some_and(|last| day <= last) {
                out.status = in_time;
            } else {
                out.status = Status::Undetermined;
                decide_by_calendar(out);
            }
            return;
        };
        if self.past(at, late_from) {
            lapsed(clock, Some((event, cancelled)), out);
        } else {
            out.status = in_time;
        }
    }

    /// Whether a time is late; of a day only: in time where any of the day is.
    pub(super) fn past(&self, at: Moment, late_from: Instant) -> bool {
        match at {
            Moment::Instant(at) => at >= late_from,
            Moment::Date(date) => self.place.zone.start_of(date).is_ok_and(|start| start >= late_from),
        }
    }

    /// The status of a run that goes on.
    pub(super) fn open_status(&self, clock: &Clock, out: &mut Obligation) {
        if matches!(out.status, Status::Paused | Status::Undetermined) {
            return;
        }
        let zone = &self.place.zone;
        match out.late_from {
            Some(late_from) if self.past(self.as_of, late_from) => lapsed(clock, None, out),
            // The last day could still move off rest days that nobody has published.
            None if out.agreed_due.or(out.due).is_some_and(|day| self.as_of.date_in(zone) > day) => {
                decide_by_calendar(out);
                out.status = Status::Undetermined;
            }
            Some(_) | None => out.status = Status::Running,
        }
    }

    /// What could still be recorded to change the date.
    pub(super) fn prompts(&self, clock: &'a Clock, state: &State<'_>, out: &mut Obligation) -> Result<()> {
        // An agreed date prevails: no extension moves it.
        if out.status != Status::Running || state.agreed.is_some() {
            return Ok(());
        }
        let Some(by) = out.due else { return Ok(()) };
        let intervals = out.run.as_ref().map(|run| run.intervals.clone()).unwrap_or_default();
        for rule in &clock.extend {
            let def = &rule.def;
            let open = !state.extended.contains(&def.id)
                && def.after.as_ref().is_none_or(|after| state.extended.contains(after));
            let (true, Some(text), Some(event)) = (open, &def.prompt, &def.event) else { continue };
            let chain: Vec<Count> = match (&def.to, def.add) {
                (Some(StepTo::Period(count)), _) => vec![*count],
                (_, Some(count)) => state.counts().chain([count]).collect(),
                _ => continue,
            };
            let until = self.counter(&intervals).end(state.start, chain).ok();
            let until = until.map(|end| end.date_in(&self.place.zone));
            if until.is_some_and(|until| until <= by) {
                continue;
            }
            out.prompts.push(Prompt {
                rule: def.id.clone(),
                event: event.clone(),
                needs: def.fields.keys().chain(&def.needs).cloned().collect(),
                by,
                work_to: out.prudent_due.map_or(by, |prudent| prudent.min(by)),
                until,
                text: text.clone(),
            });
        }
        Ok(())
    }

    /// A duty without a number: it runs until it is done.
    pub(super) fn prompt_clock(
        &self,
        clock: &'a Clock,
        plan: &Plan<'_>,
        ahead: bool,
        out: &mut Obligation,
    ) -> Result<()> {
        let mut state = State::new(plan.at);
        self.fold_steps(clock, plan, &mut state, out)?;
        match state.ended {
            Some((event, true)) => {
                out.status = Status::Cancelled;
                out.done = event.at;
            }
            Some((event, false)) => {
                out.status = Status::Met;
                out.done = event.at;
                out.basis = if event.at.is_some() { Basis::Computed } else { Basis::Stated };
            }
            None => out.status = if ahead { Status::NotStarted } else { Status::Running },
        }
        Ok(())
    }

    /// A deadline that the trigger itself names.
    pub(super) fn given_deadline(
        &self,
        clock: &'a Clock,
        plan: &Plan<'_>,
        (field, until): (&str, Moment),
        ahead: bool,
        out: &mut Obligation,
    ) -> Result<()> {
        let zone = &self.place.zone;
        let due = until.date_in(zone);
        let mut state = State { until: Some(due), ..State::new(plan.at) };
        self.fold_steps(clock, plan, &mut state, out)?;
        out.due = Some(due);
        out.prudent_due = Some(due);
        out.late_from = match until {
            Moment::Instant(at) => Some(zone.show(at)),
            Moment::Date(_) => self.late_from(clock, due, out)?,
        };
        let event = plan.event.map(|event| event.kind.clone());
        out.run =
            event.map(|event| self.uncounted(plan.at, Origin::Stated { event, field: field.to_owned() }));
        match state.ended {
            Some((event, cancelled)) => self.close(clock, event, cancelled, out),
            None => self.open_status(clock, out),
        }
        if ahead && state.ended.is_none() {
            out.status = Status::NotStarted;
        }
        Ok(())
    }

    /// What the proof of a date needs that was not counted forward.
    fn uncounted(&self, start: Moment, origin: Origin) -> Run {
        Run { start, chain: Vec::new(), intervals: Vec::new(), origin, place: self.place_index }
    }

    /// A deadline counted from another clock's.
    pub(super) fn derived(
        &self,
        clock: &'a Clock,
        begins: Vec<Begin<'a>>,
        out: &mut Obligation,
    ) -> Result<()> {
        let zone = &self.place.zone;
        let derive = clock.def.derive.as_ref();
        let other = derive.and_then(|derive| self.other(&derive.from));
        let (Some(derive), Some(other)) = (derive, other) else { return Ok(()) };
        out.trigger = begins.into_iter().find_map(|begin| match begin {
            Begin::At { trigger, .. } => Some(trigger),
            _ => None,
        });
        let (Some(due), Some(late_from)) = (other.due, other.late_from) else {
            out.status = other.status;
            out.not_before = other.not_before;
            out.needs.clone_from(&other.needs);
            return Ok(());
        };
        // What was agreed prevails here as well.
        let last_day = other.agreed_due.unwrap_or(due);
        let end = match self.counter(&[]).before(End::Day(last_day), late_from, derive.minus) {
            Ok(end) => end,
            Err(error) if error.code() == ErrorCode::CalendarUnpublished => {
                out.needs.push(unpublished(&error));
                out.status = Status::Undetermined;
                return Ok(());
            }
            Err(error) => return Err(error.item(&clock.def.id)),
        };
        let day = end.date_in(zone);
        out.due = Some(day);
        out.prudent_due = Some(other.prudent_due.map_or(day, |prudent| prudent.min(day)));
        out.late_from = match end {
            End::At(at) => Some(at),
            End::Day(day) => self.late_from(clock, day, out)?,
        };
        let (from, count) = (derive.from.clone(), derive.minus);
        let origin = Origin::CountedBack { from, date: last_day, count };
        out.run = Some(self.uncounted(Moment::Date(last_day), origin));
        match self.fulfilment(clock) {
            Some(event) => self.close(clock, event, false, out),
            None if matches!(
                other.status,
                Status::NotStarted | Status::Cancelled | Status::Met | Status::MetLate
            ) =>
            {
                out.status = other.status;
                out.done = other.done;
            }
            None => self.open_status(clock, out),
        }
        Ok(())
    }
}

/// Nothing can be said before the calendar is there.
fn decide_by_calendar(out: &mut Obligation) {
    let calendar = out.needs.iter_mut().filter(|need| need.kind == NeedKind::Calendar);
    calendar.for_each(|need| need.decisive = true);
}

/// What it means that the time is up: with nothing recorded, or with an answer or a withdrawal that
/// came after it. A withdrawal ends the handling on its day; it undoes no breach of the days before.
fn lapsed(clock: &Clock, ended: Option<(&Event, bool)>, out: &mut Obligation) {
    out.status = match (clock.def.lapse, ended) {
        (Lapse::Breach, None) => Status::Late,
        (Lapse::Breach, Some((_, false))) => Status::MetLate,
        (Lapse::Breach, Some((_, true))) => Status::Cancelled,
        (Lapse::Fulfilled, _) => Status::Met,
        (Lapse::Closed, _) => Status::Cancelled,
    };
    out.ended_late = clock.def.lapse == Lapse::Breach && out.status == Status::Cancelled;
    if clock.def.lapse != Lapse::Breach {
        // It had ended by itself: what came later is shown, and did not do it.
        out.done = None;
        out.steps.extend(
            ended
                .filter(|(_, cancelled)| !cancelled)
                .map(|(event, _)| fulfilment(clock, event, Effect::TooLate)),
        );
    }
    let raised = |raised: &crate::clock::ExpiryDef| Raised {
        kind: raised.kind,
        rule: raised.rule.clone(),
        text: raised.text.clone(),
    };
    out.raises = clock.def.on_expiry.iter().map(raised).collect();
}

/// A date that leaves the calendar leaves this one duty undetermined, and not the whole answer
/// unsaid.
pub(super) fn unless_beyond(dated: Result<()>, out: &mut Obligation) -> Result<()> {
    match dated {
        Err(error) if error.code() == ErrorCode::OutOfRange => {
            let event = out.trigger.as_ref().and_then(|trigger| trigger.event.as_ref());
            let from = event.map_or_else(|| out.clock.to_string(), ToString::to_string);
            out.needs.push(need(NeedKind::DateRange, from, true));
            out.status = Status::Undetermined;
            out.undate();
            Ok(())
        }
        dated => dated,
    }
}

pub(super) fn withhold_unconfirmed(out: &mut Obligation) {
    if out.confidence > Confidence::Unverified {
        return;
    }
    out.needs.push(need(NeedKind::Confirmation, &out.clock, true));
    if out.due.is_some() {
        out.unconfirmed_due = out.undate();
        if matches!(out.status, Status::Running | Status::Late | Status::Met | Status::MetLate) {
            out.status = Status::Undetermined;
        }
    }
}
