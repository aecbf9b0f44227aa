//! How a clock stands at the time of asking.

use ombud::{
    clock::{Basis, NeedKind, Query, Status},
    model::Moment,
};

use super::support::*;

#[test]
fn late_from_is_the_first_late_instant() {
    let engine = cn(&[clock("T.A", &days(10))]);
    let status = |history: &[&str], as_of: &str| ask(&engine, history, as_of).get("T.A").status();
    let received = ["received 2026-03-02T18:00:00+08:00"];
    assert_eq!(status(&received, "2026-03-12T23:59:59+08:00"), Status::Running);
    assert_eq!(status(&received, "2026-03-13T00:00:00+08:00"), Status::Late);
    assert_eq!(status(&received, "2026-03-12"), Status::Running);
    assert_eq!(status(&received, "2026-03-13"), Status::Late);
    let answered = |at: &str| status(&[received[0], &format!("answered {at}")], "2026-04-01");
    assert_eq!(answered("2026-03-12T23:59:59+08:00"), Status::Met);
    assert_eq!(answered("2026-03-13T00:00:00+08:00"), Status::MetLate);
    assert_eq!(answered("2026-03-12"), Status::Met);
    assert_eq!(answered("2026-03-13"), Status::MetLate);
}

#[test]
fn before_the_trigger_the_clock_has_not_started_and_shows_its_date() {
    let engine = cn(&ladder());
    let answer = ask(&engine, &["received 2026-03-02T10:00:00+08:00"], "2026-03-02T09:59:59+08:00");
    let duty = answer.get("T.A");
    assert_eq!(state(duty), (Status::NotStarted, "2026-03-17".to_owned()));
    assert!(duty.prompts.is_empty());
    let answer = ask(&engine, &["received 2026-03-02T10:00:00+08:00"], "2026-03-02T10:00:00+08:00");
    assert_eq!(answer.get("T.A").status(), Status::Running);
    assert_eq!(ask(&engine, &[], "2026-03-02").get("T.A").status(), Status::NotStarted);
}

#[test]
fn later_events_are_not_seen() {
    let engine = cn(&ladder());
    let history =
        ["received 2026-03-02", "extended 2026-03-10 ground=complex reason=x", "answered 2026-03-12"];
    let answer = ask(&engine, &history, "2026-03-09");
    assert_eq!(state(answer.get("T.A")), (Status::Running, "2026-03-17".to_owned()));
    let answer = ask(&engine, &history, "2026-03-11");
    assert_eq!(state(answer.get("T.A")), (Status::Running, "2026-04-01".to_owned()));
    let answer = ask(&engine, &history, "2026-03-12");
    assert_eq!(
        (answer.get("T.A").status(), answer.get("T.A").done),
        (Status::Met, Some(moment("2026-03-12")))
    );
}

#[test]
fn an_answer_without_a_date_is_what_the_papers_state() {
    let engine = cn(&[clock("T.A", &days(10))]);
    let with = |line: &str| {
        let answer = ask(&engine, &["received 2026-03-02", line], "2026-03-20");
        let duty = answer.get("T.A");
        (duty.status(), duty.basis, needs(duty))
    };
    assert_eq!(with("answered ? stated_timely=true"), (Status::Met, Basis::Stated, vec![]));
    assert_eq!(with("answered ? stated_timely=false"), (Status::MetLate, Basis::Stated, vec![]));
    assert_eq!(
        with("answered ?"),
        (Status::Undetermined, Basis::Stated, vec!["EventTime answered decisive".to_owned()])
    );
    assert_eq!(with("answered 2026-03-05"), (Status::Met, Basis::Computed, vec![]));
    // A dated answer goes before an undated one.
    let answer = ask(
        &engine,
        &["received 2026-03-02", "answered ? stated_timely=false", "answered 2026-03-05"],
        "2026-03-20",
    );
    assert_eq!((answer.get("T.A").status(), answer.get("T.A").basis), (Status::Met, Basis::Computed));
}

#[test]
fn a_duty_without_a_number_runs_until_it_is_done() {
    let engine =
        cn(&[clock("T.A", "period = { prompt = true }"), step("cancel", "T.GONE", "event = \"withdrawn\"")]);
    let at = |lines: &[&str], as_of: &str| {
        let mut history = vec!["received 2026-03-02"];
        history.extend(lines);
        let answer = ask(&engine, &history, as_of);
        let duty = answer.get("T.A");
        assert!(duty.promptly && duty.due.is_none() && duty.late_from.is_none());
        (duty.status(), duty.basis, duty.done)
    };
    assert_eq!(at(&[], "2030-01-01"), (Status::Running, Basis::Computed, None));
    assert_eq!(at(&[], "2026-03-01"), (Status::NotStarted, Basis::Computed, None));
    assert_eq!(
        at(&["answered 2026-03-03"], "2026-03-04"),
        (Status::Met, Basis::Computed, Some(moment("2026-03-03")))
    );
    assert_eq!(at(&["answered ?"], "2026-03-04"), (Status::Met, Basis::Stated, None));
    assert_eq!(
        at(&["withdrawn 2026-03-03"], "2026-03-04"),
        (Status::Cancelled, Basis::Computed, Some(moment("2026-03-03")))
    );
}

