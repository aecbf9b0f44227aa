//! Which version of the law, by which day.

use ombud::{
    clock::{Confidence, Status, WhyNot},
    model::Lang,
};

use super::support::*;

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

#[test]
fn what_was_not_in_force_is_passed_over_with_its_reason() {
    let mut clocks = two_versions("");
    clocks.push(clock(
        "T.B",
        &format!("when = {{ \"case.kind\" = \"b\" }}\neffective_from = 2020-03-01\n{}", days(5)),
    ));
    clocks
        .push(clock("T.C", &format!("effective_from = 2000-01-01\neffective_to = 2000-12-31\n{}", days(5))));
    clocks.push(clock(
        "T.D",
        &format!("trigger = {{ event = \"referred\" }}\neffective_from = 2020-03-01\n{}", days(5)),
    ));
    let engine = cn(&clocks);
    let asked = |facts: &[&str], received: &str| {
        let answer = whole_answer(&engine, "test", facts, &[&format!("received {received}")], "2026-03-20")
            .expect("an answer");
        let passed: Vec<String> = answer
            .passed_over
            .iter()
            .map(|passed| {
                assert_eq!((passed.reason, passed.day), (WhyNot::NotInForce, date(received)));
                engine.phrasebook().passed_over(passed, Lang::En)
            })
            .collect();
        (answer.duties.iter().map(|duty| duty.rule().to_string()).collect::<Vec<_>>(), passed)
    };
    // A year mistyped: nothing applies, and the row can say so. What nothing would start is not listed.
    let (duties, passed) = asked(&["case.kind=a"], "1026-03-02");
    assert_eq!(duties, ["T.D"]);
    assert_eq!(
        passed,
        [
            "The rule was not in force on Thu 2 March 1026, but from Wed 1 January 2020: Clock. Check the date.",
            "The rule was not in force on Thu 2 March 1026, but from Sat 1 January 2000: Clock. Check the date.",
        ]
    );
    // Where it is not known whether it would apply, it is listed.
    assert_eq!(asked(&[], "2002-03-05").1.len(), 3);
    let (duties, passed) = asked(&["case.kind=b"], "2026-03-05");
    assert_eq!(duties, ["T.A", "T.B", "T.D"]);
    assert_eq!(
        passed,
        [
            "The rule was no longer in force on Thu 5 March 2026, its last day being Sun 31 December 2000: Clock. Check the date."
        ]
    );
    // A trigger ahead of the day of asking is no such thing: its date is shown.
    let answer = ask(&engine, &["received 2026-04-01"], "2026-03-20");
    assert_eq!(state(answer.get("T.A")), (Status::NotStarted, "2026-04-11".to_owned()));
}

#[test]
fn no_run_is_lost_because_another_version_has_fewer() {
    let version = |from_to: &str, which: &str, more: &str| {
        let trigger = format!("trigger = {{ event = \"referred\", which = \"{which}\" }}");
        clock("T.A", &format!("{from_to}\n{trigger}\n{more}{}", days(10)))
    };
    let old = "effective_from = 2020-01-01\neffective_to = 2026-03-09";
    let new = "effective_from = 2026-03-10";
    let of = |old_which: &str, new_which: &str, more: &str| {
        let engine = cn(&[version(old, old_which, ""), version(new, new_which, more)]);
        let history = ["referred 2026-03-02 ref=a", "referred 2026-03-04 ref=b"];
        let answer = ask(&engine, &history, "2026-03-20");
        answer.0.iter().map(|duty| duty.reference.clone().unwrap_or_default()).collect::<String>()
    };
    assert_eq!(of("each", "each", ""), "ab");
    assert_eq!(of("each", "first", ""), "ab");
    assert_eq!(of("first", "each", ""), "a");
    // What takes over running clocks takes over all of them.
    assert_eq!(of("each", "first", "applies_by = \"as_of\"\n"), "a");
}

#[test]
fn a_run_that_only_a_later_version_has_is_found_past_the_version_of_today() {
    let version = |force: &str, which: &str| {
        let trigger = format!("trigger = {{ event = \"referred\", which = \"{which}\" }}");
        clock("T.A", &format!("{force}\n{trigger}\n{}", days(10)))
    };
    let engine = cn(&[
        version("effective_from = 2020-01-01\neffective_to = 2026-03-09", "first"),
        version("effective_from = 2026-03-10", "each"),
    ]);
    let history = ["referred 2026-03-02 ref=a", "referred 2026-03-15 ref=b"];
    let answer = ask(&engine, &history, "2026-03-05");
    let runs: Vec<_> = answer.0.iter().map(|duty| (duty.reference.as_deref(), duty.status())).collect();
    assert_eq!(runs, [(Some("a"), Status::Running), (Some("b"), Status::NotStarted)]);
}

#[test]
fn what_takes_over_running_clocks_is_passed_over_by_the_day_of_asking() {
    let passed = |clocks: &[String], as_of: &str| {
        let answer = whole_answer(&cn(clocks), "test", &[], &["received 2026-03-05"], as_of);
        let passed = answer.expect("an answer").passed_over;
        passed.iter().map(|passed| (passed.day, passed.effective_from)).collect::<Vec<_>>()
    };
    let version = |force: &str| clock("T.A", &format!("{force}\n{}", days(10)));
    let taking_over = |force: &str| version(&format!("applies_by = \"as_of\"\n{force}"));
    let old = taking_over("effective_from = 2020-01-01\neffective_to = 2026-03-09");
    assert_eq!(passed(&[old], "2026-03-20"), [(date("2026-03-20"), Some(date("2020-01-01")))]);
    // "Not in force on 20 March, but from 20 March" would be no answer.
    let clocks = [
        version("effective_from = 2026-03-20\neffective_to = 2026-03-31"),
        taking_over("effective_from = 2026-04-01"),
    ];
    assert_eq!(passed(&clocks, "2026-03-20"), [(date("2026-03-20"), Some(date("2026-04-01")))]);
}
