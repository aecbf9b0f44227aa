//! A complaint that another system kept: taken over whole, with nothing added.

use std::{collections::BTreeSet, fs, path::PathBuf};

use ombud::{
    Case,
    case::{self, Command, Decision, Opening, Outlook, Outlooks, Person},
    clock::Obligation,
    model::{Complaint, ComplaintId, Date, Event, Instant, Json, Value},
};
use proptest::prelude::*;

use super::support::*;

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn on(kind: &str, date: &str) -> Event {
    Event::new(ENGINE.catalogue().event(kind).expect("known").id.clone(), day(date))
}

fn undated(kind: &str) -> Event {
    Event { at: None, ..on(kind, "2026-03-02") }
}

fn opening_of(life: &str, regime: &str) -> Opening {
    let complaint = Complaint::builder(ComplaintId::new("TS-1").expect("an id"), day("2026-03-02"));
    Opening::new(complaint.build().expect("a complaint"), life, [regime]).expect("a regime")
}

fn adopted(life: &str, regime: &str, events: &[Event]) -> Case {
    let events =
        case::adopt(&ENGINE.rules(), &opening_of(life, regime), events, noon("05-20")).expect("adopted");
    ENGINE.replay(events).expect("a case")
}

fn cn(events: &[Event]) -> Case {
    adopted("cn-complaint", "cn-complaints-2020", events)
}

#[test]
fn a_decided_complaint_stands_where_it_was_decided() {
    let case = cn(&[on("decision_notified", "2026-03-16"), on("received", "2026-03-02")]);
    assert_eq!(case.stands("cn-complaint"), "notified");
    let kinds: Vec<&str> = case.history().iter().map(|entry| entry.event.kind.as_str()).collect();
    assert_eq!(kinds, ["received", "decision_notified"], "in the order of time, and nothing else");
    for event in case.log() {
        assert_eq!((event.act.as_str(), &event.by), (case::ADOPTED, &None));
        assert!(event.roles.is_empty());
    }
    assert!(case.tasks().is_empty());
}

#[test]
fn what_was_not_told_is_not_there() {
    // The portal's file has no receipt at the company, and no day of the response.
    let case =
        adopted("us-cfpb", "us-cfpb", &[on("sent_to_company", "2026-03-02"), undated("final_response")]);
    assert_eq!(case.history().len(), 2);
    assert_eq!(case.stands("us-cfpb"), "responded");
    let none = adopted("us-cfpb", "us-cfpb", &[]);
    assert!(none.history().is_empty());
    assert_eq!(none.stands("us-cfpb"), "registered sent");
}

#[test]
fn each_life_follows_what_it_was_told() {
    let cases: [(&str, &str, &[Event], &str); 9] = [
        ("us-cfpb", "us-cfpb", &[undated("response_in_progress")], "registered in_progress_shown"),
        // That it was shown as untimely opens nothing that was answered, in whatever order it is told.
        ("us-cfpb", "us-cfpb", &[undated("final_response"), undated("shown_untimely")], "responded"),
        ("us-cfpb", "us-cfpb", &[undated("shown_untimely"), undated("final_response")], "responded"),
        ("uk-disp", "uk-disp", &[on("acknowledged", "2026-03-03")], "registered acknowledged unanswered"),
        // What the answer brings with it elsewhere comes too: the six months run.
        ("uk-disp", "uk-disp", &[on("src_sent", "2026-03-04")], "answered informed window"),
        ("uk-disp", "uk-disp", &[on("fos_referred", "2026-05-04")], "registered unacknowledged looking"),
        // Whether the acceptance came in time hangs on a day that no state knows: it moves nothing.
        (
            "uk-disp",
            "uk-disp",
            &[on("resolution_accepted", "2026-03-20")],
            "registered unacknowledged unanswered",
        ),
        // A part was forwarded, or the whole: nobody told.
        (
            "uk-disp",
            "uk-disp",
            &[on("complaint_forwarded", "2026-03-20")],
            "registered unacknowledged unanswered",
        ),
        ("uk-disp", "uk-disp", &[on("decision_notified", "2026-03-20")], "answered informed window"),
    ];
    for (life, regime, events, stands) in cases {
        assert_eq!(adopted(life, regime, events).stands(life), stands, "{events:?}");
    }
}

