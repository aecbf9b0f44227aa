//! What letters must say, and who may do what, in the lives of other countries.

use ombud::{
    Case,
    case::Decision,
    clock::Status,
    model::{Agent, Lang, Party, PartyId, Role},
};

use super::support::*;

fn british() -> Case {
    life("uk-disp", &["uk-disp"])
}

/// To where the decision is approved.
fn approved(mut case: Case) -> Case {
    case.does("03-03", "assign qian:manager handler=sun no_interest=yes");
    case.does("03-04", "record_findings sun:handler findings=read");
    case.does("03-05", "propose_decision sun:handler outcome=not_upheld basis=terms reasons=shown");
    case.does("03-06", "approve_decision zhou:reviewer");
    case
}

const FINAL: &str = "uk.send_final_response sun:handler outcome=not_upheld document=F-1 contents=verified,basis,ombudsman_right,ombudsman_contact,ombudsman_leaflet";

fn status(case: &Case, clock: &str, day: &str) -> Status {
    let duties = case.due(noon(day)).expect("duties");
    duties.iter().find(|duty| duty.rule().as_str() == clock).expect("the clock").status()
}

#[test]
fn a_final_response_tells_of_the_ombudsman_and_the_time_limit() {
    let mut case = approved(british());
    let no = case.refuses("03-10", &FINAL.replace(",ombudsman_leaflet", ""));
    assert!(no.contains("encloses the standard leaflet") && no.contains("six-month limit"), "{no}");
    case.does("03-10", &format!("{FINAL},waiver_stance"));
    assert_eq!(case.stands("uk-disp"), "answered informed window");
    assert_eq!(status(&case, "UK.DISP.FINAL", "03-11"), Status::Met);
}

#[test]
fn an_eight_week_letter_is_a_notice_and_no_end() {
    let mut case = approved(british());
    let letter = "uk.send_eight_week_response sun:handler field.reason=report_awaited reply_by=2026-05-20 document=E-1 contents=fos_right,waiver_stance,fos_leaflet,fos_website";
    let no = case.refuses("04-20", letter);
    assert!(no.contains("Payment-service or e-money complaint"), "the fact that decides is named: {no}");
    case.does("04-20", "uk.classify zhao:intake business=motor fact.complaint.payment_services=no");
    let bare = letter.replace(",fos_leaflet", "");
    assert!(case.refuses("04-20", &bare).contains("encloses the leaflet"));
    case.does("04-20", letter);
    assert_eq!(case.stands("uk-disp"), "telling delay_explained unanswered");
    case.does("05-11", "uk.enter_referral zhao:intake number=FOS-1");
    case.does("05-12", &format!("{FINAL},waiver_stance"));
    assert_eq!(case.stands("uk-disp"), "answered informed looking", "the firm's answer is owed all the same");
    case.does("05-13", "find_cause qian:manager fault=none cause=none");
    case.does("05-14", "close sun:handler");
    let no = case.refuses("05-15", "archive sun:handler");
    assert!(!no.is_empty(), "the ombudsman is looking at it");
}

/// After the third business day an acceptance no longer opens the early lane.
#[test]
fn the_early_lane_closes_by_itself() {
    let src = "uk.send_src sun:handler document=S contents=resolved,fos_right,waiver_stance,fos_website,fos_information";
    let mut early = british();
    early.does("03-03", "uk.accept zhao:intake channel=phone");
    early.does("03-04", src);
    assert_eq!(early.stands("uk-disp"), "answered informed window");
    let mut late = british();
    late.does("03-10", "uk.accept zhao:intake channel=phone");
    assert_eq!(late.stands("uk-disp"), "registered unacknowledged unanswered");
    late.refuses("03-10", src);
}

#[test]
fn an_acknowledgement_says_which_timetable_applies_once_the_rule_asks_for_it() {
    let mut case = british();
    case.does("03-03", "uk.acknowledge zhao:intake document=A contents=reassurance");
    assert_eq!(case.stands("uk-disp"), "registered acknowledged unanswered");
}

