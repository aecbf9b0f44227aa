//! What is not known or not confirmed is never a firm date, and never absent.

use ombud::clock::{Confidence, Status};

use super::support::*;

#[test]
fn an_unverified_rule_gives_no_firm_date() {
    let body = format!(
        "confidence = \"unverified\"\non_expiry = [{{ kind = \"right\", rule = \"T.A\", text = {{ zh = \"权\", en = \"A right\" }} }}]\n{}",
        days(10)
    );
    let engine = cn(&[clock("T.A", &body)]);
    for (history, as_of) in [
        (vec!["received 2026-03-02"], "2026-03-05"),
        (vec!["received 2026-03-02"], "2026-04-05"),
        (vec!["received 2026-03-02", "answered 2026-03-03"], "2026-04-05"),
        (vec!["received 2026-03-02", "answered 2026-04-03"], "2026-04-05"),
    ] {
        let answer = ask(&engine, &history, as_of);
        let duty = answer.get("T.A");
        assert_eq!(state(duty), (Status::Undetermined, "none".to_owned()), "{history:?}");
        assert_eq!(duty.unconfirmed_due, Some(date("2026-03-12")));
        assert!(duty.prudent_due.is_none() && duty.late_from.is_none() && duty.raises.is_empty());
        assert_eq!(needs(duty), ["Confirmation T.A decisive"]);
        // Its proof can be read, and says how sure it is.
        assert_eq!(duty.proof().expect("proof").proof().confidence, Confidence::Unverified);
    }
}

#[test]
fn unknown_applicability_is_undetermined_with_needs_and_never_absent() {
    let engine = cn(&[clock(
        "T.A",
        &format!("when = {{ \"case.kind\" = \"a\", \"case.grave\" = true }}\n{}", days(10)),
    )]);
    let history = ["received 2026-03-02"];
    let answer = ask(&engine, &history, "2026-03-05");
    let duty = answer.get("T.A");
    assert_eq!(state(duty), (Status::Undetermined, "none".to_owned()));
    assert_eq!((prudent(duty), late_from(duty)), ("none".to_owned(), "none".to_owned()));
    assert_eq!(needs(duty), ["Fact case.grave decisive", "Fact case.kind decisive"]);
    // One known: only the other is asked for. One false: it is gone. Both true: it runs.
    let answer = ask_with(&engine, &["case.kind=a"], &history, "2026-03-05");
    assert_eq!(needs(answer.get("T.A")), ["Fact case.grave decisive"]);
    assert!(ask_with(&engine, &["case.kind=b"], &history, "2026-03-05").find("T.A").is_none());
    let answer = ask_with(&engine, &["case.kind=a", "case.grave=true"], &history, "2026-03-05");
    assert_eq!(state(answer.get("T.A")), (Status::Running, "2026-03-12".to_owned()));
    assert!(answer.get("T.A").needs.is_empty());
}

#[test]
fn an_exception_must_be_shown_and_while_unknown_the_period_stands() {
    let exception = "[[clock.instead]]\nrule = \"T.GRAVE\"\nwhen = { \"case.grave\" = true }\nperiod = { n = 20, unit = \"calendar_day\" }\n";
    let engine = cn(&[clock("T.A", &days(10)) + exception]);
    let with = |facts: &[&str]| {
        let answer = ask_with(&engine, facts, &["received 2026-03-02"], "2026-03-03");
        (due(answer.get("T.A")), needs(answer.get("T.A")), effects(answer.get("T.A")))
    };
    assert_eq!(with(&[]), ("2026-03-12".to_owned(), vec!["Fact case.grave".to_owned()], vec![]));
    assert_eq!(with(&["case.grave=false"]), ("2026-03-12".to_owned(), vec![], vec![]));
    let applied = vec!["T.GRAVE Exception Applied".to_owned()];
    assert_eq!(with(&["case.grave=true"]), ("2026-03-22".to_owned(), vec![], applied));
}

#[test]
fn a_trigger_that_must_have_happened_but_was_not_recorded_is_asked_for() {
    let engine = cn(&[
        clock("T.EXPECTED", &format!("trigger = {{ event = \"referred\", expected = true }}\n{}", days(5))),
        clock(
            "T.IF",
            &format!(
                "trigger = {{ event = \"referred\", expected_if = {{ \"case.grave\" = true }} }}\n{}",
                days(5)
            ),
        ),
        clock("T.PLAIN", &format!("trigger = {{ event = \"referred\" }}\n{}", days(5))),
    ]);
    let answer = ask(&engine, &["received 2026-03-02"], "2026-03-03");
    assert_eq!(answer.get("T.EXPECTED").status(), Status::Undetermined);
    assert_eq!(needs(answer.get("T.EXPECTED")), ["Event referred decisive"]);
    assert_eq!(answer.get("T.IF").status(), Status::NotStarted);
    assert_eq!(answer.get("T.PLAIN").status(), Status::NotStarted);
    assert!(answer.get("T.PLAIN").needs.is_empty());
    let answer = ask_with(&engine, &["case.grave=true"], &["received 2026-03-02"], "2026-03-03");
    assert_eq!(needs(answer.get("T.IF")), ["Event referred decisive"]);
    assert_eq!(answer.get("T.IF").status(), Status::Undetermined);
}

