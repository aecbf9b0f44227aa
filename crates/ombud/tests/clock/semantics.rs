//! Every rule of the architecture's "Days and clocks" and "Three times", each as a named test.

use ombud::{
    clock::{Basis, Confidence, Effect, NeedKind, Status},
    model::Moment,
};

use super::support::*;

const CN: &str = "Asia/Shanghai";
const NY: &str = "America/New_York";
const LONDON: &str = "Europe/London";

fn days(n: u32) -> String {
    period(n, "calendar_day")
}

fn cn(clocks: &[String]) -> ombud::Engine {
    engine(CN, "cn", clocks)
}

// ---------------------------------------------------------------- law time

fn two_versions(more: &str) -> Vec<String> {
    vec![
        clock("T.A", &format!("effective_from = 2020-01-01\neffective_to = 2026-03-09\n{more}{}", days(30))),
        clock("T.A", &format!("effective_from = 2026-03-10\n{more}{}", days(10))),
    ]
}

#[test]
fn law_time_the_trigger_selects_the_version_and_a_change_in_mid_clock_keeps_it() {
    let engine = cn(&two_versions(""));
    let due_of =
        |received: &str| due(ask(&engine, &[&format!("received {received}")], "2026-03-20").get("T.A"));
    assert_eq!(due_of("2026-03-09"), "2026-04-08");
    assert_eq!(due_of("2026-03-10"), "2026-03-20");
    // The local date in the regime's zone decides, not the date of the text.
    assert_eq!(due_of("2026-03-09T15:59:59Z"), "2026-04-08");
    assert_eq!(due_of("2026-03-09T16:00:00Z"), "2026-03-20");
    assert_eq!(ask(&engine, &["received 2026-03-09"], "2026-03-20").all("T.A").len(), 1);
    // Before anything was in force there is no such clock.
    assert!(ask(&engine, &["received 2019-12-31"], "2026-03-20").find("T.A").is_none());
}

#[test]
fn law_time_applies_by_as_of_takes_over_running_clocks() {
    let engine = cn(&two_versions("applies_by = \"as_of\"\n"));
    let due_at = |as_of: &str| due(ask(&engine, &["received 2026-03-05"], as_of).get("T.A"));
    assert_eq!(due_at("2026-03-09"), "2026-04-04");
    assert_eq!(due_at("2026-03-10"), "2026-03-15");
}

#[test]
fn law_time_an_unstarted_clock_shows_the_version_of_the_day_of_asking() {
    let engine = cn(&two_versions("trigger = { event = \"referred\" }\n"));
    let answer = ask(&engine, &["received 2026-03-05"], "2026-03-08");
    assert_eq!(state(answer.get("T.A")), (Status::NotStarted, "none".to_owned()));
}

#[test]
fn in_force_by_lowers_the_mark_one_step_and_drops_nothing() {
    for (mark, lowered) in [
        ("text", Confidence::Secondary),
        ("secondary", Confidence::Unverified),
        ("unverified", Confidence::Unverified),
    ] {
        let engine =
            cn(&[clock("T.A", &format!("in_force_by = 2026-03-10\nconfidence = \"{mark}\"\n{}", days(5)))]);
        let early = ask(&engine, &["received 2026-03-09"], "2026-03-11");
        assert_eq!(early.get("T.A").confidence, lowered, "{mark}");
        let later = ask(&engine, &["received 2026-03-10"], "2026-03-11");
        assert_eq!(
            later.get("T.A").confidence,
            lowered.max(match mark {
                "text" => Confidence::Text,
                "secondary" => Confidence::Secondary,
                _ => Confidence::Unverified,
            })
        );
    }
    let engine = cn(&[clock("T.A", &format!("in_force_by = 2026-03-10\n{}", days(5)))]);
    let answer = ask(&engine, &["received 1999-01-01"], "2026-03-11");
    assert_eq!(state(answer.get("T.A")), (Status::Late, "1999-01-06".to_owned()));
}

#[test]
fn a_later_version_without_a_known_start_fills_the_gap_with_a_lower_mark() {
    let engine = cn(&[
        clock("T.A", &format!("effective_from = 2020-01-01\neffective_to = 2026-03-09\n{}", days(30))),
        clock("T.A", &format!("in_force_by = 2026-04-01\n{}", days(10))),
    ]);
    let answer = ask(&engine, &["received 2026-03-15"], "2026-03-16");
    assert_eq!(
        (due(answer.get("T.A")), answer.get("T.A").confidence),
        ("2026-03-25".to_owned(), Confidence::Secondary)
    );
}

// ---------------------------------------------------------------- what is not sure

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

// ---------------------------------------------------------------- place

#[test]
fn an_unknown_place_is_due_at_the_latest_prudent_at_the_earliest_and_asks() {
    let engine = try_engine(TWO_PLACES, &[clock("T.A", &format!("counting = \"inferred\"\n{}", days(10)))])
        .expect("engine");
    let history = ["received 2026-06-03"];
    let answer = ask(&engine, &history, "2026-06-04");
    let duty = answer.get("T.A");
    // Midnight comes last to Hawaii.
    assert_eq!(late_from(duty), "2026-06-14T00:00:00-10:00");
    assert_eq!((due(duty), prudent(duty)), ("2026-06-13".to_owned(), "2026-06-12".to_owned()));
    assert_eq!(needs(duty), ["Fact case.place"]);
    // An instant that falls on two dates.
    let answer = ask(&engine, &["received 2026-06-03T01:00:00-04:00"], "2026-06-04T12:00:00-04:00");
    let duty = answer.get("T.A");
    // In New York it was the third, in Honolulu the second.
    assert_eq!((due(duty), prudent(duty)), ("2026-06-13".to_owned(), "2026-06-11".to_owned()));
    let known = ask_with(&engine, &["case.place=EAST"], &history, "2026-06-04");
    assert_eq!(late_from(known.get("T.A")), "2026-06-14T00:00:00-04:00");
    assert!(known.get("T.A").needs.is_empty());
    assert_eq!(due(ask_with(&engine, &["case.place=WEST"], &history, "2026-06-04").get("T.A")), "2026-06-13");
}

