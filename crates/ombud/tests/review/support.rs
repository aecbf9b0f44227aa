//! The built-in engine, and facts from texts.

use std::sync::LazyLock;

use ombud::{
    Engine, Opinion,
    model::{Date, Facts},
    rules::{Calculation, LineKind, LineVerdict, Reckoning},
};

pub(crate) static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("the built-in packs"));

pub(crate) fn day() -> Date {
    "2026-12-01".parse().unwrap()
}

pub(crate) fn facts<'a>(given: impl IntoIterator<Item = (&'a str, &'a str)>) -> Facts {
    let mut facts = Facts::new();
    for (id, value) in given {
        let (id, fact) = ENGINE.catalogue().parse_fact(id, value).unwrap_or_else(|e| panic!("{id}: {e}"));
        facts.insert(id, fact);
    }
    facts
}

pub(crate) fn review(review: &str, facts: &Facts) -> Opinion {
    ENGINE.review(review, facts, day(), day()).unwrap_or_else(|e| panic!("{review}: {e}"))
}

/// A calculation of the built-in packs over facts, with those that tables derive.
pub(crate) fn reckon(id: &str, given: &[(&str, &str)]) -> Reckoning {
    let defs = &ENGINE.bundle().calculations;
    let def = defs.iter().find(|def| def.id.as_str() == id).expect("a calculation").clone();
    let calculation = Calculation::compile(def, ENGINE.catalogue()).expect("it compiles");
    let derived = ENGINE.derive(&facts(given.iter().copied()), day(), day()).expect("derived");
    calculation.reckon(&derived.facts, day(), day())
}

/// The formulas of the lines that are due, and the sum of one kind.
pub(crate) fn worked(reckoning: &Reckoning, kind: LineKind) -> (Vec<String>, String) {
    let lines = reckoning.lines.iter().filter(|line| line.kind == kind);
    let formulas = lines.filter_map(|line| match &line.verdict {
        LineVerdict::Due { working, .. } => Some(working.clone()),
        _ => None,
    });
    (formulas.collect(), sum(Some(reckoning), kind))
}

/// An amount, `none`, or what it lacks.
pub(crate) fn sum(reckoning: Option<&Reckoning>, kind: LineKind) -> String {
    match reckoning.and_then(|reckoning| reckoning.sum(kind)) {
        None => "none".to_owned(),
        Some(sum) if !sum.settled => {
            format!("open: {}", sum.needs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        }
        Some(sum) => sum.amount.map_or_else(|| "none".to_owned(), |amount| amount.to_string()),
    }
}
