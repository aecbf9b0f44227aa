//! Refusals looked at again: sums to the digit, golden cases, seeded faults, properties.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what went wrong by failing"
)]

mod faults;
mod golden;
mod monotone;
mod pages;
mod partly;
mod properties;
mod sums;
mod support;
