//! The search for configurations: from each, whatever may be said next, and where it leads.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    graph::{Graph, Move, Node, Note, Said, Seen},
    inputs::{Input, Point, Tried},
    scope::{Track, seen},
};
use crate::{
    model::Value,
    workflow::{
        MAX_CONFIGURATIONS,
        chart::{Chart, Op},
        definition::{ClockAct, EventKind},
        instance::{Change, Instance, Mark, Signal, What},
        names::{Name, Slot},
        refusal::{Refusal, RefusalKind, Why},
        step::{Now, Scratch, run},
        time::Time,
    },
};

/// When every run begins: a Monday morning.
const START: Time = Time::from_millis(1_767_574_800_000);
/// Between one thing that somebody does and the next.
const PAUSE: i64 = 1_000;
/// The most values of one field that are followed.
const VALUES: usize = 64;
/// The most steps that are tried, each counted once more for every few things that happen in it.
const STEPS: usize = 400_000;
const FEW: usize = 16;
/// How many events and transitions are looked back upon in a step that goes on for ever.
const TURNS: usize = 200;
/// The most values that all configurations together hold.
const CELLS: usize = 4_000_000;

/// What is kept while exploring.
struct Search<'g, 'c> {
    graph: &'g mut Graph<'c>,
    index: BTreeMap<Vec<u32>, usize>,
    known: Vec<Vec<Value>>,
    seen: BTreeSet<Seen>,
    /// What each clock waits for: the timers of its rule.
    waits: Vec<Vec<u16>>,
    scratch: Scratch,
    change: Change,
    steps: usize,
    /// The most configurations of this workflow.
    most: usize,
}

/// Takes every step from every configuration, the nearest to the beginning first.
pub(super) fn explore(graph: &mut Graph<'_>) {
    let chart = graph.chart;
    let mut scratch = Scratch::default();
    scratch.watch = true;
    let mut search = Search {
        index: BTreeMap::new(),
        known: vec![Vec::new(); chart.tables.data.len()],
        seen: BTreeSet::new(),
        waits: super::clocks::waits(chart),
        scratch,
        change: Change::new(chart),
        steps: 0,
        most: most(chart),
        graph,
    };
    search.begin();
    let mut at = 0usize;
    while at < search.graph.nodes.len() && search.graph.complete {
        search.from(at);
        at = at.saturating_add(1);
    }
}

impl Search<'_, '_> {
    fn begin(&mut self) {
        let chart = self.graph.chart;
        let blank = chart.instance();
        let inputs = self.inputs(&blank, START, None, None, &[]);
        for input in inputs {
            let said =
                Said { what: What::Begin, timer: None, at: input.now.unwrap_or(START), input, actor: None };
            self.try_step(None, &blank, said);
        }
    }

    fn inputs(
        &mut self,
        instance: &Instance,
        now: Time,
        event: Option<u16>,
        actor: Option<usize>,
        transitions: &[u16],
    ) -> Vec<Input> {
        let graph = &*self.graph;
        let point = Point {
            chart: graph.chart,
            catalogue: graph.catalogue,
            scope: &graph.scope,
            instance,
            now,
            event,
            actor: actor.and_then(|at| Some(&graph.staff.all.get(at)?.actor)),
        };
        let (inputs, tried) = point.inputs(transitions);
        if tried == Tried::Some {
            self.graph.open.extend(transitions);
        }
        inputs
    }

    fn from(&mut self, at: usize) {
        let Some(node) = self.graph.nodes.get(at) else { return };
        if node.instance.done {
            return;
        }
        let chart = self.graph.chart;
        let (instance, now, moved) = (node.instance.clone(), node.now, node.moved.clone());
        let started = node.started.clone();
        let later = Time::from_millis(now.millis().saturating_add(PAUSE));
        let answered = instance.leaves.iter().flat_map(|leaf| chart.answers(*leaf));
        let answered: BTreeSet<u16> = answered.map(|answer| answer.event).collect();
        for number in answered {
            let event = chart.tables.events.get(usize::from(number));
            if event.is_none_or(|event| event.kind != EventKind::Human) {
                continue;
            }
            let Some(transitions) = self.answers(&instance, &moved, number) else { continue };
            for actor in self.actors(&instance, number, &transitions) {
                for input in self.inputs(&instance, later, Some(number), actor, &transitions) {
                    let at_time = input.now.unwrap_or(later);
                    let said = Said { what: What::Event(number), timer: None, input, actor, at: at_time };
                    self.try_step(Some(at), &instance, said);
                }
            }
        }
        let before = super::order::before(&instance, &started);
        for (timer, before) in instance.timers.iter().zip(before) {
            let Some(event) = chart.tables.timers.get(usize::from(timer.timer)).map(|found| found.event)
            else {
                continue;
            };
            if !before.is_empty() {
                continue;
            }
            let transitions = match self.answers(&instance, &moved, event) {
                Some(transitions) => transitions,
                None if instance
                    .leaves
                    .iter()
                    .all(|leaf| chart.candidates(*leaf, Some(event)).is_empty()) =>
                {
                    Vec::new()
                }
                None => continue,
            };
            let due = timer.due.map_or(later, |due| due.max(now));
            for input in self.inputs(&instance, due, Some(event), None, &transitions) {
                let at_time = input.now.unwrap_or(due);
                let input = Input { fields: Vec::new(), ..input };
                let said = Said {
                    what: What::Timer(timer.number),
                    timer: Some(timer.timer),
                    input,
                    actor: None,
                    at: at_time,
                };
                self.try_step(Some(at), &instance, said);
            }
        }
    }

