//! How names and titles are spelled: what is blank, or moves a reader's cursor, names nothing.

use super::Compiler;
use crate::{
    Error, ErrorCode,
    model::Label,
    workflow::definition::{BranchDef, Definition, EffectDef, StateDef},
};

/// The longest delay: further on lies no calendar.
const MAX_DELAY: i64 = 1_000_000 * 24 * 60 * 60 * 1_000;

impl Compiler<'_> {
    /// Notes every name, title and delay that cannot be.
    pub(super) fn spelling(&mut self, definition: &Definition) {
        self.spelled("id", &definition.id);
        self.titled("title", &definition.title);
        for (i, role) in definition.roles.iter().enumerate() {
            self.spelled(&format!("roles[{i}].id"), &role.id);
            self.titled(&format!("roles[{i}].title"), &role.title);
        }
        for (i, clock) in definition.clocks.iter().enumerate() {
            self.spelled(&format!("clocks[{i}].id"), &clock.id);
        }
        for (i, datum) in definition.data.iter().enumerate() {
            self.spelled(&format!("data[{i}].id"), &datum.id);
        }
        for (i, event) in definition.events.iter().enumerate() {
            self.spelled(&format!("events[{i}].id"), &event.id);
            self.titled(&format!("events[{i}].title"), &event.title);
            for (j, field) in event.fields.iter().enumerate() {
                self.spelled(&format!("events[{i}].fields[{j}].id"), &field.id);
                self.titled(&format!("events[{i}].fields[{j}].title"), &field.title);
            }
        }
        self.effects_spelled("on_initial", &definition.on_initial);
        let mut waiting: Vec<(String, &StateDef)> = inner("", &definition.states).collect();
        while let Some((path, state)) = waiting.pop() {
            self.state_spelled(&path, state);
            waiting.extend(inner(&format!("{path}."), &state.states));
        }
    }

    fn state_spelled(&mut self, path: &str, state: &StateDef) {
        self.spelled(&format!("{path}.id"), &state.id);
        self.titled(&format!("{path}.title"), &state.title);
        let blocks =
            [("on_initial", &state.on_initial), ("on_entry", &state.on_entry), ("on_exit", &state.on_exit)];
        for (name, effects) in blocks {
            self.effects_spelled(&format!("{path}.{name}"), effects);
        }
        for (i, timer) in state.timers.iter().enumerate() {
            self.spelled(&format!("{path}.timers[{i}].id"), &timer.id);
            if let Some(after) = timer.after {
                self.delayed(&format!("{path}.timers[{i}].after"), &timer.id, after);
            }
        }
        for (i, transition) in state.transitions.iter().enumerate() {
            self.spelled(&format!("{path}.transitions[{i}].id"), &transition.id);
            self.effects_spelled(&format!("{path}.transitions[{i}].effects"), &transition.effects);
        }
    }

    fn effects_spelled(&mut self, path: &str, effects: &[EffectDef]) {
        for (i, effect) in effects.iter().enumerate() {
            self.spelled(&format!("{path}[{i}]"), effect.id());
            match effect {
                EffectDef::StartTimer { timer, after, .. } => {
                    self.delayed(&format!("{path}[{i}].start_timer.after"), timer, *after);
                }
                EffectDef::Choose { branches, .. } => {
                    for (j, BranchDef { effects, .. }) in branches.iter().enumerate() {
                        self.effects_spelled(&format!("{path}[{i}].choose.branches[{j}].effects"), effects);
                    }
                }
                EffectDef::Block { effects, .. } => {
                    self.effects_spelled(&format!("{path}[{i}].block.effects"), effects);
                }
                _ => {}
            }
        }
    }

    fn spelled(&mut self, path: &str, id: &str) {
        if id.is_empty() || id.contains(|c: char| c.is_control() || c.is_whitespace()) {
            let error = Error::new(ErrorCode::InvalidId).path(path);
            self.errors.push(error.expected("a name without spaces or control characters").found(id));
        }
    }

    fn titled(&mut self, path: &str, title: &Label) {
        for (lang, text) in [("zh", &title.zh), ("en", &title.en)] {
            if text.trim().is_empty() {
                self.fault(format_args!("{path}.{lang}"), "wording in both zh and en", "an empty text");
            } else if text.contains(char::is_control) {
                self.fault(format_args!("{path}.{lang}"), "words without control characters", text);
            }
        }
    }

    fn delayed(&mut self, path: &str, timer: &str, after: crate::workflow::Delay) {
        if after.millis() > MAX_DELAY {
            let error = Error::new(ErrorCode::OutOfRange).item(timer).path(path);
            self.errors.push(error.expected("a delay of at most 1000000d").found(after));
        }
    }
}

fn inner<'s>(path: &str, states: &'s [StateDef]) -> impl Iterator<Item = (String, &'s StateDef)> {
    states.iter().enumerate().map(move |(i, state)| (format!("{path}states[{i}]"), state))
}
