//! E9: clocks that are stopped, timers that fire, and neither when all is over.

use std::collections::BTreeMap;

use super::{
    finding::{Code, Finding, Report},
    given::Given,
    graph::{Graph, Note, Seen},
    paths, roles,
};
use crate::{
    model::RuleId,
    workflow::{
        chart::{Chart, ROOT},
        definition::ClockAct,
        time::Delay,
    },
};

/// For each clock the timers that wait for its rule.
pub(super) fn waits(chart: &Chart) -> Vec<Vec<u16>> {
    let mut of: BTreeMap<&RuleId, Vec<u16>> = BTreeMap::new();
    for (timer, at) in chart.tables.timers.iter().zip(0u16..) {
        if let Some(rule) = &timer.clock {
            of.entry(rule).or_default().push(at);
        }
    }
    let rules = chart.definition.clocks.iter().map(|clock| clock.rule.as_ref());
    rules.map(|rule| rule.and_then(|rule| of.get(rule).cloned()).unwrap_or_default()).collect()
}

pub(super) fn check(graph: &Graph<'_>, given: &Given, out: &mut Report) {
    at_the_end(graph, out);
    let late = reminders(graph, given, out);
    timers(graph, &late, out);
}

fn at_the_end(graph: &Graph<'_>, out: &mut Report) {
    let chart = graph.chart;
    let mut told: Vec<(Code, usize)> = Vec::new();
    for (at, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.instance.done) {
        let end = node.instance.leaves.first().copied().unwrap_or(ROOT);
        for (clock, (state, fired)) in node.instance.clocks.iter().zip(&node.fired).enumerate() {
            let code = match state.map(|state| state.act) {
                Some(ClockAct::Pause) => Code::ClockNotResumed,
                Some(ClockAct::Start | ClockAct::Resume) if !fired => Code::ClockNeverStopped,
                _ => continue,
            };
            if told.contains(&(code, clock)) || !out.room(code) {
                continue;
            }
            told.push((code, clock));
            let (expected, found) = match code {
                Code::ClockNotResumed => {
                    ("a clock that goes on, or is stopped", "it stands still at the end")
                }
                _ => ("a clock that is stopped, or whose time is up", "it runs at the end"),
            };
            let id = chart.tables.clocks.get(clock).map_or("", |id| id);
            out.push(
                Finding::new(code, format!("clocks[{clock}]"))
                    .about("clock", id)
                    .about("state", chart.state_name(end))
                    .said(expected, found)
                    .shown(graph.witness(Some(at), None)),
            );
        }
        for timer in &node.instance.timers {
            let key = (Code::TimerOutlivesEnd, usize::from(timer.timer));
            if told.contains(&key) || !out.room(Code::TimerOutlivesEnd) {
                continue;
            }
            told.push(key);
            out.push(
                Finding::new(Code::TimerOutlivesEnd, paths::state(chart, end))
                    .about("timer", timer.id(chart))
                    .about("state", chart.state_name(end))
                    .said("no timer that runs at the end", "one that will fire when all is over")
                    .shown(graph.witness(Some(at), None)),
            );
        }
    }
}

fn timers(graph: &Graph<'_>, late: &[u16], out: &mut Report) {
    let chart = graph.chart;
    for note in graph.notes.iter().filter(|note| note.seen == Seen::Crowd) {
        out.push(
            Finding::new(Code::TooManyTimers, "")
                .about("most", crate::workflow::MAX_TIMERS.to_string())
                .said(format!("at most {} timers at a time", crate::workflow::MAX_TIMERS), "more")
                .shown(graph.witness(note.node, Some(&note.said))),
        );
    }
    let mut fires: BTreeMap<(u16, bool), &Note> = BTreeMap::new();
    for note in &graph.notes {
        if let Seen::Fired(timer, answered) = note.seen {
            fires.insert((timer, answered), note);
        }
    }
    let fired = |timer: u16, answered: bool| fires.get(&(timer, answered));
    let owned = chart.tables.states.iter().zip(0u16..).flat_map(|(state, owner)| {
        state.timers.iter().enumerate().map(move |(place, at)| (owner, place, *at))
    });
    for (owner, place, at) in owned.filter(|(owner, ..)| graph.entered.contains(owner)) {
        let Some(timer) = chart.tables.timers.get(usize::from(at)) else { continue };
        let path = format!("{}.timers[{place}]", paths::state(chart, owner));
        let about = |code| {
            Finding::new(code, path.clone())
                .about("timer", &*timer.id)
                .about("state", chart.state_name(owner))
        };
        match (fired(at, true), fired(at, false)) {
            (Some(_), _) => {}
            (None, Some(note)) if out.room(Code::TimerUnanswered) => out.push(
                about(Code::TimerUnanswered)
                    .about("event", chart.event_name(timer.event))
                    .said("a transition that answers when the time is up", "none")
                    .shown(graph.witness(note.node, Some(&note.said))),
            ),
            (None, None) if graph.whole() && !late.contains(&at) && out.room(Code::TimerNeverFires) => out
                .push(
                    about(Code::TimerNeverFires)
                        .said("a run in which the timer fires", "another always comes before it"),
                ),
            _ => {}
        }
    }
}

