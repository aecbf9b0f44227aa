//! What to do next, and why: the duties that are open, what could still be recorded, what may be
//! done.
//!
//! Acts are ranked by the dates of the law alone: first those that an open duty waits for, by the
//! date to work to and then by the legal one; then what a duty lacks to be told; then what could
//! still change a date, by the day until which it can; then everything else that may be done.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde::Serialize;

use super::{
    Rules,
    command::{Command, Person},
    decide::{Trial, after},
    help::help,
    moves::belongs,
    present::Present,
    refusal::{Reason, Told},
    state::{Case, Entry},
    timers::fire_due,
    way::way,
};
use crate::{
    clock::{Actor, Need, NeedKind, Obligation, Status},
    cond::Node,
    error::Result,
    model::{Citation, Date, Instant, Json, Label, PartId, RuleId, Zone},
    pack::{Act, ActDef, Book, Name, Slot},
    workflow::Why,
};

/// Whether an act may be done now by whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Standing {
    /// It may, once what it needs is filled in.
    Ready,
    /// Somebody else must do it.
    Others,
    /// Something stands against it.
    Blocked,
}

/// Why an act is advised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Ground {
    /// The clock, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<RuleId>,
    /// Its state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The date to work to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prudent_due: Option<Date>,
    /// The legal date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// How many acts lie between this one and the one that fulfils the duty.
    #[serde(skip_serializing_if = "is_none")]
    pub steps: usize,
    /// In words.
    pub said: Label,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
}

fn is_none(steps: &usize) -> bool {
    *steps == 0
}

/// Something to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Advice {
    /// The act; absent where something must become known and no act records it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// Its name for people, or what must become known.
    pub title: Label,
    /// The part that it concerns; absent for all of the complaint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
    /// The reference of what it answers.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Whether it may be done now.
    pub standing: Standing,
    /// Who may do it: anybody with one of these roles, or anybody at all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Why; nothing for what merely may be done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<Ground>,
    /// What is to be filled in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Told>,
    /// What stands against it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<Told>,
    /// Where the act stands in the law.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
}

/// What somebody is advised to do next. Whoever has no name has only their roles.
///
/// # Errors
/// Those of [`obligations`](super::obligations) and of trying an act.
pub fn advice(rules: &Rules<'_>, case: &Case, who: &Person, now: Instant) -> Result<Vec<Advice>> {
    let case = &*after(case, &fire_due(rules, case, now)?)?;
    let present = Present::new(rules, case, now)?;
    let mut adviser = Adviser {
        rules,
        case,
        today: case.zone().date_of(now),
        tried: Vec::new(),
        places: BTreeMap::new(),
        out: Vec::new(),
        said: BTreeMap::new(),
    };
    let acts: Vec<_> = rules.book.acts().filter(|act| belongs(case, &act.def)).collect();
    let parts = case.complaint.parts.iter().map(|part| Some(part.id.clone()));
    for part in std::iter::once(None).chain(parts) {
        let start = adviser.tried.len();
        for act in &acts {
            adviser.tried.push(tried(&present, act, part.clone(), who)?);
        }
        adviser.places.insert(part, start..adviser.tried.len());
    }
    let is_open = |duty: &&Obligation| duty.status.is_open() && duty.actor == Actor::Firm;
    let mut open: Vec<&Obligation> = present.duties()?.iter().filter(is_open).collect();
    open.sort_by_key(|duty| rank(duty, case.zone()));
    for duty in &open {
        adviser.duty(duty);
    }
    let mut prompts: Vec<_> =
        open.iter().flat_map(|duty| duty.prompts.iter().map(move |prompt| (*duty, prompt))).collect();
    prompts.retain(|(_, prompt)| prompt.work_to.since(adviser.today) <= NEAR);
    prompts.sort_by_key(|(_, prompt)| prompt.work_to);
    for (duty, prompt) in prompts {
        let said = rules.each(|lang| rules.words.prompt(prompt, lang));
        let ground =
            Ground { prudent_due: Some(prompt.work_to), due: Some(prompt.by), ..ground(duty, said, 0) };
        let fields = step_fields(rules.book, duty, &prompt.rule);
        adviser.recording(duty, prompt.event.as_str(), &fields, &ground);
    }
    for entry in present.waiting() {
        adviser.waits(entry);
    }
    adviser.rest();
    Ok(adviser.out)
}

