//! Due dates by the column, timed: `due_dates REGIME CLOCK FILE ROUNDS`.
//!
//! FILE holds one trigger date a line. Prints one line a round, `seconds checksum`, and reads a
//! line from standard input before each, so that `benches/run` can take turns with a peer.

use std::{
    hint::black_box,
    io::{BufRead, Write},
    time::Instant,
};

use ombud::{Engine, model::Date};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let mut next = |what: &str| args.next().ok_or_else(|| format!("missing argument: {what}"));
    let (regime, clock, file) = (next("REGIME")?, next("CLOCK")?, next("FILE")?);
    let rounds: usize = next("ROUNDS")?.parse()?;
    let text = std::fs::read_to_string(file)?;
    let dates = text.lines().map(str::parse).collect::<Result<Vec<Date>, _>>()?;
    let column = Engine::builtin()?.regime(&regime)?.column(&clock)?;
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut line = String::new();
    for _ in 0..rounds {
        line.clear();
        input.read_line(&mut line)?;
        let start = Instant::now();
        let due = black_box(column.due(black_box(&dates)));
        let seconds = start.elapsed().as_secs_f64();
        let checksum: i64 = due.iter().flatten().map(|date| i64::from(date.days())).sum();
        writeln!(output, "{seconds:.9} {checksum}")?;
        output.flush()?;
    }
    Ok(())
}
