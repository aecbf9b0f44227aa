//! Columns in, columns out.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what went wrong by failing"
)]

mod due_dates;
mod make;
mod raw;

use std::sync::LazyLock;

use ombud::{Engine, ops::Registry};
use ombud_batch::{ArrowArray, ArrowArrayStream, ArrowSchema};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("the built-in packs"));

/// The lines of a run.
fn lines(spec: &str, input: impl Into<ombud_batch::Input>) -> raw::Lines {
    let stream =
        ombud_batch::run(&ENGINE, &Registry::core(), spec.as_bytes(), input).expect("a spec that fits");
    raw::read(stream).expect("a stream without an error")
}

/// The error of a run that does not begin.
fn refused(spec: &str, input: impl Into<ombud_batch::Input>) -> ombud::Error {
    let run = ombud_batch::run(&ENGINE, &Registry::core(), spec.as_bytes(), input);
    run.map(|_| ()).expect_err("a spec that does not fit")
}
