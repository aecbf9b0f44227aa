//! Expressions over the built-in catalogue: what is read is printed as an expression, and as a `when`
//! map, that read back as the same condition.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use ombud::{Engine, cond::Condition, model::Facts};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("built-in packs"));

fuzz_target!(|text: &str| {
    let catalogue = ENGINE.catalogue();
    let condition = match Condition::parse_expression(text, catalogue) {
        Ok(condition) => condition,
        Err(errors) => {
            assert!(!errors.is_empty(), "refused without a reason");
            return;
        }
    };
    let printed = condition.to_string();
    assert_eq!(Condition::parse_expression(&printed, catalogue).as_ref(), Ok(&condition), "{printed}");
    assert_eq!(Condition::parse(&condition.print(), catalogue).as_ref(), Ok(&condition), "{printed}");
    // Nothing is known: there is a truth or what would decide, never a fault.
    condition.evaluate(&Facts::new()).expect("no values, no fault");
});
