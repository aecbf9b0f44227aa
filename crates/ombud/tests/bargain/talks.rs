//! What comes next, move by move.

use ombud::{
    bargain::{Cause, Figure, Halt, Mode, Move, Next, Note, Release, Side, Stage},
    model::Lang,
    ops::Registry,
};

use crate::support::{counter, engine, fault, heard, money, next, offer, plan};

fn says(bargain: &ombud::Bargain, moves: &[Move]) -> String {
    match next(bargain, moves) {
        Next::Offer { amount } => amount.amount().to_string(),
        Next::Wait => "wait".into(),
        Next::Probe { .. } => "probe".into(),
        Next::Accept { paid, .. } => format!("accept {paid}"),
        Next::Pay { paid } => format!("pay {paid}"),
        Next::Stop { .. } => "stop".into(),
        Next::Routes => "routes".into(),
        other => panic!("{other:?}"),
    }
}

/// 3,900, 3,900, 5,100, 5,700 and 6,000 against 9,580, 9,160, 8,730 and on: a first figure is no move, and a
/// raise follows only on one.
#[test]
fn the_pinned_trace() {
    let bargain = plan(|terms| {
        terms.entitlement = money("CNY 0.00");
    })
    .unwrap();
    let mut moves = vec![];
    let mut own = vec![];
    for named in ["9580", "9160", "8730", "8310", "7890", "7470", "7040", "6620", "6200"] {
        match next(&bargain, &moves) {
            Next::Offer { amount } => {
                own.push(amount.amount().to_string());
                moves.push(Move::Offer(Figure { amount: amount.amount() }));
            }
            _ => own.push("held".into()),
        }
        moves.push(counter(&format!("CNY {named}.00")));
        moves.extend(heard());
    }
    let rises = ["CNY 3900.00", "held", "CNY 5100.00", "CNY 5700.00", "CNY 6000.00"];
    assert_eq!(own[..5], rises);
    assert!(own[5..].iter().all(|own| own == "held"));
    assert_eq!(says(&bargain, &moves), "routes");
    moves.push(counter("CNY 6000.00"));
    assert_eq!(says(&bargain, &moves), "accept CNY 6000.00");
}

#[test]
fn a_raise_waits_until_the_other_side_was_heard_and_has_moved() {
    let bargain = plan(|terms| terms.demand = Some(money("CNY 30000.00"))).unwrap();
    let [listen, ask] = heard();
    assert_eq!(says(&bargain, &[]), "CNY 16300.00");
    let mut moves = vec![offer("CNY 16300.00")];
    assert_eq!(says(&bargain, &moves), "wait");
    moves.push(counter("CNY 30000.00"));
    assert_eq!(next(&bargain, &moves), Next::Probe { listen: true, ask: true, moved: true });
    moves.push(listen);
    assert_eq!(next(&bargain, &moves), Next::Probe { listen: false, ask: true, moved: true });
    moves.push(ask);
    moves.push(counter("CNY 29999.99"));
    assert_eq!(says(&bargain, &moves), "CNY 17500.00");
    // To go up and come down again earns nothing.
    moves.extend([offer("CNY 17500.00"), counter("CNY 40000.00"), counter("CNY 29999.99")]);
    assert_eq!(next(&bargain, &moves), Next::Probe { listen: true, ask: true, moved: true });
    // Somebody else may let it be made all the same.
    moves.extend(heard());
    moves.push(Move::Release(Release {
        by: "Qian".into(),
        reason: "the customer cannot be reached for a week".into(),
    }));
    assert_eq!(says(&bargain, &moves), "CNY 18100.00");
}

/// A5.
#[test]
fn nobody_bids_against_themselves() {
    let bargain = plan(|_| {}).unwrap();
    let twice = [offer("CNY 16300.00"), offer("CNY 17500.00")];
    assert_eq!(fault(bargain.next(&twice)), ("unanswered_raise", "moves[1].amount".into()));
    let named = [offer("CNY 16300.00"), counter("CNY 30000.00"), offer("CNY 17500.00")];
    assert_eq!(fault(bargain.next(&named)), ("unanswered_raise", "moves[2].amount".into()));
    let [listen, _] = heard();
    assert!(bargain.next(&[offer("CNY 16300.00"), listen, offer("CNY 17500.00")]).is_ok());
}

