//! A ground that stands in part leaves something owed: an amount, or what is lacking for one.

use ombud::{
    Opinion,
    model::{FactId, Lang},
    review::Outcome,
    rules::{LineKind, Reckoning},
};

use crate::{
    properties::values,
    support::{ENGINE, facts, reckon, review, sum},
};

/// Every quantity of a claim, so that what is left open is left by the lines.
const AMOUNTS: &[(&str, &str)] = &[
    ("claim.amount", "CNY 100000.00"),
    ("claim.loss", "CNY 100000.00"),
    ("claim.sum_insured", "CNY 100000.00"),
    ("claim.value", "CNY 100000.00"),
    ("claim.already_paid", "CNY 0.00"),
    ("claim.false_part", "CNY 12000.00"),
    ("claim.undeterminable", "CNY 30000.00"),
    ("claim.enlarged", "CNY 5000.00"),
    ("claim.recovery_lost", "CNY 7000.00"),
    ("claim.third_party_amount", "CNY 9000.00"),
    ("claim.sums_insured_all", "CNY 250000.00"),
    ("claim.cause_share", "0.4"),
    ("claim.cut_rate", "0.5"),
    ("claim.deductible", "CNY 10000.00"),
    ("claim.deductible_left", "0.8"),
    ("claim.disability_grade", "5"),
    ("claim.late", "false"),
    ("policy.premium_paid", "CNY 8000.00"),
    ("policy.premium_due", "CNY 10000.00"),
    ("mtpl.responsible", "true"),
    ("mtpl.injury", "CNY 30000.00"),
    ("mtpl.injury_paid", "CNY 0.00"),
    ("mtpl.medical", "CNY 2500.00"),
    ("mtpl.medical_paid", "CNY 0.00"),
];

fn part(ground: &str, kind: &str) -> Reckoning {
    let of_ground = format!("ground.{ground}");
    let mut given = AMOUNTS.to_vec();
    given.extend([("declined.grounds", ground), (of_ground.as_str(), "partly"), ("claim.kind", kind)]);
    reckon("cn.claim.part", &given)
}

/// The grounds that a table may find to stand in part.
fn grounds() -> Vec<String> {
    let review = ENGINE.bundle().reviews.iter().find(|def| def.id.as_str() == "cn.claim").expect("a review");
    let in_part = |table: &&str| {
        let table = ENGINE.bundle().tables.iter().find(|def| def.id.as_str() == *table).expect("a table");
        table.rule.iter().any(|row| row.then.values().any(|value| value.as_str() == Some("partly")))
    };
    let tables = review.ground.iter().map(|ground| ground.table.as_str()).filter(in_part);
    tables.map(|table| table.replace("ground.", "")).collect()
}

#[test]
fn each_ground_in_part_has_a_line_for_each_kind_of_claim() {
    let grounds = grounds();
    assert!(grounds.len() >= 10, "{grounds:?}");
    for ground in &grounds {
        // Those two stand in part under compulsory cover only, where there is no deductible.
        let of_compulsory = ["driving", "intentional_harm"].contains(&ground.as_str());
        for kind in values("claim.kind") {
            if of_compulsory != (kind == "compulsory_motor") {
                continue;
            }
            let owed = sum(Some(&part(ground, &kind)), LineKind::Entitlement);
            assert!(owed.starts_with("CNY ") && owed != "CNY 0.00", "{ground} of {kind}: {owed}");
        }
    }
}

/// 100,000 × 60 % × 0.8 − 10,000 = 38,000.
#[test]
fn a_deductible_on_a_disability_leaves_the_rest() {
    assert_eq!(sum(Some(&part("deductible", "disability")), LineKind::Entitlement), "CNY 38000.00");
}

