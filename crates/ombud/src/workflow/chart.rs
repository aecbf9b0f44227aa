//! A workflow, compiled: states, transitions and effects in tables, names resolved.
//!
//! States stand in document order and the states inside one follow it, so "is inside" is a
//! comparison of two numbers. State 0 is the workflow itself.

use std::{ops::Range, sync::Arc};

use super::{
    definition::{ClockAct, Definition, EventKind, Semantics, StateKind},
    guard::{Expr, Guard},
    lane::Lane,
    roster::{Roster, Titled},
    time::Delay,
};
use crate::model::{Choice, FieldDef, RuleId, Value, ValueType};

/// The workflow as a state.
pub(crate) const ROOT: u16 = 0;

/// A compiled workflow. Cheap to share, never changed.
#[derive(Debug, Clone)]
pub struct Chart {
    pub(super) definition: Arc<Definition>,
    pub(super) hash: Arc<str>,
    pub(super) tables: Tables,
    pub(super) transitions: Vec<Transition>,
    /// The names of effects, by number.
    pub(super) effects: Vec<Arc<str>>,
    /// The answers of each state, in `answers`; none but leaves have any.
    pub(super) rows: Vec<Range<u32>>,
    pub(super) answers: Vec<Answer>,
    /// The answer of each state to each event, one behind its place, and 0 for none: looked up without
    /// searching, in charts that are small enough.
    pub(super) direct: Vec<u32>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) plans: Vec<Plan>,
    pub(super) ops: Vec<Op>,
    /// Whether at most one leaf is ever active.
    pub(super) sequential: bool,
    /// The events whose last doer is asked for.
    pub(super) remembered: Vec<bool>,
    /// Whether any leaf has transitions without an event.
    pub(super) restless: bool,
}

/// The names that expressions are resolved against.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables {
    pub(super) states: Roster<State>,
    pub(super) events: Roster<Event>,
    pub(super) data: Roster<Datum>,
    pub(super) roles: Roster<Arc<str>>,
    pub(super) clocks: Roster<Arc<str>>,
    /// A name may stand here once for each event that a timer of that name brings.
    pub(super) timers: Roster<Timer>,
    /// The names of fields of all events, in their order.
    pub(super) fields: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Datum {
    pub(crate) id: Arc<str>,
    pub(crate) kind: ValueType,
    pub(crate) values: Vec<Choice>,
    pub(crate) initial: Option<Value>,
}

#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) id: Arc<str>,
    /// The name as a value, for `event.name`.
    pub(crate) text: Value,
    pub(crate) kind: EventKind,
    pub(crate) fields: Vec<FieldDef>,
    /// The names of its fields among those of all events, in order, each with where this event has it.
    pub(crate) places: Vec<(u16, u16)>,
}

impl Event {
    /// Where it has the field of a name, by the place of the name among those of all events.
    #[inline]
    pub(super) fn place(&self, field: u16) -> Option<usize> {
        let found = self.places.iter().find(|(name, _)| *name == field);
        found.map(|(_, place)| usize::from(*place))
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Timer {
    pub(crate) id: Arc<str>,
    pub(crate) event: u16,
    /// Absent where the host says when it is due.
    pub(crate) after: Option<Delay>,
    /// The rule it waits for.
    pub(crate) clock: Option<RuleId>,
    /// The first timer of that name: they are called off together.
    pub(crate) name: u16,
}

#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) id: Arc<str>,
    pub(crate) kind: StateKind,
    pub(crate) parent: u16,
    /// The first state after those inside this one.
    pub(crate) end: u16,
    pub(crate) children: Vec<u16>,
    pub(crate) initial: Vec<u16>,
    pub(crate) on_initial: Vec<Effect>,
    pub(crate) on_entry: Vec<Effect>,
    pub(crate) on_exit: Vec<Effect>,
    pub(crate) timers: Vec<u16>,
    pub(crate) transitions: Range<u16>,
    /// The event that says that it is done.
    pub(crate) done: Option<u16>,
}

impl State {
    pub(crate) fn is_history(&self) -> bool {
        matches!(self.kind, StateKind::ShallowHistory | StateKind::DeepHistory)
    }

