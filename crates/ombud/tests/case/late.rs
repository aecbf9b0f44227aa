//! What is entered late, and what would take a breach away: never one person's alone.

use ombud::{Case, clock::Status, model::Date};

use super::support::*;

fn decide(case: &Case, day: &str) -> (Status, Option<Date>) {
    let duties = case.due(noon(day)).expect("duties");
    let found = duties.iter().find(|duty| duty.rule().as_str() == "CN-CM-018a").expect("the clock");
    (found.status(), found.obligation().due)
}

fn told_on(day: &str) -> Case {
    let mut case = proposed("not_upheld");
    case.does(day, "approve_decision zhou:reviewer");
    case.does(day, NOTICE);
    case
}

const NOTICE: &str =
    "cn.notify_decision sun:handler outcome=not_upheld document=L-1 contents=verified,basis,remedies";

#[test]
fn a_letter_entered_after_the_day_as_sent_in_time_takes_two() {
    let mut case = proposed("not_upheld");
    case.does("03-16", "approve_decision zhou:reviewer");
    let sent = format!("{NOTICE} at=2026-03-17");
    assert!(case.tries("03-17", &sent).is_ok(), "on the day it is nobody else's");
    let no = case.refuses("03-20", &sent);
    assert!(no.contains("take away that these were late"), "{no}");
    assert!(
        case.refuses("03-20", &format!("{sent} second=qian:manager")).contains("the reason must be given")
    );
    case.does("03-20", &format!("{sent} second=qian:manager reason=found_in_the_post_book"));
    assert_eq!(decide(&case, "03-21").0, Status::Met);
    let view = case.view(&person("sun:handler"), noon("03-21")).expect("a view");
    let line = view.history.last().expect("a line");
    assert_eq!(line.entered, Some(noon("03-20")), "and it is said that it was entered late");
}

#[test]
fn nothing_is_told_before_it_was_approved() {
    let mut case = proposed("not_upheld");
    case.does("04-20", "approve_decision zhou:reviewer");
    let no = case.refuses("04-21", &format!("{NOTICE} at=2026-03-12 second=qian:manager reason=x"));
    assert!(no.contains("before “Decision checked”"), "{no}");
}

#[test]
fn a_breach_is_not_withdrawn_away() {
    let mut case = told_on("03-26");
    assert_eq!(decide(&case, "03-27").0, Status::MetLate);
    case.does(
        "04-07",
        "enter_withdrawal zhao:intake channel=phone handler=sun initiator=consumer tied_to_payment=no \
         return_told=yes words=enough at=2026-03-16",
    );
    let confirm = "confirm_withdrawal wu:quality document=H-1";
    let no = case.refuses("04-08", confirm);
    assert!(no.contains("take away that these were late"), "{no}");
    assert_eq!(decide(&case, "04-08").0, Status::MetLate);
    assert!(case.tries("04-08", &format!("{confirm} second=qian:manager reason=letter_of_16_March")).is_ok());
}

#[test]
fn more_time_comes_in_time_or_not_at_all() {
    let mut case = case();
    case.does("03-02", "assign qian:manager handler=sun no_interest=yes");
    let extend = "cn.extend_complex sun:handler field.reason=hospital";
    let back = case.refuses("03-25", &format!("{extend} at=2026-03-10"));
    assert!(back.contains("take away that these were late"), "{back}");
    let late = case.refuses("03-25", extend);
    assert!(late.contains("no effect, recorded after the time was up"), "{late}");
    let appraisal =
        "cn.start_appraisal sun:handler kind=appraisal body=centre document=W-1 notified_on=2026-03-03";
    let no = case.refuses("03-25", &format!("{appraisal} at=2026-03-03"));
    assert!(no.contains("take away that these were late"), "{no}");
    // Before the time is up, too, days are not gained by the date of a paper.
    let early = case.refuses("03-10", &format!("{appraisal} at=2026-03-03"));
    assert!(early.contains("entered later than it happened"), "{early}");
    assert!(case.tries("03-10", appraisal).is_ok());
    case.does("03-12", extend);
    assert_eq!(decide(&case, "03-25"), (Status::Running, Some("2026-04-01".parse().expect("a date"))));
}

#[test]
fn days_named_in_an_act_lie_on_their_side_of_it() {
    let mut case = case();
    case.does("03-02", "assign qian:manager handler=sun no_interest=yes");
    for (line, why) in [
        (
            "reclassify sun:handler to=inquiry told_on=2032-01-01 reason=x second=qian:manager",
            "ahead of today",
        ),
        (
            "cn.not_take_up sun:handler told_on=2030-01-01 reason=x second=qian:manager fact.complaint.lodger_entitled=no",
            "ahead of today",
        ),
        ("promise sun:handler text=a_call due=0001-01-01", "before the day of the event"),
    ] {
        let no = case.refuses("03-03", line);
        assert!(no.contains(why), "{line}: {no}");
    }
    let agree = "cn.agree_period sun:handler until=2031-01-01 document=A informed=yes";
    assert!(case.refuses("03-05", agree).contains("Somebody else must agree"));
}

/// A right is not shortened behind the complainant's back either.
#[test]
fn a_receipt_entered_weeks_later_takes_two() {
    let case = notified();
    let receipt = "cn.enter_decision_receipt zhao:intake proof=R-1";
    assert!(case.tries("03-13", &format!("{receipt} at=2026-03-10")).is_ok(), "a few days at the desk");
    let no = case.refuses("04-20", &format!("{receipt} at=2026-03-10"));
    assert!(no.contains("leave the complainant less time"), "{no}");
    assert!(
        case.tries("04-20", &format!("{receipt} at=2026-03-10 second=qian:manager reason=post_book")).is_ok()
    );
}
