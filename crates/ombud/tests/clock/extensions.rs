//! Extensions: papers, order, time.

use ombud::clock::{Effect, Status};

use super::support::*;

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

#[test]
fn only_what_would_move_the_date_is_offered() {
    let mut clocks = ladder();
    clocks.push(step(
        "extend",
        "T.SHORT",
        "event = \"extended\"\nto = { n = 15, unit = \"calendar_day\" }\nprompt = { zh = \"短\", en = \"Short\" }",
    ));
    clocks.push(step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\""));
    let engine = cn(&clocks);
    let offered = |history: &[&str]| {
        let answer = ask(&engine, history, "2026-03-06");
        answer.get("T.A").prompts.iter().map(|prompt| prompt.rule.to_string()).collect::<Vec<_>>()
    };
    // As long as the period itself.
    assert_eq!(offered(&["received 2026-03-02"]), ["T.X1"]);
    // The agreed date prevails, earlier or later.
    for until in ["2026-03-10", "2026-05-01"] {
        let agreed = format!("agreed 2026-03-05 until={until}");
        assert_eq!(offered(&["received 2026-03-02", &agreed]), Vec::<String>::new(), "{until}");
    }
}
