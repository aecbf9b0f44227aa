//! Every configuration that a workflow can come to, each with the signals that lead there ([`search`]
//! finds them).
//!
//! Steps are taken by the engine itself, so whatever is found is so. A configuration is told apart
//! from another by its leaves, what history keeps, the data that guards hang on, how clocks stand and
//! which timers may fire before which. What is said from outside is tried by kinds ([`inputs`]), who
//! acts by roles ([`staff`]), and of regions that have nothing to do with each other one is moved at
//! a time ([`regions`]).
//!
//! [`search`]: super::search
//! [`inputs`]: super::inputs
//! [`staff`]: super::staff
//! [`regions`]: super::regions

use std::collections::{BTreeMap, BTreeSet};

use super::{
    inputs::Input,
    proofs,
    regions::Regions,
    scope::Scope,
    search,
    staff::Staff,
    witness::{Cue, Told, Witness},
};
use crate::{
    model::Catalogue,
    workflow::{
        chart::Chart,
        instance::{Instance, What},
        time::Time,
    },
};

/// A configuration, by the run that came to it first.
pub(super) struct Node {
    pub(super) instance: Instance,
    pub(super) now: Time,
    /// The move that led here first; none for the beginning.
    pub(super) by: Option<usize>,
    /// When each timer that runs was started.
    pub(super) started: BTreeMap<u64, Time>,
    /// The clocks whose time was up.
    pub(super) fired: Vec<bool>,
    pub(super) moved: Vec<bool>,
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
    /// It goes on for ever, through these transitions; by these events of its own, or without any.
    Endless(BTreeSet<u16>, BTreeSet<u16>),
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
    pub(super) regions: Regions,
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
        search::explore(&mut graph);
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