#[test]
fn what_it_means_that_the_time_is_up() {
    for (lapse, expected) in
        [("breach", Status::Late), ("fulfilled", Status::Met), ("closed", Status::Cancelled)]
    {
        let engine = cn(&[clock("T.A", &format!("lapse = \"{lapse}\"\n{}", days(10)))]);
        assert_eq!(ask(&engine, &["received 2026-03-02"], "2026-03-12").get("T.A").status(), Status::Running);
        assert_eq!(
            ask(&engine, &["received 2026-03-02"], "2026-03-13").get("T.A").status(),
            expected,
            "{lapse}"
        );
        assert_eq!(
            ask(&engine, &["received 2026-03-02", "answered 2026-03-05"], "2026-03-13").get("T.A").status(),
            Status::Met
        );
    }
}

#[test]
fn fulfilment_needs_its_field_and_says_so() {
    let engine = cn(&[clock(
        "T.A",
        &format!(
            "met_by = [{{ event = \"answered\", match = {{ outcome = \"final\" }} }}, {{ event = \"escalated\" }}]\n{}",
            days(10)
        ),
    )]);
    let with = |line: &str| {
        let answer = ask(&engine, &["received 2026-03-02", line], "2026-03-05");
        (answer.get("T.A").status(), needs(answer.get("T.A")))
    };
    assert_eq!(with("answered 2026-03-04 outcome=final"), (Status::Met, vec![]));
    assert_eq!(with("answered 2026-03-04 outcome=holding"), (Status::Running, vec![]));
    assert_eq!(
        with("answered 2026-03-04"),
        (Status::Running, vec!["EventField answered.outcome".to_owned()])
    );
    assert_eq!(with("escalated 2026-03-04"), (Status::Met, vec![]));
    // What was done before the complaint came in does not answer it; on the day it may.
    assert_eq!(with("answered 2026-03-01 outcome=final").0, Status::Running);
    assert_eq!(with("answered 2026-03-02 outcome=final").0, Status::Met);
    assert!(
        ask(&engine, &["received 2026-03-02"], "2026-03-05")
            .get("T.A")
            .needs
            .iter()
            .all(|need| need.kind != NeedKind::EventField)
    );
}

#[test]
fn the_answer_carries_what_a_reader_asks_for() {
    let engine = cn(&[clock(
        "T.A",
        &format!("dispatch = true\nnote = {{ zh = \"注\", en = \"Note\" }}\n{}", days(10)),
    )]);
    let answer = ask(&engine, &["received 2026-03-02 ref=R-1"], "2026-03-03");
    let duty = answer.get("T.A");
    assert!(duty.dispatch);
    assert_eq!(duty.reference.as_deref(), Some("R-1"));
    assert_eq!(duty.note.as_ref().expect("note").en, "Note");
    assert_eq!(
        (duty.regime.as_str(), duty.source.as_str(), duty.cite[0].to_string()),
        ("test", "test", "law/1".to_owned())
    );
    let trigger = duty.trigger.clone().expect("trigger");
    assert_eq!(
        (trigger.event.map(|e| e.to_string()), trigger.at),
        (Some("received".to_owned()), Some(moment("2026-03-02")))
    );
    let explanation = duty.proof().expect("proof");
    let proof = explanation.proof();
    assert_eq!((proof.zone.as_str(), proof.calendar.as_str(), proof.due), (CN, "cn", date("2026-03-12")));
    assert!(!proof.zone_database.is_empty());
    assert_eq!(proof.calendar_sources.len(), 1);
    assert!(matches!(proof.start, Moment::Date(_)));
    assert_eq!(proof.days[0].counted, None);
    assert_eq!(
        proof.days.iter().filter_map(|day| day.counted).collect::<Vec<_>>(),
        (1..=10).collect::<Vec<_>>()
    );
    assert_eq!(proof.applied_steps().count(), 0);
    assert_eq!(late_from(duty), proof.late_from.expect("late").to_string());
    let _ = instant("2026-03-02T00:00:00Z");
}

