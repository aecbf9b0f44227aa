//! Pauses: papers, pairing, union.

use ombud::clock::{Effect, Status};

use super::support::*;

#[test]
fn a_pause_without_papers_changes_nothing_and_lists_what_is_missing() {
    let engine = cn(&[clock("T.A", &days(10)), hold()]);
    let answer = ask(
        &engine,
        &["received 2026-03-02", "hold_started 2026-03-04 body=lab", "hold_ended 2026-03-09"],
        "2026-03-10",
    );
    let duty = answer.get("T.A");
    assert_eq!(state(duty), (Status::Running, "2026-03-12".to_owned()));
    assert_eq!(effects(duty), ["T.HOLD Pause PapersMissing"]);
    assert_eq!(duty.steps[0].missing, ["document"]);
    assert_eq!(duty.steps[0].until, Some(moment("2026-03-09")));
    // Blanks and a "no" are no papers.
    let consent =
        step("pause", "T.TALK", "from = \"hold_started\"\nto = \"hold_ended\"\nneeds = [\"consented\"]");
    let engine = cn(&[clock("T.A", &days(10)), consent]);
    let with = |value: &str| {
        let line = format!("hold_started 2026-03-04 consented={value}");
        due(ask(&engine, &["received 2026-03-02", &line, "hold_ended 2026-03-09"], "2026-03-10").get("T.A"))
    };
    assert_eq!(with("false"), "2026-03-12");
    assert_eq!(with("true"), "2026-03-17");
}

#[test]
fn a_pause_is_of_one_clock_and_in_house_talks_pause_nothing() {
    let engine = cn(&[clock("T.A", &days(10)), hold(), clock("T.B", &days(10))]);
    let history = [
        "received 2026-03-02",
        "hold_started 2026-03-04 body=b document=d",
        "hold_ended 2026-03-09",
        "chatted 2026-03-05",
    ];
    let answer = ask(&engine, &history, "2026-03-10");
    assert_eq!(due(answer.get("T.A")), "2026-03-17");
    assert_eq!(due(answer.get("T.B")), "2026-03-12");
    let talks = ask_builtin(
        "cn-complaints-2020",
        &[],
        &["received 2026-03-02", "first_contact 2026-03-03"],
        "2026-03-10",
    );
    assert_eq!(due(talks.get("CN-CM-018a")), "2026-03-17");
}

#[test]
fn pauses_are_a_union_and_pair_by_reference() {
    let engine = cn(&[clock("T.A", &days(10)), hold()]);
    let history = [
        "received 2026-03-02",
        "hold_started 2026-03-04 body=b document=d ref=1",
        "hold_started 2026-03-06 body=b document=d ref=2",
        "hold_ended 2026-03-08 ref=2",
        "hold_ended 2026-03-09 ref=1",
    ];
    let answer = ask(&engine, &history, "2026-03-10");
    // Left out once: 4 to 8 March.
    assert_eq!(due(answer.get("T.A")), "2026-03-17");
    let until: Vec<_> = answer.get("T.A").steps.iter().map(|step| step.until).collect();
    assert_eq!(until, [Some(moment("2026-03-09")), Some(moment("2026-03-08"))]);
    // Without references the first end ends the first hold.
    let plain = [
        history[0],
        "hold_started 2026-03-04 body=b document=d",
        "hold_started 2026-03-06 body=b document=d",
        "hold_ended 2026-03-08",
    ];
    let answer = ask(&engine, &plain, "2026-03-10");
    // It may have been the other's as well: what nobody can place leaves no clock standing.
    assert_eq!(state(answer.get("T.A")), (Status::Running, "2026-03-16".to_owned()));
    assert_eq!(effects(answer.get("T.A")), ["T.HOLD Pause Applied", "T.HOLD Pause EndUnknown"]);
}

#[test]
fn a_pause_after_the_time_was_up_saves_nothing() {
    let engine = cn(&[clock("T.A", &days(5)), hold()]);
    let on = |day: &str| {
        let line = format!("hold_started {day} body=b document=d");
        let answer = ask(&engine, &["received 2026-03-02", &line], "2026-03-20");
        state(answer.get("T.A"))
    };
    assert_eq!(on("2026-03-07"), (Status::Paused, "none".to_owned()));
    assert_eq!(on("2026-03-08"), (Status::Late, "2026-03-07".to_owned()));
}

