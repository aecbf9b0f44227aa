//! E9: clocks that are stopped, timers that fire, and neither when all is over.

use super::{
    finding::{Code, Finding, Report},
    given::Given,
    graph::{Graph, Seen},
    paths, roles,
};
use crate::workflow::{
    chart::{Chart, ROOT, Transition},
    definition::{ClockAct, StateDef, TimerDef},
};

/// The timers of states, as they are written.
pub(super) fn written(chart: &Chart) -> Vec<&TimerDef> {
    fn walk<'c>(states: &'c [StateDef], out: &mut Vec<&'c TimerDef>) {
        for state in states {
            out.extend(&state.timers);
            walk(&state.states, out);
        }
    }
    let mut out = Vec::new();
    walk(&chart.definition.states, &mut out);
    out
}

fn place(chart: &Chart, timer: &str) -> Option<u16> {
    chart.tables.timers.iter().zip(0u16..).find(|(known, _)| &*known.id == timer).map(|(_, at)| at)
}

/// For each clock the timers that wait for its rule.
pub(super) fn waits(chart: &Chart) -> Vec<Vec<u16>> {
    let timers = written(chart);
    let of = |rule| timers.iter().filter(move |timer| timer.clock.as_ref() == Some(rule));
    let clocks = chart.definition.clocks.iter();
    clocks
        .map(|clock| {
            let rule = clock.rule.as_ref();
            rule.into_iter().flat_map(of).filter_map(|timer| place(chart, &timer.id)).collect()
        })
        .collect()
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

/// Who holds a timer.
fn owner(chart: &Chart, timer: u16) -> Option<u16> {
    let states = chart.tables.states.iter().zip(0u16..);
    states.into_iter().find(|(state, _)| state.timers.contains(&timer)).map(|(_, at)| at)
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
    let fired = |timer: u16, answered: bool| {
        graph.notes.iter().find(|note| note.seen == Seen::Fired(timer, answered))
    };
    for (timer, at) in chart.tables.timers.iter().zip(0u16..) {
        let Some(owner) = owner(chart, at).filter(|owner| graph.entered.contains(owner)) else { continue };
        let place = chart.state(owner).and_then(|state| state.timers.iter().position(|own| *own == at));
        let path = format!("{}.timers[{}]", paths::state(chart, owner), place.unwrap_or_default());
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

/// Timers that only remind, and come no earlier than their deadline: a timer that leads away, or one
/// that escalates where the reminder does not.
fn reminders(graph: &Graph<'_>, given: &Given, out: &mut Report) -> Vec<u16> {
    let chart = graph.chart;
    let mut late = Vec::new();
    let length = |timer: u16| {
        let found = chart.tables.timers.get(usize::from(timer))?;
        found.after.or_else(|| {
            let def = written(chart).into_iter().find(|def| *def.id == *found.id)?;
            given.delays.get(def.clock.as_ref()?.as_str()).copied()
        })
    };
    for (state, at) in chart.tables.states.iter().zip(0u16..) {
        let around: Vec<u16> = std::iter::once(at)
            .chain(chart.tables.ancestors(at))
            .filter_map(|outer| chart.state(outer))
            .flat_map(|outer| outer.timers.clone())
            .collect();
        for (i, reminder) in state.timers.iter().enumerate() {
            if leads_away(chart, at, *reminder) {
                continue;
            }
            let Some(mine) = length(*reminder) else { continue };
            let escalates = |timer| answers(chart, at, timer).any(roles::escalates);
            let due = around.iter().find(|other| {
                let deadline = leads_away(chart, at, **other) || escalates(**other) && !escalates(*reminder);
                *other != reminder && deadline && length(**other).is_some_and(|due| due <= mine)
            });
            let Some(deadline) = due.filter(|_| out.room(Code::ReminderAfterDeadline)) else { continue };
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
                    .said("a reminder before the deadline", format!("{mine}, when it is over"));
            if let Some(shows) = shows {
                finding = finding.shown(graph.witness(Some(shows.from), Some(&shows.said)));
            }
            out.push(finding);
        }
    }
    late
}

/// The transitions of a state, or one around it, that answer to a timer.
fn answers(chart: &Chart, state: u16, timer: u16) -> impl Iterator<Item = &Transition> {
    let event = chart.tables.timers.get(usize::from(timer)).map(|timer| timer.event);
    std::iter::once(state)
        .chain(chart.tables.ancestors(state))
        .filter_map(|outer| chart.state(outer))
        .flat_map(|outer| outer.transitions.clone())
        .filter_map(|at| chart.transition(at))
        .filter(move |transition| event.is_some_and(|event| transition.events.contains(&event)))
}

/// Whether the event of a timer leads out of a state.
fn leads_away(chart: &Chart, state: u16, timer: u16) -> bool {
    answers(chart, state, timer).any(|transition| !transition.targets.is_empty())
}
