//! What holds for every refusal, whatever was found: no finding for the consumer ever costs the
//! consumer anything, what is unknown carries no refusal, and who complains how changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use ombud::{
    Opinion,
    model::{FactClass, FactDef, FactId, Money, ValueType, canon},
    review::{GroundState, Outcome},
    rules::{LineKind, LineVerdict},
};
use proptest::prelude::*;

use crate::support::{ENGINE, facts, review};

/// The amounts of a claim in which every line can be worked, the benefit above every refund.
const AMOUNTS: &[(&str, &str)] = &[
    ("claim.kind", "benefit"),
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
    // Several together take off no less than any of them alone.
    ("claim.part_amount", "CNY 30000.00"),
    ("claim.disability_grade", "5"),
    ("claim.admitted_grade", "8"),
    ("claim.late", "false"),
    ("policy.premium_paid", "CNY 8000.00"),
    ("policy.premium_due", "CNY 10000.00"),
    ("policy.cash_value", "CNY 6000.00"),
    ("policy.premium_two_years", "true"),
    ("service.failed", "false"),
];

/// The facts that the checks, the grounds and the evidence of a claim read, each with the value that
/// speaks most for the consumer.
const FOR_THE_CONSUMER: &[(&str, &str)] = &[
    ("refusal.facts_complete", "false"),
    ("refusal.clause_in_force", "false"),
    ("refusal.exclusion_explained", "false"),
    ("refusal.question_specific", "false"),
    ("refusal.rescission_in_time", "false"),
    ("refusal.causation_shown", "false"),
    ("refusal.no_ambiguity", "false"),
    ("refusal.notice_lawful", "false"),
    ("refusal.like_cases_alike", "false"),
    ("refusal.reviewer_independent", "false"),
    ("coverage.event", "yes"),
    ("waiting.event", "outside"),
    ("disclosure.insurer_knew", "true"),
    ("disclosure.known_to_applicant", "false"),
    ("disclosure.premium_taken_knowing", "true"),
    ("disclosure.rescission", "not_done"),
    ("disclosure.fault", "none"),
    ("disclosure.material", "false"),
    ("disclosure.serious_effect", "false"),
    ("interest.at_event", "true"),
    ("exclusion.met", "no"),
    ("exclusion.shown", "false"),
    ("driving.breach", "no"),
    ("definition.met", "yes"),
    ("cut.applies", "false"),
    ("deductible.applies", "false"),
    ("mtpl.barred", "false"),
    ("grade.reassessed", "claimed"),
    ("pre_existing.shown", "no"),
    ("property.underinsured", "false"),
    ("property.value_agreed", "true"),
    ("double.found", "false"),
    ("risk.increased", "false"),
    ("risk.told", "true"),
    ("risk.caused_event", "false"),
    ("notice.fault", "none"),
    ("notice.known_otherwise", "true"),
    ("notice.undeterminable", "none"),
    ("cause.insured", "yes"),
    ("harm.by", "none"),
    ("suicide.found", "false"),
    ("suicide.after_two_years", "true"),
    ("suicide.incapable", "true"),
    ("crime.found", "false"),
    ("crime.caused", "false"),
    ("fraud.kind", "none"),
    ("mitigation.loss_enlarged", "false"),
    ("subrogation.waived", "none"),
    ("third_party.paid", "false"),
    ("liability.compensated", "true"),
    ("evidence.papers", "consumer"),
    ("evidence.expert", "consumer"),
    ("evidence.own_file", "consumer"),
    ("evidence.burden", "consumer"),
];

pub(crate) fn def(id: &str) -> &'static FactDef {
    ENGINE.catalogue().fact(id).expect("a fact")
}

/// Every value of a fact with few of them.
pub(crate) fn values(id: &str) -> Vec<String> {
    match def(id).kind {
        ValueType::Bool => vec!["true".to_owned(), "false".to_owned()],
        _ => def(id).values.iter().map(|choice| choice.id.clone()).collect(),
    }
}

