//! Where many histories leave a life, and which act comes next for a duty: what each row of a file asks.
//!
//! [`adopt`](super::adopt()) and [`advice`](super::advice()) answer the same for one case, and more of
//! it. Here nothing is tried and nothing is guarded; each kind of history and each duty of a stage is
//! worked out once.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write as _,
    sync::Arc,
};

use serde::Serialize;

use super::{
    Rules,
    advice::{fulfils, rank},
    run::Running,
    timers::up,
    trace::{at_home, back, lies_ahead, sent, trace, when},
    way::way_past,
};
use crate::{
    clock::{Actor, Lapse, Need, NeedKind, Obligation, RegimeDef, Status},
    error::Result,
    model::{ActId, Event, Facts, Instant, Label, Lang, RuleId, Zone},
    pack::{Act, Book},
    workflow::{Signal, Time},
};

/// How many kinds of history are kept at once.
const KEPT: usize = 4096;

/// The life of a complaint under these rules: their own, or that of others of the same jurisdiction.
#[must_use]
pub fn life<'b>(book: &'b Book, regime: &RegimeDef) -> Option<&'b str> {
    let same = |def: &&'b RegimeDef| def.id == regime.id || def.jurisdiction == regime.jurisdiction;
    let all = book
        .regimes()
        .map(|known| known.def())
        .filter(same)
        .filter_map(|def| Some((def, def.life.as_deref()?)));
    let mut all: Vec<(&RegimeDef, &str)> = all.collect();
    all.sort_by_key(|(def, _)| def.id != regime.id);
    all.first().map(|(_, life)| *life)
}

/// Where a life stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stage {
    /// The workflow.
    pub life: String,
    /// Its active states that have none inside them.
    pub states: Vec<String>,
    /// The same, as people call them.
    pub title: Label,
}

/// The act that comes next for a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Next {
    /// The act.
    pub act: ActId,
    /// Its name for people.
    pub title: Label,
    /// Who may do it: anybody with one of these roles, or anybody at all.
    pub roles: Vec<String>,
    /// The same, as people call them.
    pub who: Label,
    /// How many acts lie between this one and the one that fulfils the duty.
    pub steps: usize,
}

/// Where a complaint stands, and what comes next for each of its duties.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outlook {
    /// Where it stands.
    pub stage: Arc<Stage>,
    /// The act that comes next, for each duty in the order in which they were given.
    pub next: Vec<Option<Arc<Next>>>,
    /// Which of the duties is to be worked at first, by the dates of the law, of those for which an
    /// act comes next.
    pub first: Option<usize>,
}

/// A history that was followed to its end.
struct Place {
    run: Running,
    stage: Arc<Stage>,
    /// The clocks that its timers wait for, with their numbers.
    waits: Vec<(u64, String)>,
    fired: HashMap<u64, usize>,
    next: HashMap<RuleId, Option<Arc<Next>>>,
    /// The acts that record what a duty must be told, by its name.
    records: HashMap<String, Option<Arc<Next>>>,
}

/// The outlooks of one life.
pub struct Outlooks<'r> {
    rules: Rules<'r>,
    zone: Zone,
    begun: Running,
    /// The acts that may be done in it, but those that take something back.
    acts: Vec<&'r Act>,
    /// The events that can move it, each with the fields by which acts and guards tell it apart.
    moves: BTreeMap<&'r str, BTreeSet<String>>,
    back: BTreeSet<&'r str>,
    histories: HashMap<String, usize>,
    places: Vec<Place>,
    key: String,
}

impl std::fmt::Debug for Outlooks<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outlooks").field("places", &self.places.len()).finish_non_exhaustive()
    }
}

