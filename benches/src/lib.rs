//! What the benches share.

use std::time::Instant;

/// Seconds of processor time where the system tells, which other programs do not lengthen; else of
/// the clock.
pub struct Stopwatch(Instant, Option<f64>);

impl Stopwatch {
    /// Begins.
    #[must_use]
    pub fn start() -> Self {
        Stopwatch(Instant::now(), processor())
    }

    /// How long it has run.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        match (self.1, processor()) {
            (Some(from), Some(to)) => to - from,
            _ => self.0.elapsed().as_secs_f64(),
        }
    }
}

fn processor() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    told.split_whitespace().next()?.parse::<f64>().ok().map(|nanos| nanos / 1e9)
}

/// Prints a rate.
#[expect(clippy::cast_precision_loss, reason = "a rate to three digits")]
pub fn report(name: &str, start: &Stopwatch, steps: usize) {
    println!("{name} {:.2} M steps/s", steps as f64 / start.seconds() / 1e6);
}
