//! One run of a workflow: where it stands, what it knows, what it waits for; and what a step changes.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Serialize, Serializer};

use super::{
    chart::{Chart, Op, ROOT},
    definition::{ClockAct, StateKind},
    microstep::History,
    quick::Unit,
    time::Time,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Duration, Facts, Instant, Value},
};

/// Somebody who acts, and the roles they have in this workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub(super) id: Value,
    pub(super) roles: u64,
}

/// What a workflow is told: that something happened, or that a timer is due.
#[derive(Debug, Clone)]
pub struct Signal<'a> {
    pub(super) what: What,
    pub(super) fields: Vec<Option<Value>>,
    pub(super) actor: Option<&'a Actor>,
    pub(super) facts: Option<&'a Facts>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Begin,
    Event(u16),
    Timer(u64),
}

impl<'a> Signal<'a> {
    pub(super) fn new(what: What) -> Self {
        Signal { what, fields: Vec::new(), actor: None, facts: None }
    }

    /// That the workflow begins.
    #[must_use]
    pub fn begin() -> Self {
        Signal::new(What::Begin)
    }

    /// That a timer is due, by its number ([`Timer::number`]).
    #[must_use]
    pub fn timer(number: u64) -> Self {
        Signal::new(What::Timer(number))
    }

    /// Who does it.
    #[must_use]
    pub fn by(mut self, actor: &'a Actor) -> Self {
        self.actor = Some(actor);
        self
    }

    /// What is known of the complaint.
    #[must_use]
    pub fn facts(mut self, facts: &'a Facts) -> Self {
        self.facts = Some(facts);
        self
    }
}

impl Chart {
    /// Somebody who acts. Roles that the workflow does not know are nothing to it.
    #[must_use]
    pub fn actor<'r>(&self, id: &str, roles: impl IntoIterator<Item = &'r str>) -> Actor {
        let bits = roles.into_iter().filter_map(|role| self.tables.role(role));
        let roles = bits.fold(0u64, |roles, bit| roles | 1u64.wrapping_shl(u32::from(bit)));
        Actor { id: Value::Text(id.to_owned()), roles }
    }

    /// That an event happened, with what it says.
    ///
    /// # Errors
    /// `unknown_event`; `invalid_field` for a field it does not have; `invalid_value`.
    pub fn signal<'f>(
        &self,
        event: &str,
        fields: impl IntoIterator<Item = (&'f str, Value)>,
    ) -> Result<Signal<'static>> {
        let at = self.event(event).ok_or_else(|| {
            Error::new(ErrorCode::UnknownEvent).expected("an event of the workflow").found(event)
        })?;
        let mut signal = Signal::new(What::Event(at));
        let defs = self.tables.events.get(usize::from(at)).map_or(&[][..], |event| &event.fields);
        for (name, value) in fields {
            let item = || format!("{event}.{name}");
            let Some((place, def)) = defs.iter().enumerate().find(|(_, def)| def.id == name) else {
                let names: Vec<&str> = defs.iter().map(|def| def.id.as_str()).collect();
                return Err(Error::new(ErrorCode::InvalidField)
                    .item(item())
                    .expected(if names.is_empty() { "no fields".to_owned() } else { names.join(", ") })
                    .found(name));
            };
            if !value.is(def.kind) {
                return Err(Error::new(ErrorCode::InvalidValue).item(item()).expected(def.kind).found(value));
            }
            if signal.fields.len() <= place {
                signal.fields.resize(place.saturating_add(1), None);
            }
            if let Some(slot) = signal.fields.get_mut(place) {
                *slot = Some(value);
            }
        }
        Ok(signal)
    }

    /// An instance that has not begun.
    #[must_use]
    pub fn instance(&self) -> Instance {
        Instance {
            chart: Arc::clone(&self.hash),
            leaves: Vec::new(),
            data: self.tables.data.iter().map(|datum| datum.initial.clone()).collect(),
            history: BTreeMap::new(),
            timers: Vec::new(),
            numbers: 0,
            clocks: vec![None; self.tables.clocks.len()],
            doers: BTreeMap::new(),
            done: false,
            steps: 0,
        }
    }
}

/// A timer that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    pub(super) number: u64,
    /// Which of the workflow's timers.
    pub(super) timer: u16,
    pub(super) due: Option<Time>,
    pub(super) fields: Vec<Option<Value>>,
}

