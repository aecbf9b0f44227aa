//! What holds of every table.

use ombud::{
    model::{Facts, canon},
    rules::Verdict,
};
use proptest::prelude::*;

use super::support::{Dice, TRIED, catalogue, condition, day, table};

const HITS: [&str; 11] = [
    "unique",
    "first",
    "priority",
    "any",
    "collect",
    "rule_order",
    "output_order",
    "collect.sum",
    "collect.min",
    "collect.max",
    "collect.count",
];

/// Values for all facts, and which of them are known at first.
fn draw(dice: &mut Dice) -> (Vec<(&'static str, &'static str)>, Facts) {
    let catalogue = catalogue();
    let all: Vec<_> = TRIED.iter().map(|(fact, values)| (*fact, *dice.one(values))).collect();
    let mut known = Facts::new();
    for (fact, value) in &all {
        if dice.below(2) == 0 {
            let (id, fact) = catalogue.parse_fact(fact, value).unwrap();
            known.insert(id, fact);
        }
    }
    (all, known)
}

fn rows(dice: &mut Dice) -> Vec<(String, i64)> {
    let plain = |dice: &mut Dice| loop {
        let when = condition(dice, &[0, 1, 2, 3, 4, 5], 2);
        if !when.contains("known") {
            return when;
        }
    };
    (0..1 + dice.below(5)).map(|_| (plain(dice), i64::try_from(dice.below(4)).unwrap())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn learning_a_fact_never_changes_what_is_decided(seed in any::<u64>()) {
        let mut dice = Dice::new(seed);
        let (hit, rows) = (*dice.one(&HITS), rows(&mut dice));
        let default = (dice.below(2) == 0).then_some(1);
        let table = table(hit, &rows, default);
        let (all, mut facts) = draw(&mut dice);
        let before = table.decide(&facts, day(), day()).verdict;
        let catalogue = catalogue();
        for (fact, value) in all {
            if facts.value(&fact.parse().unwrap()).is_none() {
                let (id, fact) = catalogue.parse_fact(fact, value).unwrap();
                facts.insert(id, fact);
            }
        }
        let after = table.decide(&facts, day(), day()).verdict;
        match (&before, &after) {
            (Verdict::Decided { outputs, .. }, Verdict::Decided { outputs: later, .. }) => {
                prop_assert_eq!(outputs, later);
            }
            (Verdict::Undetermined { needs }, _) => {
                prop_assert!(!needs.is_empty());
                let open = matches!(after, Verdict::Undetermined { .. });
                prop_assert!(!open, "everything is known");
            }
            (Verdict::Conflict { rules }, Verdict::Conflict { rules: later }) => {
                prop_assert!(rules.iter().all(|rule| later.contains(rule)));
            }
            _ => prop_assert_eq!(&before, &after),
        }
    }

    #[test]
    fn learning_what_is_asked_for_decides(seed in any::<u64>()) {
        let mut dice = Dice::new(seed);
        let (hit, rows) = (*dice.one(&HITS), rows(&mut dice));
        let table = table(hit, &rows, None);
        let (all, mut facts) = draw(&mut dice);
        let Verdict::Undetermined { needs } = table.decide(&facts, day(), day()).verdict else {
            return Ok(());
        };
        let catalogue = catalogue();
        for need in &needs {
            let (_, value) = all.iter().find(|(fact, _)| *fact == need.as_str()).unwrap();
            let (id, fact) = catalogue.parse_fact(need.as_str(), value).unwrap();
            facts.insert(id, fact);
        }
        let after = table.decide(&facts, day(), day()).verdict;
        let open = matches!(after, Verdict::Undetermined { .. });
        prop_assert!(!open, "{:?} then {:?}", needs, after);
    }

    #[test]
    fn the_order_of_facts_and_of_rows_that_do_not_outrank_plays_no_role(seed in any::<u64>()) {
        let mut dice = Dice::new(seed);
        let hit = *dice.one(&["unique", "any", "collect.sum", "collect.min", "collect.max", "collect.count"]);
        let rows = rows(&mut dice);
        let turned: Vec<_> = rows.iter().rev().cloned().collect();
        let (_, facts) = draw(&mut dice);
        let mut other = Facts::new();
        for (id, fact) in facts.iter().collect::<Vec<_>>().into_iter().rev() {
            other.insert(id.clone(), fact.clone());
        }
        let a = table(hit, &rows, None).decide(&facts, day(), day()).verdict;
        let b = table(hit, &turned, None).decide(&other, day(), day()).verdict;
        match (a, b) {
            (Verdict::Decided { outputs, .. }, Verdict::Decided { outputs: other, .. }) => {
                prop_assert_eq!(outputs, other);
            }
            (Verdict::Undetermined { needs }, Verdict::Undetermined { needs: other }) => {
                prop_assert_eq!(needs, other);
            }
            (a, b) => prop_assert_eq!(std::mem::discriminant(&a), std::mem::discriminant(&b)),
        }
    }

    #[test]
    fn answers_are_canonical_and_the_same_twice(seed in any::<u64>()) {
        let mut dice = Dice::new(seed);
        let (hit, rows) = (*dice.one(&HITS), rows(&mut dice));
        let table = table(hit, &rows, None);
        let (_, facts) = draw(&mut dice);
        let answer = || canon::to_bytes(&table.decide(&facts, day(), day())).unwrap();
        prop_assert_eq!(answer(), answer());
    }
}
