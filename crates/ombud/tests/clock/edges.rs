//! Edges that only a changed line of the engine would show.

use ombud::clock::Status;

use super::support::*;

#[test]
fn a_zone_of_its_own_beside_places_is_refused() {
    let places = TWO_PLACES.split_once("[[").expect("places").1;
    let head = format!("{}[[{places}", regime(CN, "cn"));
    let found = try_engine(&head, &[clock("T.A", &period(5, "calendar_day"))]).expect_err("both");
    assert!(found.contains("either `zone` and `calendar`, or `place_fact` and places"), "{found}");
}

#[test]
fn a_century_is_the_longest_period() {
    let engine = engine(CN, "cn", &[clock("T.A", &period(36_525, "calendar_day"))]);
    assert_eq!(due(ask(&engine, &["received 2026-03-02"], "2026-03-03").get("T.A")), "2126-03-03");
}

#[test]
fn working_hours_before_a_deadline_end_with_the_first_published_day() {
    let warn = |n| {
        clock(
            "T.WARN",
            &format!("derive = {{ from = \"T.A\", minus = {{ n = {n}, unit = \"business_hour\" }} }}"),
        )
    };
    let with = |n| {
        let engine = engine(CN, "split", &[clock("T.A", &period(1, "calendar_day")), warn(n)]);
        let answer = ask(&engine, &["received 2026-01-01"], "2026-01-01");
        (late_from(answer.get("T.WARN")), needs(answer.get("T.WARN")))
    };
    assert_eq!(with(8), ("2026-01-01T16:30:00+08:00".to_owned(), vec![]));
    assert_eq!(with(14), ("2026-01-01T09:00:00+08:00".to_owned(), vec![]));
    assert_eq!(with(15), ("none".to_owned(), vec!["Calendar split 2025 decisive".to_owned()]));
}

#[test]
fn the_prudent_date_looks_no_further_than_the_day_of_receipt() {
    let clocks = [clock("T.A", &format!("counting = \"inferred\"\n{}", period(1, "calendar_day"))), hold()];
    let engine = engine(CN, "cn", &clocks);
    let held = ["received 2024-01-01", "hold_started 2024-01-01 body=b document=d", "hold_ended 2024-01-02"];
    for history in [&held[..1], &held[..]] {
        let answer = ask(&engine, history, "2024-01-02");
        let duty = answer.get("T.A");
        assert_eq!(
            (due(duty), prudent(duty), duty.prudent_provisional),
            ("2024-01-02".to_owned(), "2024-01-01".to_owned(), false)
        );
        assert_eq!(duty.status(), Status::Running);
    }
}

#[test]
fn a_start_and_an_end_pair_where_one_of_them_has_no_reference() {
    let engine = engine(CN, "cn", &[clock("T.A", &period(10, "calendar_day")), hold()]);
    let with = |from: &str, to: &str| {
        let lines = [
            format!("hold_started 2026-03-04 body=b document=d{from}"),
            format!("hold_ended 2026-03-09{to}"),
        ];
        state(ask(&engine, &["received 2026-03-02", &lines[0], &lines[1]], "2026-03-10").get("T.A"))
    };
    let running = (Status::Running, "2026-03-17".to_owned());
    assert_eq!(with(" ref=1", ""), running);
    assert_eq!(with("", " ref=1"), running);
    assert_eq!(with(" ref=1", " ref=1"), running);
    assert_eq!(with(" ref=1", " ref=2").0, Status::Paused);
    let cancel = step("cancel", "T.GONE", "event = \"withdrawn\"\nconfirmed_by = \"withdrawal_confirmed\"");
    let engine = super::support::engine(CN, "cn", &[clock("T.A", &period(10, "calendar_day")), cancel]);
    let history = [
        "received 2026-03-02",
        "withdrawn 2026-03-04 by=ann",
        "withdrawal_confirmed 2026-03-05 by=bob ref=1",
    ];
    assert_eq!(ask(&engine, &history, "2026-03-06").get("T.A").status(), Status::Cancelled);
}

#[test]
fn a_suspension_is_asked_about_only_where_it_could_matter() {
    let stop = "[[suspension]]\nid = \"T.STOP\"\ntitle = { zh = \"停\", en = \"Stop\" }\ncite = [\"law/9\"]\nsource = \"test\"\neffective_from = 2026-01-01\nconfidence = \"text\"\nclocks = [\"T.A\"]\nwhen = { \"case.kind\" = \"a\" }\nfrom = 2026-03-06\nuntil = 2026-03-11\n";
    let engine = engine(CN, "cn", &[clock("T.A", &period(10, "calendar_day")), stop.to_owned()]);
    let asked =
        |received: &str| needs(ask(&engine, &[&format!("received {received}")], received).get("T.A")).len();
    assert_eq!(asked("2026-02-23"), 0);
    assert_eq!(asked("2026-02-24"), 1);
    assert_eq!(asked("2026-03-10"), 1);
    assert_eq!(asked("2026-03-11"), 0);
}

