//! Cases that are alike are paid alike, whoever asks and however long.

use ombud::{
    bargain::{Because, Figure, Mode, Move, Next},
    model::{Json, Lang, Money, ValueType},
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
            assert_eq!((&with.ladder(), with.paid()), (&plain.ladder(), plain.paid()), "{}", def.id);
            assert_eq!(with.permission(), plain.permission(), "{}", def.id);
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

/// The patient one takes the first offer, the pushy one holds out for the last: with a like case known, below
/// the target, at it or above it, and with none known, both are paid the same, and so is everybody between.
#[test]
fn who_accepts_early_is_paid_what_who_holds_out_is() {
    for (like, paid_to_all) in [
        (Some("CNY 5000.00"), "CNY 18400.00"),
        (Some("CNY 6000.00"), "CNY 18400.00"),
        (Some("CNY 6500.00"), "CNY 18900.00"),
        (None, "CNY 18400.00"),
    ] {
        let bargain = plan(|terms| {
            (terms.like_case, terms.authority) = (like.map(money), money("CNY 7000.00"));
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
                moves.push(Move::Counter(Figure {
                    amount: Money::new(demand, money(paid_to_all).currency()),
                }));
                demand -= 10_000;
            }
            moves.extend(heard());
        }
        assert_eq!(paid, [money(paid_to_all); 4], "{like:?}");
        // And who asks for less than is offered.
        let modest = Move::Counter(Figure { amount: money("CNY 1.00") });
        assert_eq!(
            next(&bargain, &[modest]),
            Next::Accept { paid: money(paid_to_all), because: Because::Standing }
        );
    }
}

/// It is said so to everybody who reads of a plan: who drew it up, who approves it, who talks, and the complainant.
#[test]
fn that_the_ladder_sets_nobodys_money_is_said_in_every_mode() {
    for mode in
        [Mode::Principled, Mode::Ackerman, Mode::SplitTheDifference, Mode::TimeDependent, Mode::TitForTat]
    {
        let bargain = plan(|terms| terms.mode = mode).unwrap();
        for text in [bargain.render(Lang::Zh), bargain.approval_page(Lang::Zh)] {
            assert!(text.contains("达成一致即实付18,400.00元：接受哪一次报价"), "{text}");
            let ladder = text.contains("报价只安排商谈的次序，不决定投诉人得到多少");
            assert_eq!(ladder, mode.haggles(), "{text}");
        }
        for text in [bargain.render(Lang::En), bargain.approval_page(Lang::En)] {
            let ladder = text.contains("The offers order a talk; they do not set what a person gets.");
            assert_eq!(ladder, mode.haggles(), "{text}");
        }
        let said = bargain.next(&[]).unwrap().sentence(Lang::En);
        assert!(said.ends_with("if it is accepted, CNY 18,400.00 is paid."), "{said}");
        let first = crate::support::words(&bargain, 0, Lang::Zh);
        assert_eq!(first.contains("您接受的，我们合计支付18,400.00元"), mode != Mode::Principled, "{first}");
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
    assert_eq!(alike.paid().amount(), money("CNY 18400.00"));
    assert!(among(&["CNY 5217.00"]).like_cases().unwrap().unequal);
    assert!(!among(&["CNY 5218.00"]).like_cases().unwrap().unequal);
}
