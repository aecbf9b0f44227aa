//! Transitions and effects, once all states and events are known.

use std::collections::BTreeMap;

use super::Compiler;
use crate::{
    Error, ErrorCode,
    workflow::{
        chart::{Act, Effect, Payload, ROOT, Transition},
        definition::{BranchDef, Definition, EffectDef, StateDef, StateKind, TransitionDef},
        guard::Guard,
        names::{Name, Names, Slot},
    },
};

impl Compiler<'_> {
    pub(super) fn contents(&mut self, definition: &Definition) {
        let on_initial = self.effects_of(&definition.on_initial, "on_initial", &[]);
        if let Some(root) = self.tables.states.get_mut(usize::from(ROOT)) {
            root.on_initial = on_initial;
        }
        let mut at = 1u16;
        for (i, def) in definition.states.iter().enumerate() {
            self.content(def, &mut at, &format!("states[{i}]"));
        }
        self.unique("transitions", |compiler| {
            compiler.transitions.iter().map(|t| t.id.to_string()).collect()
        });
        self.unique("effects", |compiler| compiler.effects.iter().map(ToString::to_string).collect());
    }

    fn unique(&mut self, path: &str, names: impl Fn(&Self) -> Vec<String>) {
        let names = names(self);
        let mut seen = std::collections::BTreeSet::new();
        for name in &names {
            if !seen.insert(name) {
                let error = Error::new(ErrorCode::DuplicateId).item(name).path(path);
                self.errors.push(error.expected("each id once").found(name));
            }
        }
    }

    fn content(&mut self, def: &StateDef, at: &mut u16, path: &str) {
        let here = *at;
        *at = at.saturating_add(1);
        let on_initial = self.effects_of(&def.on_initial, &format!("{path}.on_initial"), &[]);
        let on_entry = self.effects_of(&def.on_entry, &format!("{path}.on_entry"), &[]);
        let on_exit = self.effects_of(&def.on_exit, &format!("{path}.on_exit"), &[]);
        let first = u16::try_from(self.transitions.len()).unwrap_or(u16::MAX);
        for (i, transition) in def.transitions.iter().enumerate() {
            let compiled = self.transition(transition, here, &format!("{path}.transitions[{i}]"));
            self.transitions.push(compiled);
        }
        let last = u16::try_from(self.transitions.len()).unwrap_or(u16::MAX);
        if matches!(def.kind, StateKind::ShallowHistory | StateKind::DeepHistory) {
            self.history(here, path);
        }
        if let Some(state) = self.tables.states.get_mut(usize::from(here)) {
            state.on_initial = on_initial;
            state.on_entry = on_entry;
            state.on_exit = on_exit;
            state.transitions = first..last;
        }
        for (i, child) in def.states.iter().enumerate() {
            self.content(child, at, &format!("{path}.states[{i}]"));
        }
    }

    /// A history state leads to states beside it or inside those, never to another history state:
    /// so what it stands for is always found.
    fn history(&mut self, at: u16, path: &str) {
        let Some(state) = self.tables.states.get(usize::from(at)) else { return };
        let parent = state.parent;
        let targets = self.transitions.last().map_or(&[][..], |transition| &transition.targets);
        let plain = |target: &u16| {
            let history = self
                .tables
                .states
                .get(usize::from(*target))
                .is_some_and(super::super::chart::State::is_history);
            *target != parent && self.tables.within(*target, parent) && !history
        };
        if !targets.iter().all(plain) {
            self.fault(
                format_args!("{path}.transitions[0].target"),
                "states inside the state around it, no history states",
                "others",
            );
        }
    }

    fn transition(&mut self, def: &TransitionDef, source: u16, path: &str) -> Transition {
        let targets = self.resolved(&def.target, &format!("{path}.target"));
        let mut events = Vec::new();
        for name in &def.event.0 {
            let matched = self.matched(name);
            if matched.is_empty() && !self.scxml {
                self.fault(format_args!("{path}.event"), "an event of the workflow", name);
            }
            events.extend(matched);
        }
        events.sort_unstable();
        events.dedup();
        let eventless = def.event.is_empty();
        if eventless && !(def.roles.is_empty() && def.four_eyes.is_empty()) {
            self.fault(format_args!("{path}.event"), "an event, as it is somebody's to do", "none");
        }
        let mut roles = 0u64;
        for (i, role) in def.roles.iter().enumerate() {
            match self.tables.role(role) {
                Some(bit) => roles |= 1u64.wrapping_shl(u32::from(bit)),
                None => self.fault(format_args!("{path}.roles[{i}]"), "a role of the workflow", role),
            }
        }
        let mut four_eyes = Vec::new();
        for (i, event) in def.four_eyes.iter().enumerate() {
            match self.tables.event(event) {
                Some(event) => four_eyes.push(event),
                None => self.fault(format_args!("{path}.four_eyes[{i}]"), "an event of the workflow", event),
            }
        }
        let guard = def.guard.as_ref().and_then(|text| self.guard(&format!("{path}.guard"), text, &events));
        let effects = self.effects_of(&def.effects, &format!("{path}.effects"), &events);
        Transition {
            id: def.id.as_str().into(),
            source,
            events,
            eventless,
            targets,
            internal: def.internal,
            guard,
            roles,
            four_eyes,
            effects,
        }
    }

    fn guard(&mut self, path: &str, text: &str, events: &[u16]) -> Option<Guard> {
        let names = Names { tables: &self.tables, catalogue: self.catalogue, events };
        match Guard::read(text, &names, self.scxml) {
            Ok(guard) => Some(guard),
            Err(errors) => {
                self.faults(path, errors);
                None
            }
        }
    }

    fn effects_of(&mut self, defs: &[EffectDef], path: &str, events: &[u16]) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (i, def) in defs.iter().enumerate() {
            let Ok(id) = u16::try_from(self.effects.len()) else { return effects };
            self.effects.push(def.id().into());
            if let Some(act) = self.act(def, &format!("{path}[{i}]"), events) {
                effects.push(Effect { id, act });
            }
        }
        effects
    }

    fn act(&mut self, def: &EffectDef, path: &str, events: &[u16]) -> Option<Act> {
        match def {
            EffectDef::Assign { data, value, .. } => {
                let Some(at) = self.tables.datum(data) else {
                    self.fault(format_args!("{path}.assign.data"), "a field of the data", data);
                    return None;
                };
                let datum = self.tables.data.get(usize::from(at))?.clone();
                let path = format!("{path}.assign.value");
                self.expr(&path, value, datum.kind, &datum.values, events).map(|expr| Act::Assign(at, expr))
            }
            EffectDef::Raise { event, fields, .. } => {
                let path = format!("{path}.raise");
                let at = self.event_of(event, &path)?;
                self.payload(at, fields, &path, events).map(|payload| Act::Raise(at, payload))
            }
            EffectDef::StartTimer { timer, after, event, fields, .. } => {
                let path = format!("{path}.start_timer");
                let at = self.event_of(event, &path)?;
                let timer = self.tables.timer(timer, at)?;
                let payload = self.payload(at, fields, &path, events)?;
                Some(Act::Start { timer, after: *after, payload })
            }
            EffectDef::CancelTimer { timer, .. } => {
                let Some(at) = self.tables.timers.place(timer) else {
                    self.fault(format_args!("{path}.cancel_timer.timer"), "a timer of the workflow", timer);
                    return None;
                };
                Some(Act::Cancel(at))
            }
            EffectDef::Clock { clock, act, .. } => {
                let Some(at) = self.tables.clock(clock) else {
                    self.fault(format_args!("{path}.clock.clock"), "a clock of the workflow", clock);
                    return None;
                };
                Some(Act::Clock(at, *act))
            }
            EffectDef::Emit { kind, fields, .. } => {
                let mut out = Vec::new();
                for (name, field) in fields {
                    let path = format!("{path}.emit.fields.{name}.value");
                    out.push((
                        name.as_str().into(),
                        self.expr(&path, &field.value, field.kind, &[], events)?,
                    ));
                }
                Some(Act::Emit(kind.as_str().into(), out))
            }
            EffectDef::Choose { branches, .. } => {
                self.branches(branches, &format!("{path}.choose.branches"), events).map(Act::Choose)
            }
            EffectDef::Block { effects, .. } => {
                Some(Act::Block(self.effects_of(effects, &format!("{path}.block.effects"), events)))
            }
        }
    }

    fn branches(
        &mut self,
        defs: &[BranchDef],
        path: &str,
        events: &[u16],
    ) -> Option<Vec<(Option<Guard>, Vec<Effect>)>> {
        let mut branches = Vec::new();
        for (i, def) in defs.iter().enumerate() {
            let when = match &def.when {
                Some(text) => Some(self.guard(&format!("{path}[{i}].when"), text, events)?),
                None if i.checked_add(1) == Some(defs.len()) => None,
                None => {
                    self.fault(format_args!("{path}[{i}].when"), "a condition, but for the last way", "none");
                    return None;
                }
            };
            branches.push((when, self.effects_of(&def.effects, &format!("{path}[{i}].effects"), events)));
        }
        Some(branches)
    }

    fn event_of(&mut self, event: &str, path: &str) -> Option<u16> {
        let found = self.tables.event(event);
        if found.is_none() {
            self.fault(format_args!("{path}.event"), "an event of the workflow", event);
        }
        found
    }

    fn payload(
        &mut self,
        event: u16,
        fields: &BTreeMap<String, String>,
        path: &str,
        events: &[u16],
    ) -> Option<Payload> {
        let defs = self.tables.events.get(usize::from(event))?.fields.clone();
        let mut payload = Vec::new();
        for (name, text) in fields {
            let path = format!("{path}.fields.{name}");
            let Some((at, def)) = defs.iter().enumerate().find(|(_, def)| def.id == *name) else {
                self.fault(path, "a field of the event", name);
                continue;
            };
            let expr = self.expr(&path, text, def.kind, &def.values, events)?;
            payload.push((u16::try_from(at).ok()?, expr));
        }
        Some(payload)
    }

    /// The events whose last doer some guard, value or four-eyes rule asks for.
    pub(super) fn remembered(&self) -> Vec<bool> {
        let mut out = vec![false; self.tables.events.len()];
        let mut asked = |event: u16| {
            if let Some(flag) = out.get_mut(usize::from(event)) {
                *flag = true;
            }
        };
        let mut name = |name: &Name| {
            if let Slot::By(event) | Slot::At(event) = name.slot {
                asked(event);
            }
        };
        for transition in &self.transitions {
            if let Some(guard) = &transition.guard {
                guard.each_name(&mut name);
            }
            each_name(&transition.effects, &mut name);
        }
        for state in &self.tables.states {
            for effects in [&state.on_initial, &state.on_entry, &state.on_exit] {
                each_name(effects, &mut name);
            }
        }
        for event in self.transitions.iter().flat_map(|transition| &transition.four_eyes) {
            asked(*event);
        }
        out
    }
}

/// Calls `visit` with every name in the expressions of effects.
pub(in crate::workflow) fn each_name<'e>(effects: &'e [Effect], visit: &mut dyn FnMut(&'e Name)) {
    for effect in effects {
        match &effect.act {
            Act::Assign(_, expr) => expr.term.each_key(&mut |name| visit(name)),
            Act::Raise(_, payload) | Act::Start { payload, .. } => {
                payload.iter().for_each(|(_, expr)| expr.term.each_key(&mut |name| visit(name)));
            }
            Act::Emit(_, fields) => {
                fields.iter().for_each(|(_, expr)| expr.term.each_key(&mut |name| visit(name)))
            }
            Act::Choose(branches) => {
                for (guard, effects) in branches {
                    if let Some(guard) = guard {
                        guard.each_name(&mut |name| visit(name));
                    }
                    each_name(effects, visit);
                }
            }
            Act::Block(effects) => each_name(effects, visit),
            Act::Cancel(_) | Act::Clock(..) => {}
        }
    }
}