#[test]
fn a_pause_whose_start_has_no_time_is_asked_for() {
    let engine = cn(&[clock("T.A", &days(5)), hold()]);
    let answer = ask(&engine, &["received 2026-03-02", "hold_started ? body=b document=d"], "2026-03-03");
    assert_eq!(due(answer.get("T.A")), "2026-03-07");
    assert_eq!(needs(answer.get("T.A")), ["EventTime hold_started"]);
    // What is missing twice is asked for once.
    let twice = ["received 2026-03-02", "hold_started ? body=b ref=1", "hold_started ? body=b ref=2"];
    assert_eq!(needs(ask(&engine, &twice, "2026-03-03").get("T.A")), ["EventTime hold_started"]);
}

#[test]
fn the_day_a_pause_begins_is_out_and_the_day_it_ends_counts() {
    let engine = cn(&[clock("T.A", &days(3)), hold()]);
    // On the day of receipt, which is not counted anyway.
    let answer = ask(
        &engine,
        &["received 2026-03-02", "hold_started 2026-03-02 body=b document=d", "hold_ended 2026-03-04"],
        "2026-03-04",
    );
    // Left out: 2 (day 0, lost nothing) and 3 March.
    assert_eq!(due(answer.get("T.A")), "2026-03-06");
    // Started and ended on one day: nothing is left out.
    let answer = ask(
        &engine,
        &["received 2026-03-02", "hold_started 2026-03-03 body=b document=d", "hold_ended 2026-03-03"],
        "2026-03-04",
    );
    assert_eq!(due(answer.get("T.A")), "2026-03-05");
}

#[test]
fn a_pause_that_ends_before_it_starts_stops_nothing_and_asks_for_its_end() {
    let engine = cn(&[clock("T.A", &days(10)), hold()]);
    let start = "hold_started 2026-03-10 body=b document=d";
    for (end, until) in [("2026-03-04", Some(moment("2026-03-04"))), ("?", None)] {
        let answer =
            ask(&engine, &["received 2026-03-02", start, &format!("hold_ended {end}")], "2026-04-01");
        let duty = answer.get("T.A");
        assert_eq!(state(duty), (Status::Late, "2026-03-12".to_owned()), "{end}");
        assert_eq!(effects(duty), ["T.HOLD Pause EndUnknown"]);
        assert_eq!((duty.steps[0].until, needs(duty)), (until, vec!["EventTime hold_ended".to_owned()]));
        let words = engine.phrasebook();
        let [zh, en] =
            [ombud::model::Lang::Zh, ombud::model::Lang::En].map(|l| words.step(&duty.steps[0], l));
        assert!(zh.contains("未生效") && en.contains("no effect"), "{zh} {en}");
    }
    // Without papers it lacks them as well, and its end is asked for all the same.
    let bare = ["received 2026-03-02", "hold_started 2026-03-10 body=b", "hold_ended 2026-03-04"];
    let answer = ask(&engine, &bare, "2026-03-11");
    assert_eq!(effects(answer.get("T.A")), ["T.HOLD Pause PapersMissing"]);
    assert_eq!(needs(answer.get("T.A")), ["EventTime hold_ended"]);
    // An end that another start explains is not the end of this one.
    let two = [
        "received 2026-03-02",
        "hold_started 2026-03-03 body=b document=d",
        "hold_ended 2026-03-04",
        "hold_started 2026-03-10 body=b document=d",
    ];
    assert_eq!(ask(&engine, &two, "2026-04-01").get("T.A").status(), Status::Paused);
}