#[test]
fn a_trigger_without_its_time_or_a_field_that_decides_is_undetermined() {
    let engine = cn(&[
        clock("T.A", &days(5)),
        clock(
            "T.KIND",
            &format!("trigger = {{ event = \"received\", match = {{ kind = \"paper\" }} }}\n{}", days(5)),
        ),
    ]);
    let answer = ask(&engine, &["received ?"], "2026-03-03");
    assert_eq!(answer.get("T.A").status(), Status::Undetermined);
    assert_eq!(needs(answer.get("T.A")), ["EventTime received decisive"]);
    let trigger = answer.get("T.A").trigger.clone().expect("trigger");
    assert_eq!(
        (trigger.event.expect("event").as_str().to_owned(), trigger.at),
        ("received".to_owned(), None)
    );
    assert_eq!(needs(answer.get("T.KIND")), ["EventField received.kind decisive"]);
    // Another kind is no trigger; the right one is.
    let answer = ask(&engine, &["received 2026-03-02 kind=voice"], "2026-03-03");
    assert_eq!(answer.get("T.KIND").status(), Status::NotStarted);
    let answer = ask(&engine, &["received 2026-03-02 kind=paper"], "2026-03-03");
    assert_eq!(due(answer.get("T.KIND")), "2026-03-07");
}

#[test]
fn which_of_several_triggers_starts_the_clock() {
    let with = |which: &str| {
        let engine = cn(&[clock(
            "T.A",
            &format!("trigger = {{ event = \"received\", which = \"{which}\" }}\n{}", days(5)),
        )]);
        let history = ["received 2026-03-04", "received 2026-03-02", "received 2026-03-03"];
        ask(&engine, &history, "2026-03-05").all("T.A").iter().map(|d| due(d)).collect::<Vec<_>>()
    };
    assert_eq!(with("first"), ["2026-03-07"]);
    assert_eq!(with("last"), ["2026-03-09"]);
    assert_eq!(with("each"), ["2026-03-07", "2026-03-08", "2026-03-09"]);
}

#[test]
fn a_date_beyond_the_calendar_leaves_one_duty_undetermined_and_the_others_said() {
    let given = "trigger = { event = \"referred\" }\nperiod = { until = \"deadline\" }";
    let engine = cn(&[clock("T.A", &days(10)), clock("T.LONG", &days(400)), clock("T.REF", given)]);
    let history = ["received 9999-06-01", "referred 9999-06-02 deadline=9999-12-31"];
    let answer = ask(&engine, &history, "9999-06-03");
    assert_eq!(state(answer.get("T.A")), (Status::Running, "9999-06-11".to_owned()));
    for (rule, need) in [("T.LONG", "received"), ("T.REF", "referred")] {
        let duty = answer.get(rule);
        assert_eq!(
            (state(duty), late_from(duty)),
            ((Status::Undetermined, "none".to_owned()), "none".to_owned())
        );
        assert_eq!(needs(duty), [format!("DateRange {need} decisive")]);
        assert!(duty.sentence(ombud::model::Lang::En).contains("a date of"));
    }
}

/// What was done in time is done whether the rule applies or not; what came too late is a breach
/// only if it does.
#[test]
fn done_in_time_needs_no_answer_on_whether_the_rule_applies() {
    let unknown = clock("T.A", &format!("when = {{ \"case.grave\" = true }}\n{}", days(10)));
    let engine = cn(&[unknown + &step("cancel", "T.GONE", "event = \"withdrawn\"")]);
    let of = |act: &str| {
        let answer = ask(&engine, &["received 2026-03-02", act], "2026-03-20");
        (state(answer.get("T.A")), needs(answer.get("T.A")))
    };
    let in_time = |status| ((status, "2026-03-12".to_owned()), vec!["Fact case.grave".to_owned()]);
    let open = ((Status::Undetermined, "none".to_owned()), vec!["Fact case.grave decisive".to_owned()]);
    assert_eq!(of("answered 2026-03-12"), in_time(Status::Met));
    assert_eq!(of("withdrawn 2026-03-12"), in_time(Status::Cancelled));
    assert_eq!(of("answered 2026-03-13"), open);
    assert_eq!(of("withdrawn 2026-03-13"), open);
}

#[test]
fn an_exception_brings_its_own_citations_and_without_them_keeps_those_of_the_clock() {
    let with = |cite: &str| {
        let exception = format!("[[clock.instead]]\nwhen = {{ \"case.grave\" = true }}\n{}{cite}", days(20));
        let engine = cn(&[clock("T.A", &days(10)) + &exception]);
        let answer = ask_with(&engine, &["case.grave=true"], &["received 2026-03-02"], "2026-03-03");
        answer.get("T.A").cite.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(with(""), ["law/1"]);
    assert_eq!(with("cite = [\"law/7\"]\n"), ["law/7"]);
}
