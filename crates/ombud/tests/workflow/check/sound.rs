//! Sound workflows: some as firms have them, and as many as wanted made by dice.

use ombud::{
    model::{Json, ValueType},
    workflow::{ClockAct, Definition, StateDef, StateKind, TransitionDef, check::Given},
};

use super::build::*;

/// Numbers that look random and come out the same on every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % sides.max(1)
    }

    pub(crate) fn pick<'p, T>(&mut self, from: &'p [T]) -> &'p T {
        &from[self.roll(from.len())]
    }
}

/// What a stage of a made workflow is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Plain,
    Split,
    Timed,
    Checked,
    Choice,
    Joined,
    Held,
    Retried,
}

pub(crate) const KINDS: [Kind; 8] = [
    Kind::Plain,
    Kind::Split,
    Kind::Timed,
    Kind::Checked,
    Kind::Choice,
    Kind::Joined,
    Kind::Held,
    Kind::Retried,
];

const ROLES: [&str; 3] = ["handler", "reviewer", "manager"];

/// Fields, data and the like that stages need, declared once all are there.
#[derive(Default)]
struct Needs {
    fields: Vec<(String, &'static str, ValueType)>,
    data: Vec<(String, ValueType, Option<Json>)>,
}

fn timed(mut state: StateDef, days: usize) -> StateDef {
    let id = state.id.clone();
    let (reminder, deadline) = (format!("{id}.remind"), format!("{id}.due"));
    state = state.timer(&reminder, &format!("{days}d")).timer(&deadline, &format!("{}d", days + 3));
    state.transitions.push(on(&format!("t.{reminder}"), "").does(escalate("manager")));
    state
}

fn stage(kind: Kind, at: usize, next: &str, dice: &mut Dice, needs: &mut Needs) -> Vec<StateDef> {
    let id = format!("s{at}");
    let event = |name: &str| format!("{id}.{name}");
    let role = *dice.pick(&ROLES);
    let go = |to: &str| on(&event("go"), to).role(role);
    match kind {
        Kind::Plain => vec![state(&id, vec![go(next)])],
        Kind::Split => {
            let (limit, aside) = (10 + dice.roll(90), format!("{id}.aside"));
            needs.fields.push((event("go"), "amount", ValueType::Int));
            vec![
                state(
                    &id,
                    vec![
                        go(next).when(&format!("event.amount <= {limit}")),
                        go(&aside).when(&format!("event.amount > {limit}")),
                    ],
                ),
                state(&aside, vec![on(&event("back"), next).role(role)]),
            ]
        }
        Kind::Timed => {
            let mut timed = timed(state(&id, vec![go(next)]), 1 + dice.roll(9));
            timed.transitions.push(on(&format!("t.{id}.due"), next));
            vec![timed]
        }
        Kind::Checked => {
            let check = format!("{id}.check");
            vec![
                state(&id, vec![go(&check)]),
                state(
                    &check,
                    vec![
                        on(&event("approve"), next).role("reviewer").not_by(&event("go")),
                        on(&event("return"), &id).role("reviewer"),
                    ],
                ),
            ]
        }
        Kind::Choice => {
            let (choice, aside, datum) =
                (format!("{id}.choice"), format!("{id}.aside"), format!("{id}_urgent"));
            needs.fields.push((event("go"), "urgent", ValueType::Bool));
            needs.data.push((datum.clone(), ValueType::Bool, None));
            vec![
                state(&id, vec![go(&choice).when("has(event.urgent)").does(assign(&datum, "event.urgent"))]),
                state(&choice, vec![on("", next).when(&datum), on("", &aside).when(&format!("!{datum}"))]),
                state(&aside, vec![on(&event("back"), next).role(role)]),
            ]
        }
        Kind::Joined => {
            let regions = 2 + dice.roll(2);
            let region = |number: usize| {
                let region = format!("{id}.r{number}");
                let (work, ready) = (format!("{region}.work"), format!("{region}.ready"));
                inside(
                    &region,
                    vec![],
                    vec![state(&work, vec![on(&format!("{region}.go"), &ready).role(role)]), end(&ready)],
                )
            };
            let join = on(&format!("done.state.{id}"), next);
            vec![parallel(&id, vec![join], (1..=regions).map(region).collect())]
        }
        Kind::Held => {
            let (work, held, last) = (format!("{id}.work"), format!("{id}.held"), format!("{id}.last"));
            let clock_id = format!("{id}.clock");
            let mut history = state(&last, vec![on("", &work)]);
            history.kind = StateKind::DeepHistory;
            let mut outer = inside(
                &id,
                vec![on(&event("hold"), &held).role("manager").does(clock(&clock_id, ClockAct::Pause))],
                vec![
                    state(&work, vec![on(&event("more"), &format!("{id}.more")).role(role)]),
                    state(
                        &format!("{id}.more"),
                        vec![on(&event("ready"), next).role(role).does(clock(&clock_id, ClockAct::Stop))],
                    ),
                    history,
                ],
            );
            outer.on_initial.push(clock(&clock_id, ClockAct::Start));
            vec![
                outer,
                state(
                    &held,
                    vec![
                        on(&event("resume"), &last).role("manager").does(clock(&clock_id, ClockAct::Resume)),
                    ],
                ),
            ]
        }
        Kind::Retried => {
            let (datum, most) = (format!("{id}_tries"), 1 + dice.roll(3));
            needs.data.push((datum.clone(), ValueType::Int, Some(Json::Int(0))));
            let late = format!("t.{id}.wait");
            vec![
                state(
                    &id,
                    vec![
                        go(next),
                        on(&late, &id)
                            .when(&format!("{datum} < {most}"))
                            .does(assign(&datum, &format!("{datum} + 1"))),
                        on(&late, next).when(&format!("{datum} >= {most}")),
                    ],
                )
                .timer(&format!("{id}.wait"), "7d"),
            ]
        }
    }
}

/// A sound workflow of these stages, one after another; somebody may withdraw in the first.
pub(crate) fn made(kinds: &[Kind], seed: u64) -> Definition {
    let mut dice = Dice::new(seed);
    let (mut states, mut needs) = (Vec::new(), Needs::default());
    for (at, kind) in kinds.iter().enumerate() {
        let next = if at + 1 == kinds.len() { "end".to_owned() } else { format!("s{}", at + 1) };
        states.extend(stage(*kind, at, &next, &mut dice, &mut needs));
    }
    let withdraw: TransitionDef = on("withdraw", "end").role("consumer");
    if states[0].kind == StateKind::State && states[0].states.is_empty() && dice.roll(2) == 1 {
        states[0].transitions.push(withdraw);
    }
    states.push(end("end"));
    declared(chart(states), needs)
}

fn declared(mut definition: Definition, needs: Needs) -> Definition {
    for (event, field, kind) in needs.fields {
        definition = definition.field(&event, field, kind);
    }
    for (id, kind, initial) in needs.data {
        definition = definition.datum(&id, kind, initial);
    }
    for role in ROLES {
        if !definition.roles.iter().any(|known| known.id == role) {
            definition = definition.has_role(role);
        }
    }
    definition
}

pub(crate) fn random(seed: u64) -> Definition {
    let mut dice = Dice::new(seed);
    let kinds: Vec<Kind> = (0..2 + dice.roll(5)).map(|_| *dice.pick(&KINDS)).collect();
    made(&kinds, seed)
}

#[test]
fn three_hundred_sound_charts_have_no_finding() {
    for seed in 0..300 {
        let definition = random(seed);
        let findings = found(&definition, &Given::default());
        assert!(findings.is_empty(), "seed {seed}: {findings:#?}\n{:#?}", told(&findings));
    }
}
