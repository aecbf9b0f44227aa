//! What users of complaint systems report as broken, rows 1 to 12 and 19 of the list of themes:
//! one test a row, or several that begin with it.

use std::collections::BTreeSet;

use ombud::{
    Engine,
    clock::{Reason, Status},
    pack::PackFile,
};

use super::support::*;

#[test]
fn row_01_weekends_do_not_make_a_case_overdue() {
    let engine = engine(CN, "split", &[clock("T.A", &period(6, "business_hour"))]);
    let answer = ask(&engine, &["received 2026-03-06T16:30+08:00"], "2026-03-08T12:00+08:00");
    // Friday 16:30 to 17:30, Monday 09:00 to 12:00, then two hours of the afternoon.
    assert_eq!(state(answer.get("T.A")), (Status::Running, "2026-03-09".to_owned()));
    assert_eq!(late_from(answer.get("T.A")), "2026-03-09T15:30:00+08:00");
}

#[test]
fn row_02_a_lunch_break_is_no_working_time() {
    let engine = engine(CN, "split", &[clock("T.A", &period(2, "business_hour"))]);
    let answer = ask(&engine, &["received 2026-03-02T11:00+08:00"], "2026-03-02T11:00+08:00");
    assert_eq!(late_from(answer.get("T.A")), "2026-03-02T14:30:00+08:00");
    let proof = answer.get("T.A").proof().expect("proof");
    let spans: Vec<(String, String, i64)> = proof
        .proof()
        .spans
        .iter()
        .map(|span| (span.from.to_string(), span.to.to_string(), span.total_seconds))
        .collect();
    assert_eq!(
        spans,
        [
            ("2026-03-02T11:00:00+08:00".to_owned(), "2026-03-02T12:00:00+08:00".to_owned(), 3600),
            ("2026-03-02T13:30:00+08:00".to_owned(), "2026-03-02T14:30:00+08:00".to_owned(), 7200),
        ]
    );
    // Received in the break: the hour begins with the afternoon.
    let answer = ask(&engine, &["received 2026-03-02T12:45+08:00"], "2026-03-02T13:00+08:00");
    assert_eq!(late_from(answer.get("T.A")), "2026-03-02T15:30:00+08:00");
}

#[test]
fn row_03_a_hold_stops_the_clock() {
    let engine = engine(CN, "cn", &[clock("T.A", &period(10, "calendar_day")), hold()]);
    let on_hold = ["received 2026-03-02", "hold_started 2026-03-04 body=lab document=L-1"];
    let answer = ask(&engine, &on_hold, "2026-03-06");
    let duty = answer.get("T.A");
    assert_eq!(state(duty), (Status::Paused, "none".to_owned()));
    // If the hold ended on the day of asking: one day used, two left out.
    assert_eq!(duty.not_before, Some(date("2026-03-14")));
    assert_eq!(duty.late_from, None);
    let ended = [on_hold[0], on_hold[1], "hold_ended 2026-03-09"];
    let answer = ask(&engine, &ended, "2026-03-10");
    let duty = answer.get("T.A");
    assert_eq!(state(duty), (Status::Running, "2026-03-17".to_owned()));
    let proof = duty.proof().expect("proof");
    let paused: Vec<String> = proof
        .proof()
        .days
        .iter()
        .filter(|day| matches!(&day.reason, Reason::Paused { rule, .. } if rule.as_str() == "T.HOLD"))
        .map(|day| day.date.to_string())
        .collect();
    assert_eq!(paused, ["2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08"]);
    assert_eq!(proof.proof().counted_days(), 10);
}

