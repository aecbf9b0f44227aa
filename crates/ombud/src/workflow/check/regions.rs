//! Which regions of a parallel state have nothing to do with each other.
//!
//! What a region comes to does not hang on a region that shares no event, no field, no clock and no
//! timer with it, and neither asks for the other's states. Of such regions only one is moved at a
//! time, from its beginning until it is done, and then the next: every state of each is seen, and
//! every way to the end of all, without the product of all. A region that others may hang on, since
//! it leads out of the parallel state or something outside it asks for it, is moved together with
//! all.

use std::{collections::BTreeSet, ops::Range};

use super::scope::{Leaf, Scope, Track, each_effect, leaves};
use crate::workflow::{
    chart::{Act, Chart, Effect, Op, ROOT, Transition},
    definition::StateKind,
    guard::Guard,
    instance::Mark,
    names::{Name, Slot},
};

/// Regions that are moved together.
struct Class {
    parallel: u16,
    regions: Vec<Range<u16>>,
    /// The leaves it begins with.
    first: Vec<u16>,
}

/// The classes of all parallel states that have more than one.
pub(super) struct Regions {
    classes: Vec<Class>,
    /// The classes around each state.
    around: Vec<Vec<usize>>,
}

/// What a part of a chart touches.
#[derive(Debug, Default, Clone)]
struct Touch {
    listens: BTreeSet<u16>,
    raises: BTreeSet<u16>,
    reads: BTreeSet<u16>,
    writes: BTreeSet<u16>,
    asks: BTreeSet<u16>,
    clocks: BTreeSet<u16>,
    timers: BTreeSet<u16>,
    /// Whether it leads out.
    out: bool,
}

impl Touch {
    fn meets(&self, other: &Touch, mine: &Range<u16>, theirs: &Range<u16>) -> bool {
        let apart = |a: &BTreeSet<u16>, b: &BTreeSet<u16>| a.is_disjoint(b);
        let asks = |asks: &BTreeSet<u16>, of: &Range<u16>| asks.iter().any(|state| of.contains(state));
        !(apart(&self.listens, &other.listens)
            && apart(&self.raises, &other.listens)
            && apart(&self.listens, &other.raises)
            && apart(&self.writes, &other.reads)
            && apart(&self.reads, &other.writes)
            && apart(&self.writes, &other.writes)
            && apart(&self.clocks, &other.clocks)
            && apart(&self.timers, &other.timers))
            || asks(&self.asks, theirs)
            || asks(&other.asks, mine)
    }

    fn name(&mut self, name: &Name, scope: &Scope<'_>) {
        match name.slot {
            Slot::Data(at) if scope.tracks.get(usize::from(at)) != Some(&Track::Never) => {
                self.reads.insert(at);
            }
            Slot::In(state) => {
                self.asks.insert(state);
            }
            _ => {}
        }
    }

    fn guard(&mut self, guard: &Guard, scope: &Scope<'_>) {
        leaves(guard, &mut |leaf| match leaf {
            Leaf::Test(name, _) => self.name(name, scope),
            Leaf::Relation(relation) => {
                for side in [&relation.left, &relation.right] {
                    side.each_key(&mut |name| self.name(name, scope));
                }
            }
        });
    }

    fn effects(&mut self, chart: &Chart, effects: &[Effect], scope: &Scope<'_>) {
        each_effect(effects, &mut |effect| match &effect.act {
            Act::Assign(at, expr) => {
                if scope.tracks.get(usize::from(*at)) != Some(&Track::Never) {
                    self.writes.insert(*at);
                    expr.term.each_key(&mut |name| self.name(name, scope));
                }
            }
            Act::Raise(event, payload) => {
                self.raises.insert(*event);
                payload.iter().for_each(|(_, expr)| expr.term.each_key(&mut |name| self.name(name, scope)));
            }
            Act::Start { timer, .. } | Act::Cancel(timer) => {
                self.timers.insert(*timer);
                // A timer of an effect outlives its state: whoever listens to it is concerned.
                self.raises.extend(chart.tables.timers.get(usize::from(*timer)).map(|timer| timer.event));
            }
            Act::Clock(clock, _) => {
                self.clocks.insert(*clock);
            }
            Act::Choose(branches) => {
                branches
                    .iter()
                    .filter_map(|(guard, _)| guard.as_ref())
                    .for_each(|guard| self.guard(guard, scope));
            }
            Act::Emit(..) | Act::Block(_) => {}
        });
    }

