//! Random commands on every packed workflow: whatever happens, nothing is lost and nothing is made up.

use std::collections::BTreeSet;

use ombud::{
    Case,
    case::{Case as State, CaseEvent, Change, Command, Decision, Opening, Person},
    clock::{Obligation, Status, StepKind},
    model::{Complaint, ComplaintId, FieldDef, Instant, Json, Part, PartId, Party, PartyId, Role, ValueType},
};
use proptest::prelude::*;

use super::support::*;

/// The regimes of the country whose workflow it is.
fn regimes(workflow: &str) -> Vec<String> {
    let country = workflow.split('-').next().unwrap_or_default();
    let all = || ENGINE.regimes().map(|regime| regime.id().to_string());
    let own: Vec<String> = all().filter(|id| id.starts_with(country)).collect();
    if own.is_empty() && country != "au" { all().filter(|id| id.starts_with("cn-")).collect() } else { own }
}

fn open(workflow: &str) -> Case {
    let complaint = Complaint::builder(ComplaintId::new("TS-1").expect("an id"), at(RECEIVED))
        .party(Party::new(PartyId::new("p1").expect("an id"), Role::complainant()))
        .build()
        .expect("a complaint");
    let regimes = regimes(workflow);
    let opening = Opening::new(complaint, workflow, regimes.iter().map(String::as_str)).expect("regimes");
    // A life for which there are no rules is handled by the days of some place all the same.
    let opening = if regimes.is_empty() { opening.zone("Australia/Sydney") } else { opening };
    ENGINE.open(&opening, at(RECEIVED)).expect("opened")
}

/// Numbers that follow from one another: a command is filled in by chance, and again the same way.
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(below.max(1)).expect("small")).expect("small")
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.next(items.len()))
    }
}

const PEOPLE: [&str; 4] = ["sun", "qian", "zhou", "wu"];

fn person(chance: &mut Chance, roles: &[String]) -> Person {
    let id = *chance.pick(&PEOPLE).expect("somebody");
    // Mostly somebody who may.
    let role = if chance.next(8) == 0 { None } else { chance.pick(roles) };
    Person::new(id, role.map(String::as_str))
}

fn value(field: &FieldDef, chance: &mut Chance, now: Instant) -> Json {
    let text = |text: &str| Json::Text(text.to_owned());
    match field.kind {
        ValueType::Bool => Json::Bool(chance.next(2) == 0),
        ValueType::Int => Json::Int(1),
        ValueType::Money => text("CNY 100.00"),
        ValueType::Date | ValueType::Moment => {
            let day =
                ombud::model::Moment::from(now).date_in(&ombud::model::Zone::new("UTC").expect("a zone"));
            Json::Text(
                day.add_days(i64::try_from(chance.next(40)).expect("small") - 5).expect("a day").to_string(),
            )
        }
        ValueType::Enum => {
            field.values.get(chance.next(field.values.len())).map_or(text("x"), |x| text(&x.id))
        }
        ValueType::Set => {
            let skip = chance.next(4);
            let members = field.values.iter().enumerate().filter(|(i, _)| *i + 1 != skip);
            Json::List(members.map(|(_, x)| text(&x.id)).collect())
        }
        _ => text(PEOPLE[chance.next(PEOPLE.len())]),
    }
}

/// A command for an act, filled in by chance.
fn filled(act: &str, chance: &mut Chance, now: Instant) -> Command {
    let def = ENGINE.bundle().acts.iter().find(|def| def.id.as_str() == act).expect("an act");
    let mut command = Command::new(act, person(chance, &def.roles));
    let event = ENGINE.catalogue().event(def.event.as_str()).expect("its event");
    for field in &event.fields {
        if !def.with.contains_key(&field.id) && (def.needs.contains(&field.id) || chance.next(3) == 0) {
            command.fields.insert(field.id.clone(), value(field, chance, now));
        }
    }
    if def.facts.iter().any(|fact| fact.as_str() == "decision.unit") {
        command = command.fact("decision.unit", if chance.next(4) == 0 { "head_office" } else { "branch" });
    }
    if def.opens.iter().any(|id| id == "bargain") {
        // Mostly nobody with whom no figure may be haggled over.
        for fact in &def.facts {
            command = command.fact(fact.as_str(), if chance.next(16) == 0 { "yes" } else { "no" });
        }
    }
    if def.second_person {
        command = command.second(person(chance, &def.second_roles));
    }
    // Some things are entered days after they happened.
    if chance.next(3) == 0 {
        let back = i64::try_from(chance.next(30)).expect("small");
        command.at = now.add_seconds(-back * 86_400).ok().map(Into::into);
    }
    if def.does == ombud::pack::Does::Split {
        let part = |n: usize| Part::new(PartId::new(format!("part-{n}")).expect("an id"), "a matter");
        command = command.into_part(part(chance.next(3))).into_part(part(3 + chance.next(3)));
    }
    if let Some(kind) = def.party.as_deref().filter(|kind| *kind == "complainant") {
        let party =
            Party::new(PartyId::new(format!("q{}", chance.next(3))).expect("an id"), Role::complainant());
        assert_eq!(party.role.id(), kind);
        command = command.party(party);
    }
    command.reason("a reason")
}

