//! A case, timed: `case FILE ROUNDS`, a life as the tests write it and how often it is lived.
//!
//! Prints how long a command takes to be decided (rules, clocks, workflow and the events that come of
//! it), the advice and the view after it, and the fold of all events: microseconds of processor time,
//! the mean of a life. There is no peer: no engine that installs here decides a command this way.

use std::hint::black_box;

use ombud::{
    Case, Engine,
    case::{Command, Decision, Opening, Person},
    model::{Instant, Json},
};
use ombud_benches::Stopwatch;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let mut next = |what: &str| args.next().ok_or_else(|| format!("missing argument: {what}"));
    let (file, rounds) = (next("FILE")?, next("ROUNDS")?.parse::<u32>()?);
    let life = Json::parse(&std::fs::read(file)?)?;
    let now = |json: &Json| -> Result<Instant, Failure> {
        Ok(json.get("now").and_then(Json::as_str).ok_or("no now")?.parse()?)
    };
    let opening = Opening::from_json(&life.get("opening").ok_or("no opening")?.to_bytes())?;
    let Some(Json::List(steps)) = life.get("steps") else { return Err("no steps".into()) };
    let mut commands = Vec::new();
    for step in steps {
        if let Some(command) = step.get("do") {
            commands.push((Command::from_json(&command.to_bytes())?, now(step)?));
        }
    }
    let engine = Engine::builtin()?;
    let who = Person::new("sun", ["handler"]);
    let begun = engine.open(&opening, now(&life)?)?;
    let (mut decided, mut refused) = (0.0, 0u32);
    let mut lives: Vec<Case> = Vec::new();
    for _ in 0..rounds {
        let mut case = begun.clone();
        for (command, now) in &commands {
            let start = Stopwatch::start();
            let decision = case.decide(command, *now)?;
            decided += start.seconds();
            match decision {
                Decision::Accepted(events) => case.apply(events)?,
                Decision::Refused(_) => refused = refused.saturating_add(1),
            }
        }
        lives.push(case);
    }
    let count = f64::from(rounds) * f64::from(u32::try_from(commands.len())?);
    println!("{} commands a life, {} refused", commands.len(), refused / rounds.max(1));
    println!("decide {:.0} us", decided / count * 1e6);
    let each = |name: &str, work: &dyn Fn(&Case) -> Result<usize, ombud::Error>| -> Result<(), Failure> {
        let start = Stopwatch::start();
        for case in &lives {
            black_box(work(case)?);
        }
        println!("{name} {:.0} us", start.seconds() / f64::from(rounds) * 1e6);
        Ok(())
    };
    each("advice", &|case| Ok(case.advice(&who, case.at())?.len()))?;
    each("view", &|case| Ok(case.view(&who, case.at())?.history.len()))?;
    each("replay", &|case| Ok(engine.replay(case.log().to_vec())?.history().len()))
}
