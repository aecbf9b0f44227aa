//! What a set of transitions leaves and enters: the algorithm of the W3C's recommendation (SCXML,
//! appendix D), over states alone. Data and guards play no part in it.

use super::{
    chart::{Chart, Op, ROOT, Tables, Transition},
    definition::StateKind,
};

/// A set of states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Set(Vec<u64>);

impl Set {
    fn place(state: u16) -> (usize, u64) {
        (usize::from(state >> 6), 1u64.wrapping_shl(u32::from(state)))
    }

    pub(super) fn contains(&self, state: u16) -> bool {
        let (word, bit) = Set::place(state);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    pub(super) fn insert(&mut self, state: u16) {
        let (word, bit) = Set::place(state);
        if self.0.len() <= word {
            self.0.resize(word.saturating_add(1), 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= bit;
        }
    }

    pub(super) fn remove(&mut self, state: u16) {
        let (word, bit) = Set::place(state);
        if let Some(bits) = self.0.get_mut(word) {
            *bits &= !bit;
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(0);
    }

    /// In document order.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = u16> {
        self.0.iter().enumerate().filter(|(_, bits)| **bits != 0).flat_map(|(word, bits)| {
            let base = u16::try_from(word.saturating_mul(64)).unwrap_or(u16::MAX);
            Bits(*bits).map(move |bit| base.saturating_add(bit))
        })
    }

    /// Whether a state or one inside it is in the set.
    fn touches(&self, tables: &Tables, state: u16) -> bool {
        let end = tables.states.get(usize::from(state)).map_or(state, |found| found.end);
        (state..end).any(|at| self.contains(at))
    }
}

/// The places of the bits of a word, from either end.
struct Bits(u64);

impl Iterator for Bits {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        let place = self.0.trailing_zeros();
        self.0 &= self.0.wrapping_sub(1);
        u16::try_from(place).ok().filter(|place| *place < 64)
    }
}

impl DoubleEndedIterator for Bits {
    fn next_back(&mut self) -> Option<u16> {
        let place = 63u32.checked_sub(self.0.leading_zeros())?;
        self.0 &= !1u64.wrapping_shl(place);
        u16::try_from(place).ok()
    }
}

/// What history states keep.
pub(super) trait History {
    /// The states kept; nothing where there was no visit yet.
    fn kept(&self, history: u16) -> Option<&[u16]>;
}

/// Works out microsteps. Its buffers are used again.
#[derive(Debug, Clone, Default)]
pub(super) struct Builder {
    enter: Set,
    defaults: Set,
    /// The state around a history state whose own transition is taken, and the history state.
    histories: Vec<(u16, u16)>,
    targets: Vec<u16>,
    /// Whether what history states keep made a difference.
    pub(super) used_history: bool,
}

impl Builder {
    /// The parts of a microstep that takes these transitions, which do not conflict. Afterwards
    /// `active` is the new configuration.
    pub(super) fn step(
        &mut self,
        chart: &Chart,
        active: &mut Set,
        history: &impl History,
        transitions: &[u16],
        ops: &mut Vec<Op>,
    ) {
        let taken = || transitions.iter().filter_map(|at| Some((*at, chart.transition(*at)?)));
        self.begin();
        let mut exit = Set::default();
        for (at, transition) in taken() {
            ops.push(Op::Taken(at));
            if let Some(domain) = self.domain(chart, transition, history) {
                for state in active.iter().filter(|s| *s != domain && chart.tables.within(*s, domain)) {
                    exit.insert(state);
                }
            }
        }
        left(chart, &exit, active, ops);
        for (at, transition) in taken() {
            ops.push(Op::Do(at));
            for target in &transition.targets {
                self.down(chart, *target, history);
            }
            if let Some(domain) = self.domain(chart, transition, history) {
                let mut targets = std::mem::take(&mut self.targets);
                self.effective(chart, &transition.targets, history, &mut targets);
                for target in &targets {
                    self.up(chart, *target, domain, history);
                }
                targets.clear();
                self.targets = targets;
            }
        }
        self.entered(chart, active, ops);
    }

