//! A complaint that is divided: each part lives its own life to the end.

use ombud::{
    Case, ErrorCode,
    case::{Command, Decision, Standing},
    model::{Complaint, Lang, Part, PartId},
    ops::Registry,
};

use super::support::*;

fn divided() -> Case {
    let mut case = case();
    case.does("03-02", "assign qian:manager handler=sun no_interest=yes");
    let part = |id: &str| Part::new(PartId::new(id).expect("an id"), "a matter of its own");
    let split = command("split sun:handler reason=two_matters").into_part(part("p1")).into_part(part("p2"));
    let Ok(Decision::Accepted(events)) = case.decide(&split, noon("03-03")) else { panic!("refused") };
    case.apply(events).expect("applied");
    case
}

/// Brings one part to where the decision was told.
fn tell(case: &mut Case, part: &str, day: &str) {
    for line in [
        "cn.contact sun:handler channel=phone",
        "record_findings sun:handler findings=read fact.decision.unit=branch",
        "propose_decision sun:handler outcome=upheld basis=clause reasons=shown",
        "approve_decision zhou:reviewer",
        "cn.notify_decision sun:handler outcome=upheld document=L contents=verified,basis,remedies",
    ] {
        case.does(day, &format!("{line} part={part}"));
    }
}

#[test]
fn each_part_has_a_life_of_its_own() {
    let mut case = divided();
    assert_eq!(case.stands("cn-complaint"), "investigating | investigating", "where the whole stood");
    tell(&mut case, "p1", "03-06");
    assert_eq!(case.stands("cn-complaint"), "notified | investigating");
    // What is meant for all of it needs all of it there.
    case.does("03-07", "find_cause qian:manager fault=firm cause=notice");
    let no = case.refuses("03-10", "close sun:handler");
    assert!(no.contains("[p2] This is out of place") && no.contains("Something is still owed: [p2]"), "{no}");
    case.does("03-10", "close sun:handler part=p1");
    assert_eq!(case.stands("cn-complaint"), "closed | investigating");
    let advice = case.advice(&person("sun:handler,manager"), noon("03-11")).expect("advice");
    let decide = advice.iter().find(|one| one.act.as_deref() == Some("record_findings")).expect("the way on");
    assert_eq!(decide.part.as_ref().map(PartId::as_str), Some("p2"), "and it is said for which part");
    assert!(decide.grounds[0].said.en.starts_with("[p2] "), "{:?}", decide.grounds[0].said);
    tell(&mut case, "p2", "03-12");
    case.does("03-13", "close sun:handler part=p2");
    case.does("03-13", "archive sun:handler");
    assert_eq!(case.stands("cn-complaint"), "archived | archived");
}

#[test]
fn a_part_is_divided_by_naming_it() {
    let mut case = divided();
    case.does("03-06", "record_findings sun:handler findings=read fact.decision.unit=branch part=p1");
    let part = |id: &str| Part::new(PartId::new(id).expect("an id"), "a matter of its own");
    let split = command("split sun:handler reason=more").into_part(part("p3"));
    assert!(matches!(case.decide(&split, noon("03-07")), Ok(Decision::Refused(_))));
    let named = split.part(PartId::new("p1").expect("an id"));
    let Ok(Decision::Accepted(events)) = case.decide(&named, noon("03-07")) else { panic!("refused") };
    case.apply(events).expect("applied");
    let stood: Vec<String> = case
        .runs()
        .iter()
        .map(|run| format!("{} {}", run.part.as_ref().expect("a part"), run.states().collect::<String>()))
        .collect();
    assert_eq!(stood, ["p3 deciding", "p1 deciding", "p2 investigating"]);
}