#[test]
fn places_that_agree_leave_nothing_to_ask() {
    let engine = try_engine(
        TWO_PLACES,
        &[clock("T.A", "period = { until = \"deadline_at\" }\ntrigger = { event = \"referred\" }")],
    )
    .expect("engine");
    let answer = ask(&engine, &["referred 2026-06-03 deadline_at=2026-06-10T12:00:00Z"], "2026-06-04");
    assert!(answer.get("T.A").needs.is_empty());
}

// ---------------------------------------------------------------- extensions

fn ladder() -> Vec<String> {
    vec![
        clock("T.A", &days(15)),
        step(
            "extend",
            "T.X1",
            "event = \"extended\"\nmatch = { ground = \"complex\" }\nto = { n = 30, unit = \"calendar_day\" }\nneeds = [\"reason\"]\nprompt = { zh = \"登记\", en = \"Record it\" }",
        ),
        step(
            "extend",
            "T.X2",
            "event = \"extended\"\nmatch = { ground = \"special\" }\nto = { n = 60, unit = \"calendar_day\" }\nafter = \"T.X1\"\nneeds = [\"approver\"]\nprompt = { zh = \"批准\", en = \"Get approval\" }",
        ),
    ]
}

#[test]
fn an_extension_with_papers_moves_the_date_and_says_who_approved() {
    let engine = cn(&ladder());
    let history = [
        "received 2026-03-02",
        "extended 2026-03-17 ground=complex reason=lab",
        "extended 2026-04-01 ground=special approver=li",
    ];
    let answer = ask(&engine, &history[..1], "2026-03-03");
    let duty = answer.get("T.A");
    assert_eq!(due(duty), "2026-03-17");
    let prompt: Vec<_> = duty
        .prompts
        .iter()
        .map(|p| (p.rule.to_string(), p.event.to_string(), p.needs.clone(), p.by, p.until))
        .collect();
    assert_eq!(
        prompt,
        [(
            "T.X1".to_owned(),
            "extended".to_owned(),
            vec!["ground".to_owned(), "reason".to_owned()],
            date("2026-03-17"),
            Some(date("2026-04-01"))
        )]
    );
    let answer = ask(&engine, &history[..2], "2026-03-20");
    assert_eq!(due(answer.get("T.A")), "2026-04-01");
    assert_eq!(answer.get("T.A").prompts.len(), 1);
    assert_eq!(answer.get("T.A").prompts[0].rule.as_str(), "T.X2");
    let answer = ask(&engine, &history, "2026-04-02");
    let duty = answer.get("T.A");
    assert_eq!(due(duty), "2026-05-01");
    assert_eq!(effects(duty), ["T.X1 Extension Applied", "T.X2 Extension Applied"]);
    assert_eq!(duty.steps[1].approver.as_deref(), Some("li"));
    assert!(duty.prompts.is_empty());
    let counts: Vec<_> =
        duty.proof().expect("proof").proof().counts.iter().map(|c| (c.rule.to_string(), c.count.n)).collect();
    assert_eq!(counts, [("T.X2".to_owned(), 60)]);
}

#[test]
fn an_extension_without_papers_changes_nothing_and_lists_what_is_missing() {
    let engine = cn(&ladder());
    for (line, missing) in
        [("extended 2026-03-05 ground=complex", "reason"), ("extended 2026-03-05 reason=lab", "ground")]
    {
        let answer = ask(&engine, &["received 2026-03-02", line], "2026-03-06");
        let duty = answer.get("T.A");
        assert_eq!(state(duty), (Status::Running, "2026-03-17".to_owned()));
        assert_eq!(duty.steps[0].effect, Effect::PapersMissing, "{line}");
        assert_eq!(duty.steps[0].missing, [missing]);
    }
    // Another ground is no extension of this clock at all.
    let answer =
        ask(&engine, &["received 2026-03-02", "extended 2026-03-05 ground=tired reason=x"], "2026-03-06");
    assert!(answer.get("T.A").steps.is_empty());
}

#[test]
fn an_extension_recorded_after_the_time_was_up_changes_nothing() {
    let engine = cn(&ladder());
    let on = |day: &str| {
        let line = format!("extended {day} ground=complex reason=lab");
        let answer = ask(&engine, &["received 2026-03-02", &line], "2026-04-01");
        (due(answer.get("T.A")), answer.get("T.A").steps[0].effect)
    };
    assert_eq!(on("2026-03-17"), ("2026-04-01".to_owned(), Effect::Applied));
    assert_eq!(on("2026-03-18"), ("2026-03-17".to_owned(), Effect::TooLate));
}

#[test]
fn the_second_extension_needs_the_first() {
    let engine = cn(&ladder());
    let answer = ask(
        &engine,
        &["received 2026-03-02", "extended 2026-03-05 ground=special approver=li"],
        "2026-03-06",
    );
    let duty = answer.get("T.A");
    assert_eq!(
        (due(duty), effects(duty)),
        ("2026-03-17".to_owned(), vec!["T.X2 Extension OutOfOrder".to_owned()])
    );
    assert_eq!(duty.steps[0].missing, ["T.X1"]);
    // In the packs: 018c before 018b.
    let answer = ask_builtin(
        "cn-complaints-2020",
        &[],
        &["received 2026-03-02", "extended 2026-03-05 ground=special approver=li notified_on=2026-03-05"],
        "2026-03-06",
    );
    let duty = answer.get("CN-CM-018a");
    assert_eq!(
        (due(duty), effects(duty)),
        ("2026-03-17".to_owned(), vec!["CN-CM-018c Extension OutOfOrder".to_owned()])
    );
}

#[test]
fn an_extension_may_add_to_the_date() {
    let engine = cn(&[
        clock("T.A", &period(1, "month")),
        step(
            "extend",
            "T.X",
            "event = \"extended\"\nadd = { n = 10, unit = \"calendar_day\" }\nprompt = { zh = \"延\", en = \"Extend\" }",
        ),
    ]);
    let answer = ask(&engine, &["received 2026-01-31"], "2026-02-03");
    assert_eq!(answer.get("T.A").prompts[0].until, Some(date("2026-03-10")));
    let answer = ask(&engine, &["received 2026-01-31", "extended 2026-02-03"], "2026-02-04");
    let duty = answer.get("T.A");
    assert_eq!(due(duty), "2026-03-10");
    let explanation = duty.proof().expect("proof");
    let proof = explanation.proof();
    assert_eq!(proof.counted_days(), 28 + 10);
    let counts: Vec<_> =
        proof.counts.iter().map(|c| (c.rule.to_string(), c.from.to_string(), c.to.to_string())).collect();
    assert_eq!(
        counts,
        [
            ("T.A".to_owned(), "2026-01-31".to_owned(), "2026-02-28".to_owned()),
            ("T.X".to_owned(), "2026-02-28".to_owned(), "2026-03-10".to_owned())
        ]
    );
}