#[test]
fn what_leaves_the_numbers_needs_a_second_person() {
    let mut case = british();
    case.does("03-03", "uk.find_other_firm sun:handler firm=other_bank");
    let forward = "uk.forward_whole sun:handler firm=other_bank document=W reason=theirs_alone";
    assert!(case.refuses("03-04", forward).contains("omebody else"));
    case.does("03-04", &format!("{forward} second=qian:manager"));
    let portal = life("us-cfpb", &["us-cfpb"]);
    let returned = "us.respond_administratively sun:handler category=duplicate reason=sent_twice";
    assert!(portal.refuses("03-04", returned).contains("omebody else"));
}

#[test]
fn a_portal_response_says_what_its_category_claims() {
    let mut case = life("us-cfpb", &["us-cfpb"]);
    case.does("03-03", "us.enter_sent zhao:intake number=1 at=2026-03-02");
    let mut case = approved(case);
    case.does("03-12", "us.mark_in_progress sun:handler reason=waiting_for_the_branch");
    assert_eq!(case.stands("us-cfpb"), "ready in_progress_shown");
    let respond = "us.respond sun:handler category=closed_with_monetary_relief document=R contents=steps_taken,communications,follow_up";
    assert!(case.refuses("03-20", respond).contains("objective, measurable, verifiable"));
    let relief = command(respond).set("relief", "USD 25.00");
    let decision = case.decide(&relief, noon("03-20")).expect("a sound question");
    let Decision::Accepted(events) = decision else { panic!("{decision:?}") };
    case.apply(events).expect("applied");
    assert_eq!(case.stands("us-cfpb"), "responded");
}

#[test]
fn a_consumer_who_disputes_is_read_by_somebody_else() {
    let mut case = approved(life("us-cfpb", &["us-cfpb"]));
    case.does("03-10", "us.respond sun:handler category=closed_with_explanation document=R contents=steps_taken,communications,follow_up,explanation");
    case.does("03-20", "us.enter_feedback zhao:intake disputed=yes");
    assert_eq!(case.stands("us-cfpb"), "disputed");
    let keep = "us.keep_response sun:reviewer result=right reason=read_again";
    assert!(case.refuses("03-21", keep).contains("may not have the last word"));
    case.does("03-21", &keep.replace("sun", "zhou"));
    assert_eq!(case.stands("us-cfpb"), "responded");
}

#[test]
fn hardship_and_declined_claims_are_answered_in_writing() {
    let mut case = life("au-rg271", &["uk-disp"]);
    case.does("03-02", "au.classify zhao:intake business=motor fact.complaint.hardship=no fact.complaint.claim_declined=yes fact.complaint.super_trustee=no");
    let early = "au.close_early sun:handler ground=satisfied written_requested=no";
    assert!(case.refuses("03-04", early).contains("declined claim"));
    let mut case = approved(case);
    let bare = "au.send_idr_response sun:handler outcome=not_upheld document=I contents=ombudsman_right";
    let no = case.refuses("03-10", bare);
    assert!(no.contains("how to reach it") && no.contains("findings on material facts"), "{no}");
    case.does("03-10", &format!("{bare},ombudsman_contact,verified,basis"));
    assert_eq!(case.stands("au-rg271"), "answered informed way_open");
}

/// What the Chinese rules ask for is asked in a Chinese case, and cited there.
#[test]
fn one_act_serves_every_life_with_the_articles_of_each() {
    let mut chinese = case();
    let interested = "assign qian:manager handler=sun no_interest=no";
    assert!(chinese.refuses("03-03", interested).contains("Complaint Measure, Art. 17"));
    let no = british().refuses("03-03", interested);
    assert!(no.contains("direct interest") && !no.contains("Art."), "{no}");
    chinese.does("03-03", &interested.replace("=no", "=yes"));
    chinese.does("03-04", "record_findings sun:handler findings=read");
    let propose = "propose_decision sun:handler outcome=not_upheld basis=terms reasons=shown";
    let no = chinese.refuses("03-05", propose);
    assert!(no.contains("Unit that decided"), "China alone asks for the unit: {no}");
    let advice = british().advice(&person("qian:manager"), noon("03-03")).expect("advice");
    assert!(advice.iter().all(|one| one.cite.iter().all(|cite| !cite.to_string().starts_with("cn-"))));
}

