//! The fold: events through clocks, one obligation each.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Actor, AppliesBy, Basis, Combine, Confidence, Count, Counting, Effect, Lapse, Need, NeedKind, Obligation,
    Prompt, Raised, Roll, Status, Step, StepDef, StepKind, StepTo, Trigger, Which,
    compile::{Clock, Group, Limb, Period, Place, Regime, Start, StepRule, deadline},
    count::{Counter, End},
    history::{History, Match, is_after, matches, missing_papers, order, text_field},
    obligation::{Interval, Link, Run},
};
use crate::{
    Error, ErrorCode,
    cond::{Condition, Truth},
    error::Result,
    model::{Date, Event, FactId, Facts, Instant, Moment, PartId, RuleId},
};

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
    /// `undetermined`. Parts named by events or by `query.parts` have clocks of their own.
    ///
    /// # Errors
    /// `out_of_range` where a date leaves the calendar; `currency_mismatch` where a condition
    /// compares amounts of two currencies; `invalid_value` for a place the regime does not have.
    pub fn obligations(&self, query: &Query<'_>) -> Result<Vec<Obligation>> {
        let mut parts: BTreeSet<Option<&PartId>> = query.parts.keys().map(Some).collect();
        parts.extend(query.events.iter().map(|event| event.part.as_ref()).filter(Option::is_some));
        if parts.is_empty() {
            parts.insert(None);
        }
        let mut out = Vec::new();
        for part in parts {
            let merged = part.and_then(|part| query.parts.get(part)).map(|own| {
                let mut facts = query.facts.clone();
                for (id, fact) in own.iter() {
                    facts.insert(id.clone(), fact.clone());
                }
                facts
            });
            out.extend(self.of_part(query, part, merged.as_ref().unwrap_or(query.facts))?);
        }
        Ok(out)
    }

    fn of_part(&self, query: &Query<'_>, part: Option<&PartId>, facts: &Facts) -> Result<Vec<Obligation>> {
        let known = match &self.place_fact {
            None => None,
            Some(fact) => facts.value(fact).map(|value| (fact, value)),
        };
        if let Some((fact, value)) = known {
            let wanted = value.to_string();
            let index = self.places.iter().position(|place| place.id.as_deref() == Some(wanted.as_str()));
            let index = index.ok_or_else(|| {
                let ids: Vec<&str> = self.places.iter().filter_map(|place| place.id.as_deref()).collect();
                Error::new(ErrorCode::InvalidValue).item(fact).expected(ids.join(", ")).found(&wanted)
            })?;
            return self.at_place(query, part, facts, index);
        }
        let mut candidates = Vec::new();
        for index in 0..self.places.len() {
            candidates.push(self.at_place(query, part, facts, index)?);
        }
        Ok(merge_places(candidates, self.place_fact.as_ref()))
    }

    fn at_place(
        &self,
        query: &Query<'_>,
        part: Option<&PartId>,
        facts: &Facts,
        index: usize,
    ) -> Result<Vec<Obligation>> {
        let Some(place) = self.places.get(index) else { return Ok(Vec::new()) };
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
        for group in &self.groups {
            let obligations = fold.group(group)?;
            fold.done.extend(obligations);
        }
        Ok(fold.done)
    }
}

/// Where the place is not known: the latest candidate is due, the earliest is prudent, and the
/// answer names the fact. Candidates that agree leave nothing to ask. A clock that only some of
/// the places have stands, and asks.
fn merge_places(mut candidates: Vec<Vec<Obligation>>, fact: Option<&FactId>) -> Vec<Obligation> {
    let Some(mut out) = candidates.pop() else { return Vec::new() };
    for others in candidates {
        let mut rest = std::mem::take(&mut out);
        for other in others {
            match rest.iter().position(|kept| kept.clock == other.clock && kept.reference == other.reference)
            {
                Some(index) => {
                    for mut alone in rest.drain(..index) {
                        ask_place(&mut alone, fact);
                        out.push(alone);
                    }
                    let kept = rest.remove(0);
                    out.push(merge_two(kept, other, fact));
                }
                None => {
                    let mut alone = other;
                    ask_place(&mut alone, fact);
                    out.push(alone);
                }
            }
        }
        for mut alone in rest {
            ask_place(&mut alone, fact);
            out.push(alone);
        }
    }
    out
}