#[test]
fn of_two_limbs_that_end_together_the_first_is_named() {
    for combine in ["earliest", "latest"] {
        let body = format!(
            "combine = \"{combine}\"\n[[clock.limb]]\ntrigger = {{ event = \"received\" }}\n{}[[clock.limb]]\ntrigger = {{ event = \"referred\" }}\n{}",
            period(30, "calendar_day"),
            period(10, "calendar_day")
        );
        let engine = engine(CN, "cn", &[clock("T.A", &body)]);
        let answer = ask(&engine, &["received 2026-03-02", "referred 2026-03-22"], "2026-03-23");
        let trigger = answer.get("T.A").trigger.clone().expect("trigger");
        assert_eq!(trigger.event.expect("event").as_str(), "received");
    }
}

#[test]
fn a_step_without_a_time_is_asked_for() {
    let extend = step("extend", "T.X", "event = \"extended\"\nadd = { n = 5, unit = \"calendar_day\" }");
    let engine = engine(CN, "cn", &[clock("T.A", &period(10, "calendar_day")), extend]);
    let answer = ask(&engine, &["received 2026-03-02", "extended ?"], "2026-03-03");
    assert_eq!(
        (due(answer.get("T.A")), needs(answer.get("T.A"))),
        ("2026-03-12".to_owned(), vec!["EventTime extended".to_owned()])
    );
    let answer = ask(
        &engine,
        &["received 2026-03-02", "answered ? stated_timely=true", "answered 2026-03-04"],
        "2026-03-05",
    );
    assert!(answer.get("T.A").needs.is_empty());
}

#[test]
fn a_pause_that_has_ended_saves_no_more_than_it_lasted() {
    let extend = step("extend", "T.X", "event = \"extended\"\nadd = { n = 5, unit = \"calendar_day\" }");
    let engine = engine(CN, "cn", &[clock("T.A", &period(5, "calendar_day")), hold(), extend]);
    let with = |day: &str| {
        let line = format!("extended {day}");
        let history = [
            "received 2026-03-02",
            "hold_started 2026-03-04 body=b document=d",
            "hold_ended 2026-03-06",
            &line,
        ];
        due(ask(&engine, &history, "2026-03-20").get("T.A"))
    };
    assert_eq!(with("2026-03-09"), "2026-03-14");
    assert_eq!(with("2026-03-10"), "2026-03-09");
    // While a pause is open the time is not up, and one that is yet to come saves nothing.
    let open = [
        "received 2026-03-02",
        "hold_started 2026-03-04 body=b document=d",
        "extended 2026-03-15",
        "hold_ended 2026-03-18",
    ];
    assert_eq!(due(ask(&engine, &open, "2026-03-20").get("T.A")), "2026-03-26");
    let ahead = [
        "received 2026-03-02",
        "extended 2026-03-08",
        "hold_started 2026-03-07 body=b document=d",
        "hold_ended 2026-03-12",
    ];
    assert_eq!(due(ask(&engine, &ahead, "2026-03-20").get("T.A")), "2026-03-17");
}

#[test]
fn an_open_pause_is_in_time_because_of_the_pause_before_it() {
    let engine = engine(CN, "cn", &[clock("T.A", &period(5, "calendar_day")), hold()]);
    let history = |second: &str| {
        let lines = [
            "received 2026-03-02".to_owned(),
            "hold_started 2026-03-04 body=b document=d ref=1".to_owned(),
            "hold_ended 2026-03-09 ref=1".to_owned(),
            format!("hold_started {second} body=b document=d ref=2"),
        ];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        ask(&engine, &lines, "2026-03-20").get("T.A").status()
    };
    assert_eq!(history("2026-03-12"), Status::Paused);
    assert_eq!(history("2026-03-13"), Status::Late);
    let hours = super::support::engine(CN, "cn", &[clock("T.A", &period(5, "hour")), hold()]);
    let at = |time: &str| {
        let line = format!("hold_started {time} body=b document=d");
        ask(&hours, &["received 2026-03-02T10:00+08:00", &line], "2026-03-02T20:00+08:00").get("T.A").status()
    };
    assert_eq!(at("2026-03-02T14:59:59+08:00"), Status::Paused);
    assert_eq!(at("2026-03-02T15:00+08:00"), Status::Late);
    assert_eq!(at("2026-03-02T16:00+08:00"), Status::Late);
}

