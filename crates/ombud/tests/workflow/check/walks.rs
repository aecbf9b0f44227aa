//! Random charts, sound or not: every witness shows its fault, and what is said never to happen does
//! not happen to whoever walks about at random.

use std::sync::Arc;

use ombud::{
    model::Catalogue,
    workflow::{
        Chart, Definition, Happened, Machine, Semantics, Signal, Status, Time,
        check::{Code, Finding, Given, check},
    },
};
use proptest::prelude::*;

use super::{super::properties::random, shows, sound::Dice};

/// What happens to a workflow in one walk: the parts of each step.
fn walk(chart: &Arc<Chart>, seed: u64) -> Vec<Vec<Happened>> {
    let mut dice = Dice::new(seed);
    let mut machine = Machine::new(Arc::clone(chart), chart.instance());
    machine.explain(true);
    let mut now = 0;
    let mut out = Vec::new();
    let begun = machine.begin(Time::from_millis(now)).expect("a time in range");
    if begun == Status::Refused {
        return out;
    }
    out.push(machine.explanation().0);
    let events: Vec<String> = chart.definition().events.iter().map(|event| event.id.clone()).collect();
    for _ in 0..60 {
        now += 100 + i64::try_from(dice.roll(2_000)).expect("a second");
        let due = machine.instance().due_timers(Time::from_millis(now)).first().map(|timer| timer.number());
        let signal = match due {
            Some(number) => Signal::timer(number),
            None => chart.signal(&events[dice.roll(events.len())], []).expect("an event"),
        };
        if machine.signal(&signal, Time::from_millis(now)).expect("a time in range") != Status::Refused {
            out.push(machine.explanation().0);
        }
    }
    out
}

fn holds(
    definition: &Definition,
    findings: &[Finding],
    walks: &[Vec<Vec<Happened>>],
) -> Result<(), TestCaseError> {
    let is = |part: &Happened, finding: &Finding| match (part, finding.code) {
        (Happened::Entered(id), Code::UnreachableState) => finding.about.get("state") == Some(id),
        (Happened::Taken(id), Code::DeadTransition) => finding.about.get("transition") == Some(id),
        _ => false,
    };
    let mut parts = walks.iter().flatten().flatten();
    let broken = parts.find(|part| findings.iter().any(|finding| is(part, finding)));
    prop_assert!(broken.is_none(), "{broken:?} happens: {definition:#?}");
    if findings.iter().any(|finding| finding.code == Code::NotProved) {
        return Ok(());
    }
    // Nor does anything happen that the check has not seen: a race is seen, an end is come to.
    let finished = walks.iter().flatten().flatten().any(|part| *part == Happened::Finished);
    let stuck = |finding: &Finding| finding.code == Code::NoWayToEnd && finding.witness.signals.len() == 1;
    prop_assert!(!(finished && findings.iter().any(stuck)), "it ends: {definition:#?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_never_to_happen_does_not(dice in prop::collection::vec(any::<u8>(), 0..200), seed in any::<u64>()) {
        let definition = random(&dice, Semantics::Strict, true, true);
        let catalogue = Catalogue::default();
        let findings = check(&definition, &catalogue, &Given::default());
        shows::all(&definition, &catalogue, &Given::default(), &findings);
        let chart = Chart::compile(&definition, &catalogue).map(Arc::new);
        let Ok(chart) = chart else { return Err(TestCaseError::fail("a chart")) };
        let walks: Vec<_> = (0..8).map(|at| walk(&chart, seed.wrapping_add(at))).collect();
        holds(&definition, &findings, &walks)?;
    }
}
