//! What is not recorded, case by case: one list in place of one line for each clock that lacks it.

use std::{
    cmp::Ordering,
    collections::{BTreeSet, BinaryHeap},
};

use ombud::{
    clock::{Actor, Effect, Need, NeedKind, Obligation, Step},
    model::{Date, Label, canon},
};

use super::{Item, Place, Urgency, tally};

/// How many cases are kept.
pub const MOST_MISSING: usize = 500;

/// What is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// A fact, an event, a day.
    Need(Need),
    /// The papers of a step, which has no effect without them.
    Papers(Step),
}

/// One thing to record, and what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lack {
    pub(crate) what: What,
    /// Whether some clock has no date without it.
    pub(crate) decisive: bool,
    /// The clocks that it settles or could move.
    pub(crate) clocks: BTreeSet<Label>,
    /// The first date to work to among them.
    pub(crate) by: Option<Date>,
}

/// A case in which something is not recorded.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// What has no date at all comes first: it may be late already.
    rank: (bool, Date, Option<String>),
    pub(crate) place: Place,
    pub(crate) lacks: Vec<Lack>,
}

impl Case {
    /// What is said of it, without the place in the file.
    fn content(&self) -> (Option<&str>, Option<&str>, Vec<u8>) {
        let mut said = Vec::new();
        for lack in &self.lacks {
            said.extend(match &lack.what {
                What::Need(need) => canon::to_bytes(need),
                What::Papers(step) => canon::to_bytes(step),
            });
        }
        (self.place.handler.as_deref(), self.place.branch.as_deref(), said.concat())
    }
}

impl PartialEq for Case {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Case {}

impl PartialOrd for Case {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Case {
    fn cmp(&self, other: &Self) -> Ordering {
        // Equal ranks are rare: only they are worth working out what is said.
        let by_rank = self.rank.cmp(&other.rank);
        by_rank
            .then_with(|| self.content().cmp(&other.content()))
            .then_with(|| self.place.number.cmp(&other.place.number))
    }
}

/// The most urgent of the cases, whatever order they came in, and how many there are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Missing {
    heap: BinaryHeap<Case>,
    total: u64,
}

impl Missing {
    pub(crate) fn add(&mut self, item: &Item<'_>, place: &Place, today: Date) {
        let lacks = lacks(item.duties, today);
        if lacks.is_empty() {
            return;
        }
        self.total = self.total.saturating_add(1);
        let dated = !lacks.iter().any(|lack| lack.decisive);
        let by = lacks.iter().filter_map(|lack| lack.by).min().unwrap_or(Date::MAX);
        let rank = (dated, by, place.id.clone());
        if self.heap.len() >= MOST_MISSING && self.heap.peek().is_some_and(|last| last.rank < rank) {
            return;
        }
        self.heap.push(Case { rank, place: place.clone(), lacks });
        if self.heap.len() > MOST_MISSING {
            self.heap.pop();
        }
    }

    /// How many cases there are.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// The cases, the most urgent first.
    pub(crate) fn sorted(&self) -> Vec<&Case> {
        let mut all: Vec<&Case> = self.heap.iter().collect();
        all.sort();
        all
    }
}

/// What the open duties of the firm lack: each thing once, with every clock that waits for it.
fn lacks(duties: &[&Obligation], today: Date) -> Vec<Lack> {
    let mut out: Vec<Lack> = Vec::new();
    for duty in duties.iter().copied().filter(|duty| duty.actor == Actor::Firm) {
        if Urgency::of(duty, today).is_none_or(|urgency| urgency == Urgency::Unconfirmed) {
            continue;
        }
        // Nobody in the house can record a year of the calendar, or confirm a rule.
        let own = |need: &&Need| !matches!(need.kind, NeedKind::Calendar | NeedKind::Confirmation);
        let needs = duty.needs.iter().filter(own).map(|need| (What::Need(need.clone()), need.decisive));
        let lacking = |step: &&Step| matches!(step.effect, Effect::PapersMissing | Effect::Unconfirmed);
        let papers = duty.steps.iter().filter(lacking).map(|step| (What::Papers(step.clone()), false));
        for (what, decisive) in needs.chain(papers) {
            let by = tally::date(duty);
            match out.iter_mut().find(|lack| same(&lack.what, &what)) {
                Some(lack) => {
                    lack.decisive |= decisive;
                    lack.clocks.insert(duty.title.clone());
                    lack.by = [lack.by, by].into_iter().flatten().min();
                }
                None => out.push(Lack { what, decisive, clocks: [duty.title.clone()].into(), by }),
            }
        }
    }
    out.sort_by_key(|lack| (!lack.decisive, lack.by.unwrap_or(Date::MAX)));
    out
}

/// Whether one record serves both. The same step has a rule of its own for each clock.
fn same(a: &What, b: &What) -> bool {
    match (a, b) {
        (What::Need(a), What::Need(b)) => (a.kind, &a.id) == (b.kind, &b.id),
        (What::Papers(a), What::Papers(b)) => {
            (&a.title, a.at, a.effect, &a.missing) == (&b.title, b.at, b.effect, &b.missing)
        }
        _ => false,
    }
}