    /// Whether it stands for itself alone when active.
    pub(crate) fn is_leaf(&self) -> bool {
        self.children.is_empty() && !self.is_history()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Transition {
    pub(crate) id: Arc<str>,
    pub(crate) source: u16,
    pub(crate) events: Vec<u16>,
    /// Taken as soon as its guard holds. One whose events do not exist is never taken.
    pub(crate) eventless: bool,
    pub(crate) targets: Vec<u16>,
    pub(crate) internal: bool,
    pub(crate) guard: Option<Guard>,
    /// One bit a role; none where anybody may.
    pub(crate) roles: u64,
    pub(crate) four_eyes: Vec<u16>,
    pub(crate) effects: Vec<Effect>,
}

/// Stands where an event would in an answer to none. No event has this number.
pub(super) const NO_EVENT: u16 = u16::MAX;

/// What a leaf may do on an event. Those of a leaf stand in the order of their events.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) event: u16,
    /// Its candidates.
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// A transition that a leaf may take, inner ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) transition: u16,
    /// Its plan, where what it leaves and enters never varies.
    pub(crate) plan: Option<u32>,
}

/// What taking a transition comes to, worked out beforehand.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// What has an effect.
    pub(crate) short: Range<u32>,
    /// All of it, for the explanation.
    pub(crate) full: Range<u32>,
    /// Where it ends.
    pub(crate) leaf: u16,
    /// All of its effects, where they only count and nothing follows.
    pub(crate) lane: Option<Lane>,
}

/// A part of a microstep. Effects see the configuration as it is at that point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    /// A transition is taken.
    Taken(u16),
    /// A history state keeps what is active.
    Remember(u16),
    /// The effects of leaving a state.
    Exit(u16),
    /// The timers of a state are called off.
    StopTimers(u16),
    /// A state is no longer active.
    Left(u16),
    /// The effects of a transition.
    Do(u16),
    /// A state is active.
    Entered(u16),
    /// The timers of a state start.
    StartTimers(u16),
    /// The effects of entering a state.
    Enter(u16),
    /// The effects between a state's entry and that of its initial states.
    Initial(u16),
    /// A state is done.
    Raise(u16),
    /// The workflow is done.
    Finish,
}

#[derive(Debug, Clone)]
pub(crate) struct Effect {
    /// Its number among the names of effects.
    pub(crate) id: u16,
    pub(crate) act: Act,
}

/// A field of an event by its place, and its value.
pub(crate) type Payload = Vec<(u16, Expr)>;

#[derive(Debug, Clone)]
pub(crate) enum Act {
    Assign(u16, Expr),
    Raise(u16, Payload),
    Start { timer: u16, after: Delay, payload: Payload },
    Cancel(u16),
    Clock(u16, ClockAct),
    Emit(Arc<str>, Vec<(Arc<str>, Expr)>),
    Choose(Vec<(Option<Guard>, Vec<Effect>)>),
    Block(Vec<Effect>),
}

impl Tables {
    pub(super) fn event(&self, id: &str) -> Option<u16> {
        self.events.place(id)
    }

    pub(super) fn state(&self, id: &str) -> Option<u16> {
        // The workflow itself is no state that could be named.
        self.states.place(id).filter(|at| *at != ROOT)
    }

    pub(super) fn role(&self, id: &str) -> Option<u16> {
        self.roles.place(id)
    }

    pub(super) fn clock(&self, id: &str) -> Option<u16> {
        self.clocks.place(id)
    }

    pub(super) fn datum(&self, id: &str) -> Option<u16> {
        self.data.place(id)
    }

    /// The timer of a name that brings an event.
    pub(super) fn timer(&self, id: &str, event: u16) -> Option<u16> {
        let first = self.timers.place(id)?;
        let rest = self.timers.iter().zip(0u16..).skip(usize::from(first));
        rest.filter(|(timer, _)| timer.event == event).find(|(timer, _)| *timer.id == *id).map(|(_, at)| at)
    }

