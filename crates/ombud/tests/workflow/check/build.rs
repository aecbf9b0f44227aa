//! Charts in few words. Events need no declaration: one that begins with `t.` is a timer's, one with
//! `i.` the workflow's own, any other is somebody's.

use std::collections::BTreeSet;

use ombud::{
    model::{Catalogue, Choice, FieldDef, Json, Label, ValueType},
    workflow::{
        BranchDef, ClockAct, ClockName, DataDef, Definition, EffectDef, EventDef, EventKind, FORMAT_VERSION,
        Names, RoleDef, Semantics, StateDef, StateKind, TermDef, TimerDef, TransitionDef,
        check::{Finding, Given, check},
    },
};

pub(crate) fn state(id: &str, transitions: Vec<TransitionDef>) -> StateDef {
    StateDef {
        id: id.into(),
        title: Label::same(id),
        kind: StateKind::State,
        stage: None,
        initial: Names::default(),
        on_initial: vec![],
        on_entry: vec![],
        on_exit: vec![],
        timers: vec![],
        transitions,
        states: vec![],
    }
}

pub(crate) fn end(id: &str) -> StateDef {
    StateDef { kind: StateKind::Final, ..state(id, vec![]) }
}

pub(crate) fn inside(id: &str, transitions: Vec<TransitionDef>, states: Vec<StateDef>) -> StateDef {
    StateDef { states, ..state(id, transitions) }
}

pub(crate) fn parallel(id: &str, transitions: Vec<TransitionDef>, states: Vec<StateDef>) -> StateDef {
    StateDef { kind: StateKind::Parallel, ..inside(id, transitions, states) }
}

/// A transition named after its event and target; no event where that is empty, no target where that
/// is.
pub(crate) fn on(event: &str, target: &str) -> TransitionDef {
    let names = |name: &str| Names(if name.is_empty() { vec![] } else { vec![name.to_owned()] });
    TransitionDef {
        id: String::new(),
        event: names(event),
        target: names(target),
        internal: false,
        guard: None,
        roles: vec![],
        four_eyes: vec![],
        effects: vec![],
        cite: vec![],
    }
}

pub(crate) trait Also: Sized {
    fn when(self, guard: &str) -> Self;
    fn role(self, role: &str) -> Self;
    fn not_by(self, event: &str) -> Self;
    fn does(self, effect: EffectDef) -> Self;
}

impl Also for TransitionDef {
    fn when(mut self, guard: &str) -> Self {
        self.guard = Some(guard.to_owned());
        self
    }

    fn role(mut self, role: &str) -> Self {
        self.roles.push(role.to_owned());
        self
    }

    fn not_by(mut self, event: &str) -> Self {
        self.four_eyes.push(event.to_owned());
        self
    }

    fn does(mut self, effect: EffectDef) -> Self {
        self.effects.push(effect);
        self
    }
}

pub(crate) trait Holds: Sized {
    fn timer(self, id: &str, after: &str) -> Self;
    fn waits(self, id: &str, rule: &str) -> Self;
    fn enters(self, effect: EffectDef) -> Self;
    fn leaves(self, effect: EffectDef) -> Self;
}

impl Holds for StateDef {
    /// A timer whose event is `t.` and its name.
    fn timer(mut self, id: &str, after: &str) -> Self {
        let after = Some(after.parse().expect("a delay"));
        self.timers.push(TimerDef { id: id.into(), after, clock: None, event: format!("t.{id}") });
        self
    }

    fn waits(mut self, id: &str, rule: &str) -> Self {
        let clock = Some(rule.parse().expect("a rule"));
        self.timers.push(TimerDef { id: id.into(), after: None, clock, event: format!("t.{id}") });
        self
    }

    fn enters(mut self, effect: EffectDef) -> Self {
        self.on_entry.push(effect);
        self
    }

    fn leaves(mut self, effect: EffectDef) -> Self {
        self.on_exit.push(effect);
        self
    }
}

pub(crate) fn assign(data: &str, value: &str) -> EffectDef {
    EffectDef::Assign { id: String::new(), data: data.into(), value: value.into() }
}

pub(crate) fn raise(event: &str) -> EffectDef {
    EffectDef::Raise { id: String::new(), event: event.into(), fields: [].into() }
}

pub(crate) fn clock(clock: &str, act: ClockAct) -> EffectDef {
    EffectDef::Clock { id: String::new(), clock: clock.into(), act }
}

pub(crate) fn start(timer: &str, after: &str) -> EffectDef {
    let after = after.parse().expect("a delay");
    EffectDef::StartTimer {
        id: String::new(),
        timer: timer.into(),
        after,
        event: format!("t.{timer}"),
        fields: [].into(),
    }
}

pub(crate) fn cancel(timer: &str) -> EffectDef {
    EffectDef::CancelTimer { id: String::new(), timer: timer.into() }
}

pub(crate) fn escalate(to: &str) -> EffectDef {
    let to = TermDef { kind: ValueType::Text, value: format!("{to:?}") };
    EffectDef::Emit { id: String::new(), kind: "escalate".into(), fields: [("to".to_owned(), to)].into() }
}

pub(crate) fn choose(when: &str, effect: EffectDef) -> EffectDef {
    let branches = vec![BranchDef { when: Some(when.to_owned()), effects: vec![effect] }];
    EffectDef::Choose { id: String::new(), branches }
}

