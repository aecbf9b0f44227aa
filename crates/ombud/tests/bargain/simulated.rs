//! What a tournament offers is what a plan says to offer next.

use ombud::bargain::{
    Figure, Mode, Move, Next,
    simulate::{Cases, Customer, Policy, Seeds, Speaker, Stake, Tournament},
};

use crate::support::{counter, heard, money, plan};

#[test]
fn a_tournament_and_a_plan_make_the_same_offers() {
    let plan = plan(|terms| terms.mode = Mode::Ackerman).unwrap();
    let (owed, target) = (money("CNY 12400.00").minor(), money("CNY 6000.00").minor());
    let stake = Stake { target, demand: 1_000_000, minimum: target };
    let mut tournament = Tournament::new(Seeds { from: 1, to: 1 }, Cases::Listed(vec![stake]));
    (tournament.step, tournament.policies) = (1, vec![Policy::AckermanUngated]);
    tournament.customers = vec![Customer::HardLiner];
    let trace = tournament.trace().unwrap().remove(0);
    let offered = trace.moves.iter().filter(|figure| figure.by == Speaker::Firm);
    let mut played: Vec<i64> = offered.map(|figure| owed + figure.amount).collect();
    played.dedup();

    let (mut moves, mut planned) = (Vec::new(), Vec::new());
    for demand in [30_000, 29_000, 28_000, 27_000] {
        let Next::Offer { amount } = plan.next(&moves).unwrap().next else { panic!("{moves:?}") };
        planned.push(amount.amount().minor());
        moves.push(Move::Offer(Figure { amount: amount.amount() }));
        // The first figure named is no move yet.
        moves.extend([demand + 500, demand].map(|amount| counter(&format!("CNY {amount}.00"))));
        moves.extend(heard());
    }
    assert_eq!(planned, played);
    assert_eq!(plan.next(&moves).unwrap().next, Next::Routes);
}
