//! Every configuration that a workflow can come to, each with the signals that lead there.
//!
//! Steps are taken by the engine itself, so whatever is found is so. A configuration is told apart
//! from another by its leaves, what history keeps, the data that guards hang on, how clocks stand and
//! which timers may fire before which. What is said from outside is tried by kinds ([`inputs`]), who
//! acts by roles ([`staff`]), and of regions that have nothing to do with each other one is moved at
//! a time ([`regions`]).
//!
//! [`inputs`]: super::inputs
//! [`staff`]: super::staff
//! [`regions`]: super::regions

use std::collections::{BTreeMap, BTreeSet};

use super::{
    inputs::{Input, Point, Tried},
    proofs,
    regions::Regions,
    scope::{Scope, Track, seen},
    staff::Staff,
    witness::{Cue, Told, Witness},
};
use crate::{
    model::{Catalogue, Value},
    workflow::{
        MAX_CONFIGURATIONS,
        chart::{Chart, Op},
        definition::{ClockAct, EventKind},
        instance::{Change, Instance, Mark, Signal, What},
        names::Slot,
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
/// The most values that all configurations together hold.
const CELLS: usize = 4_000_000;

/// A configuration, by the run that came to it first.
pub(super) struct Node {
    pub(super) instance: Instance,
    pub(super) now: Time,
    /// The move that led here first; none for the beginning.
    pub(super) by: Option<usize>,
    /// When each timer that runs was started.
    pub(super) started: Vec<(u64, Time)>,
    /// The clocks whose time was up.
    pub(super) fired: Vec<bool>,
    moved: Vec<bool>,
    /// The moves from here.
    pub(super) next: Vec<usize>,
}

/// A step from one configuration to another.
pub(super) struct Move {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) said: Said,
    /// The transitions taken, in order.
    pub(super) taken: Vec<u16>,
    /// The states left.
    pub(super) left: Vec<u16>,
}

/// A signal, and when.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) what: What,
    /// The timer that fires.
    pub(super) timer: Option<u16>,
    pub(super) input: Input,
    pub(super) actor: Option<usize>,
    pub(super) at: Time,
}

/// Something seen in passing.
pub(super) struct Note {
    pub(super) node: Option<usize>,
    pub(super) said: Said,
    pub(super) seen: Seen,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seen {
    /// Two transitions of a state could be taken.
    Rival(u16, u16),
    /// A state has no answer to an event.
    Gap(u16, u16),
    /// It goes on for ever, through these transitions; by events of its own, or without any.
    Endless(Vec<u16>, bool),
    /// More timers than may run.
    Crowd,
    /// Two effects of regions write one field in one step.
    Race(u16, u16, u16),
    /// A timer fires, and whether anything answers.
    Fired(u16, bool),
}

/// Every configuration, and every step between them.
pub(super) struct Graph<'c> {
    pub(super) chart: &'c Chart,
    pub(super) catalogue: &'c Catalogue,
    pub(super) scope: Scope<'c>,
    pub(super) staff: Staff,
    regions: Regions,
    pub(super) nodes: Vec<Node>,
    pub(super) moves: Vec<Move>,
    pub(super) notes: Vec<Note>,
    /// Whether nothing was left out.
    pub(super) complete: bool,
    /// Transitions that answer to events of which not all that their guards tell apart was tried.
    pub(super) open: BTreeSet<u16>,
    /// The transitions that were taken.
    pub(super) taken: BTreeSet<u16>,
    /// The states that were entered.
    pub(super) entered: BTreeSet<u16>,
    /// The events that were taken up.
    pub(super) events: BTreeSet<u16>,
    /// For each configuration those from which a step leads there.
    back: Vec<Vec<usize>>,
    /// For each leaf the configurations it is active in, and those from which a step leaves it.
    pub(super) stays: BTreeMap<u16, Stay>,
}

/// Where a leaf is active, and the moves that leave it.
#[derive(Debug, Default)]
pub(super) struct Stay {
    pub(super) nodes: Vec<usize>,
    pub(super) exits: Vec<usize>,
}

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

