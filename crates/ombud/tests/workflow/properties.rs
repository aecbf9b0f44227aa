//! Random charts and events: what holds whatever the chart.

use std::sync::Arc;

use ombud::{
    model::{Catalogue, Json, Label, Value, ValueType},
    workflow::{
        Chart, DataDef, Definition, Delay, EffectDef, EventDef, EventKind, FORMAT_VERSION, Instance, Machine,
        Names, Outcome, Semantics, Signal, StateDef, StateKind, Status, Time, TransitionDef, draw, enabled,
        scxml, step,
    },
};
use proptest::prelude::*;

use super::support::at;

/// Choices, one after another; all zero once they run out.
struct Dice<'a>(std::slice::Iter<'a, u8>);

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        self.0.next().map_or(0, |face| usize::from(*face)) % sides
    }

    fn pick<'p, T>(&mut self, from: &'p [T]) -> &'p T {
        &from[self.roll(from.len())]
    }
}

const EVENTS: [&str; 4] = ["a", "b", "c", "tick"];

struct Maker<'a> {
    dice: Dice<'a>,
    semantics: Semantics,
    parallel: bool,
    finals: bool,
    names: usize,
    effects: usize,
}

impl Maker<'_> {
    fn name(&mut self) -> String {
        self.names += 1;
        format!("s{}", self.names)
    }

    fn blank(&mut self, kind: StateKind) -> StateDef {
        let id = self.name();
        StateDef {
            title: Label::same(&id),
            id,
            kind,
            stage: None,
            initial: Names::default(),
            on_initial: vec![],
            on_entry: vec![],
            on_exit: vec![],
            timers: vec![],
            transitions: vec![],
            states: vec![],
        }
    }

    fn state(&mut self, depth: usize) -> StateDef {
        let kind = if depth > 2 || self.names > 12 { 0 } else { self.dice.roll(6) };
        let mut state =
            self.blank(if kind == 5 && self.parallel { StateKind::Parallel } else { StateKind::State });
        if kind > 2 {
            let inside = 2 + self.dice.roll(2);
            state.states = (0..inside).map(|_| self.state(depth + 1)).collect();
            if state.kind == StateKind::State && self.dice.roll(2) == 1 {
                let end = self.blank(StateKind::Final);
                state.states.push(end);
            }
            if self.dice.roll(2) == 1 {
                let kind =
                    if self.dice.roll(2) == 1 { StateKind::DeepHistory } else { StateKind::ShallowHistory };
                let history = self.blank(kind);
                state.states.push(history);
            }
        }
        state
    }

    fn effect(&mut self) -> EffectDef {
        self.effects += 1;
        let id = format!("e{}", self.effects);
        let text = |text: &str| text.to_owned();
        match self.dice.roll(12) {
            0 => EffectDef::Raise { id, event: text(EVENTS[self.dice.roll(3)]), fields: [].into() },
            1 => EffectDef::Assign { id, data: text("y"), value: text("x") },
            2 => EffectDef::StartTimer {
                id,
                timer: text("t"),
                after: Delay::from_millis(700 + 500 * self.dice.roll(4) as i64).expect("not negative"),
                event: text("tick"),
                fields: [].into(),
            },
            3 => EffectDef::CancelTimer { id, timer: text("t") },
            4 => EffectDef::Assign { id, data: text("x"), value: text("x * 1000000007 + 1") },
            _ => EffectDef::Assign { id, data: text("x"), value: text("x + 1") },
        }
    }

    fn effects(&mut self) -> Vec<EffectDef> {
        (0..self.dice.roll(3)).map(|_| self.effect()).collect()
    }

    fn fill(&mut self, state: &mut StateDef, all: &[String], around: &[String]) {
        let inside: Vec<String> = state
            .states
            .iter()
            .filter(|child| matches!(child.kind, StateKind::State | StateKind::Parallel))
            .map(|child| child.id.clone())
            .collect();
        match state.kind {
            StateKind::Final => state.on_entry = self.effects(),
            StateKind::ShallowHistory | StateKind::DeepHistory => {
                let target = Names(vec![self.dice.pick(around).clone()]);
                let effects = self.effects();
                state.transitions.push(transition(
                    format!("{}.default", state.id),
                    &[],
                    target,
                    None,
                    effects,
                ));
            }
            _ => {
                state.on_entry = self.effects();
                state.on_exit = self.effects();
                for i in 0..self.dice.roll(4) {
                    let guards = [
                        None,
                        Some("x > 1".to_owned()),
                        Some(format!("x < 4 || in_state(\"{}\")", self.dice.pick(all))),
                        Some("has(y) && y > 0".to_owned()),
                        Some("y > 0".to_owned()),
                        Some("x * x + 1 > 5".to_owned()),
                        Some(format!("!(in_state(\"{}\"))", self.dice.pick(all))),
                    ];
                    let guard = self.dice.pick(&guards).clone();
                    let events: &[&str] = match self.dice.roll(12) {
                        0 => &[],
                        n => &EVENTS[n % 4..=n % 4],
                    };
                    let target = match self.dice.roll(5) {
                        0 => Names::default(),
                        _ => Names(vec![self.dice.pick(all).clone()]),
                    };
                    let effects = self.effects();
                    let mut made = transition(format!("{}.{i}", state.id), events, target, guard, effects);
                    made.internal = self.dice.roll(3) == 0;
                    state.transitions.push(made);
                }
                if state.kind == StateKind::State && !inside.is_empty() {
                    state.initial = Names(vec![self.dice.pick(&inside).clone()]);
                }
            }
        }
        for child in &mut state.states {
            self.fill(child, all, &inside);
        }
    }
}