#[test]
fn row_04_a_new_priority_or_pack_loses_no_paused_time() {
    let history =
        ["received 2026-03-02", "hold_started 2026-03-04 body=lab document=L-1", "hold_ended 2026-03-09"];
    // A new priority: another clock applies, and the hold counts for it as well.
    let by_kind = |id: &str, kind: &str, n| {
        clock(id, &format!("when = {{ \"case.kind\" = \"{kind}\" }}\n{}", period(n, "calendar_day")))
    };
    let clocks = [by_kind("T.SLOW", "a", 10), hold(), by_kind("T.FAST", "b", 5), hold()];
    let engine = engine(CN, "cn", &clocks);
    let slow = ask_with(&engine, &["case.kind=a"], &history, "2026-03-10");
    assert_eq!(due(slow.get("T.SLOW")), "2026-03-17");
    assert!(slow.find("T.FAST").is_none());
    let fast = ask_with(&engine, &["case.kind=b"], &history, "2026-03-10");
    assert_eq!(due(fast.get("T.FAST")), "2026-03-12");
    // And back again: nothing was kept that could be lost.
    let again = ask_with(&engine, &["case.kind=a"], &history, "2026-03-10");
    assert_eq!(due(again.get("T.SLOW")), "2026-03-17");

    // A new pack over the old one, while the case goes on.
    let mut over = files(&regime(CN, "cn"), &[clock("T.SLOW", &period(20, "calendar_day")), hold()]);
    over.retain(|file| matches!(file.path.as_str(), "manifest.toml" | "regime.toml"));
    over[0].text.push_str("replaces = [\"regime:test\"]\n");
    let newer = Engine::builder()
        .without_builtin()
        .pack_files(files(&regime(CN, "cn"), &clocks))
        .pack_files(over)
        .build()
        .expect("layered packs");
    assert_eq!(due(ask(&newer, &history, "2026-03-10").get("T.SLOW")), "2026-03-27");

    // The same with a built-in regime, its period changed.
    let text = include_str!("../../packs/regimes/cn-complaints-2020.toml");
    let changed = text.replacen("period = { n = 15,", "period = { n = 20,", 1);
    assert_ne!(text, changed);
    let manifest = "[manifest]\nid = \"firm\"\nversion = \"2\"\ntitle = { zh = \"行\", en = \"Firm\" }\nreplaces = [\"regime:cn-complaints-2020\"]\n";
    let newer = Engine::builder()
        .pack_files(vec![
            PackFile { path: "manifest.toml".to_owned(), text: manifest.to_owned() },
            PackFile { path: "regime.toml".to_owned(), text: changed },
        ])
        .build()
        .expect("the changed regime");
    let mediated = [
        "received 2026-03-02",
        "mediation_started 2026-03-05 body=b document=d consented=true",
        "mediation_ended 2026-03-12",
    ];
    let before = ask_builtin("cn-complaints-2020", &[], &mediated, "2026-03-13");
    assert_eq!(due(before.get("CN-CM-018a")), "2026-03-24");
    let after = try_ask(&newer, "cn-complaints-2020", &[], &mediated, "2026-03-13").expect("duties");
    assert_eq!(due(after.get("CN-CM-018a")), "2026-03-29");
}

#[test]
fn row_05_a_long_hold_is_measured_by_the_one_count() {
    let engine = engine(CN, "cn", &[clock("T.A", &period(30, "calendar_day")), hold()]);
    let begun = ["received 2026-02-01", "hold_started 2026-02-10 body=lab document=L-1"];
    let ended = [begun[0], begun[1], "hold_ended 2026-08-10"];
    let answer = ask(&engine, &ended, "2026-08-11");
    let duty = answer.get("T.A");
    assert_eq!(state(duty), (Status::Running, "2026-08-31".to_owned()));
    let proof = duty.proof().expect("proof");
    assert_eq!(proof.proof().counted_days(), 30);
    let paused = proof.proof().days.iter().filter(|day| matches!(day.reason, Reason::Paused { .. }));
    assert_eq!(paused.count(), 181);
}

