//! Parts add up to the whole, and what is played is what would be offered.

use ombud::{
    bargain::{
        Band, Ladder, Schedule, Side,
        simulate::{Cases, Customer, Part, Policy, Seeds, Speaker, Stake, Tournament},
    },
    model::{Decimal, Money, canon},
};
use proptest::prelude::*;

fn tournament(from: u64, to: u64) -> Tournament {
    Tournament { rounds: 6, ..Tournament::new(Seeds { from, to }, Cases::Drawn(3)) }
}

#[test]
fn the_same_seeds_give_the_same_bytes() {
    let bytes = || canon::to_bytes(&tournament(1, 4).play().expect("a tournament")).expect("bytes");
    assert_eq!(bytes(), bytes());
    assert_ne!(bytes(), canon::to_bytes(&tournament(2, 5).play().expect("a tournament")).expect("bytes"));
}

/// What the firm pays finally is the same for those who take early and those who push, with the top-up; it is
/// not without it.
#[test]
fn the_top_up_pays_the_patient_what_the_pushy_get() {
    let mut tournament = tournament(1, 40);
    tournament.rounds = 12;
    for of in tournament.play().expect("a tournament").policies() {
        let treated = of.treatment;
        // It comes to nothing with those who push, whatever else it is.
        if of.policy == Policy::NaiveTft {
            assert_eq!((treated.pushy.agreements, treated.pushy.with_top_up), (0, None));
            assert!(treated.gap_in_agreement_rate < Decimal::from_int(0));
            continue;
        }
        // By rule: what a plan pays at agreement, whoever comes to it and when.
        for paid in [&treated.early, &treated.pushy] {
            let with = paid.with_top_up.expect("agreements");
            let whole = Decimal::from_int(1);
            assert_eq!(
                (with.value, with.low, with.high),
                (whole, Some(whole), Some(whole)),
                "{:?}",
                of.policy
            );
        }
        let without = treated.gap_without_top_up.expect("agreements");
        if of.policy == Policy::Principled {
            assert_eq!(without, Decimal::from_int(0), "the fair figure at once is the same for both");
        } else {
            assert!(without > "0.05".parse().expect("a decimal"), "{:?}: {without}", of.policy);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn however_a_range_is_cut_the_answer_is_the_same(
        from in 0_u64..1 << 40,
        cuts in prop::collection::vec(0_u64..8, 0..4),
        backwards: bool,
    ) {
        let to = from + 7;
        let whole = tournament(from, to).play().unwrap();
        let mut starts: Vec<u64> = cuts.iter().map(|cut| from + cut).chain([from]).collect();
        starts.sort_unstable();
        starts.dedup();
        let ends = starts.iter().skip(1).map(|next| next - 1).chain([to]);
        let mut parts: Vec<Part> =
            starts.iter().zip(ends).map(|(from, to)| tournament(*from, to).play().unwrap()).collect();
        if backwards {
            parts.reverse();
        }
        let joined = parts.into_iter().map(Ok).reduce(|a, b| a?.and(b?)).unwrap().unwrap();
        prop_assert_eq!(&joined, &whole);
        prop_assert_eq!(joined.overall(), whole.overall());
        let bytes = canon::to_bytes(&joined).unwrap();
        prop_assert_eq!(canon::from_bytes::<Part>(&bytes).unwrap(), joined);
    }

    /// What the ladder of a tournament offers is what the ladder offers above what is owed, whatever is owed.
    #[test]
    fn a_tournament_offers_what_the_ladder_offers(
        target in 1_i64..1 << 30,
        owed in 0_i64..1 << 40,
        step in 1_i64..1000,
        code in prop_oneof![Just("JPY"), Just("CNY"), Just("KWD")],
    ) {
        let money = |minor| Money::new(minor, code.parse().unwrap());
        let band = Band::new(money(owed), money(target)).unwrap();
        let ladder = Ladder::new(&band, money(target), &Schedule::default(), step, Side::Payer).unwrap();
        let stake = Stake { target, demand: target * 2, minimum: target };
        let mut tournament = Tournament::new(Seeds { from: 1, to: 1 }, Cases::Listed(vec![stake]));
        tournament.step = step;
        tournament.policies = vec![Policy::AckermanUngated];
        tournament.customers = vec![Customer::HardLiner];
        let trace = tournament.trace().unwrap().remove(0);
        let mut offers: Vec<i64> = trace
            .moves
            .iter()
            .filter(|figure| figure.by == Speaker::Firm)
            .map(|figure| owed + figure.amount)
            .collect();
        offers.dedup();
        let rungs: Vec<i64> = ladder.rungs.iter().map(|rung| rung.offer.amount().minor()).collect();
        prop_assert_eq!(offers, rungs);
    }

    /// No policy pays more than its target and no customer takes less than its minimum, whatever is played.
    #[test]
    fn no_session_leaves_the_zone(
        target in 1_i64..100_000,
        minimum in 0_i64..200_000,
        above in 0_i64..100_000,
        step in 1_i64..500,
        rounds in 1_u32..30,
        seed in 0_u64..1000,
    ) {
        let stake = Stake { target, demand: (minimum + above).max(1), minimum };
        let mut tournament = Tournament::new(Seeds { from: seed, to: seed }, Cases::Listed(vec![stake]));
        tournament.rounds = rounds;
        tournament.step = step;
        for trace in tournament.trace().unwrap() {
            if let Some(paid) = trace.agreed {
                prop_assert!((minimum..=target).contains(&paid), "{trace:?}");
            }
            for figure in &trace.moves {
                let inside = match figure.by {
                    Speaker::Firm => (0..=target).contains(&figure.amount),
                    Speaker::Customer => (minimum..=stake.demand).contains(&figure.amount),
                };
                prop_assert!(inside, "{trace:?}");
            }
        }
        tournament.play().unwrap().check().unwrap();
    }
}
