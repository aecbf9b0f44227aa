//! What expiry raises, and clocks that hang on other clocks.

use ombud::clock::Status;

use super::support::*;

#[test]
fn expiry_raises_a_duty_or_a_right_and_closes_nothing() {
    let body = format!(
        "on_expiry = [{{ kind = \"duty\", rule = \"T.A\", text = {{ zh = \"仍欠\", en = \"Still owed\" }} }}, {{ kind = \"right\", rule = \"T.A\", text = {{ zh = \"可诉\", en = \"May go on\" }} }}]\n{}",
        days(10)
    );
    let engine = cn(&[clock("T.A", &body)]);
    let at = |history: &[&str], as_of: &str| {
        let answer = ask(&engine, history, as_of);
        let duty = answer.get("T.A");
        (duty.status(), duty.raises.iter().map(|r| format!("{:?} {}", r.kind, r.rule)).collect::<Vec<_>>())
    };
    assert_eq!(at(&["received 2026-03-02"], "2026-03-12"), (Status::Running, vec![]));
    let both = vec!["Duty T.A".to_owned(), "Right T.A".to_owned()];
    assert_eq!(at(&["received 2026-03-02"], "2026-03-13"), (Status::Late, both.clone()));
    assert!(Status::Late.is_open());
    assert_eq!(at(&["received 2026-03-02", "answered 2026-03-12"], "2026-03-13"), (Status::Met, vec![]));
    assert_eq!(at(&["received 2026-03-02", "answered 2026-03-14"], "2026-03-15"), (Status::MetLate, both));
}

#[test]
fn a_chained_clock_starts_when_the_other_expires_or_is_met() {
    let engine = cn(&[
        clock(
            "T.PAY",
            &format!("trigger = {{ met = \"T.A\" }}\nmet_by = [{{ event = \"credited\" }}]\n{}", days(3)),
        ),
        clock(
            "T.UP",
            &format!(
                "trigger = {{ expired = \"T.A\" }}\nmet_by = [{{ event = \"escalated\" }}]\n{}",
                days(2)
            ),
        ),
        clock("T.A", &days(10)),
    ]);
    let at = |history: &[&str], as_of: &str| {
        let answer = ask(&engine, history, as_of);
        (answer.find("T.UP").map(state), answer.find("T.PAY").map(state))
    };
    let on = |status, day: &str| Some((status, day.to_owned()));
    assert_eq!(
        at(&["received 2026-03-02"], "2026-03-12"),
        (on(Status::NotStarted, "none"), on(Status::NotStarted, "none"))
    );
    assert_eq!(
        at(&["received 2026-03-02"], "2026-03-13"),
        (on(Status::Running, "2026-03-15"), on(Status::NotStarted, "none"))
    );
    let met = ["received 2026-03-02", "answered 2026-03-06"];
    assert_eq!(at(&met, "2026-03-07"), (None, on(Status::Running, "2026-03-09")));
    let late = ["received 2026-03-02", "answered 2026-03-14"];
    assert_eq!(
        at(&late, "2026-03-14"),
        (on(Status::Running, "2026-03-15"), on(Status::Running, "2026-03-17"))
    );
    let answer = ask(&engine, &late, "2026-03-14");
    let trigger = answer.get("T.PAY").trigger.clone().expect("trigger");
    assert_eq!(
        (trigger.clock.map(|c| c.to_string()), trigger.at),
        (Some("T.A".to_owned()), Some(moment("2026-03-14")))
    );
    let trigger = answer.get("T.UP").trigger.clone().expect("trigger");
    assert_eq!(trigger.at, Some(moment("2026-03-13T00:00:00+08:00")));
    // Evaluated after what they depend on, whatever the order of writing.
    assert_eq!(answer.0[0].rule().as_str(), "T.A");
}

#[test]
fn a_chained_clock_is_gone_with_what_it_hangs_on() {
    let mut clocks = withdrawal();
    clocks.push(clock("T.PAY", &format!("trigger = {{ met = \"T.A\" }}\n{}", days(3))));
    clocks.push(clock("T.UP", &format!("trigger = {{ expired = \"T.A\" }}\n{}", days(3))));
    let engine = cn(&clocks);
    let answer = ask(
        &engine,
        &[
            "received 2026-03-02",
            "withdrawn 2026-03-05 handler=ann",
            "withdrawal_confirmed 2026-03-06 by=bob",
        ],
        "2026-03-30",
    );
    assert_eq!(answer.get("T.A").status(), Status::Cancelled);
    assert!(answer.find("T.PAY").is_none() && answer.find("T.UP").is_none());
}