#[test]
fn fields_choose_between_acts_and_silence_does_not() {
    let review = |outcome: Option<&str>| {
        let mut decided = on("review_decided", "2026-04-20");
        decided.fields.extend(outcome.map(|outcome| ("outcome".to_owned(), Value::Text(outcome.to_owned()))));
        cn(&[on("decision_notified", "2026-03-16"), on("review_requested", "2026-04-01"), decided])
            .stands("cn-complaint")
    };
    assert_eq!(review(Some("upheld")), "notified");
    assert_eq!(review(Some("redo")), "investigating");
    assert_eq!(review(None), "reviewing");
}

#[test]
fn what_was_undone_is_undone() {
    let told = [
        on("received", "2026-03-02"),
        on("decision_notified", "2026-03-10"),
        on("withdrawal_received", "2026-03-11"),
        on("withdrawal_confirmed", "2026-03-12"),
        on("withdrawal_undone", "2026-03-13"),
    ];
    assert_eq!(cn(&told[..4]).stands("cn-complaint"), "withdrawn");
    let case = cn(&told);
    assert_eq!(case.stands("cn-complaint"), "notified");
    let struck: Vec<&str> = case
        .history()
        .iter()
        .filter(|entry| entry.struck.is_some())
        .map(|entry| entry.event.kind.as_str())
        .collect();
    assert_eq!(struck, ["withdrawal_received", "withdrawal_confirmed"]);
    // Before it was confirmed there was nothing to go back from.
    let early = cn(&[told[0].clone(), told[2].clone(), told[4].clone()]);
    assert_eq!(early.stands("cn-complaint"), "registered");
    assert!(early.history()[1].struck.is_some());
}

#[test]
fn a_workflow_beside_the_life_begins_where_it_is_told_of() {
    let case = cn(&[on("decision_notified", "2026-03-16"), on("mediation_started", "2026-03-20")]);
    assert_eq!(case.stands("cn-complaint"), "notified");
    assert_eq!(case.runs().len(), 2);
}

#[test]
fn an_adopted_case_goes_on_like_any_other() {
    let mut case = cn(&[on("received", "2026-03-02"), on("decision_notified", "2026-03-16")]);
    case.does("05-21", "find_cause zhou:manager fault=firm cause=sales");
    case.does("05-21", "close sun:handler");
    assert_eq!(case.stands("cn-complaint"), "closed");
    // The six months at the ombudsman are timers that wait for a clock: they fire when it is up.
    let late = case::adopt(
        &ENGINE.rules(),
        &opening_of("uk-disp", "uk-disp"),
        &[on("received", "2026-03-02"), on("decision_notified", "2026-03-20")],
        noon("05-20"),
    );
    let mut late = ENGINE.replay(late.expect("adopted")).expect("a case");
    let fired = late.fire_due(at("2027-01-04T12:00:00+00:00")).expect("fired");
    late.apply(fired).expect("applied");
    assert_eq!(late.stands("uk-disp"), "answered informed lapsed");
}

#[test]
fn what_lies_ahead_is_refused() {
    let ahead = [on("decision_notified", "2026-06-01")];
    let error = case::adopt(&ENGINE.rules(), &opening(), &ahead, noon("05-20")).expect_err("ahead");
    assert_eq!(error.code(), ombud::ErrorCode::OutOfOrder);
    assert_eq!(error.detail().path.as_deref(), Some("events[0].at"));
}

