//! Faults seeded into sound workflows: for each check at least twenty, and how many are found.

use std::{collections::BTreeMap, sync::LazyLock};

use ombud::{
    Engine,
    model::{Catalogue, Json, Label, Lang, ValueType},
    workflow::{
        ClockAct, ClockName, DataDef, Definition, EventDef, EventKind, Names, RoleDef, StateDef, StateKind,
        TimerDef, TransitionDef,
        check::{Code, Finding, Given, Person, check},
    },
};

use super::{
    build::*,
    shows,
    sound::{Dice, KINDS, Kind, made},
};

/// A fault: the code it must be found by, and how it is put in.
type Seed = (Code, &'static str, fn(&mut Definition, &mut Dice) -> Option<Given>);

const MUTANTS: usize = 24;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("built-in packs"));

/// The top states that are neither parallel nor compound nor ends, with something to do in them.
fn plain(definition: &Definition) -> Vec<usize> {
    let fits = |state: &StateDef| {
        state.kind == StateKind::State && state.states.is_empty() && !state.transitions.is_empty()
    };
    (0..definition.states.len()).filter(|at| fits(&definition.states[*at])).collect()
}

fn pick(definition: &Definition, dice: &mut Dice, fits: impl Fn(&StateDef) -> bool) -> Option<usize> {
    let all: Vec<usize> = plain(definition).into_iter().filter(|at| fits(&definition.states[*at])).collect();
    if all.is_empty() { None } else { Some(*dice.pick(&all)) }
}

/// A state that waits for somebody or a timer.
fn any(definition: &Definition, dice: &mut Dice) -> Option<usize> {
    pick(definition, dice, |state| state.transitions.iter().all(|way| !way.event.is_empty()))
}

fn event(definition: &mut Definition, id: &str, kind: EventKind) {
    definition.events.push(EventDef { id: id.into(), title: Label::same(id), kind, fields: vec![] });
}

/// A whole number of the workflow's own, 1 at the start.
fn datum(definition: &mut Definition, id: &str) {
    let initial = Some(Json::Int(1));
    definition.data.push(DataDef { id: id.into(), kind: ValueType::Int, values: vec![], initial });
}

fn named(mut transition: TransitionDef, id: &str) -> TransitionDef {
    transition.id = id.into();
    transition
}

fn effect(effect: ombud::workflow::EffectDef, name: &str) -> ombud::workflow::EffectDef {
    use ombud::workflow::EffectDef::*;
    let id = name.to_owned();
    match effect {
        Assign { data, value, .. } => Assign { id, data, value },
        Raise { event, fields, .. } => Raise { id, event, fields },
        StartTimer { timer, after, event, fields, .. } => StartTimer { id, timer, after, event, fields },
        Clock { clock, act, .. } => Clock { id, clock, act },
        Emit { kind, fields, .. } => Emit { id, kind, fields },
        other => other,
    }
}

/// A role that the workflow has, for what is added by somebody.
const ROLE: &str = "handler";

/// Two states that lead to each other, put in after a state by an event of somebody.
fn pair(definition: &mut Definition, at: usize, there: TransitionDef, back: TransitionDef) {
    event(definition, "mutant", EventKind::Human);
    definition.states[at].transitions.push(named(on("mutant", "m1").role(ROLE), "mutant.in"));
    definition.states.push(state("m1", vec![named(there, "mutant.there")]));
    definition.states.push(state("m2", vec![named(back, "mutant.back")]));
}

fn with_clock(definition: &mut Definition, at: usize, acts: &[ClockAct]) {
    definition.clocks.push(ClockName { id: "mutant".into(), rule: None });
    for (i, act) in acts.iter().enumerate() {
        let told = effect(clock("mutant", *act), &format!("mutant.clock.{i}"));
        definition.states[at].on_entry.push(told);
    }
}

fn parallel_of(definition: &Definition) -> Option<usize> {
    definition.states.iter().position(|state| state.kind == StateKind::Parallel)
}

/// A human way of a state to another.
fn human(state: &StateDef) -> Option<usize> {
    state.transitions.iter().position(|t| {
        !t.event.is_empty()
            && !t.event.0[0].starts_with("t.")
            && !t.event.0[0].starts_with("done.")
            && !t.target.is_empty()
    })
}