/// A workflow of these states. Parts without names get some, and names that are used are declared.
pub(crate) fn chart(states: Vec<StateDef>) -> Definition {
    let mut definition = Definition {
        format_version: FORMAT_VERSION,
        id: "test".into(),
        title: Label::same("test"),
        semantics: Semantics::Strict,
        data: vec![],
        roles: vec![],
        events: vec![],
        clocks: vec![],
        initial: Names::default(),
        on_initial: vec![],
        states,
    };
    let mut names = Used::default();
    for state in &mut definition.states {
        names.state(state);
    }
    names.declare(&mut definition);
    definition
}

#[derive(Default)]
struct Used {
    events: BTreeSet<String>,
    roles: BTreeSet<String>,
    clocks: BTreeSet<String>,
    effects: usize,
    transitions: BTreeSet<String>,
}

impl Used {
    fn effect(&mut self, effect: &mut EffectDef) {
        self.effects += 1;
        let name = format!("effect-{}", self.effects);
        match effect {
            EffectDef::Raise { event, .. } | EffectDef::StartTimer { event, .. } => {
                self.events.insert(event.clone());
            }
            EffectDef::Clock { clock, .. } => {
                self.clocks.insert(clock.clone());
            }
            EffectDef::Choose { branches, .. } => {
                branches
                    .iter_mut()
                    .flat_map(|branch| &mut branch.effects)
                    .for_each(|inner| self.effect(inner));
            }
            EffectDef::Block { effects, .. } => effects.iter_mut().for_each(|inner| self.effect(inner)),
            _ => {}
        }
        match effect {
            EffectDef::Assign { id, .. }
            | EffectDef::Raise { id, .. }
            | EffectDef::StartTimer { id, .. }
            | EffectDef::CancelTimer { id, .. }
            | EffectDef::Clock { id, .. }
            | EffectDef::Emit { id, .. }
            | EffectDef::Choose { id, .. }
            | EffectDef::Block { id, .. } => *id = name,
            other => panic!("an effect of a new kind: {other:?}"),
        }
    }

    fn state(&mut self, state: &mut StateDef) {
        for effects in [&mut state.on_initial, &mut state.on_entry, &mut state.on_exit] {
            effects.iter_mut().for_each(|effect| self.effect(effect));
        }
        self.events.extend(state.timers.iter().map(|timer| timer.event.clone()));
        for transition in &mut state.transitions {
            let of = |names: &Names| names.0.join("+");
            let plain = format!("{}.{}>{}", state.id, of(&transition.event), of(&transition.target));
            let mut id = plain.clone();
            let mut number = 2;
            while !self.transitions.insert(id.clone()) {
                id = format!("{plain}#{number}");
                number += 1;
            }
            transition.id = id;
            self.events.extend(transition.event.0.iter().cloned());
            self.events.extend(transition.four_eyes.iter().cloned());
            self.roles.extend(transition.roles.iter().cloned());
            transition.effects.iter_mut().for_each(|effect| self.effect(effect));
        }
        state.states.iter_mut().for_each(|inner| self.state(inner));
    }

    fn declare(self, definition: &mut Definition) {
        for id in self.events.into_iter().filter(|id| !id.starts_with("done.state.")) {
            let kind = match id.split_once('.') {
                Some(("t", _)) => EventKind::Timer,
                Some(("i", _)) => EventKind::Internal,
                _ => EventKind::Human,
            };
            definition.events.push(EventDef { title: Label::same(&id), id, kind, fields: vec![] });
        }
        definition.roles.extend(self.roles.into_iter().map(|id| RoleDef { title: Label::same(&id), id }));
        definition.clocks.extend(self.clocks.into_iter().map(|id| ClockName { id, rule: None }));
    }
}

pub(crate) trait Knows: Sized {
    fn field(self, event: &str, field: &str, kind: ValueType) -> Self;
    fn datum(self, id: &str, kind: ValueType, initial: Option<Json>) -> Self;
    fn one_of(self, id: &str, values: &[&str], initial: &str) -> Self;
    fn has_role(self, role: &str) -> Self;
    fn rule(self, clock: &str, rule: &str) -> Self;
}

impl Knows for Definition {
    fn field(mut self, event: &str, field: &str, kind: ValueType) -> Self {
        let event = self.events.iter_mut().find(|known| known.id == event).expect("an event");
        event.fields.push(FieldDef {
            id: field.into(),
            kind,
            title: Label::same(field),
            values: vec![],
            bound: None,
        });
        self
    }

    fn datum(mut self, id: &str, kind: ValueType, initial: Option<Json>) -> Self {
        self.data.push(DataDef { id: id.into(), kind, values: vec![], initial });
        self
    }

    fn one_of(mut self, id: &str, values: &[&str], initial: &str) -> Self {
        let values =
            values.iter().map(|id| Choice { id: (*id).into(), zh: (*id).into(), en: (*id).into() }).collect();
        let initial = Some(Json::Text(initial.into()));
        self.data.push(DataDef { id: id.into(), kind: ValueType::Enum, values, initial });
        self
    }

    fn has_role(mut self, role: &str) -> Self {
        self.roles.push(RoleDef { id: role.into(), title: Label::same(role) });
        self
    }

    fn rule(mut self, clock: &str, rule: &str) -> Self {
        let clock = self.clocks.iter_mut().find(|known| known.id == clock).expect("a clock");
        clock.rule = Some(rule.parse().expect("a rule"));
        self
    }
}

/// What is found: `code path`, a line each, sorted.
pub(crate) fn told(findings: &[Finding]) -> Vec<String> {
    let mut out: Vec<String> = findings.iter().map(|f| format!("{} {}", f.code.name(), f.path)).collect();
    out.sort();
    out
}

pub(crate) fn found(definition: &Definition, given: &Given) -> Vec<Finding> {
    let findings = check(definition, &Catalogue::default(), given);
    super::shows::all(definition, &Catalogue::default(), given, &findings);
    findings
}
