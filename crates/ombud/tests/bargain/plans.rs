//! What a plan offers, in every mode.

use ombud::{
    bargain::{Cap, Closing, Item, Mode, Package, Precision, Side},
    model::{Label, Lang},
};

use crate::support::{fault, money, offers, plan, words};

#[test]
fn the_worked_example() {
    let bargain = plan(|_| {}).unwrap();
    assert_eq!(offers(&bargain), ["CNY 16300.00", "CNY 17500.00", "CNY 18100.00", "CNY 18400.00"]);
    assert_eq!((bargain.ladder().collapsed, bargain.before().len()), (0, 0));
    assert_eq!(
        bargain.reason(1, Lang::En),
        "Step 1: CNY 1,200.00 nearer, at 85% of the target. If accepted, CNY 18,400.00 is paid (top-up)."
    );
    assert_eq!(
        bargain.reason(2, Lang::Zh),
        "第2步，变动600.00元，小于上一步，为目标金额的95%。接受即实付18,400.00元（补差）。"
    );
}

#[test]
fn the_fair_figure_is_offered_at_once_unless_something_else_is_asked_for() {
    let bargain = plan(|terms| terms.mode = Mode::Principled).unwrap();
    assert_eq!(offers(&bargain), ["CNY 18400.00"]);
    // It needs no permission and no reason beside its calculation.
    let bare = plan(|terms| {
        (terms.mode, terms.approver, terms.approver_reason) = (Mode::Principled, None, None);
        terms.facts.clear();
    })
    .unwrap();
    assert_eq!(offers(&bare), ["CNY 18400.00"]);
    // Goodwill is approved by somebody all the same.
    assert_eq!(bare.before(), [ombud::bargain::Before::Approver]);
}

/// A6: the last is called so only where it is all that was approved.
#[test]
fn an_offer_is_called_the_last_only_where_it_is() {
    let last = |bargain: &ombud::Bargain| words(bargain, 3, Lang::En).contains("the most that we can offer");
    assert!(last(&plan(|_| {}).unwrap()));
    let more = plan(|terms| terms.authority = money("CNY 6000.01")).unwrap();
    assert!(!last(&more));
    assert!(more.reason(3, Lang::Zh).contains("不得称为最后"));
    let early = plan(|_| {}).unwrap();
    assert!((0..3).all(|at| !words(&early, at, Lang::En).contains("the most")));
}

/// A7: what is owed stands apart in every message, and depends on nothing.
#[test]
fn what_is_owed_stands_apart_in_every_message() {
    for mode in
        [Mode::Principled, Mode::Ackerman, Mode::SplitTheDifference, Mode::TimeDependent, Mode::TitForTat]
    {
        let bargain = plan(|terms| terms.mode = mode).unwrap();
        for at in 0..bargain.ladder().rungs.len() {
            assert!(
                words(&bargain, at, Lang::Zh)
                    .starts_with("无论您是否接受以下方案，我们都会向您全额支付应付的12,400.00元")
            );
            assert!(
                words(&bargain, at, Lang::En)
                    .starts_with("Whether or not you accept what follows, we pay you the CNY 12,400.00")
            );
        }
    }
    let nothing_more =
        plan(|terms| (terms.target, terms.authority) = (money("CNY 0.00"), money("CNY 0.00"))).unwrap();
    assert!(words(&nothing_more, 0, Lang::En).starts_with("We pay you the CNY 12,400.00 that we owe."));
}

#[test]
fn a_figure_is_itemised_or_round_and_never_dressed_up() {
    let item = |title: &str, amount: &str| Item { title: Label::same(title), amount: money(amount) };
    // 37 days of interest, 3 trips and calls: 801, and not "800".
    let items = vec![item("interest", "CNY 573.00"), item("trips", "CNY 186.00"), item("calls", "CNY 42.00")];
    let bargain = plan(|terms| {
        (terms.target, terms.precision) = (money("CNY 801.00"), Precision::Itemised(items.clone()));
    })
    .unwrap();
    assert!(bargain.render(Lang::En).contains("interest CNY 573.00, trips CNY 186.00, calls CNY 42.00"));
    let short = plan(|terms| {
        (terms.target, terms.precision) = (money("CNY 800.00"), Precision::Itemised(items));
    });
    assert_eq!(fault(short), ("invalid_value", "precision.itemised".into()));
    let round = plan(|terms| {
        (terms.target, terms.precision) = (money("CNY 801.00"), Precision::Nearest(money("CNY 50.00")));
    })
    .unwrap();
    assert_eq!(offers(&round), ["CNY 12900.00", "CNY 13100.00", "CNY 13201.00"]);
    assert_eq!(round.ladder().collapsed, 1);
}

