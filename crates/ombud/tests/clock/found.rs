//! What the tests and the review of the clocks found; each was wrong once.

use ombud::clock::{Effect, Status};

use super::support::*;

#[test]
fn a_calendar_that_ends_is_asked_for_by_the_year_that_is_missing() {
    let engine = cn(&[clock("T.A", &period(10, "business_day"))]);
    let answer = ask(&engine, &["received 2026-12-28"], "2026-12-29");
    assert_eq!(needs(answer.get("T.A")), ["Calendar cn 2027 decisive"]);
    // Started in a year that is not published: that year.
    let answer = ask(&engine, &["received 2028-03-01"], "2028-03-02");
    assert_eq!(needs(answer.get("T.A")), ["Calendar cn 2028 decisive"]);
}

#[test]
fn a_referral_that_names_no_deadline_has_no_deadline_clock() {
    let engine = cn(&[clock(
        "T.REF",
        "trigger = { event = \"referred\", which = \"each\" }\nperiod = { until = \"deadline\" }",
    )]);
    let answer = ask(
        &engine,
        &["referred 2026-03-02 ref=A", "referred 2026-03-03 deadline=2026-03-20 ref=B"],
        "2026-03-10",
    );
    let seen: Vec<_> = answer.all("T.REF").iter().map(|d| d.reference.clone()).collect();
    assert_eq!(seen, [Some("B".to_owned())]);
    // Before any referral it is shown as not started.
    assert_eq!(ask(&engine, &[], "2026-03-10").get("T.REF").status(), Status::NotStarted);
}

#[test]
fn a_pause_that_does_not_show_what_it_is_pauses_nothing() {
    let pause = step(
        "pause",
        "T.LAB",
        "from = \"hold_started\"\nto = \"hold_ended\"\nmatch = { kind = \"lab\" }\nneeds = [\"document\"]",
    );
    let engine = cn(&[clock("T.A", &period(10, "calendar_day")), pause]);
    let with = |line: &str| {
        let answer = ask(&engine, &["received 2026-03-02", line, "hold_ended 2026-03-09"], "2026-03-10");
        let duty = answer.get("T.A");
        (due(duty), duty.steps.first().map(|step| step.missing.clone()))
    };
    assert_eq!(with("hold_started 2026-03-04 kind=lab document=d"), ("2026-03-17".to_owned(), Some(vec![])));
    assert_eq!(with("hold_started 2026-03-04 kind=talks document=d"), ("2026-03-12".to_owned(), None));
    assert_eq!(
        with("hold_started 2026-03-04 document=d"),
        ("2026-03-12".to_owned(), Some(vec!["kind".to_owned()]))
    );
}

#[test]
fn a_pause_is_not_ended_by_what_came_before_it_on_the_same_day() {
    let engine = engine(CN, "split", &[clock("T.A", &period(5, "calendar_day")), hold()]);
    let history = [
        "received 2026-03-02",
        "hold_started 2026-03-03T15:00+08:00 body=b document=d",
        "hold_ended 2026-03-04T09:00+08:00",
        "hold_started 2026-03-04T15:00+08:00 body=b document=d",
    ];
    assert_eq!(ask(&engine, &history, "2026-03-05").get("T.A").status(), Status::Paused);
}

#[test]
fn a_reset_keeps_the_exception_that_was_shown() {
    let exception =
        "[[clock.instead]]\nwhen = { \"case.grave\" = true }\nperiod = { n = 20, unit = \"calendar_day\" }\n";
    let engine = cn(&[
        clock("T.A", &period(10, "calendar_day")) + exception,
        step("reset", "T.FRESH", "event = \"repeated\"\nmatch = { fresh = true }"),
    ]);
    let history = ["received 2026-03-02", "repeated 2026-03-05 fresh=true"];
    assert_eq!(due(ask_with(&engine, &["case.grave=true"], &history, "2026-03-06").get("T.A")), "2026-03-25");
    assert_eq!(
        due(ask_with(&engine, &["case.grave=false"], &history, "2026-03-06").get("T.A")),
        "2026-03-15"
    );
}

