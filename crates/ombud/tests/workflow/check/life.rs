//! A complaint's life as a firm would write it, over the catalogued facts: sound, and with one fault at
//! a time.

use std::sync::LazyLock;

use ombud::{
    Engine,
    model::{Json, Value, ValueType},
    workflow::{
        ClockAct, Definition, StateKind,
        check::{Code, Finding, Given, Person, check},
    },
};

use super::{build::*, shows};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("built-in packs"));

/// From lodging to follow-up: taken up or not by the facts, handled beside its mediation and a hold,
/// decided by one and approved by another, reviewed once.
fn life() -> Definition {
    let handler = |event: &str, to: &str| on(event, to).role("handler");
    let mut history = state("where", vec![on("", "investigate")]);
    history.kind = StateKind::DeepHistory;
    let handling = inside(
        "handling",
        vec![handler("pause", "paused").does(clock("answer", ClockAct::Pause))],
        vec![
            state(
                "investigate",
                vec![
                    handler("ask", "asked"),
                    handler("decide", "draft")
                        .when("has(event.upheld)")
                        .does(assign("upheld", "event.upheld")),
                    on("t.remind", "").does(escalate("manager")),
                    on("t.due", "overdue"),
                ],
            )
            .timer("remind", "10d")
            .timer("due", "15d"),
            state(
                "asked",
                vec![
                    handler("received", "investigate"),
                    on("t.silent", "investigate").when("asks < 2").does(assign("asks", "asks + 1")),
                    on("t.silent", "overdue").when("asks >= 2"),
                ],
            )
            .timer("silent", "5d"),
            state(
                "draft",
                vec![
                    on("approve", "answered").role("reviewer").not_by("decide"),
                    on("return", "investigate").role("reviewer").not_by("decide"),
                ],
            ),
            state(
                "overdue",
                vec![on("order", "investigate").role("manager"), on("close", "answered").role("manager")],
            ),
            end("answered"),
            history,
        ],
    );
    let mediation = inside(
        "mediation",
        vec![],
        vec![
            state(
                "none",
                vec![on("request", "talks").role("consumer"), on("waive", "settled").role("handler")],
            ),
            state(
                "talks",
                vec![on("agree", "settled").role("mediator"), on("fail", "settled").role("mediator")],
            ),
            end("settled"),
        ],
    );
    let main = inside(
        "main",
        vec![],
        vec![
            handling,
            state("paused", vec![handler("resume", "where").does(clock("answer", ClockAct::Resume))]),
            state("reply", vec![handler("send", "sent")]),
            end("sent"),
        ],
    );
    let mut main = main;
    main.states[0].transitions.push(on("done.state.handling", "reply"));
    let definition = chart(vec![
        state(
            "lodged",
            vec![
                handler("sort", "work").when("complaint.people_in_person < 20 && !complaint.by_agent"),
                handler("sort", "work")
                    .when("complaint.people_in_person >= 20")
                    .does(assign("major", "true")),
                handler("sort", "authority").when("complaint.people_in_person < 20 && complaint.by_agent"),
            ],
        ),
        state("authority", vec![handler("shown", "work"), on("t.unshown", "refused")])
            .timer("unshown", "30d"),
        parallel(
            "work",
            vec![on("done.state.work", "route"), on("withdraw", "withdrawn").role("consumer")],
            vec![main, mediation],
        )
        .enters(clock("answer", ClockAct::Start))
        .leaves(clock("answer", ClockAct::Stop)),
        state("route", vec![on("", "follow").when("upheld"), on("", "review").when("!upheld")]),
        state(
            "review",
            vec![
                on("confirm", "follow").role("manager").not_by("approve").not_by("decide"),
                on("overturn", "follow")
                    .role("manager")
                    .not_by("approve")
                    .not_by("decide")
                    .does(assign("upheld", "true")),
            ],
        ),
        state("follow", vec![handler("call", "closed"), on("t.quiet", "closed")]).timer("quiet", "30d"),
        end("refused"),
        end("withdrawn"),
        end("closed"),
    ]);
    definition
        .field("decide", "upheld", ValueType::Bool)
        .datum("upheld", ValueType::Bool, Some(Json::Bool(false)))
        .datum("asks", ValueType::Int, Some(Json::Int(0)))
        .datum("major", ValueType::Bool, Some(Json::Bool(false)))
}

fn in_house(definition: &Definition, given: &Given) -> Vec<Finding> {
    let findings = check(definition, ENGINE.catalogue(), given);
    shows::all(definition, ENGINE.catalogue(), given, &findings);
    findings
}

fn of(definition: &Definition) -> Vec<String> {
    told(&in_house(definition, &Given::default()))
}

#[test]
fn a_life_of_a_complaint_is_sound() {
    assert_eq!(of(&life()), [""; 0]);
}

#[test]
fn facts_tell_cases_apart() {
    let mut lacks = life();
    lacks.states[0].transitions.pop();
    let findings = in_house(&lacks, &Given::default());
    let gap = findings.iter().find(|finding| finding.code == Code::MissingGuard).expect("a gap");
    let last = gap.witness.signals.last().expect("a signal");
    assert!(last.facts.values().any(|value| *value == Value::Bool(true)), "by an agent: {last:?}");

    let mut both = life();
    both.states[0].transitions[1].guard = Some("complaint.people_in_person >= 19".into());
    let findings = in_house(&both, &Given::default());
    let overlap =
        findings.iter().find(|finding| finding.code == Code::OverlappingGuards).expect("an overlap");
    let last = overlap.witness.signals.last().expect("a signal");
    assert!(last.facts.values().any(|value| *value == Value::Int(19)), "the one case: {last:?}");
}

#[test]
fn one_fault_at_a_time() {
    // The talks never end; only a withdrawal would lead out.
    let mut stuck = life();
    stuck.states[2].states[1].states[1].transitions.clear();
    assert_eq!(of(&stuck), [""; 0]);
    stuck.states[2].transitions.pop();
    stuck.states.retain(|state| state.id != "withdrawn");
    let told = of(&stuck);
    assert!(told.contains(&"trap_state states[2].states[1].states[1]".to_owned()), "{told:?}");
    // A clock of its own that nobody stops on the way out.
    let mut runs = life();
    runs.states[2].on_exit.clear();
    assert_eq!(of(&runs), ["clock_never_stopped clocks[0]", "clock_not_resumed clocks[0]"]);
    // One person less than the review takes.
    let alone =
        ["handler", "reviewer", "mediator", "consumer"].iter().fold(Given::default(), |given, role| {
            given
                .person(Person::new(&format!("{role}-1"), [*role]))
                .person(Person::new(&format!("{role}-2"), [*role]))
        });
    let manager = alone.person(Person::new("reviewer-1", ["reviewer", "manager"]));
    let findings = in_house(&life(), &manager);
    assert!(
        findings.iter().all(|finding| finding.code != Code::RoleNobodyHas),
        "{:#?}",
        super::build::told(&findings)
    );
    // The reminder after the deadline.
    let mut late = life();
    late.states[2].states[0].states[0].states[0].timers[0].after = Some("20d".parse().expect("a delay"));
    let told = of(&late);
    assert!(
        told.contains(
            &"reminder_after_deadline states[2].states[0].states[0].states[0].timers[0]".to_owned()
        ),
        "{told:?}"
    );
}

#[test]
fn the_longest_way_by_timers() {
    let given = |days: &str| Given::default().limit("answer", days.parse().expect("a delay"));
    // Whoever asks three times waits five days each; then it is overdue.
    assert_eq!(told(&in_house(&life(), &given("9d"))), ["path_over_limit clocks[0]"]);
}
