//! The dates of a run: pauses and suspensions, due and prudent, the first late instant.

use crate::clock::{
    Actor, Counting, Effect, Need, NeedKind, Obligation, Roll, Status, Step, StepKind, StepTo,
    compile::{Clock, Limb, Period},
    count::End,
    history::{Match, is_after, matches, missing_papers},
    obligation::{Interval, Run},
};
use crate::{
    Error, ErrorCode,
    cond::Truth,
    error::Result,
    model::{Date, Instant, Moment},
};

use super::{Fold, Plan, State, need, report};

impl<'a> Fold<'a> {
    /// Pauses and suspensions of the clock, and the steps that report them.
    pub(super) fn intervals(
        &self,
        clock: &Clock,
        plan: &Plan<'_>,
        out: &mut Obligation,
    ) -> Result<Vec<Interval>> {
        let zone = &self.place.zone;
        let start = plan.at;
        let mut intervals = Vec::new();
        for rule in &clock.pause {
            let def = &rule.def;
            let (Some(from), Some(StepTo::Event(to))) = (&def.from, &def.to) else { continue };
            let mut ends = self.history.of(to.as_str(), zone);
            for begun in self.history.of(from.as_str(), zone) {
                if !plan.concerns(begun) {
                    continue;
                }
                let mut missing = match matches(begun, &rule.fields) {
                    Match::No => continue,
                    Match::Missing(fields) => fields,
                    Match::Yes => Vec::new(),
                };
                let Some(at) = begun.at else {
                    out.needs.push(need(NeedKind::EventTime, &begun.kind, false));
                    continue;
                };
                let end = ends.iter().position(|end| {
                    let pairs = begun.reference.is_none()
                        || end.reference.is_none()
                        || begun.reference == end.reference;
                    pairs && end.at.is_some_and(|end| !is_after(at, end, zone))
                });
                let until = end.map(|index| ends.remove(index)).and_then(|end| end.at);
                missing.extend(missing_papers(begun, &def.needs));
                let effect = if missing.is_empty() { Effect::Applied } else { Effect::PapersMissing };
                let mut step = report(def, StepKind::Pause, Some(begun), effect);
                step.until = until;
                step.missing = missing;
                if effect == Effect::Applied {
                    intervals.push(Interval {
                        from: at,
                        to: until,
                        rule: def.id.clone(),
                        title: def.title.clone(),
                        suspension: false,
                    });
                }
                out.steps.push(step);
            }
        }
        for suspension in &self.regime.suspensions {
            let def = &suspension.def;
            let started = start.date_in(zone);
            let in_class = def.clocks.contains(&clock.def.id)
                && def.started_from.is_none_or(|from| started >= from)
                && def.started_to.is_none_or(|to| started <= to);
            if !in_class || def.until <= started {
                continue;
            }
            let outcome = suspension.when.evaluate(self.facts).map_err(|e| e.item(&def.id).within("when"))?;
            let interval = Interval {
                from: Moment::Date(def.from),
                to: Some(Moment::Date(def.until)),
                rule: def.id.clone(),
                title: def.title.clone(),
                suspension: true,
            };
            match outcome.truth {
                Truth::True => {
                    intervals.push(interval);
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
    pub(super) fn bare_due(&self, clock: &Clock, start: Moment) -> Option<Date> {
        let Some(Limb { period: Period::Count(count), .. }) = clock.limbs.first() else { return None };
        let end = self.counter(&[]).end(start, [*count]).ok()?;
        Some(end.date_in(&self.place.zone))
    }

    /// The dates of the run.
    pub(super) fn date(
        &self,
        clock: &Clock,
        state: &State<'_>,
        mut intervals: Vec<Interval>,
        out: &mut Obligation,
    ) -> Result<()> {
        let zone = &self.place.zone;
        // An open pause: count as if it ended now, or with what ended the clock. If that is still
        // within it, there is no date.
        let now = state.ended.and_then(|(event, _)| event.at).unwrap_or(self.as_of);
        let mut open = None;
        for interval in &mut intervals {
            if interval.to.is_none() {
                open = Some(interval.from);
                interval.to = Some(if is_after(interval.from, now, zone) { interval.from } else { now });
            }
        }
        let counter = self.counter(&intervals);
        let hours = state.chain.last().is_some_and(|link| link.count.unit.is_hours());
        let end = match counter.end(state.start, state.counts()) {
            Ok(end) => end,
            Err(error) if error.code() == ErrorCode::CalendarUnpublished => {
                out.needs.push(unpublished(&error));
                out.not_before = error.detail().expected.as_deref().and_then(|day| day.parse().ok());
                out.status = Status::Undetermined;
                return Ok(());
            }
            Err(error) => return Err(error.item(&clock.def.id)),
        };
        let due = end.date_in(zone);
        let paused_now = open
            .is_some_and(|from| !is_after(from, now, zone) && self.pause_in_time(state, &intervals, from));
        if paused_now && state.ended.is_none() {
            out.status = Status::Paused;
            out.not_before = Some(due);
            out.agreed_due = state.agreed;
            return Ok(());
        }
        let first_day = state.start.date_in(zone);
        out.due = Some(due);
        let (prudent, provisional) = match (out.counting, out.actor, hours) {
            (Counting::Inferred, Actor::Firm | Actor::Regulator | Actor::Other, false) => {
                let business =
                    state.chain.last().is_some_and(|link| link.count.unit == crate::clock::Unit::BusinessDay);
                counter.prudent(first_day, due, business)
            }
            _ => (due, false),
        };
        out.prudent_due = Some(prudent);
        out.prudent_provisional = provisional;
        out.agreed_due = state.agreed;
        let last_day = match state.agreed {
            Some(agreed) => {
                out.prudent_due = Some(prudent.min(agreed));
                agreed
            }
            None => due,
        };
        out.late_from = match end {
            End::At(instant) if state.agreed.is_none() => Some(instant),
            _ => self.late_from(clock, last_day, out)?,
        };
        let mut start = state.start;
        let from_an_hour = state.chain.first().is_some_and(|link| link.count.unit.is_hours());
        if from_an_hour && start.instant().is_none() {
            // Only the day is known: the latest reading is due, the earliest prudent.
            out.needs.push(need(NeedKind::EventTime, trigger_name(out), false));
            let tomorrow = Moment::Instant(zone.start_of(first_day.tomorrow())?);
            let latest = counter.end(tomorrow, state.counts())?;
            start = tomorrow;
            out.due = Some(latest.date_in(zone));
            out.late_from = match (latest, state.agreed) {
                (End::At(latest), None) => Some(latest),
                (End::Day(latest), None) => self.late_from(clock, latest, out)?,
                (_, Some(_)) => out.late_from,
            };
        }
        out.run = Some(Run { start, chain: state.chain.clone(), intervals, place: self.place_index });
        Ok(())
    }

    /// Whether a pause that is still open began before the time was up.
    pub(super) fn pause_in_time(&self, state: &State<'_>, intervals: &[Interval], from: Moment) -> bool {
        let zone = &self.place.zone;
        let others: Vec<Interval> = intervals
            .iter()
            .filter(|interval| interval.from.date_in(zone) < from.date_in(zone))
            .cloned()
            .collect();
        let end = self.counter(&others).end(state.start, state.counts());
        end.is_ok_and(|end| match (end, from) {
            (End::At(end), Moment::Instant(from)) => from < end,
            (end, from) => from.date_in(zone) <= end.date_in(zone),
        })
    }

    pub(super) fn late_from(
        &self,
        clock: &Clock,
        last_day: Date,
        out: &mut Obligation,
    ) -> Result<Option<Instant>> {
        let zone = &self.place.zone;
        if clock.def.close_of_business {
            let (minute, assumed) = self.place.calendar.closing();
            out.closing_assumed = assumed;
            return zone.at(last_day, minute).map(Some);
        }
        if clock.def.roll == Roll::Forward {
            let Some(rolled) = self.counter(&[]).roll_forward(last_day) else {
                let id = format!("{} {}", self.place.calendar.def().id, last_day.year());
                out.needs.push(need(NeedKind::Calendar, id, false));
                return Ok(None);
            };
            if rolled > last_day {
                out.accepted_until = Some(rolled);
            }
            return zone.start_of(rolled.tomorrow()).map(Some);
        }
        zone.start_of(last_day.tomorrow()).map(Some)
    }
}

pub(super) fn unpublished(error: &Error) -> Need {
    let calendar = error.detail().item.clone().unwrap_or_default();
    let year = error.detail().path.as_deref().and_then(|day| day.get(..4)).unwrap_or("").to_owned();
    need(NeedKind::Calendar, format!("{calendar} {year}"), true)
}

pub(super) fn trigger_name(out: &Obligation) -> String {
    let event = out.trigger.as_ref().and_then(|trigger| trigger.event.as_ref());
    event.map(ToString::to_string).unwrap_or_default()
}
