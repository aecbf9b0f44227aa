//! A workflow and the acts that move it, as one workflow.
//!
//! Who may do a thing, who may not have done another, and who must agree stands in acts; the check of
//! workflows sees transitions. So each transition is written once for every act that takes it, with
//! what the act asks of people; an act that moves nothing, but that somebody may not have done, or
//! that asks so itself, may be done everywhere. What else an act asks is left aside: whether it holds
//! is for the case.

use std::collections::{BTreeMap, BTreeSet};

use super::{Act, scope::Slot};
use crate::{
    cond::{Node, Sign, Term},
    pack::act::Name,
    workflow::{
        Definition, EventDef, EventKind, Names, RoleDef, StateDef, StateKind, TransitionDef, check::Given,
    },
};

/// The one, and where its parts come from.
pub(in crate::pack) struct Composed<'a> {
    pub(in crate::pack) definition: Definition,
    /// That transitions need a second person.
    pub(in crate::pack) given: Given,
    /// The act that takes a transition, by its name.
    pub(in crate::pack) acts: BTreeMap<String, &'a Act>,
    /// The place of a transition in the workflow as it is written, by its place in this one.
    paths: BTreeMap<String, String>,
    names: Senders<'a>,
}

/// The acts of a workflow, each under the name of the event that stands for it.
#[derive(Default)]
struct Senders<'a> {
    /// Those that send an event.
    of: BTreeMap<&'a str, Vec<(String, &'a Act)>>,
    /// Those that send it nothing, and have to do with who did what.
    loose: Vec<(String, &'a Act)>,
}

impl<'a> Senders<'a> {
    fn new(workflow: &Definition, acts: &'a [&'a Act]) -> Self {
        let mut senders = Senders::default();
        for act in acts {
            for send in act.def.sends.iter().filter(|send| send.workflow == workflow.id) {
                let known = senders.of.entry(send.event.as_str()).or_default();
                // The first keeps the name, which guards of the workflow may use.
                let own = if known.is_empty() {
                    send.event.clone()
                } else {
                    format!("{}@{}", send.event, act.def.id)
                };
                known.push((own, act));
            }
        }
        let asked: BTreeSet<&str> = acts.iter().flat_map(|act| excluded(act)).collect();
        let here = |act: &Act| act.def.home().next().is_none() || act.def.within.contains(&workflow.id);
        let matters = |act: &Act| asked.contains(act.def.event.as_str()) || !excluded(act).is_empty();
        let loose = acts.iter().filter(|act| here(act) && matters(act));
        senders.loose = loose.map(|act| (format!("@{}", act.def.id), *act)).collect();
        senders
    }

    fn all(&self) -> impl Iterator<Item = &(String, &'a Act)> {
        self.of.values().flatten().chain(&self.loose)
    }

    /// The events of which whoever does an act may have done none.
    fn excluded_by(&self, act: &Act) -> Vec<String> {
        let types = excluded(act);
        let barred = self.all().filter(|(_, other)| types.contains(other.def.event.as_str()));
        barred.map(|(name, _)| name.clone()).collect()
    }
}

/// The types of event that whoever does an act may not have recorded: those it names, and those that
/// its conditions name, in the case in which they ask the most.
fn excluded(act: &Act) -> BTreeSet<&str> {
    fn walk<'n>(node: &'n Node<Name>, out: &mut BTreeSet<&'n str>) {
        match node {
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| walk(part, out)),
            Node::Relation(relation) if relation.sign == Sign::NotEqual => {
                let (Term::Name(a), Term::Name(b)) = (&relation.left, &relation.right) else { return };
                if let (Slot::Actor, Slot::By(event)) | (Slot::By(event), Slot::Actor) = (&a.slot, &b.slot) {
                    out.insert(event);
                }
            }
            _ => {}
        }
    }
    let mut out: BTreeSet<&str> = act.def.four_eyes.iter().map(|event| event.as_str()).collect();
    act.guards.iter().for_each(|guard| walk(guard, &mut out));
    out
}