#[test]
fn a_derived_clock_follows_the_other_and_has_its_own_fulfilment() {
    let derive = |minus: &str| {
        clock(
            "T.WARN",
            &format!("met_by = [{{ event = \"chatted\" }}]\nderive = {{ from = \"T.A\", minus = {minus} }}"),
        )
    };
    let with = |minus: &str| {
        let engine = engine(CN, "split", &[clock("T.A", &period(1, "month")), derive(minus)]);
        let answer = ask(&engine, &["received 2026-03-31"], "2026-04-01");
        assert_eq!(due(answer.get("T.A")), "2026-04-30");
        (due(answer.get("T.WARN")), late_from(answer.get("T.WARN")))
    };
    let day = |d: &str, l: &str| (d.to_owned(), l.to_owned());
    assert_eq!(with("{ n = 3, unit = \"calendar_day\" }"), day("2026-04-27", "2026-04-28T00:00:00+08:00"));
    assert_eq!(with("{ n = 2, unit = \"week\" }"), day("2026-04-16", "2026-04-17T00:00:00+08:00"));
    assert_eq!(with("{ n = 2, unit = \"month\" }"), day("2026-02-28", "2026-03-01T00:00:00+08:00"));
    assert_eq!(with("{ n = 1, unit = \"year\" }"), day("2025-04-30", "2025-05-01T00:00:00+08:00"));
    assert_eq!(with("{ n = 4, unit = \"business_day\" }"), day("2026-04-24", "2026-04-25T00:00:00+08:00"));
    assert_eq!(with("{ n = 5, unit = \"hour\" }"), day("2026-04-30", "2026-04-30T19:00:00+08:00"));
    let engine =
        engine(CN, "split", &[clock("T.A", &days(10)), derive("{ n = 3, unit = \"calendar_day\" }")]);
    let status = |history: &[&str], as_of: &str| ask(&engine, history, as_of).get("T.WARN").status();
    assert_eq!(status(&["received 2026-03-02"], "2026-03-09"), Status::Running);
    assert_eq!(status(&["received 2026-03-02"], "2026-03-10"), Status::Late);
    assert_eq!(status(&["received 2026-03-02", "chatted 2026-03-09"], "2026-03-10"), Status::Met);
    assert_eq!(status(&["received 2026-03-02", "chatted 2026-03-10"], "2026-03-11"), Status::MetLate);
    // Done with the duty itself, the warning is done too.
    assert_eq!(status(&["received 2026-03-02", "answered 2026-03-04"], "2026-03-11"), Status::Met);
    // Nothing to count from: the warning says what the other lacks.
    let answer = ask(&engine, &["received ?"], "2026-03-11");
    assert_eq!(answer.get("T.WARN").status(), Status::Undetermined);
    assert_eq!(needs(answer.get("T.WARN")), ["EventTime received decisive"]);
    let answer = ask(&engine, &["received 2026-03-05"], "2026-03-04");
    assert_eq!(state(answer.get("T.WARN")), (Status::NotStarted, "2026-03-12".to_owned()));
}

#[test]
fn a_derived_date_is_never_more_careful_than_what_it_is_counted_from() {
    let engine = cn(&[
        clock("T.A", &format!("counting = \"inferred\"\n{}", days(10))),
        clock("T.WARN", "derive = { from = \"T.A\", minus = { n = 0, unit = \"calendar_day\" } }")
            .replace("n = 0", "n = 1"),
    ]);
    let answer = ask(&engine, &["received 2026-03-02"], "2026-03-03");
    assert_eq!(
        (due(answer.get("T.WARN")), prudent(answer.get("T.WARN"))),
        ("2026-03-11".to_owned(), "2026-03-11".to_owned())
    );
}

