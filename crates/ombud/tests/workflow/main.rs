//! Workflows from the outside: charts as data, stepped, kept and drawn.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it cannot go on, in its helpers too"
)]

mod benchmark;
mod check;
mod draw;
mod properties;
mod review;
mod schema;
mod scxml;
mod support;
mod w3c;
