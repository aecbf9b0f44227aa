//! What practice forbids, each as a named test: the bars of complaint handling that no pack and no
//! person may step over.

use ombud::{
    Case,
    case::{Advice, Command, Decision, Mark, Person},
    clock::Status,
    model::{Agent, Date, Lang, Part, PartId, Party, PartyId, Representative},
};

use super::support::*;

fn marks(case: &Case, day: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> =
        case.due(noon(day)).expect("duties").iter().map(|duty| Mark::from(duty.obligation())).collect();
    marks.sort();
    marks
}

fn decide(case: &Case, day: &str) -> (Status, Option<Date>) {
    let found =
        marks(case, day).into_iter().find(|mark| mark.clock.as_str() == "CN-CM-018a" && mark.part.is_none());
    let found = found.expect("the clock");
    (found.status, found.due)
}

fn date(text: &str) -> Option<Date> {
    Some(text.parse().expect("a date"))
}

fn assigned() -> Case {
    let mut case = case();
    case.does("03-02", "assign qian:manager handler=sun no_interest=yes");
    case
}

const CONFIRMATION: &str = "confirm_withdrawal wu:quality document=H-1";

const WITHDRAWAL: &str = "enter_withdrawal zhao:intake channel=phone handler=sun initiator=consumer \
                          tied_to_payment=no return_told=yes words=I_no_longer_want_it";

#[test]
fn a_withdrawal_is_in_the_consumers_own_words() {
    let mut case = assigned();
    let no = case.refuses("03-05", &WITHDRAWAL.replace("words=I_no_longer_want_it", ""));
    assert_eq!(no, "Fill in “In the complainant's words”.");
    // What the firm brought about is entered as it was, and never takes effect.
    case.does("03-05", &WITHDRAWAL.replace("initiator=consumer", "initiator=firm"));
    let no = case.refuses("03-06", CONFIRMATION);
    assert!(no.contains("the firm may not bring it about"), "{no}");
    assert!(case.refuses("03-06", WITHDRAWAL).contains("is entered already"));
    case.does("03-06", "set_aside_withdrawal wu:quality reason=talked_into_it");
    assert!(case.refuses("03-06", CONFIRMATION).contains("is recorded that waits for this"));
    assert_eq!(decide(&case, "03-06").0, Status::Running);
    case.does("03-07", WITHDRAWAL);
    case.does("03-08", CONFIRMATION);
}

#[test]
fn a_withdrawal_is_tied_to_no_payment() {
    let mut tied = assigned();
    tied.does("03-05", &WITHDRAWAL.replace("tied_to_payment=no", "tied_to_payment=yes"));
    let no = tied.refuses("03-06", CONFIRMATION);
    assert!(no.contains("tied to no payment"), "{no}");
    let mut case = assigned();
    let command = command("pay sun:handler for=goodwill conditional_on_withdrawal=yes");
    let command = command.set("amount", "CNY 100.00");
    match case.decide(&command, noon("03-05")).expect("sound") {
        Decision::Refused(no) => assert!(no.render(Lang::En).contains("on condition of a withdrawal")),
        Decision::Accepted(_) => panic!("accepted"),
    }
    // That it was done all the same is entered by somebody else, and no withdrawal rests on it.
    let paid = super::support::command(
        "enter_conditional_payment wu:quality document=B-7 reason=found_in_the_books",
    );
    let Ok(Decision::Accepted(events)) = case.decide(&paid.set("amount", "CNY 100.00"), noon("03-05")) else {
        panic!("refused")
    };
    case.apply(events).expect("applied");
    case.does("03-05", WITHDRAWAL);
    assert!(case.refuses("03-06", CONFIRMATION).contains("on condition of a withdrawal"));

    // Money that was paid before, on no condition, has a second reviewer look at the withdrawal.
    let mut paid = assigned();
    let pay = super::support::command("pay sun:handler for=goodwill conditional_on_withdrawal=no");
    let Ok(Decision::Accepted(events)) = paid.decide(&pay.set("amount", "CNY 100.00"), noon("03-04")) else {
        panic!("refused")
    };
    paid.apply(events).expect("applied");
    paid.does("03-05", WITHDRAWAL);
    assert!(paid.tries("03-06", CONFIRMATION).is_err());
    let manager = paid.refuses("03-06", &format!("{CONFIRMATION} second=qian:manager reason=x"));
    assert!(manager.contains("Money was paid before"), "{manager}");
    paid.does("03-06", &format!("{CONFIRMATION} second=zhou:reviewer reason=called_too"));
}

