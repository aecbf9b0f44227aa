//! Resets, repeats, withdrawals, agreements.

use ombud::clock::{Effect, Status};

use super::support::*;

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
    let before = vec!["T.FRESH Reset BeforeStart".to_owned()];
    assert_eq!(with("repeated 2026-03-01 fresh=true"), ("2026-03-12".to_owned(), before));
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
fn a_confirmation_without_a_name_confirms_nothing_and_asks_for_it() {
    let engine = cn(&withdrawal());
    let with = |withdrawn: &str, confirmed: &str| {
        let history = [
            "received 2026-03-02",
            &format!("withdrawn 2026-03-05{withdrawn}"),
            &format!("withdrawal_confirmed 2026-03-06{confirmed}"),
        ];
        let answer = ask(&engine, &history, "2026-03-10");
        let duty = answer.get("T.A");
        assert_eq!(
            (duty.status(), effects(duty)),
            (Status::Running, vec!["T.GONE Cancellation Unconfirmed".to_owned()])
        );
        let words = ombud::model::Lang::Zh;
        assert!(duty.needs.iter().all(|need| engine.phrasebook().need(need, words).contains("登记人")));
        needs(duty)
    };
    assert_eq!(with("", " by=bob"), ["EventField withdrawn.by"]);
    assert_eq!(with(" by=ann", ""), ["EventField withdrawal_confirmed.by"]);
    assert_eq!(with("", ""), ["EventField withdrawal_confirmed.by", "EventField withdrawn.by"]);
    // Before it is confirmed at all, only the confirmation is asked for.
    let answer = ask(&engine, &["received 2026-03-02", "withdrawn 2026-03-05"], "2026-03-10");
    assert!(answer.get("T.A").needs.is_empty());
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
    assert_eq!(with("withdrawn 2026-03-05 document=d"), (Status::Running, Some(vec!["kind".to_owned()])));
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

#[test]
fn papers_of_an_agreement_and_of_a_withdrawal_have_their_day_too() {
    let engine = cn(&[
        clock("T.A", &days(10)),
        step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\"\nneeds = [\"notified_on\"]"),
        step("cancel", "T.GONE", "event = \"withdrawn\"\nneeds = [\"notified_on\"]"),
    ]);
    for line in ["agreed 2026-03-05 until=2026-03-20", "withdrawn 2026-03-05"] {
        let with = |notice: &str, as_of: &str| {
            let line = format!("{line} notified_on={notice}");
            ask(&engine, &["received 2026-03-02", &line], as_of).get("T.A").steps[0].effect
        };
        assert_eq!(with("2026-03-12", "2026-03-12"), Effect::Applied);
        assert_eq!(with("2026-03-12", "2026-03-11"), Effect::PapersMissing);
        assert_eq!(with("2026-03-13", "2026-03-14"), Effect::TooLate);
    }
    // A paper of a withdrawal from a date that the trigger names, and from a duty without a number.
    let cancel = step("cancel", "T.GONE", "event = \"withdrawn\"\nneeds = [\"notified_on\"]");
    let engine = cn(&[
        clock("T.REF", "trigger = { event = \"referred\" }\nperiod = { until = \"deadline\" }"),
        cancel.clone(),
        clock("T.PROMPT", "trigger = { event = \"referred\" }\nperiod = { prompt = true }"),
        cancel,
    ]);
    let history = ["referred 2026-03-02 deadline=2026-03-09", "withdrawn 2026-03-05 notified_on=2026-03-10"];
    let answer = ask(&engine, &history, "2026-03-20");
    assert_eq!(effects(answer.get("T.REF")), ["T.GONE Cancellation TooLate"]);
    assert_eq!(answer.get("T.REF").status(), Status::Late);
    assert_eq!(answer.get("T.PROMPT").status(), Status::Cancelled);
}