fn merge_two(mut kept: Obligation, mut candidate: Obligation, fact: Option<&FactId>) -> Obligation {
    if kept.late_from == candidate.late_from && kept.status == candidate.status {
        return kept;
    }
    let prudent = [kept.prudent_due, candidate.prudent_due].into_iter().flatten().min();
    let later = match (kept.late_from, candidate.late_from) {
        (Some(kept), Some(candidate)) => candidate > kept,
        (Some(_), None) => true,
        (None, _) => false,
    };
    if later {
        std::mem::swap(&mut kept, &mut candidate);
    }
    kept.prudent_due = prudent.filter(|_| kept.due.is_some());
    kept.needs.append(&mut candidate.needs);
    ask_place(&mut kept, fact);
    kept
}

fn ask_place(obligation: &mut Obligation, fact: Option<&FactId>) {
    obligation.needs.extend(fact.map(|fact| need(NeedKind::Fact, fact, false)));
    obligation.needs.sort();
    obligation.needs.dedup();
}

/// What starts one run of a clock.
enum Begin<'a> {
    At {
        at: Moment,
        trigger: Trigger,
        event: Option<&'a Event>,
    },
    /// It happened, or must have, but the time is not known.
    Unknown {
        trigger: Option<Trigger>,
        need: Need,
    },
    NotYet,
    /// Never: what would start it cannot happen any more.
    Never,
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

    /// The obligations of one rule: the version in force, once for each event that starts it.
    fn group(&self, group: &'a Group) -> Result<Vec<Obligation>> {
        let mut out = Vec::new();
        let Some(latest) = group.versions.last() else { return Ok(out) };
        let begins = self.begins(latest)?;
        for index in 0..begins.len().max(1) {
            let mut chosen = None;
            for clock in &group.versions {
                let begins = self.begins(clock)?;
                let anchor = match (clock.def.applies_by, begins.get(index).and_then(|limbs| limbs.first())) {
                    (AppliesBy::Trigger, Some(Begin::At { at, .. })) => at.date_in(&self.place.zone),
                    _ => self.as_of.date_in(&self.place.zone),
                };
                let ended = clock.def.effective_to.is_some_and(|to| anchor > to);
                let not_begun = clock.def.effective_from.is_some_and(|from| anchor < from);
                if !ended && !not_begun {
                    // An unknown start of force lowers the mark of earlier cases; it drops none.
                    let early = clock.def.in_force_by.is_some_and(|by| anchor < by);
                    chosen = Some((clock, begins, early));
                    break;
                }
            }
            if let Some((clock, mut begins, early)) = chosen
                && index < begins.len()
            {
                out.extend(self.clock(clock, begins.swap_remove(index), early)?);
            }
        }
        Ok(out)
    }

    /// For each run of the clock, what starts each of its limbs.
    fn begins(&self, clock: &'a Clock) -> Result<Vec<Vec<Begin<'a>>>> {
        if let Some(derive) = &clock.def.derive {
            let begin = match self.other(&derive.from) {
                Some(other) => match other.due {
                    Some(due) => Begin::At {
                        at: Moment::Date(due),
                        trigger: Trigger { event: None, clock: Some(derive.from.clone()), at: None },
                        event: None,
                    },
                    None => Begin::Unknown {
                        trigger: None,
                        need: Need { kind: NeedKind::Event, id: derive.from.to_string(), decisive: true },
                    },
                },
                None => return Ok(Vec::new()),
            };
            return Ok(vec![vec![begin]]);
        }
        if let [limb] = clock.limbs.as_slice() {
            return Ok(self.begin(limb)?.into_iter().map(|begin| vec![begin]).collect());
        }
        let mut row = Vec::new();
        for limb in &clock.limbs {
            row.extend(self.begin(limb)?.into_iter().take(1));
        }
        Ok(vec![row])
    }

    fn begin(&self, limb: &'a Limb) -> Result<Vec<Begin<'a>>> {
        Ok(match &limb.start {
            Start::Event { event, fields, which, expected, expected_if } => {
                let mut found = Vec::new();
                let mut unclear = None;
                for candidate in self.all.of(event.as_str(), &self.place.zone) {
                    match matches(candidate, fields) {
                        Match::Yes => found.push(candidate),
                        Match::No => {}
                        Match::Missing(missing) => unclear = missing.first().cloned(),
                    }
                }
                match which {
                    Which::First => found.truncate(1),
                    Which::Last => found = found.pop().into_iter().collect(),
                    Which::Each => {}
                }
                let name = |at| Trigger { event: Some(event.clone()), clock: None, at };
                let begins: Vec<Begin<'_>> = found
                    .into_iter()
                    .map(|event| match event.at {
                        Some(at) => Begin::At { at, trigger: name(Some(at)), event: Some(event) },
                        None => Begin::Unknown {
                            trigger: Some(name(None)),
                            need: Need {
                                kind: NeedKind::EventTime,
                                id: event.kind.to_string(),
                                decisive: true,
                            },
                        },
                    })
                    .collect();
                if !begins.is_empty() {
                    return Ok(begins);
                }
                let need = match unclear {
                    Some(field) => Some((NeedKind::EventField, format!("{event}.{field}"))),
                    None if *expected || self.holds(expected_if.as_ref())? => {
                        Some((NeedKind::Event, event.to_string()))
                    }
                    None => None,
                };
                vec![need.map_or(Begin::NotYet, |(kind, id)| Begin::Unknown {
                    trigger: None,
                    need: Need { kind, id, decisive: true },
                })]
            }
            Start::Expired(clock) => vec![match self.other(clock) {
                Some(other) => match (other.status, other.late_from) {
                    (Status::Late | Status::MetLate, Some(from)) => Begin::At {
                        at: Moment::Instant(from),
                        trigger: Trigger {
                            event: None,
                            clock: Some(clock.clone()),
                            at: Some(Moment::Instant(from)),
                        },
                        event: None,
                    },
                    (Status::Met | Status::Cancelled, _) => Begin::Never,
                    _ => Begin::NotYet,
                },
                None => Begin::Never,
            }],
            Start::Met(clock) => vec![match self.other(clock) {
                Some(other) => match (other.status, other.done) {
                    (Status::Met | Status::MetLate, Some(at)) => Begin::At {
                        at,
                        trigger: Trigger { event: None, clock: Some(clock.clone()), at: Some(at) },
                        event: None,
                    },
                    (Status::Cancelled, _) => Begin::Never,
                    _ => Begin::NotYet,
                },
                None => Begin::Never,
            }],
        })
    }

    /// Whether a condition is there and known to hold.
    fn holds(&self, condition: Option<&Condition>) -> Result<bool> {
        match condition {
            Some(condition) => Ok(condition.evaluate(self.facts)?.truth == Truth::True),
            None => Ok(false),
        }
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
            promptly: false,
            dispatch: def.dispatch,
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
            return self.derived(clock, begins, out).map(Some);
        }
        let started = match self.starts_if(clock, &mut out) {
            Some(started) => started,
            None => return Ok(None),
        };
        let Some(plan) = self.plan(clock, &begins, &mut out)? else {
            if !out.needs.is_empty() && out.status == Status::NotStarted && has_unknown(&begins) {
                out.status = Status::Undetermined;
            }
            return Ok(Some(out));
        };
        let applies = !out.needs.iter().any(|need| need.decisive);
        self.run(clock, plan, &mut out)?;
        if !started && out.done.is_none() {
            out.status = Status::NotStarted;
        }
        if !applies {
            out.status = Status::Undetermined;
            (out.not_before, out.due, out.prudent_due, out.late_from) = (None, None, None, None);
            out.accepted_until = None;
            out.prompts.clear();
            out.raises.clear();
        }
        withhold_unconfirmed(&mut out);
        Ok(Some(out))
    }

    /// Whether the event was recorded without which the clock does not run; `None` where the clock
    /// can no longer run because its duty was fulfilled without it.
    fn starts_if(&self, clock: &Clock, out: &mut Obligation) -> Option<bool> {
        let Some((matcher, within)) = &clock.starts_if else { return Some(true) };
        let limit = within.as_ref().and_then(|id| self.other(id)).and_then(|other| other.due);
        let zone = &self.place.zone;
        let mut found = false;
        for event in self.history.of(matcher.event.as_str(), zone) {
            let in_time = match (event.at, limit) {
                (Some(at), Some(limit)) => at.date_in(zone) <= limit,
                _ => true,
            };
            match matches(event, &matcher.fields) {
                Match::Yes if in_time => found = true,
                Match::Missing(missing) => out.needs.extend(
                    missing
                        .iter()
                        .map(|field| need(NeedKind::EventField, format!("{}.{field}", event.kind), false)),
                ),
                _ => {}
            }
        }
        if !found && self.fulfilment(clock).is_some() {
            return None;
        }
        if !found {
            out.needs.push(need(NeedKind::Event, &matcher.event, false));
        }
        Some(found)
    }

    /// The references of other events that each start a run of the clock: what carries one of
    /// them belongs to that run and not to this one.
    fn siblings(&self, clock: &'a Clock, own: Option<&Event>) -> BTreeSet<&'a str> {
        let Some(Limb { start: Start::Event { event, which: Which::Each, .. }, .. }) = clock.limbs.first()
        else {
            return BTreeSet::new();
        };
        let own = own.and_then(|event| event.reference.as_deref());
        let all = self.all.of(event.as_str(), &self.place.zone);
        all.into_iter().filter_map(|event| event.reference.as_deref()).filter(|r| Some(*r) != own).collect()
    }

    /// The first event that fulfils the duty.
    fn fulfilment(&self, clock: &Clock) -> Option<&'a Event> {
        let zone = &self.place.zone;
        let mut found: Vec<&Event> = Vec::new();
        for matcher in &clock.met_by {
            let events = self.history.of(matcher.event.as_str(), zone).into_iter();
            found.extend(events.filter(|event| matches(event, &matcher.fields) == Match::Yes));
        }
        found.into_iter().min_by_key(|event| order(event, zone))
    }

    /// Pauses and suspensions of the clock, and the steps that report them.
    fn intervals(&self, clock: &Clock, plan: &Plan<'_>, out: &mut Obligation) -> Result<Vec<Interval>> {
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
    fn bare_due(&self, clock: &Clock, start: Moment) -> Option<Date> {
        let Some(Limb { period: Period::Count(count), .. }) = clock.limbs.first() else { return None };
        let end = self.counter(&[]).end(start, [*count]).ok()?;
        Some(end.date_in(&self.place.zone))
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
                Begin::Unknown { need, trigger } => {
                    // A limb that cannot be counted only could change the answer of the others.
                    let decisive = clock.limbs.len() == 1;
                    out.needs.push(Need { decisive, ..need.clone() });
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
            for exception in &clock.instead {
                let outcome = exception.when.evaluate(self.facts).map_err(|e| e.item(&clock.def.id))?;
                match outcome.truth {
                    Truth::True => {
                        period = exception.period.clone();
                        if let Some(rule) = &exception.rule {
                            out.steps.push(Step {
                                rule: rule.clone(),
                                title: clock.def.title.clone(),
                                kind: StepKind::Exception,
                                at: None,
                                until: None,
                                effect: Effect::Applied,
                                missing: Vec::new(),
                                approver: None,
                                document: None,
                                cite: clock.def.cite.clone(),
                            });
                        }
                        break;
                    }
                    Truth::Unknown => {
                        out.needs.extend(outcome.needs.iter().map(|fact| need(NeedKind::Fact, fact, false)));
                    }
                    Truth::False => {}
                }
            }
            let siblings = self.siblings(clock, event);
            let plan = Plan { at, trigger: trigger.clone(), event, siblings, period };
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
        let ahead = is_after(plan.at, self.as_of, zone);
        let mut state = match &plan.period {
            Period::Prompt => {
                out.promptly = true;
                return self.prompt_clock(clock, &plan, ahead, out);
            }
            Period::Until(field) => {
                let Some(until) = plan.event.and_then(|event| deadline(event, field)) else {
                    return Ok(());
                };
                return self.given_deadline(clock, &plan, until, ahead, out);
            }
            Period::Count(count) => State {
                base: Some(Link { rule: clock.def.id.clone(), count: *count }),
                chain: vec![Link { rule: clock.def.id.clone(), count: *count }],
                ..State::new(plan.at)
            },
        };
        let intervals = self.intervals(clock, &plan, out)?;
        self.fold_steps(clock, &plan, &intervals, &mut state, out)?;
        self.date(clock, &state, intervals, out)?;
        if let Some((event, cancelled)) = state.ended {
            self.close(clock, event, cancelled, out);
        } else {
            self.open_status(clock, out);
            self.prompts(clock, &state, out)?;
        }
        if ahead && out.done.is_none() {
            out.status = Status::NotStarted;
            out.prompts.clear();
        }
        Ok(())
    }

    /// Extensions, resets, agreements, cancellations and fulfilment, in order of time.
    fn fold_steps(
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
        let kinds: [(&'a [StepRule], u8, fn(&'a StepRule) -> Act<'a>); 5] = [
            (&clock.extend, 0, Act::Extend),
            (&clock.agree, 1, Act::Agree),
            (&clock.reset, 2, Act::Reset),
            (&clock.merge, 3, Act::Merge),
            (&clock.cancel, 4, Act::Cancel),
        ];
        for (rules, rank, act) in kinds {
            for rule in rules {
                let Some(kind) = &rule.def.event else { continue };
                for event in self.history.of(kind.as_str(), zone) {
                    acts.push((event, rank, act(rule)));
                }
            }
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

    fn extend(
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

    fn agree(
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

    fn reset(
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

    fn cancel(&self, rule: &'a StepRule, event: &'a Event, day: Date, state: &mut State<'a>) -> Step {
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
    fn expired_by(&self, state: &State<'_>, intervals: &[Interval], at: Moment) -> Result<bool> {
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

    /// The dates of the run.
    fn date(
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
                    state.chain.last().is_some_and(|link| link.count.unit == super::Unit::BusinessDay);
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
    fn pause_in_time(&self, state: &State<'_>, intervals: &[Interval], from: Moment) -> bool {
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

    fn late_from(&self, clock: &Clock, last_day: Date, out: &mut Obligation) -> Result<Option<Instant>> {
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

    /// The status of a run that was ended by an event.
    fn close(&self, clock: &Clock, event: &Event, cancelled: bool, out: &mut Obligation) {
        let zone = &self.place.zone;
        out.done = event.at;
        if cancelled {
            out.status = Status::Cancelled;
            return;
        }
        let Some(at) = event.at else {
            out.basis = Basis::Stated;
            match event.stated_timely {
                Some(true) => out.status = Status::Met,
                Some(false) => {
                    out.status = Status::MetLate;
                    raise(clock, out);
                }
                None => {
                    out.status = Status::Undetermined;
                    out.needs.push(need(NeedKind::EventTime, &event.kind, true));
                }
            }
            return;
        };
        let Some(late_from) = out.late_from else {
            // No date: a consumer's right in an unpublished year, or a calendar that is.
            let in_time = out.due.is_some_and(|due| at.date_in(zone) <= due)
                || out.not_before.is_some_and(|day| at.date_in(zone) <= day);
            out.status = if in_time { Status::Met } else { Status::Undetermined };
            return;
        };
        let in_time = match at {
            Moment::Instant(at) => at < late_from,
            // Of a day only: in time where any of the day is.
            Moment::Date(date) => zone.start_of(date).is_ok_and(|start| start < late_from),
        };
        out.status = if in_time { Status::Met } else { Status::MetLate };
        if !in_time {
            raise(clock, out);
        }
    }

    /// The status of a run that goes on.
    fn open_status(&self, clock: &Clock, out: &mut Obligation) {
        if matches!(out.status, Status::Paused | Status::Undetermined) {
            return;
        }
        let zone = &self.place.zone;
        out.status = match out.late_from {
            Some(late_from) => {
                let late = match self.as_of {
                    Moment::Instant(now) => now >= late_from,
                    Moment::Date(today) => zone.start_of(today).is_ok_and(|start| start >= late_from),
                };
                if late {
                    raise(clock, out);
                }
                match (late, clock.def.lapse) {
                    (false, _) => Status::Running,
                    (true, Lapse::Breach) => Status::Late,
                    (true, Lapse::Fulfilled) => Status::Met,
                    (true, Lapse::Closed) => Status::Cancelled,
                }
            }
            None => Status::Running,
        };
    }

    /// What could still be recorded to change the date.
    fn prompts(&self, clock: &'a Clock, state: &State<'_>, out: &mut Obligation) -> Result<()> {
        if out.status != Status::Running {
            return Ok(());
        }
        let Some(by) = out.agreed_due.or(out.due) else { return Ok(()) };
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
            let until = self.counter(&intervals).end(state.start, chain);
            out.prompts.push(Prompt {
                rule: def.id.clone(),
                event: event.clone(),
                needs: def.fields.keys().chain(&def.needs).cloned().collect(),
                by,
                until: until.ok().map(|end| end.date_in(&self.place.zone)),
                text: text.clone(),
            });
        }
        Ok(())
    }

    /// A duty without a number: it runs until it is done.
    fn prompt_clock(
        &self,
        clock: &'a Clock,
        plan: &Plan<'_>,
        ahead: bool,
        out: &mut Obligation,
    ) -> Result<()> {
        let mut state = State::new(plan.at);
        self.fold_steps(clock, plan, &[], &mut state, out)?;
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
    fn given_deadline(
        &self,
        clock: &'a Clock,
        plan: &Plan<'_>,
        until: Moment,
        ahead: bool,
        out: &mut Obligation,
    ) -> Result<()> {
        let zone = &self.place.zone;
        let mut state = State::new(plan.at);
        self.fold_steps(clock, plan, &[], &mut state, out)?;
        let due = until.date_in(zone);
        out.due = Some(due);
        out.prudent_due = Some(due);
        out.late_from = match until {
            Moment::Instant(at) => Some(zone.show(at)),
            Moment::Date(_) => self.late_from(clock, due, out)?,
        };
        match state.ended {
            Some((event, cancelled)) => self.close(clock, event, cancelled, out),
            None => self.open_status(clock, out),
        }
        if ahead && out.done.is_none() {
            out.status = Status::NotStarted;
        }
        Ok(())
    }

    /// A deadline counted from another clock's.
    fn derived(&self, clock: &'a Clock, begins: Vec<Begin<'a>>, mut out: Obligation) -> Result<Obligation> {
        let zone = &self.place.zone;
        let derive = clock.def.derive.as_ref();
        let other = derive.and_then(|derive| self.other(&derive.from));
        let (Some(derive), Some(other)) = (derive, other) else { return Ok(out) };
        out.trigger = begins.into_iter().find_map(|begin| match begin {
            Begin::At { trigger, .. } => Some(trigger),
            _ => None,
        });
        let (Some(due), Some(late_from)) = (other.due, other.late_from) else {
            out.status = other.status;
            out.not_before = other.not_before;
            out.needs.clone_from(&other.needs);
            return Ok(out);
        };
        // What was agreed prevails here as well.
        let last_day = other.agreed_due.unwrap_or(due);
        let end = match self.counter(&[]).before(End::Day(last_day), late_from, derive.minus) {
            Ok(end) => end,
            Err(error) if error.code() == ErrorCode::CalendarUnpublished => {
                out.needs.push(unpublished(&error));
                out.status = Status::Undetermined;
                return Ok(out);
            }
            Err(error) => return Err(error.item(&clock.def.id)),
        };
        let day = end.date_in(zone);
        out.due = Some(day);
        out.prudent_due = Some(other.prudent_due.map_or(day, |prudent| prudent.min(day)));
        out.late_from = match end {
            End::At(at) => Some(at),
            End::Day(day) => self.late_from(clock, day, &mut out)?,
        };
        match self.fulfilment(clock) {
            Some(event) => self.close(clock, event, false, &mut out),
            None if matches!(
                other.status,
                Status::NotStarted | Status::Cancelled | Status::Met | Status::MetLate
            ) =>
            {
                out.status = other.status;
                out.done = other.done;
            }
            None => self.open_status(clock, &mut out),
        }
        withhold_unconfirmed(&mut out);
        Ok(out)
    }
}

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

/// What one run starts from.
struct Plan<'a> {
    at: Moment,
    trigger: Trigger,
    event: Option<&'a Event>,
    siblings: BTreeSet<&'a str>,
    period: Period,
}

impl Plan<'_> {
    /// Whether an event is not that of another run.
    fn concerns(&self, event: &Event) -> bool {
        event.reference.as_deref().is_none_or(|reference| !self.siblings.contains(reference))
    }
}

/// The run so far.
struct State<'a> {
    start: Moment,
    /// The period in force, from which a reset begins again.
    base: Option<Link>,
    chain: Vec<Link>,
    extended: BTreeSet<RuleId>,
    agreed: Option<Date>,
    /// What ended it, and whether that was a cancellation.
    ended: Option<(&'a Event, bool)>,
}

impl State<'_> {
    fn new(start: Moment) -> Self {
        State { start, base: None, chain: Vec::new(), extended: BTreeSet::new(), agreed: None, ended: None }
    }

    fn counts(&self) -> impl Iterator<Item = Count> {
        self.chain.iter().map(|link| link.count)
    }
}

fn need(kind: NeedKind, id: impl ToString, decisive: bool) -> Need {
    Need { kind, id: id.to_string(), decisive }
}

fn unpublished(error: &Error) -> Need {
    let calendar = error.detail().item.clone().unwrap_or_default();
    let year = error.detail().path.as_deref().and_then(|day| day.get(..4)).unwrap_or("").to_owned();
    need(NeedKind::Calendar, format!("{calendar} {year}"), true)
}

fn trigger_name(out: &Obligation) -> String {
    let event = out.trigger.as_ref().and_then(|trigger| trigger.event.as_ref());
    event.map(ToString::to_string).unwrap_or_default()
}

fn has_unknown(begins: &[Begin<'_>]) -> bool {
    begins.iter().any(|begin| matches!(begin, Begin::Unknown { .. }))
}

/// A clock whose deadline would stand in a field that the trigger does not fill is not there.
fn absent(clock: &Clock, begins: &[Begin<'_>]) -> bool {
    matches!(
        (clock.limbs.as_slice(), begins),
        ([Limb { period: Period::Until(field), .. }], [Begin::At { event: Some(event), .. }])
            if deadline(event, field).is_none()
    )
}

fn report(def: &StepDef, kind: StepKind, event: Option<&Event>, effect: Effect) -> Step {
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

/// What it raises that the time is up.
fn raise(clock: &Clock, out: &mut Obligation) {
    let raised = |raised: &super::ExpiryDef| Raised {
        kind: raised.kind,
        rule: raised.rule.clone(),
        text: raised.text.clone(),
    };
    out.raises = clock.def.on_expiry.iter().map(raised).collect();
}

/// A rule that nobody has confirmed gives no firm date; what it would give is kept beside.
fn withhold_unconfirmed(out: &mut Obligation) {
    if out.confidence > Confidence::Unverified {
        return;
    }
    out.needs.push(need(NeedKind::Confirmation, &out.clock, true));
    if let Some(due) = out.due.take() {
        out.unconfirmed_due = Some(due);
        out.prudent_due = None;
        out.prudent_provisional = false;
        out.late_from = None;
        out.accepted_until = None;
        out.prompts.clear();
        out.raises.clear();
        if matches!(out.status, Status::Running | Status::Late | Status::Met | Status::MetLate) {
            out.status = Status::Undetermined;
        }
    }
}