impl Timer {
    /// Its number in the instance: later ones are larger.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Its name.
    #[must_use]
    pub fn id<'c>(&self, chart: &'c Chart) -> &'c str {
        chart.tables.timers.get(usize::from(self.timer)).map_or("", |timer| &timer.id)
    }

    /// When it is due; absent while the host has not said when its clock is up.
    #[must_use]
    pub fn due(&self) -> Option<Time> {
        self.due
    }
}

/// Who did something last, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doer {
    pub(super) by: Option<Value>,
    pub(super) at: Value,
}

/// How a legal clock stands, as far as the workflow told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockState {
    /// What it was told last.
    pub act: ClockAct,
    /// When.
    pub since: Time,
}

/// One run of a workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    pub(super) chart: Arc<str>,
    /// The active states without states in them, in document order.
    pub(super) leaves: Vec<u16>,
    pub(super) data: Vec<Option<Value>>,
    pub(super) history: BTreeMap<u16, Vec<u16>>,
    pub(super) timers: Vec<Timer>,
    pub(super) numbers: u64,
    pub(super) clocks: Vec<Option<ClockState>>,
    /// Who did last what somebody asks the doer of, by the number of the event.
    pub(super) doers: BTreeMap<u16, Doer>,
    pub(super) done: bool,
    /// How many changes were applied: a change fits only the instance it was worked out for.
    pub(super) steps: u64,
}

impl History for Instance {
    fn kept(&self, history: u16) -> Option<&[u16]> {
        self.history.get(&history).map(Vec::as_slice)
    }
}

impl Instance {
    /// Whether it has begun.
    #[must_use]
    pub fn begun(&self) -> bool {
        !self.leaves.is_empty()
    }

    /// Whether it has come to its end.
    #[must_use]
    pub fn done(&self) -> bool {
        self.done
    }

    /// The hash of the workflow it is a run of.
    #[must_use]
    pub fn chart_hash(&self) -> &str {
        &self.chart
    }

