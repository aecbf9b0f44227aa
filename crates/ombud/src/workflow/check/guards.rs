//! E5 and E6: the answers of one state to one event.
//!
//! Transitions of one state that answer to one event must exclude each other, or the last of them
//! has no guard: then the order of the definition is meant as "first this, else that". Two that hold
//! together for one person and do the same are no fault. Where a state tells several cases apart and
//! some case is none of them, that is a warning; a single transition with a guard only says what must
//! be there first.

use super::{
    finding::{Code, Finding, Report},
    graph::{Graph, Note, Seen},
    paths,
};
use crate::workflow::{chart::Transition, instance::What};

pub(super) fn check(graph: &Graph<'_>, out: &mut Report) {
    for note in &graph.notes {
        match note.seen {
            Seen::Rival(first, second) => overlap(graph, note, first, second, out),
            Seen::Gap(state, event) => gap(graph, note, state, event, out),
            _ => {}
        }
    }
}

fn overlap(graph: &Graph<'_>, note: &Note, first: u16, second: u16, out: &mut Report) {
    let chart = graph.chart;
    let (Some(a), Some(b)) = (chart.transition(first), chart.transition(second)) else { return };
    let same =
        a.targets == b.targets && a.internal == b.internal && a.effects.is_empty() && b.effects.is_empty();
    let together = |other: &Transition| match (a.eventless, b.eventless) {
        (true, true) => other.eventless,
        _ => other.events.iter().any(|event| a.events.contains(event) && b.events.contains(event)),
    };
    let group = chart.state(a.source).map_or(0..0, |state| state.transitions.clone());
    let last = group.rev().filter_map(|at| chart.transition(at)).find(|other| together(other));
    let ordered = last.is_some_and(|last| last.guard.is_none());
    if same || ordered || !out.room(Code::OverlappingGuards) {
        return;
    }
    let event = match (a.events.iter().copied().find(|event| b.events.contains(event)), note.said.what) {
        (Some(event), _) | (None, What::Event(event)) => chart.event_name(event),
        _ => "",
    };
    out.push(
        Finding::new(Code::OverlappingGuards, paths::transition(chart, second))
            .about("state", chart.state_name(a.source))
            .about("event", event)
            .about("first", &*a.id)
            .about("second", &*b.id)
            .said("guards that exclude each other, or a last transition without one", "both hold")
            .shown(graph.witness(note.node, Some(&note.said))),
    );
}

fn gap(graph: &Graph<'_>, note: &Note, state: u16, event: u16, out: &mut Report) {
    let chart = graph.chart;
    if !out.room(Code::MissingGuard) {
        return;
    }
    out.push(
        Finding::new(Code::MissingGuard, paths::state(chart, state))
            .about("state", chart.state_name(state))
            .about("event", chart.event_name(event))
            .said("an answer for every case", "none of the guards holds")
            .shown(graph.witness(note.node, Some(&note.said))),
    );
}