#[test]
fn a_withdrawal_is_confirmed_by_somebody_else() {
    let mut case = assigned();
    case.does("03-05", "assign qian:manager handler=li no_interest=yes");
    case.does("03-05", &WITHDRAWAL.replace("handler=sun", "handler=li"));
    let handler = case.refuses("03-06", "confirm_withdrawal sun:quality document=H-1");
    assert!(handler.contains("may not have the last word"), "{handler}");
    let spelt = case.refuses("03-06", "confirm_withdrawal SUN:quality document=H-1");
    assert!(spelt.contains("may not have the last word"), "{spelt}");
    let recorder = case.refuses("03-06", "confirm_withdrawal Zhao:quality document=H-1");
    assert!(recorder.contains("may not have the last word"), "{recorder}");
    // Until then it ends nothing.
    assert_eq!(decide(&case, "03-06"), (Status::Running, date("2026-03-17")));
    case.does("03-06", "confirm_withdrawal wu:quality document=H-1");
    assert_eq!(decide(&case, "03-06").0, Status::Cancelled);
}

#[test]
fn a_withdrawal_can_be_undone_and_no_day_is_lost() {
    let mut case = assigned();
    let before = marks(&case, "03-20");
    case.does("03-05", WITHDRAWAL);
    case.does("03-06", "confirm_withdrawal wu:quality document=H-1");
    assert_ne!(marks(&case, "03-20"), before);
    case.does("03-10", "undo_withdrawal zhao:intake words=I_was_talked_into_it");
    assert_eq!(marks(&case, "03-20"), before, "the time counts as never ended");
    assert_eq!(case.stands("cn-complaint"), "investigating");
    assert_eq!(case.history().len(), 5, "what no longer counts stays in the history");
}

#[test]
fn reclassifying_merging_and_not_taking_up_need_a_second_person_and_a_reason() {
    let mut case = assigned();
    for line in [
        "reclassify sun:handler to=inquiry told_on=2026-03-03",
        "merge sun:handler into=TS-0",
        "cn.not_take_up sun:handler told_on=2026-03-03 fact.complaint.lodger_entitled=no",
    ] {
        let no = case.refuses("03-03", line);
        assert!(no.contains("Somebody else must agree") && no.contains("Give the reason"), "{line}: {no}");
        let own = format!("{line} reason=why second=SUN:manager");
        assert!(case.refuses("03-03", &own).contains("Nobody agrees to what they do themselves"), "{line}");
    }
    let before = marks(&case, "03-20");
    case.does(
        "03-03",
        "reclassify sun:handler to=inquiry told_on=2026-03-03 reason=asks second=qian:manager",
    );
    case.does("03-03", "merge sun:handler into=TS-0 reason=same second=qian:manager");
    assert_eq!(marks(&case, "03-20"), before, "neither stops a clock");
    let counted: Vec<&str> = case.counted().map(|entry| entry.event.kind.as_str()).collect();
    assert!(counted.contains(&"reclassified") && counted.contains(&"merged"), "and both stay to be counted");
    assert_eq!(case.history()[2].second.as_deref(), Some("qian"));
    case.does("03-04", "unmerge sun:handler from=TS-0 reason=different_after_all");
    assert!(case.complaint().links.is_empty() && case.history().len() == 5);
}

