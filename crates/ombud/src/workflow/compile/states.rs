//! The tree of states, and where transitions lead.

use super::{Compiler, MAX_DEPTH};
use crate::{
    Error, ErrorCode,
    workflow::{
        chart::{ROOT, State, Timer},
        definition::{Definition, EffectDef, Names, StateDef, StateKind, TimerDef},
    },
};

impl Compiler<'_> {
    pub(super) fn states(&mut self, definition: &Definition) {
        self.tables.states.push(blank("", StateKind::State, ROOT));
        for (i, state) in definition.states.iter().enumerate() {
            self.state(state, ROOT, &format!("states[{i}]"), 1);
        }
        self.close(ROOT);
        if definition.states.is_empty() {
            self.fault("states", "at least one state", "none");
        }
        self.effect_timers(&definition.on_initial);
    }

    fn close(&mut self, at: u16) {
        let end = u16::try_from(self.tables.states.len()).unwrap_or(u16::MAX);
        if let Some(state) = self.tables.states.get_mut(usize::from(at)) {
            state.end = end;
        }
    }

    fn state(&mut self, def: &StateDef, parent: u16, path: &str, depth: usize) {
        let Ok(at) = u16::try_from(self.tables.states.len()) else { return };
        if depth > MAX_DEPTH {
            self.fault(path, format_args!("at most {MAX_DEPTH} levels of states"), "more");
            return;
        }
        if self.tables.state(&def.id).is_some() {
            let error = Error::new(ErrorCode::DuplicateId).item(&def.id).path(format_args!("{path}.id"));
            self.errors.push(error.expected("each id once").found(&def.id));
        }
        self.tables.states.push(blank(&def.id, def.kind, parent));
        if let Some(outer) = self.tables.states.get_mut(usize::from(parent)) {
            outer.children.push(at);
        }
        self.shape(def, path);
        let timers = def.timers.iter().enumerate();
        let timers: Vec<u16> =
            timers.filter_map(|(i, timer)| self.timer(timer, &format!("{path}.timers[{i}]"))).collect();
        for effects in [&def.on_initial, &def.on_entry, &def.on_exit] {
            self.effect_timers(effects);
        }
        for transition in &def.transitions {
            self.effect_timers(&transition.effects);
        }
        let ends = def.states.iter().any(|child| child.kind == StateKind::Final);
        let done = match def.kind {
            StateKind::Parallel => true,
            StateKind::State => ends,
            _ => false,
        };
        let done = if done { self.own_event(format!("done.state.{}", def.id)) } else { None };
        if let Some(state) = self.tables.states.get_mut(usize::from(at)) {
            state.timers = timers;
            state.done = done;
        }
        for (i, child) in def.states.iter().enumerate() {
            self.state(child, at, &format!("{path}.states[{i}]"), depth.saturating_add(1));
        }
        self.close(at);
    }

    /// What a state of its kind may hold.
    fn shape(&mut self, def: &StateDef, path: &str) {
        let real =
            |child: &&StateDef| !matches!(child.kind, StateKind::ShallowHistory | StateKind::DeepHistory);
        let inside = def.states.iter().filter(real).count();
        let history = !real(&def);
        if (history || def.kind == StateKind::Final) && !def.states.is_empty() {
            self.fault(format_args!("{path}.states"), "no states in a final or history state", inside);
        }
        if def.kind == StateKind::Final && !(def.transitions.is_empty() && def.timers.is_empty()) {
            self.fault(format_args!("{path}.transitions"), "nothing to do in a final state", "some");
        }
        if def.kind == StateKind::Parallel && inside == 0 {
            self.fault(format_args!("{path}.states"), "states in a parallel state", "none");
        }
        if def.kind == StateKind::State && inside == 0 && !def.states.is_empty() {
            self.fault(format_args!("{path}.states"), "a state beside the history states", "none");
        }
        if def.kind == StateKind::Parallel
            && let Some(i) = def.states.iter().position(|child| child.kind == StateKind::Final)
        {
            self.fault(
                format_args!("{path}.states[{i}].kind"),
                "no final state in a parallel state",
                "final",
            );
        }
        let compound = def.kind == StateKind::State && inside > 0;
        if !(compound || def.initial.is_empty() && def.on_initial.is_empty()) {
            self.fault(format_args!("{path}.initial"), "a state with states in it, not parallel", &def.id);
        }
        if !history {
            return;
        }
        let held = [&def.on_entry, &def.on_exit].iter().any(|effects| !effects.is_empty());
        let plain = match def.transitions.as_slice() {
            [one] => {
                one.event.is_empty() && one.guard.is_none() && one.roles.is_empty() && !one.target.is_empty()
            }
            _ => false,
        };
        if held || !def.timers.is_empty() || !plain {
            self.fault(
                format_args!("{path}.transitions"),
                "in a history state exactly one transition, without event, guard and roles, and nothing else",
                format_args!("{} transitions", def.transitions.len()),
            );
        }
    }

    fn timer(&mut self, def: &TimerDef, path: &str) -> Option<u16> {
        if def.after.is_some() == def.clock.is_some() {
            self.fault(path, "either after or clock", if def.after.is_some() { "both" } else { "neither" });
        }
        if self.tables.timers.place(&def.id).is_some() {
            let error = Error::new(ErrorCode::DuplicateId).item(&def.id).path(format_args!("{path}.id"));
            self.errors.push(error.expected("each id once").found(&def.id));
        }
        let Some(event) = self.tables.event(&def.event) else {
            self.fault(format_args!("{path}.event"), "an event of the workflow", &def.event);
            return None;
        };
        let at = u16::try_from(self.tables.timers.len()).ok()?;
        let (id, clock) = (def.id.as_str().into(), def.clock.clone());
        self.tables.timers.push(Timer { id, event, after: def.after, clock, name: at });
        Some(at)
    }

    /// The timers that effects start; one entry a name and event.
    fn effect_timers(&mut self, effects: &[EffectDef]) {
        for effect in effects {
            match effect {
                EffectDef::StartTimer { timer, after, event, .. } => {
                    let Some(event) = self.tables.event(event) else { continue };
                    if self.tables.timer(timer, event).is_none() {
                        let Ok(at) = u16::try_from(self.tables.timers.len()) else { continue };
                        let name = self.tables.timers.place(timer).unwrap_or(at);
                        let (id, after) = (timer.as_str().into(), Some(*after));
                        self.tables.timers.push(Timer { id, event, after, clock: None, name });
                    }
                }
                EffectDef::Choose { branches, .. } => {
                    branches.iter().for_each(|branch| self.effect_timers(&branch.effects));
                }
                EffectDef::Block { effects, .. } => self.effect_timers(effects),
                _ => {}
            }
        }
    }

    /// Resolves initial states, once all states are known.
    pub(super) fn targets(&mut self, definition: &Definition) {
        let initial = self.initial(ROOT, &definition.initial, "initial");
        if let Some(root) = self.tables.states.get_mut(usize::from(ROOT)) {
            root.initial = initial;
        }
        let mut at = 1u16;
        for (i, def) in definition.states.iter().enumerate() {
            self.inner_targets(def, &mut at, &format!("states[{i}]"));
        }
    }

    fn inner_targets(&mut self, def: &StateDef, at: &mut u16, path: &str) {
        let here = *at;
        *at = at.saturating_add(1);
        if def.kind == StateKind::State && !def.states.is_empty() {
            let initial = self.initial(here, &def.initial, &format!("{path}.initial"));
            if let Some(state) = self.tables.states.get_mut(usize::from(here)) {
                state.initial = initial;
            }
        }
        for (i, child) in def.states.iter().enumerate() {
            self.inner_targets(child, at, &format!("{path}.states[{i}]"));
        }
    }

    fn initial(&mut self, of: u16, names: &Names, path: &str) -> Vec<u16> {
        if names.is_empty() {
            let children = self.tables.states.get(usize::from(of)).map_or(&[][..], |state| &state.children);
            let real = |child: &&u16| {
                self.tables.states.get(usize::from(**child)).is_some_and(|state| !state.is_history())
            };
            return children.iter().find(real).copied().into_iter().collect();
        }
        let targets = self.resolved(names, path);
        for target in &targets {
            if *target == of || !self.tables.within(*target, of) {
                let found = self.tables.states.get(usize::from(*target)).map(|state| state.id.clone());
                self.fault(path, "a state inside", found.unwrap_or_default());
            }
        }
        targets
    }

    /// The states of these names, which can be active together.
    pub(super) fn resolved(&mut self, names: &Names, path: &str) -> Vec<u16> {
        let mut targets: Vec<u16> = Vec::new();
        for name in &names.0 {
            match self.tables.state(name) {
                Some(target) => targets.push(target),
                None => self.fault(path, "a state of the workflow", name),
            }
        }
        for (i, one) in targets.iter().enumerate() {
            for other in targets.iter().take(i) {
                let around = self.tables.ancestors(*one).find(|outer| self.tables.within(*other, *outer));
                let parallel = around
                    .and_then(|outer| self.tables.states.get(usize::from(outer)))
                    .is_some_and(|state| state.kind == StateKind::Parallel);
                let apart = !self.tables.within(*one, *other) && !self.tables.within(*other, *one);
                if !(parallel && apart) {
                    self.fault(path, "states that can be active together", names.0.join(" "));
                    return targets;
                }
            }
        }
        targets
    }
}

fn blank(id: &str, kind: StateKind, parent: u16) -> State {
    State {
        id: id.into(),
        kind,
        parent,
        end: 0,
        children: Vec::new(),
        initial: Vec::new(),
        on_initial: Vec::new(),
        on_entry: Vec::new(),
        on_exit: Vec::new(),
        timers: Vec::new(),
        transitions: 0..0,
        done: None,
    }
}
