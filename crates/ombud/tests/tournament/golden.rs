//! What NegMAS 0.16.0 comes to in the same cases; nothing of it is linked or copied.

use ombud::{
    bargain::simulate::{Cases, Customer, Interval, Policy, Seeds, Speaker, Stake, Tournament, Trace},
    model::Decimal,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    seeds: Vec<OfSeed>,
}

#[derive(Deserialize)]
struct OfSeed {
    seed: u64,
    cases: Vec<Stake>,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    policy: Policy,
    agreement_rate: Decimal,
    paid_over_target: Decimal,
    rounds: Decimal,
    firm_surplus: Decimal,
    customer_surplus: Decimal,
}

/// The four kinds that the other program has.
const KINDS: [Customer; 4] = [Customer::Boulware, Customer::Linear, Customer::Conceder, Customer::NaiveTft];

fn one(stake: (i64, i64, i64), rounds: u32, step: i64, policy: Policy, customer: Customer) -> Trace {
    let (target, demand, minimum) = stake;
    let cases = Cases::Listed(vec![Stake { target, demand, minimum }]);
    let mut tournament = Tournament::new(Seeds { from: 1, to: 1 }, cases);
    tournament.rounds = rounds;
    tournament.step = step;
    tournament.policies = vec![policy];
    tournament.customers = vec![customer];
    tournament.trace().expect("a trace").remove(0)
}

fn figures(trace: &Trace, by: Speaker) -> Vec<i64> {
    trace.moves.iter().filter(|figure| figure.by == by).map(|figure| figure.amount).collect()
}

#[test]
fn every_row_is_within_a_hundredth() {
    let golden: Golden = serde_json::from_str(include_str!("golden.json")).expect("golden figures");
    let hundredth: Decimal = "0.01".parse().expect("a decimal");
    for of_seed in golden.seeds {
        let seeds = Seeds { from: of_seed.seed, to: of_seed.seed };
        let mut tournament = Tournament::new(seeds, Cases::Listed(of_seed.cases));
        tournament.policies = of_seed.rows.iter().map(|row| row.policy).collect();
        tournament.customers = KINDS.to_vec();
        let played = tournament.play().expect("a tournament").policies();
        assert_eq!(played.len(), 7);
        for (ours, row) in played.iter().zip(&of_seed.rows) {
            let figures = ours.overall;
            assert_eq!(ours.policy, row.policy);
            for (name, ours, theirs) in [
                ("rate", Some(figures.agreement_rate), row.agreement_rate),
                ("paid", figures.paid_over_target, row.paid_over_target),
                ("rounds", figures.rounds, row.rounds),
                ("firm", Some(figures.firm_surplus), row.firm_surplus),
                ("customer", Some(figures.customer_surplus), row.customer_surplus),
            ] {
                let Interval { value, low, high } = ours.expect(name);
                let off = value.checked_sub(theirs).expect("a difference");
                let off = off.max(theirs.checked_sub(value).expect("a difference"));
                assert!(off <= hundredth, "seed {} {:?} {name}: {value} {theirs}", of_seed.seed, row.policy);
                assert!(low <= Some(value) && Some(value) <= high, "{low:?} {value} {high:?}");
            }
        }
    }
}

#[test]
fn the_pinned_trace() {
    let trace = one((6000, 10_000, 4500), 12, 10, Policy::AckermanGated, Customer::Linear);
    let firm = [3900, 3900, 5100, 5700, 6000, 6000, 6000, 6000, 6000, 6000];
    assert_eq!(figures(&trace, Speaker::Firm), firm);
    let customer = [9580, 9160, 8730, 8310, 7890, 7470, 7040, 6620, 6200];
    assert_eq!(figures(&trace, Speaker::Customer), customer);
    // Round 10 counted from 1 is step 9 counted from 0.
    assert_eq!((trace.agreed, trace.moves.last().map(|last| last.round)), (Some(6000), Some(10)));
    let late = one((6000, 10_000, 4500), 12, 10, Policy::AckermanGated, Customer::Boulware);
    assert_eq!(late.agreed, None);
}

#[test]
fn the_golden_numbers() {
    let agreed = |policy, customer| one((9000, 10_000, 6000), 20, 50, policy, customer).agreed;
    assert_eq!(agreed(Policy::Boulware, Customer::Boulware), Some(7350));
    assert_eq!(agreed(Policy::Linear, Customer::Linear), Some(7000));
    assert_eq!(agreed(Policy::Conceder, Customer::Conceder), Some(7000));
    assert_eq!(agreed(Policy::Boulware, Customer::Conceder), Some(6100));
    assert_eq!(agreed(Policy::Conceder, Customer::Boulware), Some(8500));
    assert_eq!(agreed(Policy::Linear, Customer::Boulware), Some(7850));
}