impl<'r> Outlooks<'r> {
    /// The outlooks of a workflow, with days of this zone.
    ///
    /// # Errors
    /// `unknown_item` for a workflow that there is not; `invalid_workflow` for one that does not begin
    /// by itself.
    pub fn new(rules: Rules<'r>, life: &str, zone: Zone, now: Instant) -> Result<Self> {
        let mut begun = Running::fresh(rules.book, life, None)?;
        begun.begin(&Facts::new(), now)?;
        let own = rules.book.acts().map(AsRef::as_ref).filter(|act| at_home(&act.def, life));
        let own: Vec<&Act> = own.collect();
        let events = &begun.chart.definition().events;
        let mut moves: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for act in own.iter().filter(|act| sent(&act.def, life).next().is_some()) {
            let asked = events.iter().filter(|event| sent(&act.def, life).any(|sent| sent == event.id));
            let asked = asked.flat_map(|event| &event.fields).map(|field| field.id.clone());
            moves.entry(act.def.event.as_str()).or_default().extend(asked);
        }
        for act in &own {
            if let Some(fields) = moves.get_mut(act.def.event.as_str()) {
                fields.extend(act.with.keys().cloned());
            }
        }
        Ok(Outlooks {
            rules,
            zone,
            acts: own.into_iter().filter(|act| !act.def.returns).collect(),
            moves,
            back: back(rules.book, life),
            begun,
            histories: HashMap::new(),
            places: Vec::new(),
            key: String::new(),
        })
    }

    /// Where a history leaves the life as of a time, and what comes next for these duties of it. What
    /// lies ahead of the time has not happened.
    ///
    /// # Errors
    /// Those of [`adopt`](super::adopt()) that a time can have.
    pub fn outlook(&mut self, events: &[Event], duties: &[&Obligation], now: Instant) -> Result<Outlook> {
        let place = self.place(events, duties, now)?;
        let mut next = Vec::with_capacity(duties.len());
        let mut first: Option<usize> = None;
        for (at, duty) in duties.iter().copied().enumerate() {
            // What lasts until a day is kept by waiting for it.
            let waits = duty.lapse == Lapse::Fulfilled;
            let open = duty.status.is_open() && duty.actor == Actor::Firm && !waits;
            let found = if open { self.next(place, duty) } else { None };
            let earlier = |best: &Obligation| rank(duty, &self.zone) < rank(best, &self.zone);
            if found.is_some() && first.and_then(|at| duties.get(at)).is_none_or(|best| earlier(best)) {
                first = Some(at);
            }
            next.push(found);
        }
        let stage = self.places.get(place).map_or_else(|| self.stage(&self.begun), |x| Arc::clone(&x.stage));
        Ok(Outlook { stage, next, first })
    }

    /// The place of a history among those that were followed.
    fn place(&mut self, events: &[Event], duties: &[&Obligation], now: Instant) -> Result<usize> {
        let moves = |event: &&Event| {
            self.moves.contains_key(event.kind.as_str()) && !lies_ahead(event, now, &self.zone)
        };
        let mut told: Vec<&Event> = events.iter().filter(moves).collect();
        told.sort_by_key(|event| when(event, &self.zone));
        self.key.clear();
        for event in &told {
            // A length before each text: no text can pass for two.
            let part = event.part.is_some();
            let _ = write!(self.key, "{}{part}", event.kind);
            for field in self.moves.get(event.kind.as_str()).into_iter().flatten() {
                let value = event.fields.get(field).map(ToString::to_string).unwrap_or_default();
                let _ = write!(self.key, ",{}:{value}", value.len());
            }
            self.key.push(';');
        }
        let known = self.histories.get(&self.key).copied();
        let mut at = match known {
            Some(at) => at,
            None => self.follow(&told, now)?,
        };
        // Each firing is a place of its own, and a timer fires once.
        while let Some(number) = self.due(at, duties, now) {
            at = self.fire(at, number, now)?;
        }
        Ok(at)
    }

    fn follow(&mut self, told: &[&Event], now: Instant) -> Result<usize> {
        if self.places.len() >= KEPT {
            self.places.clear();
            self.histories.clear();
        }
        let mut run = self.begun.clone();
        for event in told {
            if let Some(change) = trace(self.rules.book, &run.chart, &run.instance, event, now)?.change {
                run.follow(change)?;
            }
        }
        let at = self.add(run);
        self.histories.insert(self.key.clone(), at);
        Ok(at)
    }

    fn add(&mut self, run: Running) -> usize {
        let stage = self.stage(&run);
        let waits = run.waiting().into_iter().map(|(number, clock, _)| (number, clock)).collect();
        let (fired, next, records) = (HashMap::new(), HashMap::new(), HashMap::new());
        self.places.push(Place { run, stage, waits, fired, next, records });
        self.places.len().saturating_sub(1)
    }