    /// The parts of being put into a state that no transition leads to from here. What stands beside it
    /// stays.
    pub(super) fn jump(
        &mut self,
        chart: &Chart,
        active: &mut Set,
        history: &impl History,
        to: u16,
        ops: &mut Vec<Op>,
    ) {
        self.begin();
        let around = chart.tables.ancestors(to).find(|outer| active.contains(*outer)).unwrap_or(ROOT);
        let mut exit = Set::default();
        for state in active.iter().filter(|s| *s != around && chart.tables.within(*s, around)) {
            exit.insert(state);
        }
        left(chart, &exit, active, ops);
        self.down(chart, to, history);
        self.up(chart, to, around, history);
        self.entered(chart, active, ops);
    }

    /// The parts of the first step.
    pub(super) fn first(
        &mut self,
        chart: &Chart,
        active: &mut Set,
        history: &impl History,
        ops: &mut Vec<Op>,
    ) {
        self.begin();
        ops.push(Op::Initial(ROOT));
        active.insert(ROOT);
        let initial = chart.state(ROOT).map_or(&[][..], |root| &root.initial);
        for target in initial {
            self.down(chart, *target, history);
        }
        for target in initial {
            self.up(chart, *target, ROOT, history);
        }
        self.entered(chart, active, ops);
    }

    fn begin(&mut self) {
        self.enter.clear();
        self.defaults.clear();
        self.histories.clear();
        self.used_history = false;
    }

    /// The states that `targets` stand for once history is looked up.
    fn effective(&mut self, chart: &Chart, targets: &[u16], history: &impl History, out: &mut Vec<u16>) {
        for target in targets {
            let Some(state) = chart.state(*target) else { continue };
            if !state.is_history() {
                out.push(*target);
                continue;
            }
            self.used_history = true;
            match history.kept(*target) {
                Some(kept) => out.extend(kept),
                // The transition of a history state never leads to another one: compiled so.
                None => out.extend(history_default(chart, *target)),
            }
        }
    }

    /// The state inside which everything happens; nothing where nothing is left.
    fn domain(&mut self, chart: &Chart, transition: &Transition, history: &impl History) -> Option<u16> {
        if transition.targets.is_empty() {
            return None;
        }
        let mut targets = std::mem::take(&mut self.targets);
        self.effective(chart, &transition.targets, history, &mut targets);
        let inside = |outer: u16| targets.iter().all(|t| *t != outer && chart.tables.within(*t, outer));
        let compound = |state: u16| {
            state == ROOT
                || chart.state(state).is_some_and(|s| s.kind == StateKind::State && !s.children.is_empty())
        };
        let source = transition.source;
        let domain = if transition.internal && compound(source) && inside(source) {
            source
        } else {
            chart.tables.ancestors(source).find(|outer| compound(*outer) && inside(*outer)).unwrap_or(ROOT)
        };
        targets.clear();
        self.targets = targets;
        Some(domain)
    }

    /// Drops transitions that conflict with others: an inner one goes before an outer one, then the
    /// earlier before the later.
    pub(super) fn without_conflicts(
        &mut self,
        chart: &Chart,
        history: &impl History,
        enabled: &mut Vec<u16>,
    ) {
        if enabled.len() < 2 {
            return;
        }
        // Two transitions conflict where both leave a state. Both are enabled, so each leaves
        // something inside its domain, and one domain stands in the other or they are apart.
        let mut kept: Vec<(u16, u16, Option<u16>)> = Vec::new();
        for at in enabled.iter() {
            let Some(transition) = chart.transition(*at) else { continue };
            let domain = self.domain(chart, transition, history);
            let clash = |other: Option<u16>| match (domain, other) {
                (Some(a), Some(b)) => chart.tables.within(a, b) || chart.tables.within(b, a),
                _ => false,
            };
            let inner =
                |source: u16| transition.source != source && chart.tables.within(transition.source, source);
            if kept.iter().any(|(_, source, other)| clash(*other) && !inner(*source)) {
                continue;
            }
            kept.retain(|(_, _, other)| !clash(*other));
            kept.push((*at, transition.source, domain));
        }
        enabled.clear();
        enabled.extend(kept.iter().map(|(at, ..)| *at));
    }

