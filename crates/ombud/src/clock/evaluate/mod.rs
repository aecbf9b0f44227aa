//! The fold: events through clocks, one obligation each.

mod acts;
mod begin;
mod dates;
mod outcome;
mod pauses;
mod places;
mod steps;
mod versions;

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::{
    Answer, Basis, Combine, Confidence, Count, Effect, Need, NeedKind, Obligation, Status, StepKind, Trigger,
    Which,
    compile::{Clock, Fulfilment, Limb, Period, Place, Regime, Start, deadline},
    count::{Counter, End},
    history::{History, Match, matches, order},
    obligation::{Interval, Link},
};
use crate::{
    cond::Truth,
    error::Result,
    model::{Complaint, Date, Event, Facts, Moment, PartId, RuleId, Zone},
};

use begin::{Begin, absent, has_unknown, lacking};
use dates::unpublished;
use outcome::{unless_beyond, withhold_unconfirmed};
use steps::step;

/// What is asked of a regime.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The facts known.
    pub facts: &'a Facts,
    /// What happened, in any order.
    pub events: &'a [Event],
    /// As of when: later events are not seen.
    pub as_of: Moment,
    /// Facts of parts of the complaint, over those of the whole.
    pub parts: &'a BTreeMap<PartId, Facts>,
}

impl Regime {
    /// What every clock of the regime says.
    ///
    /// Clocks that do not apply are absent; clocks whose applicability is unknown are
    /// `undetermined`. Parts named by events or by `query.parts` have clocks of their own; the
    /// whole keeps its clocks unless `query.parts` divides it or every event belongs to a part.
    ///
    /// # Errors
    /// `currency_mismatch` where a condition compares amounts of two currencies; `invalid_value`
    /// for a place the regime does not have; `too_large` for more parts than a complaint may have.
    pub fn obligations(&self, query: &Query<'_>) -> Result<Vec<Obligation>> {
        Ok(self.answer(query)?.obligations)
    }

    /// As [`obligations`](Self::obligations), with the clocks that were passed over because no
    /// version of them was in force.
    ///
    /// # Errors
    /// As [`obligations`](Self::obligations).
    pub fn answer(&self, query: &Query<'_>) -> Result<Answer> {
        let mut parts: BTreeSet<Option<&PartId>> = query.parts.keys().map(Some).collect();
        parts.extend(query.events.iter().map(|event| event.part.as_ref()).filter(Option::is_some));
        Complaint::may_have(parts.len())?;
        // An event that names a part answers for that part, and divides nothing.
        let of_whole = |event: &Event| event.part.is_none();
        if query.parts.is_empty() && (parts.is_empty() || query.events.iter().any(of_whole)) {
            parts.insert(None);
        }
        let mut out = Answer::default();
        for part in parts {
            let merged = part.and_then(|part| query.parts.get(part)).map(|own| {
                let mut facts = query.facts.clone();
                for (id, fact) in own.iter() {
                    facts.insert(id.clone(), fact.clone());
                }
                facts
            });
            let answer = self.of_part(query, part, merged.as_ref().unwrap_or(query.facts))?;
            out.obligations.extend(answer.obligations);
            out.passed_over.extend(answer.passed_over);
        }
        Ok(out)
    }

    fn at_place(
        &self,
        query: &Query<'_>,
        part: Option<&PartId>,
        facts: &Facts,
        index: usize,
    ) -> Result<Answer> {
        let Some(place) = self.places.get(index) else { return Ok(Answer::default()) };
        let history = History::new(query.events, part, query.as_of, &place.zone);
        let all = History::new(query.events, part, Moment::Date(Date::MAX), &place.zone);
        let mut fold = Fold {
            regime: self,
            place,
            place_index: index,
            part,
            facts,
            as_of: query.as_of,
            history,
            all,
            done: Vec::new(),
        };
        let mut passed_over = Vec::new();
        for group in &self.groups {
            let obligations = fold.group(group, &mut passed_over)?;
            fold.done.extend(obligations);
        }
        Ok(Answer { obligations: fold.done, passed_over })
    }
}

