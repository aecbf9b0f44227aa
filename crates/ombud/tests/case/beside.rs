//! Workflows beside the life of a case: mediation and major events.

use super::support::*;

#[test]
fn mediation_begins_with_a_proposal_and_stops_nothing_by_itself() {
    let mut case = proposed("not_upheld");
    let start = "cn.start_mediation sun:handler body=centre document=T-1 consented=yes reason=both second=qian:manager";
    assert!(case.refuses("03-07", start).contains("Mediation"), "nobody proposed it");
    case.does("03-07", "cn.enter_mediation_request zhao:intake words=please");
    let agree = "cn.enter_mediation_consent zhao:intake voluntary_told=no";
    assert!(case.refuses("03-08", agree).contains("voluntary"));
    case.does("03-08", &agree.replace("=no", "=yes"));
    case.does("03-09", start);
    case.does("03-10", "cn.enter_mediation_taken_up sun:handler document=T-2");
    assert_eq!(case.stands("mediation"), "running");
    assert_eq!(case.stands("cn-complaint"), "checking", "the handling goes on");
    case.does("03-20", "cn.end_mediation sun:handler outcome=failed document=T-3");
    assert_eq!(case.stands("mediation"), "failed");
    case.does("03-25", "cn.suggest_mediation sun:handler body=centre");
    assert_eq!(case.stands("mediation"), "proposed", "it may be tried again");
}

#[test]
fn a_firm_declines_mediation_with_a_second_person_and_a_reason() {
    let mut case = case();
    case.does("03-03", "cn.enter_mediation_request zhao:intake words=please");
    let no = "cn.decline_mediation qian:manager document=D reason=court_decided_already";
    assert!(case.refuses("03-04", no).contains("omebody else"));
    case.does("03-04", &format!("{no} second=wang:legal"));
    assert_eq!(case.stands("mediation"), "declined");
}

#[test]
fn a_major_event_is_reported_and_holds_nothing_up() {
    let mut case = case();
    case.does("03-03", "open_incident zhao:intake what=crowd fact.complaint.people_in_person=25 fact.complaint.major_event=no fact.complaint.designated_major=no");
    let none = "judge_no_report_owed qian:manager basis=small reason=small second=wang:legal";
    assert!(case.refuses("03-03", none).contains("20 or more"));
    case.does("03-03", "judge_report_owed qian:manager basis=crowd");
    case.does("03-03", "take_incident_measures sun:handler measures=waiting_room");
    case.does("03-03", "assign qian:manager handler=sun no_interest=yes");
    case.does("03-04", "contain_incident qian:manager result=calm");
    assert_eq!(case.stands("incident"), "contained owed");
    case.does("03-04", "report_incident qian:manager body=bureau document=B-1");
    assert_eq!(case.stands("incident"), "reviewing");
    let review = "review_incident qian:manager cause=notice measure=rewrite owner=product";
    assert!(case.refuses("03-10", review).contains("may not have the last word"));
    case.does("03-10", &review.replace("qian:manager", "zhou:reviewer"));
    assert_eq!(case.stands("incident"), "reviewed");
}
