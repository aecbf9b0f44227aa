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