    fn transition(&mut self, chart: &Chart, transition: &Transition, scope: &Scope<'_>) {
        self.listens.extend(&transition.events);
        if let Some(guard) = &transition.guard {
            self.guard(guard, scope);
        }
        self.effects(chart, &transition.effects, scope);
    }

    fn states(&mut self, chart: &Chart, states: Range<u16>, scope: &Scope<'_>) {
        for at in states.clone() {
            let Some(state) = chart.state(at) else { continue };
            for effects in [&state.on_initial, &state.on_entry, &state.on_exit] {
                self.effects(chart, effects, scope);
            }
            self.raises.extend(state.done);
            self.raises.extend(
                state.timers.iter().filter_map(|at| Some(chart.tables.timers.get(usize::from(*at))?.event)),
            );
            for transition in state.transitions.clone().filter_map(|at| chart.transition(at)) {
                self.transition(chart, transition, scope);
                self.out |= transition.targets.iter().any(|target| !states.contains(target));
            }
        }
    }
}

impl Regions {
    pub(super) fn new(chart: &Chart, scope: &Scope<'_>) -> Self {
        let mut out = Regions { classes: Vec::new(), around: vec![Vec::new(); chart.tables.states.len()] };
        for (state, at) in chart.tables.states.iter().zip(0u16..) {
            if state.kind == StateKind::Parallel {
                out.parallel(chart, at, scope);
            }
        }
        out
    }

    fn parallel(&mut self, chart: &Chart, at: u16, scope: &Scope<'_>) {
        let Some(state) = chart.state(at) else { return };
        let real = state.children.iter().filter_map(|child| Some((*child, chart.state(*child)?)));
        let regions: Vec<Range<u16>> =
            real.filter(|(_, child)| !child.is_history()).map(|(child, found)| child..found.end).collect();
        let mut touches: Vec<Touch> = Vec::new();
        for region in &regions {
            let mut touch = Touch::default();
            touch.states(chart, region.clone(), scope);
            touches.push(touch);
        }
        // What stands outside: the parallel state itself, and the states around it.
        let mut outside = Touch::default();
        for outer in std::iter::once(at).chain(chart.tables.ancestors(at)) {
            let found = chart.state(outer).map_or(0..0, |state| state.transitions.clone());
            for transition in found.filter_map(|at| chart.transition(at)) {
                outside.transition(chart, transition, scope);
            }
        }
        let own = state.done;
        for (touch, region) in touches.iter_mut().zip(&regions) {
            touch.raises.retain(|event| Some(*event) != own);
            let asked = outside.asks.iter().any(|state| region.contains(state));
            let meets =
                !touch.raises.is_disjoint(&outside.listens) || !touch.writes.is_disjoint(&outside.reads);
            touch.out |= asked || meets;
        }
        let mut group: Vec<usize> = (0..regions.len()).collect();
        for (i, (a, mine)) in touches.iter().zip(&regions).enumerate() {
            for (j, (b, theirs)) in touches.iter().zip(&regions).enumerate().take(i) {
                if a.out || b.out || a.meets(b, mine, theirs) {
                    let (from, to) = (group.get(i).copied(), group.get(j).copied());
                    for label in &mut group {
                        if Some(*label) == from {
                            *label = to.unwrap_or_default();
                        }
                    }
                }
            }
        }
        let labels: BTreeSet<usize> = group.iter().copied().collect();
        if labels.len() < 2 {
            return;
        }
        for label in labels {
            let class = self.classes.len();
            let mine: Vec<Range<u16>> = regions
                .iter()
                .zip(&group)
                .filter(|(_, of)| **of == label)
                .map(|(region, _)| region.clone())
                .collect();
            let mut first = Vec::new();
            for region in &mine {
                settled(chart, region.start, &mut first, 0);
                for inside in region.clone() {
                    if let Some(around) = self.around.get_mut(usize::from(inside)) {
                        around.push(class);
                    }
                }
            }
            first.sort_unstable();
            self.classes.push(Class { parallel: at, regions: mine, first });
        }
    }

