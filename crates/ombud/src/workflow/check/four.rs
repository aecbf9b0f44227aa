//! E11: whatever way a case takes, there are people enough that nobody approves their own act.
//!
//! Along every way the assignments of persons to remembered acts that are still possible are carried
//! along; where none is left for a transition that people with its role wait for, the way is stuck. A
//! plan that serves every way spares following them.

use std::collections::BTreeSet;

use super::{
    finding::{Code, Finding, Report},
    graph::{Graph, Move, Said},
    paths, plan,
    staff::Member,
    trace::Trace,
};
use crate::{
    cond::{Node, Sign, Term},
    workflow::{
        chart::{Chart, Transition},
        guard::Guard,
        instance::What,
        names::{Name, Slot},
    },
};

/// The most ways that are told apart.
const WAYS: usize = 20_000;
/// The most assignments that are told apart.
const ASSIGNMENTS: usize = 400_000;
/// Somebody else, who comes once.
const STRANGER: u8 = u8::MAX;
/// Nobody yet.
pub(super) const NOBODY: u8 = 0;

/// Who did each of the acts that somebody asks for.
pub(super) type Doers = Vec<u8>;

/// Events whose doer may not do this: those named, and those that the guard excludes.
pub(super) fn excluded(transition: &Transition) -> Vec<u16> {
    let mut out = transition.four_eyes.clone();
    let mut note = |node: &Node<Name>| {
        let Node::Relation(relation) = node else { return };
        let sides = (&relation.left, &relation.right);
        if let (Term::Name(a), Sign::NotEqual, Term::Name(b)) = (sides.0, relation.sign, sides.1) {
            match (&a.slot, &b.slot) {
                (Slot::Actor, Slot::By(event)) | (Slot::By(event), Slot::Actor) => out.push(*event),
                _ => {}
            }
        }
    };
    if let Some(Guard::When(when)) = &transition.guard {
        match &when.node {
            Node::All(parts) => parts.iter().for_each(note),
            node => note(node),
        }
    }
    out
}

/// A way: where it stands, who may have done what, and the move that led here.
struct Way {
    node: usize,
    doers: BTreeSet<Doers>,
    by: Option<(usize, usize)>,
}

pub(super) fn check(graph: &Graph<'_>, out: &mut Report) {
    let chart = graph.chart;
    let mut acts: Vec<u16> = chart.transitions.iter().flat_map(excluded).collect();
    acts.sort_unstable();
    acts.dedup();
    if acts.is_empty() && graph.staff.seconds.is_empty() {
        return;
    }
    if plan::exists(graph, &acts) {
        return;
    }
    let begins = graph.moves.iter().filter(|found| found.said.what == What::Begin);
    let nobody = BTreeSet::from([vec![NOBODY; acts.len()]]);
    let mut ways: Vec<Way> =
        begins.map(|found| Way { node: found.to, doers: nobody.clone(), by: None }).collect();
    let mut seen: BTreeSet<(usize, BTreeSet<Doers>)> = BTreeSet::new();
    let mut told = BTreeSet::new();
    let (mut at, mut work) = (0usize, 0usize);
    while let Some(way) = ways.get(at) {
        if at >= WAYS || work > ASSIGNMENTS {
            out.open("E11", "");
            return;
        }
        let (node, doers) = (way.node, way.doers.clone());
        for next in graph.nodes.get(node).map_or(&[][..], |node| &node.next) {
            let Some(found) = graph.moves.get(*next) else { continue };
            let after = followed(graph, found, &acts, &doers);
            let size = acts.len().checked_div(8).unwrap_or_default().saturating_add(1);
            work = work.saturating_add(doers.len().saturating_add(after.len()).saturating_mul(size));
            if !after.is_empty() {
                if seen.insert((found.to, after.clone())) {
                    ways.push(Way { node: found.to, doers: after, by: Some((at, *next)) });
                }
                continue;
            }
            let stuck = found.taken.iter().copied().find(|at| {
                chart.transition(*at).is_some_and(|transition| {
                    (!excluded(transition).is_empty() || graph.staff.seconds.contains_key(at))
                        && graph.staff.real.iter().any(|member| has(transition, member))
                })
            });
            let new = |transition: &u16| told.insert(*transition) && out.room(Code::FourEyesUnsatisfiable);
            let Some(transition) = stuck.filter(new) else { continue };
            let excluded = chart.transition(transition).map_or_else(Vec::new, excluded);
            let events: Vec<&str> = excluded.iter().map(|event| chart.event_name(*event)).collect();
            let mut finding = Finding::new(Code::FourEyesUnsatisfiable, paths::transition(chart, transition))
                .about("transition", paths::name(chart, transition))
                .about("events", events.join(" "))
                .said("somebody with the role who has done none of it", "nobody is left");
            if let Some(trace) = staged(graph, &ways, at, &acts, found) {
                finding = finding.shown(trace.witness());
            }
            out.push(finding);
        }
        at = at.saturating_add(1);
    }
}

