//! Large charts: what they cost grows with them, not with their square.

use ombud::workflow::{Chart, Definition, check::Given};

use super::build::*;

fn faults(definition: &Definition) -> Vec<String> {
    told(&found(definition, &Given::default()))
}

#[test]
fn a_long_row_of_states_with_an_event_each_is_proved() {
    let mut states: Vec<_> = (0..3_000)
        .map(|i| state(&format!("s{i}"), vec![on(&format!("e{i}"), &format!("s{}", i + 1))]))
        .collect();
    states.push(end("s3000"));
    assert_eq!(faults(&chart(states)), [""; 0]);
}

#[test]
fn many_reminders_of_one_state_fire_one_after_another() {
    let mut transitions: Vec<_> = (0..400).map(|i| on(&format!("t.{i}"), "")).collect();
    transitions.push(on("done", "b"));
    let mut waiting = state("a", transitions);
    for i in 0..400 {
        waiting = waiting.timer(&format!("{i}"), &format!("{}d", i + 1));
    }
    assert_eq!(faults(&chart(vec![waiting, end("b")])), [""; 0]);
}

#[test]
fn a_state_that_answers_too_often_in_too_many_states_is_refused() {
    let events: Vec<_> = (0..600).map(|i| on(&format!("e{i}"), "s0")).collect();
    let inner = (0..600).map(|i| state(&format!("s{i}"), vec![])).collect();
    let definition = chart(vec![inside("all", events, inner), end("b")]);
    let errors = Chart::compile(&definition, &ombud::model::Catalogue::default()).expect_err("too many");
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].detail().expected.as_deref(), Some("at most 262144 answers of states to events"));
    assert_eq!(faults(&definition), ["invalid_definition states"]);
}