    /// How many changes were applied.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The active states that have none inside them, in document order.
    pub fn leaves<'c>(&self, chart: &'c Chart) -> impl Iterator<Item = &'c str> {
        self.leaves.iter().map(|leaf| chart.state_name(*leaf))
    }

    /// Whether a state is active.
    #[must_use]
    pub fn is_in(&self, chart: &Chart, state: &str) -> bool {
        chart
            .tables
            .state(state)
            .is_some_and(|at| self.leaves.iter().any(|leaf| chart.tables.within(*leaf, at)))
    }

    /// A field of the data; nothing where it is unknown or there is none.
    #[must_use]
    pub fn datum(&self, chart: &Chart, name: &str) -> Option<&Value> {
        self.data.get(usize::from(chart.tables.datum(name)?))?.as_ref()
    }

    /// How a clock stands; nothing where it was told nothing yet.
    #[must_use]
    pub fn clock(&self, chart: &Chart, name: &str) -> Option<ClockState> {
        self.clocks.get(usize::from(chart.tables.clock(name)?)).copied().flatten()
    }

    /// The timers that run, by their numbers.
    #[must_use]
    pub fn timers(&self) -> &[Timer] {
        &self.timers
    }

    /// The timers that are due, in the order in which they fire: the earlier due, then the earlier
    /// started.
    #[must_use]
    pub fn due_timers(&self, now: Time) -> Vec<&Timer> {
        let mut due: Vec<&Timer> =
            self.timers.iter().filter(|timer| timer.due.is_some_and(|due| due <= now)).collect();
        due.sort_by_key(|timer| (timer.due, timer.number));
        due
    }

    /// The first of them that is none of these.
    pub(super) fn next_timer(&self, now: Time, but: &[u64]) -> Option<u64> {
        let due = self.timers.iter().filter(|timer| timer.due.is_some_and(|due| due <= now));
        let due = due.filter(|timer| !but.contains(&timer.number));
        due.min_by_key(|timer| (timer.due, timer.number)).map(|timer| timer.number)
    }

    /// When the next timer is due.
    #[must_use]
    pub fn next_due(&self) -> Option<Time> {
        self.timers.iter().filter_map(|timer| timer.due).min()
    }

    /// Says when a timer that waits for a clock is due, or moves one.
    ///
    /// # Errors
    /// `unknown_item` where no such timer runs.
    pub fn set_due(&mut self, number: u64, due: Option<Time>) -> Result<()> {
        let timer = self.timers.iter_mut().find(|timer| timer.number == number);
        timer.map(|timer| timer.due = due).ok_or_else(|| {
            Error::new(ErrorCode::UnknownItem).item(number).expected("a timer that runs").found(number)
        })
    }

    /// Applies a change.
    ///
    /// # Errors
    /// `out_of_order` where it was worked out for another instance, or before another change.
    pub fn apply(&mut self, mut change: Change) -> Result<()> {
        if change.from != self.steps || change.chart != self.chart {
            return Err(Error::new(ErrorCode::OutOfOrder)
                .expected(format_args!("the change that follows step {}", self.steps))
                .found(format_args!("one that follows step {}", change.from)));
        }
        self.take(&mut change);
        Ok(())
    }

    /// Moves a change in and leaves its buffers empty.
    pub(super) fn take(&mut self, change: &mut Change) {
        std::mem::swap(&mut self.leaves, &mut change.leaves);
        for (at, unit, count) in &change.counts {
            if let Some(slot) = self.data.get_mut(usize::from(*at)) {
                *slot = change.value(*unit, *count);
            }
        }
        change.counts.clear();
        for (at, value) in change.data.drain(..) {
            if let Some(slot) = self.data.get_mut(usize::from(at)) {
                *slot = value;
            }
        }
        if !change.history.is_empty() {
            self.history.extend(change.history.drain(..));
        }
        if !change.stops.is_empty() {
            change.stops.sort_unstable();
            self.timers.retain(|timer| change.stops.binary_search(&timer.number).is_err());
            change.stops.clear();
        }
        self.timers.append(&mut change.starts);
        if let Some(numbers) = change.numbers.take() {
            self.numbers = numbers;
        }
        for (at, state) in change.clocks.drain(..) {
            if let Some(slot) = self.clocks.get_mut(usize::from(at)) {
                *slot = Some(state);
            }
        }
        if let Some((at, doer)) = change.doer.take() {
            self.doers.insert(at, doer);
        }
        self.done |= change.done;
        // A counter of changes does not reach its end.
        self.steps = self.steps.wrapping_add(1);
    }
}

/// Something for the host to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emitted {
    pub(super) effect: u16,
    pub(super) kind: Arc<str>,
    pub(super) fields: Vec<(Arc<str>, Option<Value>)>,
}

impl Emitted {
    /// The name of the effect.
    #[must_use]
    pub fn effect<'c>(&self, chart: &'c Chart) -> &'c str {
        chart.effect_name(self.effect)
    }

    /// What kind of thing.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// What it says; nothing for a value that is unknown.
    pub fn fields(&self) -> impl Iterator<Item = (&str, Option<&Value>)> {
        self.fields.iter().map(|(name, value)| (&**name, value.as_ref()))
    }
}

/// A part of what happened, for the explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Event(u16),
    Op(Op),
    Effect(u16),
    /// A transition was taken, and another of its state could have been. Noted for the check only.
    Rival(u16, u16),
    /// A state asked the guards of several transitions, and none holds. Noted for the check only.
    Gap(u16, u16),
}

/// What a step changes: a delta, worked out for one instance at one point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub(super) chart: Arc<str>,
    pub(super) from: u64,
    pub(super) leaves: Vec<u16>,
    pub(super) data: Vec<(u16, Option<Value>)>,
    /// Fields of the data that get a count; none of them is in `data`.
    pub(super) counts: Vec<(u16, Unit, i64)>,
    /// When it happens, once a step was worked out.
    pub(super) now: Option<Instant>,
    pub(super) history: Vec<(u16, Vec<u16>)>,
    /// The timers that are called off or spent, by their numbers; one may be named twice.
    pub(super) stops: Vec<u64>,
    pub(super) starts: Vec<Timer>,
    pub(super) numbers: Option<u64>,
    pub(super) clocks: Vec<(u16, ClockState)>,
    pub(super) doer: Option<(u16, Doer)>,
    pub(super) done: bool,
    pub(super) emitted: Vec<Emitted>,
    pub(super) marks: Vec<Mark>,
    pub(super) moved: bool,
}

