//! Workflows, acts and checklists, but for what compiling them finds.

use std::collections::BTreeMap;

use super::{At, Checker, numbered};
use crate::{
    clock::Citation,
    pack::{
        ActDef, SendDef,
        ids::{places, unknown_rules},
    },
    workflow::{Definition, EventKind, TransitionDef},
};

impl Checker<'_> {
    pub(super) fn flows(&mut self) {
        let bundle = self.bundle;
        for (workflow, id, nth) in numbered(&bundle.workflows, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("workflow", id) };
            let unknown = unknown_rules(workflow, &self.rules);
            self.faults.extend(unknown.into_iter().map(|error| at.place(error)));
            self.senders(at, workflow);
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

    /// Each event that somebody does is sent by an act, and the roles of the two agree: what a
    /// transition lets a role do, one of the acts lets it do too, and the other way round. A workflow
    /// that no act sends to is somebody else's to move.
    fn senders(&mut self, at: At<'_>, workflow: &Definition) {
        let acts = &self.bundle.acts;
        let sends = |act: &ActDef, event: Option<&str>| {
            let to = |send: &SendDef| send.workflow == workflow.id && event.is_none_or(|id| send.event == id);
            act.sends.iter().any(to)
        };
        if !acts.iter().any(|act| sends(act, None)) {
            return;
        }
        let places = places(workflow);
        let human = workflow.events.iter().enumerate().filter(|(_, event)| event.kind == EventKind::Human);
        for (i, event) in human {
            let senders: Vec<&ActDef> = acts.iter().filter(|act| sends(act, Some(&event.id))).collect();
            if senders.is_empty() {
                self.fault(at, &format!("events[{i}].id"), "an event that an act sends", &event.id);
                continue;
            }
            let taking = || {
                places.iter().flat_map(|(path, state)| {
                    let own = state.transitions.iter().enumerate();
                    own.filter(|(_, x)| x.event.0.contains(&event.id)).map(move |(i, x)| (path, i, x))
                })
            };
            for (path, i, transition) in taking() {
                for (j, role) in transition.roles.iter().enumerate() {
                    if !senders.iter().any(|act| act.roles.is_empty() || act.roles.contains(role)) {
                        let path = format!("{path}.transitions[{i}].roles[{j}]");
                        self.fault(
                            at,
                            &path,
                            format_args!("a role of an act that sends `{}`", event.id),
                            role,
                        );
                    }
                }
            }
            for act in senders {
                for role in &act.roles {
                    let may = |x: &TransitionDef| x.roles.is_empty() || x.roles.contains(role);
                    if !taking().any(|(.., transition)| may(transition)) {
                        let expected = format!("a role that may take `{}` in `{}`", event.id, workflow.id);
                        self.fault(At::new("act", act.id.as_str()), "roles", expected, role);
                    }
                }
            }
        }
    }
}