#[test]
fn an_agreed_date_that_is_none_leaves_the_legal_one() {
    let engine =
        cn(&[clock("T.A", &days(10)), step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\"")]);
    let with = |until: &str| {
        let line = format!("agreed 2026-03-05 until={until}");
        let answer = ask(&engine, &["received 2026-03-02", &line], "2026-03-06");
        let duty = answer.get("T.A");
        assert_eq!((due(duty), duty.agreed_due), ("2026-03-12".to_owned(), None), "{until}");
        assert_eq!(late_from(duty), "2026-03-13T00:00:00+08:00");
        (duty.steps[0].effect, duty.steps[0].missing.clone())
    };
    // Before the complaint came in.
    assert_eq!(with("2026-03-01"), (Effect::BeforeStart, vec![]));
    // "Never", in the way of a data base.
    assert_eq!(with("9999-12-31"), (Effect::PapersMissing, vec!["until".to_owned()]));
}

#[test]
fn what_came_before_the_time_began_is_reported_and_changes_nothing() {
    let mut clocks = ladder();
    clocks.push(step("reset", "T.FRESH", "event = \"repeated\"\nmatch = { fresh = true }"));
    clocks.push(step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\""));
    clocks.push(step("cancel", "T.GONE", "event = \"withdrawn\""));
    clocks.push(hold());
    let engine = cn(&clocks);
    for (lines, report) in [
        (vec!["extended 2026-03-01 ground=complex reason=lab"], "T.X1 Extension BeforeStart"),
        (vec!["repeated 2026-03-01 fresh=true"], "T.FRESH Reset BeforeStart"),
        (vec!["agreed 2026-03-01 until=2026-06-01"], "T.AGREED Agreement BeforeStart"),
        (vec!["withdrawn 2026-03-01"], "T.GONE Cancellation BeforeStart"),
        (vec!["answered 2026-03-01"], "T.A Fulfilment BeforeStart"),
        (
            vec!["hold_started 2026-02-20 body=b document=d", "hold_ended 2026-03-02"],
            "T.HOLD Pause BeforeStart",
        ),
        // It still stands when the time begins.
        (vec!["hold_started 2026-02-20 body=b document=d", "hold_ended 2026-03-04"], "T.HOLD Pause Applied"),
    ] {
        let history = [vec!["received 2026-03-02"], lines].concat();
        let answer = ask(&engine, &history, "2026-03-05");
        let duty = answer.get("T.A");
        let moved = if report.ends_with("Applied") { "2026-03-18" } else { "2026-03-17" };
        assert_eq!(
            (state(duty), effects(duty)),
            ((Status::Running, moved.to_owned()), vec![report.to_owned()])
        );
        for lang in [ombud::model::Lang::Zh, ombud::model::Lang::En] {
            assert!(!engine.phrasebook().step(&duty.steps[0], lang).is_empty());
        }
    }
}

#[test]
fn an_answer_stands_before_a_withdrawal_of_its_day_unless_the_hours_say_otherwise() {
    let engine = cn(&[clock("T.A", &days(10)), step("cancel", "T.GONE", "event = \"withdrawn\"")]);
    let with = |withdrawn: &str, answered: &str| {
        let history =
            ["received 2026-03-02", &format!("withdrawn {withdrawn}"), &format!("answered {answered}")];
        let duty = ask(&engine, &history, "2026-03-20").get("T.A").clone();
        (duty.status(), duty.done.map(|done| done.to_string()).unwrap_or_default())
    };
    let met = |at: &str| (Status::Met, at.to_owned());
    assert_eq!(with("2026-03-05", "2026-03-05"), met("2026-03-05"));
    let nine = "2026-03-05T09:00:00+08:00";
    let five = "2026-03-05T17:00:00+08:00";
    assert_eq!(with(nine, five), (Status::Cancelled, nine.to_owned()));
    assert_eq!(with(five, nine), met(nine));
    // One of them without its hour says nothing of the order.
    assert_eq!(with(nine, "2026-03-05"), met("2026-03-05"));
    assert_eq!(with("2026-03-05", five), met(five));
    assert_eq!(with("2026-03-05", "2026-03-06"), (Status::Cancelled, "2026-03-05".to_owned()));
}