// ---------------------------------------------------------------- pauses

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
    assert_eq!(answer.get("T.A").status(), Status::Paused);
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

// ---------------------------------------------------------------- resets, repeats, withdrawal, agreement

#[test]
fn a_reset_needs_what_it_must_show_and_repeats_are_merged() {
    let engine = cn(&[
        clock("T.A", &days(10)),
        step("reset", "T.FRESH", "event = \"repeated\"\nmatch = { fresh = true }"),
        step("merge", "T.SAME", "event = \"repeated\""),
    ]);
    let with = |line: &str| {
        let answer = ask(&engine, &["received 2026-03-02", line], "2026-03-20");
        (due(answer.get("T.A")), effects(answer.get("T.A")))
    };
    assert_eq!(
        with("repeated 2026-03-05 fresh=true"),
        ("2026-03-15".to_owned(), vec!["T.FRESH Reset Applied".to_owned()])
    );
    assert_eq!(
        with("repeated 2026-03-05 fresh=false"),
        ("2026-03-12".to_owned(), vec!["T.SAME Merge NoChange".to_owned()])
    );
    let unclear = vec!["T.FRESH Reset PapersMissing".to_owned(), "T.SAME Merge NoChange".to_owned()];
    assert_eq!(with("repeated 2026-03-05"), ("2026-03-12".to_owned(), unclear));
    let late = vec!["T.FRESH Reset TooLate".to_owned(), "T.SAME Merge NoChange".to_owned()];
    assert_eq!(with("repeated 2026-03-13 fresh=true"), ("2026-03-12".to_owned(), late));
    assert_eq!(with("repeated 2026-03-12 fresh=true").0, "2026-03-22");
    // What came before the complaint is no repeat of it.
    assert_eq!(with("repeated 2026-03-01 fresh=true"), ("2026-03-12".to_owned(), vec![]));
    let answer = ask(&engine, &["received 2026-03-02", "repeated 2026-03-05 fresh=true"], "2026-03-20");
    assert_eq!(answer.get("T.A").proof().expect("proof").proof().start, moment("2026-03-05"));
}

#[test]
fn a_reset_forgets_extensions_and_agreements() {
    let mut clocks = ladder();
    clocks.push(step("reset", "T.FRESH", "event = \"repeated\"\nmatch = { fresh = true }"));
    clocks.push(step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\""));
    let engine = cn(&clocks);
    let history = [
        "received 2026-03-02",
        "extended 2026-03-05 ground=complex reason=x",
        "agreed 2026-03-06 until=2026-06-01",
        "repeated 2026-03-10 fresh=true",
    ];
    let answer = ask(&engine, &history, "2026-03-11");
    let duty = answer.get("T.A");
    assert_eq!((due(duty), duty.agreed_due), ("2026-03-25".to_owned(), None));
    assert_eq!(duty.prompts[0].rule.as_str(), "T.X1");
}

fn withdrawal() -> Vec<String> {
    vec![
        clock("T.A", &days(10)),
        step("cancel", "T.GONE", "event = \"withdrawn\"\nconfirmed_by = \"withdrawal_confirmed\""),
    ]
}

#[test]
fn a_withdrawal_runs_until_confirmed_and_ends_as_of_its_receipt() {
    let engine = cn(&withdrawal());
    let history =
        ["received 2026-03-02", "withdrawn 2026-03-05 by=ann", "withdrawal_confirmed 2026-03-20 by=bob"];
    let answer = ask(&engine, &history, "2026-03-19");
    let duty = answer.get("T.A");
    assert_eq!(duty.status(), Status::Late);
    assert_eq!(effects(duty), ["T.GONE Cancellation Unconfirmed"]);
    assert_eq!(duty.steps[0].missing, ["withdrawal_confirmed"]);
    let answer = ask(&engine, &history, "2026-03-20");
    let duty = answer.get("T.A");
    assert_eq!((duty.status(), duty.done), (Status::Cancelled, Some(moment("2026-03-05"))));
    assert_eq!(effects(duty), ["T.GONE Cancellation Applied"]);
}

#[test]
fn nobody_confirms_their_own_entry() {
    let engine = cn(&withdrawal());
    let with = |confirmation: &str| {
        let answer = ask(
            &engine,
            &["received 2026-03-02", "withdrawn 2026-03-05 by=ann ref=w1", confirmation],
            "2026-03-10",
        );
        answer.get("T.A").status()
    };
    assert_eq!(with("withdrawal_confirmed 2026-03-06 by=ann"), Status::Running);
    assert_eq!(with("withdrawal_confirmed 2026-03-06 by=bob"), Status::Cancelled);
    assert_eq!(with("withdrawal_confirmed 2026-03-06 by=bob ref=w1"), Status::Cancelled);
    assert_eq!(with("withdrawal_confirmed 2026-03-06 by=bob ref=w2"), Status::Running);
    // Not before it was received.
    assert_eq!(with("withdrawal_confirmed 2026-03-04 by=bob"), Status::Running);
    assert_eq!(with("withdrawal_confirmed ? by=bob"), Status::Running);
}

#[test]
fn a_cancellation_has_its_papers_and_its_match() {
    let engine = cn(&[
        clock("T.A", &days(10)),
        step("cancel", "T.GONE", "event = \"withdrawn\"\nmatch = { kind = \"own\" }\nneeds = [\"document\"]"),
    ]);
    let with = |line: &str| {
        let answer = ask(&engine, &["received 2026-03-02", line], "2026-03-10");
        (answer.get("T.A").status(), answer.get("T.A").steps.first().map(|step| step.missing.clone()))
    };
    assert_eq!(with("withdrawn 2026-03-05 kind=own document=d"), (Status::Cancelled, Some(vec![])));
    assert_eq!(with("withdrawn 2026-03-05 kind=own"), (Status::Running, Some(vec!["document".to_owned()])));
    assert_eq!(with("withdrawn 2026-03-05 kind=agent document=d"), (Status::Running, None));
}

