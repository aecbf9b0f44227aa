//! The workflow of a talk and what comes next by a plan are one session.

use ombud::{
    bargain::{Figure, Mode, Move, Stage},
    model::Value,
    workflow::{Chart, Outcome, Signal, Time, step},
};
use proptest::prelude::*;

use crate::support::{counter, engine, heard, plan};

/// What of a move the workflow is told.
fn signal(plan: &ombud::Bargain, moves: &[Move], now: &Move) -> (&'static str, Vec<(&'static str, Value)>) {
    match now {
        Move::Offer(Figure { amount }) => {
            let last = plan.ladder().rungs.last().unwrap().offer.amount();
            ("offer", vec![("last", Value::Bool(*amount == last))])
        }
        Move::Counter(Figure { amount }) => {
            let named = moves.iter().filter_map(|known| match known {
                Move::Counter(Figure { amount }) => Some(amount.minor()),
                _ => None,
            });
            (
                "counter",
                vec![("nearer", Value::Bool(named.min().is_some_and(|least| amount.minor() < least)))],
            )
        }
        Move::Listen(_) => ("listen", vec![]),
        Move::Accept {} => ("accept", vec![]),
        Move::Halt(_) => ("halt", vec![]),
        _ => ("end", vec![]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is tried: an offer that the plan refuses as a raise that nothing called for is refused by the
    /// workflow too, and both stand at the same end.
    #[test]
    fn both_refuse_a_raise_that_nothing_called_for_and_end_alike(tried in prop::collection::vec((0_u8..6, 0_i64..40), 1..30)) {
        let plan = plan(|terms| terms.mode = Mode::Ackerman).unwrap();
        let definition = engine().bundle().workflows.iter().find(|known| known.id == "bargain").unwrap();
        let chart = Chart::compile(definition, engine().catalogue()).unwrap();
        let anybody = chart.actor("anybody", ["handler", "manager"]);
        let mut instance = chart.instance();
        let mut now = Time::from_millis(1_780_300_800_000);
        let begun = step(&chart, &instance, &Signal::begin(), now).unwrap();
        let Outcome::Moved(change) = begun else { return Err(TestCaseError::fail("it does not begin")) };
        instance.apply(*change).unwrap();
        let mut moves: Vec<Move> = Vec::new();
        for (kind, n) in tried {
            let made = moves.iter().filter(|known| matches!(known, Move::Offer(_))).count();
            let next = match kind {
                0 | 1 => match plan.ladder().rungs.get(made) {
                    Some(rung) => Move::Offer(Figure { amount: rung.offer.amount() }),
                    None => continue,
                },
                2 => counter(&format!("CNY {}.00", 20_000 + n * 500)),
                3 => heard()[0].clone(),
                4 if n > 30 => Move::Accept {},
                5 if n > 36 => Move::Halt(ombud::bargain::Halt { cause: ombud::bargain::Cause::Safety }),
                _ => continue,
            };
            let (event, fields) = signal(&plan, &moves, &next);
            let all: Vec<Move> = moves.iter().cloned().chain([next.clone()]).collect();
            now = now.after("1h".parse().unwrap()).unwrap();
            let outcome = step(&chart, &instance, &chart.signal(event, fields).unwrap().by(&anybody), now).unwrap();
            match (plan.next(&all), outcome) {
                (Ok(_), Outcome::Moved(change)) => {
                    instance.apply(*change).unwrap();
                    moves = all;
                }
                // Before the first offer, after a halt, and where the state stays as it is, the workflow has nothing to be told.
                (Ok(_), Outcome::Refused(_)) => prop_assert!(matches!(next, Move::Counter(_) | Move::Listen(_) | Move::Halt(_))),
                (Err(error), Outcome::Refused(_)) => {
                    let code = error.code().name();
                    prop_assert!(["unanswered_raise", "out_of_order"].contains(&code), "{}", code);
                }
                (plan, workflow) => return Err(TestCaseError::fail(format!("{event}: {plan:?} and {workflow:?}"))),
            }
            let stage = plan.next(&moves).unwrap().stage;
            let stands: Vec<&str> = instance.leaves(&chart).collect();
            prop_assert_eq!(stage == Stage::Agreed, stands == ["agreed"]);
            prop_assert_eq!(stage == Stage::Halted, stands == ["halted"] || stands == ["standing"]);
        }
    }
}

/// Where nothing is to be gained by talking, the routes are told: there is no silent stop.
#[test]
fn every_state_of_a_talk_leads_to_money_or_to_the_routes() {
    let definition = engine().bundle().workflows.iter().find(|known| known.id == "bargain").unwrap();
    let finals: Vec<&str> = definition
        .states
        .iter()
        .filter(|state| state.kind == ombud::workflow::StateKind::Final)
        .map(|state| state.id.as_str())
        .collect();
    assert_eq!(finals, ["paid", "told"]);
}
