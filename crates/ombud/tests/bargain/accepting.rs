//! When a figure that the complainant names is accepted, and what the log says of each offer.

use ombud::{
    bargain::{Acceptance, Because, Call, Imitation, Mode, Move, Next, Release, Side, Statistic},
    model::{Lang, Money},
    ops::Registry,
};

use crate::support::{counter, engine, fault, heard, money, next, offer, plan};

fn accepts(bargain: &ombud::Bargain, moves: &[Move], paid: &str) -> Option<Because> {
    match next(bargain, moves) {
        Next::Accept { paid: said, because } => {
            assert_eq!(said, money(paid));
            Some(because)
        }
        _ => None,
    }
}

fn d(text: &str) -> ombud::model::Decimal {
    text.parse().unwrap()
}

/// 17,900 leaves 500 of the 6,000 (0.083 of it), the next offer 900 (0.15), the one that stands 2,100 (0.35).
#[test]
fn a_condition_settles_when_a_talk_ends_and_nothing_of_what_is_paid() {
    let because = |acceptance: Option<Acceptance>, rounds: Option<u32>, named: &[&str]| {
        let bargain = plan(|terms| (terms.acceptance, terms.rounds) = (acceptance, rounds)).unwrap();
        let named = named.iter().map(|named| counter(named));
        accepts(
            &bargain,
            &[offer("CNY 16300.00")].into_iter().chain(named).collect::<Vec<_>>(),
            "CNY 18400.00",
        )
    };
    let next = |shift| Some(Acceptance::Next { scale: d("1"), shift: d(shift) });
    let previous = |shift| Some(Acceptance::Previous { scale: d("1"), shift: d(shift) });
    let constant = |least| Some(Acceptance::Constant(d(least)));
    let one = &["CNY 17900.00"];
    assert_eq!(because(None, None, one), None);
    assert_eq!(because(None, None, &["CNY 17500.00"]), Some(Because::Next));
    assert_eq!(because(next("0.06"), None, one), None);
    assert_eq!(because(next("0.07"), None, one), Some(Because::Condition));
    assert_eq!(because(previous("0.26"), None, one), None);
    assert_eq!(because(previous("0.27"), None, one), Some(Because::Condition));
    assert_eq!(because(constant("0.09"), None, one), None);
    assert_eq!(because(constant("0.08"), None, one), Some(Because::Condition));
    let time = Some(Acceptance::Time(d("0.5")));
    assert_eq!(because(time, Some(3), one), None);
    assert_eq!(because(time, Some(2), one), Some(Because::Condition));
    let combined = Some(Acceptance::Combined { after: d("0.5"), window: 2, reaches: Statistic::Most });
    assert_eq!(because(combined, Some(4), &["CNY 18000.00", "CNY 17900.00"]), Some(Because::Condition));
    assert_eq!(because(combined, Some(4), &["CNY 17900.00", "CNY 18000.00"]), None);
    // Nothing that asks more than is paid, and everything that asks no more than is offered.
    assert_eq!(because(time, Some(1), &["CNY 18400.01"]), None);
    assert_eq!(because(constant("1"), None, &["CNY 16300.00"]), Some(Because::Standing));
    assert_eq!(because(constant("1"), None, &["CNY 16300.01"]), None);
}

/// Who asks for no more than would be paid anyway is not sent away.
#[test]
fn after_the_target_what_is_paid_anyway_is_accepted() {
    let bargain = plan(|terms| {
        (terms.like_case, terms.authority) = (Some(money("CNY 6500.00")), money("CNY 7000.00"));
        terms.mode = Mode::Principled;
    })
    .unwrap();
    let named = |figure: &str| accepts(&bargain, &[offer("CNY 18400.00"), counter(figure)], "CNY 18900.00");
    assert_eq!(named("CNY 18900.00"), Some(Because::Spent));
    assert_eq!(named("CNY 18900.01"), None);
    let asked = plan(|terms| {
        (terms.side, terms.authority, terms.like_case) =
            (Side::Payee, money("CNY 9000.00"), Some(money("CNY 5500.00")));
        terms.mode = Mode::Principled;
    })
    .unwrap();
    let named = |figure: &str| accepts(&asked, &[offer("CNY 18400.00"), counter(figure)], "CNY 17900.00");
    assert_eq!(named("CNY 17900.00"), Some(Because::Spent));
    assert_eq!(named("CNY 17899.99"), None);
}