#[test]
fn an_act_of_another_life_says_so_in_one_sentence() {
    let no = british().refuses("03-03", "cn.contact sun:handler channel=phone");
    assert_eq!(no, "This act is not for a case of this kind.");
    let no = case().refuses("03-03", "cn.end_mediation sun:handler outcome=failed document=T");
    assert!(no.contains("This has not begun: Mediation"), "{no}");
}

/// It is entered as carefully as in China, and the answer is owed all the same.
#[test]
fn a_withdrawal_abroad_is_kept_and_ends_nothing() {
    let enter = "enter_withdrawal zhao:intake channel=phone handler=sun initiator=consumer tied_to_payment=no return_told=yes words=I_no_longer_want_it";
    for (workflow, regime) in [("uk-disp", "uk-disp"), ("us-cfpb", "us-cfpb"), ("au-rg271", "uk-disp")] {
        let mut case = life(workflow, &[regime]);
        case.does("03-03", "assign qian:manager handler=sun no_interest=yes");
        let (before, stood) = (due(&case, "03-20"), case.stands(workflow));
        case.does("03-05", &enter.replace("initiator=consumer", "initiator=firm"));
        let confirm = "confirm_withdrawal wu:quality document=H-1";
        assert!(case.refuses("03-06", confirm).contains("the firm may not bring it about"), "{workflow}");
        case.does("03-06", "set_aside_withdrawal wu:quality reason=talked_into_it");
        case.does("03-07", enter);
        let own = case.refuses("03-08", &confirm.replace("wu", "sun"));
        assert!(own.contains("may not have the last word"), "{workflow}: {own}");
        case.does("03-08", confirm);
        assert_eq!((due(&case, "03-20"), case.stands(workflow)), (before, stood), "{workflow}");
        case.does("03-09", "undo_withdrawal zhao:intake words=I_was_talked_into_it");
        case.does("03-09", enter);
    }
}

fn due(case: &Case, day: &str) -> Vec<(String, Status)> {
    let duties = case.due(noon(day)).expect("duties");
    duties.iter().map(|duty| (duty.rule().to_string(), duty.status())).collect()
}

#[test]
fn an_agent_abroad_is_entered_once_somebody_looked() {
    let mut case = british();
    let id = |text| PartyId::new(text).expect("an id");
    let complainant =
        command("enter_complainant zhao:intake").party(Party::new(id("p1"), Role::complainant()));
    let Ok(Decision::Accepted(events)) = case.decide(&complainant, noon("03-03")) else { panic!("refused") };
    case.apply(events).expect("applied");
    let agent = command("enter_agent zhao:intake").party(Party::new(id("g1"), Agent::new([id("p1")])));
    let Ok(Decision::Refused(no)) = case.decide(&agent, noon("03-03")) else { panic!("accepted") };
    assert!(no.render(Lang::En).contains("First check this agent's authority"), "{no:?}");
    case.does("03-03", "check_authority zhao:intake agent=g1 original=no signed=no identity=yes contact=yes");
    assert!(matches!(case.decide(&agent, noon("03-04")), Ok(Decision::Accepted(_))), "told by phone");
}

/// To be kept informed is owed time and again: what is advised is a letter, not the way to the decision.
#[test]
fn what_keeps_informed_is_advised_for_it() {
    let advised = |case: &Case, day: &str| {
        let advice = case.advice(&person("sun:handler"), noon(day)).expect("advice");
        let for_it = |ground: &ombud::case::Ground| {
            ground.clock.as_ref().is_some_and(|clock| clock.as_str() == "UK.DISP.UPDATE")
        };
        let acts = advice.into_iter().filter(|one| one.grounds.iter().any(for_it));
        acts.filter_map(|one| one.act).collect::<Vec<_>>().join(" ")
    };
    let mut case = british();
    case.does("03-03", "assign qian:manager handler=sun no_interest=yes");
    case.does("03-03", "uk.acknowledge zhao:intake document=A contents=reassurance");
    assert_eq!((advised(&case, "03-31"), advised(&case, "04-01")), (String::new(), "uk.update".into()));
    case.does("04-01", "uk.update sun:handler channel=letter");
    assert_eq!((advised(&case, "04-29"), advised(&case, "04-30")), (String::new(), "uk.update".into()));
}