impl<'a> Composed<'a> {
    pub(in crate::pack) fn new(workflow: &Definition, acts: &'a [&'a Act]) -> Self {
        let mut composed = Composed {
            definition: workflow.clone(),
            given: Given::default(),
            acts: BTreeMap::new(),
            paths: BTreeMap::new(),
            names: Senders::new(workflow, acts),
        };
        composed.events(workflow);
        composed.roles();
        let mut states = std::mem::take(&mut composed.definition.states);
        for (i, state) in states.iter_mut().enumerate() {
            composed.state(state, &format!("states[{i}]"));
            if !matches!(state.kind, StateKind::State | StateKind::Parallel) {
                continue;
            }
            for (name, act) in &composed.names.loose {
                let mut own = taken(name, &act.def.roles);
                own.id = format!("{name}#{i}");
                own.four_eyes = composed.names.excluded_by(act);
                composed.acts.insert(own.id.clone(), act);
                if act.def.second_person {
                    let roles = act.def.second_roles.iter().map(String::as_str);
                    composed.given = composed.given.second(&own.id, roles);
                }
                state.transitions.push(own);
            }
        }
        composed.definition.states = states;
        composed
    }

    /// Where a part stands in the workflow as it is written; nothing where it does not.
    pub(in crate::pack) fn written(&self, path: &str) -> Option<String> {
        match self.paths.get(path) {
            Some(path) => Some(path.clone()),
            None => (!path.contains(".transitions[")).then(|| path.to_owned()),
        }
    }

    fn events(&mut self, workflow: &Definition) {
        for (event, senders) in &self.names.of {
            let Some(def) = workflow.events.iter().find(|known| known.id == *event) else { continue };
            for (name, _) in senders.iter().skip(1) {
                self.definition.events.push(EventDef { id: name.clone(), ..def.clone() });
            }
        }
        for (name, act) in &self.names.loose {
            let title = act.def.title.clone();
            let def = EventDef { id: name.clone(), title, kind: EventKind::Human, fields: Vec::new() };
            self.definition.events.push(def);
        }
    }

    /// The roles that acts name and the workflow does not.
    fn roles(&mut self) {
        for (_, act) in self.names.all() {
            for role in act.def.roles.iter().chain(&act.def.second_roles) {
                if !self.definition.roles.iter().any(|known| known.id == *role) {
                    let title = crate::model::Label::same(role);
                    self.definition.roles.push(RoleDef { id: role.clone(), title });
                }
            }
        }
    }

    fn state(&mut self, state: &mut StateDef, path: &str) {
        for (i, inner) in state.states.iter_mut().enumerate() {
            self.state(inner, &format!("{path}.states[{i}]"));
        }
        let mut out = Vec::new();
        for (i, transition) in std::mem::take(&mut state.transitions).into_iter().enumerate() {
            for own in self.each(transition) {
                let place = format!("{path}.transitions[{}]", out.len());
                self.paths.insert(place, format!("{path}.transitions[{i}]"));
                out.push(own);
            }
        }
        state.transitions = out;
    }

    /// A transition once for each act that may take it, and once for the events that no act sends.
    fn each(&mut self, mut transition: TransitionDef) -> Vec<TransitionDef> {
        let all = std::mem::take(&mut transition.event.0);
        let (sent, rest): (Vec<String>, Vec<String>) =
            all.into_iter().partition(|event| self.names.of.contains_key(event.as_str()));
        let mut out = Vec::new();
        if sent.is_empty() || !rest.is_empty() {
            out.push(TransitionDef { event: Names(rest), ..transition.clone() });
        }
        for (name, act) in sent.iter().filter_map(|event| self.names.of.get(event.as_str())).flatten() {
            let Some(roles) = meet(&transition.roles, &act.def.roles) else { continue };
            let mut own = TransitionDef { event: Names(vec![name.clone()]), roles, ..transition.clone() };
            if !out.is_empty() {
                let suffix = format!("@{name}");
                own.id.push_str(&suffix);
                own.effects.iter_mut().for_each(|effect| effect.rename(&suffix));
            }
            let doers = own.four_eyes.iter().flat_map(|event| match self.names.of.get(event.as_str()) {
                Some(senders) => senders.iter().map(|(name, _)| name.clone()).collect(),
                None => vec![event.clone()],
            });
            own.four_eyes = doers.chain(self.names.excluded_by(act)).collect();
            self.acts.insert(own.id.clone(), act);
            if act.def.second_person {
                let roles = act.def.second_roles.iter().map(String::as_str);
                self.given = std::mem::take(&mut self.given).second(&own.id, roles);
            }
            out.push(own);
        }
        out
    }
}

fn taken(event: &str, roles: &[String]) -> TransitionDef {
    TransitionDef {
        id: event.to_owned(),
        event: Names(vec![event.to_owned()]),
        target: Names::default(),
        internal: false,
        guard: None,
        roles: roles.to_vec(),
        four_eyes: Vec::new(),
        effects: Vec::new(),
        cite: Vec::new(),
    }
}

/// The roles that both name; nothing where nobody may by both. None named is anybody.
fn meet(one: &[String], other: &[String]) -> Option<Vec<String>> {
    match (one, other) {
        ([], roles) | (roles, []) => Some(roles.to_vec()),
        _ => {
            let both: Vec<String> = one.iter().filter(|role| other.contains(role)).cloned().collect();
            (!both.is_empty()).then_some(both)
        }
    }
}