#[test]
fn row_05_resolved_straight_from_a_hold_the_hold_ends_there() {
    let engine = engine(CN, "cn", &[clock("T.A", &period(30, "calendar_day")), hold()]);
    let history =
        ["received 2026-02-01", "hold_started 2026-02-10 body=lab document=L-1", "answered 2026-08-05"];
    let mut seen = BTreeSet::new();
    for as_of in ["2026-08-05", "2026-08-20", "2027-01-31"] {
        let answer = ask(&engine, &history, as_of);
        assert_eq!(answer.get("T.A").status(), Status::Met, "as of {as_of}");
        seen.insert(due(answer.get("T.A")));
    }
    // Eight days were used; the date is the same whenever it is asked for.
    assert_eq!(seen, BTreeSet::from(["2026-08-26".to_owned()]));
    let explicit = [history[0], history[1], "hold_ended 2026-08-05", history[2]];
    assert_eq!(due(ask(&engine, &explicit, "2027-01-31").get("T.A")), "2026-08-26");
}

#[test]
fn row_06_one_hour_before_the_deadline_in_working_time() {
    let warn = |minus: &str| clock("T.WARN", &format!("derive = {{ from = \"T.A\", minus = {minus} }}"));
    let hour = "{ n = 1, unit = \"business_hour\" }";
    // The deadline has rolled to Monday; the warning is Monday's last working hour, not midnight.
    let engine1 = engine(CN, "split", &[clock("T.A", &period(1, "business_day")), warn(hour)]);
    let answer = ask(&engine1, &["received 2026-03-06T10:00+08:00"], "2026-03-06T10:00+08:00");
    assert_eq!(due(answer.get("T.A")), "2026-03-09");
    assert_eq!(late_from(answer.get("T.WARN")), "2026-03-09T16:30:00+08:00");
    assert_eq!(due(answer.get("T.WARN")), "2026-03-09");

    // A deadline half an hour into Monday: the hour before it began on Friday.
    let engine2 = engine(CN, "split", &[clock("T.A", &period(1, "business_hour")), warn(hour)]);
    let answer = ask(&engine2, &["received 2026-03-06T17:00+08:00"], "2026-03-06T17:00+08:00");
    assert_eq!(late_from(answer.get("T.A")), "2026-03-09T09:30:00+08:00");
    assert_eq!(late_from(answer.get("T.WARN")), "2026-03-06T17:00:00+08:00");

    // Over the break and a whole day: nine hours back from Tuesday's end are Monday 15:30.
    let nine = "{ n = 9, unit = \"business_hour\" }";
    let engine3 = engine(CN, "split", &[clock("T.A", &period(2, "business_day")), warn(nine)]);
    let answer = ask(&engine3, &["received 2026-03-06"], "2026-03-06");
    assert_eq!(due(answer.get("T.A")), "2026-03-10");
    assert_eq!(late_from(answer.get("T.WARN")), "2026-03-09T15:30:00+08:00");

    // Before a holiday: 1 May is off, so the deadline of 4 May warns back to 30 April.
    let eight = "{ n = 8, unit = \"business_hour\" }";
    let engine4 = engine(CN, "split", &[clock("T.A", &period(1, "business_day")), warn(eight)]);
    let answer = ask(&engine4, &["received 2026-04-30"], "2026-04-30");
    assert_eq!(due(answer.get("T.A")), "2026-05-04");
    assert_eq!(late_from(answer.get("T.WARN")), "2026-04-30T16:30:00+08:00");
}

#[test]
fn row_07_each_clock_stands_for_itself_and_all_are_shown() {
    let clocks = [
        clock("T.FIRST", &format!("{}met_by = [{{ event = \"chatted\" }}]", period(1, "calendar_day"))),
        clock("T.UPDATE", &format!("{}met_by = [{{ event = \"escalated\" }}]", period(5, "calendar_day"))),
        clock("T.FINAL", &period(30, "calendar_day")),
    ];
    let engine = engine(CN, "cn", &clocks);
    let history = ["received 2026-03-02", "escalated 2026-03-04"];
    let answer = ask(&engine, &history, "2026-03-10");
    let seen: Vec<(&str, Status)> = answer.0.iter().map(|d| (d.rule().as_str(), d.status())).collect();
    assert_eq!(seen, [("T.FIRST", Status::Late), ("T.UPDATE", Status::Met), ("T.FINAL", Status::Running)]);
}

