//! The shortest way through a workflow to an event, whatever its guards will say.

use std::collections::{BTreeSet, VecDeque};

use crate::workflow::{Definition, StateDef, StateKind, TransitionDef};

/// The first event of the shortest way from the active states to an event, and how many events lie
/// before it; nothing where no way leads there.
pub(super) fn way<'d>(
    definition: &'d Definition,
    from: impl Iterator<Item = &'d str>,
    to: &'d str,
) -> Option<(&'d str, usize)> {
    way_past(definition, from, to, |_| false)
}

/// The same, without the events that `past` names on the way.
pub(super) fn way_past<'a, 'd: 'a>(
    definition: &'d Definition,
    from: impl Iterator<Item = &'a str>,
    to: &'a str,
    past: impl Fn(&str) -> bool,
) -> Option<(&'a str, usize)> {
    let map = Map { states: placed(definition) };
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut waiting: VecDeque<(&str, Option<&str>, usize)> = from.map(|leaf| (leaf, None, 0)).collect();
    while let Some((at, first, steps)) = waiting.pop_front() {
        if !seen.insert(at) {
            continue;
        }
        for transition in map.transitions(at) {
            if transition.event.0.iter().any(|event| event == to) {
                return Some((first.unwrap_or(to), steps));
            }
        }
        for transition in map.transitions(at) {
            let mut events = transition.event.0.iter().map(String::as_str);
            let event = events.find(|event| !past(event));
            if event.is_none() && !transition.event.0.is_empty() {
                continue;
            }
            let steps = if event.is_some() { steps.saturating_add(1) } else { steps };
            for target in &transition.target.0 {
                let leaves = map.leaves(target);
                waiting.extend(leaves.into_iter().map(|leaf| (leaf, first.or(event), steps)));
            }
        }
    }
    None
}

/// A state, and where in the list the state around it stands.
type Placed<'d> = (&'d StateDef, Option<usize>);

fn placed(definition: &Definition) -> Vec<Placed<'_>> {
    let mut out: Vec<Placed<'_>> = definition.states.iter().map(|state| (state, None)).collect();
    let mut next = 0usize;
    while let Some((state, _)) = out.get(next).copied() {
        out.extend(state.states.iter().map(|inner| (inner, Some(next))));
        next = next.saturating_add(1);
    }
    out
}

struct Map<'d> {
    states: Vec<Placed<'d>>,
}

impl<'d> Map<'d> {
    fn find(&self, id: &str) -> Option<usize> {
        self.states.iter().position(|(state, _)| state.id == id)
    }

    /// The transitions of a state and of those around it, inner ones first.
    fn transitions(&self, id: &str) -> Vec<&'d TransitionDef> {
        let mut at = self.find(id);
        let mut out = Vec::new();
        while let Some((state, around)) = at.and_then(|at| self.states.get(at)) {
            out.extend(&state.transitions);
            at = *around;
        }
        out
    }

    /// The states that are active at first where this one is entered.
    fn leaves(&self, id: &str) -> Vec<&'d str> {
        let mut waiting: Vec<usize> = self.find(id).into_iter().collect();
        let mut out = Vec::new();
        let mut seen = BTreeSet::new();
        while let Some(at) = waiting.pop().filter(|at| seen.insert(*at)) {
            let Some((state, _)) = self.states.get(at) else { break };
            let inner: Vec<&str> = match state.kind {
                StateKind::ShallowHistory | StateKind::DeepHistory => {
                    state.transitions.iter().flat_map(|x| &x.target.0).map(String::as_str).collect()
                }
                StateKind::Parallel => state.states.iter().map(|inner| inner.id.as_str()).collect(),
                _ if state.initial.is_empty() => {
                    state.states.first().map(|inner| inner.id.as_str()).into_iter().collect()
                }
                _ => state.initial.0.iter().map(String::as_str).collect(),
            };
            if inner.is_empty() {
                out.push(state.id.as_str());
            }
            waiting.extend(inner.into_iter().filter_map(|id| self.find(id)));
        }
        out
    }
}