struct Fold<'a> {
    regime: &'a Regime,
    place: &'a Place,
    place_index: usize,
    part: Option<&'a PartId>,
    facts: &'a Facts,
    as_of: Moment,
    /// Events up to `as_of`.
    history: History<'a>,
    /// All events: a trigger that lies ahead still shows its date.
    all: History<'a>,
    done: Vec<Obligation>,
}

impl<'a> Fold<'a> {
    fn other(&self, clock: &RuleId) -> Option<&Obligation> {
        self.done.iter().find(|obligation| obligation.clock == *clock)
    }

    fn blank(&self, clock: &Clock, confidence: Confidence) -> Obligation {
        let def = &clock.def;
        Obligation {
            clock: def.id.clone(),
            regime: self.regime.def.id.clone(),
            part: self.part.cloned(),
            reference: None,
            title: def.title.clone(),
            act: def.act.clone(),
            actor: def.actor,
            status: Status::NotStarted,
            basis: Basis::Computed,
            trigger: None,
            due: None,
            prudent_due: None,
            prudent_provisional: false,
            late_from: None,
            closing_assumed: false,
            accepted_until: None,
            agreed_due: None,
            not_before: None,
            unconfirmed_due: None,
            done: None,
            ended_late: false,
            promptly: false,
            dispatch: def.dispatch,
            lapse: def.lapse,
            cite: def.cite.clone(),
            source: def.source.clone(),
            confidence,
            counting: def.counting,
            steps: Vec::new(),
            prompts: Vec::new(),
            needs: Vec::new(),
            raises: Vec::new(),
            note: def.note.clone(),
            run: None,
        }
    }

    /// One run of one clock; `None` where it does not apply.
    fn clock(&self, clock: &'a Clock, begins: Vec<Begin<'a>>, early: bool) -> Result<Option<Obligation>> {
        let confidence = if early { clock.def.confidence.lowered() } else { clock.def.confidence };
        let mut out = self.blank(clock, confidence);
        if let Some(when) = &clock.when {
            let outcome = when.evaluate(self.facts).map_err(|e| e.item(&clock.def.id).within("when"))?;
            match outcome.truth {
                Truth::True => {}
                Truth::False => return Ok(None),
                Truth::Unknown => {
                    out.needs.extend(outcome.needs.iter().map(|fact| need(NeedKind::Fact, fact, true)));
                }
            }
        }
        if begins.iter().any(|begin| matches!(begin, Begin::Never)) || absent(clock, &begins) {
            return Ok(None);
        }
        if clock.def.derive.is_some() {
            unless_beyond(self.derived(clock, begins, &mut out), &mut out)?;
            withhold_unconfirmed(&mut out);
            return Ok(Some(out));
        }
        let started = match self.starts_if(clock, &mut out) {
            Some(started) => started,
            None => return Ok(None),
        };
        let Some(plan) = self.plan(clock, &begins, &mut out)? else {
            // A clock that something else must start first has not started, whatever its trigger.
            if started && !out.needs.is_empty() && has_unknown(&begins) {
                out.status = Status::Undetermined;
            }
            return Ok(Some(out));
        };
        let applies = !out.needs.iter().any(|need| need.decisive);
        let counted = begins.iter().all(|begin| matches!(begin, Begin::At { .. }));
        unless_beyond(self.run(clock, plan, &mut out), &mut out)?;
        let past = out.ended_late || matches!(out.status, Status::Late | Status::MetLate);
        if clock.combine == Combine::Latest && !counted && past {
            // The limb that is not counted could only be later: nobody is out of time yet.
            let ended = out.ended_late;
            out.not_before = out.undate();
            if !ended {
                out.status = Status::Undetermined;
                out.needs.iter_mut().for_each(|need| need.decisive = true);
            }
        }
        if !started && out.done.is_none() {
            out.status = Status::NotStarted;
        }
        if !applies && !out.ended_late && matches!(out.status, Status::Met | Status::Cancelled) {
            // Done in time whether it applies or not: nothing hangs on the answer any more.
            out.needs.iter_mut().for_each(|need| need.decisive = false);
        } else if !applies {
            out.status = Status::Undetermined;
            out.undate();
        }
        withhold_unconfirmed(&mut out);
        Ok(Some(out))
    }