    /// Whether a state is another or stands inside it.
    #[inline]
    pub(super) fn within(&self, inner: u16, outer: u16) -> bool {
        self.states.get(usize::from(outer)).is_some_and(|state| outer <= inner && inner < state.end)
    }

    /// The states around one, from the inside out, the workflow itself last.
    pub(super) fn ancestors(&self, state: u16) -> impl Iterator<Item = u16> {
        let parent = |of: u16| {
            (of != ROOT).then(|| self.states.get(usize::from(of)).map_or(ROOT, |state| state.parent))
        };
        std::iter::successors(parent(state), move |at| parent(*at))
    }
}

impl Chart {
    /// The definition it was compiled from.
    #[must_use]
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The hash that names this version of the workflow.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The number of an event, for [`Machine::send`](super::Machine::send).
    #[must_use]
    pub fn event(&self, id: &str) -> Option<u16> {
        self.tables.event(id)
    }

    /// The events, in the order of their numbers: those declared, then those the workflow raises
    /// itself.
    pub fn events(&self) -> impl ExactSizeIterator<Item = &str> {
        self.tables.events.iter().map(|event| &*event.id)
    }

    pub(super) fn strict(&self) -> bool {
        self.definition.semantics == Semantics::Strict
    }

    pub(super) fn state(&self, at: u16) -> Option<&State> {
        self.tables.states.get(usize::from(at))
    }

    pub(super) fn transition(&self, at: u16) -> Option<&Transition> {
        self.transitions.get(usize::from(at))
    }

    pub(super) fn effect_name(&self, at: u16) -> &str {
        self.effects.get(usize::from(at)).map_or("", |name| name)
    }

    pub(super) fn state_name(&self, at: u16) -> &str {
        self.state(at).map_or("", |state| &state.id)
    }

    pub(super) fn event_name(&self, at: u16) -> &str {
        self.tables.events.get(usize::from(at)).map_or("", |event| &event.id)
    }

    /// What a leaf may do on an event, or on none, inner transitions first.
    #[inline]
    pub(super) fn candidates(&self, leaf: u16, event: Option<u16>) -> &[Candidate] {
        let event = event.unwrap_or(NO_EVENT);
        let answer = match self.direct.get(self.cell(leaf, event)) {
            Some(at) => {
                let Some(at) = at.checked_sub(1) else { return &[] };
                usize::try_from(at).ok().and_then(|at| self.answers.get(at))
            }
            None => {
                let answers = self.answers(leaf);
                let found = answers.binary_search_by_key(&event, |answer| answer.event);
                found.ok().and_then(|at| answers.get(at))
            }
        };
        answer.map_or(&[], |answer| part(&self.candidates, answer.from, answer.to))
    }

    /// Where `direct` has the answer of a state to an event, that to none first; nowhere for an event
    /// that there is not.
    #[inline]
    pub(super) fn cell(&self, leaf: u16, event: u16) -> usize {
        let width = self.tables.events.len().saturating_add(1);
        let column = usize::from(event.wrapping_add(1));
        if column < width {
            usize::from(leaf).saturating_mul(width).saturating_add(column)
        } else {
            usize::MAX
        }
    }

    /// What a leaf answers to.
    #[inline]
    pub(super) fn answers(&self, leaf: u16) -> &[Answer] {
        self.rows.get(usize::from(leaf)).map_or(&[], |row| part(&self.answers, row.start, row.end))
    }

    pub(super) fn plan(&self, at: u32) -> Option<&Plan> {
        self.plans.get(usize::try_from(at).ok()?)
    }

    pub(super) fn ops(&self, range: &Range<u32>) -> &[Op] {
        part(&self.ops, range.start, range.end)
    }
}

#[inline]
fn part<T>(list: &[T], from: u32, to: u32) -> &[T] {
    let (Ok(from), Ok(to)) = (usize::try_from(from), usize::try_from(to)) else { return &[] };
    list.get(from..to).unwrap_or_default()
}

macro_rules! titled {
    ($($kind:ty),+) => {
        $(impl Titled for $kind {
            fn id(&self) -> &Arc<str> {
                &self.id
            }
        })+
    };
}

titled!(State, Event, Datum, Timer);
