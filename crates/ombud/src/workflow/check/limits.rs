//! E14: the longest way fits the time there is.
//!
//! Time passes where a timer runs: whoever has to act may wait until it fires. What no timer bounds is
//! left aside: how long people take there, no definition says. A clock that stands still counts no
//! time.

use std::collections::BTreeMap;

use super::{
    finding::{Code, Finding, Report},
    given::Given,
    graph::{Graph, Move},
    scope::each_effect,
    trace::Trace,
};
use crate::workflow::{
    Delay, Time,
    chart::{Act, Chart},
    definition::ClockAct,
    instance::What,
};

/// The most points of all ways that are looked at.
const POINTS: usize = 100_000;

/// The most comparisons of points.
const COMPARED: usize = 2_000_000;

/// When each timer was started.
type Started = BTreeMap<u16, i64>;

/// A point of a way: the time since the clock was started, and at which each timer was started.
struct Point {
    node: usize,
    latest: i64,
    started: Started,
    by: Option<(usize, usize)>,
    /// The move that started the clock.
    start: usize,
}

pub(super) fn check(graph: &Graph<'_>, given: &Given, out: &mut Report) {
    let lengths = lengths(graph.chart, given);
    for (i, clock) in graph.chart.definition.clocks.iter().enumerate() {
        let by_rule = clock.rule.as_ref().and_then(|rule| given.limits.get(rule.as_str()));
        if let Some(limit) = given.limits.get(&clock.id).or(by_rule) {
            longest(graph, i, *limit, &lengths, out);
        }
    }
}

/// How long each timer runs.
fn lengths(chart: &Chart, given: &Given) -> Vec<Option<i64>> {
    chart.tables.timers.iter().map(|timer| given.length(timer).map(Delay::millis)).collect()
}

fn act(graph: &Graph<'_>, node: usize, clock: usize) -> Option<ClockAct> {
    graph.nodes.get(node)?.instance.clocks.get(clock).copied().flatten().map(|state| state.act)
}

fn longest(graph: &Graph<'_>, clock: usize, limit: Delay, lengths: &[Option<i64>], out: &mut Report) {
    let mut best: BTreeMap<usize, Vec<(i64, Started)>> = BTreeMap::new();
    let mut points: Vec<Point> = Vec::new();
    for (at, found) in graph.moves.iter().enumerate() {
        let before = if found.said.what == What::Begin { None } else { act(graph, found.from, clock) };
        let runs = act(graph, found.to, clock) == Some(ClockAct::Start);
        if runs && !matches!(before, Some(ClockAct::Start | ClockAct::Resume | ClockAct::Pause)) {
            let timers = graph.nodes.get(found.to).map_or(&[][..], |node| &node.instance.timers);
            let started = timers.iter().map(|timer| (timer.timer, 0)).collect();
            points.push(Point { node: found.to, latest: 0, started, by: None, start: at });
        }
    }
    let (mut at, mut work) = (0usize, 0usize);
    while let Some(point) = points.get(at) {
        if at >= POINTS || work > COMPARED {
            out.open("E14", &format!("clocks[{clock}]"));
            return;
        }
        let (node, latest, started, start) = (point.node, point.latest, point.started.clone(), point.start);
        let paused = act(graph, node, clock) == Some(ClockAct::Pause);
        let due = |timer: &u16| {
            Some(started.get(timer)?.saturating_add(lengths.get(usize::from(*timer)).copied().flatten()?))
        };
        let first = started.keys().filter_map(due).min().filter(|_| !paused);
        for next in graph.nodes.get(node).map_or(&[][..], |node| &node.next) {
            let Some(found) = graph.moves.get(*next) else { continue };
            let own = found.said.timer.as_ref().and_then(due).filter(|_| !paused);
            let when = own.or(first).map_or(latest, |when| when.min(first.unwrap_or(when))).max(latest);
            if when > limit.millis() {
                out.push(finding(graph, &points, at, found, clock, limit, when));
                return;
            }
            let runs = matches!(
                act(graph, found.to, clock),
                Some(ClockAct::Start | ClockAct::Resume | ClockAct::Pause)
            );
            let done = graph.nodes.get(found.to).is_none_or(|node| node.instance.done);
            if !runs || done {
                continue;
            }
            let timers = graph.nodes.get(found.to).map_or(&[][..], |node| &node.instance.timers);
            let kept =
                |timer: u16| started.get(&timer).copied().filter(|_| !restarted(graph.chart, found, timer));
            let after: Started =
                timers.iter().map(|timer| (timer.timer, kept(timer.timer).unwrap_or(when))).collect();
            let known = best.entry(found.to).or_default();
            work = work.saturating_add(known.len());
            let covers = |(late, times): &(i64, Started)| {
                *late >= when
                    && after.iter().all(|(timer, at)| times.get(timer).is_some_and(|other| other >= at))
            };
            if !known.iter().any(covers) {
                known.push((when, after.clone()));
                points.push(Point {
                    node: found.to,
                    latest: when,
                    started: after,
                    by: Some((at, *next)),
                    start,
                });
            }
        }
        at = at.saturating_add(1);
    }
}

/// Whether a move starts a timer that may have run already.
fn restarted(chart: &Chart, found: &Move, timer: u16) -> bool {
    let own = |state: &u16| chart.state(*state).is_some_and(|state| state.timers.contains(&timer));
    let started = |at: &u16| {
        let mut starts = false;
        if let Some(transition) = chart.transition(*at) {
            each_effect(&transition.effects, &mut |effect| {
                starts |= matches!(effect.act, Act::Start { timer: other, .. } if other == timer);
            });
        }
        starts
    };
    found.left.iter().any(own) || found.taken.iter().any(started)
}

fn finding(
    graph: &Graph<'_>,
    points: &[Point],
    at: usize,
    last: &Move,
    clock: usize,
    limit: Delay,
    when: i64,
) -> Finding {
    let id = graph.chart.tables.clocks.get(clock).map_or("", |id| id);
    let longest = Delay::from_millis(when).map_or_else(|_| when.to_string(), |delay| delay.to_string());
    let finding = Finding::new(Code::PathOverLimit, format!("clocks[{clock}]"))
        .about("clock", id)
        .about("limit", limit.to_string())
        .about("longest", longest.clone())
        .said(format!("at most {limit}"), longest);
    match staged(graph, points, at, last, when) {
        Some(trace) => finding.shown(trace.witness()),
        None => finding,
    }
}

fn staged<'g, 'c>(
    graph: &'g Graph<'c>,
    points: &[Point],
    end: usize,
    last: &Move,
    when: i64,
) -> Option<Trace<'g, 'c>> {
    let mut moves: Vec<(&Move, i64)> = vec![(last, when)];
    let mut here = points.get(end)?;
    while let Some((before, by)) = here.by {
        moves.push((graph.moves.get(by)?, here.latest));
        here = points.get(before)?;
    }
    moves.reverse();
    let start = graph.moves.get(here.start)?;
    let mut way: Vec<_> = if start.said.what == What::Begin { Vec::new() } else { graph.way(start.from) };
    way.push(&start.said);
    let mut trace = Trace::new(graph, start.said.at);
    trace.now = way.first()?.at;
    for said in way {
        if !trace.say(said, None, None) {
            return None;
        }
    }
    let from = trace.now.millis();
    for (found, when) in moves {
        if !trace.say(&found.said, Some(Time::from_millis(from.saturating_add(when))), None) {
            return None;
        }
    }
    Some(trace)
}
