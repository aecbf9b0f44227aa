//! A workflow, compiled: states, transitions and effects in tables, names resolved.
//!
//! States stand in document order and the states inside one follow it, so "is inside" is a
//! comparison of two numbers. State 0 is the workflow itself.

use std::{ops::Range, sync::Arc};

use super::{
    definition::{ClockAct, Definition, EventKind, Semantics, StateKind},
    guard::{Expr, Guard},
    lane::Lane,
    time::Delay,
};
use crate::model::{Choice, FieldDef, Value, ValueType};

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
    /// Where the candidates of a leaf and an event begin in `candidates`; the column after the last
    /// event is for transitions without one.
    pub(super) starts: Vec<u32>,
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
    pub(super) states: Vec<State>,
    pub(super) events: Vec<Event>,
    pub(super) data: Vec<Datum>,
    pub(super) roles: Vec<Arc<str>>,
    pub(super) clocks: Vec<Arc<str>>,
    pub(super) timers: Vec<Timer>,
    /// The names of fields of all events.
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
    /// For each name of a field of any event, where this event has it.
    pub(crate) places: Vec<Option<u16>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Timer {
    pub(crate) id: Arc<str>,
    pub(crate) event: u16,
    /// Absent where the host says when it is due.
    pub(crate) after: Option<Delay>,
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
    fn place(found: Option<usize>) -> Option<u16> {
        found.and_then(|at| u16::try_from(at).ok())
    }

    pub(super) fn event(&self, id: &str) -> Option<u16> {
        Self::place(self.events.iter().position(|event| &*event.id == id))
    }

    pub(super) fn state(&self, id: &str) -> Option<u16> {
        // The workflow itself is no state that could be named.
        Self::place(self.states.iter().skip(1).position(|state| &*state.id == id))
            .and_then(|at| at.checked_add(1))
    }

    pub(super) fn role(&self, id: &str) -> Option<u16> {
        Self::place(self.roles.iter().position(|role| &**role == id))
    }

    pub(super) fn clock(&self, id: &str) -> Option<u16> {
        Self::place(self.clocks.iter().position(|clock| &**clock == id))
    }

    pub(super) fn datum(&self, id: &str) -> Option<u16> {
        Self::place(self.data.iter().position(|datum| &*datum.id == id))
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
    pub fn events(&self) -> impl Iterator<Item = &str> {
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
        let events = self.tables.events.len();
        let column = event.map_or(events, usize::from);
        // The table has a row a state and a column more than events: compiled within 32 bits.
        let cell = usize::from(leaf).wrapping_mul(events.wrapping_add(1)).wrapping_add(column);
        let (Some(from), Some(to)) = (self.starts.get(cell), self.starts.get(cell.wrapping_add(1))) else {
            return &[];
        };
        let (Ok(from), Ok(to)) = (usize::try_from(*from), usize::try_from(*to)) else { return &[] };
        self.candidates.get(from..to).unwrap_or_default()
    }

    pub(super) fn plan(&self, at: u32) -> Option<&Plan> {
        self.plans.get(usize::try_from(at).ok()?)
    }

    pub(super) fn ops(&self, range: &Range<u32>) -> &[Op] {
        let (Ok(from), Ok(to)) = (usize::try_from(range.start), usize::try_from(range.end)) else {
            return &[];
        };
        self.ops.get(from..to).unwrap_or_default()
    }
}