#[test]
fn moves_are_matched_as_the_plan_says() {
    let offers = |imitation: Option<Imitation>, nearest: Option<Money>| {
        let bargain = plan(|terms| {
            (terms.mode, terms.imitation) = (Mode::TitForTat, imitation);
            terms.demand = Some(money("CNY 30000.00"));
            if let Some(unit) = nearest {
                terms.precision = ombud::bargain::Precision::Nearest(unit);
            }
        })
        .unwrap();
        let mut moves = vec![offer("CNY 16300.00"), counter("CNY 29700.00"), counter("CNY 29600.00")];
        moves.extend(heard());
        match next(&bargain, &moves) {
            Next::Offer { amount } => amount.amount().to_string(),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(offers(None, None), "CNY 16400.00");
    assert_eq!(offers(Some(Imitation::Absolute { lag: 2 }), None), "CNY 16600.00");
    // 16,300 · 29,700 / 29,600 and 16,300 · 30,000 / 29,600.
    assert_eq!(offers(Some(Imitation::Relative { lag: 1 }), None), "CNY 16355.07");
    assert_eq!(offers(Some(Imitation::Averaged { window: 2 }), None), "CNY 16520.27");
    let tens = Some(money("CNY 10.00"));
    assert_eq!(offers(Some(Imitation::Relative { lag: 1 }), tens), "CNY 16360.00");
}

#[test]
fn a_condition_that_does_not_fit_is_refused_with_its_place() {
    let with = |mode, acceptance, rounds| {
        fault(plan(|terms| (terms.mode, terms.acceptance, terms.rounds) = (mode, Some(acceptance), rounds)))
    };
    let (constant, time) = (Acceptance::Constant(d("0.5")), Acceptance::Time(d("0.5")));
    assert_eq!(with(Mode::Principled, constant, None), ("invalid_field", "acceptance".into()));
    assert_eq!(with(Mode::Ackerman, constant, Some(3)), ("invalid_field", "rounds".into()));
    assert_eq!(with(Mode::Ackerman, time, None), ("invalid_field", "rounds".into()));
    assert_eq!(with(Mode::Ackerman, time, Some(0)), ("invalid_field", "rounds".into()));
    let large = Acceptance::Constant(d("1.1"));
    assert_eq!(with(Mode::Ackerman, large, None), ("out_of_range", "acceptance.constant".into()));
    let blind = Acceptance::Combined { after: d("0.5"), window: 0, reaches: Statistic::Most };
    assert_eq!(with(Mode::Ackerman, blind, Some(3)), ("out_of_range", "acceptance.window".into()));
    let imitation = |mode, lag| {
        fault(plan(|terms| (terms.mode, terms.imitation) = (mode, Some(Imitation::Absolute { lag }))))
    };
    assert_eq!(imitation(Mode::Ackerman, 1), ("invalid_field", "imitation".into()));
    assert_eq!(imitation(Mode::TitForTat, 0), ("out_of_range", "imitation.absolute.lag".into()));
}

/// The log: every offer with its reason and with what called for it.
#[test]
fn every_offer_is_logged_with_its_reason() {
    let bargain = plan(|terms| terms.demand = Some(money("CNY 30000.00"))).unwrap();
    let mut moves = vec![offer("CNY 16300.00"), counter("CNY 29000.00")];
    moves.extend(heard());
    moves.extend([
        offer("CNY 17500.00"),
        Move::Release(Release { by: "Wu".into(), reason: "nobody answers".into() }),
        offer("CNY 18100.00"),
    ]);
    let talk = bargain.next(&moves).unwrap();
    let calls: Vec<_> = talk.offered.iter().map(|made| made.called_for.clone()).collect();
    assert_eq!(
        calls,
        [vec![Call::Opening], vec![Call::Moved, Call::Heard, Call::Asked], vec![Call::Released]]
    );
    let says = |at: usize, lang| engine().phrasebook().made_reason(&bargain, at, &talk.offered[at], lang);
    assert!(says(1, Lang::En).starts_with("Step 1: CNY 1,200.00 nearer, at 85% of the target."));
    assert!(says(1, Lang::En).ends_with(
        "What called for it: the complainant moved; what was heard was written down; an open question was asked."
    ));
    assert!(says(2, Lang::Zh).ends_with("报价时：经办人以外的人同意。"), "{}", says(2, Lang::Zh));
    let split = plan(|terms| terms.mode = Mode::SplitTheDifference).unwrap();
    let mut moves = vec![offer("CNY 16300.00"), counter("CNY 17000.01"), counter("CNY 17000.00")];
    moves.extend(heard());
    moves.push(offer("CNY 16650.00"));
    let talk = split.next(&moves).unwrap();
    let reason = engine().phrasebook().made_reason(&split, 1, &talk.offered[1], Lang::En);
    assert!(
        reason.starts_with("Halfway from the offer before it to what the complainant named."),
        "{reason}"
    );
}

#[test]
fn a_request_names_its_condition() {
    let mut request: serde_json::Value =
        serde_json::from_str(Registry::core().get("bargain.next").unwrap().example).unwrap();
    request["plan"]["terms"]["acceptance"] = serde_json::json!({"time": "0.5"});
    request["plan"]["terms"]["rounds"] = serde_json::json!(1);
    request["moves"][1]["amount"]["minor"] = serde_json::json!(1_840_000);
    let ask = |request: &serde_json::Value| {
        Registry::core().call(engine(), "bargain.next", request.to_string().as_bytes())
    };
    let answer: serde_json::Value = serde_json::from_slice(&ask(&request).unwrap()).unwrap();
    assert_eq!((&answer["next"], &answer["because"]), (&"accept".into(), &"condition".into()));
    assert_eq!(answer["at_agreement"]["minor"], 1_840_000);
    assert_eq!(answer["offered"][0]["called_for"][0], "opening");
    assert!(answer["sentence"]["zh"].as_str().unwrap().contains("符合方案写明的接受条件"));
    assert!(answer["note"]["en"].as_str().unwrap().contains("do not set what a person gets"));
    request["plan"]["terms"]["acceptance"] =
        serde_json::json!({"next": {"scale": "1", "shift": "0", "more": 1}});
    assert_eq!(fault(ask(&request)).1, "plan.terms.acceptance.next.more");
}
