//! One small chart for each code, with all that is found in it.

use ombud::{
    model::{Json, Value, ValueType},
    workflow::{
        ClockAct, Definition, MAX_TIMERS, StateDef, TransitionDef,
        check::{Given, Person},
    },
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

/// A chart of one step in the middle of sound ones.
fn around(states: Vec<StateDef>) -> Vec<StateDef> {
    let mut all = vec![state("open", vec![on("take", &states[0].id)])];
    all.extend(states);
    all.push(end("end"));
    all
}

#[test]
fn names_and_types_are_told_together() {
    let mut wrong = chart(around(vec![state("a", vec![on("go", "nowhere"), on("on", "end").when("n > 1")])]));
    wrong.states[1].transitions[0].guard = Some("event.x > 1".into());
    assert_eq!(
        of(&wrong),
        [
            "invalid_definition states[1].transitions[0].guard.character 1",
            "invalid_definition states[1].transitions[0].target",
            "invalid_definition states[1].transitions[1].guard.character 1",
        ]
    );
}

#[test]
fn guards_that_hold_together() {
    let split = |a: &str, b: &str| {
        chart(around(vec![state("a", vec![on("go", "end").when(a), on("go", "open").when(b)])])).field(
            "go",
            "amount",
            ValueType::Int,
        )
    };
    assert_eq!(of(&split("event.amount <= 10", "event.amount > 10")), [""; 0]);
    assert_eq!(
        of(&split("event.amount <= 10", "event.amount >= 10")),
        ["overlapping_guards states[1].transitions[1]"]
    );
    assert_eq!(of(&split("event.amount < 10", "event.amount > 10")), ["missing_guard states[1]"]);
    assert_eq!(
        of(&split("event.amount < 10 || event.amount > 90", "event.amount > 10 && event.amount < 80")),
        ["missing_guard states[1]"]
    );
    let witness = &found(&split("event.amount <= 10", "event.amount >= 10"), &Given::default())[0].witness;
    let last = witness.signals.last().expect("a signal");
    assert_eq!(last.fields.get("amount"), Some(&Value::Int(10)), "the case in which both hold");
}

#[test]
fn an_order_with_a_default_is_meant() {
    let ways = vec![
        on("go", "end").when("event.amount > 100"),
        on("go", "open").when("event.amount > 10"),
        on("go", "b"),
    ];
    let ordered = chart(around(vec![state("a", ways), state("b", vec![on("back", "a")])])).field(
        "go",
        "amount",
        ValueType::Int,
    );
    assert_eq!(of(&ordered), [""; 0]);
}

/// What the way has settled is no case: the same guards, the field told apart before.
#[test]
fn guards_over_data_are_asked_as_the_way_has_settled_them() {
    let settled = |kind: &str| {
        chart(vec![
            state(
                "open",
                vec![
                    on("take", "a").does(assign("kind", kind)),
                    on("drop", "a").does(assign("kind", "\"b\"")),
                ],
            ),
            state("a", vec![on("go", "end").when("kind == \"a\""), on("go", "end").when("kind == \"b\"")]),
            end("end"),
        ])
        .one_of("kind", &["a", "b", "c"], "c")
    };
    assert_eq!(of(&settled("\"a\"")), [""; 0], "c has gone before it is asked");
    assert_eq!(
        of(&settled("\"c\"")),
        [
            "dead_transition states[1].transitions[0]",
            "missing_guard states[1]",
            "no_way_to_end states[1]",
            "not_sound states[1]",
            "trap_state states[1]",
        ]
    );
}

#[test]
fn loops_and_livelock() {
    let round = |there, back| {
        chart(around(vec![
            state("a", vec![on(there, "b")]),
            state("b", vec![on(back, "a"), on("go", "end")]),
        ]))
    };
    assert_eq!(of(&round("on", "back")), [""; 0]);
    let endless = of(&round("", ""));
    assert!(endless.contains(&"eventless_loop states[1].transitions[0]".to_owned()), "{endless:?}");
    // What is counted comes to an end.
    let counted = chart(around(vec![state(
        "a",
        vec![on("", "").when("n < 5").does(assign("n", "n + 1")), on("", "end").when("n >= 5")],
    )]))
    .datum("n", ValueType::Int, Some(Json::Int(0)));
    assert_eq!(of(&counted), [""; 0]);
    let raised = of(&chart(around(vec![
        state("a", vec![on("i.x", "b")]).enters(raise("i.x")),
        state("b", vec![on("i.x", "a"), on("go", "end")]).enters(raise("i.x")),
    ])));
    assert!(raised.contains(&"livelock states[1].transitions[0]".to_owned()), "{raised:?}");
    let at_once = |after| {
        chart(around(vec![
            state("a", vec![on("t.x", "b"), on("go", "end")]).timer("x", after),
            state("b", vec![on("t.y", "a")]).timer("y", after),
        ]))
    };
    assert_eq!(of(&at_once("1h")), [""; 0]);
    assert_eq!(
        of(&at_once("0s")),
        ["eventless_loop states[1].transitions[0]", "not_sound states[1].transitions[0]",]
    );
}

#[test]
fn clocks_at_the_end() {
    let told = |acts: &[ClockAct]| {
        let mut a = state("a", vec![on("go", "end")]);
        for act in acts {
            a = a.enters(clock("answer", *act));
        }
        of(&chart(around(vec![a])))
    };
    assert_eq!(told(&[ClockAct::Start]), ["clock_never_stopped clocks[0]"]);
    assert_eq!(told(&[ClockAct::Start, ClockAct::Pause]), ["clock_not_resumed clocks[0]"]);
    assert_eq!(
        told(&[ClockAct::Start, ClockAct::Pause, ClockAct::Resume]),
        ["clock_never_stopped clocks[0]"]
    );
    assert_eq!(told(&[ClockAct::Start, ClockAct::Pause, ClockAct::Stop]), [""; 0]);
}

/// A clock whose time is up need not be stopped: the timer of its rule has fired.
#[test]
fn a_clock_that_runs_out_is_at_its_end() {
    let ways = |by: &str| {
        chart(around(vec![
            state("a", vec![on("t.due", "end"), on(by, "end")])
                .waits("due", "CN-CM-012")
                .enters(clock("answer", ClockAct::Start)),
        ]))
        .rule("answer", "CN-CM-012")
    };
    assert_eq!(
        of(&ways("t.due")),
        ["dead_transition states[1].transitions[1]", "not_sound states[1].transitions[1]"]
    );
    assert_eq!(of(&ways("go")), ["clock_never_stopped clocks[0]"]);
}

#[test]
fn timers_that_do_not_fire() {
    let with = |ways: Vec<TransitionDef>, remind: &str| {
        let a = state("a", ways).timer("remind", remind).timer("due", "10d");
        of(&chart(around(vec![a])))
    };
    let both = || vec![on("t.remind", ""), on("t.due", "end"), on("go", "end")];
    assert_eq!(with(both(), "5d"), [""; 0]);
    assert_eq!(
        with(both(), "12d"),
        [
            "dead_transition states[1].transitions[0]",
            "not_sound states[1].transitions[0]",
            "reminder_after_deadline states[1].timers[0]",
        ]
    );
    assert_eq!(
        with(vec![on("t.remind", ""), on("go", "end")], "5d"),
        ["timer_unanswered states[1].timers[1]"]
    );
    let told_late = |remind: &str| {
        let ways =
            vec![on("t.remind", ""), on("t.due", "").does(escalate("boss")), on("go", "end").role("boss")];
        with(ways, remind)
    };
    assert_eq!(told_late("5d"), ["no_role states[0].transitions[0]"]);
    assert_eq!(
        told_late("12d"),
        ["no_role states[0].transitions[0]", "reminder_after_deadline states[1].timers[0]",]
    );
    let outlives =
        chart(around(vec![state("a", vec![on("go", "end"), on("t.x", "")]).enters(start("x", "3d"))]));
    assert_eq!(of(&outlives), ["timer_outlives_end states[2]"]);
    let called_off = chart(around(vec![
        state("a", vec![on("go", "end"), on("t.x", "")]).enters(start("x", "3d")).leaves(cancel("x")),
    ]));
    assert_eq!(of(&called_off), [""; 0]);
    let mut crowd = state("a", vec![on("go", "end")]);
    for at in 0..=MAX_TIMERS {
        crowd = crowd.timer(&format!("x{at}"), "1d");
    }
    crowd.transitions.push(on("t.x0", ""));
    let mut crowded = chart(vec![crowd, end("end")]);
    for timer in &mut crowded.states[0].timers {
        timer.event = "t.x0".into();
    }
    assert!(of(&crowded).contains(&"too_many_timers ".to_owned()));
}

#[test]
fn roles_and_those_who_have_them() {
    let roles = |role: Option<&str>| {
        let go = on("go", "end");
        let go = role.map_or(go.clone(), |role| go.role(role));
        chart(vec![state("open", vec![on("take", "a").role("handler")]), state("a", vec![go]), end("end")])
    };
    assert_eq!(of(&roles(Some("handler"))), [""; 0]);
    assert_eq!(of(&roles(None)), ["no_role states[1].transitions[0]"]);
    let alone = Given::default().person(Person::new("li", ["handler"]));
    assert_eq!(
        told(&found(&roles(Some("boss")), &alone)),
        ["nobody_can_leave states[1]", "role_nobody_has roles[0]"]
    );
    let mut escalated = roles(Some("handler"));
    escalated.states[1].transitions[0].effects.push(escalate("chief"));
    let escalated = chart(escalated.states);
    assert_eq!(of(&escalated), ["no_escalation_target effects.effect-1.emit.fields.to"]);
}

#[test]
fn four_eyes_and_how_many_there_are() {
    let checked = |role: &str| {
        chart(vec![
            state("open", vec![on("decide", "check").role("handler")]),
            state("check", vec![on("approve", "end").role(role).not_by("decide")]),
            end("end"),
        ])
    };
    let one = Given::default().person(Person::new("li", ["handler", "reviewer"]));
    assert_eq!(of(&checked("handler")), [""; 0], "two handlers");
    assert_eq!(told(&found(&checked("handler"), &one)), ["four_eyes_unsatisfiable states[1].transitions[0]"]);
    assert_eq!(
        told(&found(&checked("reviewer"), &one)),
        ["four_eyes_unsatisfiable states[1].transitions[0]"]
    );
    let two = one.person(Person::new("wang", ["reviewer"]));
    assert_eq!(told(&found(&checked("reviewer"), &two)), [""; 0]);
    let guarded = chart(vec![
        state("open", vec![on("decide", "check").role("handler")]),
        state("check", vec![on("approve", "last").role("handler").when("actor != events.decide.by")]),
        state("last", vec![on("sign", "end").role("handler").not_by("decide").not_by("approve")]),
        end("end"),
    ]);
    assert_eq!(of(&guarded), ["four_eyes_unsatisfiable states[2].transitions[0]"]);
}

/// Two regions with one step each, and the step after.
fn both(a: TransitionDef, b: TransitionDef, outer: Vec<TransitionDef>) -> Definition {
    let region = |id: &str, way: TransitionDef| {
        inside(id, vec![], vec![state(&format!("{id}1"), vec![way]), end(&format!("{id}2"))])
    };
    chart(around(vec![parallel("both", outer, vec![region("a", a), region("b", b)])]))
}

#[test]
fn regions_come_together_and_do_not_race() {
    let join = || vec![on("done.state.both", "end")];
    assert_eq!(of(&both(on("x", "a2"), on("y", "b2"), join())), [""; 0]);
    let never = of(&both(on("x", "a2"), on("y", "b1"), join()));
    assert_eq!(
        never,
        [
            "dead_transition states[1].transitions[0]",
            "join_never_completes states[1]",
            "no_way_to_end states[0]",
            "not_sound states[0]",
            "unreachable_state states[1].states[1].states[1]",
            "unreachable_state states[2]",
        ]
    );
    let write = |a: &str, b: &str| {
        both(on("x", "a2").does(assign("n", a)), on("x", "b2").does(assign("n", b)), join()).datum(
            "n",
            ValueType::Int,
            Some(Json::Int(0)),
        )
    };
    assert_eq!(of(&write("1", "2")), ["write_race data[0]"]);
    assert_eq!(of(&write("n + 1", "n + 1")), [""; 0], "a sum comes out the same in either order");
    // One after the other is no race.
    let apart = both(on("x", "a2").does(assign("n", "1")), on("y", "b2").does(assign("n", "2")), join());
    assert_eq!(of(&apart.datum("n", ValueType::Int, Some(Json::Int(0)))), [""; 0]);
    let early = both(on("x", "a2"), on("y", "end"), join());
    assert_eq!(
        of(&early),
        [
            "dead_transition states[1].transitions[0]",
            "join_never_completes states[1]",
            "not_sound states[1].states[1].states[0].transitions[0]",
            "unreachable_state states[1].states[1].states[1]",
        ]
    );
}

/// Regions that ask for each other are moved together.
#[test]
fn regions_that_wait_for_each_other_are_seen_together() {
    let join = || vec![on("done.state.both", "end")];
    let waits = both(on("x", "a2"), on("", "b2").when("in_state(\"a2\")"), join());
    assert_eq!(of(&waits), [""; 0]);
    let deadlock = both(on("", "a2").when("in_state(\"b2\")"), on("", "b2").when("in_state(\"a2\")"), join());
    let told = of(&deadlock);
    assert!(told.contains(&"trap_state states[1].states[0].states[0]".to_owned()), "{told:?}");
    assert!(told.contains(&"join_never_completes states[1]".to_owned()), "{told:?}");
    // The parallel state asks for both at once, neither of them at its end.
    let asks = chart(around(vec![parallel(
        "both",
        vec![on("go", "end").when("in_state(\"a1\") && in_state(\"b1\")")],
        vec![
            inside("a", vec![], vec![state("a0", vec![on("x", "a1")]), state("a1", vec![on("xx", "a0")])]),
            inside("b", vec![], vec![state("b0", vec![on("y", "b1")]), state("b1", vec![on("yy", "b0")])]),
        ],
    )]));
    assert_eq!(of(&asks), [""; 0]);
}

#[test]
fn the_longest_way_and_its_limit() {
    let timed = chart(around(vec![
        state("a", vec![on("t.a", "b"), on("go", "b")])
            .timer("a", "5d")
            .enters(clock("answer", ClockAct::Start)),
        state("b", vec![on("t.b", "end"), on("on", "end")])
            .timer("b", "7d")
            .leaves(clock("answer", ClockAct::Stop)),
    ]));
    let with = |limit: &str| {
        told(&found(&timed, &Given::default().limit("answer", limit.parse().expect("a delay"))))
    };
    assert_eq!(with("12d"), [""; 0]);
    assert_eq!(with("11d"), ["path_over_limit clocks[0]"]);
    assert_eq!(of(&timed), [""; 0], "without a limit nothing is too long");
    // Coming back starts the time anew, for ever.
    let round = chart(around(vec![
        state("a", vec![on("t.a", "b"), on("go", "end").does(clock("answer", ClockAct::Stop))])
            .timer("a", "5d")
            .enters(choose("n == 0", clock("answer", ClockAct::Start))),
        state("b", vec![on("t.b", "a").does(assign("n", "1"))]).timer("b", "1d"),
    ]))
    .datum("n", ValueType::Int, Some(Json::Int(0)));
    let told = told(&found(&round, &Given::default().limit("answer", "300d".parse().expect("a delay"))));
    assert_eq!(told, ["path_over_limit clocks[0]"]);
}

/// The chart once more, with what is new in it declared.
fn moved(definition: Definition) -> Definition {
    let mut again = chart(definition.states);
    again.data = definition.data;
    again
}

/// Times, persons and fields that are compared with each other.
#[test]
fn what_is_compared_with_each_other_is_tried_on_both_sides() {
    let split = |a: &str, b: &str| {
        chart(vec![
            state("open", vec![on("decide", "a").role("handler")]),
            state(
                "a",
                vec![on("go", "end").role("handler").when(a), on("go", "open").role("handler").when(b)],
            ),
            end("end"),
        ])
        .field("go", "amount", ValueType::Int)
        .field("go", "paid", ValueType::Int)
        .field("go", "to", ValueType::Text)
        .datum("limit", ValueType::Int, Some(Json::Int(50)))
    };
    let pairs = [
        ("now - events.decide.at >= duration(\"36h\")", "now - events.decide.at < duration(\"36h\")"),
        ("event.amount > limit", "event.amount <= limit"),
        ("event.amount - event.paid > 10", "event.amount - event.paid <= 10"),
        ("event.to == actor", "event.to != actor"),
        ("actor == events.decide.by", "actor != events.decide.by"),
    ];
    for (a, b) in pairs {
        assert_eq!(of(&split(a, b)), [""; 0], "{a}");
    }
    let overlaps = |a: &str, b: &str| {
        let told = of(&split(a, b));
        assert_eq!(told, ["overlapping_guards states[1].transitions[1]"], "{a} and {b}");
    };
    overlaps("now - events.decide.at >= duration(\"36h\")", "now - events.decide.at <= duration(\"36h\")");
    overlaps("event.amount >= limit", "event.amount <= limit");
    overlaps("event.amount - event.paid >= 10", "event.amount - event.paid <= 10");
}

/// What nobody can try by kinds is proved of the guards, or said to be open.
#[test]
fn what_is_reckoned_is_proved_or_open() {
    let split = |a: &str, b: &str| {
        chart(around(vec![state("a", vec![on("go", "end").when(a), on("go", "open").when(b)])]))
            .field("go", "x", ValueType::Int)
            .field("go", "y", ValueType::Int)
    };
    assert_eq!(of(&split("event.x * event.y > 10", "event.x * event.y <= 10")), [""; 0]);
    let open = of(&split("event.x * event.x == 49", "event.x * event.x != 49"));
    assert!(open.iter().all(|line| line.starts_with("not_proved")) && !open.is_empty(), "{open:?}");
    let beside = of(&split("event.x + event.y > 100", "event.x + event.y + event.x < 90"));
    assert!(!beside.is_empty(), "{beside:?}");
}

/// Many fields at once: the algebra of conditions finds the cases that matter.
#[test]
fn many_fields_are_told_apart_by_the_algebra() {
    let names: Vec<String> = (0..12).map(|at| format!("f{at}")).collect();
    let all: Vec<String> = names.iter().map(|name| format!("event.{name}")).collect();
    let with = |a: &str, b: &str| {
        let split = chart(around(vec![state("a", vec![on("go", "end").when(a), on("go", "open").when(b)])]));
        names.iter().fold(split, |chart, name| chart.field("go", name, ValueType::Bool))
    };
    let every = all.join(" && ");
    assert_eq!(of(&with(&every, &format!("!({every})"))), [""; 0]);
    assert_eq!(
        of(&with(&every, &format!("{} && event.f11", all[..11].join(" && ")))),
        [
            "dead_transition states[1].transitions[1]",
            "missing_guard states[1]",
            "not_sound states[1].transitions[1]",
            "overlapping_guards states[1].transitions[1]",
        ]
    );
    let first = &all[..6].join(" && ");
    assert_eq!(of(&with(&every, &format!("!({first})"))), ["missing_guard states[1]"]);
    assert_eq!(of(&with(first, &format!("!({every})"))), ["overlapping_guards states[1].transitions[1]"]);
}

/// More than is followed is said, and nothing is claimed of what was not seen.
#[test]
fn what_is_too_much_is_not_proved() {
    let grows = |most: i64| {
        chart(around(vec![state(
            "a",
            vec![on("add", "").does(assign("n", "n + 1")), on("go", "end").when("n > m")],
        )]))
        .datum("n", ValueType::Int, Some(Json::Int(0)))
        .datum("m", ValueType::Int, Some(Json::Int(most)))
    };
    assert_eq!(of(&grows(20)), [""; 0], "a field that never changes says how far it goes");
    let mut moving = grows(20);
    moving.states[1].transitions.push(on("more", "").does(assign("m", "m + 1")));
    assert_eq!(of(&moved(moving)), ["not_proved "], "another that changes says how far it goes");
    let bounded = chart(around(vec![state(
        "a",
        vec![on("add", "").does(assign("n", "n + 1")), on("go", "end").when("n > 20")],
    )]))
    .datum("n", ValueType::Int, Some(Json::Int(0)));
    assert_eq!(of(&bounded), [""; 0], "a number says how far it goes");
}