    /// The transitions that answer to an event; nothing where none does, or it is another region's
    /// turn.
    fn answers(&self, instance: &Instance, moved: &[bool], event: u16) -> Option<Vec<u16>> {
        let chart = self.graph.chart;
        let mut out: BTreeSet<u16> = BTreeSet::new();
        for leaf in &instance.leaves {
            for candidate in chart.candidates(*leaf, Some(event)) {
                let source = chart.transition(candidate.transition)?.source;
                if !self.graph.regions.may(chart, source, &instance.leaves, moved) {
                    return None;
                }
                out.insert(candidate.transition);
            }
        }
        (!out.is_empty()).then(|| out.into_iter().collect())
    }

    /// Who may try: one of each kind that the transitions tell apart, and nobody in particular where
    /// that makes no difference.
    fn actors(&mut self, instance: &Instance, event: u16, transitions: &[u16]) -> Vec<Option<usize>> {
        let chart = self.graph.chart;
        let found = || transitions.iter().filter_map(|at| chart.transition(*at));
        let mut roles = found().fold(0u64, |roles, transition| roles | transition.roles);
        let (mut asked, mut same) = (false, false);
        let mut slot = |slot: &Slot| match slot {
            Slot::Role(role) => {
                roles |= 1u64.wrapping_shl(u32::from(*role));
                asked = true;
            }
            Slot::Actor => same = true,
            _ => {}
        };
        for transition in found() {
            if let Some(guard) = &transition.guard {
                guard.each_name(&mut |name| slot(&name.slot));
            }
            let mut visit = |name: &Name| slot(&name.slot);
            crate::workflow::compile::each_name(&transition.effects, &mut visit);
        }
        let four = found().any(|transition| !transition.four_eyes.is_empty());
        let open = found().any(|transition| transition.roles == 0);
        let remembered = chart.remembered.get(usize::from(event)) == Some(&true);
        if roles == 0 && !(asked || same || four || remembered) {
            return vec![None];
        }
        let mut out = self.graph.staff.fresh(roles, instance);
        if same {
            let doers = instance.doers.values().filter_map(|doer| doer.by.as_ref());
            let known: Vec<usize> = doers.filter_map(|by| self.graph.staff.place(by)).collect();
            for at in known {
                if !out.contains(&at) {
                    out.push(at);
                }
            }
        }
        let staff = &self.graph.staff.all;
        out.retain(|at| open || staff.get(*at).is_some_and(|member| member.actor.roles & roles != 0));
        out.into_iter().map(Some).collect()
    }

    fn try_step(&mut self, from: Option<usize>, instance: &Instance, said: Said) {
        self.steps = self.steps.saturating_add(1);
        let Ok(now) = Now::new(said.at) else { return };
        if self.steps > STEPS {
            self.graph.complete = false;
            return;
        }
        let chart = self.graph.chart;
        let mut signal = Signal::new(said.what);
        signal.fields.clone_from(&said.input.fields);
        let actor = said.actor.and_then(|at| self.graph.staff.all.get(at)).map(|member| member.actor.clone());
        signal.actor = actor.as_ref();
        signal.facts = said.input.facts.as_ref();
        self.change.clear();
        let done = run(chart, instance, &signal, &now, true, &mut self.change, &mut self.scratch);
        let marks = std::mem::take(&mut self.change.marks);
        self.steps = self.steps.saturating_add(marks.len().checked_div(FEW).unwrap_or_default());
        match done {
            Ok(()) => {
                self.look(from, &said, &marks);
                self.arrive(from, instance, said, &marks);
            }
            Err(refusal) => self.refused(from, said, &marks, &refusal),
        }
        self.change.marks = marks;
    }