fn split(state: &StateDef) -> bool {
    state.transitions.iter().filter(|t| t.guard.as_ref().is_some_and(|g| g.contains("event.amount"))).count()
        == 2
}

const SEEDS: &[Seed] = &[
    (Code::InvalidDefinition, "a target that is not there", |d, dice| {
        let at = any(d, dice)?;
        d.states[at].transitions[0].target = Names(vec!["nowhere".into()]);
        Some(Given::default())
    }),
    (Code::InvalidDefinition, "a guard of the wrong type", |d, dice| {
        let at = any(d, dice)?;
        d.states[at].transitions[0].guard = Some("now > 3".into());
        Some(Given::default())
    }),
    (Code::InvalidDefinition, "a role that is not declared", |d, dice| {
        let at = pick(d, dice, |state| human(state).is_some())?;
        let way = human(&d.states[at])?;
        d.states[at].transitions[way].roles = vec!["stranger".into()];
        Some(Given::default())
    }),
    (Code::UnreachableState, "a state without a way in", |d, _| {
        d.states.push(state("mutant", vec![named(on("withdraw", "end").role(ROLE), "mutant")]));
        event_if_missing(d, "withdraw");
        Some(Given::default())
    }),
    (Code::DeadTransition, "a guard that never holds", |d, dice| {
        let at = any(d, dice)?;
        event(d, "mutant", EventKind::Human);
        d.states[at].transitions.push(named(on("mutant", "end").role(ROLE).when("mutant > 3"), "mutant"));
        datum(d, "mutant");
        Some(Given::default())
    }),
    (Code::DeadTransition, "one behind another that always is taken", |d, dice| {
        let at = pick(d, dice, |state| human(state).is_some())?;
        let way = human(&d.states[at])?;
        let first = d.states[at].transitions[way].clone();
        if first.guard.is_some() {
            return None;
        }
        let mut second = first.clone();
        second.id = "mutant".into();
        second.effects.clear();
        first.four_eyes.is_empty().then_some(())?;
        d.states[at].transitions.insert(way + 1, second);
        Some(Given::default())
    }),
    (Code::TrapState, "a state whose ways out are gone", |d, dice| {
        let at = any(d, dice)?;
        d.states[at].transitions.retain(|t| t.target.is_empty());
        Some(Given::default())
    }),
    (Code::TrapState, "a choice that forgets a case", |d, _| {
        let at = d.states.iter().position(|s| s.id.ends_with(".choice"))?;
        d.states[at].transitions.pop();
        Some(Given::default())
    }),
    (Code::NoWayToEnd, "two states that only lead to each other", |d, dice| {
        let at = any(d, dice)?;
        event(d, "mutant.on", EventKind::Human);
        pair(d, at, on("mutant.on", "m2").role(ROLE), on("mutant.on", "m1").role(ROLE));
        Some(Given::default())
    }),
    (Code::OverlappingGuards, "a limit that belongs to both sides", |d, dice| {
        let at = pick(d, dice, split)?;
        let guard =
            d.states[at].transitions.iter_mut().filter_map(|t| t.guard.as_mut()).find(|g| g.contains('>'))?;
        *guard = guard.replace('>', ">=");
        Some(Given::default())
    }),
    (Code::OverlappingGuards, "two ways without a guard", |d, dice| {
        let at = pick(d, dice, |state| human(state).is_some())?;
        let way = human(&d.states[at])?;
        let mut other = d.states[at].transitions[way].clone();
        other.id = "mutant".into();
        other.target = Names(vec!["end".into()]);
        if d.states[at].transitions[way].target == other.target || other.guard.is_some() {
            return None;
        }
        other.guard = Some("!in_state(\"end\")".into());
        other.four_eyes.clear();
        other.effects.clear();
        d.states[at].transitions.insert(way + 1, other);
        Some(Given::default())
    }),
    (Code::MissingGuard, "a limit that belongs to neither side", |d, dice| {
        let at = pick(d, dice, split)?;
        let guard = d.states[at]
            .transitions
            .iter_mut()
            .filter_map(|t| t.guard.as_mut())
            .find(|g| g.contains("<="))?;
        *guard = guard.replace("<=", "<");
        Some(Given::default())
    }),
    (Code::EventlessLoop, "two states that lead to each other by themselves", |d, dice| {
        let at = any(d, dice)?;
        pair(d, at, on("", "m2"), on("", "m1"));
        Some(Given::default())
    }),
    (Code::EventlessLoop, "a transition that leads nowhere by itself", |d, dice| {
        let at = any(d, dice)?;
        d.states[at].transitions.push(named(on("", ""), "mutant"));
        Some(Given::default())
    }),
    (Code::EventlessLoop, "timers without a delay", |d, dice| {
        let at = any(d, dice)?;
        for id in ["t.m1", "t.m2"] {
            event(d, id, EventKind::Timer);
        }
        pair(d, at, on("t.m1", "m2"), on("t.m2", "m1"));
        for state in &mut d.states {
            if matches!(state.id.as_str(), "m1" | "m2") {
                let after = Some("0s".parse().expect("a delay"));
                let id = state.id.clone();
                state.timers.push(TimerDef { event: format!("t.{id}"), id, after, clock: None });
            }
        }
        Some(Given::default())
    }),
    (Code::Livelock, "events that raise each other", |d, dice| {
        let at = any(d, dice)?;
        event(d, "i.m", EventKind::Internal);
        pair(d, at, on("i.m", "m2"), on("i.m", "m1"));
        for (i, state) in d.states.iter_mut().rev().take(2).enumerate() {
            state.on_entry.push(effect(raise("i.m"), &format!("mutant.{i}")));
        }
        Some(Given::default())
    }),
    (Code::ClockNeverStopped, "a clock that is only started", |d, dice| {
        let at = any(d, dice)?;
        with_clock(d, at, &[ClockAct::Start]);
        Some(Given::default())
    }),
    (Code::ClockNeverStopped, "a clock that is not stopped at the end", |d, _| {
        let at = d.states.iter().position(|s| s.id.ends_with(".held"))?;
        let outer = &mut d.states[at - 1];
        outer.states.iter_mut().flat_map(|s| &mut s.transitions).for_each(|t| t.effects.clear());
        Some(Given::default())
    }),
    (Code::ClockNotResumed, "a clock that is only paused", |d, dice| {
        let at = any(d, dice)?;
        with_clock(d, at, &[ClockAct::Start, ClockAct::Pause]);
        Some(Given::default())
    }),
    (Code::TimerNeverFires, "a timer behind another", |d, _| {
        let state = d.states.iter_mut().find(|s| s.timers.len() == 2)?;
        let name = state.timers[0].event.clone();
        let back = state.transitions.iter_mut().find(|t| t.event.0 == [name.clone()])?;
        back.target = Names(vec!["end".into()]);
        state.timers[0].after = Some("400d".parse().expect("a delay"));
        Some(Given::default())
    }),
    (Code::ReminderAfterDeadline, "a reminder after the deadline", |d, _| {
        let state = d.states.iter_mut().find(|s| s.timers.len() == 2)?;
        state.timers[0].after = Some("90d".parse().expect("a delay"));
        Some(Given::default())
    }),
    (Code::TimerUnanswered, "a timer that nothing answers to", |d, dice| {
        let at = any(d, dice)?;
        event(d, "t.mutant", EventKind::Timer);
        let after = Some("1d".parse().expect("a delay"));
        d.states[at].timers.push(TimerDef {
            id: "mutant".into(),
            after,
            clock: None,
            event: "t.mutant".into(),
        });
        d.states[at].transitions.iter().all(|t| !t.event.is_empty()).then_some(Given::default())
    }),
    (Code::TimerOutlivesEnd, "a timer that is not called off", |d, dice| {
        let at = any(d, dice)?;
        event(d, "t.mutant", EventKind::Timer);
        d.states[at].on_entry.push(effect(start("mutant", "30d"), "mutant"));
        Some(Given::default())
    }),
    (Code::NoRole, "something that anybody may do", |d, dice| {
        let at = pick(d, dice, |state| human(state).is_some())?;
        let way = human(&d.states[at])?;
        d.states[at].transitions[way].roles.clear();
        Some(Given::default())
    }),
    (Code::RoleNobodyHas, "a role that nobody has", |d, dice| {
        let used: Vec<String> = roles(&d.states);
        let missing = dice.pick(&used).clone();
        let there = d.roles.iter().filter(|role| role.id != missing);
        Some(there.fold(Given::default(), |given, role| {
            given
                .person(Person::new(&format!("{}-1", role.id), [role.id.as_str()]))
                .person(Person::new(&format!("{}-2", role.id), [role.id.as_str()]))
        }))
    }),
    (Code::NobodyCanLeave, "a state that nobody can leave", |d, dice| {
        let at = any(d, dice)?;
        let role = "specialist";
        d.states[at].transitions.retain(|t| human(&state("", vec![t.clone()])).is_some());
        d.states[at].transitions.first()?;
        for way in &mut d.states[at].transitions {
            way.roles = vec![role.into()];
        }
        let given = d.roles.iter().fold(Given::default(), |given, role| {
            given
                .person(Person::new(&format!("{}-1", role.id), [role.id.as_str()]))
                .person(Person::new(&format!("{}-2", role.id), [role.id.as_str()]))
        });
        d.roles.push(RoleDef { id: role.into(), title: Label::same(role) });
        Some(given)
    }),
    (Code::NoEscalationTarget, "an escalation to a role there is not", |d, dice| {
        let at = pick(d, dice, |state| human(state).is_some())?;
        let way = human(&d.states[at])?;
        d.states[at].transitions[way].effects.push(effect(escalate("nobody"), "mutant"));
        Some(Given::default())
    }),
    (Code::FourEyesUnsatisfiable, "one reviewer, who does it all", |d, _| {
        let at = d.states.iter().position(|s| s.id.ends_with(".check"))?;
        let before = d
            .states
            .iter()
            .position(|s| s.transitions.iter().any(|t| t.target.0 == [d.states[at].id.clone()]))?;
        d.states[before].transitions[0].roles = vec!["reviewer".into()];
        d.states[before].transitions[0].target.0.iter().any(|t| *t == d.states[at].id).then_some(())?;
        Some(
            ["handler", "reviewer", "manager", "consumer"].iter().fold(Given::default(), |given, role| {
                given.person(Person::new(&format!("{role}-1"), [*role]))
            }),
        )
    }),
    (Code::FourEyesUnsatisfiable, "three of two", |d, dice| {
        let at = any(d, dice)?;
        for id in ["m.a", "m.b", "m.c"] {
            event(d, id, EventKind::Human);
        }
        d.states[at].transitions.push(named(on("m.a", "m1").role(ROLE), "m.a"));
        d.states.push(state("m1", vec![named(on("m.b", "m2").role(ROLE).not_by("m.a"), "m.b")]));
        d.states
            .push(state("m2", vec![named(on("m.c", "end").role(ROLE).not_by("m.a").not_by("m.b"), "m.c")]));
        Some(Given::default())
    }),
    (Code::JoinNeverCompletes, "a region that is never done", |d, dice| {
        let at = parallel_of(d)?;
        let regions = d.states[at].states.len();
        let region = &mut d.states[at].states[dice.roll(regions)];
        region.states[0].transitions[0].target = Names(vec![region.states[0].id.clone()]);
        Some(Given::default())
    }),
    (Code::WriteRace, "two regions that write one field", |d, dice| {
        let at = parallel_of(d)?;
        let number = dice.roll(9).to_string();
        for (i, region) in d.states[at].states.iter_mut().enumerate().take(2) {
            let way = &mut region.states[0].transitions[0];
            way.event = Names(vec!["mutant".into()]);
            way.roles = vec![ROLE.into()];
            way.effects.push(effect(assign("mutant", &format!("{number}{i}")), &format!("mutant.{i}")));
        }
        event(d, "mutant", EventKind::Human);
        datum(d, "mutant");
        Some(Given::default())
    }),
    (Code::NotSound, "an end out of one region", |d, dice| {
        let at = parallel_of(d)?;
        let regions = d.states[at].states.len();
        let region = &mut d.states[at].states[dice.roll(regions)];
        event_in(region, "mutant");
        event(d, "mutant", EventKind::Human);
        Some(Given::default())
    }),
    (Code::NotSound, "a state without a way in, once more", |d, _| {
        event_if_missing(d, "withdraw");
        d.states.push(state("mutant", vec![named(on("withdraw", "end").role(ROLE), "mutant")]));
        Some(Given::default())
    }),
    (Code::PathOverLimit, "a way that is too long", |d, dice| {
        let at = d.states.iter().position(|s| !s.timers.is_empty())?;
        let longest = d.states[at].timers.iter().filter_map(|t| t.after).max()?;
        d.clocks.push(ClockName { id: "mutant".into(), rule: None });
        d.states[at].on_entry.insert(0, effect(clock("mutant", ClockAct::Start), "mutant.start"));
        d.states[at].on_exit.push(effect(clock("mutant", ClockAct::Stop), "mutant.stop"));
        let less = longest.millis() - 1 - i64::try_from(dice.roll(86_400_000)).expect("a day");
        let limit = ombud::workflow::Delay::from_millis(less).expect("a delay");
        Some(Given::default().limit("mutant", limit))
    }),
];

