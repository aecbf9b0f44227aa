//! Referrals with deadlines of their own, and parts of one letter.

use ombud::{
    clock::{Origin, Status},
    model::Lang,
};

use super::support::*;

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

#[test]
fn a_part_that_only_an_event_names_leaves_the_whole_its_clock() {
    let engine = cn(&[clock("T.A", &days(10))]);
    let seen = |facts: &[&str], history: &[&str]| -> Vec<(String, Status)> {
        let answer = ask_with(&engine, facts, history, "2026-03-20");
        let part =
            |duty: &ombud::Duty| duty.part.as_ref().map_or("the whole", |part| part.as_str()).to_owned();
        answer.0.iter().map(|duty| (part(duty), duty.status())).collect()
    };
    let whole = |status| ("the whole".to_owned(), status);
    let of = |part: &str, status| (part.to_owned(), status);
    // The answer of one part does not answer the letter.
    let history = ["received 2026-03-02", "answered 2026-03-04 part=fees"];
    assert_eq!(seen(&[], &history), [whole(Status::Late), of("fees", Status::Met)]);
    let both = [history[0], history[1], "answered 2026-03-05"];
    assert_eq!(seen(&[], &both), [whole(Status::Met), of("fees", Status::Met)]);
    // Parts that are declared divide it: what they are is what there is to do.
    let declared = ["fees/case.kind=a", "claim/case.kind=b"];
    assert_eq!(seen(&declared, &history), [of("claim", Status::Late), of("fees", Status::Met)]);
    // Where every event belongs to a part there is no whole to ask about.
    let apart = ["received 2026-03-02 part=fees", "answered 2026-03-04 part=fees"];
    assert_eq!(seen(&[], &apart), [of("fees", Status::Met)]);
}

#[test]
fn the_proof_of_a_named_date_says_who_named_it() {
    let given = "trigger = { event = \"referred\" }\nperiod = { until = \"deadline\" }";
    let engine = cn(&[clock("T.REF", given)]);
    let answer = ask(&engine, &["referred 2026-03-02 deadline=2026-03-09"], "2026-03-03");
    let explanation = answer.get("T.REF").proof().expect("a proof");
    let proof = explanation.proof();
    let event = "referred".parse().expect("an event type");
    assert_eq!(proof.origin, Origin::Stated { event, field: "deadline".to_owned() });
    assert_eq!((proof.due, proof.start), (date("2026-03-09"), moment("2026-03-02")));
    assert!(proof.counts.is_empty() && proof.days.is_empty() && proof.calendar_sources.is_empty());
    assert!(explanation.render(Lang::En).contains("Stated as “deadline” of “referred”; nothing was counted"));
    for lang in [Lang::Zh, Lang::En] {
        let page = explanation.page(lang);
        assert!(page.contains("2026") && page.contains("referred") && !page.contains("⟦"), "{page}");
    }
}