/// The grounds that a claim may be refused on.
fn grounds() -> Vec<String> {
    let reviews = &ENGINE.bundle().reviews;
    let claim = reviews.iter().find(|review| review.id.as_str() == "cn.claim").expect("the review");
    claim.ground.iter().map(|ground| ground.table.as_str().replace("ground.", "")).collect()
}

pub(crate) type Found = BTreeMap<String, String>;

/// One to three grounds, and what was found of the facts, of which some are not known.
fn found() -> impl Strategy<Value = Found> {
    let grounds = prop::sample::subsequence(grounds(), 1..=3);
    let each: Vec<_> = FOR_THE_CONSUMER
        .iter()
        .map(|(id, _)| {
            let id = (*id).to_owned();
            let known = prop::sample::select(values(&id));
            prop::option::weighted(0.8, known).prop_map(move |value| (id.clone(), value))
        })
        .collect();
    // Half of the draws let every check pass, so that refusals are upheld often enough.
    (grounds, each, any::<bool>()).prop_map(|(grounds, each, passes)| {
        let mut found: Found = each.into_iter().filter_map(|(id, value)| Some((id, value?))).collect();
        if passes {
            let checks = FOR_THE_CONSUMER.iter().filter(|(id, _)| id.starts_with("refusal."));
            found.extend(checks.map(|(id, _)| ((*id).to_owned(), "true".to_owned())));
        }
        found.insert("declined.grounds".to_owned(), grounds.join(","));
        found
    })
}

fn asked(found: &Found) -> Opinion {
    let found = found.iter().map(|(id, value)| (id.as_str(), value.as_str()));
    review("cn.claim", &facts(AMOUNTS.iter().copied().chain(found)))
}

/// What the consumer has for certain: what is owed, or while it is open what no proposal may lie below.
pub(crate) fn figure(opinion: &Opinion) -> Option<Money> {
    let owed = opinion.owed.as_ref().and_then(|owed| owed.sum(LineKind::Entitlement));
    let owed = owed.filter(|sum| sum.settled).and_then(|sum| sum.amount);
    match &opinion.floor {
        Some(floor) => Some(floor.amount),
        None => owed,
    }
}

/// Whether only what is returned with the end of a contract is compared. A finding that keeps the
/// contract takes that refund away and leaves the cover instead, which is no amount.
pub(crate) fn is_of_an_ended_contract(before: &Opinion, after: &Opinion) -> bool {
    let returned = |opinion: &Opinion| {
        let owed = opinion.owed.as_ref().map(|owed| owed.calculation.as_str());
        matches!(owed, Some("cn.claim.refund" | "uk.claim.refund"))
    };
    returned(before) && returned(after)
}

pub(crate) fn is_less(after: Option<Money>, before: Option<Money>) -> bool {
    let minor = |money: Option<Money>| money.map_or(0, |money| money.minor());
    minor(after) < minor(before)
}

