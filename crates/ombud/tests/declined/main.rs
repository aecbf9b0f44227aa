//! What now, after a claim was declined: golden cases that a compliance officer can read, and what
//! must hold of every case.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod golden;
mod packs;
mod properties;
mod support;