    /// Adds a state and what is entered with it.
    fn down(&mut self, chart: &Chart, at: u16, history: &impl History) {
        let Some(state) = chart.state(at) else { return };
        if state.is_history() {
            self.used_history = true;
            let targets = match history.kept(at) {
                Some(kept) => kept,
                None => {
                    self.histories.push((state.parent, at));
                    history_default(chart, at)
                }
            };
            for target in targets {
                self.down(chart, *target, history);
            }
            for target in targets {
                self.up(chart, *target, state.parent, history);
            }
            return;
        }
        self.enter.insert(at);
        if state.kind == StateKind::Parallel {
            self.regions(chart, at, history);
        } else if !state.children.is_empty() {
            self.defaults.insert(at);
            for target in &state.initial {
                self.down(chart, *target, history);
            }
            for target in &state.initial {
                self.up(chart, *target, at, history);
            }
        }
    }

    /// Adds the states between one and a state around it.
    fn up(&mut self, chart: &Chart, from: u16, to: u16, history: &impl History) {
        for outer in chart.tables.ancestors(from).take_while(|outer| *outer != to && *outer != ROOT) {
            self.enter.insert(outer);
            if chart.state(outer).is_some_and(|state| state.kind == StateKind::Parallel) {
                self.regions(chart, outer, history);
            }
        }
    }

    /// Adds the regions of a parallel state that are not yet entered.
    fn regions(&mut self, chart: &Chart, parallel: u16, history: &impl History) {
        for child in chart.state(parallel).map_or(&[][..], |state| &state.children) {
            let real = chart.state(*child).is_some_and(|state| !state.is_history());
            if real && !self.enter.touches(&chart.tables, *child) {
                self.down(chart, *child, history);
            }
        }
    }

    fn entered(&mut self, chart: &Chart, active: &mut Set, ops: &mut Vec<Op>) {
        for at in self.enter.iter() {
            let Some(state) = chart.state(at) else { continue };
            active.insert(at);
            ops.extend([Op::Entered(at), Op::StartTimers(at), Op::Enter(at)]);
            if self.defaults.contains(at) {
                ops.push(Op::Initial(at));
            }
            for (_, history) in self.histories.iter().filter(|(parent, _)| *parent == at) {
                if let Some(transition) = chart.state(*history).map(|found| found.transitions.start) {
                    ops.push(Op::Do(transition));
                }
            }
            if state.kind != StateKind::Final {
                continue;
            }
            if state.parent == ROOT {
                ops.push(Op::Finish);
                continue;
            }
            let Some(parent) = chart.state(state.parent) else { continue };
            ops.extend(parent.done.map(Op::Raise));
            let Some(outer) = chart.state(parent.parent) else { continue };
            if outer.kind == StateKind::Parallel && is_done(chart, active, parent.parent) {
                ops.extend(outer.done.map(Op::Raise));
            }
        }
    }
}

/// The parts of leaving these states.
fn left(chart: &Chart, exit: &Set, active: &mut Set, ops: &mut Vec<Op>) {
    for state in exit.iter().rev() {
        for child in chart.state(state).map_or(&[][..], |found| &found.children) {
            if chart.state(*child).is_some_and(super::chart::State::is_history) {
                ops.push(Op::Remember(*child));
            }
        }
    }
    for state in exit.iter().rev() {
        ops.extend([Op::Exit(state), Op::StopTimers(state), Op::Left(state)]);
        active.remove(state);
    }
}

fn history_default(chart: &Chart, history: u16) -> &[u16] {
    let transition = chart.state(history).and_then(|state| chart.transition(state.transitions.start));
    transition.map_or(&[], |transition| &transition.targets)
}

/// Whether a state is at its end.
pub(super) fn is_done(chart: &Chart, active: &Set, at: u16) -> bool {
    let Some(state) = chart.state(at) else { return false };
    let final_child = |child: &u16| {
        active.contains(*child) && chart.state(*child).is_some_and(|found| found.kind == StateKind::Final)
    };
    match state.kind {
        StateKind::Parallel => state
            .children
            .iter()
            .filter(|child| chart.state(**child).is_some_and(|found| !found.is_history()))
            .all(|child| is_done(chart, active, *child)),
        _ => state.children.iter().any(final_child),
    }
}
