//! The time until the built-in engine answers: `engine_ready ROUNDS`, one line of seconds a round.

use std::{hint::black_box, time::Instant};

use ombud::Engine;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rounds: usize = std::env::args().nth(1).unwrap_or_default().parse()?;
    for _ in 0..rounds {
        let start = Instant::now();
        black_box(Engine::builtin()?);
        println!("{:.9}", start.elapsed().as_secs_f64());
    }
    Ok(())
}
