//! Plans of offers, timed: microseconds of processor time for each plan of the worked example.
//!
//! Four lines: the policy alone; a plan; a plan with the reason and the words of every offer in one
//! language; the operation, JSON in and out, with all that is said in both.

use std::hint::black_box;

use ombud::{
    Engine, Error,
    bargain::Terms,
    model::{Date, Facts, Json, Lang, canon},
    ops::{CORE, Registry},
};
use ombud_benches::Stopwatch;

const PLANS: usize = 20_000;
const OPERATION: &str = "bargain.plan";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builtin()?;
    let registry = Registry::core();
    let operation = CORE.iter().find(|operation| operation.name == OPERATION).ok_or(OPERATION)?;
    let request = operation.example.as_bytes();
    let json = Json::parse(request)?;
    let terms: Terms = canon::from_json(&json)?;
    let mut facts = Facts::new();
    for (id, value) in &terms.facts {
        let (id, fact) = engine.catalogue().read_fact(id, value)?;
        facts.insert(id, fact);
    }
    timed("policy", || engine.decide("bargain.policy", &facts, Date::MAX, Date::MAX).map(drop))?;
    timed("plan", || engine.plan_offers(black_box(terms.clone())).map(drop))?;
    timed("plan, explained in one language", || {
        let bargain = engine.plan_offers(black_box(terms.clone()))?;
        for (at, rung) in bargain.ladder().rungs.iter().enumerate() {
            black_box((bargain.reason(at, Lang::Zh), bargain.words(rung.offer.amount(), Lang::Zh)));
        }
        Ok(())
    })?;
    timed("operation, JSON in and out, both languages", || {
        registry.call(&engine, OPERATION, black_box(request)).map(drop)
    })?;
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a time to three digits")]
fn timed(name: &str, mut run: impl FnMut() -> Result<(), Error>) -> Result<(), Error> {
    for _ in 0..PLANS / 10 {
        run()?;
    }
    let start = Stopwatch::start();
    for _ in 0..PLANS {
        run()?;
    }
    println!("{name} {:.2} us", start.seconds() / PLANS as f64 * 1e6);
    Ok(())
}
