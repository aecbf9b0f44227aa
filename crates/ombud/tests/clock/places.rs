//! Regimes of several places.

use ombud::clock::Status;

use super::support::*;

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

/// The order in which a pack lists its places decides nothing.
fn in_both_orders() -> [String; 2] {
    let mut places = TWO_PLACES.split("[[regime.place]]");
    let (head, east, west) =
        (places.next().expect("head"), places.next().expect("east"), places.next().expect("west"));
    [[east, west], [west, east]]
        .map(|order| format!("{head}{}", order.map(|place| format!("[[regime.place]]{place}")).concat()))
}

#[test]
fn an_hour_that_is_past_in_one_place_only_is_missed_in_none() {
    let until = "period = { until = \"deadline_at\" }\ntrigger = { event = \"referred\" }";
    let gone = step("cancel", "T.GONE", "event = \"withdrawn\"");
    // When the tenth begins in New York the hour is still ahead; in Honolulu it is past.
    let referred = "referred 2026-06-03 deadline_at=2026-06-10T05:00:00Z";
    for head in in_both_orders() {
        let lane = clock("T.LANE", &format!("lapse = \"closed\"\n{until}"));
        let engine = try_engine(&head, &[clock("T.A", until) + &gone, lane]).expect("engine");
        let of = |act: &[&str]| {
            let answer = ask(&engine, &[&[referred], act].concat(), "2026-06-10");
            let duty = answer.get("T.A");
            assert_eq!(needs(duty), ["Fact case.place"]);
            (duty.status(), duty.ended_late)
        };
        assert_eq!(of(&[]), (Status::Running, false));
        assert_eq!(ask(&engine, &[referred], "2026-06-10").get("T.LANE").status(), Status::Running);
        assert_eq!(of(&["answered 2026-06-10"]), (Status::Met, false));
        assert_eq!(of(&["withdrawn 2026-06-10"]), (Status::Cancelled, false));
    }
}

#[test]
fn what_no_place_has_in_force_is_passed_over_once() {
    let old = "effective_from = 2000-01-01\neffective_to = 2000-12-31\n";
    let each = "trigger = { event = \"received\", which = \"each\" }\n";
    let engine =
        try_engine(TWO_PLACES, &[clock("T.A", &format!("{old}{each}{}", days(10)))]).expect("engine");
    let history = ["received 2026-06-03 ref=a", "received 2026-06-04 ref=b"];
    let answer = whole_answer(&engine, "test", &[], &history, "2026-06-05").expect("an answer");
    let listed: Vec<_> = answer.passed_over.iter().map(|passed| passed.reference.as_deref()).collect();
    assert_eq!(listed, [Some("a"), Some("b")]);
}