#[test]
fn a_lane_that_closes_and_a_duty_that_was_to_last_raise_what_follows() {
    for lapse in ["closed", "fulfilled", "breach"] {
        let body = format!(
            "lapse = \"{lapse}\"\non_expiry = [{{ kind = \"duty\", rule = \"T.A\", text = {{ zh = \"续\", en = \"Next\" }} }}]\n{}",
            period(10, "calendar_day")
        );
        let engine = cn(&[clock("T.A", &body)]);
        let raised = |history: &[&str], as_of: &str| ask(&engine, history, as_of).get("T.A").raises.len();
        assert_eq!(raised(&["received 2026-03-02"], "2026-03-12"), 0, "{lapse}");
        assert_eq!(raised(&["received 2026-03-02"], "2026-03-13"), 1, "{lapse}");
        assert_eq!(raised(&["received 2026-03-02", "answered 2026-03-05"], "2026-03-13"), 0, "{lapse}");
    }
}

#[test]
fn a_clock_that_may_not_apply_raises_nothing() {
    let body = format!(
        "when = {{ \"case.grave\" = true }}\non_expiry = [{{ kind = \"duty\", rule = \"T.A\", text = {{ zh = \"续\", en = \"Next\" }} }}]\n{}",
        period(10, "calendar_day")
    );
    let engine = cn(&[clock("T.A", &body)]);
    let answer = ask(&engine, &["received 2026-03-02"], "2026-03-20");
    assert_eq!(answer.get("T.A").status(), Status::Undetermined);
    assert!(answer.get("T.A").raises.is_empty());
}

#[test]
fn the_proof_of_hours_goes_on_where_the_extension_does() {
    let engine = engine(
        CN,
        "split",
        &[
            clock("T.A", &period(48, "hour")),
            step("extend", "T.X", "event = \"extended\"\nadd = { n = 24, unit = \"hour\" }"),
        ],
    );
    let answer = ask(
        &engine,
        &["received 2026-03-02T10:00+08:00", "extended 2026-03-03T10:00+08:00"],
        "2026-03-03T11:00+08:00",
    );
    let duty = answer.get("T.A");
    assert_eq!(late_from(duty), "2026-03-05T10:00:00+08:00");
    let explanation = duty.proof().expect("proof");
    let spans: Vec<_> =
        explanation.proof().spans.iter().map(|s| (s.from.to_string(), s.to.to_string())).collect();
    assert_eq!(
        spans,
        [
            ("2026-03-02T10:00:00+08:00".to_owned(), "2026-03-04T10:00:00+08:00".to_owned()),
            ("2026-03-04T10:00:00+08:00".to_owned(), "2026-03-05T10:00:00+08:00".to_owned())
        ]
    );
}

#[test]
fn hours_added_to_days_begin_when_the_last_day_is_over() {
    let engine = engine(
        CN,
        "split",
        &[
            clock("T.A", &period(2, "calendar_day")),
            step("extend", "T.X", "event = \"extended\"\nadd = { n = 24, unit = \"hour\" }"),
        ],
    );
    let answer = ask(&engine, &["received 2026-03-02T10:00+08:00", "extended 2026-03-03"], "2026-03-03");
    let duty = answer.get("T.A");
    assert_eq!(
        (due(duty), late_from(duty)),
        ("2026-03-05".to_owned(), "2026-03-06T00:00:00+08:00".to_owned())
    );
    let explanation = duty.proof().expect("proof");
    assert_eq!(explanation.proof().spans[0].from, instant("2026-03-05T00:00:00+08:00"));
    assert_eq!(explanation.proof().counted_days(), 2);
}

#[test]
fn hours_that_end_at_midnight_are_due_on_the_day_before() {
    let engine = engine(
        CN,
        "always",
        &[clock("T.A", &period(24, "hour")), clock("T.B", &period(24, "business_hour"))],
    );
    for id in ["T.A", "T.B"] {
        let answer = ask(&engine, &["received 2026-03-02T00:00+08:00"], "2026-03-02");
        let duty = answer.get(id);
        assert_eq!(
            (due(duty), late_from(duty)),
            ("2026-03-02".to_owned(), "2026-03-03T00:00:00+08:00".to_owned())
        );
        assert_eq!(duty.proof().expect("proof").proof().due, date("2026-03-02"));
        // Only the day of receipt is known: at the latest its midnight.
        let answer = ask(&engine, &["received 2026-03-02"], "2026-03-02");
        let duty = answer.get(id);
        assert_eq!((due(duty), prudent(duty)), ("2026-03-03".to_owned(), "2026-03-02".to_owned()), "{id}");
        assert_eq!(late_from(duty), "2026-03-04T00:00:00+08:00");
        assert_eq!(needs(duty), ["EventTime received"]);
        let explanation = duty.proof().expect("proof");
        assert_eq!(explanation.proof().spans.last().expect("spans").to, instant("2026-03-04T00:00:00+08:00"));
    }
}

