//! Where figures may move, and what an agreement may ask.

use ombud::{
    bargain::{Before, Mode, Permission},
    model::{Json, Lang, RegimeId},
};

use crate::support::{engine, fault, money, next, offer, plan};
use ombud::bargain::Next;

const HAGGLES: [Mode; 4] = [Mode::Ackerman, Mode::SplitTheDifference, Mode::TimeDependent, Mode::TitForTat];

#[test]
fn an_ombudsmans_country_gets_the_fair_figure_at_once() {
    for id in ["uk-disp", "au-rg271", "eu-psd2"] {
        for mode in HAGGLES {
            let barred = plan(|terms| (terms.regime, terms.mode) = (RegimeId::new(id).unwrap(), mode));
            let error = barred.unwrap_err();
            assert_eq!(
                (error.code().name(), error.detail().item.as_deref()),
                ("mode_forbidden", Some("bargain.policy.ombudsman"))
            );
        }
        let fair = plan(|terms| (terms.regime, terms.mode) = (RegimeId::new(id).unwrap(), Mode::Principled));
        assert!(fair.is_ok());
    }
    let nowhere = plan(|terms| terms.regime = RegimeId::new("nowhere").unwrap());
    assert_eq!(fault(nowhere), ("unknown_regime", "regime".into()));
}

#[test]
fn nobody_haggles_with_who_cannot_defend_themselves_nor_over_a_favour() {
    for fact in
        ["complainant.vulnerable", "complainant.minor", "complaint.by_heir", "insurance.beyond_contract"]
    {
        for mode in HAGGLES {
            let barred = plan(|terms| {
                terms.mode = mode;
                terms.facts.insert(fact.into(), Json::Bool(true));
            });
            assert_eq!(fault(barred), ("mode_forbidden", "mode".into()), "{fact}");
        }
    }
}

#[test]
fn of_a_claim_only_what_is_disputed_in_good_faith_and_signed_off() {
    let claim = |signed: bool, disputed: Option<&str>| {
        plan(|terms| {
            terms.facts.insert("insurance.claim".into(), Json::Bool(true));
            terms.sign_off = signed.then(|| "Zhou, legal".to_owned());
            terms.disputed = disputed.map(money);
            terms.floor = Some(money("CNY 12400.00"));
        })
    };
    assert_eq!(fault(claim(false, Some("CNY 6000.00"))), ("mode_forbidden", "sign_off".into()));
    assert_eq!(fault(claim(true, None)), ("mode_forbidden", "disputed".into()));
    assert_eq!(fault(claim(true, Some("CNY 5999.99"))), ("mode_forbidden", "authority".into()));
    let open = claim(true, Some("CNY 6000.00")).unwrap();
    assert_eq!(*open.permission(), Permission::SignOff);
    // Over what is open nothing is given as goodwill, and the page does not say so.
    let (zh, en) = (open.approval_page(Lang::Zh), open.approval_page(Lang::En));
    assert!(
        zh.contains("<th scope=\"col\">善意争议部分</th>") && !zh.contains("<th scope=\"col\">通融"),
        "{zh}"
    );
    assert!(en.contains("No proposal below</th><td>CNY 12,400.00"), "{en}");
}

/// What the regime itself settles is not the caller's to say: under the law of claims a claim is one.
#[test]
fn nobody_talks_a_claim_away() {
    let claim = |said: Option<bool>| {
        plan(|terms| {
            terms.regime = ombud::model::RegimeId::new("cn-insurance-law").unwrap();
            terms.facts.remove("insurance.claim");
            terms.facts.extend(said.map(|said| ("insurance.claim".to_owned(), Json::Bool(said))));
        })
    };
    assert_eq!(fault(claim(Some(false))), ("invalid_value", "facts.insurance.claim".into()));
    assert_eq!(fault(claim(Some(true))), ("mode_forbidden", "sign_off".into()));
    assert_eq!(fault(claim(None)), ("mode_forbidden", "sign_off".into()));
}

