//! Cases that are alike are paid alike, whoever asks and however long.

use ombud::{
    bargain::{Figure, Mode, Move, Next},
    model::{Json, Money, ValueType},
};

use crate::support::{CLEAR, engine, heard, money, next, plan, terms};

/// Every fact of the catalogue that the policy does not read, with a value of its type: channel, media,
/// petition, agent, persistence, emotion, value at stake, and whatever else packs may come to hold.
#[test]
fn no_other_fact_changes_a_figure() {
    let plain = engine().plan_offers(terms(Mode::Ackerman)).unwrap();
    let mut tried = 0;
    for def in engine()
        .catalogue()
        .facts()
        .filter(|def| def.id.as_str() != "complaint.regime" && !CLEAR.contains(&def.id.as_str()))
    {
        let values = match def.kind {
            ValueType::Bool => vec![Json::Bool(true), Json::Bool(false)],
            ValueType::Int => vec![Json::Int(0), Json::Int(99)],
            ValueType::Decimal => vec![Json::Text("0.9".into())],
            ValueType::Enum => def.values.iter().map(|choice| Json::Text(choice.id.clone())).collect(),
            ValueType::Set => {
                vec![Json::List(def.values.iter().map(|choice| Json::Text(choice.id.clone())).collect())]
            }
            _ => continue,
        };
        for value in values {
            let mut terms = terms(Mode::Ackerman);
            terms.facts.insert(def.id.to_string(), value);
            // What a table produces is not supplied.
            let Ok(with) = engine().plan_offers(terms) else { continue };
            assert_eq!((&with.ladder(), with.alike()), (&plain.ladder(), plain.alike()), "{}", def.id);
            assert_eq!(with.permission(), plain.permission(), "{}", def.id);
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

/// The patient one takes the first offer, the pushy one holds out for the last: with a like case known, below
/// the target, at it or above it, both are paid the same, and so is everybody between.
#[test]
fn who_accepts_early_is_paid_what_like_cases_were() {
    for (like, paid_to_all) in
        [("CNY 5000.00", "CNY 18400.00"), ("CNY 6000.00", "CNY 18400.00"), ("CNY 6500.00", "CNY 18900.00")]
    {
        let bargain = plan(|terms| {
            (terms.like_case, terms.authority) = (Some(money(like)), money("CNY 7000.00"));
        })
        .unwrap();
        let (mut moves, mut demand, mut paid) = (Vec::new(), 3_000_000, Vec::new());
        while let Next::Offer { amount } = next(&bargain, &moves) {
            moves.push(Move::Offer(Figure { amount: amount.amount() }));
            let accepted: Vec<Move> = moves.iter().cloned().chain([Move::Accept {}]).collect();
            match next(&bargain, &accepted) {
                Next::Pay { paid: amount } => paid.push(amount),
                other => panic!("{other:?}"),
            }
            for _ in 0..2 {
                moves.push(Move::Counter(Figure { amount: Money::new(demand, money(like).currency()) }));
                demand -= 10_000;
            }
            moves.extend(heard());
        }
        assert_eq!(paid, [money(paid_to_all); 4], "{like}");
        // And who asks for less than is offered.
        let modest = Move::Counter(Figure { amount: money("CNY 1.00") });
        assert_eq!(next(&bargain, &[modest]), Next::Accept { paid: money(paid_to_all) });
    }
}

/// A9: like cases lie in a band about their median, and what lies outside is told.
#[test]
fn a_target_outside_what_like_cases_were_paid_is_told() {
    let among = |amounts: &[&str]| {
        plan(|terms| terms.like_cases = amounts.iter().map(|amount| money(amount)).collect()).unwrap()
    };
    let alike = among(&["CNY 5000.00", "CNY 6100.00", "CNY 6000.00"]);
    let like = alike.like_cases().unwrap();
    assert_eq!((like.median, like.unequal), (money("CNY 6000.00"), false));
    assert_eq!((like.low, like.high), (money("CNY 5100.00"), money("CNY 6900.00")));
    // One alone is a band too, and a figure outside needs a reason.
    let bare =
        plan(|terms| (terms.like_case, terms.approver_reason) = (Some(money("CNY 1000.00")), None)).unwrap();
    assert!(bare.like_cases().unwrap().unequal);
    assert_eq!(bare.before(), [ombud::bargain::Before::Reason]);
    // Their median stands for the figure that was approved.
    assert_eq!(alike.alike().unwrap().amount(), money("CNY 18400.00"));
    assert!(among(&["CNY 5217.00"]).like_cases().unwrap().unequal);
    assert!(!among(&["CNY 5218.00"]).like_cases().unwrap().unequal);
}