#[test]
fn an_agreed_date_prevails_over_hours_from_a_day_without_a_time() {
    let engine = engine(
        CN,
        "split",
        &[
            clock("T.A", &period(24, "hour")),
            step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\""),
        ],
    );
    let answer = ask(&engine, &["received 2026-03-02", "agreed 2026-03-02 until=2026-03-20"], "2026-03-10");
    assert_eq!(
        (answer.get("T.A").status(), late_from(answer.get("T.A"))),
        (Status::Running, "2026-03-21T00:00:00+08:00".to_owned())
    );
}

#[test]
fn an_extension_an_hour_too_late_is_too_late() {
    let engine = engine(
        CN,
        "split",
        &[
            clock("T.A", &period(4, "hour")),
            step("extend", "T.X", "event = \"extended\"\nto = { n = 8, unit = \"hour\" }"),
            step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\""),
        ],
    );
    let effect = |line: &str| {
        ask(&engine, &["received 2026-03-02T10:00+08:00", line], "2026-03-03").get("T.A").steps[0].effect
    };
    assert_eq!(effect("extended 2026-03-02T13:59:59+08:00"), Effect::Applied);
    assert_eq!(effect("extended 2026-03-02T14:00+08:00"), Effect::TooLate);
    assert_eq!(effect("extended 2026-03-02"), Effect::Applied);
    assert_eq!(effect("agreed 2026-03-02T14:00+08:00 until=2026-03-09"), Effect::TooLate);
}

#[test]
fn a_day_without_a_time_is_read_late_only_where_hours_come_first() {
    let add = |unit: &str| {
        step("extend", "T.X", &format!("event = \"extended\"\nadd = {{ n = 24, unit = \"{unit}\" }}"))
    };
    let with = |first: &str, n, then: &str| {
        let engine = engine(CN, "split", &[clock("T.A", &period(n, first)), add(then)]);
        let answer = ask(&engine, &["received 2026-03-02", "extended 2026-03-02"], "2026-03-02");
        let duty = answer.get("T.A");
        assert_eq!(duty.proof().expect("proof").proof().due, duty.due.expect("due"));
        (due(duty), prudent(duty), late_from(duty))
    };
    let on = |d: &str, p: &str, l: &str| (d.to_owned(), p.to_owned(), l.to_owned());
    assert_eq!(with("calendar_day", 2, "hour"), on("2026-03-05", "2026-03-05", "2026-03-06T00:00:00+08:00"));
    assert_eq!(with("hour", 24, "calendar_day"), on("2026-03-27", "2026-03-26", "2026-03-28T00:00:00+08:00"));
}

#[test]
fn a_warning_is_counted_from_the_date_that_was_agreed() {
    let engine = engine(
        CN,
        "split",
        &[
            clock("T.A", &period(10, "calendar_day")),
            step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\""),
            clock("T.DAY", "derive = { from = \"T.A\", minus = { n = 3, unit = \"calendar_day\" } }"),
            clock("T.HOUR", "derive = { from = \"T.A\", minus = { n = 1, unit = \"business_hour\" } }"),
        ],
    );
    let answer = ask(&engine, &["received 2026-03-02", "agreed 2026-03-03 until=2026-03-20"], "2026-03-10");
    assert_eq!(due(answer.get("T.DAY")), "2026-03-17");
    assert_eq!(late_from(answer.get("T.HOUR")), "2026-03-20T16:30:00+08:00");
    let answer = ask(&engine, &["received 2026-03-02", "agreed 2026-03-03 until=2026-03-06"], "2026-03-03");
    assert_eq!(due(answer.get("T.DAY")), "2026-03-03");
    assert_eq!(late_from(answer.get("T.HOUR")), "2026-03-06T16:30:00+08:00");
}

#[test]
fn the_prudent_date_does_not_fall_into_a_pause() {
    let engine =
        cn(&[clock("T.A", &format!("counting = \"inferred\"\n{}", period(10, "calendar_day"))), hold()]);
    // Nine days are used by 11 March; with the day of receipt counted that was the tenth.
    let history =
        ["received 2026-03-02", "hold_started 2026-03-12 body=b document=d", "hold_ended 2026-03-20"];
    let answer = ask(&engine, &history, "2026-03-20");
    assert_eq!(
        (due(answer.get("T.A")), prudent(answer.get("T.A"))),
        ("2026-03-20".to_owned(), "2026-03-11".to_owned())
    );
}

