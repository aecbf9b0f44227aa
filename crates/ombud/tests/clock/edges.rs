//! Edges that only a changed line of the engine would show.

use ombud::clock::Status;

use super::support::*;

const CN: &str = "Asia/Shanghai";

#[test]
fn a_zone_of_its_own_beside_places_is_refused() {
    let places = TWO_PLACES.split_once("[[").expect("places").1;
    let head = format!("{}[[{places}", regime(CN, "cn"));
    let found = try_engine(&head, &[clock("T.A", &period(5, "calendar_day"))]).expect_err("both");
    assert!(found.contains("either `zone` and `calendar`, or `place_fact` and places"), "{found}");
}

#[test]
fn a_century_is_the_longest_period() {
    let engine = engine(CN, "cn", &[clock("T.A", &period(36_525, "calendar_day"))]);
    assert_eq!(due(ask(&engine, &["received 2026-03-02"], "2026-03-03").get("T.A")), "2126-03-03");
}

#[test]
fn working_hours_before_a_deadline_end_with_the_first_published_day() {
    let warn = |n| {
        clock(
            "T.WARN",
            &format!("derive = {{ from = \"T.A\", minus = {{ n = {n}, unit = \"business_hour\" }} }}"),
        )
    };
    let with = |n| {
        let engine = engine(CN, "split", &[clock("T.A", &period(1, "calendar_day")), warn(n)]);
        let answer = ask(&engine, &["received 2026-01-01"], "2026-01-01");
        (late_from(answer.get("T.WARN")), needs(answer.get("T.WARN")))
    };
    assert_eq!(with(8), ("2026-01-01T16:30:00+08:00".to_owned(), vec![]));
    assert_eq!(with(14), ("2026-01-01T09:00:00+08:00".to_owned(), vec![]));
    assert_eq!(with(15), ("none".to_owned(), vec!["Calendar split 2025 decisive".to_owned()]));
}

#[test]
fn the_prudent_date_looks_no_further_than_the_day_of_receipt() {
    let clocks = [clock("T.A", &format!("counting = \"inferred\"\n{}", period(1, "calendar_day"))), hold()];
    let engine = engine(CN, "cn", &clocks);
    let held = ["received 2024-01-01", "hold_started 2024-01-01 body=b document=d", "hold_ended 2024-01-02"];
    for history in [&held[..1], &held[..]] {
        let answer = ask(&engine, history, "2024-01-02");
        let duty = answer.get("T.A");
        assert_eq!(
            (due(duty), prudent(duty), duty.prudent_provisional),
            ("2024-01-02".to_owned(), "2024-01-01".to_owned(), false)
        );
        assert_eq!(duty.status(), Status::Running);
    }
}