/// There is no quiet way to say that a complaint is none: not as a fact, not by way of a part.
#[test]
fn the_kind_is_stated_once_and_changed_only_as_such() {
    let mut case = assigned();
    let quiet = command("state_facts sun:handler fact.matter.kind=inquiry");
    assert!(case.decide(&quiet, noon("03-03")).is_err());
    let part = |id: &str| Part::new(PartId::new(id).expect("an id"), "a matter of its own");
    let mut inquiry = part("b");
    inquiry.kind = Some(ombud::model::MatterKind::Inquiry);
    let split = command("split sun:handler reason=two_matters").into_part(part("a")).into_part(inquiry);
    let Ok(Decision::Refused(no)) = case.decide(&split, noon("03-03")) else { panic!("accepted") };
    assert!(no.render(Lang::En).contains("of another kind"), "{no:?}");
    let backed = split.second(Person::new("qian", ["manager"]));
    let Ok(Decision::Accepted(events)) = case.decide(&backed, noon("03-03")) else { panic!("refused") };
    assert!(
        events[0].changes.iter().any(|x| matches!(x, ombud::case::Change::Classed { .. })),
        "and it is counted"
    );
    case.apply(events).expect("applied");
    let again = "reclassify sun:handler to=inquiry told_on=2026-03-03 reason=asks second=qian:manager part=b";
    assert!(case.refuses("03-03", again).contains("of that kind already"));
}

/// A fact is stated once: to say otherwise takes somebody else and a reason.
#[test]
fn a_fact_that_stands_is_changed_by_two() {
    let mut case = notified();
    let otherwise = "state_facts sun:handler fact.decision.unit=head_office";
    assert!(case.refuses("03-12", otherwise).contains("is stated already"));
    assert!(case.tries("03-12", "state_facts sun:handler fact.decision.unit=branch").is_ok(), "said again");
    case.does("03-12", &format!("{otherwise} reason=mistyped second=qian:manager"));
}

#[test]
fn what_comes_from_an_entitled_person_is_taken_up() {
    let no = assigned().refuses(
        "03-03",
        "cn.not_take_up sun:handler told_on=2026-03-03 fact.complaint.lodger_entitled=yes reason=why second=qian:manager",
    );
    assert!(no.contains("need not be taken up"), "{no}");
    let unknown = assigned()
        .refuses("03-03", "cn.not_take_up sun:handler told_on=2026-03-03 reason=why second=qian:manager");
    assert_eq!(unknown, "This cannot be told yet; first record Lodger entitled to complain.");
}

#[test]
fn halts_stop_no_notice_no_undisputed_money_and_no_clock() {
    for ground in ["safety", "distress", "impasse", "contact_limits", "link", "silence"] {
        let mut case = assigned();
        let before = marks(&case, "03-20");
        let halt = format!("halt_bargaining sun:handler ground={ground} until=2026-04-01 reason=why");
        case.does("03-03", &halt);
        assert_eq!(marks(&case, "03-20"), before, "{ground}");
        let paid = command("cn.pay_undisputed sun:handler").set("amount", "CNY 100.00");
        assert!(matches!(case.decide(&paid, noon("03-04")), Ok(Decision::Accepted(_))), "{ground}");
        for line in [
            "cn.contact sun:handler channel=letter",
            "record_findings sun:handler findings=read fact.decision.unit=branch",
            "propose_decision li:handler outcome=not_upheld basis=clause reasons=shown",
            "approve_decision zhou:reviewer",
            "cn.notify_decision sun:handler outcome=not_upheld document=L contents=verified,basis,remedies",
        ] {
            case.does("03-05", line);
        }
        assert_eq!(decide(&case, "03-05").0, Status::Met, "{ground}");
    }
}