impl Change {
    pub(super) fn new(chart: &Chart) -> Self {
        Change {
            chart: Arc::clone(&chart.hash),
            from: 0,
            leaves: Vec::new(),
            data: Vec::new(),
            counts: Vec::new(),
            now: None,
            history: Vec::new(),
            stops: Vec::new(),
            starts: Vec::new(),
            numbers: None,
            clocks: Vec::new(),
            doer: None,
            done: false,
            emitted: Vec::new(),
            marks: Vec::new(),
            moved: false,
        }
    }

    pub(super) fn clear(&mut self) {
        self.leaves.clear();
        self.data.clear();
        self.counts.clear();
        self.history.clear();
        self.stops.clear();
        self.starts.clear();
        self.numbers = None;
        self.clocks.clear();
        self.doer = None;
        self.done = false;
        self.emitted.clear();
        self.marks.clear();
        self.moved = false;
    }

    /// A count as a value.
    #[inline]
    pub(super) fn value(&self, unit: Unit, count: i64) -> Option<Value> {
        match unit {
            Unit::Int => Some(Value::Int(count)),
            Unit::Duration => Some(Value::Duration(Duration::from_seconds(count))),
            Unit::Now => self.now.map(Value::Instant),
        }
    }

    /// Whether a transition was taken. A timer that nothing answers to, and in SCXML an event that
    /// nothing answers to, changes nothing else.
    #[must_use]
    pub fn moved(&self) -> bool {
        self.moved
    }

    /// Whether the workflow comes to its end.
    #[must_use]
    pub fn done(&self) -> bool {
        self.done
    }

    /// What the host is asked to do, in order.
    #[must_use]
    pub fn emitted(&self) -> &[Emitted] {
        &self.emitted
    }

    /// The active leaves afterwards.
    pub fn leaves<'c>(&self, chart: &'c Chart) -> impl Iterator<Item = &'c str> {
        self.leaves.iter().map(|leaf| chart.state_name(*leaf))
    }

    /// What happened, in words of the definition; empty where no explanation was asked for.
    #[must_use]
    pub fn explanation(&self, chart: &Chart) -> Explanation {
        explained(&self.marks, chart)
    }
}

pub(super) fn explained(marks: &[Mark], chart: &Chart) -> Explanation {
    let mut steps = Vec::new();
    for mark in marks {
        let step = match mark {
            Mark::Event(at) => Happened::Event(chart.event_name(*at).to_owned()),
            Mark::Effect(at) => Happened::Effect(chart.effect_name(*at).to_owned()),
            Mark::Op(Op::Taken(at)) => match chart.transition(*at) {
                Some(transition) => Happened::Taken(transition.id.to_string()),
                None => continue,
            },
            Mark::Op(Op::Left(at)) => Happened::Left(chart.state_name(*at).to_owned()),
            Mark::Op(Op::Entered(at)) => Happened::Entered(chart.state_name(*at).to_owned()),
            Mark::Op(Op::Finish) => Happened::Finished,
            Mark::Op(_) | Mark::Rival(..) | Mark::Gap(..) => continue,
        };
        steps.push(step);
    }
    Explanation(steps)
}

/// A part of what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Happened {
    /// An event was taken up.
    Event(String),
    /// A transition was taken.
    Taken(String),
    /// A state was left.
    Left(String),
    /// A state was entered.
    Entered(String),
    /// An effect was done.
    Effect(String),
    /// The workflow came to its end.
    Finished,
}

/// What happened in a step, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation(pub Vec<Happened>);

impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

/// The states that a history state keeps of those that are active.
pub(super) fn kept(chart: &Chart, history: u16, active: impl Fn(u16) -> bool) -> Vec<u16> {
    let Some(state) = chart.state(history) else { return Vec::new() };
    let parent = state.parent;
    match state.kind {
        StateKind::DeepHistory => {
            let end = chart.state(parent).map_or(ROOT, |found| found.end);
            let leaf = |at: &u16| active(*at) && chart.state(*at).is_some_and(super::chart::State::is_leaf);
            (parent..end).filter(leaf).collect()
        }
        _ => {
            let children = chart.state(parent).map_or(&[][..], |found| &found.children);
            children.iter().copied().filter(|child| active(*child)).collect()
        }
    }
}
