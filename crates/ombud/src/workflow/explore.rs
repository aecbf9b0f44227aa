//! Every configuration that a workflow can come to if guards may come out either way.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    chart::{Chart, Op, State},
    instance::kept,
    microstep::{Builder, History, Set},
    step::spread,
};
use crate::{Error, ErrorCode, error::Result};

/// The most configurations that are looked at.
pub const MAX_CONFIGURATIONS: usize = 20_000;

/// Where a workflow stands, its data left aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Configuration {
    pub(super) leaves: Vec<u16>,
    history: BTreeMap<u16, Vec<u16>>,
}

impl History for Configuration {
    fn kept(&self, history: u16) -> Option<&[u16]> {
        self.history.get(&history).map(Vec::as_slice)
    }
}

/// A transition taken alone: the leaves it ends, and those it begins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Move {
    pub(super) transition: u16,
    pub(super) from: Vec<u16>,
    pub(super) to: Vec<u16>,
}

/// The first configuration, and the moves of all.
///
/// # Errors
/// `too_large` where there are more configurations than are looked at.
pub(super) fn explore(chart: &Chart) -> Result<(Configuration, BTreeSet<Move>)> {
    let (mut builder, mut ops) = (Builder::default(), Vec::new());
    let mut active = Set::default();
    builder.first(chart, &mut active, &Configuration::default(), &mut ops);
    let first = Configuration { leaves: leaves(chart, &active), history: BTreeMap::new() };
    let (mut seen, mut moves) = (BTreeSet::from([first.clone()]), BTreeSet::new());
    let mut queue = VecDeque::from([first.clone()]);
    while let Some(here) = queue.pop_front() {
        spread(chart, &here.leaves, &mut active);
        for transition in open(chart, &here, &active) {
            ops.clear();
            let mut after = active.clone();
            builder.step(chart, &mut after, &here, &[transition], &mut ops);
            let mut there = Configuration { leaves: leaves(chart, &after), history: here.history.clone() };
            for op in &ops {
                if let Op::Remember(history) = op {
                    there.history.insert(*history, kept(chart, *history, |state| active.contains(state)));
                }
            }
            let left = |leaf: &&u16| ops.contains(&Op::Left(**leaf));
            let entered = |leaf: &&u16| ops.contains(&Op::Entered(**leaf));
            moves.insert(Move {
                transition,
                from: here.leaves.iter().filter(left).copied().collect(),
                to: there.leaves.iter().filter(entered).copied().collect(),
            });
            if seen.insert(there.clone()) {
                if seen.len() > MAX_CONFIGURATIONS {
                    return Err(Error::new(ErrorCode::TooLarge)
                        .expected(format_args!("at most {MAX_CONFIGURATIONS} configurations"))
                        .found("more"));
                }
                queue.push_back(there);
            }
        }
    }
    Ok((first, moves))
}

fn leaves(chart: &Chart, active: &Set) -> Vec<u16> {
    active.iter().filter(|at| chart.state(*at).is_some_and(State::is_leaf)).collect()
}

/// The transitions that lead somewhere and could be taken: those of active states; one that waits
/// for a state to be done only where it is.
fn open(chart: &Chart, here: &Configuration, active: &Set) -> BTreeSet<u16> {
    let done = |event: &u16| {
        let state = chart.tables.states.iter().zip(0u16..).find(|(state, _)| state.done == Some(*event));
        state.is_none_or(|(_, at)| super::microstep::is_done(chart, active, at))
    };
    let around =
        here.leaves.iter().flat_map(|leaf| std::iter::once(*leaf).chain(chart.tables.ancestors(*leaf)));
    let ended = here.leaves.iter().any(|leaf| {
        chart.state(*leaf).is_some_and(|state| {
            state.parent == super::chart::ROOT && state.kind == super::definition::StateKind::Final
        })
    });
    around
        .filter(|_| !ended)
        .filter_map(|state| chart.state(state))
        .flat_map(|state| state.transitions.clone())
        .filter(|at| {
            chart.transition(*at).is_some_and(|transition| {
                !transition.targets.is_empty()
                    && !matches!(transition.guard, Some(super::guard::Guard::Never))
                    && (transition.eventless || transition.events.iter().any(done))
            })
        })
        .collect()
}