#[test]
fn talks_inside_the_firm_never_pause_a_clock() {
    let mut case = assigned();
    let before = marks(&case, "03-20");
    case.does("03-03", "hold_talks sun:handler summary=agreed_to_think_it_over");
    case.does("03-04", "cn.suggest_mediation sun:handler body=centre");
    case.does("03-04", "request_material sun:handler material=bill held_by_firm=no");
    assert_eq!(marks(&case, "03-20"), before);
    let no = case.refuses("03-05", "cn.start_mediation sun:handler body=centre document=T-1 consented=no");
    assert!(no.contains("talks inside the firm are not"), "{no}");
    let start = "cn.start_mediation sun:handler body=centre document=T-1 consented=yes reason=both second=qian:manager";
    assert!(case.refuses("03-05", start).contains("No “Mediation agreed to or declined” is recorded"));
    case.does("03-05", "cn.enter_mediation_consent sun:handler voluntary_told=yes");
    assert!(case.refuses("03-05", &start.replace(" second=qian:manager", "")).contains("omebody else"));
    case.does("03-05", start);
    assert_eq!(decide(&case, "03-10").0, Status::Paused);
    case.does("03-15", "cn.end_mediation sun:handler outcome=failed document=T-2");
    assert_eq!(decide(&case, "03-16"), (Status::Running, date("2026-03-27")));
}

#[test]
fn time_is_agreed_for_one_case_by_who_knows_the_legal_one() {
    let no =
        assigned().refuses("03-05", "cn.agree_period sun:handler until=2026-05-01 document=A informed=no");
    assert!(no.contains("after the legal one was explained"), "{no}");
}

#[test]
fn nobody_approves_what_they_did_themselves() {
    let case = proposed("not_upheld");
    let own = case.refuses("03-07", "approve_decision LI:reviewer");
    assert!(own.contains("may not have the last word"), "{own}");
    // Nor what they verified, though somebody else entered findings after them.
    let mut again = proposed("not_upheld");
    let verified = again.refuses("03-07", "approve_decision sun:reviewer");
    assert!(verified.contains("“Findings recorded”"), "{verified}");
    again.does("03-07", "send_back_decision zhou:reviewer remarks=more");
    again.does("03-07", "assign qian:manager handler=wang no_interest=yes");
    again.does("03-08", "record_findings wang:handler findings=read_again");
    again.does("03-08", "propose_decision wang:handler outcome=not_upheld basis=clause reasons=shown");
    assert!(again.refuses("03-09", "approve_decision sun:reviewer").contains("“Findings recorded”"));
    let special = "cn.extend_special sun:handler field.reason=hospital approver=sun notified_on=2026-03-03";
    assert!(assigned().refuses("03-03", special).contains("Somebody else must agree"));
    let typed = assigned().refuses("03-03", &format!("{special} second=he:superior"));
    assert!(typed.contains("The approver is whoever agrees to it"), "{typed}");
    let mut reviewed = notified();
    reviewed.does("03-12", "cn.enter_decision_receipt zhao:intake proof=R-1");
    reviewed.does("03-20", "cn.enter_review he:superior document=H");
    let no =
        reviewed.refuses("03-25", "cn.review_uphold zhou:superior document=H no_interest=yes reason=fine");
    assert!(no.contains("may not have the last word"), "{no}");
}

#[test]
fn nobody_becomes_somebody_else_by_a_spelling() {
    let case = proposed("upheld");
    for name in ["LI", "ＬＩ"] {
        let own = case.refuses("03-07", &format!("approve_decision {name}:reviewer"));
        assert!(own.contains("may not have the last word"), "{name}: {own}");
    }
    // What cannot be seen, or can be written in two ways, is no part of a name.
    for name in ["l\u{200b}i", "l\u{ad}i", "\u{feff}li", "li\u{301}"] {
        let error = case.decide(&command(&format!("approve_decision {name}:reviewer")), noon("03-07"));
        assert!(
            error
                .expect_err("a doubtful name")
                .detail()
                .found
                .as_deref()
                .is_some_and(|x| x.starts_with("U+"))
        );
    }
    let merge = "merge li:manager into=TS-2";
    let own = case.refuses("03-07", &format!("{merge} second=ｌｉ:manager reason=same"));
    assert!(own.contains("Nobody agrees to what they do themselves"), "{own}");
}

#[test]
fn mediation_is_offered_and_never_required() {
    let mut case = notified();
    case.does("03-12", "cn.enter_review he:superior document=H");
    case.does("03-12", "cn.open_route sun:handler route=court number=1");
}