#[test]
fn what_is_owed_is_paid_whatever_is_named_and_like_cases_alike() {
    let bargain = plan(|_| {}).unwrap();
    // Less than is owed was asked for, or less than is offered: no less is paid for that.
    assert_eq!(says(&bargain, &[counter("CNY 1.00")]), "accept CNY 18400.00");
    assert_eq!(says(&bargain, &[offer("CNY 16300.00"), counter("CNY 15000.00")]), "accept CNY 18400.00");
    let agreed = [offer("CNY 16300.00"), counter("CNY 17000.00"), Move::Agree {}];
    assert_eq!(says(&bargain, &agreed), "pay CNY 18400.00");
    let not_yet = [offer("CNY 16300.00"), counter("CNY 30000.00"), Move::Agree {}];
    assert_eq!(fault(bargain.next(&not_yet)), ("out_of_order", "moves[2]".into()));
    let fair = plan(|terms| terms.mode = Mode::Principled).unwrap();
    assert_eq!(
        says(&fair, &[counter("CNY 1.00")]),
        "accept CNY 18400.00",
        "the fair figure is the fair figure"
    );
    assert_eq!(says(&bargain, &[offer("CNY 16300.00"), Move::Accept {}]), "pay CNY 18400.00");
    let alike = plan(|terms| terms.like_case = Some(money("CNY 5500.00"))).unwrap();
    assert_eq!(says(&alike, &[offer("CNY 16300.00"), Move::Accept {}]), "pay CNY 18400.00");
    assert_eq!(says(&alike, &[counter("CNY 1.00")]), "accept CNY 18400.00");
}

#[test]
fn the_difference_is_split_and_moves_are_matched() {
    let split = plan(|terms| terms.mode = Mode::SplitTheDifference).unwrap();
    let mut moves = vec![offer("CNY 16300.00"), counter("CNY 17000.01")];
    moves.extend(heard());
    moves.push(counter("CNY 17000.00"));
    assert_eq!(says(&split, &moves), "CNY 16650.00");
    let mut moves = vec![offer("CNY 16300.00"), counter("CNY 90000.01"), counter("CNY 90000.00")];
    moves.extend(heard());
    assert_eq!(says(&split, &moves), "CNY 18400.00", "never past the target");

    let match_them =
        plan(|terms| (terms.mode, terms.demand) = (Mode::TitForTat, Some(money("CNY 30000.00")))).unwrap();
    let mut moves = vec![offer("CNY 16300.00"), counter("CNY 29900.00")];
    moves.extend(heard());
    assert_eq!(says(&match_them, &moves), "CNY 16400.00");
    moves.push(offer("CNY 16400.00"));
    moves.push(counter("CNY 29900.00"));
    assert_eq!(says(&match_them, &moves), "probe", "nothing to match");
}

#[test]
fn the_side_that_is_paid_goes_the_same_way_down() {
    let bargain = plan(|terms| {
        (terms.side, terms.authority, terms.demand) =
            (Side::Payee, money("CNY 9000.00"), Some(money("CNY 13000.00")));
    })
    .unwrap();
    let mut moves = vec![offer("CNY 20500.00"), counter("CNY 14000.00")];
    moves.extend(heard());
    assert_eq!(says(&bargain, &moves), "CNY 19300.00");
    moves.extend([offer("CNY 19300.00"), counter("CNY 18700.00")]);
    assert_eq!(says(&bargain, &moves), "accept CNY 18400.00");
}

