//! The case: whole lives as readable golden files, the hard bars, replay and snapshot.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod abroad;
mod adopt;
mod bars;
mod beside;
mod checks;
mod documents;
mod golden;
mod late;
mod parts;
mod properties;
mod recompute;
mod support;
