//! One chart with roles, four eyes, timers, clocks and history, walked through.

use ombud::{
    ErrorCode,
    model::Value,
    workflow::{
        Actor, Chart, ClockAct, Happened, Instance, Machine, Outcome, RefusalKind, Signal, Status, Time, Why,
        enabled, step,
    },
};

use super::support::{at, chart, leaves, machine, send};

const REVIEW: &str = include_str!("charts/review.json");

fn handler(chart: &Chart) -> Actor {
    chart.actor("li", ["handler", "reviewer"])
}

fn reviewer(chart: &Chart) -> Actor {
    chart.actor("wang", ["reviewer", "a role of another system"])
}

fn decide(chart: &Chart) -> Signal<'static> {
    chart.signal("decide", [("upheld", Value::Bool(true))]).expect("an event of the chart")
}

fn decided() -> Machine {
    let chart = chart(REVIEW);
    let mut machine = machine(&chart);
    let actor = handler(&chart);
    assert_eq!(machine.signal(&decide(&chart).by(&actor), at(60)), Ok(Status::Moved));
    machine
}

/// Why each candidate was stopped.
fn reasons(machine: &Machine) -> Vec<(String, Why)> {
    let refusal = machine.refusal().expect("a refusal");
    refusal.candidates.iter().map(|stopped| (stopped.id.clone(), stopped.why.clone())).collect()
}

#[test]
fn a_refusal_names_what_stopped_each_candidate() {
    let mut machine = decided();
    let chart = machine.chart().clone();
    let (li, wang) = (handler(&chart), reviewer(&chart));
    let signal = |event: &str| chart.signal(event, []).expect("an event of the chart");
    let one = |id: &str, why: Why| vec![(id.to_owned(), why)];

    assert_eq!(machine.signal(&signal("approve").by(&li), at(70)), Ok(Status::Refused));
    assert_eq!(reasons(&machine), one("approve", Why::FourEyes { event: "decide".into() }));
    assert_eq!(machine.signal(&signal("return").by(&li), at(70)), Ok(Status::Refused));
    assert_eq!(reasons(&machine), one("return", Why::Guard(vec!["actor != events.decide.by".into()])));
    assert_eq!(machine.signal(&signal("approve"), at(70)), Ok(Status::Refused));
    assert_eq!(reasons(&machine), one("approve", Why::Actor));
    let nobody = chart.actor("zhao", []);
    assert_eq!(machine.signal(&signal("approve").by(&nobody), at(70)), Ok(Status::Refused));
    assert_eq!(reasons(&machine), one("approve", Why::Role(vec!["reviewer".into()])));
    assert_eq!(machine.signal(&decide(&chart).by(&li), at(70)), Ok(Status::Refused));
    let refusal = machine.refusal().expect("a refusal");
    assert_eq!((refusal.kind, refusal.candidates.len()), (RefusalKind::NoSuchEvent, 0));
    assert_eq!(refusal.states, ["reviewing"]);

    assert_eq!(machine.signal(&signal("return").by(&wang), at(80)), Ok(Status::Moved));
    let unsaid = chart.signal("decide", []).expect("an event of the chart");
    assert_eq!(machine.signal(&unsaid.by(&li), at(90)), Ok(Status::Refused));
    assert_eq!(reasons(&machine), one("decide", Why::Guard(vec!["has(event.upheld)".into()])));
    assert_eq!(machine.signal(&decide(&chart).by(&li), at(90)), Ok(Status::Moved));
    assert_eq!(machine.signal(&signal("approve").by(&wang), at(100)), Ok(Status::Done));
    assert_eq!(machine.signal(&signal("hold"), at(100)), Ok(Status::Refused));
    assert_eq!(machine.refusal().map(|refusal| refusal.kind), Some(RefusalKind::Ended));
}

#[test]
fn an_unknown_guard_refuses_and_names_what_would_decide() {
    let json = REVIEW.replace(
        r#""effects": [{"assign": {"id": "note", "data": "upheld", "value": "event.upheld"}},"#,
        r#""effects": ["#,
    );
    let chart = chart(&json);
    let mut machine = machine(&chart);
    let (li, wang) = (handler(&chart), reviewer(&chart));
    assert_eq!(machine.signal(&decide(&chart).by(&li), at(1)), Ok(Status::Moved));
    let before = machine.instance().clone();
    let approve = chart.signal("approve", []).expect("an event of the chart");
    assert_eq!(machine.signal(&approve.by(&wang), at(2)), Ok(Status::Refused));
    assert_eq!(machine.refusal().map(|refusal| refusal.kind), Some(RefusalKind::Undetermined));
    assert_eq!(reasons(&machine), [("approve".to_owned(), Why::Needs(vec!["upheld".into()]))]);
    assert_eq!(*machine.instance(), before, "a refusal changes nothing");
}