/// Each part has every clock and a life of its own.
#[test]
fn a_complaint_has_no_more_parts_than_somebody_can_see_to() {
    let parts = |from: usize, to: usize| {
        (from..to).map(|i| Part::new(PartId::new(format!("p{i}")).expect("an id"), "a matter"))
    };
    let most = Complaint::MAX_PARTS;
    let split = || command("split sun:handler reason=two_matters");
    let refused = |error: ombud::Error, path: &str, found: usize| {
        let detail = error.detail();
        assert_eq!((error.code(), detail.path.as_deref()), (ErrorCode::TooLarge, Some(path)));
        assert_eq!(detail.found.as_deref(), Some(found.to_string().as_str()));
        assert!(error.message(Lang::Zh).contains("最多200个部分"), "{}", error.message(Lang::Zh));
    };
    let mut case = case();
    case.does("03-02", "assign qian:manager handler=sun no_interest=yes");
    let many = parts(0, 5_000).fold(split(), Command::into_part);
    refused(case.decide(&many, noon("03-03")).expect_err("at once"), "parts", 5_000);
    let full = parts(0, most).fold(split(), Command::into_part);
    let Ok(Decision::Accepted(events)) = case.decide(&full, noon("03-03")) else { panic!("refused") };
    case.apply(events).expect("applied");
    let more = parts(most, most + 1).fold(split(), Command::into_part);
    let more = more.part(PartId::new("p0").expect("an id"));
    refused(case.decide(&more, noon("03-04")).expect_err("one by one"), "parts", most + 1);

    let mut opening = opening();
    opening.complaint.parts = parts(0, most + 1).collect();
    refused(ENGINE.open(&opening, at(RECEIVED)).expect_err("from the start"), "complaint.parts", most + 1);

    let facts = |i: usize| format!(r#""p{i}":{{}}"#);
    let asked = (0..=most).map(facts).collect::<Vec<_>>().join(",");
    let events = |i: usize| format!(r#"{{"type":"received","at":"2026-03-02","part":"p{i}"}}"#);
    let happened = (0..=most).map(events).collect::<Vec<_>>().join(",");
    for more in [format!(r#""parts":{{{asked}}}"#), format!(r#""events":[{happened}]"#)] {
        let request = format!(r#"{{"regimes":["cn-complaints-2020"],"as_of":"2026-03-10",{more}}}"#);
        let error =
            Registry::core().call(&ENGINE, "clock.due", request.as_bytes()).expect_err("in a question");
        refused(error, "parts", most + 1);
    }
}

/// INVARIANT 20: nothing is laid aside while something is owed, runs or waits.
#[test]
fn nothing_is_closed_while_something_is_owed_runs_or_waits() {
    let mut case = notified();
    case.does("03-10", "cn.enter_referral zhao:intake number=R-9 body=NFRA deadline=2026-03-20 ref=R-9");
    case.does("03-10", "cn.suggest_mediation sun:handler body=centre");
    case.does("03-10", "promise sun:handler text=a_copy due=2026-03-12 ref=P-1");
    case.does("03-11", "find_cause qian:manager fault=none cause=clause");
    let no = case.refuses("03-15", "close sun:handler");
    for owed in ["[R-9] To be done", "“Mediation” has not ended", "“[P-1] Promise made” still waits"]
    {
        assert!(no.contains(owed), "{owed}: {no}");
    }
    let view = case.view(&person("sun:handler"), noon("03-15")).expect("a view");
    let promise = view.waits.iter().find(|wait| wait.reference.as_deref() == Some("P-1")).expect("it waits");
    assert!(promise.overdue && promise.acts == ["break_promise", "keep_promise"]);
    for line in [
        "cn.answer_referral sun:handler document=A ref=R-9",
        "cn.notify_decision sun:handler",
        "cn.enter_mediation_declined sun:handler",
        "keep_promise sun:handler ref=P-1",
    ] {
        if !line.starts_with("cn.notify") {
            case.does("03-16", line);
        }
    }
    assert!(case.refuses("03-16", "keep_promise sun:handler ref=P-1").contains("waits for this"));
}

#[test]
fn of_several_that_wait_one_is_named() {
    let mut case = case();
    case.does("03-03", "promise sun:handler text=a_copy due=2026-03-12 ref=P-1");
    case.does("03-03", "promise sun:handler text=a_call due=2026-03-12 ref=P-2");
    let no = case.refuses("03-04", "keep_promise sun:handler");
    assert!(no.contains("P-1, P-2"), "{no}");
    case.does("03-04", "keep_promise sun:handler ref=P-2");
    case.does("03-04", "break_promise sun:handler reason=lost");
}

/// The consumer's ways stay open when the file is laid aside.
#[test]
fn an_archived_case_takes_what_the_consumer_lawfully_does() {
    let mut case = notified();
    case.does("03-10", "cn.enter_decision_receipt zhao:intake proof=R-1");
    case.does("03-11", "find_cause qian:manager fault=none cause=clause");
    case.does("03-11", "close sun:handler");
    case.does("03-11", "archive sun:handler");
    let mut reviewed = case.clone();
    reviewed.does("04-01", "cn.enter_review he:superior document=H-1");
    assert_eq!(reviewed.stands("cn-complaint"), "reviewing");
    case.does("04-01", "reopen zhao:intake reason=a_new_letter");
    assert_eq!(case.stands("cn-complaint"), "investigating");

    let mut withdrawn = super::support::case();
    withdrawn.does("03-03", "enter_withdrawal zhao:intake channel=phone handler=sun initiator=consumer tied_to_payment=no return_told=yes words=enough");
    withdrawn.does("03-04", "confirm_withdrawal wu:quality document=H-1");
    withdrawn.does("03-04", "archive sun:handler");
    withdrawn.does("03-20", "undo_withdrawal zhao:intake words=I_was_talked_into_it");
    assert_eq!(withdrawn.stands("cn-complaint"), "registered");
}

/// What is handled again has a clock and somebody to do it.
#[test]
fn what_is_handled_again_stays_in_sight() {
    let again = |case: &Case, day: &str, clock: &str| {
        let advice = case.advice(&person("sun:handler,manager"), noon(day)).expect("advice");
        let on = advice
            .iter()
            .find(|one| one.grounds.iter().any(|x| x.clock.as_ref().is_some_and(|x| x.as_str() == clock)));
        let on = on.unwrap_or_else(|| panic!("no advice for {clock}"));
        assert_eq!((on.act.as_deref(), on.standing), (Some("record_findings"), Standing::Ready));
    };
    let mut reopened = notified();
    reopened.does("03-20", "reopen zhao:intake reason=a_new_letter");
    again(&reopened, "05-09", "CN-CM-018a.again");

    let mut sent_back = notified();
    sent_back.does("03-10", "cn.enter_decision_receipt zhao:intake proof=R-1");
    sent_back.does("03-11", "cn.enter_review he:superior document=H-1");
    sent_back.does("03-12", "cn.review_redo he:superior document=H-2 no_interest=yes reason=not_asked");
    again(&sent_back, "05-09", "CN-CM-018a.redo");

    let mut repeated = notified();
    repeated.does("03-20", "cn.enter_repeat zhao:intake new_facts=yes new_reasons=yes");
    assert_eq!(repeated.stands("cn-complaint"), "investigating");
    again(&repeated, "03-21", "CN-CM-018f.again");
}

/// What two people agreed not to take up is not advised to be taken up again.
#[test]
fn nobody_is_advised_to_go_back() {
    let mut case = case();
    case.does("03-03", "cn.not_take_up sun:handler told_on=2026-03-03 fact.complaint.lodger_entitled=no reason=a_stranger second=qian:manager");
    let advice = case.advice(&person("sun:handler,manager,intake"), noon("03-16")).expect("advice");
    let grounded = advice.iter().filter(|one| !one.grounds.is_empty());
    let acts: Vec<&str> = grounded.filter_map(|one| one.act.as_deref()).collect();
    assert!(!acts.contains(&"reopen"), "{acts:?}");
}

/// What was begun for the whole is ended for the whole: no part ends it for the others.
#[test]
fn no_part_ends_what_was_begun_for_all_of_them() {
    let of_whole = "begun for the whole complaint";
    let mut case = divided();
    let appraisal =
        "cn.start_appraisal sun:handler kind=appraisal body=centre document=W notified_on=2026-03-03";
    case.does("03-04", appraisal);
    assert!(case.refuses("03-06", "cn.end_appraisal sun:handler document=E part=p1").contains(of_whole));
    case.does("03-06", "cn.end_appraisal sun:handler document=E");
    // A part ends its own.
    case.does("03-07", &format!("{appraisal} part=p1"));
    assert!(case.refuses("03-08", "cn.end_appraisal sun:handler document=E part=p2").contains("is recorded"));
    case.does("03-08", "cn.end_appraisal sun:handler document=E part=p1");

    case.does("03-08", "cn.suggest_mediation sun:handler body=centre");
    assert!(
        case.refuses("03-08", "cn.enter_mediation_consent sun:handler voluntary_told=yes part=p1")
            .contains(of_whole)
    );

    case.does("03-09", "enter_withdrawal zhao:intake channel=phone handler=sun initiator=consumer tied_to_payment=no return_told=yes words=enough");
    assert!(case.refuses("03-09", "confirm_withdrawal wu:quality document=H part=p1").contains(of_whole));
    case.does("03-09", "confirm_withdrawal wu:quality document=H");
    assert!(case.refuses("03-10", "undo_withdrawal zhao:intake words=no part=p1").contains(of_whole));
    case.does("03-10", "undo_withdrawal zhao:intake words=no");
    assert_eq!(case.stands("cn-complaint"), "investigating | investigating");
}

/// What is done to the whole must hold of each of its parts.
#[test]
fn the_whole_is_refused_what_one_part_would_be() {
    let mut case = divided();
    let propose = |part: &str, outcome: &str| {
        format!("propose_decision sun:handler outcome={outcome} basis=clause reasons=shown part={part}")
    };
    for (part, outcome) in [("p1", "upheld"), ("p2", "not_upheld")] {
        case.does(
            "03-05",
            &format!("record_findings sun:handler findings=read fact.decision.unit=branch part={part}"),
        );
        case.does("03-05", &propose(part, outcome));
        case.does("03-05", &format!("approve_decision zhou:reviewer part={part}"));
    }
    let told =
        "cn.notify_decision sun:handler outcome=not_upheld document=L contents=verified,basis,remedies";
    let no = case.refuses("03-06", told);
    assert!(no.contains("[p1]") && no.contains("differs from the decision that was approved"), "{no}");
    for (part, outcome) in [("p1", "upheld"), ("p2", "not_upheld")] {
        case.does("03-06", &format!("{} part={part}", told.replace("not_upheld", outcome)));
    }
    case.does("03-07", "find_cause qian:manager fault=firm cause=notice part=p1");
    let no = case.refuses("03-08", "close sun:handler");
    assert!(no.contains("[p2] Fault and root cause"), "{no}");
}
