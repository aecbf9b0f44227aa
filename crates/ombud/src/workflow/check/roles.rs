//! E10: somebody is there for everything that people do.
//!
//! A workflow that declares roles says for everything that people do who may; one that declares none
//! leaves that to its host. An escalation (an effect that hands out `escalate`) that says to whom, in
//! a field `to` or `role`, names a role that there is.

use super::{
    finding::{Code, Finding, Report},
    graph::Graph,
    paths,
    scope::{each_effect, of_states},
};
use crate::{
    cond::Term,
    model::Value,
    workflow::{
        chart::{Act, Chart, Effect, Transition},
        definition::{EventKind, StateKind},
        names::Slot,
    },
};

/// What an escalation is handed out as.
const ESCALATE: &str = "escalate";

pub(super) fn check(graph: &Graph<'_>, out: &mut Report) {
    let chart = graph.chart;
    if chart.tables.roles.is_empty() {
        return;
    }
    let mut needed = 0u64;
    for (transition, at) in chart.transitions.iter().zip(0u16..) {
        needed |= transition.roles;
        let open = transition.roles == 0 && human(chart, transition) && !asks(transition);
        if open && out.room(Code::NoRole) {
            let shows = graph.moves.iter().find(|found| found.taken.contains(&at));
            let witness = shows.map(|found| graph.witness(Some(found.from), Some(&found.said)));
            out.push(
                Finding::new(Code::NoRole, paths::transition(chart, at))
                    .about("transition", &*transition.id)
                    .about("state", chart.state_name(transition.source))
                    .said("a role that may do it", "none: anybody may")
                    .shown(witness.unwrap_or_default()),
            );
        }
    }
    for (i, (role, bit)) in chart.tables.roles.iter().zip(0u32..).enumerate() {
        let bit = 1u64.wrapping_shl(bit);
        if needed & bit != 0 && graph.staff.held & bit == 0 {
            let shows = graph.moves.iter().find(|found| {
                let of =
                    |at: &u16| chart.transition(*at).is_some_and(|transition| transition.roles & bit != 0);
                found.taken.iter().any(of)
            });
            let witness = shows.map(|found| graph.witness(Some(found.from), Some(&found.said)));
            out.push(
                Finding::new(Code::RoleNobodyHas, format!("roles[{i}]"))
                    .about("role", &**role)
                    .said("somebody with the role", "nobody")
                    .shown(witness.unwrap_or_default()),
            );
        }
    }
    leaving(graph, out);
    let mut escalations = |effects| escalations(graph, effects, out);
    chart.transitions.iter().for_each(|transition| escalations(&transition.effects));
    of_states(chart).for_each(escalations);
}

/// Whether a transition escalates.
pub(super) fn escalates(transition: &Transition) -> bool {
    let mut escalates = false;
    each_effect(&transition.effects, &mut |effect| {
        escalates |= matches!(&effect.act, Act::Emit(kind, _) if &**kind == ESCALATE);
    });
    escalates
}

fn human(chart: &Chart, transition: &Transition) -> bool {
    let kind = |event: &u16| chart.tables.events.get(usize::from(*event)).map(|event| event.kind);
    transition.events.iter().any(|event| kind(event) == Some(EventKind::Human))
}

/// Whether the guard asks for a role.
fn asks(transition: &Transition) -> bool {
    let mut asks = false;
    if let Some(guard) = &transition.guard {
        guard.each_name(&mut |name| asks |= matches!(name.slot, Slot::Role(_)));
    }
    asks
}

fn leaving(graph: &Graph<'_>, out: &mut Report) {
    let chart = graph.chart;
    let held = |at: &u16| {
        chart.transition(*at).is_some_and(|found| found.roles == 0 || found.roles & graph.staff.held != 0)
    };
    let end = |leaf: &u16| chart.state(*leaf).is_some_and(|state| state.kind == StateKind::Final);
    for (leaf, stay) in graph.stays.iter().filter(|(leaf, _)| !end(leaf)) {
        let mut exits = stay.exits.iter().filter_map(|at| graph.moves.get(*at)).peekable();
        let Some(first) = exits.peek().map(|found| found.from) else { continue };
        if exits.all(|found| !found.taken.iter().all(held)) && out.room(Code::NobodyCanLeave) {
            out.push(
                Finding::new(Code::NobodyCanLeave, paths::state(chart, *leaf))
                    .about("state", chart.state_name(*leaf))
                    .said("a way out for a role that somebody has", "none")
                    .shown(graph.witness(Some(first), None)),
            );
        }
    }
}

fn escalations(graph: &Graph<'_>, effects: &[Effect], out: &mut Report) {
    let chart = graph.chart;
    each_effect(effects, &mut |effect| {
        let Act::Emit(kind, fields) = &effect.act else { return };
        if &**kind != ESCALATE {
            return;
        }
        for (name, expr) in fields.iter().filter(|(name, _)| matches!(&**name, "to" | "role")) {
            let Term::Value(literal) = &expr.term else { continue };
            let Value::Text(target) = literal.value() else { continue };
            let bit = chart.tables.role(target).map(|at| 1u64.wrapping_shl(u32::from(at)));
            let held = bit.is_some_and(|bit| graph.staff.held & bit != 0);
            if held || !out.room(Code::NoEscalationTarget) {
                continue;
            }
            let shows = graph.moves.iter().find(|found| does(chart, found, effect.id));
            let witness = shows.map(|found| graph.witness(Some(found.from), Some(&found.said)));
            let id = chart.effect_name(effect.id);
            out.push(
                Finding::new(Code::NoEscalationTarget, format!("effects.{id}.emit.fields.{name}"))
                    .about("effect", id)
                    .about("target", target)
                    .said("a role that somebody has", target)
                    .shown(witness.unwrap_or_default()),
            );
        }
    });
}

/// Whether a move takes a transition that has an effect.
fn does(chart: &Chart, found: &super::graph::Move, effect: u16) -> bool {
    found.taken.iter().filter_map(|at| chart.transition(*at)).any(|transition| {
        let mut has = false;
        each_effect(&transition.effects, &mut |other| has |= other.id == effect);
        has
    })
}