    fn note(&mut self, node: Option<usize>, said: &Said, seen: Seen) {
        if self.seen.insert(seen.clone()) {
            self.graph.notes.push(Note { node, said: said.clone(), seen });
        }
    }

    /// Notes what the engine remarked in a step that is taken.
    fn look(&mut self, from: Option<usize>, said: &Said, marks: &[Mark]) {
        self.gaps(from, said, marks);
        for mark in marks {
            // One that gave way to another of its step is no choice.
            if let Mark::Rival(first, second) = mark
                && marks.contains(&Mark::Op(Op::Taken(*first)))
            {
                self.note(from, said, Seen::Rival(*first, *second));
            }
        }
        if self.graph.chart.sequential {
            return;
        }
        for (first, second, datum) in super::parallel::races(self.graph.chart, marks) {
            self.note(from, said, Seen::Race(first, second, datum));
        }
    }

    /// That one person may not do it, or that something was not said, is no case of its own.
    fn gaps(&mut self, from: Option<usize>, said: &Said, marks: &[Mark]) {
        if !said.input.known || self.has_acted(from, said) {
            return;
        }
        for mark in marks {
            if let Mark::Gap(state, event) = mark {
                self.note(from, said, Seen::Gap(*state, *event));
            }
        }
    }

    fn has_acted(&self, from: Option<usize>, said: &Said) -> bool {
        let actor = said.actor.and_then(|at| self.graph.staff.all.get(at)).map(|member| &member.actor.id);
        let node = from.and_then(|at| self.graph.nodes.get(at));
        node.is_some_and(|node| {
            actor.is_some() && node.instance.doers.values().any(|doer| doer.by.as_ref() == actor)
        })
    }

    fn refused(&mut self, from: Option<usize>, said: Said, marks: &[Mark], refusal: &Refusal) {
        if refusal.kind == RefusalKind::Stopped {
            self.gaps(from, &said, marks);
        }
        if refusal.kind == RefusalKind::Endless {
            // What goes on for ever is all there is at the end, however much each turn of it does.
            let turns = |mark: &&Mark| matches!(mark, Mark::Event(_) | Mark::Op(Op::Taken(_)));
            let tail: Vec<Mark> = marks.iter().rev().filter(turns).take(TURNS).copied().collect();
            let taken: BTreeSet<u16> = taken(&tail).collect();
            let event = |mark: &Mark| if let Mark::Event(event) = mark { Some(*event) } else { None };
            let events: BTreeSet<u16> = tail.iter().filter_map(event).collect();
            self.graph.taken.extend(&taken);
            self.note(from, &said, Seen::Endless(taken, events));
        }
        let crowd = refusal.candidates.iter().any(
            |stopped| matches!(&stopped.why, Why::Fault(error) if error.code() == crate::ErrorCode::TooLarge),
        );
        if crowd {
            self.note(from, &said, Seen::Crowd);
        }
    }

    fn arrive(&mut self, from: Option<usize>, instance: &Instance, said: Said, marks: &[Mark]) {
        let chart = self.graph.chart;
        let moved_on = self.change.moved;
        let mut after = instance.clone();
        after.take(&mut self.change);
        if let Some(timer) = said.timer {
            self.note(from, &said, Seen::Fired(timer, moved_on));
        }
        let before = from.and_then(|at| self.graph.nodes.get(at));
        let ran = |number: u64| before.and_then(|node| node.started.get(&number).copied());
        let numbers = after.timers.iter().map(|timer| timer.number);
        let started: BTreeMap<u64, Time> =
            numbers.map(|number| (number, ran(number).unwrap_or(said.at))).collect();
        let mut fired = before.map_or_else(|| vec![false; after.clocks.len()], |node| node.fired.clone());
        let mut moved =
            before.map_or_else(|| vec![false; self.graph.regions.count()], |node| node.moved.clone());
        for ((flag, waits), clock) in fired.iter_mut().zip(&self.waits).zip(&after.clocks) {
            *flag |= said.timer.is_some_and(|timer| waits.contains(&timer));
            *flag &= clock.is_some_and(|clock| clock.act != ClockAct::Start || clock.since != said.at);
        }
        self.graph.regions.follow(chart, marks, &after.leaves, &mut moved);
        let to = match self.place(&after, &started, &fired, &moved) {
            Some(Ok(to)) => to,
            Some(Err(key)) => {
                let to = self.graph.nodes.len();
                if to >= self.most {
                    self.graph.complete = false;
                    return;
                }
                self.index.insert(key, to);
                let by = Some(self.graph.moves.len());
                self.graph.nodes.push(Node {
                    instance: after,
                    now: said.at,
                    by,
                    started,
                    fired,
                    moved,
                    next: Vec::new(),
                });
                to
            }
            None => {
                self.graph.complete = false;
                return;
            }
        };
        let taken: Vec<u16> = taken(marks).collect();
        self.graph.taken.extend(&taken);
        for mark in marks {
            match mark {
                Mark::Op(Op::Entered(state)) => _ = self.graph.entered.insert(*state),
                Mark::Event(event) => _ = self.graph.events.insert(*event),
                _ => {}
            }
        }
        let left = |mark: &Mark| if let Mark::Op(Op::Left(state)) = mark { Some(*state) } else { None };
        let left: Vec<u16> = marks.iter().filter_map(left).collect();
        let at = self.graph.moves.len();
        let known = |found: &usize| {
            let found = self.graph.moves.get(*found);
            found
                .is_some_and(|found| found.to == to && found.taken == taken && found.said.timer == said.timer)
        };
        if let Some(from) = from {
            if self.graph.nodes.get(from).is_some_and(|node| node.next.iter().any(known)) {
                return;
            }
            if let Some(node) = self.graph.nodes.get_mut(from) {
                node.next.push(at);
            }
        }
        self.graph.moves.push(Move { from: from.unwrap_or(to), to, said, taken, left });
    }