#[test]
fn an_agreed_date_prevails_and_the_legal_date_stands_beside_it() {
    let engine = cn(&[
        clock("T.A", &format!("counting = \"inferred\"\n{}", days(10))),
        step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\"\nneeds = [\"document\"]"),
    ]);
    let with = |line: &str, as_of: &str| {
        let answer = ask(&engine, &["received 2026-03-02", line], as_of);
        let duty = answer.get("T.A");
        (
            duty.status(),
            due(duty),
            prudent(duty),
            duty.agreed_due.map(|d| d.to_string()),
            late_from(duty),
            duty.steps[0].effect,
        )
    };
    let on = |s: &str| s.to_owned();
    assert_eq!(
        with("agreed 2026-03-05 until=2026-03-20 document=d", "2026-03-16"),
        (
            Status::Running,
            on("2026-03-12"),
            on("2026-03-11"),
            Some(on("2026-03-20")),
            on("2026-03-21T00:00:00+08:00"),
            Effect::Applied
        )
    );
    // Earlier than the law: it binds as well.
    assert_eq!(
        with("agreed 2026-03-05 until=2026-03-08 document=d", "2026-03-09"),
        (
            Status::Late,
            on("2026-03-12"),
            on("2026-03-08"),
            Some(on("2026-03-08")),
            on("2026-03-09T00:00:00+08:00"),
            Effect::Applied
        )
    );
    assert_eq!(with("agreed 2026-03-05 until=2026-03-20", "2026-03-16").5, Effect::PapersMissing);
    assert_eq!(with("agreed 2026-03-13 until=2026-03-20 document=d", "2026-03-16").5, Effect::TooLate);
    assert_eq!(with("agreed 2026-03-12 until=2026-03-20 document=d", "2026-03-16").5, Effect::Applied);
    let answer = ask(&engine, &["received 2026-03-02", "agreed 2026-03-05 document=d"], "2026-03-06");
    assert_eq!(answer.get("T.A").steps[0].missing, ["until"]);
    // A second agreement is in time until the first one is up.
    let answer = ask(
        &engine,
        &[
            "received 2026-03-02",
            "agreed 2026-03-05 until=2026-03-20 document=d",
            "agreed 2026-03-20 until=2026-03-25 document=e",
        ],
        "2026-03-21",
    );
    assert_eq!(answer.get("T.A").agreed_due, Some(date("2026-03-25")));
    let answer = ask(
        &engine,
        &[
            "received 2026-03-02",
            "agreed 2026-03-05 until=2026-03-20 document=d",
            "agreed 2026-03-21 until=2026-03-25 document=e",
        ],
        "2026-03-21",
    );
    assert_eq!(answer.get("T.A").agreed_due, Some(date("2026-03-20")));
}

// ---------------------------------------------------------------- suspensions of a class

/// A payment-service complaint has 15 business days and not the eight weeks; while nobody has said
/// which it is, both clocks stand and both ask.
#[test]
fn one_of_the_two_uk_responses_is_owed() {
    let of = |facts: &[&str]| ask_builtin("uk-disp", facts, &["received 2026-06-03"], "2026-06-04");
    let payment = of(&["complaint.payment_services=true"]);
    assert_eq!(due(payment.get("UK.DISP.PSD.FINAL")), "2026-06-24");
    assert!(payment.find("UK.DISP.FINAL").is_none());
    let general = of(&["complaint.payment_services=false"]);
    assert_eq!(due(general.get("UK.DISP.FINAL")), "2026-07-29");
    assert!(general.find("UK.DISP.PSD.FINAL").is_none());
    let unknown = of(&[]);
    assert_eq!(needs(unknown.get("UK.DISP.FINAL")), ["Fact complaint.payment_services"]);
    assert_eq!(needs(unknown.get("UK.DISP.PSD.FINAL")), ["Fact complaint.payment_services decisive"]);
}

#[test]
fn the_uk_motor_finance_suspension_leaves_the_rest_of_the_eight_weeks() {
    let of = |kind: &str, received: &str, as_of: &str| {
        let answer = ask_builtin(
            "uk-disp",
            &[&format!("product.motor_finance={kind}")],
            &[&format!("received {received}")],
            as_of,
        );
        (due(answer.get("UK.DISP.FINAL")), answer.get("UK.DISP.FINAL").steps.len())
    };
    // 54 days used by 10 January 2024: two are left from 31 May 2026.
    assert_eq!(of("dca", "2023-11-17", "2024-02-01"), ("2026-06-01".to_owned(), 1));
    // Received in the pause: all eight weeks are left.
    assert_eq!(of("dca", "2025-01-01", "2025-02-01"), ("2026-07-25".to_owned(), 1));
    // One day too early for the class.
    assert_eq!(of("dca", "2023-11-16", "2024-02-01"), ("2024-01-11".to_owned(), 0));
    // After the pause nothing is left out.
    assert_eq!(of("dca", "2026-05-31", "2026-06-01"), ("2026-07-26".to_owned(), 0));
    assert_eq!(of("non_dca_commission", "2024-10-25", "2025-02-01"), ("2024-12-20".to_owned(), 0));
    assert_eq!(of("non_dca_commission", "2024-10-26", "2025-02-01"), ("2026-06-01".to_owned(), 1));
    // Leasing left the pause on 5 December 2025.
    assert_eq!(of("leasing_commission", "2024-12-19", "2025-02-01"), ("2026-01-29".to_owned(), 1));
    // Whether it is of the class must be shown; it is asked for only where it could matter.
    let answer = ask_builtin("uk-disp", &[], &["received 2025-01-01"], "2025-02-01");
    assert_eq!(due(answer.get("UK.DISP.FINAL")), "2025-02-26");
    assert!(needs(answer.get("UK.DISP.FINAL")).contains(&"Fact product.motor_finance".to_owned()));
    let general = ["complaint.payment_services=false"];
    let answer = ask_builtin("uk-disp", &general, &["received 2026-06-03"], "2026-06-04");
    assert!(answer.get("UK.DISP.FINAL").needs.is_empty());
    // Days used before, days left after: the proof counts 56 in all.
    let answer =
        ask_builtin("uk-disp", &["product.motor_finance=dca"], &["received 2023-11-17"], "2024-02-01");
    let duty = answer.get("UK.DISP.FINAL");
    assert_eq!(duty.confidence, Confidence::Secondary);
    let explanation = duty.proof().expect("proof");
    assert_eq!(explanation.proof().counted_days(), 56);
    let suspended = explanation
        .proof()
        .days
        .iter()
        .filter(|day| matches!(day.reason, ombud::clock::Reason::Suspended { .. }));
    assert_eq!(suspended.count(), 871);
}

