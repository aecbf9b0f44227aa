//! Several counts in one clock.

use ombud::clock::Status;

use super::support::*;

#[test]
fn limbs_combine_to_the_earliest_or_the_latest() {
    let with = |combine: &str| {
        let body = format!(
            "combine = \"{combine}\"\n[[clock.limb]]\ntrigger = {{ event = \"received\" }}\n{}[[clock.limb]]\ntrigger = {{ event = \"referred\" }}\n{}",
            days(30),
            days(10)
        );
        cn(&[clock("T.A", &body)])
    };
    let history = ["received 2026-03-02", "referred 2026-03-05"];
    for (combine, expected) in [("earliest", "2026-03-15"), ("latest", "2026-04-01")] {
        let engine = with(combine);
        let answer = ask(&engine, &history, "2026-03-06");
        assert_eq!(due(answer.get("T.A")), expected);
        assert!(answer.get("T.A").needs.is_empty());
        // One of two: the date stands, the other is asked for.
        let answer = ask(&engine, &history[..1], "2026-03-06");
        assert_eq!(state(answer.get("T.A")), (Status::Running, "2026-04-01".to_owned()));
        assert_eq!(needs(answer.get("T.A")), ["Event referred"]);
        let answer = ask(&engine, &history[1..], "2026-03-06");
        assert_eq!(due(answer.get("T.A")), "2026-03-15");
        let answer = ask(&engine, &["referred ?", "received 2026-03-02"], "2026-03-06");
        assert_eq!(due(answer.get("T.A")), "2026-04-01");
        assert_eq!(needs(answer.get("T.A")), ["EventTime referred"]);
        let answer = ask(&engine, &[], "2026-03-06");
        assert_eq!(answer.get("T.A").status(), Status::NotStarted);
    }
}

/// A limb that nobody can count yet could only be later than the ones that are: the firm is not late,
/// and no date is.
#[test]
fn while_the_latest_of_several_is_not_known_nobody_is_out_of_time() {
    let with = |combine: &str| {
        let limbs = format!(
            "combine = \"{combine}\"\n[[clock.limb]]\ntrigger = {{ event = \"received\" }}\n{}[[clock.limb]]\ntrigger = {{ event = \"referred\" }}\n{}",
            days(10),
            days(10)
        );
        let engine = cn(&[clock("T.A", &limbs) + &step("cancel", "T.GONE", "event = \"withdrawn\"")]);
        move |more: &[&str]| {
            let answer = ask(&engine, &[&["received 2026-03-02"], more].concat(), "2026-03-20");
            let duty = answer.get("T.A");
            assert!(!duty.ended_late);
            (duty.status(), due(duty), duty.not_before, needs(duty))
        }
    };
    let (day, known) = ("2026-03-12".to_owned(), Some(date("2026-03-12")));
    let referred = vec!["Event referred".to_owned()];
    let decisive = vec!["Event referred decisive".to_owned()];
    let latest = with("latest");
    for late in [&[][..], &["answered 2026-03-13"]] {
        assert_eq!(latest(late), (Status::Undetermined, "none".to_owned(), known, decisive.clone()));
    }
    // A withdrawal ends the handling all the same, and was not too late for anything.
    let gone = (Status::Cancelled, "none".to_owned(), known, referred.clone());
    assert_eq!(latest(&["withdrawn 2026-03-13"]), gone);
    assert_eq!(latest(&["answered 2026-03-12"]), (Status::Met, day.clone(), None, referred.clone()));
    assert_eq!(latest(&["referred 2026-03-05"]), (Status::Late, "2026-03-15".to_owned(), None, vec![]));
    // Where the earliest counts, no other limb could give more time.
    assert_eq!(with("earliest")(&[]), (Status::Late, day, None, referred));
}
