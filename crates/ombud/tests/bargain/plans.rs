//! What a plan offers, in every mode.

use ombud::{
    bargain::{Cap, Closing, Curve, Item, Mode, Package, Precision, Raise, Side},
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

/// Faratin's vectors: from 3,900 to 6,000 by the polynomial curve, and by the exponential one from a tenth.
#[test]
fn offers_that_follow_time_take_either_curve() {
    let timed = |curve: Curve, beta: &str, opening: &str| {
        offers(
            &plan(|terms| {
                (terms.mode, terms.curve, terms.beta) = (Mode::TimeDependent, Some(curve), beta.parse().ok());
                (terms.opening, terms.raises) = (opening.parse().ok(), Some(4));
                (terms.entitlement, terms.target) = (money("CNY 0.00"), money("CNY 6000.00"));
            })
            .unwrap(),
        )
    };
    let early = ["CNY 3900.00", "CNY 5384.92", "CNY 5665.88", "CNY 5854.27", "CNY 6000.00"];
    assert_eq!(timed(Curve::Polynomial, "4", "0.65"), early);
    // 6,000 · 0.1^(1 − t).
    let even = ["CNY 600.00", "CNY 1066.97", "CNY 1897.37", "CNY 3374.05", "CNY 6000.00"];
    assert_eq!(timed(Curve::Exponential, "1", "0.1"), even);
    let curve = plan(|terms| terms.curve = Some(Curve::Exponential));
    assert_eq!(fault(curve), ("invalid_field", "curve".into()));
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
    let twice = plan(|terms| {
        terms.caps = caps();
        terms.caps.push(Cap { role: " HEAD".into(), most: money("CNY 99999.00") });
        terms.approver_role = Some("head".into());
    });
    assert_eq!(fault(twice), ("invalid_value", "caps[2].role".into()));
}

/// Spaces, case, wide letters and signs that are not seen make no other person.
#[test]
fn nobody_signs_for_two() {
    for alike in [" qIAN", "Ｑｉａｎ", "Qi an"] {
        let approver = plan(|terms| terms.handler = Some(alike.into()));
        assert_eq!(fault(approver), ("same_person", "approver".into()), "{alike}");
        let legal = plan(|terms| terms.sign_off = Some(alike.into()));
        assert_eq!(fault(legal), ("same_person", "sign_off".into()), "{alike}");
    }
    let own = plan(|terms| terms.sign_off = Some("SUN".into()));
    assert_eq!(fault(own), ("same_person", "sign_off".into()));
    let unseen = plan(|terms| terms.sign_off = Some("Qian\u{200b}".into()));
    assert_eq!(fault(unseen), ("invalid_value", "sign_off".into()));
    // Letters by their class, and blank.
    for blank in ["\u{3164}", "\u{115f}\u{1160}", "\u{ffa0}"] {
        let nobody = plan(|terms| terms.approver = Some(blank.into()));
        assert!(nobody.is_err() || !nobody.unwrap().before().is_empty(), "{blank:?}");
        let filled = plan(|terms| terms.sign_off = Some(format!("Qian{blank}")));
        assert!(filled.is_err(), "{blank:?}");
    }
}

#[test]
fn a_reason_is_one_line() {
    for forged in ["ok\nApproved by Li: fine", "\u{202e}ko"] {
        let plan = plan(|terms| terms.approver_reason = Some(forged.into()));
        assert_eq!(fault(plan), ("invalid_value", "approver_reason".into()), "{forged:?}");
    }
}

#[test]
fn the_amount_of_another_currency_is_the_one_that_was_found() {
    let error = plan(|terms| terms.authority = money("USD 6000.00")).unwrap_err();
    let detail = error.detail();
    assert_eq!((detail.expected.as_deref(), detail.found.as_deref()), (Some("CNY"), Some("USD")));
}

/// More than the approver's role may is let through by somebody else again, up to a cap of their own.
#[test]
fn a_second_person_raises_what_a_role_may_approve() {
    let raised = |by: &str, role: &str, reason: &str| {
        plan(|terms| {
            let cap = |role: &str, most| Cap { role: role.into(), most: money(most) };
            terms.caps =
                vec![cap("lead", "CNY 5000.00"), cap("head", "CNY 6000.00"), cap("clerk", "CNY 5999.99")];
            terms.approver_role = Some("lead".into());
            terms.raised = Some(Raise { by: by.into(), role: role.into(), reason: reason.into() });
        })
    };
    let bargain = raised("Wu", "head", "two failures in one case").unwrap();
    let line = "raised by Wu (head, up to CNY 6,000.00): two failures in one case.";
    assert!(bargain.render(Lang::En).contains(line));
    assert!(bargain.approval_page(Lang::En).contains(line));
    assert!(
        bargain
            .render(Lang::Zh)
            .contains("超出批准人上限：Wu（head，上限6,000.00元）同意提高。理由：two failures")
    );
    let is = |refused: Result<ombud::Bargain, _>, code, path: &str| {
        assert_eq!(fault(refused), (code, path.to_owned()));
    };
    is(raised("qian", "head", "so"), "same_person", "raised.by");
    is(raised(" Sun ", "head", "so"), "same_person", "raised.by");
    is(raised("Wu", "clerk", "so"), "above_authority", "authority");
    is(raised("Wu", "boss", "so"), "invalid_value", "raised.role");
    is(raised("Wu", "head", " "), "invalid_field", "raised.reason");
    is(raised("", "head", "so"), "invalid_field", "raised.by");
    let nothing = plan(|terms| {
        terms.raised = Some(Raise { by: "Wu".into(), role: "head".into(), reason: "so".into() });
    });
    is(nothing, "invalid_field", "raised");
    let needless = plan(|terms| {
        terms.caps = vec![Cap { role: "lead".into(), most: money("CNY 6000.00") }];
        terms.approver_role = Some("lead".into());
        terms.raised = Some(Raise { by: "Wu".into(), role: "lead".into(), reason: "so".into() });
    });
    is(needless, "invalid_field", "raised");
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
    let promised = |as_of: &str| {
        plan(|terms| {
            terms.as_of = as_of.parse().ok();
            let by = "2026-12-01".parse().unwrap();
            terms.closing = Some(Closing { item: "written_apology".into(), by });
        })
    };
    assert!(promised("2026-12-01").is_ok());
    assert_eq!(fault(promised("2026-12-02")), ("out_of_range", "closing.by".into()));
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
