//! What the tests and the review of the clocks found; each was wrong once.

use super::support::*;

const CN: &str = "Asia/Shanghai";

fn cn(clocks: &[String]) -> ombud::Engine {
    engine(CN, "cn", clocks)
}

#[test]
fn a_calendar_that_ends_is_asked_for_by_the_year_that_is_missing() {
    let engine = cn(&[clock("T.A", &period(10, "business_day"))]);
    let answer = ask(&engine, &["received 2026-12-28"], "2026-12-29");
    assert_eq!(needs(answer.get("T.A")), ["Calendar cn 2027 decisive"]);
    // Started in a year that is not published: that year.
    let answer = ask(&engine, &["received 2028-03-01"], "2028-03-02");
    assert_eq!(needs(answer.get("T.A")), ["Calendar cn 2028 decisive"]);
}