pub(super) fn has(transition: &Transition, member: &Member) -> bool {
    transition.roles == 0 || transition.roles & member.actor.roles != 0
}

/// The persons who may make a move, by their number; a stranger where no role is asked.
pub(super) fn may(graph: &Graph<'_>, found: &Move, acts: &[u16], doers: &Doers) -> Vec<u8> {
    let chart = graph.chart;
    let taken = || found.taken.iter().filter_map(|at| chart.transition(*at)).filter(|taken| !taken.eventless);
    let free = |who: u8| {
        taken().all(|transition| {
            excluded(transition).iter().all(|event| {
                let place = acts.iter().position(|act| act == event);
                place.and_then(|place| doers.get(place)) != Some(&who)
            })
        })
    };
    let mut out: Vec<u8> = Vec::new();
    // Who agrees may have done none of it either, and is somebody else.
    let seconds: Vec<u64> = found
        .taken
        .iter()
        .filter_map(|at| graph.staff.seconds.get(at).copied())
        .filter(|roles| *roles != 0)
        .collect();
    let agreed = |who: u8| {
        seconds.iter().all(|roles| {
            let mut others = graph.staff.real.iter().zip(1u8..STRANGER);
            others.any(|(other, number)| number != who && other.actor.roles & roles != 0 && free(number))
        })
    };
    for (member, number) in graph.staff.real.iter().zip(1u8..STRANGER) {
        if taken().all(|transition| has(transition, member)) && free(number) && agreed(number) {
            out.push(number);
        }
    }
    if taken().all(|transition| transition.roles == 0) && agreed(STRANGER) {
        out.push(STRANGER);
    }
    out
}

fn followed(graph: &Graph<'_>, found: &Move, acts: &[u16], doers: &BTreeSet<Doers>) -> BTreeSet<Doers> {
    let What::Event(event) = found.said.what else { return doers.clone() };
    let place = acts.iter().position(|act| *act == event);
    let mut out = BTreeSet::new();
    for before in doers {
        for who in may(graph, found, acts, before) {
            let mut after = before.clone();
            if let Some(slot) = place.and_then(|place| after.get_mut(place)) {
                *slot = who;
            }
            out.insert(after);
            if place.is_none() {
                break;
            }
        }
    }
    out
}

/// The way again with persons who can do it, and the last thing by one who has the role but has done
/// what excludes them.
fn staged<'g, 'c>(
    graph: &'g Graph<'c>,
    ways: &[Way],
    end: usize,
    acts: &[u16],
    last: &Move,
) -> Option<Trace<'g, 'c>> {
    let mut moves: Vec<&Move> = Vec::new();
    let mut here = ways.get(end)?;
    while let Some((before, by)) = here.by {
        moves.push(graph.moves.get(by)?);
        here = ways.get(before)?;
    }
    let start = graph.moves.iter().find(|found| found.said.what == What::Begin && found.to == here.node)?;
    moves.reverse();
    let mut persons = Vec::new();
    if !assign(graph, &moves, acts, &vec![NOBODY; acts.len()], &mut persons) {
        return None;
    }
    let mut trace = Trace::new(graph, start.said.at);
    if !trace.say(&start.said, None, None) {
        return None;
    }
    for (found, who) in moves.iter().zip(persons) {
        let by = who.checked_sub(1).and_then(|at| graph.staff.real.get(usize::from(at)));
        if !trace.say(&found.said, None, by) {
            return None;
        }
    }
    let by = graph
        .staff
        .real
        .iter()
        .find(|member| taken(graph.chart, last).all(|transition| has(transition, member)));
    let said: &Said = &last.said;
    // Refused, as is whoever else has the role.
    let _ = trace.say(said, None, by);
    Some(trace)
}

fn taken<'c>(chart: &'c Chart, found: &'c Move) -> impl Iterator<Item = &'c Transition> {
    found.taken.iter().filter_map(|at| chart.transition(*at)).filter(|taken| !taken.eventless)
}

fn assign(graph: &Graph<'_>, moves: &[&Move], acts: &[u16], doers: &Doers, out: &mut Vec<u8>) -> bool {
    let Some((found, rest)) = moves.split_first() else { return true };
    let What::Event(event) = found.said.what else {
        out.push(NOBODY);
        return assign(graph, rest, acts, doers, out) || out.pop().is_none();
    };
    let place = acts.iter().position(|act| *act == event);
    for who in may(graph, found, acts, doers) {
        let mut after = doers.clone();
        if let Some(slot) = place.and_then(|place| after.get_mut(place)) {
            *slot = who;
        }
        out.push(who);
        if assign(graph, rest, acts, &after, out) {
            return true;
        }
        out.pop();
        if place.is_none() {
            break;
        }
    }
    false
}