fn event_in(region: &mut StateDef, event: &str) {
    region.states[0].transitions.push(named(on(event, "end").role(ROLE), "mutant"));
}

fn event_if_missing(definition: &mut Definition, id: &str) {
    if !definition.events.iter().any(|known| known.id == id) {
        event(definition, id, EventKind::Human);
    }
}

fn roles(states: &[StateDef]) -> Vec<String> {
    let mut out: Vec<String> =
        states.iter().flat_map(|s| &s.transitions).flat_map(|t| t.roles.clone()).collect();
    out.extend(states.iter().flat_map(|s| roles(&s.states)));
    out.sort();
    out.dedup();
    out
}

/// Each finding has words in both languages, with every name filled in.
fn in_words(definition: &Definition, findings: &[Finding]) {
    let words = ENGINE.phrasebook();
    for (finding, lang) in findings.iter().flat_map(|finding| [(finding, Lang::Zh), (finding, Lang::En)]) {
        let said = words.workflow_finding(finding, definition, lang);
        let empty = said.contains("“”") || said.contains('⟦') || said.contains("  ");
        assert!(said.contains(finding.code.check()) && !empty, "{said}: {finding:?}");
    }
}

#[test]
fn seeded_faults_are_found() {
    let mut seeded: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut missed: Vec<String> = Vec::new();
    for (code, what, put) in SEEDS {
        let mut made_of = 0;
        for seed in 0..400u64 {
            if made_of == MUTANTS {
                break;
            }
            let mut dice = Dice::new(seed + 7_000);
            let kinds: Vec<Kind> = (0..1 + dice.roll(4)).map(|_| *dice.pick(&KINDS)).collect();
            let mut definition = made(&kinds, seed);
            let Some(given) = put(&mut definition, &mut dice) else { continue };
            made_of += 1;
            let spoken = made_of == 1;
            let catalogue = Catalogue::default();
            let findings: Vec<Finding> = check(&definition, &catalogue, &given);
            shows::all(&definition, &catalogue, &given, &findings);
            if spoken {
                in_words(&definition, &findings);
            }
            let count = seeded.entry(code.check()).or_default();
            count.0 += 1;
            if findings.iter().any(|finding| finding.code == *code) {
                count.1 += 1;
            } else {
                missed.push(format!("{} ({what}), seed {seed}: {:?}", code.name(), told(&findings)));
            }
        }
        assert!(made_of >= 20, "{what}: only {made_of}");
    }
    let checks: Vec<String> = (1..=14).map(|number| format!("E{number}")).collect();
    for check in &checks {
        let (all, hit) = seeded.get(check.as_str()).copied().unwrap_or_default();
        println!("{check}: {hit} of {all}");
        assert!(all >= 20, "{check}: only {all} mutants");
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