#[test]
fn a_clock_that_starts_if_something_was_recorded_in_time() {
    let engine = cn(&[
        clock("T.A", &format!("met_by = [{{ event = \"escalated\" }}]\n{}", days(10))),
        clock(
            "T.LONG",
            &format!(
                "starts_if = {{ event = \"credited\", match = {{ full = true }}, within = \"T.A\" }}\n{}",
                days(45)
            ),
        ),
    ]);
    let at = |lines: &[&str], as_of: &str| {
        let mut history = vec!["received 2026-03-02"];
        history.extend(lines);
        let answer = ask(&engine, &history, as_of);
        let duty = answer.find("T.LONG");
        duty.map(|duty| (duty.status(), due(duty), needs(duty)))
    };
    let long = "2026-04-16".to_owned();
    let missing = vec!["Event credited".to_owned()];
    assert_eq!(at(&[], "2026-03-03"), Some((Status::NotStarted, long.clone(), missing.clone())));
    assert_eq!(
        at(&["credited 2026-03-12 full=true"], "2026-03-20"),
        Some((Status::Running, long.clone(), vec![]))
    );
    assert_eq!(
        at(&["credited 2026-03-13 full=true"], "2026-03-20"),
        Some((Status::NotStarted, long.clone(), missing.clone()))
    );
    assert_eq!(
        at(&["credited 2026-03-05 full=false"], "2026-03-20"),
        Some((Status::NotStarted, long.clone(), missing))
    );
    assert_eq!(
        at(&["credited 2026-03-05"], "2026-03-20"),
        Some((
            Status::NotStarted,
            long.clone(),
            vec!["EventField credited.full".to_owned(), "Event credited".to_owned()]
        ))
    );
    // Answered without it: the longer clock never was.
    assert_eq!(at(&["answered 2026-03-05"], "2026-03-20"), None);
    assert_eq!(
        at(&["credited 2026-03-04 full=true", "answered 2026-03-05"], "2026-03-20"),
        Some((Status::Met, long, vec![]))
    );
}

#[test]
fn provisional_credit_opens_the_longer_period_of_reg_e() {
    let place = ["respondent.place=US-EASTERN", "reg_e.pos_debit=false", "reg_e.new_account=false"];
    let ask_for = |history: &[&str], as_of: &str| {
        let answer = ask_builtin("us-reg-e", &place, history, as_of);
        (answer.get("US.REGE.DECIDE").status(), answer.find("US.REGE.EXT").map(state))
    };
    let (decide, long) = ask_for(&["received 2026-03-02"], "2026-03-03");
    assert_eq!(decide, Status::Running);
    assert_eq!(long.expect("EXT").0, Status::NotStarted);
    let (decide, long) = ask_for(&["received 2026-03-02", "provisional_credit 2026-03-10"], "2026-03-20");
    assert_eq!(decide, Status::Met);
    let (status, _) = long.expect("EXT");
    assert!(matches!(status, Status::Running | Status::NotStarted), "{status:?}");
}

#[test]
fn what_hangs_on_an_undated_fulfilment_asks_for_its_date() {
    let engine = cn(&[
        clock("T.A", &days(10)),
        clock(
            "T.PAY",
            &format!("trigger = {{ met = \"T.A\" }}\nmet_by = [{{ event = \"credited\" }}]\n{}", days(3)),
        ),
    ]);
    for stated in ["true", "false"] {
        let line = format!("answered ? stated_timely={stated}");
        let answer = ask(&engine, &["received 2026-03-02", &line], "2026-03-30");
        let duty = answer.get("T.PAY");
        assert_eq!(state(duty), (Status::Undetermined, "none".to_owned()));
        assert_eq!(needs(duty), ["EventTime answered decisive"]);
        assert_eq!(duty.trigger.clone().and_then(|trigger| trigger.clock).expect("clock").as_str(), "T.A");
    }
}