/// What the event of a timer comes to in a state.
#[derive(Default, Clone, Copy)]
struct Effect {
    leads_away: bool,
    escalates: bool,
}

/// What each event comes to in a state, or one around it.
fn effects(chart: &Chart, state: u16) -> BTreeMap<u16, Effect> {
    let mut out: BTreeMap<u16, Effect> = BTreeMap::new();
    let around = std::iter::once(state).chain(chart.tables.ancestors(state));
    let transitions =
        around.filter_map(|outer| chart.state(outer)).flat_map(|outer| outer.transitions.clone());
    for transition in transitions.filter_map(|at| chart.transition(at)) {
        for event in &transition.events {
            let effect = out.entry(*event).or_default();
            effect.leads_away |= !transition.targets.is_empty();
            effect.escalates |= roles::escalates(transition);
        }
    }
    out
}

/// Timers that only remind, and come no earlier than their deadline: a timer that leads away, or one
/// that escalates where the reminder does not.
fn reminders(graph: &Graph<'_>, given: &Given, out: &mut Report) -> Vec<u16> {
    let chart = graph.chart;
    let mut late = Vec::new();
    for (state, at) in chart.tables.states.iter().zip(0u16..).filter(|(state, _)| !state.timers.is_empty()) {
        let effects = effects(chart, at);
        let around = std::iter::once(at).chain(chart.tables.ancestors(at));
        let around: Vec<(u16, Effect, Delay)> = around
            .filter_map(|outer| chart.state(outer))
            .flat_map(|outer| &outer.timers)
            .filter_map(|number| {
                let timer = chart.tables.timers.get(usize::from(*number))?;
                let effect = effects.get(&timer.event).copied().unwrap_or_default();
                Some((*number, effect, given.length(timer)?))
            })
            .collect();
        for (i, reminder) in state.timers.iter().enumerate() {
            let found = around.iter().find(|(number, ..)| number == reminder);
            let Some((_, own, mine)) = found.filter(|(_, own, _)| !own.leads_away) else { continue };
            let due = around.iter().find(|(other, effect, due)| {
                let deadline = effect.leads_away || effect.escalates && !own.escalates;
                other != reminder && deadline && due <= mine
            });
            let Some((deadline, ..)) = due.filter(|_| out.room(Code::ReminderAfterDeadline)) else {
                continue;
            };
            late.push(*reminder);
            let name = |timer: u16| chart.tables.timers.get(usize::from(timer)).map_or("", |timer| &timer.id);
            let shows = graph.moves.iter().find(|found| {
                let running = graph
                    .nodes
                    .get(found.from)
                    .is_some_and(|node| node.instance.timers.iter().any(|timer| timer.timer == *reminder));
                found.said.timer == Some(*deadline) && running
            });
            let mut finding =
                Finding::new(Code::ReminderAfterDeadline, format!("{}.timers[{i}]", paths::state(chart, at)))
                    .about("timer", name(*reminder))
                    .about("deadline", name(*deadline))
                    .about("state", &*state.id)
                    .said("a reminder before the deadline", mine.to_string());
            if let Some(shows) = shows {
                finding = finding.shown(graph.witness(Some(shows.from), Some(&shows.said)));
            }
            out.push(finding);
        }
    }
    late
}
