//! Suspensions of a whole class of clocks.

use ombud::clock::{Confidence, Effect, Status};

use super::support::*;

/// A summary resolution communication belongs to the early lane: sent once that is shut, it
/// answers nothing. Sent after a resolution in time, it does, whatever its own day.
#[test]
fn a_letter_of_a_lane_counts_where_the_lane_was_kept() {
    let of = |events: &[&str]| {
        let events = [&["received 2026-06-03"], events].concat();
        ask_builtin("uk-disp", &["complaint.payment_services=false"], &events, "2026-07-20")
    };
    let late = of(&["src_sent 2026-06-20"]);
    assert_eq!(late.get("UK.DISP.FINAL").status(), Status::Running);
    assert!(late.get("UK.DISP.FINAL").steps.iter().any(|step| step.effect == Effect::TooLate));
    let kept = of(&["resolution_accepted 2026-06-05", "src_sent 2026-06-20"]);
    assert_eq!(kept.get("UK.DISP.FINAL").status(), Status::Met);
    assert_eq!(of(&["src_sent 2026-06-05"]).get("UK.DISP.FINAL").status(), Status::Met);
}

/// A payment-service complaint has 15 business days and not the eight weeks; while nobody has said
/// which it is, both clocks stand and both ask.
#[test]
fn one_of_the_two_uk_responses_is_owed() {
    let of = |facts: &[&str]| ask_builtin("uk-disp", facts, &["received 2026-06-03"], "2026-06-04");
    let payment = of(&["complaint.payment_services=true"]);
    assert_eq!(due(payment.get("UK.DISP.PSD.FINAL")), "2026-06-24");
    assert!(payment.find("UK.DISP.FINAL").is_none());
    let general = of(&["complaint.payment_services=false"]);
    assert_eq!(due(general.get("UK.DISP.FINAL")), "2026-07-29");
    assert!(general.find("UK.DISP.PSD.FINAL").is_none());
    let unknown = of(&[]);
    assert_eq!(needs(unknown.get("UK.DISP.FINAL")), ["Fact complaint.payment_services"]);
    assert_eq!(due(unknown.get("UK.DISP.FINAL")), "2026-07-29");
    assert_eq!(
        unknown.get("UK.DISP.FINAL").prudent_due.map(|day| day.to_string()).as_deref(),
        Some("2026-06-24")
    );
    assert_eq!(needs(unknown.get("UK.DISP.PSD.FINAL")), ["Fact complaint.payment_services decisive"]);
}

#[test]
fn the_uk_motor_finance_suspension_leaves_the_rest_of_the_eight_weeks() {
    let of = |kind: &str, received: &str, as_of: &str| {
        let answer = ask_builtin(
            "uk-disp",
            &[&format!("product.motor_finance={kind}")],
            &[&format!("received {received}")],
            as_of,
        );
        (due(answer.get("UK.DISP.FINAL")), answer.get("UK.DISP.FINAL").steps.len())
    };
    // 54 days used by 10 January 2024: two are left from 1 June 2026.
    assert_eq!(of("dca", "2023-11-17", "2024-02-01"), ("2026-06-02".to_owned(), 1));
    // Received in the pause: all eight weeks are left.
    assert_eq!(of("dca", "2025-01-01", "2025-02-01"), ("2026-07-26".to_owned(), 1));
    // One day too early for the class.
    assert_eq!(of("dca", "2023-11-16", "2024-02-01"), ("2024-01-11".to_owned(), 0));
    // After the pause nothing is left out.
    assert_eq!(of("dca", "2026-06-01", "2026-06-02"), ("2026-07-27".to_owned(), 0));
    assert_eq!(of("non_dca_commission", "2024-10-25", "2025-02-01"), ("2024-12-20".to_owned(), 0));
    // Whether it is of the class must be shown; it is asked for only where it could matter.
    let answer = ask_builtin("uk-disp", &[], &["received 2025-01-01"], "2025-02-01");
    assert_eq!(due(answer.get("UK.DISP.FINAL")), "2025-02-26");
    assert!(needs(answer.get("UK.DISP.FINAL")).contains(&"Fact product.motor_finance".to_owned()));
    let general = ["complaint.payment_services=false"];
    let answer = ask_builtin("uk-disp", &general, &["received 2026-06-03"], "2026-06-04");
    assert!(answer.get("UK.DISP.FINAL").needs.is_empty());
    // Days used before, days left after: the proof counts 56 in all.
    let answer =
        ask_builtin("uk-disp", &["product.motor_finance=dca"], &["received 2023-11-17"], "2024-02-01");
    let duty = answer.get("UK.DISP.FINAL");
    assert_eq!(duty.confidence, Confidence::Secondary);
    let explanation = duty.proof().expect("proof");
    assert_eq!(explanation.proof().counted_days(), 56);
    let suspended = explanation
        .proof()
        .days
        .iter()
        .filter(|day| matches!(day.reason, ombud::clock::Reason::Suspended { .. }));
    assert_eq!(suspended.count(), 872);
}

