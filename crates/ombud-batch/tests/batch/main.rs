//! Columns in, columns out.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what went wrong by failing"
)]

mod call;
mod due;
mod due_dates;
mod facts;
mod flat;
mod make;
mod malformed;
mod raw;
mod source;
mod spec;
mod threads;
mod types;

use std::sync::LazyLock;

use ombud::{
    Engine, Error,
    model::Json,
    ops::{Operation, Registry, Stability},
};
use ombud_batch::{ArrowArray, ArrowArrayStream, ArrowSchema, Input, run};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("the built-in packs"));

const ECHO: Operation = Operation {
    name: "mine.echo",
    since: "0.1.0",
    stability: Stability::Preview,
    title: ("原样返回", "Say it back"),
    schema: "{}",
    example: "{}",
    run: |_, request| Ok(Json::parse(request)?.to_bytes()),
};

const PANIC: Operation = Operation {
    name: "mine.panic",
    run: |_, request| {
        assert!(!request.starts_with(b"{\"really\""), "as the test asked");
        Ok(b"{}".to_vec())
    },
    ..ECHO
};

/// The operations of the core, and two of the tests' own.
fn registry() -> Registry {
    Registry::core().with(&[ECHO, PANIC])
}

fn try_lines(spec: &str, input: impl Into<Input>) -> Result<raw::Lines, String> {
    let stream = run(&ENGINE, &registry(), spec.as_bytes(), input).expect("a spec that fits");
    raw::read(stream)
}

/// The lines of a run.
fn lines(spec: &str, input: impl Into<Input>) -> raw::Lines {
    try_lines(spec, input).expect("a stream without an error")
}

/// The error of a run that does not begin.
fn refused(spec: &str, input: impl Into<Input>) -> Error {
    let run = run(&ENGINE, &registry(), spec.as_bytes(), input);
    run.map(|_| ()).expect_err("a spec that does not fit")
}