#[test]
fn one_start_recorded_twice_is_one_pause_and_leaves_the_next_its_end() {
    let engine = cn(&[clock("T.A", &days(10)), hold()]);
    let of = |reference: &str| {
        let history = [
            "received 2026-03-02".to_owned(),
            format!("hold_started 2026-03-04 body=b{reference}"),
            format!("hold_started 2026-03-04 body=b document=d{reference}"),
            "hold_ended 2026-03-06".to_owned(),
            "hold_started 2026-03-08 body=b document=d".to_owned(),
            "hold_ended 2026-03-09".to_owned(),
        ];
        let history: Vec<&str> = history.iter().map(String::as_str).collect();
        let answer = ask(&engine, &history, "2026-03-10");
        (state(answer.get("T.A")), effects(answer.get("T.A")).len())
    };
    // Two days and one are left out.
    assert_eq!(of(""), ((Status::Running, "2026-03-15".to_owned()), 2));
    assert_eq!(of(" ref=1"), ((Status::Running, "2026-03-15".to_owned()), 2));
    // An end that names a start is no other's.
    let history = [
        "received 2026-03-02",
        "hold_started 2026-03-04 body=b document=d",
        "hold_started 2026-03-05 body=b document=d ref=2",
        "hold_ended 2026-03-06 ref=2",
        "hold_ended 2026-03-08",
    ];
    let answer = ask(&engine, &history, "2026-03-10");
    let until: Vec<_> = answer.get("T.A").steps.iter().map(|step| step.until).collect();
    assert_eq!(until, [Some(moment("2026-03-08")), Some(moment("2026-03-06"))]);
}

#[test]
fn a_pause_counts_from_its_start_once_its_notice_was_given_in_time() {
    let pause =
        step("pause", "T.HOLD", "from = \"hold_started\"\nto = \"hold_ended\"\nneeds = [\"notified_on\"]");
    let longer = step("extend", "T.X", "event = \"extended\"\nto = { n = 20, unit = \"calendar_day\" }");
    let engine = cn(&[clock("T.A", &days(10)), pause, longer]);
    let with = |notice: &str, more: &[&str], as_of: &str| {
        let line = format!("hold_started 2026-03-10 notified_on={notice}");
        let history = [&["received 2026-03-02", &line], more].concat();
        let answer = ask(&engine, &history, as_of);
        let duty = answer.get("T.A");
        let pause = duty.steps.iter().find(|step| step.rule.as_str() == "T.HOLD").expect("the pause");
        (duty.status(), due(duty), pause.effect)
    };
    let on = |day: &str| day.to_owned();
    assert_eq!(with("2026-03-12", &[], "2026-03-20"), (Status::Paused, on("none"), Effect::Applied));
    // Told after the time was up.
    assert_eq!(with("2026-03-13", &[], "2026-03-20"), (Status::Late, on("2026-03-12"), Effect::TooLate));
    // Not told yet: a promise is no notice.
    let promised = (Status::Running, on("2026-03-12"), Effect::PapersMissing);
    assert_eq!(with("2026-03-12", &[], "2026-03-11"), promised);
    // Told in the time that an extension had given by then.
    let ended = ["extended 2026-03-12", "hold_ended 2026-03-15"];
    assert_eq!(with("2026-03-20", &ended, "2026-03-21").1, "2026-03-27");
    // The extension itself does not live on a pause of which nobody had been told.
    let after = ["extended 2026-03-14", "hold_ended 2026-03-15"];
    assert_eq!(with("2026-03-20", &after, "2026-03-21"), (Status::Late, on("2026-03-12"), Effect::TooLate));
}