#[test]
fn packages_are_worth_the_same() {
    let package = |title: &str, amounts: &[&str]| Package {
        title: Label::same(title),
        items: amounts
            .iter()
            .map(|amount| Item { title: Label::same("part"), amount: money(amount) })
            .collect(),
    };
    let packed =
        |packages: Vec<Package>| plan(|terms| (terms.mode, terms.packages) = (Mode::Packages, packages));
    let (cash, mixed) =
        (package("cash", &["CNY 6000.00"]), package("cash and a review", &["CNY 5800.00", "CNY 200.00"]));
    assert_eq!(offers(&packed(vec![cash.clone(), mixed.clone()]).unwrap()), ["CNY 18400.00"]);
    assert_eq!(fault(packed(vec![cash.clone()])), ("invalid_field", "packages".into()));
    let poorer = package("poorer", &["CNY 5999.99"]);
    assert_eq!(fault(packed(vec![cash, mixed, poorer])), ("invalid_value", "packages[2].items".into()));
}

#[test]
fn the_side_that_is_paid_comes_down() {
    let bargain = plan(|terms| {
        (terms.side, terms.authority) = (Side::Payee, money("CNY 9000.00"));
    })
    .unwrap();
    assert_eq!(offers(&bargain), ["CNY 20500.00", "CNY 19300.00", "CNY 18700.00", "CNY 18400.00"]);
    assert_eq!(fault(plan(|terms| terms.side = Side::Payee)), ("above_authority", "opening".into()));
}

#[test]
fn offers_that_follow_time_need_not_shrink() {
    let late = plan(|terms| {
        (terms.mode, terms.beta, terms.raises) = (Mode::TimeDependent, "0.25".parse().ok(), Some(4));
        (terms.entitlement, terms.target) = (money("CNY 0.00"), money("CNY 6000.00"));
    });
    assert_eq!(
        offers(&late.unwrap()),
        ["CNY 3900.00", "CNY 3908.20", "CNY 4031.25", "CNY 4564.45", "CNY 6000.00"]
    );
}

#[test]
fn who_approves_may_and_is_somebody_else() {
    let caps = || {
        let cap = |role: &str, most| Cap { role: role.into(), most: money(most) };
        vec![cap("handler", "CNY 500.00"), cap("head", "CNY 10000.00")]
    };
    assert!(plan(|terms| (terms.caps, terms.approver_role) = (caps(), Some("head".into()))).is_ok());
    let above = plan(|terms| (terms.caps, terms.approver_role) = (caps(), Some("handler".into())));
    assert_eq!(fault(above), ("above_authority", "authority".into()));
    assert_eq!(fault(plan(|terms| terms.caps = caps())), ("invalid_value", "approver_role".into()));
    // Spaces and case make no other person.
    assert_eq!(fault(plan(|terms| terms.handler = Some(" qIAN".into()))), ("same_person", "approver".into()));
}

#[test]
fn what_is_no_money_is_on_the_menu_and_comes_last() {
    let closing = |item: &str| {
        let closing = Closing { item: item.into(), by: "2026-12-01".parse().unwrap() };
        plan(|terms| terms.closing = Some(closing))
    };
    let bargain = closing("written_apology").unwrap();
    assert!(words(&bargain, 3, Lang::En).contains("by Tue 1 December 2026: A written apology"));
    assert!(!words(&bargain, 2, Lang::En).contains("apology"));
    assert_eq!(fault(closing("a_car")), ("invalid_field", "closing.item".into()));
}

#[test]
fn what_is_no_plan_is_refused_with_its_place() {
    assert_eq!(
        fault(plan(|terms| terms.target = money("CNY 6000.01"))),
        ("above_authority", "target".into())
    );
    assert_eq!(fault(plan(|terms| terms.target = money("CNY -0.01"))), ("out_of_range", "target".into()));
    assert_eq!(
        fault(plan(|terms| terms.authority = money("USD 1.00"))),
        ("currency_mismatch", "authority".into())
    );
    assert_eq!(fault(plan(|terms| terms.beta = "1".parse().ok())), ("invalid_field", "beta".into()));
    assert_eq!(fault(plan(|terms| terms.opening = "1".parse().ok())), ("out_of_range", "opening".into()));
    let ratios =
        |texts: [&str; 3]| plan(|terms| terms.ratios = texts.iter().map(|text| text.parse().ok()).collect());
    assert_eq!(fault(ratios(["0.5", "0.4", "1"])), ("falling_offer", "ratios[1]".into()));
    assert_eq!(fault(ratios(["0.5", "0.6", "1"])), ("growing_raise", "ratios[2]".into()));
    let both = plan(|terms| (terms.ratios, terms.raises) = (Some(vec!["1".parse().unwrap()]), Some(2)));
    assert_eq!(fault(both), ("invalid_field", "raises".into()));
    let huge = plan(|terms| {
        (terms.entitlement, terms.authority) = (money("CNY 92233720368547758.00"), money("CNY 1.00"))
    });
    assert_eq!(fault(huge), ("out_of_range", "authority".into()));
}
