//! Checklists: what of a method is done, and what is open of the stage that the case is in.

use ombud::{Case, case::Decision};

use super::support::*;

/// The steps of a method that are done, or those that are open in the present stage.
fn steps(case: &Case, day: &str, list: &str, done: bool) -> String {
    let checks = case.checks(noon(day)).expect("checks");
    let wanted =
        checks.iter().filter(|check| check.checklist == list && check.done == done && (done || check.here));
    wanted.map(|check| check.step.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_step_is_done_when_its_test_holds() {
    let mut case = life("iso-10002", &["uk-disp"]);
    assert_eq!(steps(&case, "03-02", "seven-steps", false), "listen soothe");
    assert_eq!(steps(&case, "03-02", "six-steps", false), "identify");
    case.does(
        "03-02",
        "enter_listening zhao:intake demand=refund need=fairness confirmed=no safety_asked=yes",
    );
    assert_eq!(steps(&case, "03-02", "six-steps", true), "identify");
    assert_eq!(
        steps(&case, "03-02", "seven-steps", true),
        "",
        "the complainant did not say that it is right"
    );
    case.does(
        "03-02",
        "enter_listening zhao:intake demand=refund need=fairness confirmed=yes safety_asked=yes",
    );
    case.does("03-02", "enter_soothing zhao:intake next_told=yes");
    case.does("03-02", "iso.acknowledge zhao:intake");
    case.does("03-02", "iso.classify zhao:intake business=card cause=fees");
    case.does("03-03", "assign qian:manager handler=sun no_interest=yes");
    assert_eq!(steps(&case, "03-03", "six-steps", false), "verify analyse");
    case.does("03-04", "check_evidence sun:handler complete=no both_versions=yes");
    assert_eq!(steps(&case, "03-04", "six-steps", false), "verify analyse", "the gaps are not written down");
    case.does("03-04", "check_evidence sun:handler complete=no both_versions=yes gaps=recording");
    case.does("03-04", "analyse_case sun:handler portrait=fee_not_told");
    assert_eq!(steps(&case, "03-04", "six-steps", false), "");
    case.does("03-05", "record_findings sun:handler findings=read");
    assert_eq!(steps(&case, "03-05", "six-steps", false), "deliberate negotiate");
}

#[test]
fn sorry_for_a_fault_goes_no_further_than_the_fault_found() {
    let mut case = life("iso-10002", &["uk-disp"]);
    assert!(case.refuses("03-03", "enter_apology sun:handler for=fault").contains("no further"));
    case.does("03-03", "enter_apology sun:handler for=experience");
    case.does("03-04", "find_cause qian:manager fault=firm cause=fees");
    case.does("03-05", "enter_apology sun:handler for=fault");
    assert_eq!(steps(&case, "03-05", "seven-steps", true), "apologise");
}

#[test]
fn an_agreement_gags_nobody() {
    let case = life("iso-10002", &["uk-disp"]);
    let agreed = "enter_agreement sun:handler terms=refund willing=yes gags=yes copy_given=yes document=V-1";
    assert!(case.refuses("03-05", agreed).contains("bars nobody"));
    assert!(case.tries("03-05", &agreed.replace("gags=yes", "gags=no")).is_ok());
}

/// The course that the steps are from is a Chinese one.
#[test]
fn a_chinese_complaint_is_worked_by_the_steps_too() {
    let mut case = case();
    assert_eq!(steps(&case, "03-02", "seven-steps", false), "listen soothe");
    case.does("03-02", "assign qian:manager handler=sun no_interest=yes");
    assert_eq!(
        steps(&case, "03-02", "seven-steps", false),
        "listen soothe collect",
        "what is open stays open"
    );
    case.does(
        "03-02",
        "enter_listening sun:handler demand=refund need=fairness confirmed=yes safety_asked=yes",
    );
    case.does("03-02", "enter_soothing sun:handler next_told=yes");
    case.does("03-03", "check_evidence sun:handler complete=yes both_versions=yes");
    assert_eq!(steps(&case, "03-03", "seven-steps", false), "");
    case.does("03-04", "record_findings sun:handler findings=read fact.decision.unit=branch");
    assert_eq!(steps(&case, "03-04", "six-steps", false), "deliberate negotiate");
    let deliberate = |by: &str| {
        let line = format!("deliberate {by}:manager responsibility=none within_authority=yes");
        case.decide(&command(&line).set("owed", "CNY 100.00"), noon("03-05")).expect("a sound question")
    };
    assert!(matches!(deliberate("sun"), Decision::Refused(_)), "somebody else than who verified");
    assert!(matches!(deliberate("qian"), Decision::Accepted(_)));
    let mut case = notified();
    assert_eq!(steps(&case, "03-10", "seven-steps", false), "apologise agree follow");
    case.does("03-20", "follow_up wu:quality result=not_satisfied");
    assert_eq!(steps(&case, "03-20", "seven-steps", true), "follow");
}

#[test]
fn a_case_of_another_workflow_has_none() {
    let case = life("uk-disp", &["uk-disp"]);
    assert!(case.checks(noon("03-03")).expect("checks").is_empty());
}