#[test]
fn the_order_of_writing_does_not_show() {
    let engine = cn(&[clock("T.A", &period(10, "calendar_day")), hold()]);
    let a = "hold_started 2026-03-04 body=x document=1";
    let b = "hold_started 2026-03-04 body=y document=2";
    let ends = ["hold_ended 2026-03-06", "hold_ended 2026-03-09"];
    let shown = |lines: &[&str]| {
        let answer = ask(&engine, lines, "2026-03-20");
        format!("{:?}", answer.get("T.A").steps)
    };
    let first = shown(&["received 2026-03-02", a, b, ends[0], ends[1]]);
    assert_eq!(first, shown(&["received 2026-03-02", b, a, ends[1], ends[0]]));
}

#[test]
fn clocks_of_different_places_are_not_mixed_up() {
    // Answered when it was the last day in Honolulu and the day after in New York: in New York it
    // was late, so the clock that hangs on lateness is there; in Honolulu it is not.
    let engine = try_engine(
        TWO_PLACES,
        &[
            clock("T.A", &period(10, "calendar_day")),
            clock(
                "T.UP",
                &format!(
                    "trigger = {{ expired = \"T.A\" }}\nmet_by = [{{ event = \"escalated\" }}]\n{}",
                    period(2, "calendar_day")
                ),
            ),
            clock("T.Z", &period(30, "calendar_day")),
        ],
    )
    .expect("engine");
    let history = ["received 2026-06-03", "answered 2026-06-14T01:00:00-04:00"];
    let answer = ask(&engine, &history, "2026-06-15T12:00:00-04:00");
    let seen: Vec<_> = answer.0.iter().map(|duty| (duty.rule().to_string(), due(duty))).collect();
    assert_eq!(
        seen,
        [
            ("T.A".to_owned(), "2026-06-13".to_owned()),
            ("T.UP".to_owned(), "2026-06-16".to_owned()),
            ("T.Z".to_owned(), "2026-07-03".to_owned())
        ]
    );
    for duty in &answer.0 {
        assert_eq!(needs(duty), ["Fact case.place"], "{}", duty.rule());
    }
    for place in ["EAST", "WEST"] {
        let known =
            ask_with(&engine, &[&format!("case.place={place}")], &history, "2026-06-15T12:00:00-04:00");
        assert_eq!(known.find("T.UP").is_some(), place == "EAST");
    }
}

#[test]
fn an_answer_to_one_referral_does_not_answer_the_other() {
    let engine = cn(&[
        clock(
            "T.REF",
            &format!(
                "trigger = {{ event = \"referred\", which = \"each\" }}\n{}",
                period(15, "calendar_day")
            ),
        ),
        step("extend", "T.X", "event = \"extended\"\nto = { n = 30, unit = \"calendar_day\" }"),
        hold(),
    ]);
    let history = ["referred 2026-03-02 ref=A", "referred 2026-03-09 ref=B"];
    let with = |line: &str| {
        let answer = ask(&engine, &[history[0], history[1], line], "2026-03-16");
        answer.all("T.REF").iter().map(|d| (d.status(), due(d))).collect::<Vec<_>>()
    };
    let on = |status, day: &str| (status, day.to_owned());
    assert_eq!(
        with("answered 2026-03-10 ref=A"),
        [on(Status::Met, "2026-03-17"), on(Status::Running, "2026-03-24")]
    );
    assert_eq!(
        with("answered 2026-03-10 ref=B"),
        [on(Status::Running, "2026-03-17"), on(Status::Met, "2026-03-24")]
    );
    // One that names neither answers neither, and its reference is asked for; before the second
    // came it can only have answered the first.
    assert_eq!(
        with("answered 2026-03-10"),
        [on(Status::Running, "2026-03-17"), on(Status::Running, "2026-03-24")]
    );
    let answer = ask(&engine, &[history[0], history[1], "answered 2026-03-10"], "2026-03-16");
    assert!(answer.all("T.REF").iter().all(|d| needs(d) == ["EventField answered.ref"]));
    assert_eq!(
        with("answered 2026-03-05"),
        [on(Status::Met, "2026-03-17"), on(Status::Running, "2026-03-24")]
    );
    assert_eq!(
        with("extended 2026-03-10 ref=B"),
        [on(Status::Running, "2026-03-17"), on(Status::Running, "2026-04-08")]
    );
}