fn transition(
    id: String,
    event: &[&str],
    target: Names,
    guard: Option<String>,
    effects: Vec<EffectDef>,
) -> TransitionDef {
    TransitionDef {
        id,
        event: Names(event.iter().map(|&name| name.to_owned()).collect()),
        target,
        internal: false,
        guard,
        roles: vec![],
        four_eyes: vec![],
        effects,
        cite: vec![],
    }
}

fn names(states: &[StateDef], out: &mut Vec<String>) {
    for state in states {
        out.push(state.id.clone());
        names(&state.states, out);
    }
}

pub(crate) fn random(dice: &[u8], semantics: Semantics, parallel: bool, finals: bool) -> Definition {
    let mut maker = Maker { dice: Dice(dice.iter()), semantics, parallel, finals, names: 0, effects: 0 };
    let mut states: Vec<StateDef> = (0..2 + maker.dice.roll(2)).map(|_| maker.state(0)).collect();
    if maker.finals && maker.dice.roll(2) == 1 {
        let end = maker.blank(StateKind::Final);
        states.push(end);
    }
    let mut all = vec![];
    names(&states, &mut all);
    for state in &mut states {
        maker.fill(state, &all, &[]);
    }
    // So that `y` has a type where types come from what is assigned.
    states[0].on_exit.push(EffectDef::Assign { id: "y.typed".into(), data: "y".into(), value: "x".into() });
    let datum = |id: &str, initial| DataDef { id: id.into(), kind: ValueType::Int, values: vec![], initial };
    let event = |id: &str, kind| EventDef { id: id.into(), title: Label::same(id), kind, fields: vec![] };
    // A timer that some effect starts, so that cancelling it always means one.
    states[0].on_exit.push(EffectDef::StartTimer {
        id: "t.known".into(),
        timer: "t".into(),
        after: Delay::from_millis(700).expect("not negative"),
        event: "tick".into(),
        fields: [].into(),
    });
    Definition {
        format_version: FORMAT_VERSION,
        id: "random".into(),
        title: Label::same("random"),
        semantics: maker.semantics,
        data: vec![datum("x", Some(Json::Int(0))), datum("y", None)],
        roles: vec![],
        events: EVENTS.iter().map(|id| event(id, EventKind::Human)).collect(),
        clocks: vec![],
        initial: Names::default(),
        on_initial: vec![],
        states,
    }
}

fn compiled(definition: &Definition) -> Arc<Chart> {
    match Chart::compile(definition, &Catalogue::default()) {
        Ok(chart) => Arc::new(chart),
        Err(errors) => panic!("{errors:?}"),
    }
}

/// Each event a second after the one before, due timers first; what became of each, and where it
/// stands then. Whatever is done between is done by `between`.
fn history(
    chart: &Arc<Chart>,
    events: &[u8],
    explain: bool,
    mut between: impl FnMut(Machine) -> Machine,
) -> Vec<(Option<Status>, usize, String)> {
    let mut machine = Machine::new(Arc::clone(chart), chart.instance());
    machine.explain(explain);
    let mut out = vec![(machine.begin(at(0)).ok(), 0, shown(&machine))];
    for (i, event) in events.iter().enumerate() {
        machine = between(machine);
        let now = at(i as i64 + 1);
        let fired = machine.fire_due(now).expect("a time in range");
        let event = chart.event(EVENTS[usize::from(*event) % 3]).expect("an event of the chart");
        let status = machine.send(event, now).ok();
        out.push((status, fired, shown(&machine)));
    }
    out
}