    /// How many classes there are.
    pub(super) fn count(&self) -> usize {
        self.classes.len()
    }

    /// Whether a transition of this state may be taken now. `moved` says which classes have left
    /// their beginning.
    pub(super) fn may(&self, chart: &Chart, source: u16, leaves: &[u16], moved: &[bool]) -> bool {
        let around = self.around.get(usize::from(source)).map_or(&[][..], Vec::as_slice);
        around.iter().all(|class| self.turn(chart, *class, leaves, moved))
    }

    /// Whether it is a class's turn: no other of its parallel state is under way; a new one begins
    /// alone, or where all before it have begun.
    fn turn(&self, chart: &Chart, class: usize, leaves: &[u16], moved: &[bool]) -> bool {
        let Some(mine) = self.classes.get(class) else { return true };
        let begun = |at: usize| moved.get(at).copied().unwrap_or_default();
        let mut beside = self.classes.iter().enumerate().filter(|(_, other)| other.parallel == mine.parallel);
        let under_way = |at: usize, other: &Class| begun(at) && !done(chart, other, leaves);
        if beside.clone().any(|(at, other)| at != class && under_way(at, other)) {
            return false;
        }
        begun(class)
            || beside.clone().all(|(at, _)| !begun(at))
            || beside.find(|(at, _)| !begun(*at)).is_some_and(|(at, _)| at == class)
    }

    /// Keeps up which classes have left their beginning.
    pub(super) fn follow(&self, chart: &Chart, marks: &[Mark], leaves: &[u16], moved: &mut [bool]) {
        for mark in marks {
            match mark {
                Mark::Op(Op::Taken(at)) => {
                    let source = chart.transition(*at).map_or(ROOT, |transition| transition.source);
                    for class in self.around.get(usize::from(source)).into_iter().flatten() {
                        if let Some(moved) = moved.get_mut(*class) {
                            *moved = true;
                        }
                    }
                }
                Mark::Op(Op::Entered(state)) => {
                    for (class, moved) in self.classes.iter().zip(moved.iter_mut()) {
                        if class.parallel == *state {
                            let inside: Vec<u16> = class.of(leaves).collect();
                            *moved = inside != class.first;
                        }
                    }
                }
                Mark::Op(Op::Left(state)) => {
                    for (class, moved) in self.classes.iter().zip(moved.iter_mut()) {
                        *moved &= class.parallel != *state;
                    }
                }
                _ => {}
            }
        }
    }
}

impl Class {
    fn of<'l>(&'l self, leaves: &'l [u16]) -> impl Iterator<Item = u16> + 'l {
        leaves.iter().copied().filter(|leaf| self.regions.iter().any(|region| region.contains(leaf)))
    }
}

/// Whether each region of a class is at its end.
fn done(chart: &Chart, class: &Class, leaves: &[u16]) -> bool {
    class.regions.iter().all(|region| ended(chart, region.start, leaves))
}

fn ended(chart: &Chart, at: u16, leaves: &[u16]) -> bool {
    let Some(state) = chart.state(at) else { return false };
    let real = |child: &&u16| chart.state(**child).is_some_and(|found| !found.is_history());
    if state.kind == StateKind::Parallel {
        return state.children.iter().filter(real).all(|child| ended(chart, *child, leaves));
    }
    let is_final = |child: &&u16| chart.state(**child).is_some_and(|found| found.kind == StateKind::Final);
    state.children.iter().filter(is_final).any(|child| leaves.contains(child))
}

/// The leaves that a state begins with.
fn settled(chart: &Chart, at: u16, out: &mut Vec<u16>, depth: usize) {
    let Some(state) = chart.state(at) else { return };
    if depth > chart.tables.states.len() {
        return;
    }
    let inner: &[u16] = if state.is_history() {
        chart.transition(state.transitions.start).map_or(&[], |transition| &transition.targets)
    } else if state.kind == StateKind::Parallel {
        &state.children
    } else {
        &state.initial
    };
    if state.is_leaf() {
        out.push(at);
    }
    let history = |at: &u16| chart.state(*at).is_some_and(super::super::chart::State::is_history);
    for child in inner {
        if state.kind != StateKind::Parallel || !history(child) {
            settled(chart, *child, out, depth.saturating_add(1));
        }
    }
}
