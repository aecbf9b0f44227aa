//! No finding for the consumer ever lowers an outcome or an amount: sales, cards, and claims in the
//! United Kingdom, over all their grounds (claims in mainland China: `properties.rs`).

use std::collections::{BTreeMap, BTreeSet};

use ombud::review::Outcome;
use proptest::prelude::*;

use crate::{
    properties::{Found, def, figure, is_less, is_of_an_ended_contract, values},
    support::{ENGINE, facts, review},
};

/// The facts that decide, each with the value that speaks most for the consumer.
type Best = &'static [(&'static str, &'static str)];

const SALE: Best = &[
    ("refusal.facts_complete", "false"),
    ("refusal.clause_in_force", "false"),
    ("refusal.no_ambiguity", "false"),
    ("refusal.notice_lawful", "false"),
    ("refusal.like_cases_alike", "false"),
    ("refusal.reviewer_independent", "false"),
    ("sale.recording", "missing"),
    ("sale.point_to_record", "true"),
    ("sale.misled", "yes"),
    ("sale.unsuitable", "true"),
    ("sale.tainted", "whole"),
    ("sale.signed_by", "other"),
    ("sale.ratified", "false"),
    ("sale.apparent_authority", "true"),
    ("sale.agent_promise", "true"),
    ("cooling.within", "true"),
    ("cooling.receipt_shown", "false"),
    ("surrender.barred", "false"),
    ("renewal.consent", "none"),
    ("renewal.notified", "false"),
    ("evidence.papers", "consumer"),
    ("evidence.expert", "consumer"),
    ("evidence.own_file", "consumer"),
    ("evidence.burden", "consumer"),
];

const CARD: Best = &[
    ("refusal.facts_complete", "false"),
    ("refusal.clause_in_force", "false"),
    ("refusal.no_ambiguity", "false"),
    ("refusal.notice_lawful", "false"),
    ("refusal.like_cases_alike", "false"),
    ("refusal.reviewer_independent", "false"),
    ("card.authorised", "no"),
    ("card.verified", "false"),
    ("card.holder_at_fault", "false"),
    ("credit.record", "wrong"),
    ("credit.notice_before", "false"),
    ("credit.small_residue", "true"),
    ("fee.disclosed", "false"),
    ("fee.excessive", "true"),
    ("instalment.consent", "none"),
    ("instalment.misleading_wording", "true"),
    ("collection.conduct", "threats"),
    ("collection.during_dispute", "true"),
    ("evidence.papers", "consumer"),
    ("evidence.burden", "consumer"),
];

const UK: Best = &[
    ("refusal.facts_complete", "false"),
    ("refusal.clause_in_force", "false"),
    ("uk.term_clear", "false"),
    ("refusal.question_specific", "false"),
    ("refusal.causation_shown", "false"),
    ("refusal.no_ambiguity", "false"),
    ("refusal.notice_lawful", "false"),
    ("refusal.like_cases_alike", "false"),
    ("refusal.reviewer_independent", "false"),
    ("coverage.event", "yes"),
    ("exclusion.met", "no"),
    ("uk.breach_connected", "false"),
    ("cidra.kind", "reasonable"),
    ("cidra.induced", "false"),
    ("cidra.would_have", "same"),
    ("evidence.papers", "consumer"),
    ("evidence.burden", "consumer"),
];

const REVIEWS: [(&str, Best); 3] = [("cn.sale", SALE), ("cn.card", CARD), ("uk.claim", UK)];

