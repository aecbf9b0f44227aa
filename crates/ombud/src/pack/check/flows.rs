//! Workflows, acts and checklists, but for what compiling them finds.

use std::collections::BTreeMap;

use super::{At, Checker, numbered};
use crate::{clock::Citation, workflow::Definition};

impl Checker<'_> {
    pub(super) fn flows(&mut self) {
        let bundle = self.bundle;
        for (workflow, id, nth) in numbered(&bundle.workflows, |x| x.id.as_str()) {
            self.workflow(At { nth, ..At::new("workflow", id) }, workflow);
        }
        for (act, id, nth) in numbered(&bundle.acts, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("act", id) };
            self.cite(at, "cite", &act.cite);
            self.cite_in(at, "cite_in", &act.cite_in);
            for (i, guard) in act.guard.iter().enumerate() {
                self.cite(at, &format!("guard[{i}].cite"), &guard.cite);
                self.cite_in(at, &format!("guard[{i}].cite_in"), &guard.cite_in);
            }
        }
        for (list, id, nth) in numbered(&bundle.checklists, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("checklist", id) };
            self.cite(at, "cite", &list.cite);
            for (i, item) in list.item.iter().enumerate() {
                self.cite(at, &format!("item[{i}].cite"), &item.cite);
            }
        }
    }

    fn cite_in(&mut self, at: At<'_>, path: &str, lives: &BTreeMap<String, Vec<Citation>>) {
        for (life, list) in lives {
            self.cite(at, &format!("{path}.{life}"), list);
        }
    }

    /// The rules that it names are rules of the pack.
    fn workflow(&mut self, at: At<'_>, workflow: &Definition) {
        for (i, clock) in workflow.clocks.iter().enumerate() {
            if let Some(rule) = &clock.rule {
                self.rule(at, &format!("clocks[{i}].rule"), rule.as_str());
            }
        }
        let outer = workflow.states.iter().enumerate();
        let mut waiting: Vec<_> = outer.map(|(i, state)| (format!("states[{i}]"), state)).collect();
        while let Some((path, state)) = waiting.pop() {
            for (i, transition) in state.transitions.iter().enumerate() {
                for (j, rule) in transition.cite.iter().enumerate() {
                    self.rule(at, &format!("{path}.transitions[{i}].cite[{j}]"), rule.as_str());
                }
            }
            for (i, timer) in state.timers.iter().enumerate() {
                if let Some(rule) = &timer.clock {
                    self.rule(at, &format!("{path}.timers[{i}].clock"), rule.as_str());
                }
            }
            let inner = state.states.iter().enumerate();
            waiting.extend(inner.map(|(i, state)| (format!("{path}.states[{i}]"), state)));
        }
    }
}