#[test]
fn every_fact_that_decides_is_drawn() {
    let drawn: BTreeSet<&str> = FOR_THE_CONSUMER.iter().chain(AMOUNTS).map(|(id, _)| *id).collect();
    let produced: Vec<String> = grounds().iter().map(|ground| format!("ground.{ground}")).collect();
    for fact in produced.iter().flat_map(|fact| &def(fact).from) {
        // Only two records of age are drawn nowhere: their best value hangs on the other.
        assert!(drawn.contains(fact.as_str()) || fact.as_str().starts_with("age."), "{fact}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// A finding that was missing, or another one, in the consumer's favour.
    #[test]
    fn a_finding_for_the_consumer_costs_the_consumer_nothing(
        found in found(),
        nth in 0..FOR_THE_CONSUMER.len(),
    ) {
        let before = asked(&found);
        let (id, best) = FOR_THE_CONSUMER[nth];
        let mut more = found.clone();
        more.insert(id.to_owned(), best.to_owned());
        let after = asked(&more);
        prop_assert!(after.outcome >= before.outcome, "{id}: {:?} → {:?}", before.outcome, after.outcome);
        if !is_of_an_ended_contract(&before, &after) {
            let (was, is) = (figure(&before), figure(&after));
            prop_assert!(!is_less(is, was), "{id}: {was:?} → {is:?}");
        }
    }

    /// A refusal that stands rests on grounds that were found to stand and on checks that were made.
    #[test]
    fn what_is_unknown_carries_no_refusal(found in found(), nth in 0..10_usize) {
        let opinion = asked(&found);
        if opinion.outcome == Outcome::Uphold {
            prop_assert!(!opinion.reopened);
            prop_assert!(opinion.grounds.iter().any(|ground| ground.state == GroundState::Stands));
            let (check, _) = FOR_THE_CONSUMER[nth];
            let mut less = found.clone();
            less.remove(check);
            prop_assert_eq!(asked(&less).outcome, Outcome::Unclear, "{}", check);
        }
        // Without any finding nothing is upheld, whatever was given as a ground.
        let given = |id: &String| id == "declined.grounds";
        let bare: Found = found.into_iter().filter(|(id, _)| given(id)).collect();
        prop_assert_eq!(asked(&bare).outcome, Outcome::Unclear);
        prop_assert!(!asked(&bare).needs.is_empty());
    }

    /// The weight of the evidence takes nothing away, be law and facts settled or open.
    #[test]
    fn merit_never_lowers_what_is_owed(found in found()) {
        let is_evidence = |id: &String| id.starts_with("evidence.");
        let without: Found =
            found.iter().filter(|(id, _)| !is_evidence(id)).map(|(a, b)| (a.clone(), b.clone())).collect();
        let (with, without) = (asked(&found), asked(&without));
        prop_assert!(with.outcome >= without.outcome);
        prop_assert!(!is_less(figure(&with), figure(&without)));
    }

    /// Where money is owed by the weight of evidence: what is not known is no evidence, and what was
    /// found to stand, in whole or in part, is not weighed again.
    #[test]
    fn ignorance_is_no_evidence(
        kind in prop::sample::select(values("cidra.kind")),
        would in prop::sample::select(values("cidra.would_have")),
        exclusion in prop::option::of(prop::sample::select(values("exclusion.met"))),
        weighed in prop::collection::vec(prop::option::of(prop::sample::select(values("evidence.papers"))), 4),
    ) {
        let mut found: Found = FOR_THE_CONSUMER
            .iter()
            .filter(|(id, _)| id.starts_with("refusal."))
            .map(|(id, _)| ((*id).to_owned(), "true".to_owned()))
            .collect();
        let of_ground = [("cidra.kind", kind), ("cidra.would_have", would)];
        found.extend(of_ground.map(|(id, value)| (id.to_owned(), value)));
        found.insert("cidra.induced".to_owned(), "true".to_owned());
        found.insert("uk.term_clear".to_owned(), "true".to_owned());
        found.insert("declined.grounds".to_owned(), "misrepresentation,uk_exclusion".to_owned());
        found.extend(exclusion.map(|value| ("exclusion.met".to_owned(), value)));
        let asked = |found: &Found| {
            review("uk.claim", &facts(found.iter().map(|(id, value)| (id.as_str(), value.as_str()))))
        };
        let without = asked(&found);
        let evidence = ["evidence.papers", "evidence.expert", "evidence.own_file", "evidence.burden"];
        let mut for_the_consumer = false;
        for (id, value) in evidence.into_iter().zip(weighed) {
            for_the_consumer |= id != "evidence.burden" && value.as_deref() == Some("consumer");
            found.extend(value.map(|value| (id.to_owned(), value)));
        }
        let with = asked(&found);
        prop_assert!(with.outcome >= without.outcome);
        if !for_the_consumer {
            let lower = with.merit.as_ref().is_some_and(|merit| merit.low > merit.threshold);
            prop_assert!(lower || with.outcome == without.outcome, "{:?}", with.merit);
        }
        if without.grounds.iter().any(|ground| ground.state == GroundState::Stands) {
            prop_assert_eq!(with.outcome, without.outcome);
        }
        if with.grounds.iter().any(|ground| ground.state == GroundState::Partly) {
            prop_assert!(with.outcome < Outcome::Overturn);
        }
    }

    #[test]
    fn lines_add_up_to_the_totals(found in found()) {
        let opinion = asked(&found);
        for reckoning in opinion.owed.iter().chain(&opinion.at_stake).chain(&opinion.beside) {
            for sum in &reckoning.sums {
                let lines = reckoning.lines.iter().filter(|line| line.kind == sum.kind);
                let total: i64 = lines
                    .filter_map(|line| match &line.verdict {
                        LineVerdict::Due { amount, .. } => Some(amount.minor()),
                        _ => None,
                    })
                    .sum();
                prop_assert_eq!(total, sum.amount.map_or(0, |amount| amount.minor()));
            }
            let kinds: BTreeSet<LineKind> = reckoning.lines.iter().map(|line| line.kind).collect();
            let is_owed = opinion.beside.iter().all(|beside| beside.calculation != reckoning.calculation);
            prop_assert_eq!(kinds.contains(&LineKind::Entitlement), is_owed, "the kinds never stand in one sum");
        }
    }
}

/// Scores, feelings and readings of a person, how many come and how often, which channel, the press:
/// none of it changes a byte.
#[test]
fn who_complains_and_how_changes_nothing() {
    let found = BTreeMap::from(
        [("declined.grounds", "grade"), ("grade.reassessed", "not_yet"), ("evidence.papers", "consumer")]
            .map(|(id, value)| (id.to_owned(), value.to_owned())),
    );
    let plain = canon::to_bytes(&*asked(&found)).expect("bytes");
    let guesses = ENGINE.catalogue().facts().filter(|fact| fact.class == FactClass::Assessment);
    let of_people = [
        "complaint.",
        "complainant.",
        "comms.",
        "conduct.",
        "declined.replies",
        "declined.new_fact",
        "declined.stalled_contacts",
        "declined.accepted",
        "demand.",
        "incident.",
        "insurance.",
    ];
    let rest = ENGINE.catalogue().facts().filter(|fact| {
        fact.from.is_empty() && of_people.iter().any(|prefix| fact.id.as_str().starts_with(prefix))
    });
    let mut tried = 0;
    for fact in guesses.chain(rest) {
        let value = match fact.kind {
            ValueType::Bool => "true".to_owned(),
            ValueType::Int | ValueType::Decimal => "99".to_owned(),
            ValueType::Money => "CNY 999999.00".to_owned(),
            ValueType::Enum | ValueType::Set => fact.values.last().expect("a value").id.clone(),
            ValueType::Date => "2026-01-01".to_owned(),
            ValueType::Text => "x".to_owned(),
            _ => continue,
        };
        let mut more = found.clone();
        more.insert(fact.id.to_string(), value);
        assert_eq!(canon::to_bytes(&*asked(&more)).expect("bytes"), plain, "{}", fact.id);
        tried += 1;
    }
    assert!(tried > 30, "{tried}");
}

/// There is no place for what the dispute costs the consumer, for patience, strength or channel.
#[test]
fn no_fact_is_the_consumers_cost_or_strength() {
    let bars =
        ["cost_of_suit", "consumer_cost", "patience", "persona", "strength", "leverage", "lawyer", "vip"];
    let read: BTreeSet<FactId> = ENGINE
        .bundle()
        .calculations
        .iter()
        .flat_map(|def| &def.line)
        .flat_map(|line| {
            let all = [
                std::slice::from_ref(&line.of),
                &line.net_of,
                &line.at_most,
                &line.times,
                &line.over,
                &line.less,
                &line.limit,
            ];
            all.into_iter().flatten().filter_map(|text| text.parse().ok()).collect::<Vec<FactId>>()
        })
        .collect();
    for fact in &read {
        assert!(!bars.iter().any(|bar| fact.as_str().contains(bar)), "{fact}");
    }
    let request = br#"{"review":"cn.claim","facts":{},"as_of":"2026-12-01","consumer_cost":"CNY 1.00"}"#;
    let error = ombud::ops::Registry::core().call(&ENGINE, "refusal.review", request).expect_err("refused");
    assert_eq!(error.code(), ombud::ErrorCode::InvalidField);
}