#[test]
fn a_suspension_takes_clocks_that_started_from_and_to_its_days() {
    let suspension = "[[suspension]]\nid = \"T.STOP\"\ntitle = { zh = \"停\", en = \"Stop\" }\ncite = [\"law/9\"]\nsource = \"test\"\neffective_from = 2026-01-01\nconfidence = \"text\"\nclocks = [\"T.A\"]\nwhen = { \"case.kind\" = \"a\" }\nstarted_from = 2026-03-02\nstarted_to = 2026-03-04\nfrom = 2026-03-06\nuntil = 2026-03-11\n";
    let engine = cn(&[clock("T.A", &days(10)), clock("T.B", &days(10)), suspension.to_owned()]);
    let of = |received: &str| {
        let answer = ask_with(&engine, &["case.kind=a"], &[&format!("received {received}")], "2026-03-05");
        (due(answer.get("T.A")), due(answer.get("T.B")))
    };
    assert_eq!(of("2026-03-01"), ("2026-03-11".to_owned(), "2026-03-11".to_owned()));
    assert_eq!(of("2026-03-02"), ("2026-03-17".to_owned(), "2026-03-12".to_owned()));
    assert_eq!(of("2026-03-04"), ("2026-03-19".to_owned(), "2026-03-14".to_owned()));
    assert_eq!(of("2026-03-05"), ("2026-03-15".to_owned(), "2026-03-15".to_owned()));
    let answer = ask_with(&engine, &["case.kind=b"], &["received 2026-03-02"], "2026-03-05");
    assert_eq!(due(answer.get("T.A")), "2026-03-12");
    assert!(answer.get("T.A").needs.is_empty());
    let answer = ask(&engine, &["received 2026-03-02"], "2026-03-05");
    assert_eq!(needs(answer.get("T.A")), ["Fact case.kind"]);
    let step = &ask_with(&engine, &["case.kind=a"], &["received 2026-03-02"], "2026-03-05");
    let step = &step.get("T.A").steps[0];
    assert_eq!((step.at, step.until), (Some(moment("2026-03-06")), Some(moment("2026-03-11"))));
}

// ---------------------------------------------------------------- expiry and chains

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
        &["received 2026-03-02", "withdrawn 2026-03-05", "withdrawal_confirmed 2026-03-06"],
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

// ---------------------------------------------------------------- referrals and parts

#[test]
fn a_referral_carries_its_own_deadline() {
    let engine = cn(&[clock(
        "T.REF",
        "trigger = { event = \"referred\", which = \"each\" }\nperiod = { until = \"deadline\" }\ncounting = \"inferred\"",
    )]);
    let history =
        ["referred 2026-03-02 deadline=2026-03-09 ref=A", "referred 2026-03-03 deadline=2026-03-20 ref=B"];
    let answer = ask(&engine, &history, "2026-03-10");
    let seen: Vec<_> = answer
        .all("T.REF")
        .iter()
        .map(|d| (d.reference.clone().unwrap_or_default(), d.status(), due(d), prudent(d), late_from(d)))
        .collect();
    assert_eq!(
        seen,
        [
            (
                "A".to_owned(),
                Status::Late,
                "2026-03-09".to_owned(),
                "2026-03-09".to_owned(),
                "2026-03-10T00:00:00+08:00".to_owned()
            ),
            (
                "B".to_owned(),
                Status::Running,
                "2026-03-20".to_owned(),
                "2026-03-20".to_owned(),
                "2026-03-21T00:00:00+08:00".to_owned()
            ),
        ]
    );
    // A deadline to the minute is late from that minute.
    let exact =
        cn(&[clock("T.REF", "trigger = { event = \"referred\" }\nperiod = { until = \"deadline_at\" }")]);
    let history = ["referred 2026-03-02 deadline_at=2026-03-09T09:00:00Z"];
    assert_eq!(late_from(ask(&exact, &history, "2026-03-03").get("T.REF")), "2026-03-09T17:00:00+08:00");
    assert_eq!(ask(&exact, &history, "2026-03-09T17:00:00+08:00").get("T.REF").status(), Status::Late);
    assert_eq!(ask(&exact, &history, "2026-03-09T16:59:59+08:00").get("T.REF").status(), Status::Running);
    // It was named by the referral, so there is nothing to count.
    assert!(ask(&exact, &history, "2026-03-03").get("T.REF").proof().is_err());
    assert_eq!(ask(&exact, &history, "2026-03-01").get("T.REF").status(), Status::NotStarted);
}

#[test]
fn a_deadline_named_by_the_referral_can_be_met_late_and_cancelled() {
    let engine = cn(&[
        clock(
            "T.REF",
            "trigger = { event = \"referred\" }\nperiod = { until = \"deadline\" }\non_expiry = [{ kind = \"duty\", rule = \"T.REF\", text = { zh = \"欠\", en = \"Owed\" } }]",
        ),
        step("cancel", "T.GONE", "event = \"withdrawn\""),
    ]);
    let at = |line: &str| {
        let answer = ask(&engine, &["referred 2026-03-02 deadline=2026-03-09", line], "2026-03-20");
        (answer.get("T.REF").status(), answer.get("T.REF").raises.len())
    };
    assert_eq!(at("answered 2026-03-09"), (Status::Met, 0));
    assert_eq!(at("answered 2026-03-10"), (Status::MetLate, 1));
    assert_eq!(at("withdrawn 2026-03-05"), (Status::Cancelled, 0));
}