#[test]
fn refused_customers_are_followed_up_too() {
    let mut case = notified();
    case.does("03-20", "follow_up wu:quality result=not_satisfied");
}

#[test]
fn a_review_lies_against_a_branch_only() {
    let mut case = notified();
    case.does(
        "03-12",
        "state_facts sun:handler fact.decision.unit=head_office reason=mistyped second=qian:manager",
    );
    let no = case.refuses("03-15", "cn.enter_review he:superior document=H");
    assert!(no.contains("against a branch's decision"), "{no}");
}

#[test]
fn whoever_has_no_part_in_the_case_states_no_fact() {
    let case = notified();
    for act in ["state_facts guest:none fact.decision.unit=head_office", "split guest:none reason=x"] {
        assert!(case.refuses("03-12", act).contains("Only"), "{}", case.refuses("03-12", act));
    }
}

#[test]
fn what_the_firm_holds_is_not_asked_for() {
    let no = assigned().refuses("03-03", "request_material sun:handler material=policy held_by_firm=yes");
    assert!(no.contains("may not be asked for"), "{no}");
}

#[test]
fn representatives_are_at_most_five() {
    let mut case = assigned();
    let named = |n: usize| {
        let chose = [PartyId::new("p1").expect("an id")];
        let party = Party::new(PartyId::new(format!("r{n}")).expect("an id"), Representative::new(chose));
        command("cn.name_representative zhao:intake").party(party)
    };
    let complainant = Party::new(PartyId::new("p1").expect("an id"), ombud::model::Role::complainant());
    let entered = case.decide(&command("enter_complainant zhao:intake").party(complainant), noon("03-03"));
    let Ok(Decision::Accepted(events)) = entered else { panic!("{entered:?}") };
    case.apply(events).expect("applied");
    for n in 1..=5 {
        let Ok(Decision::Accepted(events)) = case.decide(&named(n), noon("03-03")) else { panic!("{n}") };
        case.apply(events).expect("applied");
    }
    let Ok(Decision::Refused(no)) = case.decide(&named(6), noon("03-03")) else { panic!("six") };
    assert_eq!(no.render(Lang::En), "There may be at most 5.");
    // One of the five may still be put right.
    assert!(matches!(case.decide(&named(3), noon("03-03")), Ok(Decision::Accepted(_))));
}

#[test]
fn an_agents_authority_is_checked_first() {
    let mut case = assigned();
    let complainant = Party::new(PartyId::new("p1").expect("an id"), ombud::model::Role::complainant());
    let Ok(Decision::Accepted(events)) =
        case.decide(&command("enter_complainant zhao:intake").party(complainant), noon("03-03"))
    else {
        panic!("refused")
    };
    case.apply(events).expect("applied");
    let agent =
        Party::new(PartyId::new("a1").expect("an id"), Agent::new([PartyId::new("p1").expect("an id")]));
    let enter = command("enter_agent zhao:intake").party(agent);
    let Ok(Decision::Refused(no)) = case.decide(&enter, noon("03-03")) else { panic!("accepted") };
    assert!(no.render(Lang::En).contains("First check, for this agent"), "{no:?}");
    case.does(
        "03-03",
        "check_authority zhao:intake agent=a1 original=no signed=yes identity=yes contact=yes",
    );
    assert!(matches!(case.decide(&enter, noon("03-03")), Ok(Decision::Refused(_))));
    case.does(
        "03-04",
        "check_authority zhao:intake agent=a1 original=yes signed=yes identity=yes contact=yes",
    );
    let Ok(Decision::Accepted(events)) = case.decide(&enter, noon("03-04")) else { panic!("refused") };
    case.apply(events).expect("applied");
    let who =
        case.last("party_entered").expect("the entry").event.fields.get("party").expect("who").to_string();
    assert_eq!(who, "a1", "the history says who");
    // An authority is one agent's, and who is entered keeps their side.
    let other =
        Party::new(PartyId::new("a2").expect("an id"), Agent::new([PartyId::new("p1").expect("an id")]));
    let other = case.decide(&command("enter_agent zhao:intake").party(other), noon("03-04"));
    assert!(matches!(other, Ok(Decision::Refused(_))));
    let sides = Party::new(PartyId::new("a1").expect("an id"), ombud::model::Role::complainant());
    let sides = case.decide(&command("enter_complainant zhao:intake").party(sides), noon("03-04"));
    let Ok(Decision::Refused(no)) = sides else { panic!("{sides:?}") };
    assert!(no.render(Lang::En).contains("in another capacity"));
}

