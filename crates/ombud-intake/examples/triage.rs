//! The main job without the command line, for measuring:
//! `cargo run --release -p ombud-intake --example triage -- FILE SOURCE REGIME AS_OF OUT`.

use std::{io::Write as _, time::Instant};

use ombud::Engine;
use ombud_intake::{Input, Outputs, Profile, triage};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, source, regime, as_of, out] = args.as_slice() else {
        return Err("FILE SOURCE REGIME AS_OF OUT".into());
    };
    let start = Instant::now();
    let engine = Engine::builtin()?;
    let profile = Profile::new(engine.source(source)?, engine.catalogue(), &engine.bundle().taxonomies)
        .map_err(|errors| errors.iter().map(|e| format!("{e}\n")).collect::<String>())?;
    let ready = start.elapsed();
    let outputs = Outputs::new(out)?;
    let sinks = triage::standard_sinks(&outputs)?;
    let summary = triage::run(
        &engine,
        &profile,
        &[Input::path(file)],
        &[engine.regime(regime)?],
        as_of.parse()?,
        sinks,
        &mut |_| {},
    )?;
    outputs.commit()?;
    let all = start.elapsed();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown").to_owned();
    writeln!(
        std::io::stdout(),
        "{} rows, {} kept, {} rejected; ready {ready:?}, all {all:?}; {peak}",
        summary.rows,
        summary.kept,
        summary.rejected
    )?;
    Ok(())
}