#[test]
fn a_withdrawal_after_the_time_was_up_undoes_no_breach() {
    let on_expiry =
        "on_expiry = [{ kind = \"right\", rule = \"T.A\", text = { zh = \"权\", en = \"a right\" } }]\n";
    let gone = step("cancel", "T.GONE", "event = \"withdrawn\"");
    let next = clock("T.NEXT", &format!("trigger = {{ expired = \"T.A\" }}\n{}", days(5)));
    let engine = cn(&[clock("T.A", &(days(10) + on_expiry)), gone, next]);
    let on = |day: &str| {
        let answer = ask(&engine, &["received 2026-03-02", &format!("withdrawn {day}")], "2026-12-31");
        let duty = answer.get("T.A");
        (duty.status(), duty.ended_late, duty.raises.len(), answer.find("T.NEXT").is_some())
    };
    assert_eq!(on("2026-03-12"), (Status::Cancelled, false, 0, false));
    // The handling ends on that day, and was overdue.
    assert_eq!(on("2026-03-13"), (Status::Cancelled, true, 1, true));
    let answer = ask(&engine, &["received 2026-03-02", "withdrawn 2026-11-05"], "2026-12-31");
    let words = engine.phrasebook();
    let [zh, en] =
        [ombud::model::Lang::Zh, ombud::model::Lang::En].map(|lang| words.sentence(answer.get("T.A"), lang));
    assert!(zh.contains("终止时已超过期限") && en.contains("after the time was up"), "{zh} {en}");
}

#[test]
fn what_had_ended_by_itself_is_not_answered_late() {
    for (lapse, status) in [("closed", Status::Cancelled), ("fulfilled", Status::Met)] {
        let engine = cn(&[clock("T.A", &format!("{}lapse = \"{lapse}\"\n", days(10)))]);
        let answer = ask(&engine, &["received 2026-03-02", "answered 2026-03-13"], "2026-12-31");
        let duty = answer.get("T.A");
        assert_eq!((duty.status(), duty.done), (status, None), "{lapse}");
        assert_eq!(effects(duty), ["T.A Fulfilment TooLate"], "{lapse}");
    }
    // In the packs: an offer accepted after the lane had closed.
    let accepted = ["received 2026-03-02", "resolution_accepted 2026-03-20"];
    let answer = ask_builtin("uk-disp", &[], &accepted, "2026-04-01");
    assert_eq!(answer.get("UK.DISP.SRC").status(), Status::Cancelled);
}

#[test]
fn only_what_was_ended_after_its_time_ended_late() {
    let of = |lapse: &str, act: &[&str]| {
        let engine = cn(&[clock("T.A", &format!("lapse = \"{lapse}\"\n{}", days(10)))]);
        let answer = ask(&engine, &[&["received 2026-03-02"], act].concat(), "2026-03-20");
        (answer.get("T.A").status(), answer.get("T.A").ended_late)
    };
    assert_eq!(of("breach", &[]), (Status::Late, false));
    assert_eq!(of("breach", &["answered 2026-03-13"]), (Status::MetLate, false));
    // A window that has closed is no breach.
    assert_eq!(of("closed", &[]), (Status::Cancelled, false));
}

/// The deadline of a referral: a paper of its last day is in time, one of the day after is not.
#[test]
fn a_paper_of_the_last_day_that_a_letter_names_is_in_time() {
    let until = "trigger = { event = \"referred\" }\nperiod = { until = \"deadline\" }\n";
    let gone = step("cancel", "T.GONE", "event = \"withdrawn\"\nneeds = [\"notified_on\"]");
    let engine = cn(&[clock("T.A", until) + &gone]);
    let of = |notified: &str| {
        let withdrawn = format!("withdrawn 2026-03-18 notified_on={notified}");
        let answer = ask(&engine, &["referred 2026-03-02 deadline=2026-03-20", &withdrawn], "2026-04-01");
        (answer.get("T.A").status(), effects(answer.get("T.A")))
    };
    assert_eq!(of("2026-03-20"), (Status::Cancelled, vec!["T.GONE Cancellation Applied".to_owned()]));
    assert_eq!(of("2026-03-21"), (Status::Late, vec!["T.GONE Cancellation TooLate".to_owned()]));
}

#[test]
fn a_document_says_what_the_end_of_the_time_means_only_where_it_is_no_breach() {
    let of = |lapse: &str| {
        let engine = cn(&[clock("T.A", &format!("lapse = \"{lapse}\"\n{}", days(10)))]);
        let answer = ask(&engine, &["received 2026-03-02"], "2026-03-03");
        let document = serde_json::to_value(&**answer.get("T.A")).expect("a document");
        document.get("lapse").and_then(|lapse| lapse.as_str().map(str::to_owned))
    };
    assert_eq!(of("breach"), None);
    assert_eq!(of("closed").as_deref(), Some("closed"));
}

#[test]
fn the_duties_alone_are_those_of_the_whole_answer() {
    let engine = cn(&[clock("T.A", &days(10)), clock("T.B", &days(5))]);
    let events = [event(&engine, "received 2026-03-02")];
    let (facts, parts) = Default::default();
    let query = Query { facts: &facts, events: &events, as_of: moment("2026-03-03"), parts: &parts };
    let regime = engine.regime("test").expect("test");
    let duties = regime.rules().obligations(&query).expect("duties");
    assert_eq!(duties.len(), 2);
    assert_eq!(duties, regime.rules().answer(&query).expect("an answer").obligations);
}