/// Halts stop the talk about figures and nothing else.
#[test]
fn halts_stop_offers_and_nothing_else() {
    let bargain = plan(|_| {}).unwrap();
    for cause in [Cause::NewFact, Cause::Safety, Cause::Vulnerability, Cause::Expressive] {
        let talk = bargain.next(&[offer("CNY 16300.00"), Move::Halt(Halt { cause })]).unwrap();
        assert_eq!((talk.stage, &talk.next), (Stage::Halted, &Next::Stop { cause }));
        assert!(
            talk.sentence(Lang::En).contains("the CNY 12,400.00 owed is paid, notices and clocks run on")
        );
        assert!(talk.sentence(Lang::Zh).contains("应付的12,400.00元照付，告知和时限照常"));
        assert_eq!(
            fault(bargain.next(&[Move::Halt(Halt { cause }), offer("CNY 16300.00")])),
            ("out_of_order", "moves[1]".into())
        );
        // What stands offered goes on standing.
        let accepted = [offer("CNY 16300.00"), Move::Halt(Halt { cause }), Move::Accept {}];
        assert_eq!(says(&bargain, &accepted), "pay CNY 18400.00");
    }
    let safe = || Move::Resume(Note { note: "all are safe".into() });
    let calm = [offer("CNY 16300.00"), Move::Halt(Halt { cause: Cause::Safety }), safe()];
    assert_eq!(says(&bargain, &calm), "wait");
    assert_eq!(fault(bargain.next(&[safe()])), ("out_of_order", "moves[0]".into()));
    let ended = bargain.next(&[offer("CNY 16300.00"), Move::End(Note { note: "they left".into() })]).unwrap();
    assert_eq!((ended.stage, &ended.next), (Stage::Impasse, &Next::Routes));
    assert!(ended.sentence(Lang::En).contains("pay the CNY 12,400.00 owed"));
}

#[test]
fn moves_that_cannot_have_been_made_are_refused_with_their_place() {
    let bargain = plan(|_| {}).unwrap();
    assert_eq!(fault(bargain.next(&[Move::Accept {}])), ("out_of_order", "moves[0]".into()));
    assert_eq!(fault(bargain.next(&[offer("CNY 16300.01")])), ("invalid_value", "moves[0].amount".into()));
    assert_eq!(fault(bargain.next(&[counter("USD 1.00")])), ("currency_mismatch", "moves[0].amount".into()));
    assert_eq!(fault(bargain.next(&[counter("CNY -1.00")])), ("out_of_range", "moves[0].amount".into()));
    assert_eq!(
        fault(bargain.next(&[Move::Listen(Note { note: " ".into() })])),
        ("invalid_field", "moves[0].note".into())
    );
    let own = Move::Release(Release { by: "sun".into(), reason: "it is late".into() });
    assert_eq!(fault(bargain.next(&[own])), ("same_person", "moves[0].by".into()));
    let many = vec![Move::Listen(Note { note: "yes".into() }); ombud::bargain::MAX_MOVES + 1];
    assert_eq!(fault(bargain.next(&many)), ("too_large", "moves".into()));
}

/// A plan that somebody wrote into is refused.
#[test]
fn a_plan_is_what_its_terms_give() {
    let call = |op: &str, request: &str| {
        Registry::core()
            .call(engine(), op, request.as_bytes())
            .map(|answer| String::from_utf8(answer).unwrap())
    };
    let example = Registry::core().get("bargain.plan").unwrap().example;
    let plan = call("bargain.plan", example).unwrap();
    assert!(call("bargain.next", &format!(r#"{{"plan":{plan},"moves":[]}}"#)).is_ok());
    let edited = plan.replace(r#""minor":1630000"#, r#""minor":1600000"#);
    assert_ne!(edited, plan);
    let refused = call("bargain.next", &format!(r#"{{"plan":{edited},"moves":[]}}"#));
    assert_eq!(fault(refused), ("plan_changed", "plan.offers".into()));
    assert_eq!(fault(call("bargain.next", r#"{"plan":{},"moves":[]}"#)), ("invalid_field", "plan".into()));
    assert_eq!(
        fault(call("bargain.next", r#"{"plan":{"terms":{"regime":"a b"}},"moves":[]}"#)).1,
        "plan.terms.regime"
    );
}