#[test]
fn what_hangs_on_an_undetermined_clock_is_undetermined_with_its_needs() {
    let chained = |on: &str| {
        clock(
            "T.NEXT",
            &format!("trigger = {{ {on} = \"T.A\" }}\nmet_by = [{{ event = \"credited\" }}]\n{}", days(3)),
        )
    };
    for on in ["expired", "met"] {
        let unknown = clock("T.A", &format!("when = {{ \"case.grave\" = true }}\n{}", days(10)));
        let engine = cn(&[unknown, chained(on)]);
        let history = ["received 2026-03-02"];
        let answer = ask(&engine, &history, "2026-03-30");
        assert_eq!(state(answer.get("T.NEXT")), (Status::Undetermined, "none".to_owned()), "{on}");
        assert_eq!(needs(answer.get("T.NEXT")), ["Fact case.grave decisive"]);
        assert!(ask_with(&engine, &["case.grave=false"], &history, "2026-03-30").find("T.NEXT").is_none());
        let undated = ask(&engine, &["received 2026-03-02", "answered ?"], "2026-03-30");
        assert_eq!(undated.get("T.NEXT").status(), Status::Undetermined);
    }
    // Whatever the date will be once the calendar is out: until then nothing has expired.
    let engine = cn(&[clock("T.A", &period(10, "business_day")), chained("expired")]);
    let at = |as_of: &str| {
        let answer = ask(&engine, &["received 2026-12-28"], as_of);
        assert_eq!(answer.get("T.A").not_before, Some(date("2027-01-07")));
        answer.get("T.NEXT").clone()
    };
    assert_eq!(at("2027-01-07").status(), Status::NotStarted);
    assert_eq!(
        (at("2027-01-08").status(), needs(&at("2027-01-08"))),
        (Status::Undetermined, vec!["Calendar cn 2027 decisive".to_owned()])
    );
}

#[test]
fn what_hangs_on_a_duty_that_was_to_last_starts_when_it_has() {
    let keep = clock("T.KEEP", &format!("lapse = \"fulfilled\"\nmet_by = []\n{}", days(10)));
    let engine = cn(&[keep, clock("T.DESTROY", &format!("trigger = {{ met = \"T.KEEP\" }}\n{}", days(3)))]);
    let answer = ask(&engine, &["received 2026-03-02"], "2026-03-13");
    assert_eq!(state(answer.get("T.DESTROY")), (Status::Running, "2026-03-16".to_owned()));
    let before = ask(&engine, &["received 2026-03-02"], "2026-03-12");
    assert_eq!(before.get("T.DESTROY").status(), Status::NotStarted);
}

#[test]
fn the_proof_of_a_derived_date_says_what_it_was_counted_back_from() {
    let warn = |minus: &str| clock("T.WARN", &format!("derive = {{ from = \"T.A\", minus = {minus} }}"));
    let agree = step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\"");
    let proof_of = |minus: &str, history: &[&str]| {
        let engine = cn(&[clock("T.A", &days(10)) + &agree, warn(minus)]);
        let answer = ask(&engine, history, "2026-03-03");
        let explanation = answer.get("T.WARN").proof().expect("a proof");
        let page = explanation.page(ombud::model::Lang::Zh);
        assert!(page.contains("往前推") && !page.contains("⟦"), "{page}");
        (explanation.proof().clone(), explanation.render(ombud::model::Lang::En))
    };
    let (proof, text) = proof_of("{ n = 3, unit = \"calendar_day\" }", &["received 2026-03-02"]);
    assert_eq!((proof.due, proof.start), (date("2026-03-09"), moment("2026-03-12")));
    assert!(text.contains("3 calendar days back from the date of “Clock”, Thu 12 March 2026"), "{text}");
    assert!(proof.counts.is_empty() && proof.days.is_empty() && proof.calendar_sources.is_empty());
    // The agreed date, and the notices behind the working days.
    let agreed = ["received 2026-03-02", "agreed 2026-03-03 until=2026-03-20"];
    let (proof, text) = proof_of("{ n = 3, unit = \"business_day\" }", &agreed);
    assert_eq!((proof.due, proof.calendar_sources.len()), (date("2026-03-17"), 1));
    assert!(text.contains("Fri 20 March 2026"), "{text}");
}

#[test]
fn what_must_come_in_time_is_not_taken_for_in_time() {
    let place = ["respondent.place=US-EASTERN"];
    let of = |credit: &str| {
        let history = ["received 2026-03-02", &format!("provisional_credit {credit}")];
        let answer = ask_builtin("us-reg-e", &place, &history, "2026-04-01");
        answer.find("US.REGE.EXT").map(|duty| (duty.status(), needs(duty).first().cloned()))
    };
    let asked = Some("EventTime provisional_credit decisive".to_owned());
    assert_eq!(of("?"), Some((Status::Undetermined, asked)));
    let status = |day: &str| of(day).map(|(status, _)| status);
    assert_eq!(status("2026-03-16"), Some(Status::Running));
    assert_eq!(status("2026-03-17"), Some(Status::NotStarted));
    // The other clock has no time that nobody knows: what counts is what is late for it.
    let within = "starts_if = { event = \"credited\", within = \"T.A\" }\n";
    let clocks = [
        clock("T.A", &(days(10) + "when = { \"case.grave\" = true }\n")),
        clock("T.B", &(days(40) + within)),
    ];
    let engine = cn(&clocks);
    let history = ["received 2026-03-02", "credited 2026-03-05"];
    let answer = ask(&engine, &history, "2026-03-06");
    let duty = answer.get("T.B");
    assert_eq!(
        (duty.status(), needs(duty)),
        (Status::Undetermined, vec!["Fact case.grave decisive".to_owned()])
    );
    assert_eq!(
        ask_with(&engine, &["case.grave=true"], &history, "2026-03-06").get("T.B").status(),
        Status::Running
    );
}

