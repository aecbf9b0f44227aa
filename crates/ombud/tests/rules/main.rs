//! Tables, scorecards and their checker: golden cases of the packs, brute force, seeded faults,
//! properties.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what went wrong by failing"
)]

mod brute;
mod builtin;
mod chain;
mod faults;
mod policies;
mod properties;
mod scorecards;
mod support;