#[test]
fn row_08_around_the_clock_no_minute_is_lost_at_midnight() {
    let clocks = |n| vec![clock("T.A", &period(n, "business_hour"))];
    let ask_for = |n, at: &str| {
        let engine = engine(CN, "always", &clocks(n));
        late_from(ask(&engine, &[&format!("received {at}")], at).get("T.A"))
    };
    assert_eq!(ask_for(1, "2026-03-02T23:30+08:00"), "2026-03-03T00:30:00+08:00");
    assert_eq!(ask_for(24, "2026-03-02T00:00+08:00"), "2026-03-03T00:00:00+08:00");
    // A thousand hours on, with forty-one midnights between.
    assert_eq!(ask_for(1000, "2026-03-02T23:59:59+08:00"), "2026-04-13T15:59:59+08:00");
}

#[test]
fn row_08_intervals_are_half_open() {
    let engine = engine(CN, "always", &[clock("T.A", &period(1, "hour")), hold()]);
    let at = |extra: &[&str]| {
        let mut history = vec!["received 2026-03-02T10:00+08:00"];
        history.extend(extra);
        late_from(ask(&engine, &history, "2026-03-02T20:00+08:00").get("T.A"))
    };
    assert_eq!(at(&[]), "2026-03-02T11:00:00+08:00");
    // From the very start.
    assert_eq!(
        at(&["hold_started 2026-03-02T10:00+08:00 body=b document=d", "hold_ended 2026-03-02T10:30+08:00"]),
        "2026-03-02T11:30:00+08:00"
    );
    // The time was up when the hold began: nothing is left to hold.
    assert_eq!(
        at(&["hold_started 2026-03-02T11:00+08:00 body=b document=d", "hold_ended 2026-03-02T12:00+08:00"]),
        "2026-03-02T11:00:00+08:00"
    );
    // Two that touch are one.
    assert_eq!(
        at(&[
            "hold_started 2026-03-02T10:10+08:00 body=b document=d",
            "hold_ended 2026-03-02T10:20+08:00",
            "hold_started 2026-03-02T10:20+08:00 body=b document=d",
            "hold_ended 2026-03-02T10:40+08:00",
        ]),
        "2026-03-02T11:30:00+08:00"
    );
    // The last working second of a window ends it: 17:30, not the next morning.
    let split = super::support::engine(CN, "split", &[clock("T.A", &period(4, "business_hour"))]);
    let answer = ask(&split, &["received 2026-03-02T13:30+08:00"], "2026-03-02");
    assert_eq!(late_from(answer.get("T.A")), "2026-03-02T17:30:00+08:00");
}

#[test]
fn row_09_no_surprise_holidays_every_skipped_day_has_its_name() {
    let engine = engine(CN, "cn", &[clock("T.A", &period(10, "business_day"))]);
    let answer = ask(&engine, &["received 2026-02-11"], "2026-02-11");
    let proof = answer.get("T.A").proof().expect("proof");
    let proof = proof.proof();
    assert_eq!(proof.calendar.as_str(), "cn");
    assert!(!proof.calendar_version.is_empty());
    assert!(proof.calendar_sources.iter().any(|source| source.starts_with("2026: ")));
    let mut holidays = 0;
    for day in &proof.days {
        match &day.reason {
            Reason::Holiday { name } | Reason::MakeUpDay { name } => {
                assert!(!name.zh.is_empty() && !name.en.is_empty(), "{}", day.date);
                holidays += 1;
            }
            Reason::Weekend => assert!(day.weekday as u8 >= 5, "{}", day.date),
            _ => {}
        }
    }
    // Nine days of the festival and two made up for it.
    assert_eq!(holidays, 11);
    assert_eq!(due(answer.get("T.A")), "2026-03-03");
    // A calendar of one place knows nothing of another's days.
    let england =
        super::support::engine("Europe/London", "gb-eaw", &[clock("T.A", &period(10, "business_day"))]);
    assert_eq!(due(ask(&england, &["received 2026-02-11"], "2026-02-11").get("T.A")), "2026-02-25");
}

