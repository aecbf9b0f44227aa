//! What a tournament offers is what a plan says to offer next, and both end alike.

use ombud::{
    bargain::{
        Figure, Mode, Move, Next, Precision, Release, Schedule,
        simulate::{Cases, Customer, Policy, Seeds, Speaker, Stake, Tournament},
    },
    model::{Decimal, Money},
};
use proptest::prelude::*;

use crate::support::{heard, plan};

#[derive(Debug, Clone)]
struct Drawn {
    owed: i64,
    target: i64,
    demand: i64,
    minimum: i64,
    step: i64,
    opening: i64,
    raises: u32,
    shrink: i64,
    code: &'static str,
    customer: Customer,
    gated: bool,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let amounts = (0_i64..1 << 40, 1_i64..1 << 30, 1_001_i64..3_000, 0_i64..=1_500, 1_i64..5_000);
    let customer = prop::sample::select(vec![
        Customer::Boulware,
        Customer::Linear,
        Customer::Conceder,
        Customer::HardLiner,
    ]);
    let code = prop::sample::select(vec!["JPY", "CNY", "KWD"]);
    (amounts, (1_i64..1_000, 1_u32..=5, 1_i64..1_000), code, customer, any::<bool>()).prop_map(
        |((owed, target, demand, minimum, step), (opening, raises, shrink), code, customer, gated)| {
            let minimum = target * minimum / 1000;
            // What is asked first is more than is taken.
            let demand = (target * demand / 1000).max(minimum) + 1;
            Drawn { owed, target, demand, minimum, step, opening, raises, shrink, code, customer, gated }
        },
    )
}

fn thousandths(n: i64) -> Decimal {
    format!("0.{n:03}").parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_tournament_and_a_plan_make_the_same_offers(case in drawn()) {
        let money = |minor: i64| Money::new(minor, case.code.parse().unwrap());
        let plan = plan(|terms| {
            (terms.entitlement, terms.target, terms.authority) =
                (money(case.owed), money(case.target), money(case.target));
            (terms.mode, terms.precision) = (Mode::Ackerman, Precision::Nearest(money(case.step)));
            (terms.opening, terms.shrink) = (Some(thousandths(case.opening)), Some(thousandths(case.shrink)));
            terms.raises = Some(case.raises);
        })
        .unwrap();
        let Drawn { target, demand, minimum, .. } = case;
        let cases = Cases::Listed(vec![Stake { target, demand, minimum }]);
        let mut tournament = Tournament::new(Seeds { from: 1, to: 1 }, cases);
        tournament.step = case.step;
        tournament.schedule =
            Schedule::closed(thousandths(case.opening), case.raises, thousandths(case.shrink)).unwrap();
        tournament.policies = vec![if case.gated { Policy::AckermanGated } else { Policy::AckermanUngated }];
        tournament.customers = vec![case.customer];
        let trace = tournament.trace().unwrap().remove(0);

        let (mut moves, mut stands) = (Vec::new(), None);
        for figure in &trace.moves {
            let amount = money(case.owed + figure.amount);
            match figure.by {
                Speaker::Firm => match plan.next(&moves).unwrap().next.clone() {
                    Next::Offer { amount: next } => {
                        prop_assert_eq!(next.amount(), amount);
                        stands = Some(amount);
                        moves.push(Move::Offer(Figure { amount }));
                    }
                    // Nothing calls for a raise, or none is left: what stands goes on standing.
                    Next::Probe { .. } | Next::Routes => prop_assert_eq!(stands, Some(amount)),
                    other => return Err(TestCaseError::fail(format!("{other:?}"))),
                },
                Speaker::Customer => {
                    moves.push(Move::Counter(Figure { amount }));
                    moves.extend(heard());
                    if !case.gated {
                        moves.push(Move::Release(Release { by: "Wu".into(), reason: "a round is over".into() }));
                    }
                }
            }
        }
        let (Some(agreed), Some(last)) = (trace.agreed, trace.moves.last()) else { return Ok(()) };
        prop_assert_eq!(agreed, last.amount);
        moves.push(match (last.by, plan.next(&moves).unwrap().next.clone()) {
            (Speaker::Firm, _) => Move::Accept {},
            (Speaker::Customer, Next::Accept { .. }) => Move::Agree {},
            (Speaker::Customer, other) => return Err(TestCaseError::fail(format!("{other:?}"))),
        });
        // Whoever took whose figure in which round: what is paid is the target.
        prop_assert_eq!(&plan.next(&moves).unwrap().next, &Next::Pay { paid: money(case.owed + target) });
    }
}