/// The whole lives of the golden files: what they record, told to another engine, leaves it where
/// they are.
#[test]
fn whole_lives_that_are_told_stand_where_they_stood() {
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/case/golden");
    let mut lives = 0;
    for path in fs::read_dir(golden).expect("golden").map(|entry| entry.expect("entry").path()) {
        if path.extension().is_none_or(|ext| ext != "json") {
            continue;
        }
        let script = Json::parse(&fs::read(&path).expect("read")).expect("a script");
        let opening = Opening::from_json(&script.get("opening").expect("one").to_bytes()).expect("sound");
        let now = |json: &Json| -> Instant { at(json.get("now").and_then(Json::as_str).expect("now")) };
        let mut case = ENGINE.open(&opening, now(&script)).expect("opened");
        let Some(Json::List(steps)) = script.get("steps") else { panic!("no steps") };
        for step in steps {
            let Some(command) = step.get("do") else { continue };
            let command = Command::from_json(&command.to_bytes()).expect("a command");
            if let Decision::Accepted(events) = case.decide(&command, now(step)).expect("sound") {
                case.apply(events).expect("applied");
                same(&case, &opening, now(step), &path.display().to_string());
                lives += 1;
            }
        }
    }
    assert!(lives > 30, "{lives}");
}

/// Tells another engine what a case recorded, and compares where both stand.
fn same(case: &Case, opening: &Opening, now: Instant, of: &str) {
    let told: Vec<Event> = case.counted().map(|entry| entry.event.clone()).collect();
    let adopted = case::adopt(&ENGINE.rules(), opening, &told, now).expect("adopted");
    let mut adopted = ENGINE.replay(adopted).expect("a case");
    let fired = adopted.fire_due(now).expect("fired");
    adopted.apply(fired).expect("applied");
    for workflow in case.runs().iter().map(|run| &run.workflow) {
        assert_eq!(adopted.stands(workflow), case.stands(workflow), "{of}, {workflow}, at {now}");
    }
}

/// What a row with these events is told on 20 May.
fn outlook(life: &str, regime: &str, events: &[Event]) -> Outlook {
    let rules = ENGINE.rules();
    let zone = rules.book.regime(regime).expect("known").zone().expect("a zone").clone();
    let mut outlooks = Outlooks::new(rules, life, zone, noon("05-20")).expect("a life");
    let case = adopted(life, regime, events);
    let duties = case::obligations(rules.book, &case, noon("05-20").into()).expect("duties");
    let duties: Vec<&Obligation> = duties.iter().collect();
    let outlook = outlooks.outlook(events, &duties, noon("05-20")).expect("an outlook");
    assert_eq!(outlooks.outlook(events, &duties, noon("05-20")).expect("the same"), outlook);
    assert_eq!(outlook.next.len(), duties.len());
    outlook
}

/// The act that comes first, and who may do it.
fn first(life: &str, regime: &str, events: &[Event]) -> (String, String) {
    let outlook = outlook(life, regime, events);
    let next = outlook.first.and_then(|at| outlook.next[at].clone());
    next.map_or_else(Default::default, |next| (next.act.to_string(), next.who.en.clone()))
}

#[test]
fn the_next_act_is_the_first_on_the_way_to_what_is_owed() {
    let us = |events: &[Event]| first("us-cfpb", "us-cfpb", events).0;
    assert_eq!(us(&[on("sent_to_company", "2026-05-10")]), "assign");
    // A day that is missing in the papers is no act: it is said what is to be recorded.
    assert_eq!(us(&[undated("sent_to_company"), undated("response_in_progress")]), "");
    assert_eq!(
        us(&[on("sent_to_company", "2026-05-10"), on("findings_recorded", "2026-05-12")]),
        "propose_decision"
    );
    assert_eq!(us(&[on("sent_to_company", "2026-05-10"), undated("final_response")]), "");
    let cn = |events: &[Event]| first("cn-complaint", "cn-complaints-2020", events);
    let received = on("received", "2026-05-10");
    let (act, who) = cn(&[received.clone(), on("decision_proposed", "2026-05-15")]);
    assert_eq!((act.as_str(), who.as_str()), ("cn.contact", "intake, handler"), "what is owed promptly");
    assert_eq!(cn(&[received.clone(), on("first_contact", "2026-05-11")]).0, "assign");
    // A day that lies ahead has not come.
    assert_eq!(outlook("cn-complaint", "cn-complaints-2020", &[received]).stage.states, ["registered"]);
}