#[test]
fn each_referral_is_a_clock_of_its_own() {
    let engine = cn(&[clock(
        "T.REF",
        &format!("trigger = {{ event = \"referred\", which = \"each\" }}\n{}", days(15)),
    )]);
    let answer = ask(&engine, &["referred 2026-03-02 ref=A", "referred 2026-03-09 ref=B"], "2026-03-10");
    let seen: Vec<_> =
        answer.all("T.REF").iter().map(|d| (d.reference.clone().unwrap_or_default(), due(d))).collect();
    assert_eq!(seen, [("A".to_owned(), "2026-03-17".to_owned()), ("B".to_owned(), "2026-03-24".to_owned())]);
}

#[test]
fn parts_of_one_letter_have_a_clock_each_by_their_own_facts() {
    let engine = cn(&[
        clock("T.SLOW", &format!("when = {{ \"case.kind\" = \"a\" }}\n{}", days(30))),
        clock("T.FAST", &format!("when = {{ \"case.kind\" = \"b\" }}\n{}", days(5))),
    ]);
    let history = ["received 2026-03-02", "answered 2026-03-04 part=fees"];
    let answer = ask_with(&engine, &["fees/case.kind=b", "claim/case.kind=a"], &history, "2026-03-10");
    let seen: Vec<_> = answer
        .0
        .iter()
        .map(|d| (d.part.as_ref().map(ToString::to_string), d.rule().to_string(), d.status()))
        .collect();
    assert_eq!(
        seen,
        [
            (Some("claim".to_owned()), "T.SLOW".to_owned(), Status::Running),
            (Some("fees".to_owned()), "T.FAST".to_owned(), Status::Met),
        ]
    );
    // What is known of the whole holds for a part unless the part says otherwise.
    let answer = ask_with(
        &engine,
        &["case.kind=a", "fees/case.kind=b"],
        &["received 2026-03-02", "answered 2026-03-05 part=claim"],
        "2026-03-10",
    );
    let seen: Vec<_> = answer
        .0
        .iter()
        .map(|d| (d.part.as_ref().map(ToString::to_string), d.rule().to_string(), d.status()))
        .collect();
    assert_eq!(
        seen,
        [
            (Some("claim".to_owned()), "T.SLOW".to_owned(), Status::Met),
            (Some("fees".to_owned()), "T.FAST".to_owned(), Status::Late),
        ]
    );
    // Without parts there is one clock, of the whole.
    let answer = ask_with(&engine, &["case.kind=a"], &["received 2026-03-02"], "2026-03-10");
    assert_eq!(answer.0.len(), 1);
    assert_eq!(answer.0[0].part, None);
}

// ---------------------------------------------------------------- limbs

#[test]
fn limbs_combine_to_the_earliest_or_the_latest() {
    let with = |combine: &str| {
        let body = format!(
            "combine = \"{combine}\"\n[[clock.limb]]\ntrigger = {{ event = \"received\" }}\n{}[[clock.limb]]\ntrigger = {{ event = \"referred\" }}\n{}",
            days(30),
            days(10)
        );
        cn(&[clock("T.A", &body)])
    };
    let history = ["received 2026-03-02", "referred 2026-03-05"];
    for (combine, expected) in [("earliest", "2026-03-15"), ("latest", "2026-04-01")] {
        let engine = with(combine);
        let answer = ask(&engine, &history, "2026-03-06");
        assert_eq!(due(answer.get("T.A")), expected);
        assert!(answer.get("T.A").needs.is_empty());
        // One of two: the date stands, the other is asked for.
        let answer = ask(&engine, &history[..1], "2026-03-06");
        assert_eq!(state(answer.get("T.A")), (Status::Running, "2026-04-01".to_owned()));
        assert_eq!(needs(answer.get("T.A")), ["Event referred"]);
        let answer = ask(&engine, &history[1..], "2026-03-06");
        assert_eq!(due(answer.get("T.A")), "2026-03-15");
        let answer = ask(&engine, &["referred ?", "received 2026-03-02"], "2026-03-06");
        assert_eq!(due(answer.get("T.A")), "2026-04-01");
        assert_eq!(needs(answer.get("T.A")), ["EventTime referred"]);
        let answer = ask(&engine, &[], "2026-03-06");
        assert_eq!(answer.get("T.A").status(), Status::NotStarted);
    }
}

// ---------------------------------------------------------------- the last day

#[test]
fn close_of_business_is_assumed_and_marked() {
    let body = format!("close_of_business = true\n{}", period(3, "business_day"));
    let london = engine(LONDON, "gb-eaw", &[clock("T.A", &body)]);
    let answer = ask(&london, &["received 2026-03-25"], "2026-03-26");
    // Summer time began on the Sunday between.
    assert_eq!(
        (late_from(answer.get("T.A")), answer.get("T.A").closing_assumed),
        ("2026-03-30T17:00:00+01:00".to_owned(), true)
    );
    let split = engine(CN, "split", &[clock("T.A", &body)]);
    let answer = ask(&split, &["received 2026-03-25"], "2026-03-26");
    assert_eq!(
        (late_from(answer.get("T.A")), answer.get("T.A").closing_assumed),
        ("2026-03-30T17:30:00+08:00".to_owned(), false)
    );
    // A calendar without hours closes at 17:00, which is only assumed.
    let china = cn(&[clock("T.A", &body)]);
    let answer = ask(&china, &["received 2026-03-25"], "2026-03-26");
    assert!(late_from(answer.get("T.A")).starts_with("2026-03-30T17:"));
    assert!(answer.get("T.A").closing_assumed);
    // An act on the last day without a time is in time.
    let answer = ask(&china, &["received 2026-03-25", "answered 2026-03-30"], "2026-03-31");
    assert_eq!(answer.get("T.A").status(), Status::Met);
}