/// What was recorded of a ground may gainsay its table, so that no line is due: then nothing is settled.
#[test]
fn without_a_line_nothing_is_settled() {
    let mut given = AMOUNTS.to_vec();
    given.retain(|(id, _)| *id != "claim.deductible_left");
    let found = [
        "refusal.facts_complete",
        "refusal.clause_in_force",
        "refusal.exclusion_explained",
        "refusal.no_ambiguity",
        "deductible.applies",
    ];
    given.extend(found.map(|id| (id, "true")));
    given.extend([
        ("declined.grounds", "deductible"),
        ("ground.deductible", "fails"),
        ("claim.kind", "benefit"),
        ("claim.part_amount", "CNY 1.00"),
    ]);
    let opinion = review("cn.claim", &facts(given));
    assert_eq!(opinion.outcome, Outcome::Partly);
    let owed = opinion.owed.as_ref().and_then(|owed| owed.sum(LineKind::Entitlement)).expect("a sum");
    assert!(!owed.settled && owed.amount.is_none(), "{owed:?}");
    let lacking: FactId = "claim.deductible_left".parse().expect("an id");
    assert!(opinion.needs.contains(&lacking), "{:?}", opinion.needs);
}

/// A refusal whose checks were passed, with these facts beside.
fn reviewed(more: &[(&str, &str)]) -> Opinion {
    let checks = ["exclusion_explained", "no_ambiguity", "facts_complete", "clause_in_force"];
    let checks = checks.map(|check| format!("refusal.{check}"));
    let mut given: Vec<(&str, &str)> = checks.iter().map(|check| (check.as_str(), "true")).collect();
    given.extend(more);
    review("cn.claim", &facts(given))
}

const DEDUCTIBLE: &[(&str, &str)] = &[
    ("claim.kind", "indemnity"),
    ("claim.loss", "CNY 60000.00"),
    ("claim.sum_insured", "CNY 100000.00"),
    ("claim.value", "CNY 100000.00"),
    ("claim.deductible", "CNY 500.00"),
    ("claim.deductible_left", "0.8"),
    ("claim.already_paid", "CNY 0.00"),
    ("claim.late", "false"),
    ("evidence.papers", "consumer"),
    ("evidence.expert", "even"),
    ("evidence.own_file", "firm"),
    ("evidence.burden", "consumer"),
];

/// 60,000 × 0.8 − 500 = 47,500 is owed whether the deductible applies or not; 12,500 is open.
#[test]
fn what_a_ground_cannot_reach_is_owed_now() {
    let opinion = reviewed(&[DEDUCTIBLE, &[("declined.grounds", "deductible")]].concat());
    assert_eq!(opinion.outcome, Outcome::Unclear);
    assert!(opinion.certain);
    assert_eq!(sum(opinion.owed.as_ref(), LineKind::Entitlement), "CNY 47500.00");
    assert_eq!(sum(opinion.at_stake.as_ref(), LineKind::Entitlement), "CNY 60000.00");
    let floor = opinion.floor.as_ref().expect("a floor");
    let certain = floor.certain.expect("what is certain");
    assert_eq!(
        (certain.amount.to_string(), certain.open.to_string()),
        ("CNY 47500.00".into(), "CNY 12500.00".into())
    );
    // 47,500 + 12,500 × 0.65 = 55,625.
    assert_eq!((floor.share.to_string(), floor.amount.to_string()), ("0.65".into(), "CNY 55625.00".into()));
    let page = opinion.render(Lang::Zh);
    assert!(page.contains("可以确定、现在即应支付") && page.contains("可以确定的47,500.00元"), "{page}");
}

/// Beside a ground that may carry the whole refusal nothing is certain; one that fell counts no more; with
/// two that are open it takes somebody to work them together.
#[test]
fn only_what_no_ground_reaches_is_certain() {
    let asked = |grounds: &str, more: &[(&str, &str)]| {
        let opinion = reviewed(&[DEDUCTIBLE, &[("declined.grounds", grounds)], more].concat());
        (opinion.certain, sum(opinion.owed.as_ref(), LineKind::Entitlement))
    };
    assert_eq!(asked("deductible,not_covered", &[]), (false, "none".to_owned()));
    let fell = [("coverage.event", "yes")];
    assert_eq!(asked("deductible,not_covered", &fell), (true, "CNY 47500.00".to_owned()));
    let full = [("property.underinsured", "false")];
    assert_eq!(asked("deductible,underinsurance", &full), (true, "CNY 47500.00".to_owned()));
    let (certain, owed) = asked("deductible,underinsurance", &[]);
    assert!(certain && owed.starts_with("open: "), "{owed}");
}
