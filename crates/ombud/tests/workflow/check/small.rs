//! One small chart for each code, with all that is found in it.

use ombud::{
    model::{Json, ValueType},
    workflow::{ClockAct, Definition, check::Given},
};

use super::build::*;

fn of(definition: &Definition) -> Vec<String> {
    told(&found(definition, &Given::default()))
}

#[test]
fn a_sound_chart_has_no_finding() {
    let sound = chart(vec![
        state("open", vec![on("take", "work").role("handler"), on("drop", "closed").role("handler")]),
        state("work", vec![on("decide", "check").role("handler"), on("t.late", "check")]).timer("late", "5d"),
        state(
            "check",
            vec![
                on("approve", "closed").role("reviewer").not_by("decide"),
                on("return", "work").role("reviewer"),
            ],
        ),
        end("closed"),
    ]);
    assert_eq!(of(&sound), [""; 0]);
}

#[test]
fn dead_ends_and_what_is_never_come_to() {
    let lost = chart(vec![
        state("a", vec![on("go", "b"), on("never", "c").when("n > 3")]),
        state("b", vec![]),
        state("c", vec![on("on", "end")]),
        end("end"),
    ])
    .datum("n", ValueType::Int, Some(Json::Int(1)));
    assert_eq!(
        of(&lost),
        [
            "dead_transition states[0].transitions[1]",
            "no_way_to_end states[0]",
            "not_sound states[1]",
            "trap_state states[1]",
            "unreachable_state states[2]",
            "unreachable_state states[3]",
        ]
    );
}

#[test]
fn clocks_at_the_end() {
    let mut open =
        chart(vec![state("a", vec![on("go", "end")]).enters(clock("answer", ClockAct::Start)), end("end")]);
    assert_eq!(of(&open), ["clock_never_stopped clocks[0]"]);
    open.states[0].on_exit.push(clock("answer", ClockAct::Stop));
    assert_eq!(of(&chart(open.states)), [""; 0]);
}
