//! What is derived for one question is what everything derived would say of it.

use ombud::{
    Engine,
    model::{FactDef, Facts, ValueType},
    rules::{ScoreVerdict, Verdict},
};

use super::support::{Dice, day};

/// A few facts of the catalogue, with values drawn at random.
fn draw(engine: &Engine, dice: &mut Dice) -> Facts {
    let mut facts = Facts::new();
    let known: Vec<&FactDef> = engine.bundle().facts.iter().collect();
    for _ in 0..dice.below(60) {
        let def = dice.one(&known);
        let value = match def.kind {
            ValueType::Bool => (*dice.one(&["true", "false"])).to_owned(),
            ValueType::Int | ValueType::Decimal => dice.below(40).to_string(),
            ValueType::Money => format!("CNY {}.00", dice.below(200_000)),
            ValueType::Date => format!("2026-0{}-11", 1 + dice.below(9)),
            ValueType::Enum | ValueType::Set if !def.values.is_empty() => dice.one(&def.values).id.clone(),
            _ => continue,
        };
        if let Ok((id, fact)) = engine.catalogue().parse_fact(def.id.as_str(), &value) {
            facts.insert(id, fact);
        }
    }
    facts
}

#[test]
fn a_question_alone_is_answered_as_with_everything_derived() {
    let engine = Engine::builtin().expect("built-in packs");
    let (mut decided, mut derived_from) = (0, 0);
    for seed in 0..40 {
        let given = draw(&engine, &mut Dice::new(seed));
        let all = engine.derive(&given, day(), day()).unwrap();
        for def in &engine.bundle().tables {
            let Ok(ruling) = engine.decide(def.id.as_str(), &given, day(), day()) else { continue };
            let table = ruling.table().unwrap();
            let mut expected = table.decide(&all.facts, day(), day());
            if let Verdict::Undetermined { needs } = &mut expected.verdict {
                *needs = all.asked(needs);
            }
            assert_eq!(*ruling, expected, "{} of {given:?}", def.id);
            decided += usize::from(matches!(ruling.verdict, Verdict::Decided { .. }));
            let more = |fact| all.facts.get(fact).is_some() && given.get(fact).is_none();
            derived_from += usize::from(table.reads().any(more));
        }
        for def in &engine.bundle().scorecards {
            let Ok(scoring) = engine.score(def.id.as_str(), &given, day(), day()) else { continue };
            let mut expected = scoring.scorecard().unwrap().score(&all.facts, day(), day()).unwrap();
            if let ScoreVerdict::Undetermined { needs, .. } = &mut expected.verdict {
                *needs = all.asked(needs);
            }
            assert_eq!(*scoring, expected, "{} of {given:?}", def.id);
        }
    }
    assert!(decided > 100 && derived_from > 20, "{decided} decided, {derived_from} from derived facts");
}
