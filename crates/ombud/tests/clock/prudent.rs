//! The date to work to.

use super::support::*;

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

#[test]
fn after_an_agreement_people_still_work_to_the_earlier_date() {
    let engine = cn(&[
        clock("T.A", &format!("counting = \"inferred\"\n{}", days(10))),
        step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\""),
    ]);
    let with = |until: &str| {
        let agreed = format!("agreed 2026-03-05 until={until}");
        let answer = ask(&engine, &["received 2026-03-02", &agreed], "2026-03-06");
        let duty = answer.get("T.A");
        (due(duty), prudent(duty), late_from(duty).get(..10).map(str::to_owned))
    };
    // The legal date keeps its prudent one; only lateness goes by the agreed date.
    let legal = "2026-03-12".to_owned();
    assert_eq!(with("2026-03-31"), (legal.clone(), "2026-03-11".to_owned(), Some("2026-04-01".to_owned())));
    assert_eq!(with("2026-03-09"), (legal, "2026-03-09".to_owned(), Some("2026-03-10".to_owned())));
}