    /// Whether the event was recorded without which the clock does not run; `None` where the clock
    /// can no longer run because its duty was fulfilled without it. Where nobody can say whether it
    /// came in time, what is asked for decides.
    fn starts_if(&self, clock: &Clock, out: &mut Obligation) -> Option<bool> {
        let Some((matcher, within)) = &clock.starts_if else { return Some(true) };
        let mut unclear = Vec::new();
        for event in self.history.of(matcher.event.as_str(), &self.place.zone) {
            match matches(event, &matcher.fields) {
                Match::Yes => match within.as_ref().map_or(Ok(true), |limit| self.within(event, limit)) {
                    Ok(true) => return Some(true),
                    Ok(false) => {}
                    Err(needs) => unclear.extend(needs),
                },
                Match::Missing(missing) => out.needs.extend(
                    missing
                        .iter()
                        .map(|field| need(NeedKind::EventField, format!("{}.{field}", event.kind), false)),
                ),
                Match::No => {}
            }
        }
        if !unclear.is_empty() {
            out.needs.extend(unclear);
            return Some(true);
        }
        if self.fulfilment(clock).is_some() {
            return None;
        }
        out.needs.push(need(NeedKind::Event, &matcher.event, false));
        Some(false)
    }

    /// Whether an event came before another clock's time was up, or what would say so.
    fn within(&self, event: &Event, limit: &RuleId) -> Result<bool, Vec<Need>> {
        let Some(at) = event.at else {
            return event.stated_timely.ok_or_else(|| vec![need(NeedKind::EventTime, &event.kind, true)]);
        };
        let other = self.other(limit);
        let sure = |day: Date| at.date_in(&self.place.zone) <= day;
        match other.and_then(|other| other.late_from) {
            Some(late_from) => Ok(!self.past(at, late_from)),
            None if other.and_then(|other| other.not_before.max(other.due)).is_some_and(sure) => Ok(true),
            None => Err(other.map_or_else(|| vec![need(NeedKind::Event, limit, true)], lacking)),
        }
    }

    /// The other events that each start a run of the clock.
    fn siblings(&self, clock: &'a Clock, own: Option<&Event>) -> Vec<&'a Event> {
        let Some(Limb { start: Start::Event { event, fields, which: Which::Each, .. }, .. }) =
            clock.limbs.first()
        else {
            return Vec::new();
        };
        let mut all = self.all.of(event.as_str(), &self.place.zone);
        all.retain(|event| matches(event, fields) == Match::Yes && own != Some(event));
        all
    }

    /// The first event that fulfils the duty.
    fn fulfilment(&self, clock: &Clock) -> Option<&'a Event> {
        let zone = &self.place.zone;
        let mut found: Vec<&Event> = Vec::new();
        for met in clock.met_by.iter().filter(|met| self.counts(met) == Ok(true)) {
            let events = self.history.of(met.matcher.event.as_str(), zone).into_iter();
            found.extend(events.filter(|event| matches(event, &met.matcher.fields) == Match::Yes));
        }
        found.into_iter().min_by_key(|event| order(event.at, event.reference.as_deref(), zone))
    }

    /// Whether what fulfils a duty counts, or what would say so: a letter of a lane does only where
    /// the lane was kept.
    fn counts(&self, met: &Fulfilment) -> Result<bool, Vec<Need>> {
        let Some(id) = &met.if_met else { return Ok(true) };
        match self.other(id) {
            Some(other) if other.status == Status::Undetermined => Err(lacking(other)),
            other => Ok(other.is_some_and(|other| other.status == Status::Met)),
        }
    }