#[test]
fn what_may_be_done_is_listed_with_who_and_why_not() {
    let machine = decided();
    let chart = machine.chart();
    let list =
        enabled(chart, machine.instance(), Some(&handler(chart)), None, at(70)).expect("a time in range");
    let of = |event: &str| list.iter().find(|item| item.event == event).expect("a listed event");
    assert_eq!(of("approve").stopped, Some(Why::FourEyes { event: "decide".into() }));
    assert_eq!(of("approve").roles, ["reviewer"]);
    assert_eq!(of("hold").stopped, None);
    assert!(of("hold").roles.is_empty());
    assert!(!list.iter().any(|item| item.event == "decide"), "it has no answer in this state");
    let start = chart.instance();
    assert!(enabled(chart, &start, None, None, at(0)).expect("a time in range").is_empty());
}

#[test]
fn history_comes_back_to_where_it_was() {
    let mut machine = decided();
    assert_eq!(send(&mut machine, "hold", at(70)), Status::Moved);
    assert_eq!(leaves(&machine), "held");
    assert_eq!(send(&mut machine, "resume", at(80)), Status::Moved);
    assert_eq!(leaves(&machine), "reviewing");

    let chart = chart(REVIEW);
    let mut fresh = super::support::machine(&chart);
    send(&mut fresh, "hold", at(1));
    send(&mut fresh, "resume", at(2));
    assert_eq!(leaves(&fresh), "deciding");
}

#[test]
fn timers_and_clocks_are_data() {
    const DAY: i64 = 86_400;
    let chart = chart(REVIEW);
    let mut machine = machine(&chart);
    machine.explain(true);
    let timers = |machine: &Machine| -> Vec<(String, Option<Time>)> {
        let each = machine.instance().timers().iter();
        each.map(|timer| (timer.id(machine.chart()).to_owned(), timer.due())).collect()
    };
    assert_eq!(timers(&machine), [("deadline".into(), None), ("remind".into(), Some(at(2 * DAY)))]);
    assert_eq!(machine.instance().clock(&chart, "answer").map(|clock| clock.act), Some(ClockAct::Start));

    assert_eq!(machine.fire_due(at(2 * DAY - 1)), Ok(0));
    assert_eq!(machine.fire_due(at(9 * DAY)), Ok(1), "overdue, and once");
    assert_eq!(machine.emitted().iter().map(|it| it.kind()).collect::<Vec<_>>(), ["notify"]);
    assert_eq!(machine.fire_due(at(9 * DAY)), Ok(0));

    // The host says when the clock is up.
    let mut instance = machine.into_instance();
    let number = instance.timers()[0].number();
    instance.set_due(number, Some(at(15 * DAY))).expect("a timer that runs");
    assert_eq!(instance.set_due(99, None).map_err(|error| error.code()), Err(ErrorCode::UnknownItem));
    let mut machine = Machine::new(chart.clone(), instance);
    assert_eq!(machine.fire_due(at(15 * DAY)), Ok(1));
    let emitted = &machine.emitted()[0];
    assert_eq!((emitted.effect(&chart), emitted.kind()), ("escalate", "escalate"));
    assert_eq!(emitted.fields().collect::<Vec<_>>(), [("rounds", Some(&Value::Int(0)))]);

    send(&mut machine, "hold", at(16 * DAY));
    assert_eq!(timers(&machine), [], "leaving a state calls its timers off");
    let clock = machine.instance().clock(&chart, "answer").expect("a clock that was told something");
    assert_eq!((clock.act, clock.since), (ClockAct::Stop, at(16 * DAY)));
}

#[test]
fn a_timer_that_nothing_answers_to_is_spent() {
    let json = REVIEW.replace(r#""event": "reminder", "effects""#, r#""event": "resume", "effects""#);
    let chart = chart(&json);
    let mut machine = machine(&chart);
    assert_eq!(machine.fire_due(at(200_000)), Ok(1));
    assert_eq!(machine.instance().due_timers(at(200_000)).len(), 0);
}

#[test]
fn an_explanation_is_in_words_of_the_definition() {
    let chart = chart(REVIEW);
    let machine = machine(&chart);
    let actor = handler(&chart);
    let outcome =
        step(&chart, machine.instance(), &decide(&chart).by(&actor), at(60)).expect("a time in range");
    let Outcome::Moved(change) = outcome else { panic!("{outcome:?}") };
    let text = |text: &str| text.to_owned();
    assert_eq!(
        change.explanation(&chart).0,
        [
            Happened::Event(text("decide")),
            Happened::Taken(text("decide")),
            Happened::Left(text("deciding")),
            Happened::Effect(text("note")),
            Happened::Effect(text("count")),
            Happened::Entered(text("reviewing")),
        ]
    );
    let mut one: Instance = machine.instance().clone();
    one.apply((*change).clone()).expect("the next change");
    assert_eq!(one.leaves(&chart).collect::<Vec<_>>(), ["reviewing"]);
    let again = one.apply(*change).map_err(|error| error.code());
    assert_eq!(again, Err(ErrorCode::OutOfOrder), "a change fits one point of one instance");
}