/// One figure at once is no way round it, and neither is another regime.
#[test]
fn what_is_disputed_is_signed_off_in_every_mode_and_under_every_regime() {
    for (mode, claim) in [(Mode::Principled, true), (Mode::Ackerman, false), (Mode::Principled, false)] {
        let over = |signed: bool, disputed: bool, floor: Option<&str>| {
            plan(|terms| {
                terms.mode = mode;
                terms.facts.insert("insurance.claim".into(), Json::Bool(claim));
                terms.sign_off = signed.then(|| "Zhou, legal".to_owned());
                terms.disputed = disputed.then(|| money("CNY 6000.00"));
                terms.floor = floor.map(money);
            })
        };
        let floor = Some("CNY 12400.00");
        assert_eq!(fault(over(false, true, floor)), ("mode_forbidden", "sign_off".into()));
        assert_eq!(fault(over(true, true, None)), ("mode_forbidden", "floor".into()));
        let beneath = over(true, true, Some("CNY 18400.01")).unwrap_err();
        assert_eq!(beneath.code().name(), "above_authority");
        assert!(over(true, true, floor).is_ok());
        assert_eq!(over(true, false, floor).is_err(), claim, "{mode:?}");
    }
}

/// Nothing is no amount to promise, and what is open is neither owed nor goodwill.
#[test]
fn what_is_said_fits_what_is_offered() {
    let said = |owed: &str, disputed: bool| {
        let bargain = plan(|terms| {
            terms.entitlement = money(owed);
            terms.sign_off = disputed.then(|| "Zhou, legal".to_owned());
            terms.disputed = disputed.then(|| money("CNY 6000.00"));
            terms.floor = disputed.then(|| money(owed));
        });
        crate::support::words(&bargain.unwrap(), 0, Lang::En)
    };
    assert!(said("CNY 12400.00", false).contains("CNY 12,400.00 that we owe"));
    assert!(said("CNY 12400.00", true).contains("CNY 12,400.00 that nobody disputes"));
    let (nothing, open) = (said("CNY 0.00", false), said("CNY 0.00", true));
    assert!(!nothing.contains("CNY 0.00") && nothing.starts_with("We offer you"), "{nothing}");
    assert!(!open.contains("CNY 0.00") && open.contains("your claim is as it was"), "{open}");
}

/// Where it is open what is owed, no proposal lies below the lower bound of merit.
#[test]
fn no_proposal_lies_below_the_floor() {
    let claim = |floor: Option<&str>| {
        plan(|terms| {
            terms.facts.insert("insurance.claim".into(), Json::Bool(true));
            (terms.sign_off, terms.disputed) = (Some("Zhou, legal".into()), Some(money("CNY 6000.00")));
            terms.floor = floor.map(money);
        })
    };
    assert_eq!(fault(claim(None)), ("mode_forbidden", "floor".into()));
    let held = claim(Some("CNY 17600.00")).unwrap();
    assert_eq!(crate::support::offers(&held), ["CNY 18100.00", "CNY 18400.00"]);
    assert_eq!(held.ladder().collapsed, 2);
    assert_eq!(
        next(&held, &[crate::support::counter("CNY 1.00")]),
        Next::Accept { paid: money("CNY 18400.00"), because: ombud::bargain::Because::Standing }
    );
    assert_eq!(fault(claim(Some("CNY 18400.01"))), ("above_authority", "floor".into()));
    let own = plan(|terms| {
        terms.facts.insert("insurance.claim".into(), Json::Bool(true));
        terms.sign_off = Some("sun".into());
    });
    assert_eq!(fault(own), ("same_person", "sign_off".into()));
}