    fn counter<'b>(&'b self, intervals: &'b [Interval]) -> Counter<'b> {
        Counter { zone: &self.place.zone, calendar: &self.place.calendar, intervals }
    }

    /// Chooses the limb that decides and the period in force.
    fn plan(&self, clock: &'a Clock, begins: &[Begin<'a>], out: &mut Obligation) -> Result<Option<Plan<'a>>> {
        let mut best: Option<(Plan<'a>, Option<End>)> = None;
        for (limb, begin) in clock.limbs.iter().zip(begins) {
            let (at, trigger, event) = match begin {
                Begin::At { at, trigger, event } => (*at, trigger, *event),
                Begin::Unknown { needs, trigger } => {
                    // A limb that cannot be counted only could change the answer of the others.
                    let decisive = clock.limbs.len() == 1;
                    out.needs.extend(needs.iter().map(|need| Need { decisive, ..need.clone() }));
                    if let (true, Some(trigger)) = (decisive, trigger) {
                        out.trigger = Some(trigger.clone());
                    }
                    continue;
                }
                Begin::NotYet | Begin::Never => {
                    if let (true, Start::Event { event, .. }) = (clock.limbs.len() > 1, &limb.start) {
                        out.needs.push(need(NeedKind::Event, event, false));
                    }
                    continue;
                }
            };
            let mut period = limb.period.clone();
            let mut shorter = Vec::new();
            for exception in &clock.instead {
                let outcome = exception.when.evaluate(self.facts).map_err(|e| e.item(&clock.def.id))?;
                match (outcome.truth, unnamed(&exception.period, event)) {
                    // The date that it would put in place is not there: the base period stands.
                    (Truth::True, Some(field)) => out.needs.push(need(NeedKind::EventField, field, false)),
                    (Truth::True, None) => {
                        period = exception.period.clone();
                        out.note = exception.note.clone().or_else(|| out.note.take());
                        if !exception.cite.is_empty() {
                            out.cite.clone_from(&exception.cite);
                        }
                        if let Some(rule) = &exception.rule {
                            let (title, cite) = (&clock.def.title, &clock.def.cite);
                            out.steps.push(step(
                                (rule, title, cite),
                                StepKind::Exception,
                                None,
                                Effect::Applied,
                            ));
                        }
                        break;
                    }
                    (Truth::Unknown, _) => {
                        out.needs.extend(outcome.needs.iter().map(|fact| need(NeedKind::Fact, fact, false)));
                        if let Period::Count(count) = exception.period {
                            shorter.push(count);
                        }
                    }
                    (Truth::False, _) => {}
                }
            }
            let siblings = self.siblings(clock, event);
            let plan = Plan { at, trigger: trigger.clone(), event, siblings, period, shorter };
            let end = match &plan.period {
                Period::Count(count) => self.counter(&[]).end(at, [*count]).ok(),
                Period::Until(_) | Period::Prompt => None,
            };
            let better = match (&best, clock.combine) {
                (None, _) => true,
                (Some((_, Some(kept))), combine) => match end {
                    Some(end) => {
                        let zone = &self.place.zone;
                        let (end, kept) = (end.date_in(zone), kept.date_in(zone));
                        if combine == Combine::Earliest { end < kept } else { end > kept }
                    }
                    None => false,
                },
                (Some((_, None)), _) => end.is_some(),
            };
            if better {
                best = Some((plan, end));
            }
        }
        Ok(best.map(|(plan, _)| plan))
    }

    /// Folds the events through one run and fills in the obligation.
    fn run(&self, clock: &'a Clock, plan: Plan<'a>, out: &mut Obligation) -> Result<()> {
        let zone = &self.place.zone;
        out.trigger = Some(plan.trigger.clone());
        out.reference = plan.event.and_then(|event| event.reference.clone());
        let ahead = plan.at.is_after(self.as_of, zone);
        let mut state = match &plan.period {
            Period::Prompt => {
                out.promptly = true;
                return self.prompt_clock(clock, &plan, ahead, out);
            }
            Period::Until(field) => {
                let Some(until) = plan.event.and_then(|event| deadline(event, field)) else {
                    return Ok(());
                };
                return self.given_deadline(clock, &plan, (field, until), ahead, out);
            }
            Period::Count(count) => State {
                base: Some(Link { rule: clock.def.id.clone(), count: *count }),
                chain: vec![Link { rule: clock.def.id.clone(), count: *count }],
                ..State::new(plan.at)
            },
        };
        state.intervals = self.suspensions(clock, plan.at, out)?;
        self.fold_steps(clock, &plan, &mut state, out)?;
        self.date(clock, &state, out)?;
        self.hurry(clock, &plan, &state, out);
        if let Some((event, cancelled)) = state.ended {
            self.close(clock, event, cancelled, out);
        } else {
            self.open_status(clock, out);
            self.prompts(clock, &state, out)?;
        }
        // What the papers state to have happened lies not ahead, whatever the time of asking.
        if ahead && state.ended.is_none() {
            out.status = Status::NotStarted;
            out.prompts.clear();
        }
        Ok(())
    }
}

