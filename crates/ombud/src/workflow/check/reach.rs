//! E2 to E4: what is never come to, what is never left, and from where there is no end.

use std::collections::BTreeSet;

use super::{
    finding::{Code, Finding, Report},
    graph::{Graph, Said},
    inputs::Input,
    paths,
};
use crate::workflow::{
    chart::ROOT,
    definition::{EventKind, StateKind},
    instance::What,
};

/// E2: every state is come to, and every transition taken, by some run.
pub(super) fn dead(graph: &Graph<'_>, out: &mut Report) {
    let chart = graph.chart;
    for (state, at) in chart.tables.states.iter().zip(0u16..).skip(1) {
        let outer = state.parent == ROOT || graph.entered.contains(&state.parent);
        let never = !state.is_history() && outer && !graph.entered.contains(&at);
        if !never || !out.room(Code::UnreachableState) {
            continue;
        }
        out.push(
            Finding::new(Code::UnreachableState, paths::state(chart, at))
                .about("state", &*state.id)
                .said("a way into the state", "none"),
        );
    }
    for (transition, at) in chart.transitions.iter().zip(0u16..) {
        let history = chart.state(transition.source).is_some_and(super::super::chart::State::is_history);
        let reached = graph.entered.contains(&transition.source);
        let never = !history && reached && !graph.taken.contains(&at);
        if !never || !out.room(Code::DeadTransition) {
            continue;
        }
        let path = paths::transition(chart, at);
        let end = chart.state(transition.source).map_or(transition.source, |state| state.end);
        let inside =
            graph.stays.range(transition.source..end).flat_map(|(_, stay)| stay.nodes.iter().copied());
        let node = inside.filter(|at| graph.nodes.get(*at).is_some_and(|node| !node.instance.done)).min();
        let attempt = node.and_then(|node| attempt(graph, node, at));
        out.push(
            Finding::new(Code::DeadTransition, path)
                .about("transition", &*transition.id)
                .about("state", chart.state_name(transition.source))
                .said("a run that takes the transition", "none: its event or guard never comes about")
                .shown(graph.witness(node, attempt.as_ref())),
        );
    }
}

/// The event of a transition, sent by somebody with its role.
fn attempt(graph: &Graph<'_>, node: usize, transition: u16) -> Option<Said> {
    let chart = graph.chart;
    let found = chart.transition(transition)?;
    let human = |event: &&u16| {
        chart.tables.events.get(usize::from(**event)).is_some_and(|event| event.kind == EventKind::Human)
    };
    let event = *found.events.iter().find(human)?;
    let fits = |member: &super::staff::Member| found.roles == 0 || member.actor.roles & found.roles != 0;
    let at = graph.nodes.get(node)?.now;
    Some(Said {
        what: What::Event(event),
        timer: None,
        input: Input::default(),
        actor: graph.staff.all.iter().position(fits),
        at: crate::workflow::Time::from_millis(at.millis().saturating_add(1_000)),
    })
}

/// E3: each leaf that is no end is left again.
pub(super) fn traps(graph: &Graph<'_>, out: &mut Report) {
    let chart = graph.chart;
    for (leaf, stay) in &graph.stays {
        if chart.state(*leaf).is_none_or(|state| state.kind == StateKind::Final) {
            continue;
        }
        let exits: BTreeSet<usize> =
            stay.exits.iter().filter_map(|at| graph.moves.get(*at)).map(|found| found.from).collect();
        let stuck = |free: &BTreeSet<usize>| {
            stay.nodes.iter().copied().find(|at| !free.contains(at) && graph.turn(*at, *leaf))
        };
        if stuck(&exits).is_none() {
            continue;
        }
        let here = |at: usize| stay.nodes.binary_search(&at).is_ok();
        if let Some(at) = stuck(&graph.before(exits, here))
            && out.room(Code::TrapState)
        {
            out.push(
                Finding::new(Code::TrapState, paths::state(chart, *leaf))
                    .about("state", chart.state_name(*leaf))
                    .said("a way out that somebody or a timer can take", "none")
                    .shown(graph.witness(Some(at), None)),
            );
        }
    }
}

/// E4: from wherever it stands, a run can come to the end.
pub(super) fn ends(graph: &Graph<'_>, out: &mut Report) {
    let chart = graph.chart;
    let done = graph.nodes.iter().enumerate().filter(|(_, node)| node.instance.done).map(|(at, _)| at);
    let free = graph.before(done, |_| true);
    let lost = |at: usize| !free.contains(&at);
    let mut told = BTreeSet::new();
    for (at, node) in graph.nodes.iter().enumerate().filter(|(at, _)| lost(*at)) {
        let by = node.by.and_then(|by| graph.moves.get(by));
        let first = by.is_none_or(|by| by.said.what == What::Begin || !lost(by.from));
        if !first || !told.insert(node.instance.leaves.clone()) || !out.room(Code::NoWayToEnd) {
            continue;
        }
        let leaf = node.instance.leaves.first().copied().unwrap_or(ROOT);
        let names: Vec<&str> = node.instance.leaves(chart).collect();
        out.push(
            Finding::new(Code::NoWayToEnd, paths::state(chart, leaf))
                .about("state", names.join(" "))
                .said("a way to an end", "none")
                .shown(graph.witness(Some(at), None)),
        );
    }
}
