//! E7 and E8: what goes on for ever with nobody doing anything.

use std::collections::BTreeSet;

use super::{
    finding::{Code, Finding, Report},
    graph::{Graph, Seen},
    paths,
};

pub(super) fn check(graph: &Graph<'_>, out: &mut Report) {
    let chart = graph.chart;
    for note in &graph.notes {
        let Seen::Endless(taken, events) = &note.seen else { continue };
        let mut names: Vec<String> = taken.iter().map(|at| paths::name(chart, *at)).collect();
        if names.is_empty() {
            // More events than a step may have, and no answer to any of them.
            names.extend(events.iter().map(|event| chart.event_name(*event).to_owned()));
        }
        let path = taken.first().map_or_else(String::new, |at| paths::transition(chart, *at));
        let code = if events.is_empty() { Code::EventlessLoop } else { Code::Livelock };
        if !out.room(code) {
            continue;
        }
        out.push(
            Finding::new(code, path)
                .about("transitions", names.join(" "))
                .said("a step that comes to an end", "one that goes on for ever")
                .shown(graph.witness(note.node, Some(&note.said))),
        );
    }
    timers(graph, out);
}

/// Timers without a delay that start each other.
fn timers(graph: &Graph<'_>, out: &mut Report) {
    let chart = graph.chart;
    let at_once = |timer: u16| {
        let found = chart.tables.timers.get(usize::from(timer));
        found.and_then(|timer| timer.after).is_some_and(|after| after.millis() == 0)
    };
    let quick: Vec<usize> = graph
        .moves
        .iter()
        .enumerate()
        .filter(|(_, found)| found.said.timer.is_some_and(at_once))
        .map(|(at, _)| at)
        .collect();
    let mut told = BTreeSet::new();
    for first in &quick {
        let Some(start) = graph.moves.get(*first) else { continue };
        let (mut seen, mut queue) = (BTreeSet::new(), vec![start.to]);
        let mut round = vec![*first];
        while let Some(here) = queue.pop() {
            if !seen.insert(here) {
                continue;
            }
            for at in &quick {
                let Some(next) = graph.moves.get(*at).filter(|found| found.from == here) else { continue };
                queue.push(next.to);
                round.push(*at);
            }
        }
        let timer = start.said.timer.unwrap_or_default();
        if !seen.contains(&start.from) || !told.insert(timer) {
            continue;
        }
        let taken: Vec<u16> = round
            .iter()
            .filter_map(|at| graph.moves.get(*at))
            .flat_map(|found| found.taken.clone())
            .collect();
        let mut names: Vec<String> = taken.iter().map(|at| paths::name(chart, *at)).collect();
        names.dedup();
        told.extend(round.iter().filter_map(|at| graph.moves.get(*at)?.said.timer));
        out.push(
            Finding::new(
                Code::EventlessLoop,
                start.taken.first().map_or_else(String::new, |at| paths::transition(chart, *at)),
            )
            .about("transitions", names.join(" "))
            .said("timers that take time", "timers without a delay that start each other")
            .shown(graph.witness(Some(start.from), Some(&start.said))),
        );
    }
}