struct Plan<'a> {
    at: Moment,
    trigger: Trigger,
    event: Option<&'a Event>,
    /// The events that start the other runs of the clock.
    siblings: Vec<&'a Event>,
    period: Period,
    /// Periods of exceptions of which nobody knows whether they apply.
    shorter: Vec<Count>,
}

impl Plan<'_> {
    /// Whether an event is not that of another run: what carries the reference of one belongs to
    /// that one.
    fn concerns(&self, event: &Event) -> bool {
        let own = self.event.and_then(|own| own.reference.as_deref());
        let reference = event.reference.as_deref().filter(|reference| Some(*reference) != own);
        reference.is_none_or(|reference| {
            self.siblings.iter().all(|other| other.reference.as_deref() != Some(reference))
        })
    }

    /// Whether it cannot be told which of several runs an event is for.
    fn ambiguous(&self, event: &Event, zone: &Zone) -> bool {
        let begun = |other: &&Event| match (other.at, event.at) {
            (Some(start), Some(at)) => !start.is_after(at, zone),
            _ => true,
        };
        event.reference.is_none() && self.siblings.iter().any(begun)
    }
}

struct State<'a> {
    start: Moment,
    /// The period in force, from which a reset begins again.
    base: Option<Link>,
    chain: Vec<Link>,
    /// Where there is no period: the day that the trigger itself names.
    until: Option<Date>,
    /// When the clock did not run.
    intervals: Vec<Interval>,
    extended: BTreeSet<RuleId>,
    agreed: Option<Date>,
    /// What ended it, and whether that was a cancellation.
    ended: Option<(&'a Event, bool)>,
}

impl State<'_> {
    fn new(start: Moment) -> Self {
        State {
            start,
            base: None,
            chain: Vec::new(),
            until: None,
            intervals: Vec::new(),
            extended: BTreeSet::new(),
            agreed: None,
            ended: None,
        }
    }

    fn counts(&self) -> impl Iterator<Item = Count> {
        self.chain.iter().map(|link| link.count)
    }
}

/// The field in which a trigger should name the deadline, and does not.
fn unnamed(period: &Period, event: Option<&Event>) -> Option<String> {
    let (Period::Until(field), Some(event)) = (period, event) else { return None };
    deadline(event, field).is_none().then(|| format!("{}.{field}", event.kind))
}

fn need(kind: NeedKind, id: impl ToString, decisive: bool) -> Need {
    Need { kind, id: id.to_string(), decisive }
}