fn shown(machine: &Machine) -> String {
    let instance = machine.instance();
    let datum = |name: &str| instance.datum(machine.chart(), name).map(Value::to_string);
    let leaves: Vec<&str> = instance.leaves(machine.chart()).collect();
    format!("{} x={:?} y={:?} done={}", leaves.join(" "), datum("x"), datum("y"), instance.done())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// A snapshot restored goes on as an uninterrupted run; restoring fires nothing, and takes only
    /// what can be.
    #[test]
    fn a_restored_snapshot_goes_on_as_an_uninterrupted_run(
        dice in prop::collection::vec(any::<u8>(), 0..200),
        events in prop::collection::vec(any::<u8>(), 0..7),
        scxml in any::<bool>(),
    ) {
        let semantics = if scxml { Semantics::Scxml } else { Semantics::Strict };
        let chart = compiled(&random(&dice, semantics, true, true));
        let whole = history(&chart, &events, true, |machine| machine);
        let parted = history(&chart, &events, false, |machine| {
            let bytes = machine.instance().snapshot(&chart).unwrap();
            let restored = Instance::restore(&chart, &bytes).unwrap();
            assert_eq!(restored.snapshot(&chart).unwrap(), bytes);
            assert_eq!(&restored, machine.instance());
            Machine::new(Arc::clone(&chart), restored)
        });
        prop_assert_eq!(whole, parted);
    }

    /// The plans laid beforehand come to what the algorithm comes to: beside an idle region nothing
    /// can be laid.
    #[test]
    fn plans_come_to_what_the_algorithm_comes_to(
        dice in prop::collection::vec(any::<u8>(), 0..200),
        events in prop::collection::vec(any::<u8>(), 0..7),
    ) {
        let alone = random(&dice, Semantics::Strict, false, false);
        let mut beside = alone.clone();
        let mut maker = Maker { dice: Dice([].iter()), semantics: Semantics::Strict, parallel: true, finals: false, names: 900, effects: 0 };
        let mut both = maker.blank(StateKind::Parallel);
        let mut region = maker.blank(StateKind::State);
        region.states = std::mem::take(&mut beside.states);
        let idle = maker.blank(StateKind::State);
        let name = format!(" {}", idle.id);
        both.states = vec![region, idle];
        beside.states = vec![both];
        let alone = history(&compiled(&alone), &events, false, |machine| machine);
        let beside = history(&compiled(&beside), &events, false, |machine| machine);
        let beside: Vec<_> = beside.into_iter().map(|(s, f, shown)| (s, f, shown.replace(&name, ""))).collect();
        prop_assert_eq!(alone, beside);
    }

    /// The pure step and the handle agree; a change applied is what the handle holds.
    #[test]
    fn the_pure_step_and_the_handle_agree(
        dice in prop::collection::vec(any::<u8>(), 0..200),
        events in prop::collection::vec(0..3usize, 0..7),
    ) {
        let chart = compiled(&random(&dice, Semantics::Strict, true, true));
        let mut machine = Machine::new(Arc::clone(&chart), chart.instance());
        let mut instance = chart.instance();
        for (i, event) in std::iter::once(None).chain(events.into_iter().map(Some)).enumerate() {
            let now = Time::from_millis(i as i64 * 300);
            let signal = match event {
                None => Signal::begin(),
                Some(event) => chart.signal(EVENTS[event], []).unwrap(),
            };
            let status = machine.signal(&signal, now).unwrap();
            let listed = enabled(&chart, &instance, None, None, now).unwrap();
            match step(&chart, &instance, &signal, now).unwrap() {
                Outcome::Moved(change) => {
                    prop_assert_ne!(status, Status::Refused);
                    // What was taken first was listed as what may be done.
                    if let (Some(event), true) = (event, change.moved()) {
                        prop_assert!(listed.iter().any(|e| e.event == EVENTS[event] && e.stopped.is_none()));
                    }
                    instance.apply(*change).unwrap();
                }
                Outcome::Refused(refusal) => {
                    prop_assert_eq!(status, Status::Refused);
                    prop_assert_eq!(machine.refusal(), Some(&*refusal));
                }
                _ => {}
            }
            prop_assert_eq!(machine.instance(), &instance);
        }
    }

    /// SCXML written and read again runs the same.
    #[test]
    fn scxml_written_and_read_again_runs_the_same(
        dice in prop::collection::vec(any::<u8>(), 0..200),
        events in prop::collection::vec(any::<u8>(), 0..7),
    ) {
        let definition = random(&dice, Semantics::Scxml, true, true);
        let text = scxml::export(&definition).unwrap();
        let again = scxml::import(&text).unwrap();
        let chart = compiled(&again);
        if EVENTS.iter().all(|event| chart.event(event).is_some()) {
            let first = history(&compiled(&definition), &events, false, |machine| machine);
            prop_assert_eq!(first, history(&chart, &events, false, |machine| machine), "{}", text);
        }
    }

    /// A definition has one form in bytes, and one hash.
    #[test]
    fn a_definition_reads_back(dice in prop::collection::vec(any::<u8>(), 0..200)) {
        let definition = random(&dice, Semantics::Strict, true, true);
        let bytes = definition.to_bytes().unwrap();
        prop_assert_eq!(&Definition::from_bytes(&bytes).unwrap(), &definition);
        let chart = compiled(&definition);
        prop_assert!(chart.hash().starts_with("sha256:"));
        for lang in [ombud::model::Lang::Zh, ombud::model::Lang::En] {
            prop_assert!(draw::mermaid(&definition, lang).starts_with("stateDiagram-v2"));
            prop_assert!(draw::dot(&definition, lang).starts_with("digraph"));
        }
        let net = draw::pnml(&chart).unwrap();
        prop_assert!(net.contains("<initialMarking>"));
    }
}
