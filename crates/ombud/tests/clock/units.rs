//! Days, months, years and hours.

use ombud::clock::Status;

use super::support::*;

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