/// Unknown is not false: a plan may be drawn up, but nothing is offered before the facts are known.
#[test]
fn nothing_is_offered_while_a_fact_that_may_forbid_it_is_unknown() {
    let open = plan(|terms| {
        terms.facts.remove("complainant.minor");
        (terms.approver, terms.handler) = (None, None);
    })
    .unwrap();
    let minor = Before::Fact { fact: ombud::model::FactId::new("complainant.minor").unwrap() };
    assert_eq!(open.before(), [minor, Before::Approver, Before::Handler]);
    assert_eq!(next(&open, &[]), Next::Settle { before: open.before().to_vec() });
    assert_eq!(fault(open.next(&[offer("CNY 16300.00")])), ("mode_forbidden", "moves[0]".into()));
}

#[test]
fn a_like_case_or_a_reason_stands_behind_every_figure() {
    let bare = plan(|terms| terms.approver_reason = None);
    assert_eq!(fault(bare), ("unequal_treatment", "like_case".into()));
    assert_eq!(
        fault(plan(|terms| terms.approver_reason = Some("  ".into()))),
        ("unequal_treatment", "like_case".into())
    );
    assert!(
        plan(|terms| (terms.approver_reason, terms.like_case) = (None, Some(money("CNY 5000.00")))).is_ok()
    );
}

/// A8.
#[test]
fn no_agreement_buys_silence_or_peace() {
    let asks = |term: &str| plan(|terms| terms.release = vec!["confined_to_matter".into(), term.into()]);
    for barred in [
        "silence",
        "withdraw_complaint",
        "no_further_complaint",
        "delete_posts",
        "false_statement",
        "waive_all_claims",
        "waive_court",
    ] {
        assert_eq!(fault(asks(barred)), ("barred_term", "release[1]".into()), "{barred}");
    }
    assert!(asks("receipt").is_ok());
    let unbound = plan(|terms| terms.release = vec!["receipt".into()]);
    assert_eq!(fault(unbound), ("barred_term", "release".into()));
    assert_eq!(fault(asks("a_song")), ("invalid_value", "release[1]".into()));
}

/// What was wrong is told in the reader's language, with what was expected.
#[test]
fn what_a_request_got_wrong_is_told_in_chinese() {
    let told = |op: &str, edit: &dyn Fn(&mut serde_json::Value)| {
        let registry = ombud::ops::Registry::core();
        let mut request = serde_json::from_str(registry.get(op).unwrap().example).unwrap();
        edit(&mut request);
        let error = registry.call(engine(), op, request.to_string().as_bytes()).unwrap_err();
        assert!(error.detail().expected.is_some() && error.detail().found.is_some(), "{error:?}");
        error.message(ombud::model::Lang::Zh)
    };
    let text = told("bargain.plan", &|request| request["target"] = "CNY 6000.00".into());
    assert!(
        text.contains("位置：target；应为：金额：由 `minor`（最小货币单位的整数）和 `currency` 组成的表"),
        "{text}"
    );
    let minor = told("bargain.plan", &|request| request["target"]["minor"] = "6,000".into());
    assert!(
        minor.contains("位置：target.minor；应为：64位整数，或者由数字组成的字符串；实为：文本“6,000”"),
        "{minor}"
    );
    let fact = told("bargain.plan", &|request| request["facts"]["complainant.minr"] = true.into());
    assert!(fact.contains("complainant.minor"), "{fact}");
    let rounds = told("bargain.simulate", &|request| request["seeds"]["to"] = 1_000_000_000.into());
    assert!(rounds.contains("应为：全部场次合计不超过20000000轮"), "{rounds}");
}

#[test]
fn a_fact_that_the_packs_do_not_know_is_refused() {
    let strange = plan(|terms| drop(terms.facts.insert("complainant.rich".into(), Json::Bool(true))));
    assert_eq!(fault(strange).0, "unknown_fact");
    let twice =
        plan(|terms| drop(terms.facts.insert("complaint.regime".into(), Json::Text("uk-disp".into()))));
    assert_eq!(fault(twice), ("invalid_field", "facts.complaint.regime".into()));
}