/// The date to work to, then the legal date. What is to be done promptly is due since it began; what
/// has no date comes last.
pub(super) fn rank(duty: &Obligation, zone: &Zone) -> (Date, Date, RuleId) {
    let legal = duty.due.or(duty.agreed_due).or(duty.unconfirmed_due);
    let began = duty.trigger.as_ref().and_then(|trigger| trigger.at).filter(|_| duty.promptly);
    let began = began.map(|at| at.date_in(zone));
    let prudent = duty.prudent_due.or(legal).or(began).unwrap_or(Date::MAX);
    (prudent, legal.unwrap_or(Date::MAX), duty.clock.clone())
}

fn ground(duty: &Obligation, said: Label, steps: usize) -> Ground {
    Ground {
        clock: Some(duty.clock.clone()),
        status: Some(duty.status),
        prudent_due: duty.prudent_due,
        due: duty.due,
        steps,
        said,
        cite: duty.cite.clone(),
    }
}

/// An act, and what a command without any fields would come to.
struct Tried<'a> {
    act: &'a Act,
    part: Option<PartId>,
    standing: Standing,
    needs: Vec<Told>,
    against: Vec<Told>,
}

fn tried<'a>(present: &Present<'_>, act: &'a Act, part: Option<PartId>, who: &Person) -> Result<Tried<'a>> {
    let command = Command { part: part.clone(), ..Command::new(act.def.id.as_str(), who.clone()) };
    let reasons = Trial::of(present, act, &command)?.reasons;
    let (needs, against): (Vec<Told>, Vec<Told>) =
        reasons.into_iter().partition(|told| told.reason.is_to_fill_in(&act.def));
    let of_others = |told: &Told| match &told.reason {
        Reason::Guard { guard, .. } => {
            act.guards().any(|(def, node)| def.id == *guard && depends_on_who(node))
        }
        _ => matches!(
            told.reason,
            Reason::Role { .. }
                | Reason::FourEyes { .. }
                | Reason::Workflow { why: Why::Role(_) | Why::FourEyes { .. }, .. }
        ),
    };
    let standing = match against.as_slice() {
        [] => Standing::Ready,
        against if against.iter().all(of_others) => Standing::Others,
        _ => Standing::Blocked,
    };
    Ok(Tried { act, part, standing, needs, against })
}

/// Whether somebody else could fulfil a condition.
fn depends_on_who(node: &Node<Name>) -> bool {
    let mut found = false;
    node.each_key(&mut |name| found |= matches!(name.slot, Slot::Actor | Slot::Role(_)));
    found
}

/// How many days before the day to work to other ways are looked for.
const NEAR: i64 = 7;

/// How many days after it what is done for a continuing duty is advised again. No law that was read
/// gives a number.
const AGAIN: i64 = 28;

/// A way to an act: the acts with which it begins, and how many acts lie before the last.
struct Way {
    steps: usize,
    /// Their places among what was tried.
    acts: BTreeSet<usize>,
}

struct Adviser<'a> {
    rules: &'a Rules<'a>,
    case: &'a Case,
    today: Date,
    tried: Vec<Tried<'a>>,
    /// Where what was tried for a part stands: a complaint that has parts has its duties by parts, but
    /// for those that are of all of it.
    places: BTreeMap<Option<PartId>, Range<usize>>,
    out: Vec<Advice>,
    /// Where an act with a reference stands among what is said.
    said: BTreeMap<(usize, Option<String>), usize>,
}

impl<'a> Adviser<'a> {
    /// The act that a duty waits for, or the first one on the way there; what it lacks to be told.
    fn duty(&mut self, duty: &Obligation) {
        let said = self.rules.duty(duty);
        if duty.status == Status::Undetermined {
            for need in duty.needs.iter().filter(|need| need.decisive) {
                self.need(duty, need);
            }
        }
        if let Some(help) = help(self.rules.book, self.case, duty) {
            if help.last.is_none_or(|last| self.today.since(last) > AGAIN) {
                self.recording(duty, help.meant.as_str(), &BTreeMap::new(), &ground(duty, said, 0));
            }
            return;
        }
        let Some(main) = self.way(duty, |_| true) else { return };
        self.begin(&main, duty, &said);
        // Near the day, what fulfils the duty otherwise and at once is worth a thought.
        let near = duty.prudent_due.or(duty.due).is_some_and(|due| due.since(self.today) <= NEAR);
        if main.steps > 0
            && near
            && let Some(other) = self.way(duty, |way| way.steps == 0)
        {
            self.begin(&other, duty, &said);
        }
    }

