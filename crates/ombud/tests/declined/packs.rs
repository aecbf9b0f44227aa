//! What the packs owe to the advice.

use std::collections::BTreeSet;

use ombud::{
    declined::{Role, Rung},
    model::Dated,
    pack::ProvisionKind,
};

use super::support::{ENGINE, REGIMES, ask, told};

/// The rungs of a regime, from the nearest to the furthest.
fn rungs(regime: &str) -> Vec<Rung> {
    ask(regime, Role::Handler, &told(&[])).routes.iter().map(|way| way.rung).collect()
}

#[test]
fn every_regime_has_the_rungs_that_it_has() {
    use Rung::{Arbitration, Court, Mediation, Negotiation, Ombudsman, Platform, Recheck, Regulator};
    let chinese = [Negotiation, Recheck, Mediation, Regulator, Arbitration, Court, Platform];
    assert_eq!(rungs("cn-complaints-2020"), chinese);
    for regime in ["cn-insurance-law", "cn-insurance-sales", "cn-bank-card"] {
        assert_eq!(rungs(regime), chinese, "{regime}");
    }
    assert_eq!(rungs("uk-disp"), [Negotiation, Recheck, Regulator, Ombudsman, Court]);
    assert_eq!(rungs("us-reg-e"), [Negotiation, Regulator, Arbitration, Court]);
    assert_eq!(rungs("us-cfpb"), rungs("us-reg-e"));
    assert_eq!(rungs("au-rg271"), [Negotiation, Regulator, Ombudsman, Court]);
}

#[test]
fn an_unknown_regime_is_told_those_there_are() {
    let facts = told(&[]);
    let day = "2026-11-22".parse().expect("a day");
    let asked = ombud::Declined { regime: "xx", facts: &facts, began: day, as_of: day, role: Role::Handler };
    let error = ENGINE.advise_declined(&asked).expect_err("no such regime");
    assert_eq!(error.code(), ombud::ErrorCode::UnknownRegime);
    let known: Vec<&str> = error.detail().expected.as_deref().expect("those there are").split(", ").collect();
    assert_eq!(known.into_iter().collect::<BTreeSet<_>>(), REGIMES.into_iter().collect());
}

/// A route of a law pack that no ladder shows would be told to nobody; and a route is never surer than
/// what it rests on, nor cites less.
#[test]
fn what_the_law_packs_call_a_route_is_on_a_ladder() {
    let bundle = ENGINE.bundle();
    for rules in &bundle.regimes {
        for provision in rules.provisions.iter().filter(|x| x.kind == ProvisionKind::Route) {
            let rests = bundle.routes.iter().filter(|route| route.rests_on.contains(&provision.id));
            let mut shown = 0;
            for route in rests {
                shown += 1;
                let (id, on) = (&route.id, &provision.id);
                assert!(route.force().confidence <= provision.confidence, "{id} is surer than {on}");
                assert!(provision.cite.iter().any(|cite| route.cite.contains(cite)), "{id} and {on}");
                if route.rests_on.first() == Some(on) {
                    assert_eq!(route.when, provision.when.clone().or_else(|| route.when.clone()), "{id}");
                }
            }
            assert!(shown > 0, "{} is on no ladder", provision.id);
        }
    }
}

/// Words that deny feelings, blame, deflect, promise falsely, threaten, buy silence or discourage have
/// no place in what somebody is to say.
#[test]
fn no_draft_uses_a_taboo() {
    let zh = [
        "别激动",
        "冷静",
        "规定就是",
        "不归我",
        "保证全额",
        "报警",
        "拉黑",
        "征信",
        "撤诉",
        "撤回",
        "没用",
        "赢不了",
        "找谁都一样",
        "职业投诉",
        "您应该",
        "如果给您",
    ];
    let en = [
        "calm down",
        "our policy",
        "not my department",
        "police",
        "withdraw",
        "no use",
        "would lose",
        "you should have",
        "sorry you feel",
        "if you were",
    ];
    let tables = ["declined.talk", "declined.fault"];
    let rows =
        ENGINE.bundle().tables.iter().filter(|x| tables.contains(&x.id.as_str())).flat_map(|x| &x.rule);
    let mut drafts = 0;
    for (row, draft) in rows.filter_map(|row| Some((&row.id, row.note.as_ref()?))) {
        drafts += 1;
        let said = draft.en.to_lowercase();
        assert!(zh.iter().all(|word| !draft.zh.contains(word)), "{row}: {}", draft.zh);
        assert!(en.iter().all(|word| !said.contains(word)), "{row}: {}", draft.en);
    }
    assert!(drafts > 15, "{drafts} drafts");
}
