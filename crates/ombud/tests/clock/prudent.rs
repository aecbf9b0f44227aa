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

/// Where nobody knows whether a shorter period applies, people work to it; but not where somebody
/// gave or agreed another date, nor where nothing is to be done by the day.
#[test]
fn the_date_of_a_shorter_period_that_may_apply_is_worked_to() {
    let shorter =
        "[[clock.instead]]\nwhen = { \"case.grave\" = true }\nperiod = { n = 5, unit = \"calendar_day\" }\n";
    let extend = step("extend", "T.X", "event = \"extended\"\nadd = { n = 5, unit = \"calendar_day\" }");
    let agree = step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\"");
    let with = |more: &str, acts: &[&str]| {
        let body = clock("T.A", &format!("{more}{}", days(10)));
        let engine = cn(&[body + shorter + &extend + &agree]);
        let answer = ask(&engine, &[&["received 2026-03-02"], acts].concat(), "2026-03-03");
        (due(answer.get("T.A")), prudent(answer.get("T.A")))
    };
    let dates = |due: &str, prudent: &str| (due.to_owned(), prudent.to_owned());
    assert_eq!(with("", &[]), dates("2026-03-12", "2026-03-07"));
    assert_eq!(with("", &["extended 2026-03-03"]), dates("2026-03-17", "2026-03-17"));
    assert_eq!(with("", &["agreed 2026-03-03 until=2026-03-31"]), dates("2026-03-12", "2026-03-12"));
    assert_eq!(with("lapse = \"fulfilled\"\n", &[]), dates("2026-03-12", "2026-03-12"));
    assert_eq!(with("actor = \"consumer\"\n", &[]), dates("2026-03-12", "2026-03-12"));
}

#[test]
fn a_duty_that_lasts_until_a_day_has_no_earlier_date_to_work_to() {
    let of = |lapse: &str| {
        let body = format!("counting = \"inferred\"\nlapse = \"{lapse}\"\n{}", days(10));
        prudent(ask(&cn(&[clock("T.A", &body)]), &["received 2026-03-02"], "2026-03-03").get("T.A"))
    };
    assert_eq!(of("breach"), "2026-03-11");
    assert_eq!(of("closed"), "2026-03-11");
    assert_eq!(of("fulfilled"), "2026-03-12");
}

#[test]
fn a_date_agreed_for_the_day_of_receipt_is_one_to_keep() {
    let agree = step("agree", "T.AGREED", "event = \"agreed\"\nfield = \"until\"");
    let engine = cn(&[clock("T.A", &days(10)) + &agree]);
    let of = |until: &str| {
        let agreed = format!("agreed 2026-03-02 until={until}");
        let answer = ask(&engine, &["received 2026-03-02", &agreed], "2026-03-03");
        (answer.get("T.A").agreed_due, effects(answer.get("T.A")))
    };
    assert_eq!(of("2026-03-02"), (Some(date("2026-03-02")), vec!["T.AGREED Agreement Applied".to_owned()]));
    assert_eq!(of("2026-03-01"), (None, vec!["T.AGREED Agreement BeforeStart".to_owned()]));
}