#[test]
fn a_consumers_right_rolls_forward_in_what_is_held_against_them_only() {
    let engine = engine(
        LONDON,
        "gb-eaw",
        &[clock(
            "T.RIGHT",
            &format!("actor = \"consumer\"\nroll = \"forward\"\ncounting = \"inferred\"\n{}", days(10)),
        )],
    );
    // 10 days from 24 March end on Good Friday; Easter Monday is off, too.
    let answer = ask(&engine, &["received 2026-03-24"], "2026-04-05");
    let duty = answer.get("T.RIGHT");
    assert_eq!(
        (state(duty), prudent(duty)),
        ((Status::Running, "2026-04-03".to_owned()), "2026-04-03".to_owned())
    );
    assert_eq!(duty.accepted_until, Some(date("2026-04-07")));
    assert_eq!(late_from(duty), "2026-04-08T00:00:00+01:00");
    // On a working day nothing is to be rolled.
    let answer = ask(&engine, &["received 2026-03-23"], "2026-04-05");
    assert_eq!(
        (answer.get("T.RIGHT").accepted_until, late_from(answer.get("T.RIGHT"))),
        (None, "2026-04-03T00:00:00+01:00".to_owned())
    );
    // In a year that is not published nothing can be held against them.
    let answer = ask(&engine, &["received 2027-12-30"], "2028-06-01");
    let duty = answer.get("T.RIGHT");
    assert_eq!(
        (state(duty), late_from(duty)),
        ((Status::Running, "2028-01-09".to_owned()), "none".to_owned())
    );
    assert_eq!(needs(duty), ["Calendar gb-eaw 2028"]);
    let answer = ask(&engine, &["received 2027-12-30", "answered 2028-01-09"], "2028-06-01");
    assert_eq!(answer.get("T.RIGHT").status(), Status::Met);
    let answer = ask(&engine, &["received 2027-12-30", "answered 2028-01-10"], "2028-06-01");
    assert_eq!(answer.get("T.RIGHT").status(), Status::Undetermined);
}

#[test]
fn a_firms_calendar_days_do_not_roll() {
    let engine = cn(&[clock("T.A", &days(5))]);
    let answer = ask(&engine, &["received 2026-03-02"], "2026-03-03");
    assert_eq!(
        (due(answer.get("T.A")), late_from(answer.get("T.A"))),
        ("2026-03-07".to_owned(), "2026-03-08T00:00:00+08:00".to_owned())
    );
}

#[test]
fn business_days_past_the_published_calendar_are_undetermined_with_a_bound() {
    let engine = cn(&[clock("T.A", &period(10, "business_day")), hold(), clock("T.B", &days(10))]);
    let answer = ask(&engine, &["received 2026-12-28"], "2026-12-29");
    let duty = answer.get("T.A");
    assert_eq!(state(duty), (Status::Undetermined, "none".to_owned()));
    // Three are counted in 2026; seven more cannot end before 7 January.
    assert_eq!(duty.not_before, Some(date("2027-01-07")));
    // Only that one obligation.
    assert_eq!(state(answer.get("T.B")), (Status::Running, "2027-01-07".to_owned()));
    // Answered before it can have been late.
    let answer = ask(&engine, &["received 2026-12-28", "answered 2027-01-07"], "2027-01-08");
    assert_eq!(answer.get("T.A").status(), Status::Met);
    let answer = ask(&engine, &["received 2026-12-28", "answered 2027-01-08"], "2027-01-08");
    assert_eq!(answer.get("T.A").status(), Status::Undetermined);
    // The same with a hold in between.
    let held = ["received 2026-12-28", "hold_started 2026-12-29 body=b document=d", "hold_ended 2026-12-31"];
    let answer = ask(&engine, &held, "2027-01-02");
    let duty = answer.get("T.A");
    assert_eq!((duty.status(), duty.not_before), (Status::Undetermined, Some(date("2027-01-09"))));
    assert_eq!(needs(duty), ["Calendar cn 2027 decisive"]);
}

#[test]
fn a_day_before_the_first_published_year_is_asked_for() {
    let engine = cn(&[clock("T.A", &period(2, "business_day"))]);
    let answer = ask(&engine, &["received 2023-12-30"], "2024-02-01");
    assert_eq!(state(answer.get("T.A")), (Status::Undetermined, "none".to_owned()));
    assert_eq!(needs(answer.get("T.A")), ["Calendar cn 2023 decisive"]);
    // The last day of 2023 is day 0, and every counted day is published.
    let answer = ask(&engine, &["received 2023-12-31"], "2024-02-01");
    assert_eq!(due(answer.get("T.A")), "2024-01-03");
}

// ---------------------------------------------------------------- the prudent date

#[test]
fn the_prudent_date_counts_the_day_of_receipt_and_moves_back_off_rest_days() {
    let engine = cn(&[
        clock("T.D", &format!("counting = \"inferred\"\n{}", days(10))),
        clock("T.B", &format!("counting = \"inferred\"\n{}", period(5, "business_day"))),
        clock("T.T", &days(10)),
        clock("T.C", &format!("actor = \"consumer\"\ncounting = \"inferred\"\n{}", days(10))),
        clock("T.R", &format!("actor = \"regulator\"\ncounting = \"inferred\"\n{}", days(10))),
    ]);
    let of = |received: &str| {
        let answer = ask(&engine, &[&format!("received {received}")], received);
        ["T.D", "T.B", "T.T", "T.C", "T.R"]
            .map(|id| format!("{} {}", due(answer.get(id)), prudent(answer.get(id))))
    };
    assert_eq!(
        of("2026-03-02"),
        [
            "2026-03-12 2026-03-11",
            "2026-03-09 2026-03-06",
            "2026-03-12 2026-03-12",
            "2026-03-12 2026-03-12",
            "2026-03-12 2026-03-11"
        ]
    );
    // Off a Sunday and a Saturday; received on a Saturday, no business day is gained.
    assert_eq!(of("2026-03-05")[0], "2026-03-15 2026-03-13");
    assert_eq!(of("2026-03-07")[1], "2026-03-13 2026-03-13");
    // Off the Spring Festival, nine days; a made-up Saturday is a working day.
    assert_eq!(of("2026-02-08")[0], "2026-02-18 2026-02-14");
    // Never before the day of receipt.
    let engine = cn(&[clock("T.D", &format!("counting = \"inferred\"\n{}", days(1)))]);
    let answer = ask(&engine, &["received 2026-03-07"], "2026-03-07");
    assert_eq!(prudent(answer.get("T.D")), "2026-03-07");
}