    fn stage(&self, run: &Running) -> Arc<Stage> {
        let states = run.instance.leaves(&run.chart).map(str::to_owned).collect();
        let life = run.chart.definition().id.clone();
        let stands = run.stands();
        let all = |lang| stands.iter().map(|state| state.get(lang)).collect::<Vec<_>>().join(" · ");
        Arc::new(Stage { life, states, title: Label::new(all(Lang::Zh), all(Lang::En)) })
    }

    /// The timer that a clock has let run out.
    fn due(&self, place: usize, duties: &[&Obligation], now: Instant) -> Option<u64> {
        let place = self.places.get(place)?;
        let out = |clock: &str| {
            let own = duties.iter().filter(|duty| duty.clock.as_str() == clock);
            own.filter_map(|duty| up(duty)).min().is_some_and(|up| up <= Time::from(now))
        };
        place.waits.iter().find(|(_, clock)| out(clock)).map(|(number, _)| *number)
    }

    fn fire(&mut self, place: usize, number: u64, now: Instant) -> Result<usize> {
        let Some(from) = self.places.get(place) else { return Ok(place) };
        if let Some(known) = from.fired.get(&number) {
            return Ok(*known);
        }
        let mut run = from.run.clone();
        let refused = run.take(&Signal::timer(number), now)?.is_some();
        let at = self.add(run);
        if refused && let Some(to) = self.places.get_mut(at) {
            // It stays, and is not asked again.
            to.waits.retain(|(other, _)| *other != number);
        }
        if let Some(from) = self.places.get_mut(place) {
            from.fired.insert(number, at);
        }
        Ok(at)
    }

    fn next(&mut self, place: usize, duty: &Obligation) -> Option<Arc<Next>> {
        let here = self.places.get(place)?;
        if duty.status == Status::Undetermined {
            let need = duty.needs.iter().find(|need| need.decisive)?;
            if let Some(known) = here.records.get(&need.id) {
                return known.clone();
            }
            let found = self.record(need);
            self.places.get_mut(place)?.records.insert(need.id.clone(), found.clone());
            return found;
        }
        if let Some(known) = here.next.get(&duty.clock) {
            return known.clone();
        }
        let found = self.fulfil(&here.run, duty);
        self.places.get_mut(place)?.next.insert(duty.clock.clone(), found.clone());
        found
    }

    /// The act that records what a duty must be told: the one that asks for the least besides.
    fn record(&self, need: &Need) -> Option<Arc<Next>> {
        let records = |act: &&&Act| match need.kind {
            NeedKind::Fact => act.def.facts.iter().any(|fact| fact.as_str() == need.id),
            NeedKind::Event => act.def.event.as_str() == need.id,
            _ => false,
        };
        let act = self.acts.iter().filter(records).min_by_key(|act| (act.def.needs.len(), &act.def.id))?;
        Some(self.told(act, 0))
    }

    /// The act that fulfils a duty, or the first one on the way there: by the first of the events that
    /// the rule names for which there is a way, the shortest one.
    fn fulfil(&self, run: &Running, duty: &Obligation) -> Option<Arc<Next>> {
        let ways = self.acts.iter().filter_map(|act| {
            let place = fulfils(self.rules.book, duty, act)?;
            let (steps, first) = self.first_step(run, act)?;
            Some(((place, steps), first))
        });
        let ((_, steps), act) = ways.min_by_key(|(rank, act)| (*rank, act.def.id.clone()))?;
        Some(self.told(act, steps))
    }

    fn first_step<'a>(&'a self, run: &Running, act: &'a Act) -> Option<(usize, &'a Act)> {
        let definition = run.chart.definition();
        if sent(&act.def, &definition.id).next().is_none() {
            return Some((0, act));
        }
        let ways = sent(&act.def, &definition.id).filter_map(|wanted| {
            let leaves = run.instance.leaves(&run.chart);
            let (event, steps) = way_past(definition, leaves, wanted, |event| self.back.contains(event))?;
            let begins = |other: &&&Act| sent(&other.def, &definition.id).any(|sent| sent == event);
            let first = if steps == 0 { Some(act) } else { self.acts.iter().find(begins).copied() };
            Some((steps, first?))
        });
        ways.min_by_key(|(steps, _)| *steps)
    }

    fn told(&self, act: &Act, steps: usize) -> Arc<Next> {
        let def = &act.def;
        let (act, title, roles) = (def.id.clone(), def.title.clone(), def.roles.clone());
        Arc::new(Next { act, title, who: self.rules.roles(&roles), roles, steps })
    }
}