impl<'c> Graph<'c> {
    pub(super) fn new(chart: &'c Chart, catalogue: &'c Catalogue, staff: Staff) -> Self {
        let scope = Scope::new(chart);
        let regions = Regions::new(chart, &scope);
        let mut graph = Graph {
            chart,
            catalogue,
            scope,
            staff,
            regions,
            nodes: Vec::new(),
            moves: Vec::new(),
            notes: Vec::new(),
            complete: true,
            open: BTreeSet::new(),
            taken: BTreeSet::new(),
            entered: BTreeSet::new(),
            events: BTreeSet::new(),
            back: Vec::new(),
            stays: BTreeMap::new(),
        };
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
            graph: &mut graph,
        };
        search.begin();
        let mut at = 0usize;
        while at < search.graph.nodes.len() && search.graph.complete {
            search.from(at);
            at = at.saturating_add(1);
        }
        graph.index();
        graph
    }

    fn index(&mut self) {
        for (at, node) in self.nodes.iter().enumerate() {
            for leaf in &node.instance.leaves {
                self.stays.entry(*leaf).or_default().nodes.push(at);
            }
        }
        self.back = vec![Vec::new(); self.nodes.len()];
        for (at, found) in self.moves.iter().enumerate() {
            if let Some(list) = self.back.get_mut(found.to) {
                list.push(found.from);
            }
            for left in &found.left {
                if let Some(stay) = self.stays.get_mut(left) {
                    stay.exits.push(at);
                }
            }
        }
    }

    /// Whether all was seen: nothing was left out, and nobody reckons with what was not tried.
    pub(super) fn whole(&self) -> bool {
        let missed = |(transition, at): (&crate::workflow::chart::Transition, u16)| {
            let reckons = transition.guard.as_ref().is_some_and(proofs::loose);
            reckons && self.entered.contains(&transition.source) && !self.taken.contains(&at)
        };
        self.complete && self.open.is_empty() && !self.chart.transitions.iter().zip(0u16..).any(missed)
    }

    /// Whether it is the turn of a state: what has nothing to do with it does not move just now.
    pub(super) fn turn(&self, node: usize, state: u16) -> bool {
        let node = self.nodes.get(node);
        node.is_some_and(|node| self.regions.may(self.chart, state, &node.instance.leaves, &node.moved))
    }

    /// The signals that lead to a configuration.
    pub(super) fn way(&self, node: usize) -> Vec<&Said> {
        let mut out = Vec::new();
        let mut here = self.nodes.get(node).and_then(|node| node.by);
        while let Some(found) = here.and_then(|at| self.moves.get(at)) {
            out.push(&found.said);
            here = if found.from == found.to && found.said.what == What::Begin {
                None
            } else {
                self.nodes.get(found.from).and_then(|node| node.by)
            };
        }
        out.reverse();
        out
    }

    /// The same, and one more, as a witness.
    pub(super) fn witness(&self, node: Option<usize>, last: Option<&Said>) -> Witness {
        let way = node.map_or_else(Vec::new, |node| self.way(node));
        Witness { signals: way.into_iter().chain(last).map(|said| self.told(said)).collect() }
    }

    pub(super) fn told(&self, said: &Said) -> Told {
        let chart = self.chart;
        let mut fields = BTreeMap::new();
        let cue = match said.what {
            What::Begin => Cue::Begin,
            What::Timer(number) => {
                let timer = said.timer.and_then(|at| chart.tables.timers.get(usize::from(at)));
                Cue::Timer { timer: timer.map_or_else(String::new, |timer| timer.id.to_string()), number }
            }
            What::Event(event) => {
                let found = chart.tables.events.get(usize::from(event));
                for (value, def) in said.input.fields.iter().zip(found.map_or(&[][..], |event| &event.fields))
                {
                    if let Some(value) = value {
                        fields.insert(def.id.clone(), value.clone());
                    }
                }
                Cue::Event { event: chart.event_name(event).to_owned() }
            }
        };
        let facts = said.input.facts.iter().flat_map(|facts| facts.iter());
        Told {
            cue,
            at: said.at,
            fields,
            facts: facts.map(|(id, fact)| (id.clone(), fact.value.clone())).collect(),
            actor: said.actor.and_then(|at| self.staff.all.get(at)).map(|member| member.person.clone()),
        }
    }

    /// The configurations from which one of these can be come to, through such configurations.
    pub(super) fn before(
        &self,
        goals: impl IntoIterator<Item = usize>,
        through: impl Fn(usize) -> bool,
    ) -> BTreeSet<usize> {
        let mut reach = BTreeSet::new();
        let mut queue: Vec<usize> = goals.into_iter().collect();
        while let Some(at) = queue.pop() {
            if reach.insert(at) {
                queue.extend(self.back.get(at).into_iter().flatten().copied().filter(|from| through(*from)));
            }
        }
        reach
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
        for (event, number) in chart.tables.events.iter().zip(0u16..) {
            if event.kind != EventKind::Human {
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
        for timer in &instance.timers {
            let Some(event) = chart.tables.timers.get(usize::from(timer.timer)).map(|found| found.event)
            else {
                continue;
            };
            if blocked(&instance, &started, timer.number) {
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
            let mut visit = |name: &'_ crate::workflow::names::Name| slot(&name.slot);
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
            let doers = instance.doers.iter().flatten().filter_map(|doer| doer.by.as_ref());
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
            actor.is_some() && node.instance.doers.iter().flatten().any(|doer| doer.by.as_ref() == actor)
        })
    }

    fn refused(&mut self, from: Option<usize>, said: Said, marks: &[Mark], refusal: &Refusal) {
        if refusal.kind == RefusalKind::Stopped {
            self.gaps(from, &said, marks);
        }
        if refusal.kind == RefusalKind::Endless {
            // What goes on for ever is all there is at the end.
            let tail = marks.get(marks.len().saturating_sub(200)..).unwrap_or_default();
            let own = tail.iter().any(|mark| matches!(mark, Mark::Event(_)));
            let mut taken: Vec<u16> = taken(tail).collect();
            taken.sort_unstable();
            taken.dedup();
            self.graph.taken.extend(&taken);
            self.note(from, &said, Seen::Endless(taken, own));
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
        let mut started = before.map_or_else(Vec::new, |node| node.started.clone());
        started.retain(|(number, _)| after.timers.iter().any(|timer| timer.number == *number));
        for timer in &after.timers {
            if !started.iter().any(|(number, _)| *number == timer.number) {
                started.push((timer.number, said.at));
            }
        }
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
        started: &[(u64, Time)],
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
        for (doer, asked) in instance.doers.iter().zip(&graph.scope.doers) {
            if *asked {
                key.push(u32::from(doer.is_some()));
            }
        }
        key.extend(moved.iter().map(|moved| u32::from(*moved)));
        let mut timers: Vec<_> = instance.timers.iter().collect();
        timers.sort_by_key(|timer| (timer.timer, timer.number));
        for (at, timer) in timers.iter().enumerate() {
            key.extend([u32::MAX, u32::from(timer.timer)]);
            for (other_at, other) in timers.iter().enumerate() {
                if at != other_at && ahead(other, timer, started) {
                    key.push(u32::try_from(other_at).ok()?);
                }
            }
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
    let sizes = [tables.data.len(), tables.events.len(), tables.clocks.len(), FEW];
    let cells = sizes.into_iter().fold(0usize, usize::saturating_add);
    CELLS.checked_div(cells).unwrap_or(MAX_CONFIGURATIONS).min(MAX_CONFIGURATIONS)
}

fn taken(marks: &[Mark]) -> impl Iterator<Item = u16> {
    marks.iter().filter_map(|mark| if let Mark::Op(Op::Taken(at)) = mark { Some(*at) } else { None })
}

/// Whether a timer always fires before another: it was started no later, for no longer a time.
fn ahead(
    one: &super::super::instance::Timer,
    other: &super::super::instance::Timer,
    started: &[(u64, Time)],
) -> bool {
    let start = |number: u64| started.iter().find(|(known, _)| *known == number).map(|(_, at)| at.millis());
    let (Some(a), Some(b)) = (start(one.number), start(other.number)) else { return false };
    let (Some(due), Some(other_due)) = (one.due, other.due) else { return false };
    let lengths = (due.millis().saturating_sub(a), other_due.millis().saturating_sub(b));
    a <= b && (lengths.0, a, one.number) < (lengths.1, b, other.number)
}

/// Whether some other timer must fire first.
fn blocked(instance: &Instance, started: &[(u64, Time)], number: u64) -> bool {
    let Some(mine) = instance.timers.iter().find(|timer| timer.number == number) else { return true };
    instance.timers.iter().any(|other| other.number != number && ahead(other, mine, started))
}
