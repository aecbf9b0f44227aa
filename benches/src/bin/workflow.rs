//! Steps of a workflow, timed: `workflow FILE ROUNDS`, the definition and how often its script runs.
//!
//! The chart, the script and the counters are those that every engine is measured on. Prints steps a
//! second: on one machine that goes on; with each step explained; the explanation put into words; by
//! the pure function, its change applied; and on new machines, one script each.

use std::{hint::black_box, sync::Arc, time::Instant};

use ombud::{
    model::Catalogue,
    workflow::{Chart, Definition, Machine, Outcome, Status, Time, step},
};
use ombud_benches::{Stopwatch, report};

const SCRIPT: &str = "assign request_info timeout info_received assign refer_legal legal_done conclude \
                      submit reject submit approve send paid reopen";

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let mut next = |what: &str| args.next().ok_or_else(|| format!("missing argument: {what}"));
    let (file, rounds) = (next("FILE")?, next("ROUNDS")?.parse::<usize>()?);
    let bytes = std::fs::read(file)?;
    let start = Instant::now();
    let definition = Definition::from_bytes(&bytes)?;
    let compiled = Chart::compile(&definition, &Catalogue::default());
    let chart =
        Arc::new(compiled.map_err(|errors| errors.first().map(ToString::to_string).unwrap_or_default())?);
    println!("load and compile {:.1} us", start.elapsed().as_secs_f64() * 1e6);
    let number = |name: &str| chart.event(name).ok_or_else(|| format!("no event {name}"));
    let script = SCRIPT.split_whitespace().map(number).collect::<Result<Vec<u16>, _>>()?;
    let acknowledge = number("acknowledge")?;

    for (name, explain, words) in
        [("steady", false, false), ("explained", true, false), ("in words", true, true)]
    {
        let mut machine = begun(&chart, acknowledge)?;
        machine.explain(explain);
        let mut now = 1i64;
        let start = Stopwatch::start();
        for _ in 0..rounds {
            for event in &script {
                now = now.wrapping_add(1);
                if machine.send(*event, Time::from_millis(now.wrapping_mul(1_000)))? != Status::Moved {
                    return Err(format!("{:?}", machine.refusal()).into());
                }
                if words {
                    black_box(machine.explanation());
                }
            }
        }
        report(name, &start, rounds.saturating_mul(script.len()));
        show(&machine);
    }

    let mut instance = begun(&chart, acknowledge)?.into_instance();
    let signals = SCRIPT.split_whitespace().map(|name| chart.signal(name, []));
    let signals = signals.collect::<Result<Vec<_>, _>>()?;
    let mut now = 1i64;
    let start = Stopwatch::start();
    for _ in 0..rounds {
        for signal in &signals {
            now = now.wrapping_add(1);
            match step(&chart, &instance, signal, Time::from_millis(now.wrapping_mul(1_000)))? {
                Outcome::Moved(change) => instance.apply(*change)?,
                other => return Err(format!("{other:?}").into()),
            }
        }
    }
    report("pure", &start, rounds.saturating_mul(script.len()));

    let start = Stopwatch::start();
    for _ in 0..rounds {
        let mut machine = begun(&chart, acknowledge)?;
        for (event, now) in script.iter().zip(2i64..) {
            machine.send(*event, Time::from_millis(now.wrapping_mul(1_000)))?;
        }
        black_box(machine);
    }
    report("new", &start, rounds.saturating_mul(script.len().saturating_add(1)));
    Ok(())
}

fn begun(chart: &Arc<Chart>, acknowledge: u16) -> Result<Machine, Failure> {
    let mut machine = Machine::new(Arc::clone(chart), chart.instance());
    machine.begin(Time::from_millis(0))?;
    machine.send(acknowledge, Time::from_millis(1_000))?;
    Ok(machine)
}

fn show(machine: &Machine) {
    let datum = |name| machine.instance().datum(machine.chart(), name).map(ToString::to_string);
    println!("  entered {:?} exited {:?} spent {:?}", datum("entered"), datum("exited"), datum("spent"));
}