#[test]
fn an_end_that_nobody_can_place_leaves_no_pause_open() {
    let start = "hold_started 2026-03-05 body=b document=d";
    let engine = cn(&[clock("T.A", &days(10)), hold()]);
    let of = |more: &[&str]| {
        let answer = ask(&engine, &[&["received 2026-03-02"], more].concat(), "2026-12-31");
        let duty = answer.get("T.A");
        let effects: Vec<Effect> = duty.steps.iter().map(|step| step.effect).collect();
        (duty.status(), due(duty), effects, needs(duty))
    };
    let late = |day: &str, effects: &[Effect], need: &str| {
        (Status::Late, day.to_owned(), effects.to_vec(), vec![need.to_owned()])
    };
    let (applied, unknown) = (Effect::Applied, Effect::EndUnknown);
    // One pause, its start recorded on two days.
    let twice = [start, "hold_started 2026-03-06 body=b document=d", "hold_ended 2026-03-10"];
    assert_eq!(of(&twice), late("2026-03-17", &[applied, unknown], "Event hold_ended"));
    // The end names a start that is none.
    let mistyped = ["hold_started 2026-03-05 body=b document=d ref=M1", "hold_ended 2026-03-10 ref=M-1"];
    assert_eq!(of(&mistyped), late("2026-03-12", &[unknown], "EventField hold_ended.ref"));
    // The second end lies before the second start, and the first start has its own.
    let again = "hold_started 2026-03-10 body=b document=d";
    let early = [start, "hold_ended 2026-03-08", again, "hold_ended 2026-03-09"];
    assert_eq!(of(&early), late("2026-03-15", &[applied, unknown], "EventTime hold_ended"));
    // A pause of which no end is recorded is open, and asks for it.
    let open = [start, "hold_ended 2026-03-10", "hold_started 2026-03-10 body=b document=d"];
    let paused = (Status::Paused, "none".to_owned(), vec![applied; 2], vec!["Event hold_ended".to_owned()]);
    assert_eq!(of(&open), paused);
}

#[test]
fn what_was_agreed_prevails_over_a_pause() {
    let agreed = step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\"");
    let engine = cn(&[clock("T.A", &days(10)), hold(), agreed]);
    let on = |day: &str, as_of: &str| {
        let line = format!("hold_started {day} body=b document=d");
        let history = ["received 2026-03-02", "agreed 2026-03-05 until=2026-03-10", &line];
        let answer = ask(&engine, &history, as_of);
        (answer.get("T.A").status(), answer.get("T.A").steps.last().expect("a pause").effect)
    };
    // The agreed day had been missed before.
    assert_eq!(on("2026-03-12", "2026-04-01"), (Status::Late, Effect::TooLate));
    // No pause moves it.
    assert_eq!(on("2026-03-08", "2026-03-10"), (Status::Paused, Effect::Applied));
    assert_eq!(on("2026-03-08", "2026-03-11"), (Status::Late, Effect::Applied));
}

/// Where two kinds of stop begin on one day, each rule sees its own.
#[test]
fn a_pause_is_not_hidden_by_the_record_of_another_kind() {
    let of_kind = step(
        "pause",
        "T.HOLD",
        "from = \"hold_started\"\nto = \"hold_ended\"\nmatch = { kind = \"court\" }\nneeds = [\"body\"]",
    );
    let engine = cn(&[clock("T.A", &days(10)) + &of_kind]);
    let of = |kinds: [&str; 2]| {
        let [first, second] = kinds.map(|kind| format!("hold_started 2026-03-04 kind={kind} body=b"));
        let history = ["received 2026-03-02", &first, &second, "hold_ended 2026-03-09"];
        due(ask(&engine, &history, "2026-03-10").get("T.A"))
    };
    for kinds in [["court", "audit"], ["audit", "court"], ["court", "zoning"], ["zoning", "court"]] {
        assert_eq!(of(kinds), "2026-03-17", "{kinds:?}");
    }
    assert_eq!(of(["audit", "zoning"]), "2026-03-12");
}

#[test]
fn working_days_with_a_pause_begin_with_the_first_published_year() {
    let engine = cn(&[clock("T.A", &period(3, "business_day")) + &hold()]);
    let of = |received: &str| {
        let received = format!("received {received}");
        let history = [&received, "hold_started 2024-01-02 body=b document=d", "hold_ended 2024-01-03"];
        let answer = ask(&engine, &history, "2024-01-03");
        (due(answer.get("T.A")), needs(answer.get("T.A")))
    };
    // The first day to count is 1 January, a holiday that is published.
    assert_eq!(of("2023-12-31"), ("2024-01-05".to_owned(), vec![]));
    assert_eq!(of("2023-12-30"), ("none".to_owned(), vec!["Calendar cn 2023 decisive".to_owned()]));
    assert_eq!(of("2023-12-29"), ("none".to_owned(), vec!["Calendar cn 2023 decisive".to_owned()]));
}