#[test]
fn nothing_lies_ahead_of_now_or_before_the_receipt() {
    let case = assigned();
    let no = case.refuses("03-03", "cn.contact sun:handler channel=phone at=2026-03-04");
    assert!(no.contains("ahead of now"), "{no}");
    let no = case.refuses("03-03", "cn.contact sun:handler channel=phone at=2026-03-01");
    assert!(no.contains("before the complaint was received"), "{no}");
    assert!(case.tries("03-03", "cn.enter_claim sun:handler at=2026-01-05").is_ok());
    assert!(case.decide(&command("cn.contact sun:handler channel=phone"), noon("03-01")).is_err());
}

#[test]
fn a_referral_has_its_own_deadline() {
    let mut case = assigned();
    case.does(
        "03-04",
        "cn.enter_referral zhao:intake number=12378-9 body=NFRA deadline=2026-03-12 ref=12378-9",
    );
    let found = marks(&case, "03-05").into_iter().find(|mark| mark.clock.as_str() == "CN-CM-REG-2.deadline");
    assert_eq!(found.expect("its own clock").due, date("2026-03-12"));
    assert_eq!(decide(&case, "03-05").1, date("2026-03-17"), "and the earlier period runs on");
}

#[test]
fn new_facts_and_reasons_start_the_time_anew_and_a_bare_repeat_does_not() {
    let mut case = assigned();
    case.does("03-06", "cn.enter_repeat zhao:intake new_facts=no new_reasons=no");
    case.does("03-06", "link zhao:intake kind=reasserted to=TS-0 reason=same_matter");
    assert_eq!(decide(&case, "03-07").1, date("2026-03-17"));
    case.does("03-08", "cn.enter_repeat zhao:intake new_facts=yes new_reasons=yes");
    assert_eq!(decide(&case, "03-09").1, date("2026-03-23"));
    assert!(case.refuses("03-09", "link zhao:intake kind=same to=TS-1 reason=x").contains("with itself"));
    let again = case.refuses("03-09", "link zhao:intake kind=reasserted to=TS-0 reason=same_matter");
    assert!(again.contains("entered already"), "{again}");
    assert_eq!(case.refuses("03-09", "state_facts sun:handler"), "State at least one fact.");
}

#[test]
fn a_complaint_that_is_split_loses_no_clock() {
    let mut case = assigned();
    let clocks = |case: &Case, part: Option<&str>| -> Vec<String> {
        let of = |mark: &Mark| mark.part.as_ref().map(PartId::as_str) == part;
        marks(case, "03-10").into_iter().filter(of).map(|mark| mark.clock.to_string()).collect()
    };
    let before = clocks(&case, None);
    let part = |id: &str| Part::new(PartId::new(id).expect("an id"), "a matter of its own");
    let split = command("split sun:handler reason=two_matters").into_part(part("a")).into_part(part("b"));
    let Ok(Decision::Accepted(events)) = case.decide(&split, noon("03-03")) else { panic!("refused") };
    case.apply(events).expect("applied");
    assert_eq!((clocks(&case, Some("a")), clocks(&case, Some("b"))), (before.clone(), before));
    let Ok(Decision::Refused(_)) = case.decide(&split, noon("03-03")) else { panic!("twice") };
}