#[test]
fn row_10_a_setting_that_does_nothing_is_refused() {
    let faults = refused(
        CN,
        "cn",
        &[clock("T.A", &format!("only_business_hours = true\n{}", period(1, "calendar_day")))],
    );
    assert!(faults.contains("only_business_hours"), "{faults}");
    // Working hours need a calendar that has some.
    let mut pack = files(&regime(CN, "split"), &[clock("T.A", &period(1, "business_hour"))]);
    let split = pack.iter_mut().find(|file| file.path == "split.toml").expect("split");
    split.text = split.text.lines().filter(|line| !line.starts_with("hours")).collect::<Vec<_>>().join("\n");
    let faults = Engine::builder().without_builtin().pack_files(pack).build().expect_err("no hours");
    assert!(faults.iter().any(|fault| {
        fault.detail().expected.as_deref() == Some("a calendar with working hours")
            && fault.detail().item.as_deref() == Some("T.A")
    }));
    // And the unit is obeyed: three business days over a weekend are five calendar days.
    let engine = engine(
        CN,
        "cn",
        &[clock("T.B", &period(3, "business_day")), clock("T.C", &period(3, "calendar_day"))],
    );
    let answer = ask(&engine, &["received 2026-03-05"], "2026-03-05");
    assert_eq!(due(answer.get("T.B")), "2026-03-10");
    assert_eq!(due(answer.get("T.C")), "2026-03-08");
}

#[test]
fn row_11_an_instant_is_the_same_in_every_spelling() {
    let engine = engine("Europe/London", "gb-eaw", &[clock("T.A", &period(10, "calendar_day"))]);
    let mut seen = BTreeSet::new();
    for at in [
        "2026-06-03T23:30:00Z",
        "2026-06-04T00:30:00+01:00",
        "2026-06-04T07:30:00+08:00",
        "2026-06-03T19:30:00-04:00",
    ] {
        let answer = ask(&engine, &[&format!("received {at}")], "2026-06-05T12:00:00+05:30");
        seen.insert((due(answer.get("T.A")), late_from(answer.get("T.A")), answer.get("T.A").status()));
    }
    // It was already the fourth in London.
    let expected = ("2026-06-14".to_owned(), "2026-06-15T00:00:00+01:00".to_owned(), Status::Running);
    assert_eq!(seen, BTreeSet::from([expected]));
    // The last second and the first late one, asked from another zone.
    let history = ["received 2026-06-04"];
    let status = |as_of: &str| ask(&engine, &history, as_of).get("T.A").status();
    assert_eq!(status("2026-06-14T22:59:59Z"), Status::Running);
    assert_eq!(status("2026-06-15T06:59:59+08:00"), Status::Running);
    assert_eq!(status("2026-06-15T07:00:00+08:00"), Status::Late);
    // The same text day is another day in another zone.
    let china = super::support::engine(CN, "cn", &[clock("T.A", &period(10, "calendar_day"))]);
    let answer = ask(&china, &["received 2026-06-03T15:30:00Z"], "2026-06-05");
    assert_eq!(due(answer.get("T.A")), "2026-06-13");
}