/// The clocks that something started.
fn started(case: &Case, now: Instant, but: &[String]) -> BTreeSet<String> {
    let duties = case.due(now).expect("duties").into_iter();
    let started = duties.filter(|duty| duty.status() != Status::NotStarted && !by(duty.obligation(), but));
    started.map(|duty| format!("{}/{}", duty.obligation().regime, duty.rule())).collect()
}

/// Whether one of these events started it.
fn by(duty: &Obligation, events: &[String]) -> bool {
    let trigger = duty.trigger.as_ref().and_then(|trigger| trigger.event.as_ref());
    trigger.is_some_and(|event| events.iter().any(|known| known == event.as_str()))
}

/// The clocks of the firm that say that something was late.
fn late(case: &Case, now: Instant) -> BTreeSet<String> {
    let duties = case.due(now).expect("duties").into_iter();
    let late = duties.filter(|duty| {
        let duty = duty.obligation();
        duty.actor != ombud::clock::Actor::Consumer
            && (matches!(duty.status, Status::Late | Status::MetLate) || duty.ended_late)
    });
    late.map(|duty| format!("{}/{}", duty.obligation().regime, duty.rule())).collect()
}

/// Every paused stretch that the clocks know of.
fn pauses(case: &Case, now: Instant) -> BTreeSet<String> {
    let steps = case.due(now).expect("duties").into_iter().flat_map(|duty| duty.obligation().steps.clone());
    steps
        .filter(|step| step.kind == StepKind::Pause)
        .map(|step| format!("{} {:?}", step.rule, step.at))
        .collect()
}

/// Nobody agreed to, or checked, what they did themselves.
fn nobody_alone(before: &State, event: &CaseEvent) {
    let Some(def) = ENGINE.bundle().acts.iter().find(|def| def.id.as_str() == event.act) else { return };
    assert!(!def.second_person || event.second.is_some());
    assert!(event.second.is_none() || event.second != event.by);
    for entry in
        before.counted().filter(|entry| def.four_eyes.iter().any(|whom| *whom == entry.event.kind.as_str()))
    {
        assert_ne!(entry.event.by, event.by, "{} after {}", event.act, entry.act);
    }
}

/// One step: an act that is advised, or any act at all; tried a few times with other fillings.
fn step(case: &mut Case, workflow: &str, chance: &mut Chance, now: Instant) {
    let acts: Vec<String> = if is_beside(workflow) && chance.next(4) > 0 {
        let of = |act: &&ombud::pack::ActDef| {
            act.opens.iter().any(|id| id == workflow)
                || act.sends.iter().any(|send| send.workflow == workflow)
        };
        ENGINE.bundle().acts.iter().filter(of).map(|act| act.id.to_string()).collect()
    } else if chance.next(3) > 0 {
        let roles = ENGINE.bundle().workflows.iter().flat_map(|workflow| &workflow.roles);
        let everybody = Person::new("", roles.map(|role| role.id.as_str()));
        let advice = case.advice(&everybody, now).expect("advice");
        advice.into_iter().filter_map(|one| one.act).take(8).collect()
    } else {
        ENGINE.bundle().acts.iter().map(|act| act.id.to_string()).collect()
    };
    let Some(act) = chance.pick(&acts).cloned() else { return };
    for _ in 0..6 {
        let command = filled(&act, chance, now);
        // What is no lawful question (a part twice, a representative of nobody) is an error.
        let Ok(decision) = case.decide(&command, now) else { continue };
        assert_eq!(case.decide(&command, now), Ok(decision.clone()), "the same answer each time");
        let Decision::Accepted(events) = decision else { continue };
        // What no longer counts takes with it what it started itself.
        let def = ENGINE.bundle().acts.iter().find(|def| def.id.as_str() == act).expect("an act");
        let struck: Vec<String> = def.strikes.iter().map(ToString::to_string).collect();
        let clocks_before = started(case, now, &struck);
        let (before, pauses_before, late_before) = ((**case).clone(), pauses(case, now), late(case, now));
        events.iter().for_each(|event| nobody_alone(&before, event));
        case.apply(events.clone()).expect("applied");
        assert!(case.history().len() > before.history().len());
        for (old, new) in before.history().iter().zip(case.history()) {
            assert_eq!((&old.event, old.number), (&new.event, new.number), "an event was lost");
        }
        // A fact says to which cases a clock applies: stated anew, it may well end one.
        let stated = |event: &CaseEvent| event.changes.iter().any(|x| matches!(x, Change::Stated { .. }));
        if !events.iter().any(stated) {
            let lost: Vec<_> = clocks_before.difference(&started(case, now, &[])).cloned().collect();
            assert!(lost.is_empty(), "{act} lost {lost:?}");
        }
        let lost: Vec<_> = pauses_before.difference(&pauses(case, now)).cloned().collect();
        assert!(lost.is_empty(), "{act} lost the pauses {lost:?}");
        // INVARIANT 19: what was late stays late, unless two people say otherwise with a reason. What
        // lies before the complaint is taken from the papers of another file.
        let old = def.earlier && command.at.is_some();
        if events.iter().all(|event| event.second.is_none()) && !old {
            let lost: Vec<_> = late_before.difference(&late(case, now)).cloned().collect();
            assert!(lost.is_empty(), "{act} by one person made as if never late: {lost:?}");
        }
        return;
    }
}