/// Amounts that stand whatever was found: of a sale any at all, elsewhere the claim above the refund.
fn amounts() -> impl Strategy<Value = Found> {
    let money = || (0..2_000_i64).prop_map(|minor| format!("CNY {}.00", minor));
    let of_sale = [
        "policy.premium_paid",
        "policy.cash_value",
        "policy.premium_earned",
        "refund.benefits_received",
        "refund.already_paid",
        "renewal.premium",
        "sale.tainted_premium",
        "sale.tainted_benefits",
    ];
    let asked = prop::sample::select(values("sale.asked"));
    // It decides which amount surrender gives, so without it nothing is settled and nothing is compared.
    let line = prop::sample::select(values("insurance.line"));
    (prop::collection::vec(money(), of_sale.len()), 0..4_000_i64, asked, line).prop_map(
        move |(money, days, asked, line)| {
            let mut out: Found = BTreeMap::new();
            let drawn = of_sale.iter().zip(money).map(|(id, money)| ((*id).to_owned(), money));
            out.extend(drawn);
            let fixed = [
                ("refund.rate", "0.0275"),
                ("card.loss", "CNY 9000.00"),
                ("card.bank_share", "0.4"),
                ("card.already_paid", "CNY 0.00"),
                ("card.interest_caused", "CNY 60.00"),
                ("fee.charged", "CNY 800.00"),
                ("fee.fair", "CNY 300.00"),
                ("instalment.fees", "CNY 500.00"),
                ("claim.amount", "GBP 10000.00"),
                ("claim.already_paid", "GBP 0.00"),
                ("uk.premium_charged", "GBP 600.00"),
                ("uk.premium_due", "GBP 800.00"),
                ("uk.premium_unfair", "GBP 50.00"),
                ("service.failed", "false"),
            ];
            out.extend(fixed.map(|(id, value)| (id.to_owned(), value.to_owned())));
            out.insert("refund.days".to_owned(), days.to_string());
            out.insert("sale.asked".to_owned(), asked);
            out.insert("insurance.line".to_owned(), line);
            out
        },
    )
}

fn grounds(review: &str) -> Vec<String> {
    let reviews = &ENGINE.bundle().reviews;
    let def = reviews.iter().find(|def| def.id.as_str() == review).expect("the review");
    def.ground.iter().map(|ground| ground.table.as_str().replace("ground.", "")).collect()
}

fn asked(review_id: &str, found: &Found) -> ombud::Opinion {
    review(review_id, &facts(found.iter().map(|(id, value)| (id.as_str(), value.as_str()))))
}

#[test]
fn every_fact_that_decides_is_drawn() {
    for (review, best) in REVIEWS {
        let drawn: BTreeSet<&str> = best.iter().map(|(id, _)| *id).collect();
        let produced: Vec<String> = grounds(review).iter().map(|ground| format!("ground.{ground}")).collect();
        for fact in produced.iter().flat_map(|fact| &def(fact).from) {
            assert!(drawn.contains(fact.as_str()), "{review}: {fact}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_finding_for_the_consumer_lowers_anything(
        (review, best, grounds) in prop::sample::select(REVIEWS.to_vec()).prop_flat_map(|(review, best)| {
            let grounds = grounds(review);
            (Just(review), Just(best), prop::sample::subsequence(grounds.clone(), 1..=grounds.len().min(3)))
        }),
        amounts in amounts(),
        drawn in prop::collection::vec(any::<(bool, bool, prop::sample::Index)>(), SALE.len()),
        passes in any::<bool>(),
        nth in any::<prop::sample::Index>(),
    ) {
        let mut found = amounts;
        for ((id, _), (known, again, value)) in best.iter().zip(drawn) {
            if known || again {
                let values = values(id);
                found.insert((*id).to_owned(), value.get(&values).clone());
            }
        }
        if passes {
            // So that refusals are upheld often enough.
            let checks = best.iter().filter(|(id, _)| id.starts_with("refusal.") || *id == "uk.term_clear");
            found.extend(checks.map(|(id, _)| ((*id).to_owned(), "true".to_owned())));
        }
        found.insert("declined.grounds".to_owned(), grounds.join(","));
        let before = asked(review, &found);
        let (id, value) = nth.get(best);
        found.insert((*id).to_owned(), (*value).to_owned());
        let after = asked(review, &found);
        prop_assert!(after.outcome >= before.outcome, "{review} {id}: {:?} → {:?}", before.outcome, after.outcome);
        // While it is open the whole is at stake, though it was found that only a part can be concerned.
        let only_a_part = before.outcome == Outcome::Unclear
            && after.outcome == Outcome::Partly
            && found.get("sale.tainted").is_some_and(|tainted| tainted == "part");
        if !is_of_an_ended_contract(&before, &after) && !only_a_part {
            let (was, is) = (figure(&before), figure(&after));
            prop_assert!(!is_less(is, was), "{review} {id}: {was:?} → {is:?}");
        }
    }
}