/// Advice tries what the outlook only looks up: of a case whose acts nothing bars, both say the same.
#[test]
fn the_outlook_says_what_advice_says() {
    for (life, regime) in LIVES {
        let told = [on("received", "2026-05-10"), on("sent_to_company", "2026-05-10")];
        let all = ENGINE.bundle().workflows.iter().flat_map(|workflow| &workflow.roles);
        let who = Person::new("", all.map(|role| role.id.as_str()));
        let case = adopted(life, regime, &told);
        let advised = case.advice(&who, noon("05-20")).expect("advice");
        let advised = advised.iter().find(|one| !one.grounds.is_empty()).expect("a duty waits");
        let (act, _) = first(life, regime, &told);
        assert_eq!(advised.act.as_deref(), Some(act.as_str()), "{life}");
    }
}

#[test]
fn the_clock_of_a_stage_that_ran_out_is_over() {
    let told = [on("received", "2025-08-02"), on("decision_notified", "2025-09-20")];
    assert_eq!(outlook("uk-disp", "uk-disp", &told).stage.states, ["answered", "informed", "lapsed"]);
    let told = [on("received", "2026-03-02"), on("decision_notified", "2026-03-20")];
    let answered = outlook("uk-disp", "uk-disp", &told);
    assert_eq!(answered.stage.states, ["answered", "informed", "window"]);
    assert_eq!(answered.stage.title.en, "Answered · No longer waiting · Six months to go to the ombudsman");
    assert!(answered.next.iter().flatten().all(|next| !next.act.as_str().contains("reopen")));
}

const LIVES: [(&str, &str); 3] =
    [("cn-complaint", "cn-complaints-2020"), ("uk-disp", "uk-disp"), ("us-cfpb", "us-cfpb")];

fn any_events() -> impl Strategy<Value = Vec<(prop::sample::Index, Option<i64>)>> {
    prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(0i64..70)), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is told, in whatever order: it is all there, nothing else is, and the case is one that
    /// can be snapshot, restored and asked.
    #[test]
    fn whatever_is_told_is_kept_whole(life in 0..LIVES.len(), picks in any_events()) {
        let (life, regime) = LIVES[life];
        // What changes the shape of a complaint names what only the case knows.
        let kinds: Vec<&str> = ENGINE.bundle().acts.iter()
            .filter(|act| act.within.iter().any(|id| id == life) || act.sends.iter().any(|send| send.workflow == life))
            .map(|act| act.event.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
        let told: Vec<Event> = picks.iter().map(|(pick, after)| {
            let at = after.map(|days| day("2026-03-02").add_days(days).expect("in range").into());
            Event { at, ..undated(kinds[pick.index(kinds.len())]) }
        }).collect();
        let events = case::adopt(&ENGINE.rules(), &opening_of(life, regime), &told, noon("05-20")).expect("adopted");
        let case = case::Case::replay(&events).expect("a case");
        let mut expected: Vec<&Event> = told.iter().collect();
        let mut found: Vec<&Event> = case.history().iter().map(|entry| &entry.event).collect();
        let key = |event: &&Event| (event.kind.clone(), event.at.map(|at| at.to_string()));
        expected.sort_by_key(key);
        found.sort_by_key(key);
        prop_assert_eq!(expected, found);
        let restored = case::Case::restore(&case.snapshot().expect("a snapshot")).expect("restored");
        prop_assert_eq!(&restored, &case);
        prop_assert!(case::fire_due(&ENGINE.rules(), &case, noon("05-21")).is_ok(), "every workflow goes on");
        // What many rows are asked at once is what one case is asked.
        let outlook = outlook(life, regime, &told);
        let mut case = case;
        case.apply(&case::fire_due(&ENGINE.rules(), &case, noon("05-20")).expect("fired")).expect("applied");
        let run = case.runs().iter().find(|run| run.workflow == life).expect("its life");
        prop_assert_eq!(outlook.stage.states.iter().map(String::as_str).collect::<Vec<_>>(), run.states().collect::<Vec<_>>());
    }
}