fn life(workflow: &str, seed: u64, steps: &[u8]) -> Case {
    let life = if is_beside(workflow) { "cn-complaint" } else { workflow };
    let (mut case, mut chance) = (open(life), Chance(seed));
    let mut now = at(RECEIVED);
    for hours in steps {
        now = now.add_seconds(i64::from(*hours) * 3_600).expect("an instant");
        step(&mut case, workflow, &mut chance, now);
    }
    case
}

/// Every packed workflow; those that an act opens run beside a life.
fn workflows() -> Vec<String> {
    ENGINE.bundle().workflows.iter().map(|workflow| workflow.id.clone()).collect()
}

fn is_beside(workflow: &str) -> bool {
    ENGINE.bundle().acts.iter().any(|act| act.opens.iter().any(|id| id == workflow))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    /// INVARIANT 12: events fold to the state, whether from the start, from a snapshot or one by one; and
    /// under the packs that decided them nothing comes out differently.
    #[test]
    fn replay_is_the_uninterrupted_run_and_so_is_a_snapshot(
        seed in any::<u64>(),
        steps in proptest::collection::vec(1u8..80, 1..16),
    ) {
        for workflow in workflows() {
            let case = life(&workflow, seed, &steps);
            let log = case.log();
            prop_assert_eq!(&State::replay(log).expect("replayed"), &*case);
            let bytes: Vec<Vec<u8>> = log.iter().map(|event| event.to_bytes().expect("bytes")).collect();
            let read: Vec<CaseEvent> =
                bytes.iter().map(|bytes| CaseEvent::from_bytes(bytes).expect("read")).collect();
            prop_assert_eq!(read.as_slice(), log, "events read back");
            let middle = log.len() / 2;
            let half = State::replay(log.iter().take(middle.max(1))).expect("replayed");
            let snapshot = half.snapshot().expect("bytes");
            let mut restored = State::restore(&snapshot).expect("restored");
            prop_assert_eq!(&restored, &half);
            prop_assert_eq!(restored.snapshot().expect("bytes"), snapshot, "restoring fires nothing");
            restored.apply(log.iter().skip(middle.max(1))).expect("applied");
            prop_assert_eq!(&restored, &*case);
            prop_assert_eq!(case.recompute(&[]).expect("recomputed"), []);
        }
    }
}

/// The lives above are no idle ones: taken together they reach every state of every workflow but those
/// that only a fitting letter opens.
#[test]
fn random_lives_go_far() {
    for workflow in workflows() {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for seed in 0..6 {
            let case = life(&workflow, seed, &[7; 30]);
            for event in case.log() {
                for change in &event.changes {
                    if let Change::Moved { workflow: moved, stands, .. } = change
                        && *moved == workflow
                    {
                        seen.extend(stands.iter().map(|label| label.en.clone()));
                    }
                }
            }
        }
        assert!(seen.len() >= 4, "{workflow}: only {seen:?}");
    }
}
