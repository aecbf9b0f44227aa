//! The dates of a run: due and prudent, and the first late instant.

use crate::clock::{
    Actor, Counting, Lapse, Need, NeedKind, Obligation, Origin, Roll, Status, compile::Clock, count::End,
    obligation::Run,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Date, Instant, Moment},
};

use super::{Fold, Plan, State, acts::DAY, need};

impl<'a> Fold<'a> {
    /// Where nobody knows whether a shorter period applies, people work to it.
    pub(super) fn hurry(&self, clock: &Clock, plan: &Plan<'_>, state: &State<'_>, out: &mut Obligation) {
        let plain = state.extended.is_empty() && state.agreed.is_none() && clock.def.lapse == Lapse::Breach;
        if !plain || clock.def.actor == Actor::Consumer {
            return;
        }
        let counter = self.counter(&state.intervals);
        let ends = plan.shorter.iter().filter_map(|count| counter.end(state.start, [*count]).ok());
        let earliest = ends.map(|end| end.date_in(&self.place.zone)).min();
        out.prudent_due = out.prudent_due.map(|prudent| earliest.map_or(prudent, |day| day.min(prudent)));
    }

    /// The dates of the run.
    pub(super) fn date(&self, clock: &Clock, state: &State<'_>, out: &mut Obligation) -> Result<()> {
        let zone = &self.place.zone;
        // An open pause: count as if it ended now, or with what ended the clock. If that is still
        // within it, there is no date.
        let now = state.ended.and_then(|(event, _)| event.at).unwrap_or(self.as_of);
        let mut open = None;
        let mut intervals = state.intervals.clone();
        for interval in &mut intervals {
            if interval.to.is_none() {
                open = Some(interval.from);
                interval.to = Some(if interval.from.is_after(now, zone) { interval.from } else { now });
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
        // What was agreed prevails: once that day is past, no pause keeps it from being missed.
        let missed = state.agreed.is_some_and(|agreed| now.date_in(zone) > agreed);
        if open.is_some_and(|from| !from.is_after(now, zone)) && state.ended.is_none() && !missed {
            out.status = Status::Paused;
            out.not_before = Some(due);
            out.agreed_due = state.agreed;
            return Ok(());
        }
        let first_day = state.start.date_in(zone);
        out.due = Some(due);
        let (prudent, provisional) = match (out.counting, out.actor, hours) {
            (Counting::Inferred, Actor::Firm | Actor::Regulator | Actor::Other, false)
                if clock.def.lapse != Lapse::Fulfilled =>
            {
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
            let tomorrow = Moment::Instant(zone.at(first_day, DAY)?);
            let latest = counter.end(tomorrow, state.counts())?;
            start = tomorrow;
            out.due = Some(latest.date_in(zone));
            out.late_from = match (latest, state.agreed) {
                (End::At(latest), None) => Some(latest),
                (End::Day(latest), None) => self.late_from(clock, latest, out)?,
                (_, Some(_)) => out.late_from,
            };
        }
        out.run = Some(Run {
            start,
            chain: state.chain.clone(),
            intervals,
            origin: Origin::Counted,
            place: self.place_index,
        });
        Ok(())
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
            return zone.at(rolled, DAY).map(Some);
        }
        zone.at(last_day, DAY).map(Some)
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
