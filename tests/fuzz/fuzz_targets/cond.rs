//! Conditions over the built-in catalogue: what is read is printed in one spelling, which reads
//! back as the same condition; and whatever facts it meets, it says true, false or unknown.
//!
//! The first line is the `when` map, each line after it a fact as `id=value`.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use ombud::{
    Engine, ErrorCode,
    cond::{Condition, FactIndex, Truth},
    model::{Facts, Json},
};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("built-in packs"));

fuzz_target!(|text: &str| {
    let (when, rest) = text.split_once('\n').unwrap_or((text, ""));
    let Ok(json) = Json::parse(when.as_bytes()) else { return };
    let catalogue = ENGINE.catalogue();
    let condition = match Condition::parse(&json, catalogue) {
        Ok(condition) => condition,
        Err(errors) => {
            assert!(!errors.is_empty(), "refused without a reason");
            for error in errors {
                assert!(error.detail().expected.is_some(), "what would have been right: {error}");
            }
            return;
        }
    };
    let printed = condition.print();
    assert_eq!(Condition::parse(&printed, catalogue).as_ref(), Ok(&condition), "{when} printed");
    assert_eq!(Condition::parse(&printed, catalogue).map(|again| again.print()), Ok(printed));
    assert!(!condition.to_string().is_empty());

    let mut facts = Facts::new();
    for line in rest.lines() {
        if let Some((id, value)) = line.split_once('=')
            && let Ok((id, fact)) = catalogue.parse_fact(id, value)
        {
            facts.insert(id, fact);
        }
    }
    let index = FactIndex::new([&condition]);
    let compiled = condition.compile(&index).expect("its own index");
    match (condition.evaluate(&facts), compiled.evaluate(&index.row(&facts))) {
        (Ok(plain), Ok(fast)) => {
            assert_eq!(plain.truth, fast.truth);
            assert_eq!(plain.needs, fast.needs);
            // What is missing is named where it matters, and only there.
            assert_eq!(plain.truth == Truth::Unknown, !plain.needs.is_empty());
            let opposite = (!condition).evaluate(&facts).expect("as good as the condition");
            let expected = match plain.truth {
                Truth::True => Truth::False,
                Truth::False => Truth::True,
                Truth::Unknown => Truth::Unknown,
            };
            assert_eq!(opposite.truth, expected, "what does not hold");
        }
        (Err(plain), Err(fast)) => {
            assert_eq!(plain.code(), fast.code());
            assert_eq!(plain.code(), ErrorCode::CurrencyMismatch, "typed facts fit in all but currency");
        }
        (plain, fast) => panic!("{plain:?} and {fast:?}"),
    }
});
