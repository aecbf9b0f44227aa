//! Regimes of several places.

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
