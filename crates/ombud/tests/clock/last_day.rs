//! Where the last day ends, and whether it moves.

use ombud::clock::Status;

use super::support::*;

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
    // In a year that is not published nothing can be held against them; once the day they were told
    // is past, nobody can say how it stands.
    for (as_of, status, need) in [
        ("2028-01-09", Status::Running, "Calendar gb-eaw 2028"),
        ("2028-01-10", Status::Undetermined, "Calendar gb-eaw 2028 decisive"),
        ("2038-06-01", Status::Undetermined, "Calendar gb-eaw 2028 decisive"),
    ] {
        let answer = ask(&engine, &["received 2027-12-30"], as_of);
        let duty = answer.get("T.RIGHT");
        assert_eq!((state(duty), late_from(duty)), ((status, "2028-01-09".to_owned()), "none".to_owned()));
        assert_eq!(needs(duty), [need]);
    }
    let answer = ask(&engine, &["received 2027-12-30", "answered 2028-01-09"], "2028-06-01");
    assert_eq!(answer.get("T.RIGHT").status(), Status::Met);
    let answer = ask(&engine, &["received 2027-12-30", "answered 2028-01-10"], "2028-06-01");
    assert_eq!(answer.get("T.RIGHT").status(), Status::Undetermined);
    assert_eq!(needs(answer.get("T.RIGHT")), ["Calendar gb-eaw 2028 decisive"]);
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