#[test]
fn an_exception_whose_date_is_not_filled_in_leaves_the_period() {
    let instead = "[[clock.instead]]\nwhen = { \"case.grave\" = true }\nperiod = { until = \"deadline\" }\n";
    let engine = cn(&[clock("T.A", &format!("trigger = {{ event = \"referred\" }}\n{}{instead}", days(10)))]);
    let of = |line: &str| {
        let answer = ask_with(&engine, &["case.grave=true"], &[line], "2026-03-06");
        (state(answer.get("T.A")), needs(answer.get("T.A")))
    };
    let running = |day: &str| (Status::Running, day.to_owned());
    assert_eq!(of("referred 2026-03-02 deadline=2026-03-20"), (running("2026-03-20"), vec![]));
    let asked = vec!["EventField referred.deadline".to_owned()];
    assert_eq!(of("referred 2026-03-02"), (running("2026-03-12"), asked));
}

/// Before the day that another clock cannot end before, what came is in time whatever its date.
#[test]
fn what_came_before_the_earliest_possible_end_is_in_time() {
    let within = "starts_if = { event = \"credited\", within = \"T.A\" }\n";
    let engine = cn(&[clock("T.A", &period(10, "business_day")), clock("T.B", &(days(60) + within))]);
    let of = |credited: &str| {
        let history = ["received 2026-12-28", &format!("credited {credited}")];
        let answer = ask(&engine, &history, "2027-01-10");
        assert_eq!(answer.get("T.A").not_before, Some(date("2027-01-07")));
        (answer.get("T.B").status(), needs(answer.get("T.B")))
    };
    assert_eq!(of("2027-01-07"), (Status::Running, vec![]));
    assert_eq!(of("2027-01-08"), (Status::Undetermined, vec!["Calendar cn 2027 decisive".to_owned()]));
}

/// What would have fulfilled the duty must be shown: the duty runs on, and what could change that is
/// asked for without taking the date away.
#[test]
fn a_letter_of_a_lane_of_which_nobody_knows_whether_it_was_kept_is_asked_about() {
    let lane =
        format!("when = {{ \"case.grave\" = true }}\nmet_by = [{{ event = \"escalated\" }}]\n{}", days(3));
    let met = "met_by = [{ event = \"answered\" }, { event = \"chatted\", if_met = \"T.LANE\" }]\n";
    let engine = cn(&[clock("T.LANE", &lane), clock("T.A", &format!("{met}{}", days(10)))]);
    let of = |facts: &[&str], history: &[&str], as_of: &str| {
        let history = [&["received 2026-03-02", "chatted 2026-03-09"], history].concat();
        let answer = ask_with(&engine, facts, &history, as_of);
        let duty = answer.get("T.A");
        (state(duty), needs(duty), effects(duty))
    };
    let on = |status| (status, "2026-03-12".to_owned());
    let asked = vec!["Fact case.grave".to_owned()];
    assert_eq!(of(&[], &[], "2026-03-10"), (on(Status::Running), asked.clone(), vec![]));
    assert_eq!(of(&[], &[], "2026-03-13"), (on(Status::Late), asked, vec![]));
    // It is known not to have been kept, or to have been.
    let late = vec!["T.A Fulfilment TooLate".to_owned()];
    assert_eq!(of(&["case.grave=true"], &[], "2026-03-10"), (on(Status::Running), vec![], late));
    let kept = of(&["case.grave=true"], &["escalated 2026-03-04"], "2026-03-10");
    assert_eq!(kept, (on(Status::Met), vec![], vec![]));
}