#[test]
fn an_extension_of_an_unpublished_period_is_in_time_and_no_error_is_hidden() {
    let extend = step("extend", "T.X", "event = \"extended\"\nto = { n = 20, unit = \"calendar_day\" }");
    let one = engine(CN, "cn", &[clock("T.A", &period(10, "business_day")), extend.clone()]);
    let answer = ask(&one, &["received 2026-12-28", "extended 2026-12-29"], "2026-12-30");
    assert_eq!(state(answer.get("T.A")), (Status::Running, "2027-01-17".to_owned()));
    let far = engine(CN, "cn", &[clock("T.A", &period(400, "calendar_day")), extend]);
    for history in [vec!["received 9999-06-01"], vec!["received 9999-06-01", "extended 9999-06-02"]] {
        let answer = ask(&far, &history, "9999-06-03");
        let duty = answer.get("T.A");
        assert_eq!(state(duty), (Status::Undetermined, "none".to_owned()));
        assert_eq!(needs(duty), ["DateRange received decisive"]);
    }
}

#[test]
fn a_derived_clock_names_what_it_is_counted_from_and_hides_no_error() {
    let warn = "derive = { from = \"T.A\", minus = { n = 100, unit = \"year\" } }";
    let engine = engine(CN, "cn", &[clock("T.A", &period(1, "calendar_day")), clock("T.WARN", warn)]);
    let answer = ask(&engine, &["received 2026-03-02"], "2026-03-02");
    let trigger = answer.get("T.WARN").trigger.clone().expect("trigger");
    assert_eq!(trigger.clock.expect("clock").as_str(), "T.A");
    assert_eq!(due(answer.get("T.WARN")), "1926-03-03");
    let far = warn.replace("n = 100", "n = 30000");
    let engine =
        super::support::engine(CN, "cn", &[clock("T.A", &period(1, "calendar_day")), clock("T.WARN", &far)]);
    let answer = ask(&engine, &["received 2026-03-02"], "2026-03-02");
    assert_eq!(state(answer.get("T.WARN")), (Status::Undetermined, "none".to_owned()));
    assert_eq!(needs(answer.get("T.WARN")), ["DateRange T.WARN decisive"]);
    assert_eq!(answer.get("T.A").status(), Status::Running);
}

#[test]
fn somebody_still_has_to_act_while_it_is_open() {
    let open: Vec<&str> =
        Status::ALL.iter().filter(|status| status.is_open()).map(|status| status.name()).collect();
    assert_eq!(open, ["running", "paused", "late", "undetermined"]);
}

#[test]
fn a_proof_tells_the_steps_that_moved_the_date_from_those_that_did_not() {
    let engine = engine(
        CN,
        "cn",
        &[
            clock("T.A", &period(10, "calendar_day")),
            hold(),
            step("merge", "T.SAME", "event = \"repeated\""),
            step(
                "extend",
                "T.X",
                "event = \"extended\"\nadd = { n = 5, unit = \"calendar_day\" }\nneeds = [\"reason\"]",
            ),
        ],
    );
    let history = [
        "received 2026-03-02",
        "hold_started 2026-03-03 body=b document=d",
        "hold_ended 2026-03-04",
        "repeated 2026-03-05",
        "extended 2026-03-06",
        "extended 2026-03-07 reason=r",
    ];
    let answer = ask(&engine, &history, "2026-03-08");
    let explanation = answer.get("T.A").proof().expect("proof");
    let moved: Vec<String> = explanation.proof().applied_steps().map(|step| step.rule.to_string()).collect();
    assert_eq!(moved, ["T.HOLD", "T.X"]);
    assert_eq!(explanation.proof().steps.len(), 4);
}

#[test]
fn an_extension_in_an_open_pause_is_in_time() {
    let extend = step("extend", "T.X", "event = \"extended\"\nadd = { n = 5, unit = \"calendar_day\" }");
    let engine = engine(CN, "cn", &[clock("T.A", &period(5, "calendar_day")), hold(), extend]);
    let open = ["received 2026-03-02", "hold_started 2026-03-04 body=b document=d", "extended 2026-03-15"];
    let answer = ask(&engine, &open, "2026-03-16");
    assert_eq!(answer.get("T.A").status(), Status::Paused);
    assert_eq!(effects(answer.get("T.A")), ["T.HOLD Pause Applied", "T.X Extension Applied"]);
}

#[test]
fn a_clock_derived_from_one_that_does_not_apply_is_not_there() {
    let source = clock("T.A", &format!("when = {{ \"case.kind\" = \"a\" }}\n{}", period(10, "calendar_day")));
    let warn = clock("T.WARN", "derive = { from = \"T.A\", minus = { n = 1, unit = \"calendar_day\" } }");
    let engine = engine(CN, "cn", &[source, warn]);
    let answer = ask_with(&engine, &["case.kind=b"], &["received 2026-03-02"], "2026-03-03");
    assert!(answer.0.is_empty());
}