    /// The acts with which the way to fulfilling a duty begins: by the first of the events that the
    /// rule names for which there is a way, the shortest one.
    fn way(&self, duty: &Obligation, wanted: impl Fn(&Way) -> bool) -> Option<Way> {
        let mut best: Option<(usize, Way)> = None;
        for (at, tried) in self.tried_for(&duty.part) {
            let event = tried.act.def.event.as_str();
            let again = duty.status == Status::Undetermined && self.case.last(event).is_some();
            let Some(place) = fulfils(self.rules.book, duty, tried.act).filter(|_| !again) else { continue };
            for (steps, act) in self.first_step(at) {
                let way = Way { steps, acts: BTreeSet::from([act]) };
                if !wanted(&way) {
                    continue;
                }
                match &mut best {
                    Some((known, best)) if (*known, best.steps) == (place, steps) => {
                        best.acts.extend(way.acts)
                    }
                    Some((known, best)) if (*known, best.steps) < (place, steps) => {}
                    _ => best = Some((place, way)),
                }
            }
        }
        best.map(|(_, way)| way)
    }

    fn begin(&mut self, way: &Way, duty: &Obligation, said: &Label) {
        for act in &way.acts {
            self.advise(*act, duty, ground(duty, said.clone(), way.steps));
        }
    }

    /// What was tried for a part, or for all of the complaint.
    fn tried_for(&self, part: &Option<PartId>) -> impl Iterator<Item = (usize, &Tried<'a>)> {
        let places = self.places.get(part).cloned().unwrap_or_default();
        self.tried.iter().enumerate().skip(places.start).take(places.len())
    }

    /// The acts with which the way to an act begins, and how many there are before it.
    fn first_step(&self, at: usize) -> Vec<(usize, usize)> {
        let Some(tried) = self.tried.get(at) else { return Vec::new() };
        let def = &tried.act.def;
        let free = |tried: &Tried<'_>| tried.standing != Standing::Blocked && !tried.act.def.returns;
        if free(tried) {
            return vec![(0, at)];
        }
        let mut out = Vec::new();
        for send in &def.sends {
            let mut runs = self.case.runs_moved(&send.workflow, tried.part.as_ref());
            let Some(run) = runs.find(|run| !run.is_done()) else { continue };
            let Ok(chart) = self.rules.book.workflow_version(&send.workflow, run.version()) else { continue };
            let states: Vec<&str> = run.states().collect();
            let Some((event, steps)) = way(chart.definition(), states.into_iter(), &send.event) else {
                continue;
            };
            let sends = |def: &ActDef| {
                def.sends.iter().any(|own| own.workflow == send.workflow && own.event == event)
            };
            let begins = |(_, other): &(usize, &Tried<'_>)| free(other) && sends(&other.act.def);
            out.extend(self.tried_for(&tried.part).filter(begins).map(|(at, _)| (steps, at)));
        }
        out
    }

    /// What must become known before a duty can be told.
    fn need(&mut self, duty: &Obligation, need: &Need) {
        let said = self.rules.each(|lang| self.rules.words.need(need, lang));
        let found = ground(duty, said.clone(), 0);
        let recorded = match need.kind {
            NeedKind::Fact => {
                let states =
                    |tried: &Tried<'_>| tried.act.def.facts.iter().any(|fact| fact.as_str() == need.id);
                let free =
                    |(_, tried): &(usize, &Tried<'_>)| tried.standing != Standing::Blocked && states(tried);
                let acts = self.tried_for(&duty.part).filter(free);
                // The act that asks for the least besides the fact.
                let act = acts.min_by_key(|(_, tried)| (tried.standing, tried.needs.len()));
                let act = act.map(|(at, _)| at);
                act.is_some_and(|act| {
                    self.advise(act, duty, found.clone());
                    true
                })
            }
            NeedKind::Event => self.recording(duty, &need.id, &BTreeMap::new(), &found),
            _ => false,
        };
        if !recorded {
            self.out.push(Advice {
                act: None,
                title: said,
                part: duty.part.clone(),
                reference: None,
                standing: Standing::Ready,
                roles: Vec::new(),
                grounds: vec![found],
                needs: Vec::new(),
                against: Vec::new(),
                cite: Vec::new(),
            });
        }
    }

    /// Advises every act that records an event; whether there is one.
    fn recording(
        &mut self,
        duty: &Obligation,
        event: &str,
        fields: &BTreeMap<String, Json>,
        found: &Ground,
    ) -> bool {
        let says = |tried: &Tried<'_>| {
            let with = &tried.act.def.with;
            with.iter().all(|(field, fixed)| fields.get(field).is_none_or(|wanted| wanted == fixed))
        };
        let records = |(_, tried): &(usize, &Tried<'_>)| {
            let def = &tried.act.def;
            tried.standing != Standing::Blocked && !def.returns && def.event.as_str() == event && says(tried)
        };
        let acts: Vec<usize> = self.tried_for(&duty.part).filter(records).map(|(at, _)| at).collect();
        for act in &acts {
            self.advise(*act, duty, found.clone());
        }
        !acts.is_empty()
    }

    /// An act is advised once for each part, with every ground; what is said already is not said
    /// again.
    fn advise(&mut self, at: usize, duty: &Obligation, found: Ground) {
        let answers = self.tried.get(at).is_some_and(|tried| tried.act.def.answers.is_some());
        self.grounded(at, duty.reference.clone().filter(|_| answers), found);
    }

    fn grounded(&mut self, at: usize, reference: Option<String>, found: Ground) {
        let Some(tried) = self.tried.get(at) else { return };
        let place = *self.said.entry((at, reference.clone())).or_insert(self.out.len());
        if let Some(known) = self.out.get_mut(place) {
            if !known.grounds.iter().any(|ground| ground.said == found.said) {
                known.grounds.push(found);
            }
            return;
        }
        let advice = told(self.case, tried, reference, vec![found]);
        self.out.push(advice);
    }

    /// What ends something that waits.
    fn waits(&mut self, entry: &Entry) {
        let kind = &entry.event.kind;
        let said = self.rules.say("case.waits", &[("event", &self.rules.event(kind.as_str()))]);
        let said = self.rules.of_part(entry.event.part.as_ref(), entry.event.reference.as_deref(), &said);
        let found = Ground {
            clock: None,
            status: None,
            prudent_due: None,
            due: None,
            steps: 0,
            said,
            cite: Vec::new(),
        };
        let ends = |tried: &Tried<'_>| {
            let def = &tried.act.def;
            tried.standing != Standing::Blocked && def.answers.as_ref() == Some(kind) && !def.returns
        };
        let acts: Vec<usize> =
            self.tried_for(&entry.event.part).filter(|(_, tried)| ends(tried)).map(|(at, _)| at).collect();
        for act in acts {
            self.grounded(act, entry.event.reference.clone(), found.clone());
        }
    }