/// Nothing but dates of the law ranks what to do: not the way a complaint came in, not what it says,
/// not who is likely to make a noise.
#[test]
fn advice_treats_alike_what_is_alike_in_records_and_findings() {
    let order = |channel: ombud::model::Channel, narrative: &str| -> Vec<Option<String>> {
        let mut opening = opening();
        opening.complaint.channel = Some(channel);
        opening.complaint.narrative = Some(narrative.to_owned());
        let case = ENGINE.open(&opening, at(RECEIVED)).expect("opened");
        let who = Person::new("sun", ["handler"]);
        let advice: Vec<Advice> = case.advice(&who, noon("03-05")).expect("advice");
        advice.into_iter().map(|one| one.act).collect()
    };
    let quiet = order(ombud::model::Channel::Branch, "请核实。");
    assert!(quiet.iter().flatten().any(|act| act == "cn.contact"));
    assert_eq!(quiet, order(ombud::model::Channel::RegulatorReferral, "我认识记者，明天就见报！"));
}

#[test]
fn no_guess_is_stated_as_a_fact_of_a_case() {
    let assessments: Vec<String> = ENGINE
        .catalogue()
        .facts()
        .filter(|fact| fact.class == ombud::model::FactClass::Assessment)
        .map(|fact| fact.id.to_string())
        .collect();
    assert!(!assessments.is_empty());
    for fact in assessments {
        let mut opening = opening();
        opening.facts.insert(fact.clone(), ombud::model::Json::Int(1));
        assert!(ENGINE.open(&opening, at(RECEIVED)).is_err(), "{fact}");
        let stated = command("state_facts sun:handler").fact(&fact, "1");
        assert!(case().decide(&stated, noon("03-03")).is_err(), "{fact}");
    }
}

#[test]
fn every_refusal_is_said_in_both_languages() {
    let case = assigned();
    let roles = ENGINE.bundle().workflows.iter().flat_map(|workflow| &workflow.roles);
    let roles: Vec<&str> = roles.map(|role| role.id.as_str()).collect();
    for act in &ENGINE.bundle().acts {
        for who in [Person::new("nobody", []), Person::new("sun", roles.iter().copied())] {
            let command = ombud::case::Command::new(act.id.as_str(), who);
            if let Decision::Refused(no) = case.decide(&command, noon("03-03")).expect("sound") {
                for reason in &no.reasons {
                    assert!(!reason.said.zh.contains('⟦') && !reason.said.en.contains('⟦'), "{reason:?}");
                    assert!(!reason.said.en.is_empty() && reason.said.en != reason.said.zh, "{reason:?}");
                }
            }
        }
    }
    let unknown = case.refuses("03-03", "cn.make_it_vanish sun:handler");
    assert_eq!(unknown, "The packs have no act “cn.make_it_vanish”.");
}

/// INVARIANT 18: no label of a person is stored on the person. A flag sits in the case, with evidence, an
/// end and the decision of two people; it changes no clock, and whoever asks to see what is kept sees it.
#[test]
fn no_label_is_stored_on_a_person_and_flags_sit_in_the_case() {
    let mut case = assigned();
    let flag = "flag sun:handler about=safety evidence=call_of_3_March until=2026-03-31 reason=threat";
    assert!(case.refuses("03-04", flag).contains("Somebody else must agree"));
    assert!(
        case.refuses("03-04", "flag sun:handler second=qian:manager reason=x").contains("Fill in “Evidence”")
    );
    let before = (marks(&case, "03-20"), case.complaint().clone());
    case.does("03-04", &format!("{flag} second=qian:manager"));
    assert_eq!((marks(&case, "03-20"), case.complaint().clone()), before, "it touches no clock and no party");
    let sun = Person::new("sun", ["handler"]);
    let shown = |case: &Case, day: &str| case.view(&sun, noon(day)).expect("a view").flags.len();
    assert_eq!((shown(&case, "03-31"), shown(&case, "04-01")), (1, 0), "it ends on its day");
    let kept = String::from_utf8(case.snapshot().expect("bytes")).expect("text");
    assert!(kept.contains("call_of_3_March"), "everything that is stored is in the document");
    case.does("03-10", "lift_flag sun:handler reason=cleared_up");
    assert_eq!(shown(&case, "03-11"), 0);
    // There is no place for a label on a party.
    let labelled = r#"{"id":"p1","role":{"kind":"complainant"},"persona":"activist"}"#;
    assert!(ombud::model::canon::from_bytes::<Party>(labelled.as_bytes()).is_err());
}