/// What favours the firm must be shown: the rule on other commission and leasing was not read, so
/// its pause gives a date to be confirmed and keeps nobody in time.
#[test]
fn a_suspension_that_nobody_confirmed_gives_no_firm_date() {
    let of = |kind: &str, received: &str| {
        let kind = format!("product.motor_finance={kind}");
        let answer = ask_builtin("uk-disp", &[&kind], &[&format!("received {received}")], "2025-02-01");
        let duty = answer.get("UK.DISP.FINAL");
        assert_eq!((duty.due, duty.confidence), (None, Confidence::Unverified));
        assert_eq!(duty.status, Status::Undetermined);
        duty.unconfirmed_due.map(|day| day.to_string()).unwrap_or_default()
    };
    assert_eq!(of("non_dca_commission", "2024-10-26"), "2026-06-02");
    // Leasing left the pause on 5 December 2025.
    assert_eq!(of("leasing_commission", "2024-12-19"), "2026-01-29");
}

#[test]
fn a_suspension_takes_clocks_that_started_from_and_to_its_days() {
    let suspension = "[[suspension]]\nid = \"T.STOP\"\ntitle = { zh = \"停\", en = \"Stop\" }\ncite = [\"law/9\"]\nsource = \"test\"\neffective_from = 2026-01-01\nconfidence = \"text\"\nclocks = [\"T.A\"]\nwhen = { \"case.kind\" = \"a\" }\nstarted_from = 2026-03-02\nstarted_to = 2026-03-04\nfrom = 2026-03-06\nuntil = 2026-03-11\n";
    let engine = cn(&[clock("T.A", &days(10)), clock("T.B", &days(10)), suspension.to_owned()]);
    let of = |received: &str| {
        let answer = ask_with(&engine, &["case.kind=a"], &[&format!("received {received}")], "2026-03-05");
        (due(answer.get("T.A")), due(answer.get("T.B")))
    };
    assert_eq!(of("2026-03-01"), ("2026-03-11".to_owned(), "2026-03-11".to_owned()));
    assert_eq!(of("2026-03-02"), ("2026-03-17".to_owned(), "2026-03-12".to_owned()));
    assert_eq!(of("2026-03-04"), ("2026-03-19".to_owned(), "2026-03-14".to_owned()));
    assert_eq!(of("2026-03-05"), ("2026-03-15".to_owned(), "2026-03-15".to_owned()));
    let answer = ask_with(&engine, &["case.kind=b"], &["received 2026-03-02"], "2026-03-05");
    assert_eq!(due(answer.get("T.A")), "2026-03-12");
    assert!(answer.get("T.A").needs.is_empty());
    let answer = ask(&engine, &["received 2026-03-02"], "2026-03-05");
    assert_eq!(needs(answer.get("T.A")), ["Fact case.kind"]);
    let step = &ask_with(&engine, &["case.kind=a"], &["received 2026-03-02"], "2026-03-05");
    let step = &step.get("T.A").steps[0];
    assert_eq!((step.at, step.until), (Some(moment("2026-03-06")), Some(moment("2026-03-11"))));
}

/// A comparison that has no answer is the caller's error, and no date that leaves the calendar.
#[test]
fn an_amount_in_another_currency_is_refused_where_a_suspension_compares_it() {
    let suspension = "[[suspension]]\nid = \"T.STOP\"\ntitle = { zh = \"停\", en = \"Stop\" }\ncite = [\"law/9\"]\nsource = \"test\"\neffective_from = 2026-01-01\nconfidence = \"text\"\nclocks = [\"T.A\"]\nwhen = { \"case.sum\" = \"> CNY 5.00\" }\nfrom = 2026-03-06\nuntil = 2026-03-11\n";
    let engine = cn(&[clock("T.A", &days(10)), suspension.to_owned()]);
    let of = |sum: &str| try_ask(&engine, "test", &[sum], &["received 2026-03-02"], "2026-03-05");
    assert_eq!(due(of("case.sum=CNY 9.00").expect("an answer").get("T.A")), "2026-03-17");
    let error = of("case.sum=USD 9.00").err().expect("an error");
    assert_eq!(error.code(), ombud::ErrorCode::CurrencyMismatch);
    assert_eq!(error.detail().item.as_deref(), Some("T.STOP"));
}