    /// What else may be done now, first what moves the case on: to all of the complaint, or to its
    /// first part where it may not.
    fn rest(&mut self) {
        let mut ready: Vec<&Tried<'_>> =
            self.tried.iter().filter(|tried| tried.standing == Standing::Ready).collect();
        ready.sort_by_key(|tried| tried.act.def.sends.is_empty());
        let mut said: BTreeSet<String> = self.out.iter().filter_map(|known| known.act.clone()).collect();
        for tried in ready {
            if said.insert(tried.act.def.id.to_string()) {
                self.out.push(told(self.case, tried, None, Vec::new()));
            }
        }
    }
}

fn told(case: &Case, tried: &Tried<'_>, reference: Option<String>, grounds: Vec<Ground>) -> Advice {
    let def = &tried.act.def;
    Advice {
        act: Some(def.id.to_string()),
        title: def.title.clone(),
        part: tried.part.clone(),
        reference,
        standing: tried.standing,
        roles: def.roles.clone(),
        grounds,
        needs: tried.needs.clone(),
        against: tried.against.clone(),
        cite: def.cites(|id| case.runs_any(id)),
    }
}

/// What the event of a step must say for the step to be that one.
fn step_fields(book: &Book, duty: &Obligation, rule: &RuleId) -> BTreeMap<String, Json> {
    let Ok(regime) = book.regime(duty.regime.as_str()) else { return BTreeMap::new() };
    let mut steps = regime
        .clocks()
        .filter(|clock| clock.id == duty.clock)
        .flat_map(|clock| [&clock.extend, &clock.pause, &clock.reset, &clock.agree])
        .flatten();
    steps.find(|step| step.id == *rule).map(|step| step.fields.clone()).unwrap_or_default()
}

/// The place of what an act records among the events that fulfil a duty.
pub(super) fn fulfils(book: &Book, duty: &Obligation, act: &Act) -> Option<usize> {
    let regime = book.regime(duty.regime.as_str()).ok()?;
    let clocks = regime.clocks().filter(|clock| clock.id == duty.clock);
    clocks.filter_map(|clock| clock.met_by.iter().position(|met| met.event == act.def.event)).min()
}
