//! Workflows beside the life of a case: mediation, major events, disputed refusals.

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

/// What is owed is paid wherever the dispute stands.
fn pays(case: &mut ombud::Case, day: &str) {
    let pay =
        command("pay sun:handler for=entitlement conditional_on_withdrawal=no").set("amount", "CNY 100.00");
    match case.decide(&pay, noon(day)).expect("sound") {
        ombud::case::Decision::Accepted(events) => case.apply(events).expect("applied"),
        ombud::case::Decision::Refused(no) => panic!("{}", no.render(ombud::model::Lang::En)),
    }
}

#[test]
fn a_disputed_refusal_goes_through_its_scenes_while_money_is_paid() {
    let mut case = proposed("not_upheld");
    case.does("03-10", "declined.open zhao:intake what=the_exclusion");
    assert_eq!(case.stands("declined-claim"), "soothe");
    pays(&mut case, "03-10");
    let reply = "declined.reply sun:handler reasons=no routes_told=yes document=R-1";
    assert!(case.refuses("03-11", reply).contains("gives reasons"));
    case.does("03-11", &reply.replace("reasons=no", "reasons=yes"));
    let stall = "declined.stall sun:handler contacts=1 summary=apart";
    assert!(case.refuses("03-12", stall).contains("two contacts"));
    case.does("03-12", &stall.replace("contacts=1", "contacts=2"));
    assert_eq!(case.stands("declined-claim"), "no_plan");
    pays(&mut case, "03-12");
    let last = "declined.final_position qian:manager replies=3 new_fact=no routes_told=yes reviewed_by_second=yes undisputed_paid=no document=F-1 reason=no_movement second=zhou:reviewer";
    assert!(case.refuses("03-14", last).contains("paid first"), "nothing final while money is owed");
    case.does("03-14", &last.replace("undisputed_paid=no", "undisputed_paid=yes"));
    assert_eq!(case.stands("declined-claim"), "repeated");
    pays(&mut case, "03-14");
    case.does("03-15", "declined.new_fact zhao:intake what=hospital_record");
    assert_eq!(case.stands("declined-claim"), "recheck", "new evidence is taken in any scene");
    pays(&mut case, "03-15");
    let recheck =
        "declined.recheck sun:reviewer outcome=changed no_part=yes document=K-1 reason=the_record_shows_it";
    assert!(case.refuses("03-16", recheck).contains("may not have the last word"));
    case.does("03-16", &recheck.replace("sun:", "zhou:"));
    assert_eq!(case.stands("declined-claim"), "performing");
    pays(&mut case, "03-16");
    case.does("03-17", "declined.perform sun:handler document=P-1");
    assert_eq!(case.stands("declined-claim"), "performed");
    pays(&mut case, "03-18");
}