#[test]
fn row_12_make_up_days_work_and_years_have_their_notice() {
    let china = BUILTIN.calendar("cn").expect("cn");
    for made_up in
        ["2024-02-04", "2024-02-18", "2025-01-26", "2025-09-28", "2026-01-04", "2026-02-14", "2026-02-28"]
    {
        assert!(china.is_work(date(made_up)), "{made_up} is worked");
    }
    for off in
        ["2024-02-12", "2025-01-28", "2025-10-08", "2026-01-02", "2026-02-16", "2026-02-23", "2026-10-07"]
    {
        assert!(!china.is_work(date(off)), "{off} is off");
    }
    for year in &china.def().year {
        assert!(
            year.source.starts_with("国务院办公厅") || year.source.starts_with("国办发明电"),
            "{}: {}",
            year.year,
            year.source
        );
        assert!(year.published.is_some_and(|day| day.year() == year.year - 1), "{}", year.year);
    }
    let years: Vec<i16> = china.def().year.iter().map(|year| year.year).collect();
    assert_eq!(years, [2024, 2025, 2026]);
    assert!(!china.def().version.is_empty());
    // Count over a made-up Saturday and Sunday.
    let engine = engine(CN, "cn", &[clock("T.A", &period(2, "business_day"))]);
    assert_eq!(due(ask(&engine, &["received 2026-02-13"], "2026-02-13").get("T.A")), "2026-02-24");
}

#[test]
fn row_19_a_forgotten_case_climbs_and_a_note_restarts_nothing() {
    let clocks = [
        clock(
            "T.A",
            &format!(
                "{}met_by = [{{ event = \"answered\", match = {{ outcome = \"approved\" }} }}]",
                period(5, "calendar_day")
            ),
        ),
        step("reset", "T.FRESH", "event = \"repeated\"\nmatch = { fresh = true }"),
        step("merge", "T.SAME", "event = \"repeated\""),
        clock(
            "T.HEAD",
            &format!(
                "trigger = {{ expired = \"T.A\" }}\n{}met_by = [{{ event = \"escalated\" }}]",
                period(2, "calendar_day")
            ),
        ),
        clock("T.BOARD", &format!("trigger = {{ expired = \"T.HEAD\" }}\n{}", period(3, "calendar_day"))),
    ];
    let engine = engine(CN, "cn", &clocks);
    // A web note and an unapproved closing are events, and change nothing.
    let history =
        ["received 2026-03-02", "chatted 2026-03-05 words=hello", "answered 2026-03-06 outcome=draft"];
    let answer = ask(&engine, &history, "2026-03-07");
    assert_eq!(state(answer.get("T.A")), (Status::Running, "2026-03-07".to_owned()));
    assert_eq!(state(answer.get("T.HEAD")), (Status::NotStarted, "none".to_owned()));
    // Forgotten: it climbs a step, then another.
    let answer = ask(&engine, &history, "2026-03-08");
    assert_eq!(answer.get("T.A").status(), Status::Late);
    assert_eq!(state(answer.get("T.HEAD")), (Status::Running, "2026-03-10".to_owned()));
    let answer = ask(&engine, &history, "2026-03-11");
    assert_eq!(answer.get("T.HEAD").status(), Status::Late);
    assert_eq!(state(answer.get("T.BOARD")), (Status::Running, "2026-03-14".to_owned()));
    // The customer writes again: the same is merged, something new begins anew.
    let same = [history[0], "repeated 2026-03-05 fresh=false"];
    let answer = ask(&engine, &same, "2026-03-06");
    assert_eq!(due(answer.get("T.A")), "2026-03-07");
    assert_eq!(effects(answer.get("T.A")), ["T.SAME Merge NoChange"]);
    let fresh = [history[0], "repeated 2026-03-05 fresh=true"];
    let answer = ask(&engine, &fresh, "2026-03-06");
    assert_eq!(due(answer.get("T.A")), "2026-03-10");
    assert_eq!(effects(answer.get("T.A")), ["T.FRESH Reset Applied"]);
    // Approved in time: the ladder is gone.
    let approved = [history[0], "answered 2026-03-07T23:59:59+08:00 outcome=approved"];
    let answer = ask(&engine, &approved, "2026-03-20");
    assert_eq!(answer.get("T.A").status(), Status::Met);
    assert!(answer.find("T.HEAD").is_none() && answer.find("T.BOARD").is_none());
}
