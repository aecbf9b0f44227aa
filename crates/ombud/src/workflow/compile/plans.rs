//! What may happen in each leaf, and what it comes to where that never varies.

use super::effects::each_name;
use crate::workflow::{
    chart::{Answer, Candidate, Chart, NO_EVENT, Op, Plan, ROOT, Tables, Transition},
    definition::StateKind,
    lane::Lane,
    microstep::{Builder, History, Set},
    names::{Name, Slot},
};

/// No history: a plan that asks for one is none.
struct Never;

impl History for Never {
    fn kept(&self, _: u16) -> Option<&[u16]> {
        None
    }
}

/// Fills in the tables of candidates and plans.
pub(super) fn lay(chart: &mut Chart) {
    chart.sequential = chart.tables.states.iter().all(|state| state.kind != StateKind::Parallel);
    let watched = chart.tables.states.iter().any(|state| {
        let mut watched = false;
        let mut visit = |name: &Name| watched |= matches!(name.slot, Slot::In(_));
        for effects in [&state.on_initial, &state.on_entry, &state.on_exit] {
            each_name(effects, &mut visit);
        }
        for at in state.transitions.clone() {
            if let Some(transition) = chart.transitions.get(usize::from(at)) {
                each_name(&transition.effects, &mut visit);
            }
        }
        watched
    });
    let (mut builder, mut ops) = (Builder::default(), Vec::new());
    for leaf in 0..chart.tables.states.len() {
        let Ok(leaf) = u16::try_from(leaf) else { return };
        let first = length(&chart.answers);
        for (event, transition) in transitions(chart, leaf) {
            let plan = if chart.sequential {
                plan(chart, &mut builder, &mut ops, leaf, transition, watched)
            } else {
                None
            };
            let from = length(&chart.candidates);
            chart.candidates.push(Candidate { transition, plan });
            let to = length(&chart.candidates);
            chart.restless |= event == NO_EVENT;
            let own = usize::try_from(first).ok().and_then(|first| chart.answers.get_mut(first..));
            match own.and_then(<[Answer]>::last_mut).filter(|last| last.event == event) {
                Some(last) => last.to = to,
                None => chart.answers.push(Answer { event, from, to }),
            }
        }
        chart.rows.push(first..length(&chart.answers));
    }
    lanes(chart);
}

/// How many answers leaves have to events.
pub(super) fn answers(tables: &Tables, transitions: &[Transition]) -> usize {
    let mut counts: Vec<usize> = Vec::new();
    let mut total = 0usize;
    for state in &tables.states {
        let own = transitions.get(usize::from(state.transitions.start)..usize::from(state.transitions.end));
        let own = own.unwrap_or_default().iter().map(|found| found.events.len().max(1));
        let outer = counts.get(usize::from(state.parent)).copied().unwrap_or_default();
        let all = own.fold(outer, usize::saturating_add);
        counts.push(all);
        if state.is_leaf() {
            total = total.saturating_add(all);
        }
    }
    total
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// Finds the plans that only count, of transitions that anybody may take and nobody remembers, into
/// leaves that are left by events only.
fn lanes(chart: &mut Chart) {
    for at in 0..chart.candidates.len() {
        let Some((transition, plan)) =
            chart.candidates.get(at).and_then(|found| Some((found.transition, found.plan?)))
        else {
            continue;
        };
        let free = chart.transition(transition).is_some_and(|found| {
            let remembered = |event: &u16| chart.remembered.get(usize::from(*event)) == Some(&true);
            found.roles == 0 && found.four_eyes.is_empty() && !found.events.iter().any(remembered)
        });
        let lane = chart.plan(plan).and_then(|plan| {
            let rests = chart.candidates(plan.leaf, None).is_empty();
            if free && rests { Lane::of(chart, chart.ops(&plan.short)) } else { None }
        });
        if let Some(plan) = usize::try_from(plan).ok().and_then(|plan| chart.plans.get_mut(plan)) {
            plan.lane = lane;
        }
    }
}

/// The transitions of a leaf and the states around it, each with its event, by events and then inner
/// ones first.
fn transitions(chart: &Chart, leaf: u16) -> Vec<(u16, u16)> {
    if leaf == ROOT || !chart.state(leaf).is_some_and(|state| state.is_leaf()) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for state in std::iter::once(leaf).chain(chart.tables.ancestors(leaf)) {
        for at in chart.state(state).map_or(0..0, |state| state.transitions.clone()) {
            let Some(found) = chart.transition(at) else { continue };
            out.extend(found.events.iter().map(|event| (*event, at)));
            if found.eventless {
                out.push((NO_EVENT, at));
            }
        }
    }
    out.sort_by_key(|(event, _)| *event);
    out
}

fn plan(
    chart: &mut Chart,
    builder: &mut Builder,
    ops: &mut Vec<Op>,
    leaf: u16,
    transition: u16,
    watched: bool,
) -> Option<u32> {
    let mut active = Set::default();
    active.insert(leaf);
    chart.tables.ancestors(leaf).for_each(|outer| active.insert(outer));
    ops.clear();
    builder.step(chart, &mut active, &Never, &[transition], ops);
    if builder.used_history {
        return None;
    }
    let end = active.iter().find(|at| chart.state(*at).is_some_and(|state| state.is_leaf()))?;
    let before = u32::try_from(chart.ops.len()).ok()?;
    let needed: Vec<Op> = ops.iter().copied().filter(|op| matters(chart, *op, watched)).collect();
    chart.ops.extend(needed);
    let between = u32::try_from(chart.ops.len()).ok()?;
    chart.ops.extend(ops.iter());
    let after = u32::try_from(chart.ops.len()).ok()?;
    let at = u32::try_from(chart.plans.len()).ok()?;
    chart.plans.push(Plan { short: before..between, full: between..after, leaf: end, lane: None });
    Some(at)
}

/// Whether a part of a microstep does anything but tell what happened.
fn matters(chart: &Chart, op: Op, watched: bool) -> bool {
    let state = |at: u16, some: fn(&crate::workflow::chart::State) -> bool| chart.state(at).is_some_and(some);
    match op {
        Op::Taken(_) => false,
        Op::Left(_) | Op::Entered(_) => watched,
        Op::Exit(at) => state(at, |state| !state.on_exit.is_empty()),
        Op::Enter(at) => state(at, |state| !state.on_entry.is_empty()),
        Op::Initial(at) => state(at, |state| !state.on_initial.is_empty()),
        Op::StopTimers(at) | Op::StartTimers(at) => state(at, |state| !state.timers.is_empty()),
        Op::Do(at) => chart.transition(at).is_some_and(|transition| !transition.effects.is_empty()),
        Op::Remember(_) | Op::Raise(_) | Op::Finish => true,
    }
}