#[test]
fn a_prudent_date_in_an_unpublished_year_is_provisional() {
    let engine = engine(LONDON, "gb-eaw", &[clock("T.D", &format!("counting = \"inferred\"\n{}", days(10)))]);
    let of = |received: &str| {
        let answer = ask(&engine, &[&format!("received {received}")], received);
        let duty = answer.get("T.D");
        (due(duty), prudent(duty), duty.prudent_provisional)
    };
    let on = |d: &str, p: &str, provisional| (d.to_owned(), p.to_owned(), provisional);
    assert_eq!(of("2027-12-01"), on("2027-12-11", "2027-12-10", false));
    // Boxing Day 2028 is a Tuesday: fixed by date, as is Christmas; the weekend before is off.
    assert_eq!(of("2028-12-17"), on("2028-12-27", "2028-12-22", true));
    assert_eq!(of("2028-12-10"), on("2028-12-20", "2028-12-19", true));
    // Back over the turn of the year into a published one.
    assert_eq!(of("2027-12-24"), on("2028-01-03", "2027-12-31", true));
}

// ---------------------------------------------------------------- units

#[test]
fn months_and_years_clamp_and_leap_days_have_their_day() {
    let with = |n, unit: &str, received: &str| {
        let engine = engine(LONDON, "gb-eaw", &[clock("T.A", &period(n, unit))]);
        let answer = ask(&engine, &[&format!("received {received}")], received);
        let proof = answer.get("T.A").proof().expect("proof");
        assert_eq!(proof.proof().days.last().expect("days").date.to_string(), due(answer.get("T.A")));
        due(answer.get("T.A"))
    };
    assert_eq!(with(1, "month", "2026-01-31"), "2026-02-28");
    assert_eq!(with(1, "month", "2024-01-31"), "2024-02-29");
    assert_eq!(with(6, "month", "2026-08-31"), "2027-02-28");
    assert_eq!(with(1, "month", "2026-02-28"), "2026-03-28");
    assert_eq!(with(1, "year", "2024-02-29"), "2025-02-28");
    assert_eq!(with(4, "year", "2024-02-29"), "2028-02-29");
    assert_eq!(with(3, "year", "2025-03-01"), "2028-03-01");
    assert_eq!(with(8, "week", "2026-06-03"), "2026-07-29");
    assert_eq!(with(1, "calendar_day", "2024-02-28"), "2024-02-29");
}

#[test]
fn day_zero_is_the_local_date_of_receipt() {
    let engine = cn(&[clock("T.A", &days(1))]);
    for at in ["2026-03-02", "2026-03-02T00:00:00+08:00", "2026-03-02T23:59:59+08:00", "2026-03-01T16:00:00Z"]
    {
        let answer = ask(&engine, &[&format!("received {at}")], "2026-03-02");
        assert_eq!(late_from(answer.get("T.A")), "2026-03-04T00:00:00+08:00", "{at}");
    }
}

#[test]
fn hours_run_on_the_wall_through_a_change_of_clocks() {
    let end = |zone: &str, calendar: &str, n, at: &str| {
        let engine = engine(zone, calendar, &[clock("T.A", &period(n, "hour"))]);
        let answer = ask(&engine, &[&format!("received {at}")], at);
        late_from(answer.get("T.A"))
    };
    // Forward: the hour from 01:00 does not exist.
    assert_eq!(end(LONDON, "gb-eaw", 24, "2026-03-28T12:00:00Z"), "2026-03-29T13:00:00+01:00");
    // Back: it comes twice.
    assert_eq!(end(LONDON, "gb-eaw", 24, "2026-10-24T12:00:00+01:00"), "2026-10-25T11:00:00+00:00");
    assert_eq!(end(LONDON, "gb-eaw", 1, "2026-10-25T01:30:00+01:00"), "2026-10-25T01:30:00+00:00");
    assert_eq!(end(NY, "us-federal", 24, "2026-03-07T12:00:00-05:00"), "2026-03-08T13:00:00-04:00");
    assert_eq!(end(NY, "us-federal", 24, "2026-10-31T12:00:00-04:00"), "2026-11-01T11:00:00-05:00");
}

#[test]
fn a_day_is_a_day_through_a_change_of_clocks() {
    for (zone, calendar, received, late) in [
        (LONDON, "gb-eaw", "2026-03-28", "2026-03-30T00:00:00+01:00"),
        (LONDON, "gb-eaw", "2026-10-24", "2026-10-26T00:00:00+00:00"),
        (NY, "us-federal", "2026-03-07", "2026-03-09T00:00:00-04:00"),
        (NY, "us-federal", "2026-10-31", "2026-11-02T00:00:00-05:00"),
    ] {
        let engine = engine(zone, calendar, &[clock("T.A", &days(1))]);
        assert_eq!(late_from(ask(&engine, &[&format!("received {received}")], received).get("T.A")), late);
    }
}

#[test]
fn business_hours_run_through_a_change_of_clocks() {
    // Around the clock in New York: the Sunday of the change has 23 or 25 hours.
    let end = |n, at: &str| {
        let engine = engine(NY, "always", &[clock("T.A", &period(n, "business_hour"))]);
        late_from(ask(&engine, &[&format!("received {at}")], at).get("T.A"))
    };
    assert_eq!(end(23, "2026-03-08T00:00:00-05:00"), "2026-03-09T00:00:00-04:00");
    assert_eq!(end(25, "2026-11-01T00:00:00-04:00"), "2026-11-02T00:00:00-05:00");
    // Nine to five on the Monday after.
    let engine = engine(LONDON, "gb-eaw", &[clock("T.A", &period(2, "business_hour"))]);
    let answer = ask(&engine, &["received 2026-03-27T16:00:00Z"], "2026-03-28");
    assert_eq!(late_from(answer.get("T.A")), "2026-03-30T10:00:00+01:00");
}

#[test]
fn business_hours_end_with_the_published_calendar() {
    let engine = engine(CN, "always", &[clock("T.A", &period(48, "business_hour"))]);
    let answer = ask(&engine, &["received 2026-12-30T00:00:00+08:00"], "2026-12-31");
    assert_eq!(late_from(answer.get("T.A")), "2027-01-01T00:00:00+08:00");
    let answer = ask(&engine, &["received 2026-12-30T00:00:01+08:00"], "2026-12-31");
    assert_eq!(state(answer.get("T.A")), (Status::Undetermined, "none".to_owned()));
    assert_eq!(needs(answer.get("T.A")), ["Calendar always 2027 decisive"]);
}

// ---------------------------------------------------------------- status

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