/// INVARIANT 13: every answer names its rules, and every rule its source.
#[test]
fn advice_names_its_clock_and_a_refusal_its_article() {
    let case = assigned();
    let advice = case.advice(&Person::new("sun", ["handler"]), noon("03-05")).expect("advice");
    let grounds: Vec<_> = advice.iter().flat_map(|one| &one.grounds).collect();
    assert!(grounds.len() >= 3);
    for ground in grounds {
        assert!(ground.clock.is_some() && !ground.cite.is_empty(), "{ground:?}");
        assert!(!ground.said.zh.is_empty() && !ground.said.en.is_empty());
    }
    for event in case.log() {
        assert_eq!((event.bundle.as_str(), event.engine), (ENGINE.bundle_hash(), ombud::case::SEMANTICS));
    }
    let no = case.refuses("03-03", "request_material sun:handler material=policy held_by_firm=yes");
    assert!(no.contains("Art. 13"), "{no}");
}

/// A talk about figures: opened with a second person and the facts that may forbid it, a log of every offer
/// with its reason, no raise that nothing called for, and an end with money or with the routes.
#[test]
fn figures_are_talked_about_beside_the_case_and_hold_nothing_up() {
    let mut case = assigned();
    let clocks = marks(&case, "03-20");
    let open = |facts: &str| {
        let known =
            ["complainant.vulnerable", "complainant.minor", "complaint.by_heir", "insurance.beyond_contract"];
        let known = known.map(|fact| format!("fact.{fact}=no")).join(" ");
        let line = format!("open_talk sun:handler plan=P-1 reason=first second=qian:manager {known} {facts}");
        command(&line).set("target", "CNY 6000.00").set("authority", "CNY 6000.00")
    };
    let refused = |case: &Case, command: &Command, day: &str| match case.decide(command, noon(day)) {
        Ok(Decision::Refused(refusal)) => refusal.render(Lang::En),
        other => panic!("{other:?}"),
    };
    let takes = |case: &mut Case, command: &Command, day: &str| match case.decide(command, noon(day)) {
        Ok(Decision::Accepted(events)) => case.apply(events).expect("applied"),
        other => panic!("{other:?}"),
    };
    for fact in ["complainant.vulnerable", "complainant.minor", "complaint.by_heir"] {
        let no = refused(&case, &open(&format!("fact.{fact}=yes")), "03-04");
        assert!(no.contains("the fair figure is given at once"), "{no}");
    }
    assert!(
        refused(&case, &open("fact.insurance.beyond_contract=yes"), "03-04").contains("never haggled over")
    );
    takes(&mut case, &open(""), "03-04");
    let offer = |amount: &str, last: &str| {
        command(&format!("make_offer sun:handler why=plan last={last}")).set("amount", amount)
    };
    takes(&mut case, &offer("CNY 16300.00", "no"), "03-05");
    assert_eq!(case.stands("bargain"), "anchored");
    let raise = offer("CNY 17500.00", "no");
    assert!(matches!(case.decide(&raise, noon("03-05")), Ok(Decision::Refused(_))), "nothing called for it");
    let named = command("enter_figure sun:handler nearer=no").set("amount", "CNY 30000.00");
    takes(&mut case, &named, "03-05");
    assert!(matches!(case.decide(&raise, noon("03-05")), Ok(Decision::Refused(_))), "they have not moved");
    case.does("03-06", "hear sun:handler note=the_delay_hurt");
    takes(&mut case, &raise, "03-06");
    case.does("03-07", "halt_talk sun:handler ground=safety until=2026-04-01 reason=why");
    assert_eq!(case.stands("bargain"), "standing");
    case.does("03-08", "end_talk sun:handler note=they_left");
    case.does("03-08", "tell_routes sun:handler document=L-1");
    assert_eq!(case.stands("bargain"), "told");
    assert_eq!(marks(&case, "03-20"), clocks, "no clock waited");
}