    /// The configuration of an instance, or what tells a new one apart; nothing where a field takes
    /// more values than are followed.
    fn place(
        &mut self,
        instance: &Instance,
        started: &BTreeMap<u64, Time>,
        fired: &[bool],
        moved: &[bool],
    ) -> Option<Result<usize, Vec<u32>>> {
        let graph = &*self.graph;
        let mut key: Vec<u32> = instance.leaves.iter().map(|leaf| u32::from(*leaf)).collect();
        for (history, kept) in &instance.history {
            key.extend([u32::MAX, u32::from(*history)]);
            key.extend(kept.iter().map(|state| u32::from(*state)));
        }
        key.push(u32::MAX);
        for ((track, value), known) in graph.scope.tracks.iter().zip(&instance.data).zip(&mut self.known) {
            if *track == Track::Never {
                continue;
            }
            let Some(value) = seen(*track, value.as_ref()) else {
                key.push(u32::MAX);
                continue;
            };
            let at = match known.iter().position(|other| *other == value) {
                Some(at) => at,
                None if known.len() >= VALUES => return None,
                None => {
                    known.push(value);
                    known.len().saturating_sub(1)
                }
            };
            key.push(u32::try_from(at).ok()?);
        }
        for (clock, fired) in instance.clocks.iter().zip(fired) {
            let act = clock.map_or(0, |clock| match clock.act {
                ClockAct::Start | ClockAct::Resume => 1,
                ClockAct::Pause => 2,
                ClockAct::Stop => 3,
            });
            key.extend([act, u32::from(*fired)]);
        }
        key.extend(graph.scope.doers.iter().map(|event| u32::from(instance.doers.contains_key(event))));
        key.extend(moved.iter().map(|moved| u32::from(*moved)));
        let before = super::order::before(instance, started);
        let mut timers: Vec<_> = instance.timers.iter().zip(&before).enumerate().collect();
        timers.sort_by_key(|(_, (timer, _))| (timer.timer, timer.number));
        let mut places = vec![0u32; timers.len()];
        for ((own, _), place) in timers.iter().zip(0u32..) {
            if let Some(slot) = places.get_mut(*own) {
                *slot = place;
            }
        }
        for (_, (timer, before)) in timers {
            key.extend([u32::MAX, u32::from(timer.timer)]);
            let mut before: Vec<u32> = before.iter().filter_map(|at| places.get(*at).copied()).collect();
            before.sort_unstable();
            key.extend(before);
        }
        key.push(u32::from(instance.done));
        Some(match self.index.get(&key) {
            Some(at) => Ok(*at),
            None => Err(key),
        })
    }
}

/// How many configurations are held of a workflow: fewer where each is large.
fn most(chart: &Chart) -> usize {
    let tables = &chart.tables;
    let sizes = [tables.data.len(), tables.clocks.len(), FEW];
    let cells = sizes.into_iter().fold(0usize, usize::saturating_add);
    CELLS.checked_div(cells).unwrap_or(MAX_CONFIGURATIONS).min(MAX_CONFIGURATIONS)
}

fn taken(marks: &[Mark]) -> impl Iterator<Item = u16> {
    marks.iter().filter_map(|mark| if let Mark::Op(Op::Taken(at)) = mark { Some(*at) } else { None })
}
